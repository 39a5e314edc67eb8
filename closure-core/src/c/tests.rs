//! What C declares: one line of C, and what is known after it.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

fn declared(text: &str) -> Declarations {
    Declarations::new(&[text.to_owned()], &[], &[], &Target::default())
}

/// A type, read from left to right.
fn spell(ty: &Type) -> String {
    match ty {
        Type::Unknown => "?".to_owned(),
        Type::Void => "void".to_owned(),
        Type::Basic(name) => (*name).to_owned(),
        Type::Enum { signed, size } => format!("enum {signed} {size}"),
        Type::Pointer(to) => format!("*{}", spell(to)),
        Type::Array(n, elem) => format!("[{n}]{}", spell(elem)),
        Type::Func(func) => spell_func(func),
        Type::Tagged(Kind::Struct, tag) => format!("struct {tag}"),
        Type::Tagged(Kind::Union, tag) => format!("union {tag}"),
        Type::Typedef(name) => name.to_string(),
    }
}

fn spell_func(func: &Func) -> String {
    let params: Vec<String> = func.params.iter().map(spell).collect();
    format!("({}) {}", params.join(", "), spell(&func.result))
}

/// What `x` is.
fn of_x(text: &str) -> String {
    let declared = declared(text);
    match declared.item("x") {
        None => "unknown".to_owned(),
        Some(Item::Typedef(ty)) => format!("typedef {}", spell(ty)),
        Some(Item::Var(ty)) => spell(ty),
        Some(Item::Constant(Constant::Int(value))) => format!("{value}"),
        Some(Item::Constant(Constant::Text)) => "text".to_owned(),
        Some(Item::Func(func)) => spell_func(func),
    }
}

#[test]
fn declarations_mean_what_they_do_in_c() {
    for (text, want) in [
        ("unsigned long long int x;", "ulonglong"),
        ("extern const char *x;", "*char"),
        ("int *x[3], y;", "[3]*int"),
        ("int (*x)[3];", "*[3]int"),
        ("int x(void);", "() int"),
        ("static inline int x(int a, char *b) { return a; } int y;", "(int, *char) int"),
        ("int y() { if (1) { return '}'; } } long x;", "long"),
        ("void (*x(int n))(char);", "(int) *(char) void"),
        ("int x(int values[], int f(int));", "(*int, *(int) int) int"),
        ("typedef struct s *x;", "typedef *struct s"),
        ("struct s { int a; } x = { 1 }, y;", "struct s"),
        ("enum e { A, B = 7, x };", "8"),
        ("enum e { A = -1, B } x;", "enum true 4"),
        ("enum e { A = 0x100000000 }; enum e x;", "enum false 8"),
        ("#define A 3\n#define x (A * 2)", "6"),
        ("#define x \"text\"", "text"),
        ("#define A(y) y\n#define x A(1)", "unknown"),
        ("MACRO(a, b)\nint x;", "int"),
        ("API int x(void) __THROW __attribute__((pure));", "() int"),
        ("API some_t *x(void);", "() *some_t"),
        ("size_t const x;", "size_t"),
        (
            "#if 0\nint x;\n#elif defined(__linux__) && 1 > 0\nlong x;\n#else\nchar x;\n#endif",
            "long",
        ),
        ("#ifdef _WIN32\nint x;\n#endif", "unknown"),
        ("int x; /* // */ long y; // int x(void);", "int"),
        ("int \\\nx;", "int"),
        ("int x; long x;", "unknown"),
        ("int x(); int x(char);", "(char) int"),
        ("extern \"C\" {\nint x;\n}", "int"),
        ("_Static_assert(1, \"\"); int x;", "int"),
        ("int y = sizeof(struct { int a; }), x;", "int"),
        ("__extension__ typedef long long x;", "typedef longlong"),
        ("@ ! int y; int x;", "int"),
    ] {
        assert_eq!(of_x(text), want, "{text}");
    }
}

#[test]
fn headers_are_taken_once_where_they_are_there() {
    let header = |name: &str, text: &str| SourceFile::new(name, text.to_owned());
    let headers = [
        header("a.h", "#include \"b.h\"\nstruct a { int n; };"),
        header("b.h", "#include \"a.h\"\n#define N 4"),
    ];
    let preamble =
        "#include <a.h>\n#include <stdio.h>\n#include \"a.h\"\n#include \"none.h\"".to_owned();
    let declared = Declarations::new(&[preamble], &headers, &[], &Target::default());
    assert_eq!(declared.item("N"), Some(&Item::Constant(Constant::Int(4))));
    assert_eq!(declared.members(Kind::Struct, "a").map(|members| members.len()), Some(1));
}

