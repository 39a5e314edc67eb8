//! From a Kubernetes symptom to its root cause: a [`snapshot::Snapshot`] of a cluster goes in, a
//! [`Diagnosis`] comes out.

pub mod cause;
pub mod check;
mod checks;
pub mod decode;
pub mod diagnosis;
pub mod facts;
pub mod finding;
pub mod gather;
pub mod history;
pub mod redact;
pub mod snapshot;

pub use check::Check;
pub use diagnosis::{Diagnosis, diagnose};
