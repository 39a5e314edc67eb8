//! The report for people: what disagrees with both answers, then how much agrees, then what was
//! not compared and why.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use closure_core::oracle::{Code, Finding, Kind, Place, Said, Tally};

use super::Report;
use crate::report::closures::text::Detail;
use crate::report::count;
use crate::style::{ERROR, one_line, paint};

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default().bold();

/// The most lines of what the compiler says of one package.
const MAX_LINES: usize = 10;

/// Writes `report`, in full detail with what agrees and with who was asked.
pub(crate) fn write(report: &Report, detail: Detail, out: &mut dyn Write) -> io::Result<()> {
    if detail == Detail::Full {
        asked(report, out)?;
        agreements(report, out)?;
    }
    disagreements(report, out)?;
    for (code, tally) in report.tallies() {
        writeln!(out, "{}", counts(code, tally))?;
    }
    not_compared(report, out)?;
    verdict(report, out)
}

/// The compilers.
fn asked(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    for compiler in &report.compilers {
        let cgo = if compiler.cgo { "" } else { " without cgo" };
        let dir = compiler.dir.display().to_string();
        writeln!(
            out,
            "{} {}/{}{cgo}, inlining off, in {}: {}",
            paint(STRONG, one_line(&compiler.version)),
            one_line(&compiler.goos),
            one_line(&compiler.goarch),
            one_line(report.shown(&dir)),
            one_line(&compiler.patterns.join(" ")),
        )?;
    }
    writeln!(out)
}

/// What agrees, by place, one a line.
fn agreements(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut all: Vec<(Option<Code>, &Finding)> = report
        .tallies()
        .flat_map(|(code, tally)| tally.agreeing.iter().map(move |finding| (code, finding)))
        .collect();
    all.sort_by_key(|(code, finding)| (&finding.place, *code, &finding.name));
    for (code, finding) in &all {
        let place = place(report, &finding.place);
        let said = answer(*code, finding.compiler.as_ref());
        writeln!(out, "{place}: {}: {}", subject(*code, finding), one_line(&said))?;
    }
    if all.is_empty() { Ok(()) } else { writeln!(out) }
}

/// What disagrees, by place, with both answers.
fn disagreements(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut all: Vec<(Option<Code>, &Finding)> = report
        .tallies()
        .flat_map(|(code, tally)| tally.disagreements().map(move |(_, finding)| (code, finding)))
        .collect();
    all.sort_by_key(|(code, finding)| (&finding.place, *code, &finding.name));
    for (code, finding) in all {
        let place = place(report, &finding.place);
        writeln!(out, "{}: {}", paint(STRONG, place), subject(code, finding))?;
        for (who, said) in [("heldby", &finding.heldby), ("compiler", &finding.compiler)] {
            let label = format!("{who}:");
            writeln!(out, "    {label:9} {}", one_line(&answer(code, said.as_ref())))?;
        }
        writeln!(out)?;
    }
    for (files, who) in [(&report.only_compiler, "go"), (&report.only_heldby, "heldby")] {
        for file in files {
            let file = one_line(report.shown(file));
            writeln!(out, "{}: only {who} takes this file\n", paint(STRONG, file))?;
        }
    }
    Ok(())
}

/// A place as editors and terminals make it clickable.
fn place(report: &Report, place: &Place) -> String {
    let file = one_line(report.shown(&place.file));
    match place.column {
        0 => format!("{file}:{}", place.line),
        column => format!("{file}:{}:{column}", place.line),
    }
}

/// What a finding is about.
fn subject(code: Option<Code>, finding: &Finding) -> String {
    match (code, &finding.name) {
        (None, name) => format!("variable {}", one_line(name.as_deref().unwrap_or_default())),
        (Some(code), _) => noun(code).to_owned(),
    }
}

fn noun(code: Code) -> &'static str {
    match code {
        Code::Literal => "func literal",
        Code::RangeBody => "range body",
        Code::Wrapper => "go/defer wrapper",
    }
}

