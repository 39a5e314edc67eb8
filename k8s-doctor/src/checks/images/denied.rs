//! A registry refuses to give an image: it wants credentials, or other ones.
//!
//! The pod has no pull secret, or one whose credentials are wrong, have expired, or are for another
//! registry. Pull secrets belong to a namespace: one of the same name elsewhere does not help. Tokens
//! of the cloud providers' registries last hours only (Amazon's twelve), so that yesterday's secret
//! no longer opens anything today.
//!
//! Some registries (GitHub's, Quay, GitLab's) answer 401 or 403 also for what does not exist: the name
//! is worth a look before the credentials. A node of a cloud provider may need a role rather than a
//! secret.

use super::remedy;
use crate::facts::images::{PullClass, PullFailure};
use crate::facts::{Facts, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::Object as _;

/// Registries that say the same of what is private and of what does not exist.
const SECRETIVE: &[&str] = &["ghcr.io", "quay.io", "registry.gitlab.com", "docker.io"];

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::Denied]);
    all.iter().filter_map(|failures| judge(facts, failures)).collect()
}

fn judge(facts: &Facts<'_>, failures: &[&PullFailure<'_>]) -> Option<Finding> {
    let failure = failures.first()?;
    let (image, host) = (failure.image, &failure.name.host);
    let names: Vec<&str> = secrets(failure).collect();
    let why = if names.is_empty() {
        "the pod has no pull secret".to_owned()
    } else {
        format!("pull secret {} does not open it", names.join(", "))
    };
    let or = if SECRETIVE.contains(&host.as_str()) { ", or there is no such image" } else { "" };
    let message = format!("registry {host} refuses image {image}: {why}{or}");
    let mut finding = super::cause(facts, "K201", failures, message)?;
    if !names.is_empty() {
        let object = failure.pod.object();
        let evidence = Evidence::field(&object, "spec.imagePullSecrets", names.join(", "));
        finding = finding.evidence(evidence);
    }
    finding = finding.remedy(credentials(facts, failure));
    let title = format!("If the name is wrong: look it up in {host} and correct it");
    Some(finding.remedy(remedy::rename(facts, failure, None, &title)))
}

/// The pull secrets that a pod names.
pub(super) fn secrets<'a>(failure: &PullFailure<'a>) -> impl Iterator<Item = &'a str> {
    failure.pod.spec.image_pull_secrets.iter().map(|secret| secret.name.as_str())
}

/// Give the pod credentials. Which they are only a person knows, so the command asks for them.
pub(super) fn credentials(facts: &Facts<'_>, failure: &PullFailure<'_>) -> Remedy {
    let namespace = quote(&failure.pod.metadata.namespace);
    let name = secrets(failure).next().unwrap_or("registry-credentials");
    let host = match failure.name.host.as_str() {
        "docker.io" => "https://index.docker.io/v1/",
        host => host,
    };
    let create = facts.commands.kubectl(&format!(
        "-n {namespace} create secret docker-registry {} --docker-server={} \
         --docker-username=\"$REGISTRY_USER\" --docker-password=\"$REGISTRY_PASSWORD\"",
        quote(name),
        quote(host)
    ));
    let mut commands = vec![create];
    let mut title = format!("If it is private: give it credentials for {}", failure.name.host);
    if secrets(failure).next().is_none() {
        let account = match failure.pod.spec.service_account_name.as_str() {
            "" => "default",
            account => account,
        };
        let patch = format!(r#"{{"imagePullSecrets":[{{"name":"{name}"}}]}}"#);
        let arguments =
            format!("-n {namespace} patch serviceaccount {} -p {}", quote(account), quote(&patch));
        commands.push(facts.commands.kubectl(&arguments));
        title.push_str(", and its service account the secret; pods made from then on have it");
    } else {
        let arguments = format!("-n {namespace} delete secret {}", quote(name));
        commands.insert(0, facts.commands.kubectl(&arguments));
    }
    Remedy { title, commands, verify: remedy::verify(facts, failure), risk: String::new() }
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'reg.example/web:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ImagePullBackOff,
  message: 'Back-off pulling image "reg.example/web:1": ErrImagePull: failed to authorize: failed to fetch oauth token: unexpected status from GET request to https://reg.example/token: 401 Unauthorized'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'reg.example/web:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "reg.example/web:1": failed to authorize: unexpected status: 401 Unauthorized'}
"#;
