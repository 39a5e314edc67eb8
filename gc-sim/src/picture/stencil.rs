//! A picture that is laid out once and drawn at many moments: everything stays in its place, only the looks change.
//!
//! The looks are classes of the SVG's elements, and what they mean is in [`super::css`]. A browser can change the
//! classes itself.

use super::escape::xml;
use super::svg::{self, Drawing};
use super::{EDGES_PER_NODE, Frame, Picture, PictureError, css, png};

/// A picture, laid out.
#[derive(Debug, Clone)]
pub struct Stencil {
    picture: Picture,
    pieces: Vec<Piece>,
    width: f64,
    height: f64,
}

/// A piece of the SVG.
#[derive(Debug, Clone)]
enum Piece {
    /// What is always the same.
    Fixed(String),
    /// Where the style sheet goes.
    StyleSheet,
    /// The notes, for whoever does not see the drawing.
    Description,
    /// The class of a node, by its place.
    Node(usize),
    /// The class of an edge, by its place.
    Edge(usize),
    /// The class of a group, by its place.
    Group(usize),
    /// The last line of a node's label, by the node's place.
    State(usize),
    /// A note, by its place.
    Note(usize),
}

impl Stencil {
    /// Lays a picture out that has all that there ever is, with the longest state and the longest notes.
    ///
    /// # Errors
    ///
    /// A picture beyond its limit is refused, not collapsed: then its parts would not be there to change.
    pub fn new(picture: Picture) -> Result<Self, PictureError> {
        Self::check_size(picture.nodes.len(), picture.edges.len(), picture.node_limit)?;
        let Drawing { text, width, height } = svg::draw(&picture)?;
        let pieces = Cutter { picture: &picture, pieces: Vec::new() }.cut(&text);
        Ok(Self { picture, pieces, width, height })
    }

    /// Whether so many nodes and edges can be laid out.
    ///
    /// # Errors
    ///
    /// They cannot.
    pub fn check_size(
        n_nodes: usize,
        n_edges: usize,
        node_limit: usize,
    ) -> Result<(), PictureError> {
        let edge_limit = node_limit.saturating_mul(EDGES_PER_NODE);
        if n_nodes > node_limit || n_edges > edge_limit {
            return Err(PictureError::TooManyParts { n_nodes, n_edges, node_limit, edge_limit });
        }
        Ok(())
    }

    /// The picture that was laid out.
    pub fn picture(&self) -> &Picture {
        &self.picture
    }

    /// How wide every drawing is, in points.
    pub fn width(&self) -> f64 {
        self.width
    }

    /// A complete SVG document of one moment.
    pub fn svg(&self, frame: &Frame) -> String {
        self.write(frame, &format!("<style>\n{}</style>\n", css()))
    }

    /// The `svg` element of one moment, for a page that has the style sheet.
    pub fn element(&self, frame: &Frame) -> String {
        let document = self.write(frame, "");
        document.find("<svg ").map_or_else(String::new, |start| document[start..].to_owned())
    }

    /// A PNG file's bytes of one moment.
    ///
    /// # Errors
    ///
    /// As [`super::png`].
    pub fn png(&self, frame: &Frame) -> Result<Vec<u8>, PictureError> {
        png::draw(&Drawing { text: self.svg(frame), width: self.width, height: self.height })
    }

    fn write(&self, frame: &Frame, style_sheet: &str) -> String {
        let groups = frame.groups(&self.picture);
        let mut svg = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Fixed(text) => svg.push_str(text),
                Piece::StyleSheet => svg.push_str(style_sheet),
                Piece::Description => svg.push_str(&xml(&frame.notes.join(" "))),
                &Piece::Node(index) => {
                    let now = frame.nodes.get(index);
                    let style = now.and_then(|now| now.style);
                    svg.push_str(style.map_or("hidden", |style| style.class()));
                    if style.is_some() && now.is_some_and(|now| now.is_marked) {
                        svg.push_str(" marked");
                    }
                }
                &Piece::Edge(index) => {
                    let style = frame.edges.get(index).copied().flatten();
                    svg.push_str(style.map_or("hidden", |style| style.class()));
                }
                &Piece::Group(index) => {
                    let is_there = groups.get(index).copied().unwrap_or_default();
                    svg.push_str(if is_there { "shown" } else { "hidden" });
                }
                &Piece::State(index) => {
                    svg.push_str(&xml(frame.nodes.get(index).map_or("", |now| &now.state)));
                }
                &Piece::Note(index) => {
                    svg.push_str(&xml(frame.notes.get(index).map_or("", |note| note)));
                }
            }
        }
        svg
    }
}

