//! The shortest path from the roots to any node.

use std::cmp::Ordering;

use super::id::Column;
use super::levels::search;
use super::{Graph, NodeId, Path, Root, Step};

/// The shortest paths from the roots to all nodes: one breadth-first search, and then each path
/// in its own length. 4 bytes for each node.
///
/// Of several paths with the same length it is one from the root that comes first by
/// [kind](super::RootKind) and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortestPaths {
    /// The node before each on the way: itself for a root, [`UNREACHED`] without a way.
    before: Column<NodeId, NodeId>,
    /// The first root of each node that has one, by node.
    roots: Vec<Root>,
}

const UNREACHED: NodeId = NodeId::new(u32::MAX);

impl ShortestPaths {
    /// The shortest paths in `graph`.
    pub fn new(graph: &Graph) -> Self {
        let mut roots = graph.roots().to_vec();
        roots.sort_by(|a, b| by_rank(graph, a, b));
        // A level stands in the order of its roots, and so the next one does: the first to reach a
        // node comes from the first root.
        let mut before = Column::filled(UNREACHED, graph.node_count());
        let starts = roots.iter().map(|root| root.node);
        search(graph, starts, |_| true, |met| before[met.node] = met.source);
        // Sorting is stable, so that the first root of each node stays.
        roots.sort_by_key(|root| root.node);
        roots.dedup_by_key(|root| root.node);
        Self { before, roots }
    }

    /// The shortest path to `node`; `None` if it cannot be reached. `graph` must be the one this
    /// was computed for.
    pub fn to(&self, graph: &Graph, node: NodeId) -> Option<Path> {
        let mut steps = Vec::new();
        let mut node = node;
        loop {
            let before = self.before[node];
            if before == UNREACHED {
                return None;
            }
            if before == node {
                break;
            }
            steps.push(Step { edge: graph.edge_between(before, node)?, node });
            node = before;
        }
        steps.reverse();
        let at = self.roots.binary_search_by_key(&node, |root| root.node).ok()?;
        Some(Path { root: self.roots[at], steps })
    }
}

/// Which of two roots is shown first.
pub(super) fn by_rank(graph: &Graph, a: &Root, b: &Root) -> Ordering {
    let names = || graph.name(a.name).cmp(graph.name(b.name));
    a.kind.cmp(&b.kind).then_with(names).then(a.node.cmp(&b.node))
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use crate::graph::Depths;
    use crate::graph::testing::{graph, graphs, node};

    use super::*;

    #[track_caller]
    fn check(text: &str, to: &str, expected: &Expect) {
        let graph = graph(text);
        let path = ShortestPaths::new(&graph).to(&graph, node(&graph, to));
        expected.assert_eq(&path.map_or("none".to_owned(), |path| path.show(&graph).to_string()));
    }

    #[test]
    fn the_shortest_is_shown_with_its_labels() {
        check(
            "global(main.cache) -> a -.next-> b -[3]-> c -{buf}-> d; timer(t) -> e -> d -> d; e -> e",
            "d",
            &expect!["timer t -> e -> d"],
        );
        check(
            "global(main.cache) -> a -.next-> b -[3]-> c -{buf}-> d",
            "d",
            &expect!["global main.cache -> a -.next-> b -[3]-> c -{buf}-> d"],
        );
        check("root -> a -> b; c -> b", "c", &expect!["none"]);
        check("stack(z) -> a; stack(y) -> a", "a", &expect!["stack frame y -> a"]);
    }

    #[test]
    fn of_the_same_length_the_first_root_wins() {
        check(
            "timer(a) -> a -> d; global(z) -> b -> d; global(y) -> c -> d",
            "d",
            &expect!["global y -> c -> d"],
        );
    }

    proptest! {
        #[test]
        fn it_is_a_path_of_the_right_length(graph in graphs(20)) {
            let (paths, depths) = (ShortestPaths::new(&graph), Depths::new(&graph));
            for id in graph.node_ids() {
                let path = paths.to(&graph, id);
                prop_assert_eq!(path.as_ref().map(|path| path.steps.len() as u32), depths.of(id));
                let Some(path) = path else { continue };
                prop_assert!(graph.roots().contains(&path.root));
                prop_assert_eq!(path.nodes().next_back(), Some(id));
                for (source, step) in path.nodes().zip(&path.steps) {
                    prop_assert_eq!(graph.source(step.edge), source);
                    prop_assert_eq!(graph.target(step.edge), step.node);
                }
            }
        }
    }
}
