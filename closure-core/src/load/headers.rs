//! What C reads with a package's files: the headers that they include and that lie beside them or in a
//! directory that a `#cgo` line adds, and the macros that such lines define. Other headers are the
//! system's, and are not read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::disk;
use crate::c;
use crate::constraint::BuildTags;
use crate::program::{Gap, ParsedFile};
use crate::source::SourceFile;

/// How many bytes of headers are read for a package.
const MAX_BYTES: usize = 32 << 20;

/// How many headers are looked for, which the system's are among.
const MAX_NAMES: usize = 10_000;

/// The headers that `files` in `directory` include, sorted by the names that they include them with,
/// and the macros that their `#cgo` lines define. What cannot be read is a gap; `base` is what its path
/// is shown from.
pub(super) fn headers(
    (base, directory): (&Path, &Path),
    tags: &BuildTags,
    files: &[ParsedFile],
    gaps: &mut Vec<Gap>,
) -> (Vec<SourceFile>, Vec<String>) {
    let mut directories = vec![directory.to_owned()];
    let mut defines = Vec::new();
    // The names still to look for, and the directory of the file that includes them.
    let mut wanted: Vec<(String, PathBuf)> = Vec::new();
    for file in files {
        let Some(preamble) = c::preamble(&file.tree, file.source.text()) else { continue };
        for flag in c::cgo_flags(&preamble, tags) {
            if let Some(path) = flag.strip_prefix("-I") {
                let path = path.trim_matches('"').trim_start_matches("${SRCDIR}");
                directories.push(directory.join(path.trim_start_matches('/')));
            } else if let Some(define) = flag.strip_prefix("-D") {
                defines.push(define.to_owned());
            }
        }
        wanted.extend(c::includes(&preamble).into_iter().map(|name| (name, directory.to_owned())));
    }
    let mut found: BTreeMap<String, SourceFile> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    let mut n_bytes = 0;
    while let Some((name, from)) = wanted.pop() {
        if Path::new(&name).is_absolute() || !seen.insert(name.clone()) {
            continue;
        }
        if n_bytes > MAX_BYTES || seen.len() > MAX_NAMES {
            let path = disk::shown(base, directory);
            gaps.push(Gap { path, message: "includes too many C headers".to_owned() });
            break;
        }
        let places = std::iter::once(&from).chain(&directories).map(|place| place.join(&name));
        let Some(path) = places.into_iter().find(|path| disk::is_file(path)) else { continue };
        match disk::read(&path) {
            Ok(bytes) => {
                n_bytes += bytes.len();
                let header = SourceFile::new(name.clone(), bytes);
                let parent = path.parent().unwrap_or(directory);
                let more = c::includes(header.text()).into_iter();
                wanted.extend(more.map(|name| (name, parent.to_owned())));
                found.insert(name, header);
            }
            Err(message) => gaps.push(Gap { path: disk::shown(base, &path), message }),
        }
    }
    (found.into_values().collect(), defines)
}
