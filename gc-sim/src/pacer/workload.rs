//! What a program does with memory: how much it holds and how fast it allocates, over time.
//!
//! Time here is the program's own: it stands still while the program is kept from running.

use std::time::Duration;

use super::PacerError;
use super::settings::{MAX_BYTES, MAX_CORES, at_most, in_range, lasting, nanos};

/// What a program does with memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    /// What it holds, apart from `closures`.
    pub live: LiveHeap,
    /// What it allocates, apart from `closures`, in bytes a second. What the live heap grows by is part of it.
    pub alloc_rate: u64,
    /// Closures that are held for some time each.
    pub closures: Option<Closures>,
    /// The bytes of goroutine stacks in use, which marking looks at. About as many again are allocated.
    pub stacks: u64,
    /// The bytes of package variables that may hold pointers.
    pub globals: u64,
    /// How much of the live heap may hold pointers, and so has to be looked at; from 0 to 1.
    pub scan_share: f64,
    /// How many cores the program keeps busy when nothing keeps it from running. A phase has its own.
    pub busy_cores: f64,
    /// Whether the heap is empty at the start. Else it holds the live heap, which has just been marked.
    pub starts_empty: bool,
}

/// What a program holds, over time, in bytes.
#[derive(Debug, Clone, PartialEq)]
pub enum LiveHeap {
    /// Always the same.
    Constant(u64),
    /// A straight line, and then always the same.
    Ramp {
        /// What is held at the start.
        from: u64,
        /// What is held at the end.
        to: u64,
        /// The time between the two.
        over: Duration,
    },
    /// A straight line up, and a sudden fall, again and again.
    Sawtooth {
        /// What is held after each fall.
        low: u64,
        /// What is held before each fall.
        high: u64,
        /// The time between two falls.
        period: Duration,
    },
    /// One after the other. The simulation ends with the last.
    Phases(Vec<Phase>),
}

/// A stretch of a program's life.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Phase {
    /// How long it takes.
    pub lasting: Duration,
    /// The live heap at its start, in bytes.
    pub live_from: u64,
    /// The live heap at its end, in bytes.
    pub live_to: u64,
    /// The bytes allocated in it, beside those of [`Workload::alloc_rate`].
    pub allocated: u64,
    /// How many cores the program keeps busy.
    pub busy_cores: f64,
}

/// Closures that are held for some time each, as by a timer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Closures {
    /// How many are made in a second.
    pub per_second: u64,
    /// What each holds, with its own object, in bytes.
    pub holding: u64,
    /// How long each is held.
    pub held_for: Duration,
}

impl Closures {
    /// The bytes held once as many are let go as are made: the rate times the time (Little's law).
    pub fn held_bytes(&self) -> u64 {
        scaled(self.bytes_per_second(), nanos(self.held_for))
    }

    /// How many are held then.
    pub fn held_count(&self) -> u64 {
        scaled(self.per_second, nanos(self.held_for))
    }

    /// The bytes that they take of each second's allocation.
    pub fn bytes_per_second(&self) -> u64 {
        self.per_second.saturating_mul(self.holding)
    }
}

/// The shortest period of a sawtooth, and phase: with shorter ones, nothing but their mean would matter.
const SHORTEST: Duration = Duration::from_micros(1);

impl Workload {
    /// A program that holds and allocates so much, with all of the heap to be looked at and these cores all busy.
    pub fn new(live: LiveHeap, alloc_rate: u64, busy_cores: u32) -> Self {
        Self {
            live,
            alloc_rate,
            closures: None,
            stacks: 0,
            globals: 0,
            scan_share: 1.0,
            busy_cores: f64::from(busy_cores),
            starts_empty: false,
        }
    }

