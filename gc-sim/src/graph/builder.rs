//! From nodes and edges in any order to a graph.

use std::num::NonZeroU64;

use super::label::{EdgeLabels, Sizes};
use super::names::Interner;
use super::{
    EdgeLabel, Graph, GraphError, MAX_EDGES, MAX_NODES, NameId, Node, NodeId, NodeSet, Root,
    RootKind,
};

/// Collects nodes, edges and roots in any order, and makes a [`Graph`] of them.
///
/// Nodes get their ids in the order in which they are added. An edge may be added before its
/// ends: what counts is which nodes there are in the end. Whoever meets a node's name before the
/// node calls [`declare_node`](Self::declare_node), and [`define_node`](Self::define_node) when
/// it comes. Parallel edges, and edges from a node to itself, are kept as they are.
///
/// While edges come in the order of their sources, 8 bytes are held for each; they are sorted at
/// the end, in linear time, only if they did not.
#[derive(Debug, Clone)]
pub struct GraphBuilder {
    sources: Vec<NodeId>,
    targets: Vec<NodeId>,
    edge_labels: EdgeLabels,
    is_sorted: bool,
    sizes: Sizes,
    kinds: Vec<NameId>,
    labels: Vec<NameId>,
    addresses: Vec<Option<NonZeroU64>>,
    undefined: NodeSet,
    names: Interner,
    roots: Vec<Root>,
}

/// What edges and roots named, and what was declared, but never came.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Missing {
    /// Nodes that were declared and not defined, in order. In the graph they are nodes of size 0
    /// without edges and names.
    pub nodes: Vec<NodeId>,
    /// Edges that had a missing node at an end, in the order in which they were added: source,
    /// target, label. They are not in the graph.
    pub edges: Vec<(NodeId, NodeId, EdgeLabel)>,
    /// Roots of missing nodes. They are not in the graph.
    pub roots: Vec<Root>,
}

impl Missing {
    /// Whether nothing is missing.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.edges.is_empty() && self.roots.is_empty()
    }
}

impl Default for GraphBuilder {
    fn default() -> Self {
        Self::with_capacity(0, 0)
    }
}

impl GraphBuilder {
    /// An empty one.
    pub fn new() -> Self {
        Self::default()
    }

    /// An empty one with room for so many nodes and edges.
    pub fn with_capacity(n_nodes: usize, n_edges: usize) -> Self {
        Self {
            sources: Vec::with_capacity(n_edges),
            targets: Vec::with_capacity(n_edges),
            edge_labels: EdgeLabels::default(),
            is_sorted: true,
            sizes: Sizes::Narrow(Vec::with_capacity(n_nodes)),
            kinds: Vec::new(),
            labels: Vec::new(),
            addresses: Vec::new(),
            undefined: NodeSet::default(),
            names: Interner::default(),
            roots: Vec::new(),
        }
    }

    /// How many nodes were added or declared.
    pub fn node_count(&self) -> usize {
        self.sizes.len()
    }

    /// The id of `text`, for use on nodes, edges and roots of this builder.
    ///
    /// # Errors
    ///
    /// [`GraphError::TooManyNames`].
    pub fn name(&mut self, text: &str) -> Result<NameId, GraphError> {
        self.names.intern(text)
    }

    /// Adds a node, and returns its id.
    ///
    /// # Errors
    ///
    /// [`GraphError::TooManyNodes`], and [`GraphError::UnknownName`] if its kind or label is not
    /// of this builder.
    pub fn add_node(&mut self, node: Node) -> Result<NodeId, GraphError> {
        self.check_names([node.kind, node.label])?;
        if self.sizes.len() >= MAX_NODES {
            return Err(GraphError::TooManyNodes);
        }
        let id = NodeId::at(self.sizes.len());
        self.sizes.push(node.size);
        self.fill_columns(id, node);
        Ok(id)
    }

    /// The id of a node that is to come.
    ///
    /// # Errors
    ///
    /// [`GraphError::TooManyNodes`].
    pub fn declare_node(&mut self) -> Result<NodeId, GraphError> {
        let id = self.add_node(Node::default())?;
        self.undefined.insert(id);
        Ok(id)
    }

    /// The node that was declared as `id`.
    ///
    /// # Errors
    ///
    /// [`GraphError::NotDeclared`] if it was not, or if it came already, and
    /// [`GraphError::UnknownName`].
    pub fn define_node(&mut self, id: NodeId, node: Node) -> Result<(), GraphError> {
        self.check_names([node.kind, node.label])?;
        if !self.undefined.remove(id) {
            return Err(GraphError::NotDeclared { node: id });
        }
        self.sizes.set(id, node.size);
        self.fill_columns(id, node);
        Ok(())
    }

    /// Adds an edge. Its ends may come later.
    ///
    /// # Errors
    ///
    /// [`GraphError::TooManyEdges`], and [`GraphError::UnknownName`] if its label is not of this
    /// builder.
    pub fn add_edge(
        &mut self,
        source: NodeId,
        target: NodeId,
        label: EdgeLabel,
    ) -> Result<(), GraphError> {
        self.check_names(label.name())?;
        if self.targets.len() >= MAX_EDGES {
            return Err(GraphError::TooManyEdges);
        }
        self.is_sorted &= self.sources.last().is_none_or(|last| *last <= source);
        self.edge_labels.set(self.targets.len(), label);
        self.sources.push(source);
        self.targets.push(target);
        Ok(())
    }

