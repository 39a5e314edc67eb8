//! A volume cannot be attached to the pod's node.
//!
//! The controller asks the driver to attach the disk, and the driver cannot: the disk is gone, is still
//! attached to a machine outside of the cluster, is in another zone, the node has as many disks as it can
//! take, or the driver may not do it. The words are in the event `FailedAttachVolume` and, for CSI, in the
//! status of the `VolumeAttachment`, where they do not expire.

use std::collections::BTreeMap;

use super::mounts::{Kind, failures};
use super::{is_creating, users, volume_of};
use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, VolumeAttachment};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found: BTreeMap<ObjectRef, Finding> = BTreeMap::new();
    for failure in failures(facts).iter().filter(|failure| failure.kind == Kind::Attach) {
        let object = failure.object(facts);
        let node = &failure.pod.spec.node_name;
        let message = format!(
            "volume {} cannot be attached to node {node}: {}",
            failure.name,
            failure.words()
        );
        let finding = failure.cause("K413", object.clone(), message);
        found.entry(object).or_insert_with(|| finding.remedy(look(facts, failure.name)));
    }
    let refused = |attachment: &&VolumeAttachment| {
        !attachment.status.attached && attachment.status.attach_error.is_some()
    };
    let attachments: Vec<_> = facts.snapshot.volume_attachments.iter().filter(refused).collect();
    if !attachments.is_empty() {
        from_attachments(facts, &attachments, &mut found);
    }
    found.into_values().collect()
}

/// What the attachments say: of claims whose pods wait on that node.
fn from_attachments(
    facts: &Facts<'_>,
    attachments: &[&VolumeAttachment],
    found: &mut BTreeMap<ObjectRef, Finding>,
) {
    let mut by_volume: BTreeMap<&str, Vec<&VolumeAttachment>> = BTreeMap::new();
    for attachment in attachments {
        let volume = attachment.spec.source.persistent_volume_name.as_str();
        by_volume.entry(volume).or_default().push(attachment);
    }
    let users = users(facts);
    for claim in &facts.snapshot.claims {
        let Some(volume) = volume_of(facts, claim) else { continue };
        let Some(attachments) = by_volume.get(volume.metadata.name.as_str()) else { continue };
        let key = (claim.metadata.namespace.as_str(), claim.metadata.name.clone());
        for pod in users.get(&key).into_iter().flatten() {
            let on = &pod.spec.node_name;
            let attachment = attachments.iter().find(|attachment| attachment.spec.node_name == *on);
            let Some((attachment, error)) = attachment.and_then(|attachment| {
                Some((attachment, attachment.status.attach_error.as_ref()?))
            }) else {
                continue;
            };
            if !is_creating(pod) || facts.trouble(pod).is_none() {
                continue;
            }
            let words = error.message.rsplit("desc = ").next().unwrap_or(&error.message);
            let words = words.lines().next().unwrap_or_default();
            let message =
                format!("volume {} cannot be attached to node {on}: {words}", volume.metadata.name);
            let path = "status.attachError";
            let evidence = Evidence::field(&attachment.object(), path, error.message.as_str());
            let finding = found.entry(claim.object()).or_insert_with(|| {
                let finding = Finding::cause("K413", claim.object(), message);
                finding.remedy(look(facts, &volume.metadata.name))
            });
            finding.evidence.push(evidence.since(error.time));
            let link = crate::finding::Link {
                object: pod.object(),
                why: format!("waits for its volume {}", volume.metadata.name),
            };
            if !finding.holds.contains(&link) {
                finding.holds.push(link);
            }
        }
    }
}

fn look(facts: &Facts<'_>, volume: &str) -> Remedy {
    let object = ObjectRef::new("PersistentVolume", "", volume);
    Remedy {
        title: "See at the storage's provider whether the disk is there, where it is attached, and in which zone".to_owned(),
        commands: vec![
            facts.commands.on("describe", &object),
            facts.commands.kubectl("get volumeattachments"),
        ],
        verify: vec![facts.commands.kubectl("get volumeattachments")],
        risk: String::new(),
    }
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Pending, containerStatuses: [{name: db, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop, creationTimestamp: 2026-01-01T10:10:00Z}, spec: {volumeName: v1}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, spec: {claimRef: {namespace: shop, name: data}}, status: {phase: Bound}}
---
{kind: VolumeAttachment, apiVersion: storage.k8s.io/v1, metadata: {name: a1}, spec: {attacher: d.example, nodeName: n1, source: {persistentVolumeName: v1}},
 status: {attached: false, attachError: {message: 'rpc error: code = NotFound desc = volume vol-1 not found'}}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: db, ready: true, state: {running: {}}}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop, creationTimestamp: 2026-01-01T10:10:00Z}, spec: {volumeName: v1}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, spec: {claimRef: {namespace: shop, name: data}}, status: {phase: Bound}}
---
{kind: VolumeAttachment, apiVersion: storage.k8s.io/v1, metadata: {name: a1}, spec: {attacher: d.example, nodeName: n1, source: {persistentVolumeName: v1}}, status: {attached: true}}
"#;