    /// Whether every field means something.
    pub fn check(&self) -> Result<(), PacerError> {
        let live = |bytes| at_most("the live heap", bytes, MAX_BYTES);
        match &self.live {
            LiveHeap::Constant(bytes) => live(*bytes)?,
            LiveHeap::Ramp { from, to, over } => {
                live(*from)?;
                live(*to)?;
                lasting("the time of the ramp", *over, SHORTEST)?;
            }
            LiveHeap::Sawtooth { low, high, period } => {
                live(*high)?;
                if low > high {
                    return Err(PacerError::LowAboveHigh { low: *low, high: *high });
                }
                lasting("the period of the live heap", *period, SHORTEST)?;
            }
            LiveHeap::Phases(phases) => {
                for phase in phases {
                    live(phase.live_from)?;
                    live(phase.live_to)?;
                    at_most("the allocation of a phase", phase.allocated, MAX_BYTES)?;
                    lasting("the time of a phase", phase.lasting, SHORTEST)?;
                    in_range(
                        "the number of busy cores",
                        phase.busy_cores,
                        0.0,
                        f64::from(MAX_CORES),
                    )?;
                }
            }
        }
        at_most("the allocation rate", self.alloc_rate, MAX_BYTES)?;
        if let Some(closures) = self.closures {
            lasting("the time that closures are held", closures.held_for, Duration::ZERO)?;
            at_most("what a closure holds", closures.holding, MAX_BYTES)?;
            at_most("the allocation of closures", closures.bytes_per_second(), MAX_BYTES)?;
            at_most("what closures hold", closures.held_bytes(), MAX_BYTES)?;
        }
        at_most("the stacks", self.stacks, MAX_BYTES)?;
        at_most("the globals", self.globals, MAX_BYTES)?;
        in_range("the share of the heap to look at", self.scan_share, 0.0, 1.0)?;
        in_range("the number of busy cores", self.busy_cores, 0.0, f64::from(MAX_CORES))
    }

    /// The most bytes it holds at any time up to `span`.
    pub fn most_live(&self, span: Duration) -> u64 {
        let own = match &self.live {
            LiveHeap::Constant(bytes) => *bytes,
            LiveHeap::Ramp { from, to, over } => {
                let reached = line(*from, *to, nanos(span).min(nanos(*over)), nanos(*over));
                reached.max(*from)
            }
            LiveHeap::Sawtooth { low, high, period } => {
                line(*low, *high, nanos(span).min(nanos(*period)), nanos(*period))
            }
            LiveHeap::Phases(phases) => {
                phases.iter().map(|phase| phase.live_from.max(phase.live_to)).max().unwrap_or(0)
            }
        };
        let held = self.closures.map_or(0, |closures| {
            scaled(closures.bytes_per_second(), nanos(span.min(closures.held_for)))
        });
        own + held
    }
}

/// A stretch of time in which everything runs along straight lines.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    /// When it ends, in nanoseconds.
    pub(super) end: u64,
    /// What is held now, in bytes.
    pub(super) live: u64,
    /// Bytes allocated in a second.
    pub(super) alloc_rate: u64,
    /// Whether that is more than was asked for, because the live heap grows faster.
    pub(super) raised: bool,
    /// How many cores are busy.
    pub(super) busy_cores: f64,
}

/// A workload, to be asked what it does when.
pub(super) struct Timeline<'a> {
    workload: &'a Workload,
    /// When each phase ends.
    phase_ends: Vec<u64>,
}

impl<'a> Timeline<'a> {
    pub(super) fn new(workload: &'a Workload) -> Self {
        let mut phase_ends = Vec::new();
        if let LiveHeap::Phases(phases) = &workload.live {
            let mut end = 0_u64;
            for phase in phases {
                end = end.saturating_add(nanos(phase.lasting));
                phase_ends.push(end);
            }
        }
        Self { workload, phase_ends }
    }

    /// When there is nothing more to do, in nanoseconds.
    pub(super) fn end(&self) -> u64 {
        match self.workload.live {
            LiveHeap::Phases(_) => self.phase_ends.last().copied().unwrap_or(0),
            _ => u64::MAX,
        }
    }

