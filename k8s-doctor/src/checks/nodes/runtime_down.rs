//! A node is not ready because its container runtime does not answer.
//!
//! `container runtime is down`, `PLEG is not healthy` (the kubelet's list of containers is minutes old), or
//! an RPC error: docker, containerd or cri-o is stopped, hangs, or its disk is slow or full. Containers
//! that run go on, but none is started or probed.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding};
use crate::snapshot::{Node, Object as _, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.nodes.iter().filter_map(|node| judge(facts, node)).collect()
}

/// What the kubelet says then.
const WORDS: &[&str] = &[
    "container runtime is down",
    "PLEG is not healthy",
    "runtime is not ready",
    "container runtime status check may not have completed",
];

fn judge(facts: &Facts<'_>, node: &Node) -> Option<Finding> {
    let ready = condition(&node.status.conditions, "Ready").filter(|it| it.status == "False")?;
    let says = WORDS.iter().any(|words| ready.message.contains(words));
    if !says || facts.is_settling(node.metadata.creation_timestamp) {
        return None;
    }
    let object = node.object();
    let evidence = Evidence::field(&object, "status.conditions[Ready]", ready.message.clone());
    Some(
        Finding::cause("K603", object, "its container runtime does not answer")
            .evidence(evidence.since(ready.last_transition_time))
            .remedy(super::runtime(
                facts,
                node,
                "Restart the container runtime, then the kubelet; see its log and the disk first",
            )),
    )
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'False', reason: KubeletNotReady, message: 'PLEG is not healthy: pleg was last seen active 5m3s ago; threshold is 3m0s'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
";
