//! What the page's script gets: names, and of each step what it changes.
//!
//! A node's class is its style's place in `nodeClasses` times two, and one more if it is marked; an edge's class is its
//! style's place in `edgeClasses`. The first of both is `hidden`, which everything is before step 0. A step is
//! `[sentence, actor, line, phase, cycle, [node, class, state, …], [edge, class, …], [violation, …]]`.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::picture::{EdgeStyle, Frame, NodeFrame, NodeStyle, Picture};
use crate::sim::draw::{Link, Part, Skeleton};
use crate::sim::names::Names;
use crate::sim::program::Program;
use crate::sim::step::{Actor, Phase};
use crate::sim::view::View;
use crate::sim::world::Slot;

const PHASES: [Phase; 8] = [
    Phase::Idle,
    Phase::Mark,
    Phase::MarkTermination,
    Phase::Sweep,
    Phase::Compact,
    Phase::Copy,
    Phase::TrialDeletion,
    Phase::Restore,
];

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    about: Vec<String>,
    source: &'a [String],
    actors: Vec<String>,
    phases: Vec<String>,
    node_classes: Vec<&'static str>,
    edge_classes: Vec<&'static str>,
    /// The class of an edge that the step removed.
    removed: usize,
    /// Sort, name, what it is, and group, or -1.
    nodes: Vec<(&'static str, String, String, i64)>,
    /// From, to, and the slot's name.
    edges: Vec<(u32, u32, String)>,
    states: Vec<String>,
    steps: Vec<Step>,
    /// Text, line, whether it holds, and why not.
    checks: Vec<(&'a str, u32, bool, &'a str)>,
}

/// Sentence, actor, line, phase, cycle, nodes, edges, violations.
type Step = (String, usize, u32, usize, u32, Vec<usize>, Vec<usize>, Vec<String>);

/// The data, safe to stand in a `script` element.
pub(super) fn json(skeleton: &Skeleton<'_>, picture: &Picture, frames: &[Frame]) -> String {
    let (scenario, run) = (skeleton.scenario(), skeleton.run());
    let mut actors: Vec<Actor> = run.steps.iter().map(|step| step.actor).collect();
    actors.sort_unstable();
    actors.dedup();
    let mut states = States::default();
    let steps = steps(skeleton, frames, &actors, &mut states);
    let stopped = run.stopped_at.as_ref().map(|limit| format!("The run was stopped at {limit}."));
    let edge_classes = EdgeStyle::ALL.map(EdgeStyle::class);
    let data = Data {
        about: scenario.about.iter().cloned().chain(stopped).collect(),
        source: &scenario.source,
        actors: actors.iter().map(|&actor| skeleton.actor(actor)).collect(),
        phases: PHASES.map(|phase| phase.to_string()).into(),
        node_classes: ["hidden"].into_iter().chain(NodeStyle::ALL.map(NodeStyle::class)).collect(),
        edge_classes: ["hidden"].into_iter().chain(edge_classes).collect(),
        removed: edge_code(Some(EdgeStyle::ThickDotted)),
        nodes: nodes(skeleton, picture),
        edges: edges(skeleton, picture),
        states: states.list,
        steps,
        checks: run
            .expectations
            .iter()
            .map(|one| (&*one.text, one.line, one.holds, one.why_not.as_deref().unwrap_or("")))
            .collect(),
    };
    // Lists of numbers and strings can always be written.
    let json = serde_json::to_string(&data).unwrap_or_default();
    // Nothing in it may end the element, or begin a comment.
    json.replace('<', "\\u003c")
}

fn nodes(skeleton: &Skeleton<'_>, picture: &Picture) -> Vec<(&'static str, String, String, i64)> {
    let group = |index: usize| picture.nodes[index].group.map_or(-1, |group| i64::from(group.0));
    let parts = skeleton.parts.iter().enumerate();
    parts
        .map(|(index, &part)| {
            let sort = match part {
                Part::Object(_) => "object",
                Part::Global(_) | Part::Timers | Part::Cleanups | Part::Stack { .. } => "root",
            };
            (sort, skeleton.name(part), skeleton.about(part), group(index))
        })
        .collect()
}

