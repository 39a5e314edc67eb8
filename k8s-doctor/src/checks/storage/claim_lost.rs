//! A claim has lost its volume: somebody deleted the volume, or it was given to another claim.
//!
//! The phase is `Lost`, and stays so: a claim that was bound once does not look for another volume. With
//! the volume the way to its data is gone, though the data may still be there: with the reclaim policy
//! `Retain` the disk or folder behind it exists, and a volume can be made for it by hand.

use super::users;
use crate::facts::{ClaimState, Facts};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, Pod, Pvc};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let lost = facts.snapshot.claims.iter().filter(|claim| {
        facts.claim_state(&claim.metadata.namespace, &claim.metadata.name) == ClaimState::Lost
    });
    let lost: Vec<&Pvc> = lost.collect();
    if lost.is_empty() {
        return Vec::new();
    }
    let users = users(facts);
    let judge = |claim: &&Pvc| {
        let object = claim.object();
        let key = (claim.metadata.namespace.as_str(), object.name);
        judge(facts, claim, users.get(&key).map_or(&[][..], Vec::as_slice))
    };
    lost.iter().map(judge).collect()
}

fn judge(facts: &Facts<'_>, claim: &Pvc, users: &[&Pod]) -> Finding {
    let (object, volume) = (claim.object(), claim.spec.volume_name.as_str());
    let message = if facts.snapshot.volumes.lacks("", volume) {
        format!("has lost its volume: {volume} does not exist any more")
    } else {
        format!("has lost its volume {volume}")
    };
    let mut finding = Finding::cause("K415", object.clone(), message)
        .evidence(Evidence::field(&object, "status.phase", "Lost"))
        .evidence(Evidence::field(&object, "spec.volumeName", volume));
    for pod in users.iter().filter(|pod| facts.trouble(pod).is_some()) {
        finding = finding.holds(pod.object(), format!("mounts claim {}", object.name));
    }
    finding
        .remedy(Remedy {
            title: format!("If the data is still there: make a volume {volume} for it again, whose claimRef is this claim"),
            commands: vec![format!("{} -o yaml", facts.commands.on("get", &object))],
            verify: vec![facts.commands.on("get", &object)],
            risk: String::new(),
        })
        .remedy(Remedy {
            title: "If it need not be: delete the claim and make it again, with an empty volume".to_owned(),
            commands: vec![facts.commands.on("delete", &object)],
            verify: vec![facts.commands.on("get", &object)],
            risk: "What was in the volume is given up".to_owned(),
        })
}

pub(super) const BAD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {volumeName: v1}, status: {phase: Lost}}
";

pub(super) const GOOD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {volumeName: v1}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, spec: {claimRef: {namespace: db, name: data}}, status: {phase: Bound}}
";
