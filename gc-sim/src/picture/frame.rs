//! How the parts of a picture look at one moment, when the picture itself has all that there ever is.

use super::{Edge, EdgeStyle, Node, NodeIndex, NodeStyle, Picture};

/// One moment: a look for each node and each edge of a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// For each node, in the picture's order.
    pub nodes: Vec<NodeFrame>,
    /// For each edge, in the picture's order; `None` for one that is not there.
    pub edges: Vec<Option<EdgeStyle>>,
    /// In place of the picture's notes.
    pub notes: Vec<String>,
}

/// A node at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeFrame {
    /// How it looks; `None` if it is not there.
    pub style: Option<NodeStyle>,
    /// Whether it is marked.
    pub is_marked: bool,
    /// In place of the last line of its label.
    pub state: String,
}

impl Frame {
    /// The picture at this moment, with only what is there.
    pub fn of(&self, whole: &Picture) -> Picture {
        let mut picture = Picture {
            nodes: Vec::new(),
            edges: Vec::new(),
            notes: self.notes.iter().filter(|note| !note.is_empty()).cloned().collect(),
            ..whole.clone()
        };
        let mut places = Vec::new();
        for (node, now) in whole.nodes.iter().zip(&self.nodes) {
            places.push(now.style.map(|style| {
                let label = with_state(&node.label, &now.state);
                picture.add_node(Node { label, style, is_marked: now.is_marked, ..node.clone() })
            }));
        }
        let place = |index: NodeIndex| places.get(index.0 as usize).copied().flatten();
        for (edge, now) in whole.edges.iter().zip(&self.edges) {
            if let (Some(style), Some(from), Some(to)) = (*now, place(edge.from), place(edge.to)) {
                picture.add_edge(Edge { from, to, style, ..edge.clone() });
            }
        }
        picture
    }

    /// Whether each group of the picture has a node that is there.
    #[cfg(feature = "render")]
    pub(super) fn groups(&self, whole: &Picture) -> Vec<bool> {
        let mut seen = vec![false; whole.groups.len()];
        for (node, _) in whole.nodes.iter().zip(&self.nodes).filter(|(_, now)| now.style.is_some())
        {
            if let Some(group) = node.group.and_then(|group| seen.get_mut(group.0 as usize)) {
                *group = true;
            }
        }
        seen
    }
}

/// The label with another last line.
fn with_state(label: &str, state: &str) -> String {
    match label.rsplit_once('\n') {
        Some((kept, _)) if state.is_empty() => kept.to_owned(),
        Some((kept, _)) => format!("{kept}\n{state}"),
        None => label.to_owned(),
    }
}
