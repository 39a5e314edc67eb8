//! Every algorithm on every shape, with a million nodes: all of them end, and none overflows the
//! stack. How fast they are, `cargo xtask bench graph` measures.

use super::*;

const N: u32 = 1_000_000;

/// Runs everything, and returns the retained size of node 0.
fn run_all(n: u32, edges: impl Iterator<Item = (u32, u32)>) -> u64 {
    let mut builder = GraphBuilder::new();
    for (source, target) in edges {
        builder.add_edge(NodeId::new(source), NodeId::new(target), EdgeLabel::None).unwrap();
    }
    let kinds = ["A", "B"].map(|kind| builder.name(kind).unwrap());
    for node in 0..n {
        builder.add_node(Node::sized(1).kind(kinds[node as usize % 2])).unwrap();
    }
    builder.add_root(NodeId::new(0), RootKind::Global, "x").unwrap();
    let graph = builder.finish().unwrap();
    let last = NodeId::new(n - 1);

    let alive = reachable(&graph);
    let reverse = Reverse::new(&graph);
    let components = Components::new(&graph, &reverse);
    assert!(components.len() <= graph.node_count());
    let depths = Depths::new(&graph);
    assert_eq!(depths.of(last).is_some(), alive.contains(last));
    let shortest = ShortestPaths::new(&graph).to(&graph, last);
    assert_eq!(shortest.as_ref().map(|path| path.steps.len() as u32), depths.of(last));
    let limits = PathLimits { paths: 3, length: u32::MAX, work: 1_000_000 };
    let paths = paths_to_roots(&graph, &reverse, &depths, last, limits).paths;
    assert_eq!(paths.first().map(|path| path.steps.len() as u32), depths.of(last));

    let dominators = Dominators::new(&graph);
    assert_eq!(dominators.reachable_count(), alive.len());
    let retained = RetainedSizes::new(&graph, &dominators);
    assert_eq!(retained.total(), alive.len() as u64);
    let tree = DominatorTree::new(&dominators, &retained);
    let kinds = retained_by_kind(&graph, &tree, &retained);
    assert_eq!(kinds.iter().map(|kind| kind.nodes).sum::<usize>(), alive.len());
    let removed = [last].into_iter().collect();
    assert_eq!(freed_without(&graph, &alive, &removed).bytes, retained.of(last));
    retained.of(NodeId::new(0))
}

#[test]
fn a_list() {
    assert_eq!(run_all(N, (1..N).map(|i| (i - 1, i))), u64::from(N));
}

#[test]
fn a_list_in_both_directions() {
    assert_eq!(run_all(N, (1..N).flat_map(|i| [(i - 1, i), (i, i - 1)])), u64::from(N));
}

#[test]
fn a_star() {
    assert_eq!(run_all(N, (1..N).map(|i| (0, i))), u64::from(N));
}

#[test]
fn a_comb() {
    let half = N / 2;
    let edges = (0..half).flat_map(|i| [(i, half + i), (i, i + 1)]).take(N as usize - 1);
    assert_eq!(run_all(N, edges), u64::from(N));
}

#[test]
fn a_list_that_shares_an_object() {
    let edges = (1..N - 1).flat_map(|i| [(i - 1, i), (i - 1, N - 1)]);
    assert_eq!(run_all(N, edges), u64::from(N));
}

#[test]
fn a_list_that_shares_its_end_first() {
    // The shared object is met first, so that all other edges to it go back.
    let edges = (1..N - 1).flat_map(|i| [(i - 1, N - 1), (i - 1, i)]);
    assert_eq!(run_all(N, edges), u64::from(N));
}

#[test]
fn random() {
    let mut state = 1_u64;
    let mut next = move || {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as u32) % N
    };
    assert!(run_all(N, (0..2 * N).map(move |_| (next(), next()))) <= u64::from(N));
}

#[test]
fn complete_bipartite() {
    let edges = (1..=1000).map(|i| (0, i));
    let across = (1..=1000).flat_map(|i| (1001..=2000).map(move |j| (i, j)));
    assert_eq!(run_all(2001, edges.chain(across)), 2001);
}

#[test]
fn a_list_above_what_others_hold_too() {
    let half = N / 2;
    let list = (1..half).map(|i| (i - 1, i));
    let held = (half..N - 1).flat_map(|i| [(half - 1, i), (N - 1, i)]);
    assert_eq!(run_all(N, list.chain([(0, N - 1)]).chain(held)), u64::from(N));
}
