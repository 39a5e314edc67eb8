//! Known issues.
