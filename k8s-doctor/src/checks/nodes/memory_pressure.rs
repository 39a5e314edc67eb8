//! A node is short of memory, and its kubelet evicts pods.
//!
//! Below the eviction threshold (100Mi free, if nothing else is set) the kubelet taints the node and ends
//! pods, first those that use more than they ask for. New pods without requests are kept away. What to do:
//! find who uses it (`kubectl top pods`), give limits, or add memory.

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
        "K605",
        "MemoryPressure",
        "too little memory free",
        &["EvictionThresholdMet", "SystemOOM"],
    )?;
    Some(finding.remedy(super::free_memory(facts, node)))
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}, {type: MemoryPressure, status: 'True', reason: KubeletHas, message: kubelet has too little memory free}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}, {type: MemoryPressure, status: 'False'}]}}
";
