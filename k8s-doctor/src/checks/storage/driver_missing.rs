//! A pod's volume needs a CSI driver that is not on the pod's node.
//!
//! A driver has a part that runs on every node (a daemon set) and registers with the kubelet; the object
//! `CSINode` lists what is registered. If that pod is not there or not well on a node, volumes of the
//! driver cannot be mounted on it: `driver name D not found in the list of registered CSI drivers`. The
//! daemon set may not tolerate the node's taints, or the driver is not installed at all.

use std::collections::{BTreeMap, BTreeSet};

use super::mounts::{Kind, failures};
use super::{is_creating, volume_of};
use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Event, Object as _, ObjectRef, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut waiting: BTreeMap<String, Vec<(&Pod, Option<&Event>)>> = BTreeMap::new();
    let mut seen: BTreeSet<(String, ObjectRef)> = BTreeSet::new();
    for failure in failures(facts).iter().filter(|failure| failure.kind == Kind::Driver) {
        let csi = failure.volume.and_then(|volume| volume.spec.csi.as_ref());
        let inline = failure.inline.and_then(|inline| inline.csi.as_ref());
        let driver = csi.map(|csi| csi.driver.clone()).or(inline.map(|csi| csi.driver.clone()));
        if let Some(driver) = driver.or_else(|| named(failure.text))
            && seen.insert((driver.clone(), failure.pod.object()))
        {
            waiting.entry(driver).or_default().push((failure.pod, Some(failure.event)));
        }
    }
    let pods = facts.snapshot.pods.iter().filter(|pod| is_creating(pod));
    for pod in pods.filter(|pod| facts.trouble(pod).is_some()) {
        for driver in drivers(facts, pod) {
            if lacks(facts, pod, driver) && seen.insert((driver.to_owned(), pod.object())) {
                waiting.entry(driver.to_owned()).or_default().push((pod, None));
            }
        }
    }
    waiting.into_iter().filter_map(|(driver, pods)| judge(facts, &driver, &pods)).collect()
}

/// The driver in `driver name D not found in …`.
fn named(text: &str) -> Option<String> {
    let (_, rest) =
        text.split_once("driver name ").or_else(|| text.split_once("contain driver "))?;
    rest.split_whitespace().next().map(str::to_owned)
}

/// The drivers that a pod's volumes need.
fn drivers<'a>(facts: &Facts<'a>, pod: &'a Pod) -> Vec<&'a str> {
    let inline = pod.spec.volumes.iter().filter_map(|volume| volume.csi.as_ref());
    let mut drivers: Vec<&str> = inline.map(|csi| csi.driver.as_str()).collect();
    for claim in pod.claims() {
        let claim = facts.snapshot.claims.get(&pod.metadata.namespace, &claim);
        let csi = claim.and_then(|claim| volume_of(facts, claim)?.spec.csi.as_ref());
        drivers.extend(csi.map(|csi| csi.driver.as_str()));
    }
    drivers
}

/// Whether the node of a pod is known to have other drivers only.
fn lacks(facts: &Facts<'_>, pod: &Pod, driver: &str) -> bool {
    facts
        .snapshot
        .csi_nodes
        .get("", &pod.spec.node_name)
        .is_some_and(|node| !node.spec.drivers.iter().any(|known| known.name == driver))
}

fn judge(facts: &Facts<'_>, driver: &str, pods: &[(&Pod, Option<&Event>)]) -> Option<Finding> {
    let (first, _) = pods.first()?;
    let node = first.spec.node_name.as_str();
    let object = ObjectRef::new("CSIDriver", "", driver);
    let message = if facts.snapshot.csi_drivers.lacks("", driver) {
        format!(
            "is not installed, and node {node} needs it for volumes of pod {}",
            first.metadata.name
        )
    } else {
        format!("is not registered on node {node}, whose pod {} needs it", first.metadata.name)
    };
    let mut finding = Finding::cause("K410", object, message);
    for (pod, event) in pods.iter().take(3) {
        if let Some(event) = event {
            finding = finding.evidence(Evidence::event(&pod.object(), event));
        }
        if let Some(node) = facts.snapshot.csi_nodes.get("", &pod.spec.node_name) {
            let names: Vec<&str> =
                node.spec.drivers.iter().map(|driver| driver.name.as_str()).collect();
            let text = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
            let evidence = Evidence::field(&node.object(), "spec.drivers", text);
            if !finding.evidence.contains(&evidence) {
                finding = finding.evidence(evidence);
            }
        }
    }
    for (pod, _) in pods {
        finding = finding.holds(pod.object(), format!("has a volume of driver {driver}"));
    }
    let plugin = facts.snapshot.pods.iter().find(|pod| {
        pod.spec.node_name == node && serves(pod, driver) && facts.trouble(pod).is_some()
    });
    if let Some(plugin) = plugin {
        finding = finding.held_by(plugin.object(), format!("is driver {driver} on node {node}"));
    }
    Some(finding.remedy(Remedy {
        title: format!("Have the driver's daemon set run on node {node}: install it, or let it tolerate the node's taints"),
        commands: vec![
            facts.commands.kubectl("get csinodes"),
            facts.commands.kubectl("get daemonsets -A"),
        ],
        verify: vec![facts.commands.on("get", &ObjectRef::new("CSINode", "", node))],
        risk: String::new(),
    }))
}

/// Whether a pod is the driver's: its arguments have the driver's socket in them.
fn serves(pod: &Pod, driver: &str) -> bool {
    pod.spec.containers.iter().any(|container| {
        container.args.iter().chain(&container.command).any(|word| word.contains(driver))
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Pending, containerStatuses: [{name: db, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop, creationTimestamp: 2026-01-01T10:10:00Z}, spec: {volumeName: v1}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, spec: {claimRef: {namespace: shop, name: data}, csi: {driver: disk.example.com}}, status: {phase: Bound}}
---
{kind: CSINode, apiVersion: storage.k8s.io/v1, metadata: {name: n1}, spec: {drivers: null}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: db, ready: true, state: {running: {}}}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop, creationTimestamp: 2026-01-01T10:10:00Z}, spec: {volumeName: v1}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1}, spec: {claimRef: {namespace: shop, name: data}, csi: {driver: disk.example.com}}, status: {phase: Bound}}
---
{kind: CSINode, apiVersion: storage.k8s.io/v1, metadata: {name: n1}, spec: {drivers: [{name: disk.example.com}]}}
"#;
