//! Comparing what the compiler says with what heldby says. Plain values on both sides: neither
//! the compiler nor the analysis is known here.

use std::collections::{BTreeMap, BTreeSet};

use super::account::{HeldbyAccount, Modes, Place, Said};
use super::compiler_log::CompilerAccount;
use super::facts::{Code, FileFacts};

/// How a comparison of one thing ended, other than well.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// Both have it, and say different things.
    Different,
    /// The compiler has it, heldby does not.
    Missing,
    /// heldby says that it does not know.
    Unknown,
    /// heldby has it, the compiler, which compiled this code, does not.
    Extra,
    /// In a file that imports "C" only one of the two has it, or heldby does not know it: what calls
    /// of C functions the cgo tool rewrites, and how large C's types are, is decided by declarations,
    /// which may be in headers of the system that heldby does not read.
    Cgo,
    /// heldby has it, in generic code that nothing instantiates, so that the compiler never saw it.
    NotInstantiated,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Different,
        Self::Missing,
        Self::Unknown,
        Self::Extra,
        Self::Cgo,
        Self::NotInstantiated,
    ];

    /// Whether the two sides disagree, rather than that there was nothing to compare.
    pub fn is_disagreement(self) -> bool {
        !matches!(self, Self::Cgo | Self::NotInstantiated)
    }
}

/// One thing that was compared, with both answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// Where it is: a variable's declaration, for a type switch's the beginning of its clause; a
    /// closure's first word.
    pub place: Place,
    /// The variable; `None` of a closure.
    pub name: Option<String>,
    /// What heldby says; `None` where it does not have the thing.
    pub heldby: Option<Said>,
    /// What the compiler says; `None` where it does not have the thing.
    pub compiler: Option<Said>,
}

/// The comparison of one sort of thing.
#[derive(Default, Debug)]
pub struct Tally {
    /// What both have alike, by place.
    pub agreeing: Vec<Finding>,
    /// What they do not, by place.
    pub problems: BTreeMap<Kind, Vec<Finding>>,
    /// How many the compiler has.
    pub n_compiler: usize,
}

impl Tally {
    /// How many comparisons ended so.
    pub fn count(&self, kind: Kind) -> usize {
        self.problems.get(&kind).map_or(0, Vec::len)
    }

    /// What the two sides disagree about.
    pub fn disagreements(&self) -> impl Iterator<Item = (Kind, &Finding)> {
        let kinds = self.problems.iter().filter(|(kind, _)| kind.is_disagreement());
        kinds.flat_map(|(kind, findings)| findings.iter().map(|finding| (*kind, finding)))
    }

    fn add(&mut self, kind: Kind, finding: Finding) {
        self.problems.entry(kind).or_default().push(finding);
    }

    fn append(&mut self, other: Self) {
        self.agreeing.extend(other.agreeing);
        for (kind, findings) in other.problems {
            self.problems.entry(kind).or_default().extend(findings);
        }
        self.n_compiler += other.n_compiler;
    }
}

/// The whole comparison.
#[derive(Default, Debug)]
pub struct Comparison {
    /// Captured variables and their modes.
    pub variables: Tally,
    /// Closure objects and what they hold.
    pub closures: BTreeMap<Code, Tally>,
    /// How many closures the compiler has that are none of [`Code`]: method values on type
    /// parameters.
    pub n_other_closures: usize,
    /// How many things the compiler says of files that heldby was not asked about, or left out.
    pub n_elsewhere: usize,
}

impl Comparison {
    /// Takes in the comparison of other files.
    pub fn append(&mut self, other: Self) {
        self.variables.append(other.variables);
        for (code, tally) in other.closures {
            self.closures.entry(code).or_default().append(tally);
        }
        self.n_other_closures += other.n_other_closures;
        self.n_elsewhere += other.n_elsewhere;
    }

    /// The tallies of everything that was compared.
    pub fn tallies(&self) -> impl Iterator<Item = &Tally> {
        std::iter::once(&self.variables).chain(self.closures.values())
    }
}

/// Compares the two accounts in the files of which heldby knows the facts.
pub fn compare(compiler: &CompilerAccount, heldby: &HeldbyAccount) -> Comparison {
    let mut comparison = Comparison::default();
    compare_variables(compiler, heldby, &mut comparison);
    compare_closures(compiler, heldby, &mut comparison);
    comparison
}

