//! A node has no range of pod addresses, or one that another node has too.
//!
//! flannel and kindnet take the range from `spec.podCIDR`, which the controller manager gives out with
//! `--allocate-node-cidrs`; when its range is used up, further nodes get none, and the network's pod there
//! says `pod cidr not assigned`. Networks with addresses of their own (calico, cilium, those of clouds) do
//! without, so that a node without is suspect only where others have one and it is not ready.

use std::collections::BTreeMap;

use crate::facts::{Facts, is_node_ready};
use crate::finding::{Certainty, Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Node, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut by_range: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
    for node in &facts.snapshot.nodes {
        by_range.entry(&node.spec.pod_cidr).or_default().push(node);
    }
    let without = by_range.remove("").unwrap_or_default();
    let mut findings = Vec::new();
    if !by_range.is_empty() {
        let ill = without.into_iter().filter(|node| {
            !is_node_ready(node) && !facts.is_settling(node.metadata.creation_timestamp)
        });
        findings.extend(ill.map(|node| {
            let message = "has no range of pod addresses, as other nodes have".to_owned();
            told(facts, node, message).certainty(Certainty::Inferred)
        }));
    }
    for (range, nodes) in by_range.iter().filter(|(_, nodes)| nodes.len() > 1) {
        findings.extend(nodes.iter().skip(1).map(|node| {
            let message =
                format!("has the pod addresses {range} of node {} too", nodes[0].metadata.name);
            told(facts, node, message).severity(Severity::Warning)
        }));
    }
    findings
}

fn told(facts: &Facts<'_>, node: &Node, message: String) -> Finding {
    let object = node.object();
    let evidence = Evidence::field(&object, "spec.podCIDR", node.spec.pod_cidr.clone());
    let look = "get nodes -o custom-columns=NAME:.metadata.name,CIDR:.spec.podCIDR";
    Finding::cause("K617", object.clone(), message).evidence(evidence).remedy(Remedy {
        title: "Widen --cluster-cidr of kube-controller-manager, then delete the Node object and \
                restart its kubelet, so that it is given a range"
            .to_owned(),
        commands: vec![facts.commands.kubectl(look), facts.commands.on("delete", &object)],
        verify: vec![facts.commands.kubectl(look)],
        risk: "pods on the node are made anew".to_owned(),
    })
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {podCIDR: 10.244.0.0/24}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n2}, spec: {}, status: {conditions: [{type: Ready, status: 'False', message: cni}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {podCIDR: 10.244.0.0/24}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n2}, spec: {podCIDR: 10.244.1.0/24}, status: {conditions: [{type: Ready, status: 'True'}]}}
";
