//! Joins findings into a graph, symptom *held by* cause, and reads the roots off it.
//!
//! The nodes are findings. A symptom leads to the causes found on its own object; every finding
//! leads to the findings on the objects it is held by. Findings that lead to each other in a circle
//! count as one. Those that lead nowhere are the roots, and a root holds up whatever leads to it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use gc_sim::graph::{Components, EdgeLabel, Graph, GraphBuilder, Node, NodeId, Reverse};

use crate::finding::{Certainty, Evidence, Finding, Remedy, Role, Severity};
use crate::snapshot::ObjectRef;

/// A root cause, and what it holds up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// The check's code.
    pub code: &'static str,
    /// What it is about.
    pub object: ObjectRef,
    /// The worst of it and of what it holds up.
    pub severity: Severity,
    /// How sure it is.
    pub certainty: Certainty,
    /// Whether the check found why, or only that: then the root is unexplained.
    pub role: Role,
    /// One sentence without a full stop.
    pub message: String,
    /// Where the snapshot shows it.
    pub evidence: Vec<Evidence>,
    /// What would be well without it: nearest first, then by object.
    pub holds: Vec<Held>,
    /// What to do, the safest first.
    pub remedies: Vec<Remedy>,
}

/// Something that a root holds up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// What.
    pub object: ObjectRef,
    /// The code of the finding about it.
    pub code: &'static str,
    /// What the finding says.
    pub message: String,
    /// Steps from the root.
    pub distance: usize,
}

/// That one object is held by another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CausalEdge {
    /// What is held.
    pub from: ObjectRef,
    /// What it is held by.
    pub to: ObjectRef,
    /// Why.
    pub why: String,
}

