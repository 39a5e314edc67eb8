//! `heldby gc run`: one run of a scenario, as a report, pictures and a page.

use std::io::Write;

use gc_sim::run::{Settings, run as run_scenario};

use crate::args::Format;
use crate::args::gc::RunArgs;
use crate::failure::{Failure, Result};
use crate::outcome::Outcome;
use crate::report::gc::run as report;
use crate::style;

/// Runs the command.
pub(crate) fn run(args: &RunArgs) -> Result<Outcome> {
    let scenario = super::load(&args.subject.scenario)?;
    let settings = Settings {
        collector: args.subject.collector(),
        barrier: args.subject.barrier(),
        schedule: args.schedule.clone(),
        n_cycles: args.subject.cycles,
    };
    let run = run_scenario(&scenario, &settings).map_err(|error| {
        let hint = "--steps shows who moves when, and `heldby gc explore` prints schedules";
        Failure::with_hint(error, hint)
    })?;
    let report = report::Report { scenario: &scenario, run: &run };
    let mut stdout = style::stdout();
    match args.subject.format {
        Format::Text => report::text(&report, args.steps, &mut stdout)?,
        Format::Json => report::json(&report, &mut stdout)?,
    }
    stdout.flush()?;
    if let Some(limit) = &run.stopped_at {
        let mut stderr = style::stderr();
        writeln!(stderr, "warning: the run was stopped after {limit}; what it says is not all")?;
        stderr.flush()?;
    }
    Ok(if run.is_as_expected() { Outcome::Done } else { Outcome::Found })
}
