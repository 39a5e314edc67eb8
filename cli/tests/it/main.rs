//! Runs the built binary on small sources and compares all that it says: exit code, stdout and
//! stderr. It needs no Go: the standard library is an empty one of its own.

#![expect(clippy::unwrap_used, reason = "a test that cannot be run says so by a panic")]

#[cfg(feature = "closures")]
mod bad_input;
#[cfg(feature = "closures")]
mod closures;
#[cfg(feature = "gc")]
mod gc;
mod generate;
#[cfg(all(feature = "gc", feature = "k8s"))]
mod k8s;
#[cfg(feature = "gc")]
mod pace;
#[cfg(feature = "k8s")]
mod preflight;
#[cfg(feature = "closures")]
mod streams;
#[cfg(feature = "closures")]
mod verify;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

/// A directory that exists as long as this value.
struct Project {
    root: PathBuf,
}

/// What a run of the binary came to. It is shown with the project's path as `[ROOT]`.
struct Run {
    code: Option<i32>,
    stdout: String,
    stderr: String,
}

impl Project {
    /// A directory with these files.
    fn new(files: &[(&str, &str)]) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
        let root = root.join(format!("heldby-{}-{n}", std::process::id()));
        let project = Self { root };
        fs::create_dir_all(project.root.join("goroot/src/runtime")).unwrap();
        fs::write(project.root.join("goroot/VERSION"), "go1.27.3\n").unwrap();
        fs::create_dir_all(project.dir()).unwrap();
        for (name, text) in files {
            project.write(name, text);
        }
        project
    }

    /// Where the binary runs and the files are.
    fn dir(&self) -> PathBuf {
        self.root.join("work")
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.dir().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    #[cfg(any(feature = "closures", feature = "gc"))]
    fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.dir().join(name)).unwrap()
    }

    /// The names in a directory, sorted.
    fn names(&self, directory: &str) -> Vec<String> {
        let entries = fs::read_dir(self.dir().join(directory)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The binary with these arguments, in a clean environment of its own.
    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_heldby"));
        command
            .args(args)
            .current_dir(self.dir())
            .env_clear()
            .env("HOME", &self.root)
            .env("GOROOT", self.root.join("goroot"))
            .env("GOOS", "linux")
            .env("GOARCH", "amd64")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    fn run(&self, args: &[&str]) -> Run {
        self.finish(&mut self.command(args))
    }

    #[cfg(any(feature = "closures", feature = "gc"))]
    fn run_with_stdin(&self, args: &[&str], stdin: &[u8]) -> Run {
        let mut child = self.command(args).stdin(Stdio::piped()).spawn().unwrap();
        // A program that does not read to the end is no problem of the test.
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), stdin).ok();
        self.ended(child.wait_with_output().unwrap())
    }

    fn finish(&self, command: &mut Command) -> Run {
        self.ended(command.output().unwrap())
    }

    fn ended(&self, output: std::process::Output) -> Run {
        let masked = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).unwrap();
            text.replace(self.root.to_str().unwrap(), "[ROOT]")
        };
        Run {
            code: output.status.code(),
            stdout: masked(output.stdout),
            stderr: masked(output.stderr),
        }
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.root).ok();
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { code, stdout, stderr } = self;
        match code {
            Some(code) => writeln!(f, "exit code {code}")?,
            None => writeln!(f, "ended by a signal")?,
        }
        for (name, text) in [("stdout", stdout), ("stderr", stderr)] {
            if !text.is_empty() {
                write!(f, "--- {name}\n{text}")?;
            }
        }
        Ok(())
    }
}

/// A file of the repository.
fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join(path)
}
