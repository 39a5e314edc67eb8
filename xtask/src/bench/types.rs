//! `cargo xtask bench types`: the whole standard library, from its files to its captures, beside a
//! program that parses and checks the same files with go/types; with `--full` beside the compiler too.
//!
//! Each side is a process of its own, so that its memory is its own, and they take turns. What counts
//! on one thread is how long the process has had a processor, where the kernel says so, that whatever
//! else the machine does counts for nobody. Shown is the median.
//!
//! The Go program does the least that can be called checking: it records nothing, and lets go of each
//! package's syntax when it has checked it. What a tool would do, which records what each expression
//! is, is a row of its own. heldby computes the types that captures depend on; what it takes to
//! compute all of them, and to write each as text, is a row of its own as well.

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};
use std::str::FromStr;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use closure_core::inspect::inspect;

use super::{Request, graph};
use crate::conformance::{Toolchain, types};
use crate::shell;

/// What is promised: so many times as fast as go/types on one thread, as the compiler on two.
const PROMISE: (f64, f64) = (4.0, 60.0);

/// What heldby is asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Answer {
    Captures,
    /// What each expression is.
    Types,
}

impl Answer {
    fn name(self) -> &'static str {
        match self {
            Self::Captures => "captures",
            Self::Types => "types",
        }
    }
}

impl FromStr for Answer {
    type Err = anyhow::Error;

    fn from_str(text: &str) -> Result<Self> {
        let known = [Self::Captures, Self::Types].into_iter().find(|known| known.name() == text);
        known.with_context(|| format!("`{text}` is not asked for"))
    }
}

/// How often each side runs.
const N_ROUNDS: usize = 3;

/// One run of one side.
#[derive(Clone, Copy, Debug)]
struct Run {
    /// Reading and parsing.
    parse: f64,
    /// Everything else.
    check: f64,
    /// The most memory, in bytes.
    peak: f64,
    files: f64,
    /// Seconds by the clock, of heldby's.
    by_clock: f64,
}

impl Run {
    fn seconds(&self) -> f64 {
        self.parse + self.check
    }
}

pub(super) fn run(request: &Request) -> Result<()> {
    let version = request.go_version.as_deref();
    let toolchain = Toolchain::find(version)?;
    let typed = types::build_typed(version)?;
    let patterns = patterns(request.short);
    let list = types::list(&toolchain, &shell::root(), &patterns)?;
    let go = |extra: &[&str]| {
        let mut command = Command::new(&typed);
        command.args(extra).arg("time").env("GOMAXPROCS", "1");
        go_run(&shell::read_with_input(&mut command, list.clone().into_bytes())?)
    };
    let mut rows = [
        ("heldby, captures", Vec::new()),
        ("heldby, all types", Vec::new()),
        ("go/types, checked", Vec::new()),
        ("go/types, recorded", Vec::new()),
    ];
    for _ in 0..N_ROUNDS {
        rows[0].1.push(heldby_run(request, Answer::Captures, 1)?);
        rows[1].1.push(heldby_run(request, Answer::Types, 1)?);
        rows[2].1.push(go(&[])?);
        rows[3].1.push(go(&["-info"])?);
    }
    println!("{}, {}, one thread each", toolchain.version, patterns.join(" "));
    print!("{}", table(&mut rows));
    if request.full {
        against_compiler(&toolchain, request)?;
    }
    Ok(())
}

fn patterns(short: bool) -> Vec<String> {
    vec![if short { "go/..." } else { "std" }.to_owned()]
}

/// What the Go side printed.
fn go_run(output: &str) -> Result<Run> {
    let numbers: Vec<f64> =
        output.split_whitespace().map(str::parse).collect::<Result<_, _>>().context("typed")?;
    let [parse, check, peak, files, _, errors] = *numbers.as_slice() else {
        bail!("typed printed `{output}`");
    };
    if errors > 0.0 {
        bail!("go/types found {errors} errors");
    }
    let (parse, check) = (parse / 1e9, check / 1e9);
    Ok(Run { parse, check, peak, files, by_clock: parse + check })
}

/// A run of heldby, in a process of its own.
fn heldby_run(request: &Request, answer: Answer, threads: usize) -> Result<Run> {
    let mut child = Command::new(std::env::current_exe().context("finding this program")?);
    child.args(["bench", "types", "--answer", answer.name()]);
    child.env("RAYON_NUM_THREADS", threads.to_string());
    if request.short {
        child.arg("--short");
    }
    if let Some(version) = &request.go_version {
        child.args(["--go", version]);
    }
    let said = shell::read(&mut child)?;
    let numbers: Vec<f64> = said.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
    let [parse, check, peak, files, by_clock] = *numbers.as_slice() else {
        bail!("the child said `{said}`");
    };
    Ok(Run { parse, check, peak, files, by_clock })
}

