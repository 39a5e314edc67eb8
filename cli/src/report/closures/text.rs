//! The report for people. Positions come first and in the form that editors and terminals make
//! clickable; a closure object is written as the struct that the compiler makes of it.

use std::borrow::Cow;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use closure_core::analysis::{Allocation, Capture, CaptureMode, Closure, ClosureKind};
use closure_core::layout::HeapBlock;
use closure_core::program::{Gap, Target};

use super::Report;
use crate::report::count;
use crate::style::{HINT, one_line, paint};

const PLAIN: Style = Style::new();
const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const BY_VALUE: Style = AnsiColor::Green.on_default();
const BY_REFERENCE: Style = AnsiColor::Yellow.on_default();
const UNKNOWN: Style = AnsiColor::Magenta.on_default();

/// How much to show of each capture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Detail {
    /// One line.
    Brief,
    /// A second line with the compiler's field and the first use, and of the object what it is to the
    /// runtime.
    Full,
}

/// Writes `report`.
pub(crate) fn write(report: &Report, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
    for closure in &report.analysis.closures {
        head(closure, out)?;
        match closure.allocation {
            Some(Allocation::InlinedCall) => {
                writeln!(out, "    called where it stands: there is no object")?;
            }
            _ if closure.captures.is_empty() => {}
            _ => {
                writeln!(out, "    {}", layout(closure))?;
                if detail == Detail::Full {
                    memory(closure, &report.target, out)?;
                }
            }
        }
        captures(closure, detail, out)?;
        writeln!(out)?;
    }
    summary(report, out)
}

/// Says what the standard library was read from, where that is not its sources.
pub(crate) fn write_note(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    if let Some(version) = &report.std_index {
        writeln!(
            out,
            "{} the standard library is that of {}, from the built-in index",
            paint(HINT, "note:"),
            one_line(version),
        )?;
    }
    out.flush()
}

/// Writes the gaps as warnings, one a line.
pub(crate) fn write_gaps(gaps: &[Gap], out: &mut dyn Write) -> io::Result<()> {
    for gap in gaps {
        let (path, message) = (one_line(&gap.path), one_line(&gap.message));
        writeln!(out, "{} {path}: {message}", paint(WARNING, "warning:"))?;
    }
    out.flush()
}

/// The position, the name as a stack trace has it, the kind and the object's size.
fn head(closure: &Closure, out: &mut dyn Write) -> io::Result<()> {
    let position = closure.position.to_string();
    let kind = match closure.kind {
        ClosureKind::Literal => "func literal",
        ClosureKind::MethodValue => "method value",
        ClosureKind::Wrapper => "go/defer wrapper",
        ClosureKind::RangeBody => "range body",
    };
    write!(
        out,
        "{} {}{}  {}",
        paint(STRONG, format_args!("{}:", one_line(&position))),
        paint(FAINT, format_args!("{}.", one_line(&closure.package))),
        paint(STRONG, one_line(&closure.name)),
        kind
    )?;
    match (closure.allocation, closure.size) {
        (Some(Allocation::InlinedCall), _) => writeln!(out),
        (Some(Allocation::Static), _) => writeln!(out, ", static"),
        (None, Some(size)) => writeln!(out, ", {size} bytes"),
        (None, None) => writeln!(out, ", {}", paint(UNKNOWN, "size unknown")),
    }
}

/// The object's type in Go's words, its fields named after the variables. A type that is not known
/// is `?`.
fn layout(closure: &Closure) -> String {
    let mut text = String::from("struct { F uintptr");
    for capture in &closure.captures {
        text.extend(["; ", &field_name(closure, capture), " ", &field_type(capture)]);
    }
    text.push_str(" }");
    text
}

/// More digits than these are counted, not shown.
const MOST_DIGITS: usize = 64;

/// What the object is to the runtime: its block on the heap, and which of its words are pointers.
fn memory(closure: &Closure, target: &Target, out: &mut dyn Write) -> io::Result<()> {
    let block = closure.block.map(|block| {
        let bytes = block.bytes();
        match block {
            HeapBlock::Tiny => format!("part of a shared heap block of {bytes} bytes"),
            HeapBlock::Class { header: 0, .. } => format!("heap block of {bytes} bytes"),
            HeapBlock::Class { header, .. } => {
                format!("heap block of {bytes} bytes, {header} of them its header")
            }
            HeapBlock::Pages { .. } => format!("heap block of {bytes} bytes, whole pages"),
        }
    });
    let pointers = super::pointer_bitmap(closure, target).map(|digits| {
        if digits.len() <= MOST_DIGITS {
            return format!("pointer bitmap {digits}");
        }
        let n_pointers = digits.bytes().filter(|&digit| digit == b'1').count();
        format!("pointers in {n_pointers} of {} words", digits.len())
    });
    let words: Vec<String> = block.into_iter().chain(pointers).collect();
    if words.is_empty() {
        return Ok(());
    }
    writeln!(out, "    {}", words.join(", "))
}

