//! A claim waits for a volume that still belongs to a claim that is gone.
//!
//! A volume with the reclaim policy `Retain` is `Released` when its claim is deleted, and keeps a note
//! of that claim (`spec.claimRef` with its uid), lest somebody else get the data. A new claim, even of
//! the same name, is another one. Nothing else stands in its way: it has the class, the size and the
//! modes that the new claim asks for.
//!
//! minikube's provisioner leaves volumes behind too: it takes a new identity when it starts, and does
//! not delete those of an earlier one (`identity annotation on PV does not match ours`). They do no
//! harm.

use std::collections::BTreeMap;

use super::fit::{Holder, by_class, holder, misfits};
use super::no_fitting_volume::candidates;
use crate::facts::{ClaimState, Facts, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, PersistentVolume, Pvc};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let classes = by_class(facts);
    let claims = facts.snapshot.claims.iter();
    claims.filter_map(|claim| judge(facts, claim, &classes)).collect()
}

fn judge(
    facts: &Facts<'_>,
    claim: &Pvc,
    classes: &BTreeMap<&str, Vec<&PersistentVolume>>,
) -> Option<Finding> {
    let object = claim.object();
    let named = facts.snapshot.volumes.get("", &claim.spec.volume_name);
    let pending = facts.claim_state(&object.namespace, &object.name) == ClaimState::Pending;
    let named = named.filter(|_| pending && !facts.is_settling(claim.metadata.creation_timestamp));
    let found = |volume: &&PersistentVolume| {
        matches!(holder(claim, volume), Holder::Gone(_)) && misfits(claim, volume).is_empty()
    };
    let volume = match named {
        Some(volume) => Some(volume).filter(found),
        None => {
            let volumes = candidates(facts, claim, classes)?;
            let free = |volume: &&PersistentVolume| {
                holder(claim, volume) == Holder::Free && misfits(claim, volume).is_empty()
            };
            if volumes.iter().any(free) {
                return None;
            }
            volumes.iter().copied().find(found)
        }
    }?;
    let of = volume.spec.claim_ref.as_ref()?;
    let message = format!(
        "would fit claim {}/{}, but still belongs to {}/{}, which is gone",
        object.namespace, object.name, of.namespace, of.name
    );
    let at = volume.object();
    let patch = r#"[{"op":"remove","path":"/spec/claimRef"}]"#;
    let patch = format!("{} --type=json -p {}", facts.commands.on("patch", &at), quote(patch));
    let uid = format!("{}/{} {}", of.namespace, of.name, of.uid);
    let finding = Finding::cause("K406", at.clone(), message)
        .evidence(Evidence::field(&at, "status.phase", volume.status.phase.as_str()))
        .evidence(Evidence::field(&at, "spec.claimRef", uid.trim()))
        .holds(object.clone(), format!("could be bound to volume {}", at.name));
    Some(finding.remedy(Remedy {
        title: "Take the old claim out of the volume, if the new one may have its data".to_owned(),
        commands: vec![patch],
        verify: vec![facts.commands.on("get", &object)],
        risk: "Whatever claim fits first gets the volume, with the data that is in it".to_owned(),
    }))
}

pub(super) const BAD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db, uid: new}, status: {phase: Pending},
 spec: {storageClassName: '', accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, status: {phase: Released},
 spec: {accessModes: [ReadWriteOnce], capacity: {storage: 5Gi}, claimRef: {namespace: db, name: data, uid: old}}}
";

pub(super) const GOOD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db, uid: new}, status: {phase: Bound},
 spec: {storageClassName: '', volumeName: v2, accessModes: [ReadWriteOnce], resources: {requests: {storage: 5Gi}}}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, status: {phase: Released},
 spec: {accessModes: [ReadWriteOnce], capacity: {storage: 5Gi}, claimRef: {namespace: db, name: data, uid: old}}}
";
