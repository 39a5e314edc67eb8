//! The question of the closures: so many, holding so many bytes, for so long. How high does memory go, and which memory
//! limit keeps it within a container?

use super::{PacerError, Settings, Simulation, Workload, simulate};

/// The share of a container that is left to what Go does not count: the program's own file, C code, the kernel's
/// pages for the container, and the time it takes to react. Go's guide to the collector advises 5 to 10 percent.
const HEADROOM_PERCENT: u64 = 5;

/// The least of it, in bytes.
const LEAST_HEADROOM: u64 = 8 << 20;

/// With less of all CPU time than this, the collector is no burden.
pub const HIGH_CPU_SHARE: f64 = 0.25;

/// What to set `GOMEMLIMIT` to for a container.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// The container's limit in bytes.
    pub container: u64,
    /// What of it is left to what Go does not count, in bytes.
    pub headroom: u64,
    /// What global variables take: the container counts them, and Go's limit does not. In bytes.
    pub globals: u64,
    /// The limit that leaves this, in bytes; 0 where the container has no more than that.
    pub limit: u64,
    /// What cannot be freed at the worst moment: the live heap, stacks and the runtime's own. In bytes.
    pub needed: u64,
    /// Whether the limit can do it.
    pub verdict: Verdict,
    /// What happens under the limit; `None` where the container has no room for any.
    pub simulation: Option<Simulation>,
}

/// Whether a memory limit can keep a program within its container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It keeps it, and would not even be needed.
    NotNeeded,
    /// It keeps it.
    Keeps,
    /// It keeps it, at a price: the collector takes more than [`HIGH_CPU_SHARE`] of all CPU time, or more than
    /// half for some time, or memory passes the limit and takes of the headroom.
    KeepsDearly,
    /// It does not keep it, although what is live would fit.
    DoesNotKeep,
    /// No limit can: what cannot be freed is too large already.
    Impossible,
}

/// Works out the memory limit for a container of so many bytes. `without` is the simulation of the same workload and
/// settings, without a memory limit or with another one.
pub fn advise(
    workload: &Workload,
    settings: &Settings,
    without: &Simulation,
    container: u64,
) -> Result<Advice, PacerError> {
    super::settings::at_least("the container's limit", container, 1)?;
    super::settings::at_most("the container's limit", container, super::MAX_BYTES)?;
    let headroom = (container / 100 * HEADROOM_PERCENT).max(LEAST_HEADROOM);
    let globals = workload.globals;
    let limit = container.saturating_sub(headroom + globals);
    let non_heap = without.peak_memory.saturating_sub(without.peak_heap);
    let most_live = without.peak_live.max(workload.most_live(without.lasted));
    // With a smaller heap, less is needed for its tables.
    let own = settings.non_heap(workload.stacks, most_live);
    let needed = most_live + own.min(non_heap.max(own));
    let mut advice = Advice {
        container,
        headroom,
        globals,
        limit,
        needed,
        verdict: Verdict::Impossible,
        simulation: None,
    };
    if limit == 0 {
        return Ok(advice);
    }
    let limited = Settings { memory_limit: Some(limit), ..settings.clone() };
    let simulation = simulate(workload, &limited)?;
    let fits = |memory: u64| memory.saturating_add(globals) <= container;
    // What passes the limit takes the room that was left to everything else.
    let is_over = simulation.peak_memory > limit;
    advice.verdict = if needed > limit {
        Verdict::Impossible
    } else if !fits(simulation.peak_memory) {
        Verdict::DoesNotKeep
    } else if is_over || simulation.is_dear() {
        Verdict::KeepsDearly
    } else if settings.memory_limit.is_none() && without.peak_memory <= limit {
        Verdict::NotNeeded
    } else {
        Verdict::Keeps
    };
    advice.simulation = Some(simulation);
    Ok(advice)
}

impl Simulation {
    /// Whether the collector takes so much of the CPU time that it is a burden.
    pub fn is_dear(&self) -> bool {
        self.cpu_share > HIGH_CPU_SHARE
            || self.notes.iter().any(|note| {
                matches!(note, super::Note::DeathSpiral { .. } | super::Note::CpuLimited { .. })
            })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{Closures, LiveHeap};
    use super::*;

    const MIB: u64 = 1 << 20;

    /// A thousand closures a second of 64 KiB for two seconds: 125 MiB.
    fn workload() -> Workload {
        let closures =
            Closures { per_second: 1000, holding: 64 << 10, held_for: Duration::from_secs(2) };
        Workload { closures: Some(closures), ..Workload::new(LiveHeap::Constant(MIB), 0, 1) }
    }

    #[track_caller]
    fn check(container: u64, verdict: Verdict) -> Advice {
        let settings = Settings::new(2, Duration::from_secs(30));
        let without = simulate(&workload(), &settings).unwrap();
        let advice = advise(&workload(), &settings, &without, container * MIB).unwrap();
        assert_eq!(advice.verdict, verdict, "{container} MiB");
        advice
    }

    #[test]
    fn from_roomy_to_impossible() {
        check(1024, Verdict::NotNeeded);
        let advice = check(200, Verdict::Keeps);
        assert_eq!(advice.limit, 190 * MIB);
        assert!(advice.simulation.unwrap().peak_memory <= 190 * MIB);
        check(158, Verdict::KeepsDearly);
        check(150, Verdict::DoesNotKeep);
        check(130, Verdict::Impossible);
        let advice = check(4, Verdict::Impossible);
        assert_eq!((advice.limit, advice.simulation), (0, None));
    }
}
