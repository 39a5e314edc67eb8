//! The compiler's account: running the real one, keeping what it printed, and reading that.
//!
//! `go list -export` compiles exactly what its patterns match, links nothing and writes nothing
//! but Go's own build cache, out of which it prints the same again next time. `-l` keeps closures
//! from being inlined away; `-m=2` prints how each variable is captured; `-d=closure=1` prints
//! what each closure object holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::compare::{CompilerAccount, Modes, Place, is_source_name, plain_name};
use super::{Request, Toolchain};
use crate::shell;

const GC_FLAGS: &str = "-gcflags=-m=2 -l -d=closure=1";

/// What go lists of a package: its path, its directory, what it was compiled to, which is nothing
/// where that failed, and its files.
const LISTING: &str = "{{.ImportPath}}\t{{.Dir}}\t{{.Export}}\t\
                       {{range .GoFiles}}{{.}} {{end}}{{range .CgoFiles}}{{.}} {{end}}";

/// What begins a line of a recording that the compiler did not print.
const NOTE: &str = "#! ";

/// What the compiler printed, and what is known of the run.
pub(super) struct Recording {
    /// What go printed, standard error alone.
    pub(super) output: String,
    pub(super) seconds: f64,
    /// The files that were compiled.
    pub(super) files: BTreeSet<String>,
    /// The directories in which that failed.
    pub(super) failed_dirs: BTreeSet<String>,
}

impl Recording {
    /// Runs the compiler, or under `--reuse` reads what an earlier run has left.
    pub(super) fn make(toolchain: &Toolchain, request: &Request) -> Result<(Self, PathBuf)> {
        let path = shell::target_dir()
            .join("conformance")
            .join(format!("{}.txt", file_stem(toolchain, request)));
        if request.reuse && path.exists() {
            let text = fs::read_to_string(&path)
                .with_context(|| format!("reading `{}`", path.display()))?;
            return Ok((Self::from_text(&text), path));
        }
        let recording = Self::run(toolchain, request)?;
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("making `{}`", folder.display()))?;
        }
        fs::write(&path, recording.to_text())
            .with_context(|| format!("writing `{}`", path.display()))?;
        Ok((recording, path))
    }

    fn run(toolchain: &Toolchain, request: &Request) -> Result<Self> {
        let mut go = toolchain.go();
        // With -e a package that does not compile does not stop the others.
        go.args(["list", "-e", "-export", "-f", LISTING]).arg(GC_FLAGS);
        if request.tests {
            go.arg("-test");
        }
        if request.fresh {
            go.arg("-a");
        }
        go.arg("--").args(&request.patterns).current_dir(&request.dir);
        let start = Instant::now();
        let output = go
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("starting {}", shell::show(&go)))?;
        let seconds = start.elapsed().as_secs_f64();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let listing = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() || listing.trim().is_empty() {
            let end: Vec<&str> = said.lines().rev().take(20).collect();
            let end: Vec<&str> = end.into_iter().rev().collect();
            bail!("{} failed: {}\n{}", shell::show(&go), output.status, end.join("\n"));
        }
        let (mut files, mut failed_dirs) = (BTreeSet::new(), BTreeSet::new());
        for line in listing.lines() {
            let fields: Vec<&str> = line.split('\t').collect();
            let [path, dir, export, names] = fields.as_slice() else {
                bail!("{} printed `{line}`", shell::show(&go));
            };
            // go makes the main packages of tests itself, in no directory of the source.
            if path.strip_suffix(".test").is_some() {
                continue;
            }
            files.extend(names.split_terminator(' ').map(|name| format!("{dir}/{name}")));
            // One package is built into the compiler.
            if export.is_empty() && !names.is_empty() && *path != "unsafe" {
                failed_dirs.insert((*dir).to_owned());
            }
        }
        Ok(Self { output: said, seconds, files, failed_dirs })
    }

    fn to_text(&self) -> String {
        let mut text = String::with_capacity(self.output.len() + 256);
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{NOTE}seconds {:.2}", self.seconds);
        for file in &self.files {
            let _ = writeln!(text, "{NOTE}compiled {file}");
        }
        for dir in &self.failed_dirs {
            let _ = writeln!(text, "{NOTE}failed {dir}");
        }
        text.push_str(&self.output);
        text
    }

    fn from_text(text: &str) -> Self {
        let mut recording = Self {
            output: String::new(),
            seconds: 0.0,
            files: BTreeSet::new(),
            failed_dirs: BTreeSet::new(),
        };
        let mut rest = text;
        while let Some((note, behind)) =
            rest.strip_prefix(NOTE).and_then(|rest| rest.split_once('\n'))
        {
            rest = behind;
            match note.split_once(' ') {
                Some(("seconds", value)) => recording.seconds = value.parse().unwrap_or_default(),
                Some(("compiled", file)) => {
                    recording.files.insert(file.to_owned());
                }
                Some(("failed", dir)) => {
                    recording.failed_dirs.insert(dir.to_owned());
                }
                _ => {}
            }
        }
        rest.clone_into(&mut recording.output);
        recording
    }
}

