//! The dominator tree, from the top down.

use std::cmp::Reverse;

use super::builder::offsets;
use super::{Dominators, NodeId, RetainedSizes};

/// The dominator tree, from the top down: under each node those it dominates immediately, the one
/// that retains most first. 8 bytes for each node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DominatorTree {
    /// Where the children of each node begin, those of the virtual root behind all others.
    offsets: Vec<u32>,
    children: Vec<NodeId>,
}

impl DominatorTree {
    /// The tree. Both must be of the same graph.
    pub fn new(dominators: &Dominators, retained: &RetainedSizes) -> Self {
        let n_nodes = dominators.node_count();
        let virtual_root = NodeId::at(n_nodes);
        let above = |dominator: Option<NodeId>| dominator.unwrap_or(virtual_root);
        let offsets =
            offsets(n_nodes + 1, dominators.pairs().map(|(_, dominator)| above(dominator)));
        let mut next = offsets.clone();
        let mut children = vec![NodeId::default(); dominators.reachable_count()];
        for (node, dominator) in dominators.pairs() {
            let slot = &mut next[above(dominator).index()];
            children[*slot as usize] = node;
            *slot += 1;
        }
        for bounds in offsets.windows(2).filter(|bounds| bounds[1] - bounds[0] > 1) {
            let siblings = &mut children[bounds[0] as usize..bounds[1] as usize];
            siblings.sort_unstable_by_key(|node| (Reverse(retained.of(*node)), *node));
        }
        Self { offsets, children }
    }

    /// The nodes that no node dominates.
    pub fn top(&self) -> &[NodeId] {
        self.at(self.offsets.len() - 2)
    }

    /// The nodes that `node` dominates immediately.
    pub fn children(&self, node: NodeId) -> &[NodeId] {
        self.at(node.index())
    }

    fn at(&self, index: usize) -> &[NodeId] {
        &self.children[self.offsets[index] as usize..self.offsets[index + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use crate::graph::Dominator;
    use crate::graph::testing::{graph, graphs, labels, lines};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let graph = graph(text);
        let dominators = Dominators::new(&graph);
        let tree = DominatorTree::new(&dominators, &RetainedSizes::new(&graph, &dominators));
        let top = labels(&graph, tree.top().iter().copied());
        let rest = lines(&graph, |id| labels(&graph, tree.children(id).iter().copied()));
        expected.assert_eq(&format!("roots: {top}\n{rest}"));
    }

    #[test]
    fn the_largest_comes_first() {
        check(
            "root -> a -> b; a -> c:5; a -> d -> e:9; root -> f; root -> g:99; h -> a; root -> i",
            &expect![[r#"
                roots: g a f i
                a: d c b
                b:
                c:
                d: e
                e:
                f:
                g:
                h:
                i:
            "#]],
        );
    }

    proptest! {
        #[test]
        fn each_node_stands_under_its_dominator(graph in graphs(30)) {
            let dominators = Dominators::new(&graph);
            let tree = DominatorTree::new(&dominators, &RetainedSizes::new(&graph, &dominators));
            for id in graph.node_ids() {
                let siblings = match dominators.of(id) {
                    Dominator::Node(above) => tree.children(above),
                    Dominator::Roots => tree.top(),
                    Dominator::Unreachable => continue,
                };
                prop_assert_eq!(siblings.iter().filter(|node| **node == id).count(), 1);
            }
            prop_assert_eq!(tree.children.len(), dominators.reachable_count());
        }
    }
}
