//! The modules of a load: the main ones, their requirements, and the directory of a package by its
//! import path.
//!
//! A *main module* is one that was pointed at: that of the starting directory, each that a
//! workspace uses, and each that an argument lies in. Several are treated as a workspace. What
//! they require is selected as the go command does (minimal version selection: of each module the
//! highest version that anything demands) and looked up in the module cache; nothing is downloaded.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use rustc_hash::{FxHashMap, FxHashSet};

use crate::program::{Gap, GoVersion};

use super::disk;
use super::env::LoadEnv;
use super::modfile::{self, ModFile, ModuleVersion, ModulesText, Replace, Replacement};
use super::semver;
use super::std_index;
use super::stdlib::{NO_SOURCES, Stdlib};

/// The language version of a module whose `go.mod` names none.
const UNSTATED_VERSION: GoVersion = GoVersion(16);

/// From this version on a `go.mod` lists every module its packages need.
const PRUNED_VERSION: GoVersion = GoVersion(17);

/// From this version on a `vendor` directory is used without being asked for.
const VENDOR_VERSION: GoVersion = GoVersion(14);

/// Where an import is written, as far as it decides what the import means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Home {
    /// The standard library, whose foreign imports are in its own vendor directory.
    Std,
    /// The standard library as the index has it, likewise.
    Index,
    /// The go command's own sources, likewise.
    Cmd,
    /// A main module or what it vendors: its index.
    Main(usize),
    /// A module that is required.
    Dependency,
    /// Files that are in no module.
    Loose,
}

/// A package's place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Location {
    /// Its import path.
    pub(super) path: String,
    /// Where its files are; of a package of the index, where they would be.
    pub(super) directory: PathBuf,
    pub(super) home: Home,
    /// The language version of its module.
    pub(super) version: GoVersion,
}

/// Why an import leads nowhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Unresolved {
    /// It was told once, in a gap of its own.
    Told,
    /// The path and the reason, to be told where the import is written.
    Because(String),
}

/// A main module.
#[derive(Debug)]
pub(super) struct MainModule {
    pub(super) directory: PathBuf,
    /// What its packages' import paths begin with; empty for the standard library's own module.
    pub(super) prefix: String,
    pub(super) file: ModFile,
    pub(super) version: GoVersion,
    /// Its own vendor directory or its workspace's, if that is to be used.
    vendor: Option<Vendor>,
}

impl MainModule {
    /// Whether it is the go command's sources, which lie in those of the standard library.
    fn is_cmd(&self) -> bool {
        self.prefix == "cmd" && self.directory.with_file_name("runtime").is_dir()
    }
}

/// A vendor directory.
#[derive(Clone, Debug)]
struct Vendor {
    directory: PathBuf,
    modules: ModulesText,
}

/// A required module, as selected.
#[derive(Clone, Debug)]
struct Selected {
    version: String,
    /// Where it is; `None` where it was not downloaded.
    directory: Option<PathBuf>,
    /// Its language version, once it was asked for.
    language: Option<GoVersion>,
    /// Whether it is a directory that the user keeps, in which other modules may lie.
    local: bool,
    /// What it is really called, where it is replaced by another module.
    shown: String,
}

/// All that decides what an import path means.
#[derive(Debug)]
pub(super) struct Modules<'a> {
    env: &'a LoadEnv,
    /// Where names shown to the user start.
    base: PathBuf,
    pub(super) std: Stdlib,
    /// The language version of the standard library, and of what is in no module.
    pub(super) latest: GoVersion,
    pub(super) mains: Vec<MainModule>,
    /// Main modules by directory.
    main_directories: FxHashMap<PathBuf, usize>,
    /// Main modules by prefix.
    main_prefixes: FxHashMap<String, usize>,
    workspace: Option<Workspace>,
    /// Whether GO111MODULE turns modules off.
    off: bool,
    selected: BTreeMap<String, Selected>,
    /// Whether `selected` holds all that is reachable, or only what the main modules name.
    complete: bool,
    resolved: FxHashMap<(Home, String), Result<Location, Unresolved>>,
    has_go_files: FxHashMap<PathBuf, bool>,
    module_roots: FxHashMap<PathBuf, Option<PathBuf>>,
    missing: BTreeSet<String>,
    pub(super) gaps: Vec<Gap>,
}

#[derive(Debug)]
struct Workspace {
    directory: PathBuf,
    file: ModFile,
}

