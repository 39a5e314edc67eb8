//! Reading files and directories so that nothing on a disk can block, exhaust or surprise: only
//! regular files are opened, none above the size limit, and entries come sorted by name.

use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use crate::source::MAX_FILE_BYTES;

/// What a directory entry is, links not followed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    File,
    Directory,
    Link,
    /// A pipe, a socket, a device.
    Other,
}

/// A directory entry.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its name; bytes that are not UTF-8 are replaced, and such a name does not open.
    pub(super) name: String,
    pub(super) kind: Kind,
}

/// The entries of a directory, sorted by name; the error is a lowercase fragment.
pub(super) fn entries(directory: &Path) -> Result<Vec<Entry>, String> {
    let read = std::fs::read_dir(directory).map_err(|error| describe(&error))?;
    let mut entries = Vec::new();
    for entry in read {
        let entry = entry.map_err(|error| describe(&error))?;
        let kind = match entry.file_type() {
            Ok(kind) if kind.is_file() => Kind::File,
            Ok(kind) if kind.is_dir() => Kind::Directory,
            Ok(kind) if kind.is_symlink() => Kind::Link,
            _ => Kind::Other,
        };
        entries.push(Entry { name: entry.file_name().to_string_lossy().into_owned(), kind });
    }
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

/// Whether a directory has a regular `.go` file, whatever its constraints; links to one count.
pub(super) fn has_go_files(directory: &Path) -> bool {
    let Ok(read) = std::fs::read_dir(directory) else { return false };
    read.flatten().any(|entry| {
        let name = entry.file_name();
        name.as_encoded_bytes().ends_with(b".go")
            && match entry.file_type() {
                Ok(kind) if kind.is_symlink() => entry.path().is_file(),
                Ok(kind) => kind.is_file(),
                Err(_) => false,
            }
    })
}

/// Whether there is a regular file (or a link to one) at `path`.
pub(super) fn is_file(path: &Path) -> bool {
    path.is_file()
}

/// Why a file with this metadata is not to be opened.
fn refusal(meta: &Metadata) -> Option<String> {
    if meta.is_dir() {
        return Some("is a directory".to_owned());
    }
    if !meta.is_file() {
        return Some("not a regular file".to_owned());
    }
    (meta.len() > MAX_FILE_BYTES as u64).then(too_large)
}

fn too_large() -> String {
    format!("larger than {} MiB, the most that is read", MAX_FILE_BYTES >> 20)
}

/// The bytes of a regular file; the error is a lowercase fragment.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, String> {
    // The type is asked before opening, since opening a pipe waits for its other end.
    let meta = std::fs::metadata(path).map_err(|error| describe(&error))?;
    if let Some(refusal) = refusal(&meta) {
        return Err(refusal);
    }
    let file = File::open(path).map_err(|error| describe(&error))?;
    let mut bytes = Vec::with_capacity(meta.len() as usize + 1);
    // The file may have grown, or may be one whose size is not known (`/proc`).
    let limit = MAX_FILE_BYTES as u64 + 1;
    file.take(limit).read_to_end(&mut bytes).map_err(|error| describe(&error))?;
    if bytes.len() as u64 == limit { Err(too_large()) } else { Ok(bytes) }
}

/// The text of a small file such as `go.mod`; bytes that are not UTF-8 are replaced.
pub(super) fn read_text(path: &Path) -> Result<String, String> {
    read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// What went wrong, as a lowercase fragment.
pub(super) fn describe(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::NotADirectory => "not a directory".to_owned(),
        _ => {
            // `Too many levels of symbolic links (os error 40)`
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let mut chars = text.chars();
            chars.next().map_or_else(String::new, |c| c.to_lowercase().chain(chars).collect())
        }
    }
}

/// `path`, taken from `base` where it is relative, without `.` and `..`. Links are not looked at,
/// so that `a/..` is the directory of `a`, as in the go command.
pub(crate) fn absolute(base: &Path, path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for component in base.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                // At the root there is nowhere further up.
                clean.pop();
            }
            other => clean.push(other),
        }
    }
    clean
}

/// `path` with `/` between its components, whatever the machine.
pub(super) fn slashed(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' { text.into_owned() } else { text.replace('\\', "/") }
}

/// How a path is shown: relative to `base` where it lies in it, and absolute else.
pub(super) fn shown(base: &Path, path: &Path) -> String {
    match path.strip_prefix(base) {
        Ok(relative) if relative.as_os_str().is_empty() => ".".to_owned(),
        Ok(relative) => slashed(relative),
        Err(_) => path.to_string_lossy().into_owned(),
    }
}
