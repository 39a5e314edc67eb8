//! What rests on a package that is not loaded is unknown, and said to be.

use closure_core::analyze;
use closure_core::program::{Package, Program};
use closure_core::source::SourceFile;

/// The mode that each statement leaves `x` with, of a type that is not known.
#[track_caller]
fn check(declaration: &str, statement: &str, mode: &str) {
    let source = format!(
        "package p\nimport \"other\"\nvar sink func()\nfunc f() {{\n{declaration}\n{statement}\n\
         sink = func() {{ _ = x }}\n{statement}\n}}\n"
    );
    let package = Package::from_sources("p", vec![SourceFile::new("p.go", source)]);
    let program = Program { packages: vec![package], ..Program::default() };
    let analysis = analyze(&program);
    let capture = &analysis.closures[0].captures[0];
    assert_eq!(format!("{:?}", capture.mode), mode, "{declaration}; {statement}: {capture:?}");
}

#[test]
fn types_that_are_not_known_leave_the_mode_open() {
    for declaration in ["var x other.T", "x := other.F()"] {
        for statement in ["x.f = 1", "x.f.g++", "x[0] = 1", "x.M()", "_ = x.M", "_ = x[:]", ""] {
            check(declaration, statement, "None");
        }
        check(declaration, "x = other.G()", "Some(Reference)");
        check(declaration, "_ = &x", "Some(Reference)");
    }
}

#[test]
fn a_pointer_is_one_whatever_it_points_to() {
    for declaration in ["var x *other.T", "x := &other.T{}", "x := new(other.T)"] {
        for statement in ["x.f = 1", "x.M()", "*x = other.G()"] {
            check(declaration, statement, "Some(Value)");
        }
    }
}