impl<'a> Modules<'a> {
    /// The modules that the environment and the starting directory `base` name.
    pub(super) fn new(base: &Path, env: &'a LoadEnv, std: Stdlib, latest: GoVersion) -> Self {
        let mut modules = Self {
            env,
            base: base.to_path_buf(),
            std,
            latest,
            mains: Vec::new(),
            main_directories: FxHashMap::default(),
            main_prefixes: FxHashMap::default(),
            workspace: None,
            off: env.get("GO111MODULE") == Some("off"),
            selected: BTreeMap::new(),
            complete: false,
            resolved: FxHashMap::default(),
            has_go_files: FxHashMap::default(),
            module_roots: FxHashMap::default(),
            missing: BTreeSet::new(),
            gaps: Vec::new(),
        };
        if !modules.off {
            modules.open_workspace();
            if let Some(root) = modules.module_root(base) {
                modules.add_main(&root);
            }
        }
        modules
    }

    fn gap(&mut self, path: impl Into<String>, message: impl Into<String>) {
        self.gaps.push(Gap { path: path.into(), message: message.into() });
    }

    fn show(&self, path: &Path) -> String {
        disk::shown(&self.base, path)
    }

    fn open_workspace(&mut self) {
        let file = match self.env.get("GOWORK") {
            Some("off") => return,
            Some(named) => disk::absolute(&self.base, Path::new(named)),
            None => {
                let above = self.base.ancestors().map(|directory| directory.join("go.work"));
                match above.into_iter().find(|file| disk::is_file(file)) {
                    Some(file) => file,
                    None => return,
                }
            }
        };
        let Some(parsed) = self.read_modfile(&file) else { return };
        let directory = file.parent().unwrap_or(&self.base).to_path_buf();
        let roots: Vec<PathBuf> =
            parsed.uses.iter().map(|path| disk::absolute(&directory, Path::new(path))).collect();
        self.workspace = Some(Workspace { directory, file: parsed });
        for root in roots {
            if disk::is_file(&root.join("go.mod")) {
                self.add_main(&root);
            } else {
                self.gap(self.show(&root), "used by `go.work`, but there is no `go.mod` in it");
            }
        }
    }

    fn read_modfile(&mut self, file: &Path) -> Option<ModFile> {
        match disk::read_text(file) {
            Ok(text) => {
                let parsed = modfile::parse(&text);
                for problem in &parsed.problems {
                    let path = format!("{}:{}", self.show(file), problem.line);
                    self.gap(path, problem.message.clone());
                }
                Some(parsed)
            }
            Err(message) => {
                self.gap(self.show(file), message);
                None
            }
        }
    }

    /// The nearest directory at or above `directory` with a `go.mod`.
    pub(super) fn module_root(&mut self, directory: &Path) -> Option<PathBuf> {
        if self.off {
            return None;
        }
        let mut asked = Vec::new();
        let mut found = None;
        for above in directory.ancestors() {
            if let Some(known) = self.module_roots.get(above) {
                found.clone_from(known);
                break;
            }
            asked.push(above.to_path_buf());
            if disk::is_file(&above.join("go.mod")) {
                found = Some(above.to_path_buf());
                break;
            }
        }
        for above in asked {
            self.module_roots.insert(above, found.clone());
        }
        found
    }

    /// Makes the module in `root` a main module, if it is none yet; gives its index.
    pub(super) fn add_main(&mut self, root: &Path) -> usize {
        if let Some(&index) = self.main_directories.get(root) {
            return index;
        }
        let named = self.env.flag("modfile").filter(|_| self.mains.is_empty());
        let path = match named {
            Some(named) => disk::absolute(&self.base, Path::new(named)),
            None => root.join("go.mod"),
        };
        let file = self.read_modfile(&path).unwrap_or_default();
        let version = file.go.unwrap_or(UNSTATED_VERSION);
        let own_name =
            format!("./{}", disk::slashed(root.strip_prefix(&self.base).unwrap_or(root)));
        let prefix = match file.module.as_deref() {
            // In its own sources the standard library's packages have their usual names.
            Some("std") if root.join("runtime").is_dir() => String::new(),
            Some(module) if modfile::is_safe(module) => module.to_owned(),
            Some(module) => {
                self.gap(self.show(&path), format!("`{module}` is not a module path"));
                own_name.clone()
            }
            None => {
                self.gap(self.show(&path), "has no `module` line");
                own_name.clone()
            }
        };
        let prefix = match self.main_prefixes.get(&prefix) {
            Some(&other) => {
                let other = &self.mains[other];
                let message = format!(
                    "module `{prefix}` is also in `{}`, which is what imports of it mean",
                    self.show(&other.directory)
                );
                self.gap(self.show(&path), message);
                own_name
            }
            None => prefix,
        };
        let vendor = self.vendor_of(root, &file);
        let index = self.mains.len();
        self.main_directories.insert(root.to_path_buf(), index);
        self.main_prefixes.insert(prefix.clone(), index);
        let directory = root.to_path_buf();
        self.mains.push(MainModule { directory, prefix, file, version, vendor });
        index
    }

