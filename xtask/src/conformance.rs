//! `cargo xtask conformance`: the real compiler and heldby look at the same packages, and what
//! they say of each captured variable and each closure object is compared. `--layout`, `--syntax`,
//! `--types`, `--pacer` and `--k8s` compare other things, each in a file of its own.

mod compiler;
mod heldby;
mod k8s;
mod layout;
mod pacer;
pub(crate) mod syntax;
pub(crate) mod types;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use closure_core::oracle::{Code, Comparison, Finding, Kind, Tally, compare, compiler_log};

use crate::shell::{self, Args};
use compiler::Recording;

/// How many problems of a kind are shown, unless all are asked for.
const FIRST: usize = 10;

/// What is to be compared.
struct Request {
    patterns: Vec<String>,
    /// Where the patterns mean something.
    dir: PathBuf,
    tests: bool,
    /// Compile everything again, so that the compiler's time is the compiler's.
    fresh: bool,
    /// Take what an earlier run has recorded of the compiler.
    reuse: bool,
}

/// What makes the comparison fail.
struct Demand {
    percent: Option<f64>,
    no_extra: bool,
}

pub(crate) fn run(mut args: Args) -> Result<()> {
    if args.flag("--k8s") {
        return k8s::run(args);
    }
    let version: Option<String> = args.option("--go")?;
    if args.flag("--pacer") {
        return pacer::run(&Toolchain::find(version.as_deref())?, args);
    }
    if args.flag("--layout") {
        return layout::run(version.as_deref(), args);
    }
    let all = args.flag("--all");
    if args.flag("--syntax") {
        args.finish()?;
        return syntax::run(&Toolchain::find(version.as_deref())?, all);
    }
    if args.flag("--types") {
        return types::run(args, version.as_deref(), all);
    }
    let (goos, goarch) = (args.option("--goos")?, args.option("--goarch")?);
    let demand = Demand { percent: args.option("--require")?, no_extra: args.flag("--no-extra") };
    let here = std::env::current_dir().context("finding the working directory")?;
    let dir: Option<PathBuf> = args.option("--dir")?;
    let mut request = Request {
        dir: shell::absolute(&here, dir.as_deref().unwrap_or(Path::new("."))),
        tests: args.flag("--tests"),
        fresh: args.flag("--fresh"),
        reuse: args.flag("--reuse"),
        patterns: args.positional()?,
    };
    if request.fresh && request.reuse {
        bail!("`--fresh` compiles again and `--reuse` does not: one of them");
    }
    if request.patterns.is_empty() {
        request.patterns.push("./...".to_owned());
    }
    let toolchain = Toolchain::find_for(&request.dir, version.as_deref(), goos, goarch)?;
    compare_all(&toolchain, &request, &demand, all)
}

fn compare_all(toolchain: &Toolchain, request: &Request, demand: &Demand, all: bool) -> Result<()> {
    let (recording, path) = Recording::make(toolchain, request)?;
    println!(
        "compiler: {} {}/{}{}: {} files, {:.1} s{}; {}",
        toolchain.version,
        toolchain.goos,
        toolchain.goarch,
        if toolchain.cgo { "" } else { " without cgo" },
        recording.files.len(),
        recording.seconds,
        if request.fresh { "" } else { " (what go has cached is not compiled again)" },
        shell::clickable(&path.display().to_string()),
    );
    if !recording.failed_dirs.is_empty() {
        println!("          {} packages do not compile:", recording.failed_dirs.len());
        recording.failed_dirs.iter().take(FIRST).for_each(|dir| println!("          {dir}"));
    }

    let answer = heldby::ask(toolchain, request, &recording.failed_dirs)?;
    println!(
        "heldby:   {} files, {:.2} s to load and {:.2} s to analyse{}; {} gaps; \
         {} files with `//line` left out",
        answer.said.files.len(),
        answer.load_seconds,
        answer.analysis_seconds,
        if cfg!(debug_assertions) { " (not a release build)" } else { "" },
        answer.gaps.len(),
        answer.said.moved_files.len(),
    );
    for (what, files) in [
        ("the compiler alone", recording.files.difference(&answer.said.files)),
        ("heldby alone", answer.said.files.difference(&recording.files)),
    ] {
        let files: Vec<&String> = files.collect();
        if !files.is_empty() {
            println!("          {} files for {what}:", files.len());
        }
        for file in files.iter().take(if all { usize::MAX } else { FIRST }) {
            println!("          {}", shell::clickable(file));
        }
    }
    for gap in answer.gaps.iter().take(if all { usize::MAX } else { FIRST }) {
        println!("          {}: {}", gap.path, gap.message);
    }

    let said = compiler_log::read(&recording.output, &request.dir, &toolchain.goroot);
    let comparison = compare(&said, &answer.said);
    print!("{}", report(&comparison, if all { usize::MAX } else { FIRST }));
    judge(&comparison, demand)
}

