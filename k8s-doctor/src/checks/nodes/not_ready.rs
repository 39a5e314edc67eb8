//! A node is not ready.
//!
//! A symptom: the scheduler puts no more pods there, and those that are there count as not ready. The
//! condition `Ready` says `False` when the kubelet itself reports trouble, with its reason in the
//! message, and `Unknown` when nothing has been heard from the kubelet for a while.

use crate::facts::{Facts, is_node_ready};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Node, Object as _, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.nodes.iter().filter_map(|node| judge(facts, node)).collect()
}

fn judge(facts: &Facts<'_>, node: &Node) -> Option<Finding> {
    let ready = condition(&node.status.conditions, "Ready")?;
    if is_node_ready(node) || facts.is_settling(node.metadata.creation_timestamp) {
        return None;
    }
    let message = match ready.status.as_str() {
        "Unknown" => "NotReady: its kubelet has stopped answering".to_owned(),
        _ => format!("NotReady: {}", first_line(&ready.message)),
    };
    let object = node.object();
    let evidence = Evidence::field(&object, "status.conditions[Ready]", ready.message.clone());
    let finding = Finding::symptom("K600", object.clone(), message)
        .evidence(evidence.since(ready.last_transition_time));
    Some(finding.remedy(Remedy {
        title: "Look at what the node itself says".to_owned(),
        commands: vec![facts.commands.on("describe", &object)],
        verify: vec![facts.commands.on("get", &object)],
        risk: String::new(),
    }))
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {conditions: [{type: Ready, status: Unknown,
 reason: NodeStatusUnknown, message: Kubelet stopped posting node status.}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {conditions: [{type: Ready, status: 'True',
 reason: KubeletReady}]}}
";
