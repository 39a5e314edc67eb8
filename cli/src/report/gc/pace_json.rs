//! The JSON report of `heldby gc pace`: a contract with other programs. Fields may be added and are never renamed; what
//! is not known is `null`.
//!
//! `docs/schema/heldby.gc.pace.json` says the same as a JSON Schema, and the tests hold real reports against it.

use std::io::{self, Write};

use gc_sim::pacer::{self, Advice, GoalFrom, Gogc, ReplayStep, Settings, Verdict};
use serde::Serialize;

use super::pace::{NEAR_MIB, Outlook, Replayed, Report, mib, recommended};
use crate::report::{TOOL, Tool, write_json};

/// Writes `report` as one JSON object and a line break.
pub(crate) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let report = match report {
        Report::Outlook(outlook) => PaceReport::simulated(outlook),
        Report::Replayed(replayed) => PaceReport::replayed(replayed),
    };
    write_json(&report, out)
}

/// What `heldby gc pace --format json` prints. Sizes are in bytes, times in seconds, shares from 0 to 1.
#[derive(Debug, Serialize)]
struct PaceReport {
    /// `heldby.gc.pace/1`. The number grows when a field changes its meaning.
    schema: &'static str,
    tool: Tool,
    /// Whether the collections are simulated, or those of a log.
    mode: Mode,
    settings: SettingsJson,
    /// The time that was simulated, or that the log spans.
    span_s: f64,
    cycles: Vec<Cycle>,
    /// The most bytes that the heap had.
    peak_bytes: u64,
    /// The most bytes of all that a memory limit counts.
    peak_memory_bytes: Option<u64>,
    /// The most bytes that were live.
    peak_live_bytes: Option<u64>,
    allocated_bytes: Option<u64>,
    /// The collector's share of the CPU time.
    cpu_share: Option<f64>,
    /// The program's speed beside that without collections.
    pace: Option<f64>,
    closures: Option<ClosuresJson>,
    advice: Option<AdviceJson>,
    replay: Option<ReplayJson>,
    notes: Vec<NoteJson>,
    /// What could not be read of the log.
    gaps: Vec<GapJson>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Mode {
    Simulation,
    Replay,
}

#[derive(Debug, Serialize)]
struct SettingsJson {
    /// Percent; `null` for off.
    gogc: Option<u32>,
    /// `null` for off.
    memory_limit_bytes: Option<u64>,
    cores: Option<u32>,
}

impl SettingsJson {
    fn of(settings: &Settings, cores: Option<u32>) -> Self {
        let gogc = match settings.gogc {
            Gogc::Percent(percent) => Some(percent),
            Gogc::Off => None,
        };
        Self { gogc, memory_limit_bytes: settings.memory_limit, cores }
    }
}

/// A collection.
#[derive(Debug, Serialize)]
struct Cycle {
    start_s: f64,
    duration_s: f64,
    /// The heap at the start.
    trigger_bytes: u64,
    /// The heap that was to be kept to at the end; `null` where there is no goal.
    goal_bytes: Option<u64>,
    /// What the goal comes from; `null` where that is not known.
    goal_from: Option<&'static str>,
    heap_at_end_bytes: u64,
    /// What was marked.
    live_bytes: u64,
    cpu_s: f64,
    assist_s: f64,
    /// Whether only time started it; `null` in a log, which does not say.
    periodic: Option<bool>,
    /// Whether the program asked for it.
    forced: bool,
    /// The goal predicted from the collection before; `null` in a simulation, and where that is missing.
    predicted_goal_bytes: Option<u64>,
}

#[derive(Debug, Serialize)]
struct ClosuresJson {
    per_second: u64,
    holding_bytes: u64,
    hold_s: f64,
    held_count: u64,
    held_bytes: u64,
}

#[derive(Debug, Serialize)]
struct AdviceJson {
    container_bytes: u64,
    verdict: &'static str,
    /// What to set GOMEMLIMIT to; `null` where no limit helps.
    memory_limit_bytes: Option<u64>,
    headroom_bytes: u64,
    /// What cannot be freed at the worst moment.
    needed_bytes: u64,
    /// Under the limit that the container leaves.
    peak_memory_bytes: Option<u64>,
    cpu_share: Option<f64>,
}

impl AdviceJson {
    fn of(advice: &Advice) -> Self {
        let (verdict, helps) = match advice.verdict {
            Verdict::NotNeeded => ("not-needed", true),
            Verdict::Keeps => ("keeps", true),
            Verdict::KeepsDearly => ("keeps-dearly", true),
            Verdict::DoesNotKeep => ("does-not-keep", false),
            Verdict::Impossible => ("impossible", false),
        };
        let simulation = advice.simulation.as_ref();
        Self {
            container_bytes: advice.container,
            verdict,
            memory_limit_bytes: helps.then(|| recommended(advice)),
            headroom_bytes: advice.headroom,
            needed_bytes: advice.needed,
            peak_memory_bytes: simulation.map(|simulation| simulation.peak_memory),
            cpu_share: simulation.map(|simulation| simulation.cpu_share),
        }
    }
}

#[derive(Debug, Serialize)]
struct ReplayJson {
    predicted: usize,
    near: usize,
    /// What counts as near.
    near_bytes: u64,
    /// `null` where nothing was predicted.
    near_share: Option<f64>,
}

#[derive(Debug, Serialize)]
struct NoteJson {
    severity: &'static str,
    message: String,
}

#[derive(Debug, Serialize)]
struct GapJson {
    path: String,
    message: String,
}

fn from(goal_from: GoalFrom) -> Option<&'static str> {
    match goal_from {
        GoalFrom::Percent => Some("gogc"),
        GoalFrom::Minimum => Some("least-heap"),
        GoalFrom::Distance => Some("least-distance"),
        GoalFrom::MemoryLimit => Some("memory-limit"),
        GoalFrom::Nothing => None,
    }
}