    /// Adds a root: what keeps `node`, which may come later.
    ///
    /// # Errors
    ///
    /// [`GraphError::TooManyNames`].
    pub fn add_root(&mut self, node: NodeId, kind: RootKind, name: &str) -> Result<(), GraphError> {
        let name = self.names.intern(name)?;
        self.roots.push(Root { node, kind, name });
        Ok(())
    }

    /// The graph, in which everything that was named must exist.
    ///
    /// # Errors
    ///
    /// [`GraphError::MissingNode`].
    pub fn finish(mut self) -> Result<Graph, GraphError> {
        let missing = self.take_missing();
        let node = missing.nodes.first().copied();
        let node = node.or_else(|| {
            let (source, target, _) = missing.edges.first().copied()?;
            Some(if self.exists(source) { target } else { source })
        });
        match node.or_else(|| Some(missing.roots.first()?.node)) {
            Some(node) => Err(GraphError::MissingNode { node }),
            None => Ok(self.into_graph()),
        }
    }

    /// The graph without what hangs in the air, and a list of that.
    pub fn finish_partial(mut self) -> (Graph, Missing) {
        let missing = self.take_missing();
        (self.into_graph(), missing)
    }

    fn check_names(&self, names: impl IntoIterator<Item = NameId>) -> Result<(), GraphError> {
        match names.into_iter().find(|name| name.index() >= self.names.len()) {
            Some(name) => Err(GraphError::UnknownName { name }),
            None => Ok(()),
        }
    }

    fn fill_columns(&mut self, id: NodeId, node: Node) {
        set(&mut self.kinds, id, node.kind);
        set(&mut self.labels, id, node.label);
        set(&mut self.addresses, id, node.address);
    }

    fn exists(&self, node: NodeId) -> bool {
        node.index() < self.sizes.len() && !self.undefined.contains(node)
    }

    /// Takes out the edges and roots that name missing nodes.
    fn take_missing(&mut self) -> Missing {
        let mut missing = Missing { nodes: self.undefined.iter().collect(), ..Missing::default() };
        let edges = self.sources.iter().zip(&self.targets);
        if edges.clone().any(|(source, target)| !self.exists(*source) || !self.exists(*target)) {
            let mut kept = 0;
            for index in 0..self.targets.len() {
                let (source, target) = (self.sources[index], self.targets[index]);
                let label = self.edge_labels.get(super::EdgeId::at(index));
                if self.exists(source) && self.exists(target) {
                    self.sources[kept] = source;
                    self.targets[kept] = target;
                    self.edge_labels.set(kept, label);
                    kept += 1;
                } else {
                    missing.edges.push((source, target, label));
                }
            }
            self.sources.truncate(kept);
            self.targets.truncate(kept);
            if !self.edge_labels.is_absent() {
                self.edge_labels.resize(kept);
            }
        }
        let roots = std::mem::take(&mut self.roots);
        (self.roots, missing.roots) = roots.into_iter().partition(|root| self.exists(root.node));
        missing
    }

    /// All ends exist.
    fn into_graph(mut self) -> Graph {
        let (n_nodes, n_edges) = (self.sizes.len(), self.targets.len());
        finish_column(&mut self.kinds, n_nodes);
        finish_column(&mut self.labels, n_nodes);
        finish_column(&mut self.addresses, n_nodes);
        if !self.edge_labels.is_absent() {
            self.edge_labels.resize(n_edges);
        }
        let offsets = offsets(n_nodes, self.sources.iter().copied());
        if !self.is_sorted {
            let mut next = offsets.clone();
            let mut targets = vec![NodeId::default(); n_edges];
            let mut edge_labels = EdgeLabels::default();
            if !self.edge_labels.is_absent() {
                edge_labels.resize(n_edges);
            }
            for (index, (source, target)) in self.sources.iter().zip(&self.targets).enumerate() {
                let slot = &mut next[source.index()];
                targets[*slot as usize] = *target;
                let label = self.edge_labels.get(super::EdgeId::at(index));
                edge_labels.set(*slot as usize, label);
                *slot += 1;
            }
            self.targets = targets;
            self.edge_labels = edge_labels;
        }
        self.targets.shrink_to_fit();
        Graph {
            offsets,
            targets: self.targets,
            edge_labels: self.edge_labels,
            sizes: self.sizes,
            kinds: self.kinds,
            labels: self.labels,
            addresses: self.addresses,
            names: self.names.finish(),
            roots: self.roots,
        }
    }
}

/// Where the entries of each of `n` begin if they are sorted by `keys`, and where the last end:
/// counted, then summed up.
pub(super) fn offsets(n: usize, keys: impl Iterator<Item = NodeId>) -> Vec<u32> {
    let mut offsets = vec![0; n + 1];
    for key in keys {
        offsets[key.index() + 1] += 1;
    }
    let mut sum = 0;
    for offset in &mut offsets {
        sum += *offset;
        *offset = sum;
    }
    offsets
}

