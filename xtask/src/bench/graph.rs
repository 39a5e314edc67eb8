//! `cargo xtask bench graph`: gc-sim's graph on the shapes that heaps have, beside petgraph's
//! dominators on the same graph in the same run.
//!
//! All shapes have one root, node 0. Petgraph takes long on large ones, and quadratic time on some
//! shapes: there, both are measured on a smaller graph of the same shape, in a line of its own.

use std::env;
use std::fs;
use std::hint::black_box;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result};
use gc_sim::graph::{
    Dominators, EdgeLabel, Graph, GraphBuilder, GraphError, Node, NodeId, RetainedSizes, RootKind,
    reachable,
};
use petgraph::algo::dominators::simple_fast;

use crate::shell;

use super::Request;

/// A shape of graphs.
struct Shape {
    name: &'static str,
    /// How many nodes it is measured with.
    n_nodes: u32,
    /// With how many nodes petgraph can do it.
    n_petgraph: u32,
    /// Calls back with each edge of one with so many nodes.
    edges: fn(u32, &mut dyn FnMut(u32, u32)),
}

const TEN_MILLION: u32 = 10_000_000;
/// Petgraph takes minutes for more, on some of the shapes.
const TWO_MILLION: u32 = 2_000_000;

const SHAPES: &[Shape] = &[
    Shape { name: "list", n_nodes: TEN_MILLION, n_petgraph: TWO_MILLION, edges: list },
    Shape { name: "star", n_nodes: TEN_MILLION, n_petgraph: TWO_MILLION, edges: star },
    Shape { name: "comb", n_nodes: TEN_MILLION, n_petgraph: TWO_MILLION, edges: comb },
    Shape { name: "random", n_nodes: TEN_MILLION, n_petgraph: TWO_MILLION, edges: random },
    Shape { name: "heap-like", n_nodes: TEN_MILLION, n_petgraph: TWO_MILLION, edges: heap_like },
    Shape { name: "list sharing one", n_nodes: TEN_MILLION, n_petgraph: 50_000, edges: sharing },
    Shape { name: "list above shared", n_nodes: TEN_MILLION, n_petgraph: 50_000, edges: above },
    Shape { name: "complete bipartite", n_nodes: 6001, n_petgraph: 6001, edges: bipartite },
];

fn list(n: u32, edge: &mut dyn FnMut(u32, u32)) {
    (1..n).for_each(|node| edge(node - 1, node));
}

fn star(n: u32, edge: &mut dyn FnMut(u32, u32)) {
    (1..n).for_each(|node| edge(0, node));
}

/// A list each of whose nodes has a tooth.
fn comb(n: u32, edge: &mut dyn FnMut(u32, u32)) {
    let n_teeth = n / 2;
    for node in 0..n_teeth {
        edge(node, n_teeth + node);
        if node + 1 < n_teeth {
            edge(node, node + 1);
        }
    }
}

/// Two edges for each node, from anywhere to anywhere, in no order. A fifth cannot be reached.
fn random(n: u32, edge: &mut dyn FnMut(u32, u32)) {
    let mut random = Random(1);
    // Otherwise node 0 may lead nowhere.
    (1..10.min(n)).for_each(|node| edge(0, node));
    (10..2 * n).for_each(|_| edge(random.below(n), random.below(n)));
}

/// Each node is held by one that was there before it, and refers to any other. Their edges come
/// in the order of their sources, as from a dump.
fn heap_like(n: u32, edge: &mut dyn FnMut(u32, u32)) {
    let mut random = Random(2);
    let parents: Vec<u32> = (1..n).map(|node| random.below(node)).collect();
    let mut edges: Vec<(u32, u32)> = parents.into_iter().zip(1..).collect();
    edges.extend((0..n).map(|node| (node, random.below(n))));
    edges.sort_unstable();
    for (source, target) in edges {
        edge(source, target);
    }
}

