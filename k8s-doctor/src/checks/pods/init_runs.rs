//! An init container does not end, and so the pod's own containers never start.
//!
//! Init containers run one after the other, each to its end. One that runs on is waiting for something
//! or hangs; its log tells. If its command or log names a service of the cluster, K118 tells it; one
//! that fails instead of running on is told by its fault, as any container is.

use super::told;
use crate::facts::Facts;
use crate::facts::containers::Kind;
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each(facts, Kind::InitRuns, |fault| {
        let message = format!("{} does not end, and the pod waits for it", fault.who());
        let message = told::saying(message, &fault.text);
        told::on_workload(facts, "K117", fault, message).remedy(told::read(
            facts,
            fault,
            "See in its log what it waits for",
        ))
    })
}

pub(super) const BAD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, initContainers: [{name: prepare}], containers: [{name: api}]},
 status: {phase: Pending, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  initContainerStatuses: [{name: prepare, state: {running: {startedAt: 2026-01-01T10:00:00Z}}}],
  containerStatuses: [{name: api, state: {waiting: {reason: PodInitializing}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: later, namespace: shop, creationTimestamp: 2026-01-01T11:00:00Z},
 status: {phase: Succeeded}}
";

pub(super) const GOOD: &str = r"
{kind: Pod, apiVersion: v1, metadata: {name: api, namespace: shop, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, initContainers: [{name: prepare}], containers: [{name: api}]},
 status: {phase: Pending, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  initContainerStatuses: [{name: prepare, state: {running: {startedAt: 2026-01-01T10:00:00Z}}}],
  containerStatuses: [{name: api, state: {waiting: {reason: PodInitializing}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: later, namespace: shop, creationTimestamp: 2026-01-01T10:00:20Z},
 status: {phase: Succeeded}}
";
