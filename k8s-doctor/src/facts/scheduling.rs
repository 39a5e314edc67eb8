//! Why no node takes a pod: the scheduler's required filters, done again over the nodes and pods of
//! the snapshot.
//!
//! The scheduler's own message names only the first filter that refuses on each node, servers since
//! 1.24 name no taint, and none names a node. So every filter is asked of every node, pods of one
//! template once, and of what refuses the part is told that a person would change first: the node
//! that is cheapest to open decides (see [`Reason`]). Where the snapshot has no nodes, or by it a
//! node has room (pods are missing from the dump, or something has changed since), the message is all
//! there is, and what follows from it is only inferred.

mod company;
mod request;
mod room;

use std::collections::BTreeMap;

use super::{ClaimState, Facts, controller};
use crate::finding::{Certainty, Evidence};
use crate::snapshot::{Node, Object as _, ObjectRef, PersistentVolume, Pod, Taint, condition};

pub use request::{amount, requests, term_text};
use room::Room;

/// Nodes that are kept of each group of pods, the most telling first.
const KEPT: usize = 16;

/// The most pairs of template and node that are looked at. What comes after is judged by message.
const MAX_PAIRS: usize = 400_000;

/// What kind of filter refuses, the easiest to put right first: what a person would change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// The node is not well: it comes back, or its own cause is to be looked for.
    Trouble,
    /// Somebody has cordoned the node.
    Cordoned,
    /// Cpu, memory or another resource is short.
    Room,
    /// The node has as many pods as it may.
    Pods,
    /// The node has as many volumes of the driver as it may.
    VolumeLimit,
    /// Another pod has the host's port.
    Port,
    /// The pods it must run beside are not there.
    Beside,
    /// Pods would be spread too unevenly.
    Spread,
    /// A pod is there that it must not run beside, or that must not run beside it.
    Apart,
    /// A taint that it does not tolerate.
    Taint,
    /// The node is not one of those it selects.
    Selector,
    /// No volume is there that a claim could be bound to.
    NoVolume,
    /// A volume of its is not reachable from there.
    VolumeElsewhere,
    /// The control plane's taint: meant to keep pods away.
    ControlPlane,
    /// There is no node.
    NoNodes,
}

impl Reason {
    /// What opening a node costs by this filter. The dynamic ones come about by themselves when
    /// pods go; a taint or selector is somebody's intention; a volume cannot move.
    fn cost(self) -> u32 {
        match self {
            Reason::Trouble => 100,
            Reason::Cordoned => 200,
            Reason::Room => 300,
            Reason::Pods => 301,
            Reason::VolumeLimit => 302,
            Reason::Port => 303,
            Reason::Beside => 304,
            Reason::Spread => 305,
            Reason::Apart => 306,
            Reason::Taint => 400,
            Reason::Selector => 500,
            Reason::NoVolume => 800,
            Reason::VolumeElsewhere => 850,
            Reason::ControlPlane => 900,
            Reason::NoNodes => 1000,
        }
    }

    fn is_dynamic(self) -> bool {
        (300..400).contains(&self.cost())
    }
}

/// A resource that a node has too little of, in thousandths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shortage {
    /// `cpu`, `memory`, `nvidia.com/gpu`.
    pub resource: String,
    /// What the pod asks.
    pub asked: i128,
    /// What no pod has asked for yet; may be below zero.
    pub free: i128,
    /// What pods may ask for altogether.
    pub allocatable: i128,
}

