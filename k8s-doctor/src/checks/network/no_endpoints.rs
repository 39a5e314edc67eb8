//! A service selects pods, and none of them is ready.
//!
//! A symptom: whoever calls the service is refused. Kubernetes tells it with no event. The pods are
//! what to look at next. A service whose pods were never made is held by what should make them; one
//! whose workload is scaled to nothing is as somebody wanted it.

use crate::facts::{Facts, is_ready};
use crate::finding::{Evidence, Finding};
use crate::snapshot::{Object as _, Service, selects};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.services.iter().filter_map(|service| judge(facts, service)).collect()
}

fn judge(facts: &Facts<'_>, service: &Service) -> Option<Finding> {
    let spec = &service.spec;
    if spec.selector.is_empty() || spec.type_ == "ExternalName" || spec.publish_not_ready_addresses
    {
        return None;
    }
    let object = service.object();
    let pods = facts.pods_behind(service);
    if pods.iter().any(|pod| is_ready(pod)) {
        return None;
    }
    let selector: Vec<String> =
        spec.selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let evidence = Evidence::field(&object, "spec.selector", selector.join(","));
    if pods.is_empty() {
        let short = facts.workloads_within(&object.namespace).iter().filter(|workload| {
            selects(&spec.selector, &workload.template.metadata.labels) && workload.wanted > 0
        });
        let mut finding =
            Finding::symptom("K500", object, "has no pods behind it").evidence(evidence);
        for workload in short {
            finding = finding.held_by(workload.object.clone(), "its pods come from there");
        }
        return (!finding.held_by.is_empty()).then_some(finding);
    }
    let ill: Vec<_> = pods.iter().filter(|pod| facts.trouble(pod).is_some()).collect();
    if ill.is_empty() {
        return None;
    }
    let message = format!("none of the {} pods behind it is ready", pods.len());
    let mut finding = Finding::symptom("K500", object, message).evidence(evidence);
    for pod in ill {
        finding = finding.held_by(pod.object(), "sends its requests to this pod");
    }
    Some(finding)
}

pub(super) const BAD: &str = r"
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web-0, namespace: shop, labels: {app: web}},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web-0, namespace: shop, labels: {app: web}},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
