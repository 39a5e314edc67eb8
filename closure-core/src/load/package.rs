//! Reading one package: which files of a directory it has, and what they import.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::constraint;
use crate::program::{Gap, GoVersion, ParsedFile};
use crate::source::SourceFile;

use super::disk::{self, Kind};
use super::headers::headers;
use super::modules::{Home, Location};
use super::stdlib::Stdlib;
use super::{Counter, Files, Origin, Request, Session};

/// A package as read, its imports not yet resolved.
pub(super) struct Loaded {
    pub(super) location: Location,
    /// Sorted by name.
    pub(super) files: Vec<ParsedFile>,
    /// The C headers that they include, sorted by name.
    pub(super) headers: Vec<SourceFile>,
    /// The macros that their `#cgo` lines define.
    pub(super) defines: Vec<String>,
    /// Import paths as written, with the first place each is written at.
    pub(super) imports: BTreeMap<String, String>,
    pub(super) requested: bool,
    /// Whether it is the external tests of the package that was to be read.
    pub(super) external_tests: bool,
}

/// What came of one request.
#[derive(Default)]
pub(super) struct Read {
    /// The package, and beside it any further one in the same files: that of the external tests,
    /// and those that do not belong there.
    pub(super) packages: Vec<Loaded>,
    /// What could not be read.
    pub(super) gaps: Vec<Gap>,
    /// Why there are no files, where that is no problem.
    pub(super) passed_over: Option<Gap>,
}

/// Reads packages.
pub(super) struct Reader<'a> {
    pub(super) session: &'a Session<'a>,
    pub(super) counter: &'a Counter<'a>,
}

/// A file that was read and is in the build.
struct Member {
    file: ParsedFile,
    /// The name in its package clause; `None` where it has none.
    package: Option<String>,
    is_test: bool,
}

/// What became of a file.
enum Outcome {
    Member(Box<Member>),
    /// The build does not take it.
    Excluded,
    Failed(Gap),
}

/// The files of a directory that may be part of a package.
#[derive(Default)]
struct Candidates {
    names: Vec<String>,
    /// How many Go files there are that the build does not take.
    n_excluded: usize,
    /// How many test files there are that nobody asked for.
    n_tests: usize,
}

