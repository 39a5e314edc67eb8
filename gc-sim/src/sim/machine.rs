//! A process and its collector, run one move at a time.
//!
//! A *move* is what one actor does without being interrupted: one operation of a goroutine with its write barrier, or
//! one step of the collector. [`Machine::moves`] says which are possible now, and a schedule ([`crate::sim::schedule`]) or
//! the search through all of them ([`crate::sim::explore`]) chooses.

use crate::sim::collector::{Barrier, Breach, Collector, Context, Progress, TriColourInvariant};
use crate::sim::mutator;
use crate::sim::program::Program;
use crate::sim::step::{Actor, Event, Fault, Phase, Step};
use crate::sim::world::{CleanupState, CycleKind, GoroutineId, ObjectId, Status, World};

/// What can happen next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Move {
    /// A goroutine takes its next operation.
    Goroutine(GoroutineId),
    /// The collector begins a cycle.
    Begin(CycleKind),
    /// The collector takes its next step, in one of the ways there are.
    Collect(u32),
    /// The runtime starts the cleanup of an object that has been freed, by its place among the cleanups.
    Cleanup(u32),
}

/// A process, its collector, and what is known of its garbage.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Machine<C> {
    /// The process.
    pub world: World,
    /// The collector.
    pub collector: C,
    /// Whether the cycle under way is a full one.
    is_full: bool,
    /// What was garbage when the last full cycle began, and what was when the one before it did.
    garbage: [Vec<ObjectId>; 2],
}

/// Something that must not happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Violation {
    /// An object was freed that some root leads to.
    Lost {
        /// The object.
        object: ObjectId,
    },
    /// A write barrier did not keep its promise.
    TriColour(Breach),
    /// An object that was garbage when a cycle began is there after the end of the next.
    Kept {
        /// The object.
        object: ObjectId,
    },
    /// The program makes a mistake of its own.
    Fault {
        /// Which goroutine.
        goroutine: GoroutineId,
        /// What.
        fault: Fault,
    },
}

impl Violation {
    /// The name of what is violated.
    pub fn invariant(&self) -> &'static str {
        match self {
            Self::Lost { .. } => "no-reachable-freed",
            Self::TriColour(Breach { invariant: TriColourInvariant::Strong, .. }) => {
                "strong-tri-colour"
            }
            Self::TriColour(_) => "weak-tri-colour",
            Self::Kept { .. } => "garbage-freed-by-next-cycle",
            Self::Fault { fault: Fault::Dangling { .. }, .. } => "no-dangling-use",
            Self::Fault { .. } => "program-runs",
        }
    }
}

/// What a move has come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outcome {
    /// What happened.
    pub steps: Vec<Step>,
    /// What must not have happened.
    pub violations: Vec<Violation>,
    /// The expectations that the program came to, by their numbers.
    pub expectations: Vec<u32>,
}

impl<C: Collector> Machine<C> {
    /// The process before its first move.
    pub fn new(program: &Program, barrier: Barrier) -> Self {
        let world = World::new(program);
        let collector = C::new(&world, barrier);
        Self { world, collector, is_full: true, garbage: [Vec::new(), Vec::new()] }
    }

    /// Whether a cycle is under way.
    pub fn is_collecting(&self) -> bool {
        self.collector.phase() != Phase::Idle
    }

    /// What can happen next: goroutines first, in their order, then the collector, then cleanups. Nothing, once every
    /// goroutine has ended or waits for what will not happen.
    pub fn moves(&self) -> Vec<Move> {
        let mut moves = Vec::new();
        if !self.collector.stops_world() {
            let goroutines = (0..).zip(&self.world.goroutines);
            moves.extend(goroutines.filter_map(|(index, goroutine)| {
                let ready = match goroutine.status {
                    Status::Runnable => true,
                    Status::Waiting(event) => self.world.signalled[event as usize],
                    Status::Collecting(n) => self.world.n_ended >= n,
                    Status::Ended => false,
                };
                ready.then_some(Move::Goroutine(GoroutineId(index)))
            }));
        }
        if self.is_collecting() {
            moves.extend((0..self.collector.n_choices() as u32).map(Move::Collect));
        } else {
            moves.extend(self.beginnings().map(Move::Begin));
        }
        if !self.collector.stops_world() {
            let cleanups = (0..).zip(&self.world.cleanups);
            moves.extend(
                cleanups
                    .filter(|(_, cleanup)| cleanup.state == CleanupState::Ready)
                    .map(|(index, _)| Move::Cleanup(index)),
            );
        }
        moves
    }

