//! Syntax: which errors broken sources give, that the rest of the file is read all the same, and
//! that everything Go has can be parsed.

#![expect(clippy::too_many_lines, reason = "tables of sources")]
#![expect(clippy::needless_pass_by_value, reason = "`expect![…]` is written where it is used")]
#![expect(clippy::unwrap_used, reason = "a source without what it should have is a failed test")]

use std::fmt::Write as _;

use closure_core::analyze;
use closure_core::program::{Package, Program};
use closure_core::source::{LineIndex, SourceFile};
use closure_core::syntax::tree::{Branch, Decl, Expr, ExprId, Id as _, Stmt, Tree};
use closure_core::syntax::{BinaryOp, parse};
use expect_test::{Expect, expect};

/// The errors of a file, one a line, and the closures that are found in it nevertheless.
fn told(bytes: &[u8]) -> String {
    let source = SourceFile::new("p.go", bytes.to_vec());
    let (tree, lines) = (parse(&source), LineIndex::new(source.text()));
    let mut text = String::new();
    for error in &tree.errors {
        let _ = writeln!(text, "{} {}", lines.line_column(error.offset), error.message);
    }
    let package = Package::from_sources("p", vec![source]);
    let program = Program { packages: vec![package], ..Program::default() };
    for closure in analyze(&program).closures {
        let captures: Vec<String> =
            closure.captures.into_iter().map(|capture| capture.name).collect();
        let _ = writeln!(text, "found {} [{}]", closure.name, captures.join(" "));
    }
    text
}

/// Compares what is told of a source.
#[track_caller]
fn check(source: &str, expect: Expect) {
    expect.assert_eq(&told(source.as_bytes()));
}

/// The same for statements in a function, with a function behind it whose closure must be found.
#[track_caller]
fn check_stmts(stmts: &str, expect: Expect) {
    let behind = "func behind(x int) { sink = func() { _ = x } }";
    check(&format!("package p\nfunc broken() {{\n{stmts}\n}}\n{behind}\n"), expect);
}

// Files and declarations.

