//! How the parts of a run look after so many steps.

use std::collections::BTreeSet;

use crate::picture::{EdgeStyle, Frame, NodeFrame, NodeStyle, Picture, Sample};
use crate::sim::collector::CollectorKind;
use crate::sim::describe::sentence;
use crate::sim::names::Names;
use crate::sim::step::{Actor, Colour, Event, Root, Step};
use crate::sim::view::View;
use crate::sim::world::{ObjectId, Slot};

use super::skeleton::{Link, Part, Skeleton, part_of, stack_part};

/// The most letters of a note. A longer one would make the whole picture wider.
const MAX_NOTE: usize = 110;

impl Skeleton<'_> {
    /// How everything looks after the `number`-th step, which `view` has taken into account.
    pub fn frame(&self, view: &View, number: usize) -> Frame {
        let step = number.checked_sub(1).and_then(|index| self.run().steps.get(index));
        let mark = step.and_then(|step| subject(view, step));
        let nodes = self
            .parts
            .iter()
            .map(|&part| NodeFrame {
                style: style(view, part),
                is_marked: mark == Some(part),
                state: self.state(view, part),
            })
            .collect();
        let mut frame =
            Frame { nodes, edges: vec![None; self.links.len()], notes: self.notes(view, number) };
        self.draw_edges(view, &mut frame);
        if let Some(step) = step {
            self.draw_change(view, step, &mut frame);
        }
        frame
    }

    /// The references that there are.
    fn draw_edges(&self, view: &View, frame: &mut Frame) {
        let world = &view.world;
        for (slot, target) in world.slots() {
            let is_dangling = world.object(target).freed;
            let style = if is_dangling { EdgeStyle::Dashed } else { EdgeStyle::Solid };
            self.set(view, slot, target, style, frame);
        }
    }

    /// What the step wrote, removed or looked at.
    fn draw_change(&self, view: &View, step: &Step, frame: &mut Frame) {
        let mut set = |slot, target, style| self.set(view, slot, target, style, frame);
        match &step.event {
            &Event::Write { slot, old, new, .. } => {
                if let Some(old) = old.filter(|_| old != new) {
                    set(slot, old, EdgeStyle::ThickDotted);
                }
                if let Some(new) = new {
                    set(slot, new, EdgeStyle::Bold);
                }
            }
            &Event::Scan { slot, target: Some(target) } => {
                set(slot, target, EdgeStyle::ThickDashed);
            }
            Event::Call { goroutine, arguments, .. }
            | Event::Start { goroutine, arguments, .. } => {
                let depth = view.world.goroutine(*goroutine).frames.len().saturating_sub(1) as u32;
                for (local, target) in (0..).zip(arguments) {
                    if let Some(target) = *target {
                        set(Slot::Local(*goroutine, depth, local), target, EdgeStyle::Bold);
                    }
                }
            }
            &Event::Arm { timer } => set(Slot::Timer(timer), timer, EdgeStyle::Bold),
            &Event::Stop { timer } | &Event::Fire { timer } => {
                set(Slot::Timer(timer), timer, EdgeStyle::ThickDotted);
            }
            &Event::AttachCleanup { cleanup, argument: Some(argument), .. } => {
                set(Slot::Cleanup(cleanup), argument, EdgeStyle::Bold);
            }
            &Event::RunCleanup { cleanup } => {
                if let Some(argument) = view.world.cleanups[cleanup as usize].argument {
                    set(Slot::Cleanup(cleanup), argument, EdgeStyle::ThickDotted);
                }
            }
            _ => {}
        }
    }

    fn set(&self, view: &View, slot: Slot, target: ObjectId, style: EdgeStyle, frame: &mut Frame) {
        let link = part_of(&view.world, slot).map(|from| Link { from, slot, target });
        if let Some(&place) = link.and_then(|link| self.link_places.get(&link)) {
            frame.edges[place as usize] = Some(style);
        }
    }

    /// The words in a node that say what its style says, and what its collector knows of it.
    fn state(&self, view: &View, part: Part) -> String {
        let colour = match style(view, part) {
            Some(NodeStyle::White) => "white",
            Some(NodeStyle::Grey) => "grey",
            Some(NodeStyle::Black) => "black",
            Some(NodeStyle::Dotted) => "freed",
            _ => "",
        };
        let fact = match part {
            Part::Object(object) if (object.0 as usize) < view.world.objects.len() => {
                self.fact(view, object)
            }
            _ => String::new(),
        };
        match (colour, &*fact) {
            ("", _) => fact,
            ("freed", _) | (_, "") => colour.to_owned(),
            _ => format!("{colour}, {fact}"),
        }
    }

    /// What this collector knows of an object besides its colour.
    fn fact(&self, view: &View, object: ObjectId) -> String {
        match self.run().collector {
            CollectorKind::MarkSweep | CollectorKind::TriColour => String::new(),
            CollectorKind::MarkCompact | CollectorKind::Semispace => {
                format!("{:#x}", view.world.object(object).address)
            }
            CollectorKind::Generational if view.old.contains(&object) => "old".to_owned(),
            CollectorKind::Generational => "young".to_owned(),
            CollectorKind::RefCount => {
                let at_start = self.counts_at_start.get(object.0 as usize).copied();
                let count = view.counts.get(&object).copied().or(at_start).unwrap_or_default();
                format!("count {count}")
            }
        }
    }

    /// Where the run is, what the step does, and what is wrong.
    fn notes(&self, view: &View, number: usize) -> Vec<String> {
        let n_steps = self.run().steps.len();
        let step = number.checked_sub(1).and_then(|index| self.run().steps.get(index));
        let mut place = vec![format!("step {number} of {n_steps}")];
        if view.is_collecting() {
            place.push(format!("cycle {}: {}", view.cycle, view.phase));
        }
        place.extend(step.and_then(|step| step.line).map(|line| format!("line {line}")));
        let told = step.map_or_else(|| "the start".to_owned(), |step| self.sentence(view, step));
        let mut notes = vec![place.join("; "), cut(told)];
        if !self.run().violations.is_empty() {
            let wrong: Vec<&str> = self.violations(number).collect();
            notes.push(if wrong.is_empty() {
                String::new()
            } else {
                cut(format!("VIOLATION: {}", wrong.join("; ")))
            });
        }
        notes
    }

    /// What must not have happened, and was seen after that step.
    pub fn violations(&self, number: usize) -> impl Iterator<Item = &str> {
        let seen = self.run().violations.iter().filter(move |seen| seen.step == number);
        seen.map(|seen| &*seen.message)
    }

    /// Who does what in a step.
    pub fn sentence(&self, view: &View, step: &Step) -> String {
        let told = sentence(&self.scenario().program, view, step);
        format!("{}: {told}", self.actor(step.actor))
    }

    /// What an actor is called.
    pub fn actor(&self, actor: Actor) -> String {
        match actor {
            Actor::Goroutine(id) => {
                Names::new(&self.scenario().program).goroutine(&self.run().end, id)
            }
            Actor::Collector => "collector".to_owned(),
            Actor::Runtime => "runtime".to_owned(),
        }
    }
}

