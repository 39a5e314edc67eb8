//! The index of the standard library that is built in: the exported API of one release, which stands
//! in where no Go installation is found.
//!
//! It is Go source, cut down by `cargo xtask std-index` to the declarations that other packages can
//! tell anything of, without function bodies; so that it is loaded, parsed and typed as the library
//! itself is. The asset is one deflated text:
//!
//! ```text
//! go1.27.3
//! experiments 123
//! …123 bytes: the table of experiments, as in internal/buildcfg/exp.go
//! archive/tar/common.go 4567
//! …4567 bytes, and so on, sorted by name
//! ```

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::OnceLock;

use miniz_oxide::inflate::decompress_to_vec_with_limit;

use super::goroot::number_after;

const DEFLATED: &[u8] = include_bytes!("std_index/index.deflate");

/// What the text may grow to: several times what it is, and little to a machine.
const MAX_BYTES: usize = 32 << 20;

/// What names of the index's files begin with: where they would be.
const SRC: &str = "$GOROOT/src";

/// The exported API of a standard library.
#[derive(Debug, Default)]
pub(super) struct Index {
    text: String,
    version: Range<usize>,
    experiments: Range<usize>,
    /// By import path, the files of each package: their names and where in the text they are.
    packages: BTreeMap<String, Vec<(String, Range<usize>)>>,
}

impl Index {
    /// The index, which is decompressed once, when it is asked for first.
    pub(super) fn get() -> &'static Self {
        static INDEX: OnceLock<Index> = OnceLock::new();
        INDEX.get_or_init(|| {
            let bytes = decompress_to_vec_with_limit(DEFLATED, MAX_BYTES).unwrap_or_default();
            Self::read(String::from_utf8(bytes).unwrap_or_default())
        })
    }

    /// Reads an index up to where it is none.
    fn read(text: String) -> Self {
        let mut index =
            Self { version: 0..text.find('\n').unwrap_or(text.len()), ..Self::default() };
        let mut at = index.version.end + 1;
        while let Some((name, range)) = entry(&text, at) {
            at = range.end;
            match name.rsplit_once('/') {
                Some((package, file)) => {
                    let files = index.packages.entry(package.to_owned()).or_default();
                    files.push((file.to_owned(), range));
                }
                None => index.experiments = range,
            }
        }
        index.text = text;
        index
    }

    /// The version of Go that it is of: `go1.27.3`.
    pub(super) fn version(&self) -> &str {
        &self.text[self.version.clone()]
    }

    /// The N of its release go1.N.
    pub(super) fn release(&self) -> Option<u32> {
        number_after(self.version(), "go1.")
    }

    /// The table of the experiments that are on.
    pub(super) fn experiments(&self) -> &str {
        &self.text[self.experiments.clone()]
    }

    /// Whether it has a package.
    pub(super) fn has(&self, package: &str) -> bool {
        self.packages.contains_key(package)
    }

    /// The names of a package's files, sorted.
    pub(super) fn names(&self, package: &str) -> impl Iterator<Item = &str> {
        self.packages.get(package).into_iter().flatten().map(|(name, _)| name.as_str())
    }

    /// The text of a file.
    pub(super) fn file(&self, package: &str, name: &str) -> Option<&str> {
        let (_, range) = self.packages.get(package)?.iter().find(|(known, _)| known == name)?;
        Some(&self.text[range.clone()])
    }
}

/// The directory that a package of the index would have.
pub(super) fn directory(package: &str) -> String {
    format!("{SRC}/{package}")
}

/// The name of the entry whose line begins at a byte, and where its text is.
fn entry(text: &str, at: usize) -> Option<(&str, Range<usize>)> {
    let (line, _) = text.get(at..)?.split_once('\n')?;
    let (name, len) = line.rsplit_once(' ')?;
    let start = at + line.len() + 1;
    let range = start..start.checked_add(len.parse().ok()?)?;
    text.get(range.clone())?;
    Some((name, range))
}

#[cfg(test)]
mod tests;
