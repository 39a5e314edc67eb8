//! A limit range forbids the pods that a workload makes.
//!
//! It sets the least and the most that a container, pod or claim of its namespace may ask for, and how
//! far a limit may be above the request. It also gives defaults to containers that name nothing, so that
//! a request above the default limit is refused as well. What to do: ask for what is allowed, or change
//! the limit range.

use super::refused::{self, Kind, Refused, essence};
use crate::facts::Facts;
use crate::finding::{Evidence, Finding};
use crate::snapshot::Object as _;

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    refused::of(facts, Kind::LimitRange).iter().map(|refused| judge(facts, refused)).collect()
}

fn judge(facts: &Facts<'_>, refused: &Refused) -> Finding {
    let message = format!("a limit range forbids its pods: {}", essence(&refused.text));
    let mut finding = refused.cause("K711", refused.workload.clone(), message);
    let mut commands = refused.edit(facts);
    for range in facts.snapshot.limit_ranges.within(&refused.owner.namespace) {
        let text: Vec<String> = range.spec.limits.iter().map(text).collect();
        finding =
            finding.evidence(Evidence::field(&range.object(), "spec.limits", text.join("; ")));
        commands.push(facts.commands.on("edit", &range.object()));
    }
    let title = "Ask for what the limit range allows, or change the limit range".to_owned();
    finding.remedy(refused.remedy(facts, title, commands))
}

fn text(limit: &crate::snapshot::policy::Limit) -> String {
    let list = |resources: &crate::snapshot::pod::Resources| {
        let all: Vec<String> =
            resources.iter().map(|(key, it)| format!("{key}={}", it.0)).collect();
        all.join(",")
    };
    format!("{}: min {}, max {}", limit.type_, list(&limit.min), list(&limit.max))
}

pub(super) const BAD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1}, status: {replicas: 0}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi'}
"#;

pub(super) const GOOD: &str = r#"
{kind: StatefulSet, apiVersion: apps/v1, metadata: {name: db, namespace: shop}, spec: {replicas: 1},
 status: {replicas: 1, readyReplicas: 1}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: shop}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: StatefulSet, name: db, namespace: shop},
 message: 'create Pod db-0 in StatefulSet db failed error: pods "db-0" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi'}
"#;
