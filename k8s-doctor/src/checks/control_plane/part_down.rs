//! A part of the control plane is not well: etcd, the API server, the controller-manager, the
//! scheduler.
//!
//! A symptom of its pod, of which the other checks say why. What stands still without it: without the
//! scheduler new pods stay Pending and not even a `FailedScheduling` is said; without the
//! controller-manager deployments make no pods, endpoints and node conditions grow old; without etcd or
//! the API server nothing is answered, and this could not have been read. They are static pods: their
//! manifests lie in `/etc/kubernetes/manifests` on the node, and deleting the pod does nothing.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding};
use crate::snapshot::Object as _;

use super::parts;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for part in parts::PARTS {
        let is_down = parts::is_down(facts, part);
        for pod in parts::pods(facts, part) {
            let Some(trouble) = facts.trouble(pod) else { continue };
            let object = pod.object();
            let mut finding =
                Finding::symptom("K830", object.clone(), format!("is the {part} and does not run"))
                    .evidence(Evidence::field(&object, "status", trouble))
                    .held_by(object, "is this pod");
            // While another one works, nothing waits for it.
            if is_down {
                for (waiting, why) in parts::waiting(facts, part) {
                    finding = finding.holds(waiting, why);
                }
            }
            findings.push(finding);
        }
    }
    findings
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: kube-scheduler-n1, namespace: kube-system, labels: {component: kube-scheduler, tier: control-plane}},
 spec: {nodeName: n1, containers: [{name: kube-scheduler}]},
 status: {phase: Running, containerStatuses: [{name: kube-scheduler, state: {waiting: {reason: CrashLoopBackOff}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: kube-scheduler-n1, namespace: kube-system, labels: {component: kube-scheduler, tier: control-plane}},
 spec: {nodeName: n1, containers: [{name: kube-scheduler}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
