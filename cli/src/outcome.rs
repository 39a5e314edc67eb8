//! How a run ended, and the exit code that says so.

use std::process::ExitCode;

/// How a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Outcome {
    /// It did its work, and nothing that was asked to fail on was there: exit code 0. A reader who
    /// closed the pipe early has what they wanted, and so counts as this too.
    Done,
    /// Something was there that was asked to fail on: exit code 1.
    #[cfg_attr(
        not(any(feature = "closures", feature = "gc", feature = "k8s")),
        expect(dead_code, reason = "only an analysis finds something")
    )]
    Found,
    /// It could not do its work: exit code 2.
    CouldNotRun,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        Self::from(match outcome {
            Outcome::Done => 0,
            Outcome::Found => 1,
            Outcome::CouldNotRun => 2,
        })
    }
}
