//! Failed starts.
