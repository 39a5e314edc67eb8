//! The comparison itself: rows of the dump beside heldby's answers.

use std::collections::{BTreeMap, HashMap, HashSet};

use closure_core::inspect::{self, Inspected};

use super::dump::{Dump, Kind, Row};
use crate::shell::float;

/// What is wrong with an answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum What {
    Unknown,
    UnknownConstant,
    Missing,
    WrongKind,
    WrongType,
    WrongConstant,
}

impl What {
    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::UnknownConstant => "constant of unknown value",
            Self::Missing => "missing",
            Self::WrongKind => "another sort of thing",
            Self::WrongType => "wrong type",
            Self::WrongConstant => "wrong constant",
        }
    }
}

/// An answer that is not go/types'.
#[derive(Debug)]
pub(super) struct Difference {
    /// Its number in the dump.
    pub(super) file: usize,
    pub(super) row: Row,
    pub(super) what: What,
    /// heldby's answer.
    pub(super) ours: String,
    /// Whether no other difference led to it.
    pub(super) cause: bool,
}

#[derive(Default, Debug)]
pub(super) struct Comparison {
    pub(super) n_answers: usize,
    pub(super) n_agreeing: usize,
    /// How many of those that agree are untyped for heldby, and have got a type from their context.
    pub(super) n_untyped: usize,
    pub(super) counts: BTreeMap<What, usize>,
    /// In the order of files and places.
    pub(super) differences: Vec<Difference>,
    /// heldby's answers to what go/types does not answer, but for names of packages.
    pub(super) n_alone: usize,
    /// Its answers on files that go/types has not seen.
    pub(super) n_elsewhere: usize,
}

impl Comparison {
    pub(super) fn percent(&self) -> f64 {
        100.0 * float(self.n_agreeing) / float(self.n_answers.max(1))
    }
}

/// An answer of heldby's; texts by number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Answer {
    kind: inspect::Kind,
    ty: Option<u32>,
    constant: Option<u32>,
}

/// All that heldby said.
pub(super) struct Ours {
    texts: Vec<String>,
    numbers: HashMap<String, u32>,
    /// By file, by span.
    answers: Vec<HashMap<(u32, u32), Answer>>,
    pub(super) n_elsewhere: usize,
}

impl Ours {
    pub(super) fn new(theirs: &Dump) -> Self {
        Self {
            texts: Vec::new(),
            numbers: HashMap::new(),
            answers: vec![HashMap::new(); theirs.files.len()],
            n_elsewhere: 0,
        }
    }

    pub(super) fn add(&mut self, file: usize, inspected: &Inspected<'_>) {
        let answer = Answer {
            kind: inspected.kind,
            ty: inspected.ty.map(|text| self.number(text)),
            constant: inspected.constant.map(|text| self.number(text)),
        };
        self.answers[file].insert((inspected.span.start, inspected.span.end), answer);
    }

    fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.texts.len() as u32;
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }

    fn text(&self, number: Option<u32>) -> Option<&str> {
        number.map(|number| self.texts[number as usize].as_str())
    }

    fn describe(&self, answer: Option<&Answer>) -> String {
        let Some(answer) = answer else { return "nothing".to_owned() };
        let kind = match answer.kind {
            inspect::Kind::Unknown => "unknown",
            inspect::Kind::NoValue => "no value",
            inspect::Kind::Value => "value",
            inspect::Kind::Constant => "constant",
            inspect::Kind::Type => "type",
            inspect::Kind::Builtin => "predeclared function",
            inspect::Kind::Package => "package",
        };
        let mut text = kind.to_owned();
        if !matches!(answer.kind, inspect::Kind::Unknown | inspect::Kind::Builtin) {
            text.push(' ');
            text.push_str(self.text(answer.ty).unwrap_or("of unknown type"));
        }
        if answer.kind == inspect::Kind::Constant {
            text.push_str(" = ");
            text.push_str(self.text(answer.constant).unwrap_or("?"));
        }
        text
    }
}