    /// The vendor directory that the packages of the main module in `root` import from.
    fn vendor_of(&self, root: &Path, file: &ModFile) -> Option<Vendor> {
        let in_workspace = self.workspace.as_ref().filter(|workspace| {
            let mut uses = workspace.file.uses.iter();
            uses.any(|path| disk::absolute(&workspace.directory, Path::new(path)) == root)
        });
        let (owner, go) = match in_workspace {
            Some(workspace) => (workspace.directory.as_path(), workspace.file.go),
            None => (root, file.go),
        };
        let directory = owner.join("vendor");
        if !directory.is_dir() {
            return None;
        }
        let text = disk::read_text(&directory.join("modules.txt")).unwrap_or_default();
        let modules = modfile::parse_modules_text(&text);
        let used = match self.env.flag("mod") {
            Some(mode) => mode == "vendor",
            None => {
                go.is_some_and(|go| go >= VENDOR_VERSION)
                    && modules.workspace == in_workspace.is_some()
            }
        };
        used.then_some(Vendor { directory, modules })
    }

    /// Selects the versions of all requirements. To be called once all main modules are known.
    pub(super) fn select(&mut self) {
        self.selected.clear();
        self.resolved.clear();
        self.complete = false;
        let mains = &self.mains;
        if mains.is_empty() || mains.iter().all(|main| main.vendor.is_some()) {
            self.complete = true;
            return;
        }
        // One pruned main module names every module that it needs, so that the rest of the graph
        // is read only when an import says otherwise.
        if mains.len() == 1 && mains[0].version >= PRUNED_VERSION {
            for required in mains[0].file.require.clone() {
                if !self.is_excluded(&required) {
                    self.raise(&required);
                }
            }
        } else {
            self.complete_selection();
        }
    }

    /// Reads the rest of the requirement graph.
    fn complete_selection(&mut self) {
        self.complete = true;
        let mut queue: Vec<(ModuleVersion, bool)> = Vec::new();
        for main in &self.mains {
            let pruned = main.version >= PRUNED_VERSION;
            queue.extend(main.file.require.iter().map(|required| (required.clone(), pruned)));
        }
        // Otherwise what a pruned main module names has been selected, and stays.
        let first = self.mains.len() > 1 || self.selected.is_empty();
        let known: FxHashSet<String> = self.selected.keys().cloned().collect();
        let mut seen: FxHashMap<ModuleVersion, bool> = FxHashMap::default();
        while let Some((required, pruned)) = queue.pop() {
            if self.is_excluded(&required) || self.is_main(&required.path) {
                continue;
            }
            match seen.get(&required) {
                // Seen as part of a whole graph, or no more is wanted of it now.
                Some(&seen_pruned) if !seen_pruned || pruned => continue,
                _ => drop(seen.insert(required.clone(), pruned)),
            }
            // What the main module names itself stays as it names it.
            if first || !known.contains(&required.path) {
                self.raise(&required);
            }
            let Some(file) = self.modfile_of(&required) else { continue };
            let is_pruned = file.go.unwrap_or(UNSTATED_VERSION) >= PRUNED_VERSION;
            for next in file.require {
                if pruned && is_pruned {
                    // Its requirements count, but not theirs in turn.
                    if !self.is_excluded(&next)
                        && !self.is_main(&next.path)
                        && (first || !known.contains(&next.path))
                    {
                        self.raise(&next);
                    }
                } else {
                    queue.push((next, pruned && is_pruned));
                }
            }
        }
        self.resolved.retain(|_, found| found.is_ok());
    }

