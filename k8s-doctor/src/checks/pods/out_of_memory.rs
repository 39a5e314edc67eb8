//! The kernel killed a container because it took more memory than it may.
//!
//! `OOMKilled` with exit code 137 is the container's own limit where it has one: then the node may
//! have plenty. Where it has none, the node itself ran out. The node's event `SystemOOM` comes in both
//! cases and does not tell them apart. An eviction is something else: the kubelet puts whole pods out
//! before the kernel has to. A limit too small to start at all shows as `container init was
//! OOM-killed`. Exit code 137 without `OOMKilled` may be a child process that the kernel killed, and is
//! told as guessed only if the node has an event at that time.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::{Fault, Kind};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, Quantity};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::OutOfMemory, |fault| judge(facts, fault))
}

fn judge(facts: &Facts<'_>, fault: &Fault<'_>) -> Finding {
    let limit = fault.container.and_then(|container| container.resources.limits.get("memory"));
    let Some(limit) = limit else {
        let node = &fault.pod.spec.node_name;
        let message = format!(
            "{} is killed for its memory; it has no limit, so node {node} itself ran out",
            fault.who()
        );
        return told::on_workload(facts, "K102", fault, message).remedy(told::edit(
            facts,
            fault,
            "Give its containers memory requests that fit, so that it goes to a node with room, and a limit",
        ));
    };
    let message = format!("{} takes more memory than its limit of {}", fault.who(), limit.0);
    let mut finding = told::on_workload(facts, "K102", fault, message);
    if let Some(container) = fault.container {
        let path = format!("spec.containers[{}].resources.limits.memory", container.name);
        finding = finding.evidence(Evidence::field(&fault.pod.object(), &path, limit.0.clone()));
    }
    let more =
        told::patch(facts, fault, "/resources/limits/memory", &format!("\"{}\"", doubled(limit)));
    finding
        .remedy(Remedy {
            title:
                "Find out what it needs, and raise its memory limit to that; doubled it is shown \
                    here"
                    .to_owned(),
            commands: more.into_iter().collect(),
            verify: told::verify(facts, fault),
            risk: "a program that leaks takes the larger limit as well, only later".to_owned(),
        })
        .remedy(told::edit(
            facts,
            fault,
            "Make the program use less: its heap, cache or number of workers",
        ))
}

/// Twice as much, in the same unit.
fn doubled(limit: &Quantity) -> String {
    let end = limit.0.find(|c: char| !c.is_ascii_digit()).unwrap_or(limit.0.len());
    match limit.0[..end].parse::<i64>() {
        Ok(number) => format!("{}{}", number.saturating_mul(2), &limit.0[end..]),
        Err(_) => limit.0.clone(),
    }
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: cache, namespace: shop},
 spec: {nodeName: n1, containers: [{name: cache, resources: {limits: {memory: 64Mi}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: cache, restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 137, reason: OOMKilled}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: cache, namespace: shop},
 spec: {nodeName: n1, containers: [{name: cache, resources: {limits: {memory: 64Mi}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: 2026-01-02T10:00:00Z}],
  containerStatuses: [{name: cache, ready: true, restartCount: 1, state: {running: {}},
   lastState: {terminated: {exitCode: 137, reason: OOMKilled, finishedAt: 2026-01-01T10:00:00Z}}}]}}
";
