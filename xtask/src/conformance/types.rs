//! `conformance --types`: what heldby's types say of each expression and of each declared name, beside
//! go/types.
//!
//! The Go side (`xtask/go/typed`) parses and checks the packages with go/types and dumps all that it
//! recorded. An expression agrees when its sort (value, constant, type, predeclared function), its type
//! and, of a constant, its exact value are equal. go/types gives an untyped constant, a comparison or a
//! shift the type that its context wants, while heldby leaves it untyped: these agree too, and are
//! counted apart.
//!
//! One wrong answer leads to others. A difference is shown as a *cause* if nothing within the
//! expression differs, nor what its answer comes from: of a variable its declaration, of that its value.

mod compare;
mod dump;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use closure_core::inspect::inspect;
use closure_core::load::{LoadEnv, LoadOptions, load};
use closure_core::program::{Program, Target};
use closure_core::source::LineIndex;

use super::Toolchain;
use crate::shell::{self, Args, float};
use compare::{Comparison, Difference, Ours};
use dump::Dump;

/// How many examples of a group are shown, unless all are asked for.
const FIRST: usize = 3;
/// How many groups are.
const GROUPS: usize = 40;

pub(super) fn run(mut args: Args, version: Option<&str>, all: bool) -> Result<()> {
    let (goos, goarch) = (args.option("--goos")?, args.option("--goarch")?);
    let least: Option<f64> = args.option("--require")?;
    let here = std::env::current_dir().context("finding the working directory")?;
    let dir: Option<PathBuf> = args.option("--dir")?;
    let dir = shell::absolute(&here, dir.as_deref().unwrap_or(Path::new(".")));
    let mut patterns = args.positional()?;
    if patterns.is_empty() {
        patterns.push("std".to_owned());
    }
    let toolchain = Toolchain::find_for(&dir, version, goos, goarch)?;
    let typed = build_typed(version)?;

    let start = Instant::now();
    let list = list(&toolchain, &dir, &patterns)?;
    let mut go = Command::new(&typed);
    go.args(["-goarch", &toolchain.goarch, "dump"]);
    let theirs = dump::read(&shell::read_with_input(&mut go, list.into_bytes())?)?;
    println!(
        "go/types: {} {}/{} without cgo: {} files, {} answers, {} errors, {:.1} s",
        toolchain.version,
        toolchain.goos,
        toolchain.goarch,
        theirs.files.len(),
        theirs.n_rows(),
        theirs.errors.len(),
        start.elapsed().as_secs_f64(),
    );
    for error in theirs.errors.iter().take(FIRST) {
        println!("          {error}");
    }

    let start = Instant::now();
    let program = load_program(&toolchain, &dir, &patterns)?;
    let ours = ask(&program, &dir, &theirs);
    println!(
        "heldby:   {} gaps, {:.1} s{}",
        program.gaps.len(),
        start.elapsed().as_secs_f64(),
        if cfg!(debug_assertions) { " (not a release build)" } else { "" },
    );
    let comparison = compare::compare(&theirs, &ours);
    print!("{}", report(&comparison, &theirs, all));
    match least {
        Some(least) if comparison.percent() < least => {
            bail!("{:.3} % agree, {least} % are required", comparison.percent())
        }
        _ => Ok(()),
    }
}

/// Builds the Go side with the toolchain of the given version, for this machine, and returns where it
/// lies.
pub(crate) fn build_typed(version: Option<&str>) -> Result<PathBuf> {
    let toolchain = Toolchain::find(version)?;
    let program =
        shell::target_dir().join("conformance").join(format!("typed-{}", toolchain.version));
    let mut go = toolchain.go();
    go.args(["build", "-o"]).arg(&program).arg(".");
    shell::run(go.current_dir(shell::root().join("xtask/go/typed")).env("GOFLAGS", ""))?;
    Ok(program)
}

/// What the Go side reads: the packages that the patterns mean and all that they need, as go lists
/// them.
pub(crate) fn list(toolchain: &Toolchain, dir: &Path, patterns: &[String]) -> Result<String> {
    let mut go = toolchain.go();
    go.args(["list", "-e", "-deps"]);
    go.arg("-json=ImportPath,Dir,GoFiles,ImportMap,DepOnly,Module").arg("--").args(patterns);
    shell::read(go.current_dir(dir).env("CGO_ENABLED", "0"))
}

/// The same packages for heldby.
pub(crate) fn load_program(
    toolchain: &Toolchain,
    dir: &Path,
    patterns: &[String],
) -> Result<Program> {
    let target = Target { goos: toolchain.goos.clone(), goarch: toolchain.goarch.clone() };
    let env = LoadEnv::from_process().with("CGO_ENABLED", "0");
    let mut options = LoadOptions::new(dir, target, env);
    options.goroot = Some(toolchain.goroot.clone());
    load(patterns, &options, &|_| {}).context("loading")
}