#[test]
fn package_clause() {
    check(
        "",
        expect![[r#"
        1:1 expected `package` and the package's name first
    "#]],
    );
    check(
        "func f() {}\n",
        expect![[r#"
        1:1 expected `package` and the package's name first
    "#]],
    );
    check(
        "package\n",
        expect![[r#"
        2:1 unexpected end of file, expected name
    "#]],
    );
    check(
        "package p q\nvar f = func() {}\n",
        expect![[r#"
        1:11 unexpected name `q` after package clause
        found init.func1 []
    "#]],
    );
    check(
        "package \"p\"\nvar f = func() {}\n",
        expect![[r#"
        1:9 unexpected literal "p", expected name
        found init.func1 []
    "#]],
    );
    check(
        "import \"a\"\npackage p\nvar f = func() {}\n",
        expect![[r#"
        1:1 expected `package` and the package's name first
        2:1 unexpected keyword `package`, expected a declaration
        found init.func1 []
    "#]],
    );
}

#[test]
fn imports() {
    check(
        "package p\nimport a\nvar f = func() {}\n",
        expect![[r#"
        2:9 unexpected newline, expected an import path in quotes
        found init.func1 []
    "#]],
    );
    check(
        "package p\nvar x int\nimport \"a\"\nvar f = func() {}\n",
        expect![[r#"
        3:1 imports must appear before other declarations
        found init.func1 []
    "#]],
    );
    check(
        "package p\nimport (\n\"a\"\nb c\n\"d\"\n)\nvar f = func() {}\n",
        expect![[r#"
        4:3 unexpected name `c`, expected an import path in quotes
        found init.func1 []
    "#]],
    );
    check(
        "package p\nimport (\n\"a\"\nvar f = func() {}\n",
        expect![[r#"
        4:1 unexpected keyword `var`, expected an import path in quotes
    "#]],
    );
}

#[test]
fn declarations() {
    check(
        "package p\nx := 1\nvar f = func() {}\n",
        expect![[r#"
        2:1 unexpected name `x`, expected a declaration
        found init.func1 []
    "#]],
    );
    check(
        "package p\n)\n}\n]\nvar f = func() {}\n",
        expect![[r#"
        2:1 unexpected `)`, expected a declaration
        found init.func1 []
    "#]],
    );
    check(
        "package p\nvar\nvar f = func() {}\n",
        expect![[r#"
        3:1 unexpected keyword `var`, expected name
        found init.func1 []
    "#]],
    );
    check(
        "package p\nvar x\nvar f = func() {}\n",
        expect![[r#"
        2:6 unexpected newline, expected type
        found init.func1 []
    "#]],
    );
    check(
        "package p\nvar x =\nvar f = func() {}\n",
        expect![[r#"
        3:1 unexpected keyword `var`, expected expression
        found init.func1 []
    "#]],
    );
    check(
        "package p\nvar (\n x = 1 2\n f = func() {}\n)\n",
        expect![[r#"
        3:8 unexpected literal 2, expected `;`, newline or `)`
        found init.func1 []
    "#]],
    );
    check(
        "package p\nconst c int string\nvar f = func() {}\n",
        expect![[r#"
        2:13 unexpected name `string` after top level declaration
        found init.func1 []
    "#]],
    );
    check(
        "package p\ntype T\ntype U = \nvar f = func() {}\n",
        expect![[r#"
        2:7 unexpected newline, expected type
        4:1 unexpected keyword `var`, expected type
        found init.func1 []
    "#]],
    );
    check(
        "package p\ntype T[] int\ntype U[P any\nvar f = func() {}\n",
        expect![[r#"
        3:13 unexpected newline, expected `,` or `]`
        4:1 unexpected keyword `var`, expected `]`
        found init.func1 []
    "#]],
    );
    check(
        "package p\ntype T struct { a int b int\n c int }\nvar f = func() {}\n",
        expect![[r#"
        2:23 unexpected name `b`, expected `;`, newline or `}`
        found init.func1 []
    "#]],
    );
    check(
        "package p\ntype T struct { 1 int; (U); c int }\nvar f = func() {}\n",
        expect![[r#"
        2:17 unexpected literal 1, expected a field name or an embedded type
        found init.func1 []
    "#]],
    );
    check(
        "package p\ntype T interface { m(; 1; n() }\nvar f = func() {}\n",
        expect![[r#"
        2:22 unexpected `;`, expected `,` or `)`
        found init.func1 []
    "#]],
    );
}

#[test]
fn functions() {
    check(
        "package p\nfunc\nvar f = func() {}\n",
        expect![[r#"
        3:1 unexpected keyword `var`, expected name
        found init.func1 []
    "#]],
    );
    check(
        "package p\nfunc f\nvar f = func() {}\n",
        expect![[r#"
        2:7 unexpected newline, expected `(`
        found init.func1 []
    "#]],
    );
    check(
        "package p\nfunc f(\nvar f = func() {}\n",
        expect![[r#"
        3:1 unexpected keyword `var`, expected `,` or `)`
        found init.func1 []
    "#]],
    );
    check(
        "package p\nfunc f(a int b int) {}\nvar f = func() {}\n",
        expect![[r#"
        2:14 unexpected name `b`, expected `,` or `)`
        found init.func1 []
    "#]],
    );
    check(
        "package p\nfunc f(a, b int, c) {}\nvar f = func() {}\n",
        expect![[r#"
        2:8 mixed named and unnamed parameters
        found init.func1 []
    "#]],
    );
    check(
        "package p\nfunc f(a int, ...) {}\nvar f = func() {}\n",
        expect![[r#"
        2:18 unexpected `)`, expected type
        found init.func1 []
    "#]],
    );
    check(
        "package p\nfunc () f() {}\nvar f = func() {}\n",
        expect![[r#"
        2:1 method has no receiver
        found init.func1 []
    "#]],
    );
    check(
        "package p\nfunc (a, b T) f() {}\nvar f = func() {}\n",
        expect![[r#"
        found init.func1 []
    "#]],
    );
    check(
        "package p\nfunc f[]() {}\nvar f = func() {}\n",
        expect![[r#"
        2:8 empty type parameter list
        found init.func1 []
    "#]],
    );
    check(
        "package p\nfunc f[T]() {}\nvar f = func() {}\n",
        expect![[r#"
        2:8 missing type parameter name or constraint
        found init.func1 []
    "#]],
    );
    check(
        "package p\nfunc f() {\nvar f = func() {}\n",
        expect![[r#"
        4:1 unexpected end of file, expected `}`
    "#]],
    );
    check(
        "package p\nfunc f() {}}\nvar f = func() {}\n",
        expect![[r#"
        2:12 unexpected `}` after top level declaration
        found init.func1 []
    "#]],
    );
    check(
        "package p\nfunc f()\n{\n\tx := 1\n}\nvar f = func() {}\n",
        expect![[r#"
        3:1 unexpected `{`, expected a declaration
        found init.func1 []
    "#]],
    );
}

// Statements and expressions.

#[test]
fn statements() {
    check_stmts(
        "x y",
        expect![[r#"
        3:3 unexpected name `y` at end of statement
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x := ",
        expect![[r#"
        4:1 unexpected `}`, expected expression
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x, := 1\ny = = 2\nz",
        expect![[r#"
        3:4 unexpected `:=`, expected expression
        4:5 unexpected `=`, expected expression
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x, y",
        expect![[r#"
        3:5 unexpected newline, expected `:=` or `=` or `,`
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "f().x := 1",
        expect![[r#"
        3:1 non-name on left side of :=
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "go f\ndefer (f)\ngo func() {}",
        expect![[r#"
        3:4 expression in go must be function call
        4:7 expression in defer must be function call
        5:4 expression in go must be function call
        found broken.func1 []
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "goto\nbreak 1\nfallthrough x",
        expect![[r#"
        4:1 unexpected keyword `break`, expected a label
        5:13 unexpected name `x` at end of statement
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        ")\n)",
        expect![[r#"
        3:1 unexpected `)`, expected expression
        4:1 unexpected `)`, expected expression
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "else { }",
        expect![[r#"
        3:1 unexpected keyword `else`, expected expression
        4:1 unexpected `}`, expected a declaration
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "case 1:",
        expect![[r#"
        3:1 unexpected keyword `case`, expected `}`
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "func g() {}",
        expect![[r#"
        3:6 unexpected name `g`, expected `(`
        4:1 unexpected `}`, expected a declaration
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "import \"x\"",
        expect![[r#"
        3:1 unexpected keyword `import`, expected expression
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "var x int = \nf(",
        expect![[r#"
        5:1 unexpected `}`, expected expression
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "return return",
        expect![[r#"
        3:8 unexpected keyword `return`, expected expression
        found behind.func1 [x]
    "#]],
    );
}

#[test]
fn headers() {
    check_stmts(
        "if { }",
        expect![[r#"
        3:4 missing condition in if statement
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "if x := 1 { }",
        expect![[r#"
        3:4 cannot use statement as value in if condition
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "if x; { }",
        expect![[r#"
        3:7 missing condition in if statement
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "if x { } else x { }",
        expect![[r#"
        3:15 else must be followed by if or statement block
        4:1 unexpected `}`, expected a declaration
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "if x == T{1} { }",
        expect![[r#"
        3:14 unexpected `{` at end of statement
        4:1 unexpected `}`, expected a declaration
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "for x := 1 { }",
        expect![[r#"
        3:5 cannot use statement as value in for condition
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "for i := 0; i < 3 { }",
        expect![[r#"
        3:19 unexpected `{`, expected `;` in for statement header
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "for i := 0; { }",
        expect![[r#"
        3:13 expected for loop condition
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "for a, b, c := range x { }",
        expect![[r#"
        3:5 range clause permits at most two variables
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "for range { }",
        expect![[r#"
        3:11 unexpected `{`, expected expression
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "switch x = 1 { }",
        expect![[r#"
        3:8 cannot use statement as value in switch
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "switch { x: }",
        expect![[r#"
        3:10 unexpected name `x`, expected `case` or `default` or `}`
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "switch { case 1 f() }",
        expect![[r#"
        3:17 unexpected name `f`, expected `:`
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "select { case: }",
        expect![[r#"
        3:14 unexpected `:`, expected expression
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "for x\n{\n}",
        expect![[r#"
        4:1 expected for loop condition
        found behind.func1 [x]
    "#]],
    );
}

#[test]
fn expressions() {
    check_stmts(
        "x = f(1 2)",
        expect![[r#"
        3:9 unexpected literal 2, expected `,` or `)`
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = f(1,\n2\n)",
        expect![[r#"
        4:2 unexpected newline, expected `,` or `)`
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = []int{1,\n2\n}",
        expect![[r#"
        4:2 unexpected newline, expected `,` or `}` in the composite literal
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = (1\ny = 2",
        expect![[r#"
        3:7 unexpected newline, expected `)`
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = a[]\ny = a[1:2:]\nz = a[::3]",
        expect![[r#"
        3:7 expected operand
        4:11 final index required in 3-index slice
        5:8 middle index required in 3-index slice
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = a[1\ny = 2",
        expect![[r#"
        3:8 unexpected newline, expected `]`
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = a.\ny = a.1",
        expect![[r#"
        4:3 unexpected `=` at end of statement
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = a.(\ny = 1",
        expect![[r#"
        4:3 unexpected `=`, expected `)`
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = 1 +\ny = * \n",
        expect![[r#"
        4:3 unexpected `=` at end of statement
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = func( { }",
        expect![[r#"
        3:11 unexpected `{`, expected `,` or `)`
        found broken.func1 []
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = map[int\ny = chan",
        expect![[r#"
        3:12 unexpected newline, expected `]`
        5:1 unexpected `}`, expected type
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = <-chan int(y)\nz = <-<-chan int",
        expect![[r#"
            4:5 unexpected `<-`, expected `chan`
            found behind.func1 [x]
        "#]],
    );
}

// Characters.

#[test]
fn literals() {
    check_stmts(
        "x = \"abc\ny = 1",
        expect![[r#"
        3:5 newline in string
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = `abc\ny = 1",
        expect![[r#"
        3:5 string not terminated
        7:1 unexpected end of file, expected `}`
    "#]],
    );
    check_stmts(
        "x = 'a\ny = ''\nz = 'ab'\nw = '\\q'",
        expect![[r#"
        3:5 newline in rune literal
        4:5 empty rune literal or unescaped ' in rune literal
        5:5 more than one character in rune literal
        6:6 unknown escape
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = \"\\q \\x1 \\u12 \\400 \\U00110000\"",
        expect![[r#"
        3:6 unknown escape
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = 0x\ny = 0b12\nz = 0o8\nw = 089\nv = 1__0\nu = 1_\nt = 0x1.0\ns = 1e\nr = 0b1e3",
        expect![[r#"
        3:5 hexadecimal literal has no digits
        4:8 invalid digit '2' in binary literal
        5:7 invalid digit '8' in octal literal
        6:6 invalid digit '8' in octal literal
        7:5 '_' must separate successive digits
        8:5 '_' must separate successive digits
        9:5 hexadecimal mantissa requires a 'p' exponent
        10:5 exponent has no digits
        11:8 unexpected name `e3` at end of statement
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = 1x\ny = 08.5 + 0_7 + 0x_1p-2 + .5e+3i",
        expect![[r#"
        3:6 unexpected name `x` at end of statement
        found behind.func1 [x]
    "#]],
    );
}

#[test]
fn comments() {
    check_stmts(
        "/* not\nclosed",
        expect![[r#"
        3:1 comment not terminated
        7:1 unexpected end of file, expected `}`
    "#]],
    );
    check_stmts(
        "x = 1 /* a */ /* b\n*/ y = 2 // c",
        expect![[r#"
        found behind.func1 [x]
    "#]],
    );
    check(
        "package p // \nvar f = func() {} // no newline",
        expect![[r#"
        found init.func1 []
    "#]],
    );
}

#[test]
fn characters() {
    check_stmts(
        "x = 1 # 2\ny = $\nz = a ? b : c",
        expect![[r#"
        3:7 invalid character U+0023 '#'
        4:5 invalid character U+0024 '$'
        5:7 invalid character U+003F '?'
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = a\0b\ny = \"\0\" // \0",
        expect![[r#"
        3:6 invalid NUL character
        4:6 invalid NUL character
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x = “a”",
        expect![[r#"
        3:5 invalid character U+201C '“'
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "x\u{a0}= 1",
        expect![[r#"
        3:2 invalid character U+00A0 ' '
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "été, 世界, x١ := 1, 2, 3",
        expect![[r#"
        found behind.func1 [x]
    "#]],
    );
    check_stmts(
        "١x := 1",
        expect![[r#"
        3:1 invalid character U+0661 '١'
        found behind.func1 [x]
    "#]],
    );
    check(
        "\u{feff}package p\nvar f = func() {}\n",
        expect![[r#"
        found init.func1 []
    "#]],
    );
    check(
        "package p\n\u{feff}var f = func() {}\nvar s = \"\u{feff}\" // \u{feff}\n",
        expect![[r#"
        2:1 invalid BOM in the middle of the file
        found init.func1 []
    "#]],
    );
    check(
        "package p\r\nvar f = func() {}\r\n",
        expect![[r#"
        found init.func1 []
    "#]],
    );
}

#[test]
fn bytes_that_are_not_utf8() {
    let check = |bytes: &[u8], expect: Expect| expect.assert_eq(&told(bytes));
    check(
        b"package p\nvar \xff = 1\nvar f = func() {}\n",
        expect![[r#"
        2:5 invalid UTF-8 encoding
        found init.func1 []
    "#]],
    );
    check(
        b"package p\nvar s = \"\xe2\x82\" // \xff\xfe\nvar f = func() {}\n",
        expect![[r#"
        2:10 invalid UTF-8 encoding
        found init.func1 []
    "#]],
    );
    check(
        b"\xff\xfep\0a\0c\0k\0",
        expect![[r#"
        1:1 invalid UTF-8 encoding
    "#]],
    );
    check(
        b"\x7fELF\x02\x01\x01\0\0\0\n\0\0\x03\0>\0",
        expect![[r#"
        1:1 invalid character U+007F ' '
        2:1 invalid NUL character
    "#]],
    );
    check(
        b"PK\x03\x04\x14\0\0\0\x08\0",
        expect![[r#"
        1:1 expected `package` and the package's name first
    "#]],
    );
    check(
        b"\0\0\0\0",
        expect![[r#"
        1:1 invalid NUL character
    "#]],
    );
}

/// All errors are told, also of a file that is wrong in many places, up to a number that no one
/// reads; then the file is given up.
#[test]
fn every_error_is_told() {
    let source = |n| {
        let mut source = "package p\n".to_owned();
        for i in 0..n {
            let _ = writeln!(source, "func f{i}() {{ x y }}\nvar g{i} = func() {{ _ = f{i} }}");
        }
        source
    };
    let told = |n| told(source(n).as_bytes());
    let count = |told: &str, what: &str| told.lines().filter(|line| line.contains(what)).count();
    let all = told(150);
    assert_eq!(count(&all, "unexpected name `y` at end of statement"), 150);
    assert_eq!(count(&all, "found"), 150);
    let cut = told(1000);
    assert_eq!(count(&cut, "unexpected name `y` at end of statement"), 200);
    assert_eq!(count(&cut, "too many errors"), 1);
}

// Everything that Go has.

/// Parses what has no errors.
#[track_caller]
fn parsed(source: &str) -> (Tree, String) {
    let file = SourceFile::new("p.go", source);
    let tree = parse(&file);
    let lines = LineIndex::new(source);
    let errors: Vec<String> = tree
        .errors
        .iter()
        .map(|error| format!("{} {}", lines.line_column(error.offset), error.message))
        .collect();
    assert!(errors.is_empty(), "{source}\n{errors:#?}");
    (tree, source.to_owned())
}

/// A type as the tree has it, bracketed throughout.
fn shape(tree: &Tree, text: &str, expr: closure_core::syntax::tree::ExprId) -> String {
    let sub = |id| shape(tree, text, id);
    let list = |ids| tree.list(ids).map(sub).collect::<Vec<_>>().join(", ");
    match tree.expr(expr) {
        Expr::Name(_) | Expr::Literal(_) => tree.expr_span(expr).text(text).to_owned(),
        Expr::Paren(inner) => format!("paren({})", sub(inner)),
        Expr::Star(inner) => format!("star({})", sub(inner)),
        Expr::SliceType(elem) => format!("slice({})", sub(elem)),
        Expr::Variadic(elem) => format!("variadic({})", sub(elem)),
        Expr::ArrayType { len, elem } => {
            format!("array({}, {})", len.map_or("...".to_owned(), sub), sub(elem))
        }
        Expr::MapType { key, value } => format!("map({}, {})", sub(key), sub(value)),
        Expr::ChanType { dir, elem } => format!("chan({dir:?}, {})", sub(elem)),
        Expr::Unary { op, operand } => format!("{op:?}({})", sub(operand)),
        Expr::Binary { op, left, right } => format!("{op:?}({}, {})", sub(left), sub(right)),
        Expr::Call { callee, args, spread } => {
            format!("call({}; {}{})", sub(callee), list(args), if spread { "..." } else { "" })
        }
        Expr::Index { operand, indices } => format!("index({}; {})", sub(operand), list(indices)),
        Expr::Selector { operand, name } => {
            format!("{}.{}", sub(operand), tree.ident(name).text(text))
        }
        Expr::Composite { ty, elements } => {
            format!("{}{{{}}}", ty.map_or(String::new(), sub), list(elements))
        }
        Expr::KeyValue { key, value } => format!("{}: {}", sub(key), sub(value)),
        Expr::TypeAssert { operand, ty } => {
            format!("assert({}, {})", sub(operand), ty.map_or("type".to_owned(), sub))
        }
        Expr::FuncLit(_) => "literal".to_owned(),
        Expr::FuncType(_) => "func".to_owned(),
        Expr::StructType(fields) => format!("struct({})", fields.len()),
        Expr::InterfaceType(elements) => format!("interface({})", elements.len()),
        Expr::Slice { operand, bounds } => {
            let bounds = tree.bounds(bounds);
            let part = |id: Option<_>| id.map_or("_".to_owned(), sub);
            let (low, high, max) = (part(bounds.low), part(bounds.high), part(bounds.max));
            format!("slice({}; {low}, {high}, {max})", sub(operand))
        }
        Expr::Bad => "bad".to_owned(),
    }
}

/// The type declarations of a source: parameters with constraints, and the type.
#[track_caller]
fn check_types(source: &str, expect: Expect) {
    let (tree, text) = parsed(&format!("package p\n{source}"));
    let mut told = String::new();
    for &decl in &tree.decls {
        let Decl::Type { name, type_params, alias, ty } = tree.decl(decl) else { continue };
        let _ = write!(told, "{}", tree.ident(name).text(&text));
        for field in tree.list(type_params) {
            let field = tree.field(field);
            let names: Vec<&str> =
                tree.list(field.names).map(|name| tree.ident(name).text(&text)).collect();
            let _ = write!(told, " [{} {}]", names.join(", "), shape(&tree, &text, field.ty));
        }
        let equals = if alias { " =" } else { "" };
        let _ = writeln!(told, "{equals} {}", shape(&tree, &text, ty));
    }
    expect.assert_eq(&told);
}

/// The expressions of `_ = …` statements.
#[track_caller]
fn check_exprs(stmts: &str, expect: Expect) {
    let (tree, text) = parsed(&format!("package p\nfunc f() {{\n{stmts}\n}}\n"));
    let mut told = String::new();
    let Decl::Func { func, .. } = tree.decl(tree.decls[0]) else { panic!("no function") };
    for stmt in tree.list(tree.func(func).body.unwrap().stmts) {
        match tree.stmt(stmt) {
            Stmt::Assign { right, .. } | Stmt::Define { right, .. } => {
                for value in tree.list(right) {
                    let _ = writeln!(told, "{}", shape(&tree, &text, value));
                }
            }
            other => {
                let _ =
                    writeln!(told, "{}", format!("{other:?}").split([' ', '(']).next().unwrap());
            }
        }
    }
    expect.assert_eq(&told);
}

#[test]
fn a_constraint_stands_where_it_is_written() {
    let file = SourceFile::new("a.go", "package p\ntype T[P /* * */ *[]int | C] int\n");
    let tree = parse(&file);
    let texts: Vec<&str> = (0..tree.n_exprs())
        .map(ExprId::from_index)
        .filter(|&id| {
            matches!(tree.expr(id), Expr::Star(_) | Expr::Binary { op: BinaryOp::Or, .. })
        })
        .map(|id| tree.expr_span(id).text(file.text()))
        .collect();
    // The first is what the brackets held before they were taken for type parameters.
    assert_eq!(texts[1..], ["*[]int", "*[]int | C"]);
}

#[test]
fn type_parameters_or_array_lengths() {
    check_types(
        "type T1[P any] int
type T2[P *C] int
type T3[P *C,] int
type T4[P *C|Q] int
type T5[P interface{}] int
type T6[P *struct{}] int
type T7[P (C)] int
type T8[P *C, Q any] int
type T9[P, Q any] int
type T10[P ~int|~string, Q []P] int
type T11[P []int] int
type T12[P C[int]] int
type T13[P q.C] int
type T14[P *[]int|C] int
type T15[P func()] int
type T16[_ any] int
type T17[P (*C)] int
type A1 [N * 2]int
type A2 [N]int
type A3 []int
type A4 [2]int
type A5 [N + 1]int
type A6 [q.N]int
type A7 [(N)]int
type A8 [len(x)]int
type A9 [N(2)]int
type A10 [P * C]int
type A11 [...]int
type A12 = [N]int
type A13[P any] = []P",
        expect![[r#"
            T1 [P any] int
            T2 array(Mul(P, C), int)
            T3 [P star(C)] int
            T4 array(Or(Mul(P, C), Q), int)
            T5 [P interface(0)] int
            T6 [P star(struct(0))] int
            T7 array(call(P; C), int)
            T8 [P star(C)] [Q any] int
            T9 [P, Q any] int
            T10 [P Or(Tilde(int), Tilde(string))] [Q slice(P)] int
            T11 [P slice(int)] int
            T12 [P index(C; int)] int
            T13 [P q.C] int
            T14 [P Or(star(slice(int)), C)] int
            T15 [P func] int
            T16 [_ any] int
            T17 array(call(P; star(C)), int)
            A1 array(Mul(N, 2), int)
            A2 array(N, int)
            A3 slice(int)
            A4 array(2, int)
            A5 array(Add(N, 1), int)
            A6 array(q.N, int)
            A7 array(paren(N), int)
            A8 array(call(len; x), int)
            A9 array(call(N; 2), int)
            A10 array(Mul(P, C), int)
            A11 array(..., int)
            A12 = array(N, int)
            A13 [P any] = slice(P)
        "#]],
    );
}

#[test]
fn types() {
    check_types(
        "type (
C1 chan int
C2 <-chan int
C3 chan<- int
C4 chan<- chan int
C5 <-chan <-chan int
C6 chan (<-chan int)
C7 chan<- (func())
F1 func(int, ...string) (a, b int)
M1 map[string]map[[2]int]*q.T[int, []string]
S1 struct {
	a, b int `tag`
	T
	*U \"tag\"
	q.V
	*q.W[int]
	X[int]
	c []int
	d [2]int
	e [N]int
	f G[int]
	_ struct{}
}
I1 interface {
	m(int) error
	~int | ~string | q.T
	J
	K[int]
	q.L
	*int
	[]byte | [2]int
	comparable
}
P1 (((*(T))))
)",
        expect![[r#"
            C1 chan(Both, int)
            C2 chan(Receive, int)
            C3 chan(Send, int)
            C4 chan(Send, chan(Both, int))
            C5 chan(Receive, chan(Receive, int))
            C6 chan(Both, paren(chan(Receive, int)))
            C7 chan(Send, paren(func))
            F1 func
            M1 map(string, map(array(2, int), star(index(q.T; int, slice(string)))))
            S1 struct(11)
            I1 interface(8)
            P1 paren(paren(paren(star(paren(T)))))
        "#]],
    );
}

#[test]
fn operators_and_operands() {
    check_exprs(
        "_ = a + b*c<<d &^ e == f && g || !h
_ = -a.b[c](d, e...)
_ = &T{1, a: b, {2}, []int{3}: {x: 4}}
_ = *p.q
_ = <-c
_ = <-chan int(nil)
_ = (<-chan int)(nil)
_ = <-chan<- int(nil)
_ = <-chan<- chan int(nil)
_ = chan<- int(nil)
_ = (func())(nil)
_ = func() {}
_ = func(a int) (b int) { return }
_ = []int(x)
_ = [...]string{2: \"a\"}
_ = map[K]V{k: v}
_ = struct{ a int }{1}
_ = interface{ m() }(x)
_ = x.(T)
_ = x.(*q.T[int])
_ = f[int](x)
_ = f[int, []string](x)
_ = q.F[map[int]T]{}
_ = f[[]int, func()]
_ = a[1:2:3][:][x:][:y]
_ = new(1 + 2)
_ = new(T)
_ = (*T).m
_ = T[int].m
_ = q.T.m(x)
_ = a < b && c > (d)
_ = ^a &^ ^b
_ = a - -b + +c",
        expect![[r#"
            LogicalOr(LogicalAnd(Equal(Add(a, AndNot(ShiftLeft(Mul(b, c), d), e)), f), g), Not(h))
            Minus(call(index(a.b; c); d, e...))
            Address(T{1, a: b, {2}, slice(int){3}: {x: 4}})
            star(p.q)
            Receive(c)
            Receive(call(chan(Both, int); nil))
            call(paren(chan(Receive, int)); nil)
            Receive(call(chan(Send, int); nil))
            Receive(call(chan(Send, chan(Both, int)); nil))
            call(chan(Send, int); nil)
            call(paren(func); nil)
            literal
            literal
            call(slice(int); x)
            array(..., string){2: "a"}
            map(K, V){k: v}
            struct(1){1}
            call(interface(1); x)
            assert(x, T)
            assert(x, star(index(q.T; int)))
            call(index(f; int); x)
            call(index(f; int, slice(string)); x)
            index(q.F; map(int, T)){}
            index(f; slice(int), func)
            slice(slice(slice(slice(a; 1, 2, 3); _, _, _); x, _, _); _, y, _)
            call(new; Add(1, 2))
            call(new; T)
            paren(star(T)).m
            index(T; int).m
            call(q.T.m; x)
            LogicalAnd(Less(a, b), Greater(c, paren(d)))
            AndNot(Complement(a), Complement(b))
            Add(Sub(a, Minus(b)), Plus(c))
        "#]],
    );
}

#[test]
fn statements_of_every_kind() {
    check_exprs(
        ";
x := 1
x, y = y, x
x <<= 2
x++
c <- x
f()
go f()
defer func() {}()
{ }
if x { } else if y := 1; y > 2 { } else { }
for { }
for x { }
for ; ; { }
for i := 0; i < 3; i++ { }
for range x { }
for range 10 { }
for i := range 10 { }
for k, v := range f { }
for k, a[0] = range f { }
for range func(yield func() bool) {} { }
for x = range T { }
for range (T{}) { }
switch { }
switch x { case 1, 2: f(); fallthrough; default: }
switch x := 1; x { }
switch x := 1; { }
switch x.(type) { case nil, *T, []int: }
switch y := x.(type) { }
switch f(); y := x.(type) { }
switch (T{1}) { }
select { }
select { case x := <-c: case c <- x: case <-c: case a[0], ok = <-c: default: }
l: for { continue l; break l }
m: n: goto m
if x == (T{1}) { }
if f(T{1}) { }
if a[T{1}.x] { }
if x := (T{1}); x { }
if x == []int{1}[0] { }
if func() bool { return T{1}.x }() { }
for _, x := range []T{{1}} { }
for _, x := range map[int]T{1: {2}} { }
if struct{ a int }{1}.a == 1 { }
var a, b int = 1, 2
var ( c = 3; d int )
const e = iota
type g struct{}
type h[P any] = []P
return
l2: }
func g() {",
        expect![[r#"
            Empty
            1
            y
            x
            2
            IncDec
            Send
            Expr
            Go
            Defer
            Block
            If
            For
            For
            For
            For
            Range
            Range
            Range
            Range
            Range
            Range
            Range
            Range
            Switch
            Switch
            Switch
            Switch
            TypeSwitch
            TypeSwitch
            TypeSwitch
            Switch
            Select
            Select
            Labeled
            Labeled
            If
            If
            If
            If
            If
            If
            Range
            Range
            If
            Decl
            Decl
            Decl
            Decl
            Decl
            Return
            Labeled
        "#]],
    );
}

#[test]
fn declarations_of_every_kind() {
    let (tree, _) = parsed(
        "// Package p.
//go:build go1.27

// #include <stdio.h>
// int x = 1; /* not Go */
package p /* here */

/*
#cgo LDFLAGS: -lm
#include <math.h>
*/
import \"C\"
import (
	\"fmt\"
	. \"math\"
	_ \"embed\"
	q \"a/b\"; `raw`
)
import ()

//go:embed x.txt
var s string

var ()
const (
	a, b = iota, 1 << iota
	c, d

	e string = \"x\"
	f
)

func external(int) (int, error)

//go:linkname local remote
func local()

func (t T) m() {}
func (*T) n() {}
func (t *T[P, _]) o(a, b int, _ ...string) (c int, err error) { return }
func (T[P]) p[Q any, R interface{ ~[]Q }](Q) R { panic(1) }
func g[P any, Q *P | int](a P, b ...Q) func(P) (Q, error) { return nil }
func h(int, string, ...any)
func i(a func(b, c int) (d int), e chan<- (<-chan int), f map[string][]*q.T)
func j[P any,]()
func k(a, b []int, c [2]int, d [N]int, e G[int])
func l([]int, [2]int, [N]int, G[int], q.T, G[int, string])
func (r *Rand) N[Int intType](n Int) Int { return n }
func init() {}
",
    );
    assert_eq!(tree.imports().count(), 6);
    assert_eq!(tree.decls.len(), 25);
    assert_eq!(tree.directives.len(), 3);
}

/// What breaks off a list without a comma behind it, and what comes after brackets and keywords.
#[test]
fn inserted_semicolons() {
    parsed("package p; func f() { x(); y() }; var a = 1; func g() { for { break } }");
    parsed("package p\nfunc f() {\n\tx := T{\n\t\ta: 1,\n\t}\n\ty(\n\t\tx,\n\t)\n}");
    parsed("package p\nfunc f() { a.\nb.\nc() }\nvar x = 1 +\n2");
    parsed("package p\nfunc f() { return /* x\n*/ }");
    parsed("package p\nfunc f() (\n\tint,\n\terror,\n) { return 1,\nnil }");
    parsed("package p\nvar x = func() {\n}\nfunc f() { if x {\n} else {\n}\n}");
}

#[test]
fn branches_and_labels_are_told_apart() {
    let (tree, text) = parsed("package p\nfunc f() {\nl:\n\tgoto l\n\tx := T{l: 1}\n\tbreak\n}");
    assert!(tree.has_goto());
    let mut branches = Vec::new();
    let Decl::Func { func, .. } = tree.decl(tree.decls[0]) else { panic!("no function") };
    for mut stmt in tree.list(tree.func(func).body.unwrap().stmts) {
        while let Stmt::Labeled { stmt: inner, .. } = tree.stmt(stmt) {
            stmt = inner;
        }
        if let Stmt::Branch { kind, label } = tree.stmt(stmt) {
            branches.push((kind, label.map(|label| tree.ident(label).text(&text))));
        }
    }
    assert_eq!(branches, [(Branch::Goto, Some("l")), (Branch::Break, None)]);
}