/// Why a node does not take a pod.
#[derive(Clone, Debug)]
pub enum Refusal<'a> {
    /// A taint that the node has because it is not well.
    Trouble(&'a Taint),
    /// See [`Reason::Cordoned`].
    Cordoned,
    /// A taint; the control plane's too.
    Taint(&'a Taint),
    /// A node selector or required affinity.
    Selector,
    /// What is short.
    Room(Vec<Shortage>),
    /// How many pods the node may have.
    Pods(i128),
    /// A host port, and who has it.
    Port(i64, &'a Pod),
    /// A pod that must not be beside it.
    Apart(&'a Pod),
    /// The topology key of the affinity that no pod meets.
    Beside(&'a str),
    /// The topology key of the spread constraint.
    Spread(&'a str),
    /// A volume that is elsewhere.
    VolumeElsewhere(&'a PersistentVolume),
    /// A CSI driver, and how many volumes of it the node takes.
    VolumeLimit(String, i64),
    /// A claim that has no volume to be bound to.
    NoVolume(String),
}

impl Refusal<'_> {
    /// What kind of filter it is.
    pub fn reason(&self) -> Reason {
        match self {
            Refusal::Trouble(_) => Reason::Trouble,
            Refusal::Cordoned => Reason::Cordoned,
            Refusal::Taint(taint) if is_control_plane(taint) => Reason::ControlPlane,
            Refusal::Taint(_) => Reason::Taint,
            Refusal::Selector => Reason::Selector,
            Refusal::Room(_) => Reason::Room,
            Refusal::Pods(_) => Reason::Pods,
            Refusal::Port(..) => Reason::Port,
            Refusal::Apart(_) => Reason::Apart,
            Refusal::Beside(_) => Reason::Beside,
            Refusal::Spread(_) => Reason::Spread,
            Refusal::VolumeElsewhere(_) => Reason::VolumeElsewhere,
            Refusal::VolumeLimit(..) => Reason::VolumeLimit,
            Refusal::NoVolume(_) => Reason::NoVolume,
        }
    }

    /// Where the node shows it, and what.
    fn evidence(&self, node: &Node) -> Evidence {
        let object = node.object();
        let field = |path: &str, text: String| Evidence::field(&object, path, text);
        match self {
            Refusal::Trouble(taint) | Refusal::Taint(taint) => {
                field("spec.taints", taint_text(taint)).since(taint.time_added)
            }
            Refusal::Cordoned => field("spec.unschedulable", "true".to_owned()),
            Refusal::Selector => field("metadata.labels", labels_text(node)),
            Refusal::Room(shortages) => {
                let text: Vec<String> = shortages.iter().map(shortage_text).collect();
                field("status.allocatable", text.join("; "))
            }
            Refusal::Pods(most) => field("status.allocatable.pods", format!("{most}, all taken")),
            Refusal::Port(port, by) => Evidence::field(
                &by.object(),
                "spec.containers.ports.hostPort",
                format!("{port} on node {}", node.metadata.name),
            ),
            Refusal::Apart(by) => Evidence::field(
                &by.object(),
                "spec.nodeName",
                format!("{}: the two must be apart", by.spec.node_name),
            ),
            Refusal::Beside(key) => field("metadata.labels", format!("no such pod in its {key}")),
            Refusal::Spread(key) => field("metadata.labels", format!("{key} has enough of them")),
            Refusal::VolumeElsewhere(volume) => {
                Evidence::field(&volume.object(), "spec.nodeAffinity", volume_text(volume))
            }
            Refusal::VolumeLimit(driver, most) => {
                field("CSINode spec.drivers", format!("{driver} takes {most} volumes, all taken"))
            }
            Refusal::NoVolume(claim) => {
                field("spec", format!("no volume that claim {claim} could be bound to"))
            }
        }
    }
}

/// Nodes that refuse for one reason: some of them, and how many they are.
pub type Others<'a> = (Vec<(&'a Node, Refusal<'a>)>, usize);

/// A workload, the template of the pods, and what they do not share with others of the template.
type Group = (ObjectRef, ObjectRef, String);

/// Pods of one template that the scheduler has refused, and why.
pub struct Pending<'a> {
    /// What a person edits to change them.
    pub workload: ObjectRef,
    /// The pods. Never empty.
    pub pods: Vec<&'a Pod>,
    /// What to change.
    pub reason: Reason,
    /// The nodes that decide, with all that refuses there; the nearest first. None where only the
    /// message is known.
    pub nodes: Vec<(&'a Node, Vec<Refusal<'a>>)>,
    /// How many nodes decide, those left out included.
    pub n_nodes: usize,
    /// Of what is short, the most that any of the nodes that decide can ever give, in thousandths.
    pub largest: BTreeMap<String, i128>,
    /// Other nodes, of each reason at most two, and how many there are of it.
    pub others: BTreeMap<Reason, Others<'a>>,
    /// Whether it was read from nodes and pods, or only from the message.
    pub certainty: Certainty,
    /// What the scheduler says.
    pub words: &'a str,
}

impl<'a> Pending<'a> {
    /// Any one of the pods: they are alike.
    pub fn pod(&self) -> &'a Pod {
        self.pods[0]
    }

    /// What is asked, as the refusals of the told reason, nearest node first.
    pub fn told(&self) -> impl Iterator<Item = (&'a Node, &Refusal<'a>)> {
        self.nodes.iter().filter_map(|(node, refusals)| {
            let told = refusals.iter().find(|refusal| refusal.reason() == self.reason)?;
            Some((*node, told))
        })
    }

    /// All evidence: the nodes that decide, the other nodes, and the scheduler's own words.
    pub fn evidence(&self) -> Vec<Evidence> {
        let told = self.told().take(4).map(|(node, refusal)| refusal.evidence(node));
        let others = self.others.values().flat_map(|(nodes, _)| nodes);
        let others = others.map(|(node, refusal)| refusal.evidence(node));
        let mut evidence: Vec<Evidence> = Vec::new();
        for item in told.chain(others) {
            if !evidence.contains(&item) {
                evidence.push(item);
            }
        }
        let pod = self.pod();
        if let Some(scheduled) = condition(&pod.status.conditions, "PodScheduled") {
            let item = Evidence::field(
                &pod.object(),
                "status.conditions[PodScheduled]",
                scheduled.message.clone(),
            );
            evidence.push(item.since(scheduled.last_transition_time));
        }
        evidence
    }
}

/// All pods that the scheduler has refused, by template.
pub struct Scheduling<'a> {
    /// In order of workload.
    pub pending: Vec<Pending<'a>>,
    rooms: Vec<Room<'a>>,
}

impl<'a> Facts<'a> {
    /// Why pods are not scheduled. Made when first asked for.
    pub fn scheduling(&self) -> &Scheduling<'a> {
        self.scheduling.get_or_init(|| Scheduling::new(self))
    }

    /// Whether the scheduler has looked at a pod and found no node, and its claims are not why.
    fn is_refused(&self, pod: &Pod) -> bool {
        let refused = condition(&pod.status.conditions, "PodScheduled")
            .filter(|scheduled| scheduled.status == "False" && scheduled.reason == "Unschedulable");
        let Some(refused) = refused else { return false };
        let namespace = &pod.metadata.namespace;
        let lacks_claim = |claim: String| {
            matches!(
                self.claim_state(namespace, &claim),
                ClaimState::Pending | ClaimState::Missing | ClaimState::Lost
            )
        };
        let of_claim = ["unbound immediate", "persistentvolumeclaim", "storageclass"];
        pod.spec.node_name.is_empty()
            && pod.spec.scheduling_gates.is_empty()
            && !of_claim.iter().any(|words| refused.message.contains(words))
            && !pod.claims().any(lacks_claim)
            && self.trouble(pod).is_some()
    }
}

impl<'a> Scheduling<'a> {
    fn new(facts: &Facts<'a>) -> Scheduling<'a> {
        let snapshot = facts.snapshot;
        let mut groups: BTreeMap<Group, Vec<&'a Pod>> = BTreeMap::new();
        for pod in snapshot.pods.iter().filter(|pod| facts.is_refused(pod)) {
            let template = match controller(&pod.metadata) {
                Some(owner) => ObjectRef::new(&owner.kind, &pod.metadata.namespace, &owner.name),
                None => pod.object(),
            };
            // Of one template pods differ in their claims, or in the node that they are made for.
            let claims: Vec<String> = pod.claims().collect();
            let own = claims.join(",") + request::pinned_node(&pod.spec).unwrap_or_default();
            groups.entry((facts.workload_of(pod), template, own)).or_default().push(pod);
        }
        let mut scheduling = Scheduling { pending: Vec::new(), rooms: Vec::new() };
        if groups.is_empty() {
            return scheduling;
        }
        scheduling.rooms = room::rooms(facts);
        let company = company::Company::new(facts);
        let mut pairs = 0_usize;
        for ((workload, _, _), pods) in groups {
            let Some(pod) = pods.first() else { continue };
            let words = condition(&pod.status.conditions, "PodScheduled")
                .map_or("", |scheduled| scheduled.message.as_str());
            pairs = pairs.saturating_add(scheduling.rooms.len());
            let nodes = (pairs <= MAX_PAIRS)
                .then(|| room::refusals(facts, &scheduling.rooms, &company, pod))
                .filter(|nodes| !nodes.is_empty())
                .filter(|nodes| nodes.iter().all(|(_, refusals)| !refusals.is_empty()));
            let pending = match nodes {
                Some(nodes) => Some(read(workload, pods, nodes, words)),
                None => by_message(facts, workload, pods, words),
            };
            scheduling.pending.extend(pending);
        }
        scheduling
    }

    /// Those who are to be told for a reason.
    pub fn of(&self, reason: Reason) -> impl Iterator<Item = &Pending<'a>> {
        self.pending.iter().filter(move |pending| pending.reason == reason)
    }

    /// The pods on a node that ask most of a resource, and how much, in thousandths.
    pub fn largest(&self, node: &Node, resource: &str) -> Vec<(&'a Pod, i128)> {
        let index = self
            .rooms
            .binary_search_by(|room| room.node.metadata.name.as_str().cmp(&node.metadata.name));
        let Some(room) = index.ok().and_then(|index| self.rooms.get(index)) else {
            return Vec::new();
        };
        let mut largest: Vec<(&Pod, i128)> = room
            .pods
            .iter()
            .map(|pod| (*pod, requests(&pod.spec).get(resource).copied().unwrap_or(0)))
            .filter(|(_, asked)| *asked > 0)
            .collect();
        largest.sort_by_key(|(pod, asked)| (std::cmp::Reverse(*asked), pod.object()));
        largest.truncate(3);
        largest
    }
}

/// What refusals cost altogether: of those that pass by themselves only the worst counts.
fn cost(refusals: &[Refusal<'_>]) -> u32 {
    let reasons = || refusals.iter().map(Refusal::reason);
    let dynamic = reasons().filter(|reason| reason.is_dynamic()).map(Reason::cost).max();
    let fixed = reasons().filter(|reason| !reason.is_dynamic()).map(Reason::cost);
    fixed.sum::<u32>() + dynamic.unwrap_or(0)
}

/// Which reason decides, where every node refuses.
fn read<'a>(
    workload: ObjectRef,
    pods: Vec<&'a Pod>,
    mut nodes: Vec<(&'a Node, Vec<Refusal<'a>>)>,
    words: &'a str,
) -> Pending<'a> {
    let has = |refusals: &[Refusal<'_>], reason| {
        refusals.iter().any(|refusal: &Refusal<'_>| refusal.reason() == reason)
    };
    let cheapest = nodes.iter().min_by_key(|(_, refusals)| cost(refusals));
    let reasons = cheapest.into_iter().flat_map(|(_, refusals)| refusals);
    let mut reason =
        reasons.map(Refusal::reason).max_by_key(|reason| reason.cost()).unwrap_or(Reason::NoNodes);
    if nodes.iter().all(|(_, refusals)| has(refusals, Reason::Trouble)) {
        reason = Reason::Trouble;
    }
    // The nodes that decide are those that would be open without the reason; if none, those that
    // cost least.
    let least = nodes
        .iter()
        .filter(|(_, refusals)| has(refusals, reason))
        .map(|(_, refusals)| cost(refusals))
        .min();
    let decides = |refusals: &[Refusal<'_>]| {
        has(refusals, reason) && Some(cost(refusals)) <= least.map(|least| least + 6)
    };
    nodes.sort_by_cached_key(|(node, refusals)| {
        (!decides(refusals), cost(refusals), request::distance(refusals), node.object())
    });
    let n_nodes = nodes.iter().filter(|(_, refusals)| decides(refusals)).count();
    let mut others: BTreeMap<Reason, Others<'_>> = BTreeMap::new();
    for (node, refusals) in nodes.drain(n_nodes..) {
        let worst = refusals.into_iter().max_by_key(|refusal| refusal.reason().cost());
        let Some(worst) = worst else { continue };
        let (kept, count) = others.entry(worst.reason()).or_default();
        *count += 1;
        if kept.len() < 2 {
            kept.push((node, worst));
        }
    }
    let mut largest: BTreeMap<String, i128> = BTreeMap::new();
    for refusal in nodes.iter().flat_map(|(_, refusals)| refusals) {
        let Refusal::Room(shortages) = refusal else { continue };
        for short in shortages {
            let most = largest.entry(short.resource.clone()).or_default();
            *most = (*most).max(short.allocatable);
        }
    }
    nodes.truncate(KEPT);
    let certainty = Certainty::Observed;
    Pending { workload, pods, reason, nodes, n_nodes, largest, others, certainty, words }
}

/// What the scheduler's message says, in the words of 1.20 and later. In new words a taint has no
/// key, so that it may be the control plane's; beside another reason it is taken for that.
fn by_message<'a>(
    facts: &Facts<'a>,
    workload: ObjectRef,
    pods: Vec<&'a Pod>,
    words: &'a str,
) -> Option<Pending<'a>> {
    const WORDS: &[(&str, Reason)] = &[
        ("node.kubernetes.io/not-ready", Reason::Trouble),
        ("node.kubernetes.io/unreachable", Reason::Trouble),
        ("were unschedulable", Reason::Cordoned),
        ("Insufficient ", Reason::Room),
        ("Too many pods", Reason::Pods),
        ("exceed max volume count", Reason::VolumeLimit),
        ("have free ports", Reason::Port),
        ("match pod affinity/anti-affinity", Reason::Apart),
        ("match pod affinity rules", Reason::Beside),
        ("topology spread constraints", Reason::Spread),
        ("anti-affinity rules", Reason::Apart),
        ("match Pod's node affinity", Reason::Selector),
        ("match node selector", Reason::Selector),
        ("find available persistent volumes to bind", Reason::NoVolume),
        ("volume node affinity conflict", Reason::VolumeElsewhere),
        ("match PersistentVolume's node affinity", Reason::VolumeElsewhere),
        ("no available volume zone", Reason::VolumeElsewhere),
        ("node-role.kubernetes.io/master", Reason::ControlPlane),
        ("node-role.kubernetes.io/control-plane", Reason::ControlPlane),
        ("no nodes available to schedule pods", Reason::NoNodes),
    ];
    let told = words.split(" preemption:").next().unwrap_or_default();
    let mut reasons: Vec<Reason> =
        WORDS.iter().filter(|(words, _)| told.contains(words)).map(|(_, reason)| *reason).collect();
    if reasons.is_empty() && told.contains("taint") {
        reasons.push(Reason::Taint);
    }
    let reason = reasons.into_iter().min_by_key(|reason| reason.cost())?;
    let mut pending = Pending {
        workload,
        pods,
        reason,
        nodes: Vec::new(),
        n_nodes: 0,
        largest: BTreeMap::new(),
        others: BTreeMap::new(),
        certainty: Certainty::Inferred,
        words,
    };
    if reason == Reason::NoNodes && !facts.snapshot.nodes.is_empty() {
        // They have come since.
        return None;
    }
    if reason == Reason::Trouble {
        let ill = facts.snapshot.nodes.iter().filter(|node| !super::is_node_ready(node));
        for node in ill.take(KEPT) {
            let trouble = node.spec.taints.iter().find(|taint| is_trouble(taint));
            if let Some(taint) = trouble {
                pending.nodes.push((node, vec![Refusal::Trouble(taint)]));
            }
        }
    }
    Some(pending)
}

