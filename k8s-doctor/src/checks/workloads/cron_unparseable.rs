//! A cron job's schedule or time zone cannot be read, so that it makes no jobs.
//!
//! The API server checks both when they are written, but knows other time zones than the controller may,
//! and old objects are not checked again: `unparseable schedule`, `invalid timeZone`, event
//! `UnparseableSchedule` or `UnknownTimeZone`. `TZ=` inside the schedule is not supported.

use crate::facts::Facts;
use crate::finding::{Evidence, Finding, Remedy, Severity};
use crate::snapshot::{CronJob, Object as _};

pub(super) fn run(facts: &Facts<'_>) -> Vec<Finding> {
    facts.snapshot.cron_jobs.iter().filter_map(|cron| judge(facts, cron)).collect()
}

fn judge(facts: &Facts<'_>, cron: &CronJob) -> Option<Finding> {
    let object = cron.object();
    let event = facts.event(&object, "UnparseableSchedule", |_| true);
    let event = event.or_else(|| facts.event(&object, "UnknownTimeZone", |_| true))?;
    if cron.status.last_schedule_time >= event.last() && event.last().is_known() {
        return None;
    }
    let (schedule, zone) = (&cron.spec.schedule, &cron.spec.time_zone);
    let message = match event.reason.as_str() {
        "UnknownTimeZone" => format!("makes no jobs: time zone {zone} is not known"),
        _ => format!("makes no jobs: its schedule `{schedule}` cannot be read"),
    };
    let evidence = Evidence::event(&object, event);
    Some(
        Finding::cause("K723", object.clone(), message)
            .severity(Severity::Error)
            .evidence(evidence)
            .remedy(Remedy {
                title: "Correct spec.schedule or spec.timeZone".to_owned(),
                commands: vec![facts.commands.on("edit", &object)],
                verify: vec![facts.commands.on("get", &object)],
                risk: String::new(),
            }),
    )
}

pub(super) const BAD: &str = r"
{kind: CronJob, apiVersion: batch/v1, metadata: {name: backup, namespace: ops}, spec: {schedule: '0 * * * *', timeZone: Europe/Nowhere}}
---
{kind: Event, apiVersion: v1, metadata: {name: e, namespace: ops}, type: Warning, reason: UnknownTimeZone,
 involvedObject: {kind: CronJob, name: backup, namespace: ops}, message: 'invalid timeZone: Europe/Nowhere'}
";

pub(super) const GOOD: &str = r"
{kind: CronJob, apiVersion: batch/v1, metadata: {name: backup, namespace: ops}, spec: {schedule: '0 * * * *', timeZone: Europe/Berlin}}
";
