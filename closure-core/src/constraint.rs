//! Build constraints: `//go:build` lines and file-name suffixes.

use crate::program::GoVersion;

/// The language version of a file: `module_version`, unless a `//go:build` line asks for another.
pub fn file_version(_text: &str, module_version: GoVersion) -> GoVersion {
    module_version
}
