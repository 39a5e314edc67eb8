//! All objects of one kind: in the best version that is served, of all namespaces where that is allowed,
//! else of those where it is.

use std::collections::BTreeSet;

use super::Gathering;
use super::list::{Items, List};
use super::server::{Failure, escape};
use crate::snapshot::{Coverage, Kind};

/// The most namespaces that are asked one by one for a kind that may not be listed of all.
const MAX_NAMESPACES: usize = 100;

/// Kinds that say the same: where a server has one of them, the other is not missed.
const SAME: &[(&str, &str)] = &[("EndpointSlice", "Endpoints")];

/// What came of one version of a kind.
enum Outcome {
    /// Objects, or a gap, or both.
    Told,
    /// This version is not served.
    NotServed,
}

/// Reads a kind into the snapshot, with its coverage and its gaps.
pub(super) async fn read(gathering: &Gathering, kind: Kind) {
    for version in gathering.served.versions(&kind) {
        let told = match of_namespaces(gathering, &kind) {
            Some(namespaces) => one_by_one(gathering, kind, version, &namespaces, None).await,
            None => everywhere(gathering, kind, version).await,
        };
        if let Outcome::Told = told {
            return;
        }
    }
    // Decided after all kinds have been read.
    gathering.not_served(kind);
}

/// Records the kinds that a server does not have, but for those that another kind stands in for.
pub(super) fn record_not_served(gathering: &Gathering, missing: &BTreeSet<&'static str>) {
    for kind in crate::snapshot::KINDS.iter().filter(|kind| missing.contains(kind.kind)) {
        let stand_in = SAME.iter().find_map(|(a, b)| match kind.kind {
            it if it == *a => Some(*b),
            it if it == *b => Some(*a),
            _ => None,
        });
        if stand_in.is_none_or(|other| missing.contains(other)) {
            gathering.gap(&name(kind), Failure::NOT_SERVED);
        }
    }
}

/// The namespaces that a kind is to be read of, where it is not to be read of all.
fn of_namespaces(gathering: &Gathering, kind: &Kind) -> Option<Vec<String>> {
    let namespaces = &gathering.options.namespaces;
    (kind.namespaced && !namespaces.is_empty()).then(|| namespaces.clone())
}

async fn everywhere(gathering: &Gathering, kind: Kind, version: &str) -> Outcome {
    let list = list(gathering, kind, version, None);
    let Err(stopped) = list.read(gathering).await else {
        gathering.read_something();
        gathering.cover(kind, Coverage::Whole);
        return Outcome::Told;
    };
    match stopped.failure.code() {
        404 if stopped.n_pages == 0 => return Outcome::NotServed,
        403 if kind.namespaced && stopped.n_pages == 0 => {
            let namespaces = gathering.namespaces();
            let why = Some(stopped.failure.message());
            return one_by_one(gathering, kind, version, &namespaces, why).await;
        }
        _ => {}
    }
    gathering.stopped(&list.name, &stopped);
    Outcome::Told
}

/// Reads a kind of some namespaces. `why`: the server's words for that it may not be read of all.
async fn one_by_one(
    gathering: &Gathering,
    kind: Kind,
    version: &str,
    namespaces: &[String],
    why: Option<&str>,
) -> Outcome {
    let name = name(&kind);
    let mut covered = BTreeSet::new();
    for namespace in namespaces.iter().take(MAX_NAMESPACES) {
        let list = list(gathering, kind, version, Some(namespace));
        let stopped = match list.read(gathering).await {
            Ok(()) => {
                gathering.read_something();
                covered.insert(namespace.clone());
                continue;
            }
            Err(stopped) => stopped,
        };
        match stopped.failure.code() {
            404 if covered.is_empty() && stopped.n_pages == 0 => return Outcome::NotServed,
            // It was said already that not all of it may be read.
            403 if why.is_some() => {}
            _ => gathering.stopped(&list.name, &stopped),
        }
    }
    if namespaces.len() > MAX_NAMESPACES && !covered.is_empty() {
        gathering.gap(&name, format!("only {MAX_NAMESPACES} namespaces were asked"));
    }
    if let Some(why) = why {
        gathering.gap(&name, format!("forbidden: {why}{}", read_all_the_same(&covered)));
    }
    gathering.cover(kind, Coverage::Namespaces(covered));
    Outcome::Told
}

/// The few that were read, in a gap about the many that were not.
fn read_all_the_same(covered: &BTreeSet<String>) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<&str> = covered.iter().map(String::as_str).take(SHOWN).collect();
    match covered.len() {
        0 => String::new(),
        n if n > SHOWN => format!("; read in {} and {} more", shown.join(", "), n - SHOWN),
        _ => format!("; read in {}", shown.join(", ")),
    }
}

/// A kind as in the server's messages: `storageclasses.storage.k8s.io`.
fn name(kind: &Kind) -> String {
    match kind.group {
        "" => kind.plural.to_owned(),
        group => format!("{}.{group}", kind.plural),
    }
}

fn list(gathering: &Gathering, kind: Kind, version: &str, namespace: Option<&str>) -> List {
    let place = namespace.map_or_else(String::new, |name| format!(" in namespace {name}"));
    List {
        path: path(kind.group, version, namespace, kind.plural),
        name: name(&kind) + &place,
        items: Items::Known(kind),
        only_metadata: kind.kind == "Secret" && !gathering.options.secret_keys,
    }
}

/// The path of a list.
pub(super) fn path(group: &str, version: &str, namespace: Option<&str>, plural: &str) -> String {
    let (root, group) = match group {
        "" => ("/api/", String::new()),
        group => ("/apis/", escape(group) + "/"),
    };
    let namespace =
        namespace.map_or_else(String::new, |name| format!("namespaces/{}/", escape(name)));
    format!("{root}{group}{}/{namespace}{}", escape(version), escape(plural))
}
