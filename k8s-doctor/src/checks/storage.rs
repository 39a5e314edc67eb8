//! K4: claims, volumes, classes, provisioners.

mod access_mode;
mod attach_failed;
mod claim_lost;
mod claim_pending;
mod claim_terminating;
mod class_missing;
mod class_refused;
mod driver_missing;
mod fit;
mod host_path;
mod missing_claim;
mod mount_failed;
mod mounts;
mod multi_attach;
mod nfs;
mod no_class;
mod no_fitting_volume;
mod other_node;
mod provision;
mod provisioner_down;
mod provisioner_forbidden;
mod provisioning_failed;
mod released;
mod resize;
mod sub_path;
#[cfg(test)]
mod tests;
mod two_defaults;
mod volume_elsewhere;
mod volume_failed;
mod wrong_volume;

use std::collections::{BTreeMap, BTreeSet};

use super::check;
use crate::check::Check;
use crate::facts::{ClaimState, Facts, has_ended, is_going};
use crate::snapshot::{Event, Object as _, ObjectRef, PersistentVolume, Pod, Pvc, StorageClass};

pub(super) const CHECKS: &[Check] = &[
    check!(storage / claim_pending, "K400", "claim has no volume"),
    check!(storage / provisioner_down, "K401", "provisioner does not run"),
    check!(storage / no_class, "K402", "claim without a class, and no default class"),
    check!(storage / class_missing, "K403", "storage class does not exist"),
    check!(storage / no_fitting_volume, "K404", "no volume fits the claim"),
    check!(storage / wrong_volume, "K405", "claim names a volume that it cannot have"),
    check!(storage / released, "K406", "volume still belongs to a claim that is gone"),
    check!(storage / provisioning_failed, "K407", "provisioner cannot make the volume"),
    check!(storage / provisioner_forbidden, "K408", "provisioner lacks permissions"),
    check!(storage / class_refused, "K409", "provisioner refuses the storage class"),
    check!(storage / driver_missing, "K410", "CSI driver not on the node"),
    check!(storage / access_mode, "K411", "provisioner does not offer the access mode"),
    check!(storage / multi_attach, "K412", "volume in use on another node"),
    check!(storage / attach_failed, "K413", "volume cannot be attached"),
    check!(storage / volume_elsewhere, "K414", "volume is on no node that is there"),
    check!(storage / claim_lost, "K415", "claim has lost its volume"),
    check!(storage / resize, "K416", "volume does not grow"),
    check!(storage / claim_terminating, "K417", "claim cannot be deleted while it is used"),
    check!(storage / volume_failed, "K418", "volume could not be reclaimed"),
    check!(storage / mount_failed, "K419", "volume cannot be mounted"),
    check!(storage / host_path, "K420", "path of the node is not what the pod expects"),
    check!(storage / sub_path, "K421", "sub-path of a volume cannot be used"),
    check!(storage / nfs, "K422", "NFS share cannot be mounted"),
    check!(storage / other_node, "K423", "host path volume of another node"),
    check!(storage / missing_claim, "K424", "claim does not exist"),
    check!(storage / two_defaults, "K425", "two default storage classes"),
];

/// The annotation that makes a class the default one.
const DEFAULT: &str = "storageclass.kubernetes.io/is-default-class";

/// A claim that has no volume and waits for nothing that a pod could do.
struct Waiting<'a> {
    object: ObjectRef,
    /// Nothing where the snapshot has no claims, and pods tell of it.
    claim: Option<&'a Pvc>,
}

/// The claims that wait for a volume, but for those that have only just begun.
fn waiting<'a>(facts: &Facts<'a>) -> Vec<Waiting<'a>> {
    let seen = facts.snapshot.claims.iter().filter(|claim| {
        let meta = &claim.metadata;
        facts.claim_state(&meta.namespace, &meta.name) == ClaimState::Pending
            && !is_going(meta)
            && !facts.is_settling(meta.creation_timestamp)
    });
    let seen = seen.map(|claim| Waiting { object: claim.object(), claim: Some(claim) });
    let unseen = unseen(facts).into_iter();
    seen.chain(unseen.map(|(object, _)| Waiting { object, claim: None })).collect()
}

/// Claims that are not in the snapshot but which pods wait for, each with the first such pod.
fn unseen<'a>(facts: &Facts<'a>) -> Vec<(ObjectRef, &'a Pod)> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for pod in facts.snapshot.pods.iter().filter(|pod| super::pods::says_unbound(pod)) {
        let namespace = &pod.metadata.namespace;
        for claim in pod.claims() {
            let object = ObjectRef::new("PersistentVolumeClaim", namespace, &claim);
            let is_unknown = facts.claim_state(namespace, &claim) == ClaimState::Unknown;
            if is_unknown && facts.trouble(pod).is_some() && seen.insert(object.clone()) {
                found.push((object, pod));
            }
        }
    }
    found
}

/// The class that a claim names, in the field or in the annotation that came before it.
fn class_name(claim: &Pvc) -> Option<&str> {
    let old = claim.metadata.annotations.get("volume.beta.kubernetes.io/storage-class");
    claim.spec.storage_class_name.as_deref().or(old.map(String::as_str))
}

/// The classes that are marked as the default one.
fn defaults<'a>(facts: &Facts<'a>) -> Vec<&'a StorageClass> {
    let old = "storageclass.beta.kubernetes.io/is-default-class";
    let is_default = |class: &&StorageClass| {
        [DEFAULT, old]
            .iter()
            .any(|key| class.metadata.annotations.get(key).is_some_and(|value| value == "true"))
    };
    facts.snapshot.storage_classes.iter().filter(is_default).collect()
}

/// The newest event of a reason that is about this very object, not one of its name before it.
fn event<'a>(
    facts: &Facts<'a>,
    object: &ObjectRef,
    reason: &str,
    fits: impl Fn(&str) -> bool,
) -> Option<&'a Event> {
    let uid = facts.snapshot.meta(object).map_or("", |meta| meta.uid.as_str());
    let events = facts.events(object).iter().copied();
    let mut events = events.filter(|event| {
        let about = event.involved_object.uid.as_str();
        uid.is_empty() || about.is_empty() || about == uid
    });
    events.find(|event| event.reason == reason && fits(&event.message))
}

/// The pods that have not ended, by the claims that they mount: namespace and name.
fn users<'a>(facts: &Facts<'a>) -> BTreeMap<(&'a str, String), Vec<&'a Pod>> {
    let mut users: BTreeMap<_, Vec<&Pod>> = BTreeMap::new();
    for pod in facts.snapshot.pods.iter().filter(|pod| !has_ended(pod)) {
        for claim in pod.claims() {
            users.entry((pod.metadata.namespace.as_str(), claim)).or_default().push(pod);
        }
    }
    users
}

/// The volume that a claim has.
fn volume_of<'a>(facts: &Facts<'a>, claim: &Pvc) -> Option<&'a PersistentVolume> {
    facts.snapshot.volumes.get("", &claim.spec.volume_name)
}

/// Whether a pod has a node and its containers are still to be created.
fn is_creating(pod: &Pod) -> bool {
    !pod.spec.node_name.is_empty()
        && pod.containers().any(|(_, status, _)| {
            status.and_then(|status| status.state.waiting.as_ref()).is_some_and(|waiting| {
                matches!(waiting.reason.as_str(), "" | "ContainerCreating" | "PodInitializing")
            })
        })
        && !pod.containers().any(|(_, status, _)| {
            status.is_some_and(|status| status.started == Some(true) || status.ready)
        })
}