    /// Selects `required`, unless a higher version is selected.
    fn raise(&mut self, required: &ModuleVersion) {
        if self.is_main(&required.path) {
            return;
        }
        let current = self.selected.get(&required.path);
        if current.is_some_and(|now| semver::compare(&now.version, &required.version).is_ge()) {
            return;
        }
        let (directory, local, shown) = match self.replacement(required) {
            Some((Replacement::Directory(path), above)) => {
                let directory = disk::absolute(&above, Path::new(&path));
                (Some(directory).filter(|directory| directory.is_dir()), true, path)
            }
            Some((Replacement::Module(module), _)) => {
                let shown = format!("{}@{}", module.path, module.version);
                (self.cached(&module), false, shown)
            }
            None => {
                let shown = format!("{}@{}", required.path, required.version);
                (self.cached(required), false, shown)
            }
        };
        let version = required.version.clone();
        let selected = Selected { version, directory, language: None, local, shown };
        self.selected.insert(required.path.clone(), selected);
    }

    fn is_main(&self, path: &str) -> bool {
        self.main_prefixes.contains_key(path)
    }

    fn is_excluded(&self, module: &ModuleVersion) -> bool {
        self.mains.iter().any(|main| main.file.exclude.contains(module))
    }

    /// What replaces a module, and the directory that a relative path in it starts from. The
    /// workspace's word goes before that of its modules, and a version's before the module's.
    fn replacement(&self, module: &ModuleVersion) -> Option<(Replacement, PathBuf)> {
        let workspace = self.workspace.iter().map(|found| (&found.file, &found.directory));
        let mains = self.mains.iter().map(|main| (&main.file, &main.directory));
        for (file, directory) in workspace.chain(mains) {
            let fits = |replace: &&Replace| {
                replace.path == module.path
                    && replace.version.as_ref().is_none_or(|version| *version == module.version)
            };
            let found =
                file.replace.iter().filter(fits).max_by_key(|found| found.version.is_some());
            if let Some(found) = found {
                return Some((found.with.clone(), directory.clone()));
            }
        }
        None
    }

    /// Where a module is in the module cache.
    fn cached(&self, module: &ModuleVersion) -> Option<PathBuf> {
        if !modfile::is_safe(&module.path) || !modfile::is_safe_version(&module.version) {
            return None;
        }
        let path = modfile::escaped(&module.path);
        let version = modfile::escaped(&module.version);
        let directory = self.env.module_cache()?.join(format!("{path}@{version}"));
        directory.is_dir().then_some(directory)
    }

    /// The `go.mod` of a required module, from wherever it can be had.
    fn modfile_of(&self, module: &ModuleVersion) -> Option<ModFile> {
        let module = match self.replacement(module) {
            Some((Replacement::Directory(path), above)) => {
                let directory = disk::absolute(&above, Path::new(&path));
                let text = disk::read_text(&directory.join("go.mod")).ok()?;
                return Some(modfile::parse(&text));
            }
            Some((Replacement::Module(module), _)) => module,
            None => module.clone(),
        };
        if !modfile::is_safe(&module.path) || !modfile::is_safe_version(&module.version) {
            return None;
        }
        let cache = self.env.module_cache()?;
        let path = modfile::escaped(&module.path);
        let version = modfile::escaped(&module.version);
        let download = cache.join("cache").join("download");
        let downloaded = download.join(path).join("@v").join(format!("{version}.mod"));
        let text = disk::read_text(&downloaded).ok().or_else(|| {
            let directory = self.cached(&module)?;
            disk::read_text(&directory.join("go.mod")).ok()
        })?;
        Some(modfile::parse(&text))
    }

    /// The required modules whose import paths begin with a `prefix` that `wanted` accepts, with
    /// their directories.
    pub(super) fn dependencies(&mut self, wanted: impl Fn(&str) -> bool) -> Vec<(String, PathBuf)> {
        if !self.complete {
            self.complete_selection();
        }
        let mut found = Vec::new();
        let mut missing = Vec::new();
        for (path, selected) in self.selected.iter().filter(|(path, _)| wanted(path)) {
            match &selected.directory {
                Some(directory) => found.push((path.clone(), directory.clone())),
                None => missing.push(path.clone()),
            }
        }
        for path in missing {
            self.tell_missing(&path);
        }
        found
    }

