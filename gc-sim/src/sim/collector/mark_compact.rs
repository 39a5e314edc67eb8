//! Mark-compact: what is left is slid together towards the heap's beginning, in the order of its addresses.
//!
//! The world is stopped. References are ids here, and so the pass over all slots that a real collector makes, to
//! replace old addresses by new ones, has nothing to do.

use super::marker::{Marker, all_roots};
use super::{Barrier, Collector, Context, Progress};
use crate::sim::step::{Colour, Phase};
use crate::sim::world::{CycleKind, HEAP_BASE, ObjectId, World};

/// Mark-compact.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct MarkCompact {
    phase: Phase,
    marker: Marker,
    /// What is left to free or to move, last first.
    open: Vec<ObjectId>,
    /// Where the next object that is moved goes.
    free_address: u64,
}

impl Collector for MarkCompact {
    fn new(_: &World, _: Barrier) -> Self {
        Self {
            phase: Phase::Idle,
            marker: Marker::default(),
            open: Vec::new(),
            free_address: HEAP_BASE,
        }
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
            self.open = self.marker.white(context.world);
            return Progress::Working;
        }
        let next = self.open.pop();
        match (self.phase, next) {
            (Phase::Sweep, Some(object)) => {
                context.free(object);
                Progress::Working
            }
            (Phase::Sweep, None) => {
                self.phase = Phase::Compact;
                context.phase(self.phase);
                self.free_address = HEAP_BASE;
                self.open = context.world.live().collect();
                self.open.sort_by_key(|&object| context.world.object(object).address);
                self.open.reverse();
                Progress::Working
            }
            (_, Some(object)) => {
                context.relocate(object, self.free_address, false);
                self.free_address += context.world.object(object).room;
                Progress::Working
            }
            (_, None) => {
                context.world.next_address = self.free_address;
                // Where it was is of no interest to the next cycle.
                self.free_address = HEAP_BASE;
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
