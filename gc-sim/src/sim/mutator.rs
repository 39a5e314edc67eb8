//! The mutator: what the program does to the heap, operation by operation.
//!
//! Every change of a reference goes through [`Mutator::write`] or its like, so that no write escapes the collector.

use crate::sim::collector::{Collector, Context, Pending};
use crate::sim::program::{FieldId, FunctionId, Instruction, Op, Program, Variable};
use crate::sim::step::{Event, Fault, Write};
use crate::sim::world::{
    Armed, Cleanup, CleanupState, CycleKind, Frame, GoroutineId, ObjectId, Origin, Reference, Slot,
    Status,
};

/// What an operation came to.
#[derive(Debug, Default)]
pub(crate) struct Done {
    /// Its line in the scenario.
    pub(crate) line: Option<u32>,
    /// The expectation that it is, if it is one.
    pub(crate) expectation: Option<u32>,
}

/// Has a goroutine take its next operation.
pub(crate) fn run<C: Collector>(
    program: &Program,
    goroutine: GoroutineId,
    collector: &mut C,
    context: &mut Context<'_>,
) -> Done {
    let mut mutator = Mutator { program, goroutine, collector, context };
    let Some(instruction) = mutator.fetch() else {
        // Behind its last operation a function returns.
        mutator.return_from(None);
        return Done::default();
    };
    let line = Some(instruction.line);
    match mutator.execute(&instruction.op) {
        Ok(expectation) => Done { line, expectation },
        Err(fault) => {
            mutator.context.say(Event::Fault { goroutine, fault });
            mutator.end();
            Done { line, expectation: None }
        }
    }
}

/// Starts the goroutine of a cleanup whose object is freed.
pub(crate) fn run_cleanup<C: Collector>(
    program: &Program,
    index: u32,
    collector: &mut C,
    context: &mut Context<'_>,
) {
    let cleanup = context.world.cleanups[index as usize].clone();
    let arguments: Vec<Reference> = match program.function(cleanup.function).n_parameters {
        0 => Vec::new(),
        _ => vec![cleanup.argument],
    };
    start(program, None, Origin::Cleanup(index), cleanup.function, &arguments, collector, context);
    let slot = Slot::Cleanup(index);
    let write = Pending { by: None, slot, old: cleanup.argument, new: None };
    collector.before_write(write, context);
    context.world.cleanups[index as usize].state = CleanupState::Done;
    context.say(Event::RunCleanup { cleanup: index });
    collector.after_write(cleanup.argument, None, context);
}

/// Starts a goroutine; what it starts with passes the write barrier.
fn start<C: Collector>(
    program: &Program,
    by: Option<GoroutineId>,
    origin: Origin,
    function: FunctionId,
    arguments: &[Reference],
    collector: &mut C,
    context: &mut Context<'_>,
) {
    let next = GoroutineId(context.world.goroutines.len() as u32);
    for (local, &new) in (0..).zip(arguments) {
        let slot = Slot::Local(next, 0, local);
        collector.before_write(Pending { by, slot, old: None, new }, context);
    }
    let goroutine = context.world.start(program, origin, function, arguments);
    let arguments = arguments.to_vec();
    context.say(Event::Start { goroutine, origin, function, arguments: arguments.clone() });
    for new in arguments {
        collector.after_write(None, new, context);
    }
}

/// One goroutine, about to do something.
struct Mutator<'a, 'w, C> {
    program: &'a Program,
    goroutine: GoroutineId,
    collector: &'a mut C,
    context: &'a mut Context<'w>,
}

