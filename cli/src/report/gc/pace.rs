//! What `heldby gc pace` reports, as text for people and as a chart.

use std::io::{self, Write};
use std::time::Duration;

use anstyle::{AnsiColor, Style};
use gc_sim::chart::{Axis, Chart, Label, Point, Series, SeriesStyle, Unit};
use gc_sim::pacer::show::{bytes, percent, time};
use gc_sim::pacer::{
    Advice, GoalFrom, Gogc, Prediction, Replay, ReplayStep, Settings, Simulation, TraceGap,
    Verdict, Workload,
};

use crate::report::count;
use crate::style::{one_line, paint};

const PLAIN: Style = Style::new();
const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();

/// A predicted goal is near the printed one when no more than so many MiB apart: gctrace cuts off to whole MiB.
pub(crate) const NEAR_MIB: u64 = 2;

/// What `heldby gc pace` reports, whatever the format.
pub(crate) enum Report {
    /// A simulation.
    Outlook(Box<Outlook>),
    /// A replayed log.
    Replayed(Replayed),
}

/// A simulation and what it was asked.
pub(crate) struct Outlook {
    pub(crate) workload: Workload,
    pub(crate) settings: Settings,
    pub(crate) simulation: Simulation,
    /// What to set for a container, if one was named.
    pub(crate) advice: Option<Advice>,
}

/// A log and what was predicted of it.
pub(crate) struct Replayed {
    /// The log's name.
    pub(crate) name: String,
    pub(crate) settings: Settings,
    pub(crate) replay: Replay,
    /// What could not be read.
    pub(crate) gaps: Vec<TraceGap>,
    /// How many more there are.
    pub(crate) n_more_gaps: usize,
    /// Whether the log's end was not read.
    pub(crate) is_cut: bool,
}

impl Replayed {
    /// The most bytes of heap in the log.
    pub(crate) fn peak(&self) -> u64 {
        let ends = self.replay.steps.iter().map(|step| step.cycle.heap_mib[1]);
        mib(ends.max().unwrap_or(0))
    }
}

/// So many MiB in bytes.
pub(crate) fn mib(mib: u64) -> u64 {
    mib.saturating_mul(1 << 20)
}

/// How many collections to show.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Rows {
    /// All.
    All,
    /// A few from either end.
    FirstAndLast,
}

impl Rows {
    /// Calls `show` with the index of each row, and says how many were left out between them.
    fn each(
        self,
        length: usize,
        out: &mut dyn Write,
        mut show: impl FnMut(usize, &mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        const ENDS: usize = 6;
        let left_out = match self {
            Self::All => 0,
            Self::FirstAndLast => length.saturating_sub(2 * ENDS),
        };
        for index in 0..length {
            // Leaving out one row would save none.
            let is_left_out = left_out > 1 && index >= ENDS && index < ENDS + left_out;
            if !is_left_out {
                show(index, out)?;
            } else if index == ENDS {
                writeln!(
                    out,
                    "{}",
                    paint(
                        FAINT,
                        format_args!(
                            "{:>5}  {} left out; --all shows them",
                            "…",
                            count(left_out, "collection")
                        )
                    )
                )?;
            }
        }
        Ok(())
    }
}

/// Writes what goes wrong, and what is missing, as warnings, one a line.
pub(crate) fn write_warnings(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let mut warn = |text: &str| writeln!(out, "{} {}", paint(WARNING, "warning:"), one_line(text));
    match report {
        Report::Outlook(outlook) => {
            for note in outlook.simulation.notes.iter().filter(|note| note.is_warning()) {
                warn(&note.to_string())?;
            }
        }
        Report::Replayed(replayed) => {
            for gap in &replayed.gaps {
                warn(&format!("{}:{}: {}", replayed.name, gap.line, gap.message))?;
            }
            if replayed.n_more_gaps > 0 {
                warn(&format!(
                    "{}: and {} more lines like that",
                    replayed.name, replayed.n_more_gaps
                ))?;
            }
            if replayed.is_cut {
                let most = gc_sim::pacer::MAX_TRACE_CYCLES;
                warn(&format!("{}: read are the first {most} collections", replayed.name))?;
            }
        }
    }
    out.flush()
}

/// Writes the report.
pub(crate) fn write(report: &Report, rows: Rows, out: &mut dyn Write) -> io::Result<()> {
    match report {
        Report::Outlook(outlook) => write_outlook(outlook, rows, out),
        Report::Replayed(replayed) => write_replayed(replayed, rows, out),
    }
}

fn goal_from(from: GoalFrom) -> &'static str {
    match from {
        GoalFrom::Percent => "GOGC",
        GoalFrom::Minimum => "least heap",
        GoalFrom::Distance => "least distance",
        GoalFrom::MemoryLimit => "GOMEMLIMIT",
        GoalFrom::Nothing => "nothing",
    }
}

