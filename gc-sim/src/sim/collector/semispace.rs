//! Semispace copying: what is reachable is copied to the other half, and this half is then free at one go.
//!
//! C. J. Cheney, *A nonrecursive list compacting algorithm*, 1970: the objects already copied, in the order of their
//! copying, are the queue of what is still to be scanned. *White* is what has not been copied, *grey* what lies between
//! the two pointers, *black* what lies behind both.

use super::marker::{Marker, all_roots};
use super::{Barrier, Collector, Context, Progress};
use crate::sim::step::{Colour, Event, Phase};
use crate::sim::world::{CycleKind, HEAP_BASE, ObjectId, World};

/// How far apart the two halves are: no scenario fills so much.
const HALF: u64 = 0x10_0000_0000;

/// Semispace copying.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Semispace {
    phase: Phase,
    marker: Marker,
    /// Whether objects are allocated in the upper half.
    in_upper: bool,
}

impl Collector for Semispace {
    fn new(_: &World, _: Barrier) -> Self {
        Self { phase: Phase::Idle, marker: Marker::default(), in_upper: false }
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn stops_world(&self) -> bool {
        self.phase != Phase::Idle
    }

    fn begin(&mut self, _: CycleKind, context: &mut Context<'_>) {
        self.phase = Phase::Copy;
        context.phase(self.phase);
        self.in_upper = !self.in_upper;
        context.world.next_address = HEAP_BASE + if self.in_upper { HALF } else { 0 };
        self.marker.begin(context.world, all_roots(context.world));
    }

    fn step(&mut self, _: usize, context: &mut Context<'_>) -> Progress {
        if !self.marker.is_done() {
            let n_before = context.events.len();
            self.marker.step(0, context, |_| true);
            let found: Vec<ObjectId> = context.events[n_before..]
                .iter()
                .filter_map(|event| match *event {
                    Event::Shade { object, colour: Colour::Grey, .. } => Some(object),
                    _ => None,
                })
                .collect();
            for object in found {
                let to = context.world.next_address;
                context.world.next_address += context.world.object(object).room;
                context.relocate(object, to, false);
            }
            return Progress::Working;
        }
        // The other half is free as a whole.
        for object in self.marker.white(context.world).into_iter().rev() {
            context.free(object);
        }
        self.phase = Phase::Idle;
        self.marker.end();
        Progress::Done
    }

    fn colour(&self, object: ObjectId) -> Option<Colour> {
        self.marker.colour(object)
    }
}
