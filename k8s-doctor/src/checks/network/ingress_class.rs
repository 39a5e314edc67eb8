//! An ingress is of a class that does not exist, or of none where no class is the default: no
//! controller serves it.
//!
//! Each controller looks after the ingresses of its classes and leaves the others alone, without an
//! event. `spec.ingressClassName` must be the name of an `IngressClass`; without it the class with the
//! annotation `ingressclass.kubernetes.io/is-default-class: "true"` is filled in when the ingress is
//! made, and only then. An ingress that has an address is served all the same (some controllers take
//! those without a class), and the old annotation `kubernetes.io/ingress.class` needs no object. On
//! minikube there is no controller before `minikube addons enable ingress`.

use crate::facts::{Facts, is_going, look_alike, quote};
use crate::finding::{Certainty, Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Ingress, IngressClass, Object as _, ObjectRef};

use super::controllers;

/// How long an ingress may be without an address, in seconds.
const PATIENCE: i64 = 180;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    if !facts.snapshot.ingress_classes.is_whole() {
        return Vec::new();
    }
    facts.snapshot.ingresses.iter().flat_map(|ingress| judge(facts, ingress)).collect()
}

fn judge(facts: &Facts<'_>, ingress: &Ingress) -> Vec<Finding> {
    let meta = &ingress.metadata;
    let is_new = facts.age(meta.creation_timestamp).is_some_and(|age| age < PATIENCE);
    if controllers::is_served(ingress) || is_going(meta) || is_new {
        return Vec::new();
    }
    let classes = &facts.snapshot.ingress_classes;
    match ingress.spec.ingress_class_name.as_deref() {
        Some(name) if classes.get("", name).is_some() => Vec::new(),
        Some(name) => missing(facts, ingress, name),
        None if controllers::class_of(ingress).is_some() => Vec::new(),
        None => unnamed(facts, ingress).into_iter().collect(),
    }
}

/// A class that does not exist.
fn missing(facts: &Facts<'_>, ingress: &Ingress, name: &str) -> Vec<Finding> {
    let classes = facts.snapshot.ingress_classes.iter();
    let names: Vec<&str> = classes.map(|class| class.metadata.name.as_str()).collect();
    let near = look_alike(name, names.iter().copied()).or(match names.as_slice() {
        [only] => Some(*only),
        _ => None,
    });
    let object = ObjectRef::new("IngressClass", "", name);
    let has = near.map_or(String::new(), |near| format!("; there is {near}"));
    let message = format!("no such ingress class exists{has}");
    let evidence = Evidence::field(&ingress.object(), "spec.ingressClassName", name);
    let symptom = Finding::symptom("K510", ingress.object(), "no controller serves it")
        .evidence(evidence.clone())
        .held_by(object.clone(), "is of this class");
    let finding = Finding::cause("K510", object, message).evidence(evidence);
    let finding = match near {
        Some(near) => finding.remedy(set(facts, ingress, near)),
        None => finding.remedy(install(facts, ingress)),
    };
    vec![finding, symptom]
}

/// No class is named.
fn unnamed(facts: &Facts<'_>, ingress: &Ingress) -> Option<Finding> {
    let classes = &facts.snapshot.ingress_classes;
    let is_default = |class: &&IngressClass| {
        let key = "ingressclass.kubernetes.io/is-default-class";
        class.metadata.annotations.get(key).is_some_and(|value| value == "true")
    };
    let object = ingress.object();
    let field = Evidence::field(&object, "spec.ingressClassName", "absent");
    let status = Evidence::field(&object, "status.loadBalancer.ingress", "empty");
    if classes.is_empty() {
        if !facts.snapshot.pods.is_whole() || controllers::any(facts) {
            return None;
        }
        let message = "no ingress controller runs in this cluster, so nothing serves it";
        let mut finding = Finding::cause("K510", object, message)
            .certainty(Certainty::Inferred)
            .evidence(status)
            .remedy(install(facts, ingress));
        finding.group = Some("no controller".to_owned());
        return Some(finding);
    }
    let names: Vec<&str> = classes.iter().map(|class| class.metadata.name.as_str()).collect();
    let default = classes.iter().find(is_default);
    let message = match default {
        Some(class) => format!(
            "names no class; {} is the default, but it is filled in only when an ingress is made",
            class.metadata.name
        ),
        None => format!("names no class, and none is the default ({})", names.join(", ")),
    };
    let class = default.map_or(names.first().copied()?, |class| class.metadata.name.as_str());
    Some(
        Finding::cause("K510", object, message)
            .severity(Severity::Error)
            .certainty(Certainty::Inferred)
            .evidence(field)
            .evidence(status)
            .remedy(set(facts, ingress, class)),
    )
}

fn set(facts: &Facts<'_>, ingress: &Ingress, class: &str) -> Remedy {
    let object = ingress.object();
    let patch = format!("{{\"spec\":{{\"ingressClassName\":{}}}}}", serde_json::json!(class));
    Remedy {
        title: format!("Have the ingress be of class {class}"),
        commands: vec![format!(
            "{} --type merge -p {}",
            facts.commands.on("patch", &object),
            quote(&patch)
        )],
        verify: vec![facts.commands.on("get", &object)],
        risk: "the class's controller begins to serve these hosts and paths".to_owned(),
    }
}

fn install(facts: &Facts<'_>, ingress: &Ingress) -> Remedy {
    let commands = if super::is_minikube(facts) {
        vec![facts.commands.minikube("addons enable ingress")]
    } else {
        Vec::new()
    };
    Remedy {
        title: "Install an ingress controller; it brings its class along".to_owned(),
        commands,
        verify: vec![
            facts.commands.kubectl("get ingressclass"),
            facts.commands.on("get", &ingress.object()),
        ],
        risk: String::new(),
    }
}

pub(super) const BAD: &str = r"
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: web, namespace: shop}, spec: {ingressClassName: nginxx}}
---
{kind: IngressClass, apiVersion: networking.k8s.io/v1, metadata: {name: nginx}, spec: {controller: k8s.io/ingress-nginx}}
";

pub(super) const GOOD: &str = r"
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: web, namespace: shop}, spec: {ingressClassName: nginx},
 status: {loadBalancer: {ingress: [{ip: 10.0.0.7}]}}}
---
{kind: Ingress, apiVersion: networking.k8s.io/v1, metadata: {name: any, namespace: shop}, status: {loadBalancer: {ingress: [{ip: 10.0.0.7}]}}}
---
{kind: IngressClass, apiVersion: networking.k8s.io/v1, metadata: {name: nginx}, spec: {controller: example.com/ours}}
";
