//! `conformance --pacer`: real Go programs run with `GODEBUG=gctrace=1`, and the model of the pacer has to say what
//! their collections were.
//!
//! There are two levels. *Replay*: from what each collection left, the goal of the next one. *Simulation*: all
//! collections, from nothing but the program's own account of its workload (`gc-sim/tests/pacer-programs`: phases with
//! bytes allocated, live heap and time; stacks, globals and the memory that is no heap) and three numbers for the
//! machine's speed: how fast it marks, and how long a collection takes beside, mostly, and at the worst of five
//! collections. They come from the
//! times in the log of the same run, for a machine that does other things too is not equally fast in the next minute;
//! none of the log's sizes are used for them, but for the work that was done in the times.
//!
//! A simulated goal is held against that of the real collection at which about as many bytes had been allocated: at the
//! start of each real one, the bytes allocated so far are the sum of what the log says of all before it, and the
//! simulated collection whose sum is nearest is its partner.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use gc_sim::pacer::{
    self, Gogc, LiveHeap, Overhead, Phase, Settings, Simulation, Trace, TraceCycle, Workload,
};

use super::Toolchain;
use crate::shell::{self, Args, float};

/// A goal is right when it is so near, in MiB as gctrace prints them.
const NEAR_MIB: u64 = 2;

/// So many percent of the goals have to be right.
const GOALS_PERCENT: f64 = 95.0;

/// The number of collections may be off by so many percent, or by one.
const CYCLES_PERCENT: f64 = 5.0;

/// How often a run is made in all when it misses a bar: the machine may have been busy with something else.
const ATTEMPTS: usize = 3;

const MIB: u64 = 1 << 20;

/// The programs, with memory limits in MiB: one for `GOGC=off`, one that is felt at `GOGC=100`.
const PROGRAMS: &[(&str, u64, u64)] = &[
    ("steady", 64, 48),
    ("ramp", 80, 72),
    ("sawtooth", 36, 26),
    ("pointers", 28, 20),
    ("goroutines", 56, 44),
    ("closures", 44, 32),
    ("bursty", 56, 40),
];

/// What the quick run makes of them.
const QUICK: &[(&str, Setting)] = &[
    ("steady", Setting { gogc: Some(100), limit_mib: None }),
    ("steady", Setting { gogc: None, limit_mib: Some(64) }),
    ("sawtooth", Setting { gogc: Some(100), limit_mib: None }),
    ("closures", Setting { gogc: Some(100), limit_mib: None }),
];

/// What a program is run with.
#[derive(Clone, Copy)]
struct Setting {
    /// `None` for off.
    gogc: Option<u32>,
    limit_mib: Option<u64>,
}

impl Setting {
    fn name(self) -> String {
        let mut name = self.gogc.map_or("off".to_owned(), |percent| percent.to_string());
        if let Some(mib) = self.limit_mib {
            let _ = write!(name, ", {mib} MiB");
        }
        name
    }
}

const AT_100: Setting = Setting { gogc: Some(100), limit_mib: None };

/// Takes the arguments behind `--pacer`.
pub(super) fn run(toolchain: &Toolchain, mut args: Args) -> Result<()> {
    let quick = args.flag("--quick");
    let required = args.flag("--require");
    let record: Option<PathBuf> = args.option("--record")?;
    let wanted = args.positional()?;
    let known = |name: &String| PROGRAMS.iter().any(|program| program.0 == name);
    if let Some(name) = wanted.iter().find(|name| !known(name)) {
        let names: Vec<&str> = PROGRAMS.iter().map(|program| program.0).collect();
        bail!("no program `{name}`: there are {}", names.join(", "));
    }
    let binary = build(toolchain)?;
    println!("{}, {} cores of this machine are used", toolchain.version, CORES);
    println!("{}", Row::HEADING);
    let mut rows = Vec::new();
    for (name, setting) in runs(quick) {
        if !wanted.is_empty() && !wanted.iter().any(|wanted| wanted == name) {
            continue;
        }
        let row = measure(&binary, name, setting, record.as_deref())?;
        println!("{row}");
        rows.push(row);
    }
    let sums = Sums::of(&rows);
    println!("{sums}");
    match sums.missed(&rows) {
        missed if missed.is_empty() => Ok(()),
        missed if required => bail!("{}", missed.join("; ")),
        missed => {
            println!("missed: {}", missed.join("; "));
            Ok(())
        }
    }
}

