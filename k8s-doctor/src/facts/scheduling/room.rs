//! What each node has left, and which filters refuse a pod there.

use std::collections::{BTreeMap, BTreeSet};

use super::company::{Company, Wanted};
use super::{Refusal, Shortage, is_trouble, request};
use crate::facts::{Facts, has_ended};
use crate::snapshot::{Node, PersistentVolume, Pod, Pvc, Taint};

const UNSCHEDULABLE: &str = "node.kubernetes.io/unschedulable";

/// A node, and what its pods have taken.
pub(super) struct Room<'a> {
    pub(super) node: &'a Node,
    /// Those that have not ended; those being deleted still count.
    pub(super) pods: Vec<&'a Pod>,
    used: BTreeMap<&'a str, i128>,
    /// Protocol, port, address, and who has it.
    ports: Vec<(&'a str, i64, &'a str, &'a Pod)>,
    /// The handles of volumes, by driver.
    volumes: BTreeMap<&'a str, BTreeSet<&'a str>>,
}

impl Room<'_> {
    pub(super) fn allocatable(&self, resource: &str) -> i128 {
        let status = &self.node.status;
        let quantity = status.allocatable.get(resource).or_else(|| status.capacity.get(resource));
        quantity.and_then(crate::snapshot::Quantity::milli).unwrap_or(0)
    }
}

/// All nodes in order of their names, with what is taken: one pass over the pods.
pub(super) fn rooms<'a>(facts: &Facts<'a>) -> Vec<Room<'a>> {
    let snapshot = facts.snapshot;
    let empty = |node| Room {
        node,
        pods: Vec::new(),
        used: BTreeMap::new(),
        ports: Vec::new(),
        volumes: BTreeMap::new(),
    };
    let mut rooms: Vec<Room<'_>> = snapshot.nodes.iter().map(empty).collect();
    for pod in snapshot.pods.iter().filter(|pod| !has_ended(pod)) {
        let name = pod.spec.node_name.as_str();
        let index = rooms.binary_search_by(|room| room.node.metadata.name.as_str().cmp(name));
        let Some(room) = index.ok().and_then(|index| rooms.get_mut(index)) else { continue };
        for (resource, milli) in super::requests(&pod.spec) {
            let used = room.used.entry(resource).or_default();
            *used = used.saturating_add(milli);
        }
        for (protocol, port, address) in ports(pod) {
            room.ports.push((protocol, port, address, pod));
        }
        for volume in volumes(facts, pod) {
            if let Some(csi) = &volume.spec.csi {
                room.volumes.entry(&csi.driver).or_default().insert(&csi.volume_handle);
            }
        }
        room.pods.push(pod);
    }
    rooms
}

/// For each node that counts, why it does not take the pod. A daemon set's pod has only one node.
pub(super) fn refusals<'a>(
    facts: &Facts<'a>,
    rooms: &[Room<'a>],
    company: &Company<'a>,
    pod: &'a Pod,
) -> Vec<(&'a Node, Vec<Refusal<'a>>)> {
    let wants = Wants::new(facts, rooms, company, pod);
    let pinned = request::pinned_node(&pod.spec);
    let counts = |room: &&Room<'_>| pinned.is_none_or(|name| room.node.metadata.name == name);
    let counting = rooms.iter().filter(counts);
    counting.map(|room| (room.node, wants.refusals(room))).collect()
}

/// What a pod asks, read once for all nodes.
struct Wants<'a> {
    facts_limits: BTreeMap<&'a str, BTreeMap<&'a str, i64>>,
    pod: &'a Pod,
    requests: BTreeMap<&'a str, i128>,
    ports: Vec<(&'a str, i64, &'a str)>,
    volumes: Vec<&'a PersistentVolume>,
    /// Claims that take a volume that somebody has made by hand, and the volumes that would do.
    unbound: Vec<(&'a Pvc, Vec<&'a PersistentVolume>)>,
    company: Wanted<'a>,
}