/// Makes one finding of those with the same code about the same object, and sorts them.
pub fn merge(findings: Vec<Finding>) -> Vec<Finding> {
    let mut merged: BTreeMap<(ObjectRef, &'static str), Finding> = BTreeMap::new();
    for finding in findings {
        let key = (finding.object.clone(), finding.code);
        match merged.get_mut(&key) {
            None => {
                merged.insert(key, finding);
            }
            Some(first) => {
                first.severity = first.severity.max(finding.severity);
                first.certainty = first.certainty.max(finding.certainty);
                add(&mut first.evidence, finding.evidence);
                add(&mut first.held_by, finding.held_by);
                add(&mut first.holds, finding.holds);
                add(&mut first.remedies, finding.remedies);
            }
        }
    }
    for (object, instead_of, code) in merged
        .values()
        .filter(|finding| !finding.instead_of.is_empty())
        .map(|finding| (finding.object.clone(), finding.instead_of, finding.code))
        .collect::<Vec<_>>()
    {
        for worse in instead_of {
            if let Some(worse) = merged.remove(&(object.clone(), *worse))
                && let Some(better) = merged.get_mut(&(object.clone(), code))
            {
                add(&mut better.evidence, worse.evidence);
                add(&mut better.holds, worse.holds);
            }
        }
    }
    merged.into_values().collect()
}

fn add<T: PartialEq>(list: &mut Vec<T>, more: Vec<T>) {
    for item in more {
        if !list.contains(&item) {
            list.push(item);
        }
    }
}

/// The roots, the worst first, and the edges between objects.
///
/// `findings` must be [merged](merge).
pub fn roots(findings: &[Finding]) -> (Vec<Root>, Vec<CausalEdge>) {
    let web = Web::new(findings);
    let Some(graph) = web.graph() else {
        return (Vec::new(), Vec::new());
    };
    let reverse = Reverse::new(&graph);
    let nodes: Vec<NodeId> = graph.node_ids().collect();
    let components = Components::new(&graph, &reverse);
    let mut roots = Vec::new();
    for members in components.iter() {
        let number = members.first().map(|member| components.of(*member));
        let leads_on = members.iter().any(|member| {
            graph.targets(*member).iter().any(|target| Some(components.of(*target)) != number)
        });
        if !leads_on
            && let Some(head) = web.head(members)
            && !web.dropped.contains(&head)
        {
            roots.push((head, web.root(head, members, &nodes, &reverse)));
        }
    }
    let mut roots = group(findings, roots);
    roots.sort_by(|a, b| {
        let rank =
            |root: &Root| (std::cmp::Reverse(root.severity), std::cmp::Reverse(root.holds.len()));
        rank(a).cmp(&rank(b)).then_with(|| (&a.object, a.code).cmp(&(&b.object, b.code)))
    });
    (roots, web.edges())
}

/// Roots that have one cause become one root: that which holds up most, and holds up the others too.
fn group(findings: &[Finding], mut roots: Vec<(usize, Root)>) -> Vec<Root> {
    let rank = |root: &Root| (std::cmp::Reverse(root.holds.len()), root.object.clone());
    roots.sort_by_cached_key(|(_, root)| rank(root));
    let mut groups: BTreeMap<(&str, &str), Root> = BTreeMap::new();
    let mut single = Vec::new();
    for (head, root) in roots {
        let Some(name) = &findings[head].group else {
            single.push(root);
            continue;
        };
        let key = (root.code, name.as_str());
        let main = match groups.entry(key) {
            Entry::Vacant(entry) => {
                entry.insert(root);
                continue;
            }
            Entry::Occupied(entry) => entry.into_mut(),
        };
        let other = root;
        main.severity = main.severity.max(other.severity);
        let itself =
            Held { object: other.object, code: other.code, message: other.message, distance: 1 };
        for held in std::iter::once(itself).chain(other.holds) {
            if held.object != main.object
                && !main.holds.iter().any(|known| known.object == held.object)
            {
                main.holds.push(held);
            }
        }
        main.holds.sort_by(|a, b| (a.distance, &a.object).cmp(&(b.distance, &b.object)));
    }
    single.extend(groups.into_values());
    single
}

/// Steps from a root's findings to each finding that leads to them.
fn distances(
    head: usize,
    members: &[NodeId],
    nodes: &[NodeId],
    reverse: &Reverse,
) -> BTreeMap<usize, usize> {
    let mut seen = BTreeMap::from([(head, 0)]);
    let mut queue = vec![head];
    for member in members {
        if seen.insert(member.index(), 0).is_none() {
            queue.push(member.index());
        }
    }
    let mut at = 0;
    while let Some(index) = queue.get(at).copied() {
        at += 1;
        let distance = seen[&index] + 1;
        for source in reverse.sources(nodes[index]) {
            if let Entry::Vacant(entry) = seen.entry(source.index()) {
                entry.insert(distance);
                queue.push(source.index());
            }
        }
    }
    seen
}

/// Findings by what they are about, and what leads from each to which.
struct Web<'f> {
    findings: &'f [Finding],
    by_object: BTreeMap<&'f ObjectRef, Vec<usize>>,
    /// From what is held to what holds it, with the reason.
    leads: BTreeMap<(usize, usize), String>,
    /// General causes that better ones have taken the place of.
    dropped: BTreeSet<usize>,
}

impl<'f> Web<'f> {
    fn new(findings: &'f [Finding]) -> Self {
        let mut by_object: BTreeMap<_, Vec<usize>> = BTreeMap::new();
        for (index, finding) in findings.iter().enumerate() {
            by_object.entry(&finding.object).or_default().push(index);
        }
        let mut web = Web { findings, by_object, leads: BTreeMap::new(), dropped: BTreeSet::new() };
        for index in 0..findings.len() {
            web.link(index);
        }
        web.drop_general();
        web
    }

    /// Takes a general cause away from the symptoms that have a better one, and if that were all it
    /// explained, takes it away altogether.
    fn drop_general(&mut self) {
        let targets = |web: &Self, from: usize| -> Vec<usize> {
            web.leads.range((from, 0)..=(from, usize::MAX)).map(|((_, to), _)| *to).collect()
        };
        let mut replaced = BTreeSet::new();
        for index in 0..self.findings.len() {
            let targets = targets(self, index);
            let is_general = |to: &usize| self.findings[*to].is_general;
            let (general, better): (Vec<usize>, Vec<usize>) =
                targets.into_iter().partition(is_general);
            if !better.is_empty() {
                for to in general {
                    self.leads.remove(&(index, to));
                    replaced.insert(to);
                }
            }
        }
        let still: BTreeSet<usize> = self.leads.keys().map(|(_, to)| *to).collect();
        self.dropped = replaced.difference(&still).copied().collect();
    }

