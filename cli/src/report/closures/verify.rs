//! What `heldby closures verify` reports, whatever the format.

pub(crate) mod json;
pub(crate) mod text;

use std::path::{Path, PathBuf};

use closure_core::oracle::{Code, Comparison, Tally};
use closure_core::program::Gap;

/// What `heldby closures verify` reports, whatever the format. Paths are absolute.
#[derive(Debug)]
pub(crate) struct Report {
    /// The working directory, as seen from which paths are shown.
    pub(crate) here: PathBuf,
    /// Who was asked.
    pub(crate) compilers: Vec<Compiler>,
    /// The comparison.
    pub(crate) comparison: Comparison,
    /// How many packages were compiled.
    pub(crate) n_compiled: usize,
    /// How many files were compared.
    pub(crate) n_files: usize,
    /// The packages that the compiler failed on.
    pub(crate) failed: Vec<Failed>,
    /// Files that only the compiler took.
    pub(crate) only_compiler: Vec<String>,
    /// Files that only heldby took.
    pub(crate) only_heldby: Vec<String>,
    /// Files that cannot be compared, as `//line` directives move the compiler's positions.
    pub(crate) moved_files: Vec<String>,
    /// What heldby could not read or parse.
    pub(crate) gaps: Vec<Gap>,
}

/// A compiler, and what it was asked to compile.
#[derive(Debug)]
pub(crate) struct Compiler {
    /// Where the go command was called.
    pub(crate) dir: PathBuf,
    /// What it was called with.
    pub(crate) patterns: Vec<String>,
    /// As it calls itself: `go1.26.8`.
    pub(crate) version: String,
    pub(crate) goos: String,
    pub(crate) goarch: String,
    /// Whether it compiles packages that use C.
    pub(crate) cgo: bool,
}

/// A package that the compiler failed on.
#[derive(Debug)]
pub(crate) struct Failed {
    /// Its import path, or what was asked for.
    pub(crate) package: String,
    /// Its directory; empty where there is none.
    pub(crate) dir: String,
    /// What go says, in lines.
    pub(crate) message: String,
}

impl Report {
    /// A report on nothing, as seen from `here`.
    pub(crate) fn new(here: PathBuf) -> Self {
        Self {
            here,
            compilers: Vec::new(),
            comparison: Comparison::default(),
            n_compiled: 0,
            n_files: 0,
            failed: Vec::new(),
            only_compiler: Vec::new(),
            only_heldby: Vec::new(),
            moved_files: Vec::new(),
            gaps: Vec::new(),
        }
    }

    /// Whether the two sides say the same of all that was compared.
    pub(crate) fn is_equal(&self) -> bool {
        let disagrees = |tally: &Tally| tally.disagreements().next().is_some();
        self.only_compiler.is_empty()
            && self.only_heldby.is_empty()
            && !self.comparison.tallies().any(disagrees)
    }

    /// The tallies with what is counted in each, and `None` for variables; those of closures only
    /// where there is something.
    fn tallies(&self) -> impl Iterator<Item = (Option<Code>, &Tally)> {
        let closures = self.comparison.closures.iter().map(|(code, tally)| (Some(*code), tally));
        std::iter::once((None, &self.comparison.variables)).chain(closures)
    }

