//! An image is not pulled, and nothing says any more why.
//!
//! Kubernetes keeps events for an hour, and the kubelet's spam filter keeps new ones back, so that of a
//! pod that has waited for long only `Back-off pulling image` is left. What remains to judge by is the
//! name: whether a node has the same repository under another tag, whether other images of that
//! registry were pulled, whether the pod names a pull secret.

use super::remedy;
use crate::facts::Facts;
use crate::facts::images::{ImageName, PullClass, PullFailure};
use crate::finding::{Certainty, Evidence, Finding};
use crate::snapshot::{Node, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::Unsaid]);
    all.iter().filter_map(|failures| judge(facts, failures)).collect()
}

fn judge(facts: &Facts<'_>, failures: &[&PullFailure<'_>]) -> Option<Finding> {
    let failure = failures.first()?;
    let (image, name) = (failure.image, &failure.name);
    let mut present = facts.pulls().present(name).iter();
    let other = present.find(|present| !present.name.tag.is_empty() && !present.is_local);
    let neighbour = facts.node_of(failure.pod).and_then(|node| neighbour(node, name));
    let guess = match (other, &neighbour) {
        (Some(other), _) => format!(
            "node {} has {}:{}, so that it is rather the tag than the registry",
            other.node.metadata.name,
            name.repository(),
            other.name.tag
        ),
        (None, Some(neighbour)) => format!(
            "its node has {neighbour} of the same registry, so that it is rather the name or the access"
        ),
        _ => "the name, the access, or the way to the registry".to_owned(),
    };
    let message = format!("image {image} cannot be pulled: {guess}");
    let mut finding =
        super::cause(facts, "K211", failures, message)?.certainty(Certainty::Inferred);
    if other.is_none() && neighbour.is_none() {
        // Nothing of this registry was ever pulled there: all its images have one reason, likely.
        finding.group = Some(format!("{} {}", failure.pod.spec.node_name, name.host));
    }
    if let Some(other) = other {
        let text = format!("{}:{}", name.repository(), other.name.tag);
        finding = finding.evidence(Evidence::field(&other.node.object(), "status.images", text));
    } else if let (Some(node), Some(neighbour)) = (facts.node_of(failure.pod), neighbour) {
        finding = finding.evidence(Evidence::field(&node.object(), "status.images", neighbour));
    }
    finding = finding.remedy(remedy::by_hand(facts, failure));
    if let Some(retry) = remedy::retry(facts, failure) {
        let title = "Have it tried again, so that the events say why".to_owned();
        finding = finding.remedy(crate::finding::Remedy { title, ..retry });
    }
    let title = format!("If {} has no such image: correct the name", name.host);
    Some(finding.remedy(remedy::rename(facts, failure, None, &title)))
}

/// Another image on the node that was pulled from the same registry.
fn neighbour(node: &Node, name: &ImageName) -> Option<String> {
    let pulled = node.status.images.iter();
    let pulled = pulled.filter(|image| image.names.iter().any(|name| name.contains('@')));
    let mut names = pulled.flat_map(|image| &image.names).filter(|name| !name.contains('@'));
    names.find(|text| ImageName::parse(text).host == name.host).cloned()
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'reg.example/web:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ImagePullBackOff,
  message: 'Back-off pulling image "reg.example/web:1"'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'reg.example/web:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "reg.example/web:1": Back-off pulling image "reg.example/web:1"'}
"#;