fn edges(skeleton: &Skeleton<'_>, picture: &Picture) -> Vec<(u32, u32, String)> {
    let program = &skeleton.scenario().program;
    let links = skeleton.links.iter().zip(&picture.edges);
    links.map(|(link, edge)| (edge.from.0, edge.to.0, slot_name(skeleton, program, link))).collect()
}

/// What a slot is called at any time, also after its frame is gone.
fn slot_name(skeleton: &Skeleton<'_>, program: &Program, link: &Link) -> String {
    match (link.from, link.slot) {
        (Part::Stack { goroutine, function, .. }, Slot::Local(_, _, local)) => {
            let name = &program.function(function).locals[local as usize];
            let whose = skeleton.actor(Actor::Goroutine(goroutine));
            format!("{name} in {} of {whose}", skeleton.name(link.from))
        }
        _ => Names::new(program).slot(&skeleton.run().end, link.slot),
    }
}

fn steps(
    skeleton: &Skeleton<'_>,
    frames: &[Frame],
    actors: &[Actor],
    states: &mut States,
) -> Vec<Step> {
    let run = skeleton.run();
    let mut view = View::new(&run.start);
    let mut steps = Vec::new();
    for (number, frame) in frames.iter().enumerate() {
        let step = number.checked_sub(1).map(|index| &run.steps[index]);
        if let Some(step) = step {
            view.apply(&skeleton.scenario().program, step);
        }
        let before = number.checked_sub(1).map(|index| &frames[index]);
        let sentence =
            step.map_or_else(|| "the start".to_owned(), |step| skeleton.sentence(&view, step));
        let actor = step.and_then(|step| actors.binary_search(&step.actor).ok());
        let line = step.and_then(|step| step.line);
        let phase = PHASES.iter().position(|&phase| phase == view.phase);
        steps.push((
            sentence,
            actor.unwrap_or_default(),
            line.unwrap_or_default(),
            phase.unwrap_or_default(),
            view.cycle,
            changed_nodes(before, frame, states),
            changed_edges(before, frame),
            skeleton.violations(number).map(str::to_owned).collect(),
        ));
    }
    steps
}

fn changed_nodes(before: Option<&Frame>, frame: &Frame, states: &mut States) -> Vec<usize> {
    let mut changed = Vec::new();
    for (index, node) in frame.nodes.iter().enumerate() {
        let code = node_code(node);
        let old = before.map(|before| &before.nodes[index]);
        if old != Some(node) && (old.is_some() || code > 1) {
            changed.extend([index, code, states.place(&node.state)]);
        }
    }
    changed
}

fn changed_edges(before: Option<&Frame>, frame: &Frame) -> Vec<usize> {
    let mut changed = Vec::new();
    for (index, &edge) in frame.edges.iter().enumerate() {
        if before.and_then(|before| before.edges[index]) != edge {
            changed.extend([index, edge_code(edge)]);
        }
    }
    changed
}

fn node_code(node: &NodeFrame) -> usize {
    let style = node.style.and_then(|style| NodeStyle::ALL.iter().position(|&one| one == style));
    style.map_or(0, |place| 2 * (place + 1)) + usize::from(node.is_marked)
}

fn edge_code(style: Option<EdgeStyle>) -> usize {
    let place = style.and_then(|style| EdgeStyle::ALL.iter().position(|&one| one == style));
    place.map_or(0, |place| place + 1)
}

/// The states, each once; the first is empty, as every node's is before step 0.
struct States {
    list: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Default for States {
    fn default() -> Self {
        Self { list: vec![String::new()], places: BTreeMap::from([(String::new(), 0)]) }
    }
}

impl States {
    fn place(&mut self, state: &str) -> usize {
        let Self { list, places } = self;
        *places.entry(state.to_owned()).or_insert_with(|| {
            list.push(state.to_owned());
            list.len() - 1
        })
    }
}
