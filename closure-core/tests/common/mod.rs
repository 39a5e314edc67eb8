//! What several tests share: the case files, as one program.

use std::fs;
use std::path::PathBuf;

use closure_core::program::{Package, Program};
use closure_core::source::SourceFile;

/// Where the case files are.
pub(crate) fn cases_dir() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases"))
}

/// Name and text of each case file, sorted by name.
pub(crate) fn case_sources() -> Vec<(String, String)> {
    let mut sources: Vec<(String, String)> = fs::read_dir(cases_dir())
        .unwrap()
        .map(|entry| {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            (name, fs::read_to_string(entry.path()).unwrap())
        })
        .collect();
    sources.sort();
    sources
}

/// The case files as a program: each is a package of its own, `cases/` and the file's stem.
pub(crate) fn case_program() -> Program {
    let packages = case_sources()
        .into_iter()
        .map(|(name, text)| {
            let path = format!("cases/{}", name.trim_end_matches(".go"));
            Package::from_sources(path, vec![SourceFile::new(name, text)])
        })
        .collect();
    Program { packages, ..Program::default() }
}
