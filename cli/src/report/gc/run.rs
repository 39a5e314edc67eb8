//! The report of `heldby gc run`, for people and, as `docs/schema/heldby.gc.json` describes it, for
//! programs.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use gc_sim::graph::ShortestPaths;
use gc_sim::sim::describe;
use gc_sim::sim::heap_graph;
use gc_sim::sim::names::Names;
use gc_sim::sim::run::Run;
use gc_sim::sim::scenario::Scenario;
use gc_sim::sim::step::{Actor, Colour, Event, Step};
use gc_sim::sim::view::View;
use gc_sim::sim::world::{ObjectId, Reference};
use serde::Serialize;

use crate::report::{TOOL, Tool, count, write_json};
use crate::style::{ERROR, one_line, paint};

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();

/// A run, with the scenario that gives it its names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Report<'a> {
    pub(crate) scenario: &'a Scenario,
    pub(crate) run: &'a Run,
}

impl<'a> Report<'a> {
    fn names(self) -> Names<'a> {
        Names::new(&self.scenario.program)
    }

    /// The names of the objects that are freed at the end, or of those that are not.
    fn objects(self, freed: bool) -> Vec<String> {
        let world = &self.run.end;
        let wanted = world.ids().filter(|&id| world.object(id).freed == freed);
        wanted.map(|id| self.names().object(world, id)).collect()
    }

    /// Each step, with what can be seen after it.
    fn each_step(
        self,
        mut show: impl FnMut(usize, &Step, &View) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut view = View::new(&self.run.start);
        for (index, step) in self.run.steps.iter().enumerate() {
            view.apply(&self.scenario.program, step);
            show(index + 1, step, &view)?;
        }
        Ok(())
    }
}

/// Writes the report for people.
pub(crate) fn text(report: &Report<'_>, with_steps: bool, out: &mut dyn Write) -> io::Result<()> {
    let Report { scenario, run } = report;
    if !scenario.title.is_empty() {
        writeln!(out, "{}", paint(STRONG, one_line(&scenario.title)))?;
    }
    for line in &scenario.about {
        writeln!(out, "  {}", one_line(line))?;
    }
    let barrier = match run.collector {
        gc_sim::sim::collector::CollectorKind::TriColour => {
            format!(", barrier {}", run.barrier.name())
        }
        _ => String::new(),
    };
    writeln!(
        out,
        "\ncollector {}{barrier}; {}",
        run.collector.name(),
        count(run.steps.len(), "step")
    )?;
    if with_steps {
        steps(report, out)?;
    } else {
        cycles(report, out)?;
    }
    writeln!(out, "\nfreed:  {}", list(&report.objects(true)))?;
    held(report, out)?;
    for seen in &run.violations {
        let what = seen.violation.invariant();
        let message = one_line(&seen.message);
        writeln!(out, "{} step {}, {what}: {message}", paint(ERROR, "violated:"), seen.step)?;
    }
    for verdict in &run.expectations {
        let text = one_line(&verdict.text);
        match &verdict.why_not {
            None => writeln!(out, "{} {text}", paint(GOOD, "holds: "))?,
            Some(why_not) => {
                let why_not = one_line(why_not);
                writeln!(
                    out,
                    "{}  {text} (line {}): {why_not}",
                    paint(ERROR, "fails:"),
                    verdict.line
                )?;
            }
        }
    }
    Ok(())
}

/// How many objects are named in a list.
const MOST_NAMED: usize = 20;

/// The first names of a list, and how many more there are.
fn list(names: &[String]) -> String {
    let named = names.get(..MOST_NAMED).unwrap_or(names).join(", ");
    match names.len().saturating_sub(MOST_NAMED) {
        _ if names.is_empty() => "nothing".to_owned(),
        0 => one_line(&named).into_owned(),
        n => format!("{} and {n} more", one_line(&named)),
    }
}

