//! The simulation: allocate up to the trigger, mark, learn, and again.

use std::fmt;
use std::time::Duration;

use super::controller::{BACKGROUND, Controller, Goal, GoalFrom, Mapped};
use super::mark::{self, Limiter, Part, Start};
use super::settings::{Gogc, nanos};
use super::workload::{Timeline, scaled, time_for};
use super::{PacerError, Settings, Workload, show};

/// The most collections that are simulated: memory for them stays below 20 MB, and no screen shows more.
pub const MAX_CYCLES: usize = 100_000;

/// The most stretches between two changes of the workload: a sawtooth with tiny teeth ends here, in about a second.
const MAX_STEPS: u64 = 5_000_000;

/// The most points of the curve.
const MAX_SAMPLES: usize = 400_000;

/// A heap beyond any machine: the simulation ends before its sums do not fit 64 bits.
const MAX_HEAP: u64 = 1 << 60;

/// Without another reason, a collection starts this long after the last one.
const PERIOD: Duration = Duration::from_secs(120);

/// How far above its goal a heap may go that began a collection above it.
const MAX_OVERSHOOT: f64 = 0.1;

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub struct Simulation {
    /// The collections that ended, in order.
    pub cycles: Vec<Cycle>,
    /// The heap over time: straight lines lead from one sample to the next.
    pub samples: Vec<Sample>,
    /// The time that was simulated: the span asked for, or less, as a note then says.
    pub lasted: Duration,
    /// The most bytes the heap had.
    pub peak_heap: u64,
    /// The most bytes the process had of what a memory limit counts: heap, stacks and the runtime's own.
    pub peak_memory: u64,
    /// The most bytes that were really in use by the program, as of the live heap.
    pub peak_live: u64,
    /// The bytes allocated in all.
    pub allocated: u64,
    /// The collector's share of all CPU time, from 0 to 1, without what otherwise idle cores did for it.
    pub cpu_share: f64,
    /// The program's speed beside what it would be without collections, from 0 to 1.
    pub pace: f64,
    /// What one should know about it.
    pub notes: Vec<Note>,
}

/// A collection.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cycle {
    /// When it started.
    pub start: Duration,
    /// How long it took.
    pub lasting: Duration,
    /// The bytes of the heap that it started at.
    pub trigger: u64,
    /// The bytes that the heap was meant to have at its end.
    pub goal: u64,
    /// What the goal came from.
    pub goal_from: GoalFrom,
    /// The bytes that the heap had at its end.
    pub heap_at_end: u64,
    /// The bytes that it marked: what was live, and all that was allocated meanwhile.
    pub live: u64,
    /// The bytes allocated before it started, since the simulation began.
    pub allocated_before: u64,
    /// The seconds of one core that it took, without those of otherwise idle cores.
    pub cpu_seconds: f64,
    /// Those of them that the program's own goroutines had to give.
    pub assist_seconds: f64,
    /// Whether only the time since the last collection started it.
    pub periodic: bool,
}

/// The heap at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sample {
    /// The moment.
    pub at: Duration,
    /// The bytes of the heap: what is live and what is not yet freed.
    pub heap: u64,
    /// The bytes that are live.
    pub live: u64,
}

/// What one should know about a simulation.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Note {
    /// Nothing bounds the heap.
    NoGoal,
    /// The live heap grows faster than the allocation rate, which was raised.
    AllocationRaised {
        /// The rate asked for, in bytes a second.
        asked: u64,
        /// The rate that is needed at least, in bytes a second.
        needed: u64,
    },
    /// The memory limit leaves no room: collections follow each other.
    DeathSpiral {
        /// When that began.
        from: Duration,
        /// The bytes that the last collection before had found to be live.
        live: u64,
        /// The bytes of what is no heap.
        non_heap: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// The collector came to half of the CPU time, and was held there.
    CpuLimited {
        /// When that first happened.
        from: Duration,
    },
    /// The memory limit was not kept.
    OverLimit {
        /// By how many bytes.
        by: u64,
    },
    /// Simulated were only so many collections.
    TooManyCycles {
        /// The most that are simulated.
        most: usize,
        /// The time up to the last of them.
        lasted: Duration,
    },
    /// The workload changes too often.
    TooManySteps {
        /// The time up to there.
        lasted: Duration,
    },
    /// The heap grew beyond any machine.
    HeapTooLarge {
        /// The time up to there.
        lasted: Duration,
    },
}

