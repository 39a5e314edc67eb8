//! A pod needs a secret that does not exist.
//!
//! As with config maps: `CreateContainerConfigError` where it is environment, `ContainerCreating` and
//! events `FailedMount` where it is a volume. Many dumps have no secrets at all; then the event is the
//! only sign. Somebody else may have been to make it: a job of the namespace that has the secret's name
//! in its arguments (the ingress add-on's `ingress-nginx-admission-create`), cert-manager by a
//! `Certificate` of that name, the controller of service account tokens. If that one is in trouble, it
//! is what to look at.

use super::told;
use crate::facts::containers::{Fault, Kind};
use crate::facts::{Facts, look_alike, quote};
use crate::finding::{Certainty, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef, condition};

const WHY: &str = "needs it to start";

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    told::each_object(facts, Kind::MissingSecret, WHY, |fault, secret| judge(facts, fault, secret))
}

fn judge(facts: &Facts<'_>, fault: &Fault<'_>, object: &ObjectRef) -> Finding {
    let secrets = facts.snapshot.secrets.within(&object.namespace).iter();
    let alike = look_alike(&object.name, secrets.map(|secret| secret.metadata.name.as_str()));
    let message = match alike {
        Some(alike) => format!("does not exist; {}/{alike} does", object.namespace),
        None => "does not exist".to_owned(),
    };
    let mut finding = told::on("K112", fault, object.clone(), message, WHY);
    if fault.container.is_none() && !facts.snapshot.secrets.covers(&object.namespace) {
        finding = finding.certainty(Certainty::Inferred);
    }
    for (maker, why) in makers(facts, object) {
        finding = finding.held_by(maker, why);
    }
    if alike.is_some() {
        let title = "If the other is meant: name it in the pod's template";
        finding = finding.remedy(told::edit(facts, fault, title));
    }
    let (namespace, name) = (quote(&object.namespace), quote(&object.name));
    finding.remedy(Remedy {
        title: "Create it, with the keys that the program expects".to_owned(),
        commands: vec![facts.commands.kubectl(&format!(
            "create secret generic -n {namespace} {name} --from-env-file={name}.env"
        ))],
        verify: vec![facts.commands.on("get", object)],
        risk: "whoever should have made it may refuse one that is there already".to_owned(),
    })
}

/// Who was to make a secret.
fn makers(facts: &Facts<'_>, secret: &ObjectRef) -> Vec<(ObjectRef, String)> {
    let mut makers = Vec::new();
    for job in facts.snapshot.jobs.within(&secret.namespace) {
        let is_done = condition(&job.status.conditions, "Complete")
            .is_some_and(|complete| complete.status == "True");
        let containers = job.spec.template.spec.containers.iter();
        let mut words = containers.flat_map(|one| one.command.iter().chain(&one.args));
        if is_done || !words.any(|word| makes(word, &secret.name)) {
            continue;
        }
        // Of several jobs that name it, those that only change things with it wait for it too.
        let words = job.spec.template.spec.containers.iter().flat_map(|one| &one.args);
        if words.clone().any(|word| word == "patch") {
            continue;
        }
        makers.push((job.object(), format!("job {} is to make it", job.metadata.name)));
    }
    let customs = facts.snapshot.custom.within(&secret.namespace).iter();
    let certificates = customs.filter(|custom| custom.kind == "Certificate");
    for certificate in certificates {
        let name = &certificate.metadata.name;
        let stem = |text: &str| text.trim_end_matches("-tls").trim_end_matches("-cert").to_owned();
        if *name == secret.name || stem(name) == stem(&secret.name) {
            makers.push((certificate.object(), format!("certificate {name} is to fill it")));
        }
    }
    makers
}

/// Whether an argument says that a secret of this name is to be made: `--secret-name=NAME`, or the
/// name as a word of a script.
fn makes(argument: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
    let mut words = argument.split(|c: char| !is_part(c));
    let names_it = words.any(|word| word == name);
    names_it && (argument.contains("secret") || argument == name)
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: controller, namespace: ingress-nginx, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: controller}], volumes: [{name: webhook-cert, secret: {secretName: ingress-nginx-admission}}]},
 status: {phase: Pending, conditions: [{type: Ready, status: 'False', lastTransitionTime: 2026-01-01T10:00:00Z}],
  containerStatuses: [{name: controller, state: {waiting: {reason: ContainerCreating}}}]}}
---
{kind: Pod, apiVersion: v1, metadata: {name: later, namespace: default, creationTimestamp: 2026-01-01T11:00:00Z},
 status: {phase: Succeeded}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: controller, namespace: ingress-nginx, creationTimestamp: 2026-01-01T10:00:00Z},
 spec: {nodeName: n1, containers: [{name: controller}], volumes: [{name: webhook-cert, secret: {secretName: ingress-nginx-admission}}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: 2026-01-01T10:00:00Z}],
  containerStatuses: [{name: controller, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: ingress-nginx}, type: Warning, reason: FailedMount,
 involvedObject: {kind: Pod, namespace: ingress-nginx, name: controller},
 message: 'MountVolume.SetUp failed for volume "webhook-cert" : secret "ingress-nginx-admission" not found', lastTimestamp: 2026-01-01T10:00:01Z}
"#;
