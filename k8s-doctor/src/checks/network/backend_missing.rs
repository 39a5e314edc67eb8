//! An ingress sends requests to a service that does not exist in its namespace.
//!
//! The service must be in the ingress's own namespace; no other can be named. The controller answers
//! 503 or 404 for these paths, and the API refuses nothing. Where a service is called nearly so, that is
//! named. The default backend `default-http-backend` of the first controllers is often written down and
//! needed by nobody.

use std::collections::BTreeMap;

use crate::facts::{Behind, Facts, is_going};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef};

use super::controllers;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut missing: BTreeMap<ObjectRef, Finding> = BTreeMap::new();
    for ingress in &facts.snapshot.ingresses {
        if is_going(&ingress.metadata) {
            continue;
        }
        for (field, backend) in controllers::backends(ingress) {
            let Some(service) = controllers::service(ingress, backend) else { continue };
            let Behind::Missing(near) = facts.behind(&service.namespace, &service.name) else {
                continue;
            };
            if service.name == "default-http-backend" {
                continue;
            }
            let object = ingress.object();
            let evidence = Evidence::field(&object, &field, service.name.clone());
            let finding = missing
                .remove(&service)
                .unwrap_or_else(|| tell(facts, &service, &object, near.as_deref()));
            let finding =
                finding.evidence(evidence).holds(object, "sends requests to this service");
            missing.insert(service, finding);
        }
    }
    missing.into_values().collect()
}

fn tell(
    facts: &Facts<'_>,
    service: &ObjectRef,
    ingress: &ObjectRef,
    near: Option<&str>,
) -> Finding {
    let has = near.map_or(String::new(), |near| format!("; there is {near}"));
    let message = format!("no such service exists in namespace {}{has}", service.namespace);
    let title = match near {
        Some(near) => format!("Name the service {near} in the ingress"),
        None => {
            format!("Make the service {}, or name in the ingress one that exists", service.name)
        }
    };
    let services = facts
        .commands
        .kubectl(&format!("get services -n {}", crate::facts::quote(&service.namespace)));
    Finding::cause("K512", service.clone(), message).remedy(Remedy {
        title,
        commands: vec![services, facts.commands.on("edit", ingress)],
        verify: vec![facts.commands.on("describe", ingress)],
        risk: String::new(),
    })
}

pub(super) const BAD: &str = r"
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: web, namespace: shop},
 spec: {rules: [{host: shop.example, http: {paths: [{path: /, backend: {service: {name: wep, port: {number: 80}}}}]}}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {ports: [{port: 80}]}}
";

pub(super) const GOOD: &str = r"
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: web, namespace: shop},
 spec: {rules: [{host: shop.example, http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}]},
 status: {loadBalancer: {ingress: [{ip: 10.0.0.7}]}}}
---
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {ports: [{port: 80}]}}
";
