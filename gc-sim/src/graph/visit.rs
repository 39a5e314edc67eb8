//! Petgraph's traits, so that its algorithms run on [`Graph`], and on [`Both`] where they go
//! backwards too.

use std::iter::{Copied, Enumerate};
use std::ops::Range;
use std::slice;

use petgraph::visit::{
    Data, EdgeCount, EdgeIndexable, EdgeRef, GraphBase, GraphProp, GraphRef, IntoEdgeReferences,
    IntoEdges, IntoEdgesDirected, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers,
    IntoNodeReferences, NodeCompactIndexable, NodeCount, NodeIndexable, NodeRef, Visitable,
};
use petgraph::{Directed, Direction};

use super::{Both, Edge, EdgeId, EdgeLabel, Graph, Node, NodeId, NodeSet, Reverse};

/// Nodes at the other ends of a node's edges.
pub type Neighbors<'a> = Copied<slice::Iter<'a, NodeId>>;

/// All node ids of a graph, in order.
#[derive(Debug, Clone)]
pub struct NodeIds(Range<u32>);

impl NodeIds {
    pub(super) fn new(n_nodes: usize) -> Self {
        Self(0..n_nodes as u32)
    }
}

impl Iterator for NodeIds {
    type Item = NodeId;

    fn next(&mut self) -> Option<NodeId> {
        self.0.next().map(NodeId::new)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl DoubleEndedIterator for NodeIds {
    fn next_back(&mut self) -> Option<NodeId> {
        self.0.next_back().map(NodeId::new)
    }
}

impl ExactSizeIterator for NodeIds {}

/// The edges from or to a node.
#[derive(Debug, Clone)]
pub struct Edges<'a> {
    graph: &'a Graph,
    node: NodeId,
    /// If the edges are those to the node, and `range` is of this.
    reverse: Option<&'a Reverse>,
    range: Range<usize>,
}

impl<'a> Edges<'a> {
    pub(super) fn outgoing(graph: &'a Graph, node: NodeId) -> Self {
        Self { graph, node, reverse: None, range: graph.edge_range(node) }
    }

    fn incoming(graph: &'a Graph, reverse: &'a Reverse, node: NodeId) -> Self {
        Self { graph, node, reverse: Some(reverse), range: reverse.range(node) }
    }
}

impl Iterator for Edges<'_> {
    type Item = Edge;

    fn next(&mut self) -> Option<Edge> {
        let at = self.range.next()?;
        let (id, source, target) = match self.reverse {
            None => (EdgeId::at(at), self.node, self.graph.targets[at]),
            Some(reverse) => {
                let (source, id) = reverse.at(at);
                (id, source, self.node)
            }
        };
        Some(Edge { id, source, target, label: self.graph.edge_label(id) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range.size_hint()
    }
}

impl ExactSizeIterator for Edges<'_> {}

/// All edges of a graph, in order.
#[derive(Debug, Clone)]
pub struct AllEdges<'a> {
    graph: &'a Graph,
    source: NodeId,
    targets: Enumerate<Neighbors<'a>>,
}

impl Iterator for AllEdges<'_> {
    type Item = Edge;

    fn next(&mut self) -> Option<Edge> {
        let (at, target) = self.targets.next()?;
        while self.graph.edge_bounds(self.source).1 as usize <= at {
            self.source = NodeId::at(self.source.index() + 1);
        }
        let id = EdgeId::at(at);
        Some(Edge { id, source: self.source, target, label: self.graph.edge_label(id) })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.targets.size_hint()
    }
}

impl ExactSizeIterator for AllEdges<'_> {}

/// All nodes of a graph with what is known of them, in order.
#[derive(Debug, Clone)]
pub struct Nodes<'a> {
    graph: &'a Graph,
    ids: NodeIds,
}

impl Iterator for Nodes<'_> {
    type Item = (NodeId, Node);

    fn next(&mut self) -> Option<(NodeId, Node)> {
        self.ids.next().map(|id| (id, self.graph.node(id)))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.ids.size_hint()
    }
}

impl ExactSizeIterator for Nodes<'_> {}

/// A node and what is known of it, as petgraph wants to see it.
#[derive(Debug, Clone, Copy)]
pub struct NodeReference {
    id: NodeId,
    node: Node,
}

