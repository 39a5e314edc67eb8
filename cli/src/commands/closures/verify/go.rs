//! Calling the go command so that it compiles what it is asked to, and changes nothing.
//!
//! Nothing is written but Go's own build cache (and its module cache, where modules are missing).
//! That cache is the user's own: with a fresh one, every package that is imported, the standard
//! library's included, would be compiled again for each run, which takes a minute where the cache
//! needs a second; and what is put into it, the go command throws out by itself when it gets old.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};

use anyhow::{Context, anyhow};
use closure_core::load::{GoCall, LoadEnv, LoadOptions};
use closure_core::oracle::compiler_log::{CompilerAccount, GC_FLAGS, Reader};
use closure_core::oracle::listing::{self, Listed};
use closure_core::program::Target;

use crate::args::BuildArgs;
use crate::child::{self, Ended, Scratch};
use crate::failure::{Failure, Result};
use crate::progress::Progress;

/// The most lines of go's own complaints that are shown.
const MAX_COMPLAINTS: usize = 20;

/// The go command in one directory, and what it says of itself there.
#[derive(Debug)]
pub(super) struct Go {
    program: PathBuf,
    dir: PathBuf,
    settings: BTreeMap<String, String>,
    /// What the user asked for, over what the environment says.
    overrides: Vec<(&'static str, String)>,
}

/// What came of compiling.
pub(super) struct Compiled {
    /// What the compiler says of captures.
    pub(super) account: CompilerAccount,
    /// The packages.
    pub(super) packages: Vec<Listed>,
}

impl Go {
    /// Asks `program` about itself in `dir`.
    pub(super) fn new(program: &Path, dir: &Path, build: &BuildArgs) -> Result<Self> {
        let mut go = Self {
            program: program.to_path_buf(),
            dir: dir.to_path_buf(),
            settings: BTreeMap::new(),
            overrides: Vec::new(),
        };
        go.overrides.extend(build.goos.clone().map(|goos| ("GOOS", goos)));
        go.overrides.extend(build.goarch.clone().map(|goarch| ("GOARCH", goarch)));
        let mut command = go.command();
        command.args(["env", "-json"]);
        let (ended, complaints) = go.run(&mut command, &mut |_| false, &|| {})?;
        if !ended.status.success() {
            return Err(go.failed(&command, ended.status, &complaints));
        }
        go.settings = serde_json::from_slice(&ended.stdout)
            .with_context(|| format!("{} did not print a JSON object", show(&command)))?;
        for name in ["GOVERSION", "GOROOT", "GOOS", "GOARCH"] {
            if go.setting(name).is_empty() {
                let line = show(&command);
                return Err(anyhow!("{line} does not say what {name} is: is it Go's?").into());
            }
        }
        Ok(go)
    }

    /// What it says that a variable is; empty where it says nothing.
    pub(super) fn setting(&self, name: &str) -> &str {
        self.settings.get(name).map_or("", String::as_str)
    }

    /// Whether it compiles packages that use C.
    pub(super) fn cgo(&self) -> bool {
        self.setting("CGO_ENABLED") == "1"
    }

    /// How heldby is to load what this compiles.
    pub(super) fn load_options(&self, build: &BuildArgs) -> LoadOptions {
        let mut env = LoadEnv::from_process();
        for (name, value) in &self.settings {
            env = env.with(name, value.as_str());
        }
        let target = Target {
            goos: self.setting("GOOS").to_owned(),
            goarch: self.setting("GOARCH").to_owned(),
        };
        LoadOptions {
            tags: build.tags.clone(),
            tests: build.tests,
            goroot: Some(PathBuf::from(self.setting("GOROOT"))),
            ..LoadOptions::new(&self.dir, target, env)
        }
    }

    /// Where the go command keeps its temporary files.
    pub(super) fn temporary_dir(&self) -> PathBuf {
        match self.setting("GOTMPDIR") {
            "" => std::env::temp_dir(),
            dir => PathBuf::from(dir),
        }
    }

