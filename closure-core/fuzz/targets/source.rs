//! Any bytes as a Go file: reading and analysing them ends, and without a panic.

#![no_main]

use closure_core::analyze;
use closure_core::program::{Package, Program};
use closure_core::source::SourceFile;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let source = SourceFile::new("fuzz.go", bytes.to_vec());
    let packages = vec![Package::from_sources("example.com/fuzz", vec![source])];
    analyze(&Program { packages, ..Program::default() });
});
