//! What is known of a cluster at one moment: typed objects, logs, and the gaps between them. Inert:
//! nothing here reads, asks or decides.

pub mod api;
pub mod env;
pub mod event;
pub mod map;
pub mod network;
pub mod node;
pub mod pod;
pub mod policy;
pub mod storage;
pub mod workload;

use std::collections::BTreeSet;
use std::fmt;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

pub use api::{
    Condition, IntOrString, Labels, Meta, OwnerReference, Quantity, Reference, Selector, Time,
    condition, selects,
};
pub use event::Event;
pub use network::{
    EndpointSlice, Endpoints, Ingress, IngressClass, NetworkPolicy, Service, ServicePort,
};
pub use node::{Lease, Node, Taint};
pub use pod::{Container, ContainerStatus, Pod, PodSpec, PodTemplate, Probe};
pub use policy::{
    ApiService, ConfigMap, Crd, Custom, LimitRange, MutatingWebhook, Namespace, Pdb, PriorityClass,
    ResourceQuota, Secret, ServiceAccount, ValidatingWebhook, Versions,
};
pub use storage::{CsiDriver, CsiNode, PersistentVolume, Pvc, StorageClass, VolumeAttachment};
pub use workload::{
    CronJob, DaemonSet, Deployment, Hpa, Job, ReplicaSet, ReplicationController, StatefulSet,
};

/// Which object: what everything refers to everything else by.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ObjectRef {
    /// As the API spells it: `PersistentVolumeClaim`.
    pub kind: String,
    /// Empty for what belongs to no namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
}

impl ObjectRef {
    /// An object; `namespace` is empty for what belongs to none.
    pub fn new(kind: &str, namespace: &str, name: &str) -> ObjectRef {
        ObjectRef { kind: kind.to_owned(), namespace: namespace.to_owned(), name: name.to_owned() }
    }
}

impl fmt::Display for ObjectRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.namespace.as_str() {
            "" => write!(f, "{} {}", self.kind, self.name),
            namespace => write!(f, "{} {namespace}/{}", self.kind, self.name),
        }
    }
}

/// What every type of object has.
pub trait Object {
    /// The kind, as the API spells it.
    fn kind(&self) -> &str;
    /// The metadata.
    fn meta(&self) -> &Meta;
    /// The same, to change.
    fn meta_mut(&mut self) -> &mut Meta;

    /// Which object it is.
    fn object(&self) -> ObjectRef {
        ObjectRef::new(self.kind(), &self.meta().namespace, &self.meta().name)
    }
}

/// How much of a kind was read, which decides whether absence means anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Coverage {
    /// Nothing is known: that an object is not here says nothing.
    #[default]
    Nothing,
    /// All objects of these namespaces.
    Namespaces(BTreeSet<String>),
    /// All objects there are.
    Whole,
}

impl Coverage {
    /// Whether no object is certain to be here, as where each namespace was forbidden.
    pub fn is_nothing(&self) -> bool {
        match self {
            Coverage::Nothing => true,
            Coverage::Namespaces(namespaces) => namespaces.is_empty(),
            Coverage::Whole => false,
        }
    }

    /// Takes in what another source covers.
    pub fn extend(&mut self, other: Coverage) {
        match (&mut *self, other) {
            (_, Coverage::Nothing) | (Coverage::Whole, _) => {}
            (_, Coverage::Whole) => *self = Coverage::Whole,
            (Coverage::Namespaces(mine), Coverage::Namespaces(theirs)) => mine.extend(theirs),
            (Coverage::Nothing, theirs) => *self = theirs,
        }
    }
}

/// All objects of a kind, in order of namespace and name, each once.
#[derive(Clone, Debug, PartialEq)]
pub struct Table<T> {
    objects: Vec<T>,
    /// How much of the kind is here.
    pub coverage: Coverage,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Table { objects: Vec::new(), coverage: Coverage::Nothing }
    }
}

impl<T: Object + Send + Sync> Table<T> {
    /// Adds an object. [`Table::settle`] must follow before anything is looked up.
    pub fn push(&mut self, object: T) {
        self.objects.push(object);
    }

    /// Takes in the objects and the coverage of another table. [`Table::settle`] must follow.
    fn merge(&mut self, mut other: Table<T>) {
        if self.objects.is_empty() {
            self.objects = other.objects;
        } else {
            self.objects.append(&mut other.objects);
        }
        self.coverage.extend(other.coverage);
    }

