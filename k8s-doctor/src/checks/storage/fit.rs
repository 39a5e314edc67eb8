//! Whether a volume fits a claim, as the binder of Kubernetes judges it, and why not.

use std::collections::BTreeMap;

use super::class_name;
use crate::facts::{Facts, is_going};
use crate::snapshot::{PersistentVolume, Pvc};

/// Who has a volume.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Holder {
    /// Nobody, or it is kept for the claim that asks.
    Free,
    /// A claim that is gone.
    Gone(String),
    /// Another claim, which is there or to be made: namespace and name.
    Other(String),
}

/// The volumes of each class.
pub(super) fn by_class<'a>(facts: &Facts<'a>) -> BTreeMap<&'a str, Vec<&'a PersistentVolume>> {
    let mut classes: BTreeMap<&str, Vec<&PersistentVolume>> = BTreeMap::new();
    for volume in &facts.snapshot.volumes {
        classes.entry(&volume.spec.storage_class_name).or_default().push(volume);
    }
    classes
}

/// Who has a volume, seen from a claim.
pub(super) fn holder(claim: &Pvc, volume: &PersistentVolume) -> Holder {
    let Some(of) = &volume.spec.claim_ref else { return Holder::Free };
    let name = format!("{}/{}", of.namespace, of.name);
    let mine = of.namespace == claim.metadata.namespace && of.name == claim.metadata.name;
    let same = of.uid.is_empty() || claim.metadata.uid.is_empty() || of.uid == claim.metadata.uid;
    match volume.status.phase.as_str() {
        "Released" | "Failed" => Holder::Gone(name),
        _ if mine && same => Holder::Free,
        _ if mine => Holder::Gone(name),
        _ => Holder::Other(name),
    }
}

/// Why a volume does not fit a claim, whoever has it; nothing where it does.
pub(super) fn misfits(claim: &Pvc, volume: &PersistentVolume) -> Vec<String> {
    let mut misfits = Vec::new();
    let class = class_name(claim).unwrap_or_default();
    if volume.spec.storage_class_name != class {
        let quoted = |name: &str| {
            if name.is_empty() { "no class".to_owned() } else { format!("class {name}") }
        };
        misfits.push(format!(
            "is of {}, asked is {}",
            quoted(&volume.spec.storage_class_name),
            quoted(class)
        ));
    }
    let asked = claim.spec.resources.requests.get("storage");
    let has = volume.spec.capacity.get("storage");
    if let (Some(asked), Some(has)) = (asked, has)
        && has.milli() < asked.milli()
    {
        misfits.push(format!("has {}, asked are {}", has.0, asked.0));
    }
    let modes = &volume.spec.access_modes;
    let missing: Vec<&str> = claim
        .spec
        .access_modes
        .iter()
        .filter(|mode| !modes.contains(mode))
        .map(String::as_str)
        .collect();
    if !missing.is_empty() {
        misfits.push(format!("offers {}, asked is {}", modes.join(", "), missing.join(", ")));
    }
    let mode = |text: &str| if text.is_empty() { "Filesystem".to_owned() } else { text.to_owned() };
    let (asked, has) = (mode(&claim.spec.volume_mode), mode(&volume.spec.volume_mode));
    if asked != has {
        misfits.push(format!("is of volume mode {has}, asked is {asked}"));
    }
    if let Some(selector) = &claim.spec.selector
        && !selector.matches(&volume.metadata.labels)
    {
        misfits.push("has not the labels of the claim's selector".to_owned());
    }
    if is_going(&volume.metadata) {
        misfits.push("is being deleted".to_owned());
    }
    misfits
}
