//! `heldby k8s diagnose`: read, judge, draw, report.

use std::io::Write;
use std::mem::ManuallyDrop;

use gc_sim::picture;
use k8s_doctor::overview::overview;
use k8s_doctor::{diagnose, draw};

use super::source;
use crate::args::k8s::{DiagnoseArgs, DiagnosisFormat};
use crate::failure::Result;
use crate::image::Image;
use crate::outcome::Outcome;
use crate::report::k8s::{Report, json, junit, sarif, text};
use crate::style;

/// Runs the command.
pub(crate) fn run(args: &DiagnoseArgs) -> Result<Outcome> {
    // A picture that cannot be drawn is refused before the work, not after it.
    let image = args.image.as_deref().map(Image::new).transpose()?;
    // The process ends after this, and taking a large one apart takes as long as judging it.
    let snapshot = ManuallyDrop::new(source::read(&args.source)?);
    let diagnosis = diagnose(&snapshot);
    let report = Report::new(overview(&snapshot), &diagnosis, args.namespace.as_deref());
    if let Some(image) = image {
        let picture = draw::diagnosis(&report.roots, &diagnosis.edges);
        image.write(|format| picture::render(&picture, format))?;
    }
    let mut stdout = style::stdout();
    match args.format {
        DiagnosisFormat::Text => text::write(&report, args.verbose, &mut stdout)?,
        DiagnosisFormat::Json => json::write(&report, &mut stdout)?,
        DiagnosisFormat::Sarif => {
            sarif::write(&report, &source::name(&args.source), &mut stdout)?;
        }
        DiagnosisFormat::Junit => junit::write(&report, &mut stdout)?,
    }
    stdout.flush()?;
    Ok(match report.has_fault() {
        true => Outcome::Found,
        false if report.is_enough() => Outcome::Done,
        // A gap is never taken for healthy.
        false => Outcome::CouldNotRun,
    })
}
