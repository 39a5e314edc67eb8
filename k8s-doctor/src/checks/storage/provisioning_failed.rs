//! A provisioner runs, and cannot make the volume that a claim asks for.
//!
//! Its words are in the claim's event `ProvisioningFailed`, and in its log when the event is gone: the
//! storage behind it is full or a quota of it is used up, it may not do what it must (a role at the
//! cloud's provider, a password), or no place can be found for the volume. Claims of one class that fail
//! in the same way are told as one.
//!
//! Missing permissions within Kubernetes, parameters that are refused, and access modes that are not
//! offered are told apart.

use super::provision::{Failure, Kind, failures, words};
use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = failures(facts).into_iter();
    let mine = all.filter(|failure| {
        matches!(failure.kind, Kind::NoAccess | Kind::Full | Kind::Topology | Kind::Other)
    });
    mine.map(|failure| judge(facts, &failure)).collect()
}

fn judge(facts: &Facts<'_>, failure: &Failure<'_>) -> Finding {
    let words = words(&failure.text);
    let (what, title) = match failure.kind {
        Kind::NoAccess => (
            "its provisioner may not make it",
            "Give the provisioner the role or the credentials that it needs for its storage",
        ),
        Kind::Full => (
            "there is no room for it",
            "Make room: delete volumes that nobody needs, ask for less, or have the quota raised",
        ),
        Kind::Topology => (
            "no place is found for it",
            "See that the CSI driver runs on the nodes, and that the class's zones have nodes",
        ),
        _ => ("its provisioner cannot make it", "Look at what the provisioner says, and mend that"),
    };
    let message = format!("has no volume, {what}: {words}");
    let mut finding = add(Finding::cause("K407", failure.claim.clone(), message), failure);
    finding.group = Some(format!("{} {:?}", failure.class, failure.kind));
    let mut commands = vec![facts.commands.on("describe", &failure.claim)];
    for pod in facts.provisioner(&failure.provisioner).pods.iter().take(1) {
        let log = facts.commands.on("logs", &pod.object()).replace(" pod ", " ");
        commands.push(format!("{log} --all-containers --tail=50"));
    }
    finding.remedy(Remedy {
        title: title.to_owned(),
        commands,
        verify: vec![facts.commands.on("get", &failure.claim)],
        risk: String::new(),
    })
}

/// A finding with the evidence of a failure, holding up what waits for it.
pub(super) fn add(mut finding: Finding, failure: &Failure<'_>) -> Finding {
    finding = finding.evidence(failure.evidence.clone());
    if !failure.class.is_empty() && finding.object.kind == "PersistentVolumeClaim" {
        let class = ObjectRef::new("StorageClass", "", &failure.class);
        finding = finding.evidence(Evidence::field(&class, "provisioner", &failure.provisioner));
    }
    if failure.claim != finding.object {
        finding = finding.holds(failure.claim.clone(), "its volume cannot be made");
    }
    for pod in &failure.pods {
        finding = finding.holds(pod.object(), format!("mounts claim {}", failure.claim.name));
    }
    finding
}

pub(super) const BAD: &str = r#"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {storageClassName: fast}, status: {phase: Pending}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: fast}, provisioner: example.com/disk}
---
{kind: Event, apiVersion: v1, metadata: {name: data.1, namespace: db}, type: Warning, reason: ProvisioningFailed,
 involvedObject: {kind: PersistentVolumeClaim, namespace: db, name: data},
 message: 'failed to provision volume with StorageClass "fast": rpc error: code = ResourceExhausted desc = not enough free space'}
"#;

pub(super) const GOOD: &str = r#"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {storageClassName: fast}, status: {phase: Bound}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: fast}, provisioner: example.com/disk}
---
{kind: Event, apiVersion: v1, metadata: {name: data.1, namespace: db}, type: Warning, reason: ProvisioningFailed,
 involvedObject: {kind: PersistentVolumeClaim, namespace: db, name: data},
 message: 'failed to provision volume with StorageClass "fast": rpc error: code = ResourceExhausted desc = not enough free space'}
"#;
