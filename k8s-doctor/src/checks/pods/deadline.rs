//! A pod was ended because it was active for longer than it may be.
//!
//! `Failed`, reason `DeadlineExceeded`: `spec.activeDeadlineSeconds` of the pod is over. (A job has a
//! deadline of its own.) Either the work takes longer than was thought, or it hangs; the log tells.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Deadline, |fault| {
        let message = match fault.pod.spec.active_deadline_seconds {
            Some(seconds) => format!("was ended after its {seconds} s (activeDeadlineSeconds)"),
            None => "was ended after its activeDeadlineSeconds".to_owned(),
        };
        told::on_workload(facts, "K135", fault, message)
            .remedy(told::read(facts, fault, "See how far it came, and whether it hangs"))
            .remedy(told::edit(facts, fault, "Give it more time"))
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: import, namespace: shop}, spec: {nodeName: n1, activeDeadlineSeconds: 60, containers: [{name: import}]},
 status: {phase: Failed, reason: DeadlineExceeded, message: Pod was active on the node longer than the specified deadline}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: import, namespace: shop}, spec: {nodeName: n1, activeDeadlineSeconds: 60, containers: [{name: import}]},
 status: {phase: Succeeded}}
";
