//! How each style looks: one table for nodes, one for edges.
//!
//! The fills are pale tints and differ in lightness; the hues are from the palette of Okabe and Ito, which people
//! with colour blindness can tell apart. Every style is unlike the others without any colour, too: by its outline,
//! or by white text on a dark ground.

/// How a node looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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
    /// A thicker outline, and white. For what a collector has not found.
    White,
    /// A thicker outline, and grey. For what a collector has found.
    Grey,
    /// White on black. For what a collector is done with.
    Black,
}

/// How an edge looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeStyle {
    /// A line with a full arrowhead.
    Solid,
    /// A dashed blue line with an open arrowhead.
    Dashed,
    /// A thick red line with a full arrowhead.
    Bold,
    /// A dotted grey line that ends in a ring.
    Dotted,
    /// A thick blue dashed line with a full arrowhead. For what is looked at.
    ThickDashed,
    /// A thick red dotted line with a full arrowhead. For what has just gone.
    ThickDotted,
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

/// The outline of a marked node, whatever its style.
pub(super) const MARK: (&str, &str) = ("#d55e00", "4");

impl NodeStyle {
    /// Every style.
    pub const ALL: [Self; 10] = [
        Self::Box,
        Self::Rounded,
        Self::Bold,
        Self::Double,
        Self::Inverse,
        Self::Dashed,
        Self::Dotted,
        Self::White,
        Self::Grey,
        Self::Black,
    ];

    /// The style's name, as the class of an element.
    pub fn class(self) -> &'static str {
        match self {
            Self::Box => "box",
            Self::Rounded => "rounded",
            Self::Bold => "bold",
            Self::Double => "double",
            Self::Inverse => "inverse",
            Self::Dashed => "dashed",
            Self::Dotted => "dotted",
            Self::White => "white",
            Self::Grey => "grey",
            Self::Black => "black",
        }
    }

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
            Self::White => NodeLook { pen_width: "2", ..plain },
            Self::Grey => NodeLook { fill: "#9ea7b0", pen_width: "2", ..plain },
            Self::Black => NodeLook {
                fill: "#1b1f24",
                line: "#6e7781",
                text: "#ffffff",
                pen_width: "2",
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
    /// Every style.
    pub const ALL: [Self; 6] =
        [Self::Solid, Self::Dashed, Self::Bold, Self::Dotted, Self::ThickDashed, Self::ThickDotted];

    /// The style's name, as the class of an element.
    pub fn class(self) -> &'static str {
        match self {
            Self::Solid => "solid",
            Self::Dashed => "dashed",
            Self::Bold => "bold",
            Self::Dotted => "dotted",
            Self::ThickDashed => "thick-dashed",
            Self::ThickDotted => "thick-dotted",
        }
    }

    pub(super) fn look(self) -> EdgeLook {
        let (style, line, pen_width, arrow, arrow_text) = match self {
            Self::Solid => ("solid", "#424a53", "1.2", "normal", "►"),
            Self::Dashed => ("dashed", "#00507f", "1.2", "vee", ">"),
            Self::Bold => ("solid", "#8f2d00", "2.5", "normal", "►"),
            Self::Dotted => ("dotted", FAINT_INK, "1.2", "odot", "○"),
            Self::ThickDashed => ("dashed", "#00507f", "2.5", "normal", "►"),
            Self::ThickDotted => ("dotted", "#8f2d00", "4", "normal", "►"),
        };
        EdgeLook { style, line, pen_width, arrow, arrow_text }
    }
}

#[cfg(test)]
mod tests {
    use super::{EdgeStyle, NodeStyle};
    use std::collections::BTreeSet;

    /// How light a fill is: dark, middling or light.
    fn lightness(fill: &str) -> u32 {
        let part = |at: usize| u32::from_str_radix(&fill[at..at + 2], 16).unwrap();
        (part(1) + part(3) + part(5)) / (3 * 86)
    }

    #[test]
    fn node_styles_differ_without_colour() {
        let seen: BTreeSet<_> = NodeStyle::ALL
            .map(NodeStyle::look)
            .map(|look| {
                let fill = lightness(look.fill);
                (look.style, look.pen_width, look.outlines, look.text == "#ffffff", fill)
            })
            .into();
        assert_eq!(seen.len(), NodeStyle::ALL.len());
    }

    #[test]
    fn edge_styles_differ_without_colour() {
        let seen: BTreeSet<_> =
            EdgeStyle::ALL.map(EdgeStyle::look).map(|look| (look.style, look.pen_width)).into();
        assert_eq!(seen.len(), EdgeStyle::ALL.len());
    }
}