fn write_outlook(outlook: &Outlook, rows: Rows, out: &mut dyn Write) -> io::Result<()> {
    let Outlook { settings, simulation, .. } = outlook;
    let cycles = &simulation.cycles;
    if !cycles.is_empty() {
        let head = format!(
            "{:>5}  {:>9}  {:>10}  {:>10}  {:>10}  {:>10}  {:>10}  {}",
            "GC", "at", "trigger", "goal", "at end", "marked", "took", "goal by"
        );
        writeln!(out, "{}", paint(STRONG, head))?;
    }
    rows.each(cycles.len(), out, |index, out| {
        let cycle = &cycles[index];
        let goal = match cycle.goal_from {
            GoalFrom::Nothing => "-".to_owned(),
            _ => bytes(cycle.goal),
        };
        writeln!(
            out,
            "{:>5}  {:>9}  {:>10}  {:>10}  {:>10}  {:>10}  {:>10}  {}{}",
            index + 1,
            time(cycle.start),
            bytes(cycle.trigger),
            goal,
            bytes(cycle.heap_at_end),
            bytes(cycle.live),
            time(cycle.lasting),
            if cycle.periodic { "two minutes passed" } else { goal_from(cycle.goal_from) },
            if cycle.assist_seconds > 0.0 { ", with assists" } else { "" }
        )
    })?;
    if !cycles.is_empty() {
        writeln!(out)?;
    }
    let every = match u32::try_from(cycles.len()) {
        Ok(n @ 2..) => format!(", one every {}", time(simulation.lasted / n)),
        _ => String::new(),
    };
    writeln!(
        out,
        "{} in {}{every}, with {}",
        paint(STRONG, count(cycles.len(), "collection")),
        time(simulation.lasted),
        setting_words(settings)
    )?;
    writeln!(
        out,
        "heap: {} at most, of which {} live; with stacks and the runtime's own memory {}",
        paint(STRONG, bytes(simulation.peak_heap)),
        bytes(simulation.peak_live),
        bytes(simulation.peak_memory)
    )?;
    writeln!(
        out,
        "CPU: {} for the collector, of {}; the program runs at {} of its speed",
        paint(STRONG, percent(simulation.cpu_share)),
        count(settings.cores as usize, "core"),
        percent(simulation.pace)
    )?;
    for note in simulation.notes.iter().filter(|note| !note.is_warning()) {
        writeln!(out, "note: {note}")?;
    }
    for sentence in answers(outlook) {
        writeln!(out, "\n{sentence}")?;
    }
    Ok(())
}

fn setting_words(settings: &Settings) -> String {
    let gogc = match settings.gogc {
        Gogc::Percent(percent) => format!("GOGC={percent}"),
        Gogc::Off => "GOGC=off".to_owned(),
    };
    match settings.memory_limit {
        Some(limit) => format!("{gogc} and GOMEMLIMIT={}", go_size(limit)),
        None => gogc,
    }
}

/// A size as `GOMEMLIMIT` takes it: whole MiB where that is exact.
pub(crate) fn go_size(bytes: u64) -> String {
    if bytes >= 1 << 20 && bytes.is_multiple_of(1 << 20) {
        return format!("{}MiB", bytes >> 20);
    }
    format!("{bytes}B")
}

/// The answers to what was asked, a paragraph each.
pub(crate) fn answers(outlook: &Outlook) -> Vec<String> {
    let Outlook { workload, simulation, advice, .. } = outlook;
    let mut answers = Vec::new();
    if let Some(closures) = workload.closures {
        let late = if simulation.lasted < closures.held_for {
            format!(
                " That many pile up only after {}, later than what was simulated.",
                time(closures.held_for)
            )
        } else {
            String::new()
        };
        answers.push(format!(
            "{} closures a second, each holding {} for {}: {} are held at once, {} in all.{late} \
             The heap's high-water mark is {}, and that of memory {}.",
            commas(closures.per_second),
            bytes(closures.holding),
            time(closures.held_for),
            commas(closures.held_count()),
            bytes(closures.held_bytes()),
            bytes(simulation.peak_heap),
            bytes(simulation.peak_memory)
        ));
    }
    answers.extend(advice.as_ref().map(advice_words));
    answers
}

/// What to set `GOMEMLIMIT` to: whole MiB, rounded down.
pub(crate) fn recommended(advice: &Advice) -> u64 {
    let whole = advice.limit >> 20 << 20;
    if whole == 0 { advice.limit } else { whole }
}

