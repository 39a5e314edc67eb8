//! Marking: from the roots to all that they lead to, in three colours.
//!
//! One call of [`Marker::step`] scans one root, or one slot of one object. A stack is scanned at one go, since a real
//! collector stops its goroutine for that. Grey objects are scanned in the order in which they were found; a chooser
//! may have it otherwise.

use super::Context;
use crate::sim::step::{Because, Colour, Event, Root};
use crate::sim::world::{GoroutineId, ObjectId, Slot, Status, World};

/// How far the marking is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(super) struct Marker {
    /// Each object's colour, by its id.
    colours: Vec<Colour>,
    /// The roots that are still grey.
    pub(super) pending: Vec<Root>,
    /// The grey objects, oldest first.
    pub(super) grey: Vec<ObjectId>,
    /// The grey object that is being scanned, and its next slot.
    pub(super) scanning: Option<(ObjectId, u32)>,
}

/// Every root there is, in the order of scanning.
pub(super) fn all_roots(world: &World) -> Vec<Root> {
    let globals = (0..world.globals.len() as u32).map(Root::Global);
    globals.chain([Root::Runtime]).chain(stacks(world)).collect()
}

/// The stacks of all goroutines that have not ended.
pub(super) fn stacks(world: &World) -> impl Iterator<Item = Root> + '_ {
    (0..).zip(&world.goroutines).filter_map(|(index, goroutine)| {
        (goroutine.status != Status::Ended).then_some(Root::Stack(GoroutineId(index)))
    })
}

impl Marker {
    /// Makes every object white and every one of `roots` grey.
    pub(super) fn begin(&mut self, world: &World, roots: Vec<Root>) {
        *self = Self {
            colours: vec![Colour::White; world.objects.len()],
            pending: roots,
            grey: Vec::new(),
            scanning: None,
        };
    }

    /// Forgets everything, until the next cycle.
    pub(super) fn end(&mut self) {
        *self = Self::default();
    }

    pub(super) fn is_done(&self) -> bool {
        self.pending.is_empty() && self.grey.is_empty() && self.scanning.is_none()
    }

    /// The object's colour; `None` between cycles.
    pub(super) fn colour(&self, object: ObjectId) -> Option<Colour> {
        self.colours.get(object.0 as usize).copied()
    }

    pub(super) fn is_white(&self, object: ObjectId) -> bool {
        self.colour(object) == Some(Colour::White)
    }

    /// The objects that are still white and not freed, last first: what marking that is done leaves to be freed.
    pub(super) fn white(&self, world: &World) -> Vec<ObjectId> {
        world.ids().rev().filter(|&id| self.is_white(id) && !world.object(id).freed).collect()
    }

    /// Notes a new object, black from the start.
    pub(super) fn allocated_black(&mut self, object: ObjectId, context: &mut Context<'_>) {
        self.colours.push(Colour::Black);
        context.say(Event::Shade { object, colour: Colour::Black, because: Because::New });
    }

    /// Makes a white object grey.
    pub(super) fn shade(&mut self, object: ObjectId, because: Because, context: &mut Context<'_>) {
        // What has been freed is not brought back by a reference that dangles.
        if self.is_white(object) && !context.world.object(object).freed {
            self.colours[object.0 as usize] = Colour::Grey;
            self.grey.push(object);
            context.say(Event::Shade { object, colour: Colour::Grey, because });
        }
    }

    pub(super) fn n_choices(&self) -> usize {
        match self.scanning {
            Some(_) => 1,
            None => (self.pending.len() + self.grey.len()).max(1),
        }
    }

    /// Scans a root, or a slot of an object. Objects for which `concerns` says no are passed over.
    pub(super) fn step(
        &mut self,
        choice: usize,
        context: &mut Context<'_>,
        concerns: impl Fn(ObjectId) -> bool,
    ) {
        if self.scanning.is_none() {
            if choice < self.pending.len() {
                let root = self.pending[choice];
                self.scan_root(root, context, concerns);
                return;
            }
            let choice = choice - self.pending.len();
            if choice >= self.grey.len() {
                return;
            }
            self.scanning = Some((self.grey.remove(choice), 0));
        }
        let Some((object, index)) = self.scanning else { return };
        let n_fields = context.world.object(object).fields.len() as u32;
        if index < n_fields {
            self.scan(Slot::Field(object, index), context, &concerns);
        }
        self.scanning = Some((object, index + 1));
        if index + 1 >= n_fields {
            self.scanning = None;
            self.colours[object.0 as usize] = Colour::Black;
            context.say(Event::Shade { object, colour: Colour::Black, because: Because::Scanned });
        }
    }

    /// Scans all that one root holds, and makes it black.
    pub(super) fn scan_root(
        &mut self,
        root: Root,
        context: &mut Context<'_>,
        concerns: impl Fn(ObjectId) -> bool,
    ) {
        let slots: Vec<Slot> = match root {
            Root::Global(index) => vec![Slot::Global(index)],
            Root::Runtime => context.world.runtime_roots().map(|(slot, _)| slot).collect(),
            Root::Stack(goroutine) => {
                context.world.locals(goroutine).map(|(slot, _)| slot).collect()
            }
            Root::Remembered(object) => {
                context.world.fields(object).map(|(slot, _)| slot).collect()
            }
        };
        for slot in slots {
            self.scan(slot, context, &concerns);
        }
        self.pending.retain(|&pending| pending != root);
        context.say(Event::RootDone { root });
    }

    fn scan(
        &mut self,
        slot: Slot,
        context: &mut Context<'_>,
        concerns: &impl Fn(ObjectId) -> bool,
    ) {
        let target = context.world.read(slot);
        context.say(Event::Scan { slot, target });
        if let Some(object) = target.filter(|&object| concerns(object)) {
            self.shade(object, Because::Found, context);
        }
    }
}
