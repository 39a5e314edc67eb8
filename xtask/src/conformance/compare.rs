//! Comparing what the compiler says with what heldby says. Plain values on both sides: neither
//! the compiler nor the analysis is known here.
//!
//! Two things are the same variable when file, line, column and name are. There are three
//! exceptions, each resolved before the comparison by giving both sides the same key:
//!
//! - the compiler prints no column from 255 on: column 0 stands for all of those;
//! - a type-switch variable stands, for the compiler, at the last type of its clause, for heldby
//!   at its name: here it stands at its clause's beginning;
//! - generated variables have numbers that depend on the optimiser: `.autotmp_4` is `.autotmp`.

use std::collections::{BTreeMap, BTreeSet};

use closure_core::source::LineColumn;

use crate::shell;

/// The first column that the compiler does not print.
const FIRST_COLUMN_LEFT_OUT: u32 = 255;

/// A place in a file, whose path is absolute; column 0 is a column that was not printed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: u32,
    pub(super) column: u32,
}

impl Place {
    pub(super) fn new(file: impl Into<String>, line: u32, column: u32) -> Self {
        let column = if column < FIRST_COLUMN_LEFT_OUT { column } else { 0 };
        Self { file: file.into(), line, column }
    }
}

/// How a variable is captured, by all that was said of it: instances of generic code may differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Modes {
    pub(super) value: bool,
    pub(super) reference: bool,
    /// It was said that the mode is not known.
    pub(super) unknown: bool,
}

impl Modes {
    pub(super) fn add(&mut self, other: Modes) {
        self.value |= other.value;
        self.reference |= other.reference;
        self.unknown |= other.unknown;
    }

    fn describe(self) -> &'static str {
        match (self.value, self.reference, self.unknown) {
            (true, false, false) => "by value",
            (false, true, false) => "by reference",
            (true, true, _) => "by value and by reference",
            (false, false, _) => "unknown",
            (true, false, true) => "by value, and unknown",
            (false, true, true) => "by reference, and unknown",
        }
    }
}

/// What sort of code a closure is, as far as its first word tells.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Code {
    /// `func`
    Literal,
    /// `for`
    RangeBody,
    /// `go` or `defer`
    Wrapper,
}

/// What one side says.
#[derive(Default, Debug)]
pub(super) struct Account {
    /// The captured variables of the source: declaration and name.
    pub(super) variables: BTreeMap<(Place, String), Modes>,
    /// The names in each closure object, in layout order, by the closure's place. More than one
    /// list where instances of generic code differ.
    pub(super) closures: BTreeMap<Place, BTreeSet<Vec<String>>>,
}

impl Account {
    pub(super) fn add_variable(&mut self, declared: Place, name: &str, modes: Modes) {
        self.variables.entry((declared, name.to_owned())).or_default().add(modes);
    }

    pub(super) fn add_closure(&mut self, place: Place, names: Vec<String>) {
        self.closures.entry(place).or_default().insert(names);
    }
}

/// A clause of a type switch that declares a variable.
#[derive(Clone, Debug)]
pub(super) struct SwitchClause {
    pub(super) name: String,
    /// Where the variable's name stands: once, for all clauses of the switch.
    pub(super) bound: LineColumn,
    /// From `case` or `default` to the last type.
    pub(super) header: (LineColumn, LineColumn),
    /// From `case` or `default` to the end of its statements.
    pub(super) whole: (LineColumn, LineColumn),
}

/// What must be known of a file to compare what is said of it.
#[derive(Default, Debug)]
pub(super) struct FileFacts {
    pub(super) clauses: Vec<SwitchClause>,
    /// First and last line of each generic function and method.
    pub(super) generic_functions: Vec<(u32, u32)>,
    /// What begins at a closure's place.
    pub(super) codes: BTreeMap<(u32, u32), Code>,
    /// Whether it imports "C".
    pub(super) cgo: bool,
    /// Whether the compiler failed on its package, so that its silence means nothing.
    pub(super) not_compiled: bool,
}

