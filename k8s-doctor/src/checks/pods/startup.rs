//! A container does not come up within the time that its startup probe allows.
//!
//! While a startup probe has not succeeded, the other probes wait; after `failureThreshold` times
//! `periodSeconds` the kubelet kills the container and begins anew, for ever. Either the program does
//! not start, or the time is too short for it: the length of its log tells.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::{Fault, Kind};
use crate::finding::{Finding, Remedy};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Startup, |fault| judge(facts, fault))
}

fn judge(facts: &Facts<'_>, fault: &Fault<'_>) -> Finding {
    let or = |value: i64, usual| if value > 0 { value } else { usual };
    let probe = fault.container.and_then(|container| container.startup_probe.as_ref());
    let (failures, period) = probe
        .map_or((3, 10), |probe| (or(probe.failure_threshold, 3), or(probe.period_seconds, 10)));
    let message = format!(
        "the startup probe of {} does not succeed within {} s",
        fault.who(),
        failures.saturating_mul(period)
    );
    let message = told::saying(message, &fault.text);
    let more = failures.saturating_mul(3).to_string();
    let longer = told::patch(facts, fault, "/startupProbe/failureThreshold", &more);
    told::on_workload(facts, "K106", fault, message)
        .remedy(told::read(facts, fault, "See in its log how far it comes"))
        .remedy(Remedy {
            title: "If it only needs longer: three times as many tries".to_owned(),
            commands: longer.into_iter().collect(),
            verify: told::verify(facts, fault),
            risk: "a container that never comes up is restarted later".to_owned(),
        })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: app, namespace: web, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: app, startupProbe: {exec: {command: [cat, /tmp/up]}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  containerStatuses: [{name: app, started: false, state: {running: {startedAt: 2026-01-01T10:00:00Z}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: web}, type: Warning, reason: Unhealthy,
 involvedObject: {kind: Pod, namespace: web, name: app, fieldPath: 'spec.containers{app}'},
 message: "Startup probe failed: cat: can't open '/tmp/up'", lastTimestamp: 2026-01-01T11:00:00Z}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: app, namespace: web, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: app, startupProbe: {failureThreshold: 60, exec: {command: [cat, /tmp/up]}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  containerStatuses: [{name: app, started: false, state: {running: {startedAt: 2026-01-01T10:00:00Z}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: other, namespace: web, creationTimestamp: 2026-01-01T10:03:00Z},
 status: {phase: Succeeded}}
"#;
