//! Sources that no one writes: nested a million deep, as long as memory allows, and declarations
//! that lead in circles. Each is parsed and analysed on a thread with the 2 MiB of stack that a
//! test has anyway, and must end in good time.

use std::fmt::Write as _;

use closure_core::program::{Package, Program};
use closure_core::source::SourceFile;
use closure_core::{Analysis, analyze};

/// Parses and analyses `source`; returns the analysis.
#[track_caller]
fn run(source: String) -> Analysis {
    let package = Package::from_sources("p", vec![SourceFile::new("p.go", source)]);
    let program = Program { packages: vec![package], ..Program::default() };
    analyze(&program)
}

/// Runs what must be accepted, and in which all closures are found.
#[track_caller]
fn fine(source: String, closures: usize) {
    let analysis = run(source);
    assert_eq!(analysis.gaps, []);
    assert_eq!(analysis.closures.len(), closures);
}

/// Runs what is nested too deeply, at several sizes: one error says so.
#[track_caller]
fn too_deep(source: impl Fn(usize) -> String) {
    for n in [10_000, 1_000_000] {
        let analysis = run(source(n));
        assert_eq!(analysis.gaps.len(), 1, "{:?}", &analysis.gaps[..analysis.gaps.len().min(5)]);
        let message = &analysis.gaps[0].message;
        assert!(message.contains("nested too deeply"), "{message}");
    }
}

/// A function around statements.
fn body(stmts: &str) -> String {
    format!("package p\n\nfunc f() {{\n{stmts}\n}}\n")
}

fn nested(open: &str, middle: &str, close: &str) -> impl Fn(usize) -> String {
    move |n| body(&format!("\t{}{middle}{}", open.repeat(n), close.repeat(n)))
}

/// `line(i)` for each `i` below `n`.
fn lines(n: usize, line: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for i in 0..n {
        let _ = writeln!(text, "{}", line(i));
    }
    text
}

/// A literal that captures `name`, so that its type and its mode are asked for.
fn capture(name: &str) -> String {
    format!("sink = func() {{ _ = {name} }}")
}

// Nesting.

#[test]
fn parentheses() {
    too_deep(|n| body(&format!("_ = {}1{}", "(".repeat(n), ")".repeat(n))));
    too_deep(|n| body(&format!("_ = {}1", "(".repeat(n))));
}

#[test]
fn unary_operators() {
    for op in ["- ", "!", "*", "& ", "<-", "^", "+ ", "~"] {
        too_deep(|n| body(&format!("_ = {}x", op.repeat(n))));
    }
}

#[test]
fn brackets() {
    too_deep(|n| body(&format!("_ = {}1{}", "a[".repeat(n), "]".repeat(n))));
    too_deep(|n| body(&format!("_ = a{}", "[0]".repeat(n))));
    too_deep(|n| body(&format!("_ = a{}", "[:]".repeat(n))));
}

#[test]
fn blocks() {
    too_deep(nested("{", "", "}"));
    too_deep(nested("{\n", "", "}\n"));
    too_deep(|n| body(&"{".repeat(n)));
}

#[test]
fn statements_in_statements() {
    too_deep(nested("if x {\n", "", "}\n"));
    too_deep(nested("for {\n", "", "}\n"));
    too_deep(nested("switch {\ncase x:\n", "", "}\n"));
    too_deep(nested("select {\ndefault:\n", "", "}\n"));
    too_deep(nested("if x {\n} else {\n", "", "}\n"));
    too_deep(|n| body(&format!("{}\n", "l:\n".repeat(n))));
    too_deep(|n| body(&format!("{}g()", "if f(func() { ".repeat(n))));
}

#[test]
fn function_literals() {
    too_deep(nested("_ = func() {\n", "", "}\n"));
    too_deep(|n| body(&format!("_ = {}1{}", "f(func() int { return ".repeat(n), "})".repeat(n))));
    too_deep(|n| format!("package p\nvar _ = {}", "func() { _ = ".repeat(n)));
}

