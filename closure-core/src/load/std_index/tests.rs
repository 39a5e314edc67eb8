//! The index as it is built in.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::Command;

use super::*;
use crate::load::{LoadEnv, LoadOptions, load_source};
use crate::names::package::receiver_base;
use crate::names::{FileId, Names, PackageId};
use crate::program::{Program, Target};
use crate::source::SourceFile;
use crate::syntax::parse;
use crate::syntax::tree::{Decl, Expr, ExprId, Id as _};
use crate::types::{Operand, Types};

#[test]
fn it_is_small_and_whole() {
    assert!(DEFLATED.len() <= 1_500_000, "{} bytes", DEFLATED.len());
    let index = Index::get();
    assert_eq!(index.release(), Some(27), "{}", index.version());
    assert!(index.experiments().contains("baseline := goexperiment.Flags{"));
    let last = index.packages.values().flatten().map(|(_, range)| range.end).max();
    assert_eq!(last, Some(index.text.len()), "something behind the last file is no file");
    for package in ["fmt", "net/http", "slices", "sync/atomic", "unsafe", "internal/abi"] {
        assert!(index.has(package), "{package}");
    }
    assert!(!index.has("cmd/go/internal/load") && !index.has("builtin"));
}

#[test]
fn it_is_go() {
    let index = Index::get();
    for (package, files) in &index.packages {
        for (name, range) in files {
            let source = SourceFile::new(name.as_str(), &index.text[range.clone()]);
            assert_eq!(parse(&source).errors, [], "{package}/{name}");
        }
    }
}

#[test]
fn what_is_no_index_is_read_as_far_as_it_is_one() {
    for text in ["", "\n", "go1.2", "go1.2\nx", "go1.2\na/x.go 9\nx", "go1.2\na/x.go -1\n"] {
        let index = Index::read(text.to_owned());
        assert!(index.packages.is_empty() && index.experiments().is_empty(), "{text:?}");
    }
    let huge = format!("go1.2\na/x.go {}\nx", usize::MAX);
    assert!(Index::read(huge).packages.is_empty());
    let index = Index::read("go1.2\na/x.go 2\né\nb".to_owned());
    assert_eq!(index.file("a", "x.go"), Some("é"));
    assert_eq!(index.names("a").collect::<Vec<_>>(), ["x.go"]);
    assert!(Index::read("go1.2\na/x.go 1\né".to_owned()).packages.is_empty());
}

/// What a file says that mentions all that the standard library exports: each name, and each method
/// of each type, as an expression of the list.
fn everything(paths: &[&str], program: &Program) -> String {
    let names = Names::resolve(program);
    let mut source = String::from("package p\n");
    let mut mentions = String::from("var _ = []any{\n");
    for (index, path) in paths.iter().enumerate() {
        let Some(at) = program.packages.iter().position(|package| package.path == *path) else {
            continue;
        };
        writeln!(source, "import p{index} {path:?}").unwrap();
        let mut exported: Vec<&str> =
            names.scope(PackageId(at as u32)).exported().map(|(name, _)| name).collect();
        exported.sort_unstable();
        for name in &exported {
            writeln!(mentions, "p{index}.{name},").unwrap();
        }
        for file in &program.packages[at].files {
            let text = |ident| file.tree.ident(ident).text(file.source.text());
            for &decl in &file.tree.decls {
                let Decl::Func { name, receiver: Some(receiver), .. } = file.tree.decl(decl) else {
                    continue;
                };
                let (base, _) = receiver_base(&file.tree, file.tree.field(receiver).ty);
                if let Some(Expr::Name(base)) = base.map(|base| file.tree.expr(base))
                    && exported.contains(&text(base))
                    && text(name).starts_with(char::is_uppercase)
                {
                    writeln!(mentions, "(*p{index}.{}).{},", text(base), text(name)).unwrap();
                }
            }
        }
    }
    source + &mentions + "}\n"
}

