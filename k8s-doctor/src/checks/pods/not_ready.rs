//! A pod is not ready, although it has had the time.
//!
//! This is a symptom: that something is so, not why. Why is told by the other checks about the pod,
//! its node and its claims. Where none of them has an answer, the pod is shown as a root without an
//! explanation, and the thing to do is to look at it: `kubectl describe pod`, `kubectl logs`.
//!
//! The condition `Ready` decides, not the containers' own `ready`, which stays true on a node that
//! does not answer. Pods that have only just begun, or whose image is being pulled, are left in
//! peace; so are pods that have ended well, and pods that are being deleted.

use crate::facts::{ClaimState, Facts, is_node_ready, lacks_network};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pod, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.pods.iter().filter_map(|pod| judge(facts, pod)).collect()
}

fn judge(facts: &Facts<'_>, pod: &Pod) -> Option<Finding> {
    let trouble = facts.trouble(pod)?;
    let object = pod.object();
    let mut finding = Finding::symptom("K100", object.clone(), trouble);
    for type_ in ["PodScheduled", "Ready"] {
        if let Some(condition) = condition(&pod.status.conditions, type_)
            && condition.status != "True"
            && !condition.message.is_empty()
        {
            let path = format!("status.conditions[{type_}]");
            let evidence = Evidence::field(&object, &path, condition.message.clone());
            finding = finding.evidence(evidence.since(condition.last_transition_time));
            break;
        }
    }
    if let Some(node) = facts.node_of(pod)
        && !is_node_ready(node)
        && !(pod.spec.host_network && lacks_network(node))
    {
        finding = finding.held_by(node.object(), format!("runs on node {}", node.metadata.name));
    }
    if pod.spec.node_name.is_empty() {
        for claim in pod.claims() {
            if waits_for(facts, pod, &claim) {
                let claim = ObjectRef::new("PersistentVolumeClaim", &object.namespace, &claim);
                let why = format!("mounts claim {}", claim.name);
                finding = finding.held_by(claim, why);
            }
        }
    }
    Some(finding.remedy(Remedy {
        title: "Look at what the pod itself says".to_owned(),
        commands: vec![facts.commands.on("describe", &object)],
        verify: vec![facts.commands.on("get", &object)],
        risk: String::new(),
    }))
}

/// Whether the pod waits for the claim, and not the claim for the pod.
fn waits_for(facts: &Facts<'_>, pod: &Pod, claim: &str) -> bool {
    match facts.claim_state(&pod.metadata.namespace, claim) {
        ClaimState::Pending | ClaimState::Lost | ClaimState::Missing => true,
        ClaimState::Bound | ClaimState::WaitsForPod => false,
        ClaimState::Unknown => super::says_unbound(pod),
    }
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  containerStatuses: [{name: web, state: {running: {startedAt: 2026-01-01T10:00:00Z}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: later, namespace: shop, creationTimestamp: 2026-01-01T11:00:00Z},
 status: {phase: Succeeded}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  containerStatuses: [{name: web, state: {running: {startedAt: 2026-01-01T10:00:00Z}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: done, namespace: shop, creationTimestamp: 2026-01-01T10:00:10Z},
 status: {phase: Succeeded}}
";
