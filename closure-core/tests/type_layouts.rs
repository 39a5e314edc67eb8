//! Sizes, alignments and pointers of types, on every machine that Go compiles for: a table in
//! `layouts/types.go`, held against the analysis; and, where a Go toolchain is on PATH, held against
//! the descriptors of the types that the compiler writes for the garbage collector.
//!
//! ```text
//! ByteString struct{ a byte; s string; b byte } // want 32/8 01; 16/4 01
//! ```
//!
//! How a type lies in memory is read off closure objects: those of `go use(pointer, bool, value)`, in
//! which the value lies at the first offset behind the `bool` that its alignment allows.
//!
//! `UPDATE_EXPECT=1` rewrites the comments from the analysis; the compiler then has to agree.

#![expect(clippy::unwrap_used, reason = "a table that cannot be read is a failed test")]

mod go;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use closure_core::analyze;
use closure_core::layout::HeapBlock;
use closure_core::program::{Package, Program, Target};
use closure_core::source::SourceFile;
use go::{go, go_is_here};

/// What begins an expectation.
const WANT: &str = "// want ";

/// The machines: operating system, architecture, and the order of its bytes.
const MACHINES: [(&str, &str, bool); 14] = [
    ("linux", "amd64", true),
    ("linux", "arm64", true),
    ("linux", "386", true),
    ("linux", "arm", true),
    ("linux", "riscv64", true),
    ("linux", "s390x", false),
    ("linux", "ppc64le", true),
    ("linux", "ppc64", false),
    ("linux", "loong64", true),
    ("linux", "mips64", false),
    ("linux", "mips64le", true),
    ("linux", "mips", false),
    ("linux", "mipsle", true),
    ("js", "wasm", true),
];

/// As much of package sync/atomic as matters here.
const ATOMIC: &str = "package atomic
import \"unsafe\"
type noCopy struct{}
type align64 struct{}
type Bool struct { _ noCopy; v uint32 }
type Int32 struct { _ noCopy; v int32 }
type Int64 struct { _ noCopy; _ align64; v int64 }
type Uint64 struct { _ noCopy; _ align64; v uint64 }
type Pointer[T any] struct { _ [0]*T; _ noCopy; v unsafe.Pointer }
type Value struct { v any }
";

/// How a type lies in memory.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Layout {
    size: u64,
    align: u64,
    /// The words up to the last pointer.
    pointers: String,
}

impl std::fmt::Display for Layout {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let pointers = if self.pointers.is_empty() { "-" } else { &self.pointers };
        write!(f, "{}/{} {pointers}", self.size, self.align)
    }
}

fn path() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/layouts/types.go"))
}

/// The types of the table by name, each with its line and what is written behind it.
fn table(text: &str) -> BTreeMap<&str, (usize, &str)> {
    let lines = text.lines().enumerate();
    lines
        .filter_map(|(number, line)| {
            let code = line.strip_prefix('\t')?;
            let (name, _) = code.split_once(' ')?;
            name.starts_with(|c: char| c.is_ascii_uppercase()).then_some(())?;
            let (_, want) = line.split_once(WANT).unwrap_or((line, ""));
            Some((name, (number, want)))
        })
        .collect()
}

/// What the analysis says of the types, on a machine.
fn analyzed(text: &str, goos: &str, goarch: &str) -> BTreeMap<String, Layout> {
    let mut uses = String::from("package layouts\n");
    for name in table(text).keys() {
        let _ = writeln!(
            uses,
            "func use{name}(*int, bool, {name}) {{}}\n\
             func f{name}(p *int, b bool, x {name}) {{ go use{name}(p, b, x) }}"
        );
    }
    let sources = vec![SourceFile::new("types.go", text), SourceFile::new("uses.go", uses)];
    let atomic = Package::from_sources("sync/atomic", vec![SourceFile::new("atomic.go", ATOMIC)]);
    let target = Target { goos: goos.to_owned(), goarch: goarch.to_owned() };
    let word = target.word_bytes();
    let packages = vec![Package::from_sources("layouts", sources), atomic];
    let program = Program { packages, target, ..Program::default() };
    let analysis = analyze(&program);
    assert_eq!(analysis.gaps, []);
    let layouts = analysis.closures.iter().map(|closure| {
        let name = closure.name.strip_prefix('f').unwrap();
        let name = name.strip_suffix(".gowrap1").unwrap().to_owned();
        let [_, flag, value] = closure.captures.as_slice() else { panic!("{closure:?}") };
        let behind = flag.offset.unwrap() + 1;
        let (offset, size) = (value.offset.unwrap(), value.size.unwrap());
        let align = (0..4).map(|n| 1 << n).rfind(|align| behind.next_multiple_of(*align) == offset);
        // In front of the value lies one pointer, in the second word.
        let pointers = closure.pointers.as_ref().unwrap();
        let first = offset.div_ceil(word);
        assert_eq!(pointers.words().take_while(|&word| word < first).collect::<Vec<_>>(), [1]);
        let digits = pointers.digits(pointers.n_words().max(first));
        let pointers = digits[first as usize..].to_owned();
        (name, Layout { size, align: align.unwrap(), pointers })
    });
    layouts.collect()
}

