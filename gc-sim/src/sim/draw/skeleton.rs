//! What a run ever sees: every object, variable and stack frame is a node, every reference an edge.

use std::collections::BTreeMap;

use crate::picture::{Edge, Frame, GroupIndex, Node, NodeIndex, Picture};
use crate::sim::collector::CollectorKind;
use crate::sim::names::Names;
use crate::sim::program::FunctionId;
use crate::sim::run::Run;
use crate::sim::scenario::Scenario;
use crate::sim::step::Event;
use crate::sim::view::View;
use crate::sim::world::{Cleanup, GoroutineId, ObjectId, Reference, Slot, World};

use super::looks;

/// Every part of a run's pictures.
#[derive(Debug, Clone)]
pub struct Skeleton<'a> {
    scenario: &'a Scenario,
    run: &'a Run,
    /// The nodes, in the pictures' order.
    pub parts: Vec<Part>,
    /// The edges, in the pictures' order.
    pub links: Vec<Link>,
    pub(super) places: BTreeMap<Part, u32>,
    pub(super) link_places: BTreeMap<Link, u32>,
    /// How many references hold each object of the start.
    pub(super) counts_at_start: Vec<u32>,
}

/// What a node stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A global variable.
    Global(u32),
    /// The runtime's timer heap.
    Timers,
    /// The runtime's cleanups.
    Cleanups,
    /// A function that was called, at its depth in a goroutine's stack. Calls one after the other share a node.
    Stack {
        /// Whose stack.
        goroutine: GoroutineId,
        /// How deep, from 0.
        depth: u32,
        /// The function.
        function: FunctionId,
    },
    /// An object.
    Object(ObjectId),
}

/// What an edge stands for: a reference that some slot has held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Link {
    /// The node that has the slot.
    pub from: Part,
    /// The slot.
    pub slot: Slot,
    /// What it held.
    pub target: ObjectId,
}

impl<'a> Skeleton<'a> {
    /// Every part of the pictures of this run.
    pub fn new(scenario: &'a Scenario, run: &'a Run) -> Self {
        let mut skeleton = Self {
            scenario,
            run,
            parts: Vec::new(),
            links: Vec::new(),
            places: BTreeMap::new(),
            link_places: BTreeMap::new(),
            counts_at_start: counts(&run.start),
        };
        skeleton.add_all();
        // Kinds of parts stand together, and objects come last, as they are pointed at.
        skeleton.parts.sort_unstable();
        skeleton.places = (0..).zip(&skeleton.parts).map(|(place, &part)| (part, place)).collect();
        skeleton.link_places =
            (0..).zip(&skeleton.links).map(|(place, &link)| (link, place)).collect();
        skeleton
    }