pub(super) fn compare(theirs: &Dump, ours: &Ours) -> Comparison {
    let mut comparison = Comparison { n_elsewhere: ours.n_elsewhere, ..Comparison::default() };
    let mut differing: HashSet<(u32, u32, u32)> = HashSet::new();
    for (file, rows) in theirs.rows.iter().enumerate() {
        let answers = &ours.answers[file];
        comparison.n_answers += rows.len();
        let mut n_known = 0;
        for row in rows {
            let answer = answers.get(&(row.start, row.end));
            n_known += usize::from(answer.is_some());
            match judge(theirs, ours, row, answer) {
                Verdict::Equal => comparison.n_agreeing += 1,
                Verdict::Untyped => {
                    comparison.n_agreeing += 1;
                    comparison.n_untyped += 1;
                }
                Verdict::Differs(what) => {
                    *comparison.counts.entry(what).or_default() += 1;
                    differing.insert((file as u32, row.start, row.end));
                    let ours = ours.describe(answer);
                    let difference = Difference { file, row: *row, what, ours, cause: true };
                    comparison.differences.push(difference);
                }
            }
        }
        let packages = answers.values().filter(|answer| answer.kind == inspect::Kind::Package);
        comparison.n_alone += answers.len() - n_known - packages.count();
    }
    find_causes(&mut comparison.differences, &differing);
    comparison
}

enum Verdict {
    Equal,
    /// heldby's answer is untyped, and go/types' has the type that the context wants.
    Untyped,
    Differs(What),
}

fn judge(theirs: &Dump, ours: &Ours, row: &Row, answer: Option<&Answer>) -> Verdict {
    let Some(answer) = answer else { return Verdict::Differs(What::Missing) };
    let kind = match answer.kind {
        inspect::Kind::Unknown => return Verdict::Differs(What::Unknown),
        inspect::Kind::NoValue => Kind::NoValue,
        inspect::Kind::Value => Kind::Value,
        inspect::Kind::Constant => Kind::Constant,
        inspect::Kind::Type => Kind::Type,
        inspect::Kind::Builtin => Kind::Builtin,
        inspect::Kind::Package => return Verdict::Differs(What::WrongKind),
    };
    if kind != row.kind {
        return Verdict::Differs(What::WrongKind);
    }
    if matches!(kind, Kind::Builtin | Kind::NoValue) {
        return Verdict::Equal;
    }
    let Some(ty) = ours.text(answer.ty) else { return Verdict::Differs(What::Unknown) };
    let their_type = theirs.types[row.ty as usize].as_str();
    let converted = ty != their_type;
    if converted && !(row.in_context && may_become(ty, their_type)) {
        return Verdict::Differs(What::WrongType);
    }
    let Some(constant) = row.constant.filter(|_| !row.repeated) else {
        return if converted { Verdict::Untyped } else { Verdict::Equal };
    };
    let Some(value) = ours.text(answer.constant) else {
        return Verdict::Differs(What::UnknownConstant);
    };
    let their_value = theirs.constants[constant as usize].as_str();
    match (value == their_value, converted) {
        (true, false) => Verdict::Equal,
        (true, true) => Verdict::Untyped,
        (false, true) if rounds_to(value, their_value) => Verdict::Untyped,
        (false, _) => Verdict::Differs(What::WrongConstant),
    }
}

/// Whether an untyped constant, comparison or shift may get a type from its context.
fn may_become(from: &str, to: &str) -> bool {
    const NUMBERS: [&str; 4] = ["untyped int", "untyped rune", "untyped float", "untyped complex"];
    let number = |ty: &str| NUMBERS.iter().position(|sort| *sort == ty);
    if to.starts_with("untyped ") {
        // Beside an operand of another sort.
        return number(from).zip(number(to)).is_some_and(|(from, to)| from < to);
    }
    match to {
        "bool" => from == "untyped bool",
        "string" => from == "untyped string",
        "int" | "int8" | "int16" | "int32" | "int64" | "uint" | "uint8" | "uint16" | "uint32"
        | "uint64" | "uintptr" | "float32" | "float64" | "complex64" | "complex128" => {
            number(from).is_some()
        }
        _ => from.starts_with("untyped "),
    }
}

