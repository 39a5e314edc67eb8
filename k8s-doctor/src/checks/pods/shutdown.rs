//! A pod without a controller ended when its node was shut down.
//!
//! `Failed` with reason `Terminated`, `NodeShutdown` or `Shutdown`: the kubelet ends its pods when the
//! machine goes down. A controller makes others; a bare pod stays as it is for ever. It is not a fault
//! of its containers.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::{Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Shutdown, |fault| {
        let node = &fault.pod.spec.node_name;
        let message = format!("ended when node {node} went down, and nothing makes it again");
        let object = fault.pod.object();
        told::on_workload(facts, "K136", fault, message).remedy(Remedy {
            title: "Delete it and apply its manifest again, better as a Deployment".to_owned(),
            commands: vec![facts.commands.on("delete", &object)],
            verify: vec![facts.commands.on("get", &object)],
            risk: "its log goes with it".to_owned(),
        })
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: tool, namespace: shop}, spec: {nodeName: n1, containers: [{name: tool}]},
 status: {phase: Failed, reason: Terminated, message: Pod was terminated in response to imminent node shutdown.}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web-1, namespace: shop, ownerReferences: [{kind: ReplicaSet, name: web, controller: true}]},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Failed, reason: Terminated, message: Pod was terminated in response to imminent node shutdown.}}
";