fn advice_words(advice: &Advice) -> String {
    let container = bytes(advice.container);
    let limit = format!("GOMEMLIMIT={}", go_size(recommended(advice)));
    let globals = match advice.globals {
        0 => String::new(),
        globals => format!(", and {} to globals", bytes(globals)),
    };
    let beside = format!(
        "It leaves {} of the container's {container} to what Go does not count{globals}",
        bytes(advice.headroom)
    );
    let outcome = advice.simulation.as_ref().map_or_else(String::new, |simulation| {
        format!(
            "memory comes to {}, and the collector takes {} of the CPU time in {}",
            bytes(simulation.peak_memory),
            percent(simulation.cpu_share),
            count(simulation.cycles.len(), "collection")
        )
    });
    match advice.verdict {
        Verdict::NotNeeded => format!(
            "{limit} keeps it within {container}: {outcome}. It would stay within it without a limit as well, and the \
             limit does no harm. {beside}."
        ),
        Verdict::Keeps => format!("{limit} keeps it within {container}: {outcome}. {beside}."),
        Verdict::KeepsDearly => format!(
            "{limit} keeps it within {container}, but dearly: {outcome}. {beside}. A larger container, or less that is \
             held, is the better way."
        ),
        Verdict::DoesNotKeep => format!(
            "No GOMEMLIMIT keeps it within {container}: what is live would fit, but there is too little room for \
             collections to keep up. With {limit}, {outcome}. Hold less, or take a larger container."
        ),
        Verdict::Impossible => format!(
            "No GOMEMLIMIT keeps it within {container}: {} cannot be freed at the worst moment, live heap, stacks and \
             the runtime's own memory, and {} is what the container has for them. Hold less, or take a larger container.",
            bytes(advice.needed),
            bytes(advice.limit)
        ),
    }
}

