//! Immediate dominators, by Semi-NCA, in near linear time on every shape.
//!
//! # Vocabulary
//!
//! A *virtual root* stands above all roots, with an edge to each. A depth-first search from it
//! gives every node it reaches a *number*, in the order in which they are met; the virtual root
//! has 0. The edges by which nodes are met form a tree, in which each node has a *parent*.
//! Numbers and nodes are two index spaces, so they are two types, [`Number`] and [`NodeId`].
//!
//! The *semidominator* of `w` is the least number `s` from which a path leads to `w` on which
//! all nodes between have numbers greater than `w`. It is a first guess at the dominator: a
//! detour around everything between `s` and `w` in the tree.
//!
//! # Invariants
//!
//! 1. The semidominator of `w` is the least of: each `v` with an edge to `w` and `v < w`; and,
//!    for each `v` with an edge to `w` and `v > w`, the semidominators of `v` and of those of its
//!    ancestors in the tree that are greater than `w`. So the nodes are gone through from the
//!    last to the first, and what is needed is always there.
//! 2. The immediate dominator of `w` is the nearest ancestor in the *dominator tree* of `w`'s
//!    parent (itself included) that is not greater than the semidominator of `w`. So the nodes
//!    are gone through from the first to the last, and what is needed is always there.
//!
//! ```text
//!     root -> a -> b -> d        number        0     a=1  b=2  d=3  c=4
//!             a -> c -> d        parent              0    1    2    1
//!                                semidominator       0    1    1    1     (d: by c, whose own is 1)
//!                                dominator           0    1    1    1     (d: b is greater, so a)
//! ```
//!
//! # Papers
//!
//! Thomas Lengauer and Robert Tarjan, "A fast algorithm for finding dominators in a flowgraph",
//! 1979, for the first. Loukas Georgiadis, Robert Tarjan and Renato Werneck, "Finding dominators
//! in practice", 2006, for the second, and for leaving out what the first paper needs in its
//! place. Eugene Myers, "An applicative random-access stack", 1983, for the jumps below.
//!
//! # What is done differently, and why
//!
//! *The search asks little of the memory.* On a large graph each look at a random place takes as
//! long as a hundred instructions, unless the next look does not depend on what was seen. So the
//! search asks a set of bits, which the cache holds, whether a node was met, and only writes down
//! an edge to one that was. What number the node has is looked up later, for all such edges in a
//! row.
//!
//! *Only edges to lower numbers are turned around.* If an edge that met nothing new leads to a
//! greater number, its source is an ancestor of the target, and the source itself is all that the
//! edge adds to the least of invariant 1: it is added at once. The others are put into one list
//! for each [`BLOCK`] of targets. When the targets of a block are gone through, its list is linked
//! up by target, in the list itself. So nothing is sorted, and what is read at random lies within
//! a block.
//!
//! *Ancestors are searched with path compression, without a stack.* The way up turns the links
//! around, and the way down sets them to the top ("pointer reversal").
//!
//! *The search for the nearest ancestor can jump.* Taken one by one, a list of `n` nodes above
//! `n` others, each of which is also held from near the root, takes `n²` steps: a cache of many
//! entries that are linked to each other is such a graph. Therefore each node of the dominator
//! tree also has a link far up, chosen so that any ancestor is `log n` steps away.
//!
//! # Bytes for each node
//!
//! | | bytes | afterwards |
//! | --- | --- | --- |
//! | number of each node | 4 | kept |
//! | node of each number | 4 | kept |
//! | parent, later dominator | 4 | kept |
//! | semidominator | 4 | |
//! | the search's stack, later links and least semidominators, later jumps and depths | 8 | |
//! | edges that met nothing new, 8 each, as they were written down | 8 | |
//! | those of them that lead to lower numbers, 8 each, by blocks | 8 | |
//!
//! The last two are for a graph with two edges for each node: one of them has met the node, so
//! that there is one of these edges for each. That makes 40 bytes, 12 of which are kept, besides
//! an eighth for the set of bits and 24 for each block. [`Dominators::peak_bytes`] adds up what
//! was really set aside.

use std::hint::black_box;

use super::id::{Column, Id};
use super::{Graph, NodeId, NodeSet};

