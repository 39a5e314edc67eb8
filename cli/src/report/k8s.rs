//! What `heldby k8s` reports.

pub(crate) mod preflight;