/// Cuts the engine's SVG, one element a line, into pieces.
struct Cutter<'a> {
    picture: &'a Picture,
    pieces: Vec<Piece>,
}

/// The part of the drawing that a line belongs to, and how much of it has been seen.
enum Part {
    Other,
    Heading { n_texts: usize },
    Node { index: usize, n_shapes: usize, n_texts: usize },
}

impl Cutter<'_> {
    fn cut(mut self, svg: &str) -> Vec<Piece> {
        let mut part = Part::Other;
        let mut lines = svg.lines();
        while let Some(line) = lines.next() {
            if let Some(opened) = self.open(line) {
                part = opened;
            } else if line.starts_with("<title>") && matches!(part, Part::Node { .. }) {
                // It would have the state of one moment. Its last line may be any, but ends it.
                let mut last = line;
                while !last.ends_with("</title>") {
                    let Some(next) = lines.next() else { break };
                    last = next;
                }
            } else if line.starts_with("<desc>") {
                self.fixed("<desc>");
                self.pieces.push(Piece::Description);
                self.fixed("</desc>\n");
                self.pieces.push(Piece::StyleSheet);
            } else if line.starts_with("<text ") {
                self.text(line, &mut part);
            } else if line.starts_with("</g>") {
                part = Part::Other;
                self.line(line);
            } else if let (Part::Node { n_shapes, .. }, Some((tag, attributes))) =
                (&mut part, line.split_once(' '))
            {
                let class = if *n_shapes == 0 { "outline" } else { "rule" };
                *n_shapes += 1;
                self.line(&format!("{tag} class=\"{class}\" {attributes}"));
            } else {
                self.line(line);
            }
        }
        self.pieces
    }

    /// Begins a part of the drawing, if the line does.
    fn open(&mut self, line: &str) -> Option<Part> {
        let (id, class) = line.strip_prefix("<g id=\"")?.split_once("\" class=\"")?;
        let class = class.strip_suffix("\">")?;
        let number = id.get(1..).and_then(|number| number.parse().ok());
        let (piece, part) = match (class, number) {
            ("node", Some(index)) => {
                (Piece::Node(index), Part::Node { index, n_shapes: 0, n_texts: 0 })
            }
            ("edge", Some(index)) => (Piece::Edge(index), Part::Other),
            ("cluster", Some(index)) => (Piece::Group(index), Part::Other),
            ("cluster", None) => {
                self.line(line);
                return Some(Part::Heading { n_texts: 0 });
            }
            _ => return None,
        };
        self.fixed(&format!("<g id=\"{id}\" class=\"{class} "));
        self.pieces.push(piece);
        self.fixed("\">\n");
        Some(part)
    }

    /// A line of text: one that changes, or one that does not.
    fn text(&mut self, line: &str, part: &mut Part) {
        let changing = match part {
            Part::Node { index, n_texts, .. } => {
                *n_texts += 1;
                let label = self.picture.nodes.get(*index).map_or("", |node| &node.label);
                // A blank line is not drawn, and what is never anything but blank never changes.
                let lines = label.split('\n').map(|line| !line.trim().is_empty());
                let (n_lines, ends_with_text) = lines
                    .fold((0, false), |(n, _), has_text| (n + usize::from(has_text), has_text));
                let is_state = n_lines > 1 && ends_with_text && *n_texts == n_lines;
                is_state.then_some(Piece::State(*index))
            }
            Part::Heading { n_texts } => {
                *n_texts += 1;
                let n_before = 1 + usize::from(!self.picture.title.is_empty());
                n_texts.checked_sub(n_before).map(Piece::Note)
            }
            Part::Other => None,
        };
        match (changing, line.split_once('>')) {
            (Some(piece), Some((attributes, _))) => {
                let is_state = matches!(piece, Piece::State(_));
                self.fixed(&attributes.replacen(
                    "<text",
                    if is_state { "<text class=\"state\"" } else { "<text" },
                    1,
                ));
                self.fixed(">");
                self.pieces.push(piece);
                self.line("</text>");
            }
            _ => self.line(line),
        }
    }

    fn line(&mut self, line: &str) {
        self.fixed(line);
        self.fixed("\n");
    }

    fn fixed(&mut self, text: &str) {
        match self.pieces.last_mut() {
            Some(Piece::Fixed(fixed)) => fixed.push_str(text),
            _ => self.pieces.push(Piece::Fixed(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Edge, EdgeStyle, Node, NodeFrame, NodeIndex, NodeStyle};
    use super::*;

    /// Two nodes in a group, the second with a row, and an edge.
    fn stencil() -> Stencil {
        let mut picture = Picture::new("title");
        let group = picture.add_group("group");
        picture.add_node(Node::new("a\nlongest").group(group));
        picture.add_node(Node::new("b\n").row(["row"]).group(group));
        picture.add_edge(Edge::new(NodeIndex(1), NodeIndex(0)).from_row(0));
        picture.notes = vec!["the longest note".to_owned(), "another".to_owned()];
        Stencil::new(picture).unwrap()
    }

    fn frame(style: Option<NodeStyle>, state: &str, edge: Option<EdgeStyle>) -> Frame {
        let node = NodeFrame { style, is_marked: true, state: state.to_owned() };
        Frame { nodes: vec![node; 2], edges: vec![edge], notes: vec!["<note>".to_owned()] }
    }

    #[test]
    fn looks_and_words_change() {
        let stencil = stencil();
        let svg = stencil.svg(&frame(Some(NodeStyle::Grey), "x & y", Some(EdgeStyle::Bold)));
        for part in [
            "<g id=\"n0\" class=\"node grey marked\">",
            "<g id=\"e0\" class=\"edge bold\">",
            "<g id=\"g0\" class=\"cluster shown\">",
            ">x &amp; y</text>",
            ">&lt;note&gt;</text>",
            "<desc>&lt;note&gt;</desc>",
            ">title</text>",
            // The row of a node whose state is always empty.
            ">row</text>",
            "<polygon class=\"outline\" ",
            "<polygon class=\"rule\" ",
        ] {
            assert!(svg.contains(part), "{part} in {svg}");
        }
        assert_eq!(svg.matches(">x &amp; y</text>").count(), 1);
        assert!(!svg.contains("longest"), "{svg}");
    }

    #[test]
    fn what_is_not_there_is_hidden() {
        let stencil = stencil();
        let element = stencil.element(&frame(None, "", None));
        assert!(element.starts_with("<svg ") && !element.contains("<style>"));
        assert_eq!(element.matches(" hidden\">").count(), 4, "{element}");
        // A frame for another picture hides what it does not tell.
        let empty = Frame { nodes: Vec::new(), edges: Vec::new(), notes: Vec::new() };
        assert_eq!(stencil.element(&empty).matches(" hidden\">").count(), 4);
    }

    #[test]
    fn what_cannot_be_laid_out_is_refused() {
        let mut picture = Picture::new("");
        picture.node_limit = 1;
        picture.add_node(Node::new("a"));
        assert!(Stencil::new(picture.clone()).is_ok());
        picture.add_node(Node::new("b"));
        let error = Stencil::new(picture).unwrap_err().to_string();
        assert!(error.starts_with("the 2 nodes and 0 edges of"), "{error}");
    }
}
