//! `heldby k8s collect`: read, and write it down.

use std::io::Write;

use k8s_doctor::gather::archive;

use super::source;
use crate::args::k8s::CollectArgs;
use crate::failure::Result;
use crate::outcome::Outcome;
use crate::report::count;
use crate::style::{self, one_line};

/// Runs the command.
pub(crate) fn run(args: &CollectArgs) -> Result<Outcome> {
    let snapshot = source::read(&args.source)?;
    archive::write(&snapshot, &args.out).map_err(anyhow::Error::from)?;
    let mut stderr = style::stderr();
    for gap in &snapshot.gaps {
        writeln!(stderr, "not known: {}: {}", one_line(&gap.what), one_line(&gap.why))?;
    }
    let mut n_objects = 0;
    snapshot.each(|_| n_objects += 1);
    let out = args.out.display().to_string();
    writeln!(stderr, "wrote {} to {}", count(n_objects, "object"), one_line(&out))?;
    stderr.flush()?;
    Ok(Outcome::Done)
}
