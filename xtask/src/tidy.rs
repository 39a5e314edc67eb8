//! `cargo xtask tidy`: the rules that no compiler checks. Each is a function from the
//! repository's files to violations, listed in [`RULES`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::process::Command;

use anyhow::{Result, bail};

use crate::shell::{self, Args};

/// A file whose text is UTF-8, by its path in the repository, with `/` between the parts.
struct File {
    path: String,
    text: String,
}

/// A broken rule.
#[derive(PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Violation {
    path: String,
    /// One-based; 0 where it is about the file as a whole.
    line: usize,
    message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line.max(1), self.message)
    }
}

type Rule = fn(&[File], &mut Vec<Violation>);

const RULES: &[Rule] = &[
    headers,
    whitespace,
    unfinished,
    who_does_io,
    who_starts_programs,
    who_prints,
    one_file_for_each_engine,
    workspace_dependencies,
    arrows,
    top_level,
];

pub(crate) fn run(args: Args) -> Result<()> {
    args.finish()?;
    let files = files()?;
    let mut violations = Vec::new();
    for rule in RULES {
        rule(&files, &mut violations);
    }
    violations.sort();
    for violation in &violations {
        println!("{violation}");
    }
    match violations.len() {
        0 => {
            println!("{} files are tidy", files.len());
            Ok(())
        }
        n => bail!("{n} violations in {} files", files.len()),
    }
}

/// Every file that git knows or would add, but for binary ones.
fn files() -> Result<Vec<File>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
    let listing = shell::read(git.current_dir(shell::root()))?;
    let paths: BTreeSet<&str> = listing.split_terminator('\0').collect();
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        // Deleted files are still listed until the deletion is committed.
        if let Ok(bytes) = std::fs::read(shell::root().join(path))
            && let Ok(text) = String::from_utf8(bytes)
        {
            files.push(File { path: path.to_owned(), text });
        }
    }
    Ok(files)
}

impl File {
    fn has_extension(&self, extension: &str) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, last)| last == extension)
    }

    fn is_rust(&self) -> bool {
        self.has_extension("rs")
    }

    /// Whether people write it here, rather than a tool, or another project whose text is data.
    fn is_hand_written(&self) -> bool {
        let data = self.path.split('/').any(|part| matches!(part, "testdata" | "fixtures"));
        let prose = ["rs", "toml", "md", "sh", "yml"].iter().any(|ext| self.has_extension(ext));
        !data && (prose || self.path == ".ci/run")
    }

    /// Whether all of it is test code, or an example of use.
    fn is_test(&self) -> bool {
        let mut folders = self.path.split('/').rev().skip(1);
        folders.any(|part| matches!(part, "tests" | "examples" | "benches" | "fuzz" | "testdata"))
            || self.path.ends_with("/tests.rs")
    }

    /// The lines of a Rust file that reach the product, with their numbers: no comments, and
    /// nothing behind the `#[cfg(test)]` that opens the tests at the file's end.
    fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = if self.is_test() { "" } else { self.text.as_str() };
        lines
            .lines()
            .enumerate()
            .take_while(|(_, line)| line.trim_end() != "#[cfg(test)]")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(index, line)| (index + 1, line))
    }

    fn violation(&self, line: usize, message: impl Into<String>) -> Violation {
        Violation { path: self.path.clone(), line, message: message.into() }
    }
}

/// Every Rust file says first what it is for.
fn headers(files: &[File], violations: &mut Vec<Violation>) {
    for file in files.iter().filter(|file| file.is_rust()) {
        if !file.text.starts_with("//! ") {
            violations.push(file.violation(1, "does not begin with `//!` and its purpose"));
        }
    }
}

fn whitespace(files: &[File], violations: &mut Vec<Violation>) {
    for file in files.iter().filter(|file| file.is_hand_written()) {
        for (index, line) in file.text.split('\n').enumerate() {
            if line.ends_with([' ', '\t', '\r']) {
                violations.push(file.violation(index + 1, "space at the end of the line"));
            }
        }
        // rustfmt leaves none but those in strings, and in tests those are Go source.
        let product = file.code_lines().filter(|_| file.is_rust());
        for (number, _) in product.filter(|(_, line)| line.contains('\t')) {
            violations.push(file.violation(number, "tab"));
        }
        let n_lines = file.text.lines().count();
        if !file.text.is_empty() && !file.text.ends_with('\n') {
            violations.push(file.violation(n_lines, "no line feed at the end"));
        }
        if file.text.ends_with("\n\n") {
            violations.push(file.violation(n_lines, "empty line at the end"));
        }
    }
}

