//! A node's kubelet is too old, or newer than the API server.
//!
//! A kubelet may be up to three minor versions older than the API server since 1.28, two before, and never
//! newer. Outside of that fields are lost and features fail in odd ways. It comes of an upgrade that stopped
//! half way, or of a node that was upgraded before the control plane.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Node, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.nodes.iter().filter_map(|node| judge(facts, node)).collect()
}

fn judge(facts: &Facts<'_>, node: &Node) -> Option<Finding> {
    let kubelet = node.status.node_info.kubelet_version.as_str();
    let server = super::server_version(facts)?;
    let (ours, theirs) = (minor(kubelet)?, minor(server)?);
    let allowed = if theirs >= 28 { 3 } else { 2 };
    let message = if ours > theirs {
        format!("its kubelet {kubelet} is newer than the API server {server}")
    } else if ours + allowed < theirs {
        format!(
            "its kubelet {kubelet} is {} minor versions older than the API server {server}, and \
             {allowed} are supported",
            theirs - ours
        )
    } else {
        return None;
    };
    let object = node.object();
    let title = if ours > theirs {
        "Upgrade the control plane first, or take the node back to its version"
    } else {
        "Upgrade the node's kubelet, one minor version after the other"
    };
    Some(
        Finding::cause("K610", object.clone(), message)
            .severity(Severity::Warning)
            .evidence(Evidence::field(&object, "status.nodeInfo.kubeletVersion", kubelet))
            .remedy(Remedy {
                title: title.to_owned(),
                commands: vec![
                    facts.commands.kubectl("get nodes"),
                    facts.commands.kubectl("version"),
                ],
                verify: super::verify(facts, node),
                risk: "drain the node before its kubelet is replaced".to_owned(),
            }),
    )
}

/// The 31 of `v1.31.0-eks-1`.
fn minor(version: &str) -> Option<u32> {
    version.trim_start_matches('v').strip_prefix("1.")?.split('.').next()?.parse().ok()
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: kube-apiserver-n1, namespace: kube-system, labels: {component: kube-apiserver}},
 spec: {nodeName: n1, containers: [{name: kube-apiserver, image: 'registry.k8s.io/kube-apiserver:v1.31.0'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {nodeInfo: {kubeletVersion: v1.27.3}, conditions: [{type: Ready, status: 'True'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: kube-apiserver-n1, namespace: kube-system, labels: {component: kube-apiserver}},
 spec: {nodeName: n1, containers: [{name: kube-apiserver, image: 'registry.k8s.io/kube-apiserver:v1.31.0'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {nodeInfo: {kubeletVersion: v1.28.3}, conditions: [{type: Ready, status: 'True'}]}}
";
