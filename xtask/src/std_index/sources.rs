//! The sources that an index is cut from: the packages of an installation, parsed, with what each
//! declares by name.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use closure_core::source::SourceFile;
use closure_core::syntax::tree::{Decl, DeclId, Expr, ExprId, Tree};

use super::targets::Builds;

/// A package, by its place in [`Sources::packages`].
pub(super) type PackageId = usize;

/// Where a declaration is: the file's place in the package, and the declaration.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Place {
    pub(super) file: usize,
    pub(super) decl: DeclId,
}

/// A source file that some build takes.
pub(super) struct File {
    /// Its name without the directory.
    pub(super) name: String,
    pub(super) source: SourceFile,
    pub(super) tree: Tree,
    /// The whole `//go:build` line.
    pub(super) build_line: Option<String>,
    /// The builds that take it.
    pub(super) builds: Builds,
    /// By the name that an import has in this file: its path as written, and the package.
    pub(super) imports: BTreeMap<String, (String, Option<PackageId>)>,
    /// What `import . "…"` brings.
    pub(super) dot_imports: Vec<(String, Option<PackageId>)>,
    /// Whether it imports `C`, without which it is another file to the loader.
    pub(super) uses_c: bool,
}

/// A package of the installation.
pub(super) struct Package {
    /// Its path: with `vendor/` for what the standard library vendors.
    pub(super) path: String,
    pub(super) name: String,
    pub(super) files: Vec<File>,
    /// What is declared at top level under each name: once for each build at most.
    pub(super) declared: BTreeMap<String, Vec<Place>>,
    /// Methods by the name of their receiver's type.
    pub(super) methods: BTreeMap<String, Vec<Place>>,
}

impl Package {
    /// Whether other modules can import it.
    pub(super) fn is_public(&self) -> bool {
        self.name != "main"
            && !self.path.split('/').any(|part| matches!(part, "internal" | "vendor"))
    }
}

/// All packages of an installation but commands.
pub(super) struct Sources {
    /// Sorted by path.
    pub(super) packages: Vec<Package>,
}

impl Sources {
    /// Reads the packages below `src`.
    pub(super) fn read(src: &Path) -> Result<Self> {
        let mut packages = Vec::new();
        let mut folders = vec![(src.to_path_buf(), String::new())];
        while let Some((folder, path)) = folders.pop() {
            let mut names = Vec::new();
            let entries =
                fs::read_dir(&folder).with_context(|| format!("reading `{}`", folder.display()))?;
            for entry in entries {
                let entry = entry?;
                let name = entry.file_name().into_string().unwrap_or_default();
                if name.starts_with(['.', '_']) {
                    continue;
                }
                if entry.file_type()?.is_dir() {
                    let below =
                        if path.is_empty() { name.clone() } else { format!("{path}/{name}") };
                    if !matches!(below.as_str(), "cmd" | "builtin") && name != "testdata" {
                        folders.push((entry.path(), below));
                    }
                } else if name.strip_suffix(".go").is_some_and(|stem| !stem.ends_with("_test")) {
                    names.push(name);
                }
            }
            names.sort();
            let mut files = Vec::new();
            for name in names {
                files.extend(read_file(&folder, name)?);
            }
            if !files.is_empty() && !path.is_empty() {
                packages.push(package(path, files));
            }
        }
        packages.sort_by(|a, b| a.path.cmp(&b.path));
        let mut sources = Self { packages };
        sources.resolve_imports();
        Ok(sources)
    }

    /// The package of a path.
    pub(super) fn find(&self, path: &str) -> Option<PackageId> {
        self.packages.binary_search_by(|package| package.path.as_str().cmp(path)).ok()
    }

    /// What an import means in the standard library: a path with a dot is vendored there.
    fn import(&self, path: &str) -> Option<PackageId> {
        self.find(path).or_else(|| self.find(&format!("vendor/{path}")))
    }

    fn resolve_imports(&mut self) {
        let mut found: BTreeMap<String, (Option<PackageId>, String)> = BTreeMap::new();
        let files = self.packages.iter().flat_map(|package| &package.files);
        let paths: BTreeSet<String> = files.flat_map(imports).map(|(_, path)| path).collect();
        for path in paths {
            let package = self.import(&path);
            let last = || path.rsplit('/').next().unwrap_or_default().to_owned();
            let name = package.map_or_else(last, |id| self.packages[id].name.clone());
            found.insert(path, (package, name));
        }
        for file in self.packages.iter_mut().flat_map(|package| &mut package.files) {
            for (local, path) in imports(file) {
                let (package, name) = found[&path].clone();
                match local.as_deref() {
                    _ if path == "C" => file.uses_c = true,
                    Some("_") => {}
                    Some(".") => file.dot_imports.push((path, package)),
                    Some(local) => drop(file.imports.insert(local.to_owned(), (path, package))),
                    None => drop(file.imports.insert(name, (path, package))),
                }
            }
        }
    }
}

