//! The same packages and the same files as `go list`, for the standard library and the go command
//! on several machines. It needs a Go toolchain on PATH, and is skipped without one, except in CI.

#![expect(clippy::unwrap_used, reason = "an oracle that cannot be asked is a failed test")]
#![expect(clippy::print_stdout, reason = "what was compared, and that nothing was, must be told")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use closure_core::load::{LoadEnv, LoadOptions, load};
use closure_core::program::Target;

/// The go command, if there is one to compare with.
fn go_is_here() -> bool {
    let found = Command::new("go").arg("version").output().is_ok_and(|out| out.status.success());
    assert!(found || std::env::var("CI").as_deref() != Ok("true"), "CI has no go on PATH");
    if !found {
        println!("skipped: no go on PATH");
    }
    found
}

fn go(dir: &Path, target: &Target, args: &[&str]) -> String {
    let mut command = Command::new("go");
    command
        .current_dir(dir)
        .args(args)
        .env("GOPROXY", "off")
        .env("GOOS", &target.goos)
        .env("GOARCH", &target.goarch);
    let out = command.output().unwrap();
    assert!(out.status.success(), "{args:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// Packages and the names of their files.
type Listing = BTreeMap<String, Vec<String>>;

/// What `go list` prints a package and its files with.
const FORMAT: &str =
    "{{.ImportPath}}{{range .GoFiles}}\t{{.}}{{end}}{{range .CgoFiles}}\t{{.}}{{end}}";

/// The same with the package's tests, and a second line for its external tests.
const FORMAT_WITH_TESTS: &str = "{{.ImportPath}}{{range .GoFiles}}\t{{.}}{{end}}\
    {{range .CgoFiles}}\t{{.}}{{end}}{{range .TestGoFiles}}\t{{.}}{{end}}\n\
    {{.ImportPath}}_test{{range .XTestGoFiles}}\t{{.}}{{end}}";

fn go_list(dir: &Path, target: &Target, patterns: &[&str]) -> Listing {
    go_list_as(FORMAT, dir, target, patterns)
}

fn go_list_as(format: &str, dir: &Path, target: &Target, patterns: &[&str]) -> Listing {
    let text = go(dir, target, &[&["list", "-e", "-f", format], patterns].concat());
    text.lines()
        .filter_map(|line| {
            let mut words = line.split('\t').map(str::to_owned);
            let path = words.next()?;
            let mut files: Vec<String> = words.collect();
            files.sort();
            // What has only tests has nothing to load.
            (!files.is_empty() && path != "unsafe").then_some((path, files))
        })
        .collect()
}

fn loaded(dir: &Path, target: &Target, patterns: &[&str], everything: bool) -> Listing {
    let options = LoadOptions::new(dir, target.clone(), LoadEnv::from_process());
    loaded_with(&options, patterns, everything)
}

fn loaded_with(options: &LoadOptions, patterns: &[&str], everything: bool) -> Listing {
    let patterns: Vec<String> = patterns.iter().map(|&pattern| pattern.to_owned()).collect();
    let program = load(&patterns, options, &|_| {}).unwrap();
    assert_eq!(program.gaps, [], "{:?} {patterns:?}", options.target);
    let packages = program.packages.iter().filter(|package| package.requested || everything);
    packages
        .filter(|package| package.path != "unsafe")
        .map(|package| {
            let names = package.files.iter().map(|file| {
                let name = Path::new(file.source.name()).file_name().unwrap();
                name.to_str().unwrap().to_owned()
            });
            (package.path.clone(), names.collect())
        })
        .collect()
}

#[track_caller]
fn compare(what: &str, ours: &Listing, theirs: &Listing) {
    for (path, files) in theirs {
        assert_eq!(ours.get(path), Some(files), "{what}: {path}");
    }
    for path in ours.keys() {
        assert!(theirs.contains_key(path), "{what}: only we have {path}");
    }
    let n_files: usize = ours.values().map(Vec::len).sum();
    println!("{what}: {} packages, {n_files} files equal", ours.len());
}

fn somewhere() -> PathBuf {
    std::env::temp_dir()
}

fn target(goos: &str, goarch: &str) -> Target {
    Target { goos: goos.to_owned(), goarch: goarch.to_owned() }
}

fn targets() -> Vec<Target> {
    let mut targets = vec![LoadEnv::from_process().host];
    for (goos, goarch) in [
        ("linux", "amd64"),
        ("windows", "amd64"),
        ("linux", "386"),
        ("darwin", "arm64"),
        ("js", "wasm"),
        ("linux", "arm"),
        ("android", "arm64"),
        ("illumos", "amd64"),
        ("plan9", "386"),
        ("linux", "riscv64"),
    ] {
        let target = target(goos, goarch);
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    targets
}

#[test]
fn std_and_cmd_are_those_of_go_list() {
    if !go_is_here() {
        return;
    }
    for target in targets() {
        let what = format!("std cmd on {}/{}", target.goos, target.goarch);
        let patterns = ["std", "cmd"];
        let ours = loaded(&somewhere(), &target, &patterns, false);
        compare(&what, &ours, &go_list(&somewhere(), &target, &patterns));
    }
}

#[test]
fn what_a_package_imports_is_what_go_list_deps_says() {
    if !go_is_here() {
        return;
    }
    for target in [target("linux", "amd64"), target("windows", "amd64")] {
        for package in ["net/http", "cmd/vet", "go/types"] {
            let ours = loaded(&somewhere(), &target, &[package], true);
            let mut theirs = go_list(&somewhere(), &target, &["-deps", package]);
            // Every build links these, whether imported or not; what cgo adds is one of them.
            let implied = go_list(&somewhere(), &target, &["-deps", "runtime", "runtime/cgo"]);
            theirs.retain(|path, _| ours.contains_key(path) || !implied.contains_key(path));
            compare(&format!("deps of {package} on {}", target.goos), &ours, &theirs);
        }
    }
}

#[test]
fn patterns_in_the_sources_of_go_are_those_of_go_list() {
    if !go_is_here() {
        return;
    }
    let target = LoadEnv::from_process().host;
    let goroot = go(&somewhere(), &target, &["env", "GOROOT"]);
    let src = Path::new(goroot.trim()).join("src");
    for pattern in ["./...", "./net/...", "./encoding/...json...", "net/...", "cmd/go/..."] {
        let ours = loaded(&src, &target, &[pattern], false);
        compare(pattern, &ours, &go_list(&src, &target, &[pattern]));
    }
    // (For `./vendor/...` it lists paths without the `cmd/vendor` that they are compiled under.)
    for pattern in ["./...", "./go"] {
        let cmd = src.join("cmd");
        let ours = loaded(&cmd, &target, &[pattern], false);
        compare(&format!("cmd: {pattern}"), &ours, &go_list(&cmd, &target, &[pattern]));
    }
}

#[test]
fn tests_are_those_of_go_list() {
    if !go_is_here() {
        return;
    }
    let target = LoadEnv::from_process().host;
    let options = LoadOptions::new(somewhere(), target.clone(), LoadEnv::from_process());
    let ours = loaded_with(&LoadOptions { tests: true, ..options }, &["std"], false);
    let theirs = go_list_as(FORMAT_WITH_TESTS, &somewhere(), &target, &["std"]);
    compare("std with tests", &ours, &theirs);
}

/// Writes files and returns the directory they are in.
fn written(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let root = std::env::temp_dir().join(format!("heldby-oracle-{}-{name}", std::process::id()));
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    root
}

#[test]
fn modules_are_those_of_go_list() {
    if !go_is_here() {
        return;
    }
    let target = LoadEnv::from_process().host;
    let root = written(
        "modules",
        &[
            (
                "m/go.mod",
                "module ex.com/m\ngo 1.21\nrequire ex.com/a v1.0.0\nrequire ex.com/b v1.2.0 // indirect\n\
                 replace ex.com/a => ../a\nreplace ex.com/b => ../b\nignore ./skipped\n",
            ),
            ("m/m.go", "package m\nimport (_ \"ex.com/a/x\"; _ \"ex.com/m/in\"; _ \"net/http\")\n"),
            ("m/in/in.go", "package in\n"),
            ("m/in/testdata/t.go", "package t\n"),
            ("m/_in/in.go", "package in\n"),
            ("m/skipped/s.go", "package s\n"),
            ("m/nested/go.mod", "module ex.com/m/nested\n"),
            ("m/nested/n.go", "package n\n"),
            ("a/go.mod", "module ex.com/a\ngo 1.18\nrequire ex.com/b v1.1.0\n"),
            ("a/x/x.go", "package x\nimport _ \"ex.com/b\"\n"),
            ("a/unused/u.go", "package unused\n"),
            ("b/go.mod", "module ex.com/b\n"),
            ("b/b.go", "package b\n"),
        ],
    );
    let main = root.join("m");
    let compare_all = |mode: &str| {
        for patterns in [&["./..."][..], &["."], &["ex.com/..."], &["ex.com/m/in", "./"], &["all"]]
        {
            let ours = loaded(&main, &target, patterns, false);
            compare(&format!("{mode}: {patterns:?}"), &ours, &go_list(&main, &target, patterns));
        }
        let ours = loaded(&main, &target, &["."], true);
        let mut theirs = go_list(&main, &target, &["-deps", "."]);
        let implied = go_list(&main, &target, &["-deps", "runtime", "runtime/cgo"]);
        theirs.retain(|path, _| ours.contains_key(path) || !implied.contains_key(path));
        compare(&format!("{mode}: deps"), &ours, &theirs);
    };
    compare_all("module");
    go(&main, &target, &["mod", "vendor"]);
    compare_all("vendor");
    fs::remove_dir_all(main.join("vendor")).unwrap();
    let text = "go 1.21\nuse (\n./m\n./a\n./m/nested\n)\n";
    fs::write(root.join("go.work"), text).unwrap();
    compare_all("workspace");
    fs::remove_dir_all(&root).unwrap();
}
