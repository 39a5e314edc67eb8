//! The same request for the go command: what to call it with, and where.
//!
//! The go command takes packages of one module, or of one workspace, and stands in it; named files
//! it takes of one directory, and with nothing else. Loading is not so strict, and so one list of
//! arguments may need several calls.

use std::path::{Path, PathBuf};

use super::disk;

/// Where to call the go command, and with what, to have it see packages that
/// [`load`](super::load) loads.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GoCall {
    /// The directory to stand in: a module's, where there is one.
    pub dir: PathBuf,
    /// Packages, or files.
    pub patterns: Vec<String>,
    /// Whether these are files of one directory.
    pub is_files: bool,
}

/// The calls so far, in the order in which arguments led to them.
#[derive(Debug, Default)]
pub(super) struct Calls {
    list: Vec<GoCall>,
}

impl Calls {
    /// Packages that `pattern` means in `dir`.
    pub(super) fn pattern(&mut self, dir: &Path, pattern: String) {
        let known = self.list.iter_mut().find(|call| !call.is_files && call.dir == dir);
        match known {
            Some(call) if call.patterns.contains(&pattern) => {}
            Some(call) => call.patterns.push(pattern),
            None => {
                let (dir, patterns) = (dir.to_path_buf(), vec![pattern]);
                self.list.push(GoCall { dir, patterns, is_files: false });
            }
        }
    }

    /// The package in `directory`, of the module in `root`.
    pub(super) fn directory(&mut self, root: Option<&Path>, directory: &Path) {
        let root = root.unwrap_or(directory);
        self.pattern(root, local(root, directory));
    }

    /// The packages below `start`, of the module in `root`, whose paths match.
    pub(super) fn tree(&mut self, root: &Path, start: &Path, pattern: &str) {
        self.pattern(root, format!("{}/{pattern}", local(root, start)));
    }

    /// The package of these files of `directory`.
    pub(super) fn files(&mut self, directory: &Path, names: &[String]) {
        let patterns = names.iter().map(|name| format!("./{name}")).collect();
        self.list.push(GoCall { dir: directory.to_path_buf(), patterns, is_files: true });
    }

    pub(super) fn finish(self) -> Vec<GoCall> {
        self.list
    }
}

/// `directory` as seen from `root`, so that it is not taken for an import path.
fn local(root: &Path, directory: &Path) -> String {
    match directory.strip_prefix(root) {
        Ok(relative) if relative.as_os_str().is_empty() => ".".to_owned(),
        Ok(relative) => format!("./{}", disk::slashed(relative)),
        Err(_) => directory.to_string_lossy().into_owned(),
    }
}
