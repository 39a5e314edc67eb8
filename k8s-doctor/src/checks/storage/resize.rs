//! A claim asks for more than its volume has, and the volume does not grow.
//!
//! A warning: the volume works, with its old size. The condition `FileSystemResizePending` means that
//! the disk has grown and the file system on it has not: the kubelet does that when a pod mounts it, and
//! some drivers need the pod to be started anew. Errors of the driver are in the conditions
//! `ControllerResizeError` and `NodeResizeError` (Kubernetes 1.31 and later) and in the event
//! `VolumeResizeFailed`. Most storage cannot grow as often as one likes, and none can shrink.

use super::{event, users};
use crate::facts::{ClaimState, Facts};
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Object as _, Pod, Pvc, condition};

/// How long a file system may wait to be grown, in seconds.
const PATIENCE: i64 = 600;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let grows = |claim: &&Pvc| {
        let size = |sizes: &crate::snapshot::pod::Resources| {
            sizes.get("storage").and_then(crate::snapshot::api::Quantity::milli)
        };
        let (asked, has) = (size(&claim.spec.resources.requests), size(&claim.status.capacity));
        let bound = facts.claim_state(&claim.metadata.namespace, &claim.metadata.name);
        bound == ClaimState::Bound
            && matches!((asked, has), (Some(asked), Some(has)) if asked > has)
    };
    let claims: Vec<&Pvc> = facts.snapshot.claims.iter().filter(grows).collect();
    if claims.is_empty() {
        return Vec::new();
    }
    let users = users(facts);
    let users = |claim: &Pvc| {
        let key = (claim.metadata.namespace.as_str(), claim.metadata.name.clone());
        users.get(&key).cloned().unwrap_or_default()
    };
    claims.iter().filter_map(|claim| judge(facts, claim, &users(claim))).collect()
}

fn judge(facts: &Facts<'_>, claim: &Pvc, users: &[&Pod]) -> Option<Finding> {
    let object = claim.object();
    let is = |type_: &str| {
        condition(&claim.status.conditions, type_).filter(|found| found.status == "True")
    };
    let failed = event(facts, &object, "VolumeResizeFailed", |_| true);
    let refused = is("ControllerResizeError").or_else(|| is("NodeResizeError"));
    let pending = is("FileSystemResizePending");
    let asked = &claim.spec.resources.requests.get("storage")?.0;
    let has = &claim.status.capacity.get("storage")?.0;
    let is_old = |since| facts.age(since).is_none_or(|age| age > PATIENCE);
    let why = if let Some(condition) = refused {
        condition.message.clone()
    } else if let Some(event) = failed {
        event.message.clone()
    } else if pending.is_some_and(|pending| is_old(pending.last_transition_time)) {
        match users.first() {
            Some(_) => "its file system grows when the pod is started anew".to_owned(),
            // It grows when somebody mounts it.
            None => return None,
        }
    } else {
        return None;
    };
    let message =
        format!("asks for {asked} and has {has}: {}", why.lines().next().unwrap_or_default());
    let mut finding = Finding::cause("K416", object.clone(), message).severity(Severity::Warning);
    finding = finding.evidence(Evidence::field(&object, "status.capacity.storage", has));
    for condition in refused.into_iter().chain(pending) {
        let path = format!("status.conditions[{}]", condition.type_);
        let evidence = Evidence::field(&object, &path, condition.message.clone());
        finding = finding.evidence(evidence.since(condition.last_transition_time));
    }
    if let Some(event) = failed {
        finding = finding.evidence(Evidence::event(&object, event));
    }
    let verify = vec![facts.commands.on("get", &object)];
    if let (true, Some(pod)) = (pending.is_some(), users.first()) {
        finding = finding.remedy(Remedy {
            title: "Start the pod anew, so that the file system is grown when it is mounted"
                .to_owned(),
            commands: vec![facts.commands.on("delete", &pod.object())],
            verify: verify.clone(),
            risk: "The pod is away until it is up again; a bare pod does not come back".to_owned(),
        });
    }
    Some(finding.remedy(Remedy {
        title: "See what the driver says, and whether its storage can grow that far".to_owned(),
        commands: vec![facts.commands.on("describe", &object)],
        verify,
        risk: String::new(),
    }))
}

pub(super) const BAD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {volumeName: v1, resources: {requests: {storage: 10Gi}}},
 status: {phase: Bound, capacity: {storage: 5Gi}, conditions: [{type: ControllerResizeError, status: 'True', message: volume is in use}]}}
";

pub(super) const GOOD: &str = r"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {volumeName: v1, resources: {requests: {storage: 10Gi}}},
 status: {phase: Bound, capacity: {storage: 10Gi}}}
";
