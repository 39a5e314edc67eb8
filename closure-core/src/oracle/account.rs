//! What one side says of captured variables and closure objects, with keys that the other side has
//! too; and heldby's side, made from an analysis.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use crate::analysis::{Allocation, Analysis, CaptureMode, ClosureKind, Position};
use crate::load::absolute;
use crate::program::Program;
use crate::source::LineColumn;

use super::facts::FileFacts;

/// The first column that the compiler does not print.
const FIRST_COLUMN_LEFT_OUT: u32 = 255;

/// A place in a file, whose path is absolute; column 0 is a column that was not printed.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Place {
    /// The file.
    pub file: String,
    /// Its line, from 1.
    pub line: u32,
    /// The column in bytes, from 1, or 0.
    pub column: u32,
}

impl Place {
    /// A place; a column that the compiler would not print becomes 0.
    pub fn new(file: impl Into<String>, line: u32, column: u32) -> Self {
        let column = if column < FIRST_COLUMN_LEFT_OUT { column } else { 0 };
        Self { file: file.into(), line, column }
    }
}

/// How a variable is captured, by all that was said of it: instances of generic code may differ.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Modes {
    /// It was said to be captured by value.
    pub value: bool,
    /// It was said to be captured by reference.
    pub reference: bool,
    /// It was said that the mode is not known.
    pub unknown: bool,
}

impl Modes {
    /// Takes in what else was said.
    pub fn add(&mut self, other: Self) {
        self.value |= other.value;
        self.reference |= other.reference;
        self.unknown |= other.unknown;
    }
}

impl From<Option<CaptureMode>> for Modes {
    fn from(mode: Option<CaptureMode>) -> Self {
        Self {
            value: mode == Some(CaptureMode::Value),
            reference: mode == Some(CaptureMode::Reference),
            unknown: mode.is_none(),
        }
    }
}

/// In words, as in `by value`.
impl fmt::Display for Modes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.value, self.reference, self.unknown) {
            (true, false, false) => "by value",
            (false, true, false) => "by reference",
            (true, true, _) => "by value and by reference",
            (false, false, _) => "unknown",
            (true, false, true) => "by value, and unknown",
            (false, true, true) => "by reference, and unknown",
        })
    }
}

/// What one side says of one thing.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// How a variable is captured.
    Captured(Modes),
    /// What a closure object holds, in layout order: more than one list where instances of generic
    /// code differ.
    Holds(BTreeSet<Vec<String>>),
}

/// In words, as in `by value` and `[a b]`.
impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Captured(modes) => modes.fmt(f),
            Self::Holds(lists) => {
                for (index, names) in lists.iter().enumerate() {
                    let and = if index == 0 { "" } else { " and " };
                    write!(f, "{and}[{}]", names.join(" "))?;
                }
                Ok(())
            }
        }
    }
}

/// What one side says.
#[derive(Default, Debug)]
pub struct Account {
    /// The captured variables of the source: declaration and name.
    pub variables: BTreeMap<(Place, String), Modes>,
    /// The names in each closure object, in layout order, by the closure's place. More than one
    /// list where instances of generic code differ.
    pub closures: BTreeMap<Place, BTreeSet<Vec<String>>>,
}

impl Account {
    /// Takes in what is said of a variable.
    pub fn add_variable(&mut self, declared: Place, name: &str, modes: Modes) {
        self.variables.entry((declared, name.to_owned())).or_default().add(modes);
    }

    /// Takes in what is said of a closure object.
    pub fn add_closure(&mut self, place: Place, names: Vec<String>) {
        self.closures.entry(place).or_default().insert(names);
    }
}

/// What heldby says, and what must be known of the files to compare it.
#[derive(Default, Debug)]
pub struct HeldbyAccount {
    /// What it says.
    pub account: Account,
    /// The files of the requested packages by absolute path, but for those left out.
    pub facts: BTreeMap<String, FileFacts>,
    /// The files left out, because `//line` directives move the compiler's positions.
    pub moved_files: BTreeSet<String>,
    /// The files of the requested packages, all of them.
    pub files: BTreeSet<String>,
}

impl HeldbyAccount {
    /// The account of a program and its analysis. The names of files are relative to `base`, where
    /// they are not absolute. `failed_dirs` are the directories of packages that the compiler
    /// failed on, so that its silence about them means nothing.
    pub fn new(
        program: &Program,
        analysis: &Analysis,
        base: &Path,
        failed_dirs: &BTreeSet<String>,
    ) -> Self {
        let mut heldby = Self::default();
        let requested = program.packages.iter().filter(|package| package.requested);
        for file in requested.flat_map(|package| &package.files) {
            let name = absolute_name(base, file.source.name());
            heldby.files.insert(name.clone());
            if FileFacts::has_line_directive(file) {
                heldby.moved_files.insert(name);
                continue;
            }
            let mut facts = FileFacts::new(file);
            let folder = Path::new(&name).parent().and_then(Path::to_str);
            facts.not_compiled = folder.is_some_and(|folder| failed_dirs.contains(folder));
            heldby.facts.insert(name, facts);
        }
        heldby.account = account(analysis, base, &heldby.facts);
        heldby
    }
}

pub(super) fn absolute_name(base: &Path, file: &str) -> String {
    absolute(base, Path::new(file)).display().to_string()
}

