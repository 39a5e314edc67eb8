//! A service sends requests to a port by name, and no container behind it has a port of that name.
//!
//! `targetPort: http` is looked up among the `ports` of the pods' containers, by name and protocol. A
//! pod in which it is not found is left out for this port. This misleads: the pods are ready, the
//! `Endpoints` object has no subsets at all, as if there were no pods, while the `EndpointSlice` lists
//! them as ready with `ports: null`. Callers are refused. There is no event.

use std::collections::BTreeSet;

use crate::facts::{Facts, is_ready, look_alike, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, Pod, Service, ServicePort};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.services.iter().filter_map(|service| judge(facts, service)).collect()
}

fn judge(facts: &Facts<'_>, service: &Service) -> Option<Finding> {
    let named =
        |port: &&ServicePort| !port.target_port.0.is_empty() && port.target_port.number().is_none();
    let headless = service.spec.cluster_ip == "None";
    let ports: Vec<&ServicePort> = service.spec.ports.iter().filter(named).collect();
    if ports.is_empty() || service.spec.type_ == "ExternalName" {
        return None;
    }
    let mut pods = facts.pods_behind(service);
    pods.retain(|pod| is_ready(pod));
    let first = pods.first()?;
    let mut wrong = ports.iter().filter(|port| !pods.iter().any(|pod| has(pod, port)));
    let port = wrong.next()?;
    let object = service.object();
    let target = port.target_port.0.as_str();
    let names: BTreeSet<&str> = pods.iter().flat_map(|pod| names(pod)).collect();
    let near = look_alike(target, names.iter().copied());
    let others: Vec<&str> = names.iter().copied().collect();
    let have = match (near, others.is_empty()) {
        (Some(near), _) => format!("; they have {near}"),
        (None, false) => format!("; they have {}", others.join(", ")),
        (None, true) => String::new(),
    };
    let protocol = if port.protocol.is_empty() { "TCP" } else { &port.protocol };
    let message = format!(
        "port {} goes to the {protocol} port {target}, which no container of its pods has{have}",
        port.port
    );
    let field = format!("spec.ports[{}].targetPort", port.port);
    let mut finding = Finding::cause("K502", object.clone(), message)
        .evidence(Evidence::field(&object, &field, target))
        .evidence(Evidence::field(
            &first.object(),
            "spec.containers[*].ports[*].name",
            if others.is_empty() { "none".to_owned() } else { others.join(", ") },
        ));
    if headless {
        // DNS answers with the pods' own addresses; callers bring the port along.
        finding = finding.severity(crate::finding::Severity::Warning);
    }
    Some(finding.remedy(remedy(facts, service, port, first, &others, near)))
}

/// Whether a port of a service is named, and no pod that is ready has one of that name.
pub(super) fn finds_nothing(facts: &Facts<'_>, service: &Service, port: &ServicePort) -> bool {
    let is_named = !port.target_port.0.is_empty() && port.target_port.number().is_none();
    let mut pods = facts.pods_behind(service);
    pods.retain(|pod| is_ready(pod));
    is_named && !pods.is_empty() && !pods.iter().any(|pod| has(pod, port))
}

fn remedy(
    facts: &Facts<'_>,
    service: &Service,
    port: &ServicePort,
    pod: &Pod,
    others: &[&str],
    near: Option<&str>,
) -> Remedy {
    let object = service.object();
    let target = port.target_port.0.as_str();
    let numbers = pod.spec.containers.iter().flat_map(|container| &container.ports);
    let number = numbers.clone().next().map(|port| port.container_port);
    let right = near.map(str::to_owned).or_else(|| match others {
        [only] => Some((*only).to_owned()),
        _ => None,
    });
    let index = service.spec.ports.iter().position(|other| std::ptr::eq(other, port));
    let value = match (right, number) {
        (Some(name), _) => Some(format!("\"{name}\"")),
        (None, Some(number)) if numbers.count() == 1 => Some(number.to_string()),
        _ => None,
    };
    let commands = match (index, value) {
        (Some(index), Some(value)) => {
            let patch = format!(
                "[{{\"op\":\"replace\",\"path\":\"/spec/ports/{index}/targetPort\",\"value\":{value}}}]"
            );
            let verb = facts.commands.on("patch", &object);
            vec![format!("{verb} --type json -p {}", quote(&patch))]
        }
        _ => vec![facts.commands.on("edit", &object)],
    };
    Remedy {
        title: format!(
            "Name in targetPort a port that the containers have, or give the container's port the \
             name {target}"
        ),
        commands,
        verify: vec![format!(
            "{} -o yaml",
            facts.commands.on(
                "get",
                &crate::snapshot::ObjectRef::new("Endpoints", &object.namespace, &object.name,)
            )
        )],
        risk: String::new(),
    }
}

fn has(pod: &Pod, port: &ServicePort) -> bool {
    let protocol = |text: &str| if text.is_empty() { "TCP".to_owned() } else { text.to_owned() };
    let sidecars = pod.spec.init_containers.iter().filter(|init| init.restart_policy == "Always");
    pod.spec.containers.iter().chain(sidecars).flat_map(|container| &container.ports).any(|found| {
        found.name == port.target_port.0 && protocol(&found.protocol) == protocol(&port.protocol)
    })
}

fn names(pod: &Pod) -> impl Iterator<Item = &str> {
    let ports = pod.spec.containers.iter().flat_map(|container| &container.ports);
    ports.map(|port| port.name.as_str()).filter(|name| !name.is_empty())
}

pub(super) const BAD: &str = r"
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web-0, namespace: shop, labels: {app: web}},
 spec: {nodeName: n1, containers: [{name: web, ports: [{name: web, containerPort: 8080}]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: http}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web-0, namespace: shop, labels: {app: web}},
 spec: {nodeName: n1, containers: [{name: web, ports: [{name: http, containerPort: 8080}]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
