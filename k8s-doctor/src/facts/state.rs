//! How pods, nodes and claims are, judged the same way by every check: by state, not by events, and
//! with patience for what has only just begun.

use super::{Facts, SETTLING, has_ended, is_going, is_ready, waits_for};
use crate::snapshot::{Job, ObjectRef, Pod, Time, condition};

/// How long an image may take to be pulled before the pod that waits counts as ill, in seconds.
const PULLING: i64 = 600;

/// The most that probes may ask for before a container that runs must be ready, in seconds.
const MAX_STARTUP: i64 = 900;

/// How long a new node may take after the cluster autoscaler asked for it, in seconds.
const ADDING_NODE: i64 = 600;

/// After what time a pod of nobody that has failed is something left over, in seconds.
const LEFT_OVER: i64 = 86_400;

/// How a claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimState {
    /// It has its volume.
    Bound,
    /// It is known not to exist.
    Missing,
    /// It has no volume, and its class makes none before a pod that uses it has a node.
    WaitsForPod,
    /// It has no volume, and nothing that a pod could do would change that.
    Pending,
    /// Its volume is gone.
    Lost,
    /// The snapshot does not say.
    Unknown,
}

impl Facts<'_> {
    /// What is wrong with a pod, in a few words; nothing where it is well, at its end, or may still
    /// be starting.
    pub fn trouble(&self, pod: &Pod) -> Option<String> {
        if is_going(&pod.metadata) {
            return None;
        }
        match pod.status.phase.as_str() {
            "" | "Succeeded" => return None,
            "Failed" => return self.failed(pod),
            _ if is_ready(pod) => return None,
            _ => {}
        }
        for (container, status, is_init) in pod.containers() {
            if let Some((reason, _)) = status.and_then(waits_for) {
                let init = if is_init { "init " } else { "" };
                return Some(format!("{reason} ({init}container {})", container.name));
            }
        }
        let conditions = &pod.status.conditions;
        let unscheduled =
            condition(conditions, "PodScheduled").filter(|scheduled| scheduled.status == "False");
        if let Some(scheduled) = unscheduled {
            let reason = match scheduled.reason.as_str() {
                "" => "Unschedulable",
                reason => reason,
            };
            let waits = self.claims_are_young(pod) || self.gets_a_node(pod);
            return (!waits).then(|| format!("Pending: {reason}"));
        }
        if pod.spec.node_name.is_empty() && pod.status.phase == "Pending" {
            let since = pod.metadata.creation_timestamp;
            return (!self.is_settling(since))
                .then(|| "Pending: no scheduler has looked at it".to_owned());
        }
        self.unready(pod)
    }

    /// What is wrong with a pod that has a node, and no container that says why it waits.
    fn unready(&self, pod: &Pod) -> Option<String> {
        let ready = condition(&pod.status.conditions, "Ready");
        let since = ready.map_or(Time(None), |ready| ready.last_transition_time);
        let since = since.or(pod.status.start_time).or(pod.metadata.creation_timestamp);
        let patience = startup(pod).clamp(SETTLING, MAX_STARTUP);
        if self.age(since).is_some_and(|age| age < patience) && !self.restarts(pod) {
            return None;
        }
        let creating = pod.containers().any(|(_, status, _)| {
            status.and_then(|status| status.state.waiting.as_ref()).is_some()
        });
        if creating && self.is_pulling(pod) && self.age(since).is_some_and(|age| age < PULLING) {
            return None;
        }
        if pod.status.phase == "Unknown" {
            return Some("Unknown: its node does not answer".to_owned());
        }
        if let Some(status) = pod.status.init_container_statuses.iter().find(|status| !status.ready)
        {
            return Some(format!("init container {} has not finished", status.name));
        }
        Some(match pod.status.phase.as_str() {
            "Pending" => "Pending: its containers are not created".to_owned(),
            phase => format!("{phase}, not ready"),
        })
    }

    /// Whether a claim of the pod has no volume yet, and may still get one: then the scheduler's refusal
    /// is no trouble yet either.
    fn claims_are_young(&self, pod: &Pod) -> bool {
        pod.claims().any(|name| {
            let claim = self.snapshot.claims.get(&pod.metadata.namespace, &name);
            claim.is_some_and(|claim| {
                claim.status.phase == "Pending"
                    && self.is_settling(claim.metadata.creation_timestamp)
            })
        })
    }

    /// Whether the cluster autoscaler is adding a node for the pod.
    fn gets_a_node(&self, pod: &Pod) -> bool {
        let object = ObjectRef::new("Pod", &pod.metadata.namespace, &pod.metadata.name);
        let event = self.event(&object, "TriggeredScaleUp", |_| true);
        event.is_some_and(|event| self.age(event.last()).is_some_and(|age| age < ADDING_NODE))
    }

    /// Whether a pod that has ended did so long ago.
    fn ended_long_ago(&self, pod: &Pod) -> bool {
        let ready = condition(&pod.status.conditions, "Ready");
        let condition = ready.map_or(Time(None), |ready| ready.last_transition_time);
        let ended = pod.status.container_statuses.iter().map(|status| {
            let ended = status.state.terminated.as_ref();
            ended.map_or(Time(None), |ended| ended.finished_at)
        });
        let last = ended.max().unwrap_or_default().max(condition);
        self.age(last.or(pod.status.start_time)).is_some_and(|age| age > LEFT_OVER)
    }

    fn is_pulling(&self, pod: &Pod) -> bool {
        let object = ObjectRef::new("Pod", &pod.metadata.namespace, &pod.metadata.name);
        let newest = self.events(&object).first();
        newest.is_some_and(|event| event.reason == "Pulling")
    }

    /// Whether a container has been restarted within the last ten minutes, and more than once.
    fn restarts(&self, pod: &Pod) -> bool {
        pod.status.container_statuses.iter().any(|status| {
            let ended = status.last_state.terminated.as_ref();
            let recent = ended.and_then(|ended| self.age(ended.finished_at));
            status.restart_count > 1 && recent.is_some_and(|age| age < 600)
        })
    }

    fn failed(&self, pod: &Pod) -> Option<String> {
        let reason = match pod.status.reason.as_str() {
            "" => "Failed".to_owned(),
            reason => format!("Failed: {reason}"),
        };
        match super::controller(&pod.metadata) {
            // Somebody tried something, and left it there.
            None if self.ended_long_ago(pod) => None,
            None => Some(reason),
            Some(owner) if owner.kind == "Job" => {
                let job = self.snapshot.jobs.get(&pod.metadata.namespace, &owner.name);
                if self.is_tried_again(pod, &owner.name) {
                    return None;
                }
                let matters = |job| self.job_is_ill(job) && !self.job_is_made_good(job);
                job.map_or_else(|| !self.is_made_good_by_pod(pod), matters).then_some(reason)
            }
            // Its controller has made another in its place.
            Some(_) => None,
        }
    }

    /// Whether a later pod of a job has been running for a while: then it is that one that tells how the
    /// job is.
    fn is_tried_again(&self, pod: &Pod, job: &str) -> bool {
        let job = ObjectRef::new("Job", &pod.metadata.namespace, job);
        self.pods_of(&job).iter().any(|other| {
            other.status.phase == "Running"
                && other.metadata.creation_timestamp > pod.metadata.creation_timestamp
                && self.age(other.status.start_time).is_some_and(|age| age >= SETTLING)
        })
    }

    /// Whether a job has failed, or tries in vain.
    pub fn job_is_ill(&self, job: &Job) -> bool {
        let has = |type_: &str| {
            condition(&job.status.conditions, type_).is_some_and(|found| found.status == "True")
        };
        // A job that says it is complete has done its work at least once, by its own count.
        let status = &job.status;
        let is_belied =
            status.failed > 0 && status.succeeded == 0 && job.spec.completions != Some(0);
        if has("Complete") && !is_belied || has("SuccessCriteriaMet") || job.spec.suspend {
            return false;
        }
        if has("Failed") || has("FailureTarget") {
            return true;
        }
        let object = ObjectRef::new("Job", &job.metadata.namespace, &job.metadata.name);
        let pods = self.pods_of(&object);
        let alive = pods.iter().filter(|pod| !has_ended(pod));
        let well = alive.clone().any(|pod| self.trouble(pod).is_none());
        !well && (job.status.failed > 0 || alive.count() > 0)
    }

    /// Whether the last that was said of a claim is that it waits for a pod: then its class is one of
    /// those that do, even where the snapshot has no classes.
    fn is_told_to_wait(&self, namespace: &str, name: &str) -> bool {
        let object = ObjectRef::new("PersistentVolumeClaim", namespace, name);
        let newest = self.events(&object).first();
        newest.is_some_and(|event| event.reason == "WaitForFirstConsumer")
    }

    /// How a claim is.
    pub fn claim_state(&self, namespace: &str, name: &str) -> ClaimState {
        let claims = &self.snapshot.claims;
        let Some(claim) = claims.get(namespace, name) else {
            return if claims.covers(namespace) {
                ClaimState::Missing
            } else {
                ClaimState::Unknown
            };
        };
        match claim.status.phase.as_str() {
            "Bound" => ClaimState::Bound,
            "Lost" => ClaimState::Lost,
            "" => ClaimState::Unknown,
            _ => {
                let class = claim.spec.storage_class_name.as_deref().unwrap_or_default();
                let classes = &self.snapshot.storage_classes;
                let waits = match classes.get("", class) {
                    Some(class) => class.volume_binding_mode == "WaitForFirstConsumer",
                    None => !classes.is_whole() && self.is_told_to_wait(namespace, name),
                };
                let has_node =
                    claim.metadata.annotations.contains_key("volume.kubernetes.io/selected-node");
                if waits && !has_node { ClaimState::WaitsForPod } else { ClaimState::Pending }
            }
        }
    }
}

/// How long a pod's probes allow it to start, in seconds.
fn startup(pod: &Pod) -> i64 {
    let probes = pod.spec.containers.iter().flat_map(|container| {
        [container.startup_probe.as_ref(), container.readiness_probe.as_ref()]
    });
    let allowed = probes.flatten().map(|probe| {
        let period = if probe.period_seconds > 0 { probe.period_seconds } else { 10 };
        let failures = if probe.failure_threshold > 0 { probe.failure_threshold } else { 3 };
        probe.initial_delay_seconds.saturating_add(period.saturating_mul(failures))
    });
    allowed.max().unwrap_or(0)
}
