//! Small Go files whose comments say what is captured, held against the analysis; and, where a Go
//! toolchain is on PATH, held against the compiler.
//!
//! An expectation is a comment at the end of the line that closures begin on:
//!
//! ```text
//! f := func() { x = y } // want f.func1 [x=ref y=value]
//! defer f(a)            // want f.deferwrap1 [.autotmp]
//! func() { _ = x }()    // want f.func2 [x=value] called
//! keep(func() { _ = s }) // want f.func3 [s=value:16@8] size=24
//! ```
//!
//! Several closures on a line are parted by semicolons, in order of position. Behind a name come
//! the captures in layout order; `:size@offset` and `size=` are compared where they are written. A
//! name without a mode is one that the compiler makes. `called` marks a literal that is called
//! where it stands, and so has no object. A closure without an expectation is a failure, and so is
//! an expectation without a closure.
//!
//! `UPDATE_EXPECT=1` rewrites the comments from the analysis; the compiler then has to agree.

#![expect(clippy::unwrap_used, reason = "a case that cannot be read is a failed test")]

mod common;
mod go;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use closure_core::program::{Package, Program};
use closure_core::source::SourceFile;
use closure_core::{Allocation, Capture, CaptureMode, Closure, ClosureKind, analyze};
use go::{go, go_is_here};

/// What begins an expectation.
const WANT: &str = "// want ";

/// A closure as an expectation tells of it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Want {
    name: String,
    captures: Vec<WantCapture>,
    called: bool,
    size: Option<u64>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
struct WantCapture {
    name: String,
    /// Absent for what the compiler makes.
    mode: Option<String>,
    size: Option<u64>,
    offset: Option<u64>,
}

impl Want {
    /// Everything that is known of a closure.
    fn of(closure: &Closure) -> Self {
        Self {
            name: closure.name.clone(),
            captures: closure.captures.iter().map(WantCapture::of).collect(),
            called: closure.allocation == Some(Allocation::InlinedCall),
            size: closure.size,
        }
    }

    fn parse(text: &str) -> Option<Self> {
        let (name, rest) = text.trim().split_once(" [")?;
        let (captures, marks) = rest.rsplit_once(']')?;
        let captures: Option<_> = captures.split_whitespace().map(WantCapture::parse).collect();
        let mut want =
            Self { name: name.to_owned(), captures: captures?, called: false, size: None };
        for mark in marks.split_whitespace() {
            match mark.strip_prefix("size=") {
                Some(size) => want.size = Some(size.parse().ok()?),
                None if mark == "called" => want.called = true,
                None => return None,
            }
        }
        Some(want)
    }

    /// Leaves out what `written` does not say.
    fn like(mut self, written: &Self) -> Self {
        self.size = self.size.filter(|_| written.size.is_some());
        for (index, capture) in self.captures.iter_mut().enumerate() {
            let written = written.captures.get(index);
            capture.size = capture.size.filter(|_| written.is_some_and(|w| w.size.is_some()));
            capture.offset = capture.offset.filter(|_| written.is_some_and(|w| w.offset.is_some()));
        }
        self
    }
}

impl std::fmt::Display for Want {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} [", self.name)?;
        for (index, capture) in self.captures.iter().enumerate() {
            let space = if index == 0 { "" } else { " " };
            write!(f, "{space}{}", capture.name)?;
            if let Some(mode) = &capture.mode {
                write!(f, "={mode}")?;
            }
            if let Some(size) = capture.size {
                write!(f, ":{size}")?;
            }
            if let Some(offset) = capture.offset {
                write!(f, "@{offset}")?;
            }
        }
        f.write_str("]")?;
        if self.called {
            f.write_str(" called")?;
        }
        if let Some(size) = self.size {
            write!(f, " size={size}")?;
        }
        Ok(())
    }
}

impl WantCapture {
    fn of(capture: &Capture) -> Self {
        let mode = match capture.mode {
            Some(CaptureMode::Value) => "value",
            Some(CaptureMode::Reference) => "ref",
            None => "unknown",
        };
        let mode = (!capture.synthetic).then(|| mode.to_owned());
        let (size, offset) = (capture.size, capture.offset);
        // Spaces part captures.
        Self { name: capture.name.replace(char::is_whitespace, ""), mode, size, offset }
    }

