//! What happens, one step at a time: plain values, from which text, pictures and the player are made.
//!
//! A step says all that it changes, so that whoever holds the first state and the steps can tell every state between
//! ([`crate::sim::view`] does).

use crate::sim::program::{FieldId, FunctionId, SiteId};
use crate::sim::world::{CycleKind, GoroutineId, ObjectId, Origin, Reference, Slot};

/// A step of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Who takes it.
    pub actor: Actor,
    /// The line of the scenario that it comes from, if it comes from one.
    pub line: Option<u32>,
    /// What happens.
    pub event: Event,
}

/// Who can do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Actor {
    /// A goroutine of the program.
    Goroutine(GoroutineId),
    /// The collector.
    Collector,
    /// The runtime, which starts cleanups.
    Runtime,
}

/// The three colours. *White*: not found yet. *Grey*: found, and what it holds is not looked at yet. *Black*: found,
/// and all that it holds is found too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Colour {
    /// Not found yet: garbage, if it stays so.
    White,
    /// Found, not yet scanned.
    Grey,
    /// Found and scanned.
    Black,
}

/// What a collector is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// Nothing; no cycle is under way.
    Idle,
    /// It finds what can be reached.
    Mark,
    /// The world is stopped to end the marking.
    MarkTermination,
    /// It frees what was not found.
    Sweep,
    /// It moves what was found together.
    Compact,
    /// It copies what it finds to the other half.
    Copy,
    /// Trial deletion: it subtracts the references from within.
    TrialDeletion,
    /// It gives the counts back to what is held from without.
    Restore,
}

/// Why a shade happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Because {
    /// A root or a field leads to it.
    Found,
    /// All that it holds has been looked at.
    Scanned,
    /// It is allocated while a cycle is under way.
    New,
    /// The write barrier: a reference to it is about to be overwritten.
    Overwritten,
    /// The write barrier: a reference to it is being stored.
    Stored,
    /// Trial deletion suspects it, or clears it.
    Trial,
}

/// How a reference came to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Write {
    /// `x = y.field`
    Load,
    /// `x.field = y`
    Store,
    /// `x = y`
    Assign,
    /// `x = nil`
    Drop,
}

