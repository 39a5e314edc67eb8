//! A node is short of disk, and its kubelet removes images and evicts pods.
//!
//! Below 10% free (15% of the images' disk) or out of inodes, the kubelet collects unused images and dead
//! containers; if that does not do, it ends pods and keeps all new ones away. It lasts some minutes after
//! room was made. On minikube with the docker driver the disk is the host's own, or docker's virtual disk.

use crate::facts::Facts;
use crate::finding::Finding;
use crate::snapshot::Node;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.nodes.iter().filter_map(|node| judge(facts, node)).collect()
}

fn judge(facts: &Facts<'_>, node: &Node) -> Option<Finding> {
    let finding = super::pressure(
        facts,
        node,
        "K606",
        "DiskPressure",
        "too little disk free",
        &["EvictionThresholdMet", "FreeDiskSpaceFailed", "ImageGCFailed"],
    )?;
    Some(finding.remedy(super::free_disk(facts, node)))
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}, {type: DiskPressure, status: 'True', reason: KubeletHas, message: kubelet has too little disk free}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}, {type: DiskPressure, status: 'False'}]}}
";
