//! The kubelet put a pod out, because its node ran short of memory, disk or process ids.
//!
//! `Failed`, reason `Evicted`; the message says of what. Pods of a controller are made anew elsewhere:
//! then it is past, and only worth a warning while the node is still under pressure. A pod without a
//! controller stays as it is, and nobody makes another. A pod that was put out for what it used of the
//! disk itself is told by K124.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::{Kind, is_pressed};
use crate::finding::{Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Evicted, |fault| {
        let node = &fault.pod.spec.node_name;
        let short = match fault.subject.as_str() {
            "" => "something".to_owned(),
            resource => resource.to_owned(),
        };
        let message = match node.as_str() {
            "" => format!("was evicted: its node ran short of {short}"),
            node => format!("was evicted: node {node} ran short of {short}"),
        };
        let message = if fault.is_past { format!("a pod of it {message}") } else { message };
        let mut finding = told::on_workload(facts, "K123", fault, message);
        if let Some(node) = facts.node_of(fault.pod)
            && is_pressed(facts, fault.pod)
        {
            finding =
                finding.held_by(node.object(), format!("node {} is short", node.metadata.name));
        }
        let object = fault.pod.object();
        finding.remedy(Remedy {
            title:
                "Free what the node is short of, then delete the pod and make it again, better by \
                    a Deployment"
                    .to_owned(),
            commands: vec![facts.commands.on("delete", &object)],
            verify: vec![
                facts.commands.kubectl("get pods -A --field-selector status.phase=Failed"),
            ],
            risk: "its log goes with it".to_owned(),
        })
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: tool, namespace: shop}, spec: {nodeName: n1, containers: [{name: tool}]},
 status: {phase: Failed, reason: Evicted, message: 'The node was low on resource: memory. Threshold quantity: 100Mi, available: 60Mi. '}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web-1, namespace: shop, ownerReferences: [{kind: ReplicaSet, name: web, controller: true}]},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Failed, reason: Evicted, message: 'The node was low on resource: memory. '}}
";
