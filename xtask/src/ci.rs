//! `cargo xtask ci`: everything that must hold before a change lands, one step after the other,
//! and no further than the first that fails.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::shell::{self, Args, cargo};
use crate::{conformance, docs, tidy};

/// How a step that did not fail ended.
enum Outcome {
    Passed,
    /// Left out, and why.
    Skipped(String),
}

struct Step {
    name: &'static str,
    run: fn() -> Result<Outcome>,
}

const STEPS: &[Step] = &[
    Step { name: "toolchain", run: toolchain },
    Step { name: "format", run: format },
    Step { name: "clippy", run: clippy },
    Step { name: "browser", run: browser },
    Step { name: "test", run: test },
    Step { name: "each crate alone", run: each_crate_alone },
    Step { name: "documentation", run: documentation },
    Step { name: "tidy", run: || tidy::run(no_args()).map(|()| Outcome::Passed) },
    Step { name: "docs --check", run: docs_up_to_date },
    Step { name: "conformance", run: conformance_of_examples },
    Step { name: "conformance --layout", run: conformance_of_layout },
    Step { name: "conformance --pacer", run: conformance_of_pacer },
    Step { name: "cargo-deny", run: deny },
    Step { name: "fuzz targets", run: fuzz_targets },
];

pub(crate) fn run(args: Args) -> Result<()> {
    args.finish()?;
    let (mut n_passed, mut n_skipped) = (0, 0);
    for (index, step) in STEPS.iter().enumerate() {
        println!("\n==> {}/{} {}", index + 1, STEPS.len(), step.name);
        let start = Instant::now();
        let outcome = (step.run)();
        let seconds = start.elapsed().as_secs_f64();
        match outcome {
            Ok(Outcome::Passed) => {
                println!("<== {}: passed in {seconds:.1} s", step.name);
                n_passed += 1;
            }
            Ok(Outcome::Skipped(why)) => {
                println!("skipped: {}: {why}", step.name);
                n_skipped += 1;
            }
            Err(error) => {
                println!("<== {}: FAILED after {seconds:.1} s", step.name);
                println!("ci: {n_passed} passed, 1 failed, {n_skipped} skipped");
                return Err(error.context(format!("step `{}`", step.name)));
            }
        }
    }
    println!("\nci: {n_passed} passed, 0 failed, {n_skipped} skipped");
    Ok(())
}

fn no_args() -> Args {
    Args::new([""; 0])
}

fn passed(_: ()) -> Outcome {
    Outcome::Passed
}

/// Runs cargo with each of the argument lists.
fn all(argument_lists: &[&str]) -> Result<Outcome> {
    for arguments in argument_lists {
        shell::run(&mut cargo(arguments.split(' ')))?;
    }
    Ok(Outcome::Passed)
}

fn toolchain() -> Result<Outcome> {
    let missing = || -> Vec<&str> {
        [("fmt", "rustfmt"), ("clippy", "clippy")]
            .into_iter()
            .filter(|(subcommand, _)| !shell::succeeds(&mut cargo([subcommand, "--version"])))
            .map(|(_, component)| component)
            .collect()
    };
    let wanted = missing();
    if !wanted.is_empty() {
        println!("missing: {}; asking rustup for them", wanted.join(", "));
        let mut rustup = Command::new("rustup");
        rustup.args(["component", "add"]).args(&wanted).current_dir(shell::root());
        // Whether rustup could help shows below, and its own words are on the screen.
        if let Err(error) = shell::run(&mut rustup) {
            println!("{error:#}");
        }
        let still = missing();
        if !still.is_empty() {
            bail!(
                "this toolchain has no {}: install it as the rustup component or the \
                 distribution's package of that name",
                still.join(" and no ")
            );
        }
    }
    shell::run(&mut cargo(["--version"]))?;
    shell::run(&mut cargo(["fmt", "--version"]))?;
    shell::run(&mut cargo(["clippy", "--version"]))?;
    Ok(Outcome::Passed)
}

fn format() -> Result<Outcome> {
    all(&["fmt --all --check"]).context("`cargo fmt --all` formats")
}

fn clippy() -> Result<Outcome> {
    all(&[
        "clippy --workspace --all-targets -- -D warnings",
        "clippy --package gc-sim --no-default-features --all-targets -- -D warnings",
        "clippy --package gc-sim --no-default-features --features serde --all-targets -- -D warnings",
        "clippy --package gc-sim --no-default-features --features sim --all-targets -- -D warnings",
        "clippy --package k8s-doctor --all-targets -- -D warnings",
        "clippy --package heldby --no-default-features --all-targets -- -D warnings",
        "clippy --package heldby --no-default-features --features gc --all-targets -- -D warnings",
        "clippy --package heldby --no-default-features --features closures --all-targets -- -D warnings",
        "clippy --package heldby --no-default-features --features k8s --all-targets -- -D warnings",
    ])
}

