//! How each style looks: one table for nodes, one for edges.
//!
//! The fills are pale tints and differ in lightness; the hues are from the palette of Okabe and Ito, which people
//! with colour blindness can tell apart. Every style is unlike the others without any colour, too: by its outline,
//! or by white text on a dark ground.

/// How a node looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NodeStyle {
    /// A thin box, white. For what needs no remark.
    Box,
    /// A thin box with round corners, green.
    Rounded,
    /// A thick outline, blue. For what the picture is about.
    Bold,
    /// A double outline, yellow. For where chains end, such as roots.
    Double,
    /// White on dark red. For what is wrong.
    Inverse,
    /// A dashed outline, grey. For what is not known.
    Dashed,
    /// A dotted outline and grey text. For what is gone, or does not matter.
    Dotted,
}

/// How an edge looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EdgeStyle {
    /// A line with a full arrowhead.
    Solid,
    /// A dashed blue line with an open arrowhead.
    Dashed,
    /// A thick red line with a full arrowhead.
    Bold,
    /// A dotted grey line that ends in a ring.
    Dotted,
}

/// A node style in Graphviz's words.
pub(super) struct NodeLook {
    /// The attribute `style`.
    pub(super) style: &'static str,
    /// The same, for a cell of an HTML-like table; empty for a plain line.
    pub(super) cell_style: &'static str,
    pub(super) fill: &'static str,
    pub(super) line: &'static str,
    pub(super) text: &'static str,
    pub(super) pen_width: &'static str,
    /// The number of outlines.
    pub(super) outlines: u8,
}

/// An edge style in Graphviz's words.
pub(super) struct EdgeLook {
    /// The attribute `style`.
    pub(super) style: &'static str,
    pub(super) line: &'static str,
    pub(super) pen_width: &'static str,
    /// The attribute `arrowhead`.
    pub(super) arrow: &'static str,
    /// A letter like that arrowhead, for the legend. The bundled fonts have it.
    pub(super) arrow_text: &'static str,
}

/// Ordinary text.
pub(super) const INK: &str = "#1b1f24";
/// Text of less weight, such as the legend's.
pub(super) const FAINT_INK: &str = "#57606a";
/// The frames of groups.
pub(super) const FRAME: &str = "#8c959f";
/// The ground of groups.
pub(super) const FRAME_FILL: &str = "#f6f8fa";

impl NodeStyle {
    pub(super) fn look(self) -> NodeLook {
        let plain = NodeLook {
            style: "filled",
            cell_style: "",
            fill: "#ffffff",
            line: "#424a53",
            text: INK,
            pen_width: "1",
            outlines: 1,
        };
        match self {
            Self::Box => plain,
            Self::Rounded => NodeLook {
                style: "filled,rounded",
                cell_style: "rounded",
                fill: "#e3f5ee",
                line: "#00694b",
                ..plain
            },
            Self::Bold => NodeLook { fill: "#deeffa", line: "#00507f", pen_width: "2.5", ..plain },
            Self::Double => NodeLook { fill: "#fdf1cf", line: "#7a5200", outlines: 2, ..plain },
            Self::Inverse => {
                NodeLook { fill: "#8f2d00", line: "#5c1d00", text: "#ffffff", ..plain }
            }
            Self::Dashed => {
                NodeLook { style: "filled,dashed", cell_style: "dashed", fill: "#eceff2", ..plain }
            }
            Self::Dotted => NodeLook {
                style: "filled,dotted",
                cell_style: "dotted",
                pen_width: "1.5",
                line: FAINT_INK,
                text: FAINT_INK,
                ..plain
            },
        }
    }

    /// Whether this style marks a node as one of those the picture is about.
    pub(super) fn is_emphatic(self) -> bool {
        matches!(self, Self::Bold | Self::Double | Self::Inverse)
    }
}

impl EdgeStyle {
    pub(super) fn look(self) -> EdgeLook {
        let (style, line, pen_width, arrow, arrow_text) = match self {
            Self::Solid => ("solid", "#424a53", "1.2", "normal", "►"),
            Self::Dashed => ("dashed", "#00507f", "1.2", "vee", ">"),
            Self::Bold => ("solid", "#8f2d00", "2.5", "normal", "►"),
            Self::Dotted => ("dotted", FAINT_INK, "1.2", "odot", "○"),
        };
        EdgeLook { style, line, pen_width, arrow, arrow_text }
    }
}

#[cfg(test)]
mod tests {
    use super::{EdgeStyle, NodeStyle};
    use std::collections::BTreeSet;

    #[test]
    fn node_styles_differ_without_colour() {
        use NodeStyle::{Bold, Box, Dashed, Dotted, Double, Inverse, Rounded};
        let styles = [Box, Rounded, Bold, Double, Inverse, Dashed, Dotted];
        let seen: BTreeSet<_> = styles
            .map(NodeStyle::look)
            .map(|look| (look.style, look.pen_width, look.outlines, look.text == "#ffffff"))
            .into();
        assert_eq!(seen.len(), styles.len());
    }

    #[test]
    fn edge_styles_differ_without_colour() {
        let styles = [EdgeStyle::Solid, EdgeStyle::Dashed, EdgeStyle::Bold, EdgeStyle::Dotted];
        let seen: BTreeSet<_> =
            styles.map(EdgeStyle::look).map(|look| (look.style, look.pen_width)).into();
        assert_eq!(seen.len(), styles.len());
    }
}
