//! A node is not ready because it has no pod network.
//!
//! The kubelet says `network plugin is not ready: cni config uninitialized` or `cni plugin not
//! initialized`: no file in `/etc/cni/net.d`. The network add-on (kindnet, flannel, calico, cilium) writes
//! it from its daemon set's pod, so that this pod is missing or ill on the node, or no network was ever
//! installed, as right after `kubeadm init`. Pods with the host's network run all the same.

use crate::facts::{Facts, lacks_network};
use crate::finding::{Evidence, Finding};
use crate::snapshot::{Node, Object as _, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.nodes.iter().filter_map(|node| judge(facts, node)).collect()
}

fn judge(facts: &Facts<'_>, node: &Node) -> Option<Finding> {
    if !lacks_network(node) || facts.is_settling(node.metadata.creation_timestamp) {
        return None;
    }
    let ready = condition(&node.status.conditions, "Ready")?;
    let object = node.object();
    let evidence = Evidence::field(&object, "status.conditions[Ready]", ready.message.clone());
    Some(
        Finding::cause("K602", object, "has no pod network: no CNI configuration is there")
            .evidence(evidence.since(ready.last_transition_time))
            // Where the add-on's pod is ill, that is the cause.
            .general()
            .remedy(super::network(
                facts,
                node,
                "Get the network add-on to run on the node, or install one",
            )),
    )
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'False', reason: KubeletNotReady, message: 'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: cni plugin not initialized'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
";
