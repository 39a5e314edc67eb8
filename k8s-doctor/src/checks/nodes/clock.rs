//! A node's clock is apart from the others'.
//!
//! The kubelet writes its own time into its lease. If a node is ready and its lease's time is minutes from
//! that of the other nodes, its clock is wrong: tokens and certificates are then not yet or no longer valid,
//! and the times in its events and logs mislead. Judged with three nodes or more, by the middle one.

use crate::facts::{Facts, is_node_ready};
use crate::finding::{Certainty, Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Lease, Object as _, Time};

/// Further from the others than any delay between kubelets that are well, in seconds.
pub(super) const APART: i64 = 120;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let leases: Vec<&Lease> = facts
        .snapshot
        .leases
        .within("kube-node-lease")
        .iter()
        .filter(|lease| {
            let node = facts.snapshot.nodes.get("", &lease.metadata.name);
            lease.spec.renew_time.is_known() && node.is_some_and(is_node_ready)
        })
        .collect();
    let mut times: Vec<Time> = leases.iter().map(|lease| lease.spec.renew_time).collect();
    times.sort_unstable();
    let Some(middle) = times.get(times.len() / 2).copied().filter(|_| times.len() >= 3) else {
        return Vec::new();
    };
    leases.iter().filter_map(|lease| judge(facts, lease, middle)).collect()
}

fn judge(facts: &Facts<'_>, lease: &Lease, middle: Time) -> Option<Finding> {
    let node = facts.snapshot.nodes.get("", &lease.metadata.name)?;
    let ahead = middle.seconds_until(lease.spec.renew_time)?;
    if ahead.abs() <= APART {
        return None;
    }
    let word = if ahead > 0 { "ahead of" } else { "behind" };
    let message = format!("its clock seems to be {} seconds {word} the other nodes'", ahead.abs());
    let evidence = Evidence::field(&lease.object(), "spec.renewTime", "by its own clock");
    let commands = vec![facts.on_node(node, "date -u"), facts.on_node(node, "timedatectl")];
    Some(
        Finding::cause("K615", node.object(), message)
            .severity(Severity::Warning)
            .certainty(Certainty::Inferred)
            .evidence(evidence.since(lease.spec.renew_time))
            .remedy(Remedy {
                title: "Set the clock, and keep it by NTP".to_owned(),
                commands,
                verify: vec![facts.commands.kubectl("get leases -n kube-node-lease -o yaml")],
                risk: String::new(),
            }),
    )
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n2}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n3}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: n1, namespace: kube-node-lease}, spec: {leaseDurationSeconds: 40, renewTime: 2026-01-01T10:00:00Z}}
---
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: n2, namespace: kube-node-lease}, spec: {leaseDurationSeconds: 40, renewTime: 2026-01-01T10:00:05Z}}
---
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: n3, namespace: kube-node-lease}, spec: {leaseDurationSeconds: 40, renewTime: 2026-01-01T10:09:00Z}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n2}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Node, apiVersion: v1, metadata: {name: n3}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: n1, namespace: kube-node-lease}, spec: {leaseDurationSeconds: 40, renewTime: 2026-01-01T10:00:00Z}}
---
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: n2, namespace: kube-node-lease}, spec: {leaseDurationSeconds: 40, renewTime: 2026-01-01T10:00:05Z}}
---
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: n3, namespace: kube-node-lease}, spec: {leaseDurationSeconds: 40, renewTime: 2026-01-01T10:00:09Z}}
";
