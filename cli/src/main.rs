//! The command line of heldby.

fn main() {}
