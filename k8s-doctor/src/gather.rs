//! The only code of this crate that reads the world.

pub mod archive;
pub mod host;
pub mod offline;
