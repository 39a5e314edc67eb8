//! A container ends again and again, and its own log or exit code is all that tells why.
//!
//! The kubelet starts it anew after 10 s, 20 s, 40 s … up to five minutes (`CrashLoopBackOff`). That
//! wait is not the fault: the fault is the program's, and it stands in the log of the run before
//! (`kubectl logs --previous`). Of that log the line is shown that looks most like the reason. Ends
//! that have a cause with a name (memory, probes, commands that are not there, ports in use …) have
//! checks of their own, and are not told here.
//!
//! Exit codes: 1 the program's own error; 2 wrong arguments by custom, and a Go panic; 126 may not be
//! run; 127 not found; 128 and n: ended by signal n, so 134 is abort, 137 kill, 139 a segmentation
//! fault, 143 was asked to end.

use super::{exit_code, told};
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Crash, |fault| {
        let message = format!("{} {}", fault.who(), exit_code::exits(fault.exit_code));
        let message = told::saying(message, &fault.text);
        let finding = told::on_workload(facts, "K101", fault, message).general();
        let finding = match fault.text.as_str() {
            "" => {
                let read = told::read(facts, fault, "Read what it wrote before it ended");
                told::needing(facts, fault, finding).remedy(read)
            }
            _ => finding,
        };
        finding.remedy(told::edit(
            facts,
            fault,
            "Change what the program says is wrong: its arguments, its configuration or its image",
        ))
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: mailer, namespace: billing},
 spec: {nodeName: n1, restartPolicy: Always, containers: [{name: mailer}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: mailer, restartCount: 8, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 2, reason: Error, message: 'fatal: unknown flag: --smtp-hots', finishedAt: 2026-01-01T10:00:00Z}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: mailer, namespace: billing},
 spec: {nodeName: n1, restartPolicy: Always, containers: [{name: mailer}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: 2026-01-01T11:00:00Z}],
  containerStatuses: [{name: mailer, ready: true, restartCount: 8, state: {running: {}},
   lastState: {terminated: {exitCode: 2, reason: Error, finishedAt: 2026-01-01T10:00:00Z}}}]}}
";
