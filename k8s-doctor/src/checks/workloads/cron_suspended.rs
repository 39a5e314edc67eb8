//! A cron job is suspended, and makes no jobs.
//!
//! `spec.suspend: true` stays until somebody takes it back. Worth a note where a backup or a clean-up has
//! been off for long; jobs that run already go on.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{CronJob, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.cron_jobs.iter().filter_map(|cron| judge(facts, cron)).collect()
}

fn judge(facts: &Facts<'_>, cron: &CronJob) -> Option<Finding> {
    let object = cron.object();
    if !cron.spec.suspend {
        return None;
    }
    let message = "suspended: it makes no jobs".to_owned();
    let evidence = Evidence::field(&object, "spec.suspend", "true");
    let evidence = evidence.since(cron.status.last_schedule_time);
    Some(
        Finding::cause("K721", object.clone(), message)
            .severity(Severity::Note)
            .evidence(evidence)
            .remedy(Remedy {
                title: "Let it run again, if it was only forgotten".to_owned(),
                commands: vec![
                    facts.commands.on("patch", &object) + r#" -p '{"spec":{"suspend":false}}'"#,
                ],
                verify: vec![facts.commands.on("get", &object)],
                risk: String::new(),
            }),
    )
}

pub(super) const BAD: &str = r"
{kind: CronJob, apiVersion: batch/v1, metadata: {name: backup, namespace: ops}, spec: {schedule: '0 * * * *', suspend: true}}
";

pub(super) const GOOD: &str = r"
{kind: CronJob, apiVersion: batch/v1, metadata: {name: backup, namespace: ops}, spec: {schedule: '0 * * * *'}}
";
