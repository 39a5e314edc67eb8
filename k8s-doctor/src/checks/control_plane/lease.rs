//! Nobody leads: the lease of the scheduler or of the controller-manager has not been renewed, while
//! those of the nodes have.
//!
//! Of several schedulers one works, the one that renews the lease `kube-system/kube-scheduler` every few
//! seconds. A pod may run and be ready and yet hang. The leases of the nodes tell what time it is; a
//! lease that is a minute behind them is nobody's. Without `--leader-elect` there is no lease, or a stale
//! one of earlier: so it is an error only where something waits for that part, and else a warning.

use crate::facts::{Facts, quote};
use crate::finding::{Certainty, Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Object as _, Time};

use super::parts;

/// How far behind a leader's lease may be, in seconds: they are renewed every two, and last fifteen.
const LATE: i64 = 90;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let nodes = facts.snapshot.leases.within("kube-node-lease").iter();
    let newest = nodes.map(|lease| lease.spec.renew_time).max().unwrap_or_default();
    let parts = ["kube-scheduler", "kube-controller-manager"];
    parts.iter().filter_map(|part| judge(facts, part, newest)).collect()
}

fn judge(facts: &Facts<'_>, part: &str, newest: Time) -> Option<Finding> {
    let lease = facts.snapshot.leases.get("kube-system", part)?;
    let late = lease.spec.renew_time.seconds_until(newest)?;
    let alone = |word: &String| word == "--leader-elect=false";
    let pods = parts::pods(facts, part);
    let no_lease = pods.iter().any(|pod| {
        pod.spec.containers.iter().any(|found| found.command.iter().chain(&found.args).any(alone))
    });
    // A pod that is ill is told as such.
    if late < LATE || no_lease || pods.iter().any(|pod| facts.trouble(pod).is_some()) {
        return None;
    }
    let object = lease.object();
    let waiting = parts::waiting(facts, part);
    let severity = if waiting.is_empty() { Severity::Warning } else { Severity::Error };
    let message = format!(
        "no {part} works: {} has not renewed the lease for {late} s",
        lease.spec.holder_identity
    );
    let mut finding = Finding::cause("K832", object.clone(), message)
        .severity(severity)
        .certainty(Certainty::Inferred)
        .evidence(
            Evidence::field(
                &object,
                "spec.renewTime",
                format!("{late} s behind the nodes' leases"),
            )
            .since(lease.spec.renew_time),
        );
    for (held, why) in waiting {
        finding = finding.holds(held, why);
    }
    let commands = pods.iter().map(|pod| {
        facts
            .commands
            .kubectl(&format!("logs -n kube-system {} --tail=50", quote(&pod.metadata.name)))
    });
    Some(finding.remedy(Remedy {
        title: format!(
            "See what the {part} says; have the kubelet start it again by moving its \
                        manifest out of /etc/kubernetes/manifests and back"
        ),
        commands: commands.collect(),
        verify: vec![facts.commands.on("get", &object)],
        risk: String::new(),
    }))
}

pub(super) const BAD: &str = r"
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: kube-scheduler, namespace: kube-system},
 spec: {holderIdentity: n1_1, leaseDurationSeconds: 15, renewTime: '2026-01-01T10:00:00.000000Z'}}
---
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: n1, namespace: kube-node-lease},
 spec: {holderIdentity: n1, leaseDurationSeconds: 40, renewTime: '2026-01-01T10:10:00.000000Z'}}
";

pub(super) const GOOD: &str = r"
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: kube-scheduler, namespace: kube-system},
 spec: {holderIdentity: n1_1, leaseDurationSeconds: 15, renewTime: '2026-01-01T10:09:40.000000Z'}}
---
{kind: Lease, apiVersion: coordination.k8s.io/v1, metadata: {name: n1, namespace: kube-node-lease},
 spec: {holderIdentity: n1, leaseDurationSeconds: 40, renewTime: '2026-01-01T10:10:00.000000Z'}}
";
