//! To and from [`petgraph::Graph`].

use petgraph::graph::IndexType;
use petgraph::visit::EdgeRef;
use petgraph::{Directed, Graph as Petgraph};

use super::{EdgeLabel, Graph, GraphBuilder, GraphError, Node, NodeId};

/// The same nodes and edges, under the same indices, as petgraph stores them: about four times
/// as large. The texts stay here: weights hold their [`NameId`](super::NameId)s. Roots have no
/// place in it.
pub fn to_petgraph(graph: &Graph) -> Petgraph<Node, EdgeLabel, Directed, u32> {
    let mut result = Petgraph::with_capacity(graph.node_count(), graph.edge_count());
    for (_, node) in graph.all_nodes() {
        result.add_node(node);
    }
    for edge in graph.all_edges() {
        result.add_edge(edge.source.get().into(), edge.target.get().into(), edge.label);
    }
    result
}

impl From<&Graph> for Petgraph<Node, EdgeLabel, Directed, u32> {
    fn from(graph: &Graph) -> Self {
        to_petgraph(graph)
    }
}

/// A builder with the nodes of a petgraph, under the same indices, and its edges, each source's
/// in the order of their indices. `node` and `edge` say what a weight means, and may ask the
/// builder for names. Roots are still to be added.
///
/// # Errors
///
/// [`GraphError::TooManyNodes`], [`GraphError::TooManyEdges`], and those of `node` and `edge`.
pub fn from_petgraph<N, E, Ix: IndexType>(
    graph: &Petgraph<N, E, Directed, Ix>,
    mut node: impl FnMut(&mut GraphBuilder, &N) -> Result<Node, GraphError>,
    mut edge: impl FnMut(&mut GraphBuilder, &E) -> Result<EdgeLabel, GraphError>,
) -> Result<GraphBuilder, GraphError> {
    let mut builder = GraphBuilder::with_capacity(graph.node_count(), graph.edge_count());
    for weight in graph.node_weights() {
        let node = node(&mut builder, weight)?;
        builder.add_node(node)?;
    }
    for reference in graph.edge_references() {
        let label = edge(&mut builder, reference.weight())?;
        // The builder has refused indices that do not fit.
        let [source, target] =
            [reference.source(), reference.target()].map(|end| NodeId::at(end.index()));
        builder.add_edge(source, target, label)?;
    }
    Ok(builder)
}

#[cfg(test)]
mod tests {
    use crate::graph::RootKind;
    use crate::graph::testing::graph;

    use super::*;

    #[test]
    fn there_and_back() {
        let before = graph("root -> a:3 -> b -> a; a -[2]-> b; c -> c");
        let there = Petgraph::from(&before);
        assert_eq!((there.node_count(), there.edge_count()), (3, 4));
        // The names are not in it, so they have to come from elsewhere.
        let names = before.names.clone();
        let mut back = from_petgraph(
            &there,
            |builder, node| Ok(node.label(builder.name(names.get(node.label))?)),
            |_, label| Ok(*label),
        )
        .unwrap();
        back.add_root(NodeId::new(0), RootKind::Other, "").unwrap();
        assert_eq!(back.finish().unwrap(), before);
    }
}
