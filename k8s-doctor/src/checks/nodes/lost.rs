//! Nothing is heard from a node's kubelet any more.
//!
//! Its lease is not renewed; after 40 seconds (50 in later versions) the controller sets all conditions to
//! Unknown, `Kubelet stopped posting node status.`, and taints the node unreachable. The machine is off,
//! cut off, out of memory or disk, or the kubelet does not run: its certificate may have expired. Pods
//! there stay Running in name, with their containers ready, and nobody knows. If all nodes are lost,
//! nothing is evicted, and look at the network or the control plane first.

use crate::facts::Facts;
use crate::finding::{Certainty, Evidence, Finding};
use crate::snapshot::{Node, Object as _, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    if super::expired(facts).is_some() {
        return Vec::new();
    }
    facts.snapshot.nodes.iter().filter_map(|node| judge(facts, node)).collect()
}

fn judge(facts: &Facts<'_>, node: &Node) -> Option<Finding> {
    let ready = condition(&node.status.conditions, "Ready").filter(|it| it.status == "Unknown")?;
    if facts.is_settling(node.metadata.creation_timestamp) {
        return None;
    }
    let object = node.object();
    let lease = facts.snapshot.leases.get("kube-node-lease", &node.metadata.name);
    let renewed = lease.map_or(ready.last_heartbeat_time, |lease| lease.spec.renew_time);
    let message = match facts.age(renewed) {
        Some(age) => format!("its kubelet has not been heard of for {age} seconds"),
        None => "its kubelet is not heard of any more".to_owned(),
    };
    let mut finding = Finding::cause("K601", object.clone(), message).evidence(
        Evidence::field(&object, "status.conditions[Ready]", ready.message.clone())
            .since(ready.last_transition_time),
    );
    if let Some(lease) = lease {
        let evidence = Evidence::field(&lease.object(), "spec.renewTime", "last renewed");
        finding = finding.evidence(evidence.since(renewed));
    }
    Some(finding.certainty(Certainty::Observed).remedy(super::revive(
        facts,
        node,
        "Look whether the machine runs and is reached, and start its kubelet",
    )))
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: Unknown, reason: NodeStatusUnknown, message: Kubelet stopped posting node status.}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
";
