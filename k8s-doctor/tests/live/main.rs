//! The live gatherer against recorded answers: whole clusters, and each way in which a server fails.
//! `cargo test -p k8s-doctor --features live --test live`.
#![cfg(feature = "live")]
#![expect(clippy::unwrap_used, reason = "a test that cannot be run says so by a panic")]

mod cluster;
mod discovery;
mod logs;
mod paging;
mod refusals;
mod secrets;
mod transport;
mod whole;
