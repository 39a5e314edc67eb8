//! The compiler as the judge: what it prints of captures, and whether an
//! [`Analysis`](crate::analysis::Analysis) says the same.
//!
//! ```text
//! go list -export ─┬─ stdout ─ listing::read ──────► packages, files, what does not compile
//!                  └─ stderr ─ compiler_log::Reader ► CompilerAccount ─┐
//! Program, Analysis ───────── HeldbyAccount::new ───► HeldbyAccount ───┴─ compare ► Comparison
//! ```
//!
//! Whoever wants to compare runs the go command with [`compiler_log::GC_FLAGS`] and
//! [`listing::FORMAT`] and hands over what it printed: nothing here runs a program or opens a file.
//! Any text is taken; what is not understood is passed over.
//!
//! Two things are the same variable when file, line, column and name are, and the same closure when
//! file, line and column are. There are four exceptions, each resolved before the comparison by
//! giving both sides the same key:
//!
//! - the compiler prints no column from 255 on: column 0 stands for all of those;
//! - a type-switch variable stands, for the compiler, at the last type of its clause, for heldby at
//!   its name: here it stands at its clause's beginning;
//! - generated variables have numbers that depend on the optimiser: `.autotmp_4` is `.autotmp`;
//! - the cgo tool moves what stands behind C's names on a line: there the same name in the same line is
//!   the same variable.
//!
//! Not everything can be compared. A file with `//line` directives has other positions for the
//! compiler than for heldby. Of generic code that nothing instantiates, and of packages that it
//! fails on, the compiler says nothing, and of method values it never does. The cgo tool writes
//! closures of its own. What is left out is counted or named, never taken for agreement.

mod account;
mod compare;
pub mod compiler_log;
mod facts;
pub mod listing;

pub use account::{Account, HeldbyAccount, Modes, Place, Said};
pub use compare::{Comparison, Finding, Kind, Tally, compare};
pub use compiler_log::CompilerAccount;
pub use facts::{Code, FileFacts, SwitchClause};
