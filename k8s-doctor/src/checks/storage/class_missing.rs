//! A claim names a storage class that does not exist.
//!
//! A typing error, a class of another cluster (`gp2`, `standard`), or one that goes with a provisioner
//! that was not installed. The claim waits; once a class of that name is there it goes on by itself.
//! Volumes made by hand may carry a class name of which there is no class, and claims of that name are
//! bound to them: so this is only told where there is no such volume either.

use std::collections::BTreeMap;

use super::{defaults, event, waiting};
use crate::facts::{Facts, look_alike};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{ObjectRef, Pvc};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let by_hand: std::collections::BTreeSet<&str> = facts
        .snapshot
        .volumes
        .iter()
        .map(|volume| volume.spec.storage_class_name.as_str())
        .collect();
    let mut all: BTreeMap<String, Vec<(ObjectRef, Option<&Pvc>)>> = BTreeMap::new();
    for waiting in waiting(facts) {
        let named = waiting.claim.and_then(super::class_name).map(str::to_owned);
        let missed =
            event(facts, &waiting.object, "ProvisioningFailed", |text| missing(text).is_some())
                .and_then(|event| missing(&event.message));
        let class = match (named, missed) {
            (Some(named), _) if facts.snapshot.storage_classes.lacks("", &named) => named,
            (Some(named), Some(missed))
                if named == missed && facts.snapshot.storage_classes.get("", &named).is_none() =>
            {
                named
            }
            (None, Some(missed)) if waiting.claim.is_none() => missed.to_owned(),
            _ => continue,
        };
        if !class.is_empty() && !by_hand.contains(class.as_str()) {
            all.entry(class).or_default().push((waiting.object, waiting.claim));
        }
    }
    all.into_iter().map(|(class, claims)| judge(facts, &class, &claims)).collect()
}

/// The class of `storageclass.storage.k8s.io "fast" not found`.
fn missing(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("storageclass.storage.k8s.io \"")?;
    rest.split_once("\" not found").map(|(name, _)| name)
}

fn judge(facts: &Facts<'_>, name: &str, claims: &[(ObjectRef, Option<&Pvc>)]) -> Finding {
    let class = ObjectRef::new("StorageClass", "", name);
    let others = || facts.snapshot.storage_classes.iter().map(|class| class.metadata.name.as_str());
    let meant = look_alike(name, others()).or_else(|| {
        let default = defaults(facts);
        default.first().map(|class| class.metadata.name.as_str()).or_else(|| others().next())
    });
    let message = match (meant, claims.len()) {
        (Some(meant), 1) => format!("does not exist, and a claim names it; there is {meant}"),
        (Some(meant), n) => format!("does not exist, and {n} claims name it; there is {meant}"),
        (None, 1) => "does not exist, and a claim names it".to_owned(),
        (None, n) => format!("does not exist, and {n} claims name it"),
    };
    let mut finding = Finding::cause("K403", class, message);
    for (object, claim) in claims {
        if claim.is_some() && finding.evidence.len() < 3 {
            finding = finding.evidence(Evidence::field(object, "spec.storageClassName", name));
        }
        if let Some(event) =
            event(facts, object, "ProvisioningFailed", |text| missing(text).is_some())
            && finding.evidence.len() < 4
        {
            finding = finding.evidence(Evidence::event(object, event));
        }
        finding = finding.holds(object.clone(), "its volume would come from this class");
    }
    if let (Some(meant), Some((object, _))) = (meant, claims.first()) {
        finding = finding.remedy(Remedy {
            title: format!(
                "If {meant} is meant: make the claim again with storageClassName {meant}"
            ),
            commands: vec![facts.commands.on("delete", object)],
            verify: vec![facts.commands.on("get", object)],
            risk: "Pods that mount it wait until it is there again; there is no data in it yet"
                .to_owned(),
        });
    }
    finding.remedy(Remedy {
        title: format!("Make a class {name}, or install what brings it"),
        commands: vec![facts.commands.kubectl("get storageclass")],
        verify: vec![facts.commands.kubectl("get pvc -A")],
        risk: String::new(),
    })
}

pub(super) const BAD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {storageClassName: standart}, status: {phase: Pending}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: standard}, provisioner: example.com/disk}
";

pub(super) const GOOD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {storageClassName: manual, volumeName: v1}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, spec: {storageClassName: manual, claimRef: {namespace: db, name: data}}, status: {phase: Bound}}
";