/// What the table says of a type: with words of 8 bytes, and of 4.
fn expectation(layouts: &[BTreeMap<String, Layout>; 2], name: &str) -> String {
    format!("{}; {}", layouts[0][name], layouts[1][name])
}

#[test]
fn the_analysis_lays_types_out_as_the_table_says() {
    let text = fs::read_to_string(path()).unwrap();
    let reference = ["amd64", "386"].map(|goarch| analyzed(&text, "linux", goarch));
    let table = table(&text);
    assert!(table.len() >= 90, "only {} types", table.len());
    if std::env::var("UPDATE_EXPECT").as_deref() == Ok("1") {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        for (name, &(number, _)) in &table {
            let line = &mut lines[number];
            line.truncate(line.find(WANT).unwrap_or(line.len()));
            line.truncate(line.trim_end().len());
            let _ = write!(line, " {WANT}{}", expectation(&reference, name));
        }
        return fs::write(path(), lines.join("\n") + "\n").unwrap();
    }
    for (name, (number, want)) in &table {
        assert_eq!(*want, expectation(&reference, name), "line {}", number + 1);
    }
    for (goos, goarch, _) in MACHINES {
        let layouts = analyzed(&text, goos, goarch);
        let target = Target { goos: goos.to_owned(), goarch: goarch.to_owned() };
        let same = &reference[usize::from(target.word_bytes() == 4)];
        assert_eq!(layouts, *same, "{goarch} is as the other machines with such words");
    }
}

// The compiler's account.

/// Reads the descriptors of types out of what the compiler prints of its symbols under `-S`.
fn descriptors(output: &str, word: usize, little_endian: bool) -> BTreeMap<String, Layout> {
    let mut layouts = BTreeMap::new();
    let mut lines = output.lines().peekable();
    while let Some(line) = lines.next() {
        let Some((name, _)) =
            line.strip_prefix("type:layouts.").and_then(|rest| rest.split_once(" SRODATA"))
        else {
            continue;
        };
        let (mut bytes, mut mask) = (Vec::new(), "");
        while let Some(line) = lines.next_if(|line| line.starts_with('\t')) {
            if let Some(data) = line.strip_prefix("\t0x") {
                let digits = data[5..].split("  ").next().unwrap().split(' ');
                bytes.extend(digits.map(|digits| u8::from_str_radix(digits, 16).unwrap()));
            } else if let Some((_, rest)) = line.split_once("runtime.gcbits.") {
                mask = rest.split('+').next().unwrap();
            }
        }
        let number = |at: usize| {
            let bytes = &bytes[at..at + word];
            let fold = |number: u64, byte: &u8| number << 8 | u64::from(*byte);
            if little_endian {
                bytes.iter().rev().fold(0, fold)
            } else {
                bytes.iter().fold(0, fold)
            }
        };
        // Behind size and pointer bytes: four bytes of hash, one of flags, the alignment.
        let (size, n_words) = (number(0), number(word) as usize / word);
        let align = u64::from(bytes[2 * word + 5]);
        let bits = (0..mask.len() / 2).flat_map(|index| {
            let byte = u8::from_str_radix(&mask[2 * index..2 * index + 2], 16).unwrap();
            (0..8).map(move |bit| if byte >> bit & 1 == 1 { '1' } else { '0' })
        });
        let pointers = bits.take(n_words).collect();
        layouts.insert(name.to_owned(), Layout { size, align, pointers });
    }
    layouts
}

#[test]
fn the_compiler_lays_types_out_as_the_table_says() {
    if !go_is_here() {
        return;
    }
    let dir = std::env::temp_dir().join(format!("closure-core-types-{}", std::process::id()));
    fs::create_dir_all(&dir).unwrap();
    fs::write(dir.join("go.mod"), "module layouts\n\ngo 1.27\n").unwrap();
    let text = fs::read_to_string(path()).unwrap();
    fs::write(dir.join("types.go"), &text).unwrap();
    for (goos, goarch, little_endian) in MACHINES {
        let mut go = go();
        go.args(["build", "-gcflags=-S", "."]).current_dir(&dir);
        go.env("GOOS", goos).env("GOARCH", goarch).env("CGO_ENABLED", "0");
        let out = go.output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr);
        assert!(out.status.success(), "{said}");
        let target = Target { goos: goos.to_owned(), goarch: goarch.to_owned() };
        let word = target.word_bytes() as usize;
        let descriptors = descriptors(&said, word, little_endian);
        for (name, (number, want)) in table(&text) {
            let want = want.split("; ").nth(usize::from(word == 4)).unwrap();
            let said = descriptors.get(name).map(Layout::to_string);
            assert_eq!(said.as_deref(), Some(want), "{goarch}, line {}: {name}", number + 1);
        }
    }
    // What is left over lies in the directory for temporary files.
    fs::remove_dir_all(&dir).ok();
}

