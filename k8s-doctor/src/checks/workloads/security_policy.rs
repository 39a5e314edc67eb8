//! A `PodSecurityPolicy`, or on `OpenShift` a `SecurityContextConstraint`, allows none of a workload's pods.
//!
//! With the admission plugin on (before 1.25), a pod needs a policy that allows it and that its service
//! account may use: `unable to validate against any pod security policy`. Without any policy at all
//! nothing is allowed. What to do: let the service account use a policy that fits, or ask for fewer
//! privileges.

use super::refused::{self, Kind, Refused, essence};
use crate::facts::Facts;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = refused::of(facts, Kind::PodSecurityPolicy);
    all.iter().map(|refused| judge(facts, refused)).collect()
}

fn judge(facts: &Facts<'_>, refused: &Refused) -> Finding {
    let message = format!("no security policy allows its pods: {}", essence(&refused.text));
    refused
        .cause("K714", refused.workload.clone(), message)
        .remedy(refused.remedy(
            facts,
            "Ask for fewer privileges in the pod template".to_owned(),
            refused.edit(facts),
        ))
        .remedy(refused.remedy(
            facts,
            "Let the pods' service account use a policy that fits: a Role with verb `use`, and a \
             RoleBinding"
                .to_owned(),
            vec![facts.commands.kubectl("get podsecuritypolicies")],
        ))
}

pub(super) const BAD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1}, status: {replicas: 0}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: PodSecurityPolicy: unable to admit pod: []'}
"#;

pub(super) const GOOD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1},
 status: {replicas: 1, readyReplicas: 1}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: PodSecurityPolicy: unable to admit pod: []'}
"#;