/// The name of a capture's field: the variable's own, or `R` for a method value's receiver, which
/// need not be a variable.
pub(crate) fn field_name<'a>(closure: &Closure, capture: &'a Capture) -> Cow<'a, str> {
    match closure.kind {
        ClosureKind::MethodValue => Cow::Borrowed("R"),
        _ => one_line(&capture.name),
    }
}

/// The type of a capture's field: the variable's, or a pointer to it.
pub(crate) fn field_type(capture: &Capture) -> String {
    let ty = capture.ty.as_deref().map_or("?".into(), one_line);
    match capture.mode {
        Some(CaptureMode::Value) => ty.into_owned(),
        Some(CaptureMode::Reference) => format!("*{ty}"),
        None => "?".to_owned(),
    }
}

/// One line for each capture, in columns, and a second one in full detail.
fn captures(closure: &Closure, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
    if closure.captures.is_empty() {
        let place = match closure.allocation {
            Some(Allocation::Static) => ": one read-only object for the whole program",
            _ => "",
        };
        return writeln!(out, "    captures nothing{place}");
    }
    let rows: Vec<[Cell; COLUMNS]> = closure.captures.iter().map(row).collect();
    let widths: [usize; COLUMNS] = std::array::from_fn(|column| {
        let widths = rows.iter().map(|row| row[column].width());
        widths.filter(|&width| width <= WIDEST).max().unwrap_or(1)
    });
    for (index, (row, capture)) in rows.iter().zip(&closure.captures).enumerate() {
        write!(out, "    ")?;
        let mut pad = 0;
        for (cell, width) in row.iter().zip(widths).filter(|(_, width)| *width > 0) {
            // Padding is written before the next cell, so that no line ends in spaces.
            write!(out, "{:pad$}{}", "", paint(cell.style, &cell.text))?;
            pad = width.saturating_sub(cell.width()) + 2;
        }
        writeln!(out)?;
        if detail == Detail::Full {
            let field = super::field(closure, index).map(|field| format!("field {field}"));
            let first_use = capture.first_use.as_ref().map(|at| format!("first used at {}", at.at));
            let more: Vec<String> = field.into_iter().chain(first_use).collect();
            if !more.is_empty() {
                writeln!(out, "        {}", one_line(&more.join(", ")))?;
            }
        }
    }
    Ok(())
}

/// Name, type, mode, place in the object, declaration, reason.
const COLUMNS: usize = 6;

/// A wider cell pushes its own line to the right rather than all the others.
const WIDEST: usize = 48;

struct Cell {
    text: String,
    style: Style,
}

impl Cell {
    fn width(&self) -> usize {
        self.text.chars().count()
    }
}

fn row(capture: &Capture) -> [Cell; COLUMNS] {
    let (mode, mode_style) = match capture.mode {
        Some(CaptureMode::Value) => ("by value", BY_VALUE),
        Some(CaptureMode::Reference) => ("by reference", BY_REFERENCE),
        None => ("mode unknown", UNKNOWN),
    };
    let place = match (capture.size, capture.offset) {
        (Some(size), Some(offset)) => format!("{size} B at +{offset}"),
        (Some(size), None) => format!("{size} B"),
        (None, Some(offset)) => format!("? B at +{offset}"),
        (None, None) => String::new(),
    };
    let declared = match &capture.declared {
        // In the closure's own file, which its first line names.
        Some(at) => format!("declared at {}", at.at),
        None if capture.synthetic => "made by the compiler".to_owned(),
        None => String::new(),
    };
    let cell = |text: &str, style| Cell { text: one_line(text).into_owned(), style };
    [
        cell(&capture.name, STRONG),
        cell(capture.ty.as_deref().unwrap_or("?"), PLAIN),
        cell(mode, mode_style),
        cell(&place, PLAIN),
        cell(&declared, PLAIN),
        cell(&capture.reason, FAINT),
    ]
}