    /// Compiles what `call` names. `scratch` is for what goes away again.
    pub(super) fn compile(
        &self,
        call: &GoCall,
        build: &BuildArgs,
        scratch: &Scratch,
    ) -> Result<Compiled> {
        let mut command = self.command();
        command.env("GOTMPDIR", scratch.path()).args(self.list_args(build, scratch)?);
        command.arg("--").args(&call.patterns);
        let goroot = Path::new(self.setting("GOROOT"));
        let mut reader = Reader::new(&self.dir, goroot);
        let progress = Progress::new("({pos} packages so far)", "go compiles");
        // A package that the compiler says something of has a line of its own.
        let n_packages = std::cell::Cell::new(0);
        let mut is_compilers = |line: &str| {
            let is_heading = line.starts_with("# ");
            n_packages.set(n_packages.get() + u64::from(is_heading));
            is_heading || reader.line(line)
        };
        let tick = || progress.show(n_packages.get(), None);
        let (ended, complaints) = self.run(&mut command, &mut is_compilers, &tick)?;
        drop(progress);
        let packages = listing::read(&String::from_utf8_lossy(&ended.stdout));
        if !ended.status.success() || packages.is_empty() {
            return Err(self.failed(&command, ended.status, &complaints));
        }
        Ok(Compiled { account: reader.finish(), packages })
    }

    /// The arguments of `go list`, but for the packages.
    fn list_args(&self, build: &BuildArgs, scratch: &Scratch) -> Result<Vec<OsString>> {
        let env = LoadEnv::empty().with("GOFLAGS", self.setting("GOFLAGS"));
        if let Some(overlay) = env.flag("overlay") {
            let message = format!(
                "GOFLAGS has `-overlay={overlay}`: go would compile other files than heldby reads"
            );
            return Err(anyhow!(message).into());
        }
        // With -e a package that does not compile does not stop the others. What the other flags
        // switch off says nothing of closures, but calls git, compiles the imports anew, and
        // changes the names of files.
        let flags = ["list", "-e", "-export", "-buildvcs=false", "-pgo=off", "-trimpath=false"];
        let mut args: Vec<OsString> = flags.iter().map(OsString::from).collect();
        args.extend([GC_FLAGS, "-f", listing::FORMAT].map(OsString::from));
        if build.tests {
            args.push("-test".into());
        }
        if !build.tags.is_empty() {
            // The flag replaces that of GOFLAGS; heldby takes both.
            let tags = env.flag("tags").into_iter().chain(build.tags.iter().map(String::as_str));
            args.push(format!("-tags={}", tags.collect::<Vec<_>>().join(",")).into());
        }
        // Without it go changes neither go.mod nor go.sum.
        if env.flag("mod") == Some("mod") {
            args.push("-mod=readonly".into());
        }
        if let Some(overlay) = self.workspace_guard(scratch)? {
            args.push(overlay);
        }
        Ok(args)
    }

    /// In a workspace go adds to go.work.sum whatever `-mod` says, unless that file is one of an
    /// overlay, which here puts it in its own place.
    fn workspace_guard(&self, scratch: &Scratch) -> Result<Option<OsString>> {
        let workspace = self.setting("GOWORK");
        if matches!(workspace, "" | "off") {
            return Ok(None);
        }
        let sum = format!("{workspace}.sum");
        let there = if Path::new(&sum).exists() { sum.as_str() } else { "" };
        let overlay = serde_json::json!({ "Replace": { (sum.as_str()): there } });
        let path = scratch.path().join("overlay.json");
        std::fs::write(&path, overlay.to_string())
            .with_context(|| format!("cannot write `{}`", path.display()))?;
        let mut flag = OsString::from("-overlay=");
        flag.push(path);
        Ok(Some(flag))
    }

