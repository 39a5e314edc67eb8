//! A container ends because it may not write where it wants to: the file system is read-only.
//!
//! Either its root is (`readOnlyRootFilesystem: true`), and the program wants `/tmp`, a cache, a pid
//! file; or the volume is mounted `readOnly`, as config maps and secrets always are; or the node's disk
//! has been set read-only after an error. Which one tells the path in the message.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::{Evidence, Finding};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::ReadOnly, |fault| {
        let is_root = fault
            .container
            .is_some_and(|container| container.security_context.read_only_root_filesystem);
        let what = if is_root {
            "its root file system, which is read-only"
        } else {
            "a read-only file system"
        };
        let message = told::saying(format!("{} cannot write to {what}", fault.who()), &fault.text);
        let mut finding = told::on_workload(facts, "K115", fault, message);
        if let (true, Some(container)) = (is_root, fault.container) {
            let path = format!(
                "spec.containers[{}].securityContext.readOnlyRootFilesystem",
                container.name
            );
            finding = finding.evidence(Evidence::field(&fault.pod.object(), &path, "true"));
        }
        finding.remedy(told::edit(
            facts,
            fault,
            "Mount an emptyDir where the program writes, or have it write into one that is there",
        ))
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, containers: [{name: web, securityContext: {readOnlyRootFilesystem: true}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: web, restartCount: 3, state: {waiting: {reason: CrashLoopBackOff}},
   lastState: {terminated: {exitCode: 1, reason: Error, message: '[emerg] mkdir() /var/cache/nginx failed (30: Read-only file system)'}}}]}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, containers: [{name: web, securityContext: {readOnlyRootFilesystem: true}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
";