fn compare_variables(
    compiler: &CompilerAccount,
    heldby: &HeldbyAccount,
    comparison: &mut Comparison,
) {
    let (facts, ours) = (&heldby.facts, &heldby.account.variables);
    let tally = &mut comparison.variables;
    let mut theirs: BTreeMap<(Place, String), Modes> = BTreeMap::new();
    for ((place, name), modes) in &compiler.account.variables {
        let Some(file) = facts.get(&place.file) else {
            comparison.n_elsewhere += 1;
            continue;
        };
        // A variable of what the cgo tool writes.
        if file.cgo && name.starts_with("_cgo") {
            continue;
        }
        let place = match file.declared(place.line, place.column, name) {
            Some(at) => Place::new(place.file.clone(), at.line, at.column),
            None => place.clone(),
        };
        theirs.entry((place, name.clone())).or_default().add(*modes);
    }
    undo_cgo(&mut theirs, ours, facts);
    tally.n_compiler = theirs.len();
    let finding = |key: &(Place, String), ours: Option<Modes>, theirs: Option<Modes>| Finding {
        place: key.0.clone(),
        name: Some(key.1.clone()),
        heldby: ours.map(Said::Captured),
        compiler: theirs.map(Said::Captured),
    };
    for (key, &theirs) in &theirs {
        let Some(&ours) = ours.get(key) else {
            tally.add(missing(facts, &key.0), finding(key, None, Some(theirs)));
            continue;
        };
        let finding = finding(key, Some(ours), Some(theirs));
        // Where it depends on the type argument, not to know is the right answer.
        let depends = theirs.value && theirs.reference;
        if (ours.unknown && depends) || (ours == theirs && !depends) {
            tally.agreeing.push(finding);
        } else if ours.unknown && !ours.value && !ours.reference {
            let cgo = facts.get(&key.0.file).is_some_and(|file| file.cgo);
            tally.add(if cgo { Kind::Cgo } else { Kind::Unknown }, finding);
        } else {
            tally.add(Kind::Different, finding);
        }
    }
    for (key, &ours) in ours.iter().filter(|(key, _)| !theirs.contains_key(*key)) {
        if let Some(kind) = silence(compiler, facts, &key.0) {
            tally.add(kind, finding(key, Some(ours), None));
        }
    }
}

/// The cgo tool writes other names for what is C's, which moves everything behind them on the line:
/// there the compiler's columns are not those of the source. What has the same name on both sides, as
/// often, is the same variable.
fn undo_cgo(
    theirs: &mut BTreeMap<(Place, String), Modes>,
    ours: &BTreeMap<(Place, String), Modes>,
    facts: &BTreeMap<String, FileFacts>,
) {
    type Line = (String, u32, String);
    let mut moved: BTreeMap<Line, [Vec<Place>; 2]> = BTreeMap::new();
    let mut note = |(place, name): &(Place, String), side: usize| {
        if facts.get(&place.file).is_some_and(|file| file.cgo) {
            let line = (place.file.clone(), place.line, name.clone());
            moved.entry(line).or_default()[side].push(place.clone());
        }
    };
    theirs.keys().filter(|key| !ours.contains_key(*key)).for_each(|key| note(key, 0));
    ours.keys().filter(|key| !theirs.contains_key(*key)).for_each(|key| note(key, 1));
    for ((_, _, name), [from, to]) in moved {
        if from.len() != to.len() {
            continue;
        }
        for (from, to) in from.into_iter().zip(to) {
            if let Some(modes) = theirs.remove(&(from, name.clone())) {
                theirs.insert((to, name.clone()), modes);
            }
        }
    }
}

