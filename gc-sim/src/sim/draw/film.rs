//! Every step of a run, laid out once.

use super::{Skeleton, frames};
use crate::picture::{Frame, NODE_LIMIT, PictureError, Stencil};
use crate::sim::run::Run;
use crate::sim::scenario::Scenario;

/// The most frames of a film, less the one before the first step: each becomes a file.
pub const MAX_FRAMES: usize = 2000;

/// A picture for each step of a run. All have one size, and nothing moves from one to the next.
#[derive(Debug, Clone)]
pub struct Film {
    stencil: Stencil,
    frames: Vec<Frame>,
}

impl Film {
    /// Lays out a run.
    ///
    /// # Errors
    ///
    /// A run of too many steps, or with more objects and references than can be laid out.
    pub fn new(scenario: &Scenario, run: &Run) -> Result<Self, PictureError> {
        let n_steps = run.steps.len();
        if n_steps > MAX_FRAMES {
            return Err(PictureError::TooManySteps { n_steps, limit: MAX_FRAMES });
        }
        let skeleton = Skeleton::new(scenario, run);
        // Before a look is worked out for each of them after each step.
        Stencil::check_size(skeleton.parts.len(), skeleton.links.len(), NODE_LIMIT)?;
        let frames = frames(scenario, run, &skeleton);
        let stencil = Stencil::new(skeleton.picture(&frames))?;
        Ok(Self { stencil, frames })
    }

    /// How many pictures there are: one before the first step, and one after each.
    pub fn n_frames(&self) -> usize {
        self.frames.len()
    }

    /// How each part looks, one frame after the other.
    pub fn frames(&self) -> &[Frame] {
        &self.frames
    }

    /// The picture after `n` steps, as an SVG document; after the last if there are fewer.
    pub fn svg(&self, n: usize) -> String {
        self.stencil.svg(self.frame(n))
    }

    /// The picture after `n` steps, as a PNG file's bytes; after the last if there are fewer.
    ///
    /// # Errors
    ///
    /// As [`crate::picture::png`].
    pub fn png(&self, n: usize) -> Result<Vec<u8>, PictureError> {
        self.stencil.png(self.frame(n))
    }

    fn frame(&self, n: usize) -> &Frame {
        // There is one before the first step.
        &self.frames[n.min(self.frames.len() - 1)]
    }
}
