//! A pod is assigned to a node that does not exist.
//!
//! `spec.nodeName` in a manifest passes the scheduler by: no kubelet of that name takes the pod, and
//! no event tells. The controller manager deletes such pods after a while, and their owner makes them
//! again. Pods that a kubelet once took are none of these: their node was there, and is gone or left
//! out of the snapshot. What to do: leave `nodeName` out and select by label, or correct the name.

use std::collections::BTreeMap;

use crate::facts::{Facts, look_alike};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut lost: BTreeMap<(ObjectRef, &str), Vec<&Pod>> = BTreeMap::new();
    if facts.snapshot.nodes.is_empty() {
        return Vec::new();
    }
    for pod in &facts.snapshot.pods {
        let name = pod.spec.node_name.as_str();
        let was_taken = pod.status.start_time.is_known() || !pod.status.host_ip.is_empty();
        if !name.is_empty()
            && !was_taken
            && facts.snapshot.nodes.lacks("", name)
            && facts.trouble(pod).is_some()
        {
            lost.entry((facts.workload_of(pod), name)).or_default().push(pod);
        }
    }
    lost.into_iter().map(|((workload, node), pods)| judge(facts, &workload, node, &pods)).collect()
}

fn judge(facts: &Facts<'_>, workload: &ObjectRef, node: &str, pods: &[&Pod]) -> Finding {
    let names = facts.snapshot.nodes.iter().map(|node| node.metadata.name.as_str());
    let near = look_alike(node, names);
    let mut message = format!("assigned to node {node}, which does not exist");
    if let Some(near) = near {
        message = format!("{message}; there is a node {near}");
    }
    let mut finding = Finding::cause("K317", workload.clone(), message);
    for pod in pods {
        if finding.evidence.is_empty() {
            finding = finding.evidence(Evidence::field(&pod.object(), "spec.nodeName", node));
        }
        finding = finding.holds(pod.object(), format!("node {node} does not exist"));
    }
    finding.remedy(Remedy {
        title: match near {
            Some(near) => format!("Leave spec.nodeName out, or write {near}"),
            None => "Leave spec.nodeName out, and let the scheduler choose".to_owned(),
        },
        commands: vec![facts.commands.on("edit", workload)],
        verify: vec![facts.commands.kubectl("get pods -A -o wide")],
        risk: String::new(),
    })
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: worker-1}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: worker1, containers: [{name: c}]},
 status: {phase: Pending}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: worker-1}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: worker-1, containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
