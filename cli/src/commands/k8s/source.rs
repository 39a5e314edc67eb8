//! Which cluster: live, or a dump of it.

use std::io;
use std::path::Path;

use k8s_doctor::gather::offline;
use k8s_doctor::snapshot::Snapshot;

use crate::args::k8s::SourceArgs;
use crate::failure::{Failure, Result};
use crate::progress::Progress;

/// Reads what the arguments name.
pub(crate) fn read(args: &SourceArgs) -> Result<Snapshot> {
    if args.files.is_empty() { live(args) } else { dump(args) }
}

/// What was read, in one word, for reports that want a file.
pub(crate) fn name(args: &SourceArgs) -> String {
    args.files.first().map_or_else(|| "cluster".to_owned(), |file| file.display().to_string())
}

fn dump(args: &SourceArgs) -> Result<Snapshot> {
    let progress = Progress::new("{pos} files", "reading");
    let takes_stdin = args.files.iter().any(|file| file == Path::new("-"));
    let mut stdin = io::stdin();
    let stdin: Option<&mut dyn io::Read> = if takes_stdin { Some(&mut stdin) } else { None };
    offline::read(&args.files, stdin, &mut |files, _| progress.show(files as u64, None)).map_err(
        |error| {
            Failure::with_hint(
                anyhow::Error::from(error),
                "name a dump, or no file for the live cluster",
            )
        },
    )
}

fn live(_args: &SourceArgs) -> Result<Snapshot> {
    Err(Failure::with_hint(anyhow::anyhow!("no dump is named"), "name a dump"))
}
