//! The commands: each works out what its arguments mean, has the libraries do the work, and
//! reports.

#[cfg(feature = "closures")]
mod closures;
#[cfg(feature = "gc")]
mod gc;
mod generate;
#[cfg(feature = "k8s")]
mod k8s;

use crate::args::{Cli, Command};
use crate::failure::Result;
use crate::outcome::Outcome;
use crate::style;

/// Runs the command that was asked for.
pub(crate) fn run(cli: Cli) -> Result<Outcome> {
    style::choose(cli.color);
    match cli.command {
        #[cfg(feature = "closures")]
        Command::Closures(args) => closures::run(&args),
        #[cfg(feature = "gc")]
        Command::Gc(args) => gc::run(&args),
        #[cfg(feature = "k8s")]
        Command::K8s(args) => k8s::run(&args),
        Command::Generate(args) => generate::run(&args),
    }
}