/// Prints what one run of heldby takes: seconds to load and to analyse, the most memory, and how many
/// files; then the seconds by the clock.
pub(super) fn print_measurement(request: &Request, answer: Answer) -> Result<()> {
    let toolchain = Toolchain::find(request.go_version.as_deref())?;
    let clock = Instant::now();
    let now = || processor_seconds().unwrap_or_else(|| clock.elapsed().as_secs_f64());
    let start = now();
    let program = types::load_program(&toolchain, &shell::root(), &patterns(request.short))?;
    let parse = now() - start;
    let n_answers = match answer {
        Answer::Captures => closure_core::analyze(&program).closures.len(),
        Answer::Types => {
            let mut n = 0;
            inspect(&program, &mut |_, _, inspected| n += usize::from(inspected.ty.is_some()));
            n
        }
    };
    let check = now() - start - parse;
    let by_clock = clock.elapsed().as_secs_f64();
    if n_answers == 0 {
        bail!("no answers");
    }
    let peak = graph::memory("VmHWM:").unwrap_or_default();
    let files: usize = program.packages.iter().map(|package| package.files.len()).sum();
    println!("{parse} {check} {peak} {files} {by_clock}");
    Ok(())
}

/// How long all threads of this process have had a processor, on Linux.
fn processor_seconds() -> Option<f64> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in parentheses, may be anything.
    let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split(' ').collect();
    let ticks = |index: usize| fields.get(index)?.parse::<f64>().ok();
    // A hundred ticks are a second, on every machine.
    Some((ticks(11)? + ticks(12)?) / 100.0)
}

/// The compiler on two threads, which takes a minute, beside heldby on two.
fn against_compiler(toolchain: &Toolchain, request: &Request) -> Result<()> {
    let mut ours = Vec::new();
    for _ in 0..N_ROUNDS {
        ours.push(heldby_run(request, Answer::Captures, 2)?);
    }
    let ours = median(&mut ours, |run| run.by_clock);
    let mut go = toolchain.go();
    go.args(["build", "-a", "-p", "2", "-gcflags=-m=2 -l"]).args(patterns(request.short));
    go.env("GOMAXPROCS", "2").env("CGO_ENABLED", "0").current_dir(shell::root());
    let start = Instant::now();
    // What it prints is some hundred megabytes.
    let status = go.stdin(Stdio::null()).stderr(Stdio::null()).status()?;
    let seconds = start.elapsed().as_secs_f64();
    if !status.success() {
        bail!("{} failed: {status}", shell::show(&go));
    }
    println!(
        "two threads: heldby {ours:.2} s, {} {seconds:.1} s, which is {:.1} times as long (promised: {})",
        shell::show(&go),
        seconds / ours,
        PROMISE.1
    );
    Ok(())
}

fn median(runs: &mut [Run], number: fn(&Run) -> f64) -> f64 {
    runs.sort_by(|a, b| number(a).total_cmp(&number(b)));
    runs.get(runs.len() / 2).map_or(0.0, number)
}

/// The medians of each row, and how they compare with the first.
fn table(rows: &mut [(&str, Vec<Run>)]) -> String {
    let mut text = format!(
        "{:<20}{:>7}{:>9}{:>9}{:>9}{:>9}  heldby is\n",
        "", "files", "parse s", "check s", "sum s", "MB peak"
    );
    let mut ours = (0.0, 0.0);
    for (index, (what, runs)) in rows.iter_mut().enumerate() {
        let files = runs.first().map_or(0.0, |run| run.files);
        let (parse, check) = (median(runs, |run| run.parse), median(runs, |run| run.check));
        let (seconds, peak) = (median(runs, Run::seconds), median(runs, |run| run.peak));
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{what:<20}{files:>7}{parse:>9.3}{check:>9.3}{seconds:>9.3}{:>9.0}",
            peak / 1e6
        );
        if index == 0 {
            ours = (seconds, peak);
            text.push('\n');
            continue;
        }
        let _ = writeln!(
            text,
            "  {:.2} times as fast, with {:.2} times the memory",
            seconds / ours.0,
            ours.1 / peak
        );
    }
    let _ = writeln!(text, "promised: {} times, with no more memory", PROMISE.0);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_medians_and_ratios() {
        let run = |parse, check, peak| Run { parse, check, peak, files: 7.0, by_clock: 0.0 };
        let mut rows = [
            ("ours", vec![run(0.1, 0.2, 2e6), run(0.3, 0.2, 4e6), run(9.0, 9.0, 9e6)]),
            ("theirs", vec![run(1.0, 2.0, 8e6)]),
        ];
        assert_eq!(
            table(&mut rows),
            "                      files  parse s  check s    sum s  MB peak  heldby is\n\
             ours                      7    0.300    0.200    0.500        4\n\
             theirs                    7    1.000    2.000    3.000        8  6.00 times as fast, \
             with 0.50 times the memory\n\
             promised: 4 times, with no more memory\n"
        );
    }

    #[test]
    fn what_the_go_side_prints() {
        let run = go_run("1500000000 2000000000 1000 3 99 0\n").unwrap();
        assert!((run.seconds() - 3.5).abs() < 1e-9 && run.files > 2.0);
        assert!(go_run("1 2 3 4 5 1").is_err());
        assert!(go_run("1 2 3").is_err());
    }
}
