//! `heldby explain`: the manual page of a check, or the list of all.

use std::io::Write;

use anyhow::anyhow;
use k8s_doctor::check::{all, find};

use crate::args::ExplainArgs;
use crate::failure::{Failure, Result};
use crate::outcome::Outcome;
use crate::style;

/// Runs the command.
pub(crate) fn run(args: &ExplainArgs) -> Result<Outcome> {
    let mut stdout = style::stdout();
    match &args.code {
        None => {
            for check in all() {
                writeln!(stdout, "{}  {}", check.code, check.title)?;
            }
        }
        Some(code) => {
            let check = find(code).ok_or_else(|| {
                Failure::with_hint(
                    anyhow!("there is no check `{}`", style::one_line(code)),
                    "heldby explain lists them all",
                )
            })?;
            writeln!(stdout, "{}: {}\n\n{}", check.code, check.title, check.manual())?;
            if args.example {
                writeln!(stdout, "\nFound, for example, in:\n{}", check.bad.trim_end())?;
                writeln!(stdout, "\nand not in:\n{}", check.good.trim_end())?;
            }
        }
    }
    stdout.flush()?;
    Ok(Outcome::Done)
}
