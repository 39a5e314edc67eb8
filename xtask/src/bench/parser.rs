//! `cargo xtask bench parser`: the parser's speed beside go/parser's.
//!
//! Both parse the same files from memory, on one thread each, by turns in one run, so that
//! whatever else the machine does meets both. Shown is the median round.

use std::fmt::Write as _;
use std::fs;
use std::hint::black_box;
use std::io::{BufRead, BufReader, Write as _};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};
use closure_core::source::{LineIndex, SourceFile};
use closure_core::syntax::parse;

use crate::conformance::{Toolchain, syntax};
use crate::shell;

use super::Request;

/// go/parser's modes, as goparse calls them, and what they are.
const GO_MODES: [(&str, &str); 3] = [
    ("resolve", "go/parser, comments and object resolution"),
    ("comments", "go/parser, comments (gofmt, gopls)"),
    ("fast", "go/parser, neither"),
];

pub(super) fn run(request: &Request) -> Result<()> {
    let toolchain = Toolchain::find(request.go_version.as_deref())?;
    let mut names = syntax::source_files(&toolchain.goroot)?;
    if request.short {
        names = names.into_iter().step_by(20).collect();
    }
    let sources = names
        .iter()
        .map(|name| fs::read(name).with_context(|| format!("reading `{name}`")))
        .collect::<Result<Vec<_>>>()?;
    let n_bytes = shell::float(sources.iter().map(Vec::len).sum());
    println!(
        "{} files, {:.1} MB, one thread each; go/parser of {}",
        sources.len(),
        n_bytes / 1e6,
        toolchain.version
    );

    let files: Vec<SourceFile> =
        sources.iter().map(|bytes| SourceFile::new("x.go", bytes.clone())).collect();
    let mut go = GoSide::start(&toolchain, &names)?;
    let mut rows: Vec<(&str, Vec<f64>)> = vec![
        ("heldby, parse and line index", Vec::new()),
        ("heldby, the same from bytes (copied, UTF-8 checked)", Vec::new()),
    ];
    rows.extend(GO_MODES.iter().map(|(_, what)| (*what, Vec::new())));
    // The first round warms both up and does not count.
    let n_rounds = if request.short { 3 } else { 7 };
    for round in 0..=n_rounds {
        let mut speeds = vec![n_bytes / parse_all(&files), n_bytes / parse_bytes(&sources)];
        for (mode, _) in GO_MODES {
            speeds.push(go.round(mode)?);
        }
        if round > 0 {
            for (row, speed) in rows.iter_mut().zip(speeds) {
                row.1.push(speed / 1e6);
            }
        }
    }
    go.finish()?;
    print!("{}", table(&mut rows));
    Ok(())
}

/// Parses every file, and returns the seconds it took.
fn parse_all(files: &[SourceFile]) -> f64 {
    let start = Instant::now();
    for file in files {
        black_box((parse(file), LineIndex::new(file.text())));
    }
    start.elapsed().as_secs_f64()
}

/// The same, with everything there is to do from the bytes of a file.
fn parse_bytes(sources: &[Vec<u8>]) -> f64 {
    let start = Instant::now();
    for bytes in sources {
        let file = SourceFile::new("x.go", bytes.as_slice());
        black_box((parse(&file), LineIndex::new(file.text())));
    }
    start.elapsed().as_secs_f64()
}

/// The Go program, waiting to be asked for rounds.
struct GoSide {
    child: std::process::Child,
    answers: BufReader<std::process::ChildStdout>,
}

impl GoSide {
    fn start(toolchain: &Toolchain, names: &[String]) -> Result<Self> {
        let goparse = syntax::build_goparse(toolchain)?;
        let list = goparse.with_extension("list");
        fs::write(&list, names.join("\n")).context("writing the list of files")?;
        let mut command = Command::new(&goparse);
        command.arg("-bench").arg(&list).env("GOMAXPROCS", "1");
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {}", shell::show(&command)))?;
        let stdout = child.stdout.take().context("goparse has no output")?;
        Ok(Self { child, answers: BufReader::new(stdout) })
    }

    /// One round in `mode`, in bytes a second.
    fn round(&mut self, mode: &str) -> Result<f64> {
        let stdin = self.child.stdin.as_mut().context("goparse has no input")?;
        writeln!(stdin, "{mode}").context("asking goparse")?;
        let mut line = String::new();
        self.answers.read_line(&mut line).context("waiting for goparse")?;
        let (bytes, nanoseconds) = line.trim().split_once(' ').context("goparse ended")?;
        Ok(bytes.parse::<f64>()? / (nanoseconds.parse::<f64>()? / 1e9))
    }

    fn finish(mut self) -> Result<()> {
        // Without its input it ends by itself.
        drop(self.child.stdin.take());
        let status = self.child.wait()?;
        if !status.success() {
            bail!("goparse failed: {status}");
        }
        Ok(())
    }
}

/// Median, slowest and fastest round of each row, and how much faster heldby's first row is.
fn table(rows: &mut [(&str, Vec<f64>)]) -> String {
    for (_, speeds) in rows.iter_mut() {
        speeds.sort_by(f64::total_cmp);
    }
    let median = |speeds: &[f64]| speeds.get(speeds.len() / 2).copied().unwrap_or_default();
    let ours = rows.first().map_or(0.0, |(_, speeds)| median(speeds));
    let width = rows.iter().map(|(what, _)| what.len()).max().unwrap_or(0);
    let mut text = String::new();
    for (what, speeds) in rows.iter() {
        let (low, high) = (speeds.first().unwrap_or(&0.0), speeds.last().unwrap_or(&0.0));
        let median = median(speeds);
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{what:width$}  {median:7.1} MB/s  ({low:.1} to {high:.1})  heldby is {:.2} times this",
            ours / median
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_shows_medians_and_ratios() {
        let mut rows = vec![("ours", vec![300.0, 100.0, 200.0]), ("theirs", vec![50.0])];
        assert_eq!(
            table(&mut rows),
            "ours      200.0 MB/s  (100.0 to 300.0)  heldby is 1.00 times this\n\
             theirs     50.0 MB/s  (50.0 to 50.0)  heldby is 4.00 times this\n"
        );
    }
}
