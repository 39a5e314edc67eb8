//! Reference graphs, simulated garbage collectors, and pictures of both.
//!
//! A [`graph::Graph`] holds tens of millions of objects that refer to each other. It says which of
//! them are reachable, which node dominates each and how many bytes that retains, and by which
//! paths a node is held by the roots; `examples/dominators.rs` builds a small one and asks.
//!
//! [`sim`] runs a small heap and a program under a collector, step by step or in every interleaving there is;
//! `examples/race.rs` finds a schedule that loses an object. [`pacer`] tells when Go collects, and how large a heap
//! becomes. Both are behind the feature `sim`.
//!
//! A [`picture::Picture`] is plain data: whoever knows what the boxes mean fills one in, and this crate draws it. A
//! [`chart::Chart`] is the same for lines over time.
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
pub mod graph;
#[cfg(feature = "sim")]
pub mod pacer;
pub mod picture;
#[cfg(feature = "sim")]
pub mod sim;
