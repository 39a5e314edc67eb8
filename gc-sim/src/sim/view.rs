//! What can be seen after so many steps: the process, the colours, and what the last step changed.
//!
//! A [`View`] is made from the steps alone, without the collector: [`View::apply`] is what text, pictures and the player
//! have in common. The tests compare it with the machine after every move.

use std::collections::{BTreeMap, BTreeSet};

use crate::sim::program::Program;
use crate::sim::step::{Actor, Colour, Event, Phase, Root, Step};
use crate::sim::world::{
    Armed, Cleanup, CleanupState, Frame, GoroutineId, Object, ObjectId, Slot, Status, World,
};

/// What can be seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    /// The process. Of a frame, only the variables are kept up.
    pub world: World,
    /// The colours that the collector has given in this cycle; what is not in here is white while a cycle is under way.
    pub colours: BTreeMap<ObjectId, Colour>,
    /// The counts of references, where the collector keeps them.
    pub counts: BTreeMap<ObjectId, u32>,
    /// The objects that have been promoted.
    pub old: BTreeSet<ObjectId>,
    /// The roots that have been scanned in this cycle.
    pub scanned: BTreeSet<Root>,
    /// What the collector is doing.
    pub phase: Phase,
    /// The number of the cycle under way, or of the last one.
    pub cycle: u32,
    /// The line of the scenario that each goroutine came to last.
    pub lines: BTreeMap<GoroutineId, u32>,
    /// The slot that the last step wrote or looked at.
    pub touched: Option<Slot>,
    /// The object that the last step was about.
    pub subject: Option<ObjectId>,
}

impl View {
    /// What can be seen before the first step.
    pub fn new(start: &World) -> Self {
        Self {
            world: start.clone(),
            colours: BTreeMap::new(),
            counts: BTreeMap::new(),
            old: BTreeSet::new(),
            scanned: BTreeSet::new(),
            phase: Phase::Idle,
            cycle: 0,
            lines: BTreeMap::new(),
            touched: None,
            subject: None,
        }
    }

    /// Whether a cycle is under way, and so colours mean something.
    pub fn is_collecting(&self) -> bool {
        self.phase != Phase::Idle
    }

    /// The object's colour; `None` between cycles, and where trial deletion has not been.
    pub fn colour(&self, object: ObjectId) -> Option<Colour> {
        let known = self.colours.get(&object).copied();
        match self.phase {
            Phase::Idle => None,
            Phase::TrialDeletion | Phase::Restore => known,
            _ if self.counts.is_empty() => Some(known.unwrap_or(Colour::White)),
            _ => known,
        }
    }

    /// The root's colour; `None` between cycles.
    pub fn root_colour(&self, root: Root) -> Option<Colour> {
        let is_marking =
            matches!(self.phase, Phase::Mark | Phase::MarkTermination | Phase::Copy | Phase::Sweep);
        let colour = if self.scanned.contains(&root) { Colour::Black } else { Colour::Grey };
        (is_marking && self.counts.is_empty()).then_some(colour)
    }

    /// Takes one more step into account.
    pub fn apply(&mut self, program: &Program, step: &Step) {
        self.touched = None;
        self.subject = step.event.object();
        if let (Actor::Goroutine(goroutine), Some(line)) = (step.actor, step.line) {
            self.lines.insert(goroutine, line);
        }
        match &step.event {
            Event::Write { slot, new, .. } => {
                self.world.write(*slot, *new);
                self.touched = Some(*slot);
            }
            Event::Scan { slot, .. } => self.touched = Some(*slot),
            Event::Allocate { site, address, .. } => {
                self.world.next_address = *address;
                self.world.add_object(program, *site);
            }
            Event::AddField { object, field } => {
                self.object(*object).fields.push((*field, None));
            }
            Event::Call { goroutine, function, arguments } => {
                let frame = Frame::new(program, *function, arguments, None);
                self.frames(*goroutine).push(frame);
            }
            Event::Return { goroutine } => {
                self.frames(*goroutine).pop();
            }
            Event::Start { goroutine, origin, function, arguments } => {
                self.world.start(program, *origin, *function, arguments);
                // One that begins during a cycle has a black stack.
                if self.is_collecting() {
                    self.scanned.insert(Root::Stack(*goroutine));
                }
            }
            Event::End { goroutine } => {
                self.frames(*goroutine).clear();
                self.world.goroutines[goroutine.0 as usize].status = Status::Ended;
            }
            Event::Arm { timer } => {
                self.touched = Some(Slot::Timer(*timer));
                self.world.timers.push(Armed { timer: *timer, runs: None });
            }
            Event::Stop { timer } | Event::Fire { timer } => {
                self.world.timers.retain(|armed| armed.timer != *timer);
            }
            Event::AttachCleanup { cleanup, watched, function, argument } => {
                self.touched = Some(Slot::Cleanup(*cleanup));
                self.world.cleanups.push(Cleanup {
                    watched: *watched,
                    function: *function,
                    argument: *argument,
                    state: CleanupState::Attached,
                });
            }
            Event::RunCleanup { cleanup } => {
                self.world.cleanups[*cleanup as usize].state = CleanupState::Done;
            }
            Event::Wait { goroutine, event } => {
                self.set_status(*goroutine, Status::Waiting(*event));
            }
            Event::Signal { event } => self.world.signalled[*event as usize] = true,
            Event::BeginCycle { number, .. } => {
                self.cycle = *number;
                self.colours.clear();
                self.scanned.clear();
            }
            Event::EndCycle { .. } => {
                self.colours.clear();
                self.scanned.clear();
            }
            Event::Phase { phase } => self.phase = *phase,
            Event::RootDone { root } => {
                self.scanned.insert(*root);
            }
            Event::Shade { object, colour, .. } => {
                self.colours.insert(*object, *colour);
            }
            Event::Count { object, count } => {
                self.counts.insert(*object, *count);
            }
            Event::Move { object, to, promoted, .. } => {
                self.object(*object).address = *to;
                if *promoted {
                    self.old.insert(*object);
                }
            }
            Event::Free { object } => {
                self.object(*object).freed = true;
                for cleanup in &mut self.world.cleanups {
                    if cleanup.watched == *object && cleanup.state == CleanupState::Attached {
                        cleanup.state = CleanupState::Ready;
                    }
                }
            }
            Event::Collect { .. } | Event::Fault { .. } | Event::Remember { .. } => {}
        }
    }

    fn object(&mut self, object: ObjectId) -> &mut Object {
        &mut self.world.objects[object.0 as usize]
    }

    fn frames(&mut self, goroutine: GoroutineId) -> &mut Vec<Frame> {
        &mut self.world.goroutines[goroutine.0 as usize].frames
    }

    fn set_status(&mut self, goroutine: GoroutineId, status: Status) {
        self.world.goroutines[goroutine.0 as usize].status = status;
    }
}
