//! The kubelet kills a container again and again, because its liveness probe fails.
//!
//! Exit code 137 or 143 with reason `Error`, and `Unhealthy` events that say how the probe failed: an
//! HTTP status, no answer in time, refused on a port, a command that is not in the image. The program
//! itself may be well: it may only be slow to start, or slow under load. Its log shows nothing wrong
//! then. The events stop early while the restarts go on; where they are gone, the length of its life
//! (delay and period and threshold of the probe) tells, and the finding is guessed. A probe of a port
//! that the container does not have is told by K107.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::{Fault, Kind};
use crate::finding::{Finding, Remedy};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Liveness, |fault| judge(facts, fault))
}

fn judge(facts: &Facts<'_>, fault: &Fault<'_>) -> Finding {
    let message = format!("the liveness probe of {} fails and kills it", fault.who());
    let message = told::saying(message, &fault.text);
    let finding = told::on_workload(facts, "K104", fault, message);
    let has_startup = fault.container.is_some_and(|container| container.startup_probe.is_some());
    let finding = if has_startup {
        finding
    } else {
        let more = told::patch(facts, fault, "/livenessProbe/initialDelaySeconds", "60");
        finding.remedy(Remedy {
            title: "If it is only slow to start: a startup probe, or a longer delay (60 s here)"
                .to_owned(),
            commands: more.into_iter().collect(),
            verify: told::verify(facts, fault),
            risk: "a container that hangs is restarted that much later".to_owned(),
        })
    };
    finding
        .remedy(told::edit(
            facts,
            fault,
            "Have the probe ask what the program answers: its path, port, scheme and time",
        ))
        .remedy(told::read(facts, fault, "If the program does hang: see in its log where"))
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: site, namespace: web},
 spec: {nodeName: n1, containers: [{name: site, ports: [{containerPort: 8080}],
  livenessProbe: {httpGet: {path: /healthz, port: 8080}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: site, restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 137, reason: Error, finishedAt: 2026-01-01T10:00:30Z}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: web}, type: Warning, reason: Unhealthy,
 involvedObject: {kind: Pod, namespace: web, name: site, fieldPath: 'spec.containers{site}'},
 message: 'Liveness probe failed: HTTP probe failed with statuscode: 500', lastTimestamp: 2026-01-01T10:00:00Z}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: site, namespace: web},
 spec: {nodeName: n1, containers: [{name: site, livenessProbe: {httpGet: {path: /healthz, port: 8080}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: 2026-01-01T12:00:00Z}],
  containerStatuses: [{name: site, ready: true, restartCount: 1, state: {running: {}},
   lastState: {terminated: {exitCode: 137, reason: Error, finishedAt: 2026-01-01T10:00:30Z}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: web}, type: Warning, reason: Unhealthy,
 involvedObject: {kind: Pod, namespace: web, name: site, fieldPath: 'spec.containers{site}'},
 message: 'Liveness probe failed: HTTP probe failed with statuscode: 500', lastTimestamp: 2026-01-01T10:00:00Z}
"#;
