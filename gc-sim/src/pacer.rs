//! Go's pacer: when a garbage collection starts, how large the heap becomes, and what that costs.
//!
//! # Vocabulary
//!
//! - The *live heap* is what the program still holds. The *heap*, as the pacer counts it, is what the last collection
//!   *marked* and what has been allocated since; it only grows until the next collection.
//! - The *goal* is the size that the heap should have when the next collection *ends*. The *trigger* is the size at which
//!   it *starts*. Between the two lies the *runway*: what the program allocates while it is being marked.
//! - *Scan work* is what marking has to look at: the part of the live heap that may hold pointers, the stacks in use and
//!   the global variables.
//! - *cons/mark* is how fast the program allocates beside how fast it is marked, each for a second of one core.
//! - *Background* workers mark on a quarter of the cores. Cores that are *idle* mark as well. *Assists* are marking that
//!   the program's own goroutines have to do before they may allocate.
//!
//! # Rules
//!
//! After a collection that marked *m* bytes and looked at *s* bytes of stacks, with *g* bytes of globals:
//!
//! 1. The goal is *m* + (*m* + *s* + *g*) · `GOGC` / 100, at least 4 MiB · `GOGC` / 100, and at least *m* + 1 MiB so that
//!    there is time to sweep.
//! 2. Under a memory limit, what the runtime has mapped beside heap objects is taken off the limit (twice, where it has
//!    passed the limit already), and of what is left another 3 percent, or 1 MiB if that is more. Where this is less than
//!    the goal, it is the goal; but never less than *m*.
//! 3. The runway is cons/mark · 3 · the expected scan work, which is that of the last collection. The 3 is the share of
//!    the cores that the program has over the share that marking has. cons/mark is the largest of the last five.
//! 4. The trigger is the goal less the runway, but at least 45/64 of the way from *m* to the goal, and at most 61/64 of
//!    it, or 4 MiB below the goal if that is later.
//! 5. Where marking does not get done in time, assists slow the program so that the goal is kept. Where the live heap has
//!    grown, so that there is more work than expected, the goal moves in proportion, up to what the next goal would be.
//! 6. What is allocated while marking counts as marked, whether it still lives at the end or not.
//! 7. Two minutes after the last collection there is one anyway, without the help of idle cores.
//! 8. The collector's CPU time, less the program's, fills a bucket of one second for each core. While it is full, there
//!    are only so many assists that the collector has half of the time. Then the heap passes its goal, and the limit.
//!
//! # An example
//!
//! 64 MiB are live, all of it pointers, `GOGC=100`, and cons/mark is 0.04: the goal is 128 MiB, the runway
//! 0.04 · 3 · 64 = 7.7 MiB, and so the trigger is 120.3 MiB. It could lie between 109 MiB (45/64 of the way) and 125 MiB
//! (61/64 of it). Marking starts at 120.3 MiB and ends, if nothing changed, at 128 MiB; 64 + 7.7 = 71.7 MiB are marked, the
//! next goal is 143.4 MiB, and that one's 7.7 MiB are garbage by then. A program that allocates 100 MiB/s has such a
//! collection each 0.7 s.
//!
//! # What is approximated
//!
//! Bytes are integers, and rules 1, 2 and 4 are the runtime's to the byte. Marking is not simulated object by object: work
//! flows at a constant rate ([`Settings::mark_rate`]), the program slows down evenly, and a collection has a fixed cost
//! beside ([`Settings::cycle_latency`]). The memory that is no heap is a constant, the stacks, and a share of the largest
//! heap there was ([`Overhead`]); really it depends on sizes of objects and on how they die. The scavenger is taken to give
//! free pages back in time. Time that assists cost an otherwise idle program is not lost to it.
//!
//! # Sources
//!
//! Go's `runtime/mgcpacer.go` (`commit`, `heapGoalInternal`, `memoryLimitHeapGoal`, `trigger`, `revise`, `endCycle`),
//! `runtime/mgclimit.go`, `runtime/mgc.go` (`gctrace`), of Go 1.26 and 1.27; the design documents 44167 (pacer redesign)
//! and 48409 (soft memory limit).
//!
//! Files, in reading order: `settings`, `workload` (what goes in), `controller` (the rules), `mark` (one marking),
//! `simulate` (the loop), `answer` (memory limits for containers), `gctrace` and `replay` (logs of real programs), `show`
//! (sizes and times in words), `error`.

mod answer;
mod controller;
mod error;
mod gctrace;
mod mark;
mod replay;
mod settings;
pub mod show;
mod simulate;
mod workload;

pub use answer::{Advice, HIGH_CPU_SHARE, Verdict, advise};
pub use controller::GoalFrom;
pub use error::PacerError;
pub use gctrace::{MAX_TRACE_CYCLES, Trace, TraceCycle, TraceGap, parse as parse_trace};
pub use replay::{Prediction, Replay, ReplayStep, Unpredicted, replay};
pub use settings::{ALLOCATED_FOR_USED, Gogc, MAX_BYTES, MAX_CORES, MAX_SPAN, Overhead, Settings};
pub use simulate::{Cycle, MAX_CYCLES, Note, Sample, Simulation, simulate};
pub use workload::{Closures, LiveHeap, Phase, Workload};

#[cfg(test)]
mod tests;
