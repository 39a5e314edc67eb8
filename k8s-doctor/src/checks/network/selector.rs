//! A service's selector means no pod, although pods that it seems to be meant for are there.
//!
//! A selector is compared letter by letter: `store-front` is not `storefront`, `app` is not
//! `app.kubernetes.io/name`. Nothing is refused and there is no event; the endpoints stay empty and
//! callers are refused or time out. What is looked for is a pod, or the template of a workload, of the
//! same namespace that has all the labels but for one that is nearly right.
//!
//! Not every empty service is a mistake: workloads scaled to nothing, jobs between two runs, services
//! without a selector whose endpoints somebody else writes, roles that an operator gives to one pod
//! after another. Where no label is nearly right it is only a warning, or a note where some labels do
//! fit or an operator owns the service.

use std::collections::BTreeSet;

use crate::facts::{Facts, is_going, look_alike, quote};
use crate::finding::{Certainty, Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Labels, Object as _, ObjectRef, Service, selects};

/// Labels that controllers put on pods, and that nobody writes into a selector by mistake.
const HASHES: &[&str] = &[
    "pod-template-hash",
    "controller-revision-hash",
    "pod-template-generation",
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
];

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.services.iter().flat_map(|service| judge(facts, service)).collect()
}

/// A label of a selector, and the one that is nearly it.
struct Near {
    wanted: (String, String),
    found: (String, String),
    holder: ObjectRef,
}

fn judge(facts: &Facts<'_>, service: &Service) -> Vec<Finding> {
    let object = service.object();
    let selector = &service.spec.selector;
    let namespace = object.namespace.as_str();
    let is_new = facts.is_settling(service.metadata.creation_timestamp);
    let is_manual = selector.is_empty() || service.spec.type_ == "ExternalName";
    if is_manual || is_new || is_going(&service.metadata) || !facts.snapshot.pods.covers(namespace)
    {
        return Vec::new();
    }
    let templates = facts.workloads_within(namespace);
    let meant = |labels: &Labels| selects(selector, labels);
    let cron = facts.snapshot.cron_jobs.within(namespace).iter();
    let mut cron = cron.map(|job| &job.spec.job_template.spec.template.metadata.labels);
    if !facts.selected(namespace, selector).is_empty()
        || templates.iter().any(|workload| meant(&workload.template.metadata.labels))
        || cron.any(meant)
        || has_addresses(facts, &object)
    {
        return Vec::new();
    }
    let near = nearest(facts, service);
    let kinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"];
    let all_known = kinds.iter().all(|kind| facts.snapshot.covers(kind, namespace));
    if near.is_none() && !all_known {
        return Vec::new();
    }
    let evidence = Evidence::field(&object, "spec.selector", text(selector));
    let base = |message: String| {
        Finding::cause("K501", object.clone(), message).evidence(evidence.clone())
    };
    let Some(near) = near else {
        let fits = |labels: &Labels| selector.iter().any(|(k, v)| labels.get(k) == Some(v));
        let partly = templates.iter().any(|workload| fits(&workload.template.metadata.labels));
        let is_owned = !service.metadata.owner_references.is_empty();
        let severity = if partly || is_owned { Severity::Note } else { Severity::Warning };
        let finding = base(format!("no pod has the labels that it selects: {}", text(selector)))
            .severity(severity)
            .certainty(Certainty::Inferred);
        return vec![finding.remedy(look(facts, &object))];
    };
    let (key, value) = &near.found;
    let message = format!(
        "its selector {}={} matches no pod; {} has {key}={value}",
        near.wanted.0, near.wanted.1, near.holder
    );
    let finding = base(message)
        .evidence(Evidence::field(&near.holder, "labels", format!("{key}={value}")))
        .remedy(correct(facts, &object, &near))
        .remedy(look(facts, &object));
    let mut findings = vec![finding];
    findings.extend(endpoints(facts, &object));
    findings
}

/// Whether the service has addresses all the same: then somebody else writes them.
fn has_addresses(facts: &Facts<'_>, object: &ObjectRef) -> bool {
    let endpoints = facts.snapshot.endpoints.get(&object.namespace, &object.name);
    endpoints.is_some_and(|found| found.subsets.iter().any(|set| !set.addresses.is_empty()))
}

/// That the endpoints are empty, which the service explains.
fn endpoints(facts: &Facts<'_>, service: &ObjectRef) -> Option<Finding> {
    let found = facts.snapshot.endpoints.get(&service.namespace, &service.name)?;
    let object = found.object();
    let evidence = Evidence::field(&object, "subsets", "none");
    let finding = Finding::symptom("K501", object, "has no addresses").evidence(evidence);
    Some(finding.held_by(service.clone(), "lists the pods of this service"))
}

