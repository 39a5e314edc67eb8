//! A pod mounts a claim that does not exist.
//!
//! The scheduler waits for it: `persistentvolumeclaim "C" not found`. The claim was never made, has
//! another name, is in another namespace (a pod can only mount claims of its own), or was deleted. The
//! claims of a stateful set are made together with its pods: one that was deleted is made again when
//! the pod is.
//!
//! Where a dump holds no claims, the scheduler's message in the pod's condition tells it.

use std::collections::BTreeMap;

use crate::facts::{ClaimState, Facts, look_alike};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pod, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut missing: BTreeMap<ObjectRef, Vec<&Pod>> = BTreeMap::new();
    for pod in facts.snapshot.pods.iter().filter(|pod| waits(pod)) {
        let mounted =
            pod.spec.volumes.iter().filter_map(|volume| volume.persistent_volume_claim.as_ref());
        for name in mounted.map(|claim| claim.claim_name.as_str()) {
            let namespace = &pod.metadata.namespace;
            let is_missing = match facts.claim_state(namespace, name) {
                ClaimState::Missing => true,
                ClaimState::Unknown => says(pod, name).is_some(),
                _ => false,
            };
            if is_missing && facts.trouble(pod).is_some() {
                let claim = ObjectRef::new("PersistentVolumeClaim", namespace, name);
                missing.entry(claim).or_default().push(pod);
            }
        }
    }
    missing.into_iter().map(|(claim, pods)| judge(facts, &claim, &pods)).collect()
}

/// Whether a pod may be waiting for a claim.
fn waits(pod: &Pod) -> bool {
    pod.spec.node_name.is_empty() || super::is_creating(pod)
}

/// What the scheduler says of a claim that it does not find.
fn says<'a>(pod: &'a Pod, claim: &str) -> Option<&'a str> {
    let message = &condition(&pod.status.conditions, "PodScheduled")?.message;
    message.contains(&format!("persistentvolumeclaim \"{claim}\" not found")).then_some(message)
}

fn judge(facts: &Facts<'_>, claim: &ObjectRef, pods: &[&Pod]) -> Finding {
    let (namespace, name) = (claim.namespace.as_str(), claim.name.as_str());
    let here = facts.snapshot.claims.within(namespace).iter();
    let meant = look_alike(name, here.map(|claim| claim.metadata.name.as_str()));
    let elsewhere = facts.snapshot.claims.iter().find(|other| other.metadata.name == name);
    let hint = match (meant, elsewhere) {
        (Some(meant), _) => format!("; there is {meant}"),
        (None, Some(other)) => {
            format!("; namespace {} has one of that name", other.metadata.namespace)
        }
        _ => String::new(),
    };
    let who = pods.first().map_or("", |pod| pod.metadata.name.as_str());
    let message = format!("does not exist, and pod {who} mounts it{hint}");
    let mut finding = Finding::cause("K424", claim.clone(), message);
    for pod in pods.iter().take(3) {
        let object = pod.object();
        finding = finding.evidence(Evidence::field(
            &object,
            "spec.volumes",
            format!("claimName: {name}"),
        ));
        if let Some(text) = says(pod, name) {
            finding =
                finding.evidence(Evidence::field(&object, "status.conditions[PodScheduled]", text));
        }
    }
    for pod in pods {
        finding = finding.holds(pod.object(), format!("mounts claim {name}"));
    }
    let verify = vec![facts.commands.on("get", claim)];
    let Some(pod) = pods.first() else { return finding };
    let workload = facts.workload_of(pod);
    let of_set = workload.kind == "StatefulSet" && name.ends_with(&format!("-{who}"));
    if of_set {
        return finding.remedy(Remedy {
            title: "Delete the pod: its stateful set makes the claim again together with it"
                .to_owned(),
            commands: vec![facts.commands.on("delete", &pod.object())],
            verify,
            risk: "The new volume is empty".to_owned(),
        });
    }
    if let Some(meant) = meant {
        finding = finding.remedy(Remedy {
            title: format!("If claim {meant} is meant: name that one"),
            commands: vec![facts.commands.on("edit", &workload)],
            verify: verify.clone(),
            risk: String::new(),
        });
    }
    finding.remedy(Remedy {
        title: format!(
            "Make claim {name} in namespace {namespace}, with the size and class that the pod needs"
        ),
        commands: Vec::new(),
        verify,
        risk: String::new(),
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: dbdata}}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: 'persistentvolumeclaim "dbdata" not found'}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: db-data, namespace: shop, creationTimestamp: 2026-01-01T10:10:00Z}, status: {phase: Bound}}
"#;

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: db-data}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: db-data, namespace: shop}, status: {phase: Bound}}
";
