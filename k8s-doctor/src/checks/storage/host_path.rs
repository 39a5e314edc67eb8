//! A pod mounts a path of its node, and the path is not what the pod says it is.
//!
//! With `hostPath.type: Directory` or `File` (or `Socket`, …) the path must be there and be that; the
//! kubelet says `hostPath type check failed`. `DirectoryOrCreate` and `FileOrCreate` make it. Common: a
//! path that is on some nodes only, or that differs between systems, such as the runtime's socket:
//! `/var/run/docker.sock` is not there under containerd. On minikube a path of one's own machine is on
//! the node only after `minikube mount`.

use super::mounts::{Failure, Kind, failures};
use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = failures(facts).into_iter().filter(|failure| failure.kind == Kind::HostPath);
    all.map(|failure| judge(facts, &failure)).collect()
}

fn judge(facts: &Facts<'_>, failure: &Failure<'_>) -> Finding {
    let node = &failure.pod.spec.node_name;
    let inline = failure.inline.and_then(|inline| inline.host_path.as_deref());
    let path = inline.or(failure.volume.and_then(|volume| volume.spec.host_path.as_ref()));
    let (path, type_) = path.map_or(("", ""), |path| (path.path.as_str(), path.type_.as_str()));
    let words = failure.text.split_once("failed: ").map_or(failure.text, |(_, words)| words);
    let message =
        format!("volume {} needs a path that node {node} does not have: {words}", failure.name);
    let mut finding = failure.cause("K420", failure.object(facts), message);
    if !path.is_empty() {
        let at = format!("spec.volumes[{}].hostPath", failure.name);
        let text = format!("path {path}, type {type_}");
        finding = finding.evidence(Evidence::field(&failure.pod.object(), &at, text));
    }
    let verify = vec![facts.commands.on("get", &failure.pod.object())];
    if path.ends_with("docker.sock") {
        finding = finding.remedy(Remedy {
            title: "Mount the socket of the runtime that the node has, or do without it".to_owned(),
            commands: vec![facts.commands.kubectl("get nodes -o wide")],
            verify: verify.clone(),
            risk: String::new(),
        });
    }
    finding
        .remedy(Remedy {
            title: format!("Make {path} on node {node}, or have the pod run where it is"),
            commands: Vec::new(),
            verify: verify.clone(),
            risk: String::new(),
        })
        .remedy(Remedy {
            title: "Write a type that makes it: DirectoryOrCreate, FileOrCreate".to_owned(),
            commands: vec![facts.commands.on("edit", &failure.object(facts))],
            verify,
            risk: "What is made is empty".to_owned(),
        })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: agent, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: agent}], volumes: [{name: sock, hostPath: {path: /var/run/docker.sock, type: Socket}}]},
 status: {phase: Pending, containerStatuses: [{name: agent, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: agent.1, namespace: shop}, type: Warning, reason: FailedMount, lastTimestamp: 2026-01-01T10:10:00Z,
 involvedObject: {kind: Pod, namespace: shop, name: agent},
 message: 'MountVolume.SetUp failed for volume "sock" : hostPath type check failed: /var/run/docker.sock is not a socket file'}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: agent, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: agent}], volumes: [{name: sock, hostPath: {path: /var/run/docker.sock, type: Socket}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: agent, ready: true, state: {running: {}}}]}}
"#;