/// What is run.
fn runs(quick: bool) -> Vec<(&'static str, Setting)> {
    if quick {
        return QUICK.to_vec();
    }
    let settings = |&(name, off, on): &(&'static str, u64, u64)| {
        [
            AT_100,
            Setting { gogc: Some(50), limit_mib: None },
            Setting { gogc: Some(200), limit_mib: None },
            Setting { gogc: None, limit_mib: Some(off) },
            Setting { gogc: Some(100), limit_mib: Some(on) },
        ]
        .map(|setting| (name, setting))
    };
    PROGRAMS.iter().flat_map(settings).collect()
}

/// `GOMAXPROCS` of the programs.
const CORES: u32 = 2;

fn build(toolchain: &Toolchain) -> Result<PathBuf> {
    let source = shell::root().join("gc-sim/tests/pacer-programs");
    let name = format!("pacer-programs-{}{}", toolchain.version, std::env::consts::EXE_SUFFIX);
    let binary = shell::target_dir().join("conformance").join(name);
    let mut go = toolchain.go();
    go.args(["build", "-o"]).arg(&binary).arg(".").current_dir(source);
    shell::run(&mut go)?;
    Ok(binary)
}

/// A run of a program: what it says of itself, and its collections.
struct Run {
    account: Account,
    trace: Trace,
}

/// What a program says of itself.
#[derive(Default, PartialEq, Debug)]
struct Account {
    /// Bytes that the preparations left.
    heap_before: u64,
    /// Bytes of stacks that marking looks at.
    stacks: u64,
    /// Bytes of globals.
    globals: u64,
    /// Bytes that are mapped and are neither heap objects nor free.
    overhead: u64,
    scan_share: f64,
    phases: Vec<Phase>,
}

impl Account {
    fn read(text: &str) -> Result<Self> {
        let mut account = Self::default();
        for line in text.lines() {
            let words: Vec<&str> = line.split(' ').collect();
            let number = |at: usize| -> Result<u64> {
                let word = words.get(at).with_context(|| format!("`{line}` is too short"))?;
                word.parse().with_context(|| format!("reading `{line}`"))
            };
            match words[0] {
                "heap_before" => account.heap_before = number(1)?,
                "stacks" => account.stacks = number(1)?,
                "globals" => account.globals = number(1)?,
                "overhead" => account.overhead = number(1)?,
                "scan_share" => {
                    let word = words.get(1).context("`scan_share` has no value")?;
                    account.scan_share = word.parse().with_context(|| format!("in `{line}`"))?;
                }
                "phase" => {
                    let [took, busy] =
                        [Duration::from_nanos(number(4)?), Duration::from_nanos(number(5)?)];
                    account.phases.push(Phase {
                        allocated: number(1)?,
                        live_from: number(2)?,
                        live_to: number(3)?,
                        lasting: took,
                        busy_cores: busy.as_secs_f64() / took.as_secs_f64(),
                    });
                }
                "cycles_before" if number(1)? > 0 => bail!("a collection before the beginning"),
                _ => {}
            }
        }
        if account.phases.is_empty() {
            bail!("the program says nothing of phases");
        }
        Ok(account)
    }

