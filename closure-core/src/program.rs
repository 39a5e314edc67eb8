//! What is analysed: packages of parsed files, as plain values. Loading them from disk is
//! [`load`](crate::load)'s work; a caller with sources in memory builds a [`Program`] itself.

use std::collections::BTreeMap;

use crate::constraint;
use crate::source::{LineIndex, SourceFile};
use crate::syntax::{Tree, parse};

/// A Go language version: `GoVersion(22)` is go1.22.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct GoVersion(pub u32);

impl GoVersion {
    /// The newest version whose rules are known here; what a file outside a module is read as.
    pub const LATEST: Self = Self(27);
    /// Where `for` variables became one per iteration.
    pub const PER_ITERATION_VARIABLES: Self = Self(22);
    /// Where `range` over functions was added.
    pub const RANGE_OVER_FUNC: Self = Self(23);
    /// The compiler's release from which variables in `for b.Loop()` of a benchmark are kept alive.
    pub const KEPT_ALIVE: Self = Self(26);
    /// The compiler's release from which closures in a range body are named after the body.
    pub const NAMES_OF_RANGE_BODIES: Self = Self(27);
}

impl Default for GoVersion {
    fn default() -> Self {
        Self::LATEST
    }
}

/// The machine that the code is compiled for, by Go's names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// `linux`, `darwin`, `windows` …
    pub goos: String,
    /// `amd64`, `arm64`, `386` …
    pub goarch: String,
}

impl Target {
    /// The size of a pointer, an `int` and a `uintptr`, in bytes.
    pub fn word_bytes(&self) -> u64 {
        match self.goarch.as_str() {
            "386" | "arm" | "mips" | "mipsle" => 4,
            _ => 8,
        }
    }
}

impl Default for Target {
    /// linux/amd64: what the recordings in the tests were made on. The command line uses the
    /// host's instead.
    fn default() -> Self {
        Self { goos: "linux".to_owned(), goarch: "amd64".to_owned() }
    }
}

/// Something that could not be read, and so is unknown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Gap {
    /// The file, directory, package or pattern, with `:line:column` where there is a place.
    pub path: String,
    /// Why, as a lowercase fragment.
    pub message: String,
}

/// A file, its tree, and the language version it is compiled with.
#[derive(Clone, Debug)]
pub struct ParsedFile {
    /// Name and text.
    pub source: SourceFile,
    /// Its syntax tree, with the syntax errors.
    pub tree: Tree,
    /// The beginnings of its lines.
    pub lines: LineIndex,
    /// The module's language version, changed by a `//go:build go1.N` line.
    pub go_version: GoVersion,
}

impl ParsedFile {
    /// Parses `source`, which belongs to a module of language version `module_version`.
    pub fn new(source: SourceFile, module_version: GoVersion) -> Self {
        let tree = parse(&source);
        let lines = LineIndex::new(source.text());
        let go_version = constraint::file_version(source.text(), module_version);
        Self { source, tree, lines, go_version }
    }
}

/// One package: the files that the build takes, and what their imports mean.
#[derive(Clone, Debug)]
pub struct Package {
    /// The import path, as the compiler prints it.
    pub path: String,
    /// The files, sorted by name.
    pub files: Vec<ParsedFile>,
    /// From the import path as written in the files to the [`Package::path`] it stands for
    /// (they differ for vendored packages). An import that is not here is a package not loaded.
    pub imports: BTreeMap<String, String>,
    /// The C headers beside the files that those which import "C" include, by the names that they
    /// include them with, sorted.
    pub headers: Vec<SourceFile>,
    /// The macros that `#cgo` lines define for C, as `NAME` or `NAME=VALUE`.
    pub defines: Vec<String>,
    /// Whether its closures are asked for, rather than only its declarations.
    pub requested: bool,
}

impl Package {
    /// A requested package of the given sources, whose imports mean what they say.
    pub fn from_sources(path: impl Into<String>, sources: Vec<SourceFile>) -> Self {
        let mut files: Vec<ParsedFile> =
            sources.into_iter().map(|source| ParsedFile::new(source, GoVersion::LATEST)).collect();
        files.sort_by(|a, b| a.source.name().cmp(b.source.name()));
        let mut imports = BTreeMap::new();
        for file in &files {
            for import in file.tree.imports() {
                let path = import.path.text(file.source.text());
                let path = path.trim_matches(|c| c == '"' || c == '`').to_owned();
                imports.insert(path.clone(), path);
            }
        }
        let (headers, defines) = (Vec::new(), Vec::new());
        Self { path: path.into(), files, imports, headers, defines, requested: true }
    }
}

/// What the standard library's packages were read from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Std {
    /// Its sources, or nothing, as nothing of it is imported.
    #[default]
    Sources,
    /// The index of exported names that is built in. All that other packages can tell of the
    /// library is in it, so that this is no gap; but it is one release's, and users may have
    /// another.
    Index {
        /// The version of Go that it is of: `go1.27.3`.
        version: String,
    },
}

/// Packages, and what they are compiled with and for.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// The packages, sorted by path, each once.
    pub packages: Vec<Package>,
    /// The machine.
    pub target: Target,
    /// The compiler's release, which has a say in the names of closures.
    pub release: GoVersion,
    /// Where the standard library is from.
    pub std: Std,
    /// What could not be read on the way here.
    pub gaps: Vec<Gap>,
}
