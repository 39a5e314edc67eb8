//! A deployment has fewer pods that serve than it should, or cannot bring out its new version.
//!
//! A symptom: the chain goes on to its pods, or to the replica set that cannot make any. After ten
//! minutes without progress the condition `Progressing` turns `False`, before that only the numbers
//! tell. A deployment that is scaled to nothing wants nothing, and says `Available` all the same.

use crate::facts::{Facts, has_ended, is_going};
use crate::finding::{Evidence, Finding};
use crate::snapshot::{Deployment, Object as _, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.deployments.iter().filter_map(|object| judge(facts, object)).collect()
}

fn judge(facts: &Facts<'_>, deployment: &Deployment) -> Option<Finding> {
    let wanted = deployment.spec.replicas.unwrap_or(1);
    let status = &deployment.status;
    if wanted == 0
        || super::is_unseen(&deployment.metadata, status.observed_generation)
        || super::is_manifest(&deployment.metadata, status)
    {
        return None;
    }
    let object = deployment.object();
    let stuck = condition(&status.conditions, "Progressing")
        .filter(|progressing| progressing.status == "False");
    let refused =
        condition(&status.conditions, "ReplicaFailure").filter(|failure| failure.status == "True");
    let short = status.available_replicas < wanted;
    if !short && stuck.is_none() && refused.is_none() {
        return None;
    }
    let since = status.conditions.iter().map(|condition| condition.last_update_time).max();
    let since = since.unwrap_or_default().max(deployment.metadata.creation_timestamp);
    let ill = super::ill_pods(facts, &object);
    // All are there, and those that are not ready may still be starting.
    let alive =
        facts.pods_of(&object).iter().filter(|pod| !has_ended(pod) && !is_going(&pod.metadata));
    let is_growing = facts.is_settling(since) || usize::try_from(wanted) == Ok(alive.count());
    if ill.is_empty() && stuck.is_none() && refused.is_none() && is_growing {
        return None;
    }
    let message = if short {
        format!("{}/{wanted} available", status.available_replicas)
    } else {
        "its new version does not come up".to_owned()
    };
    let numbers = format!("{} of {wanted}", status.available_replicas);
    let mut finding = Finding::symptom("K700", object.clone(), message).evidence(Evidence::field(
        &object,
        "status.availableReplicas",
        numbers,
    ));
    for condition in stuck.into_iter().chain(refused) {
        let path = format!("status.conditions[{}]", condition.type_);
        let evidence = Evidence::field(&object, &path, condition.message.clone());
        finding = finding.evidence(evidence.since(condition.last_transition_time));
    }
    for set in facts.snapshot.replica_sets.within(&object.namespace) {
        if facts.owners(&set.metadata).first() == Some(&object) {
            finding = finding.held_by(set.object(), "its pods come from this replica set");
        }
    }
    for pod in ill {
        finding = finding.held_by(pod, "needs this pod");
    }
    Some(finding)
}

pub(super) const BAD: &str = r"
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 2},
 status: {replicas: 2, availableReplicas: 1}}
";

pub(super) const GOOD: &str = r"
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 2},
 status: {replicas: 2, availableReplicas: 2}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: idle, namespace: shop}, spec: {replicas: 0}}
";
