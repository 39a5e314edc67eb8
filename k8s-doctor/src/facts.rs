//! A [`Snapshot`] with the indexes that checks look things up in: events by object, pods by owner,
//! pods by labels. Made once, read by every check.

mod behind;
mod cluster;
mod commands;
pub mod containers;
pub mod hosts;
mod image_name;
pub(crate) mod images;
mod jobs;
pub mod log_lines;
pub(crate) mod minikube;
mod needs;
pub mod probes;
mod provisioner;
mod pull_class;
pub mod scheduling;
mod search;
mod state;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crate::snapshot::{
    ContainerStatus, Event, KINDS, Log, Meta, Node, Object, ObjectRef, Pod, PodTemplate, Service,
    Snapshot, Time, condition, selects,
};

pub use behind::Behind;
pub use cluster::runtime_of;
pub use commands::{Commands, quote};
pub use provisioner::Provisioner;
pub use search::LogLine;
pub use state::ClaimState;

/// How long what has just begun may take before it counts as a fault, in seconds.
pub const SETTLING: i64 = 60;

/// See the module.
pub struct Facts<'a> {
    /// All that is known.
    pub snapshot: &'a Snapshot,
    /// The minikube that made it, where it is one.
    pub minikube: Option<crate::minikube::profile::Profile>,
    /// The commands that fit this cluster.
    pub commands: Commands,
    events: BTreeMap<ObjectRef, Vec<&'a Event>>,
    /// By each object above them.
    pods: BTreeMap<ObjectRef, Vec<&'a Pod>>,
    logs: BTreeMap<(&'a str, &'a str), Vec<&'a Log>>,
    workloads: Vec<Workload<'a>>,
    /// Read when first asked for.
    faults: OnceLock<Vec<containers::Fault<'a>>>,
    scheduling: OnceLock<scheduling::Scheduling<'a>>,
    pulls: images::Pulls<'a>,
    /// Services by address; made when first asked for.
    addresses: OnceLock<BTreeMap<&'a str, &'a Service>>,
    /// The first service of each name; made when first asked for.
    services_by_name: OnceLock<BTreeMap<&'a str, &'a Service>>,
    /// When cron jobs last did their work; made when first asked for.
    done: OnceLock<jobs::Done<'a>>,
    /// The same where the jobs themselves are not known.
    done_by_pods: OnceLock<jobs::Done<'a>>,
}

/// What can own pods, and how many it wants.
pub struct Workload<'a> {
    /// Which.
    pub object: ObjectRef,
    /// Its metadata.
    pub meta: &'a Meta,
    /// What it makes pods from.
    pub template: &'a PodTemplate,
    /// How many pods it wants.
    pub wanted: i64,
}

