//! A webhook that every request of some kind must pass does not answer, so that all of them are
//! refused.
//!
//! A symptom. The API server calls a service; if there is no ready pod behind it and `failurePolicy` is
//! `Fail`, whatever the webhook's rules cover can no longer be made or changed: `failed calling webhook
//! "W": … connection refused`, or `no endpoints available for service`. New pods are refused quietly: the
//! text stands in the replica set's condition `ReplicaFailure`, not at any pod. The chain goes on to the
//! service and its pods. Webhooks with the policy `Ignore` hold up nothing.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::finding::{Evidence, Finding};
use crate::snapshot::ObjectRef;

use super::targets::{self, Hook};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let hooks = targets::hooks(facts);
    let down: Vec<(Hook<'_>, ObjectRef, &str)> = hooks
        .into_iter()
        .filter(Hook::is_strict)
        .filter_map(|hook| {
            let target = hook.webhook.client_config.service.as_ref()?;
            let service = targets::service(target);
            let why = targets::silence(facts, &service)?;
            Some((hook, service, why))
        })
        .collect();
    let mut findings: BTreeMap<ObjectRef, Finding> = BTreeMap::new();
    for (hook, service, why) in &down {
        let covers = hook.covers();
        let message = format!(
            "webhook {} is not answered, so {covers} are refused: service {}/{} {why}",
            hook.webhook.name, service.namespace, service.name
        );
        let message = message.replace("every object are refused", "every object is refused");
        let policy = format!("{}: failurePolicy Fail, {covers}", hook.webhook.name);
        let finding = findings
            .remove(&hook.object)
            .unwrap_or_else(|| Finding::symptom("K800", hook.object.clone(), message))
            .evidence(Evidence::field(&hook.object, "webhooks", policy))
            .held_by(service.clone(), "its webhook is this service");
        findings.insert(hook.object.clone(), finding);
    }
    for (object, text) in targets::refused(facts) {
        let Some(name) = targets::webhook_in(text) else { continue };
        for (hook, _, _) in down.iter().filter(|(hook, _, _)| hook.webhook.name == name) {
            if let Some(finding) = findings.get_mut(&hook.object) {
                let evidence = Evidence::field(&object, "status", text);
                finding.evidence.push(evidence);
                let why = format!("its pods must pass webhook {name}");
                finding.holds.push(crate::finding::Link { object: object.clone(), why });
            }
        }
    }
    findings.into_values().collect()
}

pub(super) const BAD: &str = r"
{kind: ValidatingWebhookConfiguration, apiVersion: admissionregistration.k8s.io/v1, metadata: {name: policy},
 webhooks: [{name: check.policy.example, failurePolicy: Fail, clientConfig: {service: {name: policy, namespace: ops}},
  rules: [{apiGroups: [''], operations: [CREATE], resources: [pods]}]}]}
---
{kind: Service, apiVersion: v1, metadata: {name: policy, namespace: ops}, spec: {selector: {app: policy}, ports: [{port: 443}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: policy-0, namespace: ops, labels: {app: policy}},
 spec: {nodeName: n1, containers: [{name: policy}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}]}}
";

pub(super) const GOOD: &str = r"
{kind: ValidatingWebhookConfiguration, apiVersion: admissionregistration.k8s.io/v1, metadata: {name: policy},
 webhooks: [{name: check.policy.example, failurePolicy: Ignore, clientConfig: {service: {name: gone, namespace: ops}},
  rules: [{apiGroups: [''], operations: [CREATE], resources: [pods]}]},
  {name: outside.policy.example, failurePolicy: Fail, clientConfig: {url: 'https://policy.example/'}}]}
";
