//! The parts of a control plane that runs in pods of its own, as kubeadm and minikube set it up, and
//! what stands still without each.

use crate::facts::{Facts, is_ready};
use crate::snapshot::{Object as _, ObjectRef, Pod};

/// The parts, as the label `component` names them.
pub(super) const PARTS: &[&str] =
    &["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];

/// The pods of a part.
pub(super) fn pods<'f>(facts: &Facts<'f>, part: &str) -> Vec<&'f Pod> {
    let pods = facts.snapshot.pods.within("kube-system").iter();
    pods.filter(|pod| is_part(pod, part)).collect()
}

/// Whether a pod is this part.
pub(super) fn is_part(pod: &Pod, part: &str) -> bool {
    let labels = &pod.metadata.labels;
    labels.get("component").is_some_and(|component| component == part)
        && labels.get("tier").is_none_or(|tier| tier == "control-plane")
        && pod.metadata.name.starts_with(part)
}

/// Whether no pod of a part is ready.
pub(super) fn is_down(facts: &Facts<'_>, part: &str) -> bool {
    let pods = pods(facts, part);
    !pods.is_empty() && !pods.iter().any(|pod| is_ready(pod))
}

/// What waits for a part that does nothing, with the reason.
pub(super) fn waiting(facts: &Facts<'_>, part: &str) -> Vec<(ObjectRef, &'static str)> {
    match part {
        "kube-scheduler" => {
            let pods = facts.snapshot.pods.iter().filter(|pod| {
                let own = matches!(pod.spec.scheduler_name.as_str(), "" | "default-scheduler");
                let has_said =
                    pod.status.conditions.iter().any(|found| found.type_ == "PodScheduled");
                own && pod.spec.node_name.is_empty()
                    && pod.spec.scheduling_gates.is_empty()
                    && pod.status.phase == "Pending"
                    && !has_said
            });
            pods.map(|pod| (pod.object(), "waits for the scheduler")).collect()
        }
        "kube-controller-manager" => {
            let unseen = facts.snapshot.deployments.iter().filter(|deployment| {
                // The controller-manager has not seen what was asked for last.
                deployment.metadata.generation > deployment.status.observed_generation
                    && !facts.is_settling(deployment.metadata.creation_timestamp)
            });
            unseen
                .map(|found| (found.object(), "its pods are made by the controller-manager"))
                .collect()
        }
        _ => Vec::new(),
    }
}
