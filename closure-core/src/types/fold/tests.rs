//! The tables of `tests/constants`: Go files in which a comment behind each constant says what it is,
//! as Go has said it (`tests/constants.rs` asks again).

use std::fmt::Write as _;
use std::path::Path;

use crate::names::{FileId, Names, PackageId};
use crate::program::{Package, Program, Target};
use crate::source::SourceFile;
use crate::stack::on_large_stacks;
use crate::syntax::tree::{Decl, DeclId, Id, List, Stmt, StmtId};
use crate::types::{Operand, Type, Types, Untyped};

/// What begins an expectation.
const WANT: &str = "// = ";

/// A program of one file, which is compiled for 386 if its name says so.
fn program(name: &str, text: String) -> Program {
    let goarch = if name.ends_with("_386.go") { "386" } else { "amd64" };
    let packages = vec![Package::from_sources("p", vec![SourceFile::new(name, text)])];
    let target = Target { goarch: goarch.to_owned(), ..Target::default() };
    Program { packages, target, ..Program::default() }
}

/// Every declaration of the program's only file, those in functions included.
fn declarations(types: &Types<'_>) -> (FileId, Vec<DeclId>) {
    let file = FileId { package: PackageId(0), index: 0 };
    let tree = types.tree(file);
    let mut decls = tree.decls.clone();
    for index in 0..tree.n_stmts() {
        if let Stmt::Decl(inner) = tree.stmt(StmtId::from_index(index)) {
            decls.extend(tree.list(inner));
        }
    }
    (file, decls)
}

/// What each name of a constant, and each initializer of a variable, is: by line.
fn found(types: &mut Types<'_>) -> Vec<(u32, String)> {
    let (file, decls) = declarations(types);
    let tree = types.tree(file);
    let mut found = Vec::new();
    for decl in decls {
        let (names, values) = match tree.decl(decl) {
            Decl::Const { names, .. } => (names, List::EMPTY),
            Decl::Var { names, values, .. } => (names, values),
            _ => continue,
        };
        for (place, name) in (0..).zip(tree.list(names)) {
            let operand = match (tree.decl(decl), tree.nth(values, place as usize)) {
                (Decl::Const { .. }, _) => types.local_const(file, decl, place),
                (_, Some(value)) => types.operand((file, value)),
                (_, None) => continue,
            };
            let offset = tree.ident(name).start;
            let line = types.file(file).lines.line_column(offset).line;
            let is_var = matches!(tree.decl(decl), Decl::Var { .. });
            found.push((line, describe(types, operand, is_var)));
        }
    }
    found.sort_by_key(|(line, _)| *line);
    found
}

fn describe(types: &mut Types<'_>, operand: Operand, is_var: bool) -> String {
    let Operand::Constant(ty, value) = operand else {
        let known = matches!(operand, Operand::Value(_) | Operand::Type(_));
        return if known { "not constant".to_owned() } else { "unknown".to_owned() };
    };
    // A variable is of a typed constant's type, and its initializer with it.
    let ty = if is_var { types.default_type(ty) } else { ty };
    let value = types.represented(&value, ty);
    let Some(text) = value.exact_text() else { return "unknown".to_owned() };
    let untyped = if matches!(types.get(ty), Type::Untyped(_)) { "untyped " } else { "" };
    let name = types.display(ty, PackageId(0)).unwrap_or_default();
    let name = match types.get(ty) {
        Type::Untyped(Untyped::Float) => "float",
        Type::Untyped(Untyped::Complex) => "complex",
        _ => &name,
    };
    format!("{untyped}{name} {}", shortened(&text))
}

/// Long texts are cut, and told by a hash.
fn shortened(text: &str) -> String {
    if text.len() <= 100 {
        return text.to_owned();
    }
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{}… {} bytes {hash:016x}", &text[..40], text.len())
}

#[test]
fn constants_are_what_go_says() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/constants");
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let (mut n_wants, mut problems) = (0, String::new());
    for path in files.iter().filter(|path| !path.ends_with("oracle.go")) {
        let name = path.file_name().unwrap().to_str().unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        let program = program(name, text.clone());
        let found = on_large_stacks(|| {
            let names = Names::resolve(&program);
            found(&mut Types::new(&program, &names))
        });
        for (number, line) in (1..).zip(text.lines()) {
            let found: Vec<&str> = found
                .iter()
                .filter(|(line, _)| *line == number)
                .map(|(_, text)| text.as_str())
                .collect();
            let want = line.split_once(WANT).map_or("", |(_, want)| want);
            n_wants += usize::from(!want.is_empty());
            if found.join("; ") != want {
                let (code, found) = (line.split("//").next().unwrap().trim(), found.join("; "));
                let _ =
                    writeln!(problems, "{name}:{number}: {code}\n  want  {want}\n  found {found}");
            }
        }
    }
    assert!(problems.is_empty(), "\n{problems}");
    assert!(n_wants >= 800, "only {n_wants} expectations");
}
