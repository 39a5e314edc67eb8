//! The comparison, of plain values on both sides.
//!
//! The binary leaves two sorts of fields out, of both of which the offsets of those behind them tell:
//! the compiler's own variables for ranges over functions (`#state1` and its like), and where a
//! package was optimised, what the code does not look at. Nor does it always tell modes: what it calls
//! `&x` may be a copy that is looked at in place. What it calls `x` is a copy for certain.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::dwarf::{Field, Function};
use crate::shell;
use closure_core::oracle::compiler_log::plain_name;

/// A closure as heldby has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Ours {
    pub(super) position: String,
    /// Whether there is an object, which a literal that is called where it stands has not.
    pub(super) has_object: bool,
    pub(super) fields: Vec<OurField>,
}

/// A field of its object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct OurField {
    /// `None` where it is not known.
    pub(super) offset: Option<u64>,
    pub(super) name: String,
    /// `None` where it is not known.
    pub(super) is_reference: Option<bool>,
    /// `None` where it is not known.
    pub(super) size: Option<u64>,
}

/// How two objects differ.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Difference {
    /// There is no closure of that name.
    Missing,
    /// The binary's function takes nothing from an object.
    Extra,
    /// The fields are not the same variables, or not in the same order.
    Variables,
    /// One is by value, one by reference.
    Modes,
    /// A mode or an offset depends on type arguments, which is no fault.
    Dependent,
    /// A mode or an offset is not known, though no type argument decides it.
    Unknown,
    Offsets,
    Sizes,
}

impl Difference {
    fn describe(self) -> &'static str {
        match self {
            Self::Missing => "closures that heldby has not",
            Self::Extra => "closures whose object the binary does not have",
            Self::Variables => "closures with other variables",
            Self::Modes => "closures with other modes",
            Self::Dependent => "closures of generic code whose type arguments decide",
            Self::Unknown => "closures of which heldby does not know all",
            Self::Offsets => "closures with other offsets",
            Self::Sizes => "closures with other sizes of fields",
        }
    }
}

/// The whole comparison.
#[derive(Default, Debug)]
pub(super) struct Comparison {
    /// The functions that take fields from an object, and those fields.
    pub(super) n_functions: usize,
    pub(super) n_fields: usize,
    /// Equal in name, mode and offset.
    n_agreeing: usize,
    /// Fields that heldby has by value, and that may be by reference by what the binary says.
    n_in_place: usize,
    /// Fields whose mode or offset depends on type arguments.
    n_unknown: usize,
    /// Fields that the binary does not describe, because their package was optimised.
    n_optimised: usize,
    /// Fields whose size both know, and those of them in which it is equal.
    n_sizes: usize,
    n_sizes_agreeing: usize,
    differences: BTreeMap<Difference, Vec<String>>,
}

impl Comparison {
    /// How many fields, or whole objects, are not alike.
    pub(super) fn n_different(&self) -> usize {
        let n_extra = self.differences.get(&Difference::Extra).map_or(0, Vec::len);
        let n_fields = self.n_fields - self.n_agreeing - self.n_unknown;
        n_fields + n_extra + self.n_sizes - self.n_sizes_agreeing
    }

    /// As text: up to `most` differences of each kind, then the counts.
    pub(super) fn report(&self, most: usize) -> String {
        // Writing to a string cannot fail.
        let mut text = String::new();
        for (difference, messages) in &self.differences {
            if *difference == Difference::Dependent && most < usize::MAX {
                continue;
            }
            let _ = writeln!(text, "{}: {}", difference.describe(), messages.len());
            for message in messages.iter().take(most) {
                let _ = writeln!(text, "  {message}");
            }
            if messages.len() > most {
                let _ = writeln!(text, "  … {} more with --all", messages.len() - most);
            }
        }
        let percent =
            |n, of| if of == 0 { 100.0 } else { 100.0 * shell::float(n) / shell::float(of) };
        let _ = writeln!(
            text,
            "offsets and names: {} of the binary's {} agree ({:.2} %), in {} functions; {} by type arguments, \
             {} left out by the optimiser, {} by value in place\n\
             sizes: {} of {} agree ({:.2} %)",
            self.n_agreeing,
            self.n_fields,
            percent(self.n_agreeing, self.n_fields),
            self.n_functions,
            self.n_unknown,
            self.n_optimised,
            self.n_in_place,
            self.n_sizes_agreeing,
            self.n_sizes,
            percent(self.n_sizes_agreeing, self.n_sizes),
        );
        text
    }

