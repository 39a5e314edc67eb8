//! The kernel cannot run a container's program: it is for another sort of processor, or no program.
//!
//! `exec format error`: the image was built for amd64 and the node is arm64, or the other way round;
//! or the command is a script without `#!/bin/sh` in its first line. The node's architecture is in its
//! label `kubernetes.io/arch`; the image's is not in the API.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::{Fault, Kind};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Format, |fault| judge(facts, fault))
}

fn judge(facts: &Facts<'_>, fault: &Fault<'_>) -> Finding {
    let image = fault.container.map_or("", |container| container.image.as_str());
    let node = facts.node_of(fault.pod);
    let arch = node.and_then(|node| node.metadata.labels.get("kubernetes.io/arch"));
    let on = match (node, arch) {
        (Some(node), Some(arch)) => format!("node {} ({arch})", node.metadata.name),
        _ => format!("node {}", fault.pod.spec.node_name),
    };
    let message = format!(
        "{on} cannot run the program of {}: image {image} is for another processor, or its command \
         is a script without an interpreter",
        fault.who()
    );
    let mut finding = told::on_workload(facts, "K110", fault, message);
    if let (Some(node), Some(arch)) = (node, arch) {
        let path = "metadata.labels[kubernetes.io/arch]";
        finding = finding.evidence(Evidence::field(&node.object(), path, arch.clone()));
    }
    finding
        .remedy(Remedy {
            title: "See for which processors the image is, and use one that is for this node"
                .to_owned(),
            commands: vec![format!("docker manifest inspect {}", crate::facts::quote(image))],
            verify: told::verify(facts, fault),
            risk: String::new(),
        })
        .remedy(told::edit(
            facts,
            fault,
            "Keep the pods to nodes that it is for: nodeSelector kubernetes.io/arch",
        ))
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: app, namespace: shop},
 spec: {nodeName: n1, containers: [{name: app, image: 'example/app:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: app, restartCount: 8, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 1, reason: Error, message: 'exec /app/server: exec format error'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: app, namespace: shop},
 spec: {nodeName: n1, containers: [{name: app, image: 'example/app:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: app, ready: true, state: {running: {}}}]}}
"#;
