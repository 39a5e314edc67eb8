//! An autoscaler does not scale: it gets no metrics, or does not find what it is to scale.
//!
//! A symptom, by its conditions: `ScalingActive` is `False` with a reason such as
//! `FailedGetResourceMetric`, or `AbleToScale` is. `kubectl get hpa` shows `<unknown>`. What it scales goes
//! on with the number of pods that it has. For a minute or two after a start of its pods this is usual,
//! since their first measurement is not there yet. An autoscaler of a workload that somebody scaled to
//! nothing is switched off (`ScalingDisabled`), which is no fault.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding};
use crate::snapshot::{Hpa, Object as _, ObjectRef};

use super::hpa;

/// How long the first measurements may take, in seconds.
const PATIENCE: i64 = 180;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.hpas.iter().filter_map(|hpa| judge(facts, hpa)).collect()
}

fn judge(facts: &Facts<'_>, hpa: &Hpa) -> Option<Finding> {
    let failures = hpa::failures(hpa);
    let first = failures.first()?;
    let target = hpa::target(hpa);
    let pods = facts.pods_of(&target);
    let fresh = |pod: &&crate::snapshot::Pod| {
        facts.age(pod.metadata.creation_timestamp).is_some_and(|age| age < PATIENCE)
    };
    // Without an API, or without requests, it is not the pods that are too young.
    let waits = !first.message.contains("could not find the requested resource")
        && !first.message.contains("missing request for ")
        && first.reason != "FailedGetScale";
    if facts.is_settling(first.last_transition_time) || waits && pods.iter().any(fresh) {
        return None;
    }
    let object = hpa.object();
    let message = format!("does not scale: {}", first.reason);
    let mut finding = Finding::symptom("K730", object.clone(), message);
    for failure in &failures {
        let path = format!("status.conditions[{}]", failure.type_);
        let evidence = Evidence::field(&object, &path, failure.message.clone());
        finding = finding.evidence(evidence.since(failure.last_transition_time));
    }
    if let Some(name) = hpa::api(&first.message) {
        finding = finding.held_by(ObjectRef::new("APIService", "", name), "reads metrics there");
    }
    for pod in super::ill_pods(facts, &target) {
        finding = finding.held_by(pod, "measures this pod");
    }
    Some(finding)
}

pub(super) const BAD: &str = r"
{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v2, metadata: {name: web, namespace: shop},
 spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 5},
 status: {conditions: [{type: ScalingActive, status: 'False', reason: FailedGetResourceMetric, message: 'no metrics returned from resource metrics API'}]}}
";

pub(super) const GOOD: &str = r"
{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v2, metadata: {name: web, namespace: shop},
 spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 5},
 status: {conditions: [{type: ScalingActive, status: 'False', reason: ScalingDisabled, message: scaling is disabled since the replica count of the target is zero}]}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 0}}
";