/// Whether a taint keeps pods away from the control plane.
pub fn is_control_plane(taint: &Taint) -> bool {
    matches!(
        taint.key.as_str(),
        "node-role.kubernetes.io/control-plane" | "node-role.kubernetes.io/master"
    )
}

/// Whether a taint is put on nodes that are not well, or not yet set up, and goes by itself.
pub fn is_trouble(taint: &Taint) -> bool {
    matches!(
        taint.key.as_str(),
        "node.kubernetes.io/not-ready"
            | "node.kubernetes.io/unreachable"
            | "node.kubernetes.io/memory-pressure"
            | "node.kubernetes.io/disk-pressure"
            | "node.kubernetes.io/pid-pressure"
            | "node.kubernetes.io/network-unavailable"
            | "node.kubernetes.io/out-of-service"
            | "node.cloudprovider.kubernetes.io/uninitialized"
            | "node.cilium.io/agent-not-ready"
            | "ebs.csi.aws.com/agent-not-ready"
    )
}

/// A taint as `kubectl taint` takes it: `dedicated=batch:NoSchedule`.
pub fn taint_text(taint: &Taint) -> String {
    match taint.value.as_str() {
        "" => format!("{}:{}", taint.key, taint.effect),
        value => format!("{}={value}:{}", taint.key, taint.effect),
    }
}