#[test]
fn types() {
    for ty in ["[]", "*", "[2]", "chan ", "<-chan ", "chan<- ", "map[int]", "func() ", "("] {
        too_deep(|n| format!("package p\ntype T {}int\n", ty.repeat(n)));
    }
    too_deep(|n| format!("package p\ntype T {}{}\n", "func(".repeat(n), ")".repeat(n)));
    too_deep(|n| format!("package p\ntype T {}{}\n", "struct{ a ".repeat(n), "}".repeat(n)));
    too_deep(|n| format!("package p\ntype T {}{}\n", "interface{ a() ".repeat(n), "}".repeat(n)));
    too_deep(|n| format!("package p\ntype T {}int{}\n", "map[".repeat(n), "]int".repeat(n)));
    too_deep(|n| format!("package p\ntype T {}int{}\n", "G[".repeat(n), "]".repeat(n)));
    too_deep(|n| format!("package p\nvar x {}int{}\n", "G[".repeat(n), "]".repeat(n)));
    too_deep(|n| format!("package p\nfunc f(a {}int{})\n", "G[".repeat(n), "]".repeat(n)));
    too_deep(|n| format!("package p\nfunc f[T {}int{}]()\n", "G[".repeat(n), "]".repeat(n)));
}

#[test]
fn composite_literals() {
    too_deep(|n| body(&format!("_ = T{}{}", "{".repeat(n), "}".repeat(n))));
    too_deep(|n| body(&format!("_ = {}{}", "T{a: ".repeat(n), "}".repeat(n))));
    too_deep(|n| body(&format!("_ = {}1{}", "[]T{".repeat(n), "}".repeat(n))));
}

#[test]
fn postfix_chains() {
    too_deep(|n| body(&format!("_ = a{}", ".b".repeat(n))));
    too_deep(|n| body(&format!("_ = f{}", "()".repeat(n))));
    too_deep(|n| body(&format!("_ = f{}", ".(T)".repeat(n))));
    too_deep(|n| body(&format!("_ = {}1{}", "f(".repeat(n), ")".repeat(n))));
    too_deep(|n| body(&format!("_ = {}1{}", "a.b(".repeat(n), ").c()".repeat(n))));
}

#[test]
fn just_below_the_limit() {
    let depth = closure_core::syntax::MAX_DEPTH as usize;
    for (open, close) in [
        ("(", ")"),
        ("-", ""),
        ("f(", ")"),
        ("a[", "]"),
        ("[]T{", "}"),
        ("func() int { return ", "}"),
    ] {
        for n in [depth / 4, depth / 2, depth - 10, depth] {
            run(body(&format!("x := 1\n_ = {}x{}", open.repeat(n), close.repeat(n))));
        }
    }
    for (open, close) in [
        ("{", "}"),
        ("if x {", "}"),
        ("for {", "}"),
        ("func() {", "}()\n"),
        ("switch {\ncase true:\n", "}\n"),
    ] {
        for n in [depth / 4, depth / 2, depth - 10, depth] {
            run(body(&format!("x := 1\n{} _ = x\n {}", open.repeat(n), close.repeat(n))));
        }
    }
    for (open, close) in [("[]", ""), ("*", ""), ("struct{ a ", "}"), ("func(", ")"), ("G[", "]")] {
        for n in [depth / 4, depth / 2, depth - 10, depth] {
            let ty = format!("{}int{}", open.repeat(n), close.repeat(n));
            run(format!(
                "package p\ntype G[T any] struct{{ f *T }}\ntype T {ty}\nvar sink func()\n\
                 func f() {{ var x T; {} }}\nfunc g[P any](x {ty}) {{ {} }}\n",
                capture("x"),
                capture("x")
            ));
        }
    }
}

// Length.

#[test]
fn else_if_chains() {
    let chain =
        |n| body(&format!("x := 1\nif x == 0 {{\n}}{}", " else if x == 1 {\n\t_ = x\n}".repeat(n)));
    fine(chain(10_000), 0);
    let analysis = run(chain(1_000_000));
    assert!(analysis.gaps.iter().any(|gap| gap.message.contains("nested too deeply")));
}

