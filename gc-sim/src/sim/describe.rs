//! Steps and violations as sentences, and the words that programs tell them by.

use crate::sim::collector::Breach;
use crate::sim::heap_graph;
use crate::sim::machine::Violation;
use crate::sim::names::Names;
use crate::sim::program::{FunctionId, Program};
use crate::sim::step::{Because, Colour, Event, Fault, Root, Step, Write};
use crate::sim::view::View;
use crate::sim::world::{CycleKind, GoroutineId, ObjectId, Reference, Slot, World};

/// The word that tells what sort of step it is, as `--format json` prints it.
pub fn kind(event: &Event) -> &'static str {
    match event {
        Event::Write { how: Write::Load, .. } => "load",
        Event::Write { how: Write::Store, .. } => "store",
        Event::Write { how: Write::Assign, .. } => "assign",
        Event::Write { how: Write::Drop, .. } => "drop",
        Event::Allocate { .. } => "allocate",
        Event::AddField { .. } => "add-field",
        Event::Call { .. } => "call",
        Event::Return { .. } => "return",
        Event::Start { .. } => "start",
        Event::End { .. } => "end",
        Event::Arm { .. } => "arm",
        Event::Stop { .. } => "stop",
        Event::Fire { .. } => "fire",
        Event::AttachCleanup { .. } => "attach-cleanup",
        Event::RunCleanup { .. } => "run-cleanup",
        Event::Wait { .. } => "wait",
        Event::Signal { .. } => "signal",
        Event::Collect { .. } => "collect",
        Event::Fault { .. } => "fault",
        Event::BeginCycle { .. } => "begin-cycle",
        Event::EndCycle { .. } => "end-cycle",
        Event::Phase { .. } => "phase",
        Event::Scan { .. } => "scan",
        Event::RootDone { .. } => "root-done",
        Event::Shade { because: Because::Overwritten | Because::Stored, .. } => "barrier",
        Event::Shade { .. } => "shade",
        Event::Remember { .. } => "remember",
        Event::Count { .. } => "count",
        Event::Move { .. } => "move",
        Event::Free { .. } => "free",
    }
}

/// The step as a sentence; `after` is what can be seen after it.
pub fn sentence(program: &Program, after: &View, step: &Step) -> String {
    let teller = Teller { program, world: &after.world, names: Names::new(program) };
    teller.mutator(&step.event).unwrap_or_else(|| teller.collector(&step.event))
}

/// The violation as a sentence; `world` is what there is after it.
pub fn violation(program: &Program, world: &World, violation: &Violation) -> String {
    let teller = Teller { program, world, names: Names::new(program) };
    match *violation {
        Violation::Lost { object } => {
            let name = teller.object(object);
            let path = heap_graph::path(program, world, object);
            let path = path.map(|path| format!(": {path}")).unwrap_or_default();
            format!("`{name}` is freed while it is in use{path}")
        }
        Violation::TriColour(Breach { black, white, .. }) => format!(
            "`{}` is scanned and holds `{}`, which is white and which nothing grey leads to",
            teller.slot(black),
            teller.object(white)
        ),
        Violation::Kept { object } => format!(
            "`{}` was garbage when the cycle before this one began, and is still there",
            teller.object(object)
        ),
        Violation::Fault { goroutine, fault } => teller.fault(goroutine, fault),
    }
}

/// What gives things their names.
struct Teller<'a> {
    program: &'a Program,
    world: &'a World,
    names: Names<'a>,
}

