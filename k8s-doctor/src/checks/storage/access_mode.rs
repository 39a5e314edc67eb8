//! A claim asks for an access mode that its provisioner does not offer.
//!
//! Disks (of the cloud providers, local ones) are written by one node at a time: `ReadWriteOnce`. A
//! claim for `ReadWriteMany` needs a shared file system behind its class: NFS, `CephFS`, EFS, Azure Files,
//! Filestore. Many charts ask for `ReadWriteMany` by default and work with `ReadWriteOnce` as long as
//! there is one replica.
//!
//! The provisioner says so in the event `ProvisioningFailed`; when that is gone, it is inferred for
//! provisioners of which it is known.

use super::provision::{Kind, failures};
use super::provisioning_failed::add;
use super::waiting;
use crate::facts::Facts;
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::ObjectRef;

/// Provisioners of file systems that only one node can write.
const ONE_NODE: &[&str] = &[
    "ebs.csi.aws.com",
    "kubernetes.io/aws-ebs",
    "pd.csi.storage.gke.io",
    "kubernetes.io/gce-pd",
    "disk.csi.azure.com",
    "kubernetes.io/azure-disk",
    "rancher.io/local-path",
    "openebs.io/local",
    "topolvm.io",
];

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut found: Vec<Finding> = Vec::new();
    let failures = failures(facts);
    for failure in failures.iter().filter(|failure| failure.kind == Kind::AccessMode) {
        let finding = cause(facts, &failure.claim, &failure.provisioner);
        found.push(add(finding, failure));
    }
    for waiting in waiting(facts) {
        let Some(claim) = waiting.claim else { continue };
        let shared = claim.spec.access_modes.iter().any(|mode| mode == "ReadWriteMany");
        let is_said = failures.iter().any(|failure| failure.claim == waiting.object);
        if !shared || is_said || claim.spec.volume_mode == "Block" {
            continue;
        }
        let provisioner = facts.provisioner_of(&waiting.object).unwrap_or_default();
        if ONE_NODE.contains(&provisioner.as_str()) {
            let finding = cause(facts, &waiting.object, &provisioner);
            found.push(finding.certainty(Certainty::Inferred));
        }
    }
    found
}

fn cause(facts: &Facts<'_>, claim: &ObjectRef, provisioner: &str) -> Finding {
    let modes = facts.snapshot.claims.get(&claim.namespace, &claim.name);
    let modes = modes.map(|claim| claim.spec.access_modes.join(", ")).unwrap_or_default();
    let asked = if modes.is_empty() { "an access mode".to_owned() } else { modes.clone() };
    let message = format!("asks for {asked}, which its provisioner {provisioner} does not offer");
    let mut finding = Finding::cause("K411", claim.clone(), message);
    if !modes.is_empty() {
        finding = finding.evidence(Evidence::field(claim, "spec.accessModes", modes));
    }
    let risk = "A claim must be deleted and made again to ask for something else";
    finding
        .remedy(Remedy {
            title: "If one node is enough: make the claim again with ReadWriteOnce".to_owned(),
            commands: vec![facts.commands.on("delete", claim)],
            verify: vec![facts.commands.on("get", claim)],
            risk: risk.to_owned(),
        })
        .remedy(Remedy {
            title: "Else make it again with a class whose storage is a shared file system"
                .to_owned(),
            commands: vec![facts.commands.kubectl("get storageclass")],
            verify: vec![facts.commands.on("get", claim)],
            risk: risk.to_owned(),
        })
}

pub(super) const BAD: &str = r#"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {storageClassName: fast, accessModes: [ReadWriteMany]}, status: {phase: Pending}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: fast}, provisioner: example.com/disk}
---
{kind: Event, apiVersion: v1, metadata: {name: data.1, namespace: db}, type: Warning, reason: ProvisioningFailed,
 involvedObject: {kind: PersistentVolumeClaim, namespace: db, name: data},
 message: 'failed to provision volume with StorageClass "fast": rpc error: code = InvalidArgument desc = Volume capabilities not supported'}
"#;

pub(super) const GOOD: &str = r#"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {storageClassName: fast, accessModes: [ReadWriteMany]}, status: {phase: Bound}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: fast}, provisioner: example.com/disk}
"#;
