//! An image cannot be pulled because its registry has no such repository or tag.
//!
//! Mostly a name that was typed wrong, a tag that was never pushed or has been deleted, or an image
//! that was built on one's own machine and is in no registry. The waiting reason goes back and forth
//! between `ErrImagePull` and `ImagePullBackOff`; the cause is in the event `Failed to pull image`.
//!
//! The words mislead. Docker Hub answers `pull access denied, repository does not exist or may
//! require 'docker login'` for both, what does not exist and what is private: who has no account in
//! mind should look for a typing error first. `manifest unknown` means that the repository is there
//! and the tag is not. `not found` stands at the end of other failures too, such as an image that is
//! not made for the node's processor.
//!
//! What to do: correct the name where it is written (the deployment, not the pod), or push the image.

use std::collections::{BTreeMap, BTreeSet};

use super::remedy;
use crate::facts::images::{ImageName, PullClass, PullFailure};
use crate::facts::{Facts, look_alike};
use crate::finding::Finding;

/// What is often meant.
const COMMON: &[&str] = &[
    "alpine",
    "busybox",
    "debian",
    "golang",
    "grafana/grafana",
    "httpd",
    "mariadb",
    "memcached",
    "mongo",
    "mysql",
    "nginx",
    "node",
    "postgres",
    "prom/prometheus",
    "python",
    "rabbitmq",
    "redis",
    "traefik",
    "ubuntu",
    "wordpress",
];

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::NotFound, PullClass::NotFoundOrPrivate]);
    if all.is_empty() {
        return Vec::new();
    }
    let known = repositories(facts);
    // By the repository that is not found: a thousand workloads may ask for one.
    let mut meant: BTreeMap<String, Option<&str>> = BTreeMap::new();
    let found = all.iter().filter_map(|failures| {
        let repository = failures.first()?.name.repository();
        let meant = *meant.entry(repository).or_insert_with_key(|repository| {
            let known_name = known.contains(repository);
            look_alike(repository, known.iter().map(String::as_str)).filter(|_| !known_name)
        });
        judge(facts, failures, meant)
    });
    found.collect()
}

/// The repositories that the nodes have images of, and common ones.
fn repositories(facts: &Facts<'_>) -> BTreeSet<String> {
    let images = facts.snapshot.nodes.iter().flat_map(|node| &node.status.images);
    let names = images.flat_map(|image| &image.names);
    let names = names.filter(|name| !name.contains("@sha256:"));
    let names = names.map(|name| ImageName::parse(name).repository());
    names.chain(COMMON.iter().map(|&name| name.to_owned())).collect()
}

fn judge(facts: &Facts<'_>, failures: &[&PullFailure<'_>], meant: Option<&str>) -> Option<Finding> {
    let failure = failures.first()?;
    let image = failure.image;
    let (name, host) = (&failure.name, &failure.name.host);
    let tags: BTreeSet<&str> =
        facts.pulls().present(name).iter().map(|present| present.name.tag.as_str()).collect();
    let tags = || tags.iter().copied().filter(|tag| !tag.is_empty());
    let repository = name.repository();
    let text = failure.text.to_lowercase();
    let message = if failure.class == PullClass::NotFoundOrPrivate {
        let secrets = &failure.pod.spec.image_pull_secrets;
        let private = if secrets.is_empty() {
            "or it is private and the pod has no pull secret"
        } else {
            "or the pod's pull secret does not open it"
        };
        format!("image {image} is not found: {host} has no repository {repository}, {private}")
    } else if text.contains("manifest unknown") || tags().next().is_some() {
        let what = if name.tag.is_empty() { &name.digest } else { &name.tag };
        format!("image {image} does not exist: {host} has no {what} of {repository}")
    } else {
        format!("image {image} does not exist: {host} does not have it")
    };
    let mut finding = super::cause(facts, "K200", failures, message)?;
    if let Some(meant) = meant {
        let tag = if name.tag.is_empty() { String::new() } else { format!(":{}", name.tag) };
        let title = format!("Correct the name, if {meant} is meant");
        let remedy = remedy::rename(facts, failure, Some(&format!("{meant}{tag}")), &title);
        finding = finding.remedy(remedy);
    }
    if let Some(tag) = look_alike(&name.tag, tags()).or_else(|| tags().next()) {
        let title = format!("Use tag {tag}, which a node has, if it will do");
        let other = format!("{repository}:{tag}");
        finding = finding.remedy(remedy::rename(facts, failure, Some(&other), &title));
    }
    finding = finding.remedy(remedy::rename(
        facts,
        failure,
        None,
        &format!("Look up in {host} which names and tags there are, and correct the image"),
    ));
    if host == "docker.io"
        && let Some(load) = remedy::load(facts, failure)
    {
        finding = finding.remedy(load);
    }
    if failure.class == PullClass::NotFoundOrPrivate {
        finding = finding.remedy(super::denied::credentials(facts, failure));
    }
    Some(finding)
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'redis:9.9'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ImagePullBackOff, message: 'Back-off pulling image "redis:9.9"'}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "redis:9.9": rpc error: code = Unknown desc = Error response from daemon: manifest for redis:9.9 not found: manifest unknown: manifest unknown'}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'redis:9.9'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "redis:9.9": rpc error: code = Unknown desc = Error response from daemon: manifest for redis:9.9 not found: manifest unknown: manifest unknown'}
"#;
