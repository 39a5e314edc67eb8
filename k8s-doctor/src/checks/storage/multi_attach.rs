//! A pod waits for a volume that is in use on another node.
//!
//! A volume of access mode `ReadWriteOnce` is attached to one node at a time, and `ReadWriteOncePod` is
//! for one pod. The event is `Multi-Attach error for volume "V"`. Mostly a deployment rolls out: the new
//! pod is on another node than the old one, which goes only when the new one is ready. That never
//! ends; the strategy must be `Recreate`, or there must be one replica in a stateful set. Or a node was
//! lost, and the volume stays attached to it until the node is back or its object is deleted.
//!
//! The event alone proves nothing: it stays when the old pod is gone and the volume has followed.

use std::collections::BTreeMap;

use super::mounts::{Failure, Kind, failures};
use super::{is_creating, users, volume_of};
use crate::facts::{Facts, is_node_ready, quote};
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pod, Pvc, VolumeAttachment, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let waits = |pod: &&Pod| is_creating(pod) || is_refused(pod);
    let pods = facts.snapshot.pods.iter().filter(waits);
    let pods: Vec<&Pod> = pods.filter(|pod| facts.trouble(pod).is_some()).collect();
    if pods.is_empty() {
        return Vec::new();
    }
    let said = failures(facts);
    let mut events: BTreeMap<ObjectRef, &Failure<'_>> = BTreeMap::new();
    for failure in said.iter().filter(|failure| failure.kind == Kind::InUse) {
        events.entry(failure.pod.object()).or_insert(failure);
    }
    let users = users(facts);
    let mut attached: BTreeMap<&str, Vec<&VolumeAttachment>> = BTreeMap::new();
    for attachment in facts.snapshot.volume_attachments.iter().filter(|it| it.status.attached) {
        let volume = attachment.spec.source.persistent_volume_name.as_str();
        attached.entry(volume).or_default().push(attachment);
    }
    let mut found = Vec::new();
    for pod in pods {
        for name in pod.claims() {
            let Some(claim) = facts.snapshot.claims.get(&pod.metadata.namespace, &name) else {
                continue;
            };
            let key = (pod.metadata.namespace.as_str(), name);
            let others = users.get(&key).map_or(&[][..], Vec::as_slice);
            let event = events.get(&pod.object()).copied();
            let attached = attached.get(claim.spec.volume_name.as_str());
            let attached = attached.map_or(&[][..], Vec::as_slice);
            found.extend(judge(facts, pod, claim, others, attached, event));
        }
    }
    if found.is_empty() && !facts.snapshot.volume_attachments.is_whole() {
        // What is attached where is not in this dump, and the event is all that there is.
        found.extend(events.into_values().map(|failure| by_event(facts, failure)));
    }
    found
}

fn by_event(facts: &Facts<'_>, failure: &Failure<'_>) -> Finding {
    let message = format!("volume {} can be on one node only: {}", failure.name, failure.words());
    let look = facts.commands.kubectl("get volumeattachments");
    failure.cause("K412", failure.object(facts), message).certainty(Certainty::Inferred).remedy(
        Remedy {
            title: "See which node has it, and which pod there uses it".to_owned(),
            commands: vec![look],
            verify: vec![facts.commands.on("get", &failure.pod.object())],
            risk: String::new(),
        },
    )
}

/// Whether the scheduler says that a claim for one pod is another pod's.
fn is_refused(pod: &Pod) -> bool {
    condition(&pod.status.conditions, "PodScheduled")
        .is_some_and(|scheduled| scheduled.message.contains("ReadWriteOncePod access mode"))
}

