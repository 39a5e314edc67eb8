//! Everything that reads the world: the only files of this crate that do IO.

pub mod archive;
pub mod host;
pub mod offline;
