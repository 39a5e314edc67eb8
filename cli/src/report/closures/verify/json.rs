//! The JSON report: a contract with other programs, and so made of types of its own. Fields may be
//! added and are never renamed.
//!
//! `docs/schema/heldby.closures.verify.json` says the same as a JSON Schema, and the tests hold
//! real reports against it.

use std::io::{self, Write};

use closure_core::oracle::{self, Code, Kind, Modes, Said};
use serde::Serialize;

use super::Report;
use crate::report::closures::json::Gap;
use crate::report::closures::text::Detail;
use crate::report::{TOOL, Tool, write_json};

/// Writes `report` as one JSON object and a line break, in full detail with what agrees.
pub(crate) fn write(report: &Report, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
    write_json(&VerifyReport::new(report, detail), out)
}

/// What `heldby closures verify --format json` prints.
#[derive(Debug, Serialize)]
struct VerifyReport<'a> {
    /// `heldby.closures.verify/1`. The number grows when a field changes its meaning.
    schema: &'static str,
    /// The program that wrote the report.
    tool: Tool,
    /// Whether both say the same of all that could be compared.
    equal: bool,
    /// Who was asked, once for each module.
    compilers: Vec<Compiler<'a>>,
    packages: Packages<'a>,
    files: Files<'a>,
    /// Captured variables.
    variables: Tally<'a>,
    /// Func literals.
    literals: Tally<'a>,
    /// The bodies of ranges over functions.
    range_bodies: Tally<'a>,
    /// What the compiler wraps `go` and `defer` calls in.
    wrappers: Tally<'a>,
    /// How many closures the compiler makes of method values on type parameters, and cgo of calls of C, which are not
    /// compared.
    other_closures: usize,
    /// What heldby could not read or parse.
    gaps: Vec<Gap<'a>>,
}

/// A compiler, and what it was asked to compile.
#[derive(Debug, Serialize)]
struct Compiler<'a> {
    /// Where the go command was called.
    directory: String,
    /// The packages or files that it was called with.
    patterns: &'a [String],
    /// `go1.26.8`
    version: &'a str,
    goos: &'a str,
    goarch: &'a str,
    /// Whether it compiles packages that use C.
    cgo: bool,
}

#[derive(Debug, Serialize)]
struct Packages<'a> {
    /// How many were compiled.
    compiled: usize,
    /// Those that the compiler failed on, and which are not compared.
    failed: Vec<Failed<'a>>,
}

#[derive(Debug, Serialize)]
struct Failed<'a> {
    /// The import path, or what was asked for.
    package: &'a str,
    /// `null` where there is none.
    directory: Option<&'a str>,
    /// What go says, in lines.
    message: &'a str,
}

#[derive(Debug, Serialize)]
struct Files<'a> {
    /// How many were compared.
    compared: usize,
    /// Those that only the compiler took: a disagreement.
    only_compiler: Vec<&'a str>,
    /// Those that only heldby took: a disagreement.
    only_heldby: Vec<&'a str>,
    /// Those that are not compared, as `//line` directives move the compiler's positions.
    line_directives: Vec<&'a str>,
}

/// The comparison of one sort of thing.
#[derive(Debug, Default, Serialize)]
struct Tally<'a> {
    /// How many the compiler has.
    compiler: usize,
    /// How many of these heldby has alike.
    agreeing: usize,
    /// What they do not have alike.
    disagreements: Vec<Finding<'a>>,
    /// What heldby has in generic code that nothing instantiates, so that the compiler never sees
    /// it.
    not_instantiated: Vec<Finding<'a>>,
    /// What only one side has in files that import "C".
    cgo: Vec<Finding<'a>>,
    /// What they have alike; absent without `--verbose`.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreements: Option<Vec<Finding<'a>>>,
}

/// One thing with both answers.
#[derive(Debug, Serialize)]
struct Finding<'a> {
    /// How they disagree; absent where they do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<&'static str>,
    /// The variable; absent of a closure.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    /// Of a variable where it is declared (one of a type switch at its clause), of a closure where
    /// it begins.
    position: Position<'a>,
    /// What heldby says; `null` where it does not have the thing.
    heldby: Option<Answer<'a>>,
    /// What the compiler says; `null` where it does not have the thing.
    compiler: Option<Answer<'a>>,
}

#[derive(Debug, Serialize)]
struct Position<'a> {
    file: &'a str,
    line: u32,
    /// `null` from column 255 on, which the compiler does not print.
    column: Option<u32>,
}

