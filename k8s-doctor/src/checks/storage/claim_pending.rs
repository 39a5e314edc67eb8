//! A claim has no volume.
//!
//! A symptom: pods that mount the claim cannot be scheduled until it has one. The volume comes from a
//! storage class's provisioner, so the chain goes on from here to the class and its pods; or it is
//! waited for on purpose: a class with `WaitForFirstConsumer` makes the volume when a pod that uses it
//! has a node, and then it is the pod that holds the claim, not the other way round.
//!
//! `kubectl cluster-info dump` has no claims. There the claim's name stands in the pod, the
//! scheduler's message says that it is unbound, and the event `ExternalProvisioning` names the
//! provisioner.

use crate::facts::{ClaimState, Facts};
use crate::finding::{Certainty, Evidence, Finding};
use crate::snapshot::{Object, ObjectRef, Pvc, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let claims = facts.snapshot.claims.iter().filter_map(|claim| judge(facts, claim));
    claims.chain(unseen(facts)).collect()
}

fn judge(facts: &Facts<'_>, claim: &Pvc) -> Option<Finding> {
    let object = claim.object();
    let state = facts.claim_state(&object.namespace, &object.name);
    let waits_for_pod = match state {
        ClaimState::Pending => false,
        ClaimState::WaitsForPod => true,
        _ => return None,
    };
    let is_going = claim.metadata.deletion_timestamp.is_known();
    if is_going || facts.is_settling(claim.metadata.creation_timestamp) {
        return None;
    }
    let message = if waits_for_pod { "Pending: waits for its pod" } else { "Pending: no volume" };
    let evidence = Evidence::field(&object, "status.phase", "Pending");
    let mut finding = Finding::symptom("K400", object.clone(), message)
        .evidence(evidence.since(claim.metadata.creation_timestamp));
    if waits_for_pod {
        let users: Vec<ObjectRef> = users(facts, &object);
        if users.is_empty() {
            // Nobody uses it yet: this is how such classes work.
            return None;
        }
        for user in users {
            finding = finding.held_by(user, "is given a volume when this pod has a node");
        }
        return Some(finding);
    }
    let class = claim.spec.storage_class_name.as_deref().unwrap_or_default();
    let classes = &facts.snapshot.storage_classes;
    let is_class_known = classes.is_whole() || classes.get("", class).is_some();
    if !is_class_known && facts.events(&object).is_empty() && users(facts, &object).is_empty() {
        // Its class may well be one that makes volumes only for pods.
        return None;
    }
    if let Some(class) = super::class_name(claim).filter(|class| !class.is_empty()) {
        let why = format!("its volume comes from class {class}");
        finding = finding.held_by(ObjectRef::new("StorageClass", "", class), why);
    }
    Some(with_provisioner(facts, finding))
}

/// Claims that are not in the snapshot, but which pods wait for.
fn unseen(facts: &Facts<'_>) -> Vec<Finding> {
    let found = super::unseen(facts).into_iter().map(|(object, pod)| {
        let scheduled = condition(&pod.status.conditions, "PodScheduled");
        let message = scheduled.map_or("", |condition| condition.message.as_str());
        let evidence = Evidence::field(&pod.object(), "status.conditions[PodScheduled]", message);
        let finding = Finding::symptom("K400", object, "Pending: no volume")
            .certainty(Certainty::Inferred)
            .evidence(evidence);
        with_provisioner(facts, finding)
    });
    found.collect()
}

fn with_provisioner(facts: &Facts<'_>, mut finding: Finding) -> Finding {
    if let Some(event) = facts.event(&finding.object, "ExternalProvisioning", |_| true) {
        let evidence = Evidence::event(&finding.object, event);
        finding = finding.evidence(evidence);
    }
    let is_class_known =
        finding.held_by.iter().any(|link| facts.snapshot.meta(&link.object).is_some());
    if !is_class_known && let Some(name) = facts.provisioner_of(&finding.object) {
        let provisioner = facts.provisioner(&name);
        for pod in provisioner.pods {
            finding = finding.held_by(pod.object(), format!("waits for provisioner {name}"));
        }
    }
    finding
}

/// The pods that mount a claim and have not ended.
fn users(facts: &Facts<'_>, claim: &ObjectRef) -> Vec<ObjectRef> {
    let pods = facts.snapshot.pods.within(&claim.namespace).iter();
    let pods = pods.filter(|pod| !crate::facts::has_ended(pod));
    pods.filter(|pod| pod.claims().any(|name| name == claim.name)).map(Object::object).collect()
}

pub(super) const BAD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {storageClassName: standard}, status: {phase: Pending}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: standard, creationTimestamp: 2026-01-01T11:00:00Z},
 provisioner: example.com/disk}
";

pub(super) const GOOD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {storageClassName: standard}, status: {phase: Pending}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: standard, creationTimestamp: 2026-01-01T11:00:00Z},
 provisioner: example.com/disk, volumeBindingMode: WaitForFirstConsumer}
";
