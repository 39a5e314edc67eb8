//! The pods that a workload makes are not valid, so that the API server refuses each of them.
//!
//! A template is checked when it is applied, but not everything can be: a name that becomes too long with
//! the number of the pod, a volume claim's name, defaults that an admission plugin adds. What to do: the
//! message names the field.

use super::refused::{self, Kind, Refused, essence};
use crate::facts::Facts;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    refused::of(facts, Kind::Invalid).iter().map(|refused| judge(facts, refused)).collect()
}

fn judge(facts: &Facts<'_>, refused: &Refused) -> Finding {
    let text = essence(&refused.text);
    let text = text.split_once(" is invalid: ").map_or(text, |(_, rest)| rest);
    let message = format!("its pods are not valid: {text}");
    refused.cause("K716", refused.workload.clone(), message).remedy(refused.remedy(
        facts,
        "Correct the field that the message names".to_owned(),
        refused.edit(facts),
    ))
}

pub(super) const BAD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1}, status: {replicas: 0}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: Pod "db-0" is invalid: spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'}
"#;

pub(super) const GOOD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1},
 status: {replicas: 1, readyReplicas: 1}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: Pod "db-0" is invalid: spec.containers[0].resources.requests: Invalid value: "2": must be less than or equal to cpu limit of 1'}
"#;
