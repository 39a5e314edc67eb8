//! A Go front end that finds closures: what each captures, by value or by reference, and how its
//! object is laid out. It needs no Go toolchain.
//!
//! Data flows one way:
//!
//! ```text
//! bytes ─ load ─► Program (packages of parsed files) ─ analyze ─► Analysis (closures, gaps)
//! ```

pub mod analysis;
pub mod constraint;
pub mod load;
pub mod program;
pub mod source;
pub mod syntax;
