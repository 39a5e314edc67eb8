//! A pod would be spread too unevenly over zones or nodes wherever it may go.
//!
//! A constraint with `whenUnsatisfiable: DoNotSchedule` lets no domain (zone, node) have more than
//! `maxSkew` pods above the emptiest one. If the emptiest domain is one that takes no pods, because its
//! nodes are tainted, full or cordoned, all others are closed as well: tainted nodes count as domains.
//! Nodes without the topology's label are never taken. What to do: `ScheduleAnyway`, a larger
//! `maxSkew`, or `nodeTaintsPolicy: Honor`.

use crate::facts::Facts;
use crate::facts::scheduling::{Pending, Reason, Refusal};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.scheduling().of(Reason::Spread).map(|pending| judge(facts, pending)).collect()
}

fn judge(facts: &Facts<'_>, pending: &Pending<'_>) -> Finding {
    let pod = pending.pod();
    let constraints = pod.spec.topology_spread_constraints.iter();
    let mut hard = constraints.filter(|spread| spread.when_unsatisfiable != "ScheduleAnyway");
    let key = pending.told().find_map(|(_, refusal)| match refusal {
        Refusal::Spread(key) => Some(*key),
        _ => None,
    });
    let spread = hard.find(|spread| key.is_none_or(|key| spread.topology_key == key));
    let (key, skew) = spread.map_or(("", 1), |it| (it.topology_key.as_str(), it.max_skew));
    let is_labelled = facts.snapshot.nodes.is_empty()
        || facts.snapshot.nodes.iter().any(|node| node.metadata.labels.contains_key(key));
    let message = if is_labelled {
        format!("must be spread over {key} with a skew of at most {skew}, and no node would do")
    } else {
        format!("must be spread over {key}, a label that no node has")
    };
    let mut finding = super::cause("K310", pending, message, "would be spread too unevenly");
    let path = "spec.topologySpreadConstraints";
    finding
        .evidence
        .insert(0, Evidence::field(&pod.object(), path, format!("{key}, maxSkew {skew}")));
    finding
        .remedy(super::remedy(
            facts,
            pending,
            "Let the constraint only prefer: whenUnsatisfiable: ScheduleAnyway".to_owned(),
            super::edit(facts, pending),
        ))
        .remedy(Remedy {
            risk: "more pods are lost when one domain is".to_owned(),
            ..super::remedy(
                facts,
                pending,
                "Raise maxSkew, or do not count nodes that it does not tolerate: \
                 nodeTaintsPolicy: Honor (since 1.26)"
                    .to_owned(),
                super::edit(facts, pending),
            )
        })
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1, labels: {zone: a}},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n2, labels: {zone: b}}, spec: {taints: [{key: dedicated, effect: NoSchedule}]},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: one, namespace: shop, labels: {app: web}},
 spec: {nodeName: n1, containers: [{name: c}]}, status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: two, namespace: shop, labels: {app: web}},
 spec: {containers: [{name: c}], topologySpreadConstraints: [
  {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/2 nodes are available: 1 node(s) didn''t match pod topology spread constraints, 1 node(s) had untolerated taint(s).'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1, labels: {zone: a}},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: two, namespace: shop, labels: {app: web}},
 spec: {nodeName: n1, containers: [{name: c}], topologySpreadConstraints: [
  {maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