/// What is left to do stands in the issue tracker, not in the source.
fn unfinished(files: &[File], violations: &mut Vec<Violation>) {
    // Put together here, so that this file does not trip over itself.
    let words = [concat!("FIX", "ME"), concat!("TO", "DO")];
    for file in files.iter().filter(|file| file.is_hand_written()) {
        for (index, line) in file.text.lines().enumerate() {
            for word in words.iter().filter(|word| contains_word(line, word)) {
                violations.push(file.violation(index + 1, format!("`{word}`")));
            }
        }
    }
}

/// Whether `word` stands in `line` with no letter, digit or underscore around it.
fn contains_word(line: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        !line[..at].ends_with(is_part) && !line[at + word.len()..].starts_with(is_part)
    })
}

/// The files that may open files, sockets or processes: the edges of each library, and the
/// programs.
const MAY_DO_IO: &[&str] =
    &["closure-core/src/load", "gc-sim/src/load", "k8s-doctor/src/gather", "cli/", "xtask/"];

fn who_does_io(files: &[File], violations: &mut Vec<Violation>) {
    let outside = |file: &&File| !MAY_DO_IO.iter().any(|edge| file.path.starts_with(edge));
    for file in files.iter().filter(|file| file.is_rust()).filter(outside) {
        for (number, line) in file.code_lines() {
            if let Some(what) = io_in(line) {
                let message = format!("`{what}`, but only {} do IO", MAY_DO_IO.join(", "));
                violations.push(file.violation(number, message));
            }
        }
    }
}

/// What a line of code names that does IO.
fn io_in(line: &str) -> Option<&'static str> {
    const NAMES: &[&str] =
        &["std::fs", "std::net", "std::process", "tokio::fs", "tokio::net", "tokio::process"];
    const MODULES: &[(&str, &str)] =
        &[("fs", "std::fs"), ("net", "std::net"), ("process", "std::process")];
    if contains_word(line, "File::open") {
        return Some("File::open");
    }
    if let Some(name) = NAMES.iter().find(|name| contains_word(line, name)) {
        return Some(name);
    }
    let (_, group) = line.split_once("std::{")?;
    let imported = |module: &str| {
        group.split([',', '}']).any(|item| item.trim().split("::").next() == Some(module))
    };
    MODULES.iter().find(|(module, _)| imported(module)).map(|(_, name)| *name)
}

/// The files of the product that may start another program.
const MAY_START_PROGRAMS: &[&str] =
    &["k8s-doctor/src/gather/", "cli/src/child.rs", "cli/src/commands/closures/verify/go.rs"];

fn who_starts_programs(files: &[File], violations: &mut Vec<Violation>) {
    let may = |file: &&File| {
        file.path.starts_with("xtask/")
            || MAY_START_PROGRAMS.iter().any(|path| file.path.starts_with(path))
    };
    for file in files.iter().filter(|file| file.is_rust()).filter(|file| !may(file)) {
        for (number, line) in file.code_lines() {
            let named = line.split_once("process::");
            if named.is_some_and(|(_, names)| contains_word(names, "Command")) {
                let message =
                    format!("starts programs, as only {} do", { MAY_START_PROGRAMS.join(", ") });
                violations.push(file.violation(number, message));
            }
        }
    }
}

fn who_prints(files: &[File], violations: &mut Vec<Violation>) {
    let library = |file: &&File| {
        ["closure-core/src/", "gc-sim/src/", "k8s-doctor/src/"]
            .iter()
            .any(|folder| file.path.starts_with(folder))
    };
    for file in files.iter().filter(|file| file.is_rust()).filter(library) {
        for (number, line) in file.code_lines() {
            for name in ["println!", "eprintln!", "print!", "eprint!", "dbg!"] {
                let prints = line
                    .split_once(name)
                    .is_some_and(|(before, _)| !before.ends_with(char::is_alphanumeric));
                if prints {
                    violations.push(file.violation(number, format!("`{name}` in a library")));
                }
            }
        }
    }
}