/// A list whose nodes all refer to the same object.
fn sharing(n: u32, edge: &mut dyn FnMut(u32, u32)) {
    for node in 1..n - 1 {
        edge(node - 1, node);
        edge(node - 1, n - 1);
    }
}

/// A list whose last node holds as many others, each of which the root's second object holds too.
fn above(n: u32, edge: &mut dyn FnMut(u32, u32)) {
    let half = n / 2;
    (1..half).for_each(|node| edge(node - 1, node));
    (half..n - 1).for_each(|node| edge(half - 1, node));
    edge(0, n - 1);
    (half..n - 1).for_each(|node| edge(n - 1, node));
}

/// A root above half of the nodes, each of which refers to each of the other half.
fn bipartite(n: u32, edge: &mut dyn FnMut(u32, u32)) {
    let half = n / 2;
    (1..=half).for_each(|node| edge(0, node));
    for source in 1..=half {
        (half + 1..n).for_each(|target| edge(source, target));
    }
}

/// Pseudo-random numbers, always the same.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        // Knuth's constants for 64 bits, of which the upper ones are good.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (((self.0 >> 32) * u64::from(limit)) >> 32) as u32
    }
}

pub(super) fn run(request: &Request) -> Result<()> {
    println!("million nodes a second, one thread; in brackets seconds of a processor");
    println!(
        "{:<19}{:>9}{:>9}  {:<15}{:<15}{:<15}{:<15}{:<17}{:<8}bytes/node",
        "", "nodes", "edges", "build", "reach", "dominators", "retained", "petgraph", "ratio"
    );
    for shape in SHAPES {
        // Short is small, but for petgraph's sake no smaller than what it is slow on.
        let scale = |n: u32| if request.short && n > 100_000 { n / 50 } else { n };
        let (n_nodes, n_petgraph) = (scale(shape.n_nodes), scale(shape.n_petgraph));
        measure(shape, n_nodes, n_nodes == n_petgraph)?;
        if n_nodes != n_petgraph {
            measure(shape, n_petgraph, true)?;
        }
    }
    println!(
        "ratio: petgraph's simple_fast to these dominators, on the same graph. bytes/node: the\n\
         most that dominators took at a time, their result included, as set aside and as used."
    );
    Ok(())
}

/// Prints a line.
fn measure(shape: &Shape, n_nodes: u32, with_petgraph: bool) -> Result<()> {
    let mut edges = Vec::new();
    (shape.edges)(n_nodes, &mut |source, target| edges.push((source, target)));
    let n_edges = edges.len();
    let (graph, build) = timed(|| build(n_nodes, &edges));
    let graph = graph?;
    drop(edges);

    // Small ones are measured more often.
    let n_rounds = if n_nodes > 1_000_000 { 3 } else { 9 };
    let reach = median(n_rounds, || timed(|| black_box(reachable(&graph))).1);
    let dominators = Dominators::new(&graph);
    let dominate = median(n_rounds, || timed(|| black_box(Dominators::new(&graph))).1);
    let retain =
        median(n_rounds, || timed(|| black_box(RetainedSizes::new(&graph, &dominators))).1);
    let petgraph =
        with_petgraph.then(|| timed(|| black_box(simple_fast(&graph, NodeId::new(0)))).1);

    let count = f64::from(n_nodes);
    let speed = |seconds: f64| format!("{:.1} ({seconds:.3})", count / seconds / 1e6);
    let computed = shell::float(dominators.peak_bytes()) / count;
    // A small one fits into what the allocator has already.
    let used = if n_nodes > 1_000_000 { memory_in_child(shape, n_nodes)? } else { "?".to_owned() };
    println!(
        "{:<19}{n_nodes:>9}{n_edges:>9}  {:<15}{:<15}{:<15}{:<15}{:<17}{:<8}{computed:.1}, {used}",
        shape.name,
        speed(build),
        speed(reach),
        speed(dominate),
        speed(retain),
        petgraph.map_or("-".to_owned(), speed),
        petgraph.map_or("-".to_owned(), |petgraph| format!("{:.1}", petgraph / dominate)),
    );
    Ok(())
}

