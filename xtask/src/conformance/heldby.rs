//! heldby's account: loading and analysing in this process.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use closure_core::Analysis;
use closure_core::load::{LoadEnv, LoadOptions, load};
use closure_core::oracle::HeldbyAccount;
use closure_core::program::{Gap, Program, Target};

use super::{Request, Toolchain};

/// What heldby found, and how long it took.
pub(super) struct Answer {
    pub(super) said: HeldbyAccount,
    pub(super) gaps: Vec<Gap>,
    pub(super) load_seconds: f64,
    pub(super) analysis_seconds: f64,
}

/// Loads what the request asks for, for the toolchain's machine, and analyses it.
pub(super) fn ask(
    toolchain: &Toolchain,
    request: &Request,
    failed_dirs: &BTreeSet<String>,
) -> Result<Answer> {
    let mut options = options(toolchain, &request.dir);
    options.tests = request.tests;
    let start = Instant::now();
    let program = load(&request.patterns, &options, &|_| {}).context("loading")?;
    let load_seconds = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let analysis = closure_core::analyze(&program);
    let analysis_seconds = start.elapsed().as_secs_f64();
    let said = HeldbyAccount::new(&program, &analysis, &request.dir, failed_dirs);
    Ok(Answer { said, gaps: analysis.gaps, load_seconds, analysis_seconds })
}

/// Loads a package, and analyses it and all that it is built from.
pub(super) fn everything(
    toolchain: &Toolchain,
    dir: &Path,
    package: &str,
) -> Result<(Program, Analysis)> {
    let options = options(toolchain, dir);
    let mut program = load(&[package.to_owned()], &options, &|_| {}).context("loading")?;
    program.packages.iter_mut().for_each(|package| package.requested = true);
    let analysis = closure_core::analyze(&program);
    Ok((program, analysis))
}

fn options(toolchain: &Toolchain, dir: &Path) -> LoadOptions {
    let target = Target { goos: toolchain.goos.clone(), goarch: toolchain.goarch.clone() };
    let cgo = if toolchain.cgo { "1" } else { "0" };
    let env = LoadEnv::from_process().with("CGO_ENABLED", cgo);
    let mut options = LoadOptions::new(dir, target, env);
    options.goroot = Some(toolchain.goroot.clone());
    options
}