fn commas(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn write_replayed(replayed: &Replayed, rows: Rows, out: &mut dyn Write) -> io::Result<()> {
    let steps = &replayed.replay.steps;
    let head = format!(
        "{:>5}  {:>9}  {:>8}  {:>8}  {:>8}  {:>8}  {:>9}  {:>6}  {}",
        "GC", "at", "trigger", "at end", "marked", "goal", "predicted", "off by", "goal by"
    );
    writeln!(out, "{}", paint(STRONG, head))?;
    let shown = |mib: u64| format!("{mib} MiB");
    rows.each(steps.len(), out, |index, out| {
        let ReplayStep { cycle, prediction } = &steps[index];
        let [trigger, end, marked] = cycle.heap_mib.map(shown);
        let (predicted, error, from) = match prediction {
            Ok(Prediction { goal, goal_from: from, error_mib }) => {
                (shown(goal >> 20), format!("{error_mib:+}"), goal_from(*from))
            }
            Err(_) => ("-".to_owned(), "-".to_owned(), "the collection before is missing"),
        };
        writeln!(
            out,
            "{:>5}  {:>9}  {trigger:>8}  {end:>8}  {marked:>8}  {:>8}  {predicted:>9}  {error:>6}  {from}{}{}",
            cycle.number,
            time(Duration::from_millis(cycle.start_ms)),
            shown(cycle.goal_mib),
            if cycle.forced { ", forced" } else { "" },
            if cycle.leak_check { ", checks for leaks" } else { "" }
        )
    })?;
    let (n_predicted, n_near) = replayed.replay.within(NEAR_MIB);
    let share = super::pace_json::ratio(n_near, n_predicted);
    writeln!(
        out,
        "\n{} in {}, with {}; {} at most",
        paint(STRONG, count(steps.len(), "collection")),
        one_line(&replayed.name),
        setting_words(&replayed.settings),
        bytes(replayed.peak())
    )?;
    let style = if share.is_some_and(|share| share < 0.95) { WARNING } else { PLAIN };
    writeln!(
        out,
        "{} of {} goals predicted within {NEAR_MIB} MiB{}",
        paint(style, n_near),
        n_predicted,
        share.map_or_else(String::new, |share| format!(" ({})", percent(share)))
    )?;
    if style != PLAIN {
        writeln!(
            out,
            "note: the program ran with another GOGC or GOMEMLIMIT, or changed it; say which with --gogc and \
             --memory-limit"
        )?;
    }
    Ok(())
}

/// The heap over time.
pub(crate) fn chart(report: &Report) -> Chart {
    match report {
        Report::Outlook(outlook) => outlook_chart(outlook),
        Report::Replayed(replayed) => replayed_chart(replayed),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a place in a drawing")]
fn point(at: Duration, bytes: u64) -> Point {
    Point { x: at.as_secs_f64(), y: bytes as f64 }
}

fn series(name: &str, style: SeriesStyle, points: Vec<Point>) -> Series {
    Series { name: name.to_owned(), style, points }
}

fn axes() -> (Axis, Axis) {
    let axis = |label: &str, unit| Axis { label: label.to_owned(), unit };
    (axis("time", Unit::Seconds), axis("memory", Unit::Bytes))
}

fn outlook_chart(outlook: &Outlook) -> Chart {
    let Outlook { settings, simulation, .. } = outlook;
    let samples = &simulation.samples;
    let live = samples.iter().map(|sample| point(sample.at, sample.live)).collect();
    let heap: Vec<Point> = samples.iter().map(|sample| point(sample.at, sample.heap)).collect();
    let mut all = vec![
        series("live", SeriesStyle::Area, live),
        series("goal", SeriesStyle::Steps, goal_steps(simulation)),
    ];
    // Where goals lie far above everything, they say nothing.
    if all[1].points.is_empty() {
        all.pop();
    }
    all.push(series("heap: live and not yet freed", SeriesStyle::Line, heap.clone()));
    if !simulation.cycles.is_empty() {
        let triggers =
            simulation.cycles.iter().map(|cycle| point(cycle.start, cycle.trigger)).collect();
        all.push(series("a collection starts", SeriesStyle::Marks, triggers));
    }
    if let Some(limit) = settings.memory_limit {
        let ends = vec![point(Duration::ZERO, limit), point(simulation.lasted, limit)];
        all.push(series("memory limit, for all memory", SeriesStyle::Limit, ends));
    }
    let highest = heap.iter().copied().max_by(|a, b| a.y.total_cmp(&b.y));
    let title = format!(
        "{}: {} at most, {} of CPU time",
        setting_words(settings),
        bytes(simulation.peak_heap),
        percent(simulation.cpu_share)
    );
    let (x, y) = axes();
    let notes: Vec<String> =
        simulation.notes.iter().map(|note| sentence(&note.to_string())).collect();
    Chart {
        description: format!(
            "The heap of a Go program over {}: {} bring it back to what is live. {}",
            time(simulation.lasted),
            count(simulation.cycles.len(), "collection"),
            notes.join(" ")
        ),
        title,
        x,
        y,
        series: all,
        labels: highest
            .map(|at| Label { at, text: format!("at most {}", bytes(simulation.peak_heap)) })
            .into_iter()
            .collect(),
        notes,
    }
}

/// A fragment as a sentence.
fn sentence(fragment: &str) -> String {
    let mut letters = fragment.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str())
}

/// The goal that holds from the end of each collection to the end of the next.
fn goal_steps(simulation: &Simulation) -> Vec<Point> {
    let mut steps = Vec::new();
    let mut from = Duration::ZERO;
    for cycle in simulation.cycles.iter().filter(|cycle| cycle.goal_from != GoalFrom::Nothing) {
        steps.push(point(from, cycle.goal));
        from = cycle.start + cycle.lasting;
    }
    if let Some(last) = steps.last().copied() {
        steps.push(Point { x: from.as_secs_f64(), ..last });
    }
    steps
}

fn replayed_chart(replayed: &Replayed) -> Chart {
    let steps = &replayed.replay.steps;
    let (mut heap, mut live, mut goals, mut predicted, mut triggers) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut from = Duration::ZERO;
    for ReplayStep { cycle, prediction } in steps {
        let start = Duration::from_millis(cycle.start_ms);
        // Only milliseconds of a log that is made up could be so many.
        let lasting = cycle.clock_ms.iter().sum::<f64>().clamp(0.0, 1e9);
        let end = start + Duration::from_secs_f64(lasting / 1e3);
        let [at_start, at_end, marked] = cycle.heap_mib.map(mib);
        heap.extend([point(start, at_start), point(end, at_end), point(end, marked)]);
        live.push(point(end, marked));
        triggers.push(point(start, at_start));
        // With GOGC=off, the goal is as large as a number can be.
        if cycle.goal_mib < 1 << 40 {
            goals.push(point(from, mib(cycle.goal_mib)));
        }
        if let Ok(found) = prediction
            && found.goal < u64::MAX
        {
            predicted.push(point(from, found.goal));
        }
        from = end;
    }
    let (n_predicted, n_near) = replayed.replay.within(NEAR_MIB);
    let (x, y) = axes();
    Chart {
        title: format!("{}: {} at most", one_line(&replayed.name), bytes(replayed.peak())),
        description: format!(
            "The heap of a Go program by its gctrace log, over {}. {n_near} of {n_predicted} goals are predicted \
             within {NEAR_MIB} MiB.",
            count(steps.len(), "collection")
        ),
        x,
        y,
        series: vec![
            series("marked as live", SeriesStyle::Area, live),
            series("goal", SeriesStyle::Steps, goals),
            series("heap", SeriesStyle::Line, heap),
            series("goal predicted", SeriesStyle::Marks, predicted),
        ],
        labels: Vec::new(),
        notes: vec![format!(
            "{n_near} of {n_predicted} goals are predicted within {NEAR_MIB} MiB, which is how exact the log is."
        )],
    }
}