    /// The program in its directory.
    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        // Where this names a link to the directory, go would print the link's name.
        command.current_dir(&self.dir).env("PWD", &self.dir);
        command.envs(self.overrides.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs it; gives the last lines of its stderr that `is_known` does not know.
    fn run(
        &self,
        command: &mut Command,
        is_known: &mut dyn FnMut(&str) -> bool,
        tick: &dyn Fn(),
    ) -> Result<(Ended, Vec<String>)> {
        let mut complaints = std::collections::VecDeque::new();
        let mut line = |line: &str| {
            let is_talk = line.trim().is_empty() || line.starts_with("go: downloading ");
            if !is_known(line) && !is_talk {
                complaints.push_back(line.to_owned());
                if complaints.len() > MAX_COMPLAINTS {
                    complaints.pop_front();
                }
            }
        };
        let ended = child::run(command, &mut line, tick).map_err(|error| self.no_start(error))?;
        Ok((ended, complaints.into()))
    }

    fn no_start(&self, error: io::Error) -> Failure {
        let program = self.program.display();
        let is_missing = error.kind() == io::ErrorKind::NotFound;
        // The directory may be what is missing.
        if is_missing && self.dir.is_dir() {
            let place = if self.program.components().count() == 1 { " on PATH" } else { "" };
            return Failure::with_hint(
                anyhow!("there is no go command `{program}`{place}"),
                "install Go, or name its go command with --go PROGRAM; `heldby closures` alone \
                 needs none",
            );
        }
        let error = anyhow::Error::new(error).context(format!("cannot run `{program}`"));
        Failure::with_hint(error, "--go PROGRAM names another go command")
    }

    fn failed(&self, command: &Command, status: ExitStatus, complaints: &[String]) -> Failure {
        let mut message = format!("{} in {} failed", show(command), self.dir.display());
        if complaints.is_empty() {
            message.extend([": ", &status.to_string()]);
        }
        for line in complaints {
            message.push('\n');
            message.push_str(line);
        }
        let error = anyhow!(message);
        match hint(&complaints.join("\n")) {
            Some(hint) => Failure::with_hint(error, hint),
            None => error.into(),
        }
    }
}

/// The call in short, as in `go list`.
fn show(command: &Command) -> String {
    let program = Path::new(command.get_program()).display();
    let verb = command.get_args().next().unwrap_or_default().to_string_lossy();
    format!("`{program} {verb}`")
}

/// What go says, and what helps.
const HINTS: &[(&[&str], &str)] = &[
    (
        &["go.sum is part of the overlay"],
        "go would add to go.work.sum, which heldby does not let it: `go build ./...` does, after \
         that it is complete",
    ),
    (
        &[
            "missing go.sum entry",
            "updates to go.",
            "no required module provides",
            "inconsistent vendoring",
        ],
        "the module is not complete, and heldby does not let go change it: `go mod tidy` (or `go \
         mod vendor`) does",
    ),
    (
        &["go.mod file not found", "does not contain main module"],
        "go compiles packages of a module, which `go mod init NAME` makes; files can be named one \
         by one",
    ),
    (
        &["requires go >=", "toolchain not available"],
        "another release of Go is needed: --go PROGRAM names one",
    ),
    (
        &[
            "disabled by GOPROXY=off",
            "dial tcp",
            "no such host",
            "connection refused",
            "i/o timeout",
            "TLS handshake",
            "proxyconnect",
            "network is unreachable",
            "404 Not Found",
            "410 Gone",
        ],
        "a module that is needed is not on this machine, and go could not download it: `go mod \
         download` does, where there is a network",
    ),
];

/// What helps against what go complains of.
pub(super) fn hint(complaints: &str) -> Option<&'static str> {
    let found =
        HINTS.iter().find(|(phrases, _)| phrases.iter().any(|phrase| complaints.contains(phrase)));
    found.map(|(_, hint)| *hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_for_what_go_complains_of() {
        let hint =
            |text: &str| hint(text).unwrap_or_default().split(':').next().unwrap_or_default();
        assert_eq!(
            hint("a.go:3:8: module lookup disabled by GOPROXY=off"),
            "a module that is needed is not on this machine, and go could not download it"
        );
        assert_eq!(
            hint("a.go:3:8: missing go.sum entry for module providing package x.y/z; to add:"),
            "the module is not complete, and heldby does not let go change it"
        );
        assert_eq!(
            hint("go: go.mod requires go >= 1.99 (running go 1.26.8; GOTOOLCHAIN=local)"),
            "another release of Go is needed"
        );
        assert_eq!(hint("a.go:3:1: undefined: j"), "");
    }
}
