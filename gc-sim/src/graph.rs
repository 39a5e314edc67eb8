//! Reference graphs: who refers to whom, who keeps how much, and by which path.
//!
//! # Vocabulary
//!
//! A [`Graph`] has *nodes* (objects: of a heap, of a cluster) with a *size*, and *edges* from a
//! node to what it refers to. *Roots* keep a node from outside: a global, a stack frame. A node
//! is *reachable* if a path leads to it from a root; its *depth* is the number of edges on the
//! shortest. A node *dominates* another if every path from the roots to the other goes through
//! it, so that the other would go if it went; the nearest such is the *immediate dominator*, and
//! they form a tree. The *retained size* of a node is its own and that of all it dominates.
//!
//! # How it is stored
//!
//! One array has the targets of all edges, in the order of their sources; another says where
//! those of each source begin ("compressed sparse rows"). That is `4 (n + 1) + 4 m` bytes for `n`
//! nodes and `m` edges. Whatever else is known stands in columns: sizes in 4 bytes each (8 if
//! one needs it), and kinds, labels, addresses and edge labels in no bytes at all until there is
//! one. Texts are held once, and named by [`NameId`]. Node and edge ids are 32 bits wide.
//!
//! [`GraphBuilder`] makes a graph, which never changes after. Edges are stored forwards; whoever
//! needs them backwards computes [`Reverse`] and keeps it as long as it is of use.
//!
//! ```text
//! 0 -> 1, 0 -> 2, 2 -> 1       offsets  0 2 2 3
//!                              targets  1 2 1
//! ```
//!
//! # Questions
//!
//! | question | answer | time, for `n` nodes and `m` edges |
//! | --- | --- | --- |
//! | what is alive? | [`reachable`] | `n + m` |
//! | how far is it from the roots? | [`Depths`] | `n + m` |
//! | how does one get there? | [`ShortestPaths`] | `n + m`, then the length of a path |
//! | in which other ways? | [`paths_to_roots`] | as much as [`PathLimits`] allows |
//! | what alone keeps it? | [`Dominators`] | `n + m log n` at worst |
//! | how much does it keep? | [`RetainedSizes`], [`DominatorTree`] | `n`, `n log n` |
//! | how much do these keep together? | [`freed_without`], [`retained_by_kind`] | `n + m`, `n` |
//! | what refers to each other in circles? | [`Components`] | `n + m` |
//!
//! None of them recurses: a list of millions of nodes is an ordinary graph. They neither panic
//! nor do anything else than answer, provided that the ids they are given are the graph's own;
//! an id of a larger graph panics, as an index does.
//!
//! Petgraph's traits are implemented in `graph/visit.rs`, for what petgraph knows and this does
//! not.

mod builder;
mod components;
mod convert;
mod depth;
mod dominators;
mod error;
mod id;
mod label;
mod levels;
mod names;
mod path;
mod paths;
mod reach;
mod retained;
mod reverse;
#[cfg(feature = "serde")]
mod serial;
mod set;
mod shortest;
mod tree;
mod visit;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::num::NonZeroU64;

pub use builder::{GraphBuilder, Missing};
pub use components::Components;
pub use convert::{from_petgraph, to_petgraph};
pub use depth::Depths;
pub use dominators::{Dominator, Dominators};
pub use error::GraphError;
pub use id::{EdgeId, NameId, NodeId};
pub use label::{Edge, EdgeLabel, Node, Root, RootKind};
pub use path::{Path, ShowPath, Step};
pub use paths::{Cut, PathLimits, Paths, paths_to_roots};
pub use reach::{reachable, reachable_from, reachable_without};
pub use retained::{Freed, KindSize, RetainedSizes, freed_without, retained_by_kind};
pub use reverse::{Both, Reverse};
pub use set::NodeSet;
pub use shortest::ShortestPaths;
pub use tree::DominatorTree;
pub use visit::{AllEdges, Edges, Neighbors, NodeIds, NodeReference, NodeReferences, Nodes};

use label::{EdgeLabels, Sizes};
use names::Names;

/// The most nodes a graph can have. One id is kept free for "none", and one number for what
/// stands above all roots.
pub const MAX_NODES: usize = u32::MAX as usize - 1;

/// The most edges a graph can have.
pub const MAX_EDGES: usize = u32::MAX as usize - 1;

