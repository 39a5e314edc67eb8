//! Pods, their containers, and the template that a workload makes pods from. What few of them have is
//! boxed: there may be many thousands.

use super::api::{
    Condition, IntOrString, Labels, Meta, Quantity, Requirement, Selector, Time, api,
};
use super::env::EnvVar;
use super::map::Map;

/// Amounts by resource name.
pub type Resources = Map<Quantity>;

api! {
    /// A pod.
    pub struct Pod {
        metadata: Meta,
        spec: PodSpec,
        status: PodStatus,
    }
    /// What a workload makes pods from.
    pub struct PodTemplate {
        metadata: Meta,
        spec: PodSpec,
    }
    /// What a pod is to be.
    pub struct PodSpec {
        containers: Vec<Container>,
        init_containers: Vec<Container>,
        ephemeral_containers: Vec<Container>,
        volumes: Vec<Volume>,
        node_name: String,
        node_selector: Labels,
        affinity: Affinity,
        tolerations: Vec<Toleration>,
        topology_spread_constraints: Vec<TopologySpread>,
        scheduling_gates: Vec<Named>,
        scheduler_name: String,
        priority_class_name: String,
        priority: Option<i64>,
        preemption_policy: String,
        restart_policy: String,
        service_account_name: String,
        image_pull_secrets: Vec<Named>,
        host_network: bool,
        hostname: String,
        subdomain: String,
        dns_policy: String,
        runtime_class_name: String,
        security_context: SecurityContext,
        overhead: Resources,
        resources: ResourceNeeds,
        termination_grace_period_seconds: Option<i64>,
        active_deadline_seconds: Option<i64>,
        readiness_gates: Vec<ReadinessGate>,
    }
    /// Something that has only a name.
    pub struct Named {
        name: String,
    }
    /// A condition that somebody else sets before a pod counts as ready.
    pub struct ReadinessGate {
        condition_type: String,
    }
    /// A container.
    pub struct Container {
        name: String,
        image: String,
        image_pull_policy: String,
        command: Vec<String>,
        args: Vec<String>,
        working_dir: String,
        env: Vec<EnvVar>,
        env_from: Vec<EnvFrom>,
        ports: Vec<ContainerPort>,
        resources: ResourceNeeds,
        volume_mounts: Vec<VolumeMount>,
        liveness_probe: Option<Box<Probe>>,
        readiness_probe: Option<Box<Probe>>,
        startup_probe: Option<Box<Probe>>,
        lifecycle: Lifecycle,
        security_context: SecurityContext,
        restart_policy: String,
    }
    /// Where a variable's value comes from.
    pub struct EnvSource {
        config_map_key_ref: Option<Box<KeyRef>>,
        secret_key_ref: Option<Box<KeyRef>>,
    }
    /// One key of a config map or secret.
    pub struct KeyRef {
        name: String,
        key: String,
        optional: bool,
    }
    /// A config map or secret, all of whose keys become variables.
    pub struct EnvFrom {
        config_map_ref: Option<Box<KeyRef>>,
        secret_ref: Option<Box<KeyRef>>,
    }
    /// A port that a container listens on.
    pub struct ContainerPort {
        name: String,
        container_port: i64,
        host_port: i64,
        #[serde(rename = "hostIP")]
        host_ip: String,
        protocol: String,
    }
    /// What a container asks for, and what it may have at most.
    pub struct ResourceNeeds {
        requests: Resources,
        limits: Resources,
    }
    /// Where a volume appears in a container.
    pub struct VolumeMount {
        name: String,
        mount_path: String,
        sub_path: String,
        read_only: bool,
    }
    /// How the kubelet asks whether a container is well.
    pub struct Probe {
        exec: Option<ExecAction>,
        http_get: Option<Box<HttpGet>>,
        tcp_socket: Option<TcpSocket>,
        grpc: Option<Box<Grpc>>,
        initial_delay_seconds: i64,
        timeout_seconds: i64,
        period_seconds: i64,
        failure_threshold: i64,
        success_threshold: i64,
    }
    /// A command that a probe runs.
    pub struct ExecAction {
        command: Vec<String>,
    }
    /// A page that a probe asks for.
    pub struct HttpGet {
        path: String,
        port: IntOrString,
        host: String,
        scheme: String,
    }
    /// A port that a probe opens.
    pub struct TcpSocket {
        port: IntOrString,
    }
    /// A health service that a probe asks.
    pub struct Grpc {
        port: i64,
        service: String,
    }
    /// What runs after a start and before a stop.
    pub struct Lifecycle {
        post_start: Option<Box<Handler>>,
        pre_stop: Option<Box<Handler>>,
    }
    /// A command or a request.
    pub struct Handler {
        exec: Option<ExecAction>,
        http_get: Option<Box<HttpGet>>,
    }
    /// As whom a pod or container runs, and what it may not do.
    pub struct SecurityContext {
        run_as_user: Option<i64>,
        run_as_group: Option<i64>,
        run_as_non_root: Option<bool>,
        fs_group: Option<i64>,
        read_only_root_filesystem: bool,
        privileged: bool,
    }
    /// A volume of a pod: at most one of its sources is set.
    pub struct Volume {
        name: String,
        config_map: Option<Box<ConfigMapVolume>>,
        secret: Option<Box<SecretVolume>>,
        persistent_volume_claim: Option<Box<ClaimVolume>>,
        host_path: Option<Box<HostPath>>,
        empty_dir: Option<Box<EmptyDir>>,
        projected: Option<Projected>,
        csi: Option<Box<CsiVolume>>,
        nfs: Option<Box<Nfs>>,
        ephemeral: Option<Box<EphemeralVolume>>,
    }
    /// A config map's keys as files.
    pub struct ConfigMapVolume {
        name: String,
        optional: bool,
        items: Vec<KeyToPath>,
    }
    /// A secret's keys as files.
    pub struct SecretVolume {
        #[serde(alias = "name")]
        secret_name: String,
        optional: bool,
        items: Vec<KeyToPath>,
    }
    /// One key as one file.
    pub struct KeyToPath {
        key: String,
        path: String,
    }
    /// A claim in the pod's namespace.
    pub struct ClaimVolume {
        claim_name: String,
        read_only: bool,
    }
    /// A path of the node.
    pub struct HostPath {
        path: String,
        #[serde(rename = "type")]
        type_: String,
    }
    /// A folder that lives as long as the pod.
    pub struct EmptyDir {
        medium: String,
        size_limit: Quantity,
    }
    /// Several sources in one folder.
    pub struct Projected {
        sources: Vec<Projection>,
    }
    /// One source of a projected volume.
    pub struct Projection {
        config_map: Option<Box<ConfigMapVolume>>,
        secret: Option<Box<SecretVolume>>,
    }
    /// A volume that a CSI driver makes for the pod alone.
    pub struct CsiVolume {
        driver: String,
        fs_type: String,
    }
    /// A folder of an NFS server.
    pub struct Nfs {
        server: String,
        path: String,
    }
    /// A claim that comes and goes with the pod.
    pub struct EphemeralVolume {
        volume_claim_template: ClaimTemplate,
    }
    /// What such a claim is made from.
    pub struct ClaimTemplate {
        metadata: Meta,
        spec: super::storage::PvcSpec,
    }
    /// Which nodes, and which company, a pod wants.
    pub struct Affinity {
        node_affinity: NodeAffinity,
        pod_affinity: PodAffinity,
        pod_anti_affinity: PodAffinity,
    }
    /// Which nodes a pod must have. What it would only like is not kept.
    pub struct NodeAffinity {
        #[serde(rename = "requiredDuringSchedulingIgnoredDuringExecution")]
        required: Option<NodeSelector>,
    }
    /// Terms of which one must match.
    pub struct NodeSelector {
        node_selector_terms: Vec<NodeSelectorTerm>,
    }
    /// Requirements that must all match, by a node's labels and by its name.
    pub struct NodeSelectorTerm {
        match_expressions: Vec<Requirement>,
        match_fields: Vec<Requirement>,
    }
    /// Beside which pods a pod must, or must not, run.
    pub struct PodAffinity {
        #[serde(rename = "requiredDuringSchedulingIgnoredDuringExecution")]
        required: Vec<PodAffinityTerm>,
    }
    /// Which pods, and what counts as beside.
    pub struct PodAffinityTerm {
        label_selector: Option<Selector>,
        namespaces: Vec<String>,
        namespace_selector: Option<Selector>,
        topology_key: String,
    }
    /// Which taints a pod puts up with.
    pub struct Toleration {
        key: String,
        operator: String,
        value: String,
        effect: String,
        toleration_seconds: Option<i64>,
    }
    /// How evenly pods must be spread.
    pub struct TopologySpread {
        max_skew: i64,
        topology_key: String,
        when_unsatisfiable: String,
        label_selector: Option<Selector>,
        min_domains: Option<i64>,
        match_label_keys: Vec<String>,
    }
    /// How a pod is.
    pub struct PodStatus {
        phase: String,
        reason: String,
        message: String,
        conditions: Vec<Condition>,
        container_statuses: Vec<ContainerStatus>,
        init_container_statuses: Vec<ContainerStatus>,
        ephemeral_container_statuses: Vec<ContainerStatus>,
        nominated_node_name: String,
        start_time: Time,
        #[serde(rename = "podIP")]
        pod_ip: String,
        #[serde(rename = "hostIP")]
        host_ip: String,
    }
    /// How a container is.
    pub struct ContainerStatus {
        name: String,
        image: String,
        #[serde(rename = "imageID")]
        image_id: String,
        ready: bool,
        started: Option<bool>,
        restart_count: i64,
        state: ContainerState,
        last_state: ContainerState,
    }
    /// At most one of the three.
    pub struct ContainerState {
        waiting: Option<Box<Waiting>>,
        running: Option<Running>,
        terminated: Option<Box<Terminated>>,
    }
    /// Why a container does not run yet, or not again.
    pub struct Waiting {
        reason: String,
        message: String,
    }
    /// Since when it runs.
    pub struct Running {
        started_at: Time,
    }
    /// How it ended.
    pub struct Terminated {
        exit_code: i64,
        signal: i64,
        reason: String,
        message: String,
        started_at: Time,
        finished_at: Time,
    }
}

