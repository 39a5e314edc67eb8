//! An ingress names a port that its service does not have.
//!
//! The port of a backend is the service's port, by number or by name, not the container's: with
//! `port: 80, targetPort: 8080` an ingress must say 80. The controller then finds no endpoints for the
//! path and answers 503; it says so in its own log only.

use crate::facts::{Facts, is_going, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Ingress, Object as _, Service};

use super::controllers;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let alive = facts.snapshot.ingresses.iter().filter(|ingress| !is_going(&ingress.metadata));
    alive.flat_map(|ingress| judge(facts, ingress)).collect()
}

fn judge(facts: &Facts<'_>, ingress: &Ingress) -> Vec<Finding> {
    let object = ingress.object();
    let mut findings = Vec::new();
    for (field, backend) in controllers::backends(ingress) {
        let Some((_, port)) = backend.service() else { continue };
        let service = controllers::service(ingress, backend);
        let Some(service) = service.and_then(|service| facts.service(&service)) else { continue };
        if port.0 == "0" || port.0.is_empty() || has(service, &port.0) {
            continue;
        }
        // Controllers of some clouds take `use-annotation` for a name.
        if port.0 == "use-annotation" || service.spec.ports.is_empty() {
            continue;
        }
        let ports: Vec<String> = service
            .spec
            .ports
            .iter()
            .map(|port| {
                if port.name.is_empty() {
                    port.port.to_string()
                } else {
                    format!("{} ({})", port.port, port.name)
                }
            })
            .collect();
        let name = &service.metadata.name;
        let message =
            format!("names port {} of service {name}, which has {}", port.0, ports.join(", "));
        let finding = Finding::cause("K513", object.clone(), message)
            .evidence(Evidence::field(&object, &field, format!("{name}:{}", port.0)))
            .evidence(Evidence::field(&service.object(), "spec.ports", ports.join(", ")))
            .remedy(Remedy {
                title: format!("Name a port that the service {name} has"),
                commands: vec![facts.commands.on("edit", &object)],
                verify: vec![
                    facts.commands.on("describe", &object),
                    facts.commands.kubectl(&format!(
                        "get service -n {} {}",
                        quote(&object.namespace),
                        quote(name)
                    )),
                ],
                risk: String::new(),
            });
        findings.push(finding);
    }
    findings
}

fn has(service: &Service, port: &str) -> bool {
    service.spec.ports.iter().any(|found| found.name == port || found.port.to_string() == port)
}

pub(super) const BAD: &str = r"
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: web, namespace: shop},
 spec: {rules: [{host: shop.example, http: {paths: [{path: /, backend: {service: {name: web, port: {number: 8080}}}}]}}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {ports: [{port: 80, targetPort: 8080}]}}
";

pub(super) const GOOD: &str = r"
{kind: Ingress, apiVersion: networking.k8s.io/v1beta1, metadata: {name: web, namespace: shop},
 spec: {rules: [{host: shop.example, http: {paths: [{path: /, backend: {serviceName: web, servicePort: http}}]}}]},
 status: {loadBalancer: {ingress: [{ip: 10.0.0.7}]}}}
---
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {ports: [{port: 80, name: http, targetPort: 8080}]}}
";
