//! Two autoscalers scale the same workload, and each undoes what the other does.
//!
//! The number of pods goes up and down without end, or stays at what the larger one wants. Current
//! versions notice that the same pods are selected and stop both: `AmbiguousSelector`. To scale by two
//! measures, one autoscaler takes both in its list of metrics. KEDA makes an autoscaler of its own,
//! `keda-hpa-NAME`, beside which there must be no other.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Hpa, Object as _, ObjectRef};

use super::hpa;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut by_target: BTreeMap<ObjectRef, Vec<&Hpa>> = BTreeMap::new();
    for hpa in &facts.snapshot.hpas {
        by_target.entry(hpa::target(hpa)).or_default().push(hpa);
    }
    by_target.retain(|_, hpas| hpas.len() > 1);
    by_target.iter().map(|(target, hpas)| tell(facts, target, hpas)).collect()
}

fn tell(facts: &Facts<'_>, target: &ObjectRef, hpas: &[&Hpa]) -> Finding {
    let names: Vec<&str> = hpas.iter().map(|hpa| hpa.metadata.name.as_str()).collect();
    let stopped = hpas
        .iter()
        .any(|hpa| hpa::failures(hpa).iter().any(|failure| failure.reason == "AmbiguousSelector"));
    let severity = if stopped { Severity::Error } else { Severity::Warning };
    let message = format!("is scaled by {} autoscalers at once: {}", hpas.len(), names.join(", "));
    let mut finding = Finding::cause("K735", target.clone(), message).severity(severity);
    for hpa in hpas {
        let text = format!("{} {}", target.kind, target.name);
        finding = finding.evidence(Evidence::field(&hpa.object(), "spec.scaleTargetRef", text));
        if hpa::failures(hpa).iter().any(|failure| failure.reason == "AmbiguousSelector") {
            finding = finding.holds(hpa.object(), "must not share its pods");
        }
    }
    let delete = hpas.iter().skip(1).map(|hpa| facts.commands.on("delete", &hpa.object()));
    finding.remedy(Remedy {
        title: "Keep one autoscaler, with the metrics of all of them".to_owned(),
        commands: delete.collect(),
        verify: vec![facts.commands.on("describe", &hpas[0].object())],
        risk: "the metrics of the deleted one count no more unless they are taken over".to_owned(),
    })
}

pub(super) const BAD: &str = r"
{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v2, metadata: {name: web, namespace: shop}, spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 5}}
---
{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v2, metadata: {name: web-memory, namespace: shop}, spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 5}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 1}, status: {replicas: 1, availableReplicas: 1}}
";

pub(super) const GOOD: &str = r"
{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v2, metadata: {name: web, namespace: shop}, spec: {scaleTargetRef: {kind: Deployment, name: web}, maxReplicas: 5}}
---
{kind: HorizontalPodAutoscaler, apiVersion: autoscaling/v2, metadata: {name: api, namespace: shop}, spec: {scaleTargetRef: {kind: Deployment, name: api}, maxReplicas: 5}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 1}, status: {replicas: 1, availableReplicas: 1}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: api, namespace: shop}, spec: {replicas: 1}, status: {replicas: 1, availableReplicas: 1}}
";