impl FileFacts {
    /// Where a variable stands whose declaration the compiler prints at `line` and `column`.
    fn declared(&self, line: u32, column: u32, name: &str) -> Option<LineColumn> {
        let place = LineColumn { line, column };
        let in_header = |clause: &&SwitchClause| {
            let (first, last) = clause.header;
            match column {
                0 => first.line <= line && line <= last.line,
                _ => first <= place && place <= last,
            }
        };
        let clause = self.clauses.iter().filter(|clause| clause.name == name).find(in_header)?;
        Some(clause.header.0)
    }

    /// Where a variable stands that heldby says is declared at `declared`, of a closure at `at`.
    pub(super) fn declared_in_clause(
        &self,
        declared: LineColumn,
        at: LineColumn,
    ) -> Option<LineColumn> {
        let its = |clause: &&SwitchClause| {
            clause.bound == declared && clause.whole.0 <= at && at <= clause.whole.1
        };
        self.clauses.iter().find(its).map(|clause| clause.header.0)
    }
}

/// What the compiler says, and which lines it says anything about.
#[derive(Default, Debug)]
pub(super) struct CompilerAccount {
    pub(super) account: Account,
    /// By file, the lines that begin any of its sentences: where a generic function has none, it
    /// was never instantiated.
    pub(super) mentioned: BTreeMap<String, BTreeSet<u32>>,
}

/// How a comparison of one thing ended, other than well.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Kind {
    /// Both have it, and say different things.
    Different,
    /// The compiler has it, heldby does not.
    Missing,
    /// heldby says that it does not know.
    Unknown,
    /// heldby has it, the compiler, which compiled this code, does not.
    Extra,
    /// Only one of the two has it, in a file that imports "C": cgo wraps calls of C functions in
    /// literals of its own, by what the C declarations say, which nothing but a C compiler reads.
    Cgo,
    /// heldby has it, in generic code that nothing instantiates, so that the compiler never saw it.
    NotInstantiated,
}

impl Kind {
    pub(super) fn describe(self) -> &'static str {
        match self {
            Self::Different => "different",
            Self::Missing => "missing",
            Self::Unknown => "unknown",
            Self::Extra => "extra",
            Self::Cgo => "by cgo",
            Self::NotInstantiated => "not instantiated",
        }
    }
}

/// One thing that was compared, and did not end well.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) place: Place,
    pub(super) message: String,
}

/// The comparison of one sort of thing.
#[derive(Default, Debug)]
pub(super) struct Tally {
    /// How many the compiler has.
    pub(super) n_compiler: usize,
    pub(super) n_agreeing: usize,
    pub(super) problems: BTreeMap<Kind, Vec<Problem>>,
}

impl Tally {
    /// The share of what the compiler has that heldby has alike.
    pub(super) fn percent(&self) -> f64 {
        if self.n_compiler == 0 {
            return 100.0;
        }
        100.0 * shell::float(self.n_agreeing) / shell::float(self.n_compiler)
    }

    pub(super) fn count(&self, kind: Kind) -> usize {
        self.problems.get(&kind).map_or(0, Vec::len)
    }

    fn add(&mut self, kind: Kind, place: &Place, message: String) {
        self.problems.entry(kind).or_default().push(Problem { place: place.clone(), message });
    }
}

/// The whole comparison.
#[derive(Default, Debug)]
pub(super) struct Comparison {
    pub(super) variables: Tally,
    pub(super) closures: BTreeMap<Code, Tally>,
    /// What the compiler says of closures that are none of [`Code`]: method values on type
    /// parameters.
    pub(super) n_other_closures: usize,
    /// What the compiler says of files that heldby was not asked about, or left out.
    pub(super) n_elsewhere: usize,
}

/// Compares the two accounts in the files that `facts` knows.
pub(super) fn compare(
    compiler: &CompilerAccount,
    heldby: &Account,
    facts: &BTreeMap<String, FileFacts>,
) -> Comparison {
    let mut comparison = Comparison::default();
    compare_variables(compiler, heldby, facts, &mut comparison);
    compare_closures(compiler, heldby, facts, &mut comparison);
    comparison
}

