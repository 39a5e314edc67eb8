//! Collectors: what each does when the program allocates, writes and asks for a collection.
//!
//! A [`Collector`] is a state machine. Between two of its steps goroutines may run, unless it stops the world; what
//! must not be interrupted happens in one step. Everything it does is said as [`Event`]s. A collector knows nothing
//! of schedules, pictures or expectations.
//!
//! | file | collector | after |
//! | --- | --- | --- |
//! | `mark_sweep` | mark-sweep, with the world stopped | the first Lisp, 1960 |
//! | `tri_colour` | concurrent mark-sweep, with a choice of write barriers | Dijkstra et al. 1978, Yuasa 1990, Go proposal 17503 |
//! | `mark_compact` | mark, then slide what is left together | the Lisp 2 collector |
//! | `semispace` | copy what is reachable to the other half | Cheney 1970 |
//! | `generational` | young objects more often than old ones | Ungar 1984 |
//! | `refcount` | counts of references, with trial deletion of cycles | Bacon and Rajan 2001, the synchronous form |
//!
//! `marker` is the marking that most of them share.

mod generational;
mod mark_compact;
mod mark_sweep;
mod marker;
mod refcount;
mod semispace;
mod tri_colour;

use std::fmt;
use std::hash::Hash;

pub use generational::{Generational, PROMOTION_AGE};
pub use mark_compact::MarkCompact;
pub use mark_sweep::MarkSweep;
pub use refcount::RefCount;
pub use semispace::Semispace;
pub use tri_colour::TriColour;

use crate::sim::step::{Colour, Event, Phase};
use crate::sim::world::{CleanupState, CycleKind, GoroutineId, ObjectId, Reference, Slot, World};

/// Whether a cycle goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// There is more to do.
    Working,
    /// The cycle has ended.
    Done,
}

/// A broken promise of a write barrier: `black` holds `white`, and nothing protects `white`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Breach {
    /// Which promise.
    pub invariant: TriColourInvariant,
    /// The slot that the collector is done with.
    pub black: Slot,
    /// The object that it has not found.
    pub white: ObjectId,
}

/// What a write barrier may promise while marking is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TriColourInvariant {
    /// Nothing black holds anything white.
    Strong,
    /// What is white and held by something black is also held by something grey, through white objects alone.
    Weak,
}

/// A garbage collector, as the machine drives it.
pub trait Collector: Clone + fmt::Debug + Eq + Hash {
    /// The collector of a process that has not begun to run.
    fn new(world: &World, barrier: Barrier) -> Self;

    /// What it is doing.
    fn phase(&self) -> Phase;

    /// Whether goroutines must not run before its next step.
    fn stops_world(&self) -> bool;

    /// Whether it collects young objects by themselves.
    fn has_minor_cycles(&self) -> bool {
        false
    }

    /// How many ways there are to take the next step: at least one while a cycle is under way.
    fn n_choices(&self) -> usize {
        1
    }

