//! A deployment is paused in the middle of a rollout.
//!
//! `kubectl rollout pause` stops the controller: some pods are of the new template, some of the old, and
//! further changes have no effect until `kubectl rollout resume`. A note: it may be meant.

use crate::facts::{Facts, quote};
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{Deployment, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.deployments.iter().filter_map(|deployment| judge(facts, deployment)).collect()
}

fn judge(facts: &Facts<'_>, deployment: &Deployment) -> Option<Finding> {
    let wanted = deployment.spec.replicas.unwrap_or(1);
    let updated = deployment.status.updated_replicas;
    if !deployment.spec.paused || updated >= wanted {
        return None;
    }
    let object = deployment.object();
    let (namespace, name) = (quote(&object.namespace), quote(&object.name));
    let resume = format!("rollout resume -n {namespace} deployment {name}");
    let message = format!("paused with {updated} of {wanted} pods of the new template");
    Some(
        Finding::cause("K719", object.clone(), message)
            .severity(Severity::Note)
            .evidence(Evidence::field(&object, "spec.paused", "true"))
            .remedy(Remedy {
                title: "Go on with the rollout, if it was only forgotten".to_owned(),
                commands: vec![facts.commands.kubectl(&resume)],
                verify: vec![facts.commands.on("get", &object)],
                risk: String::new(),
            }),
    )
}

pub(super) const BAD: &str = r"
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 2, paused: true},
 status: {replicas: 2, updatedReplicas: 1, availableReplicas: 2}}
";

pub(super) const GOOD: &str = r"
{kind: Deployment, apiVersion: apps/v1, metadata: {name: web, namespace: shop}, spec: {replicas: 2},
 status: {replicas: 2, updatedReplicas: 2, availableReplicas: 2}}
";
