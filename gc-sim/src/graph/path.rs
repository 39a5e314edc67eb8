//! A path from a root to a node, and how it is written.

use std::fmt;

use super::{EdgeId, EdgeLabel, Graph, NodeId, Root};

/// A path from a root to a node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    /// What keeps the first node, and which that is.
    pub root: Root,
    /// The edges that follow, and where each leads; none if the first node is the last.
    pub steps: Vec<Step>,
}

/// A step of a [`Path`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Step {
    /// The edge; the first, where several are parallel.
    pub edge: EdgeId,
    /// Where it leads.
    pub node: NodeId,
}

impl Path {
    /// The nodes on it, from the root's to the last.
    pub fn nodes(&self) -> impl DoubleEndedIterator<Item = NodeId> + '_ {
        std::iter::once(self.root.node).chain(self.steps.iter().map(|step| step.node))
    }

    /// The path as a line of text. `graph` must be the one it was found in.
    ///
    /// ```text
    /// global main.cache -> cache -.entries-> entries -[3]-> entry -{buf}-> buf
    /// ```
    pub fn show<'a>(&'a self, graph: &'a Graph) -> ShowPath<'a> {
        ShowPath { path: self, graph }
    }
}

/// A path that can be written.
#[derive(Debug, Clone, Copy)]
pub struct ShowPath<'a> {
    path: &'a Path,
    graph: &'a Graph,
}

impl fmt::Display for ShowPath<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, graph } = self;
        f.write_str(path.root.kind.word())?;
        let name = graph.name(path.root.name);
        if !name.is_empty() {
            write!(f, " {name}")?;
        }
        f.write_str(" -> ")?;
        write_node(f, graph, path.root.node)?;
        for step in &path.steps {
            match graph.edge_label(step.edge) {
                EdgeLabel::None => f.write_str(" -> ")?,
                EdgeLabel::Field(name) => write!(f, " -.{}-> ", graph.name(name))?,
                EdgeLabel::Index(index) => write!(f, " -[{index}]-> ")?,
                EdgeLabel::Captured(name) => write!(f, " -{{{}}}-> ", graph.name(name))?,
            }
            write_node(f, graph, step.node)?;
        }
        Ok(())
    }
}

/// By the best there is to call it.
fn write_node(f: &mut fmt::Formatter<'_>, graph: &Graph, node: NodeId) -> fmt::Result {
    let (label, kind) = (graph.name(graph.label(node)), graph.name(graph.kind(node)));
    match (label, kind, graph.address(node)) {
        ("", "", None) => write!(f, "{node}"),
        ("", "", Some(address)) => write!(f, "{address:#x}"),
        ("", kind, None) => write!(f, "{kind} {node}"),
        ("", kind, Some(address)) => write!(f, "{kind} {address:#x}"),
        (label, _, _) => f.write_str(label),
    }
}