impl NodeRef for NodeReference {
    type NodeId = NodeId;
    type Weight = Node;

    fn id(&self) -> NodeId {
        self.id
    }

    fn weight(&self) -> &Node {
        &self.node
    }
}

/// [`Nodes`] as petgraph wants to see them.
#[derive(Debug, Clone)]
pub struct NodeReferences<'a>(Nodes<'a>);

impl Iterator for NodeReferences<'_> {
    type Item = NodeReference;

    fn next(&mut self) -> Option<NodeReference> {
        self.0.next().map(|(id, node)| NodeReference { id, node })
    }
}

impl EdgeRef for Edge {
    type NodeId = NodeId;
    type EdgeId = EdgeId;
    type Weight = EdgeLabel;

    fn source(&self) -> NodeId {
        self.source
    }

    fn target(&self) -> NodeId {
        self.target
    }

    fn weight(&self) -> &EdgeLabel {
        &self.label
    }

    fn id(&self) -> EdgeId {
        self.id
    }
}

impl Graph {
    /// All edges, in order.
    pub fn all_edges(&self) -> AllEdges<'_> {
        let targets = self.targets.iter().copied().enumerate();
        AllEdges { graph: self, source: NodeId::default(), targets }
    }

    /// All nodes with what is known of them, in order.
    pub fn all_nodes(&self) -> Nodes<'_> {
        Nodes { graph: self, ids: self.node_ids() }
    }

    fn this(&self) -> &Graph {
        self
    }
}

impl<'a> Both<'a> {
    fn this(self) -> &'a Graph {
        self.graph
    }
}

/// What asks nothing about directions, for both.
macro_rules! traits {
    ($type:ty, $reference:ty) => {
        impl GraphBase for $type {
            type EdgeId = EdgeId;
            type NodeId = NodeId;
        }

        impl Data for $type {
            type NodeWeight = Node;
            type EdgeWeight = EdgeLabel;
        }

        impl GraphProp for $type {
            type EdgeType = Directed;
        }

        impl NodeCount for $type {
            fn node_count(&self) -> usize {
                self.this().node_count()
            }
        }

        impl EdgeCount for $type {
            fn edge_count(&self) -> usize {
                self.this().edge_count()
            }
        }

        impl NodeIndexable for $type {
            fn node_bound(&self) -> usize {
                self.this().node_count()
            }

            fn to_index(&self, node: NodeId) -> usize {
                node.index()
            }

            fn from_index(&self, index: usize) -> NodeId {
                NodeId::at(index)
            }
        }

        impl NodeCompactIndexable for $type {}

        impl EdgeIndexable for $type {
            fn edge_bound(&self) -> usize {
                self.this().edge_count()
            }

            fn to_index(&self, edge: EdgeId) -> usize {
                edge.index()
            }

            fn from_index(&self, index: usize) -> EdgeId {
                EdgeId::at(index)
            }
        }

        impl Visitable for $type {
            type Map = NodeSet;

            fn visit_map(&self) -> NodeSet {
                NodeSet::new(self.this().node_count())
            }

            fn reset_map(&self, map: &mut NodeSet) {
                map.reset(self.this().node_count());
            }
        }

        impl<'a> IntoNeighbors for $reference {
            type Neighbors = Neighbors<'a>;

            fn neighbors(self, node: NodeId) -> Neighbors<'a> {
                self.this().targets(node).iter().copied()
            }
        }

        impl<'a> IntoEdgeReferences for $reference {
            type EdgeRef = Edge;
            type EdgeReferences = AllEdges<'a>;

            fn edge_references(self) -> AllEdges<'a> {
                self.this().all_edges()
            }
        }

        impl<'a> IntoEdges for $reference {
            type Edges = Edges<'a>;

            fn edges(self, node: NodeId) -> Edges<'a> {
                self.this().edges_from(node)
            }
        }

        impl<'a> IntoNodeIdentifiers for $reference {
            type NodeIdentifiers = NodeIds;

            fn node_identifiers(self) -> NodeIds {
                self.this().node_ids()
            }
        }

        impl<'a> IntoNodeReferences for $reference {
            type NodeRef = NodeReference;
            type NodeReferences = NodeReferences<'a>;

            fn node_references(self) -> NodeReferences<'a> {
                NodeReferences(self.this().all_nodes())
            }
        }
    };
}

