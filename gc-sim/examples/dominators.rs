//! Who keeps how much, and by which path: on a small graph, with all that a large one needs.
//!
//! `cargo run --package gc-sim --example dominators`

use std::error::Error;
use std::io::Write;

use gc_sim::graph::{
    Depths, DominatorTree, Dominators, EdgeLabel, Graph, GraphBuilder, GraphError, Node, NodeId,
    PathLimits, RetainedSizes, Reverse, RootKind, paths_to_roots,
};

fn main() -> Result<(), Box<dyn Error>> {
    let (graph, buffer) = sessions()?;
    let name = |node| graph.name(graph.label(node));
    let mut out = std::io::stdout().lock();

    let dominators = Dominators::new(&graph);
    let retained = RetainedSizes::new(&graph, &dominators);
    let tree = DominatorTree::new(&dominators, &retained);
    writeln!(out, "{} bytes are reachable", retained.total())?;
    // A stack of its own, and no recursion: a tree may be as deep as the graph has nodes.
    let mut stack: Vec<(usize, NodeId)> = tree.top().iter().rev().map(|top| (0, *top)).collect();
    while let Some((depth, node)) = stack.pop() {
        writeln!(out, "{:8} {:indent$}{}", retained.of(node), "", name(node), indent = 2 * depth)?;
        stack.extend(tree.children(node).iter().rev().map(|child| (depth + 1, *child)));
    }

    writeln!(out, "\n{} is held by", name(buffer))?;
    let (reverse, depths) = (Reverse::new(&graph), Depths::new(&graph));
    let limits = PathLimits { paths: 10, length: 100, work: 100_000 };
    let found = paths_to_roots(&graph, &reverse, &depths, buffer, limits);
    for path in &found.paths {
        writeln!(out, "  {}", path.show(&graph))?;
    }
    if found.cut.any() {
        writeln!(out, "  and maybe others: {:?}", found.cut)?;
    }
    Ok(())
}

/// A table of sessions, one of which is also held by a timer's closure. Returns the buffer that
/// both hold.
fn sessions() -> Result<(Graph, NodeId), GraphError> {
    let mut builder = GraphBuilder::new();
    let kind = builder.name("*main.session")?;
    let table = add(&mut builder, 48, "table")?;
    let buffer = add(&mut builder, 65536, "buffer")?;
    for (index, user) in ["alice", "bob"].into_iter().enumerate() {
        let label = builder.name(user)?;
        let session = builder.add_node(Node::sized(96).kind(kind).label(label))?;
        builder.add_edge(table, session, EdgeLabel::Index(index as u32))?;
        let history = add(&mut builder, 4096, "history")?;
        let field = EdgeLabel::Field(builder.name("history")?);
        builder.add_edge(session, history, field)?;
        let field = EdgeLabel::Field(builder.name("buffer")?);
        builder.add_edge(session, buffer, field)?;
    }
    let closure = add(&mut builder, 24, "main.expire.func1")?;
    let variable = EdgeLabel::Captured(builder.name("buf")?);
    builder.add_edge(closure, buffer, variable)?;
    builder.add_root(table, RootKind::Global, "main.sessions")?;
    builder.add_root(closure, RootKind::Timer, "time.AfterFunc")?;
    Ok((builder.finish()?, buffer))
}

fn add(builder: &mut GraphBuilder, size: u64, label: &str) -> Result<NodeId, GraphError> {
    let label = builder.name(label)?;
    builder.add_node(Node::sized(size).label(label))
}
