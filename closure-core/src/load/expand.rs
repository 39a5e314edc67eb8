//! Arguments: from what the user typed to the packages that are meant.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::program::Gap;

use super::disk::{self, Kind};
use super::go_call::{Calls, GoCall};
use super::modules::{self, Location, Modules, Unresolved};
use super::package::{has_go_suffix, is_go_file};
use super::pattern::Pattern;
use super::stdlib::NO_SOURCES;
use super::{Files, LOOSE_PATH, Origin, Request, Session};

/// What an argument is, by its looks and by what is there.
enum Argument {
    /// A Go file.
    File(PathBuf),
    /// One directory.
    Directory(PathBuf),
    /// The directories below `start` whose paths from there match.
    Tree { start: PathBuf, pattern: String },
    /// An import path, one with `...`, or a name such as `std`.
    ImportPath(String),
    /// Nothing that could be loaded, and why.
    Bad(String),
}

/// The packages that the arguments mean, in order of their import paths, and what to call the go
/// command with to have it see the same.
pub(super) fn requests(
    patterns: &[String],
    session: &Session<'_>,
    modules: &mut Modules<'_>,
) -> (Vec<Request>, Vec<GoCall>) {
    let mut expander = Expander {
        session,
        modules,
        requests: BTreeMap::new(),
        files: BTreeMap::new(),
        calls: Calls::default(),
    };
    // Directories come first: the modules they lie in decide what import paths mean.
    let mut import_paths = Vec::new();
    for text in patterns {
        match expander.classify(text) {
            Argument::ImportPath(path) => import_paths.push(path),
            argument => expander.add(text, argument),
        }
    }
    expander.modules.select();
    let n_mains = expander.modules.mains.len();
    for path in import_paths {
        expander.add_import_path(&path);
    }
    expander.add_files();
    if expander.modules.mains.len() > n_mains {
        expander.modules.select();
    }
    (expander.requests.into_values().collect(), expander.calls.finish())
}

struct Expander<'a, 'm> {
    session: &'a Session<'a>,
    modules: &'a mut Modules<'m>,
    requests: BTreeMap<String, Request>,
    /// Named files by their directories.
    files: BTreeMap<PathBuf, Vec<String>>,
    calls: Calls,
}

impl Expander<'_, '_> {
    fn gap(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.modules.gaps.push(Gap { path: path.into(), message: message.into() });
    }

