//! The API server is told to call a service that does not exist: for a webhook, an API, or a
//! conversion.
//!
//! This is what remains when a chart or a namespace is deleted and its webhook configurations, API
//! services and custom resource definitions, which belong to no namespace, are not: every request that
//! the webhook covers is refused, and no namespace can be deleted while an API does not answer. Where a
//! service of nearly that name is there, the name is wrong.

use crate::facts::{Behind, Facts};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::ObjectRef;

use super::targets;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let callers = targets::callers(facts);
    let missing = callers.into_iter().filter_map(|(service, callers)| {
        match facts.behind(&service.namespace, &service.name) {
            Behind::Missing(near) => Some(tell(facts, &service, &callers, near.as_deref())),
            _ => None,
        }
    });
    missing.collect()
}

fn tell(
    facts: &Facts<'_>,
    service: &ObjectRef,
    callers: &[(ObjectRef, &'static str)],
    near: Option<&str>,
) -> Finding {
    let has = near.map_or(String::new(), |near| format!("; there is {near}"));
    let message = format!("no such service exists, and the API server is told to call it{has}");
    let mut finding = Finding::cause("K801", service.clone(), message);
    for (caller, why) in callers {
        let text = format!("{}/{}", service.namespace, service.name);
        finding = finding
            .evidence(Evidence::field(caller, "clientConfig.service", text))
            .holds(caller.clone(), *why);
    }
    let verify = vec![facts.commands.on("get", service)];
    let edit: Vec<String> =
        callers.iter().map(|(caller, _)| facts.commands.on("edit", caller)).collect();
    if let Some(near) = near {
        finding = finding.remedy(Remedy {
            title: format!("Name the service {near}"),
            commands: edit,
            verify: verify.clone(),
            risk: String::new(),
        });
    }
    finding = finding.remedy(Remedy {
        title: "Install again what the service belonged to".to_owned(),
        commands: Vec::new(),
        verify: verify.clone(),
        risk: String::new(),
    });
    // Deleting a definition would delete its objects.
    let left = callers.iter().filter(|(caller, _)| caller.kind != "CustomResourceDefinition");
    let delete: Vec<String> = left.map(|(caller, _)| facts.commands.on("delete", caller)).collect();
    if delete.is_empty() {
        return finding;
    }
    finding.remedy(Remedy {
        title: "Or, if it was uninstalled for good, delete what still calls it".to_owned(),
        commands: delete,
        verify,
        risk: "what the webhook checked or filled in is no longer checked or filled in".to_owned(),
    })
}

pub(super) const BAD: &str = r"
{kind: MutatingWebhookConfiguration, apiVersion: admissionregistration.k8s.io/v1, metadata: {name: inject},
 webhooks: [{name: inject.example, failurePolicy: Fail, clientConfig: {service: {name: inject, namespace: mesh}},
  rules: [{apiGroups: [''], operations: [CREATE], resources: [pods]}]}]}
";

pub(super) const GOOD: &str = r"
{kind: MutatingWebhookConfiguration, apiVersion: admissionregistration.k8s.io/v1, metadata: {name: inject},
 webhooks: [{name: inject.example, failurePolicy: Fail, clientConfig: {service: {name: inject, namespace: mesh}},
  rules: [{apiGroups: [''], operations: [CREATE], resources: [pods]}]}]}
---
{kind: Service, apiVersion: v1, metadata: {name: inject, namespace: mesh}, spec: {selector: {app: inject}, ports: [{port: 443}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: inject-0, namespace: mesh, labels: {app: inject}},
 spec: {nodeName: n1, containers: [{name: inject}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
