//! A pod must be beside another that is not there, or not on a node that it may be on.
//!
//! Required pod affinity names pods by label, in the pod's own namespace if nothing else is said. If
//! no such pod runs, or it has other labels, or is in another namespace, no node will do. What to do:
//! see to the pods that it wants to be beside, correct the labels, or prefer in place of require.

use crate::facts::Facts;
use crate::facts::scheduling::{Pending, Reason};
use crate::finding::{Evidence, Finding};
use crate::snapshot::Object as _;
use crate::snapshot::pod::PodAffinityTerm;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.scheduling().of(Reason::Beside).map(|pending| judge(facts, pending)).collect()
}

fn judge(facts: &Facts<'_>, pending: &Pending<'_>) -> Finding {
    let pod = pending.pod();
    let required = &pod.spec.affinity.pod_affinity.required;
    let terms: Vec<String> = required.iter().map(text).collect();
    let terms = terms.join(" and of ");
    let message =
        format!("must be beside pods of {terms}, which are on no node that would take it");
    let mut finding = super::cause("K309", pending, message, "what it must be beside is not there");
    let evidence = Evidence::field(&pod.object(), "spec.affinity.podAffinity", terms);
    finding.evidence.insert(0, evidence);
    let namespace = crate::facts::quote(&pod.metadata.namespace);
    let look = format!("get pods -n {namespace} --show-labels -o wide");
    finding
        .remedy(super::remedy(
            facts,
            pending,
            "Look whether the pods that it must be beside run, and have these labels".to_owned(),
            vec![facts.commands.kubectl(&look)],
        ))
        .remedy(super::remedy(
            facts,
            pending,
            "Correct the affinity, or prefer in place of require".to_owned(),
            super::edit(facts, pending),
        ))
}

fn text(term: &PodAffinityTerm) -> String {
    let Some(selector) = &term.label_selector else { return "no labels".to_owned() };
    let labels = selector.match_labels.iter().map(|(key, value)| format!("{key}={value}"));
    let others = selector.match_expressions.iter().map(|requirement| {
        let values = requirement.values.join(", ");
        format!("{} {} [{values}]", requirement.key, requirement.operator)
    });
    labels.chain(others).collect::<Vec<String>>().join(", ")
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1, labels: {kubernetes.io/hostname: n1}},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {containers: [{name: c}], affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [
  {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: cache}}}]}}},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/1 nodes are available: 1 node(s) didn''t match pod affinity rules.'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1, labels: {kubernetes.io/hostname: n1}},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, containers: [{name: c}], affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [
  {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: cache}}}]}}},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
