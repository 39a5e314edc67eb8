//! The runtime cannot create a container, for a reason that no other check knows.
//!
//! `CreateContainerError`, `RunContainerError`, `CreateContainerConfigError` with the runtime's or the
//! kubelet's own words. Often: the name is still taken by the container before (`name … is already in
//! use`, `is reserved for`), which the node's garbage collection or a restart of the runtime ends; a
//! device that the node does not have; a host path that is not there; a volume's `subPath` that cannot
//! be prepared; `context deadline exceeded` on a node whose disk is too slow.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::NotCreated, |fault| {
        let message = told::saying(format!("{} cannot be created", fault.who()), &fault.text);
        let title = match fault.text.as_str() {
            text if text.contains("already in use") || text.contains("is reserved for") => {
                "Wait for the node to clean up; if it does not, restart its container runtime"
            }
            text if text.contains("device") => {
                "Use a node that has the device, or leave it out of the pod"
            }
            text if text.contains("subPath") => {
                "See whether the volume has that path, and of the right sort"
            }
            text if text.contains("deadline exceeded") => {
                "See why the node's runtime is slow: its disk, its load, its log"
            }
            _ => "Correct what the message names",
        };
        told::on_workload(facts, "K131", fault, message).remedy(told::edit(facts, fault, title))
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Pending, conditions: [{type: Ready, status: 'False'}],
  containerStatuses: [{name: web, state: {waiting: {reason: CreateContainerError,
   message: 'error gathering device information while adding custom device "/dev/fuse": no such device'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
"#;
