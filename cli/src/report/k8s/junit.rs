//! A diagnosis as the XML of `JUnit`, for build servers: one test case for each check, which fails with the
//! roots that the check found. What could not be read is one more case, skipped.

use std::io::{self, Write};

use k8s_doctor::check;
use k8s_doctor::finding::Severity;
use quick_junit::{NonSuccessKind, Report as Junit, TestCase, TestCaseStatus, TestSuite};

use super::Report;

/// Writes it.
pub(crate) fn write(report: &Report<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut suite = TestSuite::new("heldby k8s");
    for check in check::all() {
        let roots = report
            .roots
            .iter()
            .filter(|root| root.code == check.code && root.severity > Severity::Note);
        let texts: Vec<String> = roots
            .map(|root| {
                let mut text = format!("{} {}: {}", root.severity, root.object, root.message);
                for held in &root.holds {
                    text.extend(["\n  holds up ", &held.object.to_string(), ": ", &held.message]);
                }
                for command in root.remedies.first().into_iter().flat_map(|first| &first.commands) {
                    text.extend(["\n  $ ", command]);
                }
                text
            })
            .collect();
        let status = match texts.first().and_then(|text| text.lines().next()) {
            None => TestCaseStatus::success(),
            Some(first) => {
                let mut status = TestCaseStatus::non_success(NonSuccessKind::Failure);
                status.set_message(first).set_type(check.code).set_description(texts.join("\n"));
                status
            }
        };
        let mut case = TestCase::new(format!("{} {}", check.code, check.title), status);
        case.set_classname("heldby.k8s");
        suite.add_test_case(case);
    }
    if !report.diagnosis.gaps.is_empty() {
        let gaps = report.diagnosis.gaps.iter().map(|gap| format!("{}: {}", gap.what, gap.why));
        let mut status = TestCaseStatus::skipped();
        status.set_message("not known").set_description(gaps.collect::<Vec<_>>().join("\n"));
        let mut case = TestCase::new("everything could be read", status);
        case.set_classname("heldby.k8s");
        suite.add_test_case(case);
    }
    let mut junit = Junit::new("heldby");
    junit.add_test_suite(suite);
    let text = junit.to_string().map_err(io::Error::other)?;
    out.write_all(text.as_bytes())
}
