//! A node itself ran out of memory, and the kernel killed a container that has no limit.
//!
//! `SystemOOM` on the node comes also for a container that goes beyond its own limit, and then means nothing
//! for the node. Where the killed container has no memory limit, the node was out of memory: any process may
//! be next, the kubelet too. What to do: give limits, and find who uses the memory.

use crate::facts::Facts;
use crate::finding::{Certainty, Evidence, Finding, Severity};
use crate::snapshot::{Object as _, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.pods.iter().filter_map(|pod| judge(facts, pod)).collect()
}

fn judge(facts: &Facts<'_>, pod: &Pod) -> Option<Finding> {
    /// What is older is past, in seconds.
    const RECENT: i64 = 3600;
    let killed = pod.containers().find(|(container, status, _)| {
        let ended = status.and_then(|status| status.last_state.terminated.as_ref());
        let is_recent = |time| facts.age(time).is_none_or(|age| age < RECENT);
        !container.resources.limits.contains_key("memory")
            && ended.is_some_and(|it| it.reason == "OOMKilled" && is_recent(it.finished_at))
    });
    let (container, _, _) = killed?;
    let node = facts.node_of(pod)?;
    let event = facts.event(&node.object(), "SystemOOM", |_| true)?;
    if facts.age(event.last()).is_some_and(|age| age > RECENT) {
        return None;
    }
    let message = "ran out of memory, and the kernel killed a container without a limit";
    let path = format!("status.containerStatuses[{}].lastState.terminated", container.name);
    Some(
        Finding::cause("K616", node.object(), message)
            .severity(Severity::Warning)
            .certainty(Certainty::Inferred)
            .evidence(Evidence::event(&node.object(), event))
            .evidence(Evidence::field(&pod.object(), &path, "OOMKilled"))
            .remedy(super::free_memory(facts, node)),
    )
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [
  {name: c, ready: true, restartCount: 1, lastState: {terminated: {reason: OOMKilled, exitCode: 137}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: default}, type: Warning, reason: SystemOOM,
 involvedObject: {kind: Node, name: n1}, message: 'System OOM encountered, victim process: java, pid: 4711'}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, containers: [{name: c, resources: {limits: {memory: 1Gi}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [
  {name: c, ready: true, restartCount: 1, lastState: {terminated: {reason: OOMKilled, exitCode: 137}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: default}, type: Warning, reason: SystemOOM,
 involvedObject: {kind: Node, name: n1}, message: 'System OOM encountered, victim process: java, pid: 4711'}
";
