//! Mark-sweep with the world stopped: no goroutine runs from the first root to the last free.

use super::marker::{Marker, all_roots};
use super::{Barrier, Collector, Context, Progress};
use crate::sim::step::{Colour, Phase};
use crate::sim::world::{CycleKind, ObjectId, World};

/// Mark-sweep with the world stopped.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MarkSweep {
    phase: Phase,
    marker: Marker,
    /// What is left to free, last first.
    garbage: Vec<ObjectId>,
}

impl Collector for MarkSweep {
    fn new(_: &World, _: Barrier) -> Self {
        Self { phase: Phase::Idle, marker: Marker::default(), garbage: Vec::new() }
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn stops_world(&self) -> bool {
        self.phase != Phase::Idle
    }

    fn begin(&mut self, _: CycleKind, context: &mut Context<'_>) {
        self.phase = Phase::Mark;
        context.phase(self.phase);
        self.marker.begin(context.world, all_roots(context.world));
    }

    fn step(&mut self, _: usize, context: &mut Context<'_>) -> Progress {
        if !self.marker.is_done() {
            self.marker.step(0, context, |_| true);
            return Progress::Working;
        }
        if self.phase == Phase::Mark {
            self.phase = Phase::Sweep;
            context.phase(self.phase);
            self.garbage = self.marker.white(context.world);
            return Progress::Working;
        }
        match self.garbage.pop() {
            Some(object) => {
                context.free(object);
                Progress::Working
            }
            None => {
                self.phase = Phase::Idle;
                self.marker.end();
                Progress::Done
            }
        }
    }

    fn colour(&self, object: ObjectId) -> Option<Colour> {
        self.marker.colour(object)
    }
}
