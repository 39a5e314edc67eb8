//! A node's network is not set up.
//!
//! Condition `NetworkUnavailable` is set by the cloud's route controller or by the network add-on
//! (`NoRouteCreated`, calico's `CalicoIsDown`), and keeps pods away by a taint. In clouds the route table
//! may be full. Nodes without the condition are all right.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding};
use crate::snapshot::{Node, Object as _, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.nodes.iter().filter_map(|node| judge(facts, node)).collect()
}

fn judge(facts: &Facts<'_>, node: &Node) -> Option<Finding> {
    let found = condition(&node.status.conditions, "NetworkUnavailable")
        .filter(|condition| condition.status == "True")?;
    let since = found.last_transition_time.or(node.metadata.creation_timestamp);
    if facts.is_settling(since) {
        return None;
    }
    let object = node.object();
    let path = "status.conditions[NetworkUnavailable]";
    let text = format!("{}: {}", found.reason, found.message);
    let message = format!("its network is not set up: {}", found.reason);
    Some(
        Finding::cause("K608", object.clone(), message)
            .evidence(Evidence::field(&object, path, text).since(since))
            .remedy(super::network(
                facts,
                node,
                "Get the network add-on or the cloud's route controller to run",
            )),
    )
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}, {type: NetworkUnavailable, status: 'True', reason: NoRouteCreated, message: Node created without a route}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
";
