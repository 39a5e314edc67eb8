//! A pull takes longer than it may, or has been under way for very long.
//!
//! A huge image, a slow line, or a registry that stalls. The kubelet or the runtime gives up (`context
//! deadline exceeded`, `context canceled`, no progress within the deadline) and begins again. `pull
//! QPS exceeded` is the kubelet's own limit on how often it pulls, which a burst of new pods meets.
//!
//! A pull that is under way is no fault for its first ten minutes.

use super::{remedy, with_pods};
use crate::facts::images::{PullClass, PullFailure};
use crate::facts::{Facts, controller};
use crate::finding::{Certainty, Evidence, Finding};
use crate::snapshot::{Object as _, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::Slow]);
    let given_up = all.iter().filter_map(|failures| judge(facts, failures));
    let under_way = facts.snapshot.pods.iter().filter_map(|pod| pulling(facts, pod));
    given_up.chain(under_way).collect()
}

fn judge(facts: &Facts<'_>, failures: &[&PullFailure<'_>]) -> Option<Finding> {
    let failure = failures.first()?;
    let image = failure.image;
    let (message, title) = if failure.text.contains("QPS exceeded") {
        let node = &failure.pod.spec.node_name;
        let message = format!("image {image} waits: the kubelet of {node} pulls no more at a time");
        (message, "Raise registryPullQPS and registryBurst in the kubelet's configuration")
    } else {
        let message = format!("the pull of image {image} does not get done in time");
        (
            message,
            "Make the image smaller, or the way to it shorter: a mirror, a cache, a faster line",
        )
    };
    let finding = super::cause(facts, "K212", failures, message)?;
    let finding = finding.remedy(remedy::by_hand(facts, failure));
    Some(finding.remedy(remedy::note(facts, failure, title)))
}

/// A pod whose image has been pulled for so long that the pod counts as ill.
fn pulling(facts: &Facts<'_>, pod: &Pod) -> Option<Finding> {
    let mut waiting = pod.containers().filter_map(|(_, status, _)| status?.state.waiting.as_ref());
    if !waiting.any(|waiting| waiting.reason == "ContainerCreating") {
        return None;
    }
    let object = pod.object();
    let newest = facts.events(&object).first().filter(|event| event.reason == "Pulling")?;
    facts.trouble(pod)?;
    let image = newest.message.split('"').nth(1)?;
    let container = pod.containers().find(|(container, ..)| container.image == image)?.0;
    let minutes = facts.age(newest.last())? / 60;
    let message =
        format!("image {image} has been pulled for {minutes} minutes and is not there yet");
    let evidence = Evidence::event(&object, newest);
    let failure = PullFailure {
        pod,
        container,
        image: &container.image,
        name: crate::facts::images::ImageName::parse(image),
        class: PullClass::Slow,
        text: String::new(),
        is_said: true,
        evidence: vec![evidence],
    };
    let workload = match controller(&pod.metadata) {
        Some(_) => facts.workload_of(pod),
        None => object,
    };
    let finding = Finding::cause("K212", workload, message);
    let finding = with_pods(finding, &[&failure]).certainty(Certainty::Inferred);
    Some(finding.remedy(remedy::by_hand(facts, &failure)))
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/big:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull,
  message: 'rpc error: code = DeadlineExceeded desc = context deadline exceeded'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/big:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "shop/big:1": rpc error: code = DeadlineExceeded desc = context deadline exceeded'}
"#;
