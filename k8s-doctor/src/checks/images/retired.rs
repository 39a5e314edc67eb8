//! An image cannot be pulled, and it is of a registry or repository that has been given up.
//!
//! Old manifests and charts name registries that are no more, or in which nothing new appears: the old
//! registry of Kubernetes, `docker.pkg.github.com`, Bitnami's versioned tags on Docker Hub. Only a pull
//! that fails is told: many old names are still answered, or lead on to the new place.

use super::{Told, remedy, told};
use crate::facts::Facts;
use crate::facts::images::PullClass;
use crate::finding::{Certainty, Finding};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let all = super::by_workload(facts, |failure| matches!(told(facts, failure), Told::Retired(_)));
    let found = all.iter().filter_map(|failures| {
        let failure = failures.first()?;
        let Told::Retired(retired) = told(facts, failure) else { return None };
        let image = failure.image;
        let message = format!("image {image} cannot be pulled: {}", retired.what);
        let certainty = match failure.class {
            PullClass::Unsaid => Certainty::Guessed,
            _ => Certainty::Inferred,
        };
        let finding = super::cause(facts, "K214", failures, message)?.certainty(certainty);
        let better = retired.replaced(&failure.name);
        let title = match &better {
            Some(better) => format!("Take it from its new place: {better}"),
            None => format!("Take it from its new place: {}", retired.now),
        };
        Some(finding.remedy(remedy::rename(facts, failure, better.as_deref(), &title)))
    });
    found.collect()
}

pub(super) const BAD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, creationTimestamp: 2025-01-01T10:00:00Z}, spec: {nodeName: n1, containers: [{name: web, image: 'k8s.gcr.io/pause:9.9'}]},
 status: {phase: Pending, containerStatuses: [{name: web, state: {waiting: {reason: ErrImagePull,
  message: 'failed to resolve reference "k8s.gcr.io/pause:9.9": k8s.gcr.io/pause:9.9: not found'}}}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: Pod, apiVersion: v1, metadata: {name: web, namespace: shop, creationTimestamp: 2025-01-01T10:00:00Z}, spec: {nodeName: n1, containers: [{name: web, image: 'k8s.gcr.io/pause:3.9'}]},
 status: {phase: Running, conditions: [{type: Ready, status: 'True'}], containerStatuses: [{name: web, ready: true, state: {running: {}}}]}}
"#;
