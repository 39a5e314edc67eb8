//! A claim names the volume that it wants, and cannot have it.
//!
//! With `spec.volumeName` a claim asks for one volume and takes no other. It does not exist, another
//! claim has it (`volume "V" already bound to a different claim`), or it does not fit: too small,
//! another class, another mode. A claim that names no class gets the default one, and then does not fit
//! a volume without a class: write `storageClassName: ""`.

use super::fit::{Holder, holder, misfits};
use super::{event, waiting};
use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pvc};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let claims = waiting(facts);
    claims.into_iter().filter_map(|waiting| judge(facts, waiting.claim?)).collect()
}

fn judge(facts: &Facts<'_>, claim: &Pvc) -> Option<Finding> {
    let (object, name) = (claim.object(), claim.spec.volume_name.as_str());
    if name.is_empty() {
        return None;
    }
    let message = match facts.snapshot.volumes.get("", name) {
        None if facts.snapshot.volumes.lacks("", name) => {
            format!("asks for volume {name}, which does not exist")
        }
        None => return None,
        Some(volume) => {
            let mut why = misfits(claim, volume);
            match holder(claim, volume) {
                Holder::Other(other) => why.insert(0, format!("is claim {other}'s")),
                Holder::Gone(_) | Holder::Free if why.is_empty() => return None,
                _ => {}
            }
            format!("asks for volume {name}, which {}", why.join(" and "))
        }
    };
    let mut finding = Finding::cause("K405", object.clone(), message).evidence(Evidence::field(
        &object,
        "spec.volumeName",
        name,
    ));
    if let Some(volume) = facts.snapshot.volumes.get("", name) {
        if let Some(of) = &volume.spec.claim_ref {
            let of = format!("{}/{}", of.namespace, of.name);
            finding = finding.evidence(Evidence::field(&volume.object(), "spec.claimRef", of));
        }
        let class = volume.spec.storage_class_name.as_str();
        finding =
            finding.evidence(Evidence::field(&volume.object(), "spec.storageClassName", class));
    }
    for reason in ["FailedBinding", "VolumeMismatch"] {
        if let Some(event) = event(facts, &object, reason, |_| true) {
            finding = finding.evidence(Evidence::event(&object, event));
        }
    }
    Some(finding.remedy(Remedy {
        title: "Make the claim again: with a volume that is free and fits, or with none, so that one is found".to_owned(),
        commands: vec![facts.commands.kubectl("get pv"), facts.commands.on("delete", &object)],
        verify: vec![facts.commands.on("get", &ObjectRef::clone(&object))],
        risk: "Pods that mount it wait until it is there again; there is no data in it yet".to_owned(),
    }))
}

pub(super) const BAD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, status: {phase: Pending}, spec: {storageClassName: '', volumeName: v1}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, status: {phase: Bound}, spec: {claimRef: {namespace: db, name: other}}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: other, namespace: db}, status: {phase: Bound}, spec: {storageClassName: '', volumeName: v1}}
";

pub(super) const GOOD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, status: {phase: Bound}, spec: {storageClassName: '', volumeName: v1}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, status: {phase: Bound}, spec: {claimRef: {namespace: db, name: data}}}
";