fn judge(
    facts: &Facts<'_>,
    pod: &Pod,
    claim: &Pvc,
    users: &[&Pod],
    attached: &[&VolumeAttachment],
    event: Option<&Failure<'_>>,
) -> Option<Finding> {
    let object = claim.object();
    let modes = &claim.spec.access_modes;
    if modes.iter().any(|mode| mode == "ReadWriteMany" || mode == "ReadOnlyMany") {
        return None;
    }
    let volume = volume_of(facts, claim)?.metadata.name.as_str();
    let on = &pod.spec.node_name;
    let one_pod = modes.iter().any(|mode| mode == "ReadWriteOncePod");
    let other = users.iter().find(|other| {
        let elsewhere = !other.spec.node_name.is_empty() && other.spec.node_name != *on;
        other.metadata.name != pod.metadata.name && (elsewhere || (one_pod && is_refused(pod)))
    });
    let attached = attached.iter().find(|attachment| attachment.spec.node_name != *on);
    let event = event.filter(|event| event.name == volume);
    if attached.is_none() && event.is_none() && !is_refused(pod) {
        return None;
    }
    let node = other
        .map(|other| other.spec.node_name.as_str())
        .or(attached.map(|attachment| attachment.spec.node_name.as_str()))?;
    let message = match other {
        Some(other) => format!(
            "its volume {volume} is used by pod {} on node {node}, and can be on one node only",
            other.metadata.name
        ),
        None => format!("its volume {volume} is still attached to node {node}"),
    };
    let mut finding = Finding::cause("K412", object.clone(), message).evidence(Evidence::field(
        &object,
        "spec.accessModes",
        modes.join(", "),
    ));
    if let Some(attachment) = attached {
        let evidence = Evidence::field(&attachment.object(), "spec.nodeName", node);
        finding = finding.evidence(evidence);
    }
    if let Some(event) = event {
        finding = finding.evidence(Evidence::event(&pod.object(), event.event));
    }
    if let Some(lost) = facts.snapshot.nodes.get("", node)
        && !is_node_ready(lost)
    {
        finding = finding.held_by(lost.object(), format!("its volume is still on node {node}"));
    }
    finding = finding.holds(pod.object(), format!("mounts claim {}", object.name));
    Some(with_remedies(facts, finding, pod, other.copied(), node))
}

fn with_remedies(
    facts: &Facts<'_>,
    mut finding: Finding,
    pod: &Pod,
    other: Option<&Pod>,
    node: &str,
) -> Finding {
    let verify = vec![facts.commands.on("get", &pod.object())];
    let workload = facts.workload_of(pod);
    let Some(other) = other else {
        return finding.remedy(Remedy {
            title: format!("Wait until the volume is detached from node {node}; if the node is gone for good, delete its object"),
            commands: vec![facts.commands.kubectl("get volumeattachments")],
            verify,
            risk: "A node that still runs and writes may damage the data".to_owned(),
        });
    };
    if workload.kind == "Deployment" && facts.workload_of(other) == workload {
        let patch = r#"{"spec":{"strategy":{"type":"Recreate","rollingUpdate":null}}}"#;
        let command = format!("{} -p {}", facts.commands.on("patch", &workload), quote(patch));
        finding = finding.remedy(Remedy {
            title: "Have the deployment end the old pod before it begins the new one: strategy Recreate, one replica".to_owned(),
            commands: vec![command],
            verify: verify.clone(),
            risk: "At every update there is no pod for a moment".to_owned(),
        });
    }
    finding.remedy(Remedy {
        title: format!("End pod {}, so that the volume comes free", other.metadata.name),
        commands: vec![facts.commands.on("delete", &other.object())],
        verify,
        risk: "What that pod does is interrupted".to_owned(),
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: new, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n2, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Pending, containerStatuses: [{name: db, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: old, namespace: shop, creationTimestamp: 2026-01-01T10:10:00Z},
 spec: {nodeName: n1, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop}, spec: {volumeName: v1, accessModes: [ReadWriteOnce]}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, spec: {claimRef: {namespace: shop, name: data}}, status: {phase: Bound}}
---
{kind: VolumeAttachment, apiVersion: storage.k8s.io/v1, metadata: {name: a1}, spec: {attacher: d.example, nodeName: n1, source: {persistentVolumeName: v1}}, status: {attached: true}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: new, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n2, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: db, ready: true, state: {running: {}}}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop}, spec: {volumeName: v1, accessModes: [ReadWriteOnce]}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, spec: {claimRef: {namespace: shop, name: data}}, status: {phase: Bound}}
---
{kind: VolumeAttachment, apiVersion: storage.k8s.io/v1, metadata: {name: a1}, spec: {attacher: d.example, nodeName: n2, source: {persistentVolumeName: v1}}, status: {attached: true}}
"#;