    /// What is done from `now` on, in nanoseconds.
    pub(super) fn at(&self, now: u64) -> Stretch {
        let workload = self.workload;
        let mut busy_cores = workload.busy_cores;
        let mut alloc_rate = workload.alloc_rate;
        let (mut end, live, growth) = match &workload.live {
            LiveHeap::Constant(bytes) => (u64::MAX, *bytes, 0),
            LiveHeap::Ramp { from, to, over } => {
                let over = nanos(*over);
                if now < over {
                    (over, line(*from, *to, now, over), slope(*from, *to, over))
                } else {
                    (u64::MAX, *to, 0)
                }
            }
            LiveHeap::Sawtooth { low, high, period } => {
                let period = nanos(*period);
                let within = now % period;
                let end = (now - within).saturating_add(period);
                (end, line(*low, *high, within, period), slope(*low, *high, period))
            }
            LiveHeap::Phases(phases) => {
                let index = self.phase_ends.partition_point(|end| *end <= now);
                match phases.get(index) {
                    Some(phase) => {
                        let length = nanos(phase.lasting);
                        let start = self.phase_ends[index] - length;
                        busy_cores = phase.busy_cores;
                        alloc_rate = alloc_rate.saturating_add(rate(phase.allocated, length));
                        (
                            self.phase_ends[index],
                            line(phase.live_from, phase.live_to, now - start, length),
                            slope(phase.live_from, phase.live_to, length),
                        )
                    }
                    None => (u64::MAX, phases.last().map_or(0, |phase| phase.live_to), 0),
                }
            }
        };
        // A phase says itself what it allocates, and its rounding is not the user's doing.
        let is_phase = matches!(workload.live, LiveHeap::Phases(_));
        let raised = growth > alloc_rate && !is_phase;
        let mut stretch =
            Stretch { end, live, alloc_rate: alloc_rate.max(growth), raised, busy_cores };
        if let Some(closures) = workload.closures {
            let held_for = nanos(closures.held_for);
            stretch.live += scaled(closures.bytes_per_second(), now.min(held_for));
            stretch.alloc_rate = stretch.alloc_rate.saturating_add(closures.bytes_per_second());
            if now < held_for {
                end = end.min(held_for);
            }
            stretch.end = end;
        }
        stretch
    }
}

/// `per_second` for so many nanoseconds.
pub(super) fn scaled(per_second: u64, nanos: u64) -> u64 {
    let total = u128::from(per_second) * u128::from(nanos) / NANOS_IN_SECOND;
    u64::try_from(total).unwrap_or(u64::MAX)
}

/// How many nanoseconds it takes at least to come to `total` at this rate; `u64::MAX` for never.
pub(super) fn time_for(total: u64, per_second: u64) -> u64 {
    if per_second == 0 {
        return u64::MAX;
    }
    let nanos = (u128::from(total) * NANOS_IN_SECOND).div_ceil(u128::from(per_second));
    u64::try_from(nanos).unwrap_or(u64::MAX)
}

const NANOS_IN_SECOND: u128 = 1_000_000_000;

/// So many bytes in so many nanoseconds, as bytes a second, rounded up.
fn rate(bytes: u64, nanos: u64) -> u64 {
    time_for(bytes, nanos.max(1))
}

/// How fast a line rises, in bytes a second; 0 where it falls.
fn slope(from: u64, to: u64, over: u64) -> u64 {
    rate(to.saturating_sub(from), over)
}

