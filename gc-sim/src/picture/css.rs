//! The styles as CSS, from the same tables as the DOT: for drawings whose parts change their looks.

use std::fmt::Write;

use super::style::{MARK, NodeLook};
use super::{EdgeStyle, NodeStyle};

/// The rules for the classes that a [`super::Stencil`] gives to nodes, edges and groups.
pub fn css() -> String {
    let mut rules = String::from(".hidden{display:none}\n");
    // Writing to a string never fails.
    for style in NodeStyle::ALL {
        let NodeLook { fill, line, text, pen_width, .. } = style.look();
        let (class, dashes) = (style.class(), dashes(style.look().style));
        let _ = writeln!(
            rules,
            ".node.{class} .outline{{fill:{fill};stroke:{line};stroke-width:{pen_width};stroke-dasharray:{dashes}}}\n\
             .node.{class} .rule{{fill:{line};stroke:{line}}}\n\
             .node.{class} text{{fill:{text}}}"
        );
    }
    let (line, pen_width) = MARK;
    let _ = writeln!(rules, ".node.marked .outline{{stroke:{line};stroke-width:{pen_width}}}");
    for style in EdgeStyle::ALL {
        let look = style.look();
        let (class, line, dashes) = (style.class(), look.line, dashes(look.style));
        let _ = writeln!(
            rules,
            ".edge.{class} path{{stroke:{line};stroke-width:{};stroke-dasharray:{dashes}}}\n\
             .edge.{class} polygon{{fill:{line};stroke:{line}}}",
            look.pen_width
        );
    }
    rules
}

/// The dashes of a style in Graphviz's words, as Graphviz draws them.
fn dashes(style: &str) -> &'static str {
    match style {
        _ if style.contains("dashed") => "5,2",
        _ if style.contains("dotted") => "1,5",
        _ => "none",
    }
}
