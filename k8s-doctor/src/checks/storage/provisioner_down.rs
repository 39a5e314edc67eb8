//! The provisioner of a storage class does not run, and claims wait for it.
//!
//! A class names its provisioner, and nothing in the API says which pods that is. For those of
//! minikube and other common ones it is known; others are found by their names, arguments and leases. If
//! the pods are there and not ready, they are what to look at next. If there are none, nothing makes
//! volumes: on minikube the add-on `storage-provisioner` is off. Of a provisioner that is not known it is
//! a guess that nothing runs, made only where no driver of that name is installed and no event is its.

use std::collections::BTreeMap;

use crate::facts::{ClaimState, Facts, is_ready};
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, StorageClass};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut waiting: BTreeMap<&str, Vec<ObjectRef>> = BTreeMap::new();
    for claim in &facts.snapshot.claims {
        let meta = &claim.metadata;
        if facts.claim_state(&meta.namespace, &meta.name) == ClaimState::Pending
            && let Some(class) = &claim.spec.storage_class_name
        {
            waiting.entry(class).or_default().push(claim.object());
        }
    }
    let classes = waiting.keys().filter_map(|class| facts.snapshot.storage_classes.get("", class));
    classes
        .filter_map(|class| judge(facts, class, &waiting[class.metadata.name.as_str()]))
        .collect()
}

fn judge(facts: &Facts<'_>, class: &StorageClass, claims: &[ObjectRef]) -> Option<Finding> {
    let name = class.provisioner.as_str();
    if name.starts_with("kubernetes.io/") {
        // Built into Kubernetes, or nobody's.
        return None;
    }
    let provisioner = facts.provisioner(name);
    if provisioner.pods.iter().any(|pod| is_ready(pod)) {
        return None;
    }
    let object = class.object();
    let evidence = Evidence::field(&object, "provisioner", name);
    if provisioner.pods.is_empty() {
        let is_inside = provisioner.is_known || !may_be_elsewhere(facts, name, claims);
        if !is_inside || !facts.snapshot.pods.is_whole() {
            return None;
        }
        let message = format!("nothing runs that is its provisioner {name}");
        let certainty = if provisioner.is_known { Certainty::Inferred } else { Certainty::Guessed };
        let finding = Finding::cause("K401", object, message).certainty(certainty);
        return Some(finding.evidence(evidence).remedy(on(facts, name)));
    }
    let message = format!("its provisioner {name} does not run");
    let mut finding = Finding::symptom("K401", object, message).evidence(evidence);
    for pod in provisioner.pods {
        finding = finding.held_by(pod.object(), format!("{name} is this pod"));
    }
    Some(finding)
}

/// Whether a provisioner that no pod is known to be may yet be there: it has said something of one of
/// the claims, its driver is installed, or that is not known.
fn may_be_elsewhere(facts: &Facts<'_>, name: &str, claims: &[ObjectRef]) -> bool {
    let speaks = |claim| {
        ["Provisioning", "ProvisioningFailed"]
            .iter()
            .any(|reason| facts.event(claim, reason, |_| true).is_some())
    };
    !facts.snapshot.csi_drivers.lacks("", name) || claims.iter().any(speaks)
}

fn on(facts: &Facts<'_>, name: &str) -> Remedy {
    let commands = match name {
        "k8s.io/minikube-hostpath" => {
            vec![facts.commands.minikube("addons enable storage-provisioner")]
        }
        _ => Vec::new(),
    };
    Remedy {
        title: format!("Install the provisioner {name}, or have the claims use another class"),
        commands,
        verify: vec![facts.commands.kubectl("get pvc -A")],
        risk: String::new(),
    }
}

pub(super) const BAD: &str = r"
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: standard}, provisioner: k8s.io/minikube-hostpath}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db},
 spec: {storageClassName: standard}, status: {phase: Pending}}
---
{kind: Pod, apiVersion: v1, metadata: {name: storage-provisioner, namespace: kube-system},
 status: {phase: Pending}}
";

pub(super) const GOOD: &str = r"
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: standard}, provisioner: k8s.io/minikube-hostpath}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db},
 spec: {storageClassName: standard}, status: {phase: Bound}}
";
