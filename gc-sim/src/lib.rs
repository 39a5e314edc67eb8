//! Reference graphs, and pictures of them.
//!
//! A [`graph::Graph`] holds tens of millions of objects that refer to each other. It says which of
//! them are reachable, which node dominates each and how many bytes that retains, and by which
//! paths a node is held by the roots; `examples/dominators.rs` builds a small one and asks.
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
pub mod collector;
#[cfg(feature = "sim")]
pub mod describe;
#[cfg(feature = "sim")]
pub mod draw;
#[cfg(feature = "sim")]
pub mod explore;
pub mod graph;
#[cfg(feature = "sim")]
pub mod heap_graph;
#[cfg(feature = "sim")]
pub mod machine;
#[cfg(feature = "sim")]
mod mutator;
#[cfg(feature = "sim")]
pub mod names;
#[cfg(feature = "sim")]
pub mod pacer;
pub mod picture;
#[cfg(all(feature = "sim", feature = "render"))]
pub mod player;
#[cfg(feature = "sim")]
pub mod program;
#[cfg(feature = "sim")]
pub mod run;
#[cfg(feature = "sim")]
pub mod scenario;
#[cfg(feature = "sim")]
pub mod schedule;
#[cfg(feature = "sim")]
pub mod step;
#[cfg(feature = "sim")]
pub mod view;
#[cfg(feature = "sim")]
pub mod world;
