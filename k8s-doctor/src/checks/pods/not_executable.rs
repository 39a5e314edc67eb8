//! The command of a container is there, but may not be run.
//!
//! The runtime or a shell says `permission denied`, the exit code is 126. Mostly the file has no `x`
//! bit, as scripts have not that come from a config map (their volume's `defaultMode` is 0644) or that
//! were copied from Windows; or the command is a folder; or the user that the container runs as may
//! not read it; or the volume is mounted `noexec`.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::NotExecutable, |fault| {
        let message = match fault.subject.as_str() {
            "" => format!("the command of {} may not be run (permission denied)", fault.who()),
            command => format!("{} may not run {command} (permission denied)", fault.who()),
        };
        told::on_workload(facts, "K109", fault, message).remedy(told::edit(
            facts,
            fault,
            "Make it executable: chmod +x when the image is built, defaultMode 0755 where it comes \
             from a volume, or run it as `sh FILE`",
        ))
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: job, namespace: billing},
 spec: {nodeName: n1, containers: [{name: job, command: [/scripts/run.sh]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: job, restartCount: 8, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 128, reason: StartError,
    message: 'runc create failed: unable to start container process: exec: "/scripts/run.sh": permission denied: unknown'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: job, namespace: billing},
 spec: {nodeName: n1, containers: [{name: job, command: [/scripts/run.sh]}]},
 status: {phase: Succeeded, containerStatuses: [{name: job, state: {terminated: {exitCode: 0, reason: Completed}}}]}}
"#;
