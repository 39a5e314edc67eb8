//! A stateful set has fewer ready pods than it should.
//!
//! A symptom: the chain goes on to its pods. They are made one after the other, so that one pod that
//! does not become ready holds up all that come after it, which do not exist yet.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding};
use crate::snapshot::{Object as _, StatefulSet};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.stateful_sets.iter().filter_map(|object| judge(facts, object)).collect()
}

fn judge(facts: &Facts<'_>, set: &StatefulSet) -> Option<Finding> {
    let wanted = set.spec.replicas.unwrap_or(1);
    let ready = set.status.ready_replicas;
    if ready >= wanted || super::is_manifest(&set.metadata, &set.status) {
        return None;
    }
    let object = set.object();
    let ill = super::ill_pods(facts, &object);
    if ill.is_empty() && super::is_growing(facts, &object, &set.metadata) {
        return None;
    }
    let evidence = Evidence::field(&object, "status.readyReplicas", format!("{ready} of {wanted}"));
    let mut finding =
        Finding::symptom("K701", object, format!("{ready}/{wanted} ready")).evidence(evidence);
    for pod in ill {
        finding = finding.held_by(pod, "needs this pod");
    }
    Some(finding)
}

pub(super) const BAD: &str = r"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 3},
 status: {replicas: 1, readyReplicas: 0}}
";

pub(super) const GOOD: &str = r"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 3},
 status: {replicas: 3, readyReplicas: 3}}
";
