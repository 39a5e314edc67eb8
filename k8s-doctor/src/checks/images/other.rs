//! A pull fails, and the runtime's words are none of the known ones.
//!
//! The words are shown as they are. Trying the pull by hand on the node often says more.

use super::remedy;
use crate::facts::Facts;
use crate::facts::images::PullClass;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::Other]);
    let found = all.iter().filter_map(|failures| {
        let failure = failures.first()?;
        let words = failure.text.lines().next().unwrap_or_default();
        // The end of such a chain of words is nearest to the cause.
        let words = words.rsplit("desc = ").next().unwrap_or(words);
        let message = format!("image {} cannot be pulled: {words}", failure.image);
        let finding = super::cause(facts, "K219", failures, message)?;
        Some(finding.remedy(remedy::by_hand(facts, failure)))
    });
    found.collect()
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/web:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull,
  message: 'something that nobody has seen before'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/web:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "shop/web:1": something that nobody has seen before'}
"#;
