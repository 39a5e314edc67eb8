//! Running the real compiler, and keeping what it printed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use closure_core::oracle::compiler_log::GC_FLAGS;
use closure_core::oracle::listing;

use super::{Request, Toolchain};
use crate::shell;

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
        go.args(["list", "-e", "-export", "-f", listing::FORMAT]).arg(GC_FLAGS);
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
        let listed = listing::read(&String::from_utf8_lossy(&output.stdout));
        if !output.status.success() || listed.is_empty() {
            let end: Vec<&str> = said.lines().rev().take(20).collect();
            let end: Vec<&str> = end.into_iter().rev().collect();
            bail!("{} failed: {}\n{}", shell::show(&go), output.status, end.join("\n"));
        }
        let (mut files, mut failed_dirs) = (BTreeSet::new(), BTreeSet::new());
        for package in listed {
            files.extend(package.files.iter().map(|name| format!("{}/{name}", package.dir)));
            if !package.compiled && !package.files.is_empty() {
                failed_dirs.insert(package.dir);
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

#[cfg(test)]
mod tests {
    use super::*;

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
