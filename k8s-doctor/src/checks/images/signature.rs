//! A node refuses an image because of its signature.
//!
//! The runtime's policy (CRI-O's and podman's `policy.json`) asks for a signature, and the image has
//! none, or one by a key that is not in the policy; or it rejects the registry altogether. The image
//! and its name are right. Admission controllers refuse unsigned images too, but before there is a pod.

use super::remedy;
use crate::facts::Facts;
use crate::facts::images::PullClass;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::Signature]);
    let found = all.iter().filter_map(|failures| {
        let failure = failures.first()?;
        let node = &failure.pod.spec.node_name;
        let message =
            format!("image {} is refused by the signature policy of node {node}", failure.image);
        let finding = super::cause(facts, "K213", failures, message)?;
        let policy = format!(
            "Add its key to /etc/containers/policy.json on node {node}, if the image is trusted"
        );
        Some(
            finding
                .remedy(remedy::note(facts, failure, "Sign the image with a key of the policy"))
                .remedy(remedy::note(facts, failure, &policy)),
        )
    });
    found.collect()
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'reg.example/web:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: SignatureValidationFailed,
  message: 'Source image rejected: A signature was required, but no signature exists'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'reg.example/web:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "reg.example/web:1": Source image rejected: A signature was required, but no signature exists'}
"#;
