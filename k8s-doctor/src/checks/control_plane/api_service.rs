//! A group of the API is not available: the service that serves it does not answer.
//!
//! The condition `Available` of the `APIService` says why: `ServiceNotFound`, `MissingEndpoints`,
//! `FailedDiscoveryCheck` (it was called and did not answer well). Its objects cannot be read, `kubectl`
//! complains about discovery, autoscalers see no metrics (`v1beta1.metrics.k8s.io`), and no namespace can
//! be deleted. Where the service has no ready pod it is a symptom, and the chain goes on there; where it
//! has, the call itself fails: a certificate, a network policy, a port.

use crate::facts::{Facts, quote};
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{ApiService, Object as _, condition};

use super::targets;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.api_services.iter().filter_map(|api| judge(facts, api)).collect()
}

fn judge(facts: &Facts<'_>, api: &ApiService) -> Option<Finding> {
    let available = condition(&api.status.conditions, "Available")?;
    if available.status == "True" || facts.is_settling(available.last_transition_time) {
        return None;
    }
    let object = api.object();
    let service = api.spec.service.as_ref().map(targets::service)?;
    let message = format!(
        "{}/{} is not served: {}",
        api.spec.group,
        api.spec.version,
        if available.message.is_empty() { &available.reason } else { &available.message }
    );
    let evidence =
        Evidence::field(&object, "status.conditions[Available]", available.message.clone());
    let evidence = evidence.since(available.last_transition_time);
    if targets::silence(facts, &service).is_some() {
        let finding = Finding::symptom("K810", object, message).evidence(evidence);
        return Some(finding.held_by(service, "its API is served there"));
    }
    let title = match available.reason.as_str() {
        "FailedDiscoveryCheck" => {
            "Its pods run and do not answer the API server: see their log, their certificate, their \
             port, and whether a network policy or a firewall is in between"
        }
        _ => "See what its service and its pods say",
    };
    let logs = facts.service(&service).filter(|found| !found.spec.selector.is_empty());
    let logs = logs.map(|found| {
        let labels: Vec<String> =
            found.spec.selector.iter().map(|(key, value)| format!("{key}={value}")).collect();
        facts.commands.kubectl(&format!(
            "logs -n {} -l {} --tail=50",
            quote(&service.namespace),
            quote(&labels.join(","))
        ))
    });
    let mut commands = vec![facts.commands.on("describe", &service)];
    commands.extend(logs);
    Some(
        Finding::cause("K810", object.clone(), message)
            .certainty(Certainty::Inferred)
            .evidence(evidence)
            .held_by(service, "its API is served there")
            .remedy(Remedy {
                title: title.to_owned(),
                commands,
                verify: vec![facts.commands.on("get", &object)],
                risk: String::new(),
            }),
    )
}

pub(super) const BAD: &str = r"
{kind: APIService, apiVersion: apiregistration.k8s.io/v1, metadata: {name: v1beta1.metrics.k8s.io},
 spec: {group: metrics.k8s.io, version: v1beta1, service: {name: metrics-server, namespace: kube-system}},
 status: {conditions: [{type: Available, status: 'False', reason: ServiceNotFound,
  message: 'service metrics-server is not present'}]}}
";

pub(super) const GOOD: &str = r"
{kind: APIService, apiVersion: apiregistration.k8s.io/v1, metadata: {name: v1beta1.metrics.k8s.io},
 spec: {group: metrics.k8s.io, version: v1beta1, service: {name: metrics-server, namespace: kube-system}},
 status: {conditions: [{type: Available, status: 'True', reason: Passed}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: metrics-server, namespace: kube-system}, spec: {ports: [{port: 443}]}}
";