/// What holds each of the live objects, by the shortest path from a root.
fn held(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let world = &report.run.end;
    let Ok(graph) = heap_graph::graph(&report.scenario.program, world) else { return Ok(()) };
    let paths = ShortestPaths::new(&graph);
    let live: Vec<(String, ObjectId)> =
        world.live().map(|id| (report.names().object(world, id), id)).collect();
    if live.is_empty() {
        return writeln!(out, "live:   nothing");
    }
    let width =
        live.iter().take(MOST_NAMED).map(|(name, _)| name.chars().count()).max().unwrap_or(0);
    for (index, (name, id)) in live.iter().take(MOST_NAMED).enumerate() {
        let head = if index == 0 { "live:" } else { "" };
        let held_by = match paths.to(&graph, heap_graph::node(*id)) {
            Some(path) => format!("held by {}", path.show(&graph)),
            None => "garbage, not freed yet".to_owned(),
        };
        writeln!(out, "{head:<7} {:width$}  {}", one_line(name), one_line(&held_by))?;
    }
    match live.len().saturating_sub(MOST_NAMED) {
        0 => Ok(()),
        n => writeln!(out, "        … and {n} more"),
    }
}

/// Every step on a line, with who takes it.
fn steps(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let width = report.run.steps.len().to_string().len();
    let actors = report.run.steps.iter().map(|step| actor(report, step).len());
    let actor_width = actors.max().unwrap_or(0);
    writeln!(out)?;
    report.each_step(|n, step, view| {
        let sentence = describe::sentence(&report.scenario.program, view, step);
        let line = step.line.map(|line| format!("  line {line}")).unwrap_or_default();
        writeln!(
            out,
            "{n:width$}  {:actor_width$}  {}{}",
            one_line(&actor(report, step)),
            one_line(&sentence),
            paint(FAINT, line)
        )
    })
}

/// Who takes a step.
fn actor(report: &Report<'_>, step: &Step) -> String {
    match step.actor {
        Actor::Collector => "collector".to_owned(),
        Actor::Runtime => "runtime".to_owned(),
        Actor::Goroutine(goroutine) => report.names().goroutine(&report.run.end, goroutine),
    }
}

/// What each cycle, and the program between cycles, has freed.
fn cycles(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut freed: Vec<String> = Vec::new();
    let mut begun = None;
    report.each_step(|n, step, view| {
        let tell = |from: usize, what: String, freed: &mut Vec<String>, out: &mut dyn Write| {
            let names = list(freed);
            freed.clear();
            writeln!(out, "{what}, steps {from} to {n}: frees {names}")
        };
        match step.event {
            Event::BeginCycle { .. } => {
                // Counting collectors free between cycles too.
                if !freed.is_empty() {
                    tell(1, "the program".to_owned(), &mut freed, out)?;
                }
                begun = Some(n);
            }
            Event::Free { object } => freed.push(report.names().object(&view.world, object)),
            Event::EndCycle { number } => {
                tell(begun.unwrap_or(1), format!("cycle {number}"), &mut freed, out)?;
            }
            _ => {}
        }
        Ok(())
    })?;
    if !freed.is_empty() {
        writeln!(out, "after the last cycle: frees {}", list(&freed))?;
    }
    Ok(())
}

