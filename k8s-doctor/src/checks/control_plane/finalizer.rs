//! An object is being deleted, and a finalizer that nobody takes off keeps it.
//!
//! A finalizer is a note on an object: before it goes, this controller wants to clean up. The
//! controller takes its note off when it has. If the controller was uninstalled first, or fails, the
//! object stays for ever, with its namespace and whatever owns or needs it. The safest thing is to run
//! the controller once more. Finalizers that Kubernetes itself takes off when the object is no longer
//! used (claims and volumes, foreground deletion, jobs) are left to other checks.

use std::collections::BTreeMap;

use crate::facts::{Facts, quote};
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Object, ObjectRef, Time, condition};

/// How long a deletion may take where nothing else says that it is stuck, in seconds.
const PATIENCE: i64 = 300;

/// Those that Kubernetes' own controllers take off.
const BUILT_IN: &[&str] = &[
    "kubernetes",
    "foregroundDeletion",
    "orphan",
    "kubernetes.io/pvc-protection",
    "kubernetes.io/pv-protection",
    "kubernetes.io/pvc-as-source-protection",
    "batch.kubernetes.io/job-tracking",
    "customresourcecleanup.apiextensions.k8s.io",
];

/// An object that a finalizer keeps.
pub(super) struct Stuck {
    pub(super) object: ObjectRef,
    kind: String,
    finalizers: Vec<String>,
    all: Vec<String>,
    since: Time,
}

/// All of them.
pub(super) fn stuck(facts: &Facts<'_>) -> Vec<Stuck> {
    let mut found = Vec::new();
    facts.snapshot.each(|object| found.extend(judge(facts, object)));
    if found.is_empty() {
        return found;
    }
    let groups: BTreeMap<ObjectRef, &str> = facts
        .snapshot
        .custom
        .iter()
        .filter(|custom| custom.metadata.deletion_timestamp.is_known())
        .map(|custom| (custom.object(), custom.api_version.split_once('/').map_or("", |(g, _)| g)))
        .collect();
    for stuck in &mut found {
        if let Some(group) = groups.get(&stuck.object).filter(|group| !group.is_empty()) {
            stuck.kind = format!("{}.{group}", stuck.kind);
        }
    }
    found
}

fn judge(facts: &Facts<'_>, object: &dyn Object) -> Option<Stuck> {
    let meta = object.meta();
    let since = meta.deletion_timestamp;
    if !since.is_known() || meta.finalizers.is_empty() {
        return None;
    }
    let mut finalizers = meta.finalizers.clone();
    finalizers.retain(|finalizer| !BUILT_IN.contains(&finalizer.as_str()));
    if finalizers.is_empty() {
        return None;
    }
    // The namespace's own controller says that it waits for this, or it has simply taken too long.
    let namespace = facts.snapshot.namespaces.get("", &meta.namespace);
    let told = namespace
        .and_then(|found| condition(&found.status.conditions, "NamespaceFinalizersRemaining"))
        .is_some_and(|remaining| {
            remaining.status == "True"
                && finalizers.iter().any(|finalizer| remaining.message.contains(finalizer.as_str()))
        });
    let age = facts.age(since)?;
    let is_stuck = age >= PATIENCE || told && !facts.is_settling(since);
    let stuck = || Stuck {
        object: object.object(),
        kind: object.kind().to_owned(),
        finalizers,
        all: meta.finalizers.clone(),
        since,
    };
    is_stuck.then(stuck)
}

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    stuck(facts).into_iter().map(|stuck| tell(facts, &stuck)).collect()
}

fn tell(facts: &Facts<'_>, stuck: &Stuck) -> Finding {
    let object = &stuck.object;
    let names = stuck.finalizers.join(", ");
    let message = format!("is being deleted, and nobody takes off its finalizer {names}");
    let mut finding = Finding::cause("K821", object.clone(), message)
        .certainty(Certainty::Inferred)
        .evidence(Evidence::field(object, "metadata.finalizers", names.clone()).since(stuck.since));
    finding.instead_of = &["K122"];
    if !object.namespace.is_empty() {
        let namespace = ObjectRef::new("Namespace", "", &object.namespace);
        finding = finding.holds(namespace, "still holds this object");
    }
    let kind = stuck.kind.to_lowercase();
    let place = match object.namespace.as_str() {
        "" => String::new(),
        namespace => format!("-n {} ", quote(namespace)),
    };
    let left: Vec<&String> =
        stuck.all.iter().filter(|name| !stuck.finalizers.contains(name)).collect();
    let patch = serde_json::json!({ "metadata": { "finalizers": left } }).to_string();
    let name = quote(&object.name);
    let get = facts.commands.kubectl(&format!("get {place}{kind} {name}"));
    finding
        .remedy(Remedy {
            title: format!(
                "Run the controller that owns {names} once more, so that it cleans up and takes it off"
            ),
            commands: Vec::new(),
            verify: vec![get.clone()],
            risk: String::new(),
        })
        .remedy(Remedy {
            title: "Clean up by hand what it would have, and take the finalizer off".to_owned(),
            commands: vec![facts.commands.kubectl(&format!(
                "patch {place}{kind} {name} --type merge -p {}",
                quote(&patch)
            ))],
            verify: vec![get],
            risk: "what the controller made elsewhere for this object stays behind".to_owned(),
        })
}

pub(super) const BAD: &str = r"
{kind: Widget, apiVersion: example.com/v1, metadata: {name: blue, namespace: old, deletionTimestamp: 2026-01-01T10:00:00Z, finalizers: [example.com/teardown]}}
---
{kind: Namespace, apiVersion: v1, metadata: {name: new, creationTimestamp: 2026-01-01T10:10:00Z}, status: {phase: Active}}
";

pub(super) const GOOD: &str = r"
{kind: Widget, apiVersion: example.com/v1, metadata: {name: blue, namespace: old, deletionTimestamp: 2026-01-01T10:09:30Z, finalizers: [example.com/teardown]}}
---
{kind: Widget, apiVersion: example.com/v1, metadata: {name: red, namespace: old, finalizers: [example.com/teardown]}}
---
{kind: Namespace, apiVersion: v1, metadata: {name: new, creationTimestamp: 2026-01-01T10:10:00Z}, status: {phase: Active}}
";
