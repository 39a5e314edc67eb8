//! What things are called: objects, goroutines, slots, phases.

use std::fmt;

use crate::sim::program::Program;
use crate::sim::step::Phase;
use crate::sim::world::{GoroutineId, ObjectId, Origin, Slot, World};

/// The names of what a scenario talks about, for messages.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    program: &'a Program,
}

impl<'a> Names<'a> {
    /// The names in this program.
    pub fn new(program: &'a Program) -> Self {
        Self { program }
    }

    /// The object's name: that of its site, and a number from the second on.
    pub fn object(self, world: &World, object: ObjectId) -> String {
        let object = world.object(object);
        let name = &self.program.site(object.site).name;
        match object.ordinal {
            0 => name.clone(),
            n => format!("{name}#{}", n + 1),
        }
    }

    /// The goroutine's name: as declared, or what it runs with a number from the second on.
    pub fn goroutine(self, world: &World, goroutine: GoroutineId) -> String {
        let base = |origin: Origin| match origin {
            Origin::Declared(index) => self.program.goroutines[index as usize].name.clone(),
            Origin::Go(function) => self.program.function(function).name.clone(),
            Origin::Timer(timer) => format!("timer-{}", self.object(world, timer)),
            Origin::Cleanup(index) => {
                format!("cleanup-{}", self.object(world, world.cleanups[index as usize].watched))
            }
        };
        let name = base(world.goroutine(goroutine).origin);
        let n_before = world.goroutines[..goroutine.0 as usize]
            .iter()
            .filter(|other| base(other.origin) == name)
            .count();
        if n_before == 0 { name } else { format!("{name}#{}", n_before + 1) }
    }

    /// The slot as a person would write it: `a.next`, `main.x`, `timer heap`.
    pub fn slot(self, world: &World, slot: Slot) -> String {
        match slot {
            Slot::Field(object, index) => {
                let field = world.object(object).fields[index as usize].0;
                format!("{}.{}", self.object(world, object), self.program.field(field))
            }
            Slot::Global(index) => self.program.globals[index as usize].name.clone(),
            Slot::Local(goroutine, depth, local) => {
                let frame = world.goroutine(goroutine).frames.get(depth as usize);
                let name = frame.map_or("gone", |frame| {
                    self.program.function(frame.function).locals[local as usize].as_str()
                });
                format!("{name} of {}", self.goroutine(world, goroutine))
            }
            Slot::Timer(_) => "the timer heap".to_owned(),
            Slot::Cleanup(_) => "the cleanups".to_owned(),
        }
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Idle => "idle",
            Self::Mark => "mark",
            Self::MarkTermination => "mark termination",
            Self::Sweep => "sweep",
            Self::Compact => "compact",
            Self::Copy => "copy",
            Self::TrialDeletion => "trial deletion",
            Self::Restore => "restore",
        })
    }
}