    fn add(
        &mut self,
        difference: Difference,
        symbol: &str,
        ours: Option<&Ours>,
        theirs: &[&Field],
    ) {
        let place = ours.map_or(String::new(), |ours| format!("{}: ", ours.position));
        let theirs: Vec<String> = theirs.iter().copied().map(describe).collect();
        let theirs = theirs.join(" ");
        let ours = ours.map_or("nothing".to_owned(), Ours::describe);
        let message = format!("{place}{symbol}: heldby has {ours}, the binary {theirs}");
        self.differences.entry(difference).or_default().push(message);
    }

    /// Compares the object of one function.
    fn compare(&mut self, symbol: &str, function: &Function, candidates: &[Ours]) {
        let mut theirs: Vec<&Field> =
            function.fields.iter().filter(|field| is_described(plain(field))).collect();
        // Fields of size 0 share their offset with the one behind them.
        theirs.sort_by_key(|field| (field.offset, field.size != Some(0), plain(field)));
        let Some(ours) = candidates.iter().find(|ours| ours.has_object).or(candidates.first())
        else {
            if !theirs.is_empty() {
                self.n_functions += 1;
                self.n_fields += theirs.len();
                self.add(Difference::Missing, symbol, None, &theirs);
            }
            return;
        };
        let described = |field: &&OurField| ours.has_object && is_described(&field.name);
        let mut fields: Vec<&OurField> = ours.fields.iter().filter(described).collect();
        fields.sort_by_key(|field| match field.offset {
            Some(offset) => (offset, field.size != Some(0), plain_name(&field.name)),
            // Behind all others, in their own order.
            None => (u64::MAX, true, ""),
        });
        if function.optimised {
            let n_fields = fields.len();
            fields = in_order_of(&theirs, fields);
            self.n_optimised += n_fields - fields.len();
        }
        if theirs.is_empty() {
            // Several functions may have one name: those of method values, for one.
            if !fields.is_empty() && candidates.len() == 1 {
                self.add(Difference::Extra, symbol, Some(ours), &theirs);
            }
            return;
        }
        self.n_functions += 1;
        self.n_fields += theirs.len();
        let is_same =
            |(ours, theirs): (&&OurField, &&Field)| plain_name(&ours.name) == plain(theirs);
        if fields.len() != theirs.len() || !fields.iter().zip(&theirs).all(is_same) {
            return self.add(Difference::Variables, symbol, Some(ours), &theirs);
        }
        let generic = symbol.contains("[...]");
        let pairs = fields.iter().zip(&theirs);
        let different = pairs.filter_map(|(ours, theirs)| self.field(ours, theirs, generic));
        // The first says most.
        if let Some(different) = different.collect::<Vec<_>>().first() {
            self.add(*different, symbol, Some(ours), &theirs);
        }
    }

    /// Compares a field with the one of the same name.
    fn field(&mut self, ours: &OurField, theirs: &Field, generic: bool) -> Option<Difference> {
        let is_pointer = theirs.name.starts_with('&');
        let (in_place, size) = match ours.is_reference {
            Some(true) if !is_pointer => return Some(Difference::Modes),
            Some(false) if is_pointer => (true, theirs.pointee_size),
            _ => (false, theirs.size),
        };
        self.n_in_place += usize::from(in_place);
        let sizes_differ = match ours.size.zip(size) {
            None => false,
            Some((ours, theirs)) => {
                self.n_sizes += 1;
                self.n_sizes_agreeing += usize::from(ours == theirs);
                ours != theirs
            }
        };
        match ours.offset {
            Some(offset) if offset != theirs.offset => return Some(Difference::Offsets),
            Some(_) if ours.is_reference.is_some() => self.n_agreeing += 1,
            _ if generic => {
                self.n_unknown += 1;
                return Some(Difference::Dependent);
            }
            _ => return Some(Difference::Unknown),
        }
        sizes_differ.then_some(Difference::Sizes)
    }
}