/// What one side says.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum Answer<'a> {
    /// A variable's modes: `value`, `reference`, `null` for what is not known. Several where
    /// instances of generic code differ.
    Modes(Vec<Option<&'static str>>),
    /// The names that a closure object holds, in layout order. Several lists where instances of
    /// generic code differ.
    Lists(Vec<&'a [String]>),
}

impl<'a> VerifyReport<'a> {
    fn new(report: &'a Report, detail: Detail) -> Self {
        let shown = |files: &'a [String]| files.iter().map(|file| report.shown(file)).collect();
        let comparison = &report.comparison;
        let closures = |code| match comparison.closures.get(&code) {
            Some(tally) => Tally::new(tally, report, detail),
            None => Tally::new(&NOTHING, report, detail),
        };
        Self {
            schema: "heldby.closures.verify/1",
            tool: TOOL,
            equal: report.is_equal(),
            compilers: report
                .compilers
                .iter()
                .map(|compiler| Compiler::new(compiler, report))
                .collect(),
            packages: Packages {
                compiled: report.n_compiled,
                failed: report.failed.iter().map(|failed| Failed::new(failed, report)).collect(),
            },
            files: Files {
                compared: report.n_files,
                only_compiler: shown(&report.only_compiler),
                only_heldby: shown(&report.only_heldby),
                line_directives: shown(&report.moved_files),
            },
            variables: Tally::new(&comparison.variables, report, detail),
            literals: closures(Code::Literal),
            range_bodies: closures(Code::RangeBody),
            wrappers: closures(Code::Wrapper),
            other_closures: comparison.n_other_closures,
            gaps: report.gaps.iter().map(Gap::from).collect(),
        }
    }
}

static NOTHING: oracle::Tally = oracle::Tally {
    agreeing: Vec::new(),
    problems: std::collections::BTreeMap::new(),
    n_compiler: 0,
};

impl<'a> Compiler<'a> {
    fn new(compiler: &'a super::Compiler, report: &Report) -> Self {
        let dir = compiler.dir.display().to_string();
        Self {
            directory: report.shown(&dir).to_owned(),
            patterns: &compiler.patterns,
            version: &compiler.version,
            goos: &compiler.goos,
            goarch: &compiler.goarch,
            cgo: compiler.cgo,
        }
    }
}

impl<'a> Failed<'a> {
    fn new(failed: &'a super::Failed, report: &Report) -> Self {
        let has_directory = !failed.dir.is_empty();
        Self {
            package: &failed.package,
            directory: has_directory.then(|| report.shown(&failed.dir)),
            message: &failed.message,
        }
    }
}

impl<'a> Tally<'a> {
    fn new(tally: &'a oracle::Tally, report: &'a Report, detail: Detail) -> Self {
        let of = |kind: Kind| -> Vec<Finding<'a>> {
            let findings = tally.problems.get(&kind).into_iter().flatten();
            findings.map(|finding| Finding::new(None, finding, report)).collect()
        };
        let agreements =
            || tally.agreeing.iter().map(|finding| Finding::new(None, finding, report)).collect();
        let mut disagreements: Vec<(Kind, &oracle::Finding)> = tally.disagreements().collect();
        disagreements.sort_by_key(|(_, finding)| (&finding.place, &finding.name));
        Self {
            compiler: tally.n_compiler,
            agreeing: tally.agreeing.len(),
            disagreements: disagreements
                .into_iter()
                .map(|(kind, finding)| Finding::new(Some(kind), finding, report))
                .collect(),
            not_instantiated: of(Kind::NotInstantiated),
            cgo: of(Kind::Cgo),
            agreements: (detail == Detail::Full).then(agreements),
        }
    }
}

impl<'a> Finding<'a> {
    fn new(kind: Option<Kind>, finding: &'a oracle::Finding, report: &'a Report) -> Self {
        let kind = kind.and_then(|kind| match kind {
            Kind::Different => Some("different"),
            Kind::Missing => Some("missing"),
            Kind::Unknown => Some("unknown"),
            Kind::Extra => Some("extra"),
            Kind::Cgo | Kind::NotInstantiated => None,
        });
        Self {
            kind,
            name: finding.name.as_deref(),
            position: Position {
                file: report.shown(&finding.place.file),
                line: finding.place.line,
                column: Some(finding.place.column).filter(|&column| column > 0),
            },
            heldby: finding.heldby.as_ref().map(Answer::from),
            compiler: finding.compiler.as_ref().map(Answer::from),
        }
    }
}

impl<'a> From<&'a Said> for Answer<'a> {
    fn from(said: &'a Said) -> Self {
        match said {
            Said::Captured(Modes { value, reference, unknown }) => {
                let modes =
                    [(*value, Some("value")), (*reference, Some("reference")), (*unknown, None)];
                let modes = modes.into_iter().filter(|(is, _)| *is).map(|(_, mode)| mode);
                Self::Modes(modes.collect())
            }
            Said::Holds(lists) => Self::Lists(lists.iter().map(Vec::as_slice).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect_file;

    use super::*;
    use crate::report::closures::verify::testing;

    #[test]
    fn everything_that_there_is() {
        let schema = include_str!("../../../../../docs/schema/heldby.closures.verify.json");
        let validator = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
        for detail in [Detail::Brief, Detail::Full] {
            let mut out = Vec::new();
            write(&testing::report(), detail, &mut out).unwrap();
            let report = serde_json::from_slice(&out).unwrap();
            let errors: Vec<String> =
                validator.iter_errors(&report).map(|error| error.to_string()).collect();
            assert_eq!(errors, [""; 0]);
            if detail == Detail::Full {
                // The version is the only part that changes without the contract.
                let text = String::from_utf8(out).unwrap();
                let text = text.replace(env!("CARGO_PKG_VERSION"), "VERSION");
                expect_file!["../testdata/verify.json"].assert_eq(&text);
            }
        }
    }
}
