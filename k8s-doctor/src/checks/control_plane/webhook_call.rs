//! Calls to a webhook fail although pods are behind its service: its certificate is not accepted, it
//! answers too late, or with an error.
//!
//! The text of the refusal tells which. `x509: certificate signed by unknown authority`: `caBundle` in the
//! configuration is not the authority of the certificate that is served, often empty because the job or
//! cert-manager that fills it in has not run. `x509: certificate has expired`: nobody renewed it. `not
//! valid for any names`: it must be made for `SERVICE.NAMESPACE.svc`. `context deadline exceeded`: the
//! webhook does not answer in time, or a firewall or network policy keeps the API server from the pods'
//! port (common on private clusters, where only 443 and 10250 are open). Only refusals that stand in a
//! state now are looked at. Of those one may be over as well: the controller's next try comes after a
//! quarter of an hour at most, and until then its state repeats what a webhook said that is gone or well
//! by now.

use std::collections::BTreeMap;

use crate::facts::{Facts, quote};
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{ObjectRef, condition};

use super::targets;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let hooks = targets::hooks(facts);
    let mut findings: BTreeMap<ObjectRef, Finding> = BTreeMap::new();
    for (held, text) in targets::refused(facts) {
        let Some(name) = targets::webhook_in(text) else { continue };
        let hook = hooks.iter().find(|hook| hook.webhook.name == name);
        let target = hook.and_then(|hook| hook.webhook.client_config.service.as_ref());
        let service = target.map(targets::service).or_else(|| service_in(text));
        let target = target.map(targets::service);
        if target.is_some_and(|found| targets::silence(facts, &found).is_some()) {
            // Nothing is behind the service: the webhook's own symptom tells it.
            continue;
        }
        if is_over(facts, &held, hook.is_some(), service.as_ref()) {
            findings.insert(held.clone(), past(facts, &held, name, text));
            continue;
        }
        let object = match (hook, &service) {
            (Some(hook), _) => hook.object.clone(),
            (None, Some(service)) => service.clone(),
            (None, None) => continue,
        };
        let finding = findings
            .remove(&object)
            .unwrap_or_else(|| tell(facts, &object, name, text, service.as_ref()))
            .evidence(Evidence::field(&held, "status", text))
            .holds(held, format!("its pods must pass webhook {name}"));
        findings.insert(object, finding);
    }
    findings.into_values().collect()
}

/// Whether the next try will do: the webhook is there no more, or a pod of its service has become
/// ready since the last one.
fn is_over(
    facts: &Facts<'_>,
    held: &ObjectRef,
    is_there: bool,
    service: Option<&ObjectRef>,
) -> bool {
    let snapshot = facts.snapshot;
    let are_known =
        snapshot.validating_webhooks.is_whole() && snapshot.mutating_webhooks.is_whole();
    if are_known && !is_there {
        return true;
    }
    let service = service.and_then(|service| facts.service(service));
    let tried = facts.event(held, "FailedCreate", |_| true).map(crate::snapshot::Event::last);
    let (Some(service), Some(tried)) = (service, tried) else { return false };
    facts.pods_behind(service).into_iter().any(|pod| {
        let ready = condition(&pod.status.conditions, "Ready");
        ready.is_some_and(|ready| ready.status == "True" && ready.last_transition_time > tried)
    })
}

/// That pods were refused, and that the controller has not tried again since.
fn past(facts: &Facts<'_>, held: &ObjectRef, name: &str, text: &str) -> Finding {
    let message = format!(
        "webhook {name} refused its pods, and does so no more: the controller tries again, after \
         up to a quarter of an hour"
    );
    Finding::cause("K803", held.clone(), message)
        .certainty(Certainty::Inferred)
        .evidence(Evidence::field(held, "status", text))
        .remedy(Remedy {
            title: "Wait, or have it tried now: a new revision is made at once".to_owned(),
            commands: workload_of(facts, held)
                .map(|workload| facts.commands.on("rollout restart", &workload))
                .into_iter()
                .collect(),
            verify: vec![facts.commands.on("get", held)],
            risk: String::new(),
        })
}