#[test]
fn binary_chains() {
    for (term, op) in [
        ("1", "+"),
        ("x", "+"),
        ("\"a\"", "+"),
        ("true", "&&"),
        ("b", "&&"),
        ("b", "||"),
        ("f()", "*"),
    ] {
        let chain = vec![term; 1_000_000].join(op);
        fine(body(&format!("x, b := 1, true\n_ = {chain}\n{}", capture("x"))), 1);
    }
}

#[test]
fn conditions_of_a_million_terms() {
    // What is always false leaves no closure.
    for (term, op, closures) in
        [("b", "&&", 1), ("b", "||", 1), ("false", "||", 0), ("true", "&&", 1), ("1 == 1", "&&", 1)]
    {
        let chain = vec![term; 1_000_000].join(op);
        fine(body(&format!("x, b := 1, true\nif {chain} {{ {} }}", capture("x"))), closures);
    }
    // Leaning to the right.
    too_deep(|n| body(&format!("if {}b{} {{ }}", "b && (".repeat(n), ")".repeat(n))));
}

#[test]
fn chains_of_each_precedence() {
    let chain = "a || b && c == d + e * ".repeat(100_000);
    fine(body(&format!("_ = {chain} 1")), 0);
}

#[test]
fn unions() {
    let union = vec!["~int"; 1_000_000].join("|");
    fine(
        format!(
            "package p\ntype C interface {{ {union} }}\nfunc f[T C](x T) {{ {} }}\n",
            capture("x")
        ),
        1,
    );
    let union = vec!["A"; 100_000].join("|");
    fine(format!("package p\nfunc f[T {union}](x T) {{ {} }}\n", capture("x")), 1);
    run(format!("package p\ntype T[P *{union}] int\n"));
    run(format!("package p\ntype T[P *{union},] int\n"));
}

#[test]
fn many_locals() {
    let text = lines(100_000, |i| format!("x{i} := {i}\n_ = x{i}"));
    fine(body(&text), 0);
    let text = lines(100_000, |i| format!("x := {i}\n{{ _ = x"));
    run(body(&text));
    let text = lines(100_000, |_| "x, y = y, x".to_owned());
    fine(body(&format!("x, y := 1, 2\n{}\n{text}", capture("x"))), 1);
}

#[test]
fn many_closures() {
    let text = lines(50_000, |i| format!("x{i} := {i}\nsink = func() {{ _ = x{i} }}"));
    fine(body(&text), 50_000);
    let text = lines(50_000, |_| "sink = func() { _ = x }".to_owned());
    fine(body(&format!("x := 1\n{text}")), 50_000);
    // One closure with many captures.
    let declared = lines(50_000, |i| format!("x{i} := {i}"));
    let used = lines(50_000, |i| format!("_ = x{i}"));
    fine(body(&format!("{declared}\nsink = func() {{\n{used}}}")), 1);
}

#[test]
fn many_dropped_closures() {
    let text = lines(20_000, |i| format!("x{i} := func() {{ }}"));
    fine(body(&text), 0);
    // Each is read only by the next, and the last by none.
    let text = lines(5_000, |i| format!("x{} := func() {{ x{i}() }}", i + 1));
    fine(body(&format!("x0 := func() {{ }}\n{text}")), 0);
}

#[test]
fn captures_at_every_depth() {
    // Each level captures all variables of the levels above.
    let n = 120;
    let open = lines(n, |i| format!("x{i} := {i}\nsink = func() {{"));
    let used = lines(n, |i| format!("_ = x{i}"));
    fine(body(&format!("{open}{used}{}", "}\n".repeat(n))), n);
}

#[test]
fn many_labels_and_gotos() {
    let text = lines(20_000, |i| format!("l{i}:\n\tx = {i}\n\tif x == 3 {{ goto l{i} }}"));
    fine(body(&format!("x := 1\n{}\n{text}", capture("x"))), 1);
    let text = lines(20_000, |i| format!("l{i}:\n\tx = {i}\n"));
    fine(body(&format!("x := 1\n{text}\ngoto l0\n")), 0);
}

