//! The hook that runs after a container's start fails, and so the container is killed.
//!
//! `FailedPostStartHook`, `PostStartHookError`: the command or request of `lifecycle.postStart` ended
//! with an error. It runs beside the container's own command, with no promise which comes first: a
//! hook that needs the program to answer must wait for it itself. A failing `preStop` hook only makes
//! an end abrupt, and is no fault here.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Hook, |fault| {
        let message = format!("the postStart hook of {} fails", fault.who());
        let message = told::saying(message, &fault.text);
        told::on_workload(facts, "K119", fault, message).remedy(told::edit(
            facts,
            fault,
            "Correct the hook's command, or have it wait until the program answers",
        ))
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, containers: [{name: web, lifecycle: {postStart: {exec: {command: [/hook.sh]}}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: web, restartCount: 3, state: {waiting: {reason: PostStartHookError, message: 'Exec lifecycle hook ([/hook.sh]) failed: exited with 1'}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, containers: [{name: web, lifecycle: {postStart: {exec: {command: [/hook.sh]}}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
";
