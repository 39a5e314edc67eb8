//! Garbage collectors on small heaps, step by step.
//!
//! ```text
//! text ─ scenario ─► Program ─ machine ─► Steps ─ view ─► View ─┬─ describe ─► sentences
//!                      collector, mutator                       ├─ draw ─────► pictures, frames
//!                      schedule or search                       └─ player ───► a page
//! ```
//!
//! [`run::run`] is one run of a [`scenario::Scenario`] and [`explore::explore`] the search through all of them. Both
//! drive a [`machine::Machine`], which is a [`world::World`] and a [`collector::Collector`]; whoever wants to watch one
//! may drive it by hand.

pub mod scenario;

pub mod program;
pub mod world;

pub mod collector;
pub mod machine;
mod mutator;
pub mod step;

pub mod explore;
pub mod run;
pub mod schedule;

pub mod describe;
pub mod draw;
pub mod heap_graph;
pub mod names;
#[cfg(feature = "render")]
pub mod player;
pub mod view;
