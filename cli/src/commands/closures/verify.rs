//! `heldby closures verify`: have go compile the packages, and compare.

mod go;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, anyhow};
use closure_core::load::{GoCall, go_calls, load};
use closure_core::oracle::listing::Listed;
use closure_core::oracle::{HeldbyAccount, compare};

use crate::args::Format;
use crate::args::verify::VerifyArgs;
use crate::child::Scratch;
use crate::failure::{Failure, Result};
use crate::outcome::Outcome;
use crate::progress::Progress;
use crate::report::closures::text::{Detail, write_gaps};
use crate::report::closures::verify::{Compiler, Failed, Report, json, text};
use crate::style;

use go::{Compiled, Go};

/// Runs the command.
pub(super) fn run(args: &VerifyArgs) -> Result<Outcome> {
    if args.paths.iter().any(|path| path == "-") {
        return Err(anyhow!("go compiles packages and files, not standard input").into());
    }
    let here = std::env::current_dir().context("cannot tell the working directory")?;
    let program = program(&here, &args.go);
    let go = Go::new(&program, &here, &args.build)?;
    let calls = go_calls(&args.paths, &go.load_options(&args.build));
    let scratch = Scratch::new(&go.temporary_dir()).with_context(|| {
        format!("cannot make a temporary folder in `{}`", go.temporary_dir().display())
    })?;
    let mut report = Report::new(here);
    for call in &calls {
        // Each module chooses its toolchain.
        let go = Go::new(&program, &call.dir, &args.build)?;
        verify(&go, call, args, &scratch, &mut report)?;
    }
    drop(scratch);
    if report.n_compiled == 0 {
        return Err(nothing_compiled(&report));
    }

    write_gaps(&report.gaps, &mut style::stderr())?;
    let detail = if args.verbose { Detail::Full } else { Detail::Brief };
    let mut stdout = style::stdout();
    match args.format {
        Format::Text => text::write(&report, detail, &mut stdout)?,
        Format::Json => json::write(&report, detail, &mut stdout)?,
    }
    stdout.flush()?;
    Ok(if report.is_equal() { Outcome::Done } else { Outcome::Found })
}

/// The go command: a name to look for on PATH, or a path from here.
fn program(here: &Path, given: &Path) -> PathBuf {
    let is_name = matches!(given.components().collect::<Vec<_>>()[..], [Component::Normal(_)]);
    if is_name { given.to_path_buf() } else { here.join(given) }
}

/// Has one call compiled, analyses the same packages, and adds the comparison to the report.
fn verify(
    go: &Go,
    call: &GoCall,
    args: &VerifyArgs,
    scratch: &Scratch,
    report: &mut Report,
) -> Result<()> {
    // This takes a second, and so what is wrong with the arguments is told before go compiles.
    let progress = Progress::new("{pos}/{len} files", "reading");
    let program = load(&call.patterns, &go.load_options(&args.build), &|step| {
        progress.show(step.files_read as u64, Some(step.files_known as u64));
    })?;
    drop(progress);
    let Compiled { account, packages } = go.compile(call, &args.build, scratch)?;
    let failed_dirs = add_packages(&packages, &call.dir, report);

    let analysis = closure_core::analyze(&program);
    let heldby = HeldbyAccount::new(&program, &analysis, &call.dir, &failed_dirs);
    report.comparison.append(compare(&account, &heldby));
    for mut gap in analysis.gaps {
        gap.path = from_here(&gap.path, &call.dir, report);
        report.gaps.push(gap);
    }
    add_files(&packages, &heldby, &failed_dirs, report);
    report.compilers.push(Compiler {
        dir: call.dir.clone(),
        patterns: call.patterns.clone(),
        version: go.setting("GOVERSION").to_owned(),
        goos: go.setting("GOOS").to_owned(),
        goarch: go.setting("GOARCH").to_owned(),
        cgo: go.cgo(),
    });
    Ok(())
}

/// Adds what was compiled and what was not; gives the directories of the latter.
fn add_packages(packages: &[Listed], dir: &Path, report: &mut Report) -> BTreeSet<String> {
    let mut failed_dirs = BTreeSet::new();
    // A package may be compiled once by itself and once with its tests.
    let mut compiled = BTreeSet::new();
    let mut failed: BTreeMap<&str, (&str, BTreeSet<String>)> = BTreeMap::new();
    for package in packages {
        let path = package.path.split(' ').next().unwrap_or_default();
        if package.compiled {
            compiled.extend((!package.files.is_empty()).then_some(path));
            continue;
        }
        failed_dirs.extend((!package.dir.is_empty()).then(|| package.dir.clone()));
        let messages = package.errors.iter().map(|error| report.relocated(error, dir));
        failed.entry(path).or_insert((&package.dir, BTreeSet::new())).1.extend(messages);
    }
    report.n_compiled += compiled.len();
    report.failed.extend(failed.into_iter().map(|(package, (dir, messages))| Failed {
        package: package.to_owned(),
        dir: dir.to_owned(),
        message: messages.into_iter().collect::<Vec<_>>().join("\n"),
    }));
    failed_dirs
}

/// Adds the files that were compared, and those that only one side took.
fn add_files(
    packages: &[Listed],
    heldby: &HeldbyAccount,
    failed_dirs: &BTreeSet<String>,
    report: &mut Report,
) {
    let files = packages.iter().flat_map(|package| {
        package.files.iter().map(|file| Path::new(&package.dir).join(file).display().to_string())
    });
    let compiled: BTreeSet<String> = files.collect();
    // What go lists of a package that it fails on need not be all.
    let is_settled = |file: &&String| {
        let folder = Path::new(file.as_str()).parent().and_then(Path::to_str).unwrap_or_default();
        !failed_dirs.contains(folder)
    };
    let only = |files: &BTreeSet<String>, others: &BTreeSet<String>| -> Vec<String> {
        files.difference(others).filter(is_settled).cloned().collect()
    };
    report.only_compiler.extend(only(&compiled, &heldby.files));
    report.only_heldby.extend(only(&heldby.files, &compiled));
    report.moved_files.extend(heldby.moved_files.iter().cloned());
    report.n_files += heldby.facts.values().filter(|file| !file.not_compiled).count();
}

/// The path of a gap, which is as seen from `dir`, as seen from the working directory.
fn from_here(path: &str, dir: &Path, report: &Report) -> String {
    // It may have a place behind it, or be a pattern.
    let name = path.split(':').next().unwrap_or_default();
    if dir != report.here && dir.join(name).exists() {
        report.shown(&dir.join(path).display().to_string()).to_owned()
    } else {
        path.to_owned()
    }
}

/// Why there is no comparison.
fn nothing_compiled(report: &Report) -> Failure {
    let mut message = String::from("nothing was compiled, and so there is nothing to compare");
    for failed in &report.failed {
        message.extend(["\n", &failed.package, ":"]);
        for line in failed.message.lines() {
            message.extend(["\n  ", line]);
        }
    }
    let complaints: Vec<&str> =
        report.failed.iter().map(|failed| failed.message.as_str()).collect();
    match go::hint(&complaints.join("\n")) {
        Some(hint) => Failure::with_hint(anyhow!(message), hint),
        None => anyhow!(message).into(),
    }
}
