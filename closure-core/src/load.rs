//! Loading: from arguments as Go people give them to a [`Program`].
//!
//! ```text
//! arguments ─ expand ─► requests ─ package ─► files ─ modules ─► imports ─► the next packages …
//! ```
//!
//! This module and those below it are the only ones that open files. They read and look up; they
//! never run the go command, never download, and never write. What cannot be read becomes a
//! [`Gap`], and the rest is loaded all the same.
//!
//! Which files make a package, which packages a pattern means and which directory an import path
//! means follow the go command. Where that would refuse to go on (two packages in one directory,
//! no `go.mod`, arguments from several modules), this does what was most likely meant and says so.

mod cycles;
mod disk;
mod env;
mod expand;
mod go_call;
mod goroot;
mod headers;
mod modfile;
mod modules;
mod package;
mod pattern;
mod semver;
mod std_index;
mod stdlib;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

pub(crate) use disk::absolute;
pub use env::LoadEnv;
pub use go_call::GoCall;

use crate::constraint::{BuildTags, is_architecture, is_system, level_tags, level_variable};
use crate::program::{Gap, GoVersion, Package, Program, Std, Target};
use crate::source::SourceFile;

use modules::{Home, Location, Modules, Unresolved};
use package::{Loaded, Read, Reader};
use stdlib::Stdlib;

/// The import path of a package that was given as files, or as a directory that is in no module
/// and where the loading starts: what the go command calls such a package.
pub const LOOSE_PATH: &str = "command-line-arguments";

/// How to load.
#[derive(Clone, Debug)]
pub struct LoadOptions {
    /// Where relative arguments start, and what the names of files are relative to.
    pub dir: PathBuf,
    /// The machine to compile for.
    pub target: Target,
    /// Build tags beside those that Go sets and those in GOFLAGS.
    pub tags: Vec<String>,
    /// Whether the requested packages include their tests.
    pub tests: bool,
    /// The Go installation whose standard library is used; found where it is absent.
    pub goroot: Option<PathBuf>,
    /// Whether the index of the standard library is used wherever Go is installed, so that the
    /// result does not depend on the installation. Without one it is used anyway.
    pub std_index: bool,
    /// The N of the newest release tag go1.N; absent, that of the installation or the index.
    pub release: Option<u32>,
    /// The environment.
    pub env: LoadEnv,
}

impl LoadOptions {
    /// Options to load from `dir` for `target`, without further tags or tests, with the
    /// installation that `env` leads to.
    pub fn new(dir: impl Into<PathBuf>, target: Target, env: LoadEnv) -> Self {
        let dir = dir.into();
        Self {
            dir,
            target,
            tags: Vec::new(),
            tests: false,
            goroot: None,
            std_index: false,
            release: None,
            env,
        }
    }
}

/// How far loading is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Progress {
    /// Files read and parsed.
    pub files_read: usize,
    /// Files known of; it grows as imports are followed.
    pub files_known: usize,
}

/// Nothing could be loaded.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum LoadError {
    /// No argument led to a file: why, for each of them.
    #[error("no Go files to analyse{}", reasons(.gaps))]
    Nothing {
        /// What was wrong, sorted.
        gaps: Vec<Gap>,
    },
}

fn reasons(gaps: &[Gap]) -> String {
    let mut text = String::new();
    for gap in gaps {
        for part in ["\n", &gap.path, ": ", &gap.message] {
            text.push_str(part);
        }
    }
    text
}

