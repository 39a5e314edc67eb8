//! What the cgo tool makes of calls of C functions. What is expected here was seen to be what the
//! compiler says, of the same source with the functions declared; no C is read, so that none is needed.

use closure_core::analysis::{Allocation, CaptureMode};
use closure_core::analyze;
use closure_core::program::{Package, Program};
use closure_core::source::SourceFile;
use expect_test::{Expect, expect};

#[track_caller]
fn check(body: &str, expected: &Expect) {
    check_with("", body, expected);
}

/// `c` is what the comment above the import says.
#[track_caller]
fn check_with(c: &str, body: &str, expected: &Expect) {
    let source = format!("package p\n\n/*\n{c}\n*/\nimport \"C\"\nimport \"unsafe\"\n\n{body}\n");
    let package = Package::from_sources("p", vec![SourceFile::new("p.go", source)]);
    let analysis = analyze(&Program { packages: vec![package], ..Program::default() });
    let mut lines = String::new();
    for closure in &analysis.closures {
        lines.push_str(&closure.name);
        for capture in &closure.captures {
            let mode = match capture.mode {
                Some(CaptureMode::Value) => "value",
                Some(CaptureMode::Reference) => "ref",
                None => "?",
            };
            lines.extend([" ", &capture.name, "=", mode]);
        }
        let called = closure.allocation == Some(Allocation::InlinedCall);
        lines.push_str(if called { " called\n" } else { "\n" });
    }
    expected.assert_eq(&lines);
}

#[test]
fn pointers_that_may_lead_to_pointers_are_checked() {
    check(
        "func f(p unsafe.Pointer, q **C.char, n int) func() int { C.free(p); C.f(q); return func() int { return n } }",
        &expect![[r#"
            f.func1 p=value called
            f.func2 q=value called
            f.func3 n=value
        "#]],
    );
}

#[test]
fn other_calls_are_as_they_are() {
    check(
        "func f(c *C.char, n C.int, s *C.struct_s, p unsafe.Pointer) { C.f(c, n); C.g(s); C.malloc(8); _ = C.int(n); C.h(nil) }",
        &expect![""],
    );
}

#[test]
fn an_element_is_checked_with_all_of_its_array() {
    check(
        "func f(buf []byte, n C.size_t) func() { C.memset(unsafe.Pointer(&buf[0]), 0, n); return func() { _ = buf } }",
        &expect![[r#"
            f.func1 buf=ref n=value called
            f.func2 buf=ref
        "#]],
    );
}

#[test]
fn a_deferred_call_keeps_its_arguments() {
    check(
        "func f(s string) { cs := C.CString(s); defer C.free(unsafe.Pointer(cs)) }
func g(n int) {
	var a [4]byte
	var e *C.char
	defer C.two(&e, C.int(n), unsafe.Pointer(&a[2]))
}",
        &expect![[r#"
            f.func1 cs=value called
            f.func1.1 _cgo0=value
            g.func1 e=ref n=value a=ref called
            g.func1.1 _cgoBase0=value _cgo2=value _cgoIndex2=value _cgo0=value _cgo1=value
        "#]],
    );
}

#[test]
fn a_goroutine_keeps_the_variables() {
    check(
        "func f(p unsafe.Pointer) { go C.f(p) }",
        &expect![[r#"
        f.func1 p=value
    "#]],
    );
}

#[test]
fn what_c_declares_decides() {
    check_with(
        "struct list { struct list *next; int n; };
struct plain { int n; };
struct large { char text[200]; };
struct opaque;
static void take(struct list *l), look(struct plain *p), use(struct opaque *o), *get(void);
static struct large make(void) { struct large l = { 0 }; return l; }",
        "func f(l *C.struct_list, p *C.struct_plain, o *C.struct_opaque) {
	C.take(l)
	C.take(nil)
	C.look(p)
	C.use(o)
}
func g() (func(), error) {
	large, err := C.make()
	small := C.get()
	return func() { _, _ = large, small }, err
}",
        &expect![[r#"
            f.func1 l=value called
            f.func2 o=value called
            g.func1 large=ref small=value
        "#]],
    );
}

#[test]
fn c_is_the_import_whatever_else_has_the_name() {
    check(
        "func f(C unsafe.Pointer) func() { C.free(C); return func() { C.abort() } }",
        &expect![[r#"
            f.func1 C=value called
            f.func2
        "#]],
    );
}

#[test]
fn cbytes_is_always_checked() {
    check(
        "func f(data []byte) { C.CBytes(data) }",
        &expect![[r#"
        f.func1 data=value called
    "#]],
    );
}

/// Types that the compiler rejects, which nothing may follow for ever.
#[test]
fn arrays_of_themselves_come_to_an_end() {
    check(
        "type T [2]T
type S [2]*S
func f(t T, s S, p *T, n int) func() int { C.f(t); C.g(s, p); defer C.h(&t); return func() int { return n } }",
        &expect![[r#"
            f.deferwrap1 .autotmp=value
            f.func1 n=value
        "#]],
    );
}
