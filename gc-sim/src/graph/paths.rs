//! All paths from the roots to a node, the shortest first.
//!
//! # How
//!
//! *Beginnings* of paths are grown backwards from the node. Breadth-first search has told how far
//! each node is from the roots, so what is known of a beginning is its own length and the least
//! that is still to come: together, a bound that never shrinks as the beginning grows. The
//! beginning with the least bound grows next (this is "A*", after Hart, Nilsson and Raphael, "A
//! formal basis for the heuristic determination of minimum cost paths", 1968), the longer one of
//! two with the same, so that paths are found in the order of their length and few beginnings
//! wait meanwhile.
//!
//! ```text
//! root -> a -> c;  root -> b -> a        to c:   c (0 + 1),  a c (1 + 0): a path
//!                                                b a c (2 + 0): a path
//! ```
//!
//! A graph has exponentially many paths, and a node may have millions of sources, so that there
//! are limits; which of them was met, [`Cut`] says.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::shortest::by_rank;
use super::{Depths, EdgeId, Graph, NodeId, Path, Reverse, Root, Step};

/// How far to go in search of paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathLimits {
    /// How many paths to show.
    pub paths: usize,
    /// How many edges a path may have.
    pub length: u32,
    /// How many steps to take: looking at an edge or a root is one, and so is comparing an edge's
    /// source with a node of the path it would join. Each edge takes 64 bytes at most.
    pub work: usize,
}

/// Paths from the roots to a node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    /// The paths: by length, then by [kind](super::RootKind) and name of the root, then by the
    /// names of the nodes, and at last by their ids.
    pub paths: Vec<Path>,
    /// What was left out.
    pub cut: Cut,
}

/// Which limits were met. If none was, there are no other paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Cut {
    /// There are more paths, or may be, none of them shorter than those shown.
    pub paths: bool,
    /// There may be paths that are longer than the limit.
    pub length: bool,
    /// The search ended early. Paths may be missing that are as long as the last one shown, or
    /// longer; only the first is certain to be as short as any.
    pub work: bool,
}

impl Cut {
    /// Whether anything was left out, or may have been.
    pub fn any(self) -> bool {
        self.paths || self.length || self.work
    }
}

/// The paths from the roots of `graph` to `node` on which no node comes twice. Of parallel edges
/// it takes the first. If there is a path within the length limit, there is one in the answer,
/// whatever the work limit is. `reverse` and `depths` must be of `graph`.
pub fn paths_to_roots(
    graph: &Graph,
    reverse: &Reverse,
    depths: &Depths,
    node: NodeId,
    limits: PathLimits,
) -> Paths {
    let mut paths = Paths { paths: Vec::new(), cut: Cut::default() };
    let Some(depth) = depths.of(node) else { return paths };
    if depth > limits.length {
        paths.cut.length = true;
        return paths;
    }
    if limits.paths == 0 {
        paths.cut.paths = true;
        return paths;
    }
    let beginnings = vec![Beginning { node, step: None, length: 0 }];
    let mut search = Search { reverse, depths, limits, beginnings, work: 0, paths };
    search.run(Waiting { bound: depth, length: 0, index: 0 });
    let Search { mut paths, .. } = search;
    if paths.paths.is_empty() {
        paths.paths.extend(shortest(graph, reverse, depths, node));
    }
    paths.paths.sort_by(|a, b| compare(graph, a, b));
    if paths.paths.len() > limits.paths {
        paths.paths.truncate(limits.paths);
        paths.cut.paths = true;
    }
    paths
}

/// The last part of a path: its first node, and what follows.
#[derive(Debug, Clone, Copy)]
struct Beginning {
    node: NodeId,
    /// The edge that follows, and the beginning that it leads to.
    step: Option<(EdgeId, u32)>,
    length: u32,
}

/// A beginning that is to grow, the next one the greatest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Waiting {
    bound: u32,
    length: u32,
    index: u32,
}

