//! A pod asks for more cpu, memory, disk or devices than any node that it may be on has free now.
//!
//! What counts is what pods *ask for* (`requests`), not what they use: a node that idles may be full.
//! Of a pod's containers the sum is asked, of its init containers the largest, and the overhead of its
//! runtime class. A node gives what is `allocatable`, less what is asked by all pods on it that have
//! not ended. The scheduler says `Insufficient memory` and no numbers; here they are worked out, for
//! the roomiest node, with the pods that have most of it.
//!
//! What misleads: nodes that are refused for another reason (a taint, a selector) may have room and
//! are no help, and `kubectl top` shows use, not requests. What to do: ask for less, run fewer, make
//! room, or add a node; a minikube node keeps the memory that it was made with.

use crate::facts::scheduling::{Pending, Reason, Refusal, Shortage, amount};
use crate::facts::{Facts, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Node, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let pending = facts.scheduling().of(Reason::Room);
    pending.filter_map(|pending| judge(facts, pending)).collect()
}

/// What is short on the roomiest of the nodes that count.
pub(super) fn shortage<'p>(pending: &'p Pending<'_>) -> Option<(&'p Node, &'p Shortage)> {
    pending.told().find_map(|(node, refusal)| match refusal {
        Refusal::Room(shortages) => {
            let missing = |shortage: &&Shortage| {
                (shortage.asked - shortage.free).saturating_mul(1000) / shortage.asked.max(1)
            };
            shortages.iter().max_by_key(missing).map(|worst| (node, worst))
        }
        _ => None,
    })
}

fn judge(facts: &Facts<'_>, pending: &Pending<'_>) -> Option<Finding> {
    let Some((node, short)) = shortage(pending) else {
        return Some(by_message(facts, pending));
    };
    let largest = pending.largest.get(&short.resource).copied().unwrap_or(0);
    if short.asked > largest {
        // No room could be made.
        return None;
    }
    let show = |milli: i128| amount(&short.resource, milli);
    let message = format!(
        "each pod asks {} {}, the roomiest node {} has {} free of {}",
        show(short.asked),
        short.resource,
        node.metadata.name,
        show(short.free.max(0)),
        show(short.allocatable)
    );
    let why = format!("no node has room for its {}", short.resource);
    let mut finding = super::cause("K300", pending, message, &why);
    for (pod, asked) in facts.scheduling().largest(node, &short.resource) {
        let text = format!("{} {} on {}", show(asked), short.resource, node.metadata.name);
        let path = format!("spec.containers.resources.requests.{}", short.resource);
        finding = finding.evidence(Evidence::field(&pod.object(), &path, text));
    }
    Some(with_remedies(facts, pending, &short.resource, finding))
}

fn by_message(facts: &Facts<'_>, pending: &Pending<'_>) -> Finding {
    let resource = pending.words.split("Insufficient ").nth(1).unwrap_or_default();
    let resource = resource.split([',', ' ']).next().unwrap_or_default().trim_end_matches('.');
    let asked = crate::facts::scheduling::requests(&pending.pod().spec);
    let message = match asked.get(resource) {
        Some(asked) => format!(
            "each pod asks {} {resource}, and no node has it free",
            amount(resource, *asked)
        ),
        None => format!("no node has room for the {resource} that each pod asks"),
    };
    let why = format!("no node has room for its {resource}");
    with_remedies(facts, pending, resource, super::cause("K300", pending, message, &why))
}

fn with_remedies(
    facts: &Facts<'_>,
    pending: &Pending<'_>,
    resource: &str,
    finding: Finding,
) -> Finding {
    let is_plain = matches!(resource, "cpu" | "memory");
    let top = facts.commands.kubectl("describe nodes | grep -A 8 'Allocated resources'");
    let scales =
        matches!(pending.workload.kind.as_str(), "Deployment" | "StatefulSet" | "ReplicaSet");
    let mut finding = finding.remedy(Remedy {
        risk: "the container may need what it asks for: look at its use first".to_owned(),
        ..super::remedy(
            facts,
            pending,
            format!("Ask for less {resource}, as much as the program really needs"),
            super::edit(facts, pending),
        )
    });
    let namespace = quote(&pending.pod().metadata.namespace);
    if is_plain {
        let look = facts.commands.kubectl(&format!("top pods -n {namespace} --containers"));
        finding.remedies[0].commands.insert(0, look);
    }
    if scales {
        let wanted = facts.pods_of(&pending.workload).len().saturating_sub(pending.pods.len());
        let scale =
            facts.commands.on("scale", &pending.workload) + &format!(" --replicas={wanted}");
        finding = finding.remedy(Remedy {
            risk: "fewer pods serve than were wanted".to_owned(),
            ..super::remedy(facts, pending, format!("Run only the {wanted} that fit"), vec![scale])
        });
    }
    finding.remedy(room(facts, pending, resource, top))
}

/// Making room, or adding some.
fn room(facts: &Facts<'_>, pending: &Pending<'_>, resource: &str, look: String) -> Remedy {
    let title = format!("Make room: add a node with {resource}, or remove what takes it");
    if !facts.is_minikube() {
        return super::remedy(facts, pending, title, vec![look]);
    }
    let mut commands = vec![look];
    if facts.snapshot.nodes.len() > 1 {
        commands.push(facts.commands.minikube("node add"));
    } else {
        let flag = if resource == "cpu" { "--cpus=4" } else { "--memory=8g" };
        commands.push(facts.commands.minikube("delete"));
        commands.push(facts.commands.minikube(&format!("start {flag}")));
    }
    Remedy {
        risk: "a minikube node keeps the size that it was made with; deleting it loses all that is in \
               the cluster"
            .to_owned(),
        ..super::remedy(facts, pending, title, commands)
    }
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {allocatable: {cpu: '4', memory: 8Gi, pods: '110'},
 conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: big, namespace: shop},
 spec: {nodeName: n1, containers: [{name: c, resources: {requests: {memory: 5Gi}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: next, namespace: shop},
 spec: {containers: [{name: c, resources: {requests: {memory: 5Gi}}}]},
 status: {phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable,
  message: '0/1 nodes are available: 1 Insufficient memory.'}]}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, status: {allocatable: {cpu: '4', memory: 8Gi, pods: '110'},
 conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: big, namespace: shop},
 spec: {nodeName: n1, containers: [{name: c, resources: {requests: {memory: 8Gi}}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: done, namespace: shop},
 spec: {nodeName: n1, containers: [{name: c, resources: {requests: {memory: 8Gi}}}]}, status: {phase: Succeeded}}
";
