//! The only code of this crate that reads the world.

#[cfg(feature = "live")]
pub mod live;
pub mod minikube_home;
