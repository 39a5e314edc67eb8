//! `heldby k8s`.

mod preflight;

use crate::args::k8s::{K8sArgs, K8sCommand};
use crate::failure::Result;
use crate::outcome::Outcome;

/// Runs the command.
pub(crate) fn run(args: &K8sArgs) -> Result<Outcome> {
    match &args.command {
        K8sCommand::Preflight(args) => preflight::run(args),
    }
}
