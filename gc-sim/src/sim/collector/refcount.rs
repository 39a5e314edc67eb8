//! Reference counting: an object is freed when its count falls to nought. Cycles are found by trial deletion.
//!
//! Every slot counts, local variables too. An object whose count falls, but not to nought, may belong to a cycle that
//! nothing else holds: it is a *suspect*. A collection looks at the suspects, after D. F. Bacon and V. T. Rajan,
//! *Concurrent Cycle Collection in Reference Counted Systems*, 2001, in its synchronous form:
//!
//! 1. *Trial deletion.* All that the suspects lead to turns grey, and each reference from within is taken off.
//! 2. *Restore.* A count that is left comes from without: that object, and all it leads to, turns black and gets its
//!    counts back. The rest turns white.
//! 3. *Sweep.* White is garbage.

use std::collections::BTreeSet;

use super::{Barrier, Collector, Context, Progress};
use crate::sim::step::{Because, Colour, Event, Phase};
use crate::sim::world::{CycleKind, ObjectId, Reference, World};

/// Reference counting with trial deletion.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RefCount {
    phase: Phase,
    /// How many slots hold each object, by its id.
    counts: Vec<u32>,
    /// The objects that may be garbage in a cycle.
    suspects: BTreeSet<ObjectId>,
    /// The colours that trial deletion has given, by id; `None` where it has not been.
    colours: Vec<Option<Colour>>,
    /// What a collection has still to look at, next last.
    open: Vec<Task>,
}

/// What is to be done about an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Task {
    /// Take off what it holds.
    Delete(ObjectId),
    /// See whether a count is left.
    Judge(ObjectId),
    /// Give back what it holds.
    Restore(ObjectId),
    /// Free it.
    Free(ObjectId),
}

impl Collector for RefCount {
    fn new(world: &World, _: Barrier) -> Self {
        let mut counts = vec![0; world.objects.len()];
        for (_, target) in world.slots() {
            counts[target.0 as usize] += 1;
        }
        Self {
            phase: Phase::Idle,
            colours: vec![None; world.objects.len()],
            // How they came to be is not known.
            suspects: world.live().collect(),
            counts,
            open: Vec::new(),
        }
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn stops_world(&self) -> bool {
        self.phase != Phase::Idle
    }

    fn begin(&mut self, _: CycleKind, context: &mut Context<'_>) {
        self.turn_to(Phase::TrialDeletion, Task::Delete, context);
    }

    fn step(&mut self, _: usize, context: &mut Context<'_>) -> Progress {
        let Some(task) = self.open.pop() else { return self.next_phase(context) };
        match task {
            Task::Delete(object) => {
                if self.paint(object, Colour::Grey, context) {
                    for target in targets(object, context.world) {
                        self.change(target, -1, context);
                        self.open.push(Task::Delete(target));
                    }
                }
            }
            Task::Judge(object) => {
                if self.colour(object) == Some(Colour::Grey) {
                    if self.counts[object.0 as usize] > 0 {
                        self.open.push(Task::Restore(object));
                    } else {
                        self.paint(object, Colour::White, context);
                        let targets = targets(object, context.world);
                        self.open.extend(targets.into_iter().map(Task::Judge));
                    }
                }
            }
            Task::Restore(object) => {
                if self.paint(object, Colour::Black, context) {
                    for target in targets(object, context.world) {
                        self.change(target, 1, context);
                        self.open.push(Task::Restore(target));
                    }
                }
            }
            Task::Free(object) => context.free(object),
        }
        Progress::Working
    }

    fn allocated(&mut self, _: ObjectId, _: &mut Context<'_>) {
        self.counts.push(0);
        self.colours.push(None);
    }

    fn after_write(&mut self, old: Reference, new: Reference, context: &mut Context<'_>) {
        let freed = |object: ObjectId, world: &World| world.object(object).freed;
        if let Some(new) = new.filter(|&new| !freed(new, context.world)) {
            self.change(new, 1, context);
        }
        let mut open: Vec<ObjectId> = old.into_iter().collect();
        while let Some(object) = open.pop() {
            if freed(object, context.world) {
                continue;
            }
            self.change(object, -1, context);
            if self.counts[object.0 as usize] > 0 {
                self.suspects.insert(object);
            } else {
                self.suspects.remove(&object);
                context.free(object);
                open.extend(targets(object, context.world));
            }
        }
    }

    fn colour(&self, object: ObjectId) -> Option<Colour> {
        self.colours.get(object.0 as usize).copied().flatten()
    }
}

/// What an object holds, once for each reference.
fn targets(object: ObjectId, world: &World) -> Vec<ObjectId> {
    let targets = world.fields(object).map(|(_, target)| target);
    targets.filter(|&target| !world.object(target).freed).collect()
}

impl RefCount {
    fn turn_to(&mut self, phase: Phase, task: fn(ObjectId) -> Task, context: &mut Context<'_>) {
        self.phase = phase;
        context.phase(phase);
        self.open = self.suspects.iter().rev().map(|&object| task(object)).collect();
    }

    fn next_phase(&mut self, context: &mut Context<'_>) -> Progress {
        match self.phase {
            Phase::TrialDeletion => self.turn_to(Phase::Restore, Task::Judge, context),
            Phase::Restore => {
                self.phase = Phase::Sweep;
                context.phase(self.phase);
                let white = |object: &ObjectId| self.colour(*object) == Some(Colour::White);
                self.open = context.world.live().filter(white).map(Task::Free).collect();
                self.open.reverse();
            }
            _ => {
                self.suspects.clear();
                self.colours.fill(None);
                self.phase = Phase::Idle;
                return Progress::Done;
            }
        }
        Progress::Working
    }

    /// Gives an object a colour; says whether it had another before.
    fn paint(&mut self, object: ObjectId, colour: Colour, context: &mut Context<'_>) -> bool {
        let is_new = self.colours[object.0 as usize].replace(colour) != Some(colour);
        if is_new {
            context.say(Event::Shade { object, colour, because: Because::Trial });
        }
        is_new
    }

    fn change(&mut self, object: ObjectId, by: i32, context: &mut Context<'_>) {
        let count = &mut self.counts[object.0 as usize];
        *count = count.saturating_add_signed(by);
        context.say(Event::Count { object, count: *count });
    }
}