/// A file name that tells what was compiled, and for what.
fn file_stem(toolchain: &Toolchain, request: &Request) -> String {
    let mut name = format!(
        "{}-{}-{}{}",
        toolchain.version,
        toolchain.goos,
        toolchain.goarch,
        if request.tests { "-tests" } else { "" }
    );
    if request.patterns.iter().any(|pattern| pattern.starts_with('.')) {
        name.push('-');
        name.push_str(&request.dir.display().to_string());
    }
    for pattern in &request.patterns {
        name.push('-');
        name.push_str(&pattern.replace("...", "all"));
    }
    let name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || c == '.' || c == '-' { c } else { '_' })
        .collect();
    // File systems end names at 255 bytes.
    if name.len() <= 200 {
        return name;
    }
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{}-{hash:016x}", &name[..180])
}

/// Reads what the compiler printed when it ran in `dir`. `goroot` stands for `$GOROOT`, which is
/// what it prints under `-trimpath`.
pub(super) fn read(output: &str, dir: &Path, goroot: &Path) -> CompilerAccount {
    let mut said = CompilerAccount::default();
    let mut files: BTreeMap<&str, String> = BTreeMap::new();
    for line in output.lines() {
        let Some(sentence) = Sentence::parse(line) else {
            continue;
        };
        let file = files.entry(sentence.file).or_insert_with(|| {
            let path = match sentence.file.strip_prefix("$GOROOT") {
                Some(rest) => goroot.join(rest.trim_start_matches('/')),
                None => PathBuf::from(sentence.file),
            };
            shell::absolute(dir, &path).display().to_string()
        });
        // Cloned only for files that are new, or for the few sentences that matter.
        match said.mentioned.get_mut(file.as_str()) {
            Some(lines) => {
                lines.insert(sentence.line);
            }
            None => {
                said.mentioned.insert(file.clone(), [sentence.line].into());
            }
        }
        let place = || Place::new(file.clone(), sentence.line, sentence.column);
        match sentence.meaning() {
            Some(Meaning::Capture { name, modes }) if is_source_name(name) => {
                said.account.add_variable(place(), name, modes);
            }
            Some(Meaning::Closure { names }) => {
                said.account.add_closure(place(), names.map(str::to_owned).collect());
            }
            _ => {}
        }
    }
    said
}

/// `file:line:column: text`, or without a column.
struct Sentence<'a> {
    file: &'a str,
    line: u32,
    /// 0 where none is printed.
    column: u32,
    text: &'a str,
}

impl<'a> Sentence<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let (at, _) = line.match_indices(".go:").next()?;
        let (file, rest) = line.split_at(at + ".go".len());
        let (line, rest) = number(rest.strip_prefix(':')?)?;
        let rest = rest.strip_prefix(':')?;
        let (column, text) = match number(rest) {
            Some((column, rest)) => (column, rest.strip_prefix(':')?),
            None => (0, rest),
        };
        Some(Self { file, line, column, text: text.strip_prefix(' ')? })
    }

    fn meaning(&self) -> Option<Meaning<'a, impl Iterator<Item = &'a str> + use<'a>>> {
        if let Some(at) = self.text.rfind(" capturing by ") {
            // The function before may have spaces in it: its name can hold type arguments.
            let (mode, rest) = self.text[at + " capturing by ".len()..].split_once(": ")?;
            let (name, behind) = rest.split_once(' ')?;
            behind.strip_prefix("(addr=")?;
            // The compiler's own source has the sentence as a format, which an escape of it quotes.
            if !matches!(mode, "value" | "ref") {
                return None;
            }
            let modes = Modes { value: mode == "value", reference: mode == "ref", unknown: false };
            return Some(Meaning::Capture { name: plain_name(name), modes });
        }
        let names = match self.text {
            "closure converted to global" => "",
            text => text
                .strip_prefix("heap closure, captured vars = [")
                .or_else(|| text.strip_prefix("stack closure, captured vars = ["))?
                .strip_suffix(']')?,
        };
        Some(Meaning::Closure { names: names.split_whitespace().map(plain_name) })
    }
}

/// What a sentence says, where it is one of those that matter.
enum Meaning<'a, Names> {
    Capture { name: &'a str, modes: Modes },
    Closure { names: Names },
}