/// Whether debuggers are told of a variable of that name.
fn is_described(name: &str) -> bool {
    !name.starts_with('#')
}

/// The fields that have the names of `theirs`, in their order, as far as there are such.
fn in_order_of<'o>(theirs: &[&Field], ours: Vec<&'o OurField>) -> Vec<&'o OurField> {
    let mut ours = ours.into_iter();
    theirs
        .iter()
        .map_while(|theirs| ours.find(|field| plain_name(&field.name) == plain(theirs)))
        .collect()
}

/// Compares the functions of a binary with heldby's closures, which are sorted by symbol.
pub(super) fn compare(functions: &[Function], ours: &BTreeMap<String, Vec<Ours>>) -> Comparison {
    let mut comparison = Comparison::default();
    for function in functions {
        let symbol = plain_symbol(&function.symbol);
        let candidates = ours.get(&symbol).map_or([].as_slice(), Vec::as_slice);
        comparison.compare(&symbol, function, candidates);
    }
    comparison
}

/// A symbol as heldby names it: without type arguments, and without the linker's escapes.
fn plain_symbol(symbol: &str) -> String {
    let (mut text, mut depth) = (String::with_capacity(symbol.len()), 0_u32);
    for c in symbol.chars() {
        match c {
            '[' => {
                depth += 1;
                if depth == 1 {
                    text.push_str("[...]");
                }
            }
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.push(c),
            _ => {}
        }
    }
    let text = text.replace("%2e", ".");
    match text.strip_prefix("go:builtin.") {
        Some(name) => name.to_owned(),
        // Of an interface without a name, the symbol tells what it is made of.
        None if text.starts_with("go:interface {") => match text.rsplit_once('.') {
            Some((_, method)) => format!("interface.{method}"),
            None => text,
        },
        None => text,
    }
}

/// The name of a variable, without the mark of by reference and the number of a temporary.
fn plain(field: &Field) -> &str {
    plain_name(field.name.trim_start_matches('&'))
}

fn describe(field: &Field) -> String {
    format!("{}@{}", field.name, field.offset)
}