/// The only closure that captures anything in a program, which is package `p`.
#[track_caller]
fn only_closure(source: &str, others: Vec<Package>) -> closure_core::Closure {
    let package = Package::from_sources("p", vec![SourceFile::new("p.go", source)]);
    let mut packages = vec![package];
    packages.extend(others);
    for package in &mut packages[1..] {
        package.requested = false;
    }
    let analysis = analyze(&Program { packages, ..Program::default() });
    assert_eq!(analysis.gaps, []);
    let mut closures = analysis.closures.into_iter().filter(|closure| !closure.captures.is_empty());
    closures.next().filter(|_| closures.next().is_none()).unwrap()
}

#[test]
fn the_collector_passes_over_pointers_out_of_the_heap() {
    let sys = "package sys\ntype nih struct{}\ntype NotInHeap struct { _ nih }\n";
    let sys = Package::from_sources("internal/runtime/sys", vec![SourceFile::new("sys.go", sys)]);
    let closure = only_closure(
        "package p
        import \"internal/runtime/sys\"
        type span struct { next *span; tail [2]sys.NotInHeap }
        type heap struct { next *span }
        func f(a *span, b []span, c **span, d *heap, e *sys.NotInHeap) {
            go func(*span, []span, **span, *heap, *sys.NotInHeap) {}(a, b, c, d, e)
        }",
        vec![sys],
    );
    // The literal, a, b, c, d, e.
    assert_eq!(closure.pointers.unwrap().digits(9), "010000110");
}

#[test]
fn large_objects() {
    let closure =
        only_closure("package p\nfunc f(x [8191]*int) { go func([8191]*int) {}(x) }", vec![]);
    // With the code's address there is one word too many.
    assert_eq!((closure.size, closure.pointers), (Some(65544), None));
    assert_eq!(closure.block, Some(HeapBlock::Pages { bytes: 73728 }));
    let source = "package p\nfunc f(x [1 << 40]byte) { go func([1 << 40]byte) {}(x) }";
    let closure = only_closure(source, vec![]);
    assert_eq!(closure.pointers.unwrap().words().collect::<Vec<_>>(), [1]);
    let source =
        "package p\nfunc f(x [1 << 40][1 << 40]byte) { go func([1 << 40][1 << 40]byte) {}(x) }";
    let closure = only_closure(source, vec![]);
    assert_eq!((closure.size, closure.pointers, closure.block), (None, None, None));
    assert_eq!((closure.captures[1].offset, closure.captures[1].size), (Some(16), None));
}

#[test]
fn what_is_not_loaded_is_unknown() {
    let source = "package p\nimport \"other\"\nfunc f(a *other.T, b other.T, c int) {\n\
        go func(*other.T, other.T, int) {}(a, b, c) }";
    let closure = only_closure(source, vec![]);
    let offsets: Vec<_> = closure.captures.iter().map(|capture| capture.offset).collect();
    assert_eq!(offsets, [Some(8), Some(16), Some(24), None]);
    assert_eq!((closure.size, closure.pointers, closure.block), (None, None, None));
}

#[test]
fn type_parameters_whose_types_are_all_alike() {
    // A constraint, and offset and pointers of what lies behind a value of it.
    for (constraint, behind) in [
        ("any", "unknown"),
        ("~[]int", "32 0100"),
        ("~[]byte | ~[]string", "32 0100"),
        ("~[]byte | ~string", "unknown"),
        ("~map[string]int", "16 01"),
        ("~int64 | ~uint64 | float64", "16 00"),
        ("~int64 | *int", "unknown"),
        ("~int64 | ~int32", "unknown"),
        // By reference.
        ("interface { ~[200]byte; M() }", "16 01"),
        ("Both", "16 00"),
        ("Either", "16 00"),
        ("Sized | ~string", "unknown"),
        ("interface { Itself; ~int }", "16 00"),
        ("comparable", "unknown"),
        ("interface { String() string }", "unknown"),
        ("other.C", "unknown"),
    ] {
        let source = format!(
            "package p
            import \"other\"
            type Sized interface {{ ~int | ~uint }}
            type Both interface {{ comparable; Sized }}
            type Either interface {{ Sized | Both }}
            type Itself interface {{ Itself }}
            func h[T {constraint}](x T, y int) func() {{ return func() {{ _, _ = x, y }} }}"
        );
        let package = Package::from_sources("p", vec![SourceFile::new("p.go", source)]);
        let analysis = analyze(&Program { packages: vec![package], ..Program::default() });
        let closure = analysis.closures.iter().find(|found| found.name == "h[...].func1").unwrap();
        let found = closure.captures[1].offset.zip(closure.pointers.as_ref());
        let found = found.map_or("unknown".to_owned(), |(offset, pointers)| {
            format!("{offset} {}", pointers.digits(offset / 8))
        });
        assert_eq!(found, behind, "{constraint}");
    }
}
