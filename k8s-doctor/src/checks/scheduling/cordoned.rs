//! The nodes that would take a pod are cordoned.
//!
//! `kubectl cordon` and `kubectl drain` set `spec.unschedulable`, and only `kubectl uncordon` takes it
//! back: a node that was drained for an upgrade and came back ready takes no pods all the same, and
//! shows `Ready,SchedulingDisabled`. The pod would fit there and nowhere else.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::facts::scheduling::Reason;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Node, Object as _, ObjectRef};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut nodes: BTreeMap<ObjectRef, (&Node, Vec<ObjectRef>, Vec<Evidence>)> = BTreeMap::new();
    let mut findings = Vec::new();
    for pending in facts.scheduling().of(Reason::Cordoned) {
        if pending.nodes.is_empty() {
            findings.push(by_message(facts, pending));
        }
        for (node, _) in pending.told() {
            let entry = nodes.entry(node.object());
            let (_, pods, evidence) = entry.or_insert_with(|| (node, Vec::new(), Vec::new()));
            pods.extend(pending.pods.iter().map(|pod| pod.object()));
            evidence.extend(pending.evidence().pop());
        }
    }
    findings.extend(nodes.into_values().map(|(node, pods, mut evidence)| {
        let mut finding = Finding::cause(
            "K306",
            node.object(),
            format!(
                "cordoned, and {} would fit only on cordoned nodes",
                super::plural(pods.len(), "pod")
            ),
        )
        .evidence(Evidence::field(&node.object(), "spec.unschedulable", "true"));
        evidence.truncate(4);
        finding.evidence.extend(evidence);
        for pod in pods {
            finding = finding.holds(pod, "would fit only on a cordoned node");
        }
        finding.group = Some("cordoned".to_owned());
        finding.remedy(uncordon(facts, &node.metadata.name))
    }));
    findings
}

fn by_message(facts: &Facts<'_>, pending: &super::Pending<'_>) -> Finding {
    let message = "would fit only on cordoned nodes".to_owned();
    let look = facts.commands.kubectl("get nodes");
    let remedy = super::remedy(facts, pending, "Uncordon a node".to_owned(), vec![look]);
    super::cause("K306", pending, message, "the nodes are cordoned").remedy(remedy)
}

fn uncordon(facts: &Facts<'_>, node: &str) -> Remedy {
    Remedy {
        title: "Let pods on the node again, once nobody works on it".to_owned(),
        commands: vec![facts.commands.kubectl(&format!("uncordon {}", crate::facts::quote(node)))],
        verify: vec![facts.commands.kubectl("get nodes")],
        risk: "somebody may have cordoned it for work that is not done".to_owned(),
    }
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {unschedulable: true},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {containers: [{name: c}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/1 nodes are available: 1 node(s) were unschedulable.'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {unschedulable: true},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
