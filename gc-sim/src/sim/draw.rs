//! Runs as pictures: one for each step, with everything in the same place in all of them.
//!
//! A [`Skeleton`] has every object, variable, stack frame and reference that a run ever sees. A [`Frame`] says how each
//! of them looks after so many steps: hidden, in the collector's colour, or as what the last step changed. From both
//! come still pictures ([`picture_at`]), and, laid out once, the frames of an animation ([`Film`]) and the player.
//!
//! Files: `skeleton` (what there is), `looks` (how it looks), `film` (every step of a run, laid out).

#[cfg(feature = "render")]
mod film;
mod looks;
mod skeleton;

#[cfg(feature = "render")]
pub use film::{Film, MAX_FRAMES};
pub use skeleton::{Link, Part, Skeleton};

use crate::picture::{Frame, NODE_LIMIT, Picture};
use crate::sim::run::Run;
use crate::sim::scenario::Scenario;
use crate::sim::view::View;

/// What can be seen after `n` steps, as a picture of only what is there.
///
/// After more steps than there are, it is what can be seen after the last.
pub fn picture_at(scenario: &Scenario, run: &Run, n: usize) -> Picture {
    let skeleton = Skeleton::new(scenario, run);
    let n = n.min(run.steps.len());
    let view = view_at(scenario, run, n);
    let frame = skeleton.frame(&view, n);
    let mut whole = skeleton.picture(std::slice::from_ref(&frame));
    if frame.nodes.iter().filter(|node| node.style.is_some()).count() > NODE_LIMIT {
        // It will be collapsed, and only what is called the same can become one.
        skeleton.drop_numbers(&mut whole);
    }
    frame.of(&whole)
}

/// What can be seen after the last step.
pub fn last_picture(scenario: &Scenario, run: &Run) -> Picture {
    picture_at(scenario, run, run.steps.len())
}

/// What can be seen after `n` steps.
fn view_at(scenario: &Scenario, run: &Run, n: usize) -> View {
    let mut view = View::new(&run.start);
    for step in &run.steps[..n] {
        view.apply(&scenario.program, step);
    }
    view
}

/// Every moment of a run, from before the first step to after the last.
pub fn frames(scenario: &Scenario, run: &Run, skeleton: &Skeleton<'_>) -> Vec<Frame> {
    let mut view = View::new(&run.start);
    let mut frames = vec![skeleton.frame(&view, 0)];
    for (number, step) in (1..).zip(&run.steps) {
        view.apply(&scenario.program, step);
        frames.push(skeleton.frame(&view, number));
    }
    frames
}
