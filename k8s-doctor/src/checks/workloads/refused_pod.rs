//! The API server refuses a workload's pods, for a reason that has no check of its own.
//!
//! An admission webhook that denies (`denied the request`), a policy engine such as Kyverno or
//! Gatekeeper, a plugin of the distribution. The text is told as it was observed. What to do: change what
//! it asks for, or the policy.

use super::refused::{self, Kind, Refused, essence};
use crate::facts::Facts;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    refused::of(facts, Kind::Other).iter().map(|refused| judge(facts, refused)).collect()
}

fn judge(facts: &Facts<'_>, refused: &Refused) -> Finding {
    let message = format!("its pods are refused: {}", essence(&refused.text));
    refused.cause("K717", refused.workload.clone(), message).remedy(refused.remedy(
        facts,
        "Change in the pod template what is refused, or the policy that refuses it".to_owned(),
        refused.edit(facts),
    ))
}

pub(super) const BAD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1}, status: {replicas: 0}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: admission webhook "policy.example.com" denied the request: image must come from our registry'}
"#;

pub(super) const GOOD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1},
 status: {replicas: 1, readyReplicas: 1}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: admission webhook "policy.example.com" denied the request: image must come from our registry'}
"#;