/// A crate that may be replaced some day, and the one file that knows it.
const ENGINES: &[(&str, &str, Option<&str>)] = &[
    ("dot_writer", "gc-sim/src/", None),
    ("graphviz_pure", "gc-sim/src/", None),
    ("graphviz_pure_raster", "gc-sim/src/", Some("png.rs")),
];

fn one_file_for_each_engine(files: &[File], violations: &mut Vec<Violation>) {
    for &(engine, folder, name) in ENGINES {
        let mut known_in: Option<&str> = None;
        for file in files.iter().filter(|file| file.is_rust() && !file.path.starts_with("xtask/")) {
            let Some((number, _)) = file.code_lines().find(|(_, line)| contains_word(line, engine))
            else {
                continue;
            };
            let right_name = name.is_none_or(|name| file.path.ends_with(&format!("/{name}")));
            if !file.path.starts_with(folder) || !right_name {
                let home = format!("{folder}…{}", name.unwrap_or_default());
                let message = format!("`{engine}` is named outside {home}");
                violations.push(file.violation(number, message));
            } else if let Some(other) = known_in {
                let message = format!("`{engine}` is named here and in {other}");
                violations.push(file.violation(number, message));
            } else {
                known_in = Some(&file.path);
            }
        }
    }
}

/// A dependency of a member: its name, its line, and whether the workspace decides its version.
struct Dependency<'a> {
    name: &'a str,
    line: usize,
    from_workspace: bool,
}

/// The dependencies in a manifest, read line by line: each is written on one line, which is the
/// only way this workspace writes them.
fn dependencies(manifest: &str) -> Vec<Dependency<'_>> {
    let mut found = Vec::new();
    let mut in_table = false;
    for (index, line) in manifest.lines().enumerate() {
        let line = line.split_once(" #").map_or(line, |(code, _)| code).trim();
        if let Some(table) = line.strip_prefix('[') {
            let table = table.trim_end_matches(']');
            in_table = table.ends_with("dependencies");
            // `[dependencies.name]` is not how it is written here: report it as such.
            if let Some((_, name)) = table.split_once("dependencies.") {
                found.push(Dependency { name, line: index + 1, from_workspace: false });
            }
            continue;
        }
        let Some((key, value)) = line.split_once('=').filter(|_| in_table) else {
            continue;
        };
        if key.starts_with('#') {
            continue;
        }
        let (key, value) = (key.trim(), value.trim());
        let (name, from_workspace) = match key.split_once('.') {
            Some((name, "workspace")) => (name, value == "true"),
            Some((name, _)) => (name, false),
            None => (key, value.replace(' ', "").contains("workspace=true")),
        };
        found.push(Dependency { name, line: index + 1, from_workspace });
    }
    found
}

/// What a member of the workspace must depend on, and what it may besides.
struct Arrows {
    folder: &'static str,
    must: &'static [&'static str],
    may: &'static [&'static str],
}

const ARROWS: &[Arrows] = &[
    Arrows { folder: "closure-core", must: &[], may: &[] },
    Arrows { folder: "gc-sim", must: &[], may: &[] },
    Arrows { folder: "k8s-doctor", must: &[], may: &["gc-sim"] },
    Arrows { folder: "cli", must: &["closure-core", "gc-sim"], may: &["k8s-doctor"] },
    Arrows { folder: "xtask", must: &[], may: &["closure-core", "gc-sim", "k8s-doctor"] },
];

fn manifest_of<'a>(files: &'a [File], folder: &str) -> Option<&'a File> {
    files.iter().find(|file| file.path == format!("{folder}/Cargo.toml"))
}

fn workspace_dependencies(files: &[File], violations: &mut Vec<Violation>) {
    for manifest in ARROWS.iter().filter_map(|arrows| manifest_of(files, arrows.folder)) {
        for dependency in dependencies(&manifest.text) {
            if !dependency.from_workspace {
                let message = format!(
                    "`{}` is not `workspace = true`: versions stand in the root's Cargo.toml",
                    dependency.name
                );
                violations.push(manifest.violation(dependency.line, message));
            }
        }
    }
}