impl Reader<'_> {
    /// Reads what is requested.
    pub(super) fn read(&self, request: Request) -> Read {
        let Request { location, files, origin } = request;
        let requested = !matches!(origin, Origin::Imported { requested: false });
        let mut read = Read::default();
        let mut candidates = Candidates::default();
        let members = match files {
            Files::Source(source) => {
                self.counter.add_known(1);
                let member = member(source, location.version);
                self.counter.add_read();
                vec![member]
            }
            Files::Named(names) => {
                candidates.names = names;
                self.read_files(&location, &mut candidates, true, &mut read.gaps)
            }
            Files::Directory => {
                let path = disk::shown(&self.session.base, &location.directory);
                let is_imported = matches!(origin, Origin::Imported { .. });
                let tests = !is_imported && self.session.options.tests;
                match self.candidates(&location, tests) {
                    Ok(found) => candidates = found,
                    Err(message) => read.gaps.push(Gap { path: path.clone(), message }),
                }
                let members = self.read_files(&location, &mut candidates, false, &mut read.gaps);
                if members.is_empty() && read.gaps.is_empty() {
                    let gap = Gap { path, message: candidates.why_none().to_owned() };
                    if matches!(origin, Origin::Matched | Origin::MatchedUnlessCommand) {
                        read.passed_over = Some(gap);
                    } else {
                        read.gaps.push(gap);
                    }
                }
                members
            }
        };
        let is_main = |member: &Member| member.package.as_deref() == Some("main");
        if origin != Origin::MatchedUnlessCommand || !members.iter().any(is_main) {
            read.packages = divide(&location, members, requested, &mut read.gaps);
            for package in &mut read.packages {
                let directories = (self.session.base.as_path(), location.directory.as_path());
                let tags = &self.session.tags;
                (package.headers, package.defines) =
                    headers(directories, tags, &package.files, &mut read.gaps);
            }
        }
        read
    }

    /// The Go files of a directory whose names let them into the build.
    fn candidates(&self, location: &Location, tests: bool) -> Result<Candidates, String> {
        let mut found = Candidates::default();
        for name in self.names(location)? {
            if !tests && name.ends_with("_test.go") {
                found.n_tests += 1;
            } else if constraint::name_matches(&name, &self.session.tags) {
                found.names.push(name);
            } else {
                found.n_excluded += 1;
            }
        }
        Ok(found)
    }

    /// The Go files that are there for a package.
    fn names(&self, location: &Location) -> Result<Vec<String>, String> {
        if let (Home::Index, Stdlib::Index(index)) = (location.home, &self.session.std) {
            return Ok(index.names(&location.path).map(str::to_owned).collect());
        }
        let is_file = |entry: &disk::Entry| match entry.kind {
            Kind::Directory => false,
            Kind::Link => !location.directory.join(&entry.name).is_dir(),
            Kind::File | Kind::Other => true,
        };
        let entries = disk::entries(&location.directory)?.into_iter();
        let files = entries.filter(|entry| is_go_file(&entry.name) && is_file(entry));
        Ok(files.map(|entry| entry.name).collect())
    }

    /// The bytes of a package's file.
    fn bytes(&self, location: &Location, name: &str) -> Result<Vec<u8>, String> {
        match (location.home, &self.session.std) {
            (Home::Index, Stdlib::Index(index)) => {
                Ok(index.file(&location.path, name).unwrap_or_default().into())
            }
            _ => disk::read(&location.directory.join(name)),
        }
    }

    fn read_files(
        &self,
        location: &Location,
        candidates: &mut Candidates,
        named: bool,
        gaps: &mut Vec<Gap>,
    ) -> Vec<Member> {
        self.counter.add_known(candidates.names.len());
        let outcomes: Vec<Outcome> = candidates
            .names
            .par_iter()
            .map(|name| {
                let outcome = self.read_file(location, name, named);
                self.counter.add_read();
                outcome
            })
            .collect();
        let mut members = Vec::new();
        for outcome in outcomes {
            match outcome {
                Outcome::Member(member) => members.push(*member),
                Outcome::Excluded => candidates.n_excluded += 1,
                Outcome::Failed(gap) => gaps.push(gap),
            }
        }
        members
    }

    fn read_file(&self, location: &Location, name: &str, named: bool) -> Outcome {
        let path = location.directory.join(name);
        let shown = disk::shown(&self.session.base, &path);
        let failed = |message: String| Outcome::Failed(Gap { path: shown.clone(), message });
        let bytes = match self.bytes(location, name) {
            Ok(bytes) => bytes,
            Err(message) => return failed(message),
        };
        let source = SourceFile::new(shown.clone(), bytes);
        if !named {
            match constraint::text_matches(source.text(), &self.session.tags) {
                Ok(true) => {}
                Ok(false) => return Outcome::Excluded,
                Err(error) => return failed(error.to_string()),
            }
        }
        let member = member(source, location.version);
        // A file that uses C is not part of a build without it, and `package documentation` is
        // never part of any. Files that were named are taken as they are.
        let uses_c = || imports(&member.file).any(|(import, _)| import == "C");
        let is_left_out = member.package.as_deref() == Some("documentation")
            || !self.session.tags.cgo() && uses_c();
        if !named && is_left_out { Outcome::Excluded } else { Outcome::Member(Box::new(member)) }
    }
}

impl Candidates {
    /// Why none of them is in the build.
    fn why_none(&self) -> &'static str {
        if self.n_excluded > 0 {
            "build constraints exclude all Go files"
        } else if self.n_tests > 0 {
            "no non-test Go files"
        } else {
            "no Go files"
        }
    }
}

