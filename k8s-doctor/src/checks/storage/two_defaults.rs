//! Two storage classes are marked as the default one, and claims are refused for it.
//!
//! Up to Kubernetes 1.25 the API server then refuses every claim that names no class: `2 default
//! StorageClasses were found`. From 1.26 on it takes the newest of them, and nothing is wrong. So this
//! is told for old servers only, or where a claim has been refused.

use super::{DEFAULT, defaults};
use crate::facts::{Facts, quote};
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Object as _, ObjectRef, StorageClass};

/// The first minor version that takes the newest default.
const CHOOSES: u32 = 26;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut classes = defaults(facts);
    if classes.len() < 2 {
        return Vec::new();
    }
    classes.sort_by_key(|class| class.metadata.creation_timestamp);
    let refused = refused(facts);
    let minor = minor(&facts.snapshot.versions.server_version.git_version);
    if refused.is_empty() && minor.is_none_or(|minor| minor >= CHOOSES) {
        return Vec::new();
    }
    classes.last().map(|newest| judge(facts, newest, &classes, refused)).into_iter().collect()
}

/// The minor version in `v1.20.2`.
fn minor(version: &str) -> Option<u32> {
    version.trim_start_matches('v').split('.').nth(1)?.parse().ok()
}

/// The workloads that are short of pods because a claim was refused.
fn refused(facts: &Facts<'_>) -> Vec<ObjectRef> {
    let short = facts
        .snapshot
        .stateful_sets
        .iter()
        .filter(|set| set.status.ready_replicas < set.spec.replicas.unwrap_or(1));
    let sets = short.map(crate::snapshot::Object::object).filter(|set| {
        facts
            .event(set, "FailedCreate", |text| text.contains("default StorageClasses were found"))
            .is_some()
    });
    sets.collect()
}

fn judge(
    facts: &Facts<'_>,
    newest: &StorageClass,
    classes: &[&StorageClass],
    refused: Vec<ObjectRef>,
) -> Finding {
    let object = newest.object();
    let names: Vec<&str> = classes.iter().map(|class| class.metadata.name.as_str()).collect();
    let message = format!(
        "is one of {} default classes ({}), so that claims without a class are refused",
        names.len(),
        names.join(", ")
    );
    let severity = if refused.is_empty() { Severity::Warning } else { Severity::Error };
    let mut finding = Finding::cause("K425", object, message).severity(severity);
    for class in classes {
        let path = format!("metadata.annotations[{DEFAULT}]");
        finding = finding.evidence(Evidence::field(&class.object(), &path, "true"));
    }
    for set in refused {
        if let Some(event) =
            facts.event(&set, "FailedCreate", |text| text.contains("default StorageClasses"))
        {
            finding = finding.evidence(Evidence::event(&set, event));
        }
        finding = finding.holds(set, "its claims are refused");
    }
    for class in classes.iter().rev() {
        let patch = format!(r#"{{"metadata":{{"annotations":{{"{DEFAULT}":"false"}}}}}}"#);
        let command =
            format!("{} -p {}", facts.commands.on("patch", &class.object()), quote(&patch));
        finding = finding.remedy(Remedy {
            title: format!("Have {} no longer be the default", class.metadata.name),
            commands: vec![command],
            verify: vec![facts.commands.kubectl("get storageclass")],
            risk: "Claims that name no class get the other one".to_owned(),
        });
    }
    finding
}

pub(super) const BAD: &str = r"
{kind: StorageClass, apiVersion: storage.k8s.io/v1, provisioner: a.example/disk, metadata: {name: a, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, provisioner: b.example/disk, metadata: {name: b, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}}}
---
{serverVersion: {gitVersion: v1.20.2}}
";

pub(super) const GOOD: &str = r"
{kind: StorageClass, apiVersion: storage.k8s.io/v1, provisioner: a.example/disk, metadata: {name: a, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, provisioner: b.example/disk, metadata: {name: b, annotations: {storageclass.kubernetes.io/is-default-class: 'true'}}}
---
{serverVersion: {gitVersion: v1.31.0}}
";