impl Ord for Waiting {
    fn cmp(&self, other: &Self) -> Ordering {
        (other.bound, self.length, other.index).cmp(&(self.bound, other.length, self.index))
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

struct Search<'a> {
    reverse: &'a Reverse,
    depths: &'a Depths,
    limits: PathLimits,
    beginnings: Vec<Beginning>,
    work: usize,
    paths: Paths,
}

impl Search<'_> {
    fn run(&mut self, first: Waiting) {
        let mut waiting = BinaryHeap::from([first]);
        while let Some(Waiting { bound, index, .. }) = waiting.pop() {
            let found = &self.paths.paths;
            // Paths as long as the last one wanted may come before it.
            let enough = found.get(self.limits.paths - 1);
            if enough.is_some_and(|last| last.steps.len() < bound as usize) {
                self.paths.cut.paths = true;
                return;
            }
            let beginning = self.beginnings[index as usize];
            for root in self.depths.roots_of(beginning.node) {
                self.work += 1;
                if self.work > self.limits.work && !self.paths.paths.is_empty() {
                    break;
                }
                let path = self.path(*root, beginning);
                self.paths.paths.push(path);
            }
            if !self.grow(index, &mut waiting) {
                self.paths.cut.work = true;
                return;
            }
        }
    }

    /// Puts what can stand before a beginning among those that wait. Returns whether the limit of
    /// work allowed it.
    fn grow(&mut self, index: u32, waiting: &mut BinaryHeap<Waiting>) -> bool {
        let beginning = self.beginnings[index as usize];
        let length = beginning.length + 1;
        let mut last = None;
        let (sources, edges) =
            (self.reverse.sources(beginning.node), self.reverse.edges(beginning.node));
        for (source, edge) in sources.iter().zip(edges) {
            self.work += 1;
            if self.work > self.limits.work {
                return false;
            }
            // Parallel edges stand side by side.
            let is_parallel = last.replace(*source) == Some(*source);
            let Some(depth) = self.depths.of(*source).filter(|_| !is_parallel) else { continue };
            if self.is_on(*source, beginning) {
                continue;
            }
            let bound = length.saturating_add(depth);
            if bound > self.limits.length {
                self.paths.cut.length = true;
                continue;
            }
            let Ok(next) = u32::try_from(self.beginnings.len()) else { return false };
            self.beginnings.push(Beginning { node: *source, step: Some((*edge, index)), length });
            waiting.push(Waiting { bound, length, index: next });
        }
        true
    }

    fn is_on(&mut self, node: NodeId, beginning: Beginning) -> bool {
        let mut beginning = beginning;
        loop {
            if beginning.node == node {
                return true;
            }
            let Some((_, next)) = beginning.step else { return false };
            self.work += 1;
            beginning = self.beginnings[next as usize];
        }
    }

    fn path(&self, root: Root, beginning: Beginning) -> Path {
        let mut steps = Vec::with_capacity(beginning.length as usize);
        let mut beginning = beginning;
        while let Some((edge, next)) = beginning.step {
            beginning = self.beginnings[next as usize];
            steps.push(Step { edge, node: beginning.node });
        }
        Path { root, steps }
    }
}

/// A shortest path, by going to any source that is nearer to the roots. Looks once at the sources
/// of each node on the path.
fn shortest(graph: &Graph, reverse: &Reverse, depths: &Depths, node: NodeId) -> Option<Path> {
    let mut steps = Vec::new();
    let mut node = node;
    while let Some(nearer) = depths.of(node)?.checked_sub(1) {
        let sources = reverse.sources(node);
        let at = sources.iter().position(|source| depths.of(*source) == Some(nearer))?;
        steps.push(Step { edge: reverse.edges(node)[at], node });
        node = sources[at];
    }
    steps.reverse();
    let root = depths.roots_of(node).iter().min_by(|a, b| by_rank(graph, a, b))?;
    Some(Path { root: *root, steps })
}

