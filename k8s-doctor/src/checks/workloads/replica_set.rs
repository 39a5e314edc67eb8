//! A replica set, or replication controller, cannot make its pods; or nobody owns it, and it has
//! fewer ready pods than it should.
//!
//! A symptom. The condition `ReplicaFailure` says that the API server refused a pod: a quota, a
//! webhook, a policy, a service account that is not there. The text stays in the condition when the
//! events are gone. Replica sets of a deployment whose pods exist are told by the deployment.

use crate::facts::{Facts, controller};
use crate::finding::{Evidence, Finding};
use crate::snapshot::workload::ReplicaSetStatus;
use crate::snapshot::{Meta, Object, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let sets = facts
        .snapshot
        .replica_sets
        .iter()
        .filter_map(|set| judge(facts, set, &set.metadata, set.spec.replicas, &set.status));
    let controllers = facts
        .snapshot
        .replication_controllers
        .iter()
        .filter_map(|set| judge(facts, set, &set.metadata, set.spec.replicas, &set.status));
    sets.chain(controllers).collect()
}

fn judge(
    facts: &Facts<'_>,
    set: &dyn Object,
    meta: &Meta,
    wanted: Option<i64>,
    status: &ReplicaSetStatus,
) -> Option<Finding> {
    let object = set.object();
    let wanted = wanted.unwrap_or(1);
    if wanted == 0 || super::is_manifest(meta, status) {
        return None;
    }
    let refused =
        condition(&status.conditions, "ReplicaFailure").filter(|failure| failure.status == "True");
    if let Some(failure) = refused {
        let evidence =
            Evidence::field(&object, "status.conditions[ReplicaFailure]", failure.message.clone());
        let message = format!("cannot make its pods: {}/{wanted} made", status.replicas);
        let evidence = evidence.since(failure.last_transition_time);
        return Some(Finding::symptom("K703", object, message).evidence(evidence));
    }
    if controller(meta).is_some() || status.ready_replicas >= wanted {
        return None;
    }
    let ill = super::ill_pods(facts, &object);
    if ill.is_empty() && super::is_growing(facts, &object, meta) {
        return None;
    }
    let numbers = format!("{} of {wanted}", status.ready_replicas);
    let message = format!("{}/{wanted} ready", status.ready_replicas);
    let mut finding = Finding::symptom("K703", object.clone(), message).evidence(Evidence::field(
        &object,
        "status.readyReplicas",
        numbers,
    ));
    for pod in ill {
        finding = finding.held_by(pod, "needs this pod");
    }
    Some(finding)
}

pub(super) const BAD: &str = r"
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: web-5d, namespace: shop}, spec: {replicas: 2},
 status: {replicas: 0, conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate,
  message: 'pods is forbidden: exceeded quota'}]}}
";

pub(super) const GOOD: &str = r"
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: web-5d, namespace: shop}, spec: {replicas: 2},
 status: {replicas: 2, readyReplicas: 2}}
";
