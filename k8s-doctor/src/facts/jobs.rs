//! Jobs that failed and do not matter any more.

use std::collections::BTreeMap;

use super::{Facts, controller};
use crate::snapshot::{Job, Time, condition};

/// When the newest job was made that did its work, by namespace and cron job.
pub(super) type Done<'a> = BTreeMap<(&'a str, &'a str), Time>;

impl<'a> Facts<'a> {
    /// Whether a later job of the same cron job has done its work.
    pub fn job_is_made_good(&self, job: &Job) -> bool {
        let owner = controller(&job.metadata).filter(|owner| owner.kind == "CronJob");
        let done = owner.and_then(|owner| {
            self.done().get(&(job.metadata.namespace.as_str(), owner.name.as_str()))
        });
        done.is_some_and(|done| *done > job.metadata.creation_timestamp)
    }

    fn done(&self) -> &Done<'a> {
        self.done.get_or_init(|| {
            let mut done = Done::new();
            for job in &self.snapshot.jobs {
                let complete = condition(&job.status.conditions, "Complete");
                if let Some(owner) = controller(&job.metadata)
                    && owner.kind == "CronJob"
                    && complete.is_some_and(|complete| complete.status == "True")
                {
                    let key = (job.metadata.namespace.as_str(), owner.name.as_str());
                    let newest = done.entry(key).or_default();
                    *newest = (*newest).max(job.metadata.creation_timestamp);
                }
            }
            done
        })
    }
}