/// What one side says.
fn answer(code: Option<Code>, said: Option<&Said>) -> String {
    match (code, said) {
        (None, None) => "not captured".to_owned(),
        (Some(_), None) => "no such closure".to_owned(),
        (_, Some(said @ Said::Captured(_))) => said.to_string(),
        (_, Some(Said::Holds(lists))) if lists.iter().all(Vec::is_empty) => {
            "holds nothing".to_owned()
        }
        (_, Some(said @ Said::Holds(_))) => format!("holds {said}"),
    }
}

/// How many of one sort agree, and how the others do not.
fn counts(code: Option<Code>, tally: &Tally) -> String {
    let what = match code {
        None => "captured variables".to_owned(),
        Some(code) => format!("{}s", noun(code).replace("body", "bodie")),
    };
    let mut text = format!("{what}: {} of {} agree", tally.agreeing.len(), tally.n_compiler);
    for (kind, words) in [
        (Kind::Different, "different"),
        (Kind::Missing, "not seen by heldby"),
        (Kind::Unknown, "not known to heldby"),
        (Kind::Extra, "seen by heldby alone"),
    ] {
        let n = tally.count(kind);
        if n > 0 {
            text.extend([", ", &n.to_string(), " ", words]);
        }
    }
    text
}

/// What was not compared, and why.
fn not_compared(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut lines = Vec::new();
    for (kind, why) in [
        (
            Kind::NotInstantiated,
            "in generic code that nothing instantiates, so that the compiler never sees it",
        ),
        (
            Kind::Cgo,
            "in files that import \"C\", for which the cgo tool writes closures of its own",
        ),
    ] {
        let n_variables = report.comparison.variables.count(kind);
        let closures = report.comparison.closures.values();
        let n_closures = closures.map(|tally| tally.count(kind)).sum();
        let what: Vec<String> = [(n_variables, "variable"), (n_closures, "closure")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, noun)| count(n, noun))
            .collect();
        if !what.is_empty() {
            lines.push(format!("{} {why}", what.join(" and ")));
        }
    }
    if report.comparison.n_other_closures > 0 {
        let n = count(report.comparison.n_other_closures, "closure");
        lines.push(format!("{n} that the compiler makes of method values on type parameters, or cgo of calls of C functions"));
    }
    if !report.moved_files.is_empty() {
        let files: Vec<&str> = report.moved_files.iter().map(|file| report.shown(file)).collect();
        let n = count(files.len(), "file");
        lines.push(format!(
            "{n} in which `//line` moves the compiler's positions: {}",
            files.join(", ")
        ));
    }
    if !report.failed.is_empty() {
        let n = count(report.failed.len(), "package");
        lines.push(format!("{n} that the compiler fails on"));
    }
    if lines.is_empty() {
        return Ok(());
    }
    writeln!(out, "\nnot compared:")?;
    for line in &lines {
        writeln!(out, "    {}", one_line(line))?;
    }
    for failed in &report.failed {
        writeln!(out, "        {}", paint(STRONG, one_line(&failed.package)))?;
        let n_lines = failed.message.lines().count();
        for line in failed.message.lines().take(MAX_LINES) {
            writeln!(out, "            {}", one_line(line))?;
        }
        if n_lines > MAX_LINES {
            let more = count(n_lines - MAX_LINES, "more line");
            writeln!(out, "            {}", paint(FAINT, format_args!("… {more}")))?;
        }
    }
    Ok(())
}

