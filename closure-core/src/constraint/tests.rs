//! Tables for each rule of build constraints, and properties against a slow evaluator.

use proptest::prelude::*;

use super::*;

fn tags(goos: &str, goarch: &str) -> BuildTags {
    let target = Target { goos: goos.to_owned(), goarch: goarch.to_owned() };
    let others = level_tags(goarch, None).into_iter().chain(["mine".to_owned()]);
    BuildTags::new(&target, true, 26, others)
}

#[test]
fn lists_are_sorted() {
    assert!(SYSTEMS.is_sorted() && ARCHITECTURES.is_sorted() && UNIX_SYSTEMS.is_sorted());
}

#[test]
fn names() {
    for (name, goos, goarch, expected) in [
        ("a.go", "linux", "amd64", true),
        ("linux.go", "windows", "amd64", true),
        ("a_linux.go", "linux", "amd64", true),
        ("a_linux.go", "windows", "amd64", false),
        ("a_linux.go", "android", "arm64", true),
        ("a_android.go", "linux", "arm64", false),
        ("a_solaris.go", "illumos", "amd64", true),
        ("a_darwin.go", "ios", "arm64", true),
        ("a_amd64.go", "linux", "amd64", true),
        ("a_arm64.go", "linux", "amd64", false),
        ("a_windows_amd64.go", "windows", "amd64", true),
        ("a_windows_amd64.go", "windows", "386", false),
        ("a_windows_amd64.go", "linux", "amd64", false),
        // Only in this order are the two a pair.
        ("a_amd64_windows.go", "windows", "386", true),
        ("a_windows_test.go", "linux", "amd64", false),
        ("a_windows_amd64_test.go", "windows", "amd64", true),
        ("a_test.go", "linux", "amd64", true),
        ("a_unix.go", "windows", "amd64", true),
        ("a_linux.x.go", "windows", "amd64", false),
        ("_linux.go", "windows", "amd64", false),
        ("windows_amd64.go", "linux", "amd64", true),
        ("windows_arm64.go", "linux", "amd64", false),
        ("a_linux_b.go", "windows", "amd64", true),
        ("a_test_test.go", "linux", "amd64", true),
        ("a_windows_test_test.go", "linux", "amd64", true),
        ("a_.go", "linux", "amd64", true),
        ("_test.go", "linux", "amd64", true),
        ("", "linux", "amd64", true),
    ] {
        assert_eq!(name_matches(name, &tags(goos, goarch)), expected, "{name} {goos}/{goarch}");
    }
}

#[test]
fn tags_hold() {
    for (tag, goos, goarch, expected) in [
        ("linux", "android", "arm64", true),
        ("android", "android", "arm64", true),
        ("darwin", "ios", "arm64", true),
        ("solaris", "illumos", "amd64", true),
        ("unix", "linux", "amd64", true),
        ("unix", "plan9", "amd64", false),
        ("unix", "windows", "amd64", false),
        ("gc", "linux", "amd64", true),
        ("gccgo", "linux", "amd64", false),
        ("cgo", "linux", "amd64", true),
        ("go1.1", "linux", "amd64", true),
        ("go1.26", "linux", "amd64", true),
        ("go1.27", "linux", "amd64", false),
        ("go1.0", "linux", "amd64", false),
        ("go1", "linux", "amd64", false),
        ("go1.026", "linux", "amd64", false),
        ("go1.", "linux", "amd64", false),
        ("go1.26.1", "linux", "amd64", false),
        ("amd64.v1", "linux", "amd64", true),
        ("amd64.v2", "linux", "amd64", false),
        ("arm.6", "linux", "arm", true),
        ("mine", "linux", "amd64", true),
        ("ignore", "linux", "amd64", false),
    ] {
        assert_eq!(tags(goos, goarch).holds(tag), expected, "{tag} {goos}/{goarch}");
    }
}

#[test]
fn levels() {
    for (goarch, level, expected) in [
        ("amd64", Some("v3"), "amd64.v1 amd64.v2 amd64.v3"),
        ("amd64", Some("v9"), "amd64.v1"),
        ("amd64", Some("nonsense"), "amd64.v1"),
        ("arm", Some("6,softfloat"), "arm.5 arm.6"),
        ("arm64", Some("v8.1,lse"), "arm64.v8.0 arm64.v8.1"),
        (
            "arm64",
            Some("v9.0"),
            "arm64.v9.0 arm64.v8.0 arm64.v8.1 arm64.v8.2 arm64.v8.3 arm64.v8.4 arm64.v8.5",
        ),
        ("386", Some("softfloat"), "386.softfloat"),
        ("mipsle", None, "mipsle.hardfloat"),
        ("ppc64le", Some("power10"), "ppc64le.power8 ppc64le.power9 ppc64le.power10"),
        ("riscv64", Some("rva22u64"), "riscv64.rva20u64 riscv64.rva22u64"),
        ("wasm", None, "wasm.satconv wasm.signext"),
        ("s390x", None, ""),
    ] {
        assert_eq!(level_tags(goarch, level).join(" "), expected, "{goarch} {level:?}");
    }
}

