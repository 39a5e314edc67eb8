//! A claim waits for a volume that somebody makes by hand, and none that is there fits.
//!
//! This is so with the class name `""`, with a class whose provisioner is
//! `kubernetes.io/no-provisioner`, and with a class name that only volumes carry and that is no class.
//! A volume fits if it has the same class name, is at least as large, offers all access modes and the
//! volume mode that are asked for, has the labels of the selector, and no other claim has it. Each
//! volume is bound to one claim, however much larger it is. Of the volumes of that class it is told
//! why they do not fit.
//!
//! A volume that is `Released` is told apart: it fits once its old claim is taken out of it.

use std::collections::BTreeMap;

use super::fit::{Holder, by_class, holder, misfits};
use super::{class_name, users};
use crate::facts::{ClaimState, Facts, is_going};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, PersistentVolume, Pod, Pvc, condition};

/// How many volumes are told one by one.
const MAX_TOLD: usize = 5;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    if !facts.snapshot.volumes.is_whole() || facts.snapshot.claims.is_empty() {
        return Vec::new();
    }
    let (classes, users) = (by_class(facts), users(facts));
    let claims = facts.snapshot.claims.iter();
    claims.filter_map(|claim| judge(facts, claim, &classes, &users)).collect()
}

/// The volumes of a claim's class, where it waits for one that somebody makes.
pub(super) fn candidates<'a, 'c>(
    facts: &Facts<'_>,
    claim: &Pvc,
    classes: &'c BTreeMap<&'a str, Vec<&'a PersistentVolume>>,
) -> Option<&'c [&'a PersistentVolume]> {
    let meta = &claim.metadata;
    let state = facts.claim_state(&meta.namespace, &meta.name);
    let waits = matches!(state, ClaimState::Pending | ClaimState::WaitsForPod);
    if !waits
        || is_going(meta)
        || facts.is_settling(meta.creation_timestamp)
        || !claim.spec.volume_name.is_empty()
    {
        return None;
    }
    let name = class_name(claim)?;
    let volumes = classes.get(name).map_or(&[][..], Vec::as_slice);
    let is_manual = match facts.snapshot.storage_classes.get("", name) {
        Some(class) => Facts::is_manual(&class.provisioner),
        None if name.is_empty() => true,
        None => facts.snapshot.storage_classes.is_whole() && !volumes.is_empty(),
    };
    is_manual.then_some(volumes)
}

fn judge(
    facts: &Facts<'_>,
    claim: &Pvc,
    classes: &BTreeMap<&str, Vec<&PersistentVolume>>,
    users: &BTreeMap<(&str, String), Vec<&Pod>>,
) -> Option<Finding> {
    let volumes = candidates(facts, claim, classes)?;
    let object = claim.object();
    let waits_for_pod =
        facts.claim_state(&object.namespace, &object.name) == ClaimState::WaitsForPod;
    let pods = users.get(&(object.namespace.as_str(), object.name.clone()));
    let pods: Vec<&Pod> = pods.into_iter().flatten().copied().filter(|pod| is_held(pod)).collect();
    if waits_for_pod && pods.is_empty() {
        return None;
    }
    let mut told = Vec::new();
    for volume in volumes {
        let mut why = misfits(claim, volume);
        match holder(claim, volume) {
            Holder::Free if why.is_empty() => return None,
            Holder::Gone(_) if why.is_empty() => return None,
            Holder::Other(other) => why.push(format!("is {other}'s")),
            Holder::Gone(other) => why.push(format!("is Released, and was {other}'s")),
            Holder::Free => {}
        }
        told.push((why.len(), volume.metadata.name.as_str(), why));
    }
    told.sort();
    let class = match class_name(claim) {
        Some("") | None => "without a class".to_owned(),
        Some(name) => format!("of class {name}"),
    };
    let message = match told.first() {
        Some((_, name, why)) => {
            format!("no volume {class} fits, and nobody makes one: {name} {}", why.join(" and "))
        }
        None => format!("there is no volume {class}, and nobody makes one by itself"),
    };
    let mut finding = Finding::cause("K404", object.clone(), message);
    let asked = claim.spec.resources.requests.get("storage").map_or("", |asked| asked.0.as_str());
    let modes = claim.spec.access_modes.join(", ");
    finding =
        finding.evidence(Evidence::field(&object, "spec", format!("{asked} {modes} {class}")));
    for (_, name, why) in told.iter().take(MAX_TOLD) {
        if let Some(volume) = facts.snapshot.volumes.get("", name) {
            finding =
                finding.evidence(Evidence::field(&volume.object(), "spec", why.join(" and ")));
        }
    }
    for pod in pods {
        finding = finding.holds(pod.object(), format!("mounts claim {}", object.name));
    }
    Some(finding.remedy(Remedy {
        title: format!("Make a volume {class} of at least {asked} with {modes}, or change the claim to what there is"),
        commands: vec![facts.commands.kubectl("get pv")],
        verify: vec![facts.commands.on("get", &object)],
        risk: "A claim must be made again to ask for something else".to_owned(),
    }))
}

/// Whether the scheduler says that a pod has no volume to be bound.
fn is_held(pod: &Pod) -> bool {
    condition(&pod.status.conditions, "PodScheduled").is_some_and(|scheduled| {
        let text = &scheduled.message;
        scheduled.status == "False"
            && (text.contains("persistent volumes to bind") || text.contains("unbound immediate"))
    })
}

pub(super) const BAD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, status: {phase: Pending},
 spec: {storageClassName: manual, accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, status: {phase: Available},
 spec: {storageClassName: manual, accessModes: [ReadWriteOnce], capacity: {storage: 1Gi}}}
";

pub(super) const GOOD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, status: {phase: Bound},
 spec: {storageClassName: manual, volumeName: v1, accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, status: {phase: Bound},
 spec: {storageClassName: manual, accessModes: [ReadWriteOnce], capacity: {storage: 5Gi}, claimRef: {namespace: db, name: data}}}
";
