//! A workload that the API server needs is scaled to nothing: it serves a webhook, an API, or a
//! conversion.
//!
//! A deployment with no replicas says `Available`, has no pods that could be ill, and no event. So it is
//! easily overlooked that requests are refused because somebody scaled it down, or an autoscaler did.

use crate::facts::{Behind, Facts};
use crate::finding::{Evidence, Finding};

use super::targets;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (service, callers) in targets::callers(facts) {
        let Behind::ScaledDown(workloads) = facts.behind(&service.namespace, &service.name) else {
            continue;
        };
        let Some((first, _)) = callers.first() else { continue };
        let symptom = Finding::symptom("K802", service.clone(), "has no pods behind it")
            .evidence(Evidence::field(&service, "spec.selector", "matches no pod"));
        findings.push(workloads.iter().fold(symptom, |symptom, workload| {
            symptom.held_by(workload.clone(), "its pods come from there")
        }));
        for workload in &workloads {
            findings.push(targets::scaled_down(facts, workload, first));
        }
    }
    findings
}

pub(super) const BAD: &str = r"
{kind: ValidatingWebhookConfiguration, apiVersion: admissionregistration.k8s.io/v1, metadata: {name: policy},
 webhooks: [{name: check.policy.example, failurePolicy: Fail, clientConfig: {service: {name: policy, namespace: ops}},
  rules: [{apiGroups: [''], operations: [CREATE], resources: [pods]}]}]}
---
{kind: Service, apiVersion: v1, metadata: {name: policy, namespace: ops}, spec: {selector: {app: policy}, ports: [{port: 443}]}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: policy, namespace: ops}, spec: {replicas: 0, template: {metadata: {labels: {app: policy}}}},
 status: {conditions: [{type: Available, status: 'True'}]}}
";

pub(super) const GOOD: &str = r"
{kind: ValidatingWebhookConfiguration, apiVersion: admissionregistration.k8s.io/v1, metadata: {name: policy},
 webhooks: [{name: check.policy.example, failurePolicy: Ignore, clientConfig: {service: {name: policy, namespace: ops}},
  rules: [{apiGroups: [''], operations: [CREATE], resources: [pods]}]}]}
---
{kind: Service, apiVersion: v1, metadata: {name: policy, namespace: ops}, spec: {selector: {app: policy}, ports: [{port: 443}]}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: policy, namespace: ops}, spec: {replicas: 0, template: {metadata: {labels: {app: policy}}}}}
";