    /// The scenario that was run.
    pub fn scenario(&self) -> &'a Scenario {
        self.scenario
    }

    /// The run.
    pub fn run(&self) -> &'a Run {
        self.run
    }

    fn add_all(&mut self) {
        let program = &self.scenario.program;
        let (start, end) = (&self.run.start, &self.run.end);
        for global in 0..program.globals.len() as u32 {
            self.add(Part::Global(global));
        }
        if !end.cleanups.is_empty() {
            self.add(Part::Cleanups);
        }
        for object in end.ids() {
            self.add(Part::Object(object));
        }
        for goroutine in (0..start.goroutines.len() as u32).map(GoroutineId) {
            self.add_stack(start, goroutine);
        }
        for (slot, target) in start.slots() {
            self.link(start, slot, Some(target));
        }
        let mut view = View::new(start);
        for step in &self.run.steps {
            view.apply(program, step);
            let world = &view.world;
            match &step.event {
                Event::Write { slot, new, .. } => self.link(world, *slot, *new),
                Event::Call { goroutine, arguments, .. }
                | Event::Start { goroutine, arguments, .. } => {
                    let depth = self.add_stack(world, *goroutine);
                    for (local, &argument) in (0..).zip(arguments) {
                        self.link(world, Slot::Local(*goroutine, depth, local), argument);
                    }
                }
                Event::Arm { timer } => {
                    self.add(Part::Timers);
                    self.link(world, Slot::Timer(*timer), Some(*timer));
                }
                Event::AttachCleanup { cleanup, argument, .. } => {
                    self.link(world, Slot::Cleanup(*cleanup), *argument);
                }
                _ => {}
            }
        }
    }

    fn add(&mut self, part: Part) {
        if self.places.insert(part, 0).is_none() {
            self.parts.push(part);
        }
    }

    /// Adds the innermost function of a goroutine, and says how deep it is.
    fn add_stack(&mut self, world: &World, goroutine: GoroutineId) -> u32 {
        let depth = (world.goroutine(goroutine).frames.len() as u32).saturating_sub(1);
        if let Some(part) = stack_part(world, goroutine, depth) {
            self.add(part);
        }
        depth
    }

    fn link(&mut self, world: &World, slot: Slot, target: Reference) {
        if let (Some(from), Some(target)) = (part_of(world, slot), target) {
            let link = Link { from, slot, target };
            if self.link_places.insert(link, 0).is_none() {
                self.links.push(link);
            }
        }
    }

    /// The picture of all parts, with the longest state of each among the frames, the longest notes, and a legend of
    /// what occurs in them.
    pub fn picture(&self, frames: &[Frame]) -> Picture {
        let mut picture = Picture::new(self.title());
        let groups = self.add_groups(&mut picture);
        for (index, &part) in self.parts.iter().enumerate() {
            let states = frames.iter().filter_map(|frame| Some(&frame.nodes.get(index)?.state));
            let node = self.node(part, longest(states));
            picture.add_node(Node { group: groups.get(&group_of(part)).copied(), ..node });
        }
        for &Link { from, slot, target } in &self.links {
            let place = |part| NodeIndex(self.places.get(&part).copied().unwrap_or_default());
            let edge = Edge::new(place(from), place(Part::Object(target)));
            picture.add_edge(match slot {
                Slot::Field(_, row) | Slot::Local(_, _, row) | Slot::Cleanup(row) => {
                    edge.from_row(row)
                }
                Slot::Global(_) | Slot::Timer(_) => edge,
            });
        }
        for index in 0..frames.first().map_or(0, |frame| frame.notes.len()) {
            let notes = frames.iter().filter_map(|frame| frame.notes.get(index));
            picture.notes.push(longest(notes).to_owned());
        }
        looks::explain(&mut picture, frames);
        picture
    }

    /// Calls all objects of a name the same.
    pub(super) fn drop_numbers(&self, picture: &mut Picture) {
        for (node, &part) in picture.nodes.iter_mut().zip(&self.parts) {
            if let (Part::Object(object), Some((_, rest))) = (part, node.label.split_once('\n')) {
                let site = self.scenario.program.site(self.run.end.object(object).site);
                node.label = format!("{}\n{rest}", site.name);
            }
        }
    }

    /// The heading of every picture.
    pub fn title(&self) -> String {
        let Run { collector, barrier, .. } = self.run;
        let barrier = match collector {
            CollectorKind::TriColour => format!(", barrier: {}", barrier.name()),
            _ => String::new(),
        };
        format!("{} ({}{barrier})", self.scenario.title, collector.name())
    }

    fn add_groups(&self, picture: &mut Picture) -> BTreeMap<Option<Holder>, GroupIndex> {
        let names = Names::new(&self.scenario.program);
        let mut groups = BTreeMap::new();
        for &part in &self.parts {
            let group = group_of(part);
            let Some(holder) = group else { continue };
            groups.entry(group).or_insert_with(|| {
                picture.add_group(match holder {
                    Holder::Globals => "globals".to_owned(),
                    Holder::Runtime => "runtime".to_owned(),
                    Holder::Goroutine(id) => {
                        format!("goroutine {}", names.goroutine(&self.run.end, id))
                    }
                })
            });
        }
        groups
    }

    /// A node with its name, what it is, its state, and a row for each slot.
    fn node(&self, part: Part, state: &str) -> Node {
        let program = &self.scenario.program;
        let end = &self.run.end;
        let label = [&*self.name(part), &*self.about(part), state];
        let label: Vec<&str> = label.into_iter().filter(|line| !line.is_empty()).collect();
        // The last line is the state, though it be empty.
        let label = label.join("\n") + if state.is_empty() { "\n" } else { "" };
        let rows: Vec<String> = match part {
            Part::Global(_) | Part::Timers => Vec::new(),
            Part::Cleanups => {
                let watched = |id| Names::new(program).object(end, id);
                let row = |cleanup: &Cleanup| {
                    let function = &program.function(cleanup.function).name;
                    format!("{function}, after {}", watched(cleanup.watched))
                };
                end.cleanups.iter().map(row).collect()
            }
            Part::Stack { function, .. } => program.function(function).locals.clone(),
            Part::Object(object) => {
                let fields = &end.object(object).fields;
                fields.iter().map(|&(field, _)| program.field(field).to_owned()).collect()
            }
        };
        rows.into_iter().fold(Node::new(label), |node, row| node.row([row]))
    }

    /// What a part is called.
    pub fn name(&self, part: Part) -> String {
        let program = &self.scenario.program;
        match part {
            Part::Global(index) => program.globals[index as usize].name.clone(),
            Part::Timers => "timer heap".to_owned(),
            Part::Cleanups => "cleanups".to_owned(),
            Part::Stack { function, .. } => format!("{}()", program.function(function).name),
            Part::Object(object) => Names::new(program).object(&self.run.end, object),
        }
    }

    /// What sort of object it is, and its size; empty for what is no object.
    pub fn about(&self, part: Part) -> String {
        let Part::Object(object) = part else { return String::new() };
        let site = self.scenario.program.site(self.run.end.object(object).site);
        let size = match site.size {
            bytes if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) => {
                format!("{} MiB", bytes >> 20)
            }
            bytes if bytes >= 1 << 10 && bytes.is_multiple_of(1 << 10) => {
                format!("{} KiB", bytes >> 10)
            }
            bytes => format!("{bytes} B"),
        };
        if site.kind.is_empty() { size } else { format!("{}, {size}", site.kind) }
    }
}

