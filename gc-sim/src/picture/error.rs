//! Why a picture could not be drawn.

use super::Format;

/// Why a picture could not be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PictureError {
    /// The layout engine or the rasteriser gave up.
    #[error("drawing the picture: {message}")]
    Engine {
        /// What it said.
        message: String,
    },
    /// The drawing is too large for a PNG that could still be read.
    #[error(
        "the picture is too large for a PNG ({width} × {height} points); write it as SVG, or draw less of it"
    )]
    TooLarge {
        /// The drawing's width, in points.
        width: u64,
        /// The drawing's height, in points.
        height: u64,
    },
    /// There are more steps than one file or folder takes.
    #[error("{n_steps} steps are too many: at most {limit} are drawn")]
    TooManySteps {
        /// How many there are.
        n_steps: usize,
        /// How many are drawn at most.
        limit: usize,
    },
    /// There is more to draw than can be laid out, and a part of it would not do.
    #[error(
        "the {n_nodes} nodes and {n_edges} edges of the whole run are too many: at most {node_limit} and {edge_limit} are laid out"
    )]
    TooManyParts {
        /// How many nodes there are.
        n_nodes: usize,
        /// How many edges there are.
        n_edges: usize,
        /// How many nodes are laid out at most.
        node_limit: usize,
        /// How many edges are laid out at most.
        edge_limit: usize,
    },
    /// A chart was to be drawn as DOT.
    #[error("a chart is no graph, and is drawn as SVG or PNG, not as DOT")]
    NoGraph,
    /// The crate was built without the feature `render`.
    #[error("this build draws no {format}; only DOT")]
    NotBuilt {
        /// The format asked for.
        format: Format,
    },
}