    /// The workload that it describes. What the preparations left is live for good.
    fn workload(&self) -> Workload {
        let before = self.heap_before;
        let prepared = Phase {
            lasting: Duration::from_millis(1),
            live_from: 0,
            live_to: before,
            allocated: before,
            busy_cores: 1.0,
        };
        let phases = self.phases.iter().map(|phase| Phase {
            live_from: phase.live_from + before,
            live_to: phase.live_to + before,
            ..*phase
        });
        Workload {
            stacks: self.stacks,
            globals: self.globals,
            scan_share: self.scan_share,
            starts_empty: true,
            ..Workload::new(
                LiveHeap::Phases(std::iter::once(prepared).chain(phases).collect()),
                0,
                1,
            )
        }
    }

    /// How many cores are busy, over all.
    fn busy_cores(&self) -> f64 {
        let sum = |part: fn(&Phase) -> f64| self.phases.iter().map(part).sum::<f64>();
        sum(|phase| phase.busy_cores * phase.lasting.as_secs_f64())
            / sum(|phase| phase.lasting.as_secs_f64())
    }

    fn settings(&self, setting: Setting, speed: Speed) -> Settings {
        Settings {
            gogc: setting.gogc.map_or(Gogc::Off, Gogc::Percent),
            memory_limit: setting.limit_mib.map(|mib| mib * MIB),
            mark_rate: speed.mark_rate,
            cycle_latency: speed.latency,
            slow_cycle_latency: speed.slow_latency,
            // The model counts stacks by itself, as they are in use.
            overhead: Overhead {
                fixed: self.overhead.saturating_sub(self.stacks * pacer::ALLOCATED_FOR_USED),
                share: 0.0,
            },
            ..Settings::new(CORES, Duration::from_secs(3600))
        }
    }
}

fn run_program(binary: &Path, name: &str, setting: Setting, record: Option<&Path>) -> Result<Run> {
    let mut command = Command::new(binary);
    command.arg(name);
    command.env("GODEBUG", "gctrace=1").env("GOMAXPROCS", CORES.to_string());
    command.env("GOGC", setting.gogc.map_or("off".to_owned(), |percent| percent.to_string()));
    command
        .env("GOMEMLIMIT", setting.limit_mib.map_or("off".to_owned(), |mib| format!("{mib}MiB")));
    let output = command.output().with_context(|| format!("starting {}", shell::show(&command)))?;
    if !output.status.success() {
        bail!("{} failed: {}", shell::show(&command), output.status);
    }
    if let Some(folder) = record {
        let file = format!("{name}-{}", setting.name().replace(", ", "-").replace(' ', ""));
        std::fs::create_dir_all(folder)?;
        std::fs::write(folder.join(file.clone() + ".log"), &output.stderr)?;
        std::fs::write(folder.join(file + ".txt"), &output.stdout)?;
    }
    let account = Account::read(&String::from_utf8_lossy(&output.stdout))
        .with_context(|| format!("reading what {} prints", shell::show(&command)))?;
    Ok(Run { account, trace: pacer::parse_trace(&output.stderr) })
}

/// How fast the machine marks this program.
#[derive(Clone, Copy)]
struct Speed {
    mark_rate: u64,
    latency: Duration,
    slow_latency: Duration,
}

