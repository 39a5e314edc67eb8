//! Pictures of closures: each as its object with its fields, and an arrow from each field to the
//! variable that it holds a copy or the address of.

use std::collections::{BTreeMap, BTreeSet};

use closure_core::analysis::{Allocation, Capture, CaptureMode, Closure, Position};
use gc_sim::picture::{
    Edge, EdgeStyle, GroupIndex, NODE_LIMIT, Node, NodeIndex, NodeStyle, Picture, Sample,
};

use crate::report::text::{field_name, field_type};
use crate::report::{Report, count};
use crate::style::one_line;

/// The picture of the report's closures, or of as many as can be taken in at one look.
pub(crate) fn picture(report: &Report) -> Picture {
    let closures = &report.analysis.closures;
    let mut drawing = Drawing {
        picture: Picture::new(""),
        groups: BTreeMap::new(),
        variables: BTreeMap::new(),
        modes: BTreeSet::new(),
    };
    let chosen = foremost(closures, NODE_LIMIT);
    for &index in &chosen {
        drawing.add(&closures[index]);
    }
    let n_left_out = closures.len() - chosen.len();
    let mut picture = drawing.explained();
    picture.title = format!(
        "What {} hold{}",
        count(chosen.len(), "closure"),
        match chosen.len() {
            1 => "s",
            _ => "",
        }
    );
    if n_left_out > 0 {
        picture.notes.push(format!(
            "{} left out: drawn are those with the most captures, by reference first.",
            count(n_left_out, "closure")
        ));
        picture.notes.push("Name fewer paths, or use --name, to see others.".to_owned());
    }
    picture
}

/// The closures to draw, in their own order: all, or those that hold the most, as many as make no
/// more than `limit` nodes with their variables.
fn foremost(closures: &[Closure], limit: usize) -> Vec<usize> {
    let mut ranked: Vec<usize> = (0..closures.len()).collect();
    ranked.sort_by_cached_key(|&index| {
        let captures = &closures[index].captures;
        let is_reference = |capture: &&Capture| capture.mode == Some(CaptureMode::Reference);
        let n_references = captures.iter().filter(is_reference).count();
        std::cmp::Reverse((n_references, captures.len()))
    });
    let mut variables = BTreeSet::new();
    let mut chosen = Vec::new();
    for index in ranked {
        let captures = closures[index].captures.iter();
        variables.extend(captures.filter_map(Variable::of));
        if !chosen.is_empty() && chosen.len() + 1 + variables.len() > limit {
            break;
        }
        chosen.push(index);
    }
    chosen.sort_unstable();
    chosen
}

/// A variable of the source, which several closures may capture.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Variable<'a> {
    declared: &'a Position,
    name: &'a str,
}

impl<'a> Variable<'a> {
    /// The variable behind a capture; a synthetic capture has none.
    fn of(capture: &'a Capture) -> Option<Self> {
        Some(Self { declared: capture.declared.as_ref()?, name: &capture.name })
    }
}

/// A picture in the making.
struct Drawing<'a> {
    picture: Picture,
    /// A frame for each file of each package.
    groups: BTreeMap<(&'a str, &'a str), GroupIndex>,
    variables: BTreeMap<Variable<'a>, NodeIndex>,
    /// The modes that were drawn, to be explained.
    modes: BTreeSet<&'static str>,
}

impl<'a> Drawing<'a> {
    fn add(&mut self, closure: &'a Closure) {
        let (package, file) = (closure.package.as_str(), closure.position.file.as_str());
        let picture = &mut self.picture;
        let group = *self
            .groups
            .entry((package, file))
            .or_insert_with(|| picture.add_group(format!("{package}: {file}")));

        let has_object = closure.allocation != Some(Allocation::InlinedCall);
        let mut label = format!("{}\n{}", one_line(&closure.name), closure.position.at);
        if !has_object {
            label.push_str("\ncalled where it stands");
        } else if closure.captures.is_empty() {
            label.push_str("\ncaptures nothing");
        }
        let mut node = Node::new(label).style(NodeStyle::Bold).group(group);
        if !closure.captures.is_empty() {
            let f = if has_object { ["0", "F", "uintptr"] } else { ["", "no object", ""] };
            node = node.row(f);
        }
        for capture in &closure.captures {
            let offset = match capture.offset {
                Some(offset) => offset.to_string(),
                None if has_object => "?".to_owned(),
                None => String::new(),
            };
            let name = field_name(closure, capture);
            node = node.row([offset, name.into_owned(), field_type(capture)]);
        }
        if let Some(size) = closure.size {
            node = node.detail(count(size as usize, "byte"));
        }
        let from = picture.add_node(node);

        for (row, capture) in (1..).zip(&closure.captures) {
            let Some(variable) = Variable::of(capture) else { continue };
            let to = *self.variables.entry(variable).or_insert_with(|| {
                let ty = capture.ty.as_deref().unwrap_or("?");
                let label = format!(
                    "{} {}\n{}",
                    one_line(variable.name),
                    one_line(ty),
                    variable.declared.at
                );
                picture.add_node(Node::new(label).style(NodeStyle::Rounded).group(group))
            });
            let (mode, style) = words(capture.mode);
            self.modes.insert(mode);
            picture.add_edge(Edge::new(from, to).from_row(row).label(mode).style(style));
        }
    }