/// The number that `text` begins with, and what is behind it.
fn number(text: &str) -> Option<(u32, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    Some((text[..end].parse().ok()?, &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read from `output`, one thing a line.
    fn check(output: &str) -> Vec<String> {
        let said = read(output, Path::new("/m/a"), Path::new("/go"));
        let place = |place: &Place| format!("{}:{}:{}", place.file, place.line, place.column);
        let mut lines = Vec::new();
        for ((declared, name), modes) in &said.account.variables {
            let modes = [(modes.value, "value"), (modes.reference, "ref"), (modes.unknown, "?")];
            let modes: Vec<&str> =
                modes.into_iter().filter(|(is, _)| *is).map(|(_, name)| name).collect();
            lines.push(format!("{} {name} {}", place(declared), modes.join("+")));
        }
        for (at, lists) in &said.account.closures {
            for names in lists {
                lines.push(format!("{} [{}]", place(at), names.join(" ")));
            }
        }
        lines
    }

    #[test]
    fn captures_and_closures() {
        let output = "\
# example.com/m/a
./b.go:4:2: foo capturing by value: i (addr=false assign=false width=24)
./b.go:5:9: func literal escapes to heap in foo:
./b.go:5:9:   flow: ~r0 ← &{storage for func literal}:
./b.go:5:9:     from return func literal (return) at ./b.go:5:2
./b.go:5:9: func literal escapes to heap
./b.go:12:2: bar capturing by ref: a (addr=false assign=true width=8)
./b.go:12:2: moved to heap: a
./b.go:5:9: heap closure, captured vars = [i]
./b.go:13:9: stack closure, captured vars = [a b c]
./b.go:20:5: closure converted to global
";
        assert_eq!(
            check(output),
            [
                "/m/a/b.go:4:2 i value",
                "/m/a/b.go:12:2 a ref",
                "/m/a/b.go:5:9 [i]",
                "/m/a/b.go:13:9 [a b c]",
                "/m/a/b.go:20:5 []",
            ]
        );
    }

    #[test]
    fn generated_variables_are_not_of_the_source() {
        let output = "\
hasIota capturing by ref: #next (addr=false assign=true width=8)
./b.go:25:2: R capturing by ref: #state1 (addr=false assign=true width=8)
./b.go:24:6: e01[go.shape.int] capturing by value: .dict (addr=false assign=false width=8)
./b.go:36:3: D capturing by value: .autotmp_6 (addr=false assign=false width=8)
<autogenerated>:1: f capturing by value: .this (addr=false assign=false width=8)
./b.go:25:2: heap closure, captured vars = [#state1 n]
./b.go:36:3: heap closure, captured vars = [.autotmp_6 .autotmp_7]
";
        assert_eq!(
            check(output),
            ["/m/a/b.go:25:2 [#state1 n]", "/m/a/b.go:36:3 [.autotmp .autotmp]"]
        );
    }

    #[test]
    fn instances_of_other_packages_generic_code() {
        let output = "\
../g/g.go:4:17: g.Map[go.shape.struct { X int; Y string }] capturing by value: g.xs (addr=false assign=false width=24)
../g/g.go:4:17: g.Map[go.shape.[200]uint8] capturing by ref: g.xs (addr=false assign=false width=200)
/go/src/slices/iter.go:37:32: slices.Values[go.shape.[]int,go.shape.int] capturing by value: slices.s (addr=false assign=false width=24)
$GOROOT/src/slices/iter.go:38:9: heap closure, captured vars = [slices.s slices..dict]
";
        assert_eq!(
            check(output),
            [
                "/go/src/slices/iter.go:37:32 s value",
                "/m/g/g.go:4:17 xs value+ref",
                "/go/src/slices/iter.go:38:9 [s .dict]",
            ]
        );
    }

    #[test]
    fn far_columns_are_not_printed() {
        let output = "./b.go:7: f capturing by value: x (addr=false assign=false width=8)\n";
        assert_eq!(check(output), ["/m/a/b.go:7:0 x value"]);
    }

    #[test]
    fn every_sentence_counts_as_a_mention() {
        let output = "./b.go:7:2: leaking param: f\n./b.go:7:9:   flow: x\n./c.go:1:1: y\n";
        let said = read(output, Path::new("/m/a"), Path::new("/go"));
        let mentioned: Vec<(&str, usize)> =
            said.mentioned.iter().map(|(file, lines)| (file.as_str(), lines.len())).collect();
        assert_eq!(mentioned, [("/m/a/b.go", 1), ("/m/a/c.go", 1)]);
    }

    #[test]
    fn a_recording_reads_as_it_was_written() {
        let recording = Recording {
            output: "# a\n./b.go:1:1: x\n".to_owned(),
            seconds: 1.25,
            files: ["/m/x y/a.go".to_owned(), "/m/z/b.go".to_owned()].into(),
            failed_dirs: ["/m/x y".to_owned()].into(),
        };
        let read = Recording::from_text(&recording.to_text());
        assert_eq!(read.output, recording.output);
        assert!((read.seconds - recording.seconds).abs() < 0.01);
        assert_eq!(read.files, recording.files);
        assert_eq!(read.failed_dirs, recording.failed_dirs);
    }
}