fn arrows(files: &[File], violations: &mut Vec<Violation>) {
    let members: Vec<&str> = ARROWS.iter().map(|arrows| arrows.folder).collect();
    for arrows in ARROWS {
        let Some(manifest) = manifest_of(files, arrows.folder) else {
            violations.push(Violation {
                path: format!("{}/Cargo.toml", arrows.folder),
                line: 0,
                message: "is missing".to_owned(),
            });
            continue;
        };
        let mut seen = BTreeMap::new();
        for dependency in dependencies(&manifest.text) {
            let member = if dependency.name == "heldby" { "cli" } else { dependency.name };
            if members.contains(&member) {
                seen.entry(member).or_insert(dependency.line);
            }
        }
        for (member, line) in &seen {
            if !arrows.must.contains(member) && !arrows.may.contains(member) {
                let message = format!("{} must not depend on {member}", arrows.folder);
                violations.push(manifest.violation(*line, message));
            }
        }
        for member in arrows.must.iter().filter(|member| !seen.contains_key(*member)) {
            let message = format!("{} should depend on {member}", arrows.folder);
            violations.push(manifest.violation(0, message));
        }
    }
}

const FOLDERS: &[&str] =
    &[".cargo", ".ci", "cli", "closure-core", "docs", "examples", "gc-sim", "k8s-doctor", "xtask"];

const MUST_EXIST: &[&str] = &[
    "ARCHITECTURE.md",
    "CHANGELOG.md",
    "Cargo.lock",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
];

