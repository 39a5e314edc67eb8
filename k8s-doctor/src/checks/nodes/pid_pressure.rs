//! A node is short of process numbers.
//!
//! Some program starts processes or threads without end: then nothing can be started on the node, the
//! kubelet's own probes included, which shows as `fork: resource temporarily unavailable`. What to do: find
//! the program, and set the kubelet's `podPidsLimit`.

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
        "K607",
        "PIDPressure",
        "too few process numbers free",
        &["EvictionThresholdMet"],
    )?;
    Some(finding.remedy(super::free_pids(facts, node)))
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}, {type: PIDPressure, status: 'True', reason: KubeletHas, message: kubelet has too few process numbers free}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}, {type: PIDPressure, status: 'False'}]}}
";
