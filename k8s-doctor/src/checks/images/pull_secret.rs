//! A pod's image is refused, and the pull secret that the pod names does not exist, or is not one.
//!
//! The kubelet leaves out a pull secret that it does not find, and asks the registry without
//! credentials. Old kubelets (1.20) say nothing of it; newer ones post `FailedToRetrieveImagePullSecret`,
//! which healthy pods have as well: of a public image the secret is not needed. So this is a cause only
//! where the pull is refused. A secret must be in the pod's own namespace, and its type must be
//! `kubernetes.io/dockerconfigjson` (or the older `dockercfg`); an opaque one is passed over.
//!
//! Many dumps hold no secrets at all. Then the secret is missing only if the kubelet says so.

use std::collections::BTreeMap;

use super::{Told, denied, told, with_pods};
use crate::facts::images::{PullClass, PullFailure};
use crate::facts::{Facts, look_alike, quote};
use crate::finding::{Certainty, Evidence, Finding, Remedy};
use crate::snapshot::{Object as _, ObjectRef};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut all: BTreeMap<ObjectRef, Vec<&PullFailure<'_>>> = BTreeMap::new();
    for failure in &facts.pulls().failures {
        if let Told::Secret(name) = told(facts, failure) {
            let secret = ObjectRef::new("Secret", &failure.pod.metadata.namespace, &name);
            all.entry(secret).or_default().push(failure);
        }
    }
    all.into_iter().filter_map(|(secret, failures)| judge(facts, secret, &failures)).collect()
}

/// The secret that a pod names for its registry and that cannot be used.
pub(super) fn at_fault<'a>(facts: &Facts<'_>, failure: &PullFailure<'a>) -> Option<&'a str> {
    let refused = matches!(
        failure.class,
        PullClass::NotFoundOrPrivate | PullClass::Denied | PullClass::Unsaid
    );
    if !refused {
        return None;
    }
    let mut names = denied::secrets(failure);
    let at_fault = |name: &&str| {
        let namespace = &failure.pod.metadata.namespace;
        match facts.snapshot.secrets.get(namespace, name) {
            Some(secret) => secret.type_ == "Opaque",
            None => facts.snapshot.secrets.covers(namespace) || is_missed(facts, failure, name),
        }
    };
    // One good secret is enough to make the others unimportant, but nothing says whose it is.
    names.find(at_fault)
}

/// Whether the kubelet says that it did not get a secret.
fn is_missed(facts: &Facts<'_>, failure: &PullFailure<'_>, secret: &str) -> bool {
    let fits = |message: &str| message.contains(secret);
    facts.event(&failure.pod.object(), "FailedToRetrieveImagePullSecret", fits).is_some()
}

fn judge(facts: &Facts<'_>, secret: ObjectRef, failures: &[&PullFailure<'_>]) -> Option<Finding> {
    let failure = failures.first()?;
    let pod = failure.pod.object();
    let (namespace, name) = (secret.namespace.clone(), secret.name.clone());
    let present = facts.snapshot.secrets.get(&namespace, &name);
    let host = &failure.name.host;
    let message = match present {
        Some(_) => format!("is of type Opaque, so that it is no pull secret for {host}"),
        None => format!("does not exist, and {host} refuses image {} without it", failure.image),
    };
    let evidence = Evidence::field(&pod, "spec.imagePullSecrets", name.as_str());
    let mut finding = Finding::cause("K202", secret, message).evidence(evidence);
    if let Some(event) = facts.event(&pod, "FailedToRetrieveImagePullSecret", |_| true) {
        finding = finding.evidence(Evidence::event(&pod, event));
    }
    if present.is_some() {
        let evidence = Evidence::field(&finding.object, "type", "Opaque");
        finding = finding.evidence(evidence);
    }
    finding = with_pods(finding, failures);
    if failure.class == PullClass::Unsaid {
        finding = finding.certainty(Certainty::Inferred);
    }
    let here = facts.snapshot.secrets.within(&namespace).iter();
    let here = here.filter(|secret| secret.type_.starts_with("kubernetes.io/dockerc"));
    if let Some(other) = look_alike(&name, here.map(|secret| secret.metadata.name.as_str())) {
        let title = format!("If {other} is meant, which exists: name that one instead");
        let mut remedy = super::remedy::rename(facts, failure, None, &title);
        remedy.title = title;
        finding = finding.remedy(remedy);
    }
    let elsewhere = facts.snapshot.secrets.iter().find(|other| {
        other.metadata.name == name && other.type_.starts_with("kubernetes.io/dockerc")
    });
    if let Some(other) = elsewhere {
        let from = &other.metadata.namespace;
        let get = facts.commands.kubectl(&format!(
            "-n {} get secret {} -o yaml",
            quote(from),
            quote(&name)
        ));
        let put = facts.commands.kubectl(&format!("-n {} apply -f -", quote(&namespace)));
        let strip = "sed '/^  namespace:/d;/^  uid:/d;/^  resourceVersion:/d'";
        finding = finding.remedy(Remedy {
            title: format!("Copy it from namespace {from}, which has one of that name"),
            commands: vec![format!("{get} | {strip} | {put}")],
            verify: super::remedy::verify(facts, failure),
            risk: String::new(),
        });
    }
    let mut remedy = denied::credentials(facts, failure);
    if present.is_none() {
        remedy.commands.retain(|command| !command.contains(" delete secret "));
    }
    Some(finding.remedy(remedy))
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, imagePullSecrets: [{name: regcred}],
  containers: [{name: web, image: 'reg.example/web:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull,
  message: 'failed to authorize: failed to fetch anonymous token: unexpected status: 401 Unauthorized'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, imagePullSecrets: [{name: regcred}],
  containers: [{name: web, image: 'reg.example/web:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: FailedToRetrieveImagePullSecret,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not succeed.'}
"#;
