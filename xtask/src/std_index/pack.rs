//! The index as one compressed text, in the form that `closure-core/src/load/std_index.rs` reads.

use anyhow::{Result, bail};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec;
use std::fmt::Write as _;

/// The densest of miniz's levels: it is compressed once.
const LEVEL: u8 = 10;

/// Writes the version of the installation, the table of its experiments, and the files, each behind
/// a line of its name and the length of its text.
pub(super) fn text(version: &str, experiments: &str, files: &[(String, String)]) -> String {
    let mut text = format!("{version}\n");
    let experiments = ("experiments", experiments);
    let files = files.iter().map(|(name, text)| (name.as_str(), text.as_str()));
    for (name, file) in [experiments].into_iter().chain(files) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{name} {}\n{file}", file.len());
    }
    text
}

pub(super) fn compress(text: &str) -> Vec<u8> {
    compress_to_vec(text.as_bytes(), LEVEL)
}

/// What was compressed.
pub(super) fn decompress(bytes: &[u8]) -> Result<String> {
    match decompress_to_vec(bytes) {
        Ok(bytes) => Ok(String::from_utf8(bytes)?),
        Err(error) => bail!("not a compressed index: {error}"),
    }
}

/// The table of experiments in `internal/buildcfg/exp.go`, as `load/goroot.rs` looks for it.
pub(super) fn experiments(exp_go: &str) -> Result<String> {
    let start = exp_go.find("baseline := goexperiment.Flags{");
    let table = start.and_then(|start| {
        let table = &exp_go[start..];
        Some(&table[..=table.find('}')?])
    });
    match table {
        Some(table) => Ok(format!("{}\n", table.replace('\t', ""))),
        None => bail!("there is no table of experiments in `internal/buildcfg/exp.go`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        let files = [("a/b.go".to_owned(), "package b\n".to_owned())];
        let text = text("go1.2", "x\n", &files);
        assert_eq!(text, "go1.2\nexperiments 2\nx\na/b.go 10\npackage b\n");
        assert_eq!(decompress(&compress(&text)).unwrap(), text);
        assert!(decompress(&[0xff; 8]).is_err());
    }

    #[test]
    fn the_table_of_experiments() {
        let exp_go = "func f() {\n\tbaseline := goexperiment.Flags{\n\t\tA: true,\n\t}\n\tg()\n}\n";
        let table = "baseline := goexperiment.Flags{\nA: true,\n}\n";
        assert_eq!(experiments(exp_go).unwrap(), table);
        assert!(experiments("package buildcfg").is_err());
    }
}