impl PaceReport {
    fn simulated(outlook: &Outlook) -> Self {
        let Outlook { workload, settings, simulation, advice } = outlook;
        let cycles = simulation.cycles.iter().map(|cycle| Cycle {
            start_s: cycle.start.as_secs_f64(),
            duration_s: cycle.lasting.as_secs_f64(),
            trigger_bytes: cycle.trigger,
            goal_bytes: (cycle.goal_from != GoalFrom::Nothing).then_some(cycle.goal),
            goal_from: from(cycle.goal_from),
            heap_at_end_bytes: cycle.heap_at_end,
            live_bytes: cycle.live,
            cpu_s: cycle.cpu_seconds,
            assist_s: cycle.assist_seconds,
            periodic: Some(cycle.periodic),
            forced: false,
            predicted_goal_bytes: None,
        });
        let notes = simulation.notes.iter().map(|note| NoteJson {
            severity: if note.is_warning() { "warning" } else { "note" },
            message: note.to_string(),
        });
        Self {
            schema: SCHEMA,
            tool: TOOL,
            mode: Mode::Simulation,
            settings: SettingsJson::of(settings, Some(settings.cores)),
            span_s: simulation.lasted.as_secs_f64(),
            cycles: cycles.collect(),
            peak_bytes: simulation.peak_heap,
            peak_memory_bytes: Some(simulation.peak_memory),
            peak_live_bytes: Some(simulation.peak_live),
            allocated_bytes: Some(simulation.allocated),
            cpu_share: Some(simulation.cpu_share),
            pace: Some(simulation.pace),
            closures: workload.closures.map(|closures| ClosuresJson {
                per_second: closures.per_second,
                holding_bytes: closures.holding,
                hold_s: closures.held_for.as_secs_f64(),
                held_count: closures.held_count(),
                held_bytes: closures.held_bytes(),
            }),
            advice: advice.as_ref().map(AdviceJson::of),
            replay: None,
            notes: notes.collect(),
            gaps: Vec::new(),
        }
    }

    fn replayed(replayed: &Replayed) -> Self {
        let steps = &replayed.replay.steps;
        let (predicted, near) = replayed.replay.within(NEAR_MIB);
        let last = steps.last().map(|step| &step.cycle);
        let mut gaps: Vec<GapJson> = replayed
            .gaps
            .iter()
            .map(|gap| GapJson {
                path: format!("{}:{}", replayed.name, gap.line),
                message: gap.message.clone(),
            })
            .collect();
        if replayed.n_more_gaps > 0 {
            let message = format!("{} more lines like that", replayed.n_more_gaps);
            gaps.push(GapJson { path: replayed.name.clone(), message });
        }
        if replayed.is_cut {
            let message = format!("read are the first {} collections", pacer::MAX_TRACE_CYCLES);
            gaps.push(GapJson { path: replayed.name.clone(), message });
        }
        Self {
            schema: SCHEMA,
            tool: TOOL,
            mode: Mode::Replay,
            settings: SettingsJson::of(&replayed.settings, last.map(|cycle| cycle.cores)),
            span_s: last.map_or(0.0, |cycle| milliseconds(cycle.start_ms)),
            cycles: steps.iter().map(Cycle::of_log).collect(),
            peak_bytes: replayed.peak(),
            peak_memory_bytes: None,
            peak_live_bytes: None,
            allocated_bytes: None,
            cpu_share: last.map(|cycle| f64::from(cycle.percent.min(100)) / 100.0),
            pace: None,
            closures: None,
            advice: None,
            replay: Some(ReplayJson {
                predicted,
                near,
                near_bytes: mib(NEAR_MIB),
                near_share: ratio(near, predicted),
            }),
            notes: Vec::new(),
            gaps,
        }
    }
}

impl Cycle {
    fn of_log(step: &ReplayStep) -> Self {
        let ReplayStep { cycle, prediction } = step;
        let [at_start, at_end, marked] = cycle.heap_mib.map(mib);
        let goal = Some(cycle.goal_mib).filter(|goal| *goal < u64::MAX >> 20);
        Self {
            start_s: milliseconds(cycle.start_ms),
            duration_s: cycle.clock_ms.iter().sum::<f64>() / 1e3,
            trigger_bytes: at_start,
            goal_bytes: goal.map(mib),
            goal_from: prediction.as_ref().ok().and_then(|found| from(found.goal_from)),
            heap_at_end_bytes: at_end,
            live_bytes: marked,
            // What idle cores did is not counted, as in a simulation.
            cpu_s: (cycle.cpu_ms.iter().sum::<f64>() - cycle.cpu_ms[3]) / 1e3,
            assist_s: cycle.cpu_ms[1] / 1e3,
            periodic: None,
            forced: cycle.forced,
            predicted_goal_bytes: prediction
                .as_ref()
                .ok()
                .map(|found| found.goal)
                .filter(|goal| *goal < u64::MAX),
        }
    }
}

const SCHEMA: &str = "heldby.gc.pace/1";

#[expect(clippy::cast_precision_loss, reason = "no program runs so long")]
fn milliseconds(milliseconds: u64) -> f64 {
    milliseconds as f64 / 1e3
}

/// A part of a whole; `None` of nothing.
#[expect(clippy::cast_precision_loss, reason = "counts of lines")]
pub(crate) fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