fn top_level(files: &[File], violations: &mut Vec<Violation>) {
    let folders: BTreeSet<&str> =
        files.iter().filter_map(|file| Some(file.path.split_once('/')?.0)).collect();
    for folder in folders.iter().filter(|folder| !FOLDERS.contains(folder)) {
        violations.push(Violation {
            path: (*folder).to_owned(),
            line: 0,
            message: format!("no top-level folder but {}", FOLDERS.join(", ")),
        });
    }
    for path in MUST_EXIST.iter().filter(|path| !files.iter().any(|file| file.path == **path)) {
        violations.push(Violation {
            path: (*path).to_owned(),
            line: 0,
            message: "is missing".to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The violations of `rule` in the given files, as they are printed.
    fn check(rule: Rule, files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<File> = files
            .iter()
            .map(|(path, text)| File { path: (*path).to_owned(), text: (*text).to_owned() })
            .collect();
        let mut violations = Vec::new();
        rule(&files, &mut violations);
        violations.iter().map(Violation::to_string).collect()
    }

    #[test]
    fn a_rust_file_begins_with_its_purpose() {
        let files = [("a.rs", "//! Does a.\n"), ("b.rs", "use x;\n"), ("c.md", "C\n")];
        assert_eq!(check(headers, &files), ["b.rs:1: does not begin with `//!` and its purpose"]);
    }

    #[test]
    fn whitespace_is_as_it_should_be() {
        let files = [
            ("a.rs", "x \n\ty\n#[cfg(test)]\nmod tests { \"\t\" }\n"),
            ("tests/a.rs", "\tx\n"),
            ("b.md", "a\tb"),
            ("c.toml", "a\n\n"),
            ("testdata/d.md", "a \n"),
            ("e.go", "\tx \n"),
        ];
        assert_eq!(
            check(whitespace, &files),
            [
                "a.rs:1: space at the end of the line",
                "a.rs:2: tab",
                "b.md:1: no line feed at the end",
                "c.toml:2: empty line at the end",
            ]
        );
    }

    #[test]
    fn unfinished_work_is_found_by_whole_words() {
        let word = concat!("TO", "DO");
        let text = format!("a\n// {word}: b\n{word}S context.{word}()\n");
        assert_eq!(
            check(unfinished, &[("a.rs", &text)]),
            [format!("a.rs:2: `{word}`"), format!("a.rs:3: `{word}`")]
        );
    }

    #[test]
    fn io_stays_at_the_edges() {
        let text = "//! X.\n// std::fs\nuse std::{fmt, fs::File};\nFile::open(x)\n\
                    #[cfg(test)]\nmod tests { use std::fs; }\n";
        let found = check(
            who_does_io,
            &[
                ("closure-core/src/names.rs", text),
                ("closure-core/src/load/modules.rs", text),
                ("gc-sim/examples/a.rs", text),
                ("k8s-doctor/src/gather.rs", text),
                ("xtask/src/main.rs", text),
            ],
        );
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("closure-core/src/names.rs:3: `std::fs`, but only"));
        assert!(found[1].starts_with("closure-core/src/names.rs:4: `File::open`, but only"));
        assert_eq!(io_in("use std::fmt::Write;"), None);
        assert_eq!(io_in("use std::{fmt, process};"), Some("std::process"));
    }

    #[test]
    fn programs_are_started_in_few_places() {
        let text = "//! X.\nuse std::process::{Child, Command};\n// process::Command\n\
                    use std::process::ExitCode;\n";
        let found = check(
            who_starts_programs,
            &[
                ("cli/src/child.rs", text),
                ("cli/src/main.rs", text),
                ("cli/tests/it/main.rs", text),
                ("k8s-doctor/src/gather/host/run.rs", text),
                ("xtask/src/shell.rs", text),
            ],
        );
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("cli/src/main.rs:2: starts programs"), "{found:?}");
    }

    #[test]
    fn libraries_are_silent() {
        let text = "//! X.\nprintln!();\nwriteln!(f)\n/// println!\n";
        assert_eq!(
            check(who_prints, &[("gc-sim/src/a.rs", text), ("cli/src/b.rs", text)]),
            ["gc-sim/src/a.rs:2: `println!` in a library"]
        );
    }

    #[test]
    fn each_engine_is_known_to_one_file() {
        let files = [
            ("gc-sim/src/picture/png.rs", "use graphviz_pure_raster::Png;\n"),
            ("gc-sim/src/picture/svg.rs", "use graphviz_pure::{render};\n"),
            ("gc-sim/src/picture/dot.rs", "use dot_writer::X;\n"),
            ("gc-sim/src/picture/other.rs", "use dot_writer::X;\n"),
            ("cli/src/main.rs", "a\nuse graphviz_pure_raster::Png;\n"),
        ];
        assert_eq!(
            check(one_file_for_each_engine, &files),
            [
                "gc-sim/src/picture/other.rs:1: `dot_writer` is named here and in \
                 gc-sim/src/picture/dot.rs",
                "cli/src/main.rs:2: `graphviz_pure_raster` is named outside gc-sim/src/…png.rs",
            ]
        );
    }

    #[test]
    fn versions_stand_in_the_workspace() {
        let manifest = "[package]\nname = \"gc-sim\"\n\n[dependencies]\na.workspace = true\n\
                        b = { workspace = true, optional = true }\nc = \"1\"\n\
                        [target.'cfg(unix)'.dev-dependencies]\nd.version = \"1\"\n\
                        [features]\ne = []\n[dependencies.f]\nworkspace = true\n";
        let found = check(workspace_dependencies, &[("gc-sim/Cargo.toml", manifest)]);
        let names: Vec<&str> = found.iter().filter_map(|line| line.split('`').nth(1)).collect();
        assert_eq!(names, ["c", "d", "f"]);
    }

    #[test]
    fn arrows_point_one_way() {
        let leaf = "[dependencies]\n";
        let files = [
            ("closure-core/Cargo.toml", "[dev-dependencies]\ngc-sim.workspace = true\n"),
            ("gc-sim/Cargo.toml", leaf),
            ("k8s-doctor/Cargo.toml", "[dependencies]\ngc-sim.workspace = true\n"),
            ("cli/Cargo.toml", "[dependencies]\ngc-sim = { workspace = true }\n"),
        ];
        assert_eq!(
            check(arrows, &files),
            [
                "closure-core/Cargo.toml:2: closure-core must not depend on gc-sim",
                "cli/Cargo.toml:1: cli should depend on closure-core",
                "xtask/Cargo.toml:1: is missing",
            ]
        );
    }

    #[test]
    fn folders_and_documents() {
        let found = check(
            top_level,
            &[("README.md", ""), ("CHANGELOG.md", ""), ("Cargo.lock", ""), ("tools/a.rs", "")],
        );
        let paths: Vec<&str> = found.iter().filter_map(|line| line.split(':').next()).collect();
        assert_eq!(paths, ["tools", "ARCHITECTURE.md", "LICENSE-APACHE", "LICENSE-MIT"]);
    }
}