    /// The cycles that may begin now: what was asked for, or else what the collector may do unasked.
    fn beginnings(&self) -> impl Iterator<Item = CycleKind> {
        let unasked = self.world.requested.is_none() && self.world.n_spontaneous > 0;
        let full = unasked.then_some(CycleKind::Full);
        let minor = (unasked && self.collector.has_minor_cycles()).then_some(CycleKind::Minor);
        self.world.requested.into_iter().chain(full).chain(minor)
    }

    /// Makes a move, one of those that [`Machine::moves`] gives.
    pub fn take(&mut self, program: &Program, choice: Move) -> Outcome {
        let mut outcome = Outcome::default();
        let mut events = Vec::new();
        let (actor, line) = match choice {
            Move::Goroutine(goroutine) => {
                let mut context = Context { world: &mut self.world, events: &mut events };
                let done = mutator::run(program, goroutine, &mut self.collector, &mut context);
                outcome.expectations.extend(done.expectation);
                (Actor::Goroutine(goroutine), done.line)
            }
            Move::Begin(kind) => {
                self.begin(kind, &mut events);
                (Actor::Collector, None)
            }
            Move::Collect(way) => {
                let mut context = Context { world: &mut self.world, events: &mut events };
                if self.collector.step(way as usize, &mut context) == Progress::Done {
                    self.end(&mut events, &mut outcome.violations);
                }
                (Actor::Collector, None)
            }
            Move::Cleanup(index) => {
                let mut context = Context { world: &mut self.world, events: &mut events };
                mutator::run_cleanup(program, index, &mut self.collector, &mut context);
                (Actor::Runtime, None)
            }
        };
        self.judge(&events, &mut outcome.violations);
        outcome.steps = events.into_iter().map(|event| Step { actor, line, event }).collect();
        outcome
    }

    fn begin(&mut self, kind: CycleKind, events: &mut Vec<Event>) {
        self.is_full = kind == CycleKind::Full || !self.collector.has_minor_cycles();
        if self.world.requested.take().is_none() {
            self.world.n_spontaneous -= 1;
        }
        self.world.n_started += 1;
        if self.is_full {
            let reachable = self.world.reachable();
            let unreachable =
                self.world.live().filter(|object| !reachable[object.0 as usize]).collect();
            self.garbage.rotate_right(1);
            self.garbage[0] = unreachable;
        }
        events.push(Event::BeginCycle { number: self.world.n_started, kind });
        let mut context = Context { world: &mut self.world, events };
        self.collector.begin(kind, &mut context);
    }

    fn end(&mut self, events: &mut Vec<Event>, violations: &mut Vec<Violation>) {
        events.push(Event::Phase { phase: Phase::Idle });
        events.push(Event::EndCycle { number: self.world.n_started });
        self.world.n_ended = self.world.n_started;
        if self.is_full {
            let kept = self.garbage[1].iter().filter(|object| !self.world.object(**object).freed);
            violations.extend(kept.map(|&object| Violation::Kept { object }));
            self.garbage[1].clear();
        }
    }

    fn judge(&self, events: &[Event], violations: &mut Vec<Violation>) {
        let freed: Vec<ObjectId> = events
            .iter()
            .filter_map(|event| match event {
                Event::Free { object } => Some(*object),
                _ => None,
            })
            .collect();
        if !freed.is_empty() {
            let reachable = self.world.reachable();
            let lost = freed.into_iter().filter(|object| reachable[object.0 as usize]);
            violations.extend(lost.map(|object| Violation::Lost { object }));
        }
        violations.extend(self.collector.breach(&self.world).map(Violation::TriColour));
        violations.extend(events.iter().filter_map(|event| match *event {
            Event::Fault { goroutine, fault } => Some(Violation::Fault { goroutine, fault }),
            _ => None,
        }));
    }
}
