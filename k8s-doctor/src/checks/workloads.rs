//! K7: what makes pods, and what limits it.

mod autoscaler;
mod cron_failing;
mod cron_missed;
mod cron_suspended;
mod cron_unparseable;
mod daemon_set;
mod deployment;
mod disruption_budget;
mod hpa;
mod invalid_pod;
mod job;
mod job_deadline;
mod limit_range;
mod metrics_api;
mod metrics_server;
mod paused;
mod pod_security;
mod priority_class;
mod quota;
mod refused;
mod refused_pod;
mod replica_set;
mod scale_requests;
mod scale_target;
mod security_policy;
mod service_account;
mod stateful_set;
mod stuck_update;
mod two_autoscalers;

use super::check;
use crate::check::Check;
use crate::facts::Facts;
use crate::snapshot::api::is_default;
use crate::snapshot::{Meta, Object as _, ObjectRef};

pub(super) const CHECKS: &[Check] = &[
    check!(workloads / deployment, "K700", "deployment short of pods"),
    check!(workloads / stateful_set, "K701", "stateful set short of pods"),
    check!(workloads / daemon_set, "K702", "daemon set short of pods"),
    check!(workloads / replica_set, "K703", "replica set short of pods"),
    check!(workloads / job, "K704", "job not done"),
    check!(workloads / quota, "K710", "quota full"),
    check!(workloads / limit_range, "K711", "limit range forbids pods"),
    check!(workloads / pod_security, "K712", "Pod Security forbids pods"),
    check!(workloads / service_account, "K713", "service account missing"),
    check!(workloads / security_policy, "K714", "no security policy allows pods"),
    check!(workloads / priority_class, "K715", "priority class missing"),
    check!(workloads / invalid_pod, "K716", "pods not valid"),
    check!(workloads / refused_pod, "K717", "pods refused"),
    check!(workloads / disruption_budget, "K718", "budget lets no pod go"),
    check!(workloads / paused, "K719", "rollout paused"),
    check!(workloads / stuck_update, "K720", "update stuck by an old pod"),
    check!(workloads / cron_suspended, "K721", "cron job suspended"),
    check!(workloads / cron_missed, "K722", "cron job has missed its times"),
    check!(workloads / cron_unparseable, "K723", "schedule or time zone not known"),
    check!(workloads / cron_failing, "K724", "last job of a cron job failed"),
    check!(workloads / job_deadline, "K725", "job out of time"),
    check!(workloads / autoscaler, "K730", "autoscaler does not scale"),
    check!(workloads / metrics_api, "K731", "no metrics API"),
    check!(workloads / metrics_server, "K732", "metrics-server refuses the kubelets' certificates"),
    check!(workloads / scale_target, "K733", "autoscaler of what is not there"),
    check!(workloads / scale_requests, "K734", "autoscaler without requests to share"),
    check!(workloads / two_autoscalers, "K735", "two autoscalers of one workload"),
];

/// The pods of an owner that are not well.
fn ill_pods(facts: &Facts<'_>, owner: &ObjectRef) -> Vec<ObjectRef> {
    let pods = facts.pods_of(owner).iter();
    pods.filter(|pod| facts.trouble(pod).is_some()).map(|pod| pod.object()).collect()
}

/// Whether an owner, or one of its pods, is so young that what is missing may still come.
fn is_growing(facts: &Facts<'_>, owner: &ObjectRef, meta: &Meta) -> bool {
    facts.is_settling(meta.creation_timestamp)
        || facts.pods_of(owner).iter().any(|pod| {
            let ready = crate::snapshot::condition(&pod.status.conditions, "Ready");
            let turned = ready.is_some_and(|ready| facts.is_settling(ready.last_transition_time));
            facts.is_settling(pod.metadata.creation_timestamp) || turned
        })
}

/// Whether an object is a manifest, which says what is wanted and not what the cluster has.
fn is_manifest<S: Default + PartialEq>(meta: &Meta, status: &S) -> bool {
    is_default(status) && !meta.was_served()
}

/// Whether the controller has not yet looked at the object as it is now.
fn is_unseen(meta: &Meta, observed_generation: i64) -> bool {
    observed_generation > 0 && observed_generation < meta.generation
}