impl Speed {
    /// The speed in a run.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "sizes of programs that fit this machine"
    )]
    fn of(run: &Run) -> Self {
        /// With less to look at, the time is that of everything else.
        const LEAST_WORK: f64 = MIB as f64;
        let account = &run.account;
        let fixed = (account.stacks + account.globals) as f64;
        let work =
            |cycle: &TraceCycle| account.scan_share * (cycle.heap_mib[2] * MIB) as f64 + fixed;
        let cpu = |cycle: &TraceCycle| cycle.cpu_ms[1..4].iter().sum::<f64>() / 1e3;
        // The first few are of a small heap.
        let cycles = &run.trace.cycles[run.trace.cycles.len().min(4)..];
        let (all_work, all_cpu) =
            (cycles.iter().map(work).sum::<f64>(), cycles.iter().map(cpu).sum::<f64>());
        let mut mark_rate = Settings::new(CORES, Duration::from_secs(1)).mark_rate as f64;
        if all_work > LEAST_WORK * float(cycles.len()) {
            mark_rate = all_work / all_cpu.max(1e-6);
        }
        let per_second = mark_rate * (f64::from(CORES) - account.busy_cores()).max(0.5);
        // Of the three parts of a collection the first and the last stop the program, and it allocates nothing.
        let beside =
            |cycle: &TraceCycle| (cycle.clock_ms[1] / 1e3 - work(cycle) / per_second).max(0.0);
        let latencies: Vec<f64> = cycles.iter().map(beside).collect();
        // The pacer remembers the slowest of five.
        let slowest = latencies.windows(5).map(|five| five.iter().copied().fold(0.0, f64::max));
        let slow = median(slowest.collect());
        Self {
            mark_rate: mark_rate as u64,
            latency: Duration::from_secs_f64(median(latencies)),
            slow_latency: Duration::from_secs_f64(slow),
        }
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// A run beside its model.
struct Row {
    name: String,
    n_real: usize,
    n_simulated: usize,
    /// How many goals were predicted from the collection before, and how many well.
    replayed: (usize, usize),
    /// The same, for the simulation.
    simulated: (usize, usize),
    /// The same, for the replay with the overhead that the model assumes by itself; under a memory limit only.
    guessed: Option<(usize, usize)>,
    /// The largest errors in MiB: of the replay and of the simulation.
    worst: (u64, u64),
    n_attempts: usize,
}

impl Row {
    const HEADING: &'static str = "program, GOGC, GOMEMLIMIT      collections  simulated      off   \
                                   goals replayed    goals simulated   (worst)";

    fn cycles_are_near(&self) -> bool {
        self.n_real.abs_diff(self.n_simulated) <= 1 || self.off_percent().abs() <= CYCLES_PERCENT
    }

    fn off_percent(&self) -> f64 {
        (float(self.n_simulated) / float(self.n_real.max(1)) - 1.0) * 100.0
    }

    /// Whether the run by itself is within the bars. Of few goals, one may be wrong.
    fn is_good(&self) -> bool {
        let near =
            |goals: (usize, usize)| goals.0 - goals.1 <= 1 || percent(goals) >= GOALS_PERCENT;
        self.cycles_are_near() && near(self.replayed) && near(self.simulated)
    }
}

impl std::fmt::Display for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:<30} {:>11} {:>10} {:>+6.1} %  {:>7} {:>6.1} %   {:>7} {:>6.1} %   ({}, {} MiB)",
            self.name,
            self.n_real,
            self.n_simulated,
            self.off_percent(),
            format!("{}/{}", self.replayed.1, self.replayed.0),
            percent(self.replayed),
            format!("{}/{}", self.simulated.1, self.simulated.0),
            percent(self.simulated),
            self.worst.0,
            self.worst.1,
        )?;
        if let Some(guessed) = self.guessed {
            write!(f, "  default overhead: {:.1} %", percent(guessed))?;
        }
        if self.n_attempts > 1 {
            write!(f, "  at attempt {}", self.n_attempts)?;
        }
        if self.is_good() { Ok(()) } else { f.write_str("  MISSED") }
    }
}

fn percent((all, good): (usize, usize)) -> f64 {
    if all == 0 { 100.0 } else { float(good) / float(all) * 100.0 }
}

fn measure(binary: &Path, name: &str, setting: Setting, record: Option<&Path>) -> Result<Row> {
    let mut n_attempts = 0;
    loop {
        n_attempts += 1;
        let run = run_program(binary, name, setting, record)?;
        let row = Row { n_attempts, ..compare(name, setting, &run)? };
        if row.is_good() || n_attempts == ATTEMPTS {
            return Ok(row);
        }
    }
}