impl<'a> Facts<'a> {
    /// Reads through a snapshot once.
    pub fn new(snapshot: &'a Snapshot) -> Facts<'a> {
        let mut events: BTreeMap<_, Vec<&Event>> = BTreeMap::new();
        for event in &snapshot.events {
            let object = &event.involved_object;
            let key = ObjectRef::new(&object.kind, &object.namespace, &object.name);
            events.entry(key).or_default().push(event);
        }
        for (object, events) in &mut events {
            forget_namesakes(snapshot, object, events);
            // Newest first; what was seen at the same time in order of its name.
            events.sort_by(|a, b| {
                b.last().cmp(&a.last()).then_with(|| a.metadata.name.cmp(&b.metadata.name))
            });
        }
        let mut pods: BTreeMap<_, Vec<&Pod>> = BTreeMap::new();
        for pod in &snapshot.pods {
            for owner in owners(snapshot, &pod.metadata) {
                pods.entry(owner).or_default().push(pod);
            }
        }
        let mut logs: BTreeMap<_, Vec<&Log>> = BTreeMap::new();
        for log in &snapshot.logs {
            logs.entry((log.namespace.as_str(), log.pod.as_str())).or_default().push(log);
        }
        let minikube = minikube::read(snapshot);
        let (commands, workloads) =
            (Commands::new(snapshot, minikube.as_ref()), workloads(snapshot));
        let mut facts = Facts {
            snapshot,
            minikube,
            commands,
            events,
            pods,
            logs,
            workloads,
            faults: OnceLock::new(),
            scheduling: OnceLock::new(),
            pulls: images::Pulls::default(),
            addresses: OnceLock::new(),
            services_by_name: OnceLock::new(),
            done: OnceLock::new(),
            done_by_pods: OnceLock::new(),
        };
        facts.pulls = images::Pulls::new(&facts);
        facts
    }

    /// The events about an object, newest first. Mind that what they tell may be past: state
    /// outranks events, always.
    pub fn events(&self, object: &ObjectRef) -> &[&'a Event] {
        self.events.get(object).map_or(&[], Vec::as_slice)
    }

    /// The newest event about an object that has this reason and whose message `fits`.
    pub fn event(
        &self,
        object: &ObjectRef,
        reason: &str,
        fits: impl Fn(&str) -> bool,
    ) -> Option<&'a Event> {
        self.events(object)
            .iter()
            .find(|event| event.reason == reason && fits(&event.message))
            .copied()
    }

    /// Each object that events are about, with its events.
    pub fn objects_with_events(&self) -> impl Iterator<Item = (&ObjectRef, &[&'a Event])> {
        self.events.iter().map(|(object, events)| (object, events.as_slice()))
    }

    /// Seconds since a time, by the snapshot's clock.
    pub fn age(&self, time: Time) -> Option<i64> {
        time.seconds_until(self.snapshot.now)
    }

    /// Whether a time is so short ago that what began then may still be under way. What has no time
    /// is not.
    pub fn is_settling(&self, time: Time) -> bool {
        self.age(time).is_some_and(|age| age < SETTLING)
    }

    /// The pods that an object controls, directly or through others.
    pub fn pods_of(&self, owner: &ObjectRef) -> &[&'a Pod] {
        self.pods.get(owner).map_or(&[], Vec::as_slice)
    }

    /// The objects above one, nearest first: its replica set, its deployment.
    pub fn owners(&self, meta: &Meta) -> Vec<ObjectRef> {
        owners(self.snapshot, meta)
    }

    /// What a person edits to change a pod: the topmost object above it whose kind is known, or the
    /// pod itself.
    pub fn workload_of(&self, pod: &Pod) -> ObjectRef {
        const KINDS: &[&str] = &[
            "Deployment",
            "StatefulSet",
            "DaemonSet",
            "ReplicaSet",
            "ReplicationController",
            "Job",
            "CronJob",
        ];
        let owners = self.owners(&pod.metadata);
        let mut known = owners.into_iter().filter(|owner| KINDS.contains(&owner.kind.as_str()));
        known.next_back().unwrap_or_else(|| pod.object())
    }

    /// Everything that makes pods from a template, but for cron jobs and for what a deployment or
    /// cron job owns, in order of namespace.
    pub fn workloads(&self) -> &[Workload<'a>] {
        &self.workloads
    }

    /// The same, of one namespace.
    pub fn workloads_within(&self, namespace: &str) -> &[Workload<'a>] {
        let of = |workload: &Workload<'_>| workload.object.namespace.as_str().cmp(namespace);
        let start = self.workloads.partition_point(|workload| of(workload).is_lt());
        let end = self.workloads.partition_point(|workload| of(workload).is_le());
        self.workloads.get(start..end).unwrap_or_default()
    }

    /// The pods that a selector means in a namespace; an empty selector means none.
    pub fn selected(&self, namespace: &str, selector: &crate::snapshot::Labels) -> Vec<&'a Pod> {
        if selector.is_empty() {
            return Vec::new();
        }
        let pods = self.snapshot.pods.within(namespace).iter();
        pods.filter(|pod| selects(selector, &pod.metadata.labels)).collect()
    }

