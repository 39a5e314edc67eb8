//! A pod is on a node that does not exist any more.
//!
//! Its node object was deleted: the machine is gone, or was made anew under another name. The garbage
//! collection of the controller manager deletes such pods within a minute or so; if they stay, it does
//! not run, or a finalizer holds them. Told only if the snapshot has all nodes, and only of pods whose
//! kubelet is heard of no more: what a kubelet still says of its pods comes from a node that is there.

use std::collections::BTreeMap;

use crate::facts::{Facts, is_going};
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pod, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut gone: BTreeMap<&str, Vec<&Pod>> = BTreeMap::new();
    for pod in &facts.snapshot.pods {
        if super::is_node_gone(facts, pod) && is_cut_off(pod) && facts.trouble(pod).is_some() {
            gone.entry(&pod.spec.node_name).or_default().push(pod);
        }
    }
    gone.into_iter().map(|(node, pods)| judge(facts, node, &pods)).collect()
}

/// Whether it is the control plane, not a kubelet, that says what is wrong with a pod.
fn is_cut_off(pod: &Pod) -> bool {
    let status = &pod.status;
    let all_ready = status.container_statuses.iter().all(|container| container.ready);
    is_going(&pod.metadata)
        || status.phase == "Unknown"
        || status.reason == "NodeLost"
        || all_ready && condition(&status.conditions, "Ready").is_some_and(|c| c.status == "False")
}

fn judge(facts: &Facts<'_>, node: &str, pods: &[&Pod]) -> Finding {
    let message = "does not exist any more, and pods are still said to be on it";
    let mut finding = Finding::cause("K137", ObjectRef::new("Node", "", node), message)
        .certainty(Certainty::Inferred);
    for pod in pods {
        finding = finding.holds(pod.object(), "is on this node");
    }
    if let Some(pod) = pods.first() {
        finding = finding.evidence(Evidence::field(&pod.object(), "spec.nodeName", node));
        finding = finding.remedy(Remedy {
            title: "If the machine is gone for good: forget its pods, so that others are made"
                .to_owned(),
            commands: pods
                .iter()
                .map(|pod| {
                    let delete = facts.commands.on("delete", &pod.object());
                    format!("{delete} --force --grace-period=0")
                })
                .take(10)
                .collect(),
            verify: vec![facts.commands.kubectl("get pods -A -o wide")],
            risk: "if the machine still runs, they run on there as well".to_owned(),
        });
    }
    finding
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: old, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: other, namespace: shop}, spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {conditions: [{type: Ready, status: 'True'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {conditions: [{type: Ready, status: 'True'}]}}
";