#[test]
fn many_constants() {
    let text = lines(100_000, |i| format!("c{i}"));
    fine(
        format!(
            "package p\nconst (\nc = iota\n{text})\nfunc f() {{ var x [c9]int; {} }}\n",
            capture("x")
        ),
        1,
    );
    let text = lines(100_000, |i| format!("c{} = c{i} + 1", i + 1));
    run(format!(
        "package p\nconst (\nc0 = iota\n{text})\nfunc f() {{ var x [c100000]int; {} }}\n",
        capture("x")
    ));
    let local = lines(100_000, |i| format!("c{i}"));
    fine(body(&format!("const (\nc = iota\n{local})\nvar x [c9]int\n{}", capture("x"))), 1);
}

#[test]
fn many_declarations() {
    let text = lines(100_000, |i| format!("func f{i}() {{}}"));
    fine(format!("package p\n{text}"), 0);
    let text = lines(50_000, |i| {
        format!("type T{i} struct{{ a int }}\nfunc (t *T{i}) m() {{ sink = t.m }}")
    });
    fine(format!("package p\nvar sink func()\n{text}"), 50_000);
    let text = lines(20_000, |i| format!("func (t *T) m{i}() {{ sink = t.m{i} }}"));
    fine(format!("package p\nvar sink func()\ntype T int\n{text}"), 20_000);
    let fields = lines(20_000, |i| format!("a{i} int"));
    let uses = lines(20_000, |i| format!("t.a{i} = 1"));
    fine(
        format!(
            "package p\ntype T struct {{ {fields} }}\nfunc f() {{\nvar t T\n{}\n{uses} }}\n",
            capture("t")
        ),
        1,
    );
}

#[test]
fn many_clauses() {
    let text = lines(50_000, |i| format!("case {i}:\n\tx = {i}"));
    fine(body(&format!("x := 1\n{}\nswitch x {{\n{text} }}", capture("x"))), 1);
    fine(body(&format!("x := 1\n{}\nswitch 7 {{\n{text} }}", capture("x"))), 1);
    let text = lines(50_000, |_| "case int:\n\t_ = y".to_owned());
    fine(body(&format!("var x any\nswitch y := x.(type) {{\n{text} }}\n{}", capture("x"))), 1);
}

#[test]
fn many_errors() {
    run(format!("package p\n{}", ")\n".repeat(100_000)));
    run(body(&")\n".repeat(100_000)));
    run(body(&"x y\n".repeat(100_000)));
    run(body(&"\0\n".repeat(100_000)));
    run(format!("package p\n{}", "func (\n".repeat(100_000)));
    run(format!("package p\n{}", "type T struct {\n".repeat(100_000)));
    run(body(&"'".repeat(1_000_000)));
    run(body(&"\u{1a}".repeat(1_000_000)));
    run(format!("package p\n{}", "/*".repeat(1_000_000)));
    run(format!("package p\n{}", "\"".repeat(1_000_000)));
    run(format!("package p\nvar x = {}", "[".repeat(400)));
    run(body(&"case\n".repeat(100_000)));
    run(body(&"switch {\n".repeat(200)));
    run(format!("package p\nvar ({}", "x int )\n".repeat(100_000)));
}

// Chains and circles of declarations.

#[test]
fn long_type_chains() {
    let text = lines(10_000, |i| format!("type A{i} A{}", i + 1));
    run(format!("package p\n{text}type A10000 int\nfunc f() {{ var x A0; {} }}\n", capture("x")));
    let text = lines(10_000, |i| format!("type A{i} = A{}", i + 1));
    run(format!("package p\n{text}type A10000 = int\nfunc f() {{ var x A0; {} }}\n", capture("x")));
    let text = lines(10_000, |i| format!("type A{i} struct{{ A{} }}", i + 1));
    run(format!(
        "package p\n{text}type A10000 int\nfunc f() {{ var x A0; x.m(); {} }}\n",
        capture("x")
    ));
    let text = lines(10_000, |i| format!("type A{i} [2]A{}", i + 1));
    run(format!("package p\n{text}type A10000 int\nfunc f() {{ var x A0; {} }}\n", capture("x")));
    let text = lines(10_000, |i| format!("type A{i} interface{{ A{} }}", i + 1));
    run(format!(
        "package p\n{text}type A10000 any\nfunc f(x A0) {{ x.m(); {} }}\nfunc g[P A0](x P) {{ x.m(); {} }}",
        capture("x"),
        capture("x")
    ));
}

