//! What a pod gives as its image's name is none.
//!
//! Capital letters in the repository, a blank, two colons, a `https://` in front, a variable that a
//! template left unfilled (`repo/app:${TAG}`, `app:`), or nothing at all. The kubelet does not even try
//! to pull it: the waiting reason is `InvalidImageName`. CRI-O also refuses a short name (`web:1`)
//! where its registries.conf names no registry to look in.

use super::remedy;
use crate::facts::Facts;
use crate::facts::images::{PullClass, PullFailure};
use crate::finding::Finding;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::of(facts, &[PullClass::InvalidName]);
    all.iter().filter_map(|failures| judge(facts, failures)).collect()
}

fn judge(facts: &Facts<'_>, failures: &[&PullFailure<'_>]) -> Option<Finding> {
    let failure = failures.first()?;
    let image = failure.image;
    let text = failure.text.to_lowercase();
    let is_short = text.contains("did not resolve") || text.contains("ambiguous list");
    let message = if is_short {
        format!("image {image} names no registry, and the runtime has none to look in")
    } else {
        format!(
            "container {} has no valid image name: {image:?}{}",
            failure.container.name,
            flaw(image)
        )
    };
    let finding = super::cause(facts, "K207", failures, message)?;
    let better = if is_short {
        Some(format!("docker.io/{}:{}", failure.name.path, failure.name.tag))
    } else {
        corrected(image)
    };
    let title = match &better {
        Some(better) => format!("Write {better}, if that is meant"),
        None => "Write a name of the form registry/repository:tag".to_owned(),
    };
    Some(finding.remedy(remedy::rename(facts, failure, better.as_deref(), &title)))
}

/// What is wrong with it, where it is plain.
fn flaw(image: &str) -> &'static str {
    if image.is_empty() {
        " is empty"
    } else if image.contains("://") {
        " is an address"
    } else if image.contains(['$', '{', '<']) {
        " has a variable that was not filled in"
    } else if image.chars().any(char::is_whitespace) {
        " has a blank in it"
    } else if image.ends_with(':') {
        " has an empty tag"
    } else if repository(image).chars().any(char::is_uppercase) {
        " has capital letters"
    } else {
        ""
    }
}

/// The name before its tag or digest.
fn repository(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or_default();
    match image.rsplit_once(':') {
        Some((repository, tag)) if !tag.contains('/') => repository,
        _ => image,
    }
}

/// The same without the flaw, where only one name can be meant.
fn corrected(image: &str) -> Option<String> {
    let plain = image.trim().trim_start_matches("https://").trim_start_matches("http://");
    let plain = plain.trim_start_matches("docker://");
    let repository = repository(plain);
    let plain = format!("{}{}", repository.to_lowercase(), &plain[repository.len()..]);
    let plain = plain.trim_end_matches(':');
    let fits = |c: char| c.is_ascii_alphanumeric() || "-_./:@".contains(c);
    let fine = !plain.is_empty() && plain.chars().all(fits) && !plain.contains("::");
    (fine && plain != image).then(|| plain.to_owned())
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'Shop/Web:1'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: InvalidImageName,
  message: 'Failed to apply default image tag "Shop/Web:1": couldn''t parse image name "Shop/Web:1": invalid reference format: repository name (Shop/Web) must be lowercase'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop}, spec: {nodeName: n1, containers: [{name: web, image: 'Shop/Web:1'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
---
{kind: Event, apiVersion: v1, metadata: {name: web.1, namespace: shop}, type: Warning, reason: Failed,
 involvedObject: {kind: Pod, namespace: shop, name: web},
 message: 'Failed to pull image "Shop/Web:1": Failed to apply default image tag "Shop/Web:1": couldn''t parse image name "Shop/Web:1": invalid reference format: repository name (Shop/Web) must be lowercase'}
"#;
