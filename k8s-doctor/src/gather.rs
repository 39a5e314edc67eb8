//! Everything that reads the world: the only files of this crate that do IO.

pub mod archive;
pub mod host;
#[cfg(feature = "live")]
pub mod live;
pub mod minikube_home;
pub mod offline;