impl Note {
    /// Whether it is about something that goes wrong in the program, not in the simulation.
    pub fn is_warning(&self) -> bool {
        matches!(
            self,
            Self::NoGoal
                | Self::DeathSpiral { .. }
                | Self::CpuLimited { .. }
                | Self::OverLimit { .. }
        )
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use show::{bytes, time};
        match *self {
            Self::NoGoal => f.write_str(
                "with GOGC=off and no memory limit nothing bounds the heap; only the collection every two minutes frees \
                 anything",
            ),
            Self::AllocationRaised { asked, needed } => write!(
                f,
                "the live heap grows by {}/s, faster than the {}/s that are allocated: simulated with the faster rate",
                bytes(needed),
                bytes(asked)
            ),
            Self::DeathSpiral { from, live, non_heap, limit } => write!(
                f,
                "from {} on, {} of live heap and {} of other memory leave no room under the memory limit of {}: one \
                 collection follows the other, and each frees next to nothing",
                time(from),
                bytes(live),
                bytes(non_heap),
                bytes(limit)
            ),
            Self::CpuLimited { from } => write!(
                f,
                "from {} on, the collector would take more than half of the CPU time; Go holds it there, and lets the \
                 heap pass its goal instead",
                time(from)
            ),
            Self::OverLimit { by } => {
                write!(f, "the memory limit is passed by {}: it is a wish, not a wall", bytes(by))
            }
            Self::TooManyCycles { most, lasted } => {
                write!(f, "stopped after {most} collections, at {}", time(lasted))
            }
            Self::TooManySteps { lasted } => {
                write!(f, "stopped at {}: the workload changes too often", time(lasted))
            }
            Self::HeapTooLarge { lasted } => {
                write!(f, "stopped at {}: the heap passed {}", time(lasted), bytes(MAX_HEAP))
            }
        }
    }
}

/// Simulates the pacer.
pub fn simulate(workload: &Workload, settings: &Settings) -> Result<Simulation, PacerError> {
    workload.check()?;
    settings.check()?;
    let mut run = Run::new(workload, settings);
    let stopped = run.run();
    Ok(run.finish(stopped))
}

/// Why a stretch of allocation ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reached {
    /// The heap has the size.
    Size,
    /// The moment is there.
    Time,
    /// The simulation is over.
    End,
}

struct Run<'a> {
    workload: &'a Workload,
    settings: &'a Settings,
    timeline: Timeline<'a>,
    controller: Controller,
    limiter: Limiter,
    /// Nanoseconds since the start.
    now: u64,
    /// Nanoseconds of the program's own time.
    own: u64,
    /// When the last collection ended, in nanoseconds.
    last_end: u64,
    heap: u64,
    allocated: u64,
    peak_heap: u64,
    peak_memory: u64,
    peak_live: u64,
    /// Seconds of a core.
    cpu_seconds: f64,
    n_steps: u64,
    cycles: Vec<Cycle>,
    samples: Vec<Sample>,
    raised: Option<Note>,
    spiral: Option<Note>,
    n_spiral: u32,
    cpu_limited: Option<Note>,
}

impl<'a> Run<'a> {
    fn new(workload: &'a Workload, settings: &'a Settings) -> Self {
        let timeline = Timeline::new(workload);
        let mut controller = Controller::new(settings.gogc, workload.globals);
        let mut heap = 0;
        if !workload.starts_empty {
            heap = timeline.at(0).live;
            controller.marked = heap;
            controller.last_scan = scannable(workload, heap);
            controller.last_stacks = workload.stacks;
            controller.sweeps = heap > 0;
        }
        let mut run = Self {
            workload,
            settings,
            timeline,
            controller,
            limiter: Limiter::new(f64::from(settings.cores)),
            now: 0,
            own: 0,
            last_end: 0,
            heap,
            allocated: 0,
            peak_heap: 0,
            peak_memory: 0,
            peak_live: 0,
            cpu_seconds: 0.0,
            n_steps: 0,
            cycles: Vec::new(),
            samples: Vec::new(),
            raised: None,
            spiral: None,
            n_spiral: 0,
            cpu_limited: None,
        };
        run.sample();
        run
    }

