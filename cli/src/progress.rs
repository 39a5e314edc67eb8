//! A sign of life on stderr while work is long. It is shown on a terminal only, and gone when the
//! work is done.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

/// Work that takes no longer than this needs no sign of life.
const PATIENCE: Duration = Duration::from_millis(400);

/// How far the work is. Dropping it clears the line.
pub(crate) struct Progress {
    bar: ProgressBar,
    started: Instant,
}

impl Progress {
    /// Starts the clock; nothing is shown yet. `counter` says how the numbers are shown, as in
    /// `{pos}/{len} files`.
    pub(crate) fn new(counter: &str, what: &'static str) -> Self {
        let style = ProgressStyle::with_template(&format!("{{spinner}} {{msg}} {counter}"));
        let bar = ProgressBar::new(0)
            .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
            .with_message(what);
        Self { bar, started: Instant::now() }
    }

    /// Shows how much is done, and of how much where that is known.
    pub(crate) fn show(&self, done: u64, of: Option<u64>) {
        if self.started.elapsed() > PATIENCE {
            self.bar.update(|state| {
                if let Some(of) = of {
                    state.set_len(of);
                }
                state.set_pos(done);
            });
        }
    }

    /// Shows what is being done.
    #[cfg(feature = "closures")]
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
