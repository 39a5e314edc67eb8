//! What `heldby closures` reports, whatever the format.

pub(crate) mod json;
pub(crate) mod text;
pub(crate) mod verify;

use closure_core::analysis::{Allocation, Analysis, Capture, CaptureMode, Closure, ClosureKind};
use closure_core::program::{Gap, Target};

/// What `heldby closures` reports, whatever the format.
#[derive(Debug)]
pub(crate) struct Report {
    /// The closures to show and all gaps.
    pub(crate) analysis: Analysis,
    /// How many closures there were before the user's filter.
    pub(crate) n_found: usize,
    /// The packages that were asked for.
    pub(crate) n_packages: usize,
    /// The files of these packages.
    pub(crate) n_files: usize,
    /// What objects are laid out for.
    pub(crate) target: Target,
    /// The version of the built-in index, where that stood in for the standard library.
    pub(crate) std_index: Option<String>,
}

impl Report {
    /// The captures of all shown closures.
    pub(crate) fn captures(&self) -> impl Iterator<Item = &Capture> {
        self.analysis.closures.iter().flat_map(|closure| &closure.captures)
    }

    /// How many captures are of `mode`.
    pub(crate) fn n_captures(&self, mode: Option<CaptureMode>) -> usize {
        self.captures().filter(|capture| capture.mode == mode).count()
    }

    /// What could not be read or parsed.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.analysis.gaps
    }
}

/// The compiler's name for the field that holds capture `index`: `X0`, `X1` …, or `R` for a method
/// value's receiver; `None` where there is no object.
pub(crate) fn field(closure: &Closure, index: usize) -> Option<String> {
    match (closure.allocation, closure.kind) {
        (Some(Allocation::InlinedCall), _) => None,
        (_, ClosureKind::MethodValue) => Some("R".to_owned()),
        _ => Some(format!("X{index}")),
    }
}

/// Which words of a closure's object hold pointers: a digit for each, `1` for a pointer.
pub(crate) fn pointer_bitmap(closure: &Closure, target: &Target) -> Option<String> {
    let n_words = closure.size? / target.word_bytes();
    Some(closure.pointers.as_ref()?.digits(n_words))
}

/// Analyses made by hand, for the tests of everything that shows one.
#[cfg(test)]
pub(crate) mod testing {
    use closure_core::analysis::Position;
    use closure_core::layout::{HeapBlock, PointerMap};
    use closure_core::source::LineColumn;

    use super::*;

    pub(crate) fn at(line: u32, column: u32) -> Position {
        Position { file: "demo.go".to_owned(), at: LineColumn { line, column } }
    }

    pub(crate) fn closure(name: &str, line: u32, captures: Vec<Capture>) -> Closure {
        let end = captures.last().map_or(Some(8), |last| Some(last.offset? + last.size?));
        Closure {
            package: "example.com/demo".to_owned(),
            name: name.to_owned(),
            kind: ClosureKind::Literal,
            position: at(line, 9),
            allocation: captures.is_empty().then_some(Allocation::Static),
            captures,
            size: end,
            pointers: None,
            block: None,
        }
    }

    pub(crate) fn capture(name: &str, mode: CaptureMode, ty: &str, place: (u64, u64)) -> Capture {
        let reason = match mode {
            CaptureMode::Value => "never assigned after the capture",
            CaptureMode::Reference => "assigned after the capture",
        };
        Capture {
            name: name.to_owned(),
            mode: Some(mode),
            reason: reason.to_owned(),
            declared: Some(at(2, 1)),
            first_use: Some(at(7, 3)),
            ty: Some(ty.to_owned()),
            offset: Some(place.0),
            size: Some(place.1),
            synthetic: false,
        }
    }

    pub(crate) fn pointers(words: &[u64]) -> PointerMap {
        words.iter().copied().collect()
    }

    /// One closure of every sort, and a gap.
    pub(crate) fn report() -> Report {
        let mut bar = closure(
            "bar.func1",
            15,
            vec![
                capture("a", CaptureMode::Reference, "int", (8, 8)),
                capture("buffer", CaptureMode::Value, "[]byte", (16, 24)),
            ],
        );
        bar.captures.push(Capture {
            name: ".dict".to_owned(),
            mode: Some(CaptureMode::Value),
            reason: "generic code needs its type arguments".to_owned(),
            declared: None,
            first_use: None,
            ty: Some("*[2]uintptr".to_owned()),
            offset: Some(40),
            size: Some(8),
            synthetic: true,
        });
        bar.size = Some(48);
        bar.pointers = Some(pointers(&[1, 2, 5]));
        bar.block = Some(HeapBlock::Class { bytes: 48, header: 0 });

        let mut method =
            closure("mv.P.Inc-fm", 42, vec![capture("q.\n\tr()", CaptureMode::Value, "P", (8, 8))]);
        method.kind = ClosureKind::MethodValue;
        method.pointers = Some(pointers(&[]));
        method.block = Some(HeapBlock::Tiny);

        let mut unknown = closure(
            "load.func1",
            50,
            vec![
                capture("x", CaptureMode::Reference, "lib.T", (8, 8)),
                capture("y", CaptureMode::Value, "lib.T", (16, 8)),
            ],
        );
        unknown.captures[0].ty = None;
        unknown.captures[1].ty = None;
        unknown.captures[1].mode = None;
        unknown.captures[1].reason = "the type is not known".to_owned();
        unknown.captures[1].size = None;
        unknown.size = None;

        let mut called =
            closure("run.func1", 60, vec![capture("n", CaptureMode::Value, "int", (8, 8))]);
        called.captures[0].offset = None;
        called.captures[0].size = None;
        called.size = None;
        called.allocation = Some(Allocation::InlinedCall);

        let closures = vec![bar, method, unknown, called, closure("free.func1", 70, Vec::new())];
        let gap = Gap { path: "lib/lib.go:3:1".to_owned(), message: "expected a name".to_owned() };
        Report {
            n_found: closures.len(),
            analysis: Analysis { closures, gaps: vec![gap] },
            n_packages: 1,
            n_files: 2,
            target: Target::default(),
            std_index: Some("go1.2.3".to_owned()),
        }
    }
}
