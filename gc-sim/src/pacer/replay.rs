//! Replays a log: from what each collection left, the goal of the next one, beside the goal that was printed.
//!
//! A log's sizes are cut off to whole MiB. What was between x and x + 1 MiB is taken for x + ½, except for stacks and
//! globals, where 0 is mostly near nothing. At `GOGC=200` that alone can be wrong by 1.5 MiB.

use super::controller::{Controller, Goal, GoalFrom, Mapped};
use super::gctrace::{Trace, TraceCycle};
use super::{Gogc, PacerError, Settings};

const MIB: u64 = 1 << 20;

/// A replayed log.
#[derive(Debug, Clone, PartialEq)]
pub struct Replay {
    /// A step for each collection of the log, in its order.
    pub steps: Vec<ReplayStep>,
}

/// A collection, and what was predicted of it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplayStep {
    /// The collection, as the log has it.
    pub cycle: TraceCycle,
    /// What was predicted; else why nothing could be.
    pub prediction: Result<Prediction, Unpredicted>,
}

/// A predicted goal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prediction {
    /// The goal in bytes.
    pub goal: u64,
    /// What it comes from.
    pub goal_from: GoalFrom,
    /// The goal less the printed one, both in whole MiB.
    pub error_mib: i64,
}

/// Why nothing can be predicted of a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unpredicted {
    /// The log lacks the collection before.
    NoPredecessor,
}

impl Replay {
    /// The collections that something was predicted of.
    pub fn predictions(&self) -> impl Iterator<Item = &Prediction> {
        self.steps.iter().filter_map(|step| step.prediction.as_ref().ok())
    }

    /// How many goals were predicted, and how many of them so near to what was printed.
    pub fn within(&self, mib: u64) -> (usize, usize) {
        let n_near =
            self.predictions().filter(|found| found.error_mib.unsigned_abs() <= mib).count();
        (self.predictions().count(), n_near)
    }
}

/// Replays a log of a program that ran with these settings; their cores and time are not used.
pub fn replay(trace: &Trace, settings: &Settings) -> Result<Replay, PacerError> {
    settings.check()?;
    let mut steps: Vec<ReplayStep> = Vec::with_capacity(trace.cycles.len());
    let mut most_heap = 0;
    for cycle in &trace.cycles {
        let before = steps.last().map(|step| &step.cycle);
        if before.is_some_and(|before| cycle.number <= before.number) {
            // Another program's log begins.
            most_heap = 0;
        }
        most_heap = most_heap.max(bytes(cycle.heap_mib[1]));
        let prediction = match before {
            _ if cycle.number == 1 => Ok(predict(None, cycle, most_heap, settings)),
            Some(before) if before.number.checked_add(1) == Some(cycle.number) => {
                Ok(predict(Some(before), cycle, most_heap, settings))
            }
            _ => Err(Unpredicted::NoPredecessor),
        };
        steps.push(ReplayStep { cycle: cycle.clone(), prediction });
    }
    Ok(Replay { steps })
}

fn predict(
    before: Option<&TraceCycle>,
    cycle: &TraceCycle,
    most_heap: u64,
    settings: &Settings,
) -> Prediction {
    let mut controller = Controller::new(settings.gogc, whole(cycle.globals_mib));
    if let Some(before) = before {
        controller.marked = middle(before.heap_mib[2]);
        controller.last_stacks = whole(before.stacks_mib);
        controller.sweeps = true;
    }
    let mapped = settings.memory_limit.map(|limit| Mapped {
        limit,
        non_heap: settings.non_heap(whole(cycle.stacks_mib), most_heap),
        heap: middle(cycle.heap_mib[1]),
    });
    let Goal { bytes: goal, from } =
        controller.goal_while_marking(mapped, bytes(cycle.heap_mib[0]));
    // Both are below 2⁴⁴.
    let difference = |a: u64, b: u64| i64::try_from(a).unwrap_or(0) - i64::try_from(b).unwrap_or(0);
    Prediction { goal, goal_from: from, error_mib: difference(goal / MIB, cycle.goal_mib) }
}

/// A size that was cut off, at its least.
fn bytes(mib: u64) -> u64 {
    mib.min(1 << 40).saturating_mul(MIB)
}

/// A size that was cut off, as it most likely was.
fn middle(mib: u64) -> u64 {
    bytes(mib) + MIB / 2
}

/// The same, for what is mostly small.
fn whole(mib: u64) -> u64 {
    if mib == 0 { 0 } else { middle(mib) }
}

impl Settings {
    /// Settings whose memory limit and `GOGC` are these, for a replay.
    pub fn for_replay(gogc: Gogc, memory_limit: Option<u64>) -> Self {
        Self { gogc, memory_limit, ..Self::new(1, std::time::Duration::from_secs(1)) }
    }
}

#[cfg(test)]
mod tests {
    use super::super::gctrace::parse;
    use super::*;

    #[track_caller]
    fn check(log: &[u8], gogc: Gogc, limit: Option<u64>) {
        let trace = parse(log);
        assert!(trace.cycles.len() >= 15 && trace.gaps.is_empty(), "{:?}", trace.gaps);
        let replay = replay(&trace, &Settings::for_replay(gogc, limit)).unwrap();
        let errors: Vec<i64> = replay.predictions().map(|found| found.error_mib).collect();
        assert_eq!(replay.within(2), (errors.len(), errors.len()), "{errors:?}");
        assert_eq!(errors.len(), trace.cycles.len());
    }

    /// Logs that Go's own runtime has written, with all their goals.
    #[test]
    fn real_logs() {
        let hundred = Gogc::Percent(100);
        check(include_bytes!("testdata/steady-100.log"), hundred, None);
        check(include_bytes!("testdata/goroutines-100.log"), hundred, None);
        check(include_bytes!("testdata/ramp-200.log"), Gogc::Percent(200), None);
        check(include_bytes!("testdata/steady-off-64MiB.log"), Gogc::Off, Some(64 * MIB));
    }

    fn log(numbers: &[u32], rest: &str) -> Trace {
        let lines: Vec<String> = numbers
            .iter()
            .map(|number| {
                format!("gc {number} @0.5s 1%: 0+1+0 ms clock, 0+0/1/0+0 ms cpu, {rest}, 0 MB stacks, 0 MB globals, 2 P")
                    .replace("@0.5s", "@0.500s")
            })
            .collect();
        parse(lines.join("\n").as_bytes())
    }

    #[test]
    fn what_is_missing_is_not_guessed() {
        let trace = log(&[7, 8, 10, 1, 2], "20->21->10 MB, 21 MB goal");
        let replay = replay(&trace, &Settings::for_replay(Gogc::Percent(100), None)).unwrap();
        let seen: Vec<_> =
            replay.steps.iter().map(|step| step.prediction.map(|found| found.goal / MIB)).collect();
        let missing = Err(Unpredicted::NoPredecessor);
        // A first collection's goal is the least one, or where it started.
        assert_eq!(seen, [missing, Ok(21), missing, Ok(20), Ok(21)]);
    }

    #[test]
    fn nonsense_does_no_harm() {
        let most = u64::MAX;
        let trace = log(&[1, 2], &format!("{most}->{most}->{most} MB, {most} MB goal"));
        for gogc in [Gogc::Off, Gogc::Percent(i32::MAX as u32)] {
            for limit in [None, Some(1)] {
                assert!(replay(&trace, &Settings::for_replay(gogc, limit)).is_ok());
            }
        }
    }
}