    /// Begins a cycle.
    fn begin(&mut self, kind: CycleKind, context: &mut Context<'_>);

    /// Takes the next step of the cycle, in the chosen way.
    fn step(&mut self, choice: usize, context: &mut Context<'_>) -> Progress;

    /// An object has been allocated; nothing refers to it yet.
    fn allocated(&mut self, object: ObjectId, context: &mut Context<'_>) {
        // One that stops the world has nothing to keep while the program runs.
        let _ = (object, context);
    }

    /// A slot is about to be written; `by` is the goroutine, if it is one.
    fn before_write(&mut self, write: Pending, context: &mut Context<'_>) {
        // Only a collector with a write barrier cares.
        let _ = (write, context);
    }

    /// A slot has been written, or has gone with its frame.
    fn after_write(&mut self, old: Reference, new: Reference, context: &mut Context<'_>) {
        // Only counting collectors care.
        let _ = (old, new, context);
    }

    /// The object's colour, while that means something.
    fn colour(&self, object: ObjectId) -> Option<Colour>;

    /// A promise of the write barrier that does not hold now.
    fn breach(&self, world: &World) -> Option<Breach> {
        let _ = world;
        None
    }
}

/// A write that has not happened yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pending {
    /// The goroutine that writes, if it is not the runtime.
    pub by: Option<GoroutineId>,
    /// Where.
    pub slot: Slot,
    /// What is there.
    pub old: Reference,
    /// What will be there.
    pub new: Reference,
}

impl Pending {
    /// Whether a goroutine writes on its own stack, which no barrier watches.
    pub fn is_own_stack(&self) -> bool {
        matches!(self.slot, Slot::Local(goroutine, ..) if self.by == Some(goroutine))
    }
}

/// The write barrier of the tri-colour collector.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Barrier {
    /// Go's since 1.8: shades what is overwritten and, while the writer's stack is grey, what is stored.
    #[default]
    Hybrid,
    /// Shades what is stored; stacks are scanned once more at the end, with the world stopped.
    Dijkstra,
    /// Shades what is overwritten; all stacks are scanned at the start, with the world stopped.
    Yuasa,
    /// None, to see what goes wrong.
    None,
}

/// A collector by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum CollectorKind {
    /// [`MarkSweep`]
    MarkSweep,
    /// [`TriColour`]
    #[default]
    TriColour,
    /// [`MarkCompact`]
    MarkCompact,
    /// [`Semispace`]
    Semispace,
    /// [`Generational`]
    Generational,
    /// [`RefCount`]
    RefCount,
}

impl CollectorKind {
    /// Every collector, with the name it is asked for by.
    pub const ALL: [(&'static str, Self); 6] = [
        ("mark-sweep", Self::MarkSweep),
        ("tri-colour", Self::TriColour),
        ("mark-compact", Self::MarkCompact),
        ("semispace", Self::Semispace),
        ("generational", Self::Generational),
        ("refcount", Self::RefCount),
    ];

    /// The name it is asked for by.
    pub fn name(self) -> &'static str {
        name_of(&Self::ALL, self)
    }
}

impl Barrier {
    /// Every barrier, with the name it is asked for by.
    pub const ALL: [(&'static str, Self); 4] = [
        ("hybrid", Self::Hybrid),
        ("dijkstra", Self::Dijkstra),
        ("yuasa", Self::Yuasa),
        ("none", Self::None),
    ];

    /// The name it is asked for by.
    pub fn name(self) -> &'static str {
        name_of(&Self::ALL, self)
    }
}

fn name_of<T: Copy + PartialEq>(all: &[(&'static str, T)], wanted: T) -> &'static str {
    all.iter().find(|(_, one)| *one == wanted).map_or("", |(name, _)| name)
}

/// What a collector acts on: the world, and where it says what it does.
#[derive(Debug)]
pub struct Context<'a> {
    /// The process.
    pub world: &'a mut World,
    /// What has happened, in order.
    pub events: &'a mut Vec<Event>,
}

impl Context<'_> {
    /// Says what happens.
    pub fn say(&mut self, event: Event) {
        self.events.push(event);
    }

    /// Turns to another phase.
    pub fn phase(&mut self, phase: Phase) {
        self.say(Event::Phase { phase });
    }

    /// Frees an object, and makes its cleanups ready to run.
    pub fn free(&mut self, object: ObjectId) {
        self.world.objects[object.0 as usize].freed = true;
        for cleanup in &mut self.world.cleanups {
            if cleanup.watched == object && cleanup.state == CleanupState::Attached {
                cleanup.state = CleanupState::Ready;
            }
        }
        self.say(Event::Free { object });
    }

    /// Moves an object, if it is not there already.
    pub fn relocate(&mut self, object: ObjectId, to: u64, promoted: bool) {
        let address = &mut self.world.objects[object.0 as usize].address;
        let from = std::mem::replace(address, to);
        if from != to {
            self.say(Event::Move { object, from, to, promoted });
        }
    }
}
