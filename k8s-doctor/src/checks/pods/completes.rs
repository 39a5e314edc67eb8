//! A container ends well, again and again: nothing in it keeps running.
//!
//! Exit code 0, reason `Completed`, and `CrashLoopBackOff` all the same, since the pod is to run for
//! ever (`restartPolicy: Always`). A shell without a terminal ends at once; a program that goes into the
//! background leaves nothing in the foreground; a script that is done is done. What is to run once is a
//! Job.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Completes, |fault| {
        let message = format!("{} ends with exit code 0, and is to run for ever", fault.who());
        told::on_workload(facts, "K133", fault, message)
            .remedy(told::edit(
                facts,
                fault,
                "Have it run its program in the foreground (no daemon mode, no bare shell)",
            ))
            .remedy(told::read(
                facts,
                fault,
                "If it is to run once: make a Job of it; see what it did",
            ))
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: shell, namespace: shop},
 spec: {nodeName: n1, restartPolicy: Always, containers: [{name: shell}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: shell, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 0, reason: Completed}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: once, namespace: shop},
 spec: {nodeName: n1, restartPolicy: Never, containers: [{name: once}]},
 status: {phase: Succeeded, containerStatuses: [{name: once, state: {terminated: {exitCode: 0, reason: Completed}}}]}}
";
