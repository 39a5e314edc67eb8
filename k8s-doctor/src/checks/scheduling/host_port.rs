//! A pod wants a port of the node itself that another pod has on every node that it may be on.
//!
//! A `hostPort` can be had once a node, so that no more pods of a deployment can run than there are
//! nodes, and a rolling update that first makes the new pod waits for itself for ever. Two ingress
//! controllers that both want 80 and 443 are the other usual case. What to do: run no more than there
//! are nodes (or a daemon set), replace pods with strategy `Recreate`, or use a service in its place.

use crate::facts::Facts;
use crate::facts::scheduling::{Pending, Reason, Refusal};
use crate::finding::{Finding, Remedy};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.scheduling().of(Reason::Port).map(|pending| judge(facts, pending)).collect()
}

fn judge(facts: &Facts<'_>, pending: &Pending<'_>) -> Finding {
    let taken = pending.told().find_map(|(node, refusal)| match refusal {
        Refusal::Port(port, by) => Some((node, *port, *by)),
        _ => None,
    });
    let message = match taken {
        Some((node, port, by)) => {
            let by_own = facts.workload_of(by) == pending.workload;
            let whose = if by_own { "its own pod".to_owned() } else { by.object().to_string() };
            format!("wants port {port} of the node, which {whose} has on {}", node.metadata.name)
        }
        None => "wants a port of the node that is taken on every node".to_owned(),
    };
    super::cause("K307", pending, message, "its host port is taken on every node")
        .remedy(super::remedy(
            facts,
            pending,
            "Do without hostPort: reach the pods by a service".to_owned(),
            super::edit(facts, pending),
        ))
        .remedy(Remedy {
            risk: "with Recreate nothing serves while pods are replaced".to_owned(),
            ..super::remedy(
                facts,
                pending,
                "Run no more pods than nodes, and replace them with strategy Recreate".to_owned(),
                super::edit(facts, pending),
            )
        })
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: one, namespace: edge},
 spec: {nodeName: n1, containers: [{name: c, ports: [{containerPort: 8080, hostPort: 80}]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: two, namespace: edge},
 spec: {containers: [{name: c, ports: [{containerPort: 8080, hostPort: 80}]}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/1 nodes are available: 1 node(s) didn''t have free ports for the requested pod ports.'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1},
 status: {allocatable: {cpu: '4', pods: '110'}, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: one, namespace: edge},
 spec: {nodeName: n1, containers: [{name: c, ports: [{containerPort: 8080, hostPort: 80}]}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
