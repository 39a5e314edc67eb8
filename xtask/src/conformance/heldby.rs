//! heldby's account: loading and analysing in this process, and what must be known of the files
//! to compare it with the compiler's.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use closure_core::analysis::{Allocation, Analysis, CaptureMode, ClosureKind, Position};
use closure_core::load::{LoadEnv, LoadOptions, load};
use closure_core::program::{Gap, ParsedFile, Program, Target};
use closure_core::source::{LineColumn, Span};
use closure_core::syntax::tree::{Decl, Expr, ExprId, Id, Stmt, StmtId, Tree};

use super::compare::{Account, Code, FileFacts, Modes, Place, SwitchClause, is_source_name};
use super::{Request, Toolchain};
use crate::shell;

/// What heldby found, and how long it took.
pub(super) struct Answer {
    pub(super) account: Account,
    /// The files of the requested packages by absolute path, but for those left out.
    pub(super) facts: BTreeMap<String, FileFacts>,
    /// How many files are left out, because `//line` directives move the compiler's positions.
    pub(super) n_moved_files: usize,
    /// The files of the requested packages, all of them.
    pub(super) files: BTreeSet<String>,
    pub(super) gaps: Vec<Gap>,
    pub(super) load_seconds: f64,
    pub(super) analysis_seconds: f64,
}

/// Loads what the request asks for, for the toolchain's machine, and analyses it.
pub(super) fn ask(
    toolchain: &Toolchain,
    request: &Request,
    failed_dirs: &BTreeSet<String>,
) -> Result<Answer> {
    let mut options = options(toolchain, &request.dir);
    options.tests = request.tests;
    let start = Instant::now();
    let program = load(&request.patterns, &options, &|_| {}).context("loading")?;
    let load_seconds = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let analysis = closure_core::analyze(&program);
    let analysis_seconds = start.elapsed().as_secs_f64();

    let requested = program.packages.iter().filter(|package| package.requested);
    let names = requested.flat_map(|package| &package.files).map(|file| file.source.name());
    let files = names.map(|name| absolute(&request.dir, name)).collect();
    let (facts, n_moved_files) = facts(&program, &request.dir, failed_dirs);
    Ok(Answer {
        account: account(&analysis, &request.dir, &facts),
        facts,
        n_moved_files,
        files,
        gaps: analysis.gaps,
        load_seconds,
        analysis_seconds,
    })
}

/// Loads a package, and analyses it and all that it is built from.
pub(super) fn everything(
    toolchain: &Toolchain,
    dir: &Path,
    package: &str,
) -> Result<(Program, Analysis)> {
    let options = options(toolchain, dir);
    let mut program = load(&[package.to_owned()], &options, &|_| {}).context("loading")?;
    program.packages.iter_mut().for_each(|package| package.requested = true);
    let analysis = closure_core::analyze(&program);
    Ok((program, analysis))
}

fn options(toolchain: &Toolchain, dir: &Path) -> LoadOptions {
    let target = Target { goos: toolchain.goos.clone(), goarch: toolchain.goarch.clone() };
    let cgo = if toolchain.cgo { "1" } else { "0" };
    let env = LoadEnv::from_process().with("CGO_ENABLED", cgo);
    let mut options = LoadOptions::new(dir, target, env);
    options.goroot = Some(toolchain.goroot.clone());
    options
}

fn absolute(dir: &Path, file: &str) -> String {
    shell::absolute(dir, Path::new(file)).display().to_string()
}

fn facts(
    program: &Program,
    dir: &Path,
    failed_dirs: &BTreeSet<String>,
) -> (BTreeMap<String, FileFacts>, usize) {
    let mut facts = BTreeMap::new();
    let mut moved_files = BTreeSet::new();
    for package in program.packages.iter().filter(|package| package.requested) {
        for file in &package.files {
            let name = absolute(dir, file.source.name());
            if has_line_directive(file) {
                moved_files.insert(name);
                continue;
            }
            let mut file = file_facts(file);
            file.not_compiled = folder(&name).is_some_and(|folder| failed_dirs.contains(folder));
            facts.insert(name, file);
        }
    }
    (facts, moved_files.len())
}

fn folder(file: &str) -> Option<&str> {
    Path::new(file).parent()?.to_str()
}

/// Whether a comment moves the positions that the compiler prints.
fn has_line_directive(file: &ParsedFile) -> bool {
    let text = file.source.text();
    file.tree.comments.iter().any(|comment| {
        let at = file.lines.line_column(comment.start);
        let directive = match comment.text(text).strip_prefix("//line ") {
            Some(rest) if at.column == 1 => Some(rest),
            _ => {
                comment.text(text).strip_prefix("/*line ").and_then(|rest| rest.strip_suffix("*/"))
            }
        };
        let number = directive.and_then(|directive| directive.trim_end().rsplit_once(':'));
        number.is_some_and(|(_, number)| number.parse::<u32>().is_ok())
    })
}