    fn parse(text: &str) -> Option<Self> {
        let (text, offset) = match text.rsplit_once('@') {
            Some((text, offset)) => (text, Some(offset.parse().ok()?)),
            None => (text, None),
        };
        let (text, size) = match text.rsplit_once(':') {
            Some((text, size)) => (text, Some(size.parse().ok()?)),
            None => (text, None),
        };
        let (name, mode) = match text.rsplit_once('=') {
            Some((name, mode)) => (name, Some(mode.to_owned())),
            None => (text, None),
        };
        Some(Self { name: name.to_owned(), mode, size, offset })
    }
}

/// The expectations of a file, by line.
fn wants(name: &str, text: &str) -> BTreeMap<u32, Vec<Want>> {
    let mut wants = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        let Some((_, comment)) = line.split_once(WANT) else { continue };
        let parsed: Option<Vec<Want>> = comment.split("; ").map(Want::parse).collect();
        let parsed = parsed.unwrap_or_else(|| panic!("{name}:{number}: cannot read `{comment}`"));
        wants.insert(number, parsed);
    }
    wants
}

fn joined(wants: &[Want]) -> String {
    wants.iter().map(Want::to_string).collect::<Vec<_>>().join("; ")
}

#[test]
fn the_analysis_finds_what_the_comments_say() {
    let program = case_program();
    let analysis = analyze(&program);
    assert_eq!(analysis.gaps, []);
    let mut found: BTreeMap<(&str, u32), Vec<Want>> = BTreeMap::new();
    for closure in &analysis.closures {
        let at = (closure.position.file.as_str(), closure.position.at.line);
        found.entry(at).or_default().push(Want::of(closure));
    }
    if std::env::var("UPDATE_EXPECT").as_deref() == Ok("1") {
        return rewrite(&found);
    }
    let (mut n_wants, mut problems) = (0, String::new());
    for package in &program.packages {
        for file in &package.files {
            let name = file.source.name();
            for (line, want) in wants(name, file.source.text()) {
                n_wants += want.len();
                let found = found.remove(&(name, line)).unwrap_or_default();
                let found: Vec<Want> = found
                    .into_iter()
                    .enumerate()
                    .map(|(index, found)| match want.get(index) {
                        Some(written) => found.like(written),
                        None => found,
                    })
                    .collect();
                if found != want {
                    let (want, found) = (joined(&want), joined(&found));
                    let _ = writeln!(problems, "{name}:{line}:\n  want  {want}\n  found {found}");
                }
            }
        }
    }
    for ((name, line), found) in found {
        let _ = writeln!(problems, "{name}:{line}: not expected: {}", joined(&found));
    }
    assert!(problems.is_empty(), "\n{problems}");
    assert!(n_wants >= 900, "only {n_wants} closures are expected");
}

/// Writes what was found into the case files; sizes only where sizes are the subject.
fn rewrite(found: &BTreeMap<(&str, u32), Vec<Want>>) {
    for package in case_program().packages.iter().filter(|package| package.requested) {
        for file in &package.files {
            let name = file.source.name();
            let with_sizes = matches!(name, "layout.go" | "size.go");
            let mut text = String::new();
            for (number, line) in (1..).zip(file.source.text().lines()) {
                let code = line.split_once(WANT).map_or(line, |(code, _)| code.trim_end());
                text.push_str(code);
                if let Some(found) = found.get(&(name, number)) {
                    let mut found = found.clone();
                    for want in found.iter_mut().filter(|_| !with_sizes) {
                        want.size = None;
                        for capture in &mut want.captures {
                            (capture.size, capture.offset) = (None, None);
                        }
                    }
                    let _ = write!(text, " {WANT}{}", joined(&found));
                }
                text.push('\n');
            }
            if text != file.source.text() {
                fs::write(common::cases_dir().join(name), text).unwrap();
            }
        }
    }
}

