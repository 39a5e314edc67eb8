//! Pods are not scheduled because the scheduler does not run.
//!
//! Then new pods stay Pending without any event and without condition `PodScheduled`, and `kubectl
//! describe` has nothing to say. The scheduler is a static pod of the control plane; its pod, or the
//! log of the kubelet there, says why it is down. The chain leads on to that pod. Where it is not to
//! be seen, as with a managed control plane, its lease tells when it last lived. Where there is no lease
//! either, it is a guess that none runs.

use crate::facts::{Facts, is_ready};
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pod};

/// A scheduler renews its lease every two seconds.
const STALE: i64 = 60;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let left = facts.snapshot.pods.iter().filter(|pod| {
        matches!(pod.spec.scheduler_name.as_str(), "" | "default-scheduler")
            && super::no_scheduler::is_left_alone(facts, pod)
    });
    let left: Vec<&Pod> = left.collect();
    let Some(first) = left.first() else { return Vec::new() };
    let of_scheduler = |pod: &&Pod| {
        pod.metadata.labels.get("component").is_some_and(|it| it == "kube-scheduler")
            || pod.metadata.name.starts_with("kube-scheduler-")
    };
    let schedulers: Vec<&Pod> =
        facts.snapshot.pods.within("kube-system").iter().filter(of_scheduler).collect();
    let lease = facts.snapshot.leases.get("kube-system", "kube-scheduler");
    let silent = lease.and_then(|lease| facts.age(lease.spec.renew_time));
    let is_silent = silent.is_some_and(|age| age > STALE);
    if schedulers.iter().any(|pod| is_ready(pod)) && !is_silent {
        return Vec::new();
    }
    // Each that leads has a lease, also where its pod is not to be seen.
    let never_was = facts.snapshot.leases.lacks("kube-system", "kube-scheduler")
        && facts.snapshot.pods.covers("kube-system");
    if schedulers.is_empty() && !is_silent && !never_was {
        return Vec::new();
    }
    let object = ObjectRef::new("Lease", "kube-system", "kube-scheduler");
    let message = match silent.filter(|_| is_silent) {
        Some(age) => format!("no scheduler has renewed it for {age} seconds: none runs"),
        None => "no scheduler runs".to_owned(),
    };
    let is_guess = schedulers.is_empty() && !is_silent;
    let certainty = if is_guess { Certainty::Guessed } else { Certainty::Inferred };
    let mut finding = Finding::cause("K316", object.clone(), message).certainty(certainty);
    if let Some(lease) = lease {
        let since = Evidence::field(&object, "spec.renewTime", lease.spec.holder_identity.clone());
        finding = finding.evidence(since.since(lease.spec.renew_time));
    }
    let waits = Evidence::field(&first.object(), "status.conditions", "no PodScheduled");
    finding = finding.evidence(waits.since(first.metadata.creation_timestamp));
    for pod in schedulers.iter().filter(|pod| !is_ready(pod)) {
        finding = finding.held_by(pod.object(), "the scheduler is this pod");
    }
    for pod in left {
        finding = finding.holds(pod.object(), "waits for the scheduler");
    }
    vec![finding.remedy(Remedy {
        title: "Get the scheduler to run: a static pod, /etc/kubernetes/manifests/kube-scheduler.yaml \
                on the control plane's node"
            .to_owned(),
        commands: vec![facts.commands.kubectl("get pods -n kube-system -l component=kube-scheduler")],
        verify: vec![facts.commands.kubectl("get lease -n kube-system kube-scheduler -o yaml")],
        risk: String::new(),
    })]
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: kube-scheduler-n1, namespace: kube-system, labels: {component: kube-scheduler}},
 spec: {nodeName: n1, containers: [{name: kube-scheduler}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}], containerStatuses: [
  {name: kube-scheduler, restartCount: 9, state: {waiting: {reason: CrashLoopBackOff}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {containers: [{name: c}]}, status: {phase: Pending}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: kube-scheduler-n1, namespace: kube-system, labels: {component: kube-scheduler}},
 spec: {nodeName: n1, containers: [{name: kube-scheduler}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: c}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
