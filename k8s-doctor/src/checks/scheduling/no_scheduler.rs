//! A pod names a scheduler that nobody is.
//!
//! `spec.schedulerName` is `default-scheduler` if nothing is said. With another name the default one
//! leaves the pod alone, and if no scheduler of that name runs, nothing happens at all: no event, no
//! condition `PodScheduled`, the pod is Pending for ever. That other pods were scheduled tells that the
//! default scheduler is well. What to do: correct the name, or run that scheduler.

use std::collections::BTreeMap;

use crate::facts::{Facts, look_alike};
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pod, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut left: BTreeMap<(ObjectRef, &str), Vec<&Pod>> = BTreeMap::new();
    for pod in facts.snapshot.pods.iter().filter(|pod| is_left_alone(facts, pod)) {
        let name = pod.spec.scheduler_name.as_str();
        if !matches!(name, "" | "default-scheduler") {
            left.entry((facts.workload_of(pod), name)).or_default().push(pod);
        }
    }
    left.into_iter().map(|((workload, name), pods)| judge(facts, &workload, name, &pods)).collect()
}

/// Whether no scheduler has looked at a pod although it has had the time.
pub(super) fn is_left_alone(facts: &Facts<'_>, pod: &Pod) -> bool {
    pod.spec.node_name.is_empty()
        && pod.status.phase == "Pending"
        && pod.spec.scheduling_gates.is_empty()
        && condition(&pod.status.conditions, "PodScheduled").is_none()
        && facts.event(&pod.object(), "FailedScheduling", |_| true).is_none()
        && facts.trouble(pod).is_some()
}

fn judge(facts: &Facts<'_>, workload: &ObjectRef, name: &str, pods: &[&Pod]) -> Finding {
    let message = format!("asks for scheduler {name}, which has not looked at it");
    let mut finding =
        Finding::cause("K315", workload.clone(), message).certainty(Certainty::Inferred);
    for pod in pods {
        if finding.evidence.is_empty() {
            let evidence = Evidence::field(&pod.object(), "spec.schedulerName", name);
            finding = finding.evidence(evidence.since(pod.metadata.creation_timestamp));
        }
        finding = finding.holds(pod.object(), format!("waits for scheduler {name}"));
    }
    let near = look_alike(name, ["default-scheduler"].into_iter());
    let title = match near {
        Some(near) => format!("Correct the name: {near}"),
        None => format!(
            "Leave schedulerName out, so that default-scheduler takes the pod, unless {name} is meant"
        ),
    };
    finding
        .remedy(Remedy {
            title,
            commands: vec![facts.commands.on("edit", workload)],
            verify: vec![facts.commands.on("get", workload)],
            risk: String::new(),
        })
        .remedy(Remedy {
            title: format!("Run a scheduler that is called {name}"),
            commands: vec![facts.commands.kubectl("get pods -A | grep -i schedul")],
            verify: vec![facts.commands.on("get", workload)],
            risk: String::new(),
        })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {schedulerName: my-scheduler, containers: [{name: c}]},
 status: {phase: Pending}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, schedulerName: my-scheduler, containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