    /// Sorts, and of an object that was read more than once keeps the newest.
    pub fn settle(&mut self) {
        let version = |object: &T| object.meta().resource_version.parse::<u64>().unwrap_or(0);
        let order = |a: &T, b: &T| key(a).cmp(&key(b)).then_with(|| version(b).cmp(&version(a)));
        // Servers send them in order. Sorting takes as much memory again as the objects.
        if !self.objects.is_sorted_by(|a, b| order(a, b).is_le()) {
            self.objects.par_sort_by(order);
        }
        // Objects without a name are of broken dumps, and cannot be told apart.
        let named = |object: &T| !object.meta().name.is_empty();
        self.objects.dedup_by(|later, first| key(later) == key(first) && named(first));
    }

    /// The object of that name.
    pub fn get(&self, namespace: &str, name: &str) -> Option<&T> {
        let index = self
            .objects
            .binary_search_by(|object| {
                let meta = object.meta();
                (meta.namespace.as_str(), meta.name.as_str()).cmp(&(namespace, name))
            })
            .ok()?;
        self.objects.get(index)
    }

    /// The objects of a namespace.
    pub fn within<'a>(&'a self, namespace: &str) -> &'a [T] {
        let of = |object: &T| object.meta().namespace.as_str().cmp(namespace);
        let start = self.objects.partition_point(|object| of(object).is_lt());
        let end = self.objects.partition_point(|object| of(object).is_le());
        self.objects.get(start..end).unwrap_or_default()
    }

    /// Whether an object of this namespace would be here if it existed.
    pub fn covers(&self, namespace: &str) -> bool {
        match &self.coverage {
            Coverage::Nothing => false,
            Coverage::Namespaces(namespaces) => namespaces.contains(namespace),
            Coverage::Whole => true,
        }
    }

    /// Whether an object is known not to exist.
    pub fn lacks(&self, namespace: &str, name: &str) -> bool {
        self.covers(namespace) && self.get(namespace, name).is_none()
    }

    /// Whether all objects of the kind are here.
    pub fn is_whole(&self) -> bool {
        self.coverage == Coverage::Whole
    }

    /// All objects, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.objects.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.objects.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// Leaves only some.
    pub fn retain(&mut self, keep: impl FnMut(&T) -> bool) {
        self.objects.retain(keep);
    }

    /// Leaves only some. If any goes, nothing is said any more of how much of the kind is here.
    fn lose(&mut self, keep: &mut impl FnMut(&dyn Object) -> bool)
    where
        T: 'static,
    {
        let before = self.objects.len();
        self.objects.retain(|object| keep(object));
        if self.objects.len() < before {
            self.coverage = Coverage::Nothing;
        }
    }

    /// Changes each object; namespaces and names must stay as they are.
    pub fn change(&mut self, change: impl FnMut(&mut T)) {
        self.objects.iter_mut().for_each(change);
    }

    /// The same, in no order and by several threads.
    pub(crate) fn change_all(&mut self, change: impl Fn(&mut T) + Send + Sync) {
        self.objects.par_iter_mut().for_each(change);
    }
}

fn key<T: Object>(object: &T) -> (&str, &str) {
    let meta = object.meta();
    (&meta.namespace, &meta.name)
}

impl<'a, T> IntoIterator for &'a Table<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.objects.iter()
    }
}

/// Something that could not be read, and is therefore unknown: never taken for healthy.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    /// A file and the place in it, or a resource of the API.
    pub what: String,
    /// Forbidden, not served, timed out, not in this dump, broken.
    pub why: String,
}

/// The end of a container's log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Log {
    /// The pod's namespace.
    pub namespace: String,
    /// The pod's name.
    pub pod: String,
    /// The container's name; empty where the source does not say.
    pub container: String,
    /// Whether it is of the container's run before this one.
    pub previous: bool,
    /// The text, secrets masked.
    pub text: String,
}

/// A kind that has a type of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// As the API spells it: `PersistentVolumeClaim`.
    pub kind: &'static str,
    /// The group: empty for the core.
    pub group: &'static str,
    /// The versions to ask for, best first.
    pub versions: &'static [&'static str],
    /// As in paths: `persistentvolumeclaims`.
    pub plural: &'static str,
    /// Whether objects of it belong to a namespace.
    pub namespaced: bool,
}

