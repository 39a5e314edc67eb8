//! Scenarios: a heap, a program, and what is expected of both.
//!
//! # The language
//!
//! ```text
//! // The timer holds the closure, and the closure holds the buffer.
//! scenario "a stopped timer"
//! collector tri-colour
//!
//! global timer                            // a root: a global variable
//!
//! goroutine main {                        // runs from the start
//!     buf = new slice buf 64KiB           // allocate: kind, name, size
//!     f = new closure func1 32B { buf = buf }
//!     timer = new timer t { f = f }
//!     arm timer runs fired                // the timer heap holds it from now on
//!     drop buf                            // or: buf = nil
//!     drop f
//!     stop timer
//!     gc                                  // waits for the end of a cycle
//!     expect buf live                     // looked at here
//!     timer.f = nil
//!     gc
//! }
//!
//! func fired(t) {                         // what a timer runs gets the timer
//!     f = t.f
//! }
//!
//! expect after gc 2: buf freed, t live    // or: at end; under refcount after gc: …
//! ```
//!
//! One operation stands on a line, and nothing interrupts it: `x = y.f` and `x.f = y` are two, as they are to a
//! collector. The others are `x = y`, `x = call f(a)`, `return x`, `go f(a)`, `fire t`, `cleanup x runs f(a)`,
//! `wait e`, `signal e`, `gc minor` and `repeat 3 { … }`, which stands for its body three times. `object a { next = b }`
//! declares an object that is there from the start; `cycles 2` lets the collector begin two cycles of its own accord;
//! `about "…"` explains. `expect` takes the fates of [`Fate`]; `buf` means every object of that name, `buf#2` the second.
//!
//! The same can be written as JSON, where operations and expectations are strings of this language.
//!
//! Names are resolved, and all that is wrong is told, before anything runs: see [`Problem`].

mod bundled;
mod error;
mod json;
mod lexer;
mod parser;
mod resolve;

pub use bundled::{BUNDLED, Bundled, bundled};
pub use error::{Place, Problem, Problems};

use crate::sim::collector::{Barrier, CollectorKind};
use crate::sim::program::{Program, SiteId};
use crate::sim::schedule::Schedule;

/// A scenario, ready to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// What it is called.
    pub title: String,
    /// What it shows, in sentences.
    pub about: Vec<String>,
    /// The collector that it is about.
    pub collector: CollectorKind,
    /// The write barrier that it is about.
    pub barrier: Barrier,
    /// The schedule that it is about.
    pub schedule: Schedule,
    /// The heap and the program.
    pub program: Program,
    /// What is expected.
    pub expectations: Vec<Expectation>,
    /// The text that it was read from, line by line, to show where the program is.
    pub source: Vec<String>,
}

/// Something that should be so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// When it is looked at.
    pub when: When,
    /// The collectors that it is about; none for all.
    pub collectors: Vec<CollectorKind>,
    /// The barriers that it is about; none for all.
    pub barriers: Vec<Barrier>,
    /// What should be so.
    pub claims: Vec<Claim>,
    /// The same as written.
    pub text: String,
    /// Its line.
    pub line: u32,
}

/// When an expectation is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum When {
    /// After the cycle of that number, from 1.
    AfterCycle(u32),
    /// After the last step.
    AtEnd,
    /// Where it stands in the program.
    InProgram,
}

impl When {
    /// Why an expectation was never looked at.
    pub(crate) fn never(self) -> &'static str {
        match self {
            Self::AfterCycle(_) => "there were fewer collections",
            Self::AtEnd | Self::InProgram => "the program did not come to this line",
        }
    }
}

/// What should become of the objects of a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The name.
    pub site: SiteId,
    /// Which of them, from 0; `None` for all.
    pub ordinal: Option<u32>,
    /// What should have become of it.
    pub fate: Fate,
}

/// What can become of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// It is freed.
    Freed,
    /// It is not freed.
    Live,
    /// It is not freed, and some root leads to it.
    Reachable,
    /// It is not freed, though no root leads to it.
    Garbage,
    /// It was freed while some root led to it.
    Lost,
    /// It has been promoted, and is not freed.
    Old,
    /// It has not been promoted, and is not freed.
    Young,
}

impl Fate {
    /// Every fate, with its word.
    pub const ALL: [(&'static str, Self); 7] = [
        ("freed", Self::Freed),
        ("live", Self::Live),
        ("reachable", Self::Reachable),
        ("garbage", Self::Garbage),
        ("lost", Self::Lost),
        ("old", Self::Old),
        ("young", Self::Young),
    ];

    /// Whether an object of this fate is freed.
    fn is_freed(self) -> bool {
        matches!(self, Self::Freed | Self::Lost)
    }

    /// Whether an object can have both fates at one time.
    fn goes_with(self, other: Self) -> bool {
        let contrary = |pair| pair == (self, other) || pair == (other, self);
        self.is_freed() == other.is_freed()
            && !contrary((Self::Reachable, Self::Garbage))
            && !contrary((Self::Old, Self::Young))
    }
}

/// The largest scenario that is read, in bytes.
pub const MAX_BYTES: usize = 16 << 20;
/// The most objects that a scenario declares. To look at a real heap, read a dump of it.
pub const MAX_OBJECTS: usize = 10_000;
/// The most instructions, with every `repeat` written out.
pub const MAX_INSTRUCTIONS: usize = 100_000;
/// The largest object, in bytes.
pub const MAX_OBJECT_SIZE: u64 = 1 << 30;
/// The most goroutines that a scenario declares.
pub const MAX_GOROUTINES: usize = 100;
/// The most cycles that the collector may begin unasked.
pub const MAX_CYCLES: u32 = 1000;
/// The most claims of all expectations together: each is compared with each.
pub const MAX_CLAIMS: usize = 2000;
/// How deep `repeat` may be nested.
const MAX_NESTING: usize = 50;
/// The most problems that are told.
const MAX_PROBLEMS: usize = 20;
/// The longest name, in bytes.
const MAX_NAME: usize = 100;

impl Scenario {
    /// Reads a scenario, as JSON where its first letter is `{`, else in the language of this module.
    ///
    /// # Errors
    ///
    /// All that is wrong with it, each with its place.
    pub fn parse(text: &str) -> Result<Self, Problems> {
        let (kept, is_cut) = within_limit(text);
        let is_json = kept.trim_start().starts_with('{');
        let mut parsed = if is_json { json::parse(kept) } else { parser::parse(kept) };
        if is_cut && !parsed.problems.iter().any(|problem| problem.is_limit) {
            let line = kept.lines().count() as u32;
            let message = format!("the scenario is larger than {} MiB", MAX_BYTES >> 20);
            parsed.problems = vec![Problem::limit(Place { line, column: 1 }, message)];
        }
        let source = kept.lines().map(str::to_owned).collect();
        if parsed.problems.is_empty() {
            resolve::resolve(&parsed, source)
        } else {
            Err(Problems::new(parsed.problems))
        }
    }
}

/// As much of the text as is read, and whether that is not all.
fn within_limit(text: &str) -> (&str, bool) {
    if text.len() <= MAX_BYTES {
        return (text, false);
    }
    let end = (0..=MAX_BYTES).rev().find(|&end| text.is_char_boundary(end)).unwrap_or(0);
    (&text[..end], true)
}