/// The case files as a program: each is a package of its own, `cases/` and the file's stem.
fn case_program() -> Program {
    let case = |(name, text): (String, String)| {
        let path = format!("cases/{}", name.trim_end_matches(".go"));
        Package::from_sources(path, vec![SourceFile::new(name, text)])
    };
    let mut packages: Vec<Package> = common::case_sources().into_iter().map(case).collect();
    // As much of the standard library as the cases use, so that they need no Go.
    let testing =
        "package testing\ntype B struct{ N int }\nfunc (b *B) Loop() bool { return false }\n";
    let testing = Package::from_sources("testing", vec![SourceFile::new("testing.go", testing)]);
    packages.push(Package { requested: false, ..testing });
    Program { packages, ..Program::default() }
}

// The compiler's account of the same files.

/// The cases as a module, one package a file, in a directory of this process.
struct Module {
    dir: PathBuf,
}

impl Module {
    fn write(purpose: &str) -> Self {
        let name = format!("closure-core-{purpose}-{}", std::process::id());
        let dir = std::env::temp_dir().join(name);
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("go.mod"), "module cases\n\ngo 1.27\n").unwrap();
        for package in case_program().packages.iter().filter(|package| package.requested) {
            let folder = dir.join(package.path.strip_prefix("cases/").unwrap());
            fs::create_dir_all(&folder).unwrap();
            for file in &package.files {
                fs::write(folder.join(file.source.name()), file.source.text()).unwrap();
            }
        }
        Self { dir }
    }

    fn go(&self, args: &[&str]) -> std::process::Output {
        let mut go = go();
        go.args(args).current_dir(&self.dir).env("GOOS", "linux").env("GOARCH", "amd64");
        go.output().unwrap()
    }

    /// The symbols of the functions of a package, without its path and with `[...]` for instances.
    fn functions(&self, package: &str) -> BTreeSet<String> {
        let archive = self.dir.join("symbols.a");
        let archive = archive.to_str().unwrap();
        let args = ["build", "-o", archive, "-gcflags=-l", &format!("./{package}")];
        assert!(self.go(&args).status.success(), "{args:?}");
        let listed = self.go(&["tool", "nm", archive]);
        let text = String::from_utf8(listed.stdout).unwrap();
        let path = format!("cases/{package}.");
        text.lines()
            .filter_map(|line| line.get(9..)?.trim_start().split_once(' '))
            .filter(|(kind, _)| matches!(*kind, "T" | "t"))
            .map(|(_, name)| without_instances(name).replace(&path, ""))
            .map(|name| match name.strip_prefix("go:builtin.") {
                Some(name) => name.to_owned(),
                // Of an interface without a name, the symbol tells what it is made of.
                None if name.starts_with("go:interface {") => {
                    format!("interface{}", &name[name.rfind('.').unwrap_or(name.len())..])
                }
                None => name,
            })
            .collect()
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        // What is left over lies in the directory for temporary files.
        fs::remove_dir_all(&self.dir).ok();
    }
}

/// What the compiler printed of one file.
#[derive(Default)]
struct Said {
    /// By line and column, each different list of captured names.
    closures: BTreeMap<(u32, u32), Vec<Vec<String>>>,
    /// By function, name and mode, the widths.
    captures: BTreeMap<(String, String, String), BTreeSet<u64>>,
}

