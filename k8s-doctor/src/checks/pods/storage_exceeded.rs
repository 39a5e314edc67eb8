//! A pod was put out because it used more of the node's disk than it may.
//!
//! Its log, what it writes into its own file system, and its emptyDirs count against the limit
//! `ephemeral-storage`; an emptyDir may have a `sizeLimit` of its own. It is the pod's own doing, not
//! the node's: the next one fills up just the same.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::Storage, |fault| {
        let message = told::saying(
            "was evicted for what it wrote to the node's disk".to_owned(),
            fault.text.trim_end_matches(['.', ' ']),
        );
        told::on_workload(facts, "K124", fault, message).remedy(told::edit(
            facts,
            fault,
            "Have it write less or to a volume of its own, or raise its limit (ephemeral-storage, or \
             the emptyDir's sizeLimit)",
        ))
    })
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: tool, namespace: shop}, spec: {nodeName: n1, containers: [{name: tool}]},
 status: {phase: Failed, reason: Evicted, message: 'Usage of EmptyDir volume "cache" exceeds the limit "1Gi". '}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web-1, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z,
  ownerReferences: [{kind: ReplicaSet, name: web, controller: true}]},
 spec: {nodeName: n1, containers: [{name: web}]},
 status: {phase: Failed, reason: Evicted, startTime: 2026-01-01T10:00:00Z, message: 'Usage of EmptyDir volume "cache" exceeds the limit "1Gi". '}}
---
{kind: Pod, apiVersion: v1, metadata: {name: later, namespace: shop, creationTimestamp: 2026-01-02T11:00:00Z},
 status: {phase: Succeeded}}
"#;
