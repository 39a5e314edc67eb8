//! Go's rules: goals, triggers and the cons/mark ratio, in bytes as the runtime counts them.

use super::settings::Gogc;

/// The least goal at `GOGC=100`.
pub(super) const HEAP_MINIMUM: u64 = 4 << 20;

/// How much is at least allocated between two collections, so that there is time to sweep.
const SWEEP_DISTANCE: u64 = 1 << 20;

/// The goal is at least this far above where the collection began.
const LEAST_RUNWAY: u64 = 64 << 10;

/// The least that a memory limit's goal stays below what would be possible.
const LEAST_HEADROOM: u64 = 1 << 20;

/// The same, as percent of what would be possible.
const HEADROOM_PERCENT: u64 = 3;

/// How much of all cores marking takes in the background.
pub(super) const BACKGROUND: f64 = 0.25;

/// What a goal comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum GoalFrom {
    /// `GOGC` and what was live.
    Percent,
    /// The least goal, 4 MiB at `GOGC=100`.
    Minimum,
    /// The distance kept for sweeping, or from the trigger.
    Distance,
    /// `GOMEMLIMIT`.
    MemoryLimit,
    /// None of these: `GOGC=off` without a limit. Only time starts a collection.
    Nothing,
}

/// A goal and what it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Goal {
    pub(super) bytes: u64,
    pub(super) from: GoalFrom,
}

/// What of the process's memory is no heap object, for a memory limit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mapped {
    /// `GOMEMLIMIT`.
    pub(super) limit: u64,
    /// Stacks, tables and the rest.
    pub(super) non_heap: u64,
    /// Heap objects now.
    pub(super) heap: u64,
}

/// The pacer's state between two collections.
#[derive(Debug, Clone)]
pub(super) struct Controller {
    gogc: Gogc,
    /// What the last collection marked.
    pub(super) marked: u64,
    /// What of it was looked at.
    pub(super) last_scan: u64,
    /// What of the stacks was looked at.
    pub(super) last_stacks: u64,
    pub(super) globals: u64,
    /// Whether there was a collection, and so something to sweep.
    pub(super) sweeps: bool,
    cons_mark: f64,
    last_cons_marks: [f64; 4],
}

impl Controller {
    pub(super) fn new(gogc: Gogc, globals: u64) -> Self {
        Self {
            gogc,
            marked: 0,
            last_scan: 0,
            last_stacks: 0,
            globals,
            sweeps: false,
            cons_mark: 0.0,
            last_cons_marks: [0.0; 4],
        }
    }

    /// The work that the next marking is expected to be, in bytes to look at.
    pub(super) fn expected_work(&self) -> u64 {
        self.last_scan + self.last_stacks + self.globals
    }

    /// The goal, as long as no collection runs (`commit`, `heapGoalInternal`).
    pub(super) fn goal(&self, mapped: Option<Mapped>) -> Goal {
        let mut goal = match self.gogc {
            Gogc::Percent(percent) => {
                let rooted = self.marked + self.last_stacks + self.globals;
                let more = u128::from(rooted) * u128::from(percent) / 100;
                let bytes = self.marked.saturating_add(u64::try_from(more).unwrap_or(u64::MAX));
                let minimum = HEAP_MINIMUM * u64::from(percent) / 100;
                if bytes < minimum {
                    Goal { bytes: minimum, from: GoalFrom::Minimum }
                } else {
                    Goal { bytes, from: GoalFrom::Percent }
                }
            }
            Gogc::Off => Goal { bytes: u64::MAX, from: GoalFrom::Nothing },
        };
        if let Some(limited) = mapped.map(|mapped| self.limited_goal(mapped))
            && limited < goal.bytes
        {
            return Goal { bytes: limited, from: GoalFrom::MemoryLimit };
        }
        if self.least_for_sweeping() > goal.bytes {
            goal = Goal { bytes: self.least_for_sweeping(), from: GoalFrom::Distance };
        }
        goal
    }

    /// The goal once a collection runs that began at `triggered`.
    pub(super) fn goal_while_marking(&self, mapped: Option<Mapped>, triggered: u64) -> Goal {
        let goal = self.goal(mapped);
        let least = triggered.saturating_add(LEAST_RUNWAY);
        if goal.from != GoalFrom::MemoryLimit && goal.bytes < least {
            return Goal { bytes: least, from: GoalFrom::Distance };
        }
        goal
    }

    fn least_for_sweeping(&self) -> u64 {
        if self.sweeps { self.marked + SWEEP_DISTANCE } else { 0 }
    }

    /// The goal that a memory limit leaves (`memoryLimitHeapGoal`).
    fn limited_goal(&self, mapped: Mapped) -> u64 {
        let overage = mapped.non_heap.saturating_add(mapped.heap).saturating_sub(mapped.limit);
        let taken = mapped.non_heap.saturating_add(overage);
        if taken >= mapped.limit {
            return self.marked;
        }
        let possible = mapped.limit - taken;
        let headroom = (possible / 100 * HEADROOM_PERCENT).max(LEAST_HEADROOM);
        let goal = possible.saturating_sub(headroom).max(headroom);
        goal.max(self.marked)
    }

