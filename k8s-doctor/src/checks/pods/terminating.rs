//! A pod is to be deleted, and does not go.
//!
//! `deletionTimestamp` is the time by which it should be gone, its grace period included. It stays for
//! one of three reasons: somebody's finalizer is still in it; its node does not answer, so that nobody
//! says that its containers have ended; or the kubelet cannot end a container or unmount a volume.
//! A stateful set makes no new pod of that name before the old one is gone. Deleting with `--force`
//! only forgets it: what runs on the node runs on.

use crate::facts::{Facts, SETTLING, controller, is_node_ready};
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Object as _, ObjectRef, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.pods.iter().filter_map(|pod| judge(facts, pod)).collect()
}

fn judge(facts: &Facts<'_>, pod: &Pod) -> Option<Finding> {
    let since = pod.metadata.deletion_timestamp;
    let late = facts.age(since).filter(|late| *late > SETTLING)?;
    let object = pod.object();
    let (why, source) = reason(facts, pod, &object);
    let message = format!("should have been gone for {}: {why}", duration(late));
    let mut finding = Finding::cause("K122", object.clone(), message)
        .evidence(source)
        .evidence(Evidence::field(&object, "metadata.deletionTimestamp", "is past").since(since));
    let owner = controller(&pod.metadata);
    match owner.filter(|owner| owner.kind == "StatefulSet") {
        Some(owner) => {
            let set = ObjectRef::new("StatefulSet", &object.namespace, &owner.name);
            finding = finding.holds(set, "cannot make this pod anew before it is gone");
        }
        None => finding = finding.severity(Severity::Warning),
    }
    let node = facts.node_of(pod);
    if let Some(node) = node.filter(|node| !is_node_ready(node)) {
        finding = finding.held_by(node.object(), "ran on this node, which does not answer");
    }
    Some(remedies(facts, finding, pod))
}

/// Why it stays, and where that stands.
fn reason(facts: &Facts<'_>, pod: &Pod, object: &ObjectRef) -> (String, Evidence) {
    let node = &pod.spec.node_name;
    if !pod.metadata.finalizers.is_empty() {
        let names = pod.metadata.finalizers.join(", ");
        let evidence = Evidence::field(object, "metadata.finalizers", names.clone());
        return (format!("finalizer {names} is not removed"), evidence);
    }
    let on_node = Evidence::field(object, "spec.nodeName", node.clone());
    if super::is_node_gone(facts, pod) {
        return (format!("its node {node} does not exist any more"), on_node);
    }
    if facts.node_of(pod).is_some_and(|node| !is_node_ready(node)) {
        return (format!("its node {node} is not ready"), on_node);
    }
    for reason in ["FailedKillPod", "FailedUnMount", "FailedUnmount", "FailedPreStopHook"] {
        if let Some(event) = facts.event(object, reason, |_| true) {
            let said = crate::facts::log_lines::quote(event.message.lines().next().unwrap_or(""));
            return (said, Evidence::event(object, event));
        }
    }
    let mut statuses = pod.status.container_statuses.iter();
    let running = statuses.find(|status| status.state.running.is_some());
    match running {
        Some(status) => {
            let path = format!("status.containerStatuses[{}].state.running", status.name);
            let evidence = Evidence::field(object, &path, "still runs");
            (format!("container {} does not end", status.name), evidence)
        }
        None => (format!("the kubelet of node {node} has not cleaned up"), on_node),
    }
}

fn remedies(facts: &Facts<'_>, finding: Finding, pod: &Pod) -> Finding {
    let object = pod.object();
    let verify = vec![facts.commands.on("get", &object)];
    let finding = finding.remedy(Remedy {
        title: "See what it waits for: its finalizers, its node, the kubelet's log there"
            .to_owned(),
        commands: vec![facts.commands.on("describe", &object)],
        verify: verify.clone(),
        risk: String::new(),
    });
    let (title, command, risk) = if pod.metadata.finalizers.is_empty() {
        (
            "Only if its containers certainly run no more: forget it",
            format!("{} --force --grace-period=0", facts.commands.on("delete", &object)),
            "if they do run, two of them write to the same volume",
        )
    } else {
        (
            "Only if who set the finalizer is gone for good: remove it",
            facts.commands.on("patch", &object) + r#" -p '{"metadata":{"finalizers":null}}'"#,
            "what the finalizer's owner was to clean up stays behind",
        )
    };
    finding.remedy(Remedy {
        title: title.to_owned(),
        commands: vec![command],
        verify,
        risk: risk.to_owned(),
    })
}

fn duration(seconds: i64) -> String {
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} min", seconds / 60),
        7200..172_800 => format!("{} h", seconds / 3600),
        _ => format!("{} days", seconds / 86400),
    }
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: db-0, namespace: shop, deletionTimestamp: 2026-01-01T10:00:00Z, finalizers: [example.com/backup],
  ownerReferences: [{kind: StatefulSet, name: db, controller: true}]},
 spec: {nodeName: n1, containers: [{name: db}]}, status: {phase: Running}}
---
{kind: Pod, apiVersion: v1, metadata: {name: later, namespace: shop, creationTimestamp: 2026-01-01T11:00:00Z},
 status: {phase: Succeeded}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: db-0, namespace: shop, deletionTimestamp: 2026-01-01T11:00:30Z, finalizers: [example.com/backup]},
 spec: {nodeName: n1, containers: [{name: db}]}, status: {phase: Running}}
---
{kind: Pod, apiVersion: v1, metadata: {name: later, namespace: shop, creationTimestamp: 2026-01-01T11:00:00Z},
 status: {phase: Succeeded}}
";