/// The browser that the tests of the player need. They look for it themselves, in the same places.
fn browser() -> Result<Outcome> {
    if let Some(found) = found_browser() {
        println!("{found}");
        return Ok(Outcome::Passed);
    }
    if !shell::is_ci() {
        let why = "no Chromium on PATH and none named by CHROMIUM: the player is not tested";
        return Ok(Outcome::Skipped(why.to_owned()));
    }
    println!("missing: chromium; asking apt-get for it");
    for arguments in ["update", "install --yes --no-install-recommends chromium"] {
        let mut apt = Command::new("apt-get");
        apt.args(arguments.split(' ')).env("DEBIAN_FRONTEND", "noninteractive");
        // Whether it could help shows below, and its own words are on the screen.
        if let Err(error) = shell::run(&mut apt) {
            println!("{error:#}");
        }
    }
    if found_browser().is_none() {
        bail!(
            "no `chromium`, `chromium-browser` or `google-chrome` on PATH and none named by \
             CHROMIUM: install one of them; an automatic run skips nothing"
        );
    }
    Ok(Outcome::Passed)
}

/// The first browser that can say its version.
fn found_browser() -> Option<String> {
    let known = ["chromium", "chromium-browser", "google-chrome"].map(str::to_owned);
    let names = std::env::var("CHROMIUM").into_iter().chain(known);
    names.into_iter().find(|name| shell::succeeds(Command::new(name).arg("--version")))
}

fn test() -> Result<Outcome> {
    // In the workspace run gc-sim has its picture engine, because the command line asks for it.
    all(&["test --workspace", "test --package gc-sim --no-default-features --features serde,sim"])
}

/// A library must not build only because another crate switches a feature of a dependency on.
fn each_crate_alone() -> Result<Outcome> {
    all(&["check --package closure-core", "check --package gc-sim", "check --package k8s-doctor"])
}

fn documentation() -> Result<Outcome> {
    let mut doc = cargo(["doc", "--workspace", "--no-deps"]);
    shell::run(doc.env("RUSTDOCFLAGS", "-D warnings")).map(passed)
}

/// The screens in the documents are those of a machine with Go, where types are known.
fn docs_up_to_date() -> Result<Outcome> {
    with_go(|| docs::run(Args::new(["--check"])))
}

/// Runs a step that takes Go, which only an automatic run must have.
fn with_go(step: impl FnOnce() -> Result<()>) -> Result<Outcome> {
    if shell::succeeds(Command::new("go").arg("version")) {
        return step().map(passed);
    }
    if shell::is_ci() {
        bail!("`go` is not on PATH, and an automatic run skips nothing");
    }
    Ok(Outcome::Skipped("`go` is not on PATH".to_owned()))
}

/// heldby and the compiler must agree on every variable of the repository's own examples.
fn conformance_of_examples() -> Result<Outcome> {
    with_go(compare_examples)
}

fn compare_examples() -> Result<()> {
    let modules = tracked("examples/**/go.mod")?;
    if modules.is_empty() {
        bail!("no `go.mod` below `examples`");
    }
    for module in modules {
        let folder = Path::new(&module).parent().unwrap_or(Path::new("."));
        let folder = shell::root().join(folder).display().to_string();
        conformance::run(Args::new(["./...", "--dir", &folder, "--require", "100", "--no-extra"]))?;
    }
    Ok(())
}

/// Closure objects must be those of a binary, of one of the examples with all that it is built from.
fn conformance_of_layout() -> Result<Outcome> {
    with_go(|| {
        let folder = shell::root().join("examples/go").display().to_string();
        conformance::run(Args::new(["--layout", "./reclaim", "--dir", &folder, "--require"]))
    })
}

/// The simulated pacer must agree with the real one on a few programs, which run for half a minute.
fn conformance_of_pacer() -> Result<Outcome> {
    with_go(|| conformance::run(Args::new(["--pacer", "--quick", "--require"])))
}

fn deny() -> Result<Outcome> {
    if !shell::succeeds(&mut cargo(["deny", "--version"])) {
        return Ok(Outcome::Skipped("cargo-deny is not installed".to_owned()));
    }
    // Advisories come over the network, and so are not part of what must always pass.
    all(&["deny check bans licenses sources"])
}

/// Fuzz targets are packages of their own, outside the workspace: they are compiled, not run.
fn fuzz_targets() -> Result<Outcome> {
    let manifests = tracked("*/fuzz/Cargo.toml")?;
    for manifest in &manifests {
        // What the workspace has compiled already is used again.
        let check = ["check", "--locked", "--target-dir", "target", "--manifest-path", manifest];
        shell::run(&mut cargo(check))?;
    }
    Ok(match manifests.as_slice() {
        [] => Outcome::Skipped("there are none".to_owned()),
        _ => Outcome::Passed,
    })
}

/// The repository's files that match a git path pattern, also those not yet added.
fn tracked(pattern: &str) -> Result<Vec<String>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"]);
    let listing = shell::read(git.arg(format!(":(glob){pattern}")).current_dir(shell::root()))?;
    let mut paths: Vec<String> = listing
        .split_terminator('\0')
        .filter(|path| shell::root().join(path).is_file())
        .map(str::to_owned)
        .collect();
    paths.sort();
    paths.dedup();
    Ok(paths)
}
