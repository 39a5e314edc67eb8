//! A node does not trust a registry's certificate, or speaks HTTPS to one that speaks HTTP.
//!
//! A registry of one's own with a certificate that it signed itself, or that has expired, or that is for
//! another name; a proxy that opens TLS; or `http: server gave HTTP response to HTTPS client`: the
//! registry has no TLS at all. Which certificates and which plain registries are trusted is set up on
//! each node for its runtime, not in Kubernetes; new nodes do not have it.
//!
//! On minikube a plain registry must be given when the cluster is made (`--insecure-registry`); later
//! the flag is not looked at.

use super::remedy;
use crate::facts::images::{PullClass, PullFailure};
use crate::facts::{Facts, quote};
use crate::finding::{Finding, Remedy};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::Certificate]);
    all.iter().filter_map(|failures| judge(facts, failures)).collect()
}

fn judge(facts: &Facts<'_>, failures: &[&PullFailure<'_>]) -> Option<Finding> {
    let failure = failures.first()?;
    let host = &failure.name.host;
    let text = failure.text.to_lowercase();
    let is_plain = text.contains("http response to https");
    let why = if is_plain {
        "it speaks HTTP only"
    } else if text.contains("unknown authority") {
        "its certificate is signed by nobody that the node knows"
    } else if text.contains("expired or is not yet valid") || text.contains("has expired") {
        "its certificate has expired, or the node's clock is wrong"
    } else if text.contains("is valid for") || text.contains("doesn't contain any ip sans") {
        "its certificate is for another name"
    } else {
        "TLS does not come about"
    };
    let node = &failure.pod.spec.node_name;
    let message =
        format!("node {node} does not trust registry {host} of image {}: {why}", failure.image);
    let mut finding = super::cause(facts, "K205", failures, message)?;
    finding.group = Some(host.clone());
    finding = finding.remedy(trust(facts, failure, is_plain));
    if is_plain && facts.node_of(failure.pod).is_some_and(remedy::is_minikube) {
        let flag = format!("start --insecure-registry={}", quote(host));
        finding = finding.remedy(Remedy {
            title: "Make the minikube cluster again, so that it takes the registry as plain HTTP"
                .to_owned(),
            commands: vec![facts.commands.minikube("delete"), facts.commands.minikube(&flag)],
            verify: remedy::verify(facts, failure),
            risk: "All that is in the cluster is lost".to_owned(),
        });
    }
    Some(finding)
}

/// Tell the node's runtime about it.
fn trust(facts: &Facts<'_>, failure: &PullFailure<'_>, is_plain: bool) -> Remedy {
    let host = &failure.name.host;
    let runtime = facts.node_of(failure.pod).map(remedy::runtime).unwrap_or_default();
    let title = match (runtime, is_plain) {
        ("docker", true) => {
            format!("On each node: add {host} to insecure-registries in /etc/docker/daemon.json")
        }
        ("docker", false) => {
            format!("On each node: put its CA into /etc/docker/certs.d/{host}/ca.crt")
        }
        ("cri-o", true) => {
            format!("On each node: give {host} insecure = true in /etc/containers/registries.conf")
        }
        ("cri-o", false) => {
            format!("On each node: put its CA into /etc/containers/certs.d/{host}/ca.crt")
        }
        (_, true) => format!(
            "On each node: name http://{host} as its server in /etc/containerd/certs.d/{host}/hosts.toml"
        ),
        (_, false) => format!(
            "On each node: name its CA in /etc/containerd/certs.d/{host}/hosts.toml, or give the \
             registry a certificate that is trusted"
        ),
    };
    remedy::note(facts, failure, &title)
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: '10.0.0.5:5000/web:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull,
  message: 'Get "https://10.0.0.5:5000/v2/": http: server gave HTTP response to HTTPS client'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: '10.0.0.5:5000/web:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "10.0.0.5:5000/web:1": Get "https://10.0.0.5:5000/v2/": http: server gave HTTP response to HTTPS client'}
"#;
