//! `heldby gc run`: one run of a scenario, as a report, pictures and a page.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::Context;

use gc_sim::picture;
use gc_sim::sim::draw::{self, Film};
use gc_sim::sim::player;
use gc_sim::sim::run::{Run, Settings, run as run_scenario};
use gc_sim::sim::scenario::Scenario;

use crate::args::Format;
use crate::args::gc::{FrameKind, RunArgs};
use crate::failure::{Failure, Result};
use crate::image::{Image, write_atomically};
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::report::gc::run as report;
use crate::style;

/// Runs the command.
pub(crate) fn run(args: &RunArgs) -> Result<Outcome> {
    // A picture that cannot be drawn is refused before the work, not after it.
    let image = args.image.as_deref().map(Image::new).transpose()?;
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
    if let Some(image) = image {
        let picture = draw::last_picture(&scenario, &run);
        image.write(|format| picture::render(&picture, format))?;
    }
    if let Some(directory) = &args.frames {
        write_frames(&scenario, &run, directory, args.frames_as)
            .with_context(|| format!("cannot write frames to `{}`", directory.display()))?;
    }
    if let Some(path) = &args.html {
        let page = player::html(&scenario, &run);
        let page = page.with_context(|| format!("cannot draw `{}`", path.display()))?;
        write_atomically(path, page.as_bytes())
            .with_context(|| format!("cannot write `{}`", path.display()))?;
    }
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

/// Writes one file for each step, and one for before the first.
fn write_frames(
    scenario: &Scenario,
    run: &Run,
    directory: &Path,
    kind: FrameKind,
) -> anyhow::Result<()> {
    let film = Film::new(scenario, run)?;
    fs::create_dir_all(directory)?;
    let progress = Progress::new("{pos}/{len} frames", "drawing");
    let width = (film.n_frames() - 1).to_string().len().max(4);
    for n in 0..film.n_frames() {
        let (bytes, extension) = match kind {
            FrameKind::Svg => (film.svg(n).into_bytes(), "svg"),
            FrameKind::Png => (film.png(n)?, "png"),
            FrameKind::Dot => {
                (picture::dot(&draw::picture_at(scenario, run, n)).into_bytes(), "dot")
            }
        };
        write_atomically(&directory.join(format!("{n:0width$}.{extension}")), &bytes)?;
        progress.show(n as u64, Some(film.n_frames() as u64));
    }
    Ok(())
}
