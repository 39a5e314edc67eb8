//! What kind of cluster it is: minikube or not, which version, which container runtime.

use super::Facts;
use crate::snapshot::Node;

impl Facts<'_> {
    /// Whether minikube made the cluster.
    pub fn is_minikube(&self) -> bool {
        self.minikube_version().is_some()
            || self.snapshot.minikube.config.is_some()
            || self.snapshot.nodes.iter().any(is_minikube_node)
    }

    /// minikube's version, by the nodes' label or by the kubeconfig: `v1.20.0`.
    pub fn minikube_version(&self) -> Option<&str> {
        super::minikube::version(self.snapshot)
    }

    /// A command in a node of minikube: `minikube ssh -- df -h`.
    pub fn on_minikube_node(&self, node: &Node, command: &str) -> String {
        match (self.snapshot.nodes.len(), node.metadata.name.as_str()) {
            (0 | 1, _) => self.commands.minikube(&format!("ssh -- {command}")),
            (_, name) => {
                let name = super::quote(name);
                self.commands.minikube(&format!("ssh -n {name} -- {command}"))
            }
        }
    }

    /// A command on a node, however it is reached: by `minikube ssh`, or as it is, to be run there.
    pub fn on_node(&self, node: &Node, command: &str) -> String {
        if self.is_minikube() { self.on_minikube_node(node, command) } else { command.to_owned() }
    }
}

fn is_minikube_node(node: &Node) -> bool {
    node.metadata.labels.contains_key("minikube.k8s.io/name") || node.metadata.name == "minikube"
}

/// The runtime of a node: `docker`, `containerd`, `cri-o`; empty where it is not known.
pub fn runtime_of(node: &Node) -> &str {
    let version = &node.status.node_info.container_runtime_version;
    version.split_once("://").map_or("", |(runtime, _)| runtime)
}