#[test]
fn cgo_lines_give_flags_where_their_conditions_hold() {
    let preamble = "
        #cgo CFLAGS: -DA -I./include
        #cgo linux,!arm64 windows CPPFLAGS: -DB=2
        #cgo windows CFLAGS: -DC
        #cgo LDFLAGS: -DD";
    let tags = BuildTags::new(&Target::default(), true, 26, []);
    let flags: Vec<&str> = cgo_flags(preamble, &tags).collect();
    assert_eq!(flags, ["-DA", "-I./include", "-DB=2"]);
}

/// What one file includes is not read again for another, which then knows its macros all the same.
#[test]
fn files_of_a_package_are_read_together() {
    let header = SourceFile::new("a.h", "#if A == 2\n#define LONG long\n#endif".to_owned());
    let preambles = ["#include \"a.h\"\nint open(", "#include \"a.h\"\nLONG x;"].map(str::to_owned);
    let defines = ["A=2".to_owned()];
    let declared = Declarations::new(&preambles, &[header], &defines, &Target::default());
    assert_eq!(declared.item("x"), Some(&Item::Var(Type::Basic("long"))));
}

#[test]
fn parameters_lead_to_pointers_as_the_tool_has_it() {
    let text = "
        struct plain { int n; }; struct list { struct list *next; }; struct opaque;
        union both { int n; void *p; }; struct holds { union both u; };
        typedef struct _jobject *jobject; typedef jobject jstring;
        void f(int *a, void *b, struct plain *c, struct list *d, struct opaque *e, union both *f,
            struct holds *g, void (*h)(void), char **i, other *j, jstring k, struct list l, FILE *m,
            struct sockaddr *n, struct list o[2]);";
    let declared = declared(text);
    let Some(Item::Func(func)) = declared.item("f") else { panic!("no function") };
    let answers = func.params.iter().map(|param| match declared.leads_to_pointers(param) {
        Some(true) => 'p',
        Some(false) => '-',
        None => '?',
    });
    assert_eq!(answers.collect::<String>(), "-p-ppp--p?-pp-p");
}

/// What would take for ever, or all of the stack or the memory.
#[test]
fn hostile_text_comes_to_an_end() {
    let mut doubling = "struct s0 { int *n; };".to_owned();
    for n in 1..90 {
        let _ = write!(doubling, "struct s{n} {{ struct s{} a, b; }};", n - 1);
    }
    doubling.push_str("void f(struct s89 *p);");
    let mut macros = "#define m0 int a;\n".to_owned();
    for n in 1..60 {
        let _ = writeln!(macros, "#define m{n} m{0} m{0}", n - 1);
    }
    macros.push_str("m59\n");
    for text in [
        doubling,
        macros,
        "typedef a b; typedef b a; void f(a *p);".to_owned(),
        "struct a { struct a a, b; }; void f(struct a *p);".to_owned(),
        format!("int {}x;", "*".repeat(1_000_000)),
        format!("int x{};", "[1]".repeat(1_000_000)),
        format!("int {}x;", "(*".repeat(1_000_000)),
        "struct a { ".repeat(1_000_000),
        "#if 1\n".repeat(1_000_000),
        format!("#if {}\n", "(".repeat(1_000_000)),
        format!("int x{};", "(int y".repeat(1_000_000)),
        "{".repeat(1_000_000),
        "#define a a b\n#define b a b\na".to_owned(),
    ] {
        let declared = declared(&text);
        if let Some(Item::Func(func)) = declared.item("f") {
            for param in &func.params {
                declared.leads_to_pointers(param);
                declared.layout(param, &Target::default());
            }
        }
        declared.placed(Kind::Struct, "s89", &Target::default());
    }
}

proptest! {
    #[test]
    fn no_text_panics(words in prop::collection::vec(prop::sample::select(vec![
        "int", "x", "y", "struct", "union", "enum", "typedef", "*", "(", ")", "[", "]", "{", "}",
        ";", ",", ":", "=", "3", "\"", "'", "\n#if", "\n#else", "\n#endif", "\n#define", "\n",
        "/*", "*/", "//", "\\\n", "...", "__attribute__", "const", "unsigned", "é", "#pragma pack(1)",
    ]), 0..60)) {
        let declared = declared(&words.join(" "));
        for kind in [Kind::Struct, Kind::Union] {
            for tag in ["x", "y", "__0", "__1"] {
                declared.placed(kind, tag, &Target::default());
                declared.leads_to_pointers(&Type::Pointer(Rc::new(Type::Tagged(kind, Rc::from(tag)))));
            }
        }
    }
}