#[test]
fn long_variable_chains() {
    let text = lines(10_000, |i| format!("var a{i} = a{}", i + 1));
    run(format!(
        "package p\n{text}var a10000 = func() {{}}\nfunc f() {{ x := a0; {} }}\n",
        capture("x")
    ));
    let text = lines(10_000, |i| format!("a{} := a{i}", i + 1));
    run(body(&format!("a0 := 1\n{text}\n{}", capture("a10000"))));
    let text = lines(10_000, |i| format!("a{} := a{i} + a{i}", i + 1));
    run(body(&format!("a0 := 1\n{text}\n{}", capture("a10000"))));
    let text = lines(10_000, |i| format!("func f{i}() int {{ return f{}() }}", i + 1));
    run(format!(
        "package p\n{text}func f10000() int {{ return b }}\nvar a = f0()\nvar b = 1\nvar c = func() int {{ return a }}"
    ));
    let text = lines(5_000, |i| format!("var a{i} = func() int {{ return a{}() }}", i + 1));
    run(format!("package p\n{text}var a5000 = func() int {{ return 1 }}\n"));
}

#[test]
fn circles_of_types() {
    for source in [
        "type A B; type B A",
        "type A = B; type B = A",
        "type A = A",
        "type A A",
        "type A = *A",
        "type A *A",
        "type A []A",
        "type A [2]A",
        "type A [len(x)]int; var x A",
        "type A struct{ A }",
        "type A struct{ *A }",
        "type A struct{ a A }",
        "type A struct{ B }; type B struct{ A }",
        "type A struct{ *B }; type B struct{ *A }",
        "type A struct{ *B; *C }; type B struct{ *A; *C }; type C struct{ *A; *B }",
        "type A interface{ A }",
        "type A interface{ B }; type B interface{ A }",
        "type A interface{ m(A) A }",
        "type A func(A) A",
        "type A map[A]A",
        "type A chan A",
        "type A struct{ x [unsafe.Sizeof(A{})]int }; import \"unsafe\"",
        "type A[P any] struct{ f *A[[]P] }",
        "type A[P any] struct{ f A[[]P] }",
        "type A[P any] struct{ f *A[A[P]] }",
        "type A[P A[P]] struct{ f P }",
        "type A[P any] A[P]",
        "type A[P any] = A[P]",
        "type A[P any] A[*P]",
        "type A[P any] interface{ A[[]P] }",
        "type A[P any] struct{ B[[]P] }; type B[P any] struct{ A[[]P] }",
        "type A[P any] struct{ *B[[]P] }; type B[P any] struct{ *A[[]P] }",
        "type A[P any] func(A[[]P]) A[*P]",
        "type A[P B[P]] int; type B[P A[P]] int",
        "type A[P interface{ ~[]Q }, Q interface{ ~[]P }] struct{ p P; q Q }",
        "type A [N]int; const N = unsafe.Sizeof(A{}); import \"unsafe\"",
        "type A [N]int; const N = len(A{})",
        "const A = B; const B = A",
        "const A = A",
        "const A = len([A]int{})",
        "var A = B; var B = A",
        "var A = A",
        "var A, B = B, A",
        "var A = func() int { return A() }",
        "var A = [len(A)]int{}",
        "var A = f(A); func f(x int) int { return x + A }",
        "func A[T any](f func(T) T) {}; var x = A(A)",
        "func A(x A) A { return A(x) }",
        "import A \"A\"; var x A.A = A.A(A)",
        "var a, b = b.c, a.d",
    ] {
        let name = if source.contains("[P") { "A[int]" } else { "A" };
        let args = if source.contains("Q interface") { "A[[]int, []int]" } else { name };
        run(format!(
            "package p; {source}\nvar sink func()\n\
             func use(x {args}, y *{args}) {{\n\
             \tx.m(); y.m(); _ = x.f; _ = y.f.f.f; _ = x.A.B.C; _ = x[0][0]; _ = x[:]\n\
             \tfor range x {{ }}\n\
             \tsink = func() {{ _ = x; _ = y }}\n\
             \tz := A; w := z.f; go x.m(y)\n\
             \tsink = func() {{ _ = z; _ = w }}\n}}\n\
             func (a {args}) g() {{ sink = a.g }}\n"
        ));
    }
}

