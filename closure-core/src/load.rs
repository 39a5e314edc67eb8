//! Loading: from arguments as Go people give them to a [`Program`](crate::program::Program).
