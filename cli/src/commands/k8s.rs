//! `heldby k8s`: which cluster is meant, and what is to be done with it.

mod collect;
mod diagnose;
mod preflight;
mod source;
mod why;

use crate::args::k8s::{K8sArgs, K8sCommand};
use crate::failure::Result;
use crate::outcome::Outcome;

/// Runs the command.
pub(crate) fn run(args: &K8sArgs) -> Result<Outcome> {
    match &args.command {
        None => diagnose::run(&args.diagnose),
        Some(K8sCommand::Diagnose(args)) => diagnose::run(args),
        Some(K8sCommand::Why(args)) => why::run(args),
        Some(K8sCommand::Collect(args)) => collect::run(args),
        Some(K8sCommand::Preflight(args)) => preflight::run(args),
    }
}