    /// The main module whose root is `directory`.
    pub(super) fn main_at(&self, directory: &Path) -> Option<&MainModule> {
        self.main_directories.get(directory).map(|&index| &self.mains[index])
    }

    /// The vendor directories in use.
    pub(super) fn vendor_directories(&self) -> Vec<(usize, PathBuf)> {
        let mains = self.mains.iter().enumerate();
        mains
            .filter_map(|(index, main)| Some((index, main.vendor.as_ref()?.directory.clone())))
            .collect()
    }

    fn tell_missing(&mut self, module: &str) {
        let Some(selected) = self.selected.get(module) else { return };
        let (local, shown) = (selected.local, selected.shown.clone());
        if !self.missing.insert(module.to_owned()) {
            return;
        }
        if local {
            self.gap(shown, format!("the directory that replaces module `{module}` is missing"));
        } else {
            self.gap(shown, "not in the module cache; run `go mod download`");
        }
    }

    /// The package in a directory that an argument names. Its module becomes a main module if it
    /// lies in one.
    pub(super) fn locate(&mut self, directory: &Path) -> Location {
        let version = self.latest;
        if let Some(src) = self.std.src()
            && let Ok(relative) = directory.strip_prefix(src)
        {
            let path = disk::slashed(relative);
            let home = std_home(&path);
            let path = if path.is_empty() { own_path(&self.base, directory) } else { path };
            return Location { path, directory: directory.to_path_buf(), home, version };
        }
        if let Some(root) = self.module_root(directory) {
            let index = self.add_main(&root);
            let main = &self.mains[index];
            let relative = disk::slashed(directory.strip_prefix(&root).unwrap_or(directory));
            let (path, version) = match (&main.vendor, relative.strip_prefix("vendor/")) {
                (Some(vendor), Some(path)) => {
                    (path.to_owned(), vendor.modules.version(path).unwrap_or(UNSTATED_VERSION))
                }
                _ => (join(&main.prefix, &relative), main.version),
            };
            let home = match main.prefix.as_str() {
                "" => std_home(&path),
                _ if main.is_cmd() => Home::Cmd,
                _ => Home::Main(index),
            };
            let path = if path.is_empty() { own_path(&self.base, directory) } else { path };
            return Location { path, directory: directory.to_path_buf(), home, version };
        }
        let in_gopath = self.env.gopath().into_iter().find_map(|above| {
            let relative = directory.strip_prefix(above.join("src")).ok()?;
            (!relative.as_os_str().is_empty()).then(|| disk::slashed(relative))
        });
        let path = in_gopath.unwrap_or_else(|| own_path(&self.base, directory));
        Location { path, directory: directory.to_path_buf(), home: Home::Loose, version }
    }

    /// The package that `import` means where `from` writes it.
    pub(super) fn resolve(
        &mut self,
        from: &Location,
        import: &str,
    ) -> Result<Location, Unresolved> {
        if import.starts_with("./") || import.starts_with("../") || import == "." {
            if from.home == Home::Loose {
                let directory = disk::absolute(&from.directory, Path::new(import));
                if self.has_go_files(&directory) {
                    return Ok(self.locate(&directory));
                }
            }
            return Err(because(format!("there is no package at `{import}`")));
        }
        if !modfile::is_safe(import) {
            return Err(because(format!("`{import}` is not an import path")));
        }
        if from.home == Home::Loose {
            // It depends on the directory, and there is little of it.
            return self.find_loose(from, import);
        }
        let key = (from.home, import.to_owned());
        if let Some(known) = self.resolved.get(&key) {
            return known.clone();
        }
        let mut found = self.find(from.home, import);
        if matches!(found, Err(Unresolved::Because(_))) && !self.complete {
            self.complete_selection();
            found = self.find(from.home, import);
        }
        self.resolved.insert(key, found.clone());
        found
    }

    /// Whether `path` is a package of the standard library or of a main module.
    pub(super) fn is_import_path(&mut self, path: &str) -> bool {
        modfile::is_safe(path)
            && (self.find_std_sources(path).is_some() || self.find_in_mains(path).is_some())
    }

    fn find_std_sources(&mut self, path: &str) -> Option<Location> {
        self.find_std(Home::Loose, path).filter(|found| found.home != Home::Index)
    }