impl<'a, C: Collector> Mutator<'a, '_, C> {
    fn frame(&mut self) -> Option<&mut Frame> {
        self.context.world.goroutines[self.goroutine.0 as usize].frames.last_mut()
    }

    fn set_status(&mut self, status: Status) {
        self.context.world.goroutines[self.goroutine.0 as usize].status = status;
    }

    /// The next instruction, or none at the function's end.
    fn fetch(&mut self) -> Option<&'a Instruction> {
        let program = self.program;
        self.set_status(Status::Runnable);
        let frame = self.frame()?;
        let instruction = program.function(frame.function).code.get(frame.next as usize)?;
        frame.next += 1;
        Some(instruction)
    }

    /// Ends the goroutine: all its frames go.
    fn end(&mut self) {
        while self.pop().is_some() {}
        self.set_status(Status::Ended);
        self.context.say(Event::End { goroutine: self.goroutine });
    }

    /// Takes the innermost frame off the stack, with all that its variables hold.
    fn pop(&mut self) -> Option<Frame> {
        let frame = self.context.world.goroutines[self.goroutine.0 as usize].frames.pop()?;
        for &old in &frame.locals {
            self.collector.after_write(old, None, self.context);
        }
        Some(frame)
    }

    fn slot(&self, variable: Variable) -> Slot {
        match variable {
            Variable::Global(index) => Slot::Global(index),
            Variable::Local(local) => {
                let depth = self.context.world.goroutine(self.goroutine).frames.len() - 1;
                Slot::Local(self.goroutine, depth as u32, local)
            }
        }
    }

    fn read(&self, variable: Variable) -> Reference {
        self.context.world.read(self.slot(variable))
    }

    /// The object that a variable leads to.
    fn follow(&self, variable: Variable) -> Result<ObjectId, Fault> {
        let object = self.read(variable).ok_or(Fault::Nil)?;
        if self.context.world.object(object).freed {
            return Err(Fault::Dangling { object });
        }
        Ok(object)
    }

    /// Writes a slot, with all that the collector wants to do about it.
    fn write(&mut self, how: Write, slot: Slot, new: Reference) {
        let old = self.context.world.read(slot);
        let write = Pending { by: Some(self.goroutine), slot, old, new };
        self.collector.before_write(write, self.context);
        self.context.world.write(slot, new);
        self.context.say(Event::Write { how, slot, old, new });
        self.collector.after_write(old, new, self.context);
    }

    /// The slot of an object's field, which is added where the object has none of that name.
    fn field(&mut self, object: ObjectId, field: FieldId) -> Slot {
        let fields = &mut self.context.world.objects[object.0 as usize].fields;
        let place = fields.iter().position(|&(name, _)| name == field);
        let place = place.unwrap_or_else(|| {
            fields.push((field, None));
            self.context.events.push(Event::AddField { object, field });
            fields.len() - 1
        });
        Slot::Field(object, place as u32)
    }

    /// Executes an operation; the answer is the expectation that it is, if it is one.
    fn execute(&mut self, op: &Op) -> Result<Option<u32>, Fault> {
        match op {
            Op::New { into, site, values } => {
                let object = self.context.world.add_object(self.program, *site);
                let address = self.context.world.object(object).address;
                self.context.say(Event::Allocate { object, site: *site, address });
                self.collector.allocated(object, self.context);
                for &(field, value) in values {
                    let (slot, value) = (self.field(object, field), self.read(value));
                    self.write(Write::Store, slot, value);
                }
                self.write(Write::Assign, self.slot(*into), Some(object));
            }
            Op::Load { into, from, field } => {
                let object = self.follow(*from)?;
                let fields = &self.context.world.object(object).fields;
                let value = fields.iter().find(|&&(name, _)| name == *field);
                let &(_, value) = value.ok_or(Fault::NoField { object })?;
                self.write(Write::Load, self.slot(*into), value);
            }
            Op::Store { object, field, value } => {
                let object = self.follow(*object)?;
                let value = value.and_then(|value| self.read(value));
                let slot = self.field(object, *field);
                self.write(Write::Store, slot, value);
            }
            Op::Assign { into, value: Some(value) } => {
                let value = self.read(*value);
                self.write(Write::Assign, self.slot(*into), value);
            }
            Op::Assign { into, value: None } => self.write(Write::Drop, self.slot(*into), None),
            Op::Call { function, arguments, into } => self.call(*function, arguments, *into),
            Op::Return { value } => self.return_from(*value),
            Op::Go { function, arguments } => {
                let values = self.values(arguments);
                let by = Some(self.goroutine);
                let origin = Origin::Go(*function);
                start(self.program, by, origin, *function, &values, self.collector, self.context);
            }
            Op::Arm { timer, runs } => self.arm(*timer, *runs)?,
            Op::Stop { timer } => {
                let timer = self.follow(*timer)?;
                self.disarm(timer, Event::Stop { timer });
            }
            Op::Fire { timer } => self.fire(*timer)?,
            Op::Cleanup { object, function, argument } => {
                self.attach(*object, *function, *argument)?;
            }
            Op::Wait { event } => {
                self.context.say(Event::Wait { goroutine: self.goroutine, event: *event });
                self.set_status(Status::Waiting(*event));
            }
            Op::Signal { event } => {
                self.context.world.signalled[*event as usize] = true;
                self.context.say(Event::Signal { event: *event });
            }
            Op::Collect { kind } => self.collect(*kind),
            Op::Expect { expectation } => return Ok(Some(*expectation)),
        }
        Ok(None)
    }

    fn values(&self, variables: &[Variable]) -> Vec<Reference> {
        variables.iter().map(|&variable| self.read(variable)).collect()
    }

    fn call(&mut self, function: FunctionId, arguments: &[Variable], into: Option<Variable>) {
        let values = self.values(arguments);
        let frame = Frame::new(self.program, function, &values, into);
        self.context.world.goroutines[self.goroutine.0 as usize].frames.push(frame);
        let goroutine = self.goroutine;
        self.context.say(Event::Call { goroutine, function, arguments: values.clone() });
        for new in values {
            self.collector.after_write(None, new, self.context);
        }
    }

    fn return_from(&mut self, value: Option<Variable>) {
        let value = value.and_then(|value| self.read(value));
        let is_last = self.context.world.goroutine(self.goroutine).frames.len() == 1;
        if is_last {
            return self.end();
        }
        // The result must not be let go before the caller has it.
        self.collector.after_write(None, value, self.context);
        if let Some(frame) = self.pop() {
            self.context.say(Event::Return { goroutine: self.goroutine });
            if let Some(into) = frame.result {
                self.write(Write::Assign, self.slot(into), value);
            }
        }
        self.collector.after_write(value, None, self.context);
    }

    fn arm(&mut self, timer: Variable, runs: Option<FunctionId>) -> Result<(), Fault> {
        let timer = self.follow(timer)?;
        self.disarm(timer, Event::Stop { timer });
        let slot = Slot::Timer(timer);
        let write = Pending { by: Some(self.goroutine), slot, old: None, new: Some(timer) };
        self.collector.before_write(write, self.context);
        self.context.world.timers.push(Armed { timer, runs });
        self.context.say(Event::Arm { timer });
        self.collector.after_write(None, Some(timer), self.context);
        Ok(())
    }

    /// Has the timer heap let go of a timer, if it holds it.
    fn disarm(&mut self, timer: ObjectId, event: Event) -> Option<Armed> {
        let place = self.context.world.timers.iter().position(|armed| armed.timer == timer)?;
        let slot = Slot::Timer(timer);
        let write = Pending { by: Some(self.goroutine), slot, old: Some(timer), new: None };
        self.collector.before_write(write, self.context);
        let armed = self.context.world.timers.remove(place);
        self.context.say(event);
        self.collector.after_write(Some(timer), None, self.context);
        Some(armed)
    }

    fn fire(&mut self, timer: Variable) -> Result<(), Fault> {
        let timer = self.follow(timer)?;
        if let Some(Armed { runs: Some(function), .. }) = self.disarm(timer, Event::Fire { timer })
        {
            let n_parameters = self.program.function(function).n_parameters as usize;
            let arguments = &[Some(timer)][..n_parameters.min(1)];
            let (by, origin) = (Some(self.goroutine), Origin::Timer(timer));
            start(self.program, by, origin, function, arguments, self.collector, self.context);
        }
        Ok(())
    }

    fn attach(
        &mut self,
        object: Variable,
        function: FunctionId,
        argument: Option<Variable>,
    ) -> Result<(), Fault> {
        let watched = self.follow(object)?;
        let argument = argument.and_then(|argument| self.read(argument));
        let cleanup = self.context.world.cleanups.len() as u32;
        let slot = Slot::Cleanup(cleanup);
        let write = Pending { by: Some(self.goroutine), slot, old: None, new: argument };
        self.collector.before_write(write, self.context);
        let state = CleanupState::Attached;
        self.context.world.cleanups.push(Cleanup { watched, function, argument, state });
        self.context.say(Event::AttachCleanup { cleanup, watched, function, argument });
        self.collector.after_write(None, argument, self.context);
        Ok(())
    }

    /// Asks for a cycle that begins after now, and waits for its end.
    fn collect(&mut self, kind: CycleKind) {
        let world = &mut *self.context.world;
        // A full one serves whoever wants a minor one.
        if world.requested != Some(CycleKind::Full) {
            world.requested = Some(kind);
        }
        let end = world.n_started + 1;
        self.set_status(Status::Collecting(end));
        self.context.say(Event::Collect { goroutine: self.goroutine, kind });
    }
}
