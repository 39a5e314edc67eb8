//! A container was killed (137) or asked to end (143), and nothing in the snapshot says by whom.
//!
//! It is not its memory limit: the kubelet would say `OOMKilled`. It is not a probe: there would be one,
//! and mostly events. What is left: the node went down or was drained, somebody killed a process, a
//! child process ran out of memory, or the program itself ends that way.

use super::{exit_code, told};
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Killed, |fault| {
        let message = format!(
            "{} {}, neither for its memory limit nor for a probe",
            fault.who(),
            exit_code::exits(fault.exit_code)
        );
        let message = told::saying(message, &fault.text);
        told::on_workload(facts, "K103", fault, message).remedy(told::read(
            facts,
            fault,
            "Find out who ends it: its own log, then the node's kernel log (dmesg) and kubelet log",
        ))
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: worker, namespace: shop},
 spec: {nodeName: n1, containers: [{name: worker}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: worker, restartCount: 4, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 137, reason: Error}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: worker, namespace: shop, deletionTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: worker}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: worker, restartCount: 4, state: {terminated: {exitCode: 143, reason: Error}}}]}}
";