    fn classify(&mut self, text: &str) -> Argument {
        // As the go command does, so that both of `a\b` and `a/b` can be typed there.
        let text = &if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() };
        let path = Path::new(text);
        let is_local = path.is_absolute()
            || matches!(text.as_str(), "." | "..")
            || text.starts_with("./")
            || text.starts_with("../");
        if text.contains("...") {
            return if is_local { self.tree(text) } else { Argument::ImportPath(text.clone()) };
        }
        if text.is_empty() {
            return Argument::Bad("an empty argument means nothing".to_owned());
        }
        let absolute = disk::absolute(&self.session.base, path);
        let is_name = is_meta(text) || !is_local && !text.ends_with('/');
        match absolute.metadata() {
            Ok(meta) if meta.is_dir() => {
                if is_name && (is_meta(text) || self.modules.is_import_path(text)) {
                    Argument::ImportPath(text.clone())
                } else {
                    Argument::Directory(absolute)
                }
            }
            Ok(_) if has_go_suffix(text) => Argument::File(absolute),
            // A file called `std` does not hide the standard library.
            Ok(_) if !is_name || !self.modules.is_import_path(text) && !is_meta(text) => {
                Argument::Bad("not a Go file: its name does not end in `.go`".to_owned())
            }
            Err(error) if !is_name || has_go_suffix(text) && !text.contains('/') => {
                Argument::Bad(disk::describe(&error))
            }
            _ => Argument::ImportPath(text.clone()),
        }
    }

    /// Splits `x/y/...` into the directory to start from and what is matched below it.
    fn tree(&self, text: &str) -> Argument {
        let literal = text.split("...").next().unwrap_or_default();
        let split = literal.rfind('/').map_or(0, |slash| slash + 1);
        let start = disk::absolute(&self.session.base, Path::new(&text[..split]));
        Argument::Tree { start, pattern: text[split..].to_owned() }
    }

    fn add(&mut self, text: &str, argument: Argument) {
        match argument {
            Argument::File(path) => {
                let directory = path.parent().unwrap_or(&self.session.base).to_path_buf();
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                self.files.entry(directory).or_default().push(name);
            }
            Argument::Directory(directory) => {
                let root = self.modules.module_root(&directory);
                self.calls.directory(root.as_deref(), &directory);
                let location = self.modules.locate(&directory);
                self.request(location, Files::Directory, Origin::Named);
            }
            Argument::Tree { start, pattern } => self.add_named_tree(text, &start, &pattern),
            Argument::ImportPath(path) => self.add_import_path(&path),
            Argument::Bad(message) if text.is_empty() => self.gap("\"\"", message),
            Argument::Bad(message) => {
                self.calls.pattern(&self.session.base, text.to_owned());
                self.gap(text, message);
            }
        }
    }

    /// Adds a request, unless one for the same package says more.
    fn request(&mut self, location: Location, files: Files, origin: Origin) {
        let known = self.requests.get(&location.path).map(|request| request.origin);
        if known.is_none() || known != Some(Origin::Named) && origin == Origin::Named {
            let request = Request { location, files, origin };
            self.requests.insert(request.location.path.clone(), request);
        }
    }

    /// Adds a package that a pattern matched.
    fn request_matched(&mut self, location: Location) {
        // The package `builtin` is documentation, not code.
        if location.path != "builtin" {
            self.request(location, Files::Directory, Origin::Matched);
        }
    }

    /// Adds the packages below `start` for the argument `text`.
    fn add_named_tree(&mut self, text: &str, start: &Path, pattern: &str) {
        let found = self.add_tree(start, pattern);
        if let Some(root) = self.modules.module_root(start) {
            self.calls.tree(&root, start, pattern);
        } else {
            for directory in &found {
                let root = self.modules.module_root(directory);
                self.calls.directory(root.as_deref(), directory);
            }
        }
        if found.is_empty() {
            self.gap(text, "matched no packages");
        }
    }

    /// Adds the packages below `start`; gives their directories.
    fn add_tree(&mut self, start: &Path, pattern: &str) -> Vec<PathBuf> {
        let root = self.modules.module_root(start);
        let mut ignore = Vec::new();
        if let Some(root) = &root {
            let index = self.modules.add_main(root);
            ignore.clone_from(&self.modules.mains[index].file.ignore);
        }
        let pattern = Pattern::new(pattern);
        let walk = Walk {
            pattern: Some(&pattern),
            // Outside modules there is nothing that a module inside could be kept apart from.
            stop_at_modules: root.is_some(),
            ignore: Ignore::new(&ignore, root.as_deref().unwrap_or(start)),
            skip: &[],
        };
        let found = walk.run(start, "", self.session, &mut self.modules.gaps);
        for (_, directory) in &found {
            let location = self.modules.locate(directory);
            self.request_matched(location);
        }
        found.into_iter().map(|(_, directory)| directory).collect()
    }

    /// Adds to the calls an import path, or something of that form.
    fn call_for_import_path(&mut self, text: &str) {
        // What it means is decided by the module here, or by those of the directories.
        let base = &self.session.base;
        let root = self.modules.module_root(base);
        let root = root.or_else(|| self.modules.mains.first().map(|main| main.directory.clone()));
        self.calls.pattern(root.as_deref().unwrap_or(base), text.to_owned());
    }

    fn add_import_path(&mut self, text: &str) {
        if is_meta(text) || !text.contains("...") {
            self.call_for_import_path(text);
        }
        match text {
            "std" => self.add_std(),
            "cmd" => self.add_cmd(),
            "all" | "work" => {
                if !self.add_mains() {
                    self.gap(text, "matched no packages: there is no main module here");
                }
            }
            "tool" => {
                let mains = self.modules.mains.iter();
                let tools: Vec<String> = mains.flat_map(|main| main.file.tool.clone()).collect();
                if tools.is_empty() {
                    self.gap(text, "matched no packages: no `go.mod` here has a `tool` line");
                }
                for tool in tools {
                    self.add_package(&tool);
                }
            }
            _ if text.contains("...") => self.add_matching(text),
            _ => self.add_package(text),
        }
    }

    fn add_package(&mut self, path: &str) {
        if let Some((path, version)) = path.split_once('@') {
            let message = format!("the version `{version}` cannot be asked for, only what is used");
            return self.gap(format!("{path}@{version}"), message);
        }
        match self.modules.resolve_argument(path) {
            Ok(location) => self.request(location, Files::Directory, Origin::Named),
            Err(Unresolved::Told) => {}
            Err(Unresolved::Because(message)) => {
                self.gap(path, format!("no such directory, and {message}"));
            }
        }
    }

    fn add_std(&mut self) {
        let Some(src) = self.modules.std.src() else { return self.gap("std", NO_SOURCES) };
        let mut skip = vec!["cmd"];
        if !self.session.tags.cgo() {
            skip.push("runtime/cgo");
        }
        let walk =
            Walk { pattern: None, stop_at_modules: false, ignore: Ignore::none(), skip: &skip };
        let found = walk.run(&src, "", self.session, &mut self.modules.gaps);
        for (path, directory) in found {
            if !path.is_empty() {
                let location = self.modules.locate(&directory);
                self.request_matched(location);
            }
        }
    }

    fn add_cmd(&mut self) {
        let Some(src) = self.modules.std.src() else { return self.gap("cmd", NO_SOURCES) };
        let walk =
            Walk { pattern: None, stop_at_modules: false, ignore: Ignore::none(), skip: &[] };
        let found = walk.run(&src.join("cmd"), "cmd", self.session, &mut self.modules.gaps);
        for (path, directory) in found {
            let location = self.modules.locate(&directory);
            let origin = match modules::below("cmd/vendor", &path) {
                Some(_) => Origin::MatchedUnlessCommand,
                None => Origin::Matched,
            };
            self.request(location, Files::Directory, origin);
        }
    }

    /// Adds the packages of the main modules.
    fn add_mains(&mut self) -> bool {
        let roots: Vec<PathBuf> =
            self.modules.mains.iter().map(|main| main.directory.clone()).collect();
        let mut any = false;
        for root in roots {
            any |= !self.add_tree(&root, "...").is_empty();
        }
        any
    }

    /// Adds the packages whose import paths match: of the standard library, of the main modules
    /// and of what they require.
    fn add_matching(&mut self, text: &str) {
        let pattern = Pattern::new(text);
        // Import paths begin with these, in these directories; and what a walk leaves out.
        let mut roots: Vec<(String, PathBuf, bool)> = Vec::new();
        if let Some(src) = self.modules.std.src() {
            if pattern.may_match_below("cmd") {
                roots.push(("cmd".to_owned(), src.join("cmd"), true));
            }
            roots.push((String::new(), src, true));
        }
        for main in &self.modules.mains {
            roots.push((main.prefix.clone(), main.directory.clone(), true));
        }
        let vendors = self.modules.vendor_directories();
        let is_vendored = !vendors.is_empty();
        for (_, directory) in vendors {
            roots.push((String::new(), directory, false));
        }
        if !is_vendored {
            let dependencies = self.modules.dependencies(|path| pattern.may_match_below(path));
            roots.extend(dependencies.into_iter().map(|(path, root)| (path, root, false)));
        }
        let mut any = false;
        for (prefix, root, stop_at_modules) in roots {
            if !pattern.may_match_below(&prefix) {
                continue;
            }
            let main = self.modules.main_at(&root);
            let ignore = main.map_or(Ignore::none(), |main| Ignore::new(&main.file.ignore, &root));
            let walk = Walk { pattern: Some(&pattern), stop_at_modules, ignore, skip: &[] };
            for (path, _) in walk.run(&root, &prefix, self.session, &mut self.modules.gaps) {
                if let Ok(location) = self.modules.resolve_argument(&path) {
                    self.request_matched(location);
                    any = true;
                }
            }
        }
        // `x/...` where `x` is a directory here.
        match self.tree(text) {
            Argument::Tree { start, pattern } if !any && start.is_dir() => {
                self.add_named_tree(text, &start, &pattern);
            }
            _ => {
                self.call_for_import_path(text);
                if !any && modules::is_std_path(text) && self.modules.std.src().is_none() {
                    self.gap(text, format!("matched no packages, and {NO_SOURCES}"));
                } else if !any {
                    self.gap(text, "matched no packages");
                }
            }
        }
    }

    /// Makes packages of the named files: one for each directory.
    fn add_files(&mut self) {
        for (directory, mut names) in std::mem::take(&mut self.files) {
            names.sort();
            names.dedup();
            self.calls.files(&directory, &names);
            let location = self.modules.locate(&directory);
            let mut path = LOOSE_PATH.to_owned();
            if self.requests.contains_key(&path) {
                path = format!("{path} [{}]", disk::shown(&self.session.base, &directory));
            }
            // As the go command has it, files named one by one are in no module, and so are read
            // as the installation's own version.
            let version = self.session.latest;
            self.request(
                Location { path, version, ..location },
                Files::Named(names),
                Origin::Named,
            );
        }
    }
}