fn compare(name: &str, setting: Setting, run: &Run) -> Result<Row> {
    let Run { account, trace } = run;
    if let Some(gap) = trace.gaps.first() {
        bail!("{name}: line {} of its trace: {}", gap.line, gap.message);
    }
    let settings = account.settings(setting, Speed::of(run));
    let replay = pacer::replay(trace, &settings)?;
    let guessed = setting.limit_mib.is_some().then(|| {
        let overhead = Settings::new(CORES, Duration::from_secs(1)).overhead;
        pacer::replay(trace, &Settings { overhead, ..settings.clone() })
            .map_or((0, 0), |replay| replay.within(NEAR_MIB))
    });
    let simulation = pacer::simulate(&account.workload(), &settings)?;
    let errors = goal_errors(trace, &simulation);
    Ok(Row {
        name: format!("{name}, {}", setting.name()),
        n_real: trace.cycles.len(),
        n_simulated: simulation.cycles.len(),
        replayed: replay.within(NEAR_MIB),
        simulated: (errors.len(), errors.iter().filter(|error| **error <= NEAR_MIB).count()),
        guessed,
        worst: (
            replay.predictions().map(|found| found.error_mib.unsigned_abs()).max().unwrap_or(0),
            errors.iter().copied().max().unwrap_or(0),
        ),
        n_attempts: 1,
    })
}

/// How far off, in MiB, the goal of the simulated partner of each real collection is.
fn goal_errors(trace: &Trace, simulation: &Simulation) -> Vec<u64> {
    let mut allocated: i64 = 0;
    let mut live = 0;
    let signed = |mib: u64| i64::try_from(mib).unwrap_or(i64::MAX);
    let mut errors = Vec::new();
    for cycle in &trace.cycles {
        let [start, end, marked] = cycle.heap_mib.map(signed);
        let at_start = u64::try_from(allocated + start - live).unwrap_or(0) * MIB;
        let partner = simulation
            .cycles
            .iter()
            .min_by_key(|partner| partner.allocated_before.abs_diff(at_start));
        errors.push(
            partner.map_or(u64::MAX, |partner| (partner.goal / MIB).abs_diff(cycle.goal_mib)),
        );
        allocated += end - live;
        live = marked;
    }
    errors
}

/// All runs together.
struct Sums {
    n_real: usize,
    n_simulated: usize,
    replayed: (usize, usize),
    simulated: (usize, usize),
}

impl Sums {
    fn of(rows: &[Row]) -> Self {
        let pair = |part: fn(&Row) -> (usize, usize)| {
            (rows.iter().map(|row| part(row).0).sum(), rows.iter().map(|row| part(row).1).sum())
        };
        Self {
            n_real: rows.iter().map(|row| row.n_real).sum(),
            n_simulated: rows.iter().map(|row| row.n_simulated).sum(),
            replayed: pair(|row| row.replayed),
            simulated: pair(|row| row.simulated),
        }
    }

    /// The bars that were missed, in words.
    fn missed(&self, rows: &[Row]) -> Vec<String> {
        let mut missed = Vec::new();
        for (what, goals) in [("replayed", self.replayed), ("simulated", self.simulated)] {
            if percent(goals) < GOALS_PERCENT {
                missed.push(format!(
                    "{:.1} % of the goals {what} are within {NEAR_MIB} MiB, {GOALS_PERCENT} % are required",
                    percent(goals)
                ));
            }
        }
        let bad: Vec<String> = rows
            .iter()
            .filter(|row| !row.cycles_are_near())
            .map(|row| format!("{} ({} for {})", row.name, row.n_simulated, row.n_real))
            .collect();
        if !bad.is_empty() {
            missed.push(format!(
                "the number of collections is more than {CYCLES_PERCENT} % off in {} of {} runs: {}",
                bad.len(),
                rows.len(),
                bad.join("; ")
            ));
        }
        missed
    }
}

impl std::fmt::Display for Sums {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "all: {} collections, {} simulated; goals within {NEAR_MIB} MiB: {:.2} % replayed, \
             {:.2} % simulated",
            self.n_real,
            self.n_simulated,
            percent(self.replayed),
            percent(self.simulated)
        )
    }
}
