//! A job has failed, or tries and does not get on.
//!
//! A symptom: the chain goes on to its pods. A job that a cron job made counts no more once a later
//! one has done its work.

use crate::facts::{Facts, controller};
use crate::finding::{Evidence, Finding};
use crate::snapshot::{Job, Object as _, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.jobs.iter().filter_map(|job| judge(facts, job)).collect()
}

fn judge(facts: &Facts<'_>, job: &Job) -> Option<Finding> {
    if !facts.job_is_ill(job) || is_made_good(facts, job) {
        return None;
    }
    let object = job.object();
    let failed =
        condition(&job.status.conditions, "Failed").filter(|failed| failed.status == "True");
    let message = match failed {
        Some(failed) if !failed.reason.is_empty() => format!("Failed: {}", failed.reason),
        Some(_) => "Failed".to_owned(),
        None => "does not get done".to_owned(),
    };
    let mut finding = Finding::symptom("K704", object.clone(), message);
    if let Some(failed) = failed {
        let evidence =
            Evidence::field(&object, "status.conditions[Failed]", failed.message.clone());
        finding = finding.evidence(evidence.since(failed.last_transition_time));
    } else {
        let numbers = format!("{} active, {} failed", job.status.active, job.status.failed);
        finding = finding.evidence(Evidence::field(&object, "status", numbers));
    }
    for pod in super::ill_pods(facts, &object) {
        finding = finding.held_by(pod, "its work is done in this pod");
    }
    Some(finding)
}

/// Whether a later job of the same cron job has done its work.
pub(super) fn is_made_good(facts: &Facts<'_>, job: &Job) -> bool {
    let Some(owner) = controller(&job.metadata).filter(|owner| owner.kind == "CronJob") else {
        return false;
    };
    facts.snapshot.jobs.within(&job.metadata.namespace).iter().any(|other| {
        let same = controller(&other.metadata).is_some_and(|other| other.name == owner.name);
        let later = other.metadata.creation_timestamp > job.metadata.creation_timestamp;
        let done = condition(&other.status.conditions, "Complete");
        same && later && done.is_some_and(|done| done.status == "True")
    })
}

pub(super) const BAD: &str = r"
{kind: Job, apiVersion: batch/v1, metadata: {name: migrate, namespace: billing},
 status: {failed: 3, conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded}]}}
";

pub(super) const GOOD: &str = r"
{kind: Job, apiVersion: batch/v1, metadata: {name: migrate, namespace: billing},
 status: {failed: 1, succeeded: 1, conditions: [{type: Complete, status: 'True'}]}}
";
