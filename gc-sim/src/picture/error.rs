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
