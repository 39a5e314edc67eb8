//! What may be typed after `heldby closures verify`.

use std::path::PathBuf;

use clap::Args;

use super::{BuildArgs, Format};

pub(crate) const HELP: &str = "\
Examples:
  heldby closures verify                 the package in this directory
  heldby closures verify ./...           this directory and all below it
  heldby closures verify --tests -v .    with its tests, and with what agrees
  heldby closures verify --goos windows --goarch 386 ./...
  heldby closures verify --go ~/sdk/go1.27.3/bin/go std
  heldby closures verify --format json ./... | jq '.variables.disagreements[]'

Exit codes:
  0  heldby and the compiler say the same, of all that could be compared
  1  they disagree
  2  could not compare: no go command, nothing that compiles, or a module that is missing";

/// The arguments of `heldby closures verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Go files, directories, import paths, `dir/...` for a directory and all below it, or `std`
    /// for the standard library, as `heldby closures` takes them
    #[arg(value_name = "PATHS", default_value = ".")]
    pub(crate) paths: Vec<String>,

    /// The go command to run
    #[arg(long, value_name = "PROGRAM", default_value = "go")]
    pub(crate) go: PathBuf,

    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    /// Show what agrees too, and which compiler was asked
    #[arg(short, long)]
    pub(crate) verbose: bool,

    #[command(flatten)]
    pub(crate) build: BuildArgs,
}