    fn link(&mut self, index: usize) {
        let finding = &self.findings[index];
        if finding.role == Role::Symptom {
            for cause in self.of(&finding.object, Role::Cause) {
                if self.findings[cause].severity > Severity::Note {
                    self.leads.entry((index, cause)).or_default();
                }
            }
        }
        for link in &finding.held_by {
            let mut targets = self.of(&link.object, Role::Symptom);
            if targets.is_empty() {
                targets = self.of(&link.object, Role::Cause);
                targets.retain(|cause| self.findings[*cause].severity > Severity::Note);
            }
            for target in targets {
                self.lead(index, target, &link.why);
            }
        }
        for link in &finding.holds {
            for symptom in self.of(&link.object, Role::Symptom) {
                self.lead(symptom, index, &link.why);
            }
        }
    }

    fn lead(&mut self, from: usize, to: usize, why: &str) {
        if from == to {
            return;
        }
        let reason = self.leads.entry((from, to)).or_default();
        if reason.is_empty() {
            why.clone_into(reason);
        }
    }

    /// What leads from object to object.
    fn edges(&self) -> Vec<CausalEdge> {
        let mut edges = BTreeSet::new();
        for ((from, to), why) in &self.leads {
            let (from, to) = (&self.findings[*from].object, &self.findings[*to].object);
            if from != to {
                let (from, to, why) = (from.clone(), to.clone(), why.clone());
                edges.insert(CausalEdge { from, to, why });
            }
        }
        edges.into_iter().collect()
    }

    fn of(&self, object: &ObjectRef, role: Role) -> Vec<usize> {
        let all = self.by_object.get(object).into_iter().flatten().copied();
        all.filter(|index| self.findings[*index].role == role).collect()
    }

    /// The graph of findings; node ids are their indexes. None: more than a graph can hold.
    fn graph(&self) -> Option<Graph> {
        let mut builder = GraphBuilder::with_capacity(self.findings.len(), self.leads.len());
        let mut nodes = Vec::with_capacity(self.findings.len());
        for _ in self.findings {
            nodes.push(builder.add_node(Node::default()).ok()?);
        }
        for (from, to) in self.leads.keys() {
            builder.add_edge(nodes[*from], nodes[*to], EdgeLabel::None).ok()?;
        }
        builder.finish().ok()
    }

    /// Of findings that lead to each other, the one to be told: a cause, the worst, the first.
    fn head(&self, members: &[NodeId]) -> Option<usize> {
        let rank = |index: usize| {
            let finding = &self.findings[index];
            (finding.role == Role::Cause, finding.severity, std::cmp::Reverse(index))
        };
        members.iter().map(|member| member.index()).max_by_key(|index| rank(*index))
    }

    fn root(&self, head: usize, members: &[NodeId], nodes: &[NodeId], reverse: &Reverse) -> Root {
        let finding = &self.findings[head];
        let mut root = Root {
            code: finding.code,
            object: finding.object.clone(),
            severity: finding.severity,
            certainty: finding.certainty,
            role: finding.role,
            message: finding.message.clone(),
            evidence: finding.evidence.clone(),
            holds: Vec::new(),
            remedies: finding.remedies.clone(),
        };
        let seen = distances(head, members, nodes, reverse);
        let mut held: BTreeMap<&ObjectRef, (Role, usize, usize)> = BTreeMap::new();
        for (index, distance) in seen.into_iter().filter(|(index, _)| *index != head) {
            let other = &self.findings[index];
            root.severity = root.severity.max(other.severity);
            if other.object == root.object && !self.is_held_from_outside(index) {
                // It only says that the object is not well.
                add(&mut root.evidence, other.evidence.clone());
                continue;
            }
            let candidate = (other.role, distance, index);
            let best = held.entry(&other.object).or_insert(candidate);
            *best = (*best).min(candidate);
        }
        root.holds = held
            .into_values()
            .map(|(_, distance, index)| Held {
                object: self.findings[index].object.clone(),
                code: self.findings[index].code,
                message: self.findings[index].message.clone(),
                distance,
            })
            .collect();
        root.holds.sort_by(|a, b| (a.distance, &a.object).cmp(&(b.distance, &b.object)));
        root
    }

    /// Whether a finding is held by one about another object.
    fn is_held_from_outside(&self, index: usize) -> bool {
        let leads = self.leads.range((index, 0)..=(index, usize::MAX));
        leads
            .into_iter()
            .any(|((_, to), _)| self.findings[*to].object != self.findings[index].object)
    }
}
