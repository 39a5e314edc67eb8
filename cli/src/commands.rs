//! The commands: each works out what its arguments mean, has the libraries do the work, and
//! reports.

#[cfg(feature = "closures")]
mod closures;
#[cfg(all(feature = "closures", feature = "gc", feature = "k8s"))]
mod demo;
#[cfg(feature = "k8s")]
mod explain;
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
    dispatch(cli.command)
}

fn dispatch(command: Command) -> Result<Outcome> {
    match command {
        #[cfg(feature = "closures")]
        Command::Closures(args) => closures::run(&args),
        #[cfg(feature = "gc")]
        Command::Gc(args) => gc::run(&args),
        #[cfg(feature = "k8s")]
        Command::K8s(args) => k8s::run(&args),
        #[cfg(feature = "k8s")]
        Command::Explain(args) => explain::run(&args),
        #[cfg(all(feature = "closures", feature = "gc", feature = "k8s"))]
        Command::Demo(args) => demo::run(&args),
        Command::Generate(args) => generate::run(&args),
    }
}