    /// The package of an import path that an argument names.
    pub(super) fn resolve_argument(&mut self, path: &str) -> Result<Location, Unresolved> {
        let home = if self.mains.is_empty() { Home::Loose } else { Home::Main(0) };
        let (directory, version) = (self.base.clone(), self.latest);
        let from = Location { path: String::new(), directory, home, version };
        match self.resolve(&from, path)? {
            // There is nothing in it to analyse.
            found if found.home == Home::Index => Err(because(NO_SOURCES.to_owned())),
            found => Ok(found),
        }
    }

    fn find(&mut self, home: Home, import: &str) -> Result<Location, Unresolved> {
        if let Some(found) = self.find_std(home, import) {
            return Ok(found);
        }
        if matches!(home, Home::Std | Home::Index | Home::Cmd) {
            return Err(self.not_in_std(import));
        }
        if let Some(found) = self.find_in_mains(import) {
            return Ok(found);
        }
        if let Home::Main(index) = home
            && let Some(vendor) = self.mains[index].vendor.clone()
        {
            let directory = vendor.directory.join(import);
            if self.has_go_files(&directory) {
                let version = vendor.modules.version(import).unwrap_or(UNSTATED_VERSION);
                return Ok(Location { path: import.to_owned(), directory, home, version });
            }
            if is_std_path(import) {
                return Err(self.not_in_std(import));
            }
            let message = format!("package `{import}` is not vendored; run `go mod vendor`");
            return Err(because(message));
        }
        self.find_required(import)
    }

    fn find_std(&mut self, home: Home, import: &str) -> Option<Location> {
        // A main module may be the standard library itself, in another place than GOROOT.
        let own = self.main_prefixes.get("").map(|&index| &self.mains[index]);
        let own = own.map(|main| (main.directory.clone(), main.version));
        let mut roots: Vec<(PathBuf, GoVersion)> = own.into_iter().collect();
        roots.extend(self.std.src().map(|src| (src, self.latest)));
        let path = match home {
            _ if is_std_path(import) => import.to_owned(),
            Home::Std | Home::Index => format!("vendor/{import}"),
            Home::Cmd => format!("cmd/vendor/{import}"),
            _ => return None,
        };
        for (root, version) in roots {
            let directory = root.join(&path);
            if self.has_go_files(&directory) {
                let home = std_home(&path);
                return Some(Location { path, directory, home, version });
            }
        }
        match &self.std {
            Stdlib::Index(index) if index.has(&path) => {
                let directory = PathBuf::from(std_index::directory(&path));
                Some(Location { path, directory, home: Home::Index, version: self.latest })
            }
            _ => None,
        }
    }

    /// Looks in the main modules, the longest path first.
    fn find_in_mains(&mut self, import: &str) -> Option<Location> {
        let mut prefix = Some(import);
        while let Some(module) = prefix {
            if let Some(&index) = self.main_prefixes.get(module)
                && let Some(found) = self.find_in_main(index, import)
            {
                return Some(found);
            }
            prefix = module.rsplit_once('/').map(|(above, _)| above);
        }
        None
    }

    fn find_in_main(&mut self, index: usize, import: &str) -> Option<Location> {
        let main = &self.mains[index];
        let relative = below(&main.prefix, import)?;
        let (root, version) = (main.directory.clone(), main.version);
        let directory = if relative.is_empty() { root.clone() } else { root.join(relative) };
        // Another module may begin on the way.
        if self.module_root(&directory).as_ref() != Some(&root) || !self.has_go_files(&directory) {
            return None;
        }
        let home = if self.mains[index].is_cmd() { Home::Cmd } else { Home::Main(index) };
        Some(Location { path: import.to_owned(), directory, home, version })
    }

    /// Looks in the required modules, the longest path first.
    fn find_required(&mut self, import: &str) -> Result<Location, Unresolved> {
        let mut missing = None;
        let mut prefix = Some(import);
        while let Some(module) = prefix {
            prefix = module.rsplit_once('/').map(|(above, _)| above);
            let Some(selected) = self.selected.get(module) else { continue };
            let Some(root) = selected.directory.clone() else {
                missing.get_or_insert(module.to_owned());
                continue;
            };
            let local = selected.local;
            let relative = below(module, import).unwrap_or_default();
            let directory = if relative.is_empty() { root.clone() } else { root.join(relative) };
            if local && self.begins_module(&root, &directory) || !self.has_go_files(&directory) {
                continue;
            }
            let version = self.language_of(module, &root);
            let (path, home) = (import.to_owned(), Home::Dependency);
            return Ok(Location { path, directory, home, version });
        }
        if let Some(module) = missing {
            self.tell_missing(&module);
            return Err(Unresolved::Told);
        }
        if is_std_path(import) {
            return Err(self.not_in_std(import));
        }
        Err(because(format!("no required module provides package `{import}`")))
    }

