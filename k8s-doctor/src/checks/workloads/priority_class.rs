//! The priority class that a workload's pods name does not exist.
//!
//! The API server makes no pod that names one that it does not know: `no PriorityClass with name X was
//! found`. Priority classes belong to no namespace, and are often forgotten when an application is moved
//! to another cluster. What to do: make the class, or do not name one.

use super::refused::{self, Kind, Refused, after};
use crate::facts::{Facts, look_alike, quote};
use crate::finding::Finding;
use crate::snapshot::ObjectRef;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = refused::of(facts, Kind::PriorityClass);
    all.iter().filter_map(|refused| judge(facts, refused)).collect()
}

fn judge(facts: &Facts<'_>, refused: &Refused) -> Option<Finding> {
    let name = after(&refused.text, "no PriorityClass with name ", &[' '])?;
    if facts.snapshot.priority_classes.get("", name).is_some() {
        return None;
    }
    let classes = facts.snapshot.priority_classes.iter();
    let near = look_alike(name, classes.map(|class| class.metadata.name.as_str()));
    let message = match near {
        Some(near) => format!("does not exist; there is {near}"),
        None => "does not exist".to_owned(),
    };
    let title = "Leave priorityClassName out, or name a class that exists".to_owned();
    let create = format!("create priorityclass {} --value=1000", quote(name));
    Some(
        refused
            .cause("K715", ObjectRef::new("PriorityClass", "", name), message)
            .remedy(refused.remedy(facts, title, refused.edit(facts)))
            .remedy(refused.remedy(
                facts,
                "Make the class, with the value that is meant".to_owned(),
                vec![facts.commands.kubectl(&create)],
            )),
    )
}

pub(super) const BAD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1}, status: {replicas: 0}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: no PriorityClass with name urgent was found'}
"#;

pub(super) const GOOD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1},
 status: {replicas: 1, readyReplicas: 1}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: no PriorityClass with name urgent was found'}
"#;