/// The last line: whether they agree, and in how much.
fn verdict(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut n: BTreeMap<bool, usize> = BTreeMap::new();
    for tally in report.comparison.tallies() {
        *n.entry(true).or_default() += tally.agreeing.len();
        *n.entry(false).or_default() += tally.disagreements().count();
    }
    let (n_agreeing, n_disagreeing) = (n[&true], n[&false]);
    let scope =
        format!("{}, {}", count(report.n_compiled, "package"), count(report.n_files, "file"));
    let n_answers = n_agreeing + n_disagreeing;
    let verdict = match (report.is_equal(), n_answers) {
        (true, 0) => paint(GOOD, "there is no closure to compare".to_owned()),
        (true, _) => paint(
            GOOD,
            format!("heldby and the compiler agree on all {}", count(n_answers, "answer")),
        ),
        (false, _) if n_disagreeing > 0 => paint(
            ERROR,
            format!(
                "heldby and the compiler disagree on {n_disagreeing} of {}",
                count(n_answers, "answer")
            ),
        ),
        (false, _) => paint(ERROR, "heldby and the compiler do not take the same files".to_owned()),
    };
    writeln!(out, "\n{verdict}; {scope}")
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::report::closures::verify::testing;

    #[track_caller]
    fn check(report: &Report, detail: Detail, expected: &Expect) {
        let mut out = anstream::StripStream::new(Vec::new());
        write(report, detail, &mut out).unwrap();
        expected.assert_eq(&String::from_utf8(out.into_inner()).unwrap());
    }

    #[test]
    fn everything_that_there_is() {
        check(
            &testing::report(),
            Detail::Full,
            &expect![[r#"
            go1.26.8 linux/amd64, inlining off, in .: ./...

            a.go:4:2: variable i: by value
            a.go:5:9: func literal: holds [i]

            a.go:3: variable m
                heldby:   not captured
                compiler: by value

            a.go:12:2: variable a
                heldby:   by value
                compiler: by reference

            a.go:13:2: variable u
                heldby:   unknown
                compiler: by value

            a.go:13:9: func literal
                heldby:   holds [a b]
                compiler: holds [b a]

            a.go:14:2: variable e
                heldby:   by reference
                compiler: not captured

            a.go:20:2: go/defer wrapper
                heldby:   no such closure
                compiler: holds [.autotmp]

            a.go:30:2: variable g
                heldby:   by value
                compiler: by value and by reference

            new.go: only go takes this file

            /elsewhere/old.go: only heldby takes this file

            captured variables: 1 of 5 agree, 2 different, 1 not seen by heldby, 1 not known to heldby, 1 seen by heldby alone
            func literals: 1 of 2 agree, 1 different
            go/defer wrappers: 0 of 1 agree, 1 not seen by heldby

            not compared:
                1 variable and 1 closure in generic code that nothing instantiates, so that the compiler never sees it
                1 variable in files that import "C", for which the cgo tool writes closures of its own
                2 closures that the compiler makes of method values on type parameters, or cgo of calls of C functions
                1 file in which `//line` moves the compiler's positions: y.go
                1 package that the compiler fails on
                    ex.com/w/bad
                        x/bad.go:3:1: undefined: j

            heldby and the compiler disagree on 7 of 9 answers; 2 packages, 3 files
        "#]],
        );
    }

    #[test]
    fn all_agree() {
        let mut report = testing::report();
        report.comparison.variables.problems.clear();
        report.comparison.closures.clear();
        report.comparison.n_other_closures = 0;
        for list in [&mut report.only_compiler, &mut report.only_heldby, &mut report.moved_files] {
            list.clear();
        }
        report.failed.clear();
        check(
            &report,
            Detail::Brief,
            &expect![[r#"
            captured variables: 1 of 5 agree

            heldby and the compiler agree on all 1 answer; 2 packages, 3 files
        "#]],
        );
        report.comparison.variables = Tally::default();
        check(
            &report,
            Detail::Brief,
            &expect![[r#"
            captured variables: 0 of 0 agree

            there is no closure to compare; 2 packages, 3 files
        "#]],
        );
    }

    #[test]
    fn a_long_complaint_is_cut() {
        let mut report = testing::report();
        report.failed[0].message = "x\n".repeat(12);
        let mut out = anstream::StripStream::new(Vec::new());
        not_compared(&report, &mut out).unwrap();
        let text = String::from_utf8(out.into_inner()).unwrap();
        assert!(text.ends_with("            x\n            … 2 more lines\n"), "{text}");
    }
}
