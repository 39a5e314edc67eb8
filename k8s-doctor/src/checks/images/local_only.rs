//! An image that was built or loaded on a node, and that the node tries to pull all the same.
//!
//! With `imagePullPolicy: Always`, which is what a pod gets whose image has the tag `latest` or none, the
//! node asks the registry every time, and the registry does not know the image. It happens after
//! `eval $(minikube docker-env)`, `minikube image load` or `kind load`. The other way round, with
//! several nodes: the image was loaded on one, and the pod runs on another.
//!
//! It is recognised by the node's `status.images`: the image is there, without a digest, which a pulled
//! one would have.

use super::{Told, remedy, told};
use crate::facts::Facts;
use crate::facts::images::{Present, PullClass, PullFailure};
use crate::finding::{Certainty, Evidence, Finding};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::by_workload(facts, |failure| matches!(told(facts, failure), Told::Local));
    all.iter().filter_map(|failures| judge(facts, failures)).collect()
}

/// Whether a pull fails of an image that is on a node and was in no registry.
pub(super) fn is_local(facts: &Facts<'_>, failure: &PullFailure<'_>) -> bool {
    here(facts, failure).is_some() || elsewhere(facts, failure).is_some()
}

/// The image on the pod's own node.
fn here<'f, 'a>(facts: &'f Facts<'a>, failure: &PullFailure<'_>) -> Option<&'f Present<'a>> {
    let node = &failure.pod.spec.node_name;
    let is_gone = matches!(failure.class, PullClass::NotFound | PullClass::NotFoundOrPrivate);
    let may = is_gone || matches!(failure.class, PullClass::Denied | PullClass::Unsaid);
    // In order of the nodes' names.
    let present = facts.pulls().present(&failure.name);
    let start = present.partition_point(|present| present.node.metadata.name < *node);
    let here = present[start..].iter().take_while(|present| present.node.metadata.name == *node);
    let mut here = here.filter(|present| failure.name.is(&present.name));
    let found = here.next()?;
    let always = failure.container.image_pull_policy == "Always";
    (may && always && (is_gone || found.is_local)).then_some(found)
}

/// The image on another node only.
fn elsewhere<'f, 'a>(facts: &'f Facts<'a>, failure: &PullFailure<'_>) -> Option<&'f Present<'a>> {
    let node = &failure.pod.spec.node_name;
    if !matches!(failure.class, PullClass::NotFound | PullClass::NotFoundOrPrivate) {
        return None;
    }
    let mut present = facts.pulls().present(&failure.name).iter();
    present.find(|present| {
        present.is_local && present.node.metadata.name != *node && failure.name.is(&present.name)
    })
}

fn judge(facts: &Facts<'_>, failures: &[&PullFailure<'_>]) -> Option<Finding> {
    let failure = failures.first()?;
    let (image, host) = (failure.image, &failure.name.host);
    let on = &failure.pod.spec.node_name;
    if let Some(present) = here(facts, failure) {
        let message = format!(
            "image {image} is on node {on}, but its policy Always has it pulled from {host}, which does not have it"
        );
        let finding = super::cause(facts, "K209", failures, message)?;
        let evidence = Evidence::field(&present.node.object(), "status.images", image);
        return Some(finding.evidence(evidence).remedy(remedy::if_not_present(facts, failure)));
    }
    let present = elsewhere(facts, failure)?;
    let other = &present.node.metadata.name;
    let message = format!(
        "image {image} was built or loaded on node {other} only, and {host} does not have it for node {on}"
    );
    let finding = super::cause(facts, "K209", failures, message)?.certainty(Certainty::Inferred);
    let evidence = Evidence::field(&present.node.object(), "status.images", image);
    let mut finding = finding.evidence(evidence);
    if let Some(load) = remedy::load(facts, failure) {
        finding = finding.remedy(load);
    }
    let title =
        format!("Push the image to a registry that all nodes reach, or load it on node {on}");
    Some(finding.remedy(remedy::note(facts, failure, &title)))
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: web, imagePullPolicy: Always}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull,
  message: 'Error response from daemon: pull access denied for web, repository does not exist or may require authorization'}}}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {images: [{names: ['web:latest']}], conditions: [{type: Ready, status: 'True'}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: web, imagePullPolicy: IfNotPresent}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {images: [{names: ['web:latest']}], conditions: [{type: Ready, status: 'True'}]}}
"#;
