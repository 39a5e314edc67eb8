//! The edges of a graph by their targets.

use super::builder::offsets;
use super::{EdgeId, Graph, NodeId};

/// The edges of a graph by their targets: counted, summed up, filled in. 4 bytes for each node
/// and 8 for each edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reverse {
    offsets: Vec<u32>,
    sources: Vec<NodeId>,
    edges: Vec<EdgeId>,
}

impl Reverse {
    /// The edges of `graph`, backwards.
    pub fn new(graph: &Graph) -> Self {
        let offsets = offsets(graph.node_count(), graph.targets.iter().copied());
        let mut next = offsets.clone();
        let mut sources = vec![NodeId::default(); graph.edge_count()];
        let mut edges = vec![EdgeId::new(0); graph.edge_count()];
        for source in graph.node_ids() {
            for edge in graph.edge_range(source) {
                let slot = &mut next[graph.targets[edge].index()];
                sources[*slot as usize] = source;
                edges[*slot as usize] = EdgeId::at(edge);
                *slot += 1;
            }
        }
        Self { offsets, sources, edges }
    }

    /// The nodes that refer to `node`, once for each edge, in order. Parallel edges stand side
    /// by side.
    pub fn sources(&self, node: NodeId) -> &[NodeId] {
        &self.sources[self.range(node)]
    }

    /// The edges to `node`, in order, beside their sources in [`sources`](Self::sources).
    pub fn edges(&self, node: NodeId) -> &[EdgeId] {
        &self.edges[self.range(node)]
    }

    pub(super) fn range(&self, node: NodeId) -> std::ops::Range<usize> {
        self.offsets[node.index()] as usize..self.offsets[node.index() + 1] as usize
    }

    pub(super) fn at(&self, position: usize) -> (NodeId, EdgeId) {
        (self.sources[position], self.edges[position])
    }
}

/// A graph in both directions, for those of petgraph's algorithms that go backwards.
#[derive(Debug, Clone, Copy)]
pub struct Both<'a> {
    /// Forwards.
    pub graph: &'a Graph,
    /// Backwards: of the same graph.
    pub reverse: &'a Reverse,
}

impl<'a> Both<'a> {
    /// The two together. `reverse` must be of `graph`; one of another graph gives wrong answers
    /// or panics.
    pub fn new(graph: &'a Graph, reverse: &'a Reverse) -> Self {
        Self { graph, reverse }
    }
}

#[cfg(test)]
mod tests {
    use crate::graph::testing::graph;

    use super::*;

    #[test]
    fn each_edge_is_found_at_its_target() {
        let graph = graph("root -> a -> b -> a; a -> b; b -> b");
        let reverse = Reverse::new(&graph);
        let [a, b] = [NodeId::new(0), NodeId::new(1)];
        assert_eq!(reverse.sources(a), [b]);
        assert_eq!(reverse.sources(b), [a, a, b]);
        assert_eq!(reverse.edges(b), [0, 1, 3].map(EdgeId::new));
    }
}
