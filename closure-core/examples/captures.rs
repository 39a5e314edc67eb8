//! Prints the closures of the Go files named as arguments, or of a small program:
//! `cargo run -p closure-core --example captures -- file.go`

use std::io::{self, Write as _};

use closure_core::program::{Package, Program};
use closure_core::source::SourceFile;
use closure_core::{CaptureMode, analyze};

const SAMPLE: &str = "package sample

func counter(step int) func() int {
	n := 0
	return func() int { n += step; return n }
}
";

fn main() -> io::Result<()> {
    let mut sources = Vec::new();
    for name in std::env::args().skip(1) {
        let bytes = std::fs::read(&name)?;
        sources.push(SourceFile::new(name, bytes));
    }
    if sources.is_empty() {
        sources.push(SourceFile::new("sample.go", SAMPLE));
    }
    let packages = vec![Package::from_sources("example.com/sample", sources)];
    let analysis = analyze(&Program { packages, ..Program::default() });

    let mut out = io::stdout().lock();
    for gap in &analysis.gaps {
        writeln!(out, "gap: {}: {}", gap.path, gap.message)?;
    }
    for closure in &analysis.closures {
        writeln!(out, "{}: {}", closure.position, closure.name)?;
        for capture in &closure.captures {
            let mode = match capture.mode {
                Some(CaptureMode::Value) => "by value",
                Some(CaptureMode::Reference) => "by reference",
                None => "mode unknown",
            };
            writeln!(out, "    {} {mode}: {}", capture.name, capture.reason)?;
        }
    }
    Ok(())
}