/// Whose parts stand in one frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Holder {
    Globals,
    Runtime,
    Goroutine(GoroutineId),
}

fn group_of(part: Part) -> Option<Holder> {
    match part {
        Part::Global(_) => Some(Holder::Globals),
        Part::Timers | Part::Cleanups => Some(Holder::Runtime),
        Part::Stack { goroutine, .. } => Some(Holder::Goroutine(goroutine)),
        Part::Object(_) => None,
    }
}

/// The node of the function at that depth, if there is one.
pub(super) fn stack_part(world: &World, goroutine: GoroutineId, depth: u32) -> Option<Part> {
    let frame = world.goroutine(goroutine).frames.get(depth as usize)?;
    Some(Part::Stack { goroutine, depth, function: frame.function })
}

/// The node that has a slot.
pub(super) fn part_of(world: &World, slot: Slot) -> Option<Part> {
    match slot {
        Slot::Field(object, _) => Some(Part::Object(object)),
        Slot::Global(index) => Some(Part::Global(index)),
        Slot::Local(goroutine, depth, _) => stack_part(world, goroutine, depth),
        Slot::Timer(_) => Some(Part::Timers),
        Slot::Cleanup(_) => Some(Part::Cleanups),
    }
}

/// How many slots hold each object.
fn counts(world: &World) -> Vec<u32> {
    let mut counts = vec![0; world.objects.len()];
    for (_, target) in world.slots() {
        counts[target.0 as usize] += 1;
    }
    counts
}

/// The text with the most letters, the first of several.
fn longest<'t>(texts: impl Iterator<Item = &'t String>) -> &'t str {
    texts.fold(
        "",
        |longest, text| {
            if text.chars().count() > longest.chars().count() { text } else { longest }
        },
    )
}