    /// Runs to the end, or to where the simulation has to stop.
    fn run(&mut self) -> Option<Note> {
        let span = nanos(self.settings.span);
        loop {
            let lasted = Duration::from_nanos(self.now);
            if self.cycles.len() >= MAX_CYCLES {
                return Some(Note::TooManyCycles { most: MAX_CYCLES, lasted });
            }
            let goal = self.goal();
            let trigger = self.controller.trigger(goal);
            let due = self.last_end.saturating_add(nanos(PERIOD)).min(span);
            let reached = self.allocate(trigger, due, 1.0);
            if self.n_steps >= MAX_STEPS {
                return Some(Note::TooManySteps { lasted: Duration::from_nanos(self.now) });
            }
            let is_over = reached == Reached::End || self.now >= span;
            if is_over {
                return None;
            }
            if !self.mark(goal, reached == Reached::Time, span) {
                return None;
            }
            if self.heap > MAX_HEAP {
                return Some(Note::HeapTooLarge { lasted: Duration::from_nanos(self.now) });
            }
        }
    }

    /// Lets the program run, at this share of its speed, until the heap has a size or a moment is there.
    fn allocate(&mut self, size: u64, until: u64, pace: f64) -> Reached {
        loop {
            if self.heap >= size {
                return Reached::Size;
            }
            if self.own >= self.timeline.end() {
                return Reached::End;
            }
            if self.now >= until {
                return Reached::Time;
            }
            if self.n_steps >= MAX_STEPS {
                return Reached::End;
            }
            self.n_steps += 1;
            let stretch = self.timeline.at(self.own);
            if stretch.raised && self.raised.is_none() {
                self.raised = Some(Note::AllocationRaised {
                    asked: self.workload.alloc_rate,
                    needed: stretch.alloc_rate,
                });
            }
            let missing = time_for(size - self.heap, stretch.alloc_rate);
            let own = missing.min(stretch.end.min(self.timeline.end()) - self.own);
            let left = until - self.now;
            let (own, wall) = if pace >= 1.0 {
                (own.min(left), own.min(left))
            } else {
                let wall = stretched(own, pace);
                if wall <= left { (own, wall) } else { (shrunk(left, pace), left) }
            };
            let bytes = scaled(stretch.alloc_rate, own);
            self.heap = self.heap.saturating_add(bytes);
            self.allocated = self.allocated.saturating_add(bytes);
            self.own += own;
            self.now += wall;
            if pace >= 1.0 {
                let seconds = seconds(wall);
                self.limiter.add(0.0, stretch.busy_cores.min(self.cores()) * seconds);
            }
            self.sample();
        }
    }

