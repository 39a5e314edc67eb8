//! A Go front end that finds closures: what each captures, by value or by reference, and how its
//! object is laid out. It needs no Go toolchain.
//!
//! Data flows one way:
//!
//! ```text
//! bytes ── load ──► Program (packages of parsed files) ── analyze ──► Analysis (closures, gaps)
//! ```
//!
//! [`load`] is the only part that opens files, and [`oracle`] compares an analysis with what the
//! compiler says. A caller with sources in memory builds a
//! [`Program`](program::Program) itself: see the example at [`analyze`].

pub mod analysis;
mod analyze;
mod c;
mod closures;
pub mod constraint;
pub mod inspect;
pub mod layout;
pub mod load;
mod names;
pub mod oracle;
pub mod program;
pub mod source;
mod stack;
pub mod syntax;
mod types;

pub use analysis::{Allocation, Analysis, Capture, CaptureMode, Closure, ClosureKind, Position};
pub use analyze::analyze;
