//! A certificate of the cluster itself has expired.
//!
//! kubeadm's certificates live for a year, those of minikube for three. They are renewed by an upgrade, or
//! by hand; minikube does it at a start since 1.31.0 (kubernetes/minikube#10122, #13621, #18032). Then
//! nothing signs in any more: `x509: certificate has expired or is not yet valid: current time … is after …`
//! in the logs of the API server, the controller-manager, the scheduler or etcd. The same text is said when
//! a node's clock is wrong (`is before`). Pods outside kube-system speak of certificates of others.

use crate::facts::{Facts, is_node_ready};
use crate::finding::{Certainty, Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Object as _, Pod, condition};

use super::parts;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let nodes_down = facts.snapshot.nodes.iter().any(|node| !is_node_ready(node));
    // Of a node that is lost the API server says the same, and it is told there (K611).
    let node_lost = facts.snapshot.nodes.iter().any(|node| {
        condition(&node.status.conditions, "Ready").is_some_and(|ready| ready.status == "Unknown")
    });
    let mut findings = Vec::new();
    for part in parts::PARTS {
        for pod in parts::pods(facts, part) {
            let is_ill = facts.trouble(pod).is_some();
            if node_lost && !is_ill && *part == "kube-apiserver" {
                continue;
            }
            findings.extend(judge(facts, pod, is_ill, is_ill || nodes_down));
        }
    }
    findings
}

fn judge(facts: &Facts<'_>, pod: &Pod, is_ill: bool, something_fails: bool) -> Option<Finding> {
    let told = |line: &str| line.contains("certificate has expired");
    // An API server that is well tells so about clients of its own, and old lines stay for long.
    let lines = if something_fails { 30 } else { 5 };
    let line = facts.log_line(pod, lines, told)?;
    let object = pod.object();
    let part = pod.metadata.labels.get("component").map_or("control plane", String::as_str);
    let early = line.text.contains("is before");
    let message = if early {
        format!("the {part} refuses a certificate that is not valid yet: a clock is wrong")
    } else {
        format!("the {part} meets a certificate of the cluster that has expired")
    };
    let severity = if is_ill { Severity::Error } else { Severity::Warning };
    let verify = vec![facts.commands.kubectl("get nodes")];
    let minikube =
        facts.snapshot.nodes.iter().any(|node| {
            node.metadata.labels.keys().any(|label| label.starts_with("minikube.k8s.io/"))
        });
    let remedy = if early {
        Remedy {
            title: format!("Set the clock of node {}", pod.spec.node_name),
            commands: vec!["timedatectl status".to_owned()],
            verify,
            risk: String::new(),
        }
    } else if minikube {
        Remedy {
            title: "Start once more with minikube 1.31.0 or later, which renews them".to_owned(),
            commands: vec![facts.commands.minikube("stop"), facts.commands.minikube("start")],
            verify,
            risk: "the cluster stands still meanwhile".to_owned(),
        }
    } else {
        Remedy {
            title: format!(
                "On node {}, renew the certificates, and have the kubelet start the static pods again",
                pod.spec.node_name
            ),
            commands: vec![
                "kubeadm certs check-expiration".to_owned(),
                "kubeadm certs renew all".to_owned(),
                "systemctl restart kubelet".to_owned(),
            ],
            verify,
            risk: "the control plane restarts; kubeconfig files must be fetched anew".to_owned(),
        }
    };
    let mut finding = Finding::cause("K833", object.clone(), message)
        .severity(severity)
        .certainty(Certainty::Inferred)
        .evidence(Evidence::log(&object, line.container, line.text))
        .remedy(remedy);
    finding.group = Some("certificates".to_owned());
    Some(finding)
}

pub(super) const BAD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"kube-scheduler-n1","namespace":"kube-system","labels":{"component":"kube-scheduler","tier":"control-plane"}},
 "spec":{"nodeName":"n1","containers":[{"name":"kube-scheduler"}]},
 "status":{"phase":"Running","containerStatuses":[{"name":"kube-scheduler","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}}
==== START logs for container kube-scheduler of pod kube-system/kube-scheduler-n1 ====
E0102 10:00:00.000000 1 reflector.go:138] Failed to watch *v1.Pod: Get "https://192.168.49.2:8443/api/v1/pods": x509: certificate has expired or is not yet valid: current time 2026-01-02T10:00:00Z is after 2026-01-01T00:00:00Z
==== END logs for container kube-scheduler of pod kube-system/kube-scheduler-n1 ====
"#;

pub(super) const GOOD: &str = r#"
{"kind":"Pod","apiVersion":"v1","metadata":{"name":"kube-scheduler-n1","namespace":"kube-system","labels":{"component":"kube-scheduler","tier":"control-plane"}},
 "spec":{"nodeName":"n1","containers":[{"name":"kube-scheduler"}]},
 "status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}}
==== START logs for container kube-scheduler of pod kube-system/kube-scheduler-n1 ====
E0102 10:00:00.000000 1 reflector.go:138] Failed to watch *v1.Pod: x509: certificate has expired or is not yet valid
I0102 10:00:01.000000 1 leaderelection.go:258] successfully acquired lease kube-system/kube-scheduler
I0102 10:00:02.000000 1 one.go:1] a
I0102 10:00:03.000000 1 two.go:1] b
I0102 10:00:04.000000 1 three.go:1] c
I0102 10:00:05.000000 1 four.go:1] d
==== END logs for container kube-scheduler of pod kube-system/kube-scheduler-n1 ====
"#;
