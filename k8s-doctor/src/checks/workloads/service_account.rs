//! The service account that a workload's pods are to run as does not exist.
//!
//! The API server makes no pod without it: there is nothing Pending, only `FailedCreate … error looking
//! up service account`. Often its manifest was not applied, it is in another namespace, or the name is
//! misspelt. Even `default` can be missing for a moment in a new namespace.

use super::refused::{self, Kind, Refused, after};
use crate::facts::{Facts, look_alike, quote};
use crate::finding::Finding;
use crate::snapshot::ObjectRef;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = refused::of(facts, Kind::ServiceAccount);
    all.iter().filter_map(|refused| judge(facts, refused)).collect()
}

fn judge(facts: &Facts<'_>, refused: &Refused) -> Option<Finding> {
    let path = after(&refused.text, "error looking up service account ", &[':', ' '])?;
    let (namespace, name) = path.split_once('/')?;
    if facts.snapshot.service_accounts.get(namespace, name).is_some() {
        // It has come since; the next try will do.
        return None;
    }
    let object = ObjectRef::new("ServiceAccount", namespace, name);
    let others = facts.snapshot.service_accounts.within(namespace).iter();
    let near = look_alike(name, others.map(|other| other.metadata.name.as_str()));
    let message = match near {
        Some(near) => format!("does not exist; there is {near}"),
        None => "does not exist".to_owned(),
    };
    let create = format!("create serviceaccount -n {} {}", quote(namespace), quote(name));
    let title = "Name a service account that exists".to_owned();
    Some(
        refused
            .cause("K713", object, message)
            .remedy(refused.remedy(
                facts,
                "Make the service account, best from the manifest that it belongs to, with its roles"
                    .to_owned(),
                vec![facts.commands.kubectl(&create)],
            ))
            .remedy(refused.remedy(facts, title, refused.edit(facts))),
    )
}

pub(super) const BAD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1}, status: {replicas: 0}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: error looking up service account shop/db: serviceaccount "db" not found'}
"#;

pub(super) const GOOD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1},
 status: {replicas: 1, readyReplicas: 1}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: error looking up service account shop/db: serviceaccount "db" not found'}
"#;
