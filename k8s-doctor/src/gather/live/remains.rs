//! What keeps a namespace from ending: its conditions name the resources of which there are still
//! objects, and those that have no type here are read, their metadata only.

use std::collections::BTreeSet;

use super::Gathering;
use super::kind::path;
use super::list::{Items, List};
use super::server::Failure;
use crate::snapshot::{KINDS, Snapshot, condition};

/// The most lists of remaining objects that are read.
const MAX_LISTS: usize = 20;

/// Objects of a resource that are still in a namespace.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Remains {
    namespace: String,
    group: String,
    plural: String,
    /// The kind, where a custom resource definition says it.
    kind: Option<String>,
}

/// What remains in the namespaces that are ending, as far as it has no type here.
pub(super) fn find(snapshot: &Snapshot) -> BTreeSet<Remains> {
    let mut all = BTreeSet::new();
    for namespace in &snapshot.namespaces {
        if !namespace.metadata.deletion_timestamp.is_known() {
            continue;
        }
        let conditions = &namespace.status.conditions;
        let Some(remaining) = condition(conditions, "NamespaceContentRemaining") else { continue };
        if remaining.status != "True" {
            continue;
        }
        for (plural, group) in resources(&remaining.message) {
            if KINDS.iter().any(|kind| kind.plural == plural && kind.group == group) {
                continue;
            }
            let defined = snapshot
                .crds
                .iter()
                .find(|crd| crd.spec.names.plural == plural && crd.spec.group == group);
            all.insert(Remains {
                namespace: namespace.metadata.name.clone(),
                group: group.to_owned(),
                plural: plural.to_owned(),
                kind: defined.map(|crd| crd.spec.names.kind.clone()),
            });
        }
    }
    all
}

/// The plurals and groups in `Some resources are remaining: widgets.example.com has 1 resource
/// instances, pods. has 2 resource instances` (Kubernetes, `namespaced_resources_deleter.go`).
fn resources(message: &str) -> impl Iterator<Item = (&str, &str)> {
    let list = message.split_once(": ").map_or("", |(_, list)| list);
    list.split(", ").filter_map(|part| part.split_once(" has ")?.0.trim().split_once('.'))
}

/// Reads them.
pub(super) async fn read(gathering: &Gathering, all: &BTreeSet<Remains>) {
    for remains in all.iter().take(MAX_LISTS) {
        remains.read(gathering).await;
    }
    if all.len() > MAX_LISTS {
        let n = all.len() - MAX_LISTS;
        gathering.gap("objects in namespaces that are ending", format!("{n} more lists not read"));
    }
}

impl Remains {
    async fn read(&self, gathering: &Gathering) {
        let Remains { namespace, group, plural, .. } = self;
        let name = format!("{plural}.{group} in namespace {namespace}");
        let versions = gathering.served.others(group, plural);
        for (version, kind) in &versions {
            let kind = self.kind.as_deref().or(*kind).unwrap_or(plural);
            let list = List {
                path: path(group, version, Some(namespace), plural),
                name: name.clone(),
                items: Items::Custom(kind.to_owned()),
                only_metadata: true,
            };
            match list.read(gathering).await {
                Ok(()) => return,
                Err(stopped) if stopped.failure.code() == 404 => {}
                Err(stopped) => return gathering.stopped(&name, &stopped),
            }
        }
        // Discovery tells the versions, and its failure is a gap already.
        if gathering.served.is_known() {
            gathering.gap(&name, Failure::NOT_SERVED);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_remains() {
        let message = "Some resources are remaining: pods. has 2 resource instances, \
                       widgets.example.com has 1 resource instances";
        let found: Vec<_> = resources(message).collect();
        assert_eq!(found, [("pods", ""), ("widgets", "example.com")]);
        assert_eq!(resources("All content successfully removed").count(), 0);
    }
}
