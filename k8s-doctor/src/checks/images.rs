//! K2: images and registries.
//!
//! A pull that fails is told by exactly one check: by the missing secret if there is one, by the node
//! that has the image and must not use it, by the registry that is no more, or else by the class of
//! its failure.

mod architecture;
mod certificate;
mod denied;
mod disk_full;
mod format;
mod inspect;
mod invalid_name;
mod layer;
mod local_only;
mod never_pull;
mod not_found;
mod other;
mod pull_secret;
mod rate_limit;
mod remedy;
mod retired;
mod retired_list;
mod server_error;
mod signature;
mod slow;
#[cfg(test)]
mod tests;
mod unreachable;
mod unsaid;

use std::collections::BTreeMap;

use super::check;
use crate::check::Check;
use crate::facts::Facts;
use crate::facts::images::{PullClass, PullFailure};
use crate::finding::{Certainty, Finding};
use crate::snapshot::{Object as _, ObjectRef};

/// The codes that say why an image cannot be pulled.
pub(super) const PULL_CODES: &[&str] = &[
    "K200", "K201", "K202", "K203", "K204", "K205", "K206", "K207", "K208", "K209", "K211", "K212",
    "K214", "K215", "K219",
];

pub(super) const CHECKS: &[Check] = &[
    check!(images / not_found, "K200", "image not found"),
    check!(images / denied, "K201", "registry refuses the image"),
    check!(images / pull_secret, "K202", "pull secret missing"),
    check!(images / rate_limit, "K203", "registry's rate limit reached"),
    check!(images / unreachable, "K204", "registry not reached"),
    check!(images / certificate, "K205", "registry's certificate not trusted"),
    check!(images / architecture, "K206", "no image for the node's processor"),
    check!(images / invalid_name, "K207", "invalid image name"),
    check!(images / never_pull, "K208", "image not on the node and never pulled"),
    check!(images / local_only, "K209", "local image that the node tries to pull"),
    check!(images / disk_full, "K210", "node's disk full while pulling"),
    check!(images / unsaid, "K211", "image not pulled, and the reason is gone"),
    check!(images / slow, "K212", "pull takes too long"),
    check!(images / signature, "K213", "image's signature refused"),
    check!(images / retired, "K214", "image of a retired registry"),
    check!(images / server_error, "K215", "registry fails"),
    check!(images / format, "K216", "image of a form that the runtime does not take"),
    check!(images / layer, "K217", "image cannot be unpacked"),
    check!(images / inspect, "K218", "runtime cannot inspect the image"),
    check!(images / other, "K219", "pull fails for another reason"),
];

/// How many of a workload's pulls are shown as evidence.
const MAX_SHOWN: usize = 3;

/// The failed pulls of one workload that a check tells of.
type Failures<'f, 'a> = Vec<&'f PullFailure<'a>>;

/// The check that tells of a failed pull.
enum Told {
    /// A secret that the pod names and that is missing, or is none for a registry.
    Secret(String),
    /// A node has the image, and it was never in a registry.
    Local,
    /// The registry or the repository is no more.
    Retired(&'static retired_list::Retired),
    /// The check of its class.
    Class,
}

fn told(facts: &Facts<'_>, failure: &PullFailure<'_>) -> Told {
    if let Some(secret) = pull_secret::at_fault(facts, failure) {
        return Told::Secret(secret.to_owned());
    }
    if local_only::is_local(facts, failure) {
        return Told::Local;
    }
    match retired_list::find(facts, failure) {
        Some(retired) => Told::Retired(retired),
        None => Told::Class,
    }
}

/// The failed pulls of some classes that no other check tells of, by workload.
fn of<'f, 'a>(facts: &'f Facts<'a>, classes: &[PullClass]) -> Vec<Failures<'f, 'a>> {
    by_workload(facts, |failure| {
        classes.contains(&failure.class) && matches!(told(facts, failure), Told::Class)
    })
}

/// The failed pulls that `fits` takes, by workload.
fn by_workload<'f, 'a>(
    facts: &'f Facts<'a>,
    fits: impl Fn(&PullFailure<'a>) -> bool,
) -> Vec<Failures<'f, 'a>> {
    let mut all: BTreeMap<ObjectRef, Failures<'f, 'a>> = BTreeMap::new();
    for failure in facts.pulls().failures.iter().filter(|failure| fits(failure)) {
        all.entry(facts.workload_of(failure.pod)).or_default().push(failure);
    }
    all.into_values().collect()
}

/// That the pulls of a workload fail: on the workload, holding up its pods.
fn cause(
    facts: &Facts<'_>,
    code: &'static str,
    failures: &[&PullFailure<'_>],
    message: impl Into<String>,
) -> Option<Finding> {
    let first = failures.first()?;
    let finding = Finding::cause(code, facts.workload_of(first.pod), message);
    Some(with_pods(finding, failures))
}

/// A finding with the evidence of failed pulls, and the pods that they hold up.
fn with_pods(mut finding: Finding, failures: &[&PullFailure<'_>]) -> Finding {
    if !failures.iter().any(|failure| failure.is_said) {
        finding = finding.certainty(Certainty::Inferred);
    }
    for evidence in failures.iter().take(MAX_SHOWN).flat_map(|failure| &failure.evidence) {
        if !finding.evidence.contains(evidence) {
            finding = finding.evidence(evidence.clone());
        }
    }
    for failure in failures {
        let pod = failure.pod.object();
        if pod != finding.object && finding.holds.last().is_none_or(|last| last.object != pod) {
            finding = finding.holds(pod, format!("cannot start without image {}", failure.image));
        }
    }
    finding
}