/// Whether `text` names several packages without being a pattern.
fn is_meta(text: &str) -> bool {
    matches!(text, "std" | "cmd" | "all" | "work" | "tool")
}

/// How a tree of directories is walked.
struct Walk<'a> {
    /// What a directory's path must match; `None` takes all.
    pattern: Option<&'a Pattern>,
    /// Whether directories with a `go.mod` are left out, the root aside.
    stop_at_modules: bool,
    ignore: Ignore,
    /// Paths that are left out.
    skip: &'a [&'a str],
}

impl Walk<'_> {
    /// The directories with Go files at and below `root`, sorted, each with its path: `prefix` and
    /// the way from `root`. Links are not followed, so that the walk ends.
    fn run(
        &self,
        root: &Path,
        prefix: &str,
        session: &Session<'_>,
        gaps: &mut Vec<Gap>,
    ) -> Vec<(String, PathBuf)> {
        let mut found = Vec::new();
        let mut stack = vec![(root.to_path_buf(), prefix.to_owned())];
        while let Some((directory, path)) = stack.pop() {
            let entries = match disk::entries(&directory) {
                Ok(entries) => entries,
                Err(message) => {
                    gaps.push(Gap { path: disk::shown(&session.base, &directory), message });
                    continue;
                }
            };
            let is_module =
                || entries.iter().any(|e| e.name == "go.mod" && e.kind != Kind::Directory);
            if self.stop_at_modules && directory != root && is_module() {
                continue;
            }
            let has_go_files =
                entries.iter().any(|e| is_go_file(&e.name) && e.kind != Kind::Directory);
            if has_go_files && self.pattern.is_none_or(|pattern| pattern.matches(&path)) {
                found.push((path.clone(), directory.clone()));
            }
            for entry in entries.iter().filter(|entry| entry.kind == Kind::Directory) {
                let name = entry.name.as_str();
                let below = modules::join(&path, name);
                let next = directory.join(name);
                if self.enters(name, &below) && !self.ignore.covers(&next) {
                    stack.push((next, below));
                }
            }
        }
        found.sort();
        found
    }

    fn enters(&self, name: &str, path: &str) -> bool {
        if name.starts_with(['.', '_']) || name == "testdata" || self.skip.contains(&path) {
            return false;
        }
        self.pattern.is_none_or(|pattern| {
            // The directory `vendor` itself may be a package; what is in it is only reached by
            // patterns that say `vendor`, so that its size does not matter to the others.
            let is_in_vendor = path.split('/').rev().skip(1).any(|part| part == "vendor");
            pattern.may_match_below(path) && (!is_in_vendor || pattern.names_vendor())
        })
    }
}