#[test]
fn bombs() {
    // 2^(20·100) elements.
    let text = lines(100, |i| format!("type A{i} [1 << 20]A{}", i + 1));
    run(format!("package p\n{text}type A100 int\nfunc f() {{ var x A0; {} }}\n", capture("x")));
    // A tree of 2^100 fields, kept as a chain.
    let text = lines(100, |i| format!("type A{i} struct{{ a, b A{} }}", i + 1));
    run(format!("package p\n{text}type A100 int\nfunc f() {{ var x A0; {} }}\n", capture("x")));
    run(format!(
        "package p\n{text}type A100 string\nfunc f() {{ var x A0; x.m(); {} }}\nfunc g[P any](x A0, y P) {{ {} }}",
        capture("x"),
        capture("x")
    ));
}

#[test]
fn bombs_of_types_without_names() {
    let text = lines(40, |i| format!("type A{i} = struct{{ a, b A{} }}", i + 1));
    run(format!("package p\n{text}type A40 = int\nfunc f() {{ var x A0; {} }}\n", capture("x")));
    let text = lines(40, |i| format!("type A{i} = func(A{0}, A{0}) (A{0}, A{0})", i + 1));
    run(format!("package p\n{text}type A40 = int\nfunc f() {{ var x A0; {} }}\n", capture("x")));
    let text = lines(40, |i| format!("x{} := func() (a, b T) {{ return x{i}, x{i} }}", i + 1));
    run(body(&format!("type T int\nvar x0 T\n{text}\n{}", capture("x40"))));
}

#[test]
fn bombs_of_embedding() {
    let text = lines(60, |i| {
        format!(
            "type A{i} struct{{ *B{0}; *C{0} }}\ntype B{i} struct{{ *A{0} }}\ntype C{i} struct{{ *A{0} }}",
            i + 1
        )
    });
    run(format!(
        "package p\n{text}type A60 int\ntype B60 int\ntype C60 int\nfunc f() {{ var x A0; x.m(); {} }}\n",
        capture("x")
    ));
    let text = lines(60, |i| {
        format!(
            "type A{i} interface{{ B{0}; C{0} }}\ntype B{i} interface{{ A{0}; b{i}() }}\ntype C{i} interface{{ A{0}; c{i}() }}",
            i + 1
        )
    });
    run(format!(
        "package p\n{text}type A60 any\ntype B60 any\ntype C60 any\nfunc f(x A0) {{ x.m(); {} }}\n",
        capture("x")
    ));
}

#[test]
fn bombs_of_instances() {
    let text = lines(60, |i| format!("type A{i}[P any] struct{{ a, b A{}[P] }}", i + 1));
    run(format!(
        "package p\n{text}type A60[P any] struct{{ p P }}\nfunc f() {{ var x A0[int]; {} }}\nfunc g[P any](x A0[P]) {{ {} }}",
        capture("x"),
        capture("x")
    ));
    let text =
        lines(60, |i| format!("type A{i}[P any] struct{{ a A{0}[[2]P]; b A{0}[*P] }}", i + 1));
    run(format!(
        "package p\n{text}type A60[P any] struct{{ p P }}\nfunc f() {{ var x A0[int]; {} }}\nfunc g[P any](x A0[P]) {{ {} }}",
        capture("x"),
        capture("x")
    ));
    let text = lines(60, |i| {
        format!("type A{i}[P, Q any] struct{{ a *A{}[func(P, Q), func(Q, P)] }}", i + 1)
    });
    run(format!(
        "package p\n{text}type A60[P, Q any] struct{{ p P }}\nfunc f() {{ var x A0[int, string]; _ = x.{}p; {} }}",
        "a.".repeat(60),
        capture("x")
    ));
    let text = lines(60, |i| format!("x{} := g(x{i}, x{i})", i + 1));
    run(format!(
        "package p\ntype P[A, B any] struct{{ a A; b B }}\nfunc g[A, B any](a A, b B) P[A, B] {{ return P[A, B]{{a, b}} }}\nfunc f() {{ x0 := 1\n{text}\n{} }}",
        capture("x60")
    ));
    let text = lines(60, |i| format!("x{} := g(x{i}, x{i})", i + 1));
    run(format!(
        "package p\nfunc g[A, B any](a A, b B) func(A, B) {{ return nil }}\nfunc f() {{ x0 := 1\n{text}\n{} }}",
        capture("x60")
    ));
}

