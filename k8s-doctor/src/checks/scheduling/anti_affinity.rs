//! A pod must not be beside a pod that is on every node that it may be on.
//!
//! Required anti-affinity works both ways: what a running pod asks keeps out those that come later.
//! The usual case is a workload that wants one pod a node and has more replicas than nodes; a rolling
//! update that makes a new pod before an old one goes is stuck the same way. What to do: fewer
//! replicas, another node, or `preferredDuringScheduling` in place of `required`.

use crate::facts::Facts;
use crate::facts::scheduling::{Pending, Reason, Refusal};
use crate::finding::{Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.scheduling().of(Reason::Apart).map(|pending| judge(facts, pending)).collect()
}

fn judge(facts: &Facts<'_>, pending: &Pending<'_>) -> Finding {
    let by = pending.told().find_map(|(_, refusal)| match refusal {
        Refusal::Apart(by) => Some(*by),
        _ => None,
    });
    let n_nodes = pending.n_nodes;
    let message = match by {
        Some(by) if facts.workload_of(by) == pending.workload => {
            let alive = facts.pods_of(&pending.workload).iter();
            let wanted = alive.filter(|pod| !crate::facts::has_ended(pod)).count();
            format!(
                "wants its {wanted} pods apart, and {} for them",
                match n_nodes {
                    1 => "there is one node".to_owned(),
                    _ => format!("there are {n_nodes} nodes"),
                }
            )
        }
        Some(by) => format!("must not be beside {}, and no other node would do", by.object()),
        None => "must not be beside pods that are on every node".to_owned(),
    };
    super::cause("K308", pending, message, "must not be beside what is on every node")
        .remedy(super::remedy(
            facts,
            pending,
            "Prefer to be apart, and do not require it: \
             preferredDuringSchedulingIgnoredDuringExecution"
                .to_owned(),
            super::edit(facts, pending),
        ))
        .remedy(Remedy {
            risk: "fewer pods serve than were wanted".to_owned(),
            ..super::remedy(
                facts,
                pending,
                "Run no more pods than there are nodes, or add a node; where an update is stuck, \
                 let it take an old pod away first (maxSurge 0, maxUnavailable 1)"
                    .to_owned(),
                Vec::new(),
            )
        })
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1, labels: {kubernetes.io/hostname: n1}},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: one, namespace: db, labels: {app: db}},
 spec: {nodeName: n1, containers: [{name: c}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: two, namespace: db, labels: {app: db}},
 spec: {containers: [{name: c}], affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [
  {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: db}}}]}}},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/1 nodes are available: 1 node(s) didn''t match pod anti-affinity rules.'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1, labels: {kubernetes.io/hostname: n1}},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: two, namespace: db, labels: {app: db}},
 spec: {nodeName: n1, containers: [{name: c}], affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [
  {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: db}}}]}}},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