fn describe_code(code: Code) -> &'static str {
    match code {
        Code::Literal => "literals",
        Code::RangeBody => "range bodies",
        Code::Wrapper => "go and defer wrappers",
    }
}

/// The comparison as text: up to `most` problems of each kind, then the counts.
fn report(comparison: &Comparison, most: usize) -> String {
    let mut text = String::new();
    let mut counts = String::new();
    let closures = comparison.closures.iter().map(|(code, tally)| (describe_code(*code), tally));
    for (what, tally) in std::iter::once(("variables", &comparison.variables)).chain(closures) {
        describe_problems(&mut text, what, tally, most);
        let _ = write!(
            counts,
            "{what}: {} of the compiler's {} agree ({:.2} %)",
            tally.agreeing.len(),
            tally.n_compiler,
            percent(tally)
        );
        for kind in Kind::ALL {
            let _ = write!(counts, ", {} {}", tally.count(kind), describe_kind(kind));
        }
        counts.push('\n');
    }
    let _ = writeln!(
        counts,
        "not compared: {} of the compiler's closures that are neither of these, {} sentences on \
         other files",
        comparison.n_other_closures, comparison.n_elsewhere
    );
    text + &counts
}

fn describe_kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Different => "different",
        Kind::Missing => "missing",
        Kind::Unknown => "unknown",
        Kind::Extra => "extra",
        Kind::Cgo => "by cgo",
        Kind::NotInstantiated => "not instantiated",
    }
}

/// The share of what the compiler has that heldby has alike.
fn percent(tally: &Tally) -> f64 {
    if tally.n_compiler == 0 {
        return 100.0;
    }
    100.0 * shell::float(tally.agreeing.len()) / shell::float(tally.n_compiler)
}

/// What the sides say of one thing.
fn describe_finding(finding: &Finding) -> String {
    let name = finding.name.as_ref().map_or(String::new(), |name| format!("{name}: "));
    let heldby = finding.heldby.as_ref().map(|said| format!("heldby says {said}"));
    let compiler = finding.compiler.as_ref().map(|said| format!("compiler says {said}"));
    let sides: Vec<String> = heldby.into_iter().chain(compiler).collect();
    name + &sides.join(", ")
}

// Writing to a string cannot fail.
fn describe_problems(text: &mut String, what: &str, tally: &Tally, most: usize) {
    for (kind, problems) in &tally.problems {
        // These are nobody's fault: they are counted, and shown only with everything else.
        if *kind == Kind::NotInstantiated && most < usize::MAX {
            continue;
        }
        let _ = writeln!(text, "{what}, {}: {}", describe_kind(*kind), problems.len());
        for problem in problems.iter().take(most) {
            let place = &problem.place;
            let file = shell::clickable(&place.file);
            let column = place.column.max(1);
            let message = describe_finding(problem);
            let _ = writeln!(text, "{file}:{}:{column}: {message}", place.line);
        }
        if problems.len() > most {
            let _ = writeln!(text, "  … {} more with --all", problems.len() - most);
        }
    }
}

fn judge(comparison: &Comparison, demand: &Demand) -> Result<()> {
    let closures = comparison.closures.iter().map(|(code, tally)| (describe_code(*code), tally));
    for (what, tally) in std::iter::once(("variables", &comparison.variables)).chain(closures) {
        if demand.percent.is_some_and(|least| percent(tally) < least) {
            bail!("{what}: {:.2} % agree, {} % are required", percent(tally), {
                demand.percent.unwrap_or_default()
            });
        }
        let n_extra = tally.count(Kind::Extra);
        if demand.no_extra && n_extra > 0 {
            bail!("{what}: heldby has {n_extra} that the compiler does not have");
        }
    }
    Ok(())
}

