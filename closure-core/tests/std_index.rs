//! The index of the standard library in place of the library: ten packages as other people write
//! them, in `tests/std-index`, are the same with either. What is expected of them is recorded, so that
//! it holds where Go is not installed; where the release of the index is, both are compared.

#![expect(clippy::unwrap_used, reason = "what cannot be loaded is a failed test")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use closure_core::analysis::{Analysis, Capture, CaptureMode};
use closure_core::analyze;
use closure_core::load::{LoadEnv, LoadOptions, load};
use closure_core::program::{Std, Target};
use expect_test::expect_file;

const TARGETS: [(&str, &str); 3] = [("linux", "amd64"), ("windows", "386"), ("darwin", "arm64")];

fn dir() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/std-index"))
}

/// The options for a target, with nothing of this machine but what is in the fixture.
fn options(goos: &str, goarch: &str) -> LoadOptions {
    let target = Target { goos: goos.to_owned(), goarch: goarch.to_owned() };
    let env = LoadEnv::empty().with("GOENV", "off").with("CGO_ENABLED", "0");
    LoadOptions::new(dir(), target, env)
}

/// The analysis of the ten packages, and where the standard library was from.
fn analysis(options: &LoadOptions) -> (Analysis, Std) {
    let program = load(&["./...".to_owned()], options, &|_| {}).unwrap();
    assert_eq!(program.packages.iter().filter(|package| package.requested).count(), 10);
    (analyze(&program), program.std)
}

/// The closures, one a line, and what each captures.
fn render(analysis: &Analysis) -> String {
    let mut text = String::new();
    let unknown = || "?".to_owned();
    let number = |n: Option<u64>| n.map_or_else(unknown, |n| n.to_string());
    for closure in &analysis.closures {
        let (place, name) = (&closure.position, &closure.name);
        writeln!(text, "{place} {name} {}", number(closure.size)).unwrap();
        for capture in &closure.captures {
            let mode = match capture.mode {
                Some(CaptureMode::Value) => "value",
                Some(CaptureMode::Reference) => "reference",
                None => "?",
            };
            let (ty, size) = (capture.ty.clone().unwrap_or_else(unknown), number(capture.size));
            writeln!(text, "    {} {mode} {size} {ty}", capture.name).unwrap();
        }
    }
    for gap in &analysis.gaps {
        writeln!(text, "gap {}: {}", gap.path, gap.message).unwrap();
    }
    text
}

/// An installation of the release that the index is of, if there is one that takes no download.
fn goroot(version: &str) -> Option<PathBuf> {
    let mut go = Command::new("go");
    go.args(["env", "GOROOT"]).env("GOTOOLCHAIN", version).env("GOPROXY", "off");
    let out = go.current_dir(dir()).output().ok()?;
    let found = PathBuf::from(String::from_utf8(out.stdout).ok()?.trim());
    let release = std::fs::read_to_string(found.join("VERSION")).ok()?;
    (out.status.success() && release.lines().next() == Some(version)).then_some(found)
}

#[test]
fn without_an_installation() {
    for (goos, goarch) in TARGETS {
        let (analysis, std) = analysis(&options(goos, goarch));
        assert!(matches!(std, Std::Index { .. }), "{std:?}");
        let expected = Path::new("std-index").join(format!("{goos}_{goarch}.txt"));
        expect_file![expected].assert_eq(&render(&analysis));
    }
}

#[test]
fn nothing_in_the_examples_is_unknown() {
    let (analysis, _) = analysis(&options("linux", "amd64"));
    assert_eq!(analysis.gaps, []);
    let captures = || {
        let all = analysis.closures.iter().flat_map(|closure| &closure.captures);
        all.filter(|capture| !capture.synthetic)
    };
    let unknown: Vec<&Capture> =
        captures().filter(|capture| capture.ty.is_none() || capture.mode.is_none()).collect();
    assert!(unknown.is_empty(), "{unknown:#?}");
    let of_std = |capture: &&Capture| capture.ty.as_deref().unwrap().contains('.');
    let (n, n_of_std) = (captures().count(), captures().filter(of_std).count());
    assert!(n > 200 && n_of_std > 100, "{n} captures, {n_of_std} of the library's types");
}

#[test]
fn an_installation_gives_the_same() {
    let Std::Index { version } = analysis(&options("linux", "amd64")).1 else { panic!("no index") };
    let Some(goroot) = goroot(&version) else {
        println!("skipped: {version} is not here to compare the index with");
        return;
    };
    for (goos, goarch) in TARGETS {
        let without = options(goos, goarch);
        let with = LoadOptions { goroot: Some(goroot.clone()), ..without.clone() };
        let (with, std) = analysis(&with);
        assert_eq!(std, Std::Sources);
        let (without, _) = analysis(&without);
        assert_eq!(render(&with), render(&without), "{goos}/{goarch}");
        assert_eq!(with, without, "{goos}/{goarch}");
        println!("{goos}/{goarch}: {} closures equal", with.closures.len());
    }
}
