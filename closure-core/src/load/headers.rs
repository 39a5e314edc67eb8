//! The C headers of a package: those that its files include and that lie beside them or in a
//! directory that a `#cgo` line adds. Others are the system's, and are not read.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::disk;
use crate::c;
use crate::program::{Gap, ParsedFile, Target};
use crate::source::SourceFile;

/// How many bytes of headers are read for a package.
const MAX_BYTES: usize = 32 << 20;

/// The headers that `files` in `directory` include, by the names that they include them with. What
/// cannot be read is a gap; `base` is what its path is shown from.
pub(super) fn headers(
    (base, directory): (&Path, &Path),
    target: &Target,
    files: &[ParsedFile],
    gaps: &mut Vec<Gap>,
) -> Vec<SourceFile> {
    let mut directories = vec![directory.to_owned()];
    // The names still to look for, and the directory of the file that includes them.
    let mut wanted: Vec<(String, PathBuf)> = Vec::new();
    for file in files {
        let Some(preamble) = c::preamble(&file.tree, file.source.text()) else { continue };
        directories.extend(include_directories(directory, &preamble, target));
        wanted.extend(c::includes(&preamble).into_iter().map(|name| (name, directory.to_owned())));
    }
    let mut found: BTreeMap<String, SourceFile> = BTreeMap::new();
    let mut n_bytes = 0;
    while let Some((name, from)) = wanted.pop() {
        if found.contains_key(&name) || Path::new(&name).is_absolute() {
            continue;
        }
        let places = std::iter::once(&from).chain(&directories).map(|place| place.join(&name));
        let Some(path) = places.into_iter().find(|path| disk::is_file(path)) else { continue };
        let read = disk::read(&path).and_then(|bytes| {
            n_bytes += bytes.len();
            if n_bytes > MAX_BYTES { Err("too many headers".to_owned()) } else { Ok(bytes) }
        });
        match read {
            Ok(bytes) => {
                let header = SourceFile::new(name.clone(), bytes);
                let parent = path.parent().unwrap_or(directory);
                let more = c::includes(header.text()).into_iter();
                wanted.extend(more.map(|name| (name, parent.to_owned())));
                found.insert(name, header);
            }
            Err(message) => gaps.push(Gap { path: disk::shown(base, &path), message }),
        }
    }
    found.into_values().collect()
}

/// The directories that `#cgo CFLAGS: -I…` lines of a preamble add.
fn include_directories(directory: &Path, preamble: &str, target: &Target) -> Vec<PathBuf> {
    let flags = c::cgo_flags(preamble, target).filter_map(|flag| flag.strip_prefix("-I"));
    let path = |flag: &str| {
        let flag = flag.trim_matches('"').trim_start_matches("${SRCDIR}");
        directory.join(flag.trim_start_matches('/'))
    };
    flags.map(path).collect()
}
