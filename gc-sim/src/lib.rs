//! Reference graphs, and pictures of them.
//!
//! A [`picture::Picture`] is plain data: whoever knows what the boxes mean fills one in, and this crate draws it.
//!
//! ```
//! use gc_sim::picture::{self, Edge, EdgeStyle, Node, NodeStyle, Picture};
//!
//! let mut drawing = Picture::new("what holds x");
//! let closure = drawing.add_node(Node::new("func1").row(["8", "x", "*int"]).style(NodeStyle::Bold));
//! let variable = drawing.add_node(Node::new("x int"));
//! drawing.add_edge(Edge::new(closure, variable).label("by reference").style(EdgeStyle::Solid).from_row(0));
//!
//! let dot = picture::dot(&drawing);
//! assert!(dot.contains("n0:r0:e -> n1"));
//! assert!(dot.contains("by reference"));
//! ```

pub mod chart;
#[cfg(feature = "sim")]
pub mod pacer;
pub mod picture;
