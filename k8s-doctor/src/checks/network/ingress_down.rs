//! An ingress answers, if at all, with an error: a service behind it has no pod that is ready.
//!
//! A symptom. The controller takes its endpoints from the service and answers 503 while there are
//! none. The chain goes on to the service, and from there to its pods or its selector. A service whose
//! workload somebody scaled to nothing answers 503 too, which is as it was wanted.

use crate::facts::{Behind, Facts, is_going};
use crate::finding::{Evidence, Finding};
use crate::snapshot::network::IngressBackend;
use crate::snapshot::{Ingress, Object as _, ObjectRef, ServicePort};

use super::{controllers, target_name};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.ingresses.iter().filter_map(|ingress| judge(facts, ingress)).collect()
}

fn judge(facts: &Facts<'_>, ingress: &Ingress) -> Option<Finding> {
    let object = ingress.object();
    if is_going(&ingress.metadata) || facts.is_settling(ingress.metadata.creation_timestamp) {
        return None;
    }
    let mut finding: Option<Finding> = None;
    for (field, backend) in controllers::backends(ingress) {
        let Some(service) = controllers::service(ingress, backend) else { continue };
        let behind = facts.behind(&service.namespace, &service.name);
        let why = match behind {
            Behind::Missing(_) => "does not exist",
            Behind::Ill => "has no ready pod",
            Behind::Nothing => "selects no pod",
            Behind::Ready if lacks_port(facts, &service, backend) => {
                "sends to a port that no pod has"
            }
            Behind::Unknown | Behind::Ready | Behind::ScaledDown(_) => continue,
        };
        let message = format!("its backend, service {}, {why}", service.name);
        let evidence = Evidence::field(&object, &field, service.name.clone());
        let so_far =
            finding.take().unwrap_or_else(|| Finding::symptom("K511", object.clone(), message));
        finding =
            Some(so_far.evidence(evidence).held_by(service, "sends requests to this service"));
    }
    finding
}

/// Whether the service is ready, but for the port that the ingress asks for.
fn lacks_port(facts: &Facts<'_>, service: &ObjectRef, backend: &IngressBackend) -> bool {
    let found = facts.snapshot.services.get(&service.namespace, &service.name);
    let Some((found, (_, asked))) = found.zip(backend.service()) else { return false };
    let is_asked = |port: &&ServicePort| match asked.number() {
        Some(number) => number == port.port,
        None => asked.0 == port.name,
    };
    let port = found.spec.ports.iter().find(is_asked);
    port.is_some_and(|port| target_name::finds_nothing(facts, found, port))
}

pub(super) const BAD: &str = r"
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: web, namespace: shop},
 spec: {rules: [{host: shop.example, http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web-0, namespace: shop, labels: {app: web}},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: web, namespace: shop},
 spec: {rules: [{host: shop.example, http: {paths: [{path: /, backend: {service: {name: web, port: {number: 80}}}}]}}]},
 status: {loadBalancer: {ingress: [{ip: 10.0.0.7}]}}}
---
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web-0, namespace: shop, labels: {app: web}},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