/// Declares the tables, the list of kinds, and where an object of a kind goes, all from one list.
macro_rules! tables {
    ($($(#[$doc:meta])* $field:ident: $ty:ident = $kind:literal, $group:literal, $versions:expr,
        $plural:literal, $namespaced:literal;)*) => {
        /// See the module.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct Snapshot {
            $($(#[$doc])* pub $field: Table<$ty>,)*
            /// Objects of other kinds, by kind: only what all objects have.
            pub custom: Table<Custom>,
            /// Logs of containers, sorted.
            pub logs: Vec<Log>,
            /// Versions of server and client.
            pub versions: Versions,
            /// What minikube wrote on the machine it runs on.
            pub minikube: MinikubeFiles,
            /// The kubeconfig context that the cluster was reached by.
            pub context: String,
            /// The newest time in it, or when it was taken.
            pub now: Time,
            /// What could not be read, sorted.
            pub gaps: Vec<Gap>,
        }

        /// All kinds with a type of their own.
        pub const KINDS: &[Kind] = &[$(Kind {
            kind: $kind,
            group: $group,
            versions: &$versions,
            plural: $plural,
            namespaced: $namespaced,
        },)*];

        $(impl Object for $ty {
            fn kind(&self) -> &str {
                $kind
            }

            fn meta(&self) -> &Meta {
                &self.metadata
            }

            fn meta_mut(&mut self) -> &mut Meta {
                &mut self.metadata
            }
        })*

        impl Snapshot {
            /// Reads the JSON of one object of a kind into its table. An object that should say its
            /// namespace and does not is of the one given. `Ok(false)`: no such kind.
            pub(crate) fn read(
                &mut self,
                kind: &str,
                json: &str,
                namespace: &str,
            ) -> serde_json::Result<bool> {
                match kind {
                    $($kind => {
                        let mut object = tidy(serde_json::from_str::<$ty>(json)?);
                        if $namespaced && object.metadata.namespace.is_empty() {
                            namespace.clone_into(&mut object.metadata.namespace);
                        }
                        self.$field.push(object);
                    })*
                    _ => return Ok(false),
                }
                Ok(true)
            }

            /// Takes in another snapshot. Of what there is only one, this one's counts.
            /// [`Snapshot::settle`] must follow.
            pub(crate) fn merge(&mut self, other: Snapshot) {
                $(self.$field.merge(other.$field);)*
                self.custom.merge(other.custom);
                self.logs.extend(other.logs);
                self.gaps.extend(other.gaps);
                if self.versions == Versions::default() {
                    self.versions = other.versions;
                }
                if self.context.is_empty() {
                    self.context = other.context;
                }
                self.now = self.now.max(other.now);
                self.minikube.merge(other.minikube);
            }

            /// Says that a source covered objects of a kind.
            pub fn cover(&mut self, kind: &str, coverage: Coverage) {
                match kind {
                    $($kind => self.$field.coverage.extend(coverage),)*
                    _ => self.custom.coverage.extend(coverage),
                }
            }

            /// Whether an object of this kind and namespace would be here if it existed.
            pub fn covers(&self, kind: &str, namespace: &str) -> bool {
                match kind {
                    $($kind => self.$field.covers(namespace),)*
                    _ => self.custom.covers(namespace),
                }
            }

            /// The metadata of an object.
            pub fn meta(&self, object: &ObjectRef) -> Option<&Meta> {
                match object.kind.as_str() {
                    $($kind => self.$field.get(&object.namespace, &object.name).map(Object::meta),)*
                    kind => self
                        .custom
                        .within(&object.namespace)
                        .iter()
                        .find(|custom| custom.kind == kind && custom.metadata.name == object.name)
                        .map(Object::meta),
                }
            }

            /// Calls `visit` with each object.
            pub fn each(&self, mut visit: impl FnMut(&dyn Object)) {
                $(for object in &self.$field {
                    visit(object);
                })*
                for object in &self.custom {
                    visit(object);
                }
            }

            /// Leaves only some objects. Of a kind that loses any it is not known any more what is
            /// not there.
            pub fn retain(&mut self, mut keep: impl FnMut(&dyn Object) -> bool) {
                $(self.$field.lose(&mut keep);)*
                self.custom.lose(&mut keep);
            }

            /// Calls `visit` for each kind of which something is known: with the kind, how much of
            /// it is here, and its objects as a JSON array, each as the API has it.
            pub fn lists(
                &self,
                visit: &mut dyn FnMut(Kind, &Coverage, serde_json::Result<String>),
            ) {
                let mut kinds = KINDS.iter();
                $(
                    let table = &self.$field;
                    if let Some(kind) = kinds.next()
                        && (table.coverage != Coverage::Nothing || !table.is_empty())
                    {
                        visit(*kind, &table.coverage, serde_json::to_string(&table.objects));
                    }
                )*
            }

            /// Sorts everything. Must follow the last object read.
            pub(crate) fn settle(&mut self) {
                rayon::scope(|scope| {
                    $(scope.spawn(|_| self.$field.settle());)*
                });
                self.config_maps.change(ConfigMap::hide);
                self.custom.objects.sort_by(|a, b| (key(a), &a.kind).cmp(&(key(b), &b.kind)));
                self.custom.objects.dedup_by(|a, b| key(a) == key(b) && a.kind == b.kind);
                self.logs.sort();
                self.logs.dedup();
                self.gaps.sort();
                self.gaps.dedup();
            }
        }
    };
}

tables! {
    /// Nodes.
    nodes: Node = "Node", "", ["v1"], "nodes", false;
    /// Namespaces.
    namespaces: Namespace = "Namespace", "", ["v1"], "namespaces", false;
    /// Pods.
    pods: Pod = "Pod", "", ["v1"], "pods", true;
    /// Deployments.
    deployments: Deployment = "Deployment", "apps", ["v1"], "deployments", true;
    /// Replica sets.
    replica_sets: ReplicaSet = "ReplicaSet", "apps", ["v1"], "replicasets", true;
    /// Replication controllers.
    replication_controllers: ReplicationController =
        "ReplicationController", "", ["v1"], "replicationcontrollers", true;
    /// Stateful sets.
    stateful_sets: StatefulSet = "StatefulSet", "apps", ["v1"], "statefulsets", true;
    /// Daemon sets.
    daemon_sets: DaemonSet = "DaemonSet", "apps", ["v1"], "daemonsets", true;
    /// Jobs.
    jobs: Job = "Job", "batch", ["v1"], "jobs", true;
    /// Cron jobs.
    cron_jobs: CronJob = "CronJob", "batch", ["v1", "v1beta1"], "cronjobs", true;
    /// Autoscalers.
    hpas: Hpa = "HorizontalPodAutoscaler", "autoscaling", ["v2", "v2beta2", "v1"],
        "horizontalpodautoscalers", true;
    /// Claims.
    claims: Pvc = "PersistentVolumeClaim", "", ["v1"], "persistentvolumeclaims", true;
    /// Volumes.
    volumes: PersistentVolume = "PersistentVolume", "", ["v1"], "persistentvolumes", false;
    /// Storage classes.
    storage_classes: StorageClass =
        "StorageClass", "storage.k8s.io", ["v1"], "storageclasses", false;
    /// CSI drivers.
    csi_drivers: CsiDriver = "CSIDriver", "storage.k8s.io", ["v1"], "csidrivers", false;
    /// The CSI drivers of each node.
    csi_nodes: CsiNode = "CSINode", "storage.k8s.io", ["v1"], "csinodes", false;
    /// Volumes attached to nodes.
    volume_attachments: VolumeAttachment =
        "VolumeAttachment", "storage.k8s.io", ["v1"], "volumeattachments", false;
    /// Services.
    services: Service = "Service", "", ["v1"], "services", true;
    /// Endpoints, the old form.
    endpoints: Endpoints = "Endpoints", "", ["v1"], "endpoints", true;
    /// Endpoints, the new form.
    endpoint_slices: EndpointSlice =
        "EndpointSlice", "discovery.k8s.io", ["v1", "v1beta1"], "endpointslices", true;
    /// Ingresses.
    ingresses: Ingress = "Ingress", "networking.k8s.io", ["v1", "v1beta1"], "ingresses", true;
    /// Ingress classes.
    ingress_classes: IngressClass =
        "IngressClass", "networking.k8s.io", ["v1", "v1beta1"], "ingressclasses", false;
    /// Network policies.
    network_policies: NetworkPolicy =
        "NetworkPolicy", "networking.k8s.io", ["v1"], "networkpolicies", true;
    /// Config maps: names and keys.
    config_maps: ConfigMap = "ConfigMap", "", ["v1"], "configmaps", true;
    /// Secrets: names and keys.
    secrets: Secret = "Secret", "", ["v1"], "secrets", true;
    /// Service accounts.
    service_accounts: ServiceAccount = "ServiceAccount", "", ["v1"], "serviceaccounts", true;
    /// Quotas.
    quotas: ResourceQuota = "ResourceQuota", "", ["v1"], "resourcequotas", true;
    /// Limit ranges.
    limit_ranges: LimitRange = "LimitRange", "", ["v1"], "limitranges", true;
    /// Disruption budgets.
    pdbs: Pdb = "PodDisruptionBudget", "policy", ["v1", "v1beta1"], "poddisruptionbudgets", true;
    /// Priority classes.
    priority_classes: PriorityClass =
        "PriorityClass", "scheduling.k8s.io", ["v1"], "priorityclasses", false;
    /// Validating webhooks.
    validating_webhooks: ValidatingWebhook = "ValidatingWebhookConfiguration",
        "admissionregistration.k8s.io", ["v1"], "validatingwebhookconfigurations", false;
    /// Mutating webhooks.
    mutating_webhooks: MutatingWebhook = "MutatingWebhookConfiguration",
        "admissionregistration.k8s.io", ["v1"], "mutatingwebhookconfigurations", false;
    /// API services.
    api_services: ApiService =
        "APIService", "apiregistration.k8s.io", ["v1"], "apiservices", false;
    /// Custom resource definitions.
    crds: Crd = "CustomResourceDefinition", "apiextensions.k8s.io", ["v1"],
        "customresourcedefinitions", false;
    /// Leases.
    leases: Lease = "Lease", "coordination.k8s.io", ["v1"], "leases", true;
    /// Events.
    events: Event = "Event", "", ["v1"], "events", true;
}

impl Object for Custom {
    fn kind(&self) -> &str {
        &self.kind
    }

    fn meta(&self) -> &Meta {
        &self.metadata
    }

    fn meta_mut(&mut self) -> &mut Meta {
        &mut self.metadata
    }
}

/// What minikube keeps on the machine that it runs on, as text, secrets masked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MinikubeFiles {
    /// The profile's name; `minikube` unless somebody gave another.
    pub profile_name: String,
    /// `profiles/NAME/config.json`.
    pub config: Option<String>,
    /// `logs/audit.json`: one command a line.
    pub audit: Option<String>,
    /// `logs/lastStart.txt`.
    pub last_start: Option<String>,
    /// `profiles/NAME/events.json`.
    pub events: Option<String>,
    /// The version by the kubeconfig's extension.
    pub kubeconfig_version: Option<String>,
}

impl MinikubeFiles {
    /// Takes in other files; where there are two of a kind, these count.
    fn merge(&mut self, other: MinikubeFiles) {
        if self.profile_name.is_empty() {
            self.profile_name = other.profile_name;
        }
        let or = |mine: &mut Option<String>, theirs| *mine = mine.take().or(theirs);
        or(&mut self.config, other.config);
        or(&mut self.audit, other.audit);
        or(&mut self.last_start, other.last_start);
        or(&mut self.events, other.events);
        or(&mut self.kubeconfig_version, other.kubeconfig_version);
    }
}

/// Drops what is large or may be secret and what no check reads.
fn tidy<T: Object>(mut object: T) -> T {
    const KEPT: &[&str] = &[
        "storageclass.",
        "volume.",
        "pv.kubernetes.io/",
        "hostPathProvisionerIdentity",
        "ingress",
        "cert-manager.io/",
        "kubernetes.io/ingress",
        "nginx.ingress",
        "deployment.kubernetes.io/",
        "autoscaling.alpha.kubernetes.io/",
        "control-plane.alpha.kubernetes.io/leader",
        "scheduler.alpha.kubernetes.io/",
        "kubernetes.io/config.source",
        "kubernetes.io/config.mirror",
        "kubernetes.io/service-account.name",
        "cluster-autoscaler.",
        "minikube.",
        "node.alpha.kubernetes.io/",
        "batch.kubernetes.io/",
    ];
    // Of events there are more than of all other kinds, and nobody refers to one.
    let is_event = object.kind() == "Event";
    let meta = object.meta_mut();
    meta.annotations.retain(|key, _| KEPT.iter().any(|prefix| key.starts_with(prefix)));
    if is_event {
        meta.uid = String::new();
        meta.annotations.clear();
        meta.labels.clear();
    }
    object
}
