//! The scheduler or the controller-manager is not there, although the other parts of the control plane
//! run in pods, and something waits for it.
//!
//! kubeadm and minikube write four manifests into `/etc/kubernetes/manifests`; the kubelet runs what it
//! finds there. One that was moved away, or that does not parse, has no pod and so nothing that could be
//! ill. It is told only where pods wait for a scheduler, or deployments for their pods.

use crate::facts::Facts;
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef};

use super::parts;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let servers = parts::pods(facts, "kube-apiserver");
    let Some(server) = servers.first().filter(|_| facts.snapshot.pods.covers("kube-system")) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    for part in ["kube-scheduler", "kube-controller-manager"] {
        let mut waiting = parts::waiting(facts, part);
        waiting.retain(|(object, _)| {
            let meta = facts.snapshot.meta(object);
            meta.is_some_and(|meta| !facts.is_settling(meta.creation_timestamp))
        });
        if !parts::pods(facts, part).is_empty() || waiting.is_empty() {
            continue;
        }
        let node = server.spec.node_name.as_str();
        let object = ObjectRef::new("Pod", "kube-system", &format!("{part}-{node}"));
        let message =
            format!("the {part} does not run: there is no such pod beside the API server's");
        let mut finding = Finding::cause("K831", object, message)
            .certainty(Certainty::Inferred)
            .evidence(Evidence::field(
                &server.object(),
                "metadata.labels.component",
                format!("kube-apiserver; no pod has {part}"),
            ));
        for (held, why) in waiting {
            finding = finding.holds(held, why);
        }
        findings.push(finding.remedy(Remedy {
            title: format!(
                "On node {node}, see whether /etc/kubernetes/manifests/{part}.yaml is there and what \
                 the kubelet says of it"
            ),
            commands: vec![format!("journalctl -u kubelet --no-pager | grep {part}")],
            verify: vec![facts.commands.kubectl("get pods -n kube-system -l tier=control-plane")],
            risk: String::new(),
        }));
    }
    findings
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: kube-apiserver-n1, namespace: kube-system, labels: {component: kube-apiserver, tier: control-plane}},
 spec: {nodeName: n1, containers: [{name: kube-apiserver}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {containers: [{name: web}]}, status: {phase: Pending}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: kube-apiserver-n1, namespace: kube-system, labels: {component: kube-apiserver, tier: control-plane}},
 spec: {nodeName: n1, containers: [{name: kube-apiserver}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
