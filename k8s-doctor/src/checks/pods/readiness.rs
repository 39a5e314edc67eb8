//! A container runs, but its readiness probe fails, so that no service sends it anything.
//!
//! Nothing is restarted; only the condition `Ready` and the events `Unhealthy` tell. How the probe
//! failed stands in the event: an HTTP status, a time limit, a refused port. A program that is not
//! ready because something else is not there says so in its log; that is told by K126 and others. One
//! that answers 5xx may be waiting for a service that its variables or arguments name and that has
//! nothing ready: a guess.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Readiness, |fault| {
        let message = format!("the readiness probe of {} fails", fault.who());
        let message = told::saying(message, &fault.text);
        let mut finding = told::on_workload(facts, "K105", fault, message);
        // `HTTP probe failed with statuscode: 503`: it runs, and says that it cannot serve.
        if fault.text.starts_with("HTTP status 5") {
            finding = told::needing(facts, fault, finding);
        }
        // Where the program says why, or its node is ill, that is the cause.
        finding.is_general = true;
        finding.remedy(told::read(facts, fault, "See in its log why it is not ready")).remedy(
            told::edit(
                facts,
                fault,
                "If the program is ready: have the probe ask the path and port where it says so",
            ),
        )
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: site, namespace: web, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: site, readinessProbe: {httpGet: {path: /, port: 80}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  containerStatuses: [{name: site, state: {running: {startedAt: 2026-01-01T10:00:00Z}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: web}, type: Warning, reason: Unhealthy,
 involvedObject: {kind: Pod, namespace: web, name: site, fieldPath: 'spec.containers{site}'},
 message: 'Readiness probe failed: HTTP probe failed with statuscode: 503', lastTimestamp: 2026-01-01T11:00:00Z}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: site, namespace: web, creationTimestamp: 2026-01-01T10:59:40Z},
 spec: {nodeName: n1, containers: [{name: site, readinessProbe: {httpGet: {path: /, port: 80}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:59:40Z}],
  containerStatuses: [{name: site, state: {running: {startedAt: 2026-01-01T10:59:42Z}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: web}, type: Warning, reason: Unhealthy,
 involvedObject: {kind: Pod, namespace: web, name: site, fieldPath: 'spec.containers{site}'},
 message: 'Readiness probe failed: HTTP probe failed with statuscode: 503', lastTimestamp: 2026-01-01T11:00:00Z}
"#;
