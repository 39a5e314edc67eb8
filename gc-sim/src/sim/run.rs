//! One run of a scenario: under one collector, by one schedule.

use std::collections::BTreeSet;

use crate::sim::collector::{
    Barrier, Collector, CollectorKind, Generational, MarkCompact, MarkSweep, RefCount, Semispace,
    TriColour,
};
use crate::sim::describe;
use crate::sim::machine::{Machine, Violation};
use crate::sim::names::Names;
use crate::sim::program::Program;
use crate::sim::scenario::{Claim, Expectation, Fate, Scenario, When};
use crate::sim::schedule::{Chooser, Schedule, ScheduleError};
use crate::sim::step::{Event, Step};
use crate::sim::world::{ObjectId, World};

/// The most moves of one run. Calls within loops within calls multiply.
pub const MAX_MOVES: usize = 200_000;
/// The most objects that one run allocates.
pub const MAX_ALLOCATED: usize = 20_000;
/// The most goroutines that one run starts.
pub const MAX_STARTED: usize = 2000;

/// How a scenario is run; a field that is `None` is as the scenario says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// The collector.
    pub collector: Option<CollectorKind>,
    /// The write barrier of the tri-colour collector.
    pub barrier: Option<Barrier>,
    /// The schedule.
    pub schedule: Option<Schedule>,
    /// How many cycles the collector may begin unasked.
    pub n_cycles: Option<u32>,
}

/// What a run came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The collector.
    pub collector: CollectorKind,
    /// The write barrier; it means something to the tri-colour collector only.
    pub barrier: Barrier,
    /// The process before the first step.
    pub start: World,
    /// What happened.
    pub steps: Vec<Step>,
    /// The process after the last step.
    pub end: World,
    /// What must not have happened.
    pub violations: Vec<SeenViolation>,
    /// The expectations that concern this collector and barrier.
    pub expectations: Vec<Verdict>,
    /// Whether one of the expectations is that an object is lost.
    pub expects_loss: bool,
    /// The limit at which the run was stopped, if the program did not come to its end.
    pub stopped_at: Option<String>,
}

impl Run {
    /// Whether every expectation holds, and nothing is violated but where an object is expected to be lost.
    pub fn is_as_expected(&self) -> bool {
        self.expectations.iter().all(|verdict| verdict.holds)
            && (self.violations.is_empty() || self.expects_loss)
    }
}

/// A violation, and where it was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenViolation {
    /// What.
    pub violation: Violation,
    /// The step after which it was seen, from 1.
    pub step: usize,
    /// The same as a sentence.
    pub message: String,
}

/// Whether an expectation holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// The expectation as written.
    pub text: String,
    /// Its line in the scenario.
    pub line: u32,
    /// Whether it holds.
    pub holds: bool,
    /// Why not, if it does not.
    pub why_not: Option<String>,
}

/// Calls a generic function with the collector of a kind.
macro_rules! with_collector {
    ($kind:expr, $function:ident ( $($argument:expr),* )) => {
        match $kind {
            CollectorKind::MarkSweep => $function::<MarkSweep>($($argument),*),
            CollectorKind::TriColour => $function::<TriColour>($($argument),*),
            CollectorKind::MarkCompact => $function::<MarkCompact>($($argument),*),
            CollectorKind::Semispace => $function::<Semispace>($($argument),*),
            CollectorKind::Generational => $function::<Generational>($($argument),*),
            CollectorKind::RefCount => $function::<RefCount>($($argument),*),
        }
    };
}
pub(crate) use with_collector;

/// Runs a scenario to its end.
///
/// # Errors
///
/// A given schedule may ask for what cannot come.
pub fn run(scenario: &Scenario, settings: &Settings) -> Result<Run, ScheduleError> {
    let kind = settings.collector.unwrap_or(scenario.collector);
    let barrier = settings.barrier.unwrap_or(scenario.barrier);
    // A schedule lists what this collector does; to another it means nothing.
    let own = Some(&scenario.schedule).filter(|_| kind == scenario.collector);
    let schedule = settings.schedule.as_ref().or(own).unwrap_or(&Schedule::RoundRobin);
    let n_spontaneous = settings.n_cycles.unwrap_or(scenario.program.n_spontaneous);
    let program = Program { n_spontaneous, ..scenario.program.clone() };
    with_collector!(kind, run_with(scenario, &program, kind, barrier, schedule))
}

