//! An image is not on the node, and the pod forbids that it be pulled.
//!
//! With `imagePullPolicy: Never` the image must have been built or loaded on the very node that the
//! pod runs on. On minikube it was then built with the docker of one's own machine and not with the
//! node's (`minikube image build`, `minikube image load`), under another tag, or on another node of
//! several. What the node has stands in its `status.images`.

use super::remedy;
use crate::facts::images::{ImageName, PullClass, PullFailure};
use crate::facts::{Facts, look_alike};
use crate::finding::{Evidence, Finding};
use crate::snapshot::{Node, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::NeverPull]);
    all.iter().filter_map(|failures| judge(facts, failures)).collect()
}

fn judge(facts: &Facts<'_>, failures: &[&PullFailure<'_>]) -> Option<Finding> {
    let failure = failures.first()?;
    let (image, on) = (failure.image, &failure.pod.spec.node_name);
    let node = facts.node_of(failure.pod);
    let present = facts.pulls().present(&failure.name);
    let same = present.iter().find(|present| failure.name.is(&present.name));
    let other = present.iter().find(|present| {
        present.node.metadata.name == *on
            && !failure.name.is(&present.name)
            && !present.name.tag.is_empty()
    });
    let other = other.map(|present| format!("{}:{}", present.name.repository(), present.name.tag));
    let other = other.or_else(|| node.and_then(|node| near(node, &failure.name)));
    let hint = match (same, &other) {
        (Some(same), _) if same.node.metadata.name != *on => {
            format!("; node {} has it", same.node.metadata.name)
        }
        (_, Some(other)) => format!("; the node has {other}"),
        _ => String::new(),
    };
    let message =
        format!("image {image} is not on node {on}, and its policy Never forbids to pull it{hint}");
    let mut finding = super::cause(facts, "K208", failures, message)?;
    if let (Some(other), Some(node)) = (&other, node) {
        finding = finding.evidence(Evidence::field(&node.object(), "status.images", other));
        let title = format!("Name {other}, which the node has, if it is meant");
        finding = finding.remedy(remedy::rename(facts, failure, Some(other), &title));
    }
    if let Some(mut load) = remedy::load(facts, failure) {
        load.risk = String::new();
        finding = finding.remedy(load);
    }
    if failure.name.host != "docker.io" || remedy::load(facts, failure).is_none() {
        finding = finding.remedy(remedy::if_not_present(facts, failure));
    }
    let title = format!("Put the image on node {on}, by the tools that made it");
    Some(finding.remedy(remedy::note(facts, failure, &title)))
}

/// An image of the node whose name is nearly this one.
fn near(node: &Node, name: &ImageName) -> Option<String> {
    let names = || {
        let names = node.status.images.iter().flat_map(|image| &image.names);
        names.map(String::as_str).filter(|name| !name.contains('@'))
    };
    let plain = |text: &str| {
        let name = ImageName::parse(text);
        (name.repository(), name.tag)
    };
    let all: Vec<String> = names().map(|text| plain(text).0).collect();
    let near = look_alike(&name.repository(), all.iter().map(String::as_str))?.to_owned();
    names()
        .map(plain)
        .find(|(repository, _)| *repository == near)
        .map(|(repository, tag)| format!("{repository}:{tag}"))
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'web:dev'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImageNeverPull,
  message: 'Container image "web:dev" is not present with pull policy of Never'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'web:dev'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "web:dev": Container image "web:dev" is not present with pull policy of Never'}
"#;