/// Prints how many bytes for each node dominators really use, in a process that has done nothing
/// else but to build the graph.
pub(super) fn print_memory(name: &str, n_nodes: u32) -> Result<()> {
    let shape = SHAPES.iter().find(|shape| shape.name == name).context("no such shape")?;
    let mut edges = Vec::new();
    (shape.edges)(n_nodes, &mut |source, target| edges.push((source, target)));
    let graph = build(n_nodes, &edges)?;
    drop(edges);
    let before = forget_peak();
    black_box(Dominators::new(&graph));
    let used = before.and_then(|before| Some(memory("VmHWM:")?.saturating_sub(before)));
    let used = used.map(|used| shell::float(used) / f64::from(n_nodes));
    println!("{}", used.map_or("?".to_owned(), |used| format!("{used:.1}")));
    Ok(())
}

/// What [`print_memory`] prints.
fn memory_in_child(shape: &Shape, n_nodes: u32) -> Result<String> {
    let mut child = Command::new(env::current_exe().context("finding this program")?);
    child.args(["bench", "--memory", shape.name, &n_nodes.to_string()]);
    Ok(shell::read(&mut child)?.trim().to_owned())
}

fn build(n_nodes: u32, edges: &[(u32, u32)]) -> Result<Graph, GraphError> {
    let mut builder = GraphBuilder::with_capacity(n_nodes as usize, edges.len());
    for _ in 0..n_nodes {
        builder.add_node(Node::sized(16))?;
    }
    for (source, target) in edges {
        builder.add_edge(NodeId::new(*source), NodeId::new(*target), EdgeLabel::None)?;
    }
    builder.add_root(NodeId::new(0), RootKind::Global, "root")?;
    builder.finish()
}

/// What `work` returns, and the seconds it took: of a processor where the kernel counts them, so
/// that others on the machine do not, and else by the clock.
fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let (start, start_processor) = (Instant::now(), processor_seconds());
    let result = work();
    let by_clock = start.elapsed().as_secs_f64();
    // The kernel counts in ticks of some milliseconds, which is too coarse for what is short.
    let seconds = match (start_processor, processor_seconds()) {
        (Some(start), Some(end)) if by_clock > 0.1 => end - start,
        _ => by_clock,
    };
    (result, seconds)
}

/// How long this thread has had a processor, on Linux.
fn processor_seconds() -> Option<f64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(text.split_whitespace().next()?.parse::<f64>().ok()? / 1e9)
}

fn median(n_rounds: usize, mut seconds: impl FnMut() -> f64) -> f64 {
    let mut rounds: Vec<f64> = (0..n_rounds).map(|_| seconds()).collect();
    rounds.sort_by(f64::total_cmp);
    rounds.get(n_rounds / 2).copied().unwrap_or_default()
}

/// Makes the kernel forget the most memory this process has had, and returns what it has now, in
/// bytes. `None` where that is not Linux's way.
fn forget_peak() -> Option<usize> {
    fs::write("/proc/self/clear_refs", "5").ok()?;
    memory("VmRSS:")
}

/// A line of what the kernel says of this process's memory, in bytes.
pub(super) fn memory(name: &str) -> Option<usize> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(name))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<usize>().ok()? * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_have_the_nodes_they_say() {
        for shape in SHAPES {
            let mut edges = Vec::new();
            (shape.edges)(101, &mut |source, target| edges.push((source, target)));
            let graph = build(101, &edges).unwrap();
            let n_reached = reachable(&graph).len();
            let least = if shape.name == "random" { 50 } else { 100 };
            assert!(n_reached >= least, "{}: {n_reached}", shape.name);
        }
    }
}
