//! Pods fail on a node because its disk is full.
//!
//! `no space left on device` in what a waiting container says, or in the newest warning about a pod that is
//! not well: an image cannot be unpacked, a volume cannot be written. The node may not say `DiskPressure`: it
//! looks only now and then, and not at every disk; inodes can be used up while bytes are free. Also meant is
//! the limit of inotify watches, which has the same words.

use std::collections::BTreeMap;

use crate::facts::{Facts, waits_for};
use crate::finding::{Evidence, Finding};
use crate::snapshot::{Object as _, ObjectRef, Pod, condition};

const WORDS: &str = "no space left on device";

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut full: BTreeMap<&str, Vec<(ObjectRef, Evidence)>> = BTreeMap::new();
    for pod in facts.snapshot.pods.iter().filter(|pod| !pod.spec.node_name.is_empty()) {
        if facts.trouble(pod).is_some()
            && let Some(evidence) = says(facts, pod)
        {
            full.entry(&pod.spec.node_name).or_default().push((pod.object(), evidence));
        }
    }
    full.into_iter().filter_map(|(node, pods)| judge(facts, node, pods)).collect()
}

fn says(facts: &Facts<'_>, pod: &Pod) -> Option<Evidence> {
    let object = pod.object();
    for (container, status, _) in pod.containers() {
        if let Some((reason, message)) = status.and_then(waits_for)
            && message.contains(WORDS)
        {
            let path = format!("status.containerStatuses[{}].state.waiting", container.name);
            return Some(Evidence::field(&object, &path, format!("{reason}: {message}")));
        }
    }
    let warning = facts.events(&object).iter().find(|event| event.is_warning())?;
    warning.message.contains(WORDS).then(|| Evidence::event(&object, warning))
}

fn judge(facts: &Facts<'_>, name: &str, pods: Vec<(ObjectRef, Evidence)>) -> Option<Finding> {
    let node = facts.snapshot.nodes.get("", name)?;
    if condition(&node.status.conditions, "DiskPressure").is_some_and(|it| it.status == "True") {
        return None;
    }
    let mut finding = Finding::cause("K618", node.object(), "a disk of its is full");
    for (pod, evidence) in pods {
        if finding.evidence.len() < 4 {
            finding = finding.evidence(evidence);
        }
        finding = finding.holds(pod, "the node's disk is full");
    }
    Some(finding.remedy(super::free_disk(facts, node)))
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: c}]},
 status: {phase: Pending, containerStatuses: [{name: c, state: {waiting: {reason: ErrImagePull,
  message: 'failed to register layer: write /usr/lib/x: no space left on device'}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
";
