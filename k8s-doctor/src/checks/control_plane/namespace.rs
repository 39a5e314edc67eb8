//! A namespace is being deleted and does not come to an end.
//!
//! A symptom where the snapshot shows what it waits for: an object with a finalizer that nobody takes
//! off, or an API that does not answer (`NamespaceDeletionDiscoveryFailure`), since then nobody can know
//! what is left. Else the conditions with status `True` tell it in words, and name kinds and finalizers:
//! those objects must be looked at. Conditions with status `False` mean that all is well with that step.
//! Taking the finalizer `kubernetes` off the namespace itself only leaves the objects behind, where
//! nobody sees them.

use crate::facts::{Facts, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Condition, Namespace, Object as _};

use super::finalizer;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let going = facts.snapshot.namespaces.iter().filter(|namespace| {
        let since = namespace.metadata.deletion_timestamp;
        since.is_known() && !facts.is_settling(since)
    });
    let going: Vec<&Namespace> = going.collect();
    if going.is_empty() {
        return Vec::new();
    }
    let stuck = finalizer::stuck(facts);
    going.into_iter().filter_map(|namespace| judge(facts, namespace, &stuck)).collect()
}

fn judge(facts: &Facts<'_>, namespace: &Namespace, stuck: &[finalizer::Stuck]) -> Option<Finding> {
    let on = |type_: &str| {
        let found = crate::snapshot::condition(&namespace.status.conditions, type_);
        found.filter(|condition| condition.status == "True")
    };
    let discovery = on("NamespaceDeletionDiscoveryFailure");
    let told: Vec<&Condition> = [
        discovery,
        on("NamespaceFinalizersRemaining"),
        on("NamespaceDeletionContentFailure"),
        on("NamespaceDeletionGroupVersionParsingFailure"),
        on("NamespaceContentRemaining"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let first = told.first()?;
    let object = namespace.object();
    let name = namespace.metadata.name.as_str();
    let held: Vec<&finalizer::Stuck> =
        stuck.iter().filter(|stuck| stuck.object.namespace == name).collect();
    let apis: Vec<_> = facts
        .snapshot
        .api_services
        .iter()
        .filter(|api| {
            let version = format!("{}/{}", api.spec.group, api.spec.version);
            discovery.is_some_and(|failure| failure.message.contains(&version))
        })
        .map(crate::snapshot::Object::object)
        .collect();
    let only_content = first.type_ == "NamespaceContentRemaining";
    if only_content && facts.age(first.last_transition_time).is_some_and(|age| age < 300) {
        // Its pods may still be ending.
        return None;
    }
    let found = !held.is_empty() || !apis.is_empty();
    let message = if found {
        "Terminating: cannot end".to_owned()
    } else {
        format!("Terminating: {}", first.message)
    };
    let mut finding = if found {
        Finding::symptom("K820", object.clone(), message)
    } else {
        Finding::cause("K820", object.clone(), message).remedy(remedy(facts, name, first))
    };
    for condition in told {
        let path = format!("status.conditions[{}]", condition.type_);
        let evidence = Evidence::field(&object, &path, condition.message.clone());
        finding = finding.evidence(evidence.since(condition.last_transition_time));
    }
    for stuck in held {
        finding = finding.held_by(stuck.object.clone(), "still holds this object");
    }
    for api in apis {
        finding = finding.held_by(api, "cannot tell what is left there");
    }
    Some(finding)
}

fn remedy(facts: &Facts<'_>, name: &str, condition: &Condition) -> Remedy {
    // `widgets.example.com has 1 resource instances`
    let kinds: Vec<&str> = condition
        .message
        .split([',', ':'])
        .filter_map(|part| part.split_once(" has ").map(|(kind, _)| kind.trim()))
        .collect();
    let kinds = if kinds.is_empty() {
        "$(kubectl api-resources --verbs=list --namespaced -o name | paste -sd, -)".to_owned()
    } else {
        kinds.join(",")
    };
    let list = format!("get {kinds} -n {} -o yaml", quote(name));
    Remedy {
        title: "See which objects are left, and what should take off their finalizers: run that \
                controller once more, or take the finalizer off after cleaning up by hand"
            .to_owned(),
        commands: vec![facts.commands.kubectl(&list)],
        verify: vec![facts.commands.kubectl(&format!("get namespace {}", quote(name)))],
        risk:
            "what a finalizer guards (volumes, records, machines elsewhere) stays behind if it is \
               only taken off"
                .to_owned(),
    }
}

pub(super) const BAD: &str = r"
{kind: Namespace, apiVersion: v1, metadata: {name: old, deletionTimestamp: 2026-01-01T10:00:00Z}, spec: {finalizers: [kubernetes]},
 status: {phase: Terminating, conditions: [{type: NamespaceDeletionContentFailure, status: 'False', message: 'All content successfully deleted'},
  {type: NamespaceFinalizersRemaining, status: 'True', message: 'Some content in the namespace has finalizers remaining: example.com/teardown in 1 resource instances'}]}}
---
{kind: Namespace, apiVersion: v1, metadata: {name: new, creationTimestamp: 2026-01-01T10:10:00Z}, status: {phase: Active}}
";

pub(super) const GOOD: &str = r"
{kind: Namespace, apiVersion: v1, metadata: {name: old, deletionTimestamp: 2026-01-01T10:10:00Z}, spec: {finalizers: [kubernetes]},
 status: {phase: Terminating, conditions: [{type: NamespaceContentRemaining, status: 'True', message: 'Some resources are remaining: pods. has 1 resource instances'}]}}
---
{kind: Namespace, apiVersion: v1, metadata: {name: new, creationTimestamp: 2026-01-01T10:10:10Z}, status: {phase: Active}}
";
