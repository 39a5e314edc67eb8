//! A provisioner refuses what a storage class says.
//!
//! A parameter that it does not know or whose value it does not take, a secret named in the class that
//! does not exist, or a provisioner that this version of Kubernetes no longer has built in (`no volume
//! plugin matched`). A class cannot be changed, only made again; claims and volumes that exist are not
//! touched by that.

use super::provision::{Failure, Kind, failures, words};
use super::provisioning_failed::add;
use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::ObjectRef;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = failures(facts).into_iter();
    let mine = all.filter(|failure| failure.kind == Kind::Parameters);
    mine.map(|failure| judge(facts, &failure)).collect()
}

fn judge(facts: &Facts<'_>, failure: &Failure<'_>) -> Finding {
    let object = match failure.class.as_str() {
        "" => failure.claim.clone(),
        class => ObjectRef::new("StorageClass", "", class),
    };
    let is_gone = failure.text.contains("no volume plugin matched");
    let message = if is_gone {
        format!("its provisioner {} is not built into this Kubernetes", failure.provisioner)
    } else {
        format!("its provisioner refuses it: {}", words(&failure.text))
    };
    let mut finding = add(Finding::cause("K409", object.clone(), message), failure);
    if let Some(class) = facts.snapshot.storage_classes.get("", &object.name) {
        let given: Vec<String> =
            class.parameters.iter().map(|(key, value)| format!("{key}={}", value.0)).collect();
        if !given.is_empty() {
            finding = finding.evidence(Evidence::field(&object, "parameters", given.join(", ")));
        }
    }
    let title = if is_gone {
        "Install the CSI driver that took its place, and make the class again with its name"
    } else {
        "Make the class again with parameters that the provisioner takes: see its documentation"
    };
    finding.remedy(Remedy {
        title: title.to_owned(),
        commands: vec![format!("{} -o yaml", facts.commands.on("get", &object))],
        verify: vec![facts.commands.on("get", &failure.claim)],
        risk: "A class is deleted and made again; volumes that exist stay as they are".to_owned(),
    })
}

pub(super) const BAD: &str = r#"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {storageClassName: fast}, status: {phase: Pending}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: fast}, provisioner: example.com/disk, parameters: {typ: ssd}}
---
{kind: Event, apiVersion: v1, metadata: {name: data.1, namespace: db}, type: Warning, reason: ProvisioningFailed,
 involvedObject: {kind: PersistentVolumeClaim, namespace: db, name: data},
 message: 'failed to provision volume with StorageClass "fast": rpc error: code = InvalidArgument desc = unknown parameter typ'}
"#;

pub(super) const GOOD: &str = r#"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {storageClassName: fast}, status: {phase: Bound}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, metadata: {name: fast}, provisioner: example.com/disk, parameters: {type: ssd}}
"#;
