//! A probe asks a port that the container does not have.
//!
//! The container declares its ports, and the probe asks another one; or it asks a port by a name that
//! the container does not declare. Every try is refused, although the program is well and its log
//! shows nothing wrong; a liveness probe then kills it again and again. Declared ports bind nobody: a
//! program may listen elsewhere as well. So this is told only if the kubelet was refused, or nothing
//! is known of its tries, and never if it had an answer. Ports of other containers of the pod count.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::{Fault, Kind};
use crate::facts::probes::{ProbeKind, asks, undeclared};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Container, Object as _};

const PROBES: [ProbeKind; 3] = [ProbeKind::Liveness, ProbeKind::Readiness, ProbeKind::Startup];

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::ProbePort, |fault| match fault.container {
        Some(container) => judge(facts, fault, container),
        None => told::on_workload(facts, "K107", fault, "a probe asks a port that is not there"),
    })
}

fn judge(facts: &Facts<'_>, fault: &Fault<'_>, container: &Container) -> Finding {
    let wrong = PROBES.iter().filter_map(|kind| {
        let probe = kind.of(container)?;
        undeclared(fault.pod, container, probe).map(|port| (*kind, probe, port))
    });
    let wrong: Vec<_> = wrong.filter(|(.., port)| *port == fault.subject).collect();
    let names: Vec<String> = wrong.iter().map(|(kind, ..)| kind.name().to_lowercase()).collect();
    let (probes, ask) = if names.len() == 1 { ("probe", "asks") } else { ("probes", "ask") };
    let declared: Vec<String> =
        container.ports.iter().map(|port| port.container_port.to_string()).collect();
    let has = match declared.as_slice() {
        [] => "declares none".to_owned(),
        ports => format!("declares {}", ports.join(", ")),
    };
    let message = format!(
        "the {} {probes} of {} {ask} port {}, and the container {has}",
        names.join(" and "),
        fault.who(),
        fault.subject
    );
    let mut finding = told::on_workload(facts, "K107", fault, message);
    for kind in PROBES {
        let known = |event: &Evidence| event.text.starts_with(kind.name());
        if let Some(event) = facts.unhealthy(fault.pod, &container.name, kind)
            && !finding.evidence.iter().any(known)
        {
            finding = finding.evidence(Evidence::event(&fault.pod.object(), event));
        }
    }
    if let [port] = container.ports.as_slice() {
        let value = port.container_port.to_string();
        let commands = wrong.iter().filter_map(|(kind, probe, _)| {
            let field = format!("/{}/{}/port", kind.field(), asks(probe).0);
            told::patch(facts, fault, &field, &value)
        });
        let commands: Vec<String> = commands.collect();
        if !commands.is_empty() {
            finding = finding.remedy(Remedy {
                title: format!("Have the {probes} ask port {value}, which the container declares"),
                commands,
                verify: told::verify(facts, fault),
                risk: String::new(),
            });
        }
    }
    finding.remedy(told::edit(
        facts,
        fault,
        format!(
            "If the program does listen on {}, see why it does not; else correct the port",
            fault.subject
        ),
    ))
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: site, namespace: web, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: site, ports: [{containerPort: 8080}], readinessProbe: {httpGet: {path: /, port: 8081}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  containerStatuses: [{name: site, state: {running: {startedAt: 2026-01-01T10:00:00Z}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: web}, type: Warning, reason: Unhealthy,
 involvedObject: {kind: Pod, namespace: web, name: site, fieldPath: 'spec.containers{site}'},
 message: 'Readiness probe failed: Get "http://10.1.1.7:8081/": dial tcp 10.1.1.7:8081: connect: connection refused',
 lastTimestamp: 2026-01-01T11:00:00Z}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: site, namespace: web, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: site, ports: [{containerPort: 8080}], readinessProbe: {httpGet: {path: /, port: 8081}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: 2026-01-01T10:00:00Z}],
  containerStatuses: [{name: site, ready: true, state: {running: {startedAt: 2026-01-01T10:00:00Z}}}]}}
"#;
