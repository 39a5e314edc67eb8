//! The JSON report: a contract with other programs, and so made of types of its own. Fields may be
//! added and are never renamed; what is not known is `null`.
//!
//! `docs/schema/heldby.closures.json` says the same as a JSON Schema, and the tests hold real
//! reports against it.

use std::io::{self, Write};

use closure_core::analysis::{self, Allocation, CaptureMode, ClosureKind};
use closure_core::layout::HeapBlock;
use closure_core::program::{self, Target};
use serde::Serialize;

use super::Report;
use crate::report::{TOOL, Tool, write_json};

/// Writes `report` as one JSON object and a line break.
pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    write_json(&ClosuresReport::from(report), out)
}

/// What `heldby closures --format json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct ClosuresReport<'a> {
    /// `heldby.closures/1`. The number grows when a field changes its meaning.
    schema: &'static str,
    /// The program that wrote the report.
    tool: Tool,
    /// The machine that objects are laid out for.
    target: Machine<'a>,
    /// The closures, sorted by package, file and position.
    closures: Vec<Closure<'a>>,
    /// What deserves attention. No check exists yet, and so it is always empty.
    findings: Vec<NotYet>,
    /// What could not be read or parsed, and so is missing above.
    gaps: Vec<Gap<'a>>,
    /// The version of the built-in index that stood in for the standard library; `null` where the
    /// library's own sources were read, or none was needed.
    std_index: Option<&'a str>,
}

/// What the contract has a place for and no analysis finds yet: it has no values.
#[derive(Debug, Serialize)]
enum NotYet {}

/// A machine, by Go's names.
#[derive(Debug, Serialize)]
struct Machine<'a> {
    /// `linux`, `darwin`, `windows` …
    goos: &'a str,
    /// `amd64`, `arm64`, `386` …
    goarch: &'a str,
    /// The size of a word, which is that of a pointer, in bytes.
    word_bytes: u64,
}

/// A place in the source.
#[derive(Debug, Serialize)]
struct Position<'a> {
    /// The file, as given or relative to what was given.
    file: &'a str,
    /// The line, from 1.
    line: u32,
    /// The column, from 1, in bytes.
    column: u32,
}

/// A closure.
#[derive(Debug, Serialize)]
struct Closure<'a> {
    /// The import path of its package.
    package: &'a str,
    /// The compiler's name for its function, without the package: `foo.func1.2`.
    name: &'a str,
    /// What sort of code it is.
    kind: Kind,
    /// Where it begins.
    position: Position<'a>,
    /// The captured variables in layout order.
    captures: Vec<Capture<'a>>,
    /// The closure object's size in bytes; `null` where there is no object or a type is not known.
    size: Option<u64>,
    /// Which words of the object hold pointers: a digit for each, `1` for a pointer; `null` where
    /// there is no object, where a type is not known, and for objects of more than 8192 words.
    pointer_bitmap: Option<String>,
    /// What the runtime takes from the heap for the object, should it live there; `null` where its
    /// size is not known, and where it certainly does not.
    heap_block: Option<Block>,
    /// Where the object lives; `null` where it is not known.
    allocation: Option<Place>,
    /// How long the object is held, and by what.
    lifetime: Lifetime,
}

/// What sort of code a closure is.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    /// `func(…) {…}`
    Literal,
    /// `x.Method`, used as a value.
    MethodValue,
    /// What the compiler wraps a `go` or `defer` call in.
    Wrapper,
    /// The body of a `range` over a function.
    RangeBody,
}

/// Where a closure object lives. `heap` and `stack` belong to the contract too; no analysis tells
/// them apart yet.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Place {
    /// It captures nothing, and so is one read-only object of the program.
    Static,
    /// It is called where it stands, and there is no object.
    InlinedCall,
}

/// What the runtime takes from the heap for an object.
#[derive(Debug, Serialize)]
struct Block {
    /// What sort of block it is.
    kind: BlockKind,
    /// Its size in bytes.
    bytes: u64,
    /// How many of them the runtime keeps the object's type in.
    header_bytes: u64,
}

/// What sort of block the runtime takes.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum BlockKind {
    /// One of 16 bytes, shared with other small objects without pointers.
    Tiny,
    /// One of a size class.
    SizeClass,
    /// Whole pages.
    Pages,
}

/// How long a closure object is held, and by what.
#[derive(Debug, Serialize)]
struct Lifetime {
    /// `frame`, `until-event`, `until-overwritten`, `for-ever` or `unknown`; so far always the last.
    verdict: &'static str,
    /// What holds it; so far always `null`.
    holder: Option<NotYet>,
    /// The steps from the closure to its holder; so far always empty.
    path: Vec<NotYet>,
}

/// A captured variable: one field of the closure object.
#[derive(Debug, Serialize)]
struct Capture<'a> {
    /// The variable's name, the compiler's name of a synthetic one, or a method value's receiver as
    /// written.
    name: &'a str,
    /// Whether the object holds a copy or the variable's address; `null` where it is not known.
    mode: Option<Mode>,
    /// Why, in a few words.
    reason: &'a str,
    /// Where the variable is declared; `null` for a synthetic one.
    declared: Option<Position<'a>>,
    /// Where the closure uses it first; `null` for a synthetic one.
    first_use: Option<Position<'a>>,
    /// The variable's type as Go prints it (by reference the field is a pointer to it); `null`
    /// where it is not known.
    #[serde(rename = "type")]
    ty: Option<&'a str>,
    /// The field as the compiler names it: `X0`, `X1` …, or `R` for a method value's receiver;
    /// `null` where there is no object.
    field: Option<String>,
    /// The field's type as Go prints it: the variable's, or a pointer to it; `null` where there is no
    /// object or it is not known.
    field_type: Option<String>,
    /// The field's offset in the object, in bytes; `null` where there is none or it is not known.
    offset: Option<u64>,
    /// The field's size in bytes, that of a pointer by reference; `null` where it is not known.
    size: Option<u64>,
    /// Whether the compiler moves the variable to the heap. What is captured by value is not moved
    /// for that; `null` where it is not known.
    moved_to_heap: Option<bool>,
    /// `true` where no variable of the source stands behind it; absent otherwise.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    synthetic: bool,
}