/// Reads the compiler's lines, by case file.
fn read_compiler(output: &str) -> BTreeMap<String, Said> {
    let mut files: BTreeMap<String, Said> = BTreeMap::new();
    // A line without a position belongs to the file of the one before, but is none of the source.
    for line in output.lines() {
        let Some((path, rest)) = line.split_once(".go:") else { continue };
        let file = path.rsplit('/').next().unwrap().to_owned() + ".go";
        let mut parts = rest.splitn(3, ':');
        let (Some(line), Some(column), Some(text)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let (Ok(line), Ok(column)) = (line.parse(), column.parse()) else { continue };
        let text = text.trim_start();
        let said = files.entry(file).or_default();
        if let Some((function, rest)) = text.split_once(" capturing by ") {
            let (mode, rest) = rest.split_once(": ").unwrap();
            let (name, rest) = rest.split_once(' ').unwrap();
            let width = rest.split_once("width=").unwrap().1.trim_end_matches(')');
            if !name.starts_with(['.', '#']) {
                let root = root(&without_instances(function)).to_owned();
                let widths = said.captures.entry((root, name.to_owned(), mode.to_owned()));
                widths.or_default().insert(width.parse().unwrap());
            }
        }
        let names = match text {
            "closure converted to global" => Some(""),
            _ => text
                .split_once("closure, captured vars = [")
                .map(|(_, rest)| rest.strip_suffix(']').unwrap()),
        };
        if let Some(names) = names {
            let names: Vec<String> = names.split_whitespace().map(plain).collect();
            let lists = said.closures.entry((line, column)).or_default();
            if !lists.contains(&names) {
                lists.push(names);
            }
        }
    }
    files
}

/// `.autotmp` of `.autotmp_12`.
fn plain(name: &str) -> String {
    if name.starts_with(".autotmp_") { ".autotmp".to_owned() } else { name.to_owned() }
}

/// `F[...]` of `F[go.shape.int,go.shape.[]string]`.
fn without_instances(name: &str) -> String {
    let (mut text, mut depth) = (String::new(), 0);
    for c in name.chars() {
        depth += i32::from(c == '[');
        if depth == 0 {
            text.push(c);
        } else if c == '[' && depth == 1 {
            text.push_str("[...]");
        }
        depth -= i32::from(c == ']');
    }
    text
}

/// The declared function that a closure's name begins with.
fn root(name: &str) -> &str {
    let ends = [".func", "-range", ".gowrap", ".deferwrap", "-fm"];
    let end = ends.iter().filter_map(|end| name.find(end)).min().unwrap_or(name.len());
    // `init.0` and the initializers of variables.
    &name[..end]
}

/// What the expectations of one file say, as the compiler would print it.
fn compare(name: &str, wants: &BTreeMap<u32, Vec<Want>>, said: &Said, problems: &mut String) {
    // The closures, by line: those with an object that the compiler prints.
    let mut lines: BTreeMap<u32, Vec<Vec<Vec<String>>>> = BTreeMap::new();
    for (&(line, _), lists) in &said.closures {
        lines.entry(line).or_default().push(lists.clone());
    }
    let numbers: BTreeSet<u32> = lines.keys().chain(wants.keys()).copied().collect();
    for line in numbers {
        let want: Vec<Vec<String>> = wants
            .get(&line)
            .into_iter()
            .flatten()
            .filter(|want| !want.called && !want.name.ends_with("-fm"))
            .map(|want| want.captures.iter().map(|capture| capture.name.clone()).collect())
            .collect();
        let said = lines.remove(&line).unwrap_or_default();
        let agrees = want.len() == said.len()
            && want.iter().zip(&said).all(|(want, said)| said.as_slice() == [want.clone()]);
        if !agrees {
            let _ = writeln!(problems, "{name}:{line}:\n  written  {want:?}\n  compiler {said:?}");
        }
    }
    // The modes, by declared function.
    let mut written: BTreeMap<(String, String, String), BTreeSet<u64>> = BTreeMap::new();
    for want in wants.values().flatten().filter(|want| !want.name.ends_with("-fm")) {
        for capture in &want.captures {
            let Some(mode) = &capture.mode else { continue };
            let key = (root(&want.name).to_owned(), capture.name.clone(), mode.clone());
            let widths = written.entry(key).or_default();
            if mode == "value" {
                widths.extend(capture.size);
            }
        }
    }
    for (key, widths) in &written {
        match said.captures.get(key) {
            None => {
                let _ = writeln!(problems, "{name}: the compiler does not say {key:?}");
            }
            Some(said) if !widths.is_subset(said) => {
                let _ = writeln!(problems, "{name}: {key:?} is {said:?} wide, not {widths:?}");
            }
            Some(_) => {}
        }
    }
    for key in said.captures.keys().filter(|key| !written.contains_key(key)) {
        let _ = writeln!(problems, "{name}: only the compiler says {key:?}");
    }
}

#[test]
fn the_compiler_says_what_the_comments_say() {
    if !go_is_here() {
        return;
    }
    let module = Module::write("cases");
    let built = module.go(&["build", "-gcflags=-m=2 -l -d=closure=1", "./..."]);
    let output = String::from_utf8_lossy(&built.stderr);
    assert!(built.status.success(), "{output}");
    let mut said = read_compiler(&output);
    let (mut problems, mut n_closures) = (String::new(), 0);
    for package in case_program().packages.iter().filter(|package| package.requested) {
        let symbols = module.functions(package.path.strip_prefix("cases/").unwrap());
        for file in &package.files {
            let name = file.source.name();
            let wants = wants(name, file.source.text());
            let said = said.remove(name).unwrap_or_default();
            compare(name, &wants, &said, &mut problems);
            for (line, want) in
                wants.iter().flat_map(|(line, wants)| wants.iter().map(move |want| (line, want)))
            {
                n_closures += 1;
                if !symbols.contains(&want.name) {
                    let _ = writeln!(problems, "{name}:{line}: no symbol `{}`", want.name);
                }
            }
        }
    }
    assert!(problems.is_empty(), "\n{problems}");
    println!("{n_closures} closures as the compiler has them");
}

/// The offsets and sizes are those of the struct that the compiler makes of a closure: the code's
/// address, then the captures, or pointers to them. The types are the analysis' own.
#[test]
fn the_compiler_lays_structs_out_the_same() {
    if !go_is_here() {
        return;
    }
    let module = Module::write("layouts");
    let mut n_checked = 0;
    for name in ["layout", "size", "initializers"] {
        let mut text = format!("package {name}\n\nimport \"unsafe\"\n");
        let analysis = analyze(&case_program());
        let of_package = |closure: &&Closure| {
            closure.package == format!("cases/{name}") && closure.kind == ClosureKind::Literal
        };
        for (number, closure) in analysis.closures.iter().filter(of_package).enumerate() {
            let (Some(size), false) = (closure.size, closure.captures.is_empty()) else { continue };
            let mut fields = String::new();
            let mut checks = format!("var _ [unsafe.Sizeof(c{number})]int = [{size}]int{{}}\n");
            for (index, capture) in closure.captures.iter().enumerate() {
                let star = if capture.mode == Some(CaptureMode::Reference) { "*" } else { "" };
                let _ = write!(fields, "; X{index} {star}{}", capture.ty.as_ref().unwrap());
                let (offset, size) = (capture.offset.unwrap(), capture.size.unwrap());
                let field = format!("c{number}.X{index}");
                let _ = write!(
                    checks,
                    "var _ [unsafe.Offsetof({field})]int = [{offset}]int{{}}\n\
                     var _ [unsafe.Sizeof({field})]int = [{size}]int{{}}\n"
                );
            }
            let _ = write!(text, "\nvar c{number} struct {{ F uintptr{fields} }}\n{checks}");
            n_checked += 1;
        }
        if text.contains(" flags.") {
            text = text.replace("\"unsafe\"\n", "\"unsafe\"\nimport \"cases/flags\"\n");
        }
        fs::write(module.dir.join(name).join("check.go"), &text).unwrap();
        let built = module.go(&["build", &format!("./{name}")]);
        assert!(built.status.success(), "{}\n{text}", String::from_utf8_lossy(&built.stderr));
    }
    assert!(n_checked >= 70, "only {n_checked} layouts");
}

/// Every kind of closure has its cases.
#[test]
fn the_cases_have_every_kind() {
    let analysis = analyze(&case_program());
    for kind in [
        ClosureKind::Literal,
        ClosureKind::MethodValue,
        ClosureKind::Wrapper,
        ClosureKind::RangeBody,
    ] {
        let n = analysis.closures.iter().filter(|closure| closure.kind == kind).count();
        assert!(n >= 20, "only {n} of {kind:?}");
    }
}

#[test]
fn names_of_instances() {
    assert_eq!(without_instances("f[go.shape.[]int,go.shape.int].func1"), "f[...].func1");
    assert_eq!(root("(*T[...]).m.func1.2"), "(*T[...]).m");
    assert_eq!(root("f-range1"), "f");
}
