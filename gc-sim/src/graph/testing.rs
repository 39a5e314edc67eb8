//! Graphs drawn as text, for the tests of this module.

use std::collections::HashMap;
use std::fmt::Display;

use proptest::prelude::*;

use super::{EdgeLabel, Graph, GraphBuilder, Node, NodeId, RootKind};

/// The graph that is drawn in `text`, such as `global(main.x) -> a:8 -.next-> b; root -> b`.
///
/// Lines and semicolons separate chains. A node is a label, and `:size` where it is first met
/// if it is not 1. A chain may start with what makes its next node a root: `root`, or a kind with
/// a name: `global(x)`, `stack(x)`, `goroutine(x)`, `timer(x)`. Edges are `->`, `-.field->`,
/// `-[index]->` and `-{variable}->`.
#[track_caller]
pub(super) fn graph(text: &str) -> Graph {
    let mut builder = GraphBuilder::new();
    let mut known = HashMap::new();
    for chain in text.split([';', '\n']) {
        let mut words = chain.split_whitespace();
        let Some(first) = words.next() else { continue };
        let root = root(first);
        let mut last = match root {
            Some(_) => None,
            None => Some(add_node(&mut builder, &mut known, first)),
        };
        while let Some(arrow) = words.next() {
            let word = words.next().expect("a node behind the arrow");
            let node = add_node(&mut builder, &mut known, word);
            match (last, root) {
                (Some(last), _) => {
                    let label = edge_label(&mut builder, arrow);
                    builder.add_edge(last, node, label).unwrap();
                }
                (None, Some((kind, name))) => builder.add_root(node, kind, name).unwrap(),
                (None, None) => unreachable!("a chain starts with a node or a root"),
            }
            last = Some(node);
        }
    }
    builder.finish().unwrap()
}

fn root(word: &str) -> Option<(RootKind, &str)> {
    if word == "root" {
        return Some((RootKind::Other, ""));
    }
    let (kind, name) = word.strip_suffix(')')?.split_once('(')?;
    let kind = match kind {
        "global" => RootKind::Global,
        "stack" => RootKind::StackFrame,
        "goroutine" => RootKind::Goroutine,
        "timer" => RootKind::Timer,
        _ => panic!("no root is called {kind}"),
    };
    Some((kind, name))
}

fn add_node(builder: &mut GraphBuilder, known: &mut HashMap<String, NodeId>, word: &str) -> NodeId {
    let (label, size) = word.split_once(':').unwrap_or((word, "1"));
    *known.entry(label.to_owned()).or_insert_with(|| {
        let name = builder.name(label).unwrap();
        builder.add_node(Node::sized(size.parse().unwrap()).label(name)).unwrap()
    })
}

fn edge_label(builder: &mut GraphBuilder, arrow: &str) -> EdgeLabel {
    let inner = arrow.strip_prefix('-').and_then(|rest| rest.strip_suffix('>')).expect("an arrow");
    let inner = inner.strip_suffix('-').unwrap_or(inner);
    let between = |open, close| inner.strip_prefix(open)?.strip_suffix(close);
    if let Some(index) = between('[', ']') {
        EdgeLabel::Index(index.parse().unwrap())
    } else if let Some(name) = between('{', '}') {
        EdgeLabel::Captured(builder.name(name).unwrap())
    } else if let Some(name) = inner.strip_prefix('.') {
        EdgeLabel::Field(builder.name(name).unwrap())
    } else {
        EdgeLabel::None
    }
}

/// The node with this label.
#[track_caller]
pub(super) fn node(graph: &Graph, label: &str) -> NodeId {
    graph.node_ids().find(|id| graph.name(graph.label(*id)) == label).expect("such a node")
}

/// The labels of `nodes`, with spaces between.
pub(super) fn labels(graph: &Graph, nodes: impl IntoIterator<Item = NodeId>) -> String {
    let labels: Vec<&str> = nodes.into_iter().map(|id| graph.name(graph.label(id))).collect();
    labels.join(" ")
}

/// A line for each node: its label, and what `answer` says of it.
pub(super) fn lines<T: Display>(graph: &Graph, answer: impl Fn(NodeId) -> T) -> String {
    let line = |id| format!("{}: {}", graph.name(graph.label(id)), answer(id));
    graph.node_ids().map(|id| line(id).trim_end().to_owned() + "\n").collect()
}

/// Graphs of up to `n_nodes` nodes: any edges, parallel ones, circles of one node, unreachable
/// nodes, no roots or several, the same root twice.
pub(super) fn graphs(n_nodes: u32) -> impl Strategy<Value = Graph> {
    let graph = (1..=n_nodes).prop_flat_map(|n| {
        let node = 0..n;
        let edges = prop::collection::vec((node.clone(), node.clone()), 0..3 * n as usize);
        let roots = prop::collection::vec((node, 0..3_usize), 0..4);
        (prop::collection::vec(0..100_u64, n as usize), edges, roots)
    });
    graph.prop_map(|(sizes, edges, roots)| {
        let mut builder = GraphBuilder::new();
        for size in sizes {
            let kind = builder.name(["A", "B", "C"][size as usize % 3]).unwrap();
            builder.add_node(Node::sized(size).kind(kind)).unwrap();
        }
        for (source, target) in edges {
            let label = EdgeLabel::Index(source ^ target);
            builder.add_edge(NodeId::new(source), NodeId::new(target), label).unwrap();
        }
        for (node, kind) in roots {
            let kind = [RootKind::Global, RootKind::StackFrame, RootKind::Timer][kind];
            builder.add_root(NodeId::new(node), kind, ["y", "x"][node as usize % 2]).unwrap();
        }
        builder.finish().unwrap()
    })
}

/// Whether `node` can be reached without `removed`, by the definition: whatever is reached is
/// spread until nothing new comes.
pub(super) fn naive_reach(graph: &Graph, removed: &[NodeId]) -> Vec<NodeId> {
    let mut reached: Vec<NodeId> = graph.roots().iter().map(|root| root.node).collect();
    reached.retain(|id| !removed.contains(id));
    loop {
        let mut next = reached.clone();
        next.extend(reached.iter().flat_map(|id| graph.targets(*id)));
        next.retain(|id| !removed.contains(id));
        next.sort_unstable();
        next.dedup();
        if next == reached {
            return reached;
        }
        reached = next;
    }
}
