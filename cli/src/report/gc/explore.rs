//! The report of `heldby gc explore`, for people and, as `docs/schema/heldby.gc.explore.json`
//! describes it, for programs.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use gc_sim::sim::collector::CollectorKind;
use gc_sim::sim::explore::Exploration;
use serde::Serialize;

use crate::report::{TOOL, Tool, count, write_json};
use crate::style::{ERROR, one_line, paint};

const GOOD: Style = AnsiColor::Green.on_default();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// Writes the report for people; `scenario` is what the user called it.
pub(crate) fn text(scenario: &str, found: &Exploration, out: &mut dyn Write) -> io::Result<()> {
    let barrier = match found.collector {
        CollectorKind::TriColour => format!(", barrier {}", found.barrier.name()),
        _ => String::new(),
    };
    writeln!(
        out,
        "collector {}{barrier}; up to {} begun unasked",
        found.collector.name(),
        count(found.n_cycles as usize, "cycle"),
    )?;
    writeln!(
        out,
        "{}, {}; the longest way to one is {}",
        count(found.n_states, "state"),
        count(found.n_moves, "move"),
        count(found.depth, "move")
    )?;
    if !found.is_complete {
        let at = "stopped at the limit of states: what was not visited is not known";
        writeln!(out, "{} {at}; --states N visits more", paint(WARNING, "incomplete:"))?;
    }
    for violation in &found.violations {
        let message = one_line(&violation.message);
        writeln!(out, "\n{} {}: {message}", paint(ERROR, "violated:"), violation.invariant)?;
        writeln!(out, "  shortest schedule, {}:", count(violation.schedule.len(), "move"))?;
        let schedule = violation.schedule_text();
        let mut command = format!("  heldby gc run {} --steps", one_line(scenario));
        command.extend([" --collector ", found.collector.name()]);
        if found.collector == CollectorKind::TriColour {
            command.extend([" --barrier ", found.barrier.name()]);
        }
        let n_cycles = found.n_cycles;
        writeln!(out, "{command} --cycles {n_cycles} --schedule {}", one_line(&schedule))?;
    }
    match (found.violations.is_empty(), found.is_complete) {
        (true, true) => {
            writeln!(out, "\n{} in every interleaving", paint(GOOD, "nothing is violated"))
        }
        (true, false) => writeln!(out, "\nnothing is violated in the states that were visited"),
        _ => Ok(()),
    }
}

/// Writes the report for programs.
pub(crate) fn json(found: &Exploration, out: &mut dyn Write) -> io::Result<()> {
    let violations = found.violations.iter().map(|violation| JsonViolation {
        invariant: violation.invariant,
        message: &violation.message,
        schedule: &violation.schedule,
        schedule_text: violation.schedule_text(),
    });
    let report = JsonExploration {
        schema: "heldby.gc.explore/1",
        tool: TOOL,
        collector: found.collector.name(),
        barrier: found.barrier.name(),
        cycles: found.n_cycles,
        states: found.n_states,
        moves: found.n_moves,
        depth: found.depth,
        complete: found.is_complete,
        violations: violations.collect(),
    };
    write_json(&report, out)
}

#[derive(Serialize)]
struct JsonExploration<'a> {
    schema: &'static str,
    tool: Tool,
    collector: &'static str,
    /// It means something to the tri-colour collector only.
    barrier: &'static str,
    /// How many cycles the collector could begin unasked.
    cycles: u32,
    /// How many different states were visited.
    states: usize,
    /// How many moves lead from one to another.
    moves: usize,
    /// The length of the longest of the shortest schedules.
    depth: usize,
    /// Whether these are all states there are.
    complete: bool,
    violations: Vec<JsonViolation<'a>>,
}

#[derive(Serialize)]
struct JsonViolation<'a> {
    invariant: &'static str,
    message: &'a str,
    /// A shortest schedule to it, move by move.
    schedule: &'a [String],
    /// The same as `heldby gc run --schedule` takes it.
    schedule_text: String,
}