fn compare_variables(
    compiler: &CompilerAccount,
    heldby: &Account,
    facts: &BTreeMap<String, FileFacts>,
    comparison: &mut Comparison,
) {
    let tally = &mut comparison.variables;
    let mut theirs: BTreeMap<(Place, &str), Modes> = BTreeMap::new();
    for ((place, name), modes) in &compiler.account.variables {
        let Some(file) = facts.get(&place.file) else {
            comparison.n_elsewhere += 1;
            continue;
        };
        let place = match file.declared(place.line, place.column, name) {
            Some(at) => Place::new(place.file.clone(), at.line, at.column),
            None => place.clone(),
        };
        theirs.entry((place, name)).or_default().add(*modes);
    }
    tally.n_compiler = theirs.len();
    for ((place, name), theirs) in &theirs {
        let Some(ours) = heldby.variables.get(&(place.clone(), (*name).to_owned())) else {
            let message = format!("{name}: compiler says {}", theirs.describe());
            tally.add(missing(facts, place), place, message);
            continue;
        };
        // Where it depends on the type argument, not to know is the right answer.
        let depends = theirs.value && theirs.reference;
        if (ours.unknown && depends) || (ours == theirs && !depends) {
            tally.n_agreeing += 1;
            continue;
        }
        let kind = if ours.unknown && !ours.value && !ours.reference {
            Kind::Unknown
        } else {
            Kind::Different
        };
        let message =
            format!("{name}: heldby says {}, compiler says {}", ours.describe(), theirs.describe());
        tally.add(kind, place, message);
    }
    for ((place, name), ours) in &heldby.variables {
        if theirs.contains_key(&(place.clone(), name.as_str())) {
            continue;
        }
        if let Some(kind) = silence(compiler, facts, place) {
            tally.add(kind, place, format!("{name}: heldby says {}", ours.describe()));
        }
    }
}

fn compare_closures(
    compiler: &CompilerAccount,
    heldby: &Account,
    facts: &BTreeMap<String, FileFacts>,
    comparison: &mut Comparison,
) {
    let code_at = |place: &Place| {
        facts.get(&place.file).map(|file| file.codes.get(&(place.line, place.column)).copied())
    };
    for (place, theirs) in &compiler.account.closures {
        let code = match code_at(place) {
            None => {
                comparison.n_elsewhere += 1;
                continue;
            }
            Some(None) => {
                comparison.n_other_closures += 1;
                continue;
            }
            Some(Some(code)) => code,
        };
        let tally = comparison.closures.entry(code).or_default();
        tally.n_compiler += 1;
        match heldby.closures.get(place) {
            None => {
                let message = format!("compiler says {}", describe_lists(theirs));
                tally.add(missing(facts, place), place, message);
            }
            Some(ours) if ours == theirs => tally.n_agreeing += 1,
            Some(ours) => {
                let (ours, theirs) = (describe_lists(ours), describe_lists(theirs));
                let message = format!("heldby says {ours}, compiler says {theirs}");
                tally.add(Kind::Different, place, message);
            }
        }
    }
    for (place, ours) in &heldby.closures {
        if compiler.account.closures.contains_key(place) {
            continue;
        }
        if let (Some(Some(code)), Some(kind)) = (code_at(place), silence(compiler, facts, place)) {
            let tally = comparison.closures.entry(code).or_default();
            tally.add(kind, place, format!("heldby says {}", describe_lists(ours)));
        }
    }
}

/// What it means that the compiler says nothing of a thing at `place`; `None` for nothing at all.
fn silence(
    compiler: &CompilerAccount,
    facts: &BTreeMap<String, FileFacts>,
    place: &Place,
) -> Option<Kind> {
    let file = facts.get(&place.file)?;
    if file.not_compiled {
        return None;
    }
    let holds = |range: &&(u32, u32)| range.0 <= place.line && place.line <= range.1;
    if let Some(&(first, last)) = file.generic_functions.iter().find(holds) {
        let mentioned = compiler.mentioned.get(&place.file);
        if mentioned.is_none_or(|lines| lines.range(first..=last).next().is_none()) {
            return Some(Kind::NotInstantiated);
        }
    }
    Some(if file.cgo { Kind::Cgo } else { Kind::Extra })
}

/// What it means that heldby says nothing of a thing at `place`.
fn missing(facts: &BTreeMap<String, FileFacts>, place: &Place) -> Kind {
    let cgo = facts.get(&place.file).is_some_and(|file| file.cgo);
    if cgo { Kind::Cgo } else { Kind::Missing }
}