/// Whether a number may have become another one, as a constant does when its context wants a
/// floating-point type of it.
fn rounds_to(exact: &str, rounded: &str) -> bool {
    // Of a complex number, both parts; a real one may have become complex.
    fn parts(text: &str) -> Option<(&str, &str)> {
        text.strip_prefix('(')?.strip_suffix(')')?.split_once(", ")
    }
    if let Some((real, imaginary)) = parts(rounded) {
        let (exact_real, exact_imaginary) = parts(exact).unwrap_or((exact, "0"));
        return rounds_to(exact_real, real) && rounds_to(exact_imaginary, imaginary);
    }
    let (Some(exact), Some(rounded)) = (Scientific::new(exact), Scientific::new(rounded)) else {
        return false;
    };
    if rounded.mantissa == 0.0 {
        // Less than any floating-point number.
        return exact.exponent < -40 || exact.mantissa == 0.0;
    }
    let scale = 10_f64.powi((exact.exponent - rounded.exponent).clamp(-400, 400));
    // A float32 has 24 bits; the least numbers have fewer, and lie 5e-324 apart.
    let magnitude = f64::from(rounded.exponent) + rounded.mantissa.abs().log10();
    let precision = f64::from(2.0_f32.powi(-24)).max(10_f64.powf(-323.6 - magnitude));
    (exact.mantissa / rounded.mantissa * scale - 1.0).abs() <= precision
}

/// A number as a mantissa and an exponent of ten, nearly: its parts may be far beyond an `f64`.
#[derive(Clone, Copy)]
struct Scientific {
    mantissa: f64,
    exponent: i32,
}

impl Scientific {
    /// The value of an integer or a fraction.
    fn new(text: &str) -> Option<Self> {
        let (numerator, denominator) = text.split_once('/').unwrap_or((text, "1"));
        let (numerator, denominator) = (Self::integer(numerator)?, Self::integer(denominator)?);
        Some(Self {
            mantissa: numerator.mantissa / denominator.mantissa,
            exponent: numerator.exponent - denominator.exponent,
        })
    }

    fn integer(text: &str) -> Option<Self> {
        let digits = text.len().min(18);
        let mantissa = text.get(..digits)?.parse().ok()?;
        Some(Self { mantissa, exponent: i32::try_from(text.len() - digits).ok()? })
    }
}