    /// The pods behind a service that have not ended.
    pub fn pods_behind(&self, service: &Service) -> Vec<&'a Pod> {
        let mut pods = self.selected(&service.metadata.namespace, &service.spec.selector);
        pods.retain(|pod| !matches!(pod.status.phase.as_str(), "Succeeded" | "Failed"));
        pods
    }

    /// The node that a pod is on.
    pub fn node_of(&self, pod: &Pod) -> Option<&'a Node> {
        self.snapshot.nodes.get("", &pod.spec.node_name)
    }

    /// The log of a container: of the run before this one where there is one and `previous`.
    pub fn log(&self, pod: &Pod, container: &str, previous: bool) -> Option<&'a Log> {
        let logs = self.logs.get(&(pod.metadata.namespace.as_str(), pod.metadata.name.as_str()))?;
        let fits = |log: &&&Log| {
            // Where a source does not name the container, it is right if there is only one.
            let only = log.container.is_empty() && pod.spec.containers.len() == 1;
            (log.container == container || only) && log.previous == previous
        };
        logs.iter().find(fits).copied()
    }

    /// The last lines of a container's log that say something, of the run that failed: newest last.
    pub fn last_lines(&self, pod: &Pod, container: &str, n: usize) -> Vec<&'a str> {
        let text = [true, false]
            .into_iter()
            .filter_map(|previous| self.log(pod, container, previous))
            .map(|log| log.text.as_str())
            .find(|text| !text.trim().is_empty())
            .unwrap_or_default();
        let lines = text.lines().rev().map(str::trim).filter(|line| !line.is_empty());
        let mut lines: Vec<&str> = lines.take(n).collect();
        lines.reverse();
        lines
    }
}

/// Drops the events about an earlier object of the same name, as stateful sets and claims have them. The
/// events' own age is by the clock that objects are made by; the times in them are not.
fn forget_namesakes(snapshot: &Snapshot, object: &ObjectRef, events: &mut Vec<&Event>) {
    if !KINDS.iter().any(|known| known.kind == object.kind) {
        return;
    }
    if let Some(meta) = snapshot.meta(object) {
        let newest = |event: &Event| event.last().max(event.metadata.creation_timestamp);
        let is_older =
            |event: &Event| newest(event).is_known() && newest(event) < meta.creation_timestamp;
        events.retain(|event| !is_older(event));
    }
}

/// The objects above one, nearest first.
fn owners(snapshot: &Snapshot, meta: &Meta) -> Vec<ObjectRef> {
    /// Against objects that own each other.
    const MAX_OWNERS: usize = 8;
    let mut owners: Vec<ObjectRef> = Vec::new();
    let mut meta = meta;
    while let Some(owner) = controller(meta) {
        let owner = ObjectRef::new(&owner.kind, &meta.namespace, &owner.name);
        if owners.contains(&owner) || owners.len() == MAX_OWNERS {
            break;
        }
        owners.push(owner.clone());
        let Some(above) = snapshot.meta(&owner) else {
            // A replica set that is not in the dump has its deployment's name and a hash.
            let hash = meta.labels.get("pod-template-hash").filter(|hash| !hash.is_empty());
            let name = hash.and_then(|hash| owner.name.strip_suffix(hash.as_str()));
            if let (true, Some(name)) = (owner.kind == "ReplicaSet", name) {
                let name = name.trim_end_matches('-');
                owners.push(ObjectRef::new("Deployment", &owner.namespace, name));
            }
            break;
        };
        meta = above;
    }
    owners
}