/// The `ignore` lines of a `go.mod`.
struct Ignore {
    root: PathBuf,
    /// `./x`: the directory x of the module.
    anchored: Vec<String>,
    /// `x`: every directory x.
    anywhere: Vec<String>,
}

impl Ignore {
    fn none() -> Self {
        Self::new(&[], Path::new(""))
    }

    fn new(lines: &[String], root: &Path) -> Self {
        let (mut anchored, mut anywhere) = (Vec::new(), Vec::new());
        for line in lines {
            let (list, path) = match line.strip_prefix("./") {
                Some(path) => (&mut anchored, path),
                None => (&mut anywhere, line.as_str()),
            };
            let path = path.trim_matches('/');
            if !path.is_empty() {
                list.push(format!("/{path}/"));
            }
        }
        Self { root: root.to_path_buf(), anchored, anywhere }
    }

    fn covers(&self, directory: &Path) -> bool {
        if self.anchored.is_empty() && self.anywhere.is_empty() {
            return false;
        }
        let Ok(relative) = directory.strip_prefix(&self.root) else { return false };
        let path = format!("/{}/", disk::slashed(relative));
        self.anchored.iter().any(|prefix| path.starts_with(prefix))
            || self.anywhere.iter().any(|part| path.contains(part))
    }
}