/// The immediate dominators of a graph's nodes, with respect to all roots together. 12 bytes for
/// each node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dominators {
    /// [`Number::VIRTUAL_ROOT`] for nodes that no search met.
    number_of: Column<NodeId, Number>,
    node_at: Column<Number, NodeId>,
    dominator: Column<Number, Number>,
    peak_bytes: usize,
}

/// What dominates a node immediately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dominator {
    /// This node: every path from the roots leads through it.
    Node(NodeId),
    /// No node: the node is a root, or several lead to it by ways that share nothing.
    Roots,
    /// Everything and nothing: no path from the roots leads to the node.
    Unreachable,
}

/// The place of a node in the order in which the search met it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Number(u32);

impl Number {
    pub(super) const VIRTUAL_ROOT: Self = Self(0);

    /// The numbers from `start` on, and before `end`.
    fn range(start: usize, end: usize) -> impl DoubleEndedIterator<Item = Self> {
        (start as u32..end as u32).map(Self)
    }
}

impl Id for Number {
    fn index(self) -> usize {
        self.0 as usize
    }
}

impl Dominators {
    /// The immediate dominators in `graph`.
    pub fn new(graph: &Graph) -> Self {
        let mut search = Search::new(graph);
        search.run(graph);
        let Search { number_of, node_at, parent, mut semidominator, stack, met, written } = search;
        let mut peak_bytes = number_of.bytes()
            + node_at.bytes()
            + parent.bytes()
            + semidominator.bytes()
            + stack.capacity() * size_of::<(u32, u32)>()
            + met.bytes()
            + bytes(&written);
        drop(met);
        let edges = by_blocks(written, &number_of, &mut semidominator);
        peak_bytes += bytes(&edges);

        let room = find_semidominators(&parent, &mut semidominator, edges, stack);
        let dominator = find_dominators(parent, &semidominator, room);
        Self { number_of, node_at, dominator, peak_bytes }
    }

    /// What dominates `node` immediately.
    pub fn of(&self, node: NodeId) -> Dominator {
        let number = self.number_of[node];
        if number == Number::VIRTUAL_ROOT {
            return Dominator::Unreachable;
        }
        match self.dominator[number] {
            Number::VIRTUAL_ROOT => Dominator::Roots,
            dominator => Dominator::Node(self.node_at[dominator]),
        }
    }

    /// The nodes that dominate `node`, from the nearest to the last below the roots; `node` itself
    /// is not among them.
    pub fn chain(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let above = |node: NodeId| match self.of(node) {
            Dominator::Node(dominator) => Some(dominator),
            Dominator::Roots | Dominator::Unreachable => None,
        };
        std::iter::successors(above(node), move |node| above(*node))
    }

    /// How many nodes can be reached.
    pub fn reachable_count(&self) -> usize {
        self.node_at.len() - 1
    }

    /// How many nodes the graph has.
    pub(super) fn node_count(&self) -> usize {
        self.number_of.len()
    }

    /// The most bytes that were set aside at a time while this was computed, this itself included.
    pub fn peak_bytes(&self) -> usize {
        self.peak_bytes
    }

    /// The reachable nodes and their immediate dominators (`None` for the virtual root), in an
    /// order in which dominators come first.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (NodeId, Option<NodeId>)> {
        Number::range(1, self.node_at.len()).map(|number| {
            let dominator = self.dominator[number];
            let above = (dominator != Number::VIRTUAL_ROOT).then(|| self.node_at[dominator]);
            (self.node_at[number], above)
        })
    }

    /// For each number, from the last to the first after the virtual root's: itself and its
    /// dominator's. What is added up this way is complete when it is passed on.
    pub(super) fn upwards(&self) -> impl Iterator<Item = (Number, Number)> {
        Number::range(1, self.node_at.len()).rev().map(|number| (number, self.dominator[number]))
    }

    /// The node of each number but the virtual root's, in their order.
    pub(super) fn nodes(&self) -> &[NodeId] {
        &self.node_at.as_slice()[1..]
    }
}

