//! Reference graphs, and pictures of them.

pub mod picture;
