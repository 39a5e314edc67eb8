//! `heldby gc`: simulations of collectors.

mod pace;

use crate::args::{Gc, GcArgs};
use crate::failure::Result;
use crate::outcome::Outcome;

/// Runs the command.
pub(crate) fn run(args: &GcArgs) -> Result<Outcome> {
    match &args.what {
        Gc::Pace(args) => pace::run(args),
    }
}