/// Writes into a column that stays empty for as long as it has nothing to say.
fn set<T: Clone + Default + PartialEq>(column: &mut Vec<T>, id: NodeId, value: T) {
    if id.index() < column.len() {
        column[id.index()] = value;
    } else if !column.is_empty() || value != T::default() {
        column.resize(id.index(), T::default());
        column.push(value);
    }
}

fn finish_column<T: Clone + Default>(column: &mut Vec<T>, n_nodes: usize) {
    if !column.is_empty() {
        column.resize(n_nodes, T::default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const N: [NodeId; 4] = [NodeId::new(0), NodeId::new(1), NodeId::new(2), NodeId::new(3)];

    #[test]
    fn edges_may_come_first_and_unsorted() {
        let mut builder = GraphBuilder::new();
        let field = EdgeLabel::Field(builder.name("next").unwrap());
        builder.add_edge(N[2], N[0], field).unwrap();
        builder.add_root(N[2], RootKind::Global, "main.x").unwrap();
        builder.add_edge(N[0], N[1], EdgeLabel::None).unwrap();
        builder.add_edge(N[2], N[2], EdgeLabel::Index(7)).unwrap();
        builder.add_edge(N[2], N[0], EdgeLabel::None).unwrap();
        for size in [1, 2, 1 << 33] {
            builder.add_node(Node::sized(size)).unwrap();
        }
        let graph = builder.finish().unwrap();
        assert_eq!(graph.targets(N[2]), [N[0], N[2], N[0]]);
        let labels: Vec<EdgeLabel> = graph.edges_from(N[2]).map(|edge| edge.label).collect();
        assert_eq!(labels, [field, EdgeLabel::Index(7), EdgeLabel::None]);
        assert_eq!([graph.size(N[0]), graph.size(N[2])], [1, 1 << 33]);
        let sources: Vec<NodeId> =
            (0..4).map(|edge| graph.source(super::super::EdgeId::new(edge))).collect();
        assert_eq!(sources, [N[0], N[2], N[2], N[2]]);
        assert_eq!(graph.name(graph.roots()[0].name), "main.x");
    }

    #[test]
    fn columns_that_say_nothing_cost_nothing() {
        let mut builder = GraphBuilder::new();
        builder.add_node(Node::default()).unwrap();
        let graph = builder.clone().finish().unwrap();
        assert!(graph.kinds.is_empty() && graph.labels.is_empty() && graph.addresses.is_empty());
        let kind = builder.name("*main.T").unwrap();
        builder.add_node(Node::sized(1).kind(kind).address(0xc000)).unwrap();
        builder.add_node(Node::default()).unwrap();
        let graph = builder.finish().unwrap();
        assert_eq!(graph.kinds, [NameId::EMPTY, kind, NameId::EMPTY]);
        assert_eq!(graph.node(N[1]), Node::sized(1).kind(kind).address(0xc000));
        assert!(graph.labels.is_empty());
    }

    #[test]
    fn what_never_came_is_reported() {
        let mut builder = GraphBuilder::new();
        let declared = builder.declare_node().unwrap();
        let later = builder.declare_node().unwrap();
        builder.add_edge(later, declared, EdgeLabel::None).unwrap();
        builder.add_edge(later, later, EdgeLabel::Index(1)).unwrap();
        builder.add_edge(later, N[3], EdgeLabel::Index(2)).unwrap();
        builder.add_root(N[3], RootKind::Other, "r").unwrap();
        builder.add_root(later, RootKind::Other, "s").unwrap();
        let label = builder.name("x").unwrap();
        builder.define_node(later, Node::sized(9).label(label)).unwrap();
        let again = builder.define_node(later, Node::default());
        assert_eq!(again, Err(GraphError::NotDeclared { node: later }));
        let error = builder.clone().finish();
        assert_eq!(error, Err(GraphError::MissingNode { node: declared }));

        let (graph, missing) = builder.finish_partial();
        assert_eq!(missing.nodes, [declared]);
        assert_eq!(
            missing.edges,
            [(later, declared, EdgeLabel::None), (later, N[3], EdgeLabel::Index(2))]
        );
        assert_eq!(missing.roots.len(), 1);
        assert_eq!((graph.node_count(), graph.edge_count(), graph.roots().len()), (2, 1, 1));
        assert_eq!(graph.edge_label(super::super::EdgeId::new(0)), EdgeLabel::Index(1));
        assert_eq!(graph.name(graph.label(later)), "x");
    }

    #[test]
    fn names_are_checked() {
        let mut builder = GraphBuilder::new();
        let name = NameId::new(1);
        let error = Err(GraphError::UnknownName { name });
        assert_eq!(builder.add_node(Node::default().kind(name)), error);
        assert_eq!(builder.add_edge(N[0], N[0], EdgeLabel::Field(name)).map(|()| N[0]), error);
    }

    #[test]
    fn an_empty_graph() {
        let graph = GraphBuilder::new().finish().unwrap();
        assert_eq!((graph.node_count(), graph.edge_count()), (0, 0));
    }
}
