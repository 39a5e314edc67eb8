//! All interleavings of a small program.
//!
//! A breadth-first search through the states of the machine, from the first on, by every possible move. States that
//! are equal are visited once. What it finds wrong comes with the shortest schedule that leads there, which
//! `heldby gc run --schedule` follows. If it is complete and has found nothing, then nothing can go wrong with this
//! program, as long as the collector begins no more cycles than it was allowed to.
//!
//! States are told apart by all that they consist of, written down as bytes, and not by a hash of it: two that differ
//! are never taken for one.

use std::collections::{HashSet, VecDeque};
use std::hash::{Hash, Hasher};

use rustc_hash::FxBuildHasher;

use crate::sim::collector::{
    Barrier, Collector, CollectorKind, Generational, MarkCompact, MarkSweep, RefCount, Semispace,
    TriColour,
};
use crate::sim::describe;
use crate::sim::machine::{Machine, Move};
use crate::sim::program::Program;
use crate::sim::run::with_collector;
use crate::sim::scenario::Scenario;
use crate::sim::schedule::{Schedule, name_of_move};

/// The most states that are visited, unless asked otherwise.
pub const DEFAULT_STATES: usize = 1_000_000;

/// How many cycles the collector may begin unasked, unless the scenario or somebody says otherwise: with two, garbage
/// that survives the second is seen.
pub const DEFAULT_CYCLES: u32 = 2;

/// How a scenario is explored; a field that is `None` is as the scenario says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExploreSettings {
    /// The collector.
    pub collector: Option<CollectorKind>,
    /// The write barrier of the tri-colour collector.
    pub barrier: Option<Barrier>,
    /// How many cycles the collector may begin unasked.
    pub n_cycles: Option<u32>,
    /// The most states to visit.
    pub max_states: usize,
}

/// What the search came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exploration {
    /// The collector.
    pub collector: CollectorKind,
    /// The write barrier; it means something to the tri-colour collector only.
    pub barrier: Barrier,
    /// How many cycles the collector could begin unasked.
    pub n_cycles: u32,
    /// How many different states were seen.
    pub n_states: usize,
    /// How many moves lead from one to another.
    pub n_moves: usize,
    /// The length of the longest of the shortest schedules.
    pub depth: usize,
    /// Whether every state there is was seen.
    pub is_complete: bool,
    /// The first violation of each invariant, by a shortest schedule.
    pub violations: Vec<FoundViolation>,
}

/// A violation, and how to come to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundViolation {
    /// The name of what is violated.
    pub invariant: &'static str,
    /// What is wrong, as a sentence.
    pub message: String,
    /// A shortest schedule that leads to it.
    pub schedule: Vec<String>,
}

impl FoundViolation {
    /// The schedule as `heldby gc run --schedule` takes it.
    pub fn schedule_text(&self) -> String {
        Schedule::of_names(self.schedule.iter().cloned()).to_string()
    }
}

/// Explores a scenario. `progress` is told now and then how many states have been seen.
pub fn explore(
    scenario: &Scenario,
    settings: &ExploreSettings,
    progress: &dyn Fn(usize),
) -> Exploration {
    let kind = settings.collector.unwrap_or(scenario.collector);
    let barrier = settings.barrier.unwrap_or(scenario.barrier);
    let own = Some(scenario.program.n_spontaneous).filter(|&n| n > 0);
    let n_cycles = settings.n_cycles.or(own).unwrap_or(DEFAULT_CYCLES);
    let program = Program { n_spontaneous: n_cycles, ..scenario.program.clone() };
    let found = with_collector!(kind, search(&program, barrier, settings.max_states, progress));
    Exploration { collector: kind, barrier, n_cycles, ..found }
}

/// How a state was come to first: from which, and by which move.
struct Arrival {
    from: usize,
    by: Move,
    depth: u32,
}

