//! A sign of life on stderr while work is long. It is shown on a terminal only, and gone when the
//! work is done.

use std::time::{Duration, Instant};

use closure_core::load;
use indicatif::{ProgressBar, ProgressStyle};

/// Work that takes no longer than this needs no sign of life.
const PATIENCE: Duration = Duration::from_millis(400);

/// How far the work is. Dropping it clears the line.
pub(crate) struct Progress {
    bar: ProgressBar,
    started: Instant,
}

impl Progress {
    /// Starts the clock; nothing is shown yet.
    pub(crate) fn new() -> Self {
        let style = ProgressStyle::with_template("{spinner} {msg} {pos}/{len} files");
        let bar = ProgressBar::new(0)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
            .with_message("reading");
        Self { bar, started: Instant::now() }
    }

    /// Shows how many files are read.
    pub(crate) fn show(&self, step: load::Progress) {
        if self.started.elapsed() > PATIENCE {
            self.bar.update(|state| {
                state.set_len(step.files_known as u64);
                state.set_pos(step.files_read as u64);
            });
        }
    }

    /// Shows what is being done.
    pub(crate) fn note(&self, what: &'static str) {
        if self.started.elapsed() > PATIENCE {
            self.bar.set_message(what);
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