/// The height of the line from `from` to `to`, so far along.
fn line(from: u64, to: u64, along: u64, over: u64) -> u64 {
    let part =
        |difference: u64| u128::from(difference) * u128::from(along) / u128::from(over.max(1));
    let height = if to >= from {
        u128::from(from) + part(to - from)
    } else {
        u128::from(from) - part(from - to)
    };
    u64::try_from(height).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000_000;

    #[test]
    fn closures_pile_up_until_the_first_are_let_go() {
        let closures =
            Closures { per_second: 10_000, holding: 64 << 10, held_for: Duration::from_secs(30) };
        let workload = Workload {
            closures: Some(closures),
            ..Workload::new(LiveHeap::Constant(1000), 500, 1)
        };
        assert_eq!(closures.held_count(), 300_000);
        assert_eq!(closures.held_bytes(), 300_000 * (64 << 10));
        let timeline = Timeline::new(&workload);
        let live = |now| timeline.at(now).live;
        assert_eq!(live(0), 1000);
        assert_eq!(live(3 * SECOND), 1000 + 30_000 * (64 << 10));
        assert_eq!(live(30 * SECOND), 1000 + closures.held_bytes());
        assert_eq!(live(300 * SECOND), 1000 + closures.held_bytes());
        assert_eq!(timeline.at(0).end, 30 * SECOND);
        assert_eq!(timeline.at(0).alloc_rate, 500 + 10_000 * (64 << 10));
        assert_eq!(workload.most_live(Duration::from_secs(3)), live(3 * SECOND));
    }

    #[test]
    fn lines_and_falls() {
        let check = |live: LiveHeap, expected: [u64; 4]| {
            let workload = Workload::new(live, 0, 1);
            let timeline = Timeline::new(&workload);
            let seen = [0, SECOND / 2, SECOND, 3 * SECOND / 2].map(|now| timeline.at(now).live);
            assert_eq!(seen, expected);
        };
        let second = Duration::from_secs(1);
        check(LiveHeap::Constant(7), [7, 7, 7, 7]);
        check(LiveHeap::Ramp { from: 10, to: 30, over: second }, [10, 20, 30, 30]);
        check(LiveHeap::Ramp { from: 30, to: 10, over: second }, [30, 20, 10, 10]);
        check(LiveHeap::Sawtooth { low: 10, high: 30, period: second }, [10, 20, 10, 20]);
        let phase = |live_from, live_to| Phase {
            lasting: second,
            live_from,
            live_to,
            allocated: 100,
            busy_cores: 1.0,
        };
        check(LiveHeap::Phases(vec![phase(0, 10), phase(5, 15)]), [0, 5, 5, 10]);
    }

    #[test]
    fn what_grows_is_allocated() {
        let live = LiveHeap::Ramp { from: 0, to: 1000, over: Duration::from_secs(10) };
        let workload = Workload::new(live, 50, 1);
        let stretch = Timeline::new(&workload).at(0);
        assert_eq!((stretch.alloc_rate, stretch.raised), (100, true));
    }

    #[test]
    fn nonsense_is_named() {
        let workload = || Workload::new(LiveHeap::Constant(1), 1, 1);
        let closures =
            Closures { per_second: u64::MAX, holding: u64::MAX, held_for: Duration::from_secs(1) };
        let errors: Vec<String> = [
            Workload { live: LiveHeap::Constant(u64::MAX), ..workload() },
            Workload { closures: Some(closures), ..workload() },
            Workload { scan_share: f64::INFINITY, ..workload() },
            Workload { busy_cores: -1.0, ..workload() },
            Workload {
                live: LiveHeap::Sawtooth { low: 2, high: 1, period: Duration::from_secs(1) },
                ..workload()
            },
            Workload {
                live: LiveHeap::Sawtooth { low: 1, high: 2, period: Duration::ZERO },
                ..workload()
            },
        ]
        .iter()
        .map(|workload| workload.check().unwrap_err().to_string())
        .collect();
        expect_test::expect![[r#"
            the live heap is 18446744073709551615, and 1125899906842624 is the most that is simulated
            what a closure holds is 18446744073709551615, and 1125899906842624 is the most that is simulated
            the share of the heap to look at is inf, and must be a number from 0 to 1
            the number of busy cores is -1, and must be a number from 0 to 4096
            the low end of the live heap is 2 bytes, above its high end of 1
            the period of the live heap is 0ns, and must be 1µs or more"#]].assert_eq(&errors.join("\n"));
    }
}
