//! How much would go if something went.

use std::cmp::Reverse;

use super::dominators::Number;
use super::id::Column;
use super::reach::reachable_without;
use super::{DominatorTree, Dominators, Graph, NameId, NodeId, NodeSet};

/// The retained size of each node: its own size and that of all nodes it dominates, in bytes. 8
/// bytes for each node.
///
/// Sums stop at [`u64::MAX`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RetainedSizes {
    bytes: Column<NodeId, u64>,
    total: u64,
}

impl RetainedSizes {
    /// The retained sizes in `graph`, whose dominators these are.
    pub fn new(graph: &Graph, dominators: &Dominators) -> Self {
        // By number, where a node is near those that it is met by; only then by node.
        let nodes = dominators.nodes();
        let own = nodes.iter().map(|node| graph.size(*node));
        let mut sums: Column<Number, u64> =
            Column::from(std::iter::once(0).chain(own).collect::<Vec<u64>>());
        for (number, dominator) in dominators.upwards() {
            sums[dominator] = sums[dominator].saturating_add(sums[number]);
        }
        let mut bytes = Column::filled(0, graph.node_count());
        for (node, sum) in nodes.iter().zip(&sums.as_slice()[1..]) {
            bytes[*node] = *sum;
        }
        Self { bytes, total: sums[Number::VIRTUAL_ROOT] }
    }

    /// The bytes that `node` retains; 0 if it cannot be reached.
    pub fn of(&self, node: NodeId) -> u64 {
        self.bytes[node]
    }

    /// The bytes of all reachable nodes.
    pub fn total(&self) -> u64 {
        self.total
    }
}

/// What some nodes retain together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Freed {
    /// How many nodes could no longer be reached, the removed ones included.
    pub nodes: usize,
    /// Their size, in bytes.
    pub bytes: u64,
}

/// What would be freed if all nodes in `removed` went at once: they, and all that is reachable
/// only through them. This is the retained size of a set, and may be more than the sum of what
/// each retains. `alive` are the reachable nodes of `graph`; removed nodes that are not among
/// them do not count.
///
/// It searches the whole graph once.
pub fn freed_without(graph: &Graph, alive: &NodeSet, removed: &NodeSet) -> Freed {
    let left = reachable_without(graph, removed);
    let mut freed = Freed::default();
    for node in alive.iter().filter(|node| !left.contains(*node)) {
        freed.nodes += 1;
        freed.bytes = freed.bytes.saturating_add(graph.size(node));
    }
    freed
}

/// The reachable nodes of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KindSize {
    /// The kind; [`NameId::EMPTY`] for nodes without one.
    pub kind: NameId,
    /// How many there are.
    pub nodes: usize,
    /// Their own size, in bytes.
    pub bytes: u64,
    /// What they retain, in bytes, nothing of it counted twice: the retained sizes of those that
    /// no other of their kind dominates. What several hold together, and none of them alone, is
    /// not in it; [`freed_without`] counts that too, for one kind at a time.
    pub retained: u64,
}