/// The labels of pods and templates of the namespace with whose they are, each set once.
fn candidates<'f>(facts: &'f Facts<'_>, namespace: &str) -> Vec<(ObjectRef, &'f Labels)> {
    let mut seen: BTreeSet<Vec<(&String, &String)>> = BTreeSet::new();
    let workloads = facts.workloads_within(namespace).iter();
    let workloads = workloads.map(|found| (found.object.clone(), &found.template.metadata.labels));
    let pods = facts.snapshot.pods.within(namespace).iter();
    let pods = pods.filter(|pod| pod.metadata.owner_references.is_empty());
    let pods = pods.map(|pod| (pod.object(), &pod.metadata.labels));
    let new = |labels: &'f Labels, seen: &mut BTreeSet<Vec<(&'f String, &'f String)>>| {
        seen.insert(labels.iter().filter(|(key, _)| !HASHES.contains(&key.as_str())).collect())
    };
    workloads.chain(pods).filter(|(_, labels)| new(labels, &mut seen)).collect()
}

fn nearest(facts: &Facts<'_>, service: &Service) -> Option<Near> {
    let candidates = candidates(facts, &service.metadata.namespace);
    let namesake = |object: &ObjectRef| object.name == service.metadata.name;
    let by_label = candidates.iter().filter_map(|(object, labels)| {
        let (wanted, found) = one_off(&service.spec.selector, labels, namesake(object))?;
        Some(Near { wanted, found, holder: object.clone() })
    });
    // The one that is called as the service, where there are several.
    by_label.min_by_key(|near| (!namesake(&near.holder), near.holder.clone()))
}

/// One label.
type Pair = (String, String);

/// The one label of a selector that `labels` lack, and the one in its place: where all others fit.
fn one_off(selector: &Labels, labels: &Labels, is_namesake: bool) -> Option<(Pair, Pair)> {
    let mut off = selector.iter().filter(|(key, value)| labels.get(key) != Some(*value));
    let (key, value) = off.next()?;
    if off.next().is_some() {
        return None;
    }
    let pair = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    if let Some(other) = labels.get(key) {
        let only_digits = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
        let near = look_alike(value, std::iter::once(other.as_str())).is_some()
            && only_digits(value) != only_digits(other);
        // A service and a workload of one name, and a selector of one label that does not join them.
        let named = is_namesake && selector.len() == 1;
        return (near || named).then(|| (pair(key, value), pair(key, other)));
    }
    let telling = value.len() > 2 && !matches!(value.as_str(), "true" | "false");
    let same_value = |(other, found): &(&String, &String)| {
        !HASHES.contains(&other.as_str()) && !selector.contains_key(other) && *found == value
    };
    let found = labels.iter().find(same_value).filter(|_| telling)?;
    Some((pair(key, value), pair(found.0, found.1)))
}

fn correct(facts: &Facts<'_>, object: &ObjectRef, near: &Near) -> Remedy {
    let key = serde_json::Value::String(near.wanted.0.clone());
    let value = serde_json::Value::String(near.found.1.clone());
    let selector = if near.wanted.0 == near.found.0 {
        format!("{key}:{value}")
    } else {
        let found = serde_json::Value::String(near.found.0.clone());
        format!("{key}:null,{found}:{value}")
    };
    let patch = format!("{{\"spec\":{{\"selector\":{{{selector}}}}}}}");
    let verb = facts.commands.on("patch", object);
    Remedy {
        title: format!(
            "Correct the selector: {}={} instead of {}={}, here and where it is written down",
            near.found.0, near.found.1, near.wanted.0, near.wanted.1
        ),
        commands: vec![format!("{verb} --type merge -p {}", quote(&patch))],
        verify: vec![
            facts.commands.on("get", &ObjectRef::new("Endpoints", &object.namespace, &object.name)),
        ],
        risk: "the service then sends requests to these pods".to_owned(),
    }
}

fn look(facts: &Facts<'_>, object: &ObjectRef) -> Remedy {
    let pods = format!("get pods -n {} --show-labels", quote(&object.namespace));
    Remedy {
        title:
            "Compare the selector with the labels of the pods; delete the service if nothing is \
                to be behind it any more"
                .to_owned(),
        commands: vec![facts.commands.on("describe", object), facts.commands.kubectl(&pods)],
        verify: vec![
            facts.commands.on("get", &ObjectRef::new("Endpoints", &object.namespace, &object.name)),
        ],
        risk: String::new(),
    }
}

fn text(labels: &Labels) -> String {
    let pairs: Vec<String> = labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    pairs.join(",")
}

pub(super) const BAD: &str = r"
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {selector: {app: web-shop}, ports: [{port: 80}]}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 1, template: {metadata: {labels: {app: webshop}}}},
 status: {replicas: 1, availableReplicas: 1}}
---
{kind: Endpoints, apiVersion: v1, metadata: {name: web, namespace: shop}}
";

pub(super) const GOOD: &str = r"
{kind: Service, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {selector: {app: webshop}, ports: [{port: 80}]}}
---
{kind: Service, apiVersion: v1, metadata: {name: outside, namespace: shop}, spec: {ports: [{port: 80}]}}
---
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 0, template: {metadata: {labels: {app: webshop}}}}}
";
