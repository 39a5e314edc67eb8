//! An image is pulled, and a layer of it cannot be unpacked or does not add up.
//!
//! A pull that broke off and left a bad layer behind, a proxy or cache that changes what goes through
//! it, a broken disk; or, where the runtime itself runs in a user namespace (rootless docker, podman),
//! files of owners that it has no ids for: `lchown … invalid argument`.

use super::remedy;
use crate::facts::Facts;
use crate::facts::images::PullClass;
use crate::finding::{Finding, Remedy};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::Layer]);
    let found = all.iter().filter_map(|failures| {
        let failure = failures.first()?;
        let node = &failure.pod.spec.node_name;
        let message = format!("image {} cannot be unpacked on node {node}", failure.image);
        let finding = super::cause(facts, "K217", failures, message)?;
        let ids = failure.text.contains("lchown");
        let title = if ids {
            "Give the user of the runtime more ids in /etc/subuid and /etc/subgid"
        } else {
            "Remove what is left of the image, so that all of it is pulled again"
        };
        let commands = match facts.node_of(failure.pod) {
            Some(node) if !ids && remedy::is_minikube(node) => {
                let command = match remedy::runtime(node) {
                    "docker" => format!("docker rmi -f {}", crate::facts::quote(failure.image)),
                    _ => format!("sudo crictl rmi {}", crate::facts::quote(failure.image)),
                };
                vec![remedy::on_minikube(facts, node, &command)]
            }
            _ => Vec::new(),
        };
        let verify = remedy::verify(facts, failure);
        let clean = Remedy { title: title.to_owned(), commands, verify, risk: String::new() };
        Some(finding.remedy(clean).remedy(remedy::by_hand(facts, failure)))
    });
    found.collect()
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/web:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull,
  message: 'failed to register layer: ApplyLayer exit status 1 stdout: stderr: lchown /x: invalid argument'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/web:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "shop/web:1": failed to register layer: ApplyLayer exit status 1 stdout: stderr: lchown /x: invalid argument'}
"#;