    /// Where the next collection begins, given its goal (`trigger`).
    pub(super) fn trigger(&self, goal: Goal) -> u64 {
        let Goal { bytes: goal, from } = goal;
        if self.marked >= goal {
            return goal;
        }
        let room = goal - self.marked;
        // The least and the most of the way from what was marked to the goal.
        let least = (room / 64 * 45 + self.marked).max(match from {
            GoalFrom::MemoryLimit => 0,
            _ => self.least_for_sweeping(),
        });
        let mut most = room / 64 * 61 + self.marked;
        if goal > HEAP_MINIMUM {
            most = most.max(goal - HEAP_MINIMUM);
        }
        let most = most.max(least);
        goal.saturating_sub(self.runway()).clamp(least, most)
    }

    /// How much is expected to be allocated while marking (`commit`).
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a ratio of sizes, which is not negative; the cast saturates"
    )]
    pub(super) fn runway(&self) -> u64 {
        (self.cons_mark * (1.0 - BACKGROUND) / BACKGROUND * self.expected_work() as f64) as u64
    }

    /// Learns from a collection how fast the program allocates beside how fast it is marked (`endCycle`). The
    /// utilizations are shares of all cores: that of background and assists, and that of otherwise idle cores.
    #[expect(clippy::cast_precision_loss, reason = "a ratio of sizes")]
    pub(super) fn learn(&mut self, allocated: u64, work: u64, utilization: f64, idle: f64) {
        if allocated == 0 {
            return;
        }
        let current = allocated as f64 * (utilization + idle)
            / (work.max(1) as f64 * (1.0 - utilization).max(0.01));
        // The largest of the last five, so that a wrong guess means more collections and not more assists.
        self.cons_mark = self.last_cons_marks.iter().copied().fold(current, f64::max);
        self.last_cons_marks.rotate_left(1);
        self.last_cons_marks[3] = current;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIB: u64 = 1 << 20;

    fn marked(gogc: Gogc, mib: u64) -> Controller {
        Controller { marked: mib * MIB, sweeps: true, ..Controller::new(gogc, 0) }
    }

    /// The goals that gctrace was seen to print after collections with these live heaps.
    #[test]
    fn goals_by_gogc() {
        let goal = |percent, live| marked(Gogc::Percent(percent), live).goal(None).bytes / MIB;
        assert_eq!(
            [goal(100, 86), goal(100, 71), goal(100, 64), goal(50, 64)],
            [172, 142, 128, 96]
        );
        assert_eq!(goal(100, 1), 4, "the least goal");
        assert_eq!(goal(0, 10), 11, "room to sweep");
        let off = marked(Gogc::Off, 10).goal(None);
        assert_eq!((off.bytes, off.from), (u64::MAX, GoalFrom::Nothing));
    }

    #[test]
    fn stacks_and_globals_count() {
        let mut controller = marked(Gogc::Percent(100), 14);
        controller.last_stacks = 14 * MIB;
        controller.globals = MIB;
        assert_eq!(controller.goal(None).bytes, 43 * MIB);
    }

    #[test]
    fn goals_by_a_memory_limit() {
        let goal = |limit, live, heap| {
            let mapped = Mapped { limit: limit * MIB, non_heap: 6 * MIB, heap: heap * MIB };
            let goal = marked(Gogc::Off, live).goal(Some(mapped));
            (goal.bytes / MIB, goal.from)
        };
        assert_eq!(goal(64, 24, 24), (56, GoalFrom::MemoryLimit));
        assert_eq!(goal(64, 60, 60), (60, GoalFrom::MemoryLimit), "never below what is live");
        assert_eq!(goal(5, 1, 1).0, 1, "no room at all");
    }

    #[test]
    fn triggers_lie_between_their_bounds() {
        let mut controller = marked(Gogc::Percent(100), 64);
        let goal = controller.goal(None);
        assert_eq!(controller.trigger(goal), 125 * MIB, "no runway: 61/64 of the way");
        controller.last_scan = 64 * MIB;
        controller.learn(8 * MIB, 64 * MIB, 0.25, 0.0);
        assert_eq!(controller.runway(), 8 * MIB);
        assert_eq!(controller.trigger(goal), 120 * MIB);
        controller.learn(64 * MIB, 64 * MIB, 0.25, 0.0);
        assert_eq!(controller.trigger(goal), 109 * MIB, "45/64 of the way");
        for _ in 0..4 {
            controller.learn(8 * MIB, 64 * MIB, 0.25, 0.0);
            assert_eq!(controller.trigger(goal), 109 * MIB, "remembered four times");
        }
        controller.learn(8 * MIB, 64 * MIB, 0.25, 0.0);
        assert_eq!(controller.trigger(goal), 120 * MIB);
    }
}
