//! The report of `heldby k8s preflight`, for people and, as `docs/schema/heldby.k8s.preflight.json` describes it, for
//! programs.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};
use k8s_doctor::preflight::{Answer, Outline, Verdict};
use serde::Serialize;

use crate::report::{TOOL, Tool, count, write_json};
use crate::style::{ERROR, one_line, paint};

const GOOD: Style = AnsiColor::Green.on_default();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();

/// Writes the report for people: what fails, then what goes wrong later, what is not known, and a line for each check
/// that passes.
pub(crate) fn text(outline: &Outline, answers: &[Answer], out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}", one_line(&headline(outline)))?;
    let of = |verdict: Verdict| answers.iter().filter(move |answer| answer.verdict == verdict);
    for verdict in [Verdict::Fail, Verdict::Warn] {
        for answer in of(verdict) {
            in_full(answer, out)?;
        }
    }
    let rest = answers.iter().filter(|answer| answer.verdict >= Verdict::Unknown);
    let width = rest.map(|answer| answer.title.chars().count()).max().unwrap_or(0);
    for verdict in [Verdict::Unknown, Verdict::Pass] {
        for (index, answer) in of(verdict).enumerate() {
            if index == 0 {
                writeln!(out)?;
            }
            let found = one_line(&answer.found);
            write!(out, "{} {:width$}  {found}", mark(verdict), answer.title)?;
            if !answer.why.is_empty() {
                write!(out, " ({})", one_line(&answer.why))?;
            }
            writeln!(out)?;
        }
    }
    let counts = [
        (Verdict::Fail, "failed"),
        (Verdict::Warn, "to be warned of"),
        (Verdict::Unknown, "unknown"),
        (Verdict::Pass, "passed"),
    ]
    .map(|(verdict, word)| format!("{} {word}", of(verdict).count()));
    writeln!(out, "\n{}: {}", count(answers.len(), "check"), counts.join(", "))
}

fn headline(outline: &Outline) -> String {
    let driver = if outline.driver_is_chosen {
        format!("driver {}", outline.driver)
    } else {
        format!("driver {}, as nobody chose one", outline.driver)
    };
    let state = match outline.profile_exists {
        Some(true) => "exists",
        Some(false) => "does not exist yet",
        None => "may exist or not",
    };
    let version = match &outline.kubernetes_version {
        Some(version) => format!("; Kubernetes {version}"),
        None => String::new(),
    };
    format!("minikube with {driver}; profile `{}`, which {state}{version}", outline.profile)
}

/// A check with all there is to say of it.
fn in_full(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let title = paint(STRONG, answer.title);
    writeln!(out, "\n{} {title}: {}", mark(answer.verdict), one_line(&answer.found))?;
    writeln!(out, "    needed: {}", one_line(&answer.needed))?;
    if !answer.why.is_empty() {
        writeln!(out, "    {}", one_line(&answer.why))?;
    }
    for command in &answer.commands {
        let command = one_line(command);
        match command.strip_prefix("# ") {
            Some(advice) => writeln!(out, "    - {advice}")?,
            None => writeln!(out, "    $ {command}")?,
        }
    }
    match &answer.risk {
        Some(risk) => writeln!(out, "    {} {}", paint(FAINT, "risk:"), one_line(risk)),
        None => Ok(()),
    }
}

fn mark(verdict: Verdict) -> String {
    match verdict {
        Verdict::Fail => paint(ERROR, "✗").to_string(),
        Verdict::Warn => paint(WARNING, "!").to_string(),
        Verdict::Unknown => "?".to_owned(),
        Verdict::Pass => paint(GOOD, "✓").to_string(),
    }
}

/// Writes the report for programs.
pub(crate) fn json(outline: &Outline, answers: &[Answer], out: &mut dyn Write) -> io::Result<()> {
    let report = PreflightReport {
        schema: "heldby.k8s.preflight/1",
        tool: TOOL,
        driver: &outline.driver,
        driver_chosen: outline.driver_is_chosen,
        profile: &outline.profile,
        profile_exists: outline.profile_exists,
        kubernetes_version: outline.kubernetes_version.as_deref(),
        checks: answers.iter().map(CheckJson::of).collect(),
    };
    write_json(&report, out)
}

