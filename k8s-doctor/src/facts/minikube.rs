//! What is known of the minikube that made the cluster: read once from its files, the nodes' labels
//! and the kubeconfig.

use crate::minikube::profile::{
    Profile, Sources, parse_audit, parse_config, parse_last_start, profile,
};
use crate::snapshot::Snapshot;

/// The label that minikube puts on its nodes.
const VERSION_LABEL: &str = "minikube.k8s.io/version";

/// minikube's version, by the nodes' label or by the kubeconfig: `v1.20.0`.
pub(crate) fn version(snapshot: &Snapshot) -> Option<&str> {
    let labels = snapshot.nodes.iter().map(|node| &node.metadata.labels);
    let mut versions = labels.filter_map(|labels| labels.get(VERSION_LABEL).map(String::as_str));
    let label = versions.find(|version| !version.is_empty());
    label.or(snapshot.minikube.kubeconfig_version.as_deref())
}

/// The profile; nothing where nothing hints at minikube.
pub(crate) fn read(snapshot: &Snapshot) -> Option<Profile> {
    let files = &snapshot.minikube;
    let labels = snapshot.nodes.iter().map(|node| &node.metadata.labels);
    let node_label = labels.clone().find_map(|labels| labels.get(VERSION_LABEL));
    let label_name = labels.clone().find_map(|labels| labels.get("minikube.k8s.io/name"));
    let config = files.config.as_deref().map(|text| parse_config(text).0);
    let audit = files.audit.as_deref().map(|text| parse_audit(text).0).unwrap_or_default();
    let last_start = files.last_start.as_deref().map(|text| parse_last_start(text).0);
    let is_minikube = node_label.is_some()
        || config.is_some()
        || files.kubeconfig_version.is_some()
        || !audit.is_empty();
    if !is_minikube {
        return None;
    }
    let name = match files.profile_name.as_str() {
        "" => label_name.map(String::as_str),
        name => Some(name),
    };
    let server = snapshot.versions.server_version.git_version.as_str();
    let (profile, _) = profile(&Sources {
        name,
        config: config.as_ref(),
        audit: &audit,
        last_start: last_start.as_ref(),
        node_label: node_label.map(String::as_str),
        kubeconfig: files.kubeconfig_version.as_deref(),
        server_version: Some(server).filter(|server| !server.is_empty()),
    });
    Some(profile)
}
