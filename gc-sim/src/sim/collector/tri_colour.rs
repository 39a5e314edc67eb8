//! Concurrent mark-sweep in three colours, with a choice of write barriers.
//!
//! Goroutines run between any two steps of the collector. What can go wrong is that a goroutine puts the only
//! reference to a white object where the collector has looked already, and removes it from where it has not:
//!
//! ```text
//! y = a.next        a ──► b      a is grey, b is white, the root g is black
//! g.next = y        g ──► b too
//! a.next = nil      only g ──► b, and nobody looks at g again: b is freed while it is in use
//! ```
//!
//! A write barrier is what the goroutine does besides, at each write to the heap or to a global variable. It and the
//! write are one step here; in Go they are not, but no collection ends between them.
//!
//! | barrier | shades | promises | stacks |
//! | --- | --- | --- | --- |
//! | hybrid | what is overwritten and, while the writer's stack is grey, what is stored | weak invariant | each scanned once, any time |
//! | Dijkstra | what is stored | strong invariant, for heap and globals | scanned again at the end, with the world stopped |
//! | Yuasa | what is overwritten | weak invariant | all scanned at the start, with the world stopped |
//! | none | nothing | nothing | each scanned once, any time |
//!
//! With all of them, objects are allocated black while a cycle is under way. A goroutine that starts during a cycle has
//! a black stack: what it starts with passes the barrier.

use super::marker::{Marker, all_roots, stacks};
use super::{
    Barrier, Breach, Collector, Context, Pending, Progress, TriColourInvariant as Invariant,
};
use crate::sim::step::{Because, Colour, Phase, Root};
use crate::sim::world::{CycleKind, ObjectId, Slot, World};

/// Concurrent mark-sweep.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TriColour {
    barrier: Barrier,
    phase: Phase,
    marker: Marker,
    /// What is left to free, last first.
    garbage: Vec<ObjectId>,
}

impl Collector for TriColour {
    fn new(_: &World, barrier: Barrier) -> Self {
        Self { barrier, phase: Phase::Idle, marker: Marker::default(), garbage: Vec::new() }
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn stops_world(&self) -> bool {
        self.phase == Phase::MarkTermination
    }

    fn n_choices(&self) -> usize {
        match self.phase {
            Phase::Mark | Phase::MarkTermination => self.marker.n_choices(),
            _ => 1,
        }
    }

    fn begin(&mut self, _: CycleKind, context: &mut Context<'_>) {
        self.phase = Phase::Mark;
        context.phase(self.phase);
        self.marker.begin(context.world, all_roots(context.world));
        if self.barrier == Barrier::Yuasa {
            let snapshot: Vec<Root> = stacks(context.world).collect();
            for stack in snapshot {
                self.marker.scan_root(stack, context, |_| true);
            }
        }
    }

    fn step(&mut self, choice: usize, context: &mut Context<'_>) -> Progress {
        match self.phase {
            Phase::Mark | Phase::MarkTermination if !self.marker.is_done() => {
                self.marker.step(choice, context, |_| true);
                Progress::Working
            }
            Phase::Mark => {
                self.phase = Phase::MarkTermination;
                context.phase(self.phase);
                match self.barrier {
                    // What is on the stacks has passed no barrier.
                    Barrier::Dijkstra => self.marker.pending = stacks(context.world).collect(),
                    _ => self.sweep(context),
                }
                Progress::Working
            }
            Phase::MarkTermination => {
                self.sweep(context);
                Progress::Working
            }
            _ => match self.garbage.pop() {
                Some(object) => {
                    context.free(object);
                    Progress::Working
                }
                None => {
                    self.phase = Phase::Idle;
                    self.marker.end();
                    Progress::Done
                }
            },
        }
    }

    fn allocated(&mut self, object: ObjectId, context: &mut Context<'_>) {
        if self.phase != Phase::Idle {
            self.marker.allocated_black(object, context);
        }
    }

    fn before_write(&mut self, write: Pending, context: &mut Context<'_>) {
        if self.phase != Phase::Mark || write.is_own_stack() {
            return;
        }
        let stack_is_grey =
            write.by.is_some_and(|writer| self.marker.pending.contains(&Root::Stack(writer)));
        let (shades_old, shades_new) = match self.barrier {
            Barrier::Hybrid => (true, stack_is_grey),
            Barrier::Dijkstra => (false, true),
            Barrier::Yuasa => (true, false),
            Barrier::None => (false, false),
        };
        if let Some(old) = write.old.filter(|_| shades_old) {
            self.marker.shade(old, Because::Overwritten, context);
        }
        if let Some(new) = write.new.filter(|_| shades_new) {
            self.marker.shade(new, Because::Stored, context);
        }
    }

    fn colour(&self, object: ObjectId) -> Option<Colour> {
        self.marker.colour(object)
    }

    fn breach(&self, world: &World) -> Option<Breach> {
        if self.phase != Phase::Mark {
            return None;
        }
        let (invariant, protected) = match self.barrier {
            Barrier::None => return None,
            Barrier::Dijkstra => (Invariant::Strong, Vec::new()),
            Barrier::Hybrid | Barrier::Yuasa => (Invariant::Weak, self.protected(world)),
        };
        self.black_slots(world)
            .find(|&(_, target)| {
                self.is_white(world, target)
                    && !protected.get(target.0 as usize).copied().unwrap_or_default()
            })
            .map(|(black, white)| Breach { invariant, black, white })
    }
}

impl TriColour {
    /// Turns to freeing what is white.
    fn sweep(&mut self, context: &mut Context<'_>) {
        self.phase = Phase::Sweep;
        context.phase(self.phase);
        self.garbage = self.marker.white(context.world);
    }

