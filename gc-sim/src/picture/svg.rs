//! DOT to SVG: the only file that names the layout engine.
//!
//! The engine titles each element with its name in the DOT, which would have a screen reader, or the pointer resting
//! on a node, say `n0`. These titles are replaced by what the element says, and the ids by `n0`, `e0` and `g0`, after
//! the places in the picture's lists.

use super::escape::xml;
use super::{Edge, GroupIndex, Node, Picture, PictureError, dot, with_commas};

/// An SVG document and its size.
pub(super) struct Drawing {
    /// The whole document.
    pub(super) text: String,
    /// The width in points.
    pub(super) width: f64,
    /// The height in points.
    pub(super) height: f64,
}

impl Drawing {
    /// The same drawing, to be shown that many pixels wide and high.
    pub(super) fn with_pixels(&self, width: u32, height: u32) -> String {
        match SizeAttributes::find(&self.text) {
            Some(size) => format!(
                "{}width=\"{width}px\" height=\"{height}px\"{}",
                &self.text[..size.start],
                &self.text[size.end..]
            ),
            None => self.text.clone(),
        }
    }
}

/// Lays a picture out whose edges and groups all exist, and draws it.
pub(super) fn draw(picture: &Picture) -> Result<Drawing, PictureError> {
    let engine_error =
        |message: &str| PictureError::Engine { message: message.trim_end().to_owned() };
    let rendered = graphviz_pure::render_dot(&dot::write(picture), "dot", "svg")
        .map_err(|error| engine_error(error.message()))?;
    let text = with_titles(rendered.output(), picture);
    let size = SizeAttributes::find(&text).ok_or_else(|| engine_error("the SVG has no size"))?;
    Ok(Drawing { width: size.width, height: size.height, text })
}

/// Where the document says how large it is: `width="62pt" height="116pt"`.
struct SizeAttributes {
    start: usize,
    end: usize,
    width: f64,
    height: f64,
}

impl SizeAttributes {
    fn find(svg: &str) -> Option<Self> {
        let start = svg.find("<svg ")? + "<svg ".len();
        let (width, rest) = svg[start..].strip_prefix("width=\"")?.split_once("pt\"")?;
        let (height, rest) = rest.trim_start().strip_prefix("height=\"")?.split_once("pt\"")?;
        Some(Self {
            start,
            end: svg.len() - rest.len(),
            width: width.parse().ok()?,
            height: height.parse().ok()?,
        })
    }
}

/// The document with a title and a description of the whole, and a title for every part.
fn with_titles(svg: &str, picture: &Picture) -> String {
    let mut titled = String::with_capacity(svg.len());
    let mut rest = svg;
    if let Some(head) = svg.find("<svg ").and_then(|start| Some(start + svg[start..].find('>')?)) {
        titled.push_str(&svg[..head]);
        titled.extend([" role=\"img\">\n<title>", &xml(&picture.title), "</title>\n"]);
        titled.extend(["<desc>", &xml(&description(picture)), "</desc>"]);
        rest = &svg[head + 1..];
    }
    while let Some((before, name, after)) = next_title(rest) {
        let (kept, part) = part_of(picture, before, name);
        titled.push_str(kept);
        if let Some((id, class, title)) = part {
            titled.extend(["<g id=\"", &id, "\" class=\"", class, "\">\n"]);
            titled.extend(["<title>", &xml(&title), "</title>"]);
        }
        rest = after;
    }
    titled + rest
}

