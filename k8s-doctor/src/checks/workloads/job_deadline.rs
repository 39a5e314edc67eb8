//! A job was stopped because it did not finish in time.
//!
//! After `spec.activeDeadlineSeconds` all pods of a job are ended, well or not, and their logs are gone
//! with them: condition Failed, reason `DeadlineExceeded`. The time counts from the job's start, waiting for
//! a node or an image included. What to do: see what took so long, or allow more time.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy};
use crate::snapshot::{Job, Object as _, condition};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.jobs.iter().filter_map(|job| judge(facts, job)).collect()
}

fn judge(facts: &Facts<'_>, job: &Job) -> Option<Finding> {
    let failed = condition(&job.status.conditions, "Failed")
        .filter(|failed| failed.status == "True" && failed.reason == "DeadlineExceeded")?;
    if facts.job_is_made_good(job) {
        return None;
    }
    let object = job.object();
    let allowed = job.spec.active_deadline_seconds.unwrap_or(0);
    let workload = facts.owners(&job.metadata).pop().unwrap_or_else(|| object.clone());
    let evidence = Evidence::field(&object, "status.conditions[Failed]", failed.message.clone());
    let message = format!("did not finish within its {allowed} seconds");
    Some(
        Finding::cause("K725", object.clone(), message)
            .evidence(evidence.since(failed.last_transition_time))
            .evidence(Evidence::field(&object, "spec.activeDeadlineSeconds", allowed.to_string()))
            .remedy(Remedy {
                title:
                    "See what took so long, or allow more: activeDeadlineSeconds; a job must be \
                        made anew for it"
                        .to_owned(),
                commands: vec![
                    facts.commands.on("describe", &object),
                    facts.commands.on("get", &workload) + " -o yaml",
                ],
                verify: vec![facts.commands.on("get", &object)],
                risk: String::new(),
            }),
    )
}

pub(super) const BAD: &str = r"
{kind: Job, apiVersion: batch/v1, metadata: {name: migrate, namespace: billing}, spec: {activeDeadlineSeconds: 60},
 status: {failed: 1, conditions: [{type: Failed, status: 'True', reason: DeadlineExceeded, message: Job was active longer than specified deadline}]}}
";

pub(super) const GOOD: &str = r"
{kind: Job, apiVersion: batch/v1, metadata: {name: migrate, namespace: billing}, spec: {activeDeadlineSeconds: 60},
 status: {succeeded: 1, conditions: [{type: Complete, status: 'True'}]}}
";
