//! An inert drawing: nodes, edges, groups and a legend, as DOT, SVG or PNG.
//!
//! The fields are public and mean only what can be seen. A caller says in the legend what a style stands for.
//! Nothing is told by colour alone: each style also differs in its line, its outline or its text, so that a picture
//! can be printed in black and white.
//!
//! Files, in reading order: `style` (how each style looks), `escape` (text to DOT), `legend` (the block below),
//! `dot` (the only user of `dot-writer`), `collapse` (large pictures), `svg` (the only user of the layout engine),
//! `png` (the only user of the rasteriser), `frame` (how the parts look at one moment), `css` and `stencil` (a layout
//! that is drawn at many moments).

mod collapse;
#[cfg(feature = "render")]
mod css;
mod dot;
mod error;
mod escape;
mod format;
mod frame;
mod legend;
#[cfg(feature = "render")]
pub(crate) mod png;
#[cfg(feature = "render")]
mod stencil;
mod style;
#[cfg(feature = "render")]
mod svg;

pub use collapse::{EDGES_PER_NODE, NODE_LIMIT, collapse};
#[cfg(feature = "render")]
pub use css::css;
pub use error::PictureError;
pub(crate) use escape::xml as escape_xml;
pub use format::Format;
pub use frame::{Frame, NodeFrame};
#[cfg(feature = "render")]
pub use png::{MAX_PIXELS, MAX_SIDE};
#[cfg(feature = "render")]
pub use stencil::Stencil;
pub use style::{EdgeStyle, NodeStyle};

/// A drawing, ready to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// The heading, above the drawing; empty for none.
    pub title: String,
    /// Which way the edges run.
    pub direction: Direction,
    /// The nodes, named by their place in this list.
    pub nodes: Vec<Node>,
    /// The edges, drawn in this order.
    pub edges: Vec<Edge>,
    /// The frames that nodes can be put in, named by their place in this list. One without nodes is not drawn.
    pub groups: Vec<Group>,
    /// What the styles mean, as small print below the drawing.
    pub legend: Vec<LegendEntry>,
    /// Sentences below the title, such as what was left out.
    pub notes: Vec<String>,
    /// With more nodes than this, the renderers draw [`collapse`]'s answer in place of the picture itself.
    pub node_limit: usize,
}

/// A node's place in [`Picture::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIndex(pub u32);

/// A group's place in [`Picture::groups`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GroupIndex(pub u32);

/// Which way the edges run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Direction {
    /// From left to right. Edges leave from their row.
    #[default]
    Right,
    /// From top to bottom. Edges leave from the whole node, since from a row they would cross the rows below.
    Down,
}

/// A box with text in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The text; each line of it becomes a line of the drawing.
    pub label: String,
    /// A table below the text, such as the fields of an object.
    pub rows: Vec<Row>,
    /// More about the node, shown when the pointer rests on it.
    pub detail: Option<String>,
    /// How the node looks.
    pub style: NodeStyle,
    /// Whether it stands out from others of its style, by a thick orange outline.
    pub is_marked: bool,
    /// The frame around the node.
    pub group: Option<GroupIndex>,
    /// How many equal things this one node stands for; above one it is drawn as `× 10,000`.
    pub count: u64,
}

/// One line of a node's table.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Row {
    /// The columns. In a shorter row the last one fills the rest of the line.
    pub cells: Vec<String>,
}

/// An arrow between two nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Where the arrow starts.
    pub from: NodeIndex,
    /// The row of that node it starts at, if not at the node as a whole.
    pub from_row: Option<u32>,
    /// Where the arrow points.
    pub to: NodeIndex,
    /// The words beside the arrow; empty for none.
    pub label: String,
    /// How the arrow looks.
    pub style: EdgeStyle,
}

/// A frame around some nodes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The words in the frame's corner.
    pub label: String,
}

/// A sample of a style, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegendEntry {
    /// The style.
    pub sample: Sample,
    /// What it stands for in this picture.
    pub meaning: String,
}

/// What a line of the legend shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sample {
    /// A small box.
    Node(NodeStyle),
    /// A small box that is marked.
    Mark,
    /// A short arrow.
    Edge(EdgeStyle),
}

/// Writes the picture as DOT, the language of Graphviz.
pub fn dot(picture: &Picture) -> String {
    dot::write(&drawable(picture))
}

/// Draws the picture as a complete SVG document.
///
/// The document has a title and a description, and every node and edge has its own, for screen readers and for the
/// pointer.
#[cfg(feature = "render")]
pub fn svg(picture: &Picture) -> Result<String, PictureError> {
    Ok(svg::draw(&drawable(picture))?.text)
}

/// Draws the picture as a PNG file's bytes, with fonts of its own: no font need be installed.
///
/// A point becomes two pixels. A drawing that would pass [`MAX_SIDE`] or [`MAX_PIXELS`] is drawn smaller, and one
/// that would then be too small to read is [`PictureError::TooLarge`].
#[cfg(feature = "render")]
pub fn png(picture: &Picture) -> Result<Vec<u8>, PictureError> {
    png::draw(&svg::draw(&drawable(picture))?)
}

