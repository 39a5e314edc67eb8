//! There is no node at all.
//!
//! The scheduler says `no nodes available to schedule pods`. No kubelet has registered: the machines do
//! not run, the kubelet on them fails, or it may not talk to the API server. All pods wait for that,
//! and they are told as one. On minikube: start it again.

use crate::facts::Facts;
use crate::facts::scheduling::Reason;
use crate::finding::{Certainty, Finding, Remedy};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let pending = facts.scheduling().of(Reason::NoNodes);
    let judge = |pending| {
        let message = "the cluster has no node".to_owned();
        let mut finding = super::cause("K318", pending, message, "there is no node");
        if facts.snapshot.nodes.is_whole() {
            finding.certainty = Certainty::Observed;
        }
        finding.group = Some("no nodes".to_owned());
        let commands = if facts.is_minikube() {
            vec![facts.commands.minikube("start")]
        } else {
            vec![facts.commands.kubectl("get nodes"), "journalctl -u kubelet".to_owned()]
        };
        finding.remedy(Remedy {
            risk: String::new(),
            ..super::remedy(
                facts,
                pending,
                "Get a kubelet to register: see what it says on the machine that should be a node"
                    .to_owned(),
                commands,
            )
        })
    };
    pending.map(judge).collect()
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {containers: [{name: c}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: no nodes available to schedule pods}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
