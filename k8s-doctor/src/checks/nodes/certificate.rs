//! A node's kubelet is refused because its certificate has expired.
//!
//! Kubelet certificates of kubeadm and minikube last a year and are renewed by the running kubelet; a
//! cluster that was off at that time is locked out. The kubelet's own log is not in the API; what shows is
//! that the node is lost and the API server logs `x509: certificate has expired or is not yet valid`.
//! minikube renews expired certificates at start since 1.31.0.

use crate::facts::Facts;
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Node, Object as _, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let Some(said) = super::expired(facts) else { return Vec::new() };
    facts.snapshot.nodes.iter().filter_map(|node| judge(facts, node, &said)).collect()
}

fn judge(facts: &Facts<'_>, node: &Node, said: &Evidence) -> Option<Finding> {
    let ready = condition(&node.status.conditions, "Ready").filter(|it| it.status == "Unknown")?;
    let object = node.object();
    let (title, commands) = if facts.is_minikube() {
        (
            "Start the cluster again with minikube 1.31.0 or later, which renews the certificates",
            vec![facts.commands.minikube("start")],
        )
    } else {
        (
            "Renew the certificates on the node, and restart the kubelet",
            vec![
                "sudo kubeadm certs check-expiration".to_owned(),
                "sudo kubeadm certs renew all".to_owned(),
                "sudo systemctl restart kubelet".to_owned(),
            ],
        )
    };
    let mut finding =
        Finding::cause("K611", object.clone(), "its kubelet's certificate seems to have expired")
            .certainty(Certainty::Inferred)
            .evidence(said.clone())
            .evidence(
                Evidence::field(&object, "status.conditions[Ready]", ready.message.clone())
                    .since(ready.last_transition_time),
            );
    finding.group = Some("expired".to_owned());
    Some(finding.remedy(Remedy {
        title: title.to_owned(),
        commands,
        verify: super::verify(facts, node),
        risk: "the control plane is restarted".to_owned(),
    }))
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {conditions: [{type: Ready, status: Unknown, message: Kubelet stopped posting node status.}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: default}, type: Warning, reason: Unauthorized,
 involvedObject: {kind: Node, name: n1}, message: 'x509: certificate has expired or is not yet valid'}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
";