    /// Marks. Whether that came to its end before the simulation did.
    #[expect(clippy::cast_precision_loss, reason = "sizes and rates, as they flow")]
    fn mark(&mut self, goal: Goal, periodic: bool, span: u64) -> bool {
        let stretch = self.timeline.at(self.own);
        let (start, own_start, trigger) = (self.now, self.own, self.heap);
        let allocated_before = self.allocated;
        let live = stretch.live.min(self.heap);
        let work = scannable(self.workload, live) + self.workload.stacks + self.workload.globals;
        let goal = self.goal_while_marking(goal, trigger);
        self.watch_for_a_spiral(goal, trigger);
        let latency = match self.cycles.len() % 5 {
            4 => self.settings.slow_cycle_latency,
            _ => self.settings.cycle_latency,
        };
        let marking = mark::plan(
            &Start {
                cores: self.cores(),
                mark_rate: self.settings.mark_rate as f64,
                latency: latency.as_secs_f64(),
                work: work as f64,
                alloc_rate: stretch.alloc_rate as f64,
                busy: stretch.busy_cores,
                allowed: self.allowed(goal.bytes, trigger, work),
                periodic,
            },
            self.limiter,
        );
        let (mut cpu_seconds, mut assist_seconds) = (0.0, 0.0);
        let mut is_over = false;
        for (index, part) in marking.parts.iter().enumerate() {
            if index == 1 && part.seconds > 0.0 && self.cpu_limited.is_none() {
                self.cpu_limited = Some(Note::CpuLimited { from: Duration::from_nanos(self.now) });
            }
            let until = self.now.saturating_add(as_nanos(part.seconds)).min(span);
            let before = self.now;
            self.go_on_marking(*part, until);
            let elapsed = seconds(self.now - before);
            cpu_seconds += (marking.background + part.assist) * elapsed;
            assist_seconds += part.assist * elapsed;
            // The limiter takes it for a quarter of all cores, whatever it really is.
            let background = BACKGROUND * self.cores();
            self.limiter.add((background + part.assist) * elapsed, part.running * elapsed);
            is_over = self.now >= span;
        }
        self.cpu_seconds += cpu_seconds;
        self.note_peaks();
        if is_over {
            return false;
        }

        let heap_at_end = self.heap;
        let allocated = self.allocated - allocated_before;
        let lasting = Duration::from_nanos(self.now - start);
        let wall = lasting.as_secs_f64().max(1e-9);
        // While a collection starts and ends, idle cores find work half of the time.
        let idle_for = (wall - latency.as_secs_f64() / 2.0).max(0.0);
        self.controller.learn(
            allocated,
            work,
            BACKGROUND + assist_seconds / (wall * self.cores()),
            marking.idle / self.cores() * idle_for / wall,
        );
        // What lived when it began is kept, and so is all that was allocated meanwhile.
        let marked = live.saturating_add(allocated).min(heap_at_end);
        self.cycles.push(Cycle {
            start: Duration::from_nanos(start),
            lasting,
            trigger,
            goal: self.goal_while_marking(goal, trigger).bytes,
            goal_from: goal.from,
            heap_at_end,
            live: marked,
            allocated_before,
            cpu_seconds,
            assist_seconds,
            periodic,
        });
        self.heap = marked;
        self.controller.marked = marked;
        self.controller.last_scan = scannable(self.workload, live);
        self.controller.last_stacks = self.workload.stacks;
        self.controller.sweeps = true;
        self.last_end = self.now;
        self.sample();
        debug_assert!(self.own >= own_start, "the program's time does not run backwards");
        true
    }

    /// Lets the program run beside the marking, up to a moment.
    fn go_on_marking(&mut self, part: Part, until: u64) {
        if part.pace > 0.0 {
            self.allocate(u64::MAX, until, part.pace);
        }
        // The program stands still, or is done.
        if self.now < until {
            self.now = until;
            self.sample();
        }
    }

    /// How many bytes may be allocated before marking has to be done (`revise`).
    #[expect(clippy::cast_precision_loss, reason = "sizes, as they flow")]
    fn allowed(&self, goal: u64, trigger: u64, work: u64) -> f64 {
        if trigger >= goal {
            return goal as f64 * MAX_OVERSHOOT;
        }
        let runway = (goal - trigger) as f64;
        let expected = self.controller.expected_work().max(1) as f64;
        // More work than expected moves the goal in proportion, up to where the next goal would be anyway.
        let percent = match self.settings.gogc {
            Gogc::Percent(percent) => f64::from(percent),
            Gogc::Off => 100_000.0,
        };
        let hard = goal as f64 * (1.0 + percent / 100.0) - trigger as f64;
        (runway * (work as f64 / expected).max(1.0)).min(hard.max(runway))
    }

    fn goal(&self) -> Goal {
        let goal = self.controller.goal(self.mapped(self.peak_heap));
        self.settled(goal, |mapped| self.controller.goal(mapped))
    }

    fn goal_while_marking(&self, goal: Goal, trigger: u64) -> Goal {
        self.settled(goal, |mapped| self.controller.goal_while_marking(mapped, trigger))
    }

    /// A goal under a memory limit, with the tables that a heap of that size will have.
    fn settled(&self, goal: Goal, again: impl Fn(Option<Mapped>) -> Goal) -> Goal {
        let most = match goal.from {
            GoalFrom::MemoryLimit => self.peak_heap.max(goal.bytes),
            _ => self.peak_heap,
        };
        again(self.mapped(most))
    }