fn search<C: Collector>(
    program: &Program,
    barrier: Barrier,
    max_states: usize,
    progress: &dyn Fn(usize),
) -> Exploration {
    let start = Machine::<C>::new(program, barrier);
    let mut seen: HashSet<Box<[u8]>, FxBuildHasher> = HashSet::default();
    seen.insert(bytes_of(&start));
    // The first state has no arrival, and so the arrival of state n is at n - 1.
    let mut arrivals: Vec<Arrival> = Vec::new();
    let mut open = VecDeque::from([(0_usize, start)]);
    let mut found = Exploration {
        collector: CollectorKind::default(),
        barrier,
        n_cycles: 0,
        n_states: 1,
        n_moves: 0,
        depth: 0,
        is_complete: true,
        violations: Vec::new(),
    };
    while let Some((index, machine)) = open.pop_front() {
        if index.is_multiple_of(1024) {
            progress(found.n_states);
        }
        for by in machine.moves() {
            let mut next = machine.clone();
            let outcome = next.take(program, by);
            found.n_moves += 1;
            let depth = depth_of(index, &arrivals) + 1;
            if outcome.violations.is_empty() {
                if found.n_states >= max_states {
                    found.is_complete &= seen.contains(&bytes_of(&next));
                } else if seen.insert(bytes_of(&next)) {
                    found.n_states += 1;
                    found.depth = depth as usize;
                    arrivals.push(Arrival { from: index, by, depth });
                    open.push_back((arrivals.len(), next));
                }
                continue;
            }
            // Behind a violation everything may happen, and so nothing is learnt there.
            for violation in outcome.violations {
                let invariant = violation.invariant();
                if found.violations.iter().all(|known| known.invariant != invariant) {
                    let message = describe::violation(program, &next.world, &violation);
                    let schedule = replay::<C>(program, barrier, &moves_to(index, by, &arrivals));
                    found.violations.push(FoundViolation { invariant, message, schedule });
                }
            }
        }
        if !found.is_complete {
            break;
        }
    }
    found
}

fn depth_of(index: usize, arrivals: &[Arrival]) -> u32 {
    index.checked_sub(1).map_or(0, |place| arrivals[place].depth)
}

/// The moves from the first state to `index`, and then `last`.
fn moves_to(mut index: usize, last: Move, arrivals: &[Arrival]) -> Vec<Move> {
    let mut moves = vec![last];
    while let Some(place) = index.checked_sub(1) {
        moves.push(arrivals[place].by);
        index = arrivals[place].from;
    }
    moves.reverse();
    moves
}

/// The names of moves, each in the state where it is made.
fn replay<C: Collector>(program: &Program, barrier: Barrier, moves: &[Move]) -> Vec<String> {
    let mut machine = Machine::<C>::new(program, barrier);
    let mut names = Vec::with_capacity(moves.len());
    for &one in moves {
        names.push(name_of_move(program, &machine.world, one));
        machine.take(program, one);
    }
    names
}

fn bytes_of<C: Collector>(machine: &Machine<C>) -> Box<[u8]> {
    let mut writer = Writer(Vec::with_capacity(256));
    machine.hash(&mut writer);
    writer.0.into_boxed_slice()
}

/// A hasher that keeps all it is given. What `#[derive(Hash)]` feeds a hasher tells any two values of a type apart;
/// numbers are written with seven bits to a byte, since most are small.
struct Writer(Vec<u8>);

impl Hasher for Writer {
    fn finish(&self) -> u64 {
        0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    fn write_u8(&mut self, number: u8) {
        self.0.push(number);
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, mut number: u64) {
        while number >= 0x80 {
            self.0.push(number as u8 | 0x80);
            number >>= 7;
        }
        self.0.push(number as u8);
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64);
    }

    #[expect(clippy::cast_sign_loss, reason = "the numbers of enum variants are not negative")]
    fn write_isize(&mut self, number: isize) {
        self.write_u64(number as u64);
    }
}
