//! A registry gives no more images for now: too many have been pulled.
//!
//! Docker Hub counts pulls by address where nobody is logged in, and all nodes behind one gateway have
//! one address. The kubelet tries on, at least every five minutes, and gets on when the limit is
//! lifted, which may take hours. Pods whose image is on their node already do not notice, which is why
//! it shows on new nodes and on images with the tag `latest` first.
//!
//! What to do: log in (the limit of an account is higher), use a mirror or a cache, or wait. Deleting
//! pods makes it worse: each new one pulls again.

use super::{denied, remedy};
use crate::facts::Facts;
use crate::facts::images::PullClass;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::RateLimited]);
    let found = all.iter().filter_map(|failures| {
        let failure = failures.first()?;
        let host = &failure.name.host;
        let message = format!(
            "registry {host} gives no more images for now, its pull limit is reached: {} waits",
            failure.image
        );
        let mut finding = super::cause(facts, "K203", failures, message)?
            .remedy(remedy::note(
                facts,
                failure,
                "Wait: the limit is lifted within hours, and the kubelet tries on by itself",
            ))
            .remedy(denied::credentials(facts, failure));
        finding.group = Some(host.clone());
        let title = "Take the image from a mirror or a cache of your own";
        Some(finding.remedy(remedy::rename(facts, failure, None, title)))
    });
    found.collect()
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'nginx:1.25'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull,
  message: 'toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'nginx:1.25'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "nginx:1.25": toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading'}
"#;
