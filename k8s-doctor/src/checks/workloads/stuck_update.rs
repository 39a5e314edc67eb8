//! A stateful set's update does not get on because of a broken pod of an older template.
//!
//! With ordered pods the controller replaces no pod before all are ready. If a faulty template was
//! brought out, its pod never becomes ready, and a corrected template is not taken up either: the broken
//! pod has to be deleted by hand (kubernetes issue 67250). The pod's own fault is in a template that is
//! already gone.

use crate::facts::Facts;
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, Pod, StatefulSet};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.stateful_sets.iter().filter_map(|set| judge(facts, set)).collect()
}

fn judge(facts: &Facts<'_>, set: &StatefulSet) -> Option<Finding> {
    let (update, current) = (&set.status.update_revision, &set.status.current_revision);
    if update.is_empty() || update == current || set.spec.pod_management_policy == "Parallel" {
        return None;
    }
    let revision = |pod: &Pod| pod.metadata.labels.get("controller-revision-hash").cloned();
    let object = set.object();
    // A pod of the newest template, or of the one that is being left, is what it seems.
    let broken = facts.pods_of(&object).iter().find(|pod| {
        let revision = revision(pod);
        revision.is_some_and(|it| it != *update && it != *current) && facts.trouble(pod).is_some()
    })?;
    let message = format!(
        "pod {} is of an older template and not ready, so that the new one is not brought out",
        broken.metadata.name
    );
    let text = revision(broken).unwrap_or_default();
    let label = "metadata.labels.controller-revision-hash";
    Some(
        Finding::cause("K720", object.clone(), message)
            .certainty(Certainty::Inferred)
            .evidence(Evidence::field(&object, "status.updateRevision", update.clone()))
            .evidence(Evidence::field(&broken.object(), label, text))
            .holds(broken.object(), "is of a template that has been replaced")
            .remedy(Remedy {
                title: "Delete the broken pod: it is made again from the new template".to_owned(),
                commands: vec![facts.commands.on("delete", &broken.object())],
                verify: vec![facts.commands.on("get", &object)],
                risk: String::new(),
            }),
    )
}

pub(super) const BAD: &str = r"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop, uid: u}, spec: {replicas: 1},
 status: {replicas: 1, currentRevision: db-1, updateRevision: db-3}}
---
{kind: Pod, apiVersion: v1, metadata: {name: db-0, namespace: shop, labels: {controller-revision-hash: db-2},
 ownerReferences: [{kind: StatefulSet, name: db, uid: u, controller: true}]},
 spec: {nodeName: n1, containers: [{name: c}]}, status: {phase: Pending, containerStatuses: [
  {name: c, state: {waiting: {reason: ImagePullBackOff}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop, uid: u}, spec: {replicas: 1},
 status: {replicas: 1, readyReplicas: 1, currentRevision: db-1, updateRevision: db-3}}
---
{kind: Pod, apiVersion: v1, metadata: {name: db-0, namespace: shop, labels: {controller-revision-hash: db-1},
 ownerReferences: [{kind: StatefulSet, name: db, uid: u, controller: true}]},
 spec: {nodeName: n1, containers: [{name: c}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
