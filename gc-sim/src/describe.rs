//! A step as a sentence, and as the few words that programs tell it by.

use crate::names::Names;
use crate::program::Program;
use crate::step::{Because, Colour, Event, Fault, Root, Step, Write};
use crate::view::View;
use crate::world::{CycleKind, Reference, Slot};

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
    let world = &after.world;
    let names = Names::new(program);
    let object = |id| names.object(world, id);
    let reference = |reference: Reference| reference.map_or_else(|| "nil".to_owned(), object);
    let goroutine = |id| names.goroutine(world, id);
    let function = |id| program.function(id).name.clone();
    let arguments = |arguments: &[Reference]| {
        let arguments: Vec<String> = arguments.iter().map(|&one| reference(one)).collect();
        arguments.join(", ")
    };
    let event = |index: u32| program.events[index as usize].clone();
    match &step.event {
        Event::Write { how, slot, old, new } => {
            let place = names.slot(world, *slot);
            let was = match old {
                Some(old) if Some(*old) != *new => format!(", which held {}", object(*old)),
                _ => String::new(),
            };
            let verb = match how {
                Write::Load => "loads",
                Write::Store => "stores",
                Write::Assign => "gets",
                Write::Drop => "drops",
            };
            match how {
                Write::Drop => format!("{place} drops {}", reference(*old)),
                Write::Store => format!("{place} = {}{was}", reference(*new)),
                _ => format!("{place} {verb} {}{was}", reference(*new)),
            }
        }
        Event::Allocate { object: id, site, .. } => {
            let site = program.site(*site);
            let size = site.size;
            format!("allocates {} {}, {size} bytes", site.kind, object(*id)).replace("  ", " ")
        }
        Event::AddField { object: id, field } => {
            format!("{} gets a field {}", object(*id), program.field(*field))
        }
        Event::Call { goroutine: id, function: callee, arguments: given } => {
            format!("{} calls {}({})", goroutine(*id), function(*callee), arguments(given))
        }
        Event::Return { goroutine: id } => format!("a function of {} returns", goroutine(*id)),
        Event::Start { goroutine: id, function: callee, arguments: given, .. } => {
            format!(
                "goroutine {} starts: {}({})",
                goroutine(*id),
                function(*callee),
                arguments(given)
            )
        }
        Event::End { goroutine: id } => format!("goroutine {} ends", goroutine(*id)),
        Event::Arm { timer } => format!("the timer heap holds {}", object(*timer)),
        Event::Stop { timer } => {
            format!("{} is stopped: the timer heap lets it go", object(*timer))
        }
        Event::Fire { timer } => format!("{} fires: the timer heap lets it go", object(*timer)),
        Event::AttachCleanup { watched, function: callee, argument, .. } => format!(
            "{}({}) is to run when {} is freed",
            function(*callee),
            argument.map(object).unwrap_or_default(),
            object(*watched)
        ),
        Event::RunCleanup { cleanup } => {
            let watched = world.cleanups[*cleanup as usize].watched;
            format!("the cleanup of {} runs", object(watched))
        }
        Event::Wait { goroutine: id, event: index } => {
            format!("{} waits for {}", goroutine(*id), event(*index))
        }
        Event::Signal { event: index } => format!("{} is signalled", event(*index)),
        Event::Collect { goroutine: id, kind } => {
            let what = match kind {
                CycleKind::Full => "a collection",
                CycleKind::Minor => "a minor collection",
            };
            format!("{} asks for {what} and waits", goroutine(*id))
        }
        Event::Fault { goroutine: id, fault } => {
            let who = goroutine(*id);
            match fault {
                Fault::Nil => format!("{who} follows a variable that is nil"),
                Fault::Dangling { object: id } => {
                    format!("{who} uses {}, which is freed", object(*id))
                }
                Fault::NoField { object: id } => {
                    format!("{who} loads a field that {} lacks", object(*id))
                }
            }
        }
        Event::BeginCycle { number, kind: CycleKind::Full } => format!("cycle {number} begins"),
        Event::BeginCycle { number, kind: CycleKind::Minor } => {
            format!("minor cycle {number} begins")
        }
        Event::EndCycle { number } => format!("cycle {number} ends"),
        Event::Phase { phase } => format!("phase: {phase}"),
        Event::Scan { slot, target } => {
            let place = match slot {
                Slot::Timer(_) | Slot::Cleanup(_) => "what the runtime holds".to_owned(),
                _ => names.slot(world, *slot),
            };
            format!("scans {place}: {}", reference(*target))
        }
        Event::RootDone { root } => match root {
            Root::Global(index) => format!("{} is black", program.globals[*index as usize].name),
            Root::Runtime => "timers and cleanups are black".to_owned(),
            Root::Stack(id) => format!("the stack of {} is black", goroutine(*id)),
            Root::Remembered(id) => format!("{} has been looked at, as an old one", object(*id)),
        },
        Event::Shade { object: id, colour, because } => {
            let colour = match colour {
                Colour::White => "white",
                Colour::Grey => "grey",
                Colour::Black => "black",
            };
            let because = match because {
                Because::Found => "it was found",
                Because::Scanned => "all it holds was found",
                Because::New => "it is new",
                Because::Overwritten => "barrier: a reference to it is overwritten",
                Because::Stored => "barrier: a reference to it is stored",
                Because::Trial => "trial deletion",
            };
            format!("{} turns {colour}: {because}", object(*id))
        }
        Event::Remember { object: id } => {
            format!("barrier: {} is old and holds a young object", object(*id))
        }
        Event::Count { object: id, count } => format!("{} is held {count} times", object(*id)),
        Event::Move { object: id, from, to, promoted } => {
            let old = if *promoted { ", and is old now" } else { "" };
            format!("{} moves from {from:#x} to {to:#x}{old}", object(*id))
        }
        Event::Free { object: id } => format!("{} is freed", object(*id)),
    }
}