/// What is before a part of the drawing, and the part's id, class and title. The engine numbers edges in the order of
/// the DOT, but draws them in another one, and two of them may have the same name.
fn part_of<'a>(
    picture: &Picture,
    before: &'a str,
    name: &str,
) -> (&'a str, Option<(String, &'static str, String)>) {
    let part = before.rsplit_once("<g id=\"").and_then(|(kept, open)| {
        let (id, _) = open.split_once('"')?;
        let part = if let Some(number) = id.strip_prefix("edge") {
            let index = number.parse::<usize>().ok()?.checked_sub(1)?;
            let edge = picture.edges.get(index)?;
            (format!("e{index}"), "edge", edge_title(picture, edge))
        } else if let Some(number) = name.strip_prefix("cluster_") {
            let group = group_of(picture, number.parse().ok()?)?;
            (format!("g{}", group.0), "cluster", picture.groups[group.0 as usize].label.clone())
        } else {
            let node = picture.nodes.get(name.strip_prefix('n')?.parse::<usize>().ok()?)?;
            (name.to_owned(), "node", node_title(node))
        };
        Some((kept, part))
    });
    match part {
        Some((kept, part)) => (kept, Some(part)),
        None => (before, None),
    }
}

/// What is before the next title, in it, and after it.
fn next_title(svg: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = svg.split_once("<title>")?;
    let (name, after) = rest.split_once("</title>")?;
    Some((before, name, after))
}

fn description(picture: &Picture) -> String {
    let mut sentences = vec![format!(
        "{} nodes and {} edges.",
        with_commas(picture.nodes.len() as u64),
        with_commas(picture.edges.len() as u64)
    )];
    sentences.extend(picture.notes.iter().cloned());
    sentences.join(" ")
}

fn node_title(node: &Node) -> String {
    let count = dot::count_mark(node).map(|mark| format!(" {mark}")).unwrap_or_default();
    let detail = node.detail.as_ref().map(|detail| format!("\n{detail}")).unwrap_or_default();
    node.label.clone() + &count + &detail
}

fn edge_title(picture: &Picture, edge: &Edge) -> String {
    let name = |index: super::NodeIndex| {
        picture.nodes[index.0 as usize].label.lines().next().unwrap_or_default()
    };
    let words = if edge.label.is_empty() { String::new() } else { format!(": {}", edge.label) };
    format!("{} → {}{words}", name(edge.from), name(edge.to))
}

/// The group of the cluster of that number; none for the frame that carries the picture's own title.
fn group_of(picture: &Picture, number: usize) -> Option<GroupIndex> {
    let number = if dot::has_heading(picture) { number.checked_sub(1)? } else { number };
    dot::drawn_groups(picture).get(number).copied()
}

#[cfg(test)]
mod tests {
    use super::super::{EdgeStyle, NodeIndex, NodeStyle, Row, Sample, svg};
    use super::*;
    use proptest::prelude::*;

    /// A picture with the text in every place that has one.
    fn everywhere(text: &str) -> Picture {
        let mut picture = Picture::new(text);
        let group = picture.add_group(text);
        picture.add_group("empty");
        for style in NodeStyle::ALL {
            let node = Node::new(text).style(style).detail(text);
            picture.add_node(if style.is_emphatic() {
                node.row([text, text]).row([text])
            } else {
                node.group(group)
            });
            picture.explain(Sample::Node(style), text);
        }
        picture.nodes[2].rows.push(Row { cells: Vec::new() });
        for (index, style) in (0..).zip(EdgeStyle::ALL) {
            picture.add_edge(
                Edge::new(NodeIndex(2), NodeIndex(index)).label(text).style(style).from_row(index),
            );
            picture.explain(Sample::Edge(style), text);
        }
        picture.notes.push(text.to_owned());
        picture
    }

    /// The text that the document draws: what is in its `text` elements, decoded.
    fn drawn_text(svg: &str) -> Vec<String> {
        svg.split("<text ")
            .skip(1)
            .map(|element| {
                let (_, content) = element.split_once('>').unwrap();
                let content = content.split("</text>").next().unwrap();
                content
                    .replace("&#160;", " ")
                    .replace("&#45;", "-")
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&#39;", "'")
                    .replace("&amp;", "&")
            })
            .collect()
    }

