//! `heldby k8s preflight`: read the machine, judge it, report.

use std::io::Write;

use k8s_doctor::gather::host::{HostPaths, gather};
use k8s_doctor::preflight::{Verdict, judge, outline};

use crate::args::Format;
use crate::args::k8s::PreflightArgs;
use crate::failure::Result;
use crate::outcome::Outcome;
use crate::report::k8s::preflight;
use crate::style;

/// Runs the command.
pub(crate) fn run(args: &PreflightArgs) -> Result<Outcome> {
    let intent = args.intent();
    let facts = gather(&HostPaths::this_machine());
    let answers = judge(&facts, &intent);
    let outline = outline(&facts, &intent);
    let mut stdout = style::stdout();
    match args.format {
        Format::Text => preflight::text(&outline, &answers, &mut stdout)?,
        Format::Json => preflight::json(&outline, &answers, &mut stdout)?,
    }
    stdout.flush()?;
    let fails = answers.iter().any(|answer| answer.verdict == Verdict::Fail);
    Ok(if fails { Outcome::Found } else { Outcome::Done })
}