/// What owns a replica set, where it can be restarted.
fn workload_of(facts: &Facts<'_>, held: &ObjectRef) -> Option<ObjectRef> {
    let owners = facts.owners(facts.snapshot.meta(held)?);
    let owner = owners.into_iter().next_back().unwrap_or_else(|| held.clone());
    matches!(owner.kind.as_str(), "Deployment" | "StatefulSet" | "DaemonSet").then_some(owner)
}

/// The service in `Post "https://NAME.NAMESPACE.svc:443/…"`.
fn service_in(text: &str) -> Option<ObjectRef> {
    let (_, rest) = text.split_once("https://")?;
    let host = rest.split(['/', ':', '?', '"']).next()?;
    let mut parts = host.strip_suffix(".svc")?.splitn(2, '.');
    let (name, namespace) = (parts.next()?, parts.next()?);
    Some(ObjectRef::new("Service", namespace, name))
}

fn tell(
    facts: &Facts<'_>,
    object: &ObjectRef,
    name: &str,
    text: &str,
    service: Option<&ObjectRef>,
) -> Finding {
    let (what, title) = if text.contains("certificate has expired") {
        ("its certificate has expired", "Have the certificate renewed, and its pods started again")
    } else if text.contains("unknown authority") {
        (
            "the API server does not know the authority of its certificate",
            "Put the authority that signed the served certificate into caBundle; cert-manager's \
             cainjector or the chart's own job does it when it runs",
        )
    } else if text.contains("x509") {
        (
            "its certificate is not valid for the service's name",
            "Have a certificate made for the name SERVICE.NAMESPACE.svc",
        )
    } else if text.contains("deadline exceeded") || text.contains("timeout") {
        (
            "it does not answer in time",
            "See whether the webhook's pods are overloaded, and whether a firewall or network policy \
             keeps the API server from their port",
        )
    } else {
        ("the call fails", "See what the webhook's own log says")
    };
    let message = format!("webhook {name} refuses requests, because {what}");
    let verify = vec![facts.commands.kubectl("get replicasets -A")];
    let mut commands = vec![facts.commands.on("describe", object)];
    if let Some(service) = service.and_then(|service| facts.service(service)) {
        let labels: Vec<String> =
            service.spec.selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
        commands.push(facts.commands.kubectl(&format!(
            "logs -n {} -l {} --tail=50",
            quote(&service.metadata.namespace),
            quote(&labels.join(","))
        )));
    }
    let mut finding = Finding::cause("K803", object.clone(), message)
        .certainty(Certainty::Inferred)
        .remedy(Remedy { title: title.to_owned(), commands, verify, risk: String::new() });
    // Where the configuration is not in the dump, the service's own state may say why.
    if object.kind == "Service" {
        finding = finding.held_by(object.clone(), "is behind the webhook");
    }
    finding
}

pub(super) const BAD: &str = r#"
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: web-5d, namespace: shop}, spec: {replicas: 2},
 status: {replicas: 0, conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate,
  message: 'Internal error occurred: failed calling webhook "check.policy.example": failed to call webhook: Post "https://policy.ops.svc:443/check?timeout=10s": x509: certificate signed by unknown authority'}]}}
---
{kind: ValidatingWebhookConfiguration, apiVersion: admissionregistration.k8s.io/v1, metadata: {name: policy},
 webhooks: [{name: check.policy.example, failurePolicy: Fail, clientConfig: {url: 'https://policy.ops.svc:443/check'},
  rules: [{apiGroups: [''], operations: [CREATE], resources: [pods]}]}]}
"#;

pub(super) const GOOD: &str = r#"
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: web-5d, namespace: shop}, spec: {replicas: 2},
 status: {replicas: 2, readyReplicas: 2}}
---
{kind: Event, apiVersion: v1, metadata: {name: web-5d.1, namespace: shop}, involvedObject: {kind: ReplicaSet, namespace: shop, name: web-5d},
 type: Warning, reason: FailedCreate, message: 'Error creating: Internal error occurred: failed calling webhook "check.policy.example": context deadline exceeded'}
---
{kind: ValidatingWebhookConfiguration, apiVersion: admissionregistration.k8s.io/v1, metadata: {name: policy},
 webhooks: [{name: check.policy.example, failurePolicy: Fail, clientConfig: {url: 'https://policy.ops.svc:443/check'},
  rules: [{apiGroups: [''], operations: [CREATE], resources: [pods]}]}]}
"#;