/// How a node looks, if it is there.
fn style(view: &View, part: Part) -> Option<NodeStyle> {
    let root = |root| Some(colour_style(view.root_colour(root)));
    match part {
        Part::Global(index) => root(Root::Global(index)),
        Part::Timers | Part::Cleanups => root(Root::Runtime),
        Part::Stack { goroutine, depth, .. } => {
            let is_there = (goroutine.0 as usize) < view.world.goroutines.len()
                && stack_part(&view.world, goroutine, depth) == Some(part);
            root(Root::Stack(goroutine)).filter(|_| is_there)
        }
        Part::Object(id) => {
            let object = view.world.objects.get(id.0 as usize)?;
            Some(if object.freed { NodeStyle::Dotted } else { colour_style(view.colour(id)) })
        }
    }
}

fn colour_style(colour: Option<Colour>) -> NodeStyle {
    match colour {
        None => NodeStyle::Box,
        Some(Colour::White) => NodeStyle::White,
        Some(Colour::Grey) => NodeStyle::Grey,
        Some(Colour::Black) => NodeStyle::Black,
    }
}

/// What a step is about.
fn subject(view: &View, step: &Step) -> Option<Part> {
    let root = match step.event {
        Event::RootDone { root } => Some(root),
        _ => None,
    };
    match root {
        Some(Root::Global(index)) => Some(Part::Global(index)),
        Some(Root::Runtime) => Some(Part::Timers),
        Some(Root::Stack(goroutine)) => stack_part(&view.world, goroutine, 0),
        Some(Root::Remembered(object)) => Some(Part::Object(object)),
        None => view.subject.map(Part::Object),
    }
}

fn cut(text: String) -> String {
    if text.chars().count() <= MAX_NOTE {
        return text;
    }
    text.chars().take(MAX_NOTE - 1).chain(['…']).collect()
}

/// The legend of what occurs in the frames.
pub(super) fn explain(picture: &mut Picture, frames: &[Frame]) {
    let nodes = || frames.iter().flat_map(|frame| &frame.nodes);
    let styles: BTreeSet<NodeStyle> = nodes().filter_map(|node| node.style).collect();
    let edges: BTreeSet<EdgeStyle> =
        frames.iter().flat_map(|frame| frame.edges.iter().flatten()).copied().collect();
    for (style, meaning) in NODE_MEANINGS {
        if styles.contains(&style) {
            picture.explain(Sample::Node(style), meaning);
        }
    }
    if nodes().any(|node| node.is_marked && node.style.is_some()) {
        picture.explain(Sample::Mark, "what this step is about");
    }
    for (style, meaning) in EDGE_MEANINGS {
        if edges.contains(&style) {
            picture.explain(Sample::Edge(style), meaning);
        }
    }
}

const NODE_MEANINGS: [(NodeStyle, &str); 5] = [
    (NodeStyle::Box, "no colour: between collections"),
    (NodeStyle::White, "white: not found"),
    (NodeStyle::Grey, "grey: found, what it holds is not looked at yet"),
    (NodeStyle::Black, "black: found and scanned"),
    (NodeStyle::Dotted, "freed"),
];

const EDGE_MEANINGS: [(EdgeStyle, &str); 5] = [
    (EdgeStyle::Solid, "holds"),
    (EdgeStyle::Dashed, "leads to what is freed"),
    (EdgeStyle::Bold, "written in this step"),
    (EdgeStyle::ThickDotted, "removed in this step"),
    (EdgeStyle::ThickDashed, "looked at in this step"),
];
