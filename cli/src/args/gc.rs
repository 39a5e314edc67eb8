//! What may be typed after `heldby gc`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use gc_sim::sim::collector::{Barrier, CollectorKind};
use gc_sim::sim::schedule::Schedule;

use super::Format;
use super::pace::{self, PaceArgs};

pub(crate) const EXAMPLES: &str = "\
Examples:
  heldby gc list
  heldby gc run stopped-timer
  heldby gc run lost-object --steps --barrier hybrid
  heldby gc explore lost-object --barrier none
  heldby gc show f1-f2 > mine.gc
  heldby gc pace --live 500MiB --alloc-rate 200MiB/s";

/// The arguments of `heldby gc`.
#[derive(Debug, Args)]
pub(crate) struct GcArgs {
    /// What to do
    #[command(subcommand)]
    pub(crate) command: GcCommand,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum GcCommand {
    /// List the scenarios that come with heldby
    #[command(after_help = "Example:\n  heldby gc list")]
    List,

    /// Print the text of a scenario, to read it or to write one's own
    #[command(after_help = "Example:\n  heldby gc show f1-f2 > mine.gc")]
    Show {
        /// A scenario that comes with heldby, or a file
        #[arg(value_name = "SCENARIO")]
        scenario: String,
    },

    /// Run a scenario under a collector, and say what becomes of its objects
    ///
    /// Says which objects are freed and by which cycle, whether the scenario's expectations hold,
    /// and which invariants are violated. With --html the run can be stepped through in a browser.
    #[command(after_help = RUN_HELP)]
    Run(RunArgs),

    /// Search through all interleavings of a scenario's program and collector
    ///
    /// Visits every state that program and collector can come to, whatever the order of their
    /// moves, and checks in each that nothing reachable is freed, that the write barrier keeps the
    /// tri-colour invariant that it promises, and that garbage does not outlive the next cycle.
    /// Prints the shortest schedule to whatever is violated. Write the program small: states
    /// multiply.
    #[command(after_help = EXPLORE_HELP)]
    Explore(ExploreArgs),

    /// Predict when Go collects garbage, how large the heap becomes, and what that costs
    ///
    /// Simulates Go's pacer for a program that holds and allocates so much, or replays a log that
    /// `GODEBUG=gctrace=1` made a program write. It shows each collection with its trigger and its
    /// goal, the highest point of memory, and the collector's share of the CPU time.
    ///
    /// With closures that are held for some time, it says how many pile up and what they hold;
    /// with a container's limit, which GOMEMLIMIT keeps the program within it, if one can.
    ///
    /// Sizes are written as for GOMEMLIMIT or in Kubernetes: 500MiB, 512Mi, 2G. Times are written
    /// as in Go: 250ms, 1h30m; 2d is two days.
    #[command(after_help = pace::EXAMPLES)]
    Pace(Box<PaceArgs>),
}

const RUN_HELP: &str = "\
Examples:
  heldby gc run f1-f2
  heldby gc run lost-object --barrier none --steps
  heldby gc run promotion --html promotion.html
  heldby gc run mine.gc --collector refcount --image end.svg --frames frames
  heldby gc run mine.gc --schedule main*2,gc*3,main
  heldby gc run timers --format json | jq .freed

Exit codes:
  0  every expectation holds, and what is violated was expected
  1  an expectation does not hold, or an invariant is violated
  2  could not do it";

const EXPLORE_HELP: &str = "\
Examples:
  heldby gc explore lost-object
  heldby gc explore lost-object --barrier hybrid
  heldby gc explore mine.gc --collector generational --cycles 3
  heldby gc run lost-object --schedule \"$(heldby gc explore lost-object --format json |
      jq -r .violations[0].schedule_text)\"

Exit codes:
  0  nothing is violated, in all states or in those that were visited
  1  something is violated
  2  could not do it";

/// The scenario, and the collector that it is put to.
#[derive(Debug, Args)]
pub(crate) struct Subject {
    /// A scenario that comes with heldby (see `heldby gc list`), a file with one as text or JSON,
    /// or `-` for standard input
    #[arg(value_name = "SCENARIO")]
    pub(crate) scenario: String,

