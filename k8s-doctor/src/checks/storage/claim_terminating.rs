//! A claim is to be deleted, and cannot be while a pod uses it.
//!
//! Kubernetes protects claims in use with the finalizer `kubernetes.io/pvc-protection`: the claim is
//! `Terminating` until the last pod that mounts it has ended, and then goes at once, with its data if
//! the reclaim policy is `Delete`. Pods that begin meanwhile are refused (`persistentvolumeclaim "C" is
//! being deleted`), and so the next restart of the workload hangs. That is worth a warning as long as
//! the pod runs, and an error when one hangs.

use super::users;
use crate::facts::{Facts, is_going};
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Object as _, Pod, Pvc};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let going = |claim: &&Pvc| {
        is_going(&claim.metadata) && !facts.is_settling(claim.metadata.deletion_timestamp)
    };
    let claims: Vec<&Pvc> = facts.snapshot.claims.iter().filter(going).collect();
    if claims.is_empty() {
        return Vec::new();
    }
    let users = users(facts);
    let users = |claim: &Pvc| {
        let key = (claim.metadata.namespace.as_str(), claim.metadata.name.clone());
        users.get(&key).cloned().unwrap_or_default()
    };
    claims.iter().filter_map(|claim| judge(facts, claim, &users(claim))).collect()
}

fn judge(facts: &Facts<'_>, claim: &Pvc, users: &[&Pod]) -> Option<Finding> {
    let object = claim.object();
    if !claim.metadata.finalizers.iter().any(|name| name == "kubernetes.io/pvc-protection") {
        return None;
    }
    let waits = |pod: &&&Pod| pod.spec.node_name.is_empty() && facts.trouble(pod).is_some();
    let user = users.iter().find(|pod| !pod.spec.node_name.is_empty())?;
    let held: Vec<_> = users.iter().filter(waits).collect();
    let using = &user.metadata.name;
    let message = match held.first() {
        None => format!("is to be deleted, and goes as soon as pod {using} ends"),
        Some(pod) => format!(
            "is to be deleted once pod {using} ends, so that pod {} does not get it",
            pod.metadata.name
        ),
    };
    let severity = if held.is_empty() { Severity::Warning } else { Severity::Error };
    let at = "metadata.deletionTimestamp";
    let evidence = Evidence::field(&object, at, "is being deleted");
    let protected = claim.metadata.finalizers.join(", ");
    let mut finding = Finding::cause("K417", object.clone(), message)
        .severity(severity)
        .evidence(evidence.since(claim.metadata.deletion_timestamp))
        .evidence(Evidence::field(&object, "metadata.finalizers", protected));
    for pod in held {
        finding = finding.holds(pod.object(), format!("mounts claim {}", object.name));
    }
    let workload = facts.workload_of(user);
    let verify = vec![facts.commands.on("get", &object)];
    let copy = Remedy {
        title: "If its data is needed: copy it, now, while the pod still has it".to_owned(),
        commands: vec![facts.commands.on("describe", &object)],
        verify: verify.clone(),
        risk: String::new(),
    };
    let commands = match workload.kind.as_str() {
        "Deployment" | "StatefulSet" | "ReplicaSet" => {
            vec![format!("{} --replicas=0", facts.commands.on("scale", &workload))]
        }
        _ => vec![facts.commands.on("delete", &user.object())],
    };
    Some(finding.remedy(copy).remedy(Remedy {
        title: "Let it go: end the pods that use it, then make the claim anew".to_owned(),
        commands,
        verify,
        risk: "With the reclaim policy Delete the data is deleted".to_owned(),
    }))
}

pub(super) const BAD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db, deletionTimestamp: 2026-01-01T10:00:00Z, finalizers: [kubernetes.io/pvc-protection]},
 spec: {volumeName: v1}, status: {phase: Bound}}
---
{kind: Pod, apiVersion: v1, metadata: {name: db-0, namespace: db, creationTimestamp: 2026-01-01T11:00:00Z},
 spec: {nodeName: n1, volumes: [{name: data, persistentVolumeClaim: {claimName: data}}], containers: [{name: db}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";

pub(super) const GOOD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db, finalizers: [kubernetes.io/pvc-protection]},
 spec: {volumeName: v1}, status: {phase: Bound}}
---
{kind: Pod, apiVersion: v1, metadata: {name: db-0, namespace: db, creationTimestamp: 2026-01-01T11:00:00Z},
 spec: {nodeName: n1, volumes: [{name: data, persistentVolumeClaim: {claimName: data}}], containers: [{name: db}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