#[test]
fn chains_of_constants() {
    // Asked for from the end; known all the same.
    let chain = lines(20_000, |i| format!("const c{} = c{i} + 1", i + 1));
    let dead = |n: u32| format!("if c20000 != {n} {{ func() {{ _ = y }}() }}");
    let globals =
        format!("package p\n{chain}\nconst c0 = 1\nfunc f(y int) {{ {} }}\n", dead(20_001));
    fine(globals, 0);
    let locals = body(&format!("y, z := 1, 2\n_ = z\nconst c0 = 1\n{chain}\n{}", dead(20_001)));
    fine(locals, 0);
    // Each the sum of two, which double each time they are not remembered.
    let chain = lines(400, |i| format!("const c{} = c{i} - c{i} + c{i}", i + 1));
    fine(body(&format!("const c0 = 1\n{chain}\nif c400 != 1 {{ {} }}", capture("sink"))), 0);
    let chain =
        lines(400, |i| format!("const c{} = len([c{i}]int{{}}) + len([c{i}]int{{}}) - 1", i + 1));
    fine(body(&format!("const c0 = 1\n{chain}\nif c400 != 1 {{ {} }}", capture("sink"))), 0);
    let open = "len([1]int{".repeat(150);
    let close = "})".repeat(150);
    run(format!(
        "package p\nconst c = {open}1{close}\nfunc f() {{ var x [c]int; {} }}",
        capture("x")
    ));
    let open = "min(1, ".repeat(150);
    let close = ")".repeat(150);
    run(format!(
        "package p\nconst c = {open}1{close}\nfunc f() {{ var x [c]int; {} }}",
        capture("x")
    ));
    // Lines that repeat an expression whose names they declare anew.
    let repeated = lines(50_000, |i| format!("y{i}"));
    let used = lines(50_000, |i| format!("if y{i} != 2 {{ {} }}", capture("sink")));
    fine(body(&format!("const x = 1\nconst (\nx = x + 1 - iota\n{repeated})\n{used}")), 49_999);
}

#[test]
fn numbers_that_take_time() {
    // Fractions at the limit, which are brought to lowest terms each time.
    let terms =
        lines(2000, |i| format!("const a{i} = x / (y + {i})\nconst b{i} = a{i} * y + a{i}"));
    let used = lines(2000, |i| format!("if b{i} == 1 {{ {} }}", capture("sink")));
    let x = format!("1{}.{}", "0".repeat(1000), "37".repeat(100));
    let y = format!("0.{}7", "1234567891".repeat(110));
    fine(
        format!(
            "package p\nvar sink func()\nconst x = {x}\nconst y = {y}\n{terms}\nfunc f() {{\n{used}\n}}"
        ),
        0,
    );
    // Exponents at the limit, and literals at theirs.
    let terms = lines(2000, |i| format!("const a{i} = (x + {i}) * y - z / (x - {i})"));
    let used = lines(2000, |i| format!("if a{i} == 1 {{ {} }}", capture("sink")));
    let consts = "const x = 1e600000000\nconst y = 1e-600000000\nconst z = 1e-5000";
    fine(format!("package p\nvar sink func()\n{consts}\n{terms}\nfunc f() {{\n{used}\n}}"), 0);
    let digits = "1234567890".repeat(990);
    let literals =
        lines(100, |i| format!("if {digits}.{i} == 0.{digits} {{ {} }}", capture("sink")));
    fine(body(&literals), 0);
    // Strings that are compared as often as they are long.
    let doubled = lines(40, |i| format!("const s{} = s{i} + s{i}", i + 1));
    let used = lines(2000, |i| {
        format!(
            "if s40 + \"{i}\" < s40 + \"a\" && s39 + s39 == s40 {{ x := {i}; {} }}",
            capture("x")
        )
    });
    run(body(&format!("const s0 = \"some text\"\n{doubled}\n{used}")));
}

