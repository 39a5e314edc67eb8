//! A pod's containers are all ready, and the pod is not: a readiness gate is shut.
//!
//! `spec.readinessGates` names conditions that somebody else sets: a load balancer's controller when
//! the pod is registered there (`target-health.…`), a service mesh, an operator. If that controller does
//! not run, or does not look at this pod, nobody ever sets it. Which controller sets it, the gate's name
//! tells.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::{Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Gate, |fault| {
        let message = format!("waits for readiness gate {}: {}", fault.subject, fault.text);
        told::on_workload(facts, "K134", fault, message)
            .remedy(Remedy {
                title: "See whether the controller that sets this condition runs, and what it logs"
                    .to_owned(),
                commands: vec![facts.commands.on("describe", &fault.pod.object())],
                verify: told::verify(facts, fault),
                risk: String::new(),
            })
            .remedy(told::edit(
                facts,
                fault,
                "If there is no such controller any more: take the gate out",
            ))
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, readinessGates: [{conditionType: example.com/registered}], containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}, {type: ContainersReady, status: 'True'}],
  containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: later, namespace: shop, creationTimestamp: 2026-01-01T11:00:00Z},
 status: {phase: Succeeded}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, readinessGates: [{conditionType: example.com/registered}], containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}, {type: example.com/registered, status: 'True'}],
  containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
";