/// Loads the packages that `patterns` mean (the current directory's, where there are none) and all
/// that they import.
///
/// A pattern is a `.go` file (those of one directory make one package), a directory, an import
/// path, either of the last two with `...` in it, or one of `std`, `cmd`, `work`, `tool` and `all`.
/// `progress` is called after every file, from several threads.
pub fn load(
    patterns: &[String],
    options: &LoadOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Result<Program, LoadError> {
    let here = [".".to_owned()];
    let patterns = if patterns.is_empty() { &here } else { patterns };
    let session = Session::new(options);
    let mut modules = session.modules();
    let (requests, _) = expand::requests(patterns, &session, &mut modules);
    let all = patterns.iter().any(|pattern| pattern == "all");
    let (program, passed_over) =
        crate::stack::on_large_stacks(|| follow(requests, all, &session, modules, progress));
    if program.packages.iter().any(|package| package.requested) {
        return Ok(program);
    }
    let mut gaps = program.gaps;
    gaps.extend(passed_over);
    gaps.sort();
    gaps.dedup();
    Err(LoadError::Nothing { gaps })
}

/// The calls of the go command that mean the same packages as `patterns` do for [`load`]: one for
/// each module, and one for each directory of named files. What leads nowhere is among them, so
/// that the go command can say so too.
pub fn go_calls(patterns: &[String], options: &LoadOptions) -> Vec<GoCall> {
    let here = [".".to_owned()];
    let patterns = if patterns.is_empty() { &here } else { patterns };
    let session = Session::new(options);
    let mut modules = session.modules();
    expand::requests(patterns, &session, &mut modules).1
}

/// Loads one file whose text is at hand, as if it lay in [`LoadOptions::dir`], and all that it
/// imports.
pub fn load_source(
    source: SourceFile,
    options: &LoadOptions,
    progress: &(dyn Fn(Progress) + Sync),
) -> Program {
    let session = Session::new(options);
    let mut modules = session.modules();
    let location = Location { path: LOOSE_PATH.to_owned(), ..modules.locate(&session.base) };
    modules.select();
    let request = Request { location, files: Files::Source(source), origin: Origin::Named };
    crate::stack::on_large_stacks(|| follow(vec![request], false, &session, modules, progress)).0
}

/// A package to load.
#[derive(Debug)]
struct Request {
    location: Location,
    files: Files,
    origin: Origin,
}

/// How a package came to be loaded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Origin {
    /// It was asked for in so many words.
    Named,
    /// A pattern matched it, so that it is no problem if it has no files.
    Matched,
    /// A pattern matched it that leaves out commands, as `cmd` does with vendored ones.
    MatchedUnlessCommand,
    /// Another package imports it, so that its tests do not matter.
    Imported {
        /// Whether its closures are asked for all the same.
        requested: bool,
    },
}

/// Where the files of a package are.
#[derive(Debug)]
enum Files {
    /// Those of its directory that the build takes.
    Directory,
    /// These files of its directory, whatever their constraints.
    Named(Vec<String>),
    /// One file at hand.
    Source(SourceFile),
}

/// What is fixed for one load.
struct Session<'a> {
    options: &'a LoadOptions,
    env: LoadEnv,
    /// [`LoadOptions::dir`], absolute.
    base: PathBuf,
    tags: BuildTags,
    std: Stdlib,
    latest: GoVersion,
    gaps: Vec<Gap>,
}

impl<'a> Session<'a> {
    fn new(options: &'a LoadOptions) -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let base = disk::absolute(&here, &options.dir);
        let mut env = options.env.clone();
        if let Some(text) = env.config_file().and_then(|file| disk::read_text(&file).ok()) {
            env.add_defaults(&text);
        }
        let named = options.goroot.as_ref().map(|named| disk::absolute(&base, named));
        let (std, problems) = if options.std_index {
            (Stdlib::index(), Vec::new())
        } else {
            Stdlib::find(named.as_deref(), &env)
        };
        let mut gaps: Vec<Gap> =
            problems.into_iter().map(|(path, message)| Gap { path, message }).collect();
        gaps.extend(unknown_machine(&options.target));
        let release = options.release.or(std.release()).unwrap_or(GoVersion::LATEST.0);
        let target = &options.target;
        let flag = env.flag("tags").unwrap_or_default().split(',').map(str::to_owned);
        let mut tags: Vec<String> = options.tags.iter().cloned().chain(flag).collect();
        let level = level_variable(&target.goarch).and_then(|name| env.get(name));
        tags.extend(level_tags(&target.goarch, level));
        let on = std.experiments(target, &env);
        tags.extend(on.iter().map(|name| format!("goexperiment.{name}")));
        let tags = BuildTags::new(target, env.cgo(target), release, tags);
        let latest = GoVersion(release);
        Self { options, env, base, tags, std, latest, gaps }
    }

    fn modules(&self) -> Modules<'_> {
        Modules::new(&self.base, &self.env, self.std.clone(), self.latest)
    }
}

/// What Go has no name for: no file is for it alone, and words are taken to have 8 bytes.
fn unknown_machine(target: &Target) -> impl Iterator<Item = Gap> {
    let Target { goos, goarch } = target;
    let system = (!is_system(goos)).then_some(("GOOS", goos, "system"));
    let architecture = (!is_architecture(goarch)).then_some(("GOARCH", goarch, "architecture"));
    system.into_iter().chain(architecture).map(|(variable, name, what)| Gap {
        path: format!("{variable}={name}"),
        message: format!("`{name}` is no {what} that Go knows"),
    })
}

