//! A pod's sandbox cannot be made: its network, or the pause container that holds it.
//!
//! Before any container there is the sandbox. `FailedCreatePodSandBox` says why it fails: the CNI plugin
//! is not there or not ready, no address is free, the pause image cannot be pulled, cgroups do not
//! work. It is the node's trouble, or its network plugin's, not the pod's: all new pods of the node have
//! it, and it is told once for each node. The event is the only place where it stands; it counts only
//! while the pod has no container.

use std::collections::BTreeMap;

use super::told;
use crate::facts::Facts;
use crate::facts::containers::{Fault, Kind};
use crate::finding::{Certainty, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, Pod};

/// What the messages have in common by cause: words, what it is, what to do.
const CAUSES: &[(&[&str], &str, &str)] = &[
    (
        &[
            "cni plugin not initialized",
            "network plugin is not ready",
            "no networks found in",
            "cni config uninitialized",
        ],
        "its network plugin is not set up",
        "Install the cluster's network plugin, or see why its pods do not run",
    ),
    (
        &["failed to find plugin", "no such file or directory: fork/exec /opt/cni"],
        "a program of its network plugin is missing",
        "See why the network plugin's pod does not run on this node: it installs that program",
    ),
    (
        &[
            "failed to assign an ip",
            "no ip addresses available",
            "no more ips",
            "no available ip",
            "insufficientfreeaddresses",
            "all ip addresses",
        ],
        "no address is free for it",
        "Free addresses (ended pods, leftovers in /var/lib/cni/networks), or give the node or subnet more",
    ),
    (
        &[
            "failed to get sandbox image",
            "failed to pull image",
            "failed pulling image",
            "pull access denied",
            "pause",
        ],
        "the pause image cannot be pulled",
        "Have the node pull it (its mirror or proxy), or name another in the runtime's configuration",
    ),
    (
        &[
            "loadflannelsubnetenv",
            "/run/flannel/subnet.env",
            "calico",
            "cilium",
            "weave",
            "unable to connect to cilium",
        ],
        "its network plugin does not answer",
        "See why the network plugin's pod on this node is not well",
    ),
    (
        &["cgroup"],
        "its cgroup cannot be made",
        "Have kubelet and runtime use the same cgroup driver",
    ),
    (
        &["connection refused", "context deadline exceeded", "deadlineexceeded"],
        "the runtime or the network plugin does not answer",
        "See the logs of the runtime and of the network plugin on this node",
    ),
];

/// How the names of the pods of network plugins begin.
const PLUGINS: &[&str] = &[
    "calico-node",
    "canal",
    "kube-flannel",
    "cilium",
    "weave-net",
    "kindnet",
    "aws-node",
    "antrea-agent",
    "kube-router",
    "azure-cns",
    "ovnkube-node",
    "multus",
    "kube-multus",
];

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut ill: BTreeMap<&str, Vec<&Pod>> = BTreeMap::new();
    let plugins = facts.snapshot.pods.iter().filter(|pod| is_plugin(pod));
    for pod in plugins.filter(|pod| facts.trouble(pod).is_some()) {
        ill.entry(&pod.spec.node_name).or_default().push(pod);
    }
    told::each(facts, Kind::Sandbox, |fault| {
        let plugins = ill.get(fault.pod.spec.node_name.as_str());
        judge(facts, fault, plugins.map_or(&[], Vec::as_slice))
    })
}

fn judge(facts: &Facts<'_>, fault: &Fault<'_>, plugins: &[&Pod]) -> Finding {
    let lower = fault.text.to_ascii_lowercase();
    let event = fault.evidence.first().map(|evidence| evidence.text.to_ascii_lowercase());
    let has = |word: &&str| {
        lower.contains(*word) || event.as_ref().is_some_and(|event| event.contains(*word))
    };
    let known = CAUSES.iter().find(|(words, ..)| words.iter().any(has));
    let (what, advice) = match known {
        Some((_, what, advice)) => (*what, *advice),
        None => ("the runtime fails", "See the logs of the kubelet and the runtime on this node"),
    };
    let node = ObjectRef::new("Node", "", &fault.pod.spec.node_name);
    let message = format!("cannot make sandboxes for new pods: {what} ({})", fault.text);
    let mut finding = told::on("K120", fault, node.clone(), message, "cannot get a sandbox there");
    finding.certainty = Certainty::Inferred;
    for pod in plugins {
        let why = format!("{} sets up the network of this node", pod.metadata.name);
        finding = finding.held_by(pod.object(), why);
    }
    finding.remedy(Remedy {
        title: advice.to_owned(),
        commands: vec![
            facts.commands.kubectl("get pods -A -o wide --field-selector spec.nodeName=")
                + &crate::facts::quote(&node.name),
            facts.commands.on("describe", &node),
        ],
        verify: vec![facts.commands.on("get", &fault.pod.object())],
        risk: String::new(),
    })
}

/// Whether a pod sets up the network of its node.
fn is_plugin(pod: &Pod) -> bool {
    pod.spec.host_network && PLUGINS.iter().any(|name| pod.metadata.name.starts_with(name))
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Pending, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  containerStatuses: [{name: web, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreatePodSandBox,
 involvedObject: {kind: Pod, namespace: shop, name: web}, lastTimestamp: 2026-01-01T10:10:00Z,
 message: 'Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox "x": plugin type="host-local" failed (add): failed to allocate for range 0: no IP addresses available in range set: 10.244.0.1-10.244.0.254'}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: 2026-01-01T10:00:00Z}],
  containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreatePodSandBox,
 involvedObject: {kind: Pod, namespace: shop, name: web}, lastTimestamp: 2026-01-01T10:10:00Z,
 message: 'Failed to create pod sandbox: rpc error: code = Unknown desc = cni plugin not initialized'}
"#;
