//! A picture as DOT: the only file that names `dot-writer`.
//!
//! That crate writes what it is given, without quoting or escaping, so every name here is made up (`n0`, `r0`) and
//! every text goes through `escape`. Its compact form drops all blanks outside quotes, even those of an HTML-like
//! label; the pretty form is the one that is safe to use.

use super::escape::{html, quoted, quoted_tooltip};
use super::style::{FAINT_INK, FRAME, FRAME_FILL, INK, MARK};
use super::{Direction, Edge, GroupIndex, Node, Picture, legend, with_commas};
use dot_writer::{Attributes, DotWriter, RankDirection, Scope};

/// The family whose metrics the layout engine knows and whose twin the rasteriser bundles.
const FONT: &str = "Helvetica";

/// Writes a picture whose edges and groups all exist.
pub(super) fn write(picture: &Picture) -> String {
    let mut bytes = Vec::new();
    {
        let mut writer = DotWriter::from(&mut bytes);
        let mut graph = writer.digraph();
        write_defaults(&mut graph, picture);
        if has_heading(picture) {
            // The graph has but one label, and the legend takes it; so the title is that of a frame without lines.
            let mut frame = graph.cluster();
            frame
                .set_html(&format!("<{}>", title(picture)))
                .set("fontsize", "15", false)
                .set("fontcolor", INK, true)
                .set("labelloc", "t", false)
                .set("labeljust", "l", false)
                .set("peripheries", "0", false);
            write_nodes(&mut frame, picture);
        } else {
            write_nodes(&mut graph, picture);
        }
        for edge in &picture.edges {
            write_edge(&mut graph, picture, edge);
        }
    }
    // Each byte came from a string, so that nothing is ever lost here.
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Whether the picture has words above it. They need a frame, which is then the first to be numbered.
pub(super) fn has_heading(picture: &Picture) -> bool {
    !picture.title.is_empty() || !picture.notes.is_empty()
}

/// The title, with the notes below it in smaller letters.
fn title(picture: &Picture) -> String {
    // A line break aligns the line before it, so that the last line has one as well.
    const LINE_END: &str = "<BR ALIGN=\"LEFT\"/>";
    let mut lines = String::new();
    if !picture.title.is_empty() {
        lines.extend(["<B>", &html(&picture.title), "</B>", LINE_END]);
    }
    if !lines.is_empty() && !picture.notes.is_empty() {
        // A low blank line: a line is only as high as its own letters, which the title's would reach down into.
        lines.extend(["<FONT POINT-SIZE=\"6\">", LINE_END, "</FONT>"]);
    }
    for note in &picture.notes {
        lines.extend(["<FONT POINT-SIZE=\"10\" COLOR=\"", FAINT_INK, "\">"]);
        lines.extend([&html(note), "</FONT>", LINE_END]);
    }
    lines
}

/// The groups that have nodes, in the order in which they are written and numbered.
pub(super) fn drawn_groups(picture: &Picture) -> Vec<GroupIndex> {
    let mut groups: Vec<_> = picture.nodes.iter().filter_map(|node| node.group).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

fn write_defaults(graph: &mut Scope<'_, '_>, picture: &Picture) {
    graph.set_rank_direction(match picture.direction {
        Direction::Right => RankDirection::LeftRight,
        Direction::Down => RankDirection::TopBottom,
    });
    graph
        .set("pad", "0.2", false)
        .set("nodesep", "0.3", false)
        .set("ranksep", "0.7", false)
        .set_font(FONT)
        .set("fontsize", "10", false)
        .set("fontcolor", FAINT_INK, true)
        .set("labelloc", "b", false)
        .set("labeljust", "l", false);
    if let Some(table) = legend::table(&picture.legend) {
        graph.set_html(&format!("<{table}>"));
    }
    graph
        .node_attributes()
        .set("shape", "box", false)
        .set_font(FONT)
        .set("fontsize", "12", false)
        .set("margin", "0.14,0.08", true)
        .set("height", "0.3", false)
        .set("width", "0.4", false);
    graph
        .edge_attributes()
        .set_font(FONT)
        .set("fontsize", "10", false)
        .set("fontcolor", INK, true)
        .set("arrowsize", "0.8", false);
}

fn write_nodes(scope: &mut Scope<'_, '_>, picture: &Picture) {
    for (index, node) in picture.nodes.iter().enumerate() {
        if node.group.is_none() {
            write_node(scope, index, node);
        }
    }
    for group in drawn_groups(picture) {
        let mut frame = scope.cluster();
        frame
            .set_label(&quoted(&picture.groups[group.0 as usize].label))
            .set("fontsize", "11", false)
            .set("labelloc", "t", false)
            .set("labeljust", "l", false)
            .set("style", "filled,rounded", true)
            .set("color", FRAME, true)
            .set("fillcolor", FRAME_FILL, true)
            .set("peripheries", "1", false)
            .set("margin", "12", false);
        for (index, node) in picture.nodes.iter().enumerate() {
            if node.group == Some(group) {
                write_node(&mut frame, index, node);
            }
        }
    }
}

fn write_node(scope: &mut Scope<'_, '_>, index: usize, node: &Node) {
    let look = node.style.look();
    let mut written = scope.node_named(format!("n{index}"));
    if node.rows.is_empty() {
        let label = match count_mark(node) {
            Some(mark) => format!("{}\n{mark}", node.label),
            None => node.label.clone(),
        };
        written.set_label(&quoted(&label));
    } else {
        written.set_html(&format!("<{}>", table(node))).set("margin", "0", false);
    }
    let (line, pen_width) = if node.is_marked { MARK } else { (look.line, look.pen_width) };
    written
        .set("style", look.style, true)
        .set("fillcolor", look.fill, true)
        .set("color", line, true)
        .set("fontcolor", look.text, true)
        .set("penwidth", pen_width, false)
        .set("peripheries", &look.outlines.to_string(), false);
    if let Some(detail) = &node.detail {
        written.set("tooltip", &quoted_tooltip(detail), true);
    }
}

/// The words that say how many things a node stands for, if it is not one.
pub(super) fn count_mark(node: &Node) -> Option<String> {
    (node.count != 1).then(|| format!("× {}", with_commas(node.count)))
}

/// The label above a rule, and below it the rows with their columns aligned.
fn table(node: &Node) -> String {
    let columns = node.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0).max(1);
    let mut table = format!(
        "<TABLE BORDER=\"0\" CELLBORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"5\" COLOR=\"{}\">",
        node.style.look().line
    );
    table.extend(["<TR>", &cell(&heading(node), "", columns), "</TR><HR/>"]);
    for (index, row) in node.rows.iter().enumerate() {
        table += "<TR>";
        // The port is the last cell, which ends at the right side of the node.
        let port = format!(" PORT=\"r{index}\"");
        let last = row.cells.len().saturating_sub(1);
        for (column, text) in row.cells.iter().enumerate() {
            let is_last = column == last;
            let span = if is_last { columns - column } else { 1 };
            table += &cell(&html(text), if is_last { &port } else { "" }, span);
        }
        if row.cells.is_empty() {
            table += &cell("", &port, columns);
        }
        table += "</TR>";
    }
    table + "</TABLE>"
}

/// The node's label and count; bold, since a table has no other way to set its first line apart.
fn heading(node: &Node) -> String {
    let mark = count_mark(node).map(|mark| format!(" {mark}")).unwrap_or_default();
    match node.label.clone() + &mark {
        // An element without text is a syntax error to Graphviz.
        text if text.is_empty() => String::new(),
        text => format!("<B>{}</B>", html(&text)),
    }
}

fn cell(content: &str, port: &str, span: usize) -> String {
    let span = if span > 1 { format!(" COLSPAN=\"{span}\"") } else { String::new() };
    // `BALIGN` is for the last line of a text of several, which has no line break after it.
    format!("<TD{port} ALIGN=\"LEFT\" BALIGN=\"LEFT\"{span}>{content}</TD>")
}

fn write_edge(graph: &mut Scope<'_, '_>, picture: &Picture, edge: &Edge) {
    let look = edge.style.look();
    let n_rows = picture.nodes[edge.from.0 as usize].rows.len();
    let tail = match (edge.from_row, picture.direction) {
        (Some(row), Direction::Right) if (row as usize) < n_rows => {
            format!("n{}:r{row}:e", edge.from.0)
        }
        _ => format!("n{}", edge.from.0),
    };
    let mut attributes = graph.edge(tail, format!("n{}", edge.to.0)).attributes();
    if !edge.label.is_empty() {
        attributes.set_label(&quoted(&edge_label(edge, picture.direction)));
    }
    attributes
        .set("style", look.style, true)
        .set("color", look.line, true)
        .set("penwidth", look.pen_width, false)
        .set("arrowhead", look.arrow, false);
}

/// The words beside an edge. Beside a falling edge they would touch it, but for two blanks.
fn edge_label(edge: &Edge, direction: Direction) -> String {
    match direction {
        Direction::Right => edge.label.clone(),
        Direction::Down => format!("  {}", edge.label.replace('\n', "\n  ")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::escape::{reader, visible};
    use super::super::{EdgeStyle, NodeIndex, NodeStyle, Sample};
    use super::*;
    use expect_test::expect;
    use proptest::prelude::*;

    /// What comes after the first `marker` in the text.
    #[track_caller]
    fn after<'text>(text: &'text str, marker: &str) -> &'text str {
        text.split_once(marker).unwrap_or_else(|| panic!("no {marker} in {text}")).1
    }

    #[test]
    fn a_small_picture() {
        let mut picture = Picture::new("what func1 captures");
        let stack = picture.add_group("main");
        let closure = picture
            .add_node(Node::new("func1").row(["8", "x", "*int"]).row(["n"]).style(NodeStyle::Bold));
        let variable = picture.add_node(Node::new("x \"int\"").group(stack).detail("a.go:3"));
        picture.add_edge(Edge::new(closure, variable).label("by reference").from_row(0));
        picture.explain(Sample::Node(NodeStyle::Box), "variable");
        expect![[r##"
            digraph {
              rankdir=LR;
              pad=0.2;
              nodesep=0.3;
              ranksep=0.7;
              fontname="Helvetica";
              fontsize=10;
              fontcolor="#57606a";
              labelloc=b;
              labeljust=l;
              label=<<TABLE BORDER="0" CELLSPACING="0" CELLPADDING="2"><TR><TD><TABLE BORDER="1" COLOR="#424a53" BGCOLOR="#ffffff" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"><TR><TD WIDTH="30" HEIGHT="13"><FONT POINT-SIZE="8" COLOR="#1b1f24">a</FONT></TD></TR></TABLE></TD><TD ALIGN="LEFT">variable</TD></TR></TABLE>>;
              node [shape=box, fontname="Helvetica", fontsize=12, margin="0.14,0.08", height=0.3, width=0.4];
              edge [fontname="Helvetica", fontsize=10, fontcolor="#1b1f24", arrowsize=0.8];
              subgraph cluster_0 {
                label=<<B>what func1 captures</B><BR ALIGN="LEFT"/>>;
                fontsize=15;
                fontcolor="#1b1f24";
                labelloc=t;
                labeljust=l;
                peripheries=0;
                n0 [label=<<TABLE BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="5" COLOR="#00507f"><TR><TD ALIGN="LEFT" BALIGN="LEFT" COLSPAN="3"><B>func1</B></TD></TR><HR/><TR><TD ALIGN="LEFT" BALIGN="LEFT">8</TD><TD ALIGN="LEFT" BALIGN="LEFT">x</TD><TD PORT="r0" ALIGN="LEFT" BALIGN="LEFT">*int</TD></TR><TR><TD PORT="r1" ALIGN="LEFT" BALIGN="LEFT" COLSPAN="3">n</TD></TR></TABLE>>, margin=0, style="filled", fillcolor="#deeffa", color="#00507f", fontcolor="#1b1f24", penwidth=2.5, peripheries=1];
                subgraph cluster_1 {
                  label="main";
                  fontsize=11;
                  labelloc=t;
                  labeljust=l;
                  style="filled,rounded";
                  color="#8c959f";
                  fillcolor="#f6f8fa";
                  peripheries=1;
                  margin=12;
                  n1 [label="x \"int\"", style="filled", fillcolor="#ffffff", color="#424a53", fontcolor="#1b1f24", penwidth=1, peripheries=1, tooltip="a.go:3"];
                }
              }
              n0:r0:e -> n1 [label="by reference", style="solid", color="#424a53", penwidth=1.2, arrowhead=normal];
            }
        "##]].assert_eq(&write(&picture));
    }

    #[test]
    fn only_a_row_that_exists_is_a_port() {
        let mut picture = Picture::new("");
        let a = picture.add_node(Node::new("a").row(["x"]));
        picture.add_edge(Edge::new(a, a).from_row(1));
        assert!(write(&picture).contains("n0 -> n0"));
        picture.edges[0].from_row = Some(0);
        assert!(write(&picture).contains("n0:r0:e -> n0"));
        picture.direction = Direction::Down;
        assert!(write(&picture).contains("n0 -> n0"));
    }

    #[test]
    fn words_stand_off_from_a_falling_edge() {
        let mut picture = Picture::new("");
        let a = picture.add_node(Node::new("a"));
        picture.add_edge(Edge::new(a, a).label("x\ny"));
        assert!(write(&picture).contains(r#"label="x\ny""#));
        picture.direction = Direction::Down;
        assert!(write(&picture).contains(r#"label="  x\n  y""#));
    }

    #[test]
    fn a_count_is_drawn() {
        let mut picture = Picture::new("");
        picture.add_node(Node { count: 10_000, ..Node::new("a") });
        picture.add_node(Node { count: 2, ..Node::new("b").row(["x"]) });
        let dot = write(&picture);
        assert!(dot.contains(r#"label="a\n× 10,000""#), "{dot}");
        assert!(dot.contains("<B>b × 2</B>"), "{dot}");
    }

    proptest! {
        #[test]
        fn any_text_comes_back_out_of_the_dot(text in any::<String>()) {
            let mut picture = Picture::new("");
            let group = picture.add_group(text.clone());
            picture.add_node(Node::new(text.clone()));
            picture.add_node(Node::new("").row([text.clone()]).group(group));
            picture.add_edge(Edge::new(NodeIndex(0), NodeIndex(1)).style(EdgeStyle::Bold).label(text.clone()));
            let dot = write(&picture);

            let seen = visible(&text);
            prop_assert_eq!(reader::quoted(after(&dot, "n0 [label=\"")), &*seen);
            prop_assert_eq!(reader::quoted(after(after(&dot, "subgraph"), "label=\"")), &*seen);
            let row = after(&dot, "PORT=\"r0\" ALIGN=\"LEFT\" BALIGN=\"LEFT\">");
            prop_assert_eq!(reader::html(row.split("</TD>").next().unwrap()), &*seen);
            let edge = after(&dot, "n0 -> n1 [");
            let label = edge.strip_prefix("label=\"").map(reader::quoted).unwrap_or_default();
            prop_assert_eq!(label, seen);
        }
    }
}
