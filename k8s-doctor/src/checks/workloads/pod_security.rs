//! Pod Security admission forbids the pods that a workload makes.
//!
//! The namespace's label `pod-security.kubernetes.io/enforce` names a level, `baseline` or `restricted`,
//! and the refusal lists what the pod would have to set. Warnings of the same words at `kubectl apply`
//! come from the label `warn` and forbid nothing. What to do: set what is listed in the pod's template;
//! or, where the program needs the privilege, give it a namespace of a lower level.

use super::refused::{self, Kind, Refused, essence};
use crate::facts::Facts;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    refused::of(facts, Kind::PodSecurity).iter().map(|refused| judge(facts, refused)).collect()
}

fn judge(facts: &Facts<'_>, refused: &Refused) -> Finding {
    let message = format!("Pod Security forbids its pods: {}", essence(&refused.text));
    let namespace = crate::facts::quote(&refused.owner.namespace);
    let label = format!(
        "label namespace {namespace} pod-security.kubernetes.io/enforce=baseline --overwrite"
    );
    let mut lower = refused.remedy(
        facts,
        "Let the namespace have a lower level, where the privilege is needed".to_owned(),
        vec![facts.commands.kubectl(&label)],
    );
    "all pods of the namespace may then do more".clone_into(&mut lower.risk);
    let title = "Set in the pod template what the message lists".to_owned();
    refused
        .cause("K712", refused.workload.clone(), message)
        .remedy(refused.remedy(facts, title, refused.edit(facts)))
        .remedy(lower)
}

pub(super) const BAD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1}, status: {replicas: 0}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true (pod or container "db" must set securityContext.runAsNonRoot=true)'}
"#;

pub(super) const GOOD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1},
 status: {replicas: 1, readyReplicas: 1}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true (pod or container "db" must set securityContext.runAsNonRoot=true)'}
"#;