/// Sorts members into packages by their package clauses.
fn divide(
    location: &Location,
    members: Vec<Member>,
    requested: bool,
    gaps: &mut Vec<Gap>,
) -> Vec<Loaded> {
    let Some(own) = main_name(&members) else {
        // Not one file has a package clause; their syntax errors say so.
        let files: Vec<ParsedFile> = members.into_iter().map(|member| member.file).collect();
        return package(location.clone(), files, requested).into_iter().collect();
    };
    let external = format!("{own}_test");
    let mut groups: BTreeMap<String, Vec<ParsedFile>> = BTreeMap::new();
    for Member { file, package, is_test } in members {
        let name = package.unwrap_or_else(|| own.clone());
        if name != own && !(is_test && name == external) {
            let message = format!("package `{name}` in a directory of package `{own}`");
            gaps.push(Gap { path: file.source.name().to_owned(), message });
            if !requested {
                continue;
            }
        }
        groups.entry(name).or_default().push(file);
    }
    let mut loaded = Vec::new();
    for (name, files) in groups {
        let external_tests = name == external;
        let path = if name == own {
            location.path.clone()
        } else if external_tests {
            format!("{}_test", location.path)
        } else {
            // It cannot be imported, and so has no path; this is none that could be.
            format!("{} [{name}]", location.path)
        };
        let package = package(Location { path, ..location.clone() }, files, requested);
        loaded.extend(package.map(|package| Loaded { external_tests, ..package }));
    }
    loaded
}

/// Whether the go command looks at a file of this name at all.
pub(super) fn is_go_file(name: &str) -> bool {
    has_go_suffix(name) && !name.starts_with(['.', '_'])
}

/// Whether a name ends in `.go`. In Go the case counts.
pub(super) fn has_go_suffix(name: &str) -> bool {
    name.as_bytes().ends_with(b".go")
}

fn member(source: SourceFile, version: GoVersion) -> Member {
    let is_test = source.name().ends_with("_test.go");
    let file = ParsedFile::new(source, version);
    let package = file.tree.package.map(|id| file.tree.ident(id).text(file.source.text()));
    let package = package.filter(|name| !name.is_empty()).map(str::to_owned);
    Member { file, package, is_test }
}

/// The name of the package that most files belong to, tests aside; of several the first file's.
fn main_name(members: &[Member]) -> Option<String> {
    let count = |tests: bool| {
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for member in members.iter().filter(|member| member.is_test == tests) {
            let Some(name) = member.package.as_deref() else { continue };
            // The external tests belong to the package that they test.
            let name = if tests { name.strip_suffix("_test").unwrap_or(name) } else { name };
            match counts.iter_mut().find(|(known, _)| *known == name) {
                Some((_, n)) => *n += 1,
                None => counts.push((name, 1)),
            }
        }
        let most = counts.iter().map(|(_, n)| *n).max()?;
        counts.iter().find(|(_, n)| *n == most).map(|(name, _)| (*name).to_owned())
    };
    count(false).or_else(|| count(true))
}

/// A package of the given files; none where there are none.
fn package(location: Location, mut files: Vec<ParsedFile>, requested: bool) -> Option<Loaded> {
    if files.is_empty() {
        return None;
    }
    files.sort_by(|a, b| a.source.name().cmp(b.source.name()));
    let mut all = BTreeMap::new();
    for file in &files {
        for (import, offset) in imports(file) {
            if import != "C" && import != "unsafe" && !all.contains_key(import) {
                let at = file.lines.line_column(offset);
                all.insert(import.to_owned(), format!("{}:{at}", file.source.name()));
            }
        }
    }
    Some(Loaded {
        location,
        files,
        headers: Vec::new(),
        defines: Vec::new(),
        imports: all,
        requested,
        external_tests: false,
    })
}

/// The import paths of a file and the offsets they are written at.
fn imports(file: &ParsedFile) -> impl Iterator<Item = (&str, u32)> {
    file.tree.imports().filter_map(|import| {
        let text = import.path.text(file.source.text());
        let path = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let path = path.or_else(|| text.strip_prefix('`')?.strip_suffix('`'))?;
        // An empty path is an error of the file's own.
        (!path.is_empty()).then_some((path, import.path.start))
    })
}
