//! A program ends because a certificate is past its time.
//!
//! `x509: certificate has expired or is not yet valid`. In a pod of the control plane (API server, etcd,
//! controller manager, scheduler) it is kubeadm's, which last one year: minikube renews them at its
//! start since 1.31.0. Elsewhere it is the certificate of whom the program talks to, or its own. `is
//! not yet valid` with a time before now means that a machine's clock is wrong.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::{Finding, Remedy};

const CONTROL_PLANE: &[&str] =
    &["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Certificate, |fault| {
        let message = told::saying(
            format!("{} meets a certificate that has expired", fault.who()),
            &fault.text,
        );
        let finding = told::on_workload(facts, "K139", fault, message);
        let name = fault.container.map_or("", |container| container.name.as_str());
        let is_core =
            fault.pod.metadata.namespace == "kube-system" && CONTROL_PLANE.contains(&name);
        if !is_core {
            return finding.remedy(told::read(
                facts,
                fault,
                "Find out whose certificate it is (the host in the message), and renew it",
            ));
        }
        let is_minikube = facts.snapshot.nodes.iter().any(|node| {
            node.metadata.labels.keys().any(|label| label.starts_with("minikube.k8s.io/"))
        });
        let (commands, verify) = if is_minikube {
            let check = "ssh -- sudo openssl x509 -enddate -noout -in /var/lib/minikube/certs/apiserver.crt";
            (vec![facts.commands.minikube("stop"), facts.commands.minikube("start")], check)
        } else {
            (vec!["sudo kubeadm certs renew all".to_owned()], "")
        };
        let verify = if verify.is_empty() {
            vec!["sudo kubeadm certs check-expiration".to_owned()]
        } else {
            vec![facts.commands.minikube(verify)]
        };
        finding.remedy(Remedy {
            title: "Renew the control plane's certificates on its node, then restart its pods"
                .to_owned(),
            commands,
            verify,
            risk: "the API does not answer meanwhile".to_owned(),
        })
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: kube-scheduler-m01, namespace: kube-system},
 spec: {nodeName: n1, containers: [{name: kube-scheduler}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: kube-scheduler, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 1, reason: Error, message: 'Error: x509: certificate has expired or is not yet valid'}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: kube-scheduler-m01, namespace: kube-system},
 spec: {nodeName: n1, containers: [{name: kube-scheduler}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: kube-scheduler, ready: true, state: {running: {}}}]}}
";
