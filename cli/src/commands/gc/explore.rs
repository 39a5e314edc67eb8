//! `heldby gc explore`: all interleavings of a scenario.

use std::io::Write;

use gc_sim::sim::explore::{ExploreSettings, explore};

use crate::args::Format;
use crate::args::gc::ExploreArgs;
use crate::failure::Result;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::report::gc::explore as report;
use crate::style;

/// Runs the command.
pub(crate) fn run(args: &ExploreArgs) -> Result<Outcome> {
    let scenario = super::load(&args.subject.scenario)?;
    let settings = ExploreSettings {
        collector: args.subject.collector(),
        barrier: args.subject.barrier(),
        n_cycles: args.subject.cycles,
        max_states: args.states,
    };
    let progress = Progress::new("{pos} of at most {len} states", "visiting");
    let most = Some(args.states as u64);
    let found = explore(&scenario, &settings, &|n| progress.show(n as u64, most));
    drop(progress);
    let mut stdout = style::stdout();
    match args.subject.format {
        Format::Text => report::text(&args.subject.scenario, &found, &mut stdout)?,
        Format::Json => report::json(&found, &mut stdout)?,
    }
    stdout.flush()?;
    Ok(if found.violations.is_empty() { Outcome::Done } else { Outcome::Found })
}
