//! Generational: young objects are collected by themselves, since most of them die young.
//!
//! A *minor* cycle marks from the roots and from the *remembered set*, the old objects that hold young ones, but never
//! looks into other old objects. The write barrier keeps the remembered set. What has survived [`PROMOTION_AGE`]
//! cycles is *promoted*: it moves to the old objects. A *full* cycle collects both. The world is stopped.
//!
//! After D. Ungar, *Generation Scavenging*, 1984, with mark-sweep in place of the copying of survivors.

use std::collections::BTreeSet;

use super::marker::{Marker, all_roots};
use super::{Barrier, Collector, Context, Pending, Progress};
use crate::sim::step::{Colour, Event, Phase, Root};
use crate::sim::world::{CycleKind, HEAP_BASE, ObjectId, Slot, World};

/// How many cycles an object survives before it is old.
pub const PROMOTION_AGE: u8 = 2;

/// Where old objects go.
const OLD_BASE: u64 = HEAP_BASE + 0x10_0000_0000;

/// A generational collector.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Generational {
    phase: Phase,
    kind: CycleKind,
    marker: Marker,
    /// How many cycles each object has survived, by its id; [`PROMOTION_AGE`] for an old one.
    ages: Vec<u8>,
    /// The old objects that hold young ones, and perhaps some that do no more.
    remembered: BTreeSet<ObjectId>,
    /// What is left to free, last first.
    garbage: Vec<ObjectId>,
    /// Where the next old object goes.
    next_old: u64,
}

impl Collector for Generational {
    fn new(world: &World, _: Barrier) -> Self {
        Self {
            phase: Phase::Idle,
            kind: CycleKind::Full,
            marker: Marker::default(),
            ages: vec![0; world.objects.len()],
            remembered: BTreeSet::new(),
            garbage: Vec::new(),
            next_old: OLD_BASE,
        }
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn stops_world(&self) -> bool {
        self.phase != Phase::Idle
    }

    fn has_minor_cycles(&self) -> bool {
        true
    }

    fn begin(&mut self, kind: CycleKind, context: &mut Context<'_>) {
        self.phase = Phase::Mark;
        self.kind = kind;
        context.phase(self.phase);
        let mut roots = all_roots(context.world);
        if kind == CycleKind::Minor {
            roots.extend(self.remembered.iter().map(|&object| Root::Remembered(object)));
        }
        self.marker.begin(context.world, roots);
    }

    fn step(&mut self, _: usize, context: &mut Context<'_>) -> Progress {
        if !self.marker.is_done() {
            let (kind, ages) = (self.kind, &self.ages);
            self.marker
                .step(0, context, |object| kind == CycleKind::Full || is_young(ages, object));
            return Progress::Working;
        }
        if self.phase == Phase::Mark {
            self.phase = Phase::Sweep;
            context.phase(self.phase);
            self.garbage = self.marker.white(context.world);
            if self.kind == CycleKind::Minor {
                self.garbage.retain(|&object| is_young(&self.ages, object));
            }
            return Progress::Working;
        }
        if let Some(object) = self.garbage.pop() {
            self.remembered.remove(&object);
            context.free(object);
            return Progress::Working;
        }
        self.promote(context);
        self.phase = Phase::Idle;
        self.marker.end();
        Progress::Done
    }

    fn allocated(&mut self, _: ObjectId, _: &mut Context<'_>) {
        self.ages.push(0);
    }

    fn before_write(&mut self, write: Pending, context: &mut Context<'_>) {
        if let Slot::Field(holder, _) = write.slot
            && !is_young(&self.ages, holder)
            && write.new.is_some_and(|new| is_young(&self.ages, new))
        {
            self.remember(holder, context);
        }
    }

    fn colour(&self, object: ObjectId) -> Option<Colour> {
        self.marker.colour(object)
    }
}

fn is_young(ages: &[u8], object: ObjectId) -> bool {
    ages.get(object.0 as usize).is_none_or(|&age| age < PROMOTION_AGE)
}

impl Generational {
    fn remember(&mut self, object: ObjectId, context: &mut Context<'_>) {
        if self.remembered.insert(object) {
            context.say(Event::Remember { object });
        }
    }

    /// Makes what has survived a cycle older, moves what is old now, and finds out which old objects hold young ones.
    fn promote(&mut self, context: &mut Context<'_>) {
        let live: Vec<ObjectId> = context.world.live().collect();
        for &object in
            live.iter().filter(|object| self.marker.colour(**object) == Some(Colour::Black))
        {
            let age = &mut self.ages[object.0 as usize];
            if *age < PROMOTION_AGE {
                *age += 1;
                if *age == PROMOTION_AGE {
                    let to = self.next_old;
                    self.next_old += context.world.object(object).room;
                    context.relocate(object, to, true);
                }
            }
        }
        for &object in &live {
            if is_young(&self.ages, object) {
                continue;
            }
            if context.world.fields(object).any(|(_, target)| is_young(&self.ages, target)) {
                self.remember(object, context);
            } else {
                self.remembered.remove(&object);
            }
        }
    }
}
