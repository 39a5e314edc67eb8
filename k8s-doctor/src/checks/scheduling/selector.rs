//! A pod's node selector or required node affinity fits none of the nodes that could take it.
//!
//! The selector asks for labels that no node has, or not on the same node. Often a label was set on a
//! node by hand and the node was made anew, or the value is misspelt; a value that is nearly right is
//! named. A claim with `WaitForFirstConsumer` waits along with the pod and is not at fault. Nodes with
//! a taint, the control plane's as a rule, stand in the same message and are no help: they would have
//! to fit the selector as well. What to do: correct the selector, or label a node.

use std::collections::BTreeSet;

use crate::facts::scheduling::{Pending, Reason, term_text};
use crate::facts::{Facts, look_alike, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.scheduling().of(Reason::Selector).map(|pending| judge(facts, pending)).collect()
}

fn judge(facts: &Facts<'_>, pending: &Pending<'_>) -> Finding {
    let pod = pending.pod();
    let (kind, asked) = asked(pod);
    let mut message = format!("its {kind} {asked} matches no node that could take it");
    if pending.others.is_empty() {
        message = format!("its {kind} {asked} matches no node");
    }
    let mut finding = Finding::cause("K303", pending.workload.clone(), String::new());
    let path =
        if kind == "node selector" { "spec.nodeSelector" } else { "spec.affinity.nodeAffinity" };
    finding = finding.evidence(Evidence::field(&pod.object(), path, asked));
    let built = super::cause("K303", pending, String::new(), "no node is one that it selects");
    finding.evidence.extend(built.evidence);
    finding.holds = built.holds;
    finding.certainty = built.certainty;
    let near = near(facts, pod);
    if let Some((key, value, on_node)) = &near {
        message = format!("{message}; nodes have {key}={on_node}, not {value}");
    }
    finding.message = message;
    finding = finding.remedy(super::remedy(
        facts,
        pending,
        match &near {
            Some((key, _, on_node)) => format!("Select {key}={on_node}, if that is meant"),
            None => "Correct the selector, or leave it out".to_owned(),
        },
        super::edit(facts, pending),
    ));
    let label = pod.spec.node_selector.iter().find(|(key, value)| {
        !facts.snapshot.nodes.iter().any(|node| node.metadata.labels.get(key) == Some(*value))
    });
    let node = pending.nodes.first().map(|(node, _)| node.metadata.name.as_str());
    if let (Some((key, value)), Some(node)) = (label, node) {
        let label = quote(&format!("{key}={value}"));
        let flag = match facts.snapshot.nodes.get("", node) {
            Some(node) if node.metadata.labels.contains_key(key) => " --overwrite",
            _ => "",
        };
        let command = format!("label node {} {label}{flag}", quote(node));
        finding = finding.remedy(Remedy {
            risk: "other pods that select this label will come to the node too".to_owned(),
            ..super::remedy(
                facts,
                pending,
                format!("Label a node that is meant, such as {node}, with {key}={value}"),
                vec![facts.commands.kubectl(&command)],
            )
        });
    }
    finding
}

/// What a pod selects, and how.
fn asked(pod: &Pod) -> (&'static str, String) {
    let labels = pod.spec.node_selector.iter().map(|(key, value)| format!("{key}={value}"));
    let mut texts: Vec<String> = labels.collect();
    let kind = if texts.is_empty() { "node affinity" } else { "node selector" };
    if let Some(required) = &pod.spec.affinity.node_affinity.required {
        let terms: Vec<String> = required.node_selector_terms.iter().map(term_text).collect();
        texts.push(terms.join(" or "));
    }
    (kind, texts.join(", "))
}

/// A label that is asked for and which nodes have with nearly that value.
fn near(facts: &Facts<'_>, pod: &Pod) -> Option<(String, String, String)> {
    let affinity = pod.spec.affinity.node_affinity.required.iter();
    let terms = affinity.flat_map(|required| &required.node_selector_terms);
    let required = terms
        .flat_map(|term| &term.match_expressions)
        .filter(|requirement| requirement.operator == "In")
        .filter_map(|requirement| Some((&requirement.key, requirement.values.first()?)));
    pod.spec.node_selector.iter().chain(required).find_map(|(key, value)| {
        let nodes = facts.snapshot.nodes.iter();
        let values: BTreeSet<&str> =
            nodes.filter_map(|node| node.metadata.labels.get(key)).map(String::as_str).collect();
        if values.contains(value.as_str()) {
            return None;
        }
        let alike = look_alike(value, values.iter().copied())?;
        Some((key.clone(), value.clone(), alike.to_owned()))
    })
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1, labels: {disktype: hdd}},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: index, namespace: search},
 spec: {nodeSelector: {disktype: ssd}, containers: [{name: c}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/1 nodes are available: 1 node(s) didn''t match Pod''s node affinity/selector.'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1, labels: {disktype: ssd}},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: index, namespace: search},
 spec: {nodeName: n1, nodeSelector: {disktype: ssd}, containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
