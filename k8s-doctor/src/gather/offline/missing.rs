//! What a dump does not hold at all, told in one line.

use std::collections::BTreeSet;

use crate::snapshot::{Coverage, Gap, Snapshot};

/// What a snapshot without any of the kinds gets.
pub(super) const NOTHING: &str = "holds no objects";

/// What gaps begin with that tell what is not in a source, rather than what is wrong with it.
pub(super) const ABSENT: &str = "holds no ";

/// Records the kinds that matter for a diagnosis and of which nothing is known, and the namespaces
/// that were not read.
pub(super) fn tell(snapshot: &mut Snapshot, what: &str) {
    let kinds = [
        ("pods", snapshot.pods.coverage.is_nothing() && snapshot.pods.is_empty()),
        ("nodes", snapshot.nodes.coverage.is_nothing() && snapshot.nodes.is_empty()),
        ("events", snapshot.events.coverage.is_nothing() && snapshot.events.is_empty()),
        ("claims", snapshot.claims.coverage.is_nothing() && snapshot.claims.is_empty()),
        ("volumes", snapshot.volumes.coverage.is_nothing() && snapshot.volumes.is_empty()),
        (
            "storage classes",
            snapshot.storage_classes.coverage.is_nothing() && snapshot.storage_classes.is_empty(),
        ),
        ("services", snapshot.services.coverage.is_nothing() && snapshot.services.is_empty()),
        (
            "endpoints",
            snapshot.endpoints.coverage.is_nothing()
                && snapshot.endpoints.is_empty()
                && snapshot.endpoint_slices.coverage.is_nothing()
                && snapshot.endpoint_slices.is_empty(),
        ),
        (
            "config maps",
            snapshot.config_maps.coverage.is_nothing() && snapshot.config_maps.is_empty(),
        ),
        ("secrets", snapshot.secrets.coverage.is_nothing() && snapshot.secrets.is_empty()),
    ];
    let n_kinds = kinds.len();
    let absent: Vec<&str> =
        kinds.into_iter().filter(|(_, is_absent)| *is_absent).map(|(kind, _)| kind).collect();
    let mut gaps = Vec::new();
    if absent.len() == n_kinds {
        gaps.push(NOTHING.to_owned());
    } else if !absent.is_empty() {
        gaps.push(format!("{ABSENT}{}", absent.join(", ")));
    }
    if let Coverage::Namespaces(covered) = &snapshot.pods.coverage {
        gaps.extend(uncovered(snapshot, covered));
    }
    for why in gaps {
        snapshot.gaps.push(Gap { what: what.to_owned(), why });
    }
    snapshot.gaps.sort();
    snapshot.gaps.dedup();
}

/// Pods of some namespaces say nothing about the others, unless it is known that there are none.
fn uncovered(snapshot: &Snapshot, covered: &BTreeSet<String>) -> Option<String> {
    let all: BTreeSet<&String> =
        snapshot.namespaces.iter().map(|namespace| &namespace.metadata.name).collect();
    let is_all = snapshot.namespaces.is_whole() && all.iter().all(|name| covered.contains(*name));
    let covered: Vec<&str> = covered.iter().map(String::as_str).collect();
    (!is_all && !covered.is_empty())
        .then(|| format!("holds pods only of the namespaces {}", covered.join(", ")))
}