traits!(Graph, &'a Graph);
traits!(Both<'_>, Both<'a>);

impl GraphRef for Both<'_> {}

impl<'a> IntoNeighborsDirected for Both<'a> {
    type NeighborsDirected = Neighbors<'a>;

    fn neighbors_directed(self, node: NodeId, direction: Direction) -> Neighbors<'a> {
        match direction {
            Direction::Outgoing => self.graph.targets(node),
            Direction::Incoming => self.reverse.sources(node),
        }
        .iter()
        .copied()
    }
}

impl<'a> IntoEdgesDirected for Both<'a> {
    type EdgesDirected = Edges<'a>;

    fn edges_directed(self, node: NodeId, direction: Direction) -> Edges<'a> {
        match direction {
            Direction::Outgoing => Edges::outgoing(self.graph, node),
            Direction::Incoming => Edges::incoming(self.graph, self.reverse, node),
        }
    }
}

#[cfg(test)]
mod tests {
    use petgraph::algo::{dijkstra, dominators::simple_fast, kosaraju_scc, toposort};
    use petgraph::visit::{Bfs, Reversed, Topo, Walker};

    use crate::graph::testing::{graph, labels, node};

    use super::*;

    #[test]
    fn dijkstra_runs_forwards_and_backwards() {
        let graph = graph("root -> a -> b -> c -> d; a -[4]-> d");
        let cost = |edge: Edge| match edge.label {
            EdgeLabel::Index(index) => index,
            _ => 1,
        };
        let costs = dijkstra(&graph, node(&graph, "a"), None, cost);
        assert_eq!(costs[&node(&graph, "d")], 3);
        let reverse = Reverse::new(&graph);
        let both = Both::new(&graph, &reverse);
        let costs = dijkstra(Reversed(both), node(&graph, "d"), None, |_| 1);
        assert_eq!(costs[&node(&graph, "a")], 1);
    }

    #[test]
    fn components_order_and_dominators() {
        let cyclic = graph("root -> a -> b -> a; b -> c; a -> c");
        let reverse = Reverse::new(&cyclic);
        let both = Both::new(&cyclic, &reverse);
        assert_eq!(kosaraju_scc(both).len(), 2);
        assert!(toposort(both, None).is_err());
        let dominators = simple_fast(&cyclic, node(&cyclic, "a"));
        let idom = dominators.immediate_dominator(node(&cyclic, "c"));
        assert_eq!(idom, Some(node(&cyclic, "a")));

        let acyclic = graph("root -> a -> b -> c; a -> c");
        let reverse = Reverse::new(&acyclic);
        let both = Both::new(&acyclic, &reverse);
        let order = toposort(both, None).unwrap();
        assert_eq!(labels(&acyclic, order), "a b c");
        assert_eq!(labels(&acyclic, Topo::new(both).iter(both)), "a b c");
        assert_eq!(
            labels(&acyclic, Bfs::new(&acyclic, node(&acyclic, "a")).iter(&acyclic)),
            "a b c"
        );
    }

    #[test]
    fn references_carry_what_is_known() {
        let graph = graph("root -> a:5 -.next-> b:6 -{x}-> c");
        let sizes: Vec<u64> = (&graph).node_references().map(|node| node.weight().size).collect();
        assert_eq!(sizes, [5, 6, 1]);
        let ends: Vec<(u32, u32)> = (&graph)
            .edge_references()
            .map(|edge| (edge.source().get(), edge.target().get()))
            .collect();
        assert_eq!(ends, [(0, 1), (1, 2)]);
        let reverse = Reverse::new(&graph);
        let both = Both::new(&graph, &reverse);
        let incoming: Vec<Edge> =
            both.edges_directed(NodeId::new(1), Direction::Incoming).collect();
        assert_eq!(incoming, graph.edges_from(NodeId::new(0)).collect::<Vec<_>>());
        assert_eq!((both.node_bound(), EdgeIndexable::edge_bound(&both)), (3, 2));
    }
}