fn run_with<C: Collector>(
    scenario: &Scenario,
    program: &Program,
    kind: CollectorKind,
    barrier: Barrier,
    schedule: &Schedule,
) -> Result<Run, ScheduleError> {
    let mut machine = Machine::<C>::new(program, barrier);
    let concerned = |expectation: &Expectation| {
        let Expectation { collectors, barriers, .. } = expectation;
        (collectors.is_empty() || collectors.contains(&kind))
            && (barriers.is_empty() || barriers.contains(&barrier))
    };
    let mut recorder = Recorder {
        program,
        expectations: &scenario.expectations,
        verdicts: vec![None; scenario.expectations.len()],
        steps: Vec::new(),
        violations: Vec::new(),
        lost: BTreeSet::new(),
        old: BTreeSet::new(),
    };
    let start = machine.world.clone();
    let mut chooser = Chooser::new(schedule);
    let mut n_moves = 0;
    let stopped_at = loop {
        let moves = machine.moves();
        let Some(chosen) = chooser.choose(program, &machine.world, &moves)? else { break None };
        if let Some(limit) = limit_reached(&machine.world, n_moves) {
            break Some(limit);
        }
        let outcome = machine.take(program, chosen);
        recorder.record(&machine.world, outcome);
        n_moves += 1;
    };
    recorder.at(When::AtEnd, &machine.world);
    let verdicts = scenario.expectations.iter().zip(recorder.verdicts);
    let verdicts = verdicts.filter(|(expectation, _)| concerned(expectation));
    let mut claims =
        scenario.expectations.iter().filter(|one| concerned(one)).flat_map(|one| &one.claims);
    Ok(Run {
        collector: kind,
        barrier,
        start,
        steps: recorder.steps,
        violations: recorder.violations,
        expectations: verdicts
            .map(|(expectation, why_not)| {
                let never = || Some(expectation.when.never().to_owned());
                let why_not = why_not.unwrap_or_else(never);
                Verdict {
                    text: expectation.text.clone(),
                    line: expectation.line,
                    holds: why_not.is_none(),
                    why_not,
                }
            })
            .collect(),
        expects_loss: claims.any(|claim| claim.fate == Fate::Lost),
        end: machine.world,
        stopped_at,
    })
}

/// The limit that a run has come to.
fn limit_reached(world: &World, n_moves: usize) -> Option<String> {
    let allocated = world.objects.len();
    [
        (n_moves, MAX_MOVES, "moves"),
        (allocated, MAX_ALLOCATED, "objects"),
        (world.goroutines.len(), MAX_STARTED, "goroutines"),
    ]
    .into_iter()
    .find(|&(n, most, _)| n >= most)
    .map(|(_, most, what)| format!("{most} {what}"))
}

/// What is kept of a run.
struct Recorder<'a> {
    program: &'a Program,
    expectations: &'a [Expectation],
    /// For each expectation that has been looked at, why it does not hold, if it does not.
    verdicts: Vec<Option<Option<String>>>,
    steps: Vec<Step>,
    violations: Vec<SeenViolation>,
    lost: BTreeSet<ObjectId>,
    old: BTreeSet<ObjectId>,
}

impl Recorder<'_> {
    fn record(&mut self, world: &World, outcome: crate::sim::machine::Outcome) {
        let mut ended = None;
        for step in &outcome.steps {
            match step.event {
                Event::EndCycle { number } => ended = Some(number),
                Event::Move { object, promoted: true, .. } => {
                    self.old.insert(object);
                }
                _ => {}
            }
        }
        self.steps.extend(outcome.steps);
        for violation in outcome.violations {
            if let Violation::Lost { object } = violation {
                self.lost.insert(object);
            }
            // What stays broken is told once.
            if !self.violations.iter().any(|seen| seen.violation == violation) {
                let message = describe::violation(self.program, world, &violation);
                self.violations.push(SeenViolation { violation, step: self.steps.len(), message });
            }
        }
        for index in outcome.expectations {
            self.look_at(index as usize, world);
        }
        if let Some(number) = ended {
            self.at(When::AfterCycle(number), world);
        }
    }

    /// Looks at the expectations that are due.
    fn at(&mut self, when: When, world: &World) {
        for index in 0..self.expectations.len() {
            if self.expectations[index].when == when {
                self.look_at(index, world);
            }
        }
    }

    fn look_at(&mut self, index: usize, world: &World) {
        let reachable = world.reachable();
        let mut claims = self.expectations[index].claims.iter();
        let why_not = claims.find_map(|claim| self.why_not(claim, world, &reachable));
        // Within a loop an expectation is looked at several times, and must hold each time.
        let verdict = &mut self.verdicts[index];
        if !matches!(verdict, Some(Some(_))) {
            *verdict = Some(why_not);
        }
    }

    /// Why a claim does not hold.
    fn why_not(&self, claim: &Claim, world: &World, reachable: &[bool]) -> Option<String> {
        let names = Names::new(self.program);
        let concerned = |&id: &ObjectId| {
            let object = world.object(id);
            object.site == claim.site
                && claim.ordinal.is_none_or(|ordinal| object.ordinal == ordinal)
        };
        let objects: Vec<ObjectId> = world.ids().filter(concerned).collect();
        if objects.is_empty() {
            let site = &self.program.site(claim.site).name;
            return Some(format!("no {site} has been allocated"));
        }
        objects.into_iter().find_map(|id| {
            let (freed, reached) = (world.object(id).freed, reachable[id.0 as usize]);
            let holds = match claim.fate {
                Fate::Freed => freed,
                Fate::Live => !freed,
                Fate::Reachable => reached && !freed,
                Fate::Garbage => !reached && !freed,
                Fate::Lost => self.lost.contains(&id),
                Fate::Old => self.old.contains(&id) && !freed,
                Fate::Young => !self.old.contains(&id) && !freed,
            };
            let name = names.object(world, id);
            let is = match (freed, reached) {
                (true, _) if self.lost.contains(&id) => "was freed while it was in use",
                (true, _) => "is freed",
                (false, true) => "is in use",
                (false, false) => "is garbage and not freed",
            };
            (!holds).then(|| format!("{name} {is}"))
        })
    }
}
