//! The command line of heldby: parse, run, report.

mod args;
#[cfg(feature = "closures")]
mod child;
mod commands;
#[cfg(feature = "closures")]
mod draw;
mod failure;
#[cfg(any(feature = "closures", feature = "gc", feature = "k8s"))]
mod image;
mod outcome;
#[cfg(any(feature = "closures", feature = "gc", feature = "k8s"))]
mod progress;
mod reference;
#[cfg(any(feature = "closures", feature = "gc", feature = "k8s"))]
mod report;
#[cfg(all(feature = "closures", feature = "gc"))]
mod scenario;
mod style;
#[cfg(feature = "gc")]
mod units;

use std::process::ExitCode;

fn main() -> ExitCode {
    match args::parse() {
        Ok(cli) => commands::run(cli).unwrap_or_else(|failure| failure.report()).into(),
        Err(answered) => answered,
    }
}
