//! A resource quota lets no more pods, or claims for them, into its namespace.
//!
//! Either the quota is full (`exceeded quota`), or it counts something that the pod does not name: under
//! a quota for `requests.cpu` every container must say what it asks for (`failed quota … must
//! specify`). The refusal stands in the replica set's condition `ReplicaFailure`; stateful sets, daemon
//! sets and jobs have only events. There is no pod, so that nothing is Pending. All who are refused by
//! one quota are told together.
//!
//! What to do: raise the quota, ask for less, or name requests; a `LimitRange` in the namespace can give
//! requests to those that name none.

use std::collections::BTreeMap;

use super::refused::{self, Kind, Refused, after};
use crate::facts::scheduling::amount;
use crate::facts::{Facts, quote};
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{ObjectRef, Quantity};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut by_quota: BTreeMap<ObjectRef, Vec<Refused>> = BTreeMap::new();
    for refused in refused::of(facts, Kind::Quota) {
        let name = after(&refused.text, "exceeded quota: ", &[','])
            .or_else(|| after(&refused.text, "failed quota: ", &[':']));
        if let Some(name) = name {
            let quota = ObjectRef::new("ResourceQuota", &refused.owner.namespace, name);
            by_quota.entry(quota).or_default().push(refused);
        }
    }
    by_quota.into_iter().map(|(quota, refused)| judge(facts, &quota, &refused)).collect()
}

fn judge(facts: &Facts<'_>, quota: &ObjectRef, all: &[Refused]) -> Finding {
    let mut parts: Vec<String> = all.iter().map(part).collect();
    parts.sort();
    parts.dedup();
    let more = parts.len().saturating_sub(3);
    parts.truncate(3);
    let mut message = format!("lets no more in: {}", parts.join("; "));
    if more > 0 {
        message = format!("{message}; and {more} more");
    }
    let mut finding = Finding::cause("K710", quota.clone(), message);
    for refused in all {
        finding = refused.hold(finding.evidence(refused.evidence.clone()));
    }
    if let Some(known) = facts.snapshot.quotas.get(&quota.namespace, &quota.name) {
        for (resource, hard) in &known.status.hard {
            let used = known.status.used.get(resource).map_or("0", |used| used.0.as_str());
            let path = format!("status.used.{resource}");
            finding =
                finding.evidence(Evidence::field(quota, &path, format!("{used} of {}", hard.0)));
        }
    }
    for refused in all {
        for remedy in remedies(facts, quota, refused) {
            finding = finding.remedy(remedy);
        }
    }
    finding
}

/// `Deployment api asks requests.cpu=200m, used 400m of 500m`.
fn part(refused: &Refused) -> String {
    let who = format!("{} {}", refused.workload.kind, refused.workload.name);
    if let Some(missing) = after(&refused.text, "must specify ", &['\n']) {
        return format!("{who} does not name {missing}");
    }
    let list = |words: &str, until: &str| {
        let (_, rest) = refused.text.split_once(words)?;
        Some(rest.split_once(until).map_or(rest, |(list, _)| list))
    };
    let asked = list("requested: ", ", used: ").unwrap_or_default();
    let used = list("used: ", ", limited: ").unwrap_or_default();
    let limited = list("limited: ", "\n").unwrap_or_default();
    format!("{who} asks {asked}, used {used}, limit {limited}")
}

fn remedies(facts: &Facts<'_>, quota: &ObjectRef, refused: &Refused) -> Vec<Remedy> {
    let workload = &refused.workload;
    let who = format!("{} {}", workload.kind, workload.name);
    if let Some(missing) = after(&refused.text, "must specify ", &['\n']) {
        let title = format!("Have each container of {who} name what the quota counts: {missing}");
        return vec![
            refused.remedy(facts, title, refused.edit(facts)),
            refused.remedy(
                facts,
                format!(
                    "Give namespace {} a LimitRange with defaultRequest, for all that name none",
                    quota.namespace
                ),
                Vec::new(),
            ),
        ];
    }
    let mut raise = refused.remedy(
        facts,
        format!("Raise the quota, so that the {} lacking pods of {who} fit", refused.lacking),
        vec![raised(facts, quota, refused).unwrap_or_else(|| facts.commands.on("edit", quota))],
    );
    "the namespace may take more of the cluster than was meant".clone_into(&mut raise.risk);
    let title = format!("Have {who} ask for less, or run fewer pods");
    vec![raise, refused.remedy(facts, title, refused.edit(facts))]
}

/// The command that raises the first of the limits that are exceeded.
fn raised(facts: &Facts<'_>, quota: &ObjectRef, refused: &Refused) -> Option<String> {
    let pair = |words: &str| {
        let pair = after(&refused.text, words, &[',', '\n'])?;
        let (resource, amount) = pair.split_once('=')?;
        Some((resource, Quantity(amount.to_owned()).milli()?))
    };
    let (resource, asked) = pair("requested: ")?;
    let (_, used) = pair("used: ")?;
    let needed = asked.checked_mul(i128::from(refused.lacking))?.checked_add(used)?;
    let plain = resource.rsplit('.').next().unwrap_or(resource);
    let patch = format!(r#"{{"spec":{{"hard":{{"{resource}":"{}"}}}}}}"#, round(plain, needed));
    let arguments = format!(
        "patch resourcequota -n {} {} --type merge -p {}",
        quote(&quota.namespace),
        quote(&quota.name),
        quote(&patch)
    );
    Some(facts.commands.kubectl(&arguments))
}

/// Not less than it: what is shown with one digit is rounded down elsewhere.
fn round(resource: &str, milli: i128) -> String {
    let shown = amount(resource, milli);
    match Quantity(shown.clone()).milli() {
        Some(exact) if exact >= milli => shown,
        _ => ((milli + 999) / 1000).to_string(),
    }
}

pub(super) const BAD: &str = r#"
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: api-7f, namespace: team-a}, spec: {replicas: 4},
 status: {replicas: 2, conditions: [{type: ReplicaFailure, status: 'True', reason: FailedCreate,
  message: 'pods "api-7f-6zddf" is forbidden: exceeded quota: compute, requested: requests.cpu=200m, used: requests.cpu=400m, limited: requests.cpu=500m'}]}}
"#;

pub(super) const GOOD: &str = r#"
{kind: ReplicaSet, apiVersion: apps/v1, metadata: {name: api-7f, namespace: team-a}, spec: {replicas: 2},
 status: {replicas: 2, readyReplicas: 2}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: team-a}, type: Warning, reason: FailedCreate,
 involvedObject: {kind: ReplicaSet, name: api-7f, namespace: team-a},
 message: 'Error creating: pods "api-7f-6zddf" is forbidden: exceeded quota: compute, requested: pods=1, used: pods=2, limited: pods=2'}
"#;
