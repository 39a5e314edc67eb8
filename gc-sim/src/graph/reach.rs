//! What can be reached from the roots.

use super::levels::search;
use super::{Graph, NodeId, NodeSet};

/// The nodes that can be reached from the roots.
pub fn reachable(graph: &Graph) -> NodeSet {
    reachable_without(graph, &NodeSet::default())
}

/// The nodes that could be reached from the roots if those in `removed` were not there.
pub fn reachable_without(graph: &Graph, removed: &NodeSet) -> NodeSet {
    let starts = graph.roots().iter().map(|root| root.node);
    search(graph, starts, |node| !removed.contains(node), |_| ())
}

/// The nodes that can be reached from `starts`, which are among them.
pub fn reachable_from(graph: &Graph, starts: impl IntoIterator<Item = NodeId>) -> NodeSet {
    search(graph, starts, |_| true, |_| ())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::graph::testing::{graph, graphs, labels, naive_reach, node};

    use super::*;

    #[test]
    fn circles_are_reached_only_from_outside() {
        let graph = graph("root -> a -> b -> a; b -> b; c -> d -> c; d -> a; root -> e");
        assert_eq!(labels(&graph, reachable(&graph).iter()), "a b e");
        let from = reachable_from(&graph, [node(&graph, "c")]);
        assert_eq!(labels(&graph, from.iter()), "a b c d");
        let removed = [node(&graph, "a")].into_iter().collect();
        assert_eq!(labels(&graph, reachable_without(&graph, &removed).iter()), "e");
    }

    proptest! {
        #[test]
        fn it_is_what_the_definition_says(graph in graphs(20), removed in 0..20_u32) {
            let removed = NodeId::new(removed);
            let found: Vec<NodeId> = reachable(&graph).iter().collect();
            prop_assert_eq!(found, naive_reach(&graph, &[]));
            let found: Vec<NodeId> =
                reachable_without(&graph, &[removed].into_iter().collect()).iter().collect();
            prop_assert_eq!(found, naive_reach(&graph, &[removed]));
        }
    }
}