/// The bytes that are set aside for lists of edges.
fn bytes(lists: &Vec<Vec<BackEdge>>) -> usize {
    let n_edges: usize = lists.iter().map(Vec::capacity).sum();
    n_edges * size_of::<BackEdge>() + lists.capacity() * size_of::<Vec<BackEdge>>()
}

/// Targets in a block: few enough that what belongs to a block fits into a cache near the
/// processor, many enough that there are few blocks.
const BLOCK: usize = 1 << 12;

/// An edge that met nothing new; later, one of them that leads to a lower number.
#[derive(Debug, Clone, Copy)]
struct BackEdge {
    source: Number,
    /// First the target as a node. Once it is looked up, its number. When its list is linked up,
    /// where the next edge to the same target is.
    target: u32,
}

/// Edges that are written down in a row, before another row is begun: as many as are worth a
/// call for memory.
const ROW: usize = 1 << 16;

/// No edge.
const END: u32 = u32::MAX;

/// In the place of an end that no edges have.
const LAST: u32 = u32::MAX;

/// The depth-first search.
struct Search {
    number_of: Column<NodeId, Number>,
    node_at: Column<Number, NodeId>,
    parent: Column<Number, Number>,
    /// So far: by edges from lower numbers.
    semidominator: Column<Number, Number>,
    /// Of the nodes between the root and where the search stands: the next edge to look at, and
    /// where the edges end. If one edge is left it is the target and [`LAST`], because the edge
    /// itself will have left the cache by then. Has room for all nodes, which the operating system lends only when it
    /// is used, and which serves others later.
    stack: Vec<(u32, u32)>,
    /// The nodes that have a number.
    met: NodeSet,
    /// The edges that met nothing new, in rows.
    written: Vec<Vec<BackEdge>>,
}

impl Search {
    fn new(graph: &Graph) -> Self {
        let n_nodes = graph.node_count();
        let mut search = Self {
            number_of: Column::filled(Number::VIRTUAL_ROOT, n_nodes),
            node_at: Column::with_capacity(n_nodes + 1),
            parent: Column::with_capacity(n_nodes + 1),
            semidominator: Column::with_capacity(n_nodes + 1),
            stack: Vec::with_capacity(n_nodes + 1),
            met: NodeSet::new(n_nodes),
            written: Vec::new(),
        };
        // No number leads to the virtual root's node, which does not exist.
        search.node_at.push(NodeId::new(u32::MAX));
        search.parent.push(Number::VIRTUAL_ROOT);
        search.semidominator.push(Number::VIRTUAL_ROOT);
        search
    }

    fn run(&mut self, graph: &Graph) {
        for root in graph.roots() {
            if self.met.insert(root.node) {
                self.search_from(graph, root.node);
            } else {
                self.semidominator[self.number_of[root.node]] = Number::VIRTUAL_ROOT;
            }
        }
    }

    fn search_from(&mut self, graph: &Graph, root: NodeId) {
        let mut current = self.meet(root, Number::VIRTUAL_ROOT);
        let (mut next, mut end) = graph.edge_bounds(root);
        loop {
            let target = if next != end {
                next += 1;
                graph.targets[next as usize - 1]
            } else {
                current = self.parent[current];
                match self.stack.pop() {
                    None => return,
                    Some((target, LAST)) => NodeId::new(target),
                    Some(bounds) => {
                        (next, end) = bounds;
                        continue;
                    }
                }
            };
            if self.met.insert(target) {
                let number = self.meet(target, current);
                let bounds = graph.edge_bounds(target);
                // A node without edges is not worth going to.
                if bounds.0 != bounds.1 {
                    let last = (end - next == 1).then(|| graph.targets[next as usize].get());
                    self.stack.push(last.map_or((next, end), |target| (target, LAST)));
                    current = number;
                    (next, end) = bounds;
                }
            } else {
                self.write_down(BackEdge { source: current, target: target.get() });
            }
        }
    }

    fn write_down(&mut self, edge: BackEdge) {
        match self.written.last_mut() {
            Some(row) if row.len() < ROW => row.push(edge),
            _ => {
                let mut row = Vec::with_capacity(ROW);
                row.push(edge);
                self.written.push(row);
            }
        }
    }