fn compare_closures(
    compiler: &CompilerAccount,
    heldby: &HeldbyAccount,
    comparison: &mut Comparison,
) {
    let (facts, ours) = (&heldby.facts, &heldby.account.closures);
    let code_at = |place: &Place| {
        facts.get(&place.file).map(|file| file.codes.get(&(place.line, place.column)).copied())
    };
    let finding = |place: &Place,
                   ours: Option<&BTreeSet<Vec<String>>>,
                   theirs: Option<&BTreeSet<Vec<String>>>| Finding {
        place: place.clone(),
        name: None,
        heldby: ours.cloned().map(Said::Holds),
        compiler: theirs.cloned().map(Said::Holds),
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
        let ours = ours.get(place);
        let finding = finding(place, ours, Some(theirs));
        match ours {
            None => tally.add(missing(facts, place), finding),
            Some(ours) if ours == theirs => tally.agreeing.push(finding),
            Some(_) => tally.add(Kind::Different, finding),
        }
    }
    let theirs = &compiler.account.closures;
    for (place, ours) in ours.iter().filter(|(place, _)| !theirs.contains_key(*place)) {
        if let (Some(Some(code)), Some(kind)) = (code_at(place), silence(compiler, facts, place)) {
            let tally = comparison.closures.entry(code).or_default();
            tally.add(kind, finding(place, Some(ours), None));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::{Account, SwitchClause};
    use crate::source::LineColumn;

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

    fn compiler(account: Account) -> CompilerAccount {
        CompilerAccount { account, ..CompilerAccount::default() }
    }

    fn heldby(account: Account, file: FileFacts) -> HeldbyAccount {
        let facts = BTreeMap::from([("/a.go".to_owned(), file)]);
        HeldbyAccount { account, facts, ..HeldbyAccount::default() }
    }

    fn compared(compiler: &CompilerAccount, ours: Account, file: FileFacts) -> Comparison {
        compare(compiler, &heldby(ours, file))
    }

    /// How many agree, and then each problem on a line.
    fn outcome(tally: &Tally) -> (usize, Vec<String>) {
        let shown = |said: &Option<Said>| said.as_ref().map_or("-".to_owned(), Said::to_string);
        let problems = tally.problems.iter().flat_map(|(kind, findings)| {
            findings.iter().map(move |finding| {
                let Finding { place, name, heldby, compiler } = finding;
                let (line, name) = (place.line, name.as_deref().unwrap_or("closure"));
                format!("{kind:?} {line} {name}: {} / {}", shown(heldby), shown(compiler))
            })
        });
        (tally.agreeing.len(), problems.collect())
    }

    #[test]
    fn cgo_moves_columns() {
        let theirs = [
            (1, 9, "x", VALUE),
            (1, 30, "y", VALUE),
            (2, 9, "z", VALUE),
            (3, 9, "w", REFERENCE),
            (4, 9, "_cgo0", VALUE),
        ];
        let ours =
            [(1, 8, "x", VALUE), (1, 20, "y", REFERENCE), (3, 7, "w", VALUE), (3, 8, "w", VALUE)];
        let compared = |cgo: bool| {
            let file = FileFacts { cgo, ..FileFacts::default() };
            outcome(&compared(&compiler(account(&theirs)), account(&ours), file).variables)
        };
        let (n_agreeing, problems) = compared(true);
        assert_eq!(n_agreeing, 1);
        assert_eq!(
            problems,
            [
                "Different 1 y: by reference / by value",
                "Cgo 2 z: - / by value",
                "Cgo 3 w: - / by reference",
                "Cgo 3 w: by value / -",
                "Cgo 3 w: by value / -",
            ]
        );
        let (n_agreeing, problems) = compared(false);
        assert_eq!((n_agreeing, problems.len()), (0, 9), "{problems:?}");
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
        let comparison = compared(&compiler, heldby, file);
        assert_eq!(comparison.variables.n_compiler, 4);
        let (n_agreeing, problems) = outcome(&comparison.variables);
        assert_eq!(n_agreeing, 1);
        assert_eq!(
            problems,
            [
                "Different 2 mode: by reference / by value",
                "Missing 3 missing: - / by reference",
                "Unknown 4 unknown: unknown / by value",
                "Extra 10 extra: by value / -",
                "Extra 20 spoken: by value / -",
                "NotInstantiated 15 silent: by value / -",
            ]
        );
        assert_eq!(comparison.variables.disagreements().count(), 5);
    }

    #[test]
    fn silence_about_what_was_not_compiled_or_is_of_cgo_is_no_disagreement() {
        let ours = || account(&[(10, 2, "x", VALUE)]);
        let file = FileFacts { not_compiled: true, ..FileFacts::default() };
        let comparison = compared(&CompilerAccount::default(), ours(), file);
        assert_eq!(outcome(&comparison.variables), (0, Vec::new()));

        let file = FileFacts { cgo: true, ..FileFacts::default() };
        let theirs = compiler(account(&[(12, 2, "y", VALUE)]));
        let comparison = compared(&theirs, ours(), file);
        let (_, problems) = outcome(&comparison.variables);
        assert_eq!(problems, ["Cgo 12 y: - / by value", "Cgo 10 x: by value / -"]);
        assert_eq!(comparison.variables.disagreements().count(), 0);
    }

    #[test]
    fn what_type_arguments_decide_is_rightly_unknown() {
        let mut both = VALUE;
        both.add(REFERENCE);
        let theirs = compiler(account(&[(1, 1, "a", both), (2, 1, "b", both)]));
        let ours = account(&[(1, 1, "a", UNKNOWN), (2, 1, "b", VALUE)]);
        let comparison = compared(&theirs, ours, FileFacts::default());
        let (n_agreeing, problems) = outcome(&comparison.variables);
        assert_eq!(n_agreeing, 1);
        assert_eq!(problems, ["Different 2 b: by value / by value and by reference"]);
    }

    #[test]
    fn a_type_switch_variable_is_compared_at_its_clause() {
        let clause = |line, last_type| SwitchClause {
            name: "y".to_owned(),
            bound: at(3, 9),
            header: (at(line, 2), at(line, last_type)),
            whole: (at(line, 2), at(line + 1, 30)),
        };
        let file =
            FileFacts { clauses: vec![clause(4, 19), clause(6, 11)], ..FileFacts::default() };
        let theirs =
            compiler(account(&[(4, 13, "y", VALUE), (6, 8, "y", REFERENCE), (7, 3, "y", VALUE)]));
        let ours = account(&[(4, 2, "y", VALUE), (6, 2, "y", REFERENCE), (7, 3, "y", VALUE)]);
        let comparison = compared(&theirs, ours, file);
        assert_eq!(outcome(&comparison.variables), (3, Vec::new()));
    }

    #[test]
    fn far_columns_are_compared_by_line() {
        let theirs = compiler(account(&[(1, 0, "x", VALUE)]));
        let ours = account(&[(1, 300, "x", VALUE)]);
        let comparison = compared(&theirs, ours, FileFacts::default());
        assert_eq!(outcome(&comparison.variables), (1, Vec::new()));
    }

    #[test]
    fn capture_lists_are_compared_in_order() {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let mut compiler = CompilerAccount::default();
        let mut ours = Account::default();
        for (line, theirs, held) in [
            (1, &["a", "b"][..], Some(&["a", "b"][..])),
            (2, &["a", "b"], Some(&["b", "a"])),
            (3, &["a"], None),
            (4, &["m"], None),
        ] {
            compiler.account.add_closure(place(line, 1), names(theirs));
            if let Some(held) = held {
                ours.add_closure(place(line, 1), names(held));
            }
        }
        ours.add_closure(place(5, 1), names(&[]));
        let codes = [1, 2, 3, 5].map(|line| ((line, 1), Code::Literal));
        let file = FileFacts { codes: BTreeMap::from(codes), ..FileFacts::default() };
        let comparison = compared(&compiler, ours, file);
        assert_eq!(comparison.n_other_closures, 1);
        assert_eq!(
            outcome(&comparison.closures[&Code::Literal]),
            (
                1,
                vec![
                    "Different 2 closure: [b a] / [a b]".to_owned(),
                    "Missing 3 closure: - / [a]".to_owned(),
                    "Extra 5 closure: [] / -".to_owned(),
                ]
            )
        );
    }

    #[test]
    fn other_files_do_not_count() {
        let mut theirs = CompilerAccount::default();
        theirs.account.add_variable(Place::new("/b.go", 1, 1), "x", VALUE);
        let comparison = compared(&theirs, Account::default(), FileFacts::default());
        assert_eq!((comparison.n_elsewhere, comparison.variables.n_compiler), (1, 0));
    }

    #[test]
    fn comparisons_add_up() {
        let theirs = compiler(account(&[(1, 1, "a", VALUE), (2, 1, "b", VALUE)]));
        let ours = || account(&[(1, 1, "a", VALUE), (2, 1, "b", REFERENCE)]);
        let mut comparison = compared(&theirs, ours(), FileFacts::default());
        let mut more = compared(&theirs, ours(), FileFacts::default());
        more.closures.entry(Code::Wrapper).or_default().n_compiler = 3;
        comparison.append(more);
        assert_eq!(comparison.variables.n_compiler, 4);
        assert_eq!(comparison.variables.count(Kind::Different), 2);
        assert_eq!(comparison.variables.agreeing.len(), 2);
        assert_eq!(comparison.tallies().map(|tally| tally.n_compiler).sum::<usize>(), 7);
    }
}
