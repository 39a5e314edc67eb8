//! A node's lease is not renewed, although the node still counts as ready.
//!
//! The kubelet renews its lease every ten seconds; after 40 without, the controller calls the node lost.
//! Between the two its pods are still sent traffic. Judged only where other nodes' leases are fresh, for a
//! dump may be put together over minutes. A lease much older than that, on a ready node, tells of a wrong
//! clock instead.

use crate::facts::{Facts, is_node_ready};
use crate::finding::{Certainty, Evidence, Finding, Severity};
use crate::snapshot::{Node, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.nodes.iter().filter_map(|node| judge(facts, node)).collect()
}

fn judge(facts: &Facts<'_>, node: &Node) -> Option<Finding> {
    let lease = facts.snapshot.leases.get("kube-node-lease", &node.metadata.name)?;
    let age = facts.age(lease.spec.renew_time).filter(|_| is_node_ready(node))?;
    if age <= lease.spec.lease_duration_seconds.max(40) || age > super::clock::APART {
        return None;
    }
    let others = facts.snapshot.leases.within("kube-node-lease").iter();
    let fresh = others.filter(|other| other.metadata.name != node.metadata.name);
    if !fresh.into_iter().any(|other| facts.age(other.spec.renew_time).is_some_and(|age| age < 20))
    {
        return None;
    }
    let evidence = Evidence::field(&lease.object(), "spec.renewTime", "last renewed");
    let message =
        format!("ready in name, but its kubelet has not renewed its lease for {age} seconds");
    Some(
        Finding::cause("K614", node.object(), message)
            .severity(Severity::Warning)
            .certainty(Certainty::Inferred)
            .evidence(evidence.since(lease.spec.renew_time))
            .remedy(super::revive(
                facts,
                node,
                "Look whether the kubelet runs and reaches the API server",
            )),
    )
}

pub(super) const BAD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: n1, namespace: kube-node-lease}, spec: {leaseDurationSeconds: 40, renewTime: 2026-01-01T10:00:00Z}}
---
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: n2, namespace: kube-node-lease}, spec: {leaseDurationSeconds: 40, renewTime: 2026-01-01T10:01:00Z}}
";

pub(super) const GOOD: &str = r"
{kind: Node, apiVersion: v1, metadata: {name: n1}, spec: {}, status: {conditions: [{type: Ready, status: 'True'}]}}
---
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: n1, namespace: kube-node-lease}, spec: {leaseDurationSeconds: 40, renewTime: 2026-01-01T10:00:50Z}}
---
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: n2, namespace: kube-node-lease}, spec: {leaseDurationSeconds: 40, renewTime: 2026-01-01T10:01:00Z}}
";
