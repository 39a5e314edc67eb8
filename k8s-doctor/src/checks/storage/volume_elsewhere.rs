//! A pod's volume is on nodes that are not there, or not ready.
//!
//! A local volume, or one of a zone, names the nodes that can use it (`spec.nodeAffinity`). When the node
//! of a local volume is gone, or has another name now, no node can take the pod: `node(s) had volume node
//! affinity conflict`, in newer words `didn't match PersistentVolume's node affinity`. The data is on that
//! node's disk. When the node is there and not ready, it is the node that holds the pod up.

use std::collections::BTreeMap;

use super::volume_of;
use crate::facts::{Facts, is_node_ready};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::pod::{NodeSelector, NodeSelectorTerm};
use crate::snapshot::{Labels, Node, Object as _, PersistentVolume, Pod};

const HOSTNAME: &str = "kubernetes.io/hostname";

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    if !facts.snapshot.nodes.is_whole() {
        return Vec::new();
    }
    let pods = facts.snapshot.pods.iter().filter(|pod| {
        pod.spec.node_name.is_empty()
            && pod.spec.volumes.iter().any(|volume| volume.persistent_volume_claim.is_some())
            && facts.trouble(pod).is_some()
    });
    let pods: Vec<&Pod> = pods.collect();
    if pods.is_empty() {
        return Vec::new();
    }
    let mut by_host: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
    for node in &facts.snapshot.nodes {
        if let Some(host) = node.metadata.labels.get(HOSTNAME) {
            by_host.entry(host).or_default().push(node);
        }
    }
    let mut found = Vec::new();
    for pod in pods {
        for name in pod.claims() {
            let claim = facts.snapshot.claims.get(&pod.metadata.namespace, &name);
            let volume = claim.and_then(|claim| volume_of(facts, claim));
            found.extend(volume.and_then(|volume| judge(facts, pod, &name, volume, &by_host)));
        }
    }
    found
}

fn judge<'a>(
    facts: &Facts<'a>,
    pod: &Pod,
    claim: &str,
    volume: &PersistentVolume,
    by_host: &BTreeMap<&str, Vec<&'a Node>>,
) -> Option<Finding> {
    let required = volume.spec.node_affinity.required.as_ref()?;
    let nodes = nodes(facts, required, by_host);
    if nodes.iter().any(|node| is_node_ready(node)) {
        return None;
    }
    let object = volume.object();
    let wanted = wanted(required);
    let message = match nodes.first() {
        None => format!("is on a node that is not there: {wanted}"),
        Some(node) => format!("is on node {}, which is not ready", node.metadata.name),
    };
    let mut finding = Finding::cause("K414", object.clone(), message)
        .evidence(Evidence::field(&object, "spec.nodeAffinity", wanted))
        .holds(pod.object(), format!("mounts claim {claim}, whose volume is {}", object.name));
    finding.instead_of = &["K311"];
    for node in &nodes {
        finding = finding.held_by(node.object(), "the volume is on this node");
    }
    let claim =
        crate::snapshot::ObjectRef::new("PersistentVolumeClaim", &pod.metadata.namespace, claim);
    Some(
        finding
            .remedy(Remedy {
                title: "Bring that node back, under the same name".to_owned(),
                commands: vec![facts.commands.kubectl("get nodes --show-labels")],
                verify: vec![facts.commands.on("get", &pod.object())],
                risk: String::new(),
            })
            .remedy(Remedy {
                title: "If its data is lost or not needed: delete the claim, and the pod, so that both are made anew".to_owned(),
                commands: vec![
                    format!("{} --wait=false", facts.commands.on("delete", &claim)),
                    facts.commands.on("delete", &pod.object()),
                ],
                verify: vec![facts.commands.on("get", &claim)],
                risk: "What was in the volume is given up".to_owned(),
            }),
    )
}

/// The nodes that a volume can be used on.
fn nodes<'a>(
    facts: &Facts<'a>,
    required: &NodeSelector,
    by_host: &BTreeMap<&str, Vec<&'a Node>>,
) -> Vec<&'a Node> {
    let mut nodes: Vec<&Node> = Vec::new();
    for term in &required.node_selector_terms {
        let host = term
            .match_expressions
            .iter()
            .find(|expression| expression.key == HOSTNAME && expression.operator == "In");
        match host {
            // So that a thousand local volumes do not ask a thousand nodes each.
            Some(host) => {
                let named = host.values.iter().filter_map(|host| by_host.get(host.as_str()));
                nodes.extend(named.flatten().filter(|node| fits(term, node)));
            }
            None => nodes.extend(facts.snapshot.nodes.iter().filter(|node| fits(term, node))),
        }
    }
    nodes
}

fn fits(term: &NodeSelectorTerm, node: &Node) -> bool {
    let fields = Labels::from([("metadata.name".to_owned(), node.metadata.name.clone())]);
    term.match_expressions.iter().all(|expression| expression.matches(&node.metadata.labels))
        && term.match_fields.iter().all(|field| field.matches(&fields))
}

/// The requirements in a few words.
fn wanted(required: &NodeSelector) -> String {
    let requirements = required
        .node_selector_terms
        .iter()
        .flat_map(|term| term.match_expressions.iter().chain(&term.match_fields));
    let words = requirements.map(|requirement| {
        format!("{} {} {}", requirement.key, requirement.operator, requirement.values.join(", "))
    });
    words.collect::<Vec<_>>().join("; ")
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: "0/1 nodes are available: 1 node(s) didn't match PersistentVolume's node affinity."}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop}, spec: {volumeName: v1}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, status: {phase: Bound}, spec: {claimRef: {namespace: shop, name: data},
  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [n9]}]}]}}}}
---
{kind: Node, apiVersion: v1, metadata: {name: n1, creationTimestamp: 2026-01-01T10:10:00Z, labels: {kubernetes.io/hostname: n1}}, status: {conditions: [{type: Ready, status: 'True'}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop}, spec: {volumeName: v1}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, status: {phase: Bound}, spec: {claimRef: {namespace: shop, name: data},
  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [n1]}]}]}}}}
---
{kind: Node, apiVersion: v1, metadata: {name: n1, labels: {kubernetes.io/hostname: n1}}, status: {conditions: [{type: Ready, status: 'True'}]}}
"#;