impl<'a> Wants<'a> {
    fn new(facts: &Facts<'a>, rooms: &[Room<'a>], company: &Company<'a>, pod: &'a Pod) -> Self {
        let volumes = volumes(facts, pod);
        let mut limits: BTreeMap<&str, BTreeMap<&str, i64>> = BTreeMap::new();
        if volumes.iter().any(|volume| volume.spec.csi.is_some()) {
            for node in &facts.snapshot.csi_nodes {
                let drivers = node.spec.drivers.iter().filter_map(|driver| {
                    Some((driver.name.as_str(), driver.allocatable.as_ref()?.count?))
                });
                limits.insert(&node.metadata.name, drivers.collect());
            }
        }
        Wants {
            facts_limits: limits,
            pod,
            requests: super::requests(&pod.spec),
            ports: ports(pod).collect(),
            volumes,
            unbound: unbound(facts, pod),
            company: company.wanted(facts, rooms, pod),
        }
    }

    fn refusals(&self, room: &Room<'a>) -> Vec<Refusal<'a>> {
        let mut refusals = Vec::new();
        let (pod, node) = (self.pod, room.node);
        let tolerates = |taint: &Taint| {
            pod.spec.tolerations.iter().any(|toleration| toleration.tolerates(taint))
        };
        let cordon = Taint {
            key: UNSCHEDULABLE.to_owned(),
            effect: "NoSchedule".to_owned(),
            ..Taint::default()
        };
        let is_cordoned = node.spec.unschedulable
            || node.spec.taints.iter().any(|taint| taint.key == UNSCHEDULABLE);
        if is_cordoned && !tolerates(&cordon) {
            refusals.push(Refusal::Cordoned);
        }
        for taint in &node.spec.taints {
            let keeps_away = matches!(taint.effect.as_str(), "NoSchedule" | "NoExecute");
            if keeps_away && taint.key != UNSCHEDULABLE && !tolerates(taint) {
                refusals.push(if is_trouble(taint) {
                    Refusal::Trouble(taint)
                } else {
                    Refusal::Taint(taint)
                });
            }
        }
        if !request::is_selected(&pod.spec, node) {
            refusals.push(Refusal::Selector);
        }
        self.room(room, &mut refusals);
        self.volumes(room, &mut refusals);
        self.company.refuse(node, &mut refusals);
        refusals
    }

    fn room(&self, room: &Room<'a>, refusals: &mut Vec<Refusal<'a>>) {
        let shortages = self.requests.iter().filter(|(_, asked)| **asked > 0).filter_map(
            |(resource, asked)| {
                let allocatable = room.allocatable(resource);
                let free = allocatable - room.used.get(resource).copied().unwrap_or(0);
                (*asked > free).then(|| Shortage {
                    resource: (*resource).to_owned(),
                    asked: *asked,
                    free,
                    allocatable,
                })
            },
        );
        let shortages: Vec<Shortage> = shortages.collect();
        if !shortages.is_empty() {
            refusals.push(Refusal::Room(shortages));
        }
        let most = room.allocatable("pods") / 1000;
        let n_pods = i128::try_from(room.pods.len()).unwrap_or(i128::MAX);
        if most > 0 && n_pods >= most {
            refusals.push(Refusal::Pods(most));
        }
        for (protocol, port, address) in &self.ports {
            let taken = room.ports.iter().find(|(other, number, at, _)| {
                let any = |address: &str| matches!(address, "" | "0.0.0.0" | "::");
                other == protocol && number == port && (any(at) || any(address) || at == address)
            });
            if let Some((_, _, _, by)) = taken {
                refusals.push(Refusal::Port(*port, by));
                break;
            }
        }
    }

    fn volumes(&self, room: &Room<'a>, refusals: &mut Vec<Refusal<'a>>) {
        let elsewhere = self.volumes.iter().find(|volume| !reaches(volume, room.node));
        refusals.extend(elsewhere.map(|volume| Refusal::VolumeElsewhere(volume)));
        let lacking = self
            .unbound
            .iter()
            .find(|(_, volumes)| !volumes.iter().any(|volume| reaches(volume, room.node)));
        refusals.extend(lacking.map(|(claim, _)| Refusal::NoVolume(claim.metadata.name.clone())));
        let Some(limits) = self.facts_limits.get(room.node.metadata.name.as_str()) else { return };
        for (driver, most) in limits {
            let there = room.volumes.get(driver);
            let more = self.volumes.iter().filter_map(|volume| volume.spec.csi.as_ref());
            let more = more.filter(|csi| csi.driver == *driver);
            let more = more.filter(|csi| {
                there.is_none_or(|there| !there.contains(csi.volume_handle.as_str()))
            });
            let (more, there) = (more.count(), there.map_or(0, BTreeSet::len));
            if more > 0 && i64::try_from(there + more).unwrap_or(i64::MAX) > *most {
                refusals.push(Refusal::VolumeLimit((*driver).to_owned(), *most));
                break;
            }
        }
    }
}