/// What heldby says, in the numbers of the dump.
fn ask(program: &Program, dir: &Path, theirs: &Dump) -> Ours {
    let mut ours = Ours::new(theirs);
    let mut known: Option<(String, Option<usize>)> = None;
    inspect(program, &mut |_, file, inspected| {
        let name = file.source.name();
        if known.as_ref().is_none_or(|(known, _)| known != name) {
            let path = shell::absolute(dir, Path::new(name)).display().to_string();
            known = Some((name.to_owned(), theirs.file_number(&path)));
        }
        match known {
            Some((_, Some(file))) => ours.add(file, &inspected),
            _ => ours.n_elsewhere += 1,
        }
    });
    ours
}

/// A group of differences: whose, and what of.
type Group<'a> = (&'static str, &'a str);

fn report(comparison: &Comparison, theirs: &Dump, all: bool) -> String {
    let mut groups: BTreeMap<Group<'_>, Vec<&Difference>> = BTreeMap::new();
    for difference in comparison.differences.iter().filter(|difference| difference.cause) {
        let sort = theirs.sorts[difference.row.sort as usize].as_str();
        groups.entry((difference.what.describe(), sort)).or_default().push(difference);
    }
    let mut groups: Vec<(Group<'_>, Vec<&Difference>)> = groups.into_iter().collect();
    groups.sort_by_key(|(_, differences)| std::cmp::Reverse(differences.len()));
    let mut places = Places::default();
    let mut text = String::new();
    let n_shown = if all { usize::MAX } else { GROUPS };
    // Writing to a string cannot fail.
    for ((what, sort), differences) in groups.iter().take(n_shown) {
        let generic = differences.iter().filter(|difference| difference.row.generic).count();
        let _ = write!(text, "{sort}, {what}: {}", differences.len());
        let _ = writeln!(text, "{}", plural(generic, " in generic functions"));
        for difference in differences.iter().take(if all { usize::MAX } else { FIRST }) {
            let file = &theirs.files[difference.file];
            let _ = writeln!(
                text,
                "  {}: {}",
                places.place(file, difference.row.start),
                describe(difference, theirs)
            );
        }
    }
    if groups.len() > n_shown {
        let _ = writeln!(text, "… {} more groups with --all", groups.len() - n_shown);
    }
    text + &counts(comparison)
}

fn plural(count: usize, what: &str) -> String {
    if count == 0 { String::new() } else { format!(" ({count}{what})") }
}

fn describe(difference: &Difference, theirs: &Dump) -> String {
    let row = &difference.row;
    let their_type = &theirs.types[row.ty as usize];
    let mut text = format!("{} {}", row.kind.describe(), short(their_type));
    if let Some(constant) = row.constant {
        let _ = write!(text, " = {}", short(&theirs.constants[constant as usize]));
    }
    let _ = write!(text, "; heldby: {}", short(&difference.ours));
    text
}

/// A text, of which a screen must not be filled.
fn short(text: &str) -> String {
    const MOST: usize = 160;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn counts(comparison: &Comparison) -> String {
    let mut text = format!(
        "types: {} of {} answers agree ({:.3} %), {} of them of constants and the like that are \
         untyped for heldby\n",
        comparison.n_agreeing,
        comparison.n_answers,
        comparison.percent(),
        comparison.n_untyped,
    );
    for (what, count) in &comparison.counts {
        let causes = comparison
            .differences
            .iter()
            .filter(|difference| difference.cause && difference.what == *what)
            .count();
        let percent = 100.0 * float(*count) / float(comparison.n_answers.max(1));
        let _ = writeln!(
            text,
            "       {count} {} ({percent:.3} %), {causes} of them not because of others",
            what.describe()
        );
    }
    let _ = writeln!(
        text,
        "not compared: {} of heldby's answers of which go/types says nothing, {} on other files",
        comparison.n_alone, comparison.n_elsewhere
    );
    text
}

/// Lines and columns of files, read when they are asked for.
#[derive(Default)]
struct Places(BTreeMap<String, LineIndex>);

impl Places {
    fn place(&mut self, file: &str, offset: u32) -> String {
        let lines = self.0.entry(file.to_owned()).or_insert_with(|| {
            let bytes = fs::read(file).unwrap_or_default();
            LineIndex::new(&String::from_utf8_lossy(&bytes))
        });
        format!("{}:{}", shell::clickable(file), lines.line_column(offset))
    }
}