/// The kinds of all reachable nodes of `graph`, the one that retains most first, then by name.
/// All three must be of `graph`.
pub fn retained_by_kind(
    graph: &Graph,
    tree: &DominatorTree,
    retained: &RetainedSizes,
) -> Vec<KindSize> {
    let mut kinds: Vec<KindSize> = Vec::new();
    // Where in `kinds` each is, counted from 1. Most names may be those of nodes, and this is all
    // that they cost.
    let mut number_of: Column<NameId, u32> = Column::filled(0, graph.name_count());
    // How many nodes of the kind are above where the walk stands.
    let mut n_above: Vec<u32> = Vec::new();
    // Nodes, the places of their kinds, and which of their children is next.
    let mut stack: Vec<(NodeId, usize, usize)> = Vec::new();
    for top in tree.top() {
        let mut entered = Some(*top);
        loop {
            if let Some(node) = entered.take() {
                let kind = graph.kind(node);
                if number_of[kind] == 0 {
                    kinds.push(KindSize { kind, nodes: 0, bytes: 0, retained: 0 });
                    n_above.push(0);
                    number_of[kind] = kinds.len() as u32;
                }
                let place = number_of[kind] as usize - 1;
                let size = &mut kinds[place];
                size.nodes += 1;
                size.bytes = size.bytes.saturating_add(graph.size(node));
                if n_above[place] == 0 {
                    size.retained = size.retained.saturating_add(retained.of(node));
                }
                n_above[place] += 1;
                stack.push((node, place, 0));
            }
            let Some((node, place, next)) = stack.last_mut() else { break };
            entered = tree.children(*node).get(*next).copied();
            *next += 1;
            if entered.is_none() {
                n_above[*place] -= 1;
                stack.pop();
            }
        }
    }
    kinds.sort_by(|a, b| {
        let key = |kind: &KindSize| (Reverse(kind.retained), Reverse(kind.bytes));
        key(a).cmp(&key(b)).then_with(|| graph.name(a.kind).cmp(graph.name(b.kind)))
    });
    kinds
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use crate::graph::reachable;
    use crate::graph::testing::{graph, graphs, lines, naive_reach, node};
    use crate::graph::{GraphBuilder, Node, RootKind};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let graph = graph(text);
        let retained = RetainedSizes::new(&graph, &Dominators::new(&graph));
        let sizes = lines(&graph, |id| retained.of(id));
        expected.assert_eq(&format!("{sizes}total: {}\n", retained.total()));
    }

    #[test]
    fn what_is_shared_counts_where_the_ways_part() {
        check(
            "root -> a:1 -> b:10 -> d:1000; a -> c:100 -> d -> d; root -> e:5; f:7 -> d",
            &expect![[r#"
                a: 1111
                b: 10
                d: 1000
                c: 100
                e: 5
                f: 0
                total: 1116
            "#]],
        );
    }

    #[test]
    fn sums_do_not_overflow() {
        check(
            "root -> a:18446744073709551615 -> b:18446744073709551615",
            &expect![[r#"
                a: 18446744073709551615
                b: 18446744073709551615
                total: 18446744073709551615
            "#]],
        );
    }

    #[test]
    fn a_set_retains_more_than_its_members_alone() {
        let graph = graph("root -> a:1 -> c:100; root -> b:10 -> c; d:1000 -> c");
        let alive = reachable(&graph);
        let set = ["a", "b", "d"].iter().map(|label| node(&graph, label)).collect();
        assert_eq!(freed_without(&graph, &alive, &set), Freed { nodes: 3, bytes: 111 });
        let set = [node(&graph, "a")].into_iter().collect();
        assert_eq!(freed_without(&graph, &alive, &set), Freed { nodes: 1, bytes: 1 });
    }

    #[test]
    fn a_kind_counts_what_it_retains_once() {
        let mut builder = GraphBuilder::new();
        let [list, buffer] = ["list", "buffer"].map(|kind| builder.name(kind).unwrap());
        let kinds = [list, list, buffer, list, NameId::EMPTY];
        let nodes = kinds.map(|kind| builder.add_node(Node::sized(10).kind(kind)).unwrap());
        for pair in nodes.windows(2) {
            builder.add_edge(pair[0], pair[1], crate::graph::EdgeLabel::None).unwrap();
        }
        builder.add_root(nodes[0], RootKind::Global, "x").unwrap();
        let graph = builder.finish().unwrap();
        let dominators = Dominators::new(&graph);
        let retained = RetainedSizes::new(&graph, &dominators);
        let tree = DominatorTree::new(&dominators, &retained);
        assert_eq!(
            retained_by_kind(&graph, &tree, &retained),
            [
                KindSize { kind: list, nodes: 3, bytes: 30, retained: 50 },
                KindSize { kind: buffer, nodes: 1, bytes: 10, retained: 30 },
                KindSize { kind: NameId::EMPTY, nodes: 1, bytes: 10, retained: 10 },
            ]
        );
    }

    proptest! {
        #[test]
        fn it_is_what_goes_with_it(graph in graphs(15), set in prop::collection::vec(0..15_u32, 0..4)) {
            let dominators = Dominators::new(&graph);
            let retained = RetainedSizes::new(&graph, &dominators);
            let alive = naive_reach(&graph, &[]);
            let bytes = |nodes: &[NodeId]| nodes.iter().map(|id| graph.size(*id)).sum::<u64>();
            prop_assert_eq!(retained.total(), bytes(&alive));
            for id in graph.node_ids() {
                let left = naive_reach(&graph, &[id]);
                prop_assert_eq!(retained.of(id), bytes(&alive) - bytes(&left));
            }
            let set: Vec<NodeId> = set.into_iter().map(NodeId::new).collect();
            let left = naive_reach(&graph, &set);
            let expected =
                Freed { nodes: alive.len() - left.len(), bytes: bytes(&alive) - bytes(&left) };
            let set = set.into_iter().collect();
            prop_assert_eq!(freed_without(&graph, &reachable(&graph), &set), expected);
        }

        #[test]
        fn a_kind_retains_what_its_top_nodes_do(graph in graphs(15)) {
            let dominators = Dominators::new(&graph);
            let retained = RetainedSizes::new(&graph, &dominators);
            let tree = DominatorTree::new(&dominators, &retained);
            let alive = naive_reach(&graph, &[]);
            for size in retained_by_kind(&graph, &tree, &retained) {
                let members: Vec<NodeId> =
                    alive.iter().copied().filter(|id| graph.kind(*id) == size.kind).collect();
                let top = members.iter().filter(|id| {
                    !dominators.chain(**id).any(|above| graph.kind(above) == size.kind)
                });
                prop_assert_eq!(size.retained, top.map(|id| retained.of(*id)).sum::<u64>());
                prop_assert_eq!(size.nodes, members.len());
                let set = members.into_iter().collect();
                let exact = freed_without(&graph, &reachable(&graph), &set);
                prop_assert!(size.retained <= exact.bytes);
            }
        }
    }
}
