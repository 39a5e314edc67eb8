//! The nodes that could take a pod have a taint that it does not tolerate.
//!
//! A taint keeps away all pods that do not say that they put up with it: nodes are set apart for one
//! purpose, or a node has just one and it is the control plane. Servers since 1.24 say only `had
//! untolerated taint(s)`, so the nodes are read. The control plane's own taint is in nearly every
//! such message and is not told where another node is nearer; only where nothing else is left, as on
//! a cluster of one node made by kubeadm.
//!
//! What to do: tolerate the taint, if the pod belongs there, or take it off a node.

use crate::facts::scheduling::{Pending, Reason, Refusal, taint_text};
use crate::facts::{Facts, quote};
use crate::finding::{Finding, Remedy};
use crate::snapshot::{Node, Taint};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let scheduling = facts.scheduling();
    let pending = scheduling.of(Reason::Taint).chain(scheduling.of(Reason::ControlPlane));
    pending.map(|pending| judge(facts, pending)).collect()
}

fn judge(facts: &Facts<'_>, pending: &Pending<'_>) -> Finding {
    let tainted: Vec<(&Node, &Taint)> = pending
        .told()
        .filter_map(|(node, refusal)| match refusal {
            Refusal::Taint(taint) => Some((node, *taint)),
            _ => None,
        })
        .collect();
    let nodes = super::names(tainted.iter().map(|(node, _)| *node), pending.n_nodes);
    let Some((node, taint)) = tainted.first() else {
        let message = "tolerates the taint of none of the nodes".to_owned();
        let remedy = super::remedy(
            facts,
            pending,
            "Find the nodes' taints, and tolerate the one that is meant".to_owned(),
            vec![facts.commands.kubectl("describe nodes | grep -A 3 Taints")],
        );
        return super::cause("K304", pending, message, "tolerates no node's taint").remedy(remedy);
    };
    let text = taint_text(taint);
    let on = if pending.n_nodes == 1 { "node" } else { "nodes" };
    let mut texts: Vec<String> = tainted.iter().map(|(_, taint)| taint_text(taint)).collect();
    texts.sort();
    texts.dedup();
    texts.truncate(3);
    let message = format!("does not tolerate {} of {on} {nodes}", texts.join(", "));
    let mut finding = super::cause("K304", pending, message, "tolerates no node's taint");
    // Who put the taints there put them there for all.
    finding.group = Some(format!("{} {nodes}", texts.join(", ")));
    let mut toleration = format!("{{key: {}, operator: Exists", taint.key);
    if !taint.value.is_empty() {
        toleration = format!("{{key: {}, value: {}", taint.key, quote(&taint.value));
    }
    let tolerate = Remedy {
        risk: "the pod may then run on nodes that are set apart for others".to_owned(),
        ..super::remedy(
            facts,
            pending,
            format!(
                "Tolerate it: add to spec.tolerations {toleration}, effect: {}}}",
                taint.effect
            ),
            super::edit(facts, pending),
        )
    };
    let untaint = format!("taint node {} {}-", quote(&node.metadata.name), quote(&text));
    let untaint = Remedy {
        risk: "whatever the taint kept away may then run there".to_owned(),
        ..super::remedy(
            facts,
            pending,
            format!("Take the taint off node {}", node.metadata.name),
            vec![facts.commands.kubectl(&untaint)],
        )
    };
    match pending.reason {
        // With one node there is nothing to be kept apart.
        Reason::ControlPlane => finding.remedy(untaint).remedy(tolerate),
        _ => finding.remedy(tolerate).remedy(untaint),
    }
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {taints: [{key: dedicated, value: batch, effect: NoSchedule}]},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {containers: [{name: c}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/1 nodes are available: 1 node(s) had untolerated taint(s).'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {taints: [{key: dedicated, value: batch, effect: NoSchedule}]},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, tolerations: [{key: dedicated, operator: Exists}], containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
