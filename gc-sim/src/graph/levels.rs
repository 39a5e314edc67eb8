//! Breadth-first search: level by level, each in the order in which it was met.

use std::hint::black_box;

use super::{Graph, NodeId, NodeSet};

/// A node as a search meets it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Met {
    pub(super) node: NodeId,
    /// The node whose edge led there first; the node itself where the search starts.
    pub(super) source: NodeId,
    /// How many edges away the start is.
    pub(super) level: u32,
}

/// Nodes that are looked at together. Where their edges are takes long to come from memory, but
/// no longer for many than for one, as none depends on another.
const BATCH: usize = 64;

/// Goes from `starts` to whatever `may_enter` allows, tells `on_met` of each node once, level by
/// level, and returns all of them.
pub(super) fn search(
    graph: &Graph,
    starts: impl IntoIterator<Item = NodeId>,
    may_enter: impl Fn(NodeId) -> bool,
    mut on_met: impl FnMut(Met),
) -> NodeSet {
    let mut met = NodeSet::new(graph.node_count());
    let mut level = 0;
    let mut nodes: Vec<NodeId> = Vec::new();
    for node in starts {
        if may_enter(node) && met.insert(node) {
            on_met(Met { node, source: node, level });
            nodes.push(node);
        }
    }
    let mut next = Vec::new();
    let mut bounds = [(0, 0); BATCH];
    while !nodes.is_empty() {
        level += 1;
        for batch in nodes.chunks(BATCH) {
            let bounds = &mut bounds[..batch.len()];
            for (bounds, node) in bounds.iter_mut().zip(batch) {
                *bounds = graph.edge_bounds(*node);
            }
            // Of no use but to have the first edges of all brought at once.
            let first = |(start, _): &(u32, u32)| graph.targets.get(*start as usize);
            black_box(bounds.iter().filter_map(first).fold(0, |seen, id| seen ^ id.get()));
            for (source, (start, end)) in batch.iter().zip(bounds) {
                for target in &graph.targets[*start as usize..*end as usize] {
                    if may_enter(*target) && met.insert(*target) {
                        on_met(Met { node: *target, source: *source, level });
                        next.push(*target);
                    }
                }
            }
        }
        nodes.clear();
        std::mem::swap(&mut nodes, &mut next);
    }
    met
}