/// What `heldby k8s preflight --format json` prints. Fields may be added and are never renamed.
#[derive(Serialize)]
struct PreflightReport<'a> {
    /// The number grows when a field changes its meaning.
    schema: &'static str,
    tool: Tool,
    driver: &'a str,
    driver_chosen: bool,
    profile: &'a str,
    /// `null` where it could not be read.
    profile_exists: Option<bool>,
    /// `null` where nobody chose one.
    kubernetes_version: Option<&'a str>,
    /// In the order in which minikube would trip over them.
    checks: Vec<CheckJson<'a>>,
}

#[derive(Serialize)]
struct CheckJson<'a> {
    check: &'a str,
    title: &'a str,
    verdict: &'static str,
    /// `null` where it is not known.
    found: Option<&'a str>,
    needed: &'a str,
    /// Where it is not known, the reason for that; `null` where there is nothing to say.
    why: Option<&'a str>,
    commands: &'a [String],
    risk: Option<&'a str>,
}

impl<'a> CheckJson<'a> {
    fn of(answer: &'a Answer) -> Self {
        let is_unknown = answer.verdict == Verdict::Unknown;
        let why = if is_unknown { &answer.found } else { &answer.why };
        Self {
            check: answer.check,
            title: answer.title,
            verdict: match answer.verdict {
                Verdict::Fail => "fail",
                Verdict::Warn => "warn",
                Verdict::Unknown => "unknown",
                Verdict::Pass => "pass",
            },
            found: (!is_unknown).then_some(answer.found.as_str()),
            needed: &answer.needed,
            why: Some(why.as_str()).filter(|why| !why.is_empty()),
            commands: &answer.commands,
            risk: answer.risk.as_deref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn answer(check: &'static str, title: &'static str, verdict: Verdict, found: &str) -> Answer {
        Answer {
            check,
            title,
            verdict,
            found: found.to_owned(),
            needed: "enough".to_owned(),
            why: String::new(),
            commands: Vec::new(),
            risk: None,
        }
    }

    fn sample() -> (Outline, Vec<Answer>) {
        let outline = Outline {
            driver: "docker".to_owned(),
            driver_is_chosen: false,
            profile: "minikube".to_owned(),
            profile_exists: Some(false),
            kubernetes_version: None,
        };
        let answers = vec![
            answer("cpus", "CPUs", Verdict::Pass, "8 CPUs online"),
            Answer {
                why: "few images exist".to_owned(),
                ..answer("architecture", "architecture", Verdict::Pass, "aarch64")
            },
            answer("memory", "memory", Verdict::Warn, "2 GiB"),
            answer("swap", "swap", Verdict::Unknown, "/proc/meminfo: forbidden"),
            Answer {
                why: "minikube exits with CODE".to_owned(),
                commands: vec!["sudo a".to_owned(), "# do it by hand".to_owned()],
                risk: Some("it may break".to_owned()),
                ..answer("docker-daemon", "docker daemon", Verdict::Fail, "no\x1b[31m answer")
            },
        ];
        (outline, answers)
    }

    #[test]
    fn what_fails_comes_first() {
        let (outline, answers) = sample();
        let mut out = anstream::StripStream::new(Vec::new());
        text(&outline, &answers, &mut out).unwrap();
        expect![[r#"
            minikube with driver docker, as nobody chose one; profile `minikube`, which does not exist yet

            ✗ docker daemon: no\u{1b}[31m answer
                needed: enough
                minikube exits with CODE
                $ sudo a
                - do it by hand
                risk: it may break

            ! memory: 2 GiB
                needed: enough

            ? swap          /proc/meminfo: forbidden

            ✓ CPUs          8 CPUs online
            ✓ architecture  aarch64 (few images exist)

            5 checks: 1 failed, 1 to be warned of, 1 unknown, 2 passed
        "#]].assert_eq(&String::from_utf8(out.into_inner()).unwrap());
    }

    #[test]
    fn what_is_unknown_is_null() {
        let (outline, answers) = sample();
        let mut out = Vec::new();
        json(&outline, &answers[3..4], &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        expect![[r#"
            {
              "schema": "heldby.k8s.preflight/1",
              "tool": {
                "name": "heldby",
                "version": "VERSION"
              },
              "driver": "docker",
              "driver_chosen": false,
              "profile": "minikube",
              "profile_exists": false,
              "kubernetes_version": null,
              "checks": [
                {
                  "check": "swap",
                  "title": "swap",
                  "verdict": "unknown",
                  "found": null,
                  "needed": "enough",
                  "why": "/proc/meminfo: forbidden",
                  "commands": [],
                  "risk": null
                }
              ]
            }
        "#]]
        .assert_eq(&text.replace(env!("CARGO_PKG_VERSION"), "VERSION"));
    }
}
