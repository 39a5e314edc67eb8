//! What a cluster is, before what is wrong with it: versions, nodes, pods, add-ons.

use std::collections::BTreeSet;

use crate::facts::{has_ended, is_node_ready, is_ready, minikube};
use crate::snapshot::{Snapshot, Time};

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// As the server says it: `v1.20.2`; else the newest kubelet's.
    pub server_version: Option<String>,
    /// Of kubectl, where a dump tells.
    pub client_version: Option<String>,
    /// `v1.20.0`; nothing where it is no minikube.
    pub minikube_version: Option<String>,
    /// The nodes, in order of name.
    pub nodes: Vec<NodeLine>,
    /// Pods that have not ended, and how many of them are ready; nothing where no pods were read.
    pub pods: Option<(usize, usize)>,
    /// How many namespaces have objects.
    pub n_namespaces: usize,
    /// minikube's add-ons that are on, in order of name.
    pub addons: Vec<String>,
    /// The newest time in the snapshot.
    pub now: Time,
}

/// A node in a few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeLine {
    /// Its name.
    pub name: String,
    /// Whether it is ready.
    pub is_ready: bool,
    /// The kubelet's version.
    pub kubelet: String,
    /// The container runtime and its version: `docker://20.10.6`.
    pub runtime: String,
}

/// Looks over a snapshot.
pub fn overview(snapshot: &Snapshot) -> Overview {
    let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let nodes: Vec<NodeLine> = snapshot
        .nodes
        .iter()
        .map(|node| NodeLine {
            name: node.metadata.name.clone(),
            is_ready: is_node_ready(node),
            kubelet: node.status.node_info.kubelet_version.clone(),
            runtime: node.status.node_info.container_runtime_version.clone(),
        })
        .collect();
    let kubelet = nodes.iter().map(|node| node.kubelet.as_str()).max().and_then(text);
    let pods = snapshot.pods.iter().filter(|pod| !has_ended(pod));
    let n_ready = pods.clone().filter(|pod| is_ready(pod)).count();
    let are_known = !snapshot.pods.is_empty() || !snapshot.pods.coverage.is_nothing();
    let namespaces: BTreeSet<&str> =
        snapshot.pods.iter().map(|pod| pod.metadata.namespace.as_str()).collect();
    let profile = minikube::read(snapshot);
    let addons = profile.map(|profile| profile.addons).unwrap_or_default();
    let on = addons.into_iter().filter(|(_, on)| *on);
    Overview {
        server_version: text(&snapshot.versions.server_version.git_version).or(kubelet),
        client_version: text(&snapshot.versions.client_version.git_version),
        minikube_version: minikube::version(snapshot).map(str::to_owned),
        nodes,
        pods: are_known.then(|| (pods.count(), n_ready)),
        n_namespaces: namespaces.len().max(snapshot.namespaces.len()),
        addons: on.map(|(name, _)| name).collect(),
        now: snapshot.now,
    }
}