fn labels_text(node: &Node) -> String {
    // Those that all nodes have, of which the host name is told by the object itself.
    let own = node.metadata.labels.iter().filter(|(key, _)| {
        !key.starts_with("beta.kubernetes.io/") && key.as_str() != "kubernetes.io/hostname"
    });
    let labels: Vec<String> = own.take(12).map(|(key, value)| format!("{key}={value}")).collect();
    labels.join(", ")
}

fn shortage_text(shortage: &Shortage) -> String {
    let show = |milli| amount(&shortage.resource, milli);
    format!(
        "{}: {} free of {}, {} asked",
        shortage.resource,
        show(shortage.free.max(0)),
        show(shortage.allocatable),
        show(shortage.asked)
    )
}

/// Where a volume is, in few words.
pub fn volume_text(volume: &PersistentVolume) -> String {
    let Some(required) = &volume.spec.node_affinity.required else {
        return zone_text(volume);
    };
    let terms: Vec<String> = required.node_selector_terms.iter().map(term_text).collect();
    terms.join(" or ")
}

fn zone_text(volume: &PersistentVolume) -> String {
    let zones = volume.metadata.labels.iter().filter(|(key, _)| room::is_zone(key));
    let zones: Vec<String> = zones.map(|(key, value)| format!("{key}={value}")).collect();
    zones.join(", ")
}
