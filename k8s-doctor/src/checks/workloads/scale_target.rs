//! An autoscaler is to scale something that does not exist.
//!
//! `scaleTargetRef` names kind and name in the autoscaler's own namespace. If there is no such object,
//! `AbleToScale` is `False` with the reason `FailedGetScale`. Often the workload was renamed, or the
//! autoscaler was left behind. A workload that is called nearly so is named.

use std::collections::BTreeMap;

use crate::facts::{Facts, look_alike, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Hpa, Object as _, ObjectRef};

use super::hpa;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings: BTreeMap<ObjectRef, Finding> = BTreeMap::new();
    for hpa in &facts.snapshot.hpas {
        let target = hpa::target(hpa);
        let known = matches!(target.kind.as_str(), "Deployment" | "StatefulSet" | "ReplicaSet");
        let is_there = facts.snapshot.meta(&target).is_some();
        let covered = facts.snapshot.covers(&target.kind, &target.namespace);
        if !known || is_there || !covered || facts.is_settling(hpa.metadata.creation_timestamp) {
            continue;
        }
        let object = hpa.object();
        let finding = findings.remove(&target).unwrap_or_else(|| tell(facts, hpa, &target));
        let text = format!("{} {}", target.kind, target.name);
        let finding = finding
            .evidence(Evidence::field(&object, "spec.scaleTargetRef", text))
            .holds(object, "is to scale it");
        findings.insert(target, finding);
    }
    findings.into_values().collect()
}

fn tell(facts: &Facts<'_>, hpa: &Hpa, target: &ObjectRef) -> Finding {
    let all = facts.workloads_within(&target.namespace).iter();
    let same = all.filter(|workload| workload.object.kind == target.kind);
    let near = look_alike(&target.name, same.map(|workload| workload.object.name.as_str()));
    let has = near.map_or(String::new(), |near| format!("; there is {near}"));
    let message = format!("does not exist, and an autoscaler is to scale it{has}");
    let object = hpa.object();
    let finding = Finding::cause("K733", target.clone(), message);
    let verify = vec![facts.commands.on("get", &object)];
    let delete = Remedy {
        title: "Delete the autoscaler if what it scaled is gone for good".to_owned(),
        commands: vec![facts.commands.on("delete", &object)],
        verify: verify.clone(),
        risk: String::new(),
    };
    let Some(near) = near else {
        return finding.remedy(delete);
    };
    let patch = serde_json::json!({ "spec": { "scaleTargetRef": { "name": near } } }).to_string();
    let verb = facts.commands.on("patch", &object);
    let rename = Remedy {
        title: format!("Name {near} in scaleTargetRef"),
        commands: vec![format!("{verb} --type merge -p {}", quote(&patch))],
        verify,
        risk: "the autoscaler then sets the number of its pods".to_owned(),
    };
    finding.remedy(rename).remedy(delete)
}

pub(super) const BAD: &str = r"
{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v2, metadata: {name: web, namespace: shop},
 spec: {scaleTargetRef: {kind: Deployment, name: wep}, maxReplicas: 5},
 status: {conditions: [{type: AbleToScale, status: 'False', reason: FailedGetScale, message: deployments/scale.apps wep not found}]}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 1}, status: {replicas: 1, availableReplicas: 1}}
";

pub(super) const GOOD: &str = r"
{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v2, metadata: {name: web, namespace: shop},
 spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 5},
 status: {conditions: [{type: AbleToScale, status: 'True', reason: ReadyForNewScale}]}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 1}, status: {replicas: 1, availableReplicas: 1}}
";