/// The last line: what was found, what is unknown, and what was looked at.
fn summary(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let n_shown = report.analysis.closures.len();
    let closures = if n_shown == report.n_found {
        count(n_shown, "closure")
    } else {
        format!("{n_shown} of {}", count(report.n_found, "closure"))
    };
    let n_gaps = report.gaps().len();
    let gaps = count(n_gaps, "gap");
    writeln!(
        out,
        "{} with {}: {} by value, {} by reference, {} unknown; {}; {}, {}",
        paint(STRONG, closures),
        paint(STRONG, count(report.captures().count(), "capture")),
        report.n_captures(Some(CaptureMode::Value)),
        report.n_captures(Some(CaptureMode::Reference)),
        report.n_captures(None),
        paint(if n_gaps == 0 { PLAIN } else { WARNING }, gaps),
        count(report.n_packages, "package"),
        count(report.n_files, "file"),
    )
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::report::closures::testing;

    #[track_caller]
    fn check(detail: Detail, expected: &Expect) {
        let mut out = anstream::StripStream::new(Vec::new());
        write(&testing::report(), detail, &mut out).unwrap();
        write_note(&testing::report(), &mut out).unwrap();
        write_gaps(testing::report().gaps(), &mut out).unwrap();
        expected.assert_eq(&String::from_utf8(out.into_inner()).unwrap());
    }

    #[test]
    fn every_sort_of_closure() {
        check(
            Detail::Brief,
            &expect![[r#"
                demo.go:15:9: example.com/demo.bar.func1  func literal, 48 bytes
                    struct { F uintptr; a *int; buffer []byte; .dict *[2]uintptr }
                    a       int          by reference  8 B at +8    declared at 2:1       assigned after the capture
                    buffer  []byte       by value      24 B at +16  declared at 2:1       never assigned after the capture
                    .dict   *[2]uintptr  by value      8 B at +40   made by the compiler  generic code needs its type arguments

                demo.go:42:9: example.com/demo.mv.P.Inc-fm  method value, 16 bytes
                    struct { F uintptr; R P }
                    q. r()  P  by value  8 B at +8  declared at 2:1  never assigned after the capture

                demo.go:50:9: example.com/demo.load.func1  func literal, size unknown
                    struct { F uintptr; x *?; y ? }
                    x  ?  by reference  8 B at +8   declared at 2:1  assigned after the capture
                    y  ?  mode unknown  ? B at +16  declared at 2:1  the type is not known

                demo.go:60:9: example.com/demo.run.func1  func literal
                    called where it stands: there is no object
                    n  int  by value  declared at 2:1  never assigned after the capture

                demo.go:70:9: example.com/demo.free.func1  func literal, static
                    captures nothing: one read-only object for the whole program

                5 closures with 7 captures: 4 by value, 2 by reference, 1 unknown; 1 gap; 1 package, 2 files
                note: the standard library is that of go1.2.3, from the built-in index
                warning: lib/lib.go:3:1: expected a name
            "#]],
        );
    }

    #[test]
    fn in_full_detail() {
        check(
            Detail::Full,
            &expect![[r#"
                demo.go:15:9: example.com/demo.bar.func1  func literal, 48 bytes
                    struct { F uintptr; a *int; buffer []byte; .dict *[2]uintptr }
                    heap block of 48 bytes, pointer bitmap 011001
                    a       int          by reference  8 B at +8    declared at 2:1       assigned after the capture
                        field X0, first used at 7:3
                    buffer  []byte       by value      24 B at +16  declared at 2:1       never assigned after the capture
                        field X1, first used at 7:3
                    .dict   *[2]uintptr  by value      8 B at +40   made by the compiler  generic code needs its type arguments
                        field X2

                demo.go:42:9: example.com/demo.mv.P.Inc-fm  method value, 16 bytes
                    struct { F uintptr; R P }
                    part of a shared heap block of 16 bytes, pointer bitmap 00
                    q. r()  P  by value  8 B at +8  declared at 2:1  never assigned after the capture
                        field R, first used at 7:3

                demo.go:50:9: example.com/demo.load.func1  func literal, size unknown
                    struct { F uintptr; x *?; y ? }
                    x  ?  by reference  8 B at +8   declared at 2:1  assigned after the capture
                        field X0, first used at 7:3
                    y  ?  mode unknown  ? B at +16  declared at 2:1  the type is not known
                        field X1, first used at 7:3

                demo.go:60:9: example.com/demo.run.func1  func literal
                    called where it stands: there is no object
                    n  int  by value  declared at 2:1  never assigned after the capture
                        first used at 7:3

                demo.go:70:9: example.com/demo.free.func1  func literal, static
                    captures nothing: one read-only object for the whole program

                5 closures with 7 captures: 4 by value, 2 by reference, 1 unknown; 1 gap; 1 package, 2 files
                note: the standard library is that of go1.2.3, from the built-in index
                warning: lib/lib.go:3:1: expected a name
            "#]],
        );
    }

    #[test]
    fn a_filter_shows_in_the_summary() {
        let mut report = testing::report();
        report.analysis.closures.truncate(1);
        let mut out = anstream::StripStream::new(Vec::new());
        summary(&report, &mut out).unwrap();
        expect![[r#"
            1 of 5 closures with 3 captures: 2 by value, 1 by reference, 0 unknown; 1 gap; 1 package, 2 files
        "#]].assert_eq(&String::from_utf8(out.into_inner()).unwrap());
    }

    #[test]
    fn colour_is_for_emphasis() {
        let mut report = testing::report();
        report.analysis.closures.truncate(1);
        let mut out = Vec::new();
        write(&report, Detail::Brief, &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert!(out.contains("\u{1b}[33mby reference\u{1b}[0m"), "{out:?}");
    }
}