    /// Whether another module begins between `root` and `directory`.
    fn begins_module(&self, root: &Path, directory: &Path) -> bool {
        let between = directory.ancestors().take_while(|above| *above != root);
        !self.off && between.into_iter().any(|above| disk::is_file(&above.join("go.mod")))
    }

    fn language_of(&mut self, module: &str, root: &Path) -> GoVersion {
        let Some(selected) = self.selected.get_mut(module) else { return UNSTATED_VERSION };
        *selected.language.get_or_insert_with(|| {
            let text = disk::read_text(&root.join("go.mod")).unwrap_or_default();
            modfile::parse(&text).go.unwrap_or(UNSTATED_VERSION)
        })
    }

    /// Outside modules: the standard library, and GOPATH as it was before modules.
    fn find_loose(&mut self, from: &Location, import: &str) -> Result<Location, Unresolved> {
        if let Some(found) = self.find_std(Home::Loose, import) {
            return Ok(found);
        }
        let roots: Vec<PathBuf> =
            self.env.gopath().into_iter().map(|above| above.join("src")).collect();
        for root in &roots {
            let Ok(relative) = from.directory.strip_prefix(root) else { continue };
            for above in relative.ancestors() {
                let vendored = root.join(above).join("vendor").join(import);
                if self.has_go_files(&vendored) {
                    return Ok(self.locate_in_gopath(root, vendored));
                }
            }
        }
        for root in &roots {
            let directory = root.join(import);
            if self.has_go_files(&directory) {
                return Ok(self.locate_in_gopath(root, directory));
            }
        }
        // A loose file may import a module that another argument lies in.
        if let Some(found) = self.find_in_mains(import) {
            return Ok(found);
        }
        if is_std_path(import) {
            return Err(self.not_in_std(import));
        }
        let message = format!("package `{import}` is not known: there is no `go.mod` to say where");
        Err(because(message))
    }

    fn locate_in_gopath(&self, root: &Path, directory: PathBuf) -> Location {
        let path = disk::slashed(directory.strip_prefix(root).unwrap_or(&directory));
        Location { path, directory, home: Home::Loose, version: self.latest }
    }

    fn not_in_std(&self, import: &str) -> Unresolved {
        because(format!("package `{import}` is not in std ({})", self.std.shown()))
    }

    fn has_go_files(&mut self, directory: &Path) -> bool {
        if let Some(&known) = self.has_go_files.get(directory) {
            return known;
        }
        let has = disk::has_go_files(directory);
        self.has_go_files.insert(directory.to_path_buf(), has);
        has
    }
}

fn because(message: String) -> Unresolved {
    Unresolved::Because(message)
}

/// Whether only the standard library has packages of such a path: its first element has no dot.
pub(super) fn is_std_path(path: &str) -> bool {
    !path.split('/').next().unwrap_or_default().contains('.')
}

fn std_home(path: &str) -> Home {
    if below("cmd", path).is_some() { Home::Cmd } else { Home::Std }
}

/// What remains of `path` below `prefix`, empty for `prefix` itself.
pub(super) fn below<'a>(prefix: &str, path: &'a str) -> Option<&'a str> {
    if prefix.is_empty() {
        return Some(path);
    }
    let rest = path.strip_prefix(prefix)?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// `relative` below `prefix`, either of which may be empty.
pub(super) fn join(prefix: &str, relative: &str) -> String {
    match (prefix, relative) {
        ("", path) | (path, "") => path.to_owned(),
        _ => format!("{prefix}/{relative}"),
    }
}

/// The import path of a directory that has none: what the go command calls files that are in no
/// package, or the directory itself, in a form that no import path has.
fn own_path(base: &Path, directory: &Path) -> String {
    match directory.strip_prefix(base) {
        Ok(relative) if relative.as_os_str().is_empty() => super::LOOSE_PATH.to_owned(),
        Ok(relative) => format!("./{}", disk::slashed(relative)),
        Err(_) => disk::slashed(directory),
    }
}