fn workloads(snapshot: &Snapshot) -> Vec<Workload<'_>> {
    let mut all = Vec::new();
    for object in &snapshot.deployments {
        all.push(workload(object, &object.spec.template, object.spec.replicas.unwrap_or(1)));
    }
    for object in &snapshot.stateful_sets {
        all.push(workload(object, &object.spec.template, object.spec.replicas.unwrap_or(1)));
    }
    for object in &snapshot.daemon_sets {
        let wanted = object.status.desired_number_scheduled;
        all.push(workload(object, &object.spec.template, wanted));
    }
    for object in &snapshot.replica_sets {
        all.push(workload(object, &object.spec.template, object.spec.replicas.unwrap_or(1)));
    }
    for object in &snapshot.replication_controllers {
        all.push(workload(object, &object.spec.template, object.spec.replicas.unwrap_or(1)));
    }
    for object in &snapshot.jobs {
        all.push(workload(object, &object.spec.template, object.spec.parallelism.unwrap_or(1)));
    }
    all.retain(|workload| controller(workload.meta).is_none());
    all.sort_by(|a, b| {
        let key =
            |workload: &Workload<'_>| (workload.object.namespace.clone(), workload.object.clone());
        key(a).cmp(&key(b))
    });
    all
}

fn workload<'a, T: Object>(object: &'a T, template: &'a PodTemplate, wanted: i64) -> Workload<'a> {
    Workload { object: object.object(), meta: object.meta(), template, wanted }
}

/// The owner that controls an object.
pub fn controller(meta: &Meta) -> Option<&crate::snapshot::OwnerReference> {
    meta.owner_references.iter().find(|owner| owner.controller)
}

/// Whether a pod counts as ready. The condition decides: on a lost node containers still say ready.
pub fn is_ready(pod: &Pod) -> bool {
    condition(&pod.status.conditions, "Ready").is_some_and(|ready| ready.status == "True")
}

/// Whether a pod has come to its end, well or not.
pub fn has_ended(pod: &Pod) -> bool {
    matches!(pod.status.phase.as_str(), "Succeeded" | "Failed")
}

/// Whether an object is being deleted.
pub fn is_going(meta: &Meta) -> bool {
    meta.deletion_timestamp.is_known()
}

/// Whether a node is ready. One without the condition is not.
pub fn is_node_ready(node: &Node) -> bool {
    condition(&node.status.conditions, "Ready").is_some_and(|ready| ready.status == "True")
}

/// Whether the kubelet of a node says that it has no pod network. Pods that use the node's own run on
/// it all the same.
pub fn lacks_network(node: &Node) -> bool {
    condition(&node.status.conditions, "Ready").is_some_and(|ready| {
        let said = ready.message.to_lowercase();
        let words = ["cni config uninitialized", "cni plugin not initialized", "network plugin"];
        ready.status == "False"
            && (words.iter().any(|words| said.contains(words))
                || said.contains("networkpluginnotready"))
    })
}

/// Why a container waits, unless it only starts.
pub fn waits_for(status: &ContainerStatus) -> Option<(&str, &str)> {
    let waiting = status.state.waiting.as_ref()?;
    let starting = matches!(waiting.reason.as_str(), "" | "ContainerCreating" | "PodInitializing");
    (!starting).then_some((waiting.reason.as_str(), waiting.message.as_str()))
}

/// A name among `names` that is nearly `name`: one or two letters apart, or the same but for case and
/// separators.
pub fn look_alike<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let plain = |text: &str| text.to_lowercase().replace(['-', '_', '.'], "");
    let mut best: Option<(usize, &str)> = None;
    for other in names.filter(|other| *other != name) {
        let distance = if plain(other) == plain(name) {
            0
        } else {
            distance(name.as_bytes(), other.as_bytes())
        };
        let enough = if name.len() < 5 { 1 } else { 2 };
        if distance <= enough && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, other));
        }
    }
    best.map(|(_, other)| other)
}

/// How many bytes must be put in, taken out or changed to make one name of another (Levenshtein).
fn distance(a: &[u8], b: &[u8]) -> usize {
    if a.len().abs_diff(b.len()) > 2 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (index, from) in a.iter().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], index + 1);
        for (column, to) in b.iter().enumerate() {
            let changed = diagonal + usize::from(from != to);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[b.len()]
}