    fn meet(&mut self, node: NodeId, parent: Number) -> Number {
        let number = Number(self.node_at.len() as u32);
        self.number_of[node] = number;
        self.node_at.push(node);
        self.parent.push(parent);
        self.semidominator.push(parent);
        number
    }
}

/// Looks up the targets of edges, and sorts those that lead to lower numbers into blocks of
/// targets. What the others add to the semidominators is added at once.
fn by_blocks(
    mut written: Vec<Vec<BackEdge>>,
    number_of: &Column<NodeId, Number>,
    semidominator: &mut Column<Number, Number>,
) -> Vec<Vec<BackEdge>> {
    let mut lengths = vec![0; semidominator.len() / BLOCK + 1];
    for row in &mut written {
        row.retain_mut(|edge| {
            let number = number_of[NodeId::new(edge.target)];
            if number >= edge.source {
                let least = &mut semidominator[number];
                *least = edge.source.min(*least);
                return false;
            }
            edge.target = number.0;
            lengths[number.index() / BLOCK] += 1;
            true
        });
    }
    let mut blocks: Vec<Vec<BackEdge>> = lengths.into_iter().map(Vec::with_capacity).collect();
    for edge in written.into_iter().flatten() {
        blocks[edge.target as usize / BLOCK].push(edge);
    }
    blocks
}

/// The way up from a number that was gone through.
#[derive(Debug, Clone, Copy)]
struct Link {
    /// An ancestor in the tree: the parent, or one further up once the way was compressed.
    ancestor: Number,
    /// The least semidominator on the way to the ancestor, this number's included and the
    /// ancestor's not.
    least: Number,
}

/// Replaces what the search has made of the semidominators by what they are, by invariant 1.
/// Returns the room it was lent.
fn find_semidominators(
    parent: &Column<Number, Number>,
    semidominator: &mut Column<Number, Number>,
    mut edges: Vec<Vec<BackEdge>>,
    mut room: Vec<(u32, u32)>,
) -> Vec<(u32, u32)> {
    let n_numbers = parent.len();
    room.clear();
    room.extend(parent.as_slice().iter().map(|parent| (parent.0, 0)));
    let mut links = Links(room);
    let mut first_edge = vec![END; BLOCK];
    while let Some(mut edges_of_block) = edges.pop() {
        let start = edges.len() * BLOCK;
        first_edge.fill(END);
        let mut seen = 0;
        for (index, edge) in edges_of_block.iter_mut().enumerate() {
            // Of no use but this: it brings into the cache what is asked for soon, and asks for
            // all of it at once.
            seen ^= links.get(edge.source).ancestor.0;
            let first = &mut first_edge[edge.target as usize - start];
            edge.target = std::mem::replace(first, index as u32);
        }
        black_box(seen);
        for number in Number::range(start.max(1), n_numbers.min(start + BLOCK)).rev() {
            let mut least = semidominator[number];
            let mut next = first_edge[number.index() - start];
            // Nothing is less than the virtual root.
            while next != END && least != Number::VIRTUAL_ROOT {
                let edge = edges_of_block[next as usize];
                least = least.min(links.least_above(edge.source, number));
                next = edge.target;
            }
            semidominator[number] = least;
            links.set_least(number, least);
        }
    }
    links.0
}

/// The links of all numbers, in room that something else has had: pairs of ancestor and least.
struct Links(Vec<(u32, u32)>);

impl Links {
    fn get(&self, number: Number) -> Link {
        let (ancestor, least) = self.0[number.index()];
        Link { ancestor: Number(ancestor), least: Number(least) }
    }

    fn set(&mut self, number: Number, link: Link) {
        self.0[number.index()] = (link.ancestor.0, link.least.0);
    }

    fn set_least(&mut self, number: Number, least: Number) {
        self.0[number.index()].1 = least.0;
    }

    /// The least semidominator of `from` and its ancestors, as far as they are greater than
    /// `limit`, which `from` is. Links all on the way to the first that is not.
    fn least_above(&mut self, from: Number, limit: Number) -> Number {
        let mut number = from;
        let mut link = self.get(number);
        if link.ancestor <= limit {
            return link.least;
        }
        // Up: each link is turned around, to where the way came from.
        let mut below = Number::VIRTUAL_ROOT;
        while link.ancestor > limit {
            self.set(number, Link { ancestor: below, least: link.least });
            below = number;
            number = link.ancestor;
            link = self.get(number);
        }
        // Down again, to where it started. The virtual root is above all and thus never below.
        let Link { ancestor: top, mut least } = link;
        while below != Number::VIRTUAL_ROOT {
            let turned = self.get(below);
            least = least.min(turned.least);
            self.set(below, Link { ancestor: top, least });
            below = turned.ancestor;
        }
        least
    }
}