    /// The picture, with a legend of what is in it.
    fn explained(self) -> Picture {
        let mut picture = self.picture;
        if !picture.nodes.is_empty() {
            let meaning = "a closure, where it begins, and its object: offset, field, type";
            picture.explain(Sample::Node(NodeStyle::Bold), meaning);
        }
        if !self.variables.is_empty() {
            let meaning = "a captured variable, its type, and where it is declared";
            picture.explain(Sample::Node(NodeStyle::Rounded), meaning);
        }
        let meanings = [
            (Some(CaptureMode::Reference), "the object holds the variable's address"),
            (Some(CaptureMode::Value), "the object holds a copy of the variable"),
            (None, "it depends on a type that is not known"),
        ];
        for (mode, meaning) in meanings {
            let (words, style) = words(mode);
            if self.modes.contains(words) {
                picture.explain(Sample::Edge(style), format!("{words}: {meaning}"));
            }
        }
        picture
    }
}

/// A mode as it is written beside an arrow, and the arrow's style.
fn words(mode: Option<CaptureMode>) -> (&'static str, EdgeStyle) {
    match mode {
        Some(CaptureMode::Reference) => ("by reference", EdgeStyle::Solid),
        Some(CaptureMode::Value) => ("by value", EdgeStyle::Dashed),
        None => ("mode unknown", EdgeStyle::Dotted),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::report::testing;

    /// What a picture says, apart from how it is drawn.
    fn described(picture: &Picture) -> String {
        let mut lines = vec![picture.title.clone()];
        let name = |index: NodeIndex| picture.nodes[index.0 as usize].label.lines().next().unwrap();
        for node in &picture.nodes {
            lines.push(format!("[{}]", node.label.replace('\n', ", ")));
            lines.extend(
                node.rows
                    .iter()
                    .map(|row| format!("    {}", row.cells.join(" ")).trim_end().to_owned()),
            );
        }
        for edge in &picture.edges {
            let row =
                edge.from_row.map(|row| &picture.nodes[edge.from.0 as usize].rows[row as usize]);
            let field = &row.unwrap().cells[1];
            let Edge { from, to, label, style, .. } = edge;
            lines.push(format!("{}.{field} -- {label} --> {} ({style:?})", name(*from), name(*to)));
        }
        lines.extend(picture.groups.iter().map(|group| format!("frame {}", group.label)));
        lines.extend(picture.legend.iter().map(|entry| format!("legend {}", entry.meaning)));
        lines.push(String::new());
        lines.join("\n")
    }

    #[test]
    fn every_sort_of_closure() {
        expect![[r#"
            What 5 closures hold
            [bar.func1, 15:9]
                0 F uintptr
                8 a *int
                16 buffer []byte
                40 .dict *[2]uintptr
            [a int, 2:1]
            [buffer []byte, 2:1]
            [mv.P.Inc-fm, 42:9]
                0 F uintptr
                8 R P
            [q. r() P, 2:1]
            [load.func1, 50:9]
                0 F uintptr
                8 x *?
                16 y ?
            [x ?, 2:1]
            [y ?, 2:1]
            [run.func1, 60:9, called where it stands]
                 no object
                 n int
            [n int, 2:1]
            [free.func1, 70:9, captures nothing]
            bar.func1.a -- by reference --> a int (Solid)
            bar.func1.buffer -- by value --> buffer []byte (Dashed)
            mv.P.Inc-fm.R -- by value --> q. r() P (Dashed)
            load.func1.x -- by reference --> x ? (Solid)
            load.func1.y -- mode unknown --> y ? (Dotted)
            run.func1.n -- by value --> n int (Dashed)
            frame example.com/demo: demo.go
            legend a closure, where it begins, and its object: offset, field, type
            legend a captured variable, its type, and where it is declared
            legend by reference: the object holds the variable's address
            legend by value: the object holds a copy of the variable
            legend mode unknown: it depends on a type that is not known
        "#]]
        .assert_eq(&described(&picture(&testing::report())));
    }

    #[test]
    fn many_closures_are_cut_down_to_those_that_hold_the_most() {
        let mut report = testing::report();
        let holding = testing::closure(
            "holding.func1",
            5000,
            vec![testing::capture("x", CaptureMode::Reference, "int", (8, 8))],
        );
        report.analysis.closures =
            (1..=5000).map(|n| testing::closure(&format!("f{n}.func1"), n, Vec::new())).collect();
        report.analysis.closures.push(holding);
        let picture = picture(&report);
        assert_eq!(picture.nodes.len(), NODE_LIMIT);
        assert!(picture.nodes.iter().any(|node| node.label.starts_with("holding.func1")));
        assert_eq!(
            picture.notes[0],
            "4902 closures left out: drawn are those with the most captures, by reference first."
        );
    }
}