impl Ours {
    fn describe(&self) -> String {
        if !self.has_object {
            return "no object".to_owned();
        }
        let field = |field: &OurField| {
            let mark = match field.is_reference {
                Some(true) => "&",
                Some(false) => "",
                None => "?",
            };
            let offset = field.offset.map_or("?".to_owned(), |offset| offset.to_string());
            format!("{mark}{}@{offset}", field.name)
        };
        let fields: Vec<String> = self.fields.iter().map(field).collect();
        fields.join(" ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(symbol: &str, fields: &[(u64, &str, u64)]) -> Function {
        let field = |&(offset, name, size): &(u64, &str, u64)| Field {
            offset,
            name: name.to_owned(),
            size: Some(size),
            pointee_size: None,
        };
        let fields = fields.iter().map(field).collect();
        Function { symbol: symbol.to_owned(), optimised: false, fields }
    }

    fn object(fields: &[(Option<u64>, &str, u64)]) -> Ours {
        let field = |&(offset, name, size): &(Option<u64>, &str, u64)| OurField {
            offset,
            name: name.trim_start_matches('&').to_owned(),
            is_reference: Some(name.starts_with('&')),
            size: Some(size),
        };
        Ours {
            position: "a.go:1:2".to_owned(),
            has_object: true,
            fields: fields.iter().map(field).collect(),
        }
    }

    #[track_caller]
    fn check(function: &Function, ours: Option<Ours>, report: &str) {
        let ours: BTreeMap<String, Vec<Ours>> =
            ours.into_iter().map(|ours| (plain_symbol(&function.symbol), vec![ours])).collect();
        let comparison = compare(std::slice::from_ref(function), &ours);
        assert_eq!(comparison.report(10), report);
        assert_eq!(comparison.n_different() > 0, report.lines().count() > 2, "{comparison:?}");
    }

    #[test]
    fn what_is_equal() {
        check(
            &function("p.f.func1", &[(8, "&x", 8), (16, ".autotmp_7", 4)]),
            Some(object(&[(Some(8), "&x", 8), (Some(16), ".autotmp", 4)])),
            "offsets and names: 2 of the binary's 2 agree (100.00 %), in 1 functions; 0 by type arguments, \
             0 left out by the optimiser, 0 by value in place\n\
             sizes: 2 of 2 agree (100.00 %)\n",
        );
        check(
            &function("p.f[go.shape.int].func1", &[(8, "x", 8)]),
            Some(object(&[(None, "x", 8)])),
            "offsets and names: 0 of the binary's 1 agree (0.00 %), in 1 functions; 1 by type arguments, \
             0 left out by the optimiser, 0 by value in place\n\
             sizes: 1 of 1 agree (100.00 %)\n",
        );
        check(
            &function("p.g.func1", &[]),
            None,
            "offsets and names: 0 of the binary's 0 agree (100.00 %), in 0 functions; 0 by type arguments, \
             0 left out by the optimiser, 0 by value in place\n\
             sizes: 0 of 0 agree (100.00 %)\n",
        );
    }

    #[test]
    fn what_differs() {
        let f = function("p.f.func1", &[(8, "x", 8)]);
        let counts = |n_sizes: &str| {
            format!(
                "offsets and names: 0 of the binary's 1 agree (0.00 %), in 1 functions; 0 by type arguments, \
             0 left out by the optimiser, 0 by value in place\n\
                 sizes: {n_sizes}\n"
            )
        };
        let no_sizes = counts("0 of 0 agree (100.00 %)");
        check(
            &f,
            None,
            &format!(
                "closures that heldby has not: 1\n  \
                 p.f.func1: heldby has nothing, the binary x@8\n{no_sizes}"
            ),
        );
        check(
            &f,
            Some(object(&[(Some(8), "y", 8)])),
            &format!(
                "closures with other variables: 1\n  \
                 a.go:1:2: p.f.func1: heldby has y@8, the binary x@8\n{no_sizes}"
            ),
        );
        check(
            &f,
            Some(object(&[(Some(8), "&x", 8)])),
            &format!(
                "closures with other modes: 1\n  \
                 a.go:1:2: p.f.func1: heldby has &x@8, the binary x@8\n{no_sizes}"
            ),
        );
        check(
            &f,
            Some(object(&[(Some(16), "x", 8)])),
            &format!(
                "closures with other offsets: 1\n  \
                 a.go:1:2: p.f.func1: heldby has x@16, the binary x@8\n{}",
                counts("1 of 1 agree (100.00 %)")
            ),
        );
        check(
            &function("p.f.func1", &[]),
            Some(object(&[(Some(8), "x", 8)])),
            "closures whose object the binary does not have: 1\n  \
             a.go:1:2: p.f.func1: heldby has x@8, the binary \n\
             offsets and names: 0 of the binary's 0 agree (100.00 %), in 0 functions; 0 by type arguments, \
             0 left out by the optimiser, 0 by value in place\n\
             sizes: 0 of 0 agree (100.00 %)\n",
        );
    }

    #[test]
    fn symbols() {
        for (symbol, plain) in [
            ("a/b.F[go.shape.[]int,go.shape.struct { x []int }].func1", "a/b.F[...].func1"),
            ("a/b.(*T[go.shape.int]).m-range1", "a/b.(*T[...]).m-range1"),
            ("gopkg.in/yaml%2ev3.f.func2", "gopkg.in/yaml.v3.f.func2"),
            ("go:builtin.error.Error-fm", "error.Error-fm"),
            ("go:interface { M(a.T) int }.M-fm", "interface.M-fm"),
        ] {
            assert_eq!(plain_symbol(symbol), plain);
        }
    }
}