/// A Go toolchain, and the machine it compiles for.
pub(crate) struct Toolchain {
    /// As it calls itself: `go1.26.8`.
    pub(crate) version: String,
    pub(crate) goroot: PathBuf,
    goos: String,
    goarch: String,
    cgo: bool,
    environment: Vec<(&'static str, String)>,
}

impl Toolchain {
    /// The installed toolchain, or the one of the given version, for this machine.
    pub(crate) fn find(version: Option<&str>) -> Result<Self> {
        Self::find_for(&shell::root(), version, None, None)
    }

    /// The toolchain that go chooses in `dir`, or the one of the given version.
    fn find_for(
        dir: &Path,
        version: Option<&str>,
        goos: Option<String>,
        goarch: Option<String>,
    ) -> Result<Self> {
        let mut environment = Vec::new();
        if let Some(version) = version {
            environment.push(("GOTOOLCHAIN", toolchain_name(version)));
        }
        environment.extend(goos.map(|goos| ("GOOS", goos)));
        environment.extend(goarch.map(|goarch| ("GOARCH", goarch)));
        let mut go = Command::new("go");
        go.args(["env", "GOVERSION", "GOROOT", "GOOS", "GOARCH", "CGO_ENABLED"]);
        go.envs(environment.iter().map(|(name, value)| (name, value))).current_dir(dir);
        let values = shell::read(&mut go)?;
        let values: Vec<&str> = values.lines().collect();
        let [version, goroot, goos, goarch, cgo] = values.as_slice() else {
            bail!("{} printed {} lines", shell::show(&go), values.len());
        };
        Ok(Self {
            version: (*version).to_owned(),
            goroot: PathBuf::from(goroot),
            goos: (*goos).to_owned(),
            goarch: (*goarch).to_owned(),
            cgo: *cgo == "1",
            environment,
        })
    }

    /// A call of this toolchain's go.
    pub(crate) fn go(&self) -> Command {
        let mut go = Command::new("go");
        go.envs(self.environment.iter().map(|(name, value)| (name, value)));
        go
    }
}

/// What the go command calls a release: `go1.24.0` of `1.24`, as from 1.21 on the first of a line has
/// three numbers as well.
fn toolchain_name(version: &str) -> String {
    let version = version.trim_start_matches("go");
    let minor: Option<u32> = version
        .strip_prefix("1.")
        .and_then(|minor| minor.parse().ok())
        .filter(|&minor| minor >= 21);
    let first = if minor.is_some() { ".0" } else { "" };
    format!("go{version}{first}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn releases_as_go_calls_them() {
        let names = ["1.24", "go1.24", "1.27.3", "1.20", "1.27rc1"].map(toolchain_name);
        assert_eq!(names, ["go1.24.0", "go1.24.0", "go1.27.3", "go1.20", "go1.27rc1"]);
    }

    use closure_core::CaptureMode;
    use closure_core::oracle::{Place, Said};

    fn comparison() -> Comparison {
        let problem = |line| Finding {
            place: Place::new("/a.go", line, 3),
            name: Some("x".to_owned()),
            heldby: None,
            compiler: Some(Said::Captured(Some(CaptureMode::Value).into())),
        };
        let mut comparison = Comparison::default();
        comparison.variables.n_compiler = 8;
        comparison.variables.agreeing = (10..16).map(problem).collect();
        comparison.variables.problems.insert(Kind::Missing, vec![problem(1), problem(2)]);
        comparison.variables.problems.insert(Kind::NotInstantiated, vec![problem(9)]);
        comparison
    }

    #[test]
    fn the_report_shows_the_first_problems_and_counts_all() {
        assert_eq!(
            report(&comparison(), 1),
            "variables, missing: 2\n\
             /a.go:1:3: x: compiler says by value\n  \
             … 1 more with --all\n\
             variables: 6 of the compiler's 8 agree (75.00 %), 0 different, 2 missing, \
             0 unknown, 0 extra, 0 by cgo, 1 not instantiated\n\
             not compared: 0 of the compiler's closures that are neither of these, \
             0 sentences on other files\n"
        );
    }

    #[test]
    fn demands_are_judged() {
        let demand = |percent, no_extra| judge(&comparison(), &Demand { percent, no_extra });
        assert!(demand(None, true).is_ok());
        assert!(demand(Some(75.0), true).is_ok());
        let error = demand(Some(80.0), false).unwrap_err();
        assert_eq!(error.to_string(), "variables: 75.00 % agree, 80 % are required");
    }
}
