//! The last job that a cron job made has failed.
//!
//! A symptom: the chain goes on to the job, and from there to its pods. Only the newest job counts; one
//! that failed and was followed by one that did its work is past.

use std::collections::BTreeMap;

use crate::facts::{Facts, controller};
use crate::finding::{Evidence, Finding};
use crate::snapshot::{Job, Object as _, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    let mut newest: BTreeMap<(&str, &str), &Job> = BTreeMap::new();
    for job in &facts.snapshot.jobs {
        let Some(owner) = controller(&job.metadata).filter(|owner| owner.kind == "CronJob") else {
            continue;
        };
        let entry = newest.entry((&job.metadata.namespace, &owner.name)).or_insert(job);
        if job.metadata.creation_timestamp > entry.metadata.creation_timestamp {
            *entry = job;
        }
    }
    let all = newest.into_iter();
    all.filter_map(|((namespace, name), job)| judge(facts, namespace, name, job)).collect()
}

fn judge(facts: &Facts<'_>, namespace: &str, name: &str, job: &Job) -> Option<Finding> {
    let cron = facts.snapshot.cron_jobs.get(namespace, name)?;
    let failed = condition(&job.status.conditions, "Failed")?;
    if !facts.job_is_ill(job) || facts.job_is_made_good(job) {
        return None;
    }
    let evidence =
        Evidence::field(&job.object(), "status.conditions[Failed]", failed.message.clone());
    let message = format!("its last job {} has failed", job.metadata.name);
    let finding = Finding::symptom("K724", cron.object(), message)
        .evidence(evidence.since(failed.last_transition_time));
    Some(finding.held_by(job.object(), "this is its last job"))
}

pub(super) const BAD: &str = r"
{kind: CronJob, apiVersion: batch/v1, metadata: {name: backup, namespace: ops, uid: u}, spec: {schedule: '0 * * * *'}}
---
{kind: Job, apiVersion: batch/v1, metadata: {name: backup-1, namespace: ops, ownerReferences: [{kind: CronJob, name: backup, uid: u, controller: true}]},
 status: {failed: 1, conditions: [{type: Failed, status: 'True', reason: BackoffLimitExceeded}]}}
";

pub(super) const GOOD: &str = r"
{kind: CronJob, apiVersion: batch/v1, metadata: {name: backup, namespace: ops, uid: u}, spec: {schedule: '0 * * * *'}}
---
{kind: Job, apiVersion: batch/v1, metadata: {name: backup-1, namespace: ops, ownerReferences: [{kind: CronJob, name: backup, uid: u, controller: true}]},
 status: {succeeded: 1, conditions: [{type: Complete, status: 'True'}]}}
";