/// Draws the picture in the format asked for, as a file's bytes.
///
/// Without the feature `render` there is only DOT, and the rest is [`PictureError::NotBuilt`].
pub fn render(picture: &Picture, format: Format) -> Result<Vec<u8>, PictureError> {
    match format {
        Format::Dot => Ok(dot(picture).into_bytes()),
        #[cfg(feature = "render")]
        Format::Svg => svg(picture).map(String::into_bytes),
        #[cfg(feature = "render")]
        Format::Png => png(picture),
        #[cfg(not(feature = "render"))]
        Format::Svg | Format::Png => Err(PictureError::NotBuilt { format }),
    }
}

/// The picture that is really drawn: within its limit, and without edges that lead nowhere.
fn drawable(picture: &Picture) -> Picture {
    collapse(picture, picture.node_limit)
}

impl Picture {
    /// An empty picture, drawn from left to right.
    pub fn new(title: impl Into<String>) -> Self {
        Self {
            title: title.into(),
            direction: Direction::default(),
            nodes: Vec::new(),
            edges: Vec::new(),
            groups: Vec::new(),
            legend: Vec::new(),
            notes: Vec::new(),
            node_limit: NODE_LIMIT,
        }
    }

    /// Adds a node, and says which it became.
    pub fn add_node(&mut self, node: Node) -> NodeIndex {
        self.nodes.push(node);
        NodeIndex(last_index(self.nodes.len()))
    }

    /// Adds an edge.
    pub fn add_edge(&mut self, edge: Edge) {
        self.edges.push(edge);
    }

    /// Adds a group, and says which it became.
    pub fn add_group(&mut self, label: impl Into<String>) -> GroupIndex {
        self.groups.push(Group { label: label.into() });
        GroupIndex(last_index(self.groups.len()))
    }

    /// Says in the legend what a style means.
    pub fn explain(&mut self, sample: Sample, meaning: impl Into<String>) {
        self.legend.push(LegendEntry { sample, meaning: meaning.into() });
    }
}

impl Node {
    /// A plain node.
    pub fn new(label: impl Into<String>) -> Self {
        Self {
            label: label.into(),
            rows: Vec::new(),
            detail: None,
            style: NodeStyle::Box,
            is_marked: false,
            group: None,
            count: 1,
        }
    }

    /// The node with one more row.
    #[must_use]
    pub fn row<Cell: Into<String>>(mut self, cells: impl IntoIterator<Item = Cell>) -> Self {
        self.rows.push(Row { cells: cells.into_iter().map(Into::into).collect() });
        self
    }

    /// The node with this detail.
    #[must_use]
    pub fn detail(self, detail: impl Into<String>) -> Self {
        Self { detail: Some(detail.into()), ..self }
    }

    /// The node in this style.
    #[must_use]
    pub fn style(self, style: NodeStyle) -> Self {
        Self { style, ..self }
    }

    /// The node inside this group.
    #[must_use]
    pub fn group(self, group: GroupIndex) -> Self {
        Self { group: Some(group), ..self }
    }
}

impl Edge {
    /// A solid edge without words.
    pub fn new(from: NodeIndex, to: NodeIndex) -> Self {
        Self { from, from_row: None, to, label: String::new(), style: EdgeStyle::Solid }
    }

    /// The edge with these words.
    #[must_use]
    pub fn label(self, label: impl Into<String>) -> Self {
        Self { label: label.into(), ..self }
    }

    /// The edge in this style.
    #[must_use]
    pub fn style(self, style: EdgeStyle) -> Self {
        Self { style, ..self }
    }

    /// The edge from one row of its first node.
    #[must_use]
    pub fn from_row(self, row: u32) -> Self {
        Self { from_row: Some(row), ..self }
    }
}

/// The index of the last of `length` things.
fn last_index(length: usize) -> u32 {
    u32::try_from(length.saturating_sub(1))
        .expect("a picture has fewer than four thousand million parts")
}

/// The number with a comma after every three digits: `10,000`.
fn with_commas(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_part_the_thousands() {
        let written: Vec<_> = [0, 7, 999, 1000, 10_000, 1_234_567].map(with_commas).into();
        assert_eq!(written, ["0", "7", "999", "1,000", "10,000", "1,234,567"]);
    }

    #[test]
    fn indices_follow_the_order_of_adding() {
        let mut picture = Picture::new("");
        assert_eq!(picture.add_node(Node::new("a")), NodeIndex(0));
        assert_eq!(picture.add_node(Node::new("b")), NodeIndex(1));
        assert_eq!(picture.add_group("g"), GroupIndex(0));
    }

    #[test]
    fn render_gives_each_format_its_own_bytes() {
        let mut picture = Picture::new("t");
        picture.add_node(Node::new("a"));
        assert_eq!(render(&picture, Format::Dot), Ok(dot(&picture).into_bytes()));
        if cfg!(feature = "render") {
            assert!(render(&picture, Format::Svg).unwrap().starts_with(b"<?xml"));
            assert!(render(&picture, Format::Png).unwrap().starts_with(b"\x89PNG\r\n\x1a\n"));
        } else {
            assert_eq!(
                render(&picture, Format::Svg),
                Err(PictureError::NotBuilt { format: Format::Svg })
            );
        }
    }
}