/// Writes the report for programs.
pub(crate) fn json(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let Report { scenario, run } = report;
    let (names, program, end) = (report.names(), &scenario.program, &run.end);
    let object = |id: ObjectId| names.object(end, id);
    let mut steps = Vec::with_capacity(run.steps.len());
    let mut cycles = 0;
    report.each_step(|n, step, view| {
        cycles = view.cycle;
        let reference = |reference: Reference| reference.map(object);
        let mut told = JsonStep {
            n,
            actor: match step.actor {
                Actor::Collector => JsonActor::Collector,
                Actor::Goroutine(_) | Actor::Runtime => JsonActor::Mutator,
            },
            kind: describe::kind(&step.event),
            object: step.event.object().map(object),
            text: describe::sentence(program, view, step),
            goroutine: match step.actor {
                Actor::Goroutine(goroutine) => Some(names.goroutine(end, goroutine)),
                _ => None,
            },
            line: step.line,
            cycle: view.is_collecting().then_some(view.cycle),
            slot: view.touched.map(|slot| names.slot(&view.world, slot)),
            old: None,
            new: None,
            colour: None,
            count: None,
            phase: None,
            from: None,
            to: None,
        };
        match &step.event {
            Event::Write { old, new, .. } => {
                (told.old, told.new) = (reference(*old), reference(*new));
            }
            Event::Scan { target, .. } => told.new = reference(*target),
            Event::Shade { colour, .. } => told.colour = Some((*colour).into()),
            Event::Count { count, .. } => told.count = Some(*count),
            Event::Phase { phase } => told.phase = Some(phase.to_string()),
            Event::Move { from, to, .. } => {
                told.from = Some(format!("{from:#x}"));
                told.to = Some(format!("{to:#x}"));
            }
            _ => {}
        }
        steps.push(told);
        Ok(())
    })?;
    let objects = end.ids().map(|id| {
        let site = program.site(end.object(id).site);
        JsonObject {
            name: object(id),
            kind: &site.kind,
            size: site.size,
            freed: end.object(id).freed,
        }
    });
    let violations = run.violations.iter().map(|seen| JsonViolation {
        invariant: seen.violation.invariant(),
        step: seen.step,
        message: &seen.message,
    });
    let expectations = run.expectations.iter().map(|verdict| JsonExpectation {
        text: &verdict.text,
        line: verdict.line,
        holds: verdict.holds,
        why_not: verdict.why_not.as_deref(),
    });
    let report = JsonRun {
        schema: "heldby.gc/1",
        tool: TOOL,
        scenario: &scenario.title,
        collector: run.collector.name(),
        barrier: run.barrier.name(),
        cycles,
        steps,
        objects: objects.collect(),
        freed: report.objects(true),
        live: report.objects(false),
        violations: violations.collect(),
        expectations: expectations.collect(),
        stopped_at: run.stopped_at.as_deref(),
    };
    write_json(&report, out)
}

#[derive(Serialize)]
struct JsonRun<'a> {
    schema: &'static str,
    tool: Tool,
    /// The scenario's title.
    scenario: &'a str,
    collector: &'static str,
    /// It means something to the tri-colour collector only.
    barrier: &'static str,
    /// How many cycles have begun.
    cycles: u32,
    steps: Vec<JsonStep>,
    /// Every object there has been, in the order of allocation.
    objects: Vec<JsonObject<'a>>,
    freed: Vec<String>,
    live: Vec<String>,
    violations: Vec<JsonViolation<'a>>,
    expectations: Vec<JsonExpectation<'a>>,
    /// The limit at which the run was stopped; `null` where the program came to its end.
    stopped_at: Option<&'a str>,
}

#[derive(Serialize)]
struct JsonStep {
    n: usize,
    actor: JsonActor,
    kind: &'static str,
    object: Option<String>,
    text: String,
    goroutine: Option<String>,
    line: Option<u32>,
    /// The cycle under way.
    cycle: Option<u32>,
    /// What was written or looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    old: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    new: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    colour: Option<JsonColour>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum JsonActor {
    Mutator,
    Collector,
}

#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum JsonColour {
    White,
    Grey,
    Black,
}

impl From<Colour> for JsonColour {
    fn from(colour: Colour) -> Self {
        match colour {
            Colour::White => Self::White,
            Colour::Grey => Self::Grey,
            Colour::Black => Self::Black,
        }
    }
}

#[derive(Serialize)]
struct JsonObject<'a> {
    name: String,
    kind: &'a str,
    size: u64,
    freed: bool,
}

#[derive(Serialize)]
struct JsonViolation<'a> {
    invariant: &'static str,
    /// The step after which it was seen.
    step: usize,
    message: &'a str,
}

#[derive(Serialize)]
struct JsonExpectation<'a> {
    text: &'a str,
    line: u32,
    holds: bool,
    why_not: Option<&'a str>,
}
