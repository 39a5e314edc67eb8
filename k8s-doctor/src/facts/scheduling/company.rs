//! Which pods must, and must not, be beside which, and how evenly they must be spread.

use std::collections::BTreeMap;

use super::room::Room;
use super::{Refusal, request};
use crate::facts::{Facts, controller, has_ended};
use crate::snapshot::pod::{PodAffinityTerm, TopologySpread};
use crate::snapshot::{Labels, Node, Pod, Selector};

/// A topology key's values, and a pod that is there.
type Places<'a> = BTreeMap<&'a str, &'a Pod>;

/// The required anti-affinity of the pods that run, which works against those that come.
pub(super) struct Company<'a> {
    /// Pods of one template have the same terms, and are read as one.
    apart: Vec<(&'a Pod, &'a PodAffinityTerm, Places<'a>)>,
}

impl<'a> Company<'a> {
    pub(super) fn new(facts: &Facts<'a>) -> Company<'a> {
        let mut by_template: BTreeMap<_, (&Pod, &PodAffinityTerm, Places<'_>)> = BTreeMap::new();
        for pod in facts.snapshot.pods.iter().filter(|pod| !has_ended(pod)) {
            let terms = &pod.spec.affinity.pod_anti_affinity.required;
            let Some(node) = (!terms.is_empty()).then(|| facts.node_of(pod)).flatten() else {
                continue;
            };
            let template =
                controller(&pod.metadata).map_or(&pod.metadata.name, |owner| &owner.name);
            for (index, term) in terms.iter().enumerate() {
                let key = (&pod.metadata.namespace, template, index);
                let (_, _, places) =
                    by_template.entry(key).or_insert_with(|| (pod, term, Places::new()));
                if let Some(value) = node.metadata.labels.get(&term.topology_key) {
                    places.entry(value).or_insert(pod);
                }
            }
        }
        Company { apart: by_template.into_values().collect() }
    }

    /// What this means for one pod.
    pub(super) fn wanted(&self, facts: &Facts<'a>, rooms: &[Room<'a>], pod: &'a Pod) -> Wanted<'a> {
        let affinity = &pod.spec.affinity;
        let against = self.apart.iter().filter(|(owner, term, _)| means(facts, owner, term, pod));
        let mut apart: Vec<(&str, Places<'_>)> =
            against.map(|(_, term, places)| (term.topology_key.as_str(), places.clone())).collect();
        for term in &affinity.pod_anti_affinity.required {
            apart.push((&term.topology_key, places(facts, rooms, pod, term)));
        }
        let mut beside: Vec<(&str, Places<'_>)> = Vec::new();
        for term in &affinity.pod_affinity.required {
            beside.push((&term.topology_key, places(facts, rooms, pod, term)));
        }
        // The first of pods that want to be together may go anywhere.
        let is_first = beside.iter().all(|(_, places)| places.is_empty())
            && affinity.pod_affinity.required.iter().all(|term| means(facts, pod, term, pod));
        let constraints = pod.spec.topology_spread_constraints.iter();
        let hard = constraints.filter(|spread| spread.when_unsatisfiable != "ScheduleAnyway");
        let spread = hard.map(|spread| Domains::new(rooms, pod, spread)).collect();
        Wanted { apart, beside, is_first, spread }
    }
}

/// Whether a term of `owner`'s means `pod`.
fn means(facts: &Facts<'_>, owner: &Pod, term: &PodAffinityTerm, pod: &Pod) -> bool {
    let namespace = &pod.metadata.namespace;
    let selected = match &term.namespace_selector {
        None => term.namespaces.is_empty() && *namespace == owner.metadata.namespace,
        Some(selector) if selector.is_empty() => true,
        Some(selector) => {
            let labels = facts.snapshot.namespaces.get("", namespace);
            selector.matches(labels.map_or(&Labels::new(), |known| &known.metadata.labels))
        }
    };
    let in_namespace = selected || term.namespaces.contains(namespace);
    in_namespace && term.label_selector.as_ref().is_some_and(|it| it.matches(&pod.metadata.labels))
}

/// Where the pods are that a term means.
fn places<'a>(
    facts: &Facts<'a>,
    rooms: &[Room<'a>],
    owner: &Pod,
    term: &PodAffinityTerm,
) -> Places<'a> {
    let mut places = Places::new();
    for room in rooms {
        let Some(value) = room.node.metadata.labels.get(&term.topology_key) else { continue };
        if let Some(pod) = room.pods.iter().find(|pod| means(facts, owner, term, pod)) {
            places.entry(value).or_insert(pod);
        }
    }
    places
}

/// How many pods are in each domain of a spread constraint.
struct Domains<'a> {
    key: &'a str,
    counts: BTreeMap<&'a str, i64>,
    least: i64,
    /// 1 where the pod itself is counted.
    own: i64,
    max_skew: i64,
}

impl<'a> Domains<'a> {
    fn new(rooms: &[Room<'a>], pod: &'a Pod, spread: &'a TopologySpread) -> Domains<'a> {
        let mut selector = spread.label_selector.clone().unwrap_or_default();
        for key in &spread.match_label_keys {
            if let Some(value) = pod.metadata.labels.get(key) {
                selector.match_labels.insert(key.clone(), value.clone());
            }
        }
        let counted = |other: &Pod, selector: &Selector| {
            spread.label_selector.is_some()
                && other.metadata.namespace == pod.metadata.namespace
                && !other.metadata.deletion_timestamp.is_known()
                && selector.matches(&other.metadata.labels)
        };
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        for room in rooms.iter().filter(|room| request::is_selected(&pod.spec, room.node)) {
            if let Some(value) = room.node.metadata.labels.get(&spread.topology_key) {
                let here = room.pods.iter().filter(|other| counted(other, &selector)).count();
                *counts.entry(value).or_default() += i64::try_from(here).unwrap_or(i64::MAX);
            }
        }
        let n_domains = i64::try_from(counts.len()).unwrap_or(i64::MAX);
        let is_short = spread.min_domains.is_some_and(|least| n_domains < least);
        let least = if is_short { 0 } else { counts.values().min().copied().unwrap_or(0) };
        Domains {
            key: &spread.topology_key,
            least,
            own: i64::from(counted(pod, &selector)),
            max_skew: spread.max_skew.max(1),
            counts,
        }
    }

    fn takes(&self, node: &Node) -> bool {
        let Some(value) = node.metadata.labels.get(self.key) else { return false };
        let here = self.counts.get(value.as_str()).copied().unwrap_or(0);
        here + self.own - self.least <= self.max_skew
    }
}

/// What one pod asks of its company.
pub(super) struct Wanted<'a> {
    apart: Vec<(&'a str, Places<'a>)>,
    beside: Vec<(&'a str, Places<'a>)>,
    is_first: bool,
    spread: Vec<Domains<'a>>,
}

impl<'a> Wanted<'a> {
    /// Adds what refuses on a node.
    pub(super) fn refuse(&self, node: &Node, refusals: &mut Vec<Refusal<'a>>) {
        let labels = &node.metadata.labels;
        let there = |key: &str, places: &Places<'a>| {
            labels.get(key).and_then(|value| places.get(value.as_str())).copied()
        };
        let by = self.apart.iter().find_map(|(key, places)| there(key, places));
        refusals.extend(by.map(Refusal::Apart));
        let alone = self.beside.iter().find(|(key, places)| {
            let is_first = self.is_first && labels.contains_key(key);
            !is_first && there(key, places).is_none()
        });
        refusals.extend(alone.map(|(key, _)| Refusal::Beside(key)));
        let uneven = self.spread.iter().find(|domains| !domains.takes(node));
        refusals.extend(uneven.map(|domains| Refusal::Spread(domains.key)));
    }
}
