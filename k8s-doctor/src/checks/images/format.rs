//! The registry has the image in a form that the node's runtime does not take.
//!
//! Two kinds: very old images, whose manifest is of schema version 1, which containerd 2.1 and current
//! docker no longer read; and things that are no images at all, such as a Helm chart or a signature
//! that lies in the same registry. The name is found, so that it looks as if it must work.

use super::remedy;
use crate::facts::Facts;
use crate::facts::images::PullClass;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::Format]);
    let found = all.iter().filter_map(|failures| {
        let failure = failures.first()?;
        let image = failure.image;
        let (message, title) = if failure.text.contains("prettyjws") {
            let message =
                format!("image {image} is of the old schema 1, which the runtime no longer reads");
            (message, "Use a newer tag, or pull and push it again with a tool that converts it")
        } else {
            let message = format!("{image} is of a form that the runtime cannot run");
            (message, "Name an image: this is another kind of artifact, or a broken one")
        };
        let finding = super::cause(facts, "K216", failures, message)?;
        Some(finding.remedy(remedy::rename(facts, failure, None, title)))
    });
    found.collect()
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/old:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull,
  message: 'not implemented: media type "application/vnd.docker.distribution.manifest.v1+prettyjws" is no longer supported since containerd v2.1'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/old:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "shop/old:1": not implemented: media type "application/vnd.docker.distribution.manifest.v1+prettyjws" is no longer supported since containerd v2.1'}
"#;