fn describe_lists(lists: &BTreeSet<Vec<String>>) -> String {
    let lists: Vec<String> = lists.iter().map(|names| format!("[{}]", names.join(" "))).collect();
    lists.join(" and ")
}

/// The name as both sides have it: without the package that the compiler puts before names of
/// another package's generic code, and without the number of a temporary.
pub(super) fn plain_name(name: &str) -> &str {
    let name = match name.strip_prefix('"').and_then(|rest| rest.split_once("\".")) {
        // Where two packages have the same name, the compiler quotes the whole path.
        Some((_, name)) => name,
        None if name.starts_with(['.', '#', '~']) => name,
        None => name.split_once('.').map_or(name, |(_, name)| name),
    };
    if name.starts_with(".autotmp") { ".autotmp" } else { name }
}

/// Whether a name, made plain, is a variable of the source.
pub(super) fn is_source_name(name: &str) -> bool {
    !name.starts_with(['.', '#', '~'])
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUE: Modes = Modes { value: true, reference: false, unknown: false };
    const REFERENCE: Modes = Modes { value: false, reference: true, unknown: false };
    const UNKNOWN: Modes = Modes { value: false, reference: false, unknown: true };

    fn at(line: u32, column: u32) -> LineColumn {
        LineColumn { line, column }
    }

    fn place(line: u32, column: u32) -> Place {
        Place::new("/a.go", line, column)
    }

    fn account(variables: &[(u32, u32, &str, Modes)]) -> Account {
        let mut account = Account::default();
        for &(line, column, name, modes) in variables {
            account.add_variable(place(line, column), name, modes);
        }
        account
    }

    fn facts(file: FileFacts) -> BTreeMap<String, FileFacts> {
        BTreeMap::from([("/a.go".to_owned(), file)])
    }

    /// Agreeing, and then each problem as `kind line message`.
    fn outcome(tally: &Tally) -> (usize, Vec<String>) {
        let problems = tally.problems.iter().flat_map(|(kind, problems)| {
            problems.iter().map(move |problem| {
                format!("{} {} {}", kind.describe(), problem.place.line, problem.message)
            })
        });
        (tally.n_agreeing, problems.collect())
    }

    #[test]
    fn each_kind_of_disagreement() {
        let compiler = CompilerAccount {
            account: account(&[
                (1, 2, "same", VALUE),
                (2, 2, "mode", VALUE),
                (3, 2, "missing", REFERENCE),
                (4, 2, "unknown", VALUE),
            ]),
            mentioned: BTreeMap::from([("/a.go".to_owned(), BTreeSet::from([21]))]),
        };
        let heldby = account(&[
            (1, 2, "same", VALUE),
            (2, 2, "mode", REFERENCE),
            (4, 2, "unknown", UNKNOWN),
            (10, 2, "extra", VALUE),
            (15, 2, "silent", VALUE),
            (20, 2, "spoken", VALUE),
        ]);
        let file =
            FileFacts { generic_functions: vec![(14, 16), (19, 22)], ..FileFacts::default() };
        let comparison = compare(&compiler, &heldby, &facts(file));
        assert_eq!(comparison.variables.n_compiler, 4);
        let (n_agreeing, problems) = outcome(&comparison.variables);
        assert_eq!(n_agreeing, 1);
        assert_eq!(
            problems,
            [
                "different 2 mode: heldby says by reference, compiler says by value",
                "missing 3 missing: compiler says by reference",
                "unknown 4 unknown: heldby says unknown, compiler says by value",
                "extra 10 extra: heldby says by value",
                "extra 20 spoken: heldby says by value",
                "not instantiated 15 silent: heldby says by value",
            ]
        );
    }

    #[test]
    fn what_type_arguments_decide_is_rightly_unknown() {
        let mut both = VALUE;
        both.add(REFERENCE);
        let compiler = CompilerAccount {
            account: account(&[(1, 1, "a", both), (2, 1, "b", both)]),
            ..CompilerAccount::default()
        };
        let heldby = account(&[(1, 1, "a", UNKNOWN), (2, 1, "b", VALUE)]);
        let comparison = compare(&compiler, &heldby, &facts(FileFacts::default()));
        let (n_agreeing, problems) = outcome(&comparison.variables);
        assert_eq!(n_agreeing, 1);
        assert_eq!(
            problems,
            ["different 2 b: heldby says by value, compiler says by value and by reference"]
        );
    }

    #[test]
    fn a_type_switch_variable_is_one_for_each_clause() {
        let clause = |line, last_type| SwitchClause {
            name: "y".to_owned(),
            bound: at(3, 9),
            header: (at(line, 2), at(line, last_type)),
            whole: (at(line, 2), at(line + 1, 30)),
        };
        let file =
            FileFacts { clauses: vec![clause(4, 19), clause(6, 11)], ..FileFacts::default() };
        assert_eq!(file.declared_in_clause(at(3, 9), at(5, 10)), Some(at(4, 2)));
        assert_eq!(file.declared_in_clause(at(3, 9), at(7, 10)), Some(at(6, 2)));
        assert_eq!(file.declared_in_clause(at(3, 8), at(7, 10)), None);

        let compiler = CompilerAccount {
            account: account(&[(4, 13, "y", VALUE), (6, 8, "y", REFERENCE), (7, 3, "y", VALUE)]),
            ..CompilerAccount::default()
        };
        let heldby = account(&[(4, 2, "y", VALUE), (6, 2, "y", REFERENCE), (7, 3, "y", VALUE)]);
        let comparison = compare(&compiler, &heldby, &facts(file));
        assert_eq!(outcome(&comparison.variables), (3, Vec::new()));
    }

    #[test]
    fn far_columns_are_compared_by_line() {
        let compiler = CompilerAccount {
            account: account(&[(1, 0, "x", VALUE)]),
            ..CompilerAccount::default()
        };
        let heldby = account(&[(1, 300, "x", VALUE)]);
        let comparison = compare(&compiler, &heldby, &facts(FileFacts::default()));
        assert_eq!(outcome(&comparison.variables), (1, Vec::new()));
    }

    #[test]
    fn capture_lists_are_compared_in_order() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let mut compiler = CompilerAccount::default();
        let mut heldby = Account::default();
        for (line, theirs, ours) in [
            (1, &["a", "b"][..], Some(&["a", "b"][..])),
            (2, &["a", "b"], Some(&["b", "a"])),
            (3, &["a"], None),
            (4, &["m"], None),
        ] {
            compiler.account.add_closure(place(line, 1), names(theirs));
            if let Some(ours) = ours {
                heldby.add_closure(place(line, 1), names(ours));
            }
        }
        heldby.add_closure(place(5, 1), names(&[]));
        let codes = [1, 2, 3, 5].map(|line| ((line, 1), Code::Literal));
        let file = FileFacts { codes: BTreeMap::from(codes), ..FileFacts::default() };
        let comparison = compare(&compiler, &heldby, &facts(file));
        assert_eq!(comparison.n_other_closures, 1);
        assert_eq!(
            outcome(&comparison.closures[&Code::Literal]),
            (
                1,
                vec![
                    "different 2 heldby says [b a], compiler says [a b]".to_owned(),
                    "missing 3 compiler says [a]".to_owned(),
                    "extra 5 heldby says []".to_owned(),
                ]
            )
        );
    }

    #[test]
    fn other_files_do_not_count() {
        let mut compiler = CompilerAccount::default();
        compiler.account.add_variable(Place::new("/b.go", 1, 1), "x", VALUE);
        let comparison = compare(&compiler, &Account::default(), &facts(FileFacts::default()));
        assert_eq!((comparison.n_elsewhere, comparison.variables.n_compiler), (1, 0));
    }

    #[test]
    fn names_are_made_plain() {
        let plain =
            ["x", "slices.s", "sync..dict", ".dict", ".autotmp_12", "slices.#state1", "#rv2"]
                .map(plain_name);
        assert_eq!(plain, ["x", "s", ".dict", ".dict", ".autotmp", "#state1", "#rv2"]);
        assert_eq!(plain_name("\"example.com/a.b/sync\".d"), "d");
        assert_eq!(plain_name("fips140hash..autotmp_4"), ".autotmp");
        assert!(is_source_name("x") && !is_source_name("#next") && !is_source_name(".dict"));
    }
}
