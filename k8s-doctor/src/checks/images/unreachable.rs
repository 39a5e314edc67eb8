//! A node does not reach a registry.
//!
//! Its name does not resolve, the connection is refused or runs into a timeout, a proxy or a firewall is
//! in the way. The node asks, not the pod: the cluster's DNS, services and network policies have
//! nothing to do with it, and a registry that runs in the cluster is not found by its service name.
//! `localhost:5000` means the node itself.
//!
//! Where several registries are not reached, it is the node's way out rather than any of them: all are
//! told as one. On minikube a proxy must be given to the node (`HTTPS_PROXY` set when it is started).

use std::collections::BTreeSet;

use super::remedy;
use crate::facts::Facts;
use crate::facts::images::{PullClass, PullFailure};
use crate::finding::{Finding, Remedy};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::Unreachable]);
    let hosts: BTreeSet<&str> = all
        .iter()
        .flatten()
        .filter(|failure| !is_unknown(&failure.text))
        .map(|failure| failure.name.host.as_str())
        .collect();
    all.iter().filter_map(|failures| judge(facts, failures, hosts.len() > 1)).collect()
}

/// Whether DNS answered, and said that there is no such name.
fn is_unknown(text: &str) -> bool {
    text.contains("no such host")
}

fn judge(facts: &Facts<'_>, failures: &[&PullFailure<'_>], several: bool) -> Option<Finding> {
    let failure = failures.first()?;
    let (host, node) = (&failure.name.host, &failure.pod.spec.node_name);
    let why = why(&failure.text);
    let message =
        format!("node {node} does not reach registry {host} of image {}: {why}", failure.image);
    let mut finding = super::cause(facts, "K204", failures, message)?;
    let is_unknown = is_unknown(&failure.text);
    let key = if several && !is_unknown { "several registries" } else { host.as_str() };
    finding.group = Some(key.to_owned());
    if is_unknown {
        let title = format!("If {host} is written wrong, or known in the cluster only: correct it");
        finding = finding.remedy(remedy::rename(facts, failure, None, &title));
    }
    let name = host.rsplit_once(':').map_or(host.as_str(), |(name, _)| name);
    let name = if name == "docker.io" { "registry-1.docker.io" } else { name };
    let command = format!("curl -sSI https://{}/v2/", crate::facts::quote(name));
    let command = match facts.node_of(failure.pod) {
        Some(node) if remedy::is_minikube(node) => remedy::on_minikube(facts, node, &command),
        _ => command,
    };
    finding = finding.remedy(Remedy {
        title: format!("On node {node}: see how far it gets; check DNS, proxy and firewall"),
        commands: vec![command],
        verify: remedy::verify(facts, failure),
        risk: String::new(),
    });
    if let Some(load) = remedy::load(facts, failure) {
        let title =
            "Until then, if your own machine has the image: load it into minikube".to_owned();
        finding = finding.remedy(Remedy { title, ..load });
    }
    Some(finding)
}

fn why(text: &str) -> &'static str {
    let text = text.to_lowercase();
    let all: &[(&str, &str)] = &[
        ("proxyconnect", "the proxy does not answer"),
        ("no such host", "there is no such host"),
        ("server misbehaving", "its DNS server fails"),
        ("temporary failure in name resolution", "its DNS server fails"),
        (":53: i/o timeout", "its DNS server does not answer"),
        (":53: connect", "its DNS server does not answer"),
        (":53: read: connection refused", "its DNS server does not answer"),
        ("connection refused", "connection refused"),
        ("network is unreachable", "it has no route there"),
        ("no route to host", "it has no route there"),
        ("tls handshake timeout", "TLS handshake timeout"),
        ("connection reset", "the connection is cut"),
        ("eof", "the connection is cut"),
    ];
    all.iter().find(|(words, _)| text.contains(words)).map_or("timeout", |(_, why)| why)
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'reg.example/web:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull,
  message: 'failed to do request: Head "https://reg.example/v2/web/manifests/1": dial tcp 192.0.2.1:443: i/o timeout'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'reg.example/web:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "reg.example/web:1": failed to do request: Head "https://reg.example/v2/web/manifests/1": dial tcp 192.0.2.1:443: i/o timeout'}
"#;