/// What a step does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// A slot gets a new value.
    Write {
        /// How.
        how: Write,
        /// Where.
        slot: Slot,
        /// What was there.
        old: Reference,
        /// What is there now.
        new: Reference,
    },
    /// An object comes into being.
    Allocate {
        /// The object.
        object: ObjectId,
        /// What it is.
        site: SiteId,
        /// Where it lies.
        address: u64,
    },
    /// An object gets another field, which holds nothing yet.
    AddField {
        /// The object.
        object: ObjectId,
        /// The field.
        field: FieldId,
    },
    /// A function is called with these values in its parameters.
    Call {
        /// By whom.
        goroutine: GoroutineId,
        /// The function.
        function: FunctionId,
        /// Its parameters' values.
        arguments: Vec<Reference>,
    },
    /// The innermost function returns, and its variables are gone.
    Return {
        /// In which goroutine.
        goroutine: GoroutineId,
    },
    /// A goroutine begins to run a function with these values.
    Start {
        /// The goroutine.
        goroutine: GoroutineId,
        /// What started it.
        origin: Origin,
        /// The function.
        function: FunctionId,
        /// Its parameters' values.
        arguments: Vec<Reference>,
    },
    /// A goroutine ends.
    End {
        /// The goroutine.
        goroutine: GoroutineId,
    },
    /// The timer heap begins to hold a timer.
    Arm {
        /// The timer.
        timer: ObjectId,
    },
    /// The timer heap lets a timer go, because it was stopped.
    Stop {
        /// The timer.
        timer: ObjectId,
    },
    /// The timer heap lets a timer go, because it fires.
    Fire {
        /// The timer.
        timer: ObjectId,
    },
    /// A cleanup is attached to an object.
    AttachCleanup {
        /// Its place among the cleanups.
        cleanup: u32,
        /// The object.
        watched: ObjectId,
        /// What runs once it is freed.
        function: FunctionId,
        /// What the runtime holds for it.
        argument: Reference,
    },
    /// A cleanup runs: the runtime lets its argument go.
    RunCleanup {
        /// Its place among the cleanups.
        cleanup: u32,
    },
    /// A goroutine waits for an event.
    Wait {
        /// Who.
        goroutine: GoroutineId,
        /// The event, by its number.
        event: u32,
    },
    /// An event happens, and whoever waited for it goes on.
    Signal {
        /// The event, by its number.
        event: u32,
    },
    /// Somebody asks for a collection and waits for its end.
    Collect {
        /// Who.
        goroutine: GoroutineId,
        /// What is to be collected.
        kind: CycleKind,
    },
    /// A goroutine uses what is not there, and ends.
    Fault {
        /// Which goroutine.
        goroutine: GoroutineId,
        /// Why.
        fault: Fault,
    },
    /// A cycle begins.
    BeginCycle {
        /// The how-many-th it is, from 1.
        number: u32,
        /// What it collects.
        kind: CycleKind,
    },
    /// A cycle ends.
    EndCycle {
        /// The how-many-th it was.
        number: u32,
    },
    /// The collector turns to something else.
    Phase {
        /// What.
        phase: Phase,
    },
    /// The collector looks at a slot.
    Scan {
        /// The slot.
        slot: Slot,
        /// What it holds.
        target: Reference,
    },
    /// A root or a whole stack has been scanned: from now on it is black.
    RootDone {
        /// Which.
        root: Root,
    },
    /// An object gets a colour.
    Shade {
        /// The object.
        object: ObjectId,
        /// The colour.
        colour: Colour,
        /// Why.
        because: Because,
    },
    /// The write barrier remembers an old object that holds a young one.
    Remember {
        /// The old object.
        object: ObjectId,
    },
    /// An object's count of references changes.
    Count {
        /// The object.
        object: ObjectId,
        /// The count now.
        count: u32,
    },
    /// An object moves.
    Move {
        /// The object.
        object: ObjectId,
        /// Its address before.
        from: u64,
        /// Its address now.
        to: u64,
        /// Whether it is old from now on.
        promoted: bool,
    },
    /// An object is freed.
    Free {
        /// The object.
        object: ObjectId,
    },
}

/// A group of roots that is scanned at one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// A global variable, by its number.
    Global(u32),
    /// What the runtime holds: timers and the arguments of cleanups.
    Runtime,
    /// The stack of a goroutine.
    Stack(GoroutineId),
    /// An old object that may hold young ones: a root of minor cycles.
    Remembered(ObjectId),
}

/// A goroutine's mistake.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// It follows a variable that is `nil`.
    Nil,
    /// It follows a reference to an object that is freed.
    Dangling {
        /// The object.
        object: ObjectId,
    },
    /// It loads a field that the object does not have.
    NoField {
        /// The object.
        object: ObjectId,
    },
}

impl Event {
    /// The object that the step is about, if it is about one.
    pub fn object(&self) -> Reference {
        match *self {
            Self::Write { slot: Slot::Field(object, _), .. }
            | Self::Allocate { object, .. }
            | Self::AddField { object, .. }
            | Self::Shade { object, .. }
            | Self::Remember { object }
            | Self::Count { object, .. }
            | Self::Move { object, .. }
            | Self::Free { object }
            | Self::Arm { timer: object }
            | Self::Stop { timer: object }
            | Self::Fire { timer: object }
            | Self::AttachCleanup { watched: object, .. }
            | Self::Fault {
                fault: Fault::Dangling { object } | Fault::NoField { object }, ..
            } => Some(object),
            Self::Write { new, old, .. } => new.or(old),
            Self::Scan { slot, target } => match slot {
                Slot::Field(object, _) => Some(object),
                _ => target,
            },
            _ => None,
        }
    }
}