/// A directed graph of objects that does not change. See the [module](self) for its shape.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    /// Where the edges of each node begin in `targets`, and where those of the last end.
    offsets: Vec<u32>,
    targets: Vec<NodeId>,
    edge_labels: EdgeLabels,
    sizes: Sizes,
    /// These columns have an entry for each node, or none at all.
    kinds: Vec<NameId>,
    labels: Vec<NameId>,
    addresses: Vec<Option<NonZeroU64>>,
    names: Names,
    roots: Vec<Root>,
}

impl Graph {
    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.offsets.len() - 1
    }

    /// How many edges there are.
    pub fn edge_count(&self) -> usize {
        self.targets.len()
    }

    /// All nodes, in order.
    pub fn node_ids(&self) -> NodeIds {
        NodeIds::new(self.node_count())
    }

    /// Everything known of `node`.
    pub fn node(&self, node: NodeId) -> Node {
        Node {
            size: self.size(node),
            kind: self.kind(node),
            label: self.label(node),
            address: self.address(node),
        }
    }

    /// The size of `node` alone, in bytes.
    pub fn size(&self, node: NodeId) -> u64 {
        self.sizes.get(node)
    }

    /// The kind of `node`; [`NameId::EMPTY`] if it has none.
    pub fn kind(&self, node: NodeId) -> NameId {
        self.kinds.get(node.index()).copied().unwrap_or_default()
    }

    /// The label of `node`; [`NameId::EMPTY`] if it has none.
    pub fn label(&self, node: NodeId) -> NameId {
        self.labels.get(node.index()).copied().unwrap_or_default()
    }

    /// Where `node` lies in memory, if that is known.
    pub fn address(&self, node: NodeId) -> Option<NonZeroU64> {
        self.addresses.get(node.index()).copied().flatten()
    }

    /// The text behind a name of this graph.
    pub fn name(&self, name: NameId) -> &str {
        self.names.get(name)
    }

    /// How many names there are, the empty one included.
    pub fn name_count(&self) -> usize {
        self.names.len()
    }

    /// The roots, in the order in which they were added.
    pub fn roots(&self) -> &[Root] {
        &self.roots
    }

    /// What `node` refers to, once for each edge, in the order of the edges.
    pub fn targets(&self, node: NodeId) -> &[NodeId] {
        &self.targets[self.edge_range(node)]
    }

    /// The edges from `node`, in the order in which they were added.
    pub fn edges_from(&self, node: NodeId) -> Edges<'_> {
        Edges::outgoing(self, node)
    }

    /// Where edge `edge` starts in its source.
    pub fn edge_label(&self, edge: EdgeId) -> EdgeLabel {
        self.edge_labels.get(edge)
    }

    /// The node that `edge` leads to.
    pub fn target(&self, edge: EdgeId) -> NodeId {
        self.targets[edge.index()]
    }

    /// The node that `edge` comes from. Searches for it, in `log n`.
    pub fn source(&self, edge: EdgeId) -> NodeId {
        assert!(edge.index() < self.edge_count(), "edge {edge} is not of this graph");
        // The last node whose edges begin at or before this one.
        NodeId::at(self.offsets.partition_point(|offset| *offset <= edge.get()) - 1)
    }

    /// The bytes this graph takes, without those of the value itself.
    pub fn bytes(&self) -> usize {
        self.offsets.capacity() * size_of::<u32>()
            + self.targets.capacity() * size_of::<NodeId>()
            + self.edge_labels.bytes()
            + self.sizes.bytes()
            + (self.kinds.capacity() + self.labels.capacity()) * size_of::<NameId>()
            + self.addresses.capacity() * size_of::<Option<NonZeroU64>>()
            + self.names.bytes()
            + self.roots.capacity() * size_of::<Root>()
    }

    /// Where the edges of `node` are in `targets`.
    fn edge_range(&self, node: NodeId) -> std::ops::Range<usize> {
        let (start, end) = self.edge_bounds(node);
        start as usize..end as usize
    }

    fn edge_bounds(&self, node: NodeId) -> (u32, u32) {
        (self.offsets[node.index()], self.offsets[node.index() + 1])
    }

    /// The first edge from `source` to `target`.
    fn edge_between(&self, source: NodeId, target: NodeId) -> Option<EdgeId> {
        let at = self.targets(source).iter().position(|other| *other == target)?;
        Some(EdgeId::at(self.edge_bounds(source).0 as usize + at))
    }
}