impl Pod {
    /// Containers and init containers with their status, in order of their start; `true` for init.
    pub fn containers(&self) -> impl Iterator<Item = (&Container, Option<&ContainerStatus>, bool)> {
        let status = |list: &'_ [ContainerStatus], name: &str| {
            list.iter().position(|status| status.name == name)
        };
        let init = self.spec.init_containers.iter().map(move |container| {
            let list = &self.status.init_container_statuses;
            (container, status(list, &container.name).map(|index| &list[index]), true)
        });
        let main = self.spec.containers.iter().map(move |container| {
            let list = &self.status.container_statuses;
            (container, status(list, &container.name).map(|index| &list[index]), false)
        });
        init.chain(main)
    }

    /// The claims that the pod mounts, those of ephemeral volumes included.
    pub fn claims(&self) -> impl Iterator<Item = String> + '_ {
        self.spec.volumes.iter().filter_map(|volume| {
            if let Some(claim) = &volume.persistent_volume_claim {
                return Some(claim.claim_name.clone());
            }
            let ephemeral = volume.ephemeral.as_ref()?;
            let _: &EphemeralVolume = ephemeral;
            Some(format!("{}-{}", self.metadata.name, volume.name))
        })
    }
}

impl Toleration {
    /// Whether it puts up with the taint.
    pub fn tolerates(&self, taint: &super::node::Taint) -> bool {
        let effect = self.effect.is_empty() || self.effect == taint.effect;
        let key = self.key.is_empty() || self.key == taint.key;
        let value = match self.operator.as_str() {
            "Exists" => true,
            _ => !self.key.is_empty() && self.value == taint.value,
        };
        effect && key && value
    }
}
