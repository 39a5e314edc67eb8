//! Pods that the API server has refused to make, whoever wanted them. Replica sets keep the text in a
//! condition; for all others there are only events, which count as long as pods are lacking.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Meta, Object, ObjectRef, condition};

/// What kind of refusal a text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Quota,
    LimitRange,
    PodSecurity,
    ServiceAccount,
    PodSecurityPolicy,
    PriorityClass,
    Invalid,
    /// A webhook that does not answer, a namespace that goes: told elsewhere.
    Elsewhere,
    Other,
}

/// An object that lacks pods because they were refused.
pub(super) struct Refused {
    /// A replica set, stateful set, daemon set or job.
    pub(super) owner: ObjectRef,
    /// What a person edits.
    pub(super) workload: ObjectRef,
    pub(super) kind: Kind,
    /// The API server's words.
    pub(super) text: String,
    pub(super) evidence: Evidence,
    /// How many pods are lacking.
    pub(super) lacking: i64,
    /// Whether the owner itself has a finding for it, that leads on from the workload's.
    is_stated: bool,
}

impl Refused {
    /// A cause about `object`, that holds up who lacks the pods.
    pub(super) fn cause(&self, code: &'static str, object: ObjectRef, message: String) -> Finding {
        self.hold(Finding::cause(code, object, message).evidence(self.evidence.clone()))
    }

    pub(super) fn hold(&self, finding: Finding) -> Finding {
        let finding = finding.holds(self.owner.clone(), "its pods are refused");
        if self.is_stated || self.owner == self.workload {
            finding
        } else {
            finding.holds(self.workload.clone(), "its pods are refused")
        }
    }

    /// A remedy that ends in looking whether the pods are there.
    pub(super) fn remedy(&self, facts: &Facts<'_>, title: String, commands: Vec<String>) -> Remedy {
        let verify = vec![facts.commands.on("get", &self.workload)];
        Remedy { title, commands, verify, risk: String::new() }
    }

    pub(super) fn edit(&self, facts: &Facts<'_>) -> Vec<String> {
        vec![facts.commands.on("edit", &self.workload)]
    }
}

/// All refusals of a kind.
pub(super) fn of(facts: &Facts<'_>, kind: Kind) -> Vec<Refused> {
    let mut all = all(facts);
    all.retain(|refused| refused.kind == kind);
    all
}

fn all(facts: &Facts<'_>) -> Vec<Refused> {
    let snapshot = facts.snapshot;
    let mut all = Vec::new();
    let mut add = |object: &dyn Object, lacking: i64, conditions: &[crate::snapshot::Condition]| {
        if lacking > 0 && !crate::facts::is_going(object.meta()) {
            all.extend(refused(facts, object.object(), object.meta(), lacking, conditions));
        }
    };
    for set in &snapshot.replica_sets {
        let wanted = set.spec.replicas.unwrap_or(1);
        add(set, wanted - set.status.replicas, &set.status.conditions);
    }
    for set in &snapshot.replication_controllers {
        let wanted = set.spec.replicas.unwrap_or(1);
        add(set, wanted - set.status.replicas, &set.status.conditions);
    }
    for set in &snapshot.stateful_sets {
        add(set, set.spec.replicas.unwrap_or(1) - set.status.replicas, &[]);
    }
    for set in &snapshot.daemon_sets {
        let status = &set.status;
        add(set, status.desired_number_scheduled - status.current_number_scheduled, &[]);
    }
    for job in &snapshot.jobs {
        let ended = ["Complete", "Failed"].iter().any(|type_| {
            condition(&job.status.conditions, type_).is_some_and(|it| it.status == "True")
        });
        let is_idle = job.status.active == 0 && job.status.succeeded == 0;
        if is_idle && !ended && !job.spec.suspend {
            add(job, job.spec.parallelism.unwrap_or(1), &[]);
        }
    }
    all
}

fn refused(
    facts: &Facts<'_>,
    owner: ObjectRef,
    meta: &Meta,
    lacking: i64,
    conditions: &[crate::snapshot::Condition],
) -> Option<Refused> {
    let stated = condition(conditions, "ReplicaFailure").filter(|failure| failure.status == "True");
    let workload = facts.owners(meta).pop().unwrap_or_else(|| owner.clone());
    let (text, evidence) = match stated {
        Some(failure) => {
            let path = "status.conditions[ReplicaFailure]";
            let evidence = Evidence::field(&owner, path, failure.message.clone());
            (failure.message.clone(), evidence.since(failure.last_transition_time))
        }
        None => {
            let events = facts.events(&owner);
            // What was made since the last refusal says that it is over.
            let newest = events.iter().find(|event| {
                matches!(event.reason.as_str(), "FailedCreate" | "SuccessfulCreate")
            })?;
            if newest.reason != "FailedCreate" {
                return None;
            }
            (newest.message.clone(), Evidence::event(&owner, newest))
        }
    };
    let kind = kind(&text);
    Some(Refused { owner, workload, kind, text, evidence, lacking, is_stated: stated.is_some() })
}

/// The words of the API server's admission plugins; they have hardly changed since 1.20.
fn kind(text: &str) -> Kind {
    const KINDS: &[(&str, Kind)] = &[
        ("exceeded quota: ", Kind::Quota),
        ("failed quota: ", Kind::Quota),
        ("failed calling webhook", Kind::Elsewhere),
        ("because it is being terminated", Kind::Elsewhere),
        ("error looking up service account", Kind::ServiceAccount),
        ("violates PodSecurity", Kind::PodSecurity),
        ("PodSecurityPolicy", Kind::PodSecurityPolicy),
        ("pod security policy", Kind::PodSecurityPolicy),
        ("security context constraint", Kind::PodSecurityPolicy),
        ("no PriorityClass with name", Kind::PriorityClass),
        (" usage per ", Kind::LimitRange),
        ("limit to request ratio", Kind::LimitRange),
        (" is invalid: ", Kind::Invalid),
    ];
    KINDS.iter().find(|(words, _)| text.contains(words)).map_or(Kind::Other, |(_, kind)| *kind)
}

/// The word after some words, to the next of `until`.
pub(super) fn after<'t>(text: &'t str, words: &str, until: &[char]) -> Option<&'t str> {
    let (_, rest) = text.split_once(words)?;
    let word = rest.split(until).next().unwrap_or(rest).trim();
    (!word.is_empty()).then_some(word)
}

/// What is refused, without the pod's name and who says so.
pub(super) fn essence(text: &str) -> &str {
    let text = text.split_once(" is forbidden: ").map_or(text, |(_, rest)| rest);
    let text = text.split_once("Error creating: ").map_or(text, |(_, rest)| rest);
    text.lines().next().unwrap_or_default()
}
