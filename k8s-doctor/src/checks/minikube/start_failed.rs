//! The last `minikube start` failed, and no node is ready.
//!
//! minikube keeps the log of its last start, `logs/lastStart.txt`, and gives up with a code such as
//! `GUEST_PROVISION`. The log is read with rules of which each knows a text, its cause and what helps;
//! what tells most comes first. Where a node is ready, the cluster has outlived that start, and nothing
//! is said.

use crate::facts::{Facts, is_node_ready};
use crate::finding::{Certainty, Evidence, Finding};
use crate::minikube::start::diagnose_start;
use crate::snapshot::ObjectRef;

/// How many things that went wrong are told.
const MAX_PROBLEMS: usize = 5;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let nodes = &facts.snapshot.nodes;
    if nodes.iter().any(is_node_ready) {
        return Vec::new();
    }
    let Some(log) = &facts.snapshot.minikube.last_start else {
        return Vec::new();
    };
    let problems = diagnose_start(log);
    let Some(first) = problems.first() else {
        return Vec::new();
    };
    let name = facts.minikube.as_ref().and_then(|profile| profile.name.as_ref());
    let name = name.map_or("minikube", |name| name.value.as_str());
    let object = ObjectRef::new("MinikubeProfile", "", name);
    let code = problems.iter().find_map(|problem| problem.code.as_deref());
    let code = code.map(|code| format!(" ({code})")).unwrap_or_default();
    let message = format!("its last start failed{code}: {}", first.rule.title);
    let mut finding =
        Finding::cause("K902", object.clone(), message).certainty(Certainty::Inferred);
    for problem in problems.iter().take(MAX_PROBLEMS) {
        let source = format!("lastStart.txt:{}", problem.line_number);
        let mut evidence = Evidence::field(&object, &source, problem.line.clone());
        evidence.count = i64::try_from(problem.n_lines).ok();
        finding = finding.evidence(evidence).remedy(super::remedy(facts, problem.rule, "", ""));
    }
    for node in nodes {
        let node = ObjectRef::new("Node", "", &node.metadata.name);
        finding = finding.holds(node, "minikube could not start it");
    }
    vec![finding]
}

pub(super) const BAD: &str = r"
{kind: Namespace, apiVersion: v1, metadata: {name: default}}
--- lastStart.txt
X Exiting due to GUEST_PROVISION: Failed to start host: creating host: create: creating: mount failed: no space left on device
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: minikube}, status: {conditions: [{type: Ready, status: 'True'}]}}
--- lastStart.txt
X Exiting due to GUEST_PROVISION: Failed to start host: creating host: create: creating: mount failed: no space left on device
";