    fn is_white(&self, world: &World, object: ObjectId) -> bool {
        self.marker.is_white(object) && !world.object(object).freed
    }

    /// Whether the collector is done with a slot, and so will not see what is put there.
    fn is_black(&self, slot: Slot) -> bool {
        let is_done = |root| !self.marker.pending.contains(&root);
        match slot {
            Slot::Field(object, index) => match self.marker.scanning {
                Some((scanned, next)) if scanned == object => index < next,
                _ => self.marker.colour(object) == Some(Colour::Black),
            },
            Slot::Global(index) => is_done(Root::Global(index)),
            Slot::Timer(_) | Slot::Cleanup(_) => is_done(Root::Runtime),
            // Dijkstra's barrier takes stacks for grey to the end.
            Slot::Local(goroutine, ..) => {
                self.barrier != Barrier::Dijkstra && is_done(Root::Stack(goroutine))
            }
        }
    }

    /// Whether the collector will still look at a slot.
    fn is_grey(&self, slot: Slot) -> bool {
        match slot {
            Slot::Field(object, _) => {
                self.marker.colour(object) == Some(Colour::Grey) && !self.is_black(slot)
            }
            _ => !self.is_black(slot),
        }
    }

    fn black_slots<'a>(&'a self, world: &'a World) -> impl Iterator<Item = (Slot, ObjectId)> + 'a {
        world.slots().filter(|&(slot, _)| self.is_black(slot))
    }

    /// The white objects that something grey leads to through white objects alone.
    fn protected(&self, world: &World) -> Vec<bool> {
        let grey = world.slots().filter(|&(slot, _)| self.is_grey(slot));
        let mut open: Vec<ObjectId> = grey.map(|(_, target)| target).collect();
        let mut protected = vec![false; world.objects.len()];
        while let Some(object) = open.pop() {
            if self.is_white(world, object)
                && !std::mem::replace(&mut protected[object.0 as usize], true)
            {
                open.extend(world.fields(object).map(|(_, target)| target));
            }
        }
        protected
    }
}
