//! Which cluster: live, or a dump of it.

use std::io;
use std::path::Path;
use std::time::Duration;

use anyhow::Error;
use k8s_doctor::gather::{live, offline};
use k8s_doctor::snapshot::Snapshot;

use crate::args::k8s::SourceArgs;
use crate::failure::{Failure, Result};
use crate::progress::Progress;

/// How many times as long as one request all of them together may take.
const TOTAL_PATIENCE: u32 = 20;

/// Reads what the arguments name.
pub(crate) fn read(args: &SourceArgs) -> Result<Snapshot> {
    if args.files.is_empty() { cluster(args) } else { dump(args) }
}

/// What was read, in one word, for reports that want a file.
pub(crate) fn name(args: &SourceArgs) -> String {
    args.files.first().map_or_else(|| "cluster".to_owned(), |file| file.display().to_string())
}

fn dump(args: &SourceArgs) -> Result<Snapshot> {
    let progress = Progress::new("{pos} files", "reading");
    let (streams, files): (Vec<_>, Vec<_>) =
        args.files.iter().cloned().partition(|file| file == Path::new("-"));
    let mut stdin = io::stdin();
    let stdin: Option<&mut dyn io::Read> = if streams.is_empty() { None } else { Some(&mut stdin) };
    offline::read(&files, stdin, &mut |files, _| progress.show(files as u64, None)).map_err(
        |error| {
            Failure::with_hint(Error::from(error), "name a dump, or no file for the live cluster")
        },
    )
}

fn cluster(args: &SourceArgs) -> Result<Snapshot> {
    let progress = Progress::new("{pos}/{len} requests", "asking the cluster");
    let connection =
        live::ConnectOptions { kubeconfig: args.kubeconfig.clone(), context: args.context.clone() };
    let request_timeout = Duration::from_secs(args.request_timeout);
    let options = live::Options {
        namespaces: Vec::new(),
        secret_keys: false,
        logs: true,
        request_timeout,
        total_timeout: request_timeout * TOTAL_PATIENCE,
    };
    live::read(&connection, &options, &mut |at| {
        progress.show(at.n_done as u64, Some(at.n_all as u64));
    })
    .map_err(|error| {
        let hint = error.hint().unwrap_or_else(|| "heldby k8s FILE reads a dump".to_owned());
        Failure::with_hint(Error::from(error), &hint)
    })
}