    /// A path as it is shortest to type: from the working directory where it lies below that.
    pub(crate) fn shown<'a>(&self, path: &'a str) -> &'a str {
        let relative = Path::new(path).strip_prefix(&self.here).ok().and_then(Path::to_str);
        match relative {
            Some("") => ".",
            Some(relative) => relative,
            None => path,
        }
    }

    /// What go printed in `dir`, with file names as seen from the working directory and without
    /// the lines that only name the package.
    pub(crate) fn relocated(&self, message: &str, dir: &Path) -> String {
        let lines = message.lines().filter(|line| !line.starts_with("# "));
        let lines = lines.map(|line| match line.split_once(".go:") {
            Some((name, rest)) if !name.contains(char::is_whitespace) => {
                let name = name.strip_prefix("./").unwrap_or(name);
                let path = dir.join(format!("{name}.go")).display().to_string();
                format!("{}:{rest}", self.shown(&path))
            }
            _ => line.to_owned(),
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Reports made by hand, for the tests of everything that shows one.
#[cfg(test)]
pub(crate) mod testing {
    use closure_core::analysis::CaptureMode;
    use closure_core::oracle::{Finding, Kind, Modes, Place, Said};

    use super::*;

    fn modes(mode: Option<CaptureMode>) -> Said {
        Said::Captured(mode.into())
    }

    fn holds(names: &[&str]) -> Said {
        Said::Holds([names.iter().map(|name| (*name).to_owned()).collect()].into())
    }

    fn finding(
        line: u32,
        column: u32,
        name: Option<&str>,
        heldby: Option<Said>,
        compiler: Option<Said>,
    ) -> Finding {
        let place = Place::new("/w/a.go", line, column);
        Finding { place, name: name.map(str::to_owned), heldby, compiler }
    }

    /// A report in which everything that there is occurs once.
    pub(crate) fn report() -> Report {
        let mut report = Report::new("/w".into());
        report.compilers.push(Compiler {
            dir: "/w".into(),
            patterns: vec!["./...".to_owned()],
            version: "go1.26.8".to_owned(),
            goos: "linux".to_owned(),
            goarch: "amd64".to_owned(),
            cgo: true,
        });
        let (value, reference) = (Some(CaptureMode::Value), Some(CaptureMode::Reference));
        let variables = &mut report.comparison.variables;
        variables.n_compiler = 5;
        variables.agreeing = vec![finding(4, 2, Some("i"), Some(modes(value)), Some(modes(value)))];
        let both = Modes { value: true, reference: true, unknown: false };
        for (kind, found) in [
            (
                Kind::Different,
                finding(12, 2, Some("a"), Some(modes(value)), Some(modes(reference))),
            ),
            (
                Kind::Different,
                finding(30, 2, Some("g"), Some(modes(value)), Some(Said::Captured(both))),
            ),
            (Kind::Missing, finding(3, 300, Some("m"), None, Some(modes(value)))),
            (Kind::Unknown, finding(13, 2, Some("u"), Some(modes(None)), Some(modes(value)))),
            (Kind::Extra, finding(14, 2, Some("e"), Some(modes(reference)), None)),
            (Kind::Cgo, finding(70, 2, Some("c"), None, Some(modes(value)))),
            (Kind::NotInstantiated, finding(80, 2, Some("n"), Some(modes(value)), None)),
        ] {
            variables.problems.entry(kind).or_default().push(found);
        }
        let literals = report.comparison.closures.entry(Code::Literal).or_default();
        literals.n_compiler = 2;
        literals.agreeing = vec![finding(5, 9, None, Some(holds(&["i"])), Some(holds(&["i"])))];
        let wrong = finding(13, 9, None, Some(holds(&["a", "b"])), Some(holds(&["b", "a"])));
        literals.problems.insert(Kind::Different, vec![wrong]);
        let unseen = finding(81, 9, None, Some(holds(&[])), None);
        literals.problems.insert(Kind::NotInstantiated, vec![unseen]);
        let wrappers = report.comparison.closures.entry(Code::Wrapper).or_default();
        wrappers.n_compiler = 1;
        let missing = finding(20, 2, None, None, Some(holds(&[".autotmp"])));
        wrappers.problems.insert(Kind::Missing, vec![missing]);
        report.comparison.n_other_closures = 2;
        report.n_compiled = 2;
        report.n_files = 3;
        report.failed.push(Failed {
            package: "ex.com/w/bad".to_owned(),
            dir: "/w/bad".to_owned(),
            message: report
                .relocated("# ex.com/w/bad\n./x/bad.go:3:1: undefined: j\n", "/w".as_ref()),
        });
        report.only_compiler.push("/w/new.go".to_owned());
        report.only_heldby.push("/elsewhere/old.go".to_owned());
        report.moved_files.push("/w/y.go".to_owned());
        report
            .gaps
            .push(Gap { path: "b.go:3:1".to_owned(), message: "expected a name".to_owned() });
        report
    }
}
