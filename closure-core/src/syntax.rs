//! Syntax: from a file's text to a tree of index-typed nodes, with every syntax error on the way.
//!
//! ```text
//! SourceFile ── lexer ──► tokens ── parser ──► Tree { nodes with spans, errors }
//! ```

mod lexer;
mod parser;
mod token;
pub mod tree;

pub use parser::{MAX_DEPTH, parse};
pub use token::{BinaryOp, UnaryOp};
pub use tree::Tree;
