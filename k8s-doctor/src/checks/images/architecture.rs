//! An image is not made for the node's processor or operating system.
//!
//! An image with several builds has none for the node: an arm64 machine (Apple's, Graviton, Raspberry
//! Pi) and an image built for amd64 only, or Windows and Linux. containerd's words end with `not
//! found` and mislead. An image that has just one build is pulled all the same, and then dies with
//! `exec format error`, which is told of the container.
//!
//! What to do: use an image or tag that has a build for it, build one (`docker buildx build
//! --platform`), or have the pod run on nodes of the right kind.

use super::remedy;
use crate::facts::images::{PullClass, PullFailure};
use crate::facts::{Facts, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::Architecture]);
    all.iter().filter_map(|failures| judge(facts, failures)).collect()
}

fn judge(facts: &Facts<'_>, failures: &[&PullFailure<'_>]) -> Option<Finding> {
    let failure = failures.first()?;
    let image = failure.image;
    let node = facts.node_of(failure.pod);
    let info = node.map(|node| &node.status.node_info).filter(|info| !info.architecture.is_empty());
    let system = match info {
        Some(info) if info.operating_system.is_empty() => format!("linux/{}", info.architecture),
        Some(info) => format!("{}/{}", info.operating_system, info.architecture),
        None => "the platform".to_owned(),
    };
    let on = &failure.pod.spec.node_name;
    let message = format!("image {image} has no build for {system} of node {on}");
    let mut finding = super::cause(facts, "K206", failures, message)?;
    if let (Some(node), Some(info)) = (node, info) {
        let path = "status.nodeInfo.architecture";
        finding = finding.evidence(Evidence::field(&node.object(), path, &info.architecture));
        let others = facts.snapshot.nodes.iter().find(|other| {
            let other = &other.status.node_info.architecture;
            !other.is_empty() && *other != info.architecture
        });
        if let Some(other) = others {
            finding = finding.remedy(select(facts, failure, &other.status.node_info.architecture));
        }
    }
    let title = format!("Use an image or a tag that is built for {system}");
    Some(finding.remedy(remedy::rename(facts, failure, None, &title)))
}

/// Keep the pods on nodes of another kind.
fn select(facts: &Facts<'_>, failure: &PullFailure<'_>, architecture: &str) -> Remedy {
    let workload = facts.workload_of(failure.pod);
    let patch = format!(
        r#"{{"spec":{{"template":{{"spec":{{"nodeSelector":{{"kubernetes.io/arch":"{architecture}"}}}}}}}}}}"#
    );
    let commands = match workload.kind.as_str() {
        "Deployment" | "StatefulSet" | "DaemonSet" => {
            vec![format!("{} -p {}", facts.commands.on("patch", &workload), quote(&patch))]
        }
        _ => Vec::new(),
    };
    Remedy {
        title: format!("Have it run on {architecture} nodes only, if the image is built for those"),
        commands,
        verify: remedy::verify(facts, failure),
        risk: String::new(),
    }
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/web:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull,
  message: 'no matching manifest for linux/arm64/v8 in the manifest list entries'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'shop/web:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "shop/web:1": no matching manifest for linux/arm64/v8 in the manifest list entries'}
"#;