impl Teller<'_> {
    fn object(&self, id: ObjectId) -> String {
        self.names.object(self.world, id)
    }

    fn goroutine(&self, id: GoroutineId) -> String {
        self.names.goroutine(self.world, id)
    }

    fn slot(&self, slot: Slot) -> String {
        self.names.slot(self.world, slot)
    }

    fn reference(&self, reference: Reference) -> String {
        reference.map_or_else(|| "nil".to_owned(), |id| self.object(id))
    }

    /// `f(a, nil)`
    fn call(&self, function: FunctionId, arguments: &[Reference]) -> String {
        let arguments: Vec<String> = arguments.iter().map(|&one| self.reference(one)).collect();
        format!("{}({})", self.program.function(function).name, arguments.join(", "))
    }

    /// What the program and its runtime do; `None` for what a collector does.
    fn mutator(&self, event: &Event) -> Option<String> {
        Some(match event {
            Event::Write { how, slot, old, new } => self.write(*how, *slot, *old, *new),
            Event::Allocate { object, site, .. } => {
                let site = self.program.site(*site);
                let gap = if site.kind.is_empty() { "" } else { " " };
                let name = self.object(*object);
                format!("allocates {}{gap}{name}, {} bytes", site.kind, site.size)
            }
            Event::AddField { object, field } => {
                format!("{} gets a field {}", self.object(*object), self.program.field(*field))
            }
            Event::Call { goroutine, function, arguments } => {
                format!("{} calls {}", self.goroutine(*goroutine), self.call(*function, arguments))
            }
            Event::Return { goroutine } => {
                format!("a function of {} returns", self.goroutine(*goroutine))
            }
            Event::Start { goroutine, function, arguments, .. } => {
                let name = self.goroutine(*goroutine);
                format!("goroutine {name} starts: {}", self.call(*function, arguments))
            }
            Event::End { goroutine } => format!("goroutine {} ends", self.goroutine(*goroutine)),
            Event::Arm { timer } => format!("the timer heap holds {}", self.object(*timer)),
            Event::Stop { timer } => {
                format!("{} is stopped: the timer heap lets it go", self.object(*timer))
            }
            Event::Fire { timer } => {
                format!("{} fires: the timer heap lets it go", self.object(*timer))
            }
            Event::AttachCleanup { watched, function, argument, .. } => format!(
                "{} is to run when {} is freed",
                self.call(
                    *function,
                    argument.as_ref().map_or(&[], |_| std::slice::from_ref(argument))
                ),
                self.object(*watched)
            ),
            Event::RunCleanup { cleanup } => {
                let watched = self.world.cleanups[*cleanup as usize].watched;
                format!("the cleanup of {} runs", self.object(watched))
            }
            Event::Wait { goroutine, event } => {
                let event = &self.program.events[*event as usize];
                format!("{} waits for {event}", self.goroutine(*goroutine))
            }
            Event::Signal { event } => {
                format!("{} is signalled", self.program.events[*event as usize])
            }
            Event::Collect { goroutine, kind } => {
                let minor = if *kind == CycleKind::Minor { "minor " } else { "" };
                format!("{} asks for a {minor}collection and waits", self.goroutine(*goroutine))
            }
            Event::Fault { goroutine, fault } => self.fault(*goroutine, *fault),
            _ => return None,
        })
    }

    /// A goroutine's mistake.
    fn fault(&self, goroutine: GoroutineId, fault: Fault) -> String {
        let who = self.goroutine(goroutine);
        match fault {
            Fault::Nil => format!("`{who}` follows a variable that is nil"),
            Fault::Dangling { object } => {
                format!("`{who}` uses `{}`, which is freed", self.object(object))
            }
            Fault::NoField { object } => {
                format!("`{who}` loads a field that `{}` lacks", self.object(object))
            }
        }
    }

    fn write(&self, how: Write, slot: Slot, old: Reference, new: Reference) -> String {
        let (place, value) = (self.slot(slot), self.reference(new));
        let was = match old {
            Some(old) if Some(old) != new => format!(", which held {}", self.object(old)),
            _ => String::new(),
        };
        match how {
            Write::Drop => format!("{place} drops {}", self.reference(old)),
            Write::Store => format!("{place} = {value}{was}"),
            Write::Load => format!("{place} loads {value}{was}"),
            Write::Assign => format!("{place} gets {value}{was}"),
        }
    }

    /// What a collector does.
    fn collector(&self, event: &Event) -> String {
        match event {
            Event::BeginCycle { number, kind: CycleKind::Full } => format!("cycle {number} begins"),
            Event::BeginCycle { number, .. } => format!("minor cycle {number} begins"),
            Event::EndCycle { number } => format!("cycle {number} ends"),
            Event::Phase { phase } => format!("phase: {phase}"),
            Event::Scan { slot, target } => {
                let place = match slot {
                    Slot::Timer(_) | Slot::Cleanup(_) => "what the runtime holds".to_owned(),
                    _ => self.slot(*slot),
                };
                format!("scans {place}: {}", self.reference(*target))
            }
            Event::RootDone { root } => match *root {
                Root::Global(index) => {
                    format!("{} is black", self.program.globals[index as usize].name)
                }
                Root::Runtime => "timers and cleanups are black".to_owned(),
                Root::Stack(id) => format!("the stack of {} is black", self.goroutine(id)),
                Root::Remembered(id) => {
                    format!("{} has been looked at, as an old one", self.object(id))
                }
            },
            Event::Shade { object, colour, because } => {
                format!("{} turns {}: {}", self.object(*object), colour.name(), because.text())
            }
            Event::Remember { object } => {
                format!("barrier: {} is old and holds a young object", self.object(*object))
            }
            Event::Count { object, count: 1 } => format!("{} is held once", self.object(*object)),
            Event::Count { object, count } => {
                format!("{} is held {count} times", self.object(*object))
            }
            Event::Move { object, from, to, promoted } => {
                let old = if *promoted { ", and is old now" } else { "" };
                format!("{} moves from {from:#x} to {to:#x}{old}", self.object(*object))
            }
            Event::Free { object } => format!("{} is freed", self.object(*object)),
            // The rest is the mutator's.
            _ => String::new(),
        }
    }
}

impl Colour {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::White => "white",
            Self::Grey => "grey",
            Self::Black => "black",
        }
    }
}

impl Because {
    fn text(self) -> &'static str {
        match self {
            Self::Found => "it was found",
            Self::Scanned => "all it holds was found",
            Self::New => "it is new",
            Self::Overwritten => "barrier: a reference to it is overwritten",
            Self::Stored => "barrier: a reference to it is stored",
            Self::Trial => "trial deletion",
        }
    }
}