fn account(analysis: &Analysis, base: &Path, facts: &BTreeMap<String, FileFacts>) -> Account {
    let mut account = Account::default();
    // The compiler prints nothing of method values, so that there is nothing to compare.
    let compared = |kind: ClosureKind| kind != ClosureKind::MethodValue;
    for closure in analysis.closures.iter().filter(|closure| compared(closure.kind)) {
        let file = absolute_name(base, &closure.position.file);
        let at = closure.position.at;
        for capture in closure.captures.iter().filter(|capture| !capture.synthetic) {
            let Some(declared) = &capture.declared else {
                continue;
            };
            if is_source_name(&capture.name) {
                let place = declaration(declared, at, base, facts);
                account.add_variable(place, &capture.name, capture.mode.into());
            }
        }
        // A literal that is called where it stands has no object.
        if closure.allocation == Some(Allocation::InlinedCall) {
            continue;
        }
        let names = closure.captures.iter().map(|capture| unnumbered(&capture.name).to_owned());
        account.add_closure(Place::new(file, at.line, at.column), names.collect());
    }
    account
}

/// The place that stands for a variable: its declaration, but for a type switch's.
fn declaration(
    declared: &Position,
    closure: LineColumn,
    base: &Path,
    facts: &BTreeMap<String, FileFacts>,
) -> Place {
    let file = absolute_name(base, &declared.file);
    let clause = facts.get(&file).and_then(|file| file.declared_in_clause(declared.at, closure));
    let at = clause.unwrap_or(declared.at);
    Place::new(file, at.line, at.column)
}

/// Whether a name, made plain, is a variable of the source.
pub(super) fn is_source_name(name: &str) -> bool {
    !name.starts_with(['.', '#', '~'])
}

/// The name without the number of a temporary.
pub(super) fn unnumbered(name: &str) -> &str {
    if name.starts_with(".autotmp") { ".autotmp" } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Capture, Closure};
    use crate::program::{GoVersion, ParsedFile};
    use crate::source::SourceFile;

    fn position(line: u32, column: u32) -> Position {
        Position { file: "a.go".to_owned(), at: LineColumn { line, column } }
    }

    fn closure(kind: ClosureKind, at: Position, captures: Vec<Capture>) -> Closure {
        let (package, name) = ("p".to_owned(), "f.func1".to_owned());
        Closure {
            package,
            name,
            kind,
            position: at,
            captures,
            size: None,
            pointers: None,
            block: None,
            allocation: None,
        }
    }

    fn capture(name: &str, mode: Option<CaptureMode>, declared: Option<Position>) -> Capture {
        Capture {
            name: name.to_owned(),
            mode,
            reason: String::new(),
            synthetic: declared.is_none(),
            declared,
            first_use: None,
            ty: None,
            offset: None,
            size: None,
        }
    }

    #[test]
    fn what_an_analysis_says() {
        let text = "package p\n\
                    func f(x any) {\n\
                    \tswitch y := x.(type) {\n\
                    \tcase int:\n\
                    \t\tg(func() { _ = y })\n\
                    \tcase string:\n\
                    \t\tg(func() { y = x.(string) })\n\
                    \t\tdefer x.m(y)\n\
                    \t}\n\
                    }\n";
        let y = |mode| capture("y", Some(mode), Some(position(3, 9)));
        let x = capture("x", None, Some(position(2, 8)));
        let mut called = closure(ClosureKind::Literal, position(9, 9), vec![x.clone()]);
        called.allocation = Some(Allocation::InlinedCall);
        let analysis = Analysis {
            closures: vec![
                closure(ClosureKind::Literal, position(5, 5), vec![y(CaptureMode::Value)]),
                closure(ClosureKind::Literal, position(7, 5), vec![y(CaptureMode::Reference), x]),
                closure(
                    ClosureKind::Wrapper,
                    position(8, 3),
                    vec![capture(".autotmp_3", Some(CaptureMode::Value), None)],
                ),
                closure(ClosureKind::MethodValue, position(8, 9), Vec::new()),
                called,
            ],
            gaps: Vec::new(),
        };
        let file = ParsedFile::new(SourceFile::new("a.go", text), GoVersion::LATEST);
        let facts = BTreeMap::from([("/m/a.go".to_owned(), FileFacts::new(&file))]);
        let account = account(&analysis, Path::new("/m"), &facts);
        let variables: Vec<String> = account
            .variables
            .iter()
            .map(|((place, name), modes)| {
                format!("{}:{}:{} {name} {modes}", place.file, place.line, place.column)
            })
            .collect();
        assert_eq!(
            variables,
            ["/m/a.go:2:8 x unknown", "/m/a.go:4:2 y by value", "/m/a.go:6:2 y by reference",]
        );
        let lists: Vec<String> = account
            .closures
            .iter()
            .map(|(place, lists)| format!("{}:{} {lists:?}", place.line, place.column))
            .collect();
        assert_eq!(lists, [r#"5:5 {["y"]}"#, r#"7:5 {["y", "x"]}"#, r#"8:3 {[".autotmp"]}"#]);
    }

    #[test]
    fn what_is_said_in_words() {
        let lists = |lists: &[&[&str]]| {
            let names = |names: &&[&str]| names.iter().map(|name| (*name).to_owned()).collect();
            Said::Holds(lists.iter().map(names).collect()).to_string()
        };
        assert_eq!(lists(&[&[]]), "[]");
        assert_eq!(lists(&[&["b", "a"], &["a"]]), "[a] and [b a]");
        let mut modes = Modes::from(Some(CaptureMode::Value));
        assert_eq!(Said::Captured(modes).to_string(), "by value");
        modes.add(None.into());
        assert_eq!(modes.to_string(), "by value, and unknown");
    }
}