fn ports(pod: &Pod) -> impl Iterator<Item = (&str, i64, &str)> {
    let sidecars =
        pod.spec.init_containers.iter().filter(|container| container.restart_policy == "Always");
    let all = pod.spec.containers.iter().chain(sidecars).flat_map(|container| &container.ports);
    all.filter(|port| port.host_port > 0).map(|port| {
        let protocol = if port.protocol.is_empty() { "TCP" } else { port.protocol.as_str() };
        (protocol, port.host_port, port.host_ip.as_str())
    })
}

/// The volumes that a pod's claims are bound to.
fn volumes<'a>(facts: &Facts<'a>, pod: &Pod) -> Vec<&'a PersistentVolume> {
    let snapshot = facts.snapshot;
    let bound = pod.claims().filter_map(|claim| {
        let claim = snapshot.claims.get(&pod.metadata.namespace, &claim)?;
        snapshot.volumes.get("", &claim.spec.volume_name)
    });
    bound.collect()
}

/// The claims of a pod that wait for it, of a class for which nobody makes volumes, with the volumes
/// that they could be bound to.
fn unbound<'a>(facts: &Facts<'a>, pod: &Pod) -> Vec<(&'a Pvc, Vec<&'a PersistentVolume>)> {
    let snapshot = facts.snapshot;
    let mut unbound = Vec::new();
    for claim in pod.claims() {
        let Some(claim) = snapshot.claims.get(&pod.metadata.namespace, &claim) else { continue };
        let name = claim.spec.storage_class_name.as_deref().unwrap_or_default();
        let class = snapshot.storage_classes.get("", name);
        let is_manual = class.is_some_and(|class| Facts::is_manual(&class.provisioner));
        let is_bound = !claim.spec.volume_name.is_empty();
        if is_manual && !is_bound && snapshot.volumes.is_whole() {
            let fitting = snapshot.volumes.iter().filter(|volume| fits(claim, name, volume));
            unbound.push((claim, fitting.collect()));
        }
    }
    unbound
}

/// Whether a claim could be bound to a volume.
fn fits(claim: &Pvc, class: &str, volume: &PersistentVolume) -> bool {
    let spec = &volume.spec;
    let size = |resources: &crate::snapshot::pod::Resources| {
        resources.get("storage").and_then(crate::snapshot::Quantity::milli).unwrap_or(0)
    };
    let is_free = match &spec.claim_ref {
        None => matches!(volume.status.phase.as_str(), "" | "Available"),
        Some(by) => by.name == claim.metadata.name && by.namespace == claim.metadata.namespace,
    };
    let mode = |mode: &str| mode == "Block";
    is_free
        && spec.storage_class_name == class
        && size(&spec.capacity) >= size(&claim.spec.resources.requests)
        && claim.spec.access_modes.iter().all(|mode| spec.access_modes.contains(mode))
        && mode(&spec.volume_mode) == mode(&claim.spec.volume_mode)
        && claim.spec.selector.as_ref().is_none_or(|it| it.matches(&volume.metadata.labels))
}

/// Whether a volume can be used on a node.
pub(super) fn reaches(volume: &PersistentVolume, node: &Node) -> bool {
    let required = volume.spec.node_affinity.required.as_ref();
    required.is_none_or(|required| request::allows(required, node))
        && volume.metadata.labels.iter().filter(|(key, _)| is_zone(key)).all(|(key, zones)| {
            let on_node = node.metadata.labels.get(key);
            on_node.is_none_or(|zone| zones.split("__").any(|one| one == zone))
        })
}

/// Whether a label of a volume says in which zone or region it is.
pub(super) fn is_zone(key: &str) -> bool {
    matches!(
        key,
        "topology.kubernetes.io/zone"
            | "topology.kubernetes.io/region"
            | "failure-domain.beta.kubernetes.io/zone"
            | "failure-domain.beta.kubernetes.io/region"
    )
}