    /// The collector, in place of the one that the scenario names
    #[arg(long, value_name = "NAME")]
    pub(crate) collector: Option<CollectorName>,

    /// The write barrier of the tri-colour collector, in place of the one that the scenario names
    #[arg(long, value_name = "NAME")]
    pub(crate) barrier: Option<BarrierName>,

    /// How many cycles the collector may begin of its own accord; without it as many as the
    /// scenario says, and without that none, or two where all interleavings are searched
    #[arg(long, allow_hyphen_values = true, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=100))]
    pub(crate) cycles: Option<u32>,

    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,
}

/// The arguments of `heldby gc run`.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[command(flatten)]
    pub(crate) subject: Subject,

    /// Who moves when: `round-robin`, `random:SEED`, or names of goroutines and `gc`, as in
    /// `main*2,gc*3,main`; what comes after the last is round-robin
    #[arg(long, value_name = "SCHEDULE", value_parser = clap::value_parser!(Schedule))]
    pub(crate) schedule: Option<Schedule>,

    /// Show every step
    #[arg(long)]
    pub(crate) steps: bool,

    /// Draw the heap after the last step into FILE, as its extension says: .dot, .svg or .png
    #[arg(long, value_name = "FILE")]
    pub(crate) image: Option<PathBuf>,

    /// Draw the heap before the first and after each step into files in DIR, which is made where it
    /// is missing: 0000.svg, 0001.svg and so on
    #[arg(long, value_name = "DIR")]
    pub(crate) frames: Option<PathBuf>,

    /// The kind of file for --frames
    #[arg(long, value_name = "KIND", default_value = "svg", requires = "frames")]
    pub(crate) frames_as: FrameKind,

    /// Write a page to step through the run into FILE: one file, which needs no network
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
}

/// The arguments of `heldby gc explore`.
#[derive(Debug, Args)]
pub(crate) struct ExploreArgs {
    #[command(flatten)]
    pub(crate) subject: Subject,

    /// Stop after N states
    #[arg(long, allow_hyphen_values = true, value_name = "N", default_value_t = gc_sim::sim::explore::DEFAULT_STATES)]
    pub(crate) states: usize,
}

/// A collector.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum CollectorName {
    /// Mark-sweep, with the world stopped
    MarkSweep,
    /// Concurrent mark-sweep in three colours, as Go's
    TriColour,
    /// Mark, then slide together what is left
    MarkCompact,
    /// Copy what is reachable to the other half
    Semispace,
    /// Collect young objects more often than old ones
    Generational,
    /// Count references, and find cycles by trial deletion
    Refcount,
}

/// A write barrier.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum BarrierName {
    /// Go's: shades what is overwritten and, while the stack is grey, what is stored
    Hybrid,
    /// Shades what is stored
    Dijkstra,
    /// Shades what is overwritten
    Yuasa,
    /// None, to see what goes wrong
    None,
}

/// A kind of picture file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum FrameKind {
    /// Vector drawings
    Svg,
    /// Pixels
    Png,
    /// Graphviz's language
    Dot,
}

impl Subject {
    /// The collector to use in place of the scenario's.
    pub(crate) fn collector(&self) -> Option<CollectorKind> {
        self.collector.map(|name| match name {
            CollectorName::MarkSweep => CollectorKind::MarkSweep,
            CollectorName::TriColour => CollectorKind::TriColour,
            CollectorName::MarkCompact => CollectorKind::MarkCompact,
            CollectorName::Semispace => CollectorKind::Semispace,
            CollectorName::Generational => CollectorKind::Generational,
            CollectorName::Refcount => CollectorKind::RefCount,
        })
    }

    /// The barrier to use in place of the scenario's.
    pub(crate) fn barrier(&self) -> Option<Barrier> {
        self.barrier.map(|name| match name {
            BarrierName::Hybrid => Barrier::Hybrid,
            BarrierName::Dijkstra => Barrier::Dijkstra,
            BarrierName::Yuasa => Barrier::Yuasa,
            BarrierName::None => Barrier::None,
        })
    }
}
