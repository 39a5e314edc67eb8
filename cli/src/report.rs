//! Reports: what was found, apart from the format that shows it. One folder for each command.

#[cfg(feature = "closures")]
pub(crate) mod closures;
#[cfg(feature = "gc")]
pub(crate) mod gc;
#[cfg(feature = "k8s")]
pub(crate) mod k8s;

use std::io::{self, Write};

use serde::Serialize;

/// The program that wrote a JSON report.
#[derive(Debug, Serialize)]
pub(crate) struct Tool {
    /// `heldby`
    name: &'static str,
    /// Its version.
    version: &'static str,
}

/// This program.
pub(crate) const TOOL: Tool = Tool { name: "heldby", version: env!("CARGO_PKG_VERSION") };

/// Writes a report as one JSON object and a line break.
pub(crate) fn write_json(report: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}

/// `n` of something, as in `1 gap` and `2 gaps`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
