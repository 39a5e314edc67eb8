//! A pod has a scheduling gate that nobody has opened.
//!
//! The scheduler leaves a pod alone until `spec.schedulingGates` is empty: kubectl shows
//! `SchedulingGated`. Whoever put the gate there, a queue such as Kueue or an operator, has to take it
//! away, and that controller is what to look at. No event says so.

use std::collections::BTreeMap;

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pod};

/// A gate may be closed for a while on purpose, in seconds.
const PATIENCE: i64 = 300;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut gated: BTreeMap<ObjectRef, Vec<&Pod>> = BTreeMap::new();
    for pod in &facts.snapshot.pods {
        let closed = !pod.spec.scheduling_gates.is_empty() && pod.spec.node_name.is_empty();
        if closed && facts.trouble(pod).is_some() {
            gated.entry(facts.workload_of(pod)).or_default().push(pod);
        }
    }
    gated.into_iter().filter_map(|(workload, pods)| judge(facts, workload, &pods)).collect()
}

fn judge(facts: &Facts<'_>, workload: ObjectRef, pods: &[&Pod]) -> Option<Finding> {
    let pod = pods.first()?;
    let gates: Vec<&str> =
        pod.spec.scheduling_gates.iter().map(|gate| gate.name.as_str()).collect();
    let gates = gates.join(", ");
    let evidence = Evidence::field(&pod.object(), "spec.schedulingGates", gates.clone());
    let message = format!("is not to be scheduled before gate {gates} is opened");
    let mut finding = Finding::cause("K314", workload, message)
        .evidence(evidence.since(pod.metadata.creation_timestamp));
    if facts.age(pod.metadata.creation_timestamp).is_some_and(|age| age < PATIENCE) {
        finding = finding.severity(crate::finding::Severity::Warning);
    }
    for pod in pods {
        finding = finding.holds(pod.object(), "its scheduling gate is closed");
    }
    Some(finding.remedy(Remedy {
        title: format!("See why the controller that owns gate {gates} does not open it"),
        commands: vec![facts.commands.on("describe", &pod.object())],
        verify: vec![facts.commands.on("get", &pod.object())],
        risk: String::new(),
    }))
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: train, namespace: ml},
 spec: {schedulingGates: [{name: kueue.x-k8s.io/admission}], containers: [{name: c}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: SchedulingGated,
  message: Scheduling is blocked due to non-empty scheduling gates}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: train, namespace: ml}, spec: {nodeName: n1, containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
