//! What makes pods: deployments and the rest of `apps`, jobs, and autoscalers, which change them.

use super::api::{Condition, IntOrString, Labels, Meta, Reference, Selector, Time, api};
use super::pod::PodTemplate;
use super::storage::Pvc;

api! {
    /// A deployment.
    pub struct Deployment {
        metadata: Meta,
        spec: DeploymentSpec,
        status: DeploymentStatus,
    }
    /// What a deployment is to be.
    pub struct DeploymentSpec {
        replicas: Option<i64>,
        selector: Selector,
        template: PodTemplate,
        paused: bool,
        progress_deadline_seconds: Option<i64>,
        strategy: Strategy,
    }
    /// How pods are replaced.
    pub struct Strategy {
        #[serde(rename = "type")]
        type_: String,
        rolling_update: RollingUpdate,
    }
    /// How many pods may be too few or too many meanwhile.
    pub struct RollingUpdate {
        max_unavailable: Option<IntOrString>,
        max_surge: Option<IntOrString>,
    }
    /// How a deployment is.
    pub struct DeploymentStatus {
        observed_generation: i64,
        replicas: i64,
        updated_replicas: i64,
        ready_replicas: i64,
        available_replicas: i64,
        unavailable_replicas: i64,
        conditions: Vec<Condition>,
    }
    /// A replica set.
    pub struct ReplicaSet {
        metadata: Meta,
        spec: ReplicaSetSpec,
        status: ReplicaSetStatus,
    }
    /// What a replica set is to be.
    pub struct ReplicaSetSpec {
        replicas: Option<i64>,
        selector: Selector,
        template: PodTemplate,
    }
    /// How a replica set, or a replication controller, is.
    pub struct ReplicaSetStatus {
        replicas: i64,
        ready_replicas: i64,
        available_replicas: i64,
        conditions: Vec<Condition>,
    }
    /// A replication controller.
    pub struct ReplicationController {
        metadata: Meta,
        spec: ReplicationControllerSpec,
        status: ReplicaSetStatus,
    }
    /// What a replication controller is to be: its selector is only labels.
    pub struct ReplicationControllerSpec {
        replicas: Option<i64>,
        selector: Labels,
        template: PodTemplate,
    }
    /// A stateful set.
    pub struct StatefulSet {
        metadata: Meta,
        spec: StatefulSetSpec,
        status: StatefulSetStatus,
    }
    /// What a stateful set is to be.
    pub struct StatefulSetSpec {
        replicas: Option<i64>,
        selector: Selector,
        template: PodTemplate,
        service_name: String,
        pod_management_policy: String,
        volume_claim_templates: Vec<Pvc>,
    }
    /// How a stateful set is.
    pub struct StatefulSetStatus {
        replicas: i64,
        ready_replicas: i64,
        current_replicas: i64,
        updated_replicas: i64,
        current_revision: String,
        update_revision: String,
        conditions: Vec<Condition>,
    }
    /// A daemon set.
    pub struct DaemonSet {
        metadata: Meta,
        spec: DaemonSetSpec,
        status: DaemonSetStatus,
    }
    /// What a daemon set is to be.
    pub struct DaemonSetSpec {
        selector: Selector,
        template: PodTemplate,
    }
    /// How a daemon set is.
    pub struct DaemonSetStatus {
        desired_number_scheduled: i64,
        current_number_scheduled: i64,
        number_ready: i64,
        number_available: i64,
        number_unavailable: i64,
        number_misscheduled: i64,
        updated_number_scheduled: i64,
    }
    /// A job.
    pub struct Job {
        metadata: Meta,
        spec: JobSpec,
        status: JobStatus,
    }
    /// What a job is to do.
    pub struct JobSpec {
        completions: Option<i64>,
        parallelism: Option<i64>,
        backoff_limit: Option<i64>,
        active_deadline_seconds: Option<i64>,
        suspend: bool,
        selector: Selector,
        template: PodTemplate,
    }
    /// How far a job is.
    pub struct JobStatus {
        active: i64,
        ready: i64,
        succeeded: i64,
        failed: i64,
        start_time: Time,
        completion_time: Time,
        conditions: Vec<Condition>,
    }
    /// A cron job.
    pub struct CronJob {
        metadata: Meta,
        spec: CronJobSpec,
        status: CronJobStatus,
    }
    /// What a cron job is to do, and when.
    pub struct CronJobSpec {
        schedule: String,
        time_zone: String,
        suspend: bool,
        concurrency_policy: String,
        starting_deadline_seconds: Option<i64>,
        job_template: JobTemplate,
    }
    /// What a cron job makes jobs from.
    pub struct JobTemplate {
        metadata: Meta,
        spec: JobSpec,
    }
    /// How a cron job is.
    pub struct CronJobStatus {
        active: Vec<Reference>,
        last_schedule_time: Time,
        last_successful_time: Time,
    }
    /// A horizontal pod autoscaler, of any version of its API.
    pub struct Hpa {
        metadata: Meta,
        spec: HpaSpec,
        status: HpaStatus,
    }
    /// What an autoscaler is to do.
    pub struct HpaSpec {
        scale_target_ref: Reference,
        min_replicas: Option<i64>,
        max_replicas: i64,
        #[serde(rename = "targetCPUUtilizationPercentage")]
        target_cpu_utilization_percentage: Option<i64>,
        metrics: Vec<HpaMetric>,
    }
    /// One thing that an autoscaler looks at: `Resource`, `Pods`, `Object`, `External`.
    pub struct HpaMetric {
        #[serde(rename = "type")]
        type_: String,
        resource: HpaResource,
    }
    /// A resource, by name.
    pub struct HpaResource {
        name: String,
    }
    /// How an autoscaler is. `autoscaling/v1` keeps its conditions in an annotation.
    pub struct HpaStatus {
        current_replicas: i64,
        desired_replicas: i64,
        conditions: Vec<Condition>,
        last_scale_time: Time,
    }
}
