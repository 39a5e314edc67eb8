//! A claim names no storage class, and no class is the default one.
//!
//! Then nobody makes a volume for it, and it waits for one without a class that somebody makes by hand.
//! The event says `no persistent volumes available for this claim and no storage class is set`, of
//! type Normal. The default class is the one with the annotation
//! `storageclass.kubernetes.io/is-default-class` of value `"true"`; `"false"` is not enough.
//!
//! A claim gets the default class when it is made. One that was made before there was a default stays
//! without, up to Kubernetes 1.25; newer ones give it the class later. A class cannot be written into a
//! claim that has an empty one, so that such a claim must be made again.

use super::{DEFAULT, Waiting, defaults, event, waiting};
use crate::facts::{Facts, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, StorageClass};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let defaults = defaults(facts);
    let claims = waiting(facts);
    claims.into_iter().filter_map(|waiting| judge(facts, waiting, &defaults)).collect()
}

fn judge(facts: &Facts<'_>, waiting: Waiting<'_>, defaults: &[&StorageClass]) -> Option<Finding> {
    let object = waiting.object;
    let event =
        event(facts, &object, "FailedBinding", |text| text.contains("no storage class is set"));
    match waiting.claim {
        Some(claim) if super::class_name(claim).is_some() => return None,
        Some(claim) if !claim.spec.volume_name.is_empty() => return None,
        Some(_) if !facts.snapshot.storage_classes.is_whole() && event.is_none() => return None,
        None if event.is_none() => return None,
        _ => {}
    }
    let message = match defaults.first() {
        Some(class) => format!(
            "names no storage class; {}, the default now, was not when it was made",
            class.metadata.name
        ),
        None => match facts.snapshot.storage_classes.iter().next() {
            Some(class) => format!(
                "names no storage class, and none is the default: {} is not marked as it",
                class.metadata.name
            ),
            None if facts.snapshot.storage_classes.is_whole() => {
                "names no storage class, and there is none".to_owned()
            }
            None => "names no storage class, and none is the default".to_owned(),
        },
    };
    let mut finding = Finding::cause("K402", object.clone(), message);
    if waiting.claim.is_some() {
        finding = finding.evidence(Evidence::field(&object, "spec.storageClassName", "absent"));
    }
    if let Some(event) = event {
        finding = finding.evidence(Evidence::event(&object, event));
    }
    for class in facts.snapshot.storage_classes.iter().take(3) {
        let value = class.metadata.annotations.get(DEFAULT).map_or("absent", String::as_str);
        let path = format!("metadata.annotations[{DEFAULT}]");
        finding = finding.evidence(Evidence::field(&class.object(), &path, value));
    }
    if defaults.is_empty() {
        finding = finding.remedy(mark(facts, &object.namespace));
    }
    Some(
        finding.remedy(Remedy {
            title: "Make the claim again, with the class that it is to have".to_owned(),
            commands: vec![
                facts.commands.kubectl("get storageclass"),
                facts.commands.on("delete", &object),
            ],
            verify: vec![facts.commands.on("get", &object)],
            risk: "The pods that mount it wait until it is there again; there is no data in it yet"
                .to_owned(),
        }),
    )
}

/// Make a class the default one.
fn mark(facts: &Facts<'_>, namespace: &str) -> Remedy {
    let patch = format!(r#"{{"metadata":{{"annotations":{{"{DEFAULT}":"true"}}}}}}"#);
    let mut classes = facts.snapshot.storage_classes.iter();
    let class = classes.find(|class| class.metadata.name == "standard");
    let class = class.or_else(|| facts.snapshot.storage_classes.iter().next());
    let commands = match class {
        Some(class) => {
            vec![format!("{} -p {}", facts.commands.on("patch", &class.object()), quote(&patch))]
        }
        None if facts.snapshot.nodes.iter().any(super::other_node::is_minikube) => {
            vec![facts.commands.minikube("addons enable default-storageclass")]
        }
        None => Vec::new(),
    };
    let title = match class {
        Some(class) => format!(
            "Mark class {} as the default; up to Kubernetes 1.25 make the claim again then",
            class.metadata.name
        ),
        None => {
            "Install a storage class and its provisioner, and mark it as the default".to_owned()
        }
    };
    let verify = vec![facts.commands.kubectl(&format!("-n {} get pvc", quote(namespace)))];
    let risk = "All claims without a class get volumes of it from then on".to_owned();
    Remedy { title, commands, verify, risk }
}

pub(super) const BAD: &str = r#"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {accessModes: [ReadWriteOnce]}, status: {phase: Pending}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, provisioner: example.com/disk,
 metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: 'false'}}}
"#;

pub(super) const GOOD: &str = r#"
{kind: PersistentVolumeClaim, apiVersion: v1, metadata: {name: data, namespace: db}, spec: {accessModes: [ReadWriteOnce], volumeName: v1}, status: {phase: Bound}}
---
{kind: StorageClass, apiVersion: storage.k8s.io/v1, provisioner: example.com/disk,
 metadata: {name: standard, annotations: {storageclass.kubernetes.io/is-default-class: 'false'}}}
"#;
