//! A registry answers, and says that it itself has failed (HTTP 5xx).
//!
//! Nothing in the cluster is wrong, unless the registry runs in it or behind a proxy of one's own. The
//! kubelet tries on, at least every five minutes.

use super::remedy;
use crate::facts::Facts;
use crate::facts::images::PullClass;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::ServerError]);
    let found = all.iter().filter_map(|failures| {
        let failure = failures.first()?;
        let host = &failure.name.host;
        let message = format!("registry {host} fails (HTTP 5xx) when asked for {}", failure.image);
        let title = format!("See whether {host} is up, and wait, or mend it if it is your own");
        let mut finding = super::cause(facts, "K215", failures, message)?
            .remedy(remedy::note(facts, failure, &title))
            .remedy(remedy::by_hand(facts, failure));
        finding.group = Some(host.clone());
        Some(finding)
    });
    found.collect()
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'reg.example/web:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull,
  message: 'received unexpected HTTP status: 503 Service Unavailable'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'reg.example/web:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "reg.example/web:1": received unexpected HTTP status: 503 Service Unavailable'}
"#;
