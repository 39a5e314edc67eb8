//! What one object is held by: the chains from it to its roots.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use crate::cause::{CausalEdge, Root};
use crate::diagnosis::Diagnosis;
use crate::finding::{Finding, Role};
use crate::snapshot::ObjectRef;

/// The answer about one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The object.
    pub object: ObjectRef,
    /// What was found about the object itself.
    pub findings: Vec<Finding>,
    /// One chain for each root that it is held by, in the order of the roots. None: nothing holds it.
    pub chains: Vec<Chain>,
    /// What is held up by the object itself.
    pub holds: Vec<ObjectRef>,
}

/// A shortest way from an object to a root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The steps; the last one leads to the root's object. None: the object is the root.
    pub steps: Vec<CausalEdge>,
    /// The root.
    pub root: Root,
}

/// Follows the edges from an object.
pub fn why(diagnosis: &Diagnosis, object: &ObjectRef) -> Why {
    let mut next: BTreeMap<&ObjectRef, Vec<&CausalEdge>> = BTreeMap::new();
    for edge in &diagnosis.edges {
        next.entry(&edge.from).or_default().push(edge);
    }
    let mut came: BTreeMap<&ObjectRef, &CausalEdge> = BTreeMap::new();
    let mut queue = VecDeque::from([object]);
    while let Some(at) = queue.pop_front() {
        for edge in next.get(at).into_iter().flatten() {
            if edge.to != *object && !came.contains_key(&edge.to) {
                came.insert(&edge.to, edge);
                queue.push_back(&edge.to);
            }
        }
    }
    let of_object = |finding: &&Finding| finding.object == *object;
    let mut findings: Vec<Finding> = diagnosis.findings.iter().filter(of_object).cloned().collect();
    findings.sort_by_key(|finding| finding.role == Role::Cause);
    let mut chains = Vec::new();
    for root in &diagnosis.roots {
        if root.object == *object {
            chains.push(Chain { steps: Vec::new(), root: root.clone() });
        } else if root.holds.iter().any(|held| held.object == *object) {
            let mut steps = Vec::new();
            let mut at = &root.object;
            while let Some(edge) = came.get(at) {
                steps.push((*edge).clone());
                at = &edge.from;
            }
            steps.reverse();
            chains.push(Chain { steps, root: root.clone() });
        }
    }
    let holds: BTreeSet<&ObjectRef> =
        diagnosis.edges.iter().filter(|edge| edge.to == *object).map(|edge| &edge.from).collect();
    Why { object: object.clone(), findings, chains, holds: holds.into_iter().cloned().collect() }
}