fn file_facts(file: &ParsedFile) -> FileFacts {
    let (tree, text) = (&file.tree, file.source.text());
    let at = |offset: u32| file.lines.line_column(offset);
    let ends = |span: Span| (at(span.start), at(span.end.saturating_sub(1).max(span.start)));
    let mut facts = FileFacts::default();
    let mut code = |offset: u32, code: Code| {
        let at = at(offset);
        let place = Place::new("", at.line, at.column);
        facts.codes.insert((place.line, place.column), code);
    };
    for index in 0..tree.n_exprs() {
        let id = ExprId::from_index(index);
        if let Expr::FuncLit(_) = tree.expr(id) {
            code(tree.expr_span(id).start, Code::Literal);
        }
    }
    for index in 0..tree.n_stmts() {
        let id = StmtId::from_index(index);
        let span = tree.stmt_span(id);
        match tree.stmt(id) {
            Stmt::Range { .. } => code(span.start, Code::RangeBody),
            Stmt::Go(_) | Stmt::Defer(_) => code(span.start, Code::Wrapper),
            Stmt::TypeSwitch { bind: Some(bind), clauses, .. } => {
                for clause in tree.list(clauses).map(|id| tree.clause(id)) {
                    let word = Span::new(clause.span.start, clause.span.start + 4);
                    let header = tree
                        .list(clause.exprs)
                        .last()
                        .map_or(word, |last| word.to(tree.expr_span(last)));
                    facts.clauses.push(SwitchClause {
                        name: tree.ident(bind).text(text).to_owned(),
                        bound: at(tree.ident(bind).start),
                        header: ends(header),
                        whole: ends(clause.span),
                    });
                }
            }
            _ => {}
        }
    }
    facts.cgo = tree.imports().any(|import| import.path.text(text) == "\"C\"");
    for &id in &tree.decls {
        if is_generic(tree, tree.decl(id)) {
            let (first, last) = ends(tree.decl_span(id));
            facts.generic_functions.push((first.line, last.line));
        }
    }
    facts
}

/// Whether a declaration is a function with type parameters, or a method of a type with some.
fn is_generic(tree: &Tree, decl: Decl) -> bool {
    let Decl::Func { receiver, func, .. } = decl else {
        return false;
    };
    if !tree.signature(tree.func(func).signature).type_params.is_empty() {
        return true;
    }
    let Some(receiver) = receiver else {
        return false;
    };
    let mut ty = tree.unparen(tree.field(receiver).ty);
    while let Expr::Star(pointee) = tree.expr(ty) {
        ty = tree.unparen(pointee);
    }
    matches!(tree.expr(ty), Expr::Index { .. })
}

fn account(analysis: &Analysis, dir: &Path, facts: &BTreeMap<String, FileFacts>) -> Account {
    let mut account = Account::default();
    // The compiler prints nothing of method values, so that there is nothing to compare.
    let compared = |kind: ClosureKind| kind != ClosureKind::MethodValue;
    for closure in analysis.closures.iter().filter(|closure| compared(closure.kind)) {
        let file = absolute(dir, &closure.position.file);
        let at = closure.position.at;
        for capture in closure.captures.iter().filter(|capture| !capture.synthetic) {
            let Some(declared) = &capture.declared else {
                continue;
            };
            if is_source_name(&capture.name) {
                let place = declaration(declared, at, dir, facts);
                account.add_variable(place, &capture.name, modes(capture.mode));
            }
        }
        if closure.allocation == Some(Allocation::InlinedCall) {
            continue;
        }
        let names = closure.captures.iter().map(|capture| plain(&capture.name)).collect();
        account.add_closure(Place::new(file, at.line, at.column), names);
    }
    account
}

/// The place that stands for a variable: its declaration, but for a type switch's.
fn declaration(
    declared: &Position,
    closure: LineColumn,
    dir: &Path,
    facts: &BTreeMap<String, FileFacts>,
) -> Place {
    let file = absolute(dir, &declared.file);
    let clause = facts.get(&file).and_then(|file| file.declared_in_clause(declared.at, closure));
    let at = clause.unwrap_or(declared.at);
    Place::new(file, at.line, at.column)
}

/// A capture's name as it is compared: temporaries lose their number.
fn plain(name: &str) -> String {
    let name = if name.starts_with(".autotmp") { ".autotmp" } else { name };
    name.to_owned()
}

