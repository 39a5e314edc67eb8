//! Why there is no graph.

use super::{NameId, NodeId};

/// Why a graph could not be built or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GraphError {
    /// Node ids are 32 bits wide.
    #[error("more than {} nodes", super::MAX_NODES)]
    TooManyNodes,
    /// Edge ids are 32 bits wide.
    #[error("more than {} edges", super::MAX_EDGES)]
    TooManyEdges,
    /// Name ids are 32 bits wide, and so are offsets into their text.
    #[error("more than 4 GiB of names")]
    TooManyNames,
    /// An edge or root names a node that never came. Which one it is, is the first found:
    /// [`finish_partial`](super::GraphBuilder::finish_partial) lists all.
    #[error("an edge or root names node {node}, which never came")]
    MissingNode {
        /// The node.
        node: NodeId,
    },
    /// A node was defined that was not declared, or that is defined already.
    #[error("node {node} does not wait for a definition")]
    NotDeclared {
        /// The node.
        node: NodeId,
    },
    /// A name id that this builder did not give.
    #[error("name {name} is not of this graph")]
    UnknownName {
        /// The name.
        name: NameId,
    },
    /// What was deserialized contradicts itself.
    #[error("not a graph: {what}")]
    Invalid {
        /// Which rule it breaks.
        what: &'static str,
    },
}
