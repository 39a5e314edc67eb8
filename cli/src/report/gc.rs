//! What `heldby gc` reports.

pub(crate) mod explore;
pub(crate) mod run;