    /// The memory that is no heap, when the largest heap was `most`.
    fn non_heap(&self, most: u64) -> u64 {
        self.settings.non_heap(self.workload.stacks, most)
    }

    fn mapped(&self, most: u64) -> Option<Mapped> {
        let limit = self.settings.memory_limit?;
        Some(Mapped { limit, non_heap: self.non_heap(most), heap: self.heap })
    }

    /// Notes when collections follow each other because there is no room.
    fn watch_for_a_spiral(&mut self, goal: Goal, trigger: u64) {
        /// So many in a row are no chance.
        const MANY: u32 = 3;
        let room = trigger.saturating_sub(self.controller.marked);
        let is_tight = goal.from == GoalFrom::MemoryLimit && room <= self.controller.marked / 50;
        self.n_spiral = if is_tight { self.n_spiral + 1 } else { 0 };
        if self.n_spiral == MANY && self.spiral.is_none() {
            self.spiral = Some(Note::DeathSpiral {
                from: Duration::from_nanos(self.now),
                live: self.controller.marked,
                non_heap: self.non_heap(self.peak_heap),
                limit: self.settings.memory_limit.unwrap_or(0),
            });
        }
    }

    fn sample(&mut self) {
        self.note_peaks();
        if self.samples.len() < MAX_SAMPLES {
            let live = self.timeline.at(self.own).live.min(self.heap);
            let at = Duration::from_nanos(self.now);
            self.samples.push(Sample { at, heap: self.heap, live });
        }
    }

    fn note_peaks(&mut self) {
        self.peak_heap = self.peak_heap.max(self.heap);
        let memory = self.heap.saturating_add(self.non_heap(self.peak_heap));
        self.peak_memory = self.peak_memory.max(memory);
        self.peak_live = self.peak_live.max(self.timeline.at(self.own).live.min(self.heap));
    }

    fn cores(&self) -> f64 {
        f64::from(self.settings.cores)
    }

    fn finish(self, stopped: Option<Note>) -> Simulation {
        let wall = seconds(self.now).max(1e-9);
        let no_goal = self.settings.gogc == Gogc::Off && self.settings.memory_limit.is_none();
        let over = self
            .settings
            .memory_limit
            .map(|limit| self.peak_memory.saturating_sub(limit))
            .filter(|by| *by > 0)
            .map(|by| Note::OverLimit { by });
        let notes = [
            no_goal.then_some(Note::NoGoal),
            self.spiral,
            self.cpu_limited,
            over,
            self.raised,
            stopped,
        ];
        Simulation {
            lasted: Duration::from_nanos(self.now),
            peak_heap: self.peak_heap,
            peak_memory: self.peak_memory,
            peak_live: self.peak_live,
            allocated: self.allocated,
            cpu_share: self.cpu_seconds / (wall * f64::from(self.settings.cores)),
            pace: (seconds(self.own) / wall).min(1.0),
            notes: notes.into_iter().flatten().collect(),
            cycles: self.cycles,
            samples: self.samples,
        }
    }
}

/// The bytes of a live heap that may hold pointers.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a share from 0 to 1 of a size"
)]
fn scannable(workload: &Workload, live: u64) -> u64 {
    (live as f64 * workload.scan_share) as u64
}

#[expect(clippy::cast_precision_loss, reason = "it is rounded to less than a millionth")]
fn seconds(nanos: u64) -> f64 {
    nanos as f64 / 1e9
}

#[expect(clippy::cast_sign_loss, reason = "no stretch is negative; the cast saturates")]
fn as_nanos(seconds: f64) -> u64 {
    (seconds * 1e9).round() as u64
}

/// The time that something takes which takes `own` at full speed.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "a pace above 0; the cast saturates"
)]
fn stretched(own: u64, pace: f64) -> u64 {
    (own as f64 / pace).ceil() as u64
}

/// What is done of it in that time.
#[expect(clippy::cast_precision_loss, clippy::cast_sign_loss, reason = "a pace from 0 to 1")]
fn shrunk(wall: u64, pace: f64) -> u64 {
    (wall as f64 * pace).floor() as u64
}
