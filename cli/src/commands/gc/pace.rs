//! `heldby gc pace`: simulate or replay, draw, report.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, anyhow};
use gc_sim::chart;
use gc_sim::pacer::{self, Closures, Gogc, LiveHeap, Settings, Workload};
use gc_sim::picture::Format as ImageFormat;

use crate::args::Format;
use crate::args::pace::PaceArgs;
use crate::failure::{Failure, Result};
use crate::image::Image;
use crate::outcome::Outcome;
use crate::report::gc::pace::{self, Outlook, Replayed, Report, Rows};
use crate::report::gc::pace_json;
use crate::style;

/// Runs the command.
pub(crate) fn run(args: &PaceArgs) -> Result<Outcome> {
    // A picture that cannot be drawn is refused before the work, not after it.
    let image = args.image.as_deref().map(Image::new).transpose()?;
    if image.as_ref().is_some_and(|image| image.format() == ImageFormat::Dot) {
        return Err(Failure::with_hint(
            anyhow!("a chart is no graph, and cannot be drawn as DOT"),
            "name the image .svg or .png",
        ));
    }
    let report = match args.replay.as_deref() {
        Some(path) => Report::Replayed(replay(args, path)?),
        None => Report::Outlook(Box::new(simulate(args)?)),
    };
    pace::write_warnings(&report, &mut style::stderr())?;
    if let Some(image) = image {
        let chart = pace::chart(&report);
        image.write(|format| chart::render(&chart, format))?;
    }
    let mut stdout = style::stdout();
    match args.format {
        Format::Text => {
            let rows = if args.all { Rows::All } else { Rows::FirstAndLast };
            pace::write(&report, rows, &mut stdout)?;
        }
        Format::Json => pace_json::write(&report, &mut stdout)?,
    }
    stdout.flush()?;
    Ok(Outcome::Done)
}

fn simulate(args: &PaceArgs) -> Result<Outlook> {
    if args.live.is_none() && args.closures.is_none() && args.alloc_rate.is_none() {
        return Err(Failure::with_hint(
            anyhow!("there is nothing to simulate"),
            "say what the program does with --live, --alloc-rate or --closures, or name a log with --replay",
        ));
    }
    let workload = workload(args)?;
    let settings = Settings {
        gogc: gogc(args),
        memory_limit: args.memory_limit.0,
        mark_rate: args.mark_rate,
        ..Settings::new(args.cores, span(args))
    };
    let simulation = pacer::simulate(&workload, &settings).map_err(nonsense)?;
    let advice = match args.container_limit {
        Some(container) => {
            Some(pacer::advise(&workload, &settings, &simulation, container).map_err(nonsense)?)
        }
        None => None,
    };
    Ok(Outlook { workload, settings, simulation, advice })
}

/// What the arguments say of the program.
fn workload(args: &PaceArgs) -> Result<Workload> {
    let live = match (args.live.unwrap_or((0, 0)), args.period) {
        ((low, high), Some(_)) if low == high => {
            return Err(Failure::with_hint(
                anyhow!("--period is for a live heap that grows, and --live is one size"),
                "write --live LOW..HIGH, as in 10MiB..200MiB",
            ));
        }
        ((low, high), Some(period)) => LiveHeap::Sawtooth { low, high, period },
        ((low, high), None) if low == high => LiveHeap::Constant(low),
        ((from, to), None) => LiveHeap::Ramp { from, to, over: span(args) },
    };
    let closures = args.closures.map(|per_second| Closures {
        per_second,
        holding: args.holding.unwrap_or(0),
        held_for: args.hold_for.unwrap_or_default(),
    });
    Ok(Workload {
        live,
        alloc_rate: args.alloc_rate.unwrap_or(0),
        closures,
        stacks: args.stacks,
        globals: args.globals,
        scan_share: args.scan_share,
        busy_cores: args.busy_cores.unwrap_or(f64::from(args.cores)),
        starts_empty: false,
    })
}

/// How long to simulate: long enough for the heap to come to rest, unless told otherwise.
fn span(args: &PaceArgs) -> Duration {
    let held = args.hold_for.map_or(Duration::ZERO, |time| time.saturating_mul(5));
    args.span.unwrap_or(held.max(Duration::from_secs(60)))
}

fn gogc(args: &PaceArgs) -> Gogc {
    args.gogc.0.map_or(Gogc::Off, Gogc::Percent)
}

/// What the library refuses, with the flag that said it.
fn nonsense(error: pacer::PacerError) -> Failure {
    let text = error.to_string();
    let flags: &[(&str, &str)] = &[
        ("the live heap", "--live"),
        ("the low end of the live heap", "--live"),
        ("the time of the ramp", "--for"),
        ("the period", "--period"),
        ("the allocation rate", "--alloc-rate"),
        ("the allocation of closures", "--closures"),
        ("what closures hold", "--closures"),
        ("what a closure holds", "--holding"),
        ("the time that closures are held", "--hold-for"),
        ("the stacks", "--stacks"),
        ("the globals", "--globals"),
        ("the share of the heap", "--scan-share"),
        ("the number of busy cores", "--busy-cores"),
        ("GOGC", "--gogc"),
        ("the memory limit", "--memory-limit"),
        ("the number of cores", "--cores"),
        ("the time to simulate", "--for"),
        ("the mark rate", "--mark-rate"),
        ("the container's limit", "--container-limit"),
    ];
    match flags.iter().find(|(field, _)| text.starts_with(field)) {
        Some((_, flag)) => Failure::with_hint(error, format!("change {flag}")),
        None => error.into(),
    }
}

/// The largest log that is read.
const MAX_LOG_BYTES: u64 = 256 << 20;

fn replay(args: &PaceArgs, path: &Path) -> Result<Replayed> {
    let (bytes, name) = if path == Path::new("-") {
        (read(&mut io::stdin().lock()).context("cannot read standard input")?, "<stdin>".to_owned())
    } else {
        let name = path.display().to_string();
        let bytes = File::open(path).and_then(|mut file| read(&mut file));
        (bytes.with_context(|| format!("cannot read `{name}`"))?, name)
    };
    let trace = pacer::parse_trace(&bytes);
    if trace.cycles.is_empty() {
        return Err(Failure::with_hint(
            anyhow!("there is no collection in `{name}`"),
            "have the program write them: GODEBUG=gctrace=1 ./program 2> FILE",
        ));
    }
    let settings = Settings::for_replay(gogc(args), args.memory_limit.0);
    let replay = pacer::replay(&trace, &settings).map_err(nonsense)?;
    Ok(Replayed {
        name,
        settings,
        replay,
        gaps: trace.gaps,
        n_more_gaps: trace.n_more_gaps,
        is_cut: trace.is_cut,
    })
}

fn read(from: &mut dyn Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(MAX_LOG_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_LOG_BYTES {
        let message =
            format!("it is larger than {} MiB, the most that is read", MAX_LOG_BYTES >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}