fn modes(mode: Option<CaptureMode>) -> Modes {
    Modes {
        value: mode == Some(CaptureMode::Value),
        reference: mode == Some(CaptureMode::Reference),
        unknown: mode.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use closure_core::analysis::{Capture, Closure};
    use closure_core::program::GoVersion;
    use closure_core::source::SourceFile;

    fn parsed(text: &str) -> ParsedFile {
        ParsedFile::new(SourceFile::new("a.go", text), GoVersion::LATEST)
    }

    #[test]
    fn line_directives_are_noticed() {
        let moved = |text: &str| has_line_directive(&parsed(&format!("package p\n{text}\n")));
        assert!(moved("//line x.y:12"));
        assert!(moved("//line x.y:12:3"));
        assert!(moved("var x = /*line x.y:1:2*/ 1"));
        assert!(!moved("\t//line x.y:12"));
        assert!(!moved("//line of thought"));
        assert!(!moved("// line x.y:12"));
    }

    fn position(line: u32, column: u32) -> Position {
        Position { file: "a.go".to_owned(), at: LineColumn { line, column } }
    }

    fn closure(kind: ClosureKind, at: Position, captures: Vec<Capture>) -> Closure {
        let (package, name) = ("p".to_owned(), "f.func1".to_owned());
        Closure {
            package,
            name,
            kind,
            position: at,
            captures,
            size: None,
            pointers: None,
            block: None,
            allocation: None,
        }
    }

    fn capture(name: &str, mode: Option<CaptureMode>, declared: Option<Position>) -> Capture {
        Capture {
            name: name.to_owned(),
            mode,
            reason: String::new(),
            synthetic: declared.is_none(),
            declared,
            first_use: None,
            ty: None,
            offset: None,
            size: None,
        }
    }

    #[test]
    fn what_an_analysis_says() {
        let text = "package p\n\
                    func f(x any) {\n\
                    \tswitch y := x.(type) {\n\
                    \tcase int:\n\
                    \t\tg(func() { _ = y })\n\
                    \tcase string:\n\
                    \t\tg(func() { y = x.(string) })\n\
                    \t\tdefer x.m(y)\n\
                    \t}\n\
                    }\n";
        let y = |mode| capture("y", Some(mode), Some(position(3, 9)));
        let x = capture("x", None, Some(position(2, 8)));
        let mut called = closure(ClosureKind::Literal, position(9, 9), vec![x.clone()]);
        called.allocation = Some(Allocation::InlinedCall);
        let analysis = Analysis {
            closures: vec![
                closure(ClosureKind::Literal, position(5, 5), vec![y(CaptureMode::Value)]),
                closure(ClosureKind::Literal, position(7, 5), vec![y(CaptureMode::Reference), x]),
                closure(
                    ClosureKind::Wrapper,
                    position(8, 3),
                    vec![capture(".autotmp_3", Some(CaptureMode::Value), None)],
                ),
                closure(ClosureKind::MethodValue, position(8, 9), Vec::new()),
                called,
            ],
            gaps: Vec::new(),
        };
        let facts = BTreeMap::from([("/m/a.go".to_owned(), file_facts(&parsed(text)))]);
        let account = account(&analysis, Path::new("/m"), &facts);
        let variables: Vec<String> = account
            .variables
            .iter()
            .map(|((place, name), modes)| {
                format!("{}:{}:{} {name} {modes:?}", place.file, place.line, place.column)
            })
            .collect();
        assert_eq!(
            variables,
            [
                "/m/a.go:2:8 x Modes { value: false, reference: false, unknown: true }",
                "/m/a.go:4:2 y Modes { value: true, reference: false, unknown: false }",
                "/m/a.go:6:2 y Modes { value: false, reference: true, unknown: false }",
            ]
        );
        let lists: Vec<String> = account
            .closures
            .iter()
            .map(|(place, lists)| format!("{}:{} {lists:?}", place.line, place.column))
            .collect();
        assert_eq!(lists, [r#"5:5 {["y"]}"#, r#"7:5 {["y", "x"]}"#, r#"8:3 {[".autotmp"]}"#]);
    }

    #[test]
    fn facts_of_a_file() {
        let file = parsed(
            "package p\n\
             func g[T any]() {\n}\n\
             func (b *Box[T]) m() {}\n\
             func (b Plain) m() {\n\
             \tswitch y := x.(type) {\n\
             \tcase int, *string:\n\
             \t\tgo func() {}()\n\
             \tdefault:\n\
             \t\tfor range y {\n\t\t}\n\
             \t}\n\
             }\n",
        );
        let facts = file_facts(&file);
        assert_eq!(facts.generic_functions, [(2, 3), (4, 4)]);
        let codes: Vec<_> = facts.codes.into_iter().collect();
        assert_eq!(
            codes,
            [((8, 3), Code::Wrapper), ((8, 6), Code::Literal), ((10, 3), Code::RangeBody)]
        );
        let headers: Vec<String> = facts
            .clauses
            .iter()
            .map(|clause| format!("{} {} {}", clause.name, clause.header.0, clause.header.1))
            .collect();
        assert_eq!(headers, ["y 7:2 7:18", "y 9:2 9:5"]);
    }
}
