//! What is known of minikube: which image names it renders and where they are wrong, issues with
//! the versions that have them, why starts fail, and what a profile's own files tell. Plain values
//! in, plain values out; nothing here reads a file or talks to a cluster.

pub mod images;
pub mod profile;
pub mod ranges;
pub mod remedy;
pub mod rule;
pub mod secret;
pub mod start;
