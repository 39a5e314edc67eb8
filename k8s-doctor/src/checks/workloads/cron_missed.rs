//! A cron job has missed so many of its times that it makes no jobs any more.
//!
//! After more than 100 missed times since the last one the controller of old gives up: `Cannot determine
//! if job needs to be started. Too many missed start time (> 100)`; current ones warn and go on. It comes
//! after a long stop of the cluster, or with a `startingDeadlineSeconds` that reaches too far back. What
//! to do: a `startingDeadlineSeconds` of some minutes; below 10 seconds a time can be missed as well.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{CronJob, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.cron_jobs.iter().filter_map(|cron| judge(facts, cron)).collect()
}

fn judge(facts: &Facts<'_>, cron: &CronJob) -> Option<Finding> {
    let object = cron.object();
    if cron.spec.suspend {
        return None;
    }
    // The event `TooManyMissedTimes` of later controllers is only a warning: they go on.
    let event = facts.event(&object, "FailedNeedsStart", |_| true)?;
    // What was made since says that it is over.
    if cron.status.last_schedule_time >= event.last() && event.last().is_known() {
        return None;
    }
    let message = "makes no jobs: it has missed too many of its times".to_owned();
    let evidence = Evidence::event(&object, event);
    Some(
        Finding::cause("K722", object.clone(), message)
            .severity(Severity::Error)
            .evidence(evidence)
            .remedy(Remedy {
                title: "Look no further back than some minutes: spec.startingDeadlineSeconds: 200"
                    .to_owned(),
                commands: vec![
                    facts.commands.on("patch", &object)
                        + r#" -p '{"spec":{"startingDeadlineSeconds":200}}'"#,
                ],
                verify: vec![facts.commands.on("get", &object)],
                risk: String::new(),
            }),
    )
}

pub(super) const BAD: &str = r"
{kind: CronJob, apiVersion: batch/v1, metadata: {name: backup, namespace: ops}, spec: {schedule: '0 * * * *'}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: ops}, type: Warning, reason: FailedNeedsStart,
 involvedObject: {kind: CronJob, name: backup, namespace: ops},
 message: 'Cannot determine if job needs to be started: too many missed start time (> 100). Set or decrease .spec.startingDeadlineSeconds or check clock skew'}
";

pub(super) const GOOD: &str = r"
{kind: CronJob, apiVersion: batch/v1, metadata: {name: backup, namespace: ops}, spec: {schedule: '0 * * * *'}, status: {lastScheduleTime: 2026-01-01T10:00:00Z}}
";
