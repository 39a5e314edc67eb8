//! A pod on a second minikube node uses a host path volume, whose folder was made on the first.
//!
//! minikube's own provisioner makes a folder on the node that it runs on itself, with permissions for
//! everybody. With several nodes a pod on another one gets a folder of the same path that its kubelet
//! makes: empty, and only root may write. A container that is not root ends with `permission denied`;
//! one that is root writes, and does not see what the others wrote.
//!
//! Source: kubernetes/minikube issues 12165 and 12360. The add-on `csi-hostpath-driver` does not have it.

use crate::facts::{Facts, quote};
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Node, Object as _, PersistentVolume, Pod};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let nodes = &facts.snapshot.nodes;
    let Some(first) = nodes.iter().find(|node| is_first(node)).filter(|_| nodes.len() > 1) else {
        return Vec::new();
    };
    let pods = facts.snapshot.pods.iter().filter(|pod| {
        !pod.spec.node_name.is_empty()
            && pod.spec.node_name != first.metadata.name
            && facts.trouble(pod).is_some()
    });
    pods.filter_map(|pod| judge(facts, pod, first)).collect()
}

/// Whether minikube made a node.
pub(super) fn is_minikube(node: &Node) -> bool {
    node.metadata.labels.keys().any(|label| label.starts_with("minikube.k8s.io/"))
}

/// Whether it is minikube's first node, on which its provisioner runs.
fn is_first(node: &Node) -> bool {
    let labels = &node.metadata.labels;
    let primary = labels.get("minikube.k8s.io/primary").map(String::as_str);
    let control = labels.contains_key("node-role.kubernetes.io/control-plane")
        || labels.contains_key("node-role.kubernetes.io/master");
    is_minikube(node) && (primary == Some("true") || (primary.is_none() && control))
}

fn judge<'a>(facts: &Facts<'a>, pod: &'a Pod, first: &Node) -> Option<Finding> {
    let (container, line) = refused(facts, pod)?;
    let (claim, volume) = pod.claims().find_map(|name| {
        let claim = facts.snapshot.claims.get(&pod.metadata.namespace, &name)?;
        let volume = super::volume_of(facts, claim)?;
        is_of_minikube(volume).then_some((claim, volume))
    })?;
    let object = claim.object();
    let path = volume.spec.host_path.as_ref()?.path.as_str();
    let (on, first) = (pod.spec.node_name.as_str(), first.metadata.name.as_str());
    let message = format!(
        "its folder {path} was made on node {first} only; on {on}, where pod {} runs, it is root's",
        pod.metadata.name
    );
    let verify = vec![facts.commands.on("get", &pod.object())];
    let change = format!("ssh -n {} -- sudo chmod 777 {}", quote(on), quote(path));
    Some(
        Finding::cause("K423", object.clone(), message)
            .certainty(Certainty::Inferred)
            .evidence(Evidence::field(&volume.object(), "spec.hostPath.path", path))
            .evidence(Evidence::field(&pod.object(), "spec.nodeName", on))
            .evidence(Evidence::log(&pod.object(), container, line))
            .holds(pod.object(), format!("mounts claim {}", object.name))
            .remedy(Remedy {
                title: format!("Let everybody write into the folder on node {on}"),
                commands: vec![facts.commands.minikube(&change)],
                verify: verify.clone(),
                risk: "What pods on other nodes wrote into theirs is not there".to_owned(),
            })
            .remedy(Remedy {
                title: "Use the driver that knows about several nodes, and make the claims anew with its class csi-hostpath-sc".to_owned(),
                commands: vec![
                    facts.commands.minikube("addons enable volumesnapshots"),
                    facts.commands.minikube("addons enable csi-hostpath-driver"),
                ],
                verify,
                risk: "Claims that are made anew are empty".to_owned(),
            }),
    )
}

fn is_of_minikube(volume: &PersistentVolume) -> bool {
    let by = volume.metadata.annotations.get("pv.kubernetes.io/provisioned-by");
    let identity = volume.metadata.annotations.contains_key("hostPathProvisionerIdentity");
    by.is_some_and(|by| by == "k8s.io/minikube-hostpath") || identity
}

/// The container, and its words, that it may not write.
fn refused<'a>(facts: &Facts<'a>, pod: &'a Pod) -> Option<(&'a str, &'a str)> {
    let says = |line: &str| {
        let line = line.to_lowercase();
        line.contains("permission denied") || line.contains("eacces")
    };
    pod.containers().find_map(|(container, status, _)| {
        let lines = facts.last_lines(pod, &container.name, 40);
        let line = lines.into_iter().rev().find(|line| says(line));
        let ended = status.and_then(|status| {
            status.last_state.terminated.as_ref().or(status.state.terminated.as_ref())
        });
        let line = line.or(ended.map(|ended| ended.message.as_str()).filter(|text| says(text)))?;
        Some((container.name.as_str(), line))
    })
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: minikube, labels: {minikube.k8s.io/primary: 'true'}}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: minikube-m02, labels: {minikube.k8s.io/primary: 'false'}}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop},
 spec: {nodeName: minikube-m02, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Running, containerStatuses: [{name: db, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}},
  lastState: {terminated: {exitCode: 1, reason: Error, message: 'mkdir: cannot create directory /data/db: Permission denied'}}}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop}, spec: {volumeName: v1}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1, annotations: {pv.kubernetes.io/provisioned-by: k8s.io/minikube-hostpath}},
 spec: {claimRef: {namespace: shop, name: data}, hostPath: {path: /tmp/hostpath-provisioner/shop/data}}, status: {phase: Bound}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: minikube, labels: {minikube.k8s.io/primary: 'true'}}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: minikube-m02, labels: {minikube.k8s.io/primary: 'false'}}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: db, namespace: shop},
 spec: {nodeName: minikube-m02, containers: [{name: db}], volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: db, ready: true, restartCount: 3, state: {running: {}}}]}}
---
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: shop}, spec: {volumeName: v1}, status: {phase: Bound}}
---
{kind: PersistentVolume, apiVersion: v1, metadata: {name: v1, annotations: {pv.kubernetes.io/provisioned-by: k8s.io/minikube-hostpath}},
 spec: {claimRef: {namespace: shop, name: data}, hostPath: {path: /tmp/hostpath-provisioner/shop/data}}, status: {phase: Bound}}
";