/// Tells causes from what follows from them.
fn find_causes(differences: &mut [Difference], differing: &HashSet<(u32, u32, u32)>) {
    // They are sorted by file and place, those that hold others before these.
    for index in 0..differences.len() {
        let Difference { file, row, .. } = &differences[index];
        let from_another = row.from.is_some_and(|from| differing.contains(&from));
        let holds_another = differences.get(index + 1).is_some_and(|next| {
            next.file == *file && next.row.start >= row.start && next.row.end <= row.end
        });
        differences[index].cause = !(from_another || holds_another);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::types::dump;
    use closure_core::source::Span;

    /// Compares one answer of go/types, the rest of whose row is `row`, with one of heldby's.
    #[track_caller]
    fn check(
        row: &str,
        texts: [&str; 2],
        (kind, ty, constant): (inspect::Kind, &str, Option<&str>),
        expected: Result<usize, What>,
    ) {
        let [their_type, their_constant] = texts;
        let text =
            format!("F\t/a.go\n@\t0\nT\t{their_type}\nC\t{their_constant}\nS\tx\n3\t5\t{row}\n");
        let dump = dump::read(&text).unwrap();
        let mut ours = Ours::new(&dump);
        let ty = Some(ty).filter(|ty| !ty.is_empty());
        ours.add(0, &Inspected { span: Span::new(3, 5), kind, ty, constant });
        let comparison = compare(&dump, &ours);
        let found = match comparison.differences.as_slice() {
            [] => Ok(comparison.n_untyped),
            [difference, ..] => Err(difference.what),
        };
        assert_eq!(found, expected, "{row} {their_type} {their_constant}: {kind:?} {constant:?}");
    }

    #[test]
    fn numbers_that_are_rounded() {
        let tiny = format!("1/1{}", "0".repeat(323));
        // The least that a float64 can be near to that.
        let least = format!("1/{}", "1012".to_owned() + &"0".repeat(320));
        for (exact, rounded, wanted) in [
            ("1/10", "3602879701896397/36028797018963968", true),
            ("1/10", "13421773/134217728", true),
            ("1/10", "11/100", false),
            ("(7/10, 0)", "(3152519739159347/4503599627370496, 0)", true),
            ("3", "(3, 0)", true),
            ("3", "(3, 1)", false),
            (&tiny, &least, true),
            (&tiny, "0", true),
            ("1", "0", false),
            ("x", "1", false),
        ] {
            assert_eq!(rounds_to(exact, rounded), wanted, "{exact} {rounded}");
        }
    }

    #[test]
    fn what_agrees_and_what_does_not() {
        use inspect::Kind as Ours;
        let value = "v\t0\t\t0\t4";
        check(value, ["int", ""], (Ours::Value, "int", None), Ok(0));
        check(value, ["int", ""], (Ours::Value, "uint", None), Err(What::WrongType));
        check(value, ["int", ""], (Ours::Type, "int", None), Err(What::WrongKind));
        check(value, ["int", ""], (Ours::Unknown, "", None), Err(What::Unknown));
        check(value, ["int", ""], (Ours::Value, "", None), Err(What::Unknown));
        check(value, ["p.B", ""], (Ours::Value, "untyped bool", None), Ok(1));
        check(value, ["int", ""], (Ours::Value, "untyped int", None), Ok(1));
        check(value, ["int", ""], (Ours::Value, "untyped bool", None), Err(What::WrongType));
        let declared = "v\t0\t\t0\t0";
        let untyped = (Ours::Value, "untyped int", None);
        check(declared, ["int", ""], untyped, Err(What::WrongType));
        check("b\t0\t\t0\t4", ["func()", ""], (Ours::Builtin, "", None), Ok(0));
    }

    #[test]
    fn constants_have_exact_values() {
        use inspect::Kind as Ours;
        let constant = "c\t0\t0\t0\t4";
        let untyped = |value| (Ours::Constant, "untyped float", Some(value));
        check(constant, ["untyped float", "1/10"], untyped("1/10"), Ok(0));
        check(constant, ["untyped float", "1/10"], untyped("1/11"), Err(What::WrongConstant));
        // Rounded to a float32 by its context.
        check(constant, ["float32", "13421773/134217728"], untyped("1/10"), Ok(1));
        check(
            constant,
            ["float32", "13421773/134217728"],
            untyped("1/11"),
            Err(What::WrongConstant),
        );
        let int = (Ours::Constant, "untyped int", Some("2"));
        check(constant, ["untyped float", "2"], int, Ok(1));
        let unknown = (Ours::Constant, "untyped float", None);
        check(constant, ["untyped float", "2"], unknown, Err(What::UnknownConstant));
        // A declared constant has no context.
        check("c\t0\t0\t0\t0", ["untyped float", "2"], int, Err(What::WrongType));
        // Evaluated for more than one line.
        check("c\t0\t0\t0\t6", ["untyped float", "2"], untyped("7"), Ok(0));
    }

    #[test]
    fn what_follows_from_others_is_no_cause() {
        // A variable whose value differs, its use, and an expression around another.
        let text = "F\t/a.go\n@\t0\nT\tint\nS\tx\n\
                    0\t1\tv\t0\t\t0\t0\t0\t5\t8\n5\t8\tv\t0\t\t0\t4\n6\t7\tv\t0\t\t0\t4\n\
                    20\t21\tv\t0\t\t0\t4\t0\t0\t1\n";
        let dump = dump::read(text).unwrap();
        let comparison = compare(&dump, &Ours::new(&dump));
        let causes: Vec<(u32, bool)> =
            comparison.differences.iter().map(|found| (found.row.start, found.cause)).collect();
        assert_eq!(causes, [(0, false), (5, false), (6, true), (20, false)]);
        assert_eq!(comparison.counts, BTreeMap::from([(What::Missing, 4)]));
    }
}