/// Counts files for [`Progress`].
struct Counter<'a> {
    read: AtomicUsize,
    known: AtomicUsize,
    report: &'a (dyn Fn(Progress) + Sync),
}

impl Counter<'_> {
    fn add_known(&self, n: usize) {
        self.known.fetch_add(n, Ordering::Relaxed);
    }

    fn add_read(&self) {
        let files_read = self.read.fetch_add(1, Ordering::Relaxed) + 1;
        let files_known = self.known.load(Ordering::Relaxed);
        (self.report)(Progress { files_read, files_known });
    }
}

/// Loads the requests, then what they import, then what that imports: a wave at a time, each read
/// in parallel, each package once. `all` asks for the closures of what is imported too. With the
/// program, why packages that a pattern matched have no
/// files, which is worth telling only where nothing else is left.
fn follow(
    requests: Vec<Request>,
    all: bool,
    session: &Session<'_>,
    mut modules: Modules<'_>,
    progress: &(dyn Fn(Progress) + Sync),
) -> (Program, Vec<Gap>) {
    let counter =
        Counter { read: AtomicUsize::new(0), known: AtomicUsize::new(0), report: progress };
    let reader = Reader { session, counter: &counter };
    let mut gaps = session.gaps.clone();
    let mut passed_over = Vec::new();
    let mut packages: BTreeMap<String, Package> = BTreeMap::new();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    seen.extend(requests.iter().map(|request| request.location.path.clone()));
    let mut told: BTreeSet<String> = BTreeSet::new();
    let mut std = Std::Sources;
    let mut wave = requests;
    while !wave.is_empty() {
        let results: Vec<Read> = wave.into_par_iter().map(|request| reader.read(request)).collect();
        wave = Vec::new();
        for read in results {
            gaps.extend(read.gaps);
            passed_over.extend(read.passed_over);
            for loaded in read.packages {
                if let (Home::Index, Stdlib::Index(index)) = (loaded.location.home, &session.std) {
                    std = Std::Index { version: index.version().to_owned() };
                }
                let mut imports = BTreeMap::new();
                for (import, place) in &loaded.imports {
                    match modules.resolve(&loaded.location, import) {
                        Ok(found) => {
                            imports.insert(import.clone(), found.path.clone());
                            if seen.insert(found.path.clone()) {
                                wave.push(Request {
                                    location: found,
                                    files: Files::Directory,
                                    origin: Origin::Imported { requested: all },
                                });
                            }
                        }
                        Err(Unresolved::Told) => {}
                        // The first place will do: there may be hundreds.
                        Err(Unresolved::Because(message)) => {
                            if told.insert(message.clone()) {
                                gaps.push(Gap { path: place.clone(), message });
                            }
                        }
                    }
                }
                insert(&mut packages, &seen, loaded, imports);
            }
        }
    }
    let loaded: BTreeSet<String> = packages.keys().cloned().collect();
    let mut packages: Vec<Package> = packages.into_values().collect();
    for package in &mut packages {
        package.imports.retain(|_, path| loaded.contains(path));
    }
    gaps.append(&mut modules.gaps);
    gaps.extend(cycles::import_cycles(&packages));
    gaps.sort();
    gaps.dedup();
    let target = session.options.target.clone();
    (Program { packages, target, release: session.latest, std, gaps }, passed_over)
}

/// Adds a package under its path. External tests give way to a package that really has the path
/// `…_test`.
fn insert(
    packages: &mut BTreeMap<String, Package>,
    seen: &BTreeSet<String>,
    loaded: Loaded,
    imports: BTreeMap<String, String>,
) {
    let Loaded { location, files, headers, defines, requested, external_tests, .. } = loaded;
    let aside = |path: &str| format!("{path} [external tests]");
    let mut path = location.path;
    if external_tests && seen.contains(&path) {
        path = aside(&path);
    }
    let package = Package { path: path.clone(), files, imports, headers, defines, requested };
    if let Some(mut other) = packages.insert(path, package) {
        other.path = aside(&other.path);
        packages.insert(other.path.clone(), other);
    }
}
