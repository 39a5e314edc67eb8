//! The node's runtime cannot say what image it has: `ImageInspectError`.
//!
//! The kubelet asks the runtime before it pulls anything, and the runtime fails to answer: its store
//! is damaged, often after a full disk or a crash, or a short name is ambiguous to it. Neither the
//! registry nor the network has to do with it.

use super::remedy;
use crate::facts::Facts;
use crate::facts::images::PullClass;
use crate::finding::{Finding, Remedy};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::Inspect]);
    let found = all.iter().filter_map(|failures| {
        let failure = failures.first()?;
        let node = &failure.pod.spec.node_name;
        let message = format!("the runtime of node {node} cannot inspect image {}", failure.image);
        let finding = super::cause(facts, "K218", failures, message)?;
        Some(finding.remedy(Remedy {
            title: format!("Remove the image on node {node}, or restart its runtime"),
            commands: Vec::new(),
            verify: remedy::verify(facts, failure),
            risk: "A restart of the runtime may restart containers".to_owned(),
        }))
    });
    found.collect()
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/web:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ImageInspectError,
  message: 'Failed to inspect image "shop/web:1": rpc error: code = Unknown desc = layer not known'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/web:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "shop/web:1": Failed to inspect image "shop/web:1": rpc error: code = Unknown desc = layer not known'}
"#;
