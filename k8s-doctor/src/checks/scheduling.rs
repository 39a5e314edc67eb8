//! K3: why no node takes a pod.

mod affinity;
mod anti_affinity;
mod cordoned;
mod gates;
mod host_port;
mod insufficient;
mod missing_node;
mod no_nodes;
mod no_scheduler;
mod no_volume;
mod node_trouble;
mod scheduler_down;
mod selector;
mod spread;
mod taints;
mod too_large;
mod too_many_pods;
mod volume_affinity;
mod volume_limit;

#[cfg(test)]
mod tests;

use super::check;
use crate::check::Check;
use crate::facts::Facts;
use crate::facts::scheduling::Pending;
use crate::finding::{Finding, Remedy};
use crate::snapshot::{Node, Object as _, ObjectRef};

pub(super) const CHECKS: &[Check] = &[
    check!(scheduling / insufficient, "K300", "no room on any node"),
    check!(scheduling / too_large, "K301", "asks more than any node has"),
    check!(scheduling / too_many_pods, "K302", "nodes have as many pods as they may"),
    check!(scheduling / selector, "K303", "selects no node"),
    check!(scheduling / taints, "K304", "tolerates no node's taint"),
    check!(scheduling / node_trouble, "K305", "only ill nodes would do"),
    check!(scheduling / cordoned, "K306", "only cordoned nodes would do"),
    check!(scheduling / host_port, "K307", "host port taken"),
    check!(scheduling / anti_affinity, "K308", "must not be beside what is there"),
    check!(scheduling / affinity, "K309", "must be beside what is not there"),
    check!(scheduling / spread, "K310", "would be spread too unevenly"),
    check!(scheduling / volume_affinity, "K311", "volume is where the pod cannot be"),
    check!(scheduling / volume_limit, "K312", "nodes have as many volumes as they may"),
    check!(scheduling / no_volume, "K313", "no volume to bind"),
    check!(scheduling / gates, "K314", "scheduling gate closed"),
    check!(scheduling / no_scheduler, "K315", "scheduler not known"),
    check!(scheduling / scheduler_down, "K316", "scheduler down"),
    check!(scheduling / missing_node, "K317", "assigned to a node that does not exist"),
    check!(scheduling / no_nodes, "K318", "no nodes"),
];

/// A cause about the pods' workload, with the nodes and the scheduler's words as evidence, holding
/// the pods.
fn cause(code: &'static str, pending: &Pending<'_>, message: String, why: &str) -> Finding {
    cause_on(code, pending.workload.clone(), pending, message, why)
}

/// The same, about another object.
fn cause_on(
    code: &'static str,
    object: ObjectRef,
    pending: &Pending<'_>,
    message: String,
    why: &str,
) -> Finding {
    let mut finding = Finding::cause(code, object, message).certainty(pending.certainty);
    finding.evidence = pending.evidence();
    for pod in &pending.pods {
        finding = finding.holds(pod.object(), why);
    }
    finding
}

/// How to see that the pods have got a node.
fn verify(facts: &Facts<'_>, pending: &Pending<'_>) -> Vec<String> {
    let namespace = crate::facts::quote(&pending.pod().metadata.namespace);
    vec![facts.commands.kubectl(&format!("get pods -n {namespace} -o wide"))]
}

fn remedy(
    facts: &Facts<'_>,
    pending: &Pending<'_>,
    title: String,
    commands: Vec<String>,
) -> Remedy {
    Remedy { title, commands, verify: verify(facts, pending), risk: String::new() }
}

/// `kubectl edit` of what the pods come from. A pod's own spec can hardly be changed.
fn edit(facts: &Facts<'_>, pending: &Pending<'_>) -> Vec<String> {
    match pending.workload.kind.as_str() {
        "Pod" => vec![
            facts.commands.on("get", &pending.workload) + " -o yaml > pod.yaml",
            facts.commands.on("delete", &pending.workload),
            facts.commands.kubectl("apply -f pod.yaml"),
        ],
        _ => vec![facts.commands.on("edit", &pending.workload)],
    }
}

/// Names of nodes, not more than four.
fn names<'a>(nodes: impl Iterator<Item = &'a Node>, n_all: usize) -> String {
    let names: Vec<&str> = nodes.take(4).map(|node| node.metadata.name.as_str()).collect();
    let more = n_all.saturating_sub(names.len());
    match more {
        0 => names.join(", "),
        _ => format!("{} and {more} more", names.join(", ")),
    }
}

fn plural(n: usize, word: &str) -> String {
    if n == 1 { format!("{n} {word}") } else { format!("{n} {word}s") }
}
