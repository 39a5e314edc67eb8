//! A node's disk is full, so that an image cannot be unpacked on it.
//!
//! The kubelet throws away images that are not used only when the disk is fuller than its threshold
//! (85 %), and cannot when all are used. On minikube the disk is a virtual one, of 20 GB unless
//! `--disk-size` said otherwise, or docker's own. The node may say `DiskPressure` or not: a big image
//! can be refused before the threshold is reached.

use std::collections::BTreeMap;

use super::{Told, remedy, told, with_pods};
use crate::facts::Facts;
use crate::facts::images::{PullClass, PullFailure};
use crate::finding::{Finding, Remedy};
use crate::snapshot::ObjectRef;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut all: BTreeMap<&str, Vec<&PullFailure<'_>>> = BTreeMap::new();
    for failure in &facts.pulls().failures {
        if failure.class == PullClass::DiskFull && matches!(told(facts, failure), Told::Class) {
            all.entry(&failure.pod.spec.node_name).or_default().push(failure);
        }
    }
    all.into_iter().filter_map(|(node, failures)| judge(facts, node, &failures)).collect()
}

fn judge(facts: &Facts<'_>, name: &str, failures: &[&PullFailure<'_>]) -> Option<Finding> {
    let failure = failures.first()?;
    let message = format!("has no space left on its disk for image {}", failure.image);
    let finding = Finding::cause("K210", ObjectRef::new("Node", "", name), message);
    let node = facts.node_of(failure.pod);
    let prune = match node.map(remedy::runtime) {
        Some("docker") => "docker system prune -f",
        _ => "sudo crictl rmi --prune",
    };
    let command = match node {
        Some(node) if remedy::is_minikube(node) => remedy::on_minikube(facts, node, prune),
        _ => prune.to_owned(),
    };
    Some(with_pods(finding, failures).remedy(Remedy {
        title: format!("On node {name}: throw away images that nothing uses, or give it more disk"),
        commands: vec![command],
        verify: remedy::verify(facts, failure),
        risk: "Images that were only loaded and are not in use have to be loaded again".to_owned(),
    }))
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/big:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull,
  message: 'failed to register layer: write /usr/lib/libbig.so: no space left on device'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/big:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "shop/big:1": failed to register layer: write /usr/lib/libbig.so: no space left on device'}
"#;