#[test]
fn expressions() {
    for (text, expected) in [
        ("linux", true),
        ("!linux", false),
        ("linux && amd64", true),
        ("windows || linux && amd64", true),
        ("(windows || linux) && !amd64", false),
        ("!(windows || arm)", true),
        ("\tlinux&&amd64 ", true),
        ("!( ( !linux ) )", true),
        ("windows && a || linux", true),
        ("linux || windows && a", true),
        ("386", false),
    ] {
        let expr = Expr::parse(text).unwrap();
        assert_eq!(expr.eval(|tag| tags("linux", "amd64").holds(tag)), expected, "{text}");
    }
}

#[test]
fn malformed_expressions() {
    for (text, expected) in [
        ("", "unexpected end of expression"),
        ("!", "unexpected end of expression"),
        ("a &&", "unexpected end of expression"),
        ("&& a", "unexpected token `&&`"),
        ("a b", "unexpected token `b`"),
        ("a !b", "unexpected token `!`"),
        ("a (b)", "unexpected token `(`"),
        ("a)", "unexpected token `)`"),
        ("(a", "missing close paren"),
        ("(a &&", "missing close paren"),
        ("()", "unexpected token `)`"),
        ("!!a", "double negation not allowed"),
        ("a & b", "invalid syntax at `&`"),
        ("a, b", "invalid syntax at `,`"),
        ("a // b", "invalid syntax at `/`"),
    ] {
        match Expr::parse(text) {
            Err(ConstraintError::Syntax { message, .. }) => assert_eq!(message, expected, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn size_is_bounded() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert!(Expr::parse(&nested(999)).is_ok());
    assert_eq!(Expr::parse(&nested(1000)), Err(ConstraintError::TooLarge));
    assert_eq!(Expr::parse(&nested(1 << 20)), Err(ConstraintError::TooLarge));
    let wide = |n: usize| vec!["a"; n].join("||");
    assert!(Expr::parse(&wide(1000)).is_ok());
    assert_eq!(Expr::parse(&wide(1001)), Err(ConstraintError::TooLarge));
    assert!(Expr::parse_old(&vec!["a"; 101].join(" ")).is_ok());
    assert_eq!(Expr::parse_old(&vec!["a"; 102].join(" ")), Err(ConstraintError::TooLarge));
}

#[test]
fn texts() {
    for (text, expected) in [
        ("package a", Ok(true)),
        ("//go:build linux\n\npackage a", Ok(true)),
        ("//go:build windows\n\npackage a", Ok(false)),
        // `go build` does not want the blank line below it; `go vet` does.
        ("//go:build windows\npackage a", Ok(false)),
        ("// text\n\n//go:build windows\n\npackage a", Ok(false)),
        ("/* text */\n//go:build windows\n\npackage a", Ok(false)),
        ("/*\n//go:build windows\n*/\npackage a", Ok(true)),
        ("/* x */ //go:build windows\npackage a", Ok(true)),
        ("package a\n//go:build windows\n", Ok(true)),
        ("  //go:build windows\npackage a", Ok(false)),
        ("// go:build windows\npackage a", Ok(true)),
        ("//go:buildwindows\npackage a", Ok(true)),
        ("//go:build\twindows\r\n\r\npackage a", Ok(false)),
        ("\u{feff}//go:build windows\npackage a", Ok(false)),
        ("//go:build ignore\n", Ok(false)),
        ("//go:build linux\n//go:build linux\npackage a", Err(ConstraintError::Multiple)),
        ("// +build windows\n\npackage a", Ok(false)),
        ("//+build windows\n\npackage a", Ok(false)),
        ("// +build windows\npackage a", Ok(true)),
        ("// +build windows\n// text\n\n// Package a.\npackage a", Ok(false)),
        ("/* x */\n// +build windows\n\npackage a", Ok(true)),
        ("// +build linux,!amd64 windows\n\npackage a", Ok(false)),
        ("// +build linux,!arm windows\n\npackage a", Ok(true)),
        ("// +build linux\n// +build arm\n\npackage a", Ok(false)),
        ("// +build\n\npackage a", Ok(false)),
        ("// +build !!linux\n\npackage a", Ok(false)),
        ("// +build a-b\n\npackage a", Ok(false)),
        ("// +build !a-b\n\npackage a", Ok(true)),
        ("// +buildwindows\n\npackage a", Ok(true)),
        // The new line is the only one that counts.
        ("//go:build linux\n// +build windows\n\npackage a", Ok(true)),
        ("", Ok(true)),
    ] {
        assert_eq!(text_matches(text, &tags("linux", "amd64")), expected, "{text:?}");
    }
    assert!(text_matches("//go:build a b\npackage a", &tags("linux", "amd64")).is_err());
}

#[test]
fn versions() {
    for (line, module, expected) in [
        ("", 20, 20),
        ("//go:build linux", 20, 20),
        ("//go:build go1.22", 20, 22),
        ("//go:build go1.22", 24, 22),
        ("//go:build go1.18", 24, 21),
        ("//go:build go1.18", 13, 21),
        ("//go:build go1", 24, 21),
        ("//go:build linux && go1.22", 20, 22),
        ("//go:build go1.22 || go1.23", 20, 22),
        ("//go:build go1.22 && go1.23", 20, 23),
        ("//go:build linux || go1.22", 20, 20),
        ("//go:build !go1.22", 20, 20),
        ("//go:build !(linux || !go1.23)", 20, 23),
        ("//go:build !(!go1.22 && !go1.23)", 20, 22),
        ("//go:build go1.22.3", 20, 20),
        ("//go:build go1.22 &&", 20, 20),
        ("//go:build go1.99999999999999999999", 20, 20),
        ("// +build go1.22", 20, 20),
        ("/* x */ //go:build go1.22", 20, 22),
        ("/*\n//go:build go1.22\n*/", 20, 20),
        ("// x\n\n//go:build go1.22", 20, 22),
        ("\u{feff}//go:build go1.22\r", 20, 22),
    ] {
        let text = format!("{line}\n\npackage a\n//go:build go1.25\n");
        assert_eq!(file_version(&text, GoVersion(module)), GoVersion(expected), "{line:?}");
    }
    assert_eq!(file_version("/* never closed", GoVersion(22)), GoVersion(22));
}

/// An expression as a tree, to evaluate the slow way.
#[derive(Clone, Debug)]
enum Slow {
    Tag(u8),
    Not(Box<Slow>),
    And(Box<Slow>, Box<Slow>),
    Or(Box<Slow>, Box<Slow>),
}

impl Slow {
    fn eval(&self, bits: u8) -> bool {
        match self {
            Slow::Tag(bit) => bits >> bit & 1 == 1,
            Slow::Not(inner) => !inner.eval(bits),
            Slow::And(left, right) => left.eval(bits) && right.eval(bits),
            Slow::Or(left, right) => left.eval(bits) || right.eval(bits),
        }
    }

    /// Its text, with parentheses where the grammar needs them.
    fn text(&self) -> String {
        match self {
            Slow::Tag(bit) => format!("t{bit}"),
            Slow::Not(inner) => match **inner {
                Slow::Tag(_) => format!("!{}", inner.text()),
                _ => format!("!({})", inner.text()),
            },
            Slow::And(left, right) => {
                let side = |side: &Slow| match side {
                    Slow::Or(..) => format!("({})", side.text()),
                    _ => side.text(),
                };
                format!("{} && {}", side(left), side(right))
            }
            Slow::Or(left, right) => format!("{}||{}", left.text(), right.text()),
        }
    }
}

fn slow() -> impl Strategy<Value = Slow> {
    (0..8u8).prop_map(Slow::Tag).prop_recursive(6, 64, 2, |inner| {
        prop_oneof![
            inner.clone().prop_map(|x| Slow::Not(Box::new(x))),
            (inner.clone(), inner.clone()).prop_map(|(x, y)| Slow::And(x.into(), y.into())),
            (inner.clone(), inner).prop_map(|(x, y)| Slow::Or(x.into(), y.into())),
        ]
    })
}

proptest! {
    #[test]
    fn evaluation_is_that_of_the_tree(slow in slow(), bits: u8) {
        let expr = Expr::parse(&slow.text()).unwrap();
        let value = expr.eval(|tag| bits >> (tag.as_bytes()[1] - b'0') & 1 == 1);
        prop_assert_eq!(value, slow.eval(bits), "{}", slow.text());
    }

    #[test]
    fn no_text_panics(text in "(//go:build |// \\+build |/\\*|\\*/|package a|[()!&|a-c1. \t\r\n/]|\\PC){0,60}") {
        let tags = tags("linux", "amd64");
        // The answers do not matter here, only that there are some.
        drop(text_matches(&text, &tags));
        drop(Expr::parse(&text));
        drop(Expr::parse_old(&text));
        file_version(&text, GoVersion::LATEST);
        name_matches(&text, &tags);
    }
}
