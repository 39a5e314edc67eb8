//! K9: known trouble of minikube.

mod known_issue;
mod start_failed;
mod wrong_image;

use super::check;
use crate::check::Check;
use crate::facts::{Facts, quote};
use crate::finding::Remedy;
use crate::minikube::rule::{Rule, fill};

pub(super) const CHECKS: &[Check] = &[
    check!(minikube / wrong_image, "K900", "image name that minikube gets wrong"),
    check!(minikube / known_issue, "K901", "known issue of minikube"),
    check!(minikube / start_failed, "K902", "minikube's last start failed"),
];

/// What helps against a known issue, with this cluster's names in its commands.
pub(super) fn remedy(facts: &Facts<'_>, rule: &Rule, namespace: &str, node: &str) -> Remedy {
    let profile = facts.minikube.as_ref();
    let name = profile.and_then(|profile| profile.name.as_ref());
    let name = name.map_or("minikube", |name| name.value.as_str());
    let context = match facts.snapshot.context.as_str() {
        "" => name,
        context => context,
    };
    let version = profile.and_then(|profile| profile.kubernetes());
    let version = version.map(|version| format!("v{version}")).unwrap_or_default();
    let names = [
        ("profile", name),
        ("context", context),
        ("namespace", namespace),
        ("node", node),
        ("version", version.as_str()),
    ];
    let filled = rule.advice.iter().map(|advice| fill(advice, &names));
    let (hints, commands): (Vec<String>, Vec<String>) =
        filled.partition(|advice| advice.starts_with("# "));
    let hints: Vec<&str> = hints.iter().map(|hint| hint.trim_start_matches("# ")).collect();
    let title = if hints.is_empty() { rule.why.to_owned() } else { hints.join("; ") };
    let verify = vec![format!("minikube -p {} status", quote(name))];
    Remedy { title, commands, verify, risk: String::new() }
}