/// How a variable is captured.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Mode {
    /// The object holds a copy.
    Value,
    /// The object holds the variable's address.
    Reference,
}

/// Something that could not be read or parsed.
#[derive(Debug, Serialize)]
pub(super) struct Gap<'a> {
    /// The file, directory, package or pattern, with `:line:column` where there is a place.
    path: &'a str,
    /// Why.
    message: &'a str,
}

impl<'a> From<&'a Report> for ClosuresReport<'a> {
    fn from(report: &'a Report) -> Self {
        let closures = report.analysis.closures.iter();
        Self {
            schema: "heldby.closures/1",
            tool: TOOL,
            target: Machine {
                goos: &report.target.goos,
                goarch: &report.target.goarch,
                word_bytes: report.target.word_bytes(),
            },
            closures: closures.map(|closure| Closure::new(closure, &report.target)).collect(),
            findings: Vec::new(),
            gaps: report.gaps().iter().map(Gap::from).collect(),
            std_index: report.std_index.as_deref(),
        }
    }
}

impl<'a> Closure<'a> {
    fn new(closure: &'a analysis::Closure, target: &Target) -> Self {
        let captures = closure.captures.iter().enumerate();
        let has_object = closure.allocation != Some(Allocation::InlinedCall);
        Self {
            package: &closure.package,
            name: &closure.name,
            kind: closure.kind.into(),
            position: (&closure.position).into(),
            captures: captures
                .map(|(index, capture)| Capture {
                    field: super::field(closure, index),
                    field_type: field_type(capture).filter(|_| has_object),
                    ..Capture::from(capture)
                })
                .collect(),
            size: closure.size,
            pointer_bitmap: super::pointer_bitmap(closure, target),
            heap_block: closure.block.map(Block::from),
            allocation: closure.allocation.map(Place::from),
            lifetime: Lifetime { verdict: "unknown", holder: None, path: Vec::new() },
        }
    }
}

impl<'a> From<&'a analysis::Capture> for Capture<'a> {
    fn from(capture: &'a analysis::Capture) -> Self {
        Self {
            name: &capture.name,
            mode: capture.mode.map(Mode::from),
            reason: &capture.reason,
            declared: capture.declared.as_ref().map(Position::from),
            first_use: capture.first_use.as_ref().map(Position::from),
            ty: capture.ty.as_deref(),
            field: None,
            field_type: None,
            offset: capture.offset,
            size: capture.size,
            moved_to_heap: (capture.mode == Some(CaptureMode::Value)).then_some(false),
            synthetic: capture.synthetic,
        }
    }
}

impl<'a> From<&'a analysis::Position> for Position<'a> {
    fn from(position: &'a analysis::Position) -> Self {
        Self { file: &position.file, line: position.at.line, column: position.at.column }
    }
}

impl<'a> From<&'a program::Gap> for Gap<'a> {
    fn from(gap: &'a program::Gap) -> Self {
        Self { path: &gap.path, message: &gap.message }
    }
}

impl From<ClosureKind> for Kind {
    fn from(kind: ClosureKind) -> Self {
        match kind {
            ClosureKind::Literal => Self::Literal,
            ClosureKind::MethodValue => Self::MethodValue,
            ClosureKind::Wrapper => Self::Wrapper,
            ClosureKind::RangeBody => Self::RangeBody,
        }
    }
}

impl From<HeapBlock> for Block {
    fn from(block: HeapBlock) -> Self {
        let bytes = block.bytes();
        let (kind, header_bytes) = match block {
            HeapBlock::Tiny => (BlockKind::Tiny, 0),
            HeapBlock::Class { header, .. } => (BlockKind::SizeClass, header),
            HeapBlock::Pages { .. } => (BlockKind::Pages, 0),
        };
        Self { kind, bytes, header_bytes }
    }
}

impl From<Allocation> for Place {
    fn from(allocation: Allocation) -> Self {
        match allocation {
            Allocation::Static => Self::Static,
            Allocation::InlinedCall => Self::InlinedCall,
        }
    }
}

impl From<CaptureMode> for Mode {
    fn from(mode: CaptureMode) -> Self {
        match mode {
            CaptureMode::Value => Self::Value,
            CaptureMode::Reference => Self::Reference,
        }
    }
}

/// The type of a capture's field as Go prints it: the variable's, or a pointer to it.
fn field_type(capture: &analysis::Capture) -> Option<String> {
    let ty = capture.ty.as_deref()?;
    match capture.mode? {
        CaptureMode::Value => Some(ty.to_owned()),
        CaptureMode::Reference => Some(format!("*{ty}")),
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::*;
    use crate::report::closures::testing;

    #[test]
    fn every_sort_of_closure() {
        let mut out = Vec::new();
        write(&testing::report(), &mut out).unwrap();
        let schema = include_str!("../../../../docs/schema/heldby.closures.json");
        let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
        let report = serde_json::from_slice(&out).unwrap();
        let errors: Vec<String> =
            validator.iter_errors(&report).map(|error| error.to_string()).collect();
        assert_eq!(errors, [""; 0]);

        // The version is the only part that changes without the contract.
        let text = String::from_utf8(out).unwrap();
        let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
        expect_file!["testdata/every_sort.json"].assert_eq(&text);
    }
}
