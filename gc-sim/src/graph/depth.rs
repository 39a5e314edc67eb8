//! How far nodes are from the roots.

use super::id::Column;
use super::levels::search;
use super::{Graph, NodeId, Root};

/// The number of edges on the shortest path from a root to each node, by breadth-first search.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Depths {
    depth: Column<NodeId, u32>,
    /// By their nodes, each once.
    roots: Vec<Root>,
}

const UNREACHED: u32 = u32::MAX;

impl Depths {
    /// The depths of all nodes of `graph`.
    pub fn new(graph: &Graph) -> Self {
        let mut depth = Column::filled(UNREACHED, graph.node_count());
        let starts = graph.roots().iter().map(|root| root.node);
        search(graph, starts, |_| true, |met| depth[met.node] = met.level);
        let mut roots = graph.roots().to_vec();
        roots.sort_unstable_by_key(|root| (root.node, root.kind, root.name));
        roots.dedup();
        Self { depth, roots }
    }

    /// The depth of `node`, 0 for a root, `None` if it cannot be reached.
    pub fn of(&self, node: NodeId) -> Option<u32> {
        Some(self.depth[node]).filter(|depth| *depth != UNREACHED)
    }

    /// The roots that keep `node` itself.
    pub(super) fn roots_of(&self, node: NodeId) -> &[Root] {
        let start = self.roots.partition_point(|root| root.node < node);
        let n_roots = self.roots[start..].partition_point(|root| root.node == node);
        &self.roots[start..start + n_roots]
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use crate::graph::testing::{graph, graphs, lines};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let graph = graph(text);
        let depths = Depths::new(&graph);
        let depth = |id| depths.of(id).map_or("-".to_owned(), |depth| depth.to_string());
        expected.assert_eq(&lines(&graph, depth));
    }

    #[test]
    fn the_nearest_root_counts() {
        check(
            "root -> a -> b -> c -> d; root -> c; e -> a; d -> d",
            &expect![[r#"
                a: 0
                b: 1
                c: 0
                d: 1
                e: -
            "#]],
        );
    }

    proptest! {
        #[test]
        fn it_is_one_more_than_the_least_before(graph in graphs(20)) {
            // Relaxing all edges as often as there are nodes, as Bellman and Ford do.
            let mut naive = vec![None; graph.node_count()];
            for root in graph.roots() {
                naive[root.node.index()] = Some(0);
            }
            for _ in graph.node_ids() {
                for edge in graph.all_edges() {
                    let Some(before) = naive[edge.source.index()] else { continue };
                    let depth = &mut naive[edge.target.index()];
                    *depth = Some(depth.unwrap_or(u32::MAX).min(before + 1));
                }
            }
            let depths = Depths::new(&graph);
            let found: Vec<_> = graph.node_ids().map(|id| depths.of(id)).collect();
            prop_assert_eq!(found, naive);
        }
    }
}