/// The local names, where written, and the paths of a file's imports.
fn imports(file: &File) -> Vec<(Option<String>, String)> {
    let text = file.source.text();
    let tree = &file.tree;
    let name = |ident| tree.ident(ident).text(text).to_owned();
    // The dot is no identifier to Go, but one in the tree.
    let import = |import: closure_core::syntax::tree::Import| {
        let path = import.path.text(text).trim_matches(['"', '`']).to_owned();
        (import.name.map(name), path)
    };
    tree.imports().map(import).collect()
}

/// A file, if a build takes it.
fn read_file(folder: &Path, name: String) -> Result<Option<File>> {
    let path = folder.join(&name);
    let bytes = fs::read(&path).with_context(|| format!("reading `{}`", path.display()))?;
    let source = SourceFile::new(path.display().to_string(), bytes);
    let tree = closure_core::syntax::parse(&source);
    if let Some(error) = tree.errors.first() {
        bail!("`{}`: {}", path.display(), error.message);
    }
    let text = source.text();
    let package = tree.package.map_or(0, |ident| tree.ident(ident).start);
    let mut before = tree.comments.iter().filter(|comment| comment.start < package);
    let build_line = before.find_map(|comment| {
        Some(comment.text(text).trim_end()).filter(|text| text.starts_with("//go:build "))
    });
    let build_line = build_line.map(str::to_owned);
    let builds = Builds::of(&name, build_line.as_deref())
        .with_context(|| format!("the constraint of `{}`", path.display()))?;
    if builds.is_empty() {
        return Ok(None);
    }
    if tree.package.map(|ident| tree.ident(ident).text(text)) == Some("documentation") {
        return Ok(None);
    }
    Ok(Some(File {
        name,
        build_line,
        builds,
        imports: BTreeMap::new(),
        dot_imports: Vec::new(),
        uses_c: false,
        source,
        tree,
    }))
}

fn package(path: String, files: Vec<File>) -> Package {
    let mut declared: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    let mut methods: BTreeMap<String, Vec<Place>> = BTreeMap::new();
    for (index, file) in files.iter().enumerate() {
        let (tree, text) = (&file.tree, file.source.text());
        for &decl in &tree.decls {
            let place = Place { file: index, decl };
            if let Decl::Func { receiver: Some(receiver), .. } = tree.decl(decl) {
                if let Some(base) = receiver_base(tree, text, tree.field(receiver).ty) {
                    methods.entry(base.to_owned()).or_default().push(place);
                }
                continue;
            }
            for name in names(tree, text, decl) {
                if !matches!(name, "_" | "init") {
                    declared.entry(name.to_owned()).or_default().push(place);
                }
            }
        }
    }
    let first = files.first().and_then(|file| {
        Some(file.tree.ident(file.tree.package?).text(file.source.text()).to_owned())
    });
    Package { path, name: first.unwrap_or_default(), files, declared, methods }
}

/// The names that a declaration declares; a method's own.
pub(super) fn names<'a>(tree: &Tree, text: &'a str, decl: DeclId) -> Vec<&'a str> {
    match tree.decl(decl) {
        Decl::Import(_) => Vec::new(),
        Decl::Const { names, .. } | Decl::Var { names, .. } => {
            tree.list(names).map(|name| tree.ident(name).text(text)).collect()
        }
        Decl::Type { name, .. } | Decl::Func { name, .. } => vec![tree.ident(name).text(text)],
    }
}

/// The name of the type that a method is declared for.
pub(super) fn receiver_base<'a>(tree: &Tree, text: &'a str, mut ty: ExprId) -> Option<&'a str> {
    loop {
        match tree.expr(ty) {
            Expr::Paren(inner) | Expr::Star(inner) => ty = inner,
            Expr::Index { operand, .. } => ty = operand,
            Expr::Name(name) => return Some(tree.ident(name).text(text)),
            _ => return None,
        }
    }
}

/// Whether other packages may use a name.
pub(super) fn is_exported(name: &str) -> bool {
    name.chars().next().is_some_and(char::is_uppercase)
}