/// Which of two paths is shown first.
fn compare(graph: &Graph, a: &Path, b: &Path) -> Ordering {
    let name = |node| (graph.name(graph.label(node)), graph.name(graph.kind(node)));
    let length = |path: &Path| path.steps.len();
    let rank = |root: &Root| (root.kind, graph.name(root.name));
    length(a)
        .cmp(&length(b))
        .then_with(|| rank(&a.root).cmp(&rank(&b.root)))
        .then_with(|| a.nodes().map(name).cmp(b.nodes().map(name)))
        .then_with(|| a.nodes().cmp(b.nodes()))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use expect_test::{Expect, expect};
    use proptest::prelude::*;

    use crate::graph::testing::{graph, graphs, node};
    use crate::graph::{EdgeLabel, GraphBuilder, Node, RootKind};

    use super::*;

    const LIMITS: PathLimits = PathLimits { paths: 5, length: 100, work: 100_000 };

    #[track_caller]
    fn check(text: &str, to: &str, limits: PathLimits, expected: &Expect) {
        let graph = graph(text);
        let (reverse, depths) = (Reverse::new(&graph), Depths::new(&graph));
        let found = paths_to_roots(&graph, &reverse, &depths, node(&graph, to), limits);
        let lines = found.paths.iter().map(|path| format!("{}\n", path.show(&graph)));
        expected.assert_eq(&format!("{}{:?}", lines.collect::<String>(), found.cut));
    }

    const SIX: &str = "timer(t) -> a -> x; global(z) -> b -.f-> x; global(y) -> c -> x; \
                       stack(s) -> d -> e -[1]-> x; d -> e; x -> x; x -> a; a -> b; f -> x";

    #[test]
    fn the_shortest_first_then_by_root() {
        check(
            SIX,
            "x",
            LIMITS,
            &expect![[r#"
                global y -> c -> x
                global z -> b -.f-> x
                timer t -> a -> x
                stack frame s -> d -> e -[1]-> x
                timer t -> a -> b -.f-> x
                Cut { paths: false, length: false, work: false }"#]],
        );
    }

    #[test]
    fn limits_say_that_they_were_met() {
        check(
            SIX,
            "x",
            PathLimits { paths: 2, ..LIMITS },
            &expect![[r#"
                global y -> c -> x
                global z -> b -.f-> x
                Cut { paths: true, length: false, work: false }"#]],
        );
        check(
            SIX,
            "x",
            PathLimits { length: 1, ..LIMITS },
            &expect![[r#"
                global y -> c -> x
                global z -> b -.f-> x
                timer t -> a -> x
                Cut { paths: false, length: true, work: false }"#]],
        );
        check(
            SIX,
            "x",
            PathLimits { work: 0, ..LIMITS },
            &expect![[r#"
                timer t -> a -> x
                Cut { paths: false, length: false, work: true }"#]],
        );
        check(
            SIX,
            "x",
            PathLimits { length: 0, ..LIMITS },
            &expect!["Cut { paths: false, length: true, work: false }"],
        );
        check(
            SIX,
            "x",
            PathLimits { paths: 0, ..LIMITS },
            &expect!["Cut { paths: true, length: false, work: false }"],
        );
        check(SIX, "f", LIMITS, &expect!["Cut { paths: false, length: false, work: false }"]);
    }

    #[test]
    fn a_root_may_lie_on_another_ones_path() {
        check(
            "global(x) -> a; timer(t) -> a; stack(s) -> b -> a; stack(s) -> b",
            "a",
            LIMITS,
            &expect![[r#"
                global x -> a
                timer t -> a
                stack frame s -> b -> a
                Cut { paths: false, length: false, work: false }"#]],
        );
    }

    /// All paths, by trying all. It recurses, on graphs of a few nodes.
    fn naive(graph: &Graph, path: &mut Vec<NodeId>, to: NodeId, all: &mut BTreeSet<Vec<NodeId>>) {
        let last = path[path.len() - 1];
        if last == to {
            all.insert(path.clone());
            return;
        }
        for target in graph.targets(last) {
            if !path.contains(target) {
                path.push(*target);
                naive(graph, path, to, all);
                path.pop();
            }
        }
    }

    fn naive_paths(graph: &Graph, to: NodeId) -> Vec<(usize, RootKind, String, Vec<NodeId>)> {
        let mut found = BTreeSet::new();
        for root in graph.roots() {
            let mut all = BTreeSet::new();
            naive(graph, &mut vec![root.node], to, &mut all);
            let name = graph.name(root.name);
            found.extend(
                all.into_iter().map(|path| (path.len() - 1, root.kind, name.to_owned(), path)),
            );
        }
        found.into_iter().collect()
    }

    proptest! {
        #[test]
        fn they_are_all_there_are(graph in graphs(7), paths in 1..20_usize, length in 0..8_u32) {
            let (reverse, depths) = (Reverse::new(&graph), Depths::new(&graph));
            let names = |path: &Vec<NodeId>| -> Vec<String> {
                path.iter().map(|id| graph.name(graph.kind(*id)).to_owned()).collect()
            };
            for id in graph.node_ids() {
                let all = naive_paths(&graph, id);
                let mut expected: Vec<_> =
                    all.iter().filter(|path| path.0 <= length as usize).cloned().collect();
                expected.sort_by_key(|(length, kind, root, path)| {
                    (*length, *kind, root.clone(), names(path), path.clone())
                });
                let n_within = expected.len();
                expected.truncate(paths);

                let limits = PathLimits { paths, length, work: usize::MAX };
                let found = paths_to_roots(&graph, &reverse, &depths, id, limits);
                let key = |path: &Path| {
                    let name = graph.name(path.root.name).to_owned();
                    (path.steps.len(), path.root.kind, name, path.nodes().collect::<Vec<_>>())
                };
                prop_assert_eq!(found.paths.iter().map(key).collect::<Vec<_>>(), expected);
                if !found.cut.any() {
                    prop_assert_eq!(found.paths.len(), all.len());
                }
                if n_within > paths {
                    prop_assert!(found.cut.paths);
                }
                for path in &found.paths {
                    for (source, step) in path.nodes().zip(&path.steps) {
                        prop_assert_eq!(graph.edge_between(source, step.node), Some(step.edge));
                    }
                }

                let little = PathLimits { work: 2, ..limits };
                let found_with_little = paths_to_roots(&graph, &reverse, &depths, id, little);
                prop_assert_eq!(
                    found_with_little.paths.first().map(|path| path.steps.len()),
                    found.paths.first().map(|path| path.steps.len())
                );
            }
        }
    }

    #[test]
    fn exponentially_many_paths_are_cut_off() {
        // A chain of diamonds: two ways at each of 60 places.
        let mut builder = GraphBuilder::new();
        for _ in 0..181 {
            builder.add_node(Node::default()).unwrap();
        }
        for start in (0..180).step_by(3) {
            for (source, target) in [(0, 1), (0, 2), (1, 3), (2, 3)] {
                let [source, target] = [source, target].map(|end| NodeId::new(start + end));
                builder.add_edge(source, target, EdgeLabel::None).unwrap();
            }
        }
        builder.add_root(NodeId::new(0), RootKind::Global, "x").unwrap();
        let graph = builder.finish().unwrap();
        let (reverse, depths) = (Reverse::new(&graph), Depths::new(&graph));
        let limits = PathLimits { paths: 10, length: 1000, work: 200_000 };
        let found = paths_to_roots(&graph, &reverse, &depths, NodeId::new(180), limits);
        assert_eq!(found.paths.len(), 10);
        assert!(found.cut.work && found.cut.paths);
        assert!(found.paths.iter().all(|path| path.steps.len() == 120));
    }
}
