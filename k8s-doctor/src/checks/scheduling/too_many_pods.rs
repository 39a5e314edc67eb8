//! The nodes that a pod may be on have as many pods as their kubelets allow.
//!
//! A kubelet takes `maxPods`, 110 if nothing else is said, on some clouds as many as the node has
//! addresses. Every pod counts that has not ended, those of daemon sets and those being deleted too.
//! There may be cpu and memory enough. What to do: remove pods, add a node, or raise `maxPods`.

use crate::facts::Facts;
use crate::facts::scheduling::{Reason, Refusal};
use crate::finding::{Finding, Remedy};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let pending = facts.scheduling().of(Reason::Pods);
    let judge = |pending| {
        let most = super::Pending::told(pending).find_map(|(node, refusal)| match refusal {
            Refusal::Pods(most) => Some((node, *most)),
            _ => None,
        });
        let message = match most {
            Some((node, most)) => {
                format!("node {} has all the {most} pods that it may have", node.metadata.name)
            }
            None => "every node has as many pods as it may have".to_owned(),
        };
        let look = facts.commands.kubectl("get pods -A -o wide");
        let add = super::remedy(
            facts,
            pending,
            "Remove pods that are not needed, or add a node".to_owned(),
            vec![look],
        );
        let raise = Remedy {
            risk: "the kubelet must be restarted, and the node's pod addresses must suffice"
                .to_owned(),
            ..super::remedy(
                facts,
                pending,
                "Raise maxPods in the kubelet's configuration on the node".to_owned(),
                Vec::new(),
            )
        };
        super::cause("K302", pending, message, "no node may have one more pod")
            .remedy(add)
            .remedy(raise)
    };
    pending.map(judge).collect()
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {allocatable: {cpu: '4', memory: 8Gi, pods: '1'},
 conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: one, namespace: shop}, spec: {nodeName: n1, containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: two, namespace: shop}, spec: {containers: [{name: c}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/1 nodes are available: 1 Too many pods.'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {allocatable: {cpu: '4', memory: 8Gi, pods: '1'},
 conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: one, namespace: shop}, spec: {nodeName: n1, containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