/// Replaces parents by dominators, by invariant 2.
///
/// The room has for each number a jump, which is an ancestor in the dominator tree, and the depth
/// of the number itself. A jump is as long as the one before it at the place it starts from, if that one and the
/// one after it are of the same length, and else leads to the dominator. So lengths are as the
/// digits of skew binary numbers, and any ancestor is logarithmically many steps away.
fn find_dominators(
    parent: Column<Number, Number>,
    semidominator: &Column<Number, Number>,
    mut room: Vec<(u32, u32)>,
) -> Column<Number, Number> {
    let mut dominator = parent;
    room[0] = (0, 0);
    for number in Number::range(1, dominator.len()) {
        let limit = semidominator[number];
        let mut above = dominator[number];
        while above > limit {
            let jump = Number(room[above.index()].0);
            above = if jump > limit { jump } else { dominator[above] };
        }
        dominator[number] = above;
        let (jump, depth) = room[above.index()];
        let (jump_of_jump, depth_of_jump) = room[jump as usize];
        let depth_of_second = room[jump_of_jump as usize].1;
        let is_twice = depth - depth_of_jump == depth_of_jump - depth_of_second;
        room[number.index()] = (if is_twice { jump_of_jump } else { above.0 }, depth + 1);
    }
    dominator
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use petgraph::algo::dominators::simple_fast;
    use proptest::prelude::*;

    use crate::graph::testing::{graph, graphs, lines, naive_reach};
    use crate::graph::{EdgeLabel, GraphBuilder, Node, RootKind, to_petgraph};

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &Expect) {
        let graph = graph(text);
        let dominators = Dominators::new(&graph);
        let show = |id| match dominators.of(id) {
            Dominator::Node(node) => graph.name(graph.label(node)).to_owned(),
            Dominator::Roots => "roots".to_owned(),
            Dominator::Unreachable => "unreachable".to_owned(),
        };
        expected.assert_eq(&lines(&graph, show));
    }

    #[test]
    fn the_essays_example() {
        check(
            "root -> a -> b -> d; a -> c -> d",
            &expect![[r#"
                a: roots
                b: a
                d: a
                c: a
            "#]],
        );
    }

    #[test]
    fn several_roots_circles_and_nodes_out_of_reach() {
        check(
            "root -> a -> b -> c -> a; root -> d -> c; c -> e -> f -> e; g -> a; e -> e; root -> e2 -> e3; root -> e3",
            &expect![[r#"
                a: roots
                b: a
                c: roots
                d: roots
                e: c
                f: e
                g: unreachable
                e2: roots
                e3: roots
            "#]],
        );
    }

    #[test]
    fn the_example_of_lengauer_and_tarjan() {
        check(
            "root -> r -> a -> d -> l -> h -> k -> r; r -> b -> a; b -> d; b -> e -> h; h -> e
             r -> c -> f -> i -> k -> i; c -> g -> i; g -> j -> i",
            &expect![[r#"
                r: roots
                a: r
                d: r
                l: d
                h: r
                k: r
                b: r
                e: r
                c: r
                f: c
                i: r
                g: c
                j: g
            "#]],
        );
    }

    #[test]
    fn a_chain_names_all_that_dominate() {
        let graph = graph("root -> a -> b -> c -> d; c -> e -> d");
        let chain: Vec<u32> =
            Dominators::new(&graph).chain(NodeId::new(3)).map(NodeId::get).collect();
        assert_eq!(chain, [2, 1, 0]);
        let dominators = Dominators::new(&graph);
        assert_eq!(dominators.reachable_count(), 5);
    }

    /// A graph of `n` nodes with edges `f(0), f(1) …`, and node 0 as root.
    fn shape(n: u32, edges: impl Iterator<Item = (u32, u32)>) -> Graph {
        let mut builder = GraphBuilder::new();
        for _ in 0..n {
            builder.add_node(Node::sized(1)).unwrap();
        }
        for (source, target) in edges {
            builder.add_edge(NodeId::new(source), NodeId::new(target), EdgeLabel::None).unwrap();
        }
        builder.add_root(NodeId::new(0), RootKind::Other, "").unwrap();
        builder.finish().unwrap()
    }

    #[test]
    fn the_accounting_holds() {
        const N: u32 = 500_000;
        let hash = |x: u32| x.wrapping_mul(2_654_435_761).rotate_left(15).wrapping_mul(40_503);
        let shapes = [
            shape(N, (0..2 * N).map(|i| (hash(i) % N, hash(i + 7 * N) % N))),
            shape(N, (1..N).flat_map(|i| [(i - 1, i), (i, i / 2)])),
            shape(N, (1..N).flat_map(|i| [(i - 1, i), (i - 1, N - 1)])),
            shape(N, (1..N).flat_map(|i| [(0, i), (i, 0)])),
        ];
        for graph in shapes {
            let peak = Dominators::new(&graph).peak_bytes() / N as usize;
            assert!((24..=41).contains(&peak), "{peak} bytes for each node");
        }
    }

    /// Without jumps this takes a hundred thousand million steps.
    #[test]
    fn a_list_above_what_others_hold_too_is_not_quadratic() {
        const N: u32 = 300_000;
        // 0 is the root, then the list, then what the last of the list holds, then the registry.
        let list = (1..=N).map(|i| (i - 1, i));
        let held = (N + 1..=2 * N).flat_map(|i| [(N, i), (2 * N + 1, i)]);
        let graph = shape(2 * N + 2, list.chain([(0, 2 * N + 1)]).chain(held));
        let dominators = Dominators::new(&graph);
        assert_eq!(dominators.of(NodeId::new(2 * N)), Dominator::Node(NodeId::new(0)));
        assert_eq!(dominators.of(NodeId::new(N)), Dominator::Node(NodeId::new(N - 1)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn they_are_petgraphs(graph in graphs(40)) {
            let mut with_root = to_petgraph(&graph);
            let root = with_root.add_node(Node::default());
            for each in graph.roots() {
                with_root.add_edge(root, each.node.get().into(), EdgeLabel::None);
            }
            let oracle = simple_fast(&with_root, root);
            let dominators = Dominators::new(&graph);
            for id in graph.node_ids() {
                let expected = match oracle.immediate_dominator(id.get().into()) {
                    None => Dominator::Unreachable,
                    Some(dominator) if dominator == root => Dominator::Roots,
                    Some(dominator) => Dominator::Node(NodeId::at(dominator.index())),
                };
                prop_assert_eq!(dominators.of(id), expected);
            }
        }

        #[test]
        fn they_are_what_the_definition_says(graph in graphs(10)) {
            let dominators = Dominators::new(&graph);
            let alive = naive_reach(&graph, &[]);
            for a in graph.node_ids() {
                let left = naive_reach(&graph, &[a]);
                for b in alive.iter().filter(|b| **b != a) {
                    let dominates = dominators.chain(*b).any(|node| node == a);
                    prop_assert_eq!(dominates, alive.contains(&a) && !left.contains(b));
                }
            }
        }
    }

    #[test]
    fn blocks_do_not_change_the_answer() {
        // More than a block, in long ways and with edges across.
        let n = 3 * BLOCK as u32 + 5;
        let hash = |x: u32| (x ^ 0x9e37).wrapping_mul(2_654_435_761).rotate_left(13);
        let edges = (0..2 * n).map(|i| (hash(i) % n, hash(hash(i) + 1) % n));
        let graph = shape(n, edges);
        let dominators = Dominators::new(&graph);
        let oracle = simple_fast(&graph, NodeId::new(0));
        for id in graph.node_ids().skip(1) {
            let expected = oracle.immediate_dominator(id);
            let found = match dominators.of(id) {
                Dominator::Node(node) => Some(node),
                Dominator::Roots | Dominator::Unreachable => None,
            };
            assert_eq!(found, expected);
        }
    }
}
