//! What several tests share: the case files, as one program.

use std::fs;
use std::path::PathBuf;

/// Where the case files are.
pub(crate) fn cases_dir() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/cases"))
}

/// Name and text of each case file, sorted by name.
#[expect(clippy::unwrap_used, reason = "cases that cannot be read are a failed test")]
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
