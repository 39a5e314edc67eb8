//! Strongly connected components: nodes that refer to each other in circles.

use petgraph::algo::kosaraju_scc;

use super::id::Column;
use super::{Both, Graph, NodeId, Reverse};

/// The strongly connected components of a graph: two nodes are in the same if each can be reached
/// from the other.
///
/// They are petgraph's, by Kosaraju's algorithm, which does not recurse as petgraph's `tarjan_scc`
/// does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Components {
    number_of: Column<NodeId, u32>,
    /// Where the members of each component begin, and where the last end.
    offsets: Vec<u32>,
    members: Vec<NodeId>,
}

impl Components {
    /// The components of `graph`, reachable or not. `reverse` must be of `graph`.
    pub fn new(graph: &Graph, reverse: &Reverse) -> Self {
        let mut number_of = Column::filled(0, graph.node_count());
        let mut offsets = vec![0];
        let mut members = Vec::with_capacity(graph.node_count());
        for (number, mut component) in
            kosaraju_scc(Both::new(graph, reverse)).into_iter().enumerate()
        {
            component.sort_unstable();
            for node in &component {
                number_of[*node] = number as u32;
            }
            members.extend(component);
            offsets.push(members.len() as u32);
        }
        Self { number_of, offsets, members }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Whether the graph has no node.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of the component that `node` is in. Edges between components lead to lower
    /// numbers.
    pub fn of(&self, node: NodeId) -> usize {
        self.number_of[node] as usize
    }

    /// The nodes of a component, in order.
    pub fn members(&self, number: usize) -> &[NodeId] {
        &self.members[self.offsets[number] as usize..self.offsets[number + 1] as usize]
    }

    /// The components in their order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[NodeId]> {
        (0..self.len()).map(|number| self.members(number))
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use proptest::prelude::*;

    use crate::graph::reachable_from;
    use crate::graph::testing::{graph, graphs, labels};

    use super::*;

    #[test]
    fn circles_share_a_component() {
        let graph = graph("root -> a -> b -> c -> b; c -> d -> d; e -> a");
        let components = Components::new(&graph, &Reverse::new(&graph));
        let text: Vec<String> =
            components.iter().map(|members| labels(&graph, members.iter().copied())).collect();
        expect!["d | b c | a | e"].assert_eq(&text.join(" | "));
    }

    proptest! {
        #[test]
        fn members_reach_each_other(graph in graphs(12)) {
            let components = Components::new(&graph, &Reverse::new(&graph));
            let reach: Vec<_> = graph.node_ids().map(|id| reachable_from(&graph, [id])).collect();
            for a in graph.node_ids() {
                prop_assert!(components.members(components.of(a)).contains(&a));
                for b in graph.node_ids() {
                    let together = reach[a.index()].contains(b) && reach[b.index()].contains(a);
                    prop_assert_eq!(components.of(a) == components.of(b), together);
                }
                for b in graph.targets(a) {
                    prop_assert!(components.of(*b) <= components.of(a));
                }
            }
        }
    }
}