/// What heldby makes of each expression in the list of [`everything`].
fn described(program: &Program) -> Vec<String> {
    let names = Names::resolve(program);
    let mut types = Types::new(program, &names);
    let package = program.packages.iter().position(|package| package.requested).unwrap();
    let file = FileId { package: PackageId(package as u32), index: 0 };
    let parsed = types.file(file);
    let tree = &parsed.tree;
    let list = (0..tree.n_exprs()).map(ExprId::from_index).find_map(|expr| match tree.expr(expr) {
        Expr::Composite { elements, .. } => Some(elements),
        _ => None,
    });
    let nobody = PackageId(u32::MAX);
    let describe = |expr: ExprId| {
        let what = types.operand((file, expr));
        let mut text = format!("{} ", tree.expr_span(expr).text(parsed.source.text()));
        let ty = what.ty();
        match what {
            Operand::Constant(_, value) => write!(text, "constant {value:?} ").unwrap(),
            Operand::Type(_) => {
                let (underlying, size) = (types.underlying(ty), types.size_align(ty));
                let underlying = types.display(underlying, nobody);
                write!(text, "type {underlying:?} {size:?} ").unwrap();
            }
            _ => {}
        }
        text + &format!("{:?}", types.display(ty, nobody))
    };
    tree.list(list.unwrap()).map(describe).collect()
}

/// An installation of the release that the index is of, if there is one that takes no download.
fn goroot() -> Option<PathBuf> {
    let version = Index::get().version();
    let mut go = Command::new("go");
    go.args(["env", "GOROOT"]).env("GOTOOLCHAIN", version).env("GOPROXY", "off");
    let out = go.current_dir(env!("CARGO_MANIFEST_DIR")).output().ok()?;
    let found = PathBuf::from(String::from_utf8(out.stdout).ok()?.trim());
    let release = std::fs::read_to_string(found.join("VERSION")).ok()?;
    (out.status.success() && release.lines().next() == Some(version)).then_some(found)
}

#[test]
fn it_says_of_every_exported_name_what_the_library_says() {
    let Some(goroot) = goroot() else {
        println!("skipped: {} is not here to compare the index with", Index::get().version());
        return;
    };
    let public = |path: &&str| !path.split('/').any(|part| matches!(part, "internal" | "vendor"));
    let paths: Vec<&str> =
        Index::get().packages.keys().map(String::as_str).filter(public).collect();
    for (goos, goarch) in [("linux", "amd64"), ("windows", "386")] {
        let target = Target { goos: goos.to_owned(), goarch: goarch.to_owned() };
        let env = LoadEnv::empty().with("GOENV", "off").with("CGO_ENABLED", "0");
        let with =
            LoadOptions { goroot: Some(goroot.clone()), ..LoadOptions::new("/", target, env) };
        let without = LoadOptions { std_index: true, ..with.clone() };
        let load = |source: String, options: &LoadOptions| {
            let file = SourceFile::new("everything.go", source);
            crate::stack::on_large_stacks(|| load_source(file, options, &|_| {}))
        };
        let imports: Vec<String> =
            paths.iter().map(|path| format!("import _ {path:?}\n")).collect();
        let program = load(format!("package p\n{}", imports.concat()), &with);
        let everything = everything(&paths, &program);
        let (ours, theirs) = (load(everything.clone(), &without), load(everything, &with));
        let (ours, theirs) =
            crate::stack::on_large_stacks(|| (described(&ours), described(&theirs)));
        assert!(ours.len() > 9_000, "{}", ours.len());
        let differing: Vec<(&String, &String)> =
            ours.iter().zip(&theirs).filter(|(ours, theirs)| ours != theirs).collect();
        assert!(differing.is_empty(), "{}: {:#?}", differing.len(), &differing[..1]);
        let unknown = ours.iter().filter(|text| text.ends_with(" None")).count();
        println!("{goos}/{goarch}: {} equal, {unknown} of them unknown", ours.len());
    }
}
