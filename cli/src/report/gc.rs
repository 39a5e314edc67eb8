//! What `heldby gc` reports.

pub(crate) mod explore;
pub(crate) mod pace;
pub(crate) mod pace_json;
pub(crate) mod run;