#[test]
fn bombs_of_constants() {
    let text = lines(100, |i| format!("const c{} = c{i} * c{i}", i + 1));
    run(format!(
        "package p\nconst c0 = 1 << 60\n{text}\nfunc f() {{ var x [c100]int; {} }}\n",
        capture("x")
    ));
    let text = lines(100, |i| format!("const c{} = c{i} + c{i}", i + 1));
    run(format!(
        "package p\nconst c0 = \"aaaaaaaaaaaaaaaa\"\n{text}\nfunc f() {{ var x [len(c100)]int; {} }}\n",
        capture("x")
    ));
    run(format!(
        "package p\nconst c = 1 << 1000000000000 << 1000000000 >> 77\nfunc f() {{ var x [c]int; {} }}\n",
        capture("x")
    ));
    run(format!(
        "package p\nconst c = {}\nfunc f() {{ var x [c]int; {} }}\n",
        "9".repeat(1_000_000),
        capture("x")
    ));
    run(format!(
        "package p\nconst c = 1 / 0 % 0 + -9223372036854775808 / -1\nfunc f() {{ var x [c]int; {} }}\n",
        capture("x")
    ));
    run(String::from(
        "package p\nfunc f() { var x [-1]int; var y [1 << 63]int; var z [1 << 64 - 1]int; sink = func() { _ = x; _ = y; _ = z } }",
    ));
    let text = lines(100, |i| format!("const c{} = c{i} && c{i} || !c{i}", i + 1));
    run(format!(
        "package p\nconst c0 = true\n{text}\nfunc f() {{ if c100 {{ x := 1; {} }} }}\n",
        capture("x")
    ));
}

#[test]
fn nested_loops() {
    let n = 150;
    let open = lines(n, |i| format!("for i{i} := 0; i{i} < 3; i{i}++ {{"));
    let used = lines(n, |i| format!("_ = i{i}"));
    fine(body(&format!("{open} sink = func() {{ {used} }} {}", "}\n".repeat(n))), 1);
    let open = lines(n, |i| format!("for x{i} := range seq {{"));
    let used = lines(n, |i| format!("_ = x{i}"));
    let source = format!(
        "package p\nfunc f(seq func(func(int) bool)) (err error) {{\n{open} {used} return nil {}return\n}}\n",
        "}\n".repeat(n)
    );
    fine(source, n);
    let many = lines(20_000, |_| "for i := 0; i < 3; i++ { sink = func() { _ = i } }".to_owned());
    fine(body(&many), 20_000);
}

#[test]
fn a_long_line_and_a_long_name() {
    fine(
        format!("package p\nfunc f() {{ {} := 1; _ = func() {{ _ = 1 }} }}", "x".repeat(1_000_000)),
        1,
    );
    fine(format!("package p\nfunc f() {{ x := 1; {} }}", "_ = x; ".repeat(200_000)), 0);
    fine(
        format!("package p\nfunc f() {{ x := `{}`; {} }}", "\n".repeat(1_000_000), capture("x")),
        1,
    );
    fine(format!("package p\n{}", "// comment\n".repeat(500_000)), 0);
    fine(format!("package p\nfunc f() {{ _ = f({}) }}", "x, ".repeat(500_000)), 0);
    fine(format!("package p\nfunc f({}x int) {{}}", "x, ".repeat(500_000)), 0);
    fine(format!("package p\nvar x = []int{{{}}}", "1, ".repeat(1_000_000)), 0);
    fine(format!("package p\nvar x = [][]int{{{}}}", "{1}, ".repeat(500_000)), 0);
}
