//! The only code of this crate that reads the world.

pub mod host;
