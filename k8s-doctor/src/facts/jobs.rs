//! Jobs that failed and do not matter any more.

use std::collections::BTreeMap;

use super::{Facts, controller};
use crate::snapshot::{Job, Pod, Time, condition};

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

    /// The same of a pod whose job is not in the snapshot: whether a later pod of that job, or of a
    /// later one of the same cron job, has done the work or is at it.
    pub(super) fn is_made_good_by_pod(&self, pod: &Pod) -> bool {
        let done = self.done_by_pods.get_or_init(|| {
            let mut done = Done::new();
            let is_well = |pod: &&Pod| pod.status.phase == "Succeeded" || super::is_ready(pod);
            for pod in self.snapshot.pods.iter().filter(is_well) {
                if let Some(key) = series(pod) {
                    let newest = done.entry(key).or_default();
                    *newest = (*newest).max(pod.metadata.creation_timestamp);
                }
            }
            done
        });
        let newest = series(pod).and_then(|key| done.get(&key));
        newest.is_some_and(|newest| *newest > pod.metadata.creation_timestamp)
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

/// The namespace of a job's pod, and the name of its cron job by the name of its job, which is that and
/// the time in minutes; or of its job, if that is of none.
fn series(pod: &Pod) -> Option<(&str, &str)> {
    let owner = controller(&pod.metadata).filter(|owner| owner.kind == "Job")?;
    let is_time = |end: &str| end.len() >= 8 && end.bytes().all(|byte| byte.is_ascii_digit());
    let name = match owner.name.rsplit_once('-') {
        Some((name, end)) if is_time(end) => name,
        _ => &owner.name,
    };
    Some((&pod.metadata.namespace, name))
}
