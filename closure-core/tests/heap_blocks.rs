//! The blocks that objects take on the heap, held against a program that makes them and looks at what
//! its runtime has allocated. It needs a Go toolchain on PATH, and is skipped without one.
//!
//! The objects are method values, which can be of any size: `struct { F uintptr; R T }`.

#![expect(clippy::unwrap_used, reason = "an oracle that cannot be asked is a failed test")]

mod go;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use closure_core::analyze;
use closure_core::layout::HeapBlock;
use closure_core::program::{Package, Program, Target};
use closure_core::source::SourceFile;
use go::{go, go_is_here};

/// How many objects of a type are made.
const N_OBJECTS: u64 = 512;

/// Sizes of receivers in bytes: around those at which the runtime does something else.
const SIZES: [u64; 38] = [
    0, 1, 2, 4, 7, 8, 12, 16, 24, 32, 40, 56, 100, 116, 120, 124, 128, 248, 480, 496, 500, 504,
    508, 512, 568, 1000, 1016, 1024, 2040, 4000, 8184, 10000, 20000, 32736, 32744, 32752, 32760,
    40000,
];

/// The program: for each size a type without pointers, and one with a pointer.
fn source() -> String {
    let mut types = String::new();
    let mut calls = String::new();
    for size in SIZES {
        for (name, field) in [("N", ""), ("P", "p *int; ")] {
            let _ = writeln!(
                types,
                "type {name}{size} struct {{ {field}a [{size}]byte }}\n\
                 func ({name}{size}) m() {{}}\n\
                 //go:noinline\n\
                 func make{name}{size}(x *{name}{size}) func() {{ return x.m }}"
            );
            let _ = writeln!(
                calls,
                "measure(\"{name}{size}\", func() {{ \
                 var x {name}{size}; for i := range kept {{ kept[i] = make{name}{size}(&x) }} }})"
            );
        }
    }
    format!(
        "package main
import \"runtime\"
var kept [{N_OBJECTS}]func()
func measure(name string, f func()) {{
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	println(name, after.TotalAlloc-before.TotalAlloc)
}}
func main() {{
{calls}}}
{types}"
    )
}

/// What the program says of each type: the bytes that so many of its objects took.
fn measured(goarch: &str) -> BTreeMap<String, u64> {
    let dir = std::env::temp_dir().join(format!("closure-core-{goarch}-{}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("go.mod"), "module blocks\n\ngo 1.27\n").unwrap();
    fs::write(dir.join("main.go"), source()).unwrap();
    let mut go = go();
    go.args(["run", "."]).current_dir(&dir).env("GOARCH", goarch);
    go.env("CGO_ENABLED", "0").env("GOGC", "off");
    let out = go.output().unwrap();
    // What is left over lies in the directory for temporary files.
    fs::remove_dir_all(&dir).ok();
    let said = String::from_utf8(out.stderr).unwrap();
    assert!(out.status.success(), "{said}");
    said.lines()
        .map(|line| {
            let (name, bytes) = line.split_once(' ').unwrap();
            (name.to_owned(), bytes.parse().unwrap())
        })
        .collect()
}

#[track_caller]
fn check(goarch: &str) {
    let measured = measured(goarch);
    let target = Target { goos: std::env::consts::OS.to_owned(), goarch: goarch.to_owned() };
    let package = Package::from_sources("main", vec![SourceFile::new("main.go", source())]);
    let analysis = analyze(&Program { packages: vec![package], target, ..Program::default() });
    let mut n_checked = 0;
    for closure in &analysis.closures {
        let Some(name) = closure.name.strip_suffix(".m-fm") else { continue };
        let bytes = measured[name];
        match closure.block.unwrap() {
            HeapBlock::Tiny => assert!(bytes <= 16 * N_OBJECTS + 16, "{goarch} {name}: {bytes}"),
            // The program itself may allocate a little, in between.
            block => assert_eq!(bytes / N_OBJECTS, block.bytes(), "{goarch} {name}: {block:?}"),
        }
        n_checked += 1;
    }
    assert_eq!(n_checked, 2 * SIZES.len());
}

#[test]
fn the_runtime_takes_blocks_of_these_sizes() {
    if go_is_here() && cfg!(target_os = "linux") && cfg!(target_arch = "x86_64") {
        check("amd64");
        // Which runs on the same machine.
        check("386");
    }
}
