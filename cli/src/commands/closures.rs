//! `heldby closures`: load, analyse, draw, report.

mod verify;

use std::io::{self, Read, Write};
use std::path::Path;

use anyhow::{Context, anyhow};
use closure_core::analysis::{Analysis, CaptureMode};
use closure_core::load::{LoadEnv, LoadOptions, load as load_patterns, load_source};
use closure_core::program::{Gap, Program, Std, Target};
use closure_core::source::{MAX_FILE_BYTES, SourceFile};
use gc_sim::picture;

use crate::args::{BuildArgs, ClosuresArgs, ClosuresCommand, FailOn, Format};
use crate::draw;
use crate::failure::{Failure, Result};
use crate::image::Image;
#[cfg(feature = "gc")]
use crate::image::write_atomically;
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::report::closures::text::Detail;
use crate::report::closures::{Report, json, text};
use crate::report::count;
use crate::style::{self, ERROR, paint};

/// Runs the command.
pub(crate) fn run(args: &ClosuresArgs) -> Result<Outcome> {
    match &args.command {
        None => show(args),
        Some(ClosuresCommand::Verify(args)) => verify::run(args),
    }
}

fn show(args: &ClosuresArgs) -> Result<Outcome> {
    // A picture that cannot be drawn is refused before the work, not after it.
    let image = args.image.as_deref().map(Image::new).transpose()?;
    let progress = Progress::new("{pos}/{len} files", "reading");
    let program = load(args, &progress)?;
    let requested = || program.packages.iter().filter(|package| package.requested);
    let n_packages = requested().count();
    let n_files = requested().map(|package| package.files.len()).sum();
    let has_sound_file =
        requested().flat_map(|package| &package.files).any(|file| file.tree.errors.is_empty());

    progress.note("analysing");
    let analysis = closure_core::analyze(&program);
    let target = program.target.clone();
    let std_index = match &program.std {
        Std::Sources => None,
        Std::Index { version } => Some(version.clone()),
    };
    drop((program, progress));
    if analysis.closures.is_empty() && !has_sound_file {
        return Err(nothing_analyzed(&analysis.gaps));
    }
    let report = Report {
        n_found: analysis.closures.len(),
        analysis: filtered(analysis, args.name.as_deref()),
        n_packages,
        n_files,
        target,
        std_index,
    };

    text::write_note(&report, &mut style::stderr())?;
    text::write_gaps(report.gaps(), &mut style::stderr())?;
    if let Some(image) = image {
        let picture = draw::picture(&report);
        image.write(|format| picture::render(&picture, format))?;
    }
    #[cfg(feature = "gc")]
    if let Some(path) = &args.scenario {
        write_scenario(&report, path)?;
    }
    let mut stdout = style::stdout();
    match args.format {
        Format::Text => {
            let detail = if args.verbose { Detail::Full } else { Detail::Brief };
            text::write(&report, detail, &mut stdout)?;
        }
        Format::Json => json::write(&report, &mut stdout)?,
    }
    stdout.flush()?;
    judge(&report, &args.fail_on)
}

/// Writes the closures as a scenario for `heldby gc`.
#[cfg(feature = "gc")]
fn write_scenario(report: &Report, path: &Path) -> Result<()> {
    use crate::scenario::{NoScenario, text};
    let text = text(report).map_err(|why| match why {
        NoScenario::Empty => anyhow!("no scenario: no closure holds anything").into(),
        NoScenario::TooMany(n) => Failure::with_hint(
            anyhow!("no scenario: it would have {n} objects, and heldby gc takes {}", {
                gc_sim::sim::scenario::MAX_OBJECTS
            }),
            "name fewer paths, or use --name",
        ),
    })?;
    write_atomically(path, text.as_bytes())
        .with_context(|| format!("cannot write `{}`", path.display()))?;
    Ok(())
}

/// Reads what the arguments name.
fn load(args: &ClosuresArgs, progress: &Progress) -> Result<Program> {
    let options = options(args);
    let show = |step: closure_core::load::Progress| {
        progress.show(step.files_read as u64, Some(step.files_known as u64));
    };
    if args.paths.iter().any(|path| path == "-") {
        if args.paths.len() > 1 {
            return Err(anyhow!("`-` stands for one file and cannot be mixed with paths").into());
        }
        let bytes = read_stdin().context("cannot read standard input")?;
        return Ok(load_source(SourceFile::new(STDIN, bytes), &options, &show));
    }
    load_patterns(&args.paths, &options, &show).map_err(|error| {
        if args.paths.iter().any(|path| Path::new(path).is_dir()) {
            Failure::with_hint(error, "`DIR/...` stands for a directory and all below it")
        } else {
            error.into()
        }
    })
}

/// What the build arguments mean, given the environment.
fn options(args: &ClosuresArgs) -> LoadOptions {
    let env = LoadEnv::from_process();
    let BuildArgs { tests, tags, goos, goarch } = &args.build;
    let or_env = |flag: &Option<String>, name, host: &String| match flag {
        Some(value) => value.clone(),
        None => env.get(name).map_or_else(|| host.clone(), str::to_owned),
    };
    let target = Target {
        goos: or_env(goos, "GOOS", &env.host.goos),
        goarch: or_env(goarch, "GOARCH", &env.host.goarch),
    };
    LoadOptions {
        tags: tags.clone(),
        tests: *tests,
        goroot: args.goroot.clone(),
        std_index: args.std_index,
        ..LoadOptions::new(".", target, env)
    }
}

/// What the file on standard input is reported as.
const STDIN: &str = "<stdin>";

fn read_stdin() -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = MAX_FILE_BYTES as u64;
    io::stdin().lock().take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        let message = format!("it is larger than {} MiB, the most that is read", limit >> 20);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
    }
    Ok(bytes)
}

/// Why there is no report, with every gap on a line of its own.
fn nothing_analyzed(gaps: &[Gap]) -> Failure {
    let mut message = String::from("nothing could be analysed");
    for gap in gaps {
        message.extend(["\n", &gap.path, ": ", &gap.message]);
    }
    anyhow!(message).into()
}

/// The analysis without the closures whose name lacks `text`.
fn filtered(mut analysis: Analysis, text: Option<&str>) -> Analysis {
    if let Some(text) = text {
        analysis
            .closures
            .retain(|closure| format!("{}.{}", closure.package, closure.name).contains(text));
    }
    analysis
}

/// Says which of the things to fail on are there.
fn judge(report: &Report, fail_on: &[FailOn]) -> Result<Outcome> {
    let mut fail_on = fail_on.to_vec();
    fail_on.sort();
    fail_on.dedup();
    let mut outcome = Outcome::Done;
    let mut stderr = style::stderr();
    for what in fail_on {
        let (found, flag) = match what {
            FailOn::Gaps => (report.gaps().len(), "gaps"),
            FailOn::ByReference => {
                (report.n_captures(Some(CaptureMode::Reference)), "by-reference")
            }
        };
        if found > 0 {
            outcome = Outcome::Found;
            let found = match what {
                FailOn::Gaps => count(found, "gap"),
                FailOn::ByReference => format!("{} by reference", count(found, "capture")),
            };
            writeln!(stderr, "{} {found} (--fail-on {flag})", paint(ERROR, "failed:"))?;
        }
    }
    stderr.flush()?;
    Ok(outcome)
}
