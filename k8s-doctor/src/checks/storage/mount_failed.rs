//! A volume cannot be mounted on the pod's node.
//!
//! The file system is another one than is asked for, or is damaged (`wrong fs type, bad option, bad
//! superblock`, `exit status 32`), the tools to mount it are not on the node, the path of a local volume
//! does not exist, the node is not one that the volume allows, or the driver refuses. The pod stays
//! `ContainerCreating`; the words are in its events `FailedMount`.
//!
//! `timed out waiting for the condition` alone says nothing. Config maps and secrets that are missing
//! come with the same event, and are told of the pod.

use super::mounts::{Failure, Kind, failures};
use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = failures(facts).into_iter().filter(|failure| failure.kind == Kind::Mount);
    all.map(|failure| judge(facts, &failure)).collect()
}

fn judge(facts: &Facts<'_>, failure: &Failure<'_>) -> Finding {
    let node = &failure.pod.spec.node_name;
    let words = failure.words();
    let text = failure.text.to_lowercase();
    let title = if text.contains("does not exist") || text.contains("no such file") {
        format!("Make the path on node {node}, or correct it in the volume")
    } else if text.contains("helper program") {
        format!("Install the tools for this file system on node {node}")
    } else if text.contains("fsck") || text.contains("superblock") || text.contains("fs type") {
        "See which file system the disk has, and whether it is sound; then give its type".to_owned()
    } else if text.contains("nodeaffinity")
        || failure.event.message.contains("NodeAffinity check failed")
    {
        "Delete the pod, so that it is given a node that the volume allows".to_owned()
    } else if text.contains("permission denied") {
        format!("See on node {node} who may read the path, SELinux and AppArmor included")
    } else {
        format!("See what the kubelet of node {node} and the volume's driver say")
    };
    let message = match failure.volume {
        Some(volume) => {
            format!("its volume {} cannot be mounted on node {node}: {words}", volume.metadata.name)
        }
        None => format!("volume {} cannot be mounted on node {node}: {words}", failure.name),
    };
    let mut finding = failure.cause("K419", failure.object(facts), message);
    if let Some(volume) = failure.volume {
        let path = volume.spec.local.as_ref().or(volume.spec.host_path.as_ref());
        if let Some(path) = path {
            let evidence = Evidence::field(&volume.object(), "spec.local.path", path.path.as_str());
            finding = finding.evidence(evidence);
        }
    }
    finding.remedy(Remedy {
        title,
        commands: vec![facts.commands.on("describe", &failure.pod.object())],
        verify: vec![facts.commands.on("get", &failure.pod.object())],
        risk: String::new(),
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Pending, containerStatuses: [{name: db, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: db.1, namespace: shop}, type: Warning, reason: FailedMount, lastTimestamp: 2026-01-01T10:10:00Z,
 involvedObject: {kind: Pod, namespace: shop, name: db},
 message: 'MountVolume.MountDevice failed for volume "v1" : mount failed: exit status 32 Output: mount: wrong fs type, bad option, bad superblock on /dev/xvdba'}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: db, ready: true, state: {running: {}}}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop}, status: {phase: Bound}}
---
{kind: Event, apiVersion: v1, metadata: {name: db.1, namespace: shop}, type: Warning, reason: FailedMount, lastTimestamp: 2026-01-01T10:10:00Z,
 involvedObject: {kind: Pod, namespace: shop, name: db},
 message: 'MountVolume.MountDevice failed for volume "v1" : mount failed: exit status 32 Output: mount: wrong fs type, bad option, bad superblock on /dev/xvdba'}
"#;
