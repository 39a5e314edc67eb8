//! A service sends requests to a port number that the pods behind it do not name among their ports.
//!
//! Containers need not declare their ports, so this alone proves nothing and is only a warning, and a
//! guess. It is told only where every container of the pods declares ports, no probe succeeds at the
//! target, and neither the arguments nor a line of the logs tell that the program listens there. Often `targetPort` was left
//! out, which means the same number as `port`, or is right and the protocol (TCP, UDP) is not. A
//! connection is then refused by the pod itself, while the endpoints look well.

use crate::facts::{Facts, is_ready, quote};
use crate::finding::{Certainty, Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Object as _, Pod, Probe, Service, ServicePort};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.services.iter().filter_map(|service| judge(facts, service)).collect()
}

fn judge(facts: &Facts<'_>, service: &Service) -> Option<Finding> {
    if service.spec.type_ == "ExternalName"
        || service.spec.cluster_ip == "None"
        || service.spec.ports.is_empty()
    {
        return None;
    }
    let mut pods = facts.pods_behind(service);
    pods.retain(|pod| is_ready(pod));
    let pod = *pods.first()?;
    let (port, target) = service.spec.ports.iter().find_map(|port| {
        let target = match port.target_port.0.as_str() {
            "" | "0" => port.port,
            _ => port.target_port.number()?,
        };
        pods.iter().all(|pod| is_closed(facts, pod, target, port)).then_some((port, target))
    })?;
    let object = service.object();
    let declared: Vec<String> = pod
        .spec
        .containers
        .iter()
        .flat_map(|container| &container.ports)
        .map(|port| format!("{}/{}", port.container_port, protocol(&port.protocol)))
        .collect();
    let message = format!(
        "port {} goes to {target}/{}, which its pods do not name; they name {}",
        port.port,
        protocol(&port.protocol),
        declared.join(", ")
    );
    let field = format!("spec.ports[{}].targetPort", port.port);
    let try_it = format!(
        "port-forward -n {} {} {target}",
        quote(&object.namespace),
        quote(&format!("pod/{}", pod.metadata.name))
    );
    Some(
        Finding::cause("K503", object.clone(), message)
            .severity(Severity::Warning)
            .certainty(Certainty::Guessed)
            .evidence(Evidence::field(&object, &field, target.to_string()))
            .evidence(Evidence::field(
                &pod.object(),
                "spec.containers[*].ports",
                declared.join(", "),
            ))
            .remedy(Remedy {
                title: format!(
                    "Find out whether the program listens on {target}; if not, correct targetPort"
                ),
                commands: vec![facts.commands.kubectl(&try_it), facts.commands.on("edit", &object)],
                verify: vec![facts.commands.on("describe", &object)],
                risk: String::new(),
            }),
    )
}

/// Whether all of a pod's containers name ports, and nothing speaks for this one.
fn is_closed(facts: &Facts<'_>, pod: &Pod, target: i64, port: &ServicePort) -> bool {
    let containers = &pod.spec.containers;
    if pod.spec.host_network || containers.iter().any(|container| container.ports.is_empty()) {
        return false;
    }
    let mut ports = containers.iter().flat_map(|container| &container.ports);
    let named = ports.any(|found| {
        found.container_port == target && protocol(&found.protocol) == protocol(&port.protocol)
    });
    let probes = containers.iter().flat_map(|container| {
        [&container.readiness_probe, &container.liveness_probe, &container.startup_probe]
    });
    let probed = probes.flatten().any(|probe| asks(probe, target));
    let number = target.to_string();
    let mut words =
        containers.iter().flat_map(|container| container.command.iter().chain(&container.args));
    let asked = words.any(|word| mentions(word, &number));
    let told = || facts.log_line(pod, 200, |line| mentions(line, &number)).is_some();
    !named && !probed && !asked && !told()
}

fn asks(probe: &Probe, target: i64) -> bool {
    let http = probe.http_get.as_ref().and_then(|get| get.port.number());
    let tcp = probe.tcp_socket.as_ref().and_then(|tcp| tcp.port.number());
    let grpc = probe.grpc.as_ref().map(|grpc| grpc.port);
    [http, tcp, grpc].contains(&Some(target))
}

/// Whether the number stands in the line on its own.
fn mentions(line: &str, number: &str) -> bool {
    line.split(|c: char| !c.is_ascii_digit()).any(|word| word == number)
}

fn protocol(text: &str) -> &str {
    if text.is_empty() { "TCP" } else { text }
}

pub(super) const BAD: &str = r"
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web-0, namespace: shop, labels: {app: web}},
 spec: {nodeName: n1, containers: [{name: web, ports: [{containerPort: 8080}]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: hook, namespace: shop}, spec: {selector: {app: hook}, ports: [{port: 443, targetPort: 6443}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: hook-0, namespace: shop, labels: {app: hook}},
 spec: {nodeName: n1, containers: [{name: hook, args: ['-port=6443'], ports: [{containerPort: 9091}]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: plain, namespace: shop}, spec: {selector: {app: plain}, ports: [{port: 80}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web-0, namespace: shop, labels: {app: web}},
 spec: {nodeName: n1, containers: [{name: web, ports: [{containerPort: 8080}]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: plain-0, namespace: shop, labels: {app: plain}},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
