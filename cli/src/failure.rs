//! Why a run could not do its work, and how that is said: one `error:` line, a `caused by:` line
//! for each reason behind it, and a `hint:` where there is something to try.

use std::io::{self, Write};

use crate::outcome::Outcome;
use crate::style::{self, HINT, one_line, paint};

/// An error, with what to try instead.
#[derive(Debug)]
pub(crate) struct Failure {
    error: anyhow::Error,
    hint: Option<String>,
}

/// What the commands return.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure with something to try instead.
    pub(crate) fn with_hint(error: impl Into<anyhow::Error>, hint: impl Into<String>) -> Self {
        Self { error: error.into(), hint: Some(hint.into()) }
    }

    /// Says on stderr what went wrong. A closed pipe is no failure and is passed over in silence.
    pub(crate) fn report(&self) -> Outcome {
        if self.is_broken_pipe() {
            return Outcome::Done;
        }
        // There is nobody left to tell where stderr cannot be written.
        self.write(&mut style::stderr()).ok();
        Outcome::CouldNotRun
    }

    fn is_broken_pipe(&self) -> bool {
        self.error.chain().any(|cause| {
            let cause = match cause.downcast_ref::<serde_json::Error>() {
                Some(json) => json.io_error_kind(),
                None => cause.downcast_ref::<io::Error>().map(io::Error::kind),
            };
            cause == Some(io::ErrorKind::BrokenPipe)
        })
    }

    fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        for (n, cause) in self.error.chain().enumerate() {
            let label = if n == 0 { "error:" } else { "caused by:" };
            // A cause may have several lines of its own, such as a list of what was tried.
            let text = cause.to_string();
            let mut lines = text.lines();
            let first = lines.next().unwrap_or_default();
            writeln!(out, "{} {}", paint(style::ERROR, label), one_line(first))?;
            for line in lines {
                writeln!(out, "  {}", one_line(line))?;
            }
        }
        if let Some(hint) = &self.hint {
            writeln!(out, "\n{} {}", paint(HINT, "hint:"), one_line(hint))?;
        }
        out.flush()
    }
}

impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { error: error.into(), hint: None }
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Context;
    use expect_test::expect;

    use super::*;

    fn shown(failure: &Failure) -> String {
        let mut out = anstream::StripStream::new(Vec::new());
        failure.write(&mut out).unwrap();
        String::from_utf8(out.into_inner()).unwrap()
    }

    #[test]
    fn a_chain_ends_in_its_hint() {
        let cause = io::Error::other("no\x1b[31m such disk");
        let error = Err::<(), _>(cause).context("cannot write `a.svg`").unwrap_err();
        expect![[r"
            error: cannot write `a.svg`
            caused by: no\u{1b}[31m such disk

            hint: try another
        "]]
        .assert_eq(&shown(&Failure::with_hint(error, "try another")));
    }

    #[test]
    fn a_closed_pipe_is_no_failure() {
        let pipe = || io::Error::from(io::ErrorKind::BrokenPipe);
        assert_eq!(Failure::from(pipe()).report(), Outcome::Done);
        assert_eq!(Failure::from(serde_json::Error::io(pipe())).report(), Outcome::Done);
    }
}
