//! A pod asks for more of a resource than any node has, so that it can never be scheduled here.
//!
//! Not a matter of room: were all nodes empty, it would still not fit. Often a wrong unit (`memory: 4000`
//! is bytes, `cpu: 500` is five hundred cores), or a device that no node offers, because its device
//! plugin does not run: then no node's `status.allocatable` names the resource. Killing other pods does
//! not help. What to do: ask for what a node can give, or add a node that is large enough.

use crate::facts::Facts;
use crate::facts::scheduling::{Pending, Reason, amount};
use crate::finding::{Finding, Remedy};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let pending = facts.scheduling().of(Reason::Room);
    pending.filter_map(|pending| judge(facts, pending)).collect()
}

fn judge(facts: &Facts<'_>, pending: &Pending<'_>) -> Option<Finding> {
    let (_, short) = super::insufficient::shortage(pending)?;
    let resource = short.resource.as_str();
    let largest = pending.largest.get(resource).copied().unwrap_or(0);
    if short.asked <= largest {
        return None;
    }
    let asked = amount(resource, short.asked);
    let message = match largest {
        0 => format!("each pod asks {asked} {resource}, which no node offers"),
        _ => format!(
            "each pod asks {asked} {resource}, more than the {} of the largest node that it may be on",
            amount(resource, largest)
        ),
    };
    let why = format!("no node is large enough for its {resource}");
    let finding = super::cause("K301", pending, message, &why);
    let less = super::remedy(
        facts,
        pending,
        match largest {
            0 => format!("Do not ask for {resource}, if the program can do without"),
            _ => {
                format!("Ask for less {resource} than {}; mind the unit", amount(resource, largest))
            }
        },
        super::edit(facts, pending),
    );
    let title = match largest {
        0 => format!(
            "Add a node that has {resource}, or get the device plugin to run that offers it"
        ),
        _ => format!("Add a node with at least {asked} {resource}"),
    };
    let look = facts.commands.kubectl("get nodes -o yaml | grep -A 10 allocatable");
    Some(finding.remedy(less).remedy(Remedy { ..super::remedy(facts, pending, title, vec![look]) }))
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {allocatable: {cpu: '4', memory: 8Gi, pods: '110'},
 conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: train, namespace: ml},
 spec: {containers: [{name: c, resources: {requests: {nvidia.com/gpu: '1'}}}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/1 nodes are available: 1 Insufficient nvidia.com/gpu.'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {allocatable: {cpu: '4', nvidia.com/gpu: '1', pods: '110'},
 conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: train, namespace: ml},
 spec: {nodeName: n1, containers: [{name: c, resources: {requests: {nvidia.com/gpu: '1'}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
";