    #[test]
    fn odd_labels_are_drawn_as_they_are() {
        let texts = [
            "say \"hi\"",
            "back\\slash \\N \\G \\l \\",
            "a &lt; b && <b>bold</b> &#65;",
            "é × → 日本語 🦀",
            "} ] ; -> // /* #",
            "two  spaces",
            "\u{10ff01}",
            "<>",
        ];
        for text in texts {
            let drawn = drawn_text(&svg(&everywhere(text)).unwrap());
            // The title, the group, 10 nodes, 9 cells, 6 edges, 16 meanings and a note.
            assert_eq!(
                drawn.iter().filter(|seen| *seen == text).count(),
                44,
                "{text:?} in {drawn:?}"
            );
        }
    }

    #[test]
    fn empty_and_blank_labels_are_no_error() {
        for text in ["", " ", "\n", "\n\n", "\r\n", "\u{0}", "\t"] {
            assert!(svg(&everywhere(text)).unwrap().contains("class=\"edge\""), "{text:?}");
        }
        assert!(svg(&Picture::new("")).unwrap().contains("<svg "));
    }

    #[test]
    fn parts_are_titled_by_their_words() {
        let mut picture = Picture::new("all & sundry");
        let group = picture.add_group("main.go");
        let a = picture.add_node(Node::new("func1").row(["x"]).detail("line 3 \\N"));
        let b = picture.add_node(Node { count: 1200, ..Node::new("x <int>").group(group) });
        picture.add_edge(Edge::new(a, b).label("by value").from_row(0));
        picture.add_edge(Edge::new(a, b).label("by reference").from_row(0));
        let svg = svg(&picture).unwrap();
        let titles: Vec<_> = svg
            .split("<title>")
            .skip(1)
            .map(|rest| rest.split("</title>").next().unwrap())
            .collect();
        let titles = titles.join("|");
        assert!(titles.starts_with("all &amp; sundry|"), "{titles}");
        for title in [
            "main.go",
            "func1\nline 3 \\N",
            "x &lt;int&gt; × 1,200",
            "func1 → x &lt;int&gt;: by value|",
            "func1 → x &lt;int&gt;: by reference",
        ] {
            assert!(titles.contains(title), "{title} in {titles}");
        }
        assert!(svg.contains("<g id=\"e1\" class=\"edge\">\n<title>func1 → x &lt;int&gt;: by ref"));
        assert!(svg.contains("<g id=\"n1\" class=\"node\">\n<title>x &lt;int&gt; × 1,200"));
        assert!(svg.contains("<g id=\"g0\" class=\"cluster\">\n<title>main.go"));
        assert!(svg.contains("<desc>2 nodes and 2 edges.</desc>"));
        assert!(svg.contains("xlink:title=\"line 3 \\N\""), "{svg}");
    }

    #[test]
    fn what_was_left_out_is_drawn() {
        let mut picture = Picture::new("heap");
        for _ in 0..10_000 {
            picture.add_node(Node::new("leaf"));
        }
        let drawn = drawn_text(&svg(&picture).unwrap()).join("|");
        assert!(drawn.contains("leaf|× 10,000"), "{drawn}");
        assert!(drawn.contains("10,000 nodes drawn as 1:"), "{drawn}");
    }

    #[test]
    fn a_picture_past_its_limits_is_cut_and_always_the_same() {
        let mut picture = Picture::new("dense");
        for index in 0..120_u32 {
            picture.add_node(Node::new(format!("node {index}")));
            for step in 1..4 {
                let to = NodeIndex((index * step + 7) % 120);
                picture.add_edge(Edge::new(NodeIndex(index), to));
            }
        }
        let first = svg(&picture).unwrap();
        assert_eq!(first.matches("class=\"node\"").count(), 100);
        assert!(
            drawn_text(&first).iter().any(|text| text.starts_with("20 more nodes and")),
            "{first}"
        );
        assert_eq!(svg(&picture).unwrap(), first);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn any_text_can_be_drawn(text in any::<String>()) {
            prop_assert!(svg(&everywhere(&text)).is_ok());
        }
    }
}
