//! The only nodes that would take a pod are not well.
//!
//! A node that is not ready, not reachable, short of memory or disk, or not yet set up by its cloud or
//! network has a taint that says so, and goes with the trouble. The pod is all right: the chain leads
//! on to the nodes, and what is wrong with them is what to look at. Do not add a toleration.

use crate::facts::Facts;
use crate::facts::scheduling::{Reason, Refusal, taint_text};
use crate::finding::Finding;
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let pending = facts.scheduling().of(Reason::Trouble);
    let judge = |pending| {
        let told: Vec<_> = super::Pending::told(pending).collect();
        let nodes = super::names(told.iter().map(|(node, _)| *node), pending.n_nodes);
        let taint = told.iter().find_map(|(_, refusal)| match refusal {
            Refusal::Trouble(taint) => Some(taint_text(taint)),
            _ => None,
        });
        let message = match taint {
            Some(taint) => format!("would be taken by {nodes}, which has {taint}"),
            None => "no node that would take it is ready".to_owned(),
        };
        let mut finding =
            super::cause("K305", pending, message, "no node that would take it is well");
        for (node, _) in told {
            let why = format!("needs node {}", node.metadata.name);
            finding = finding.held_by(node.object(), why);
        }
        finding.remedy(super::remedy(
            facts,
            pending,
            "Get the nodes well again".to_owned(),
            vec![facts.commands.kubectl("describe nodes")],
        ))
    };
    pending.map(judge).collect()
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {taints: [{key: node.kubernetes.io/unreachable, effect: NoSchedule}]},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: Unknown}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {containers: [{name: c}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/1 nodes are available: 1 node(s) had untolerated taint(s).'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
