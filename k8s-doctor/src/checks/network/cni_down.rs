//! The network plugin's pod on a node is not ready, and what is on the node waits for a network.
//!
//! Flannel, Calico, Cilium, kindnet, Weave and others run one pod on each node, which writes the CNI
//! configuration and answers when pods are made. While it is down, a new node stays `NotReady` (`cni
//! plugin not initialized`, `cni config uninitialized`), and pods stay in `ContainerCreating` with
//! `FailedCreatePodSandBox … plugin type="calico" failed`. A symptom: the chain goes on to why that pod
//! does not run. Pods that have a network keep it.

use std::collections::BTreeMap;

use crate::facts::{Facts, lacks_network};
use crate::finding::{Evidence, Finding};
use crate::snapshot::{Object as _, ObjectRef, Pod};

/// How the names of the pods of the common plugins begin.
const PLUGINS: &[&str] = &[
    "kube-flannel",
    "calico-node",
    "canal-",
    "kindnet-",
    "cilium-",
    "weave-net",
    "antrea-agent",
    "aws-node",
    "kube-router",
    "ovnkube-node",
    "azure-cni",
];

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut plugins: BTreeMap<&str, Finding> = BTreeMap::new();
    for pod in facts.snapshot.pods.iter().filter(|pod| is_plugin(pod)) {
        if let Some(trouble) = facts.trouble(pod) {
            let object = pod.object();
            let message = "is the node's network plugin and does not run";
            let finding = Finding::symptom("K525", object.clone(), message)
                .evidence(Evidence::field(&object, "status", trouble))
                .held_by(object, "is this pod");
            plugins.insert(&pod.spec.node_name, finding);
        }
    }
    if plugins.is_empty() {
        return Vec::new();
    }
    for node in &facts.snapshot.nodes {
        if lacks_network(node) {
            hold(&mut plugins, &node.metadata.name, node.object());
        }
    }
    for pod in &facts.snapshot.pods {
        if plugins.contains_key(pod.spec.node_name.as_str())
            && waits_for_network(facts, pod)
            && facts.trouble(pod).is_some()
        {
            hold(&mut plugins, &pod.spec.node_name, pod.object());
        }
    }
    plugins.into_values().collect()
}

/// Whether a pod is a network plugin on a node, by the names that they have everywhere.
pub(super) fn is_plugin(pod: &Pod) -> bool {
    let owner = crate::facts::controller(&pod.metadata);
    owner.is_some_and(|owner| owner.kind == "DaemonSet")
        && PLUGINS.iter().any(|name| pod.metadata.name.starts_with(name))
        && !pod.metadata.name.starts_with("cilium-envoy")
}

fn hold(plugins: &mut BTreeMap<&str, Finding>, node: &str, object: ObjectRef) {
    if let Some(finding) = plugins.get_mut(node)
        && finding.object != object
    {
        let why = format!("gets its network from {}", finding.object.name);
        finding.holds.push(crate::finding::Link { object, why });
    }
}

/// Whether a pod's containers are not made because its sandbox has no network.
fn waits_for_network(facts: &Facts<'_>, pod: &Pod) -> bool {
    let creating = pod.status.phase == "Pending" && !pod.spec.host_network;
    // The events last an hour, the pod waits on. Without a sandbox it has no address.
    let is_silent = pod.status.pod_ip.is_empty() && facts.events(&pod.object()).is_empty();
    creating
        && (is_silent && waits_to_be_created(pod)
            || facts
                .event(&pod.object(), "FailedCreatePodSandBox", |text| {
                    text.contains("network")
                        || text.contains("cni")
                        || text.contains("plugin type=")
                })
                .is_some())
}

/// Whether nothing of a pod has been made on its node yet, and no container says why.
fn waits_to_be_created(pod: &Pod) -> bool {
    let mut statuses =
        pod.status.container_statuses.iter().chain(&pod.status.init_container_statuses);
    !pod.status.container_statuses.is_empty()
        && statuses.all(|status| {
            let waiting = status.state.waiting.as_ref();
            waiting.is_some_and(|waiting| {
                matches!(waiting.reason.as_str(), "ContainerCreating" | "PodInitializing")
            })
        })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: kindnet-x1, namespace: kube-system, ownerReferences: [{kind: DaemonSet, name: kindnet, controller: true}]},
 spec: {nodeName: n1, hostNetwork: true, containers: [{name: kindnet-cni}]},
 status: {phase: Running, containerStatuses: [{name: kindnet-cni, state: {waiting: {reason: CrashLoopBackOff}}}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {conditions: [{type: Ready, status: 'False',
 message: 'container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:cni plugin not initialized'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: kindnet-x1, namespace: kube-system, ownerReferences: [{kind: DaemonSet, name: kindnet, controller: true}]},
 spec: {nodeName: n1, hostNetwork: true, containers: [{name: kindnet-cni}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {conditions: [{type: Ready, status: 'True'}]}}
";
