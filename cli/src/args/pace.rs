//! What may be typed after `heldby gc pace`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::Format;
use crate::units;

pub(crate) const EXAMPLES: &str = "\
Examples:
  heldby gc pace --live 500MiB --alloc-rate 200MiB/s
  heldby gc pace --live 50MiB..400MiB --alloc-rate 1GiB/s --gogc off --memory-limit 512MiB
  heldby gc pace --closures 10000/s --holding 4KiB --hold-for 30s --container-limit 2Gi
  heldby gc pace --live 1GiB --alloc-rate 300MiB/s --image heap.svg
  GODEBUG=gctrace=1 ./server 2>&1 | heldby gc pace --replay -";

/// The arguments of `heldby gc pace`.
#[derive(Debug, Args)]
pub(crate) struct PaceArgs {
    /// What the program holds: one size, or from LOW to HIGH as in 10MiB..200MiB
    #[arg(long, allow_hyphen_values = true, value_name = "SIZE", value_parser = units::sizes, help_heading = "Program")]
    pub(crate) live: Option<(u64, u64)>,

    /// Grow from LOW to HIGH in this time, fall back and start again; without it, grow once over
    /// all of the time
    #[arg(long, allow_hyphen_values = true, value_name = "TIME", value_parser = units::time, requires = "live", help_heading = "Program")]
    pub(crate) period: Option<Duration>,

    /// What the program allocates, beside closures
    #[arg(long, allow_hyphen_values = true, value_name = "SIZE/TIME", value_parser = units::size_rate, help_heading = "Program")]
    pub(crate) alloc_rate: Option<u64>,

    /// How many closures are made
    #[arg(
        long,
        allow_hyphen_values = true,
        value_name = "NUMBER/TIME",
        value_parser = units::count_rate,
        requires = "holding",
        requires = "hold_for",
        help_heading = "Program"
    )]
    pub(crate) closures: Option<u64>,

    /// What each closure holds, its own object included
    #[arg(long, allow_hyphen_values = true, value_name = "SIZE", value_parser = units::size, requires = "closures", help_heading = "Program")]
    pub(crate) holding: Option<u64>,

    /// How long each closure is held, as by a timer
    #[arg(long, allow_hyphen_values = true, value_name = "TIME", value_parser = units::time, requires = "closures", help_heading = "Program")]
    pub(crate) hold_for: Option<Duration>,

    /// The part of goroutine stacks that is in use; about as much again is allocated
    #[arg(long, allow_hyphen_values = true, value_name = "SIZE", value_parser = units::size, default_value = "0", help_heading = "Program")]
    pub(crate) stacks: u64,

    /// Package variables that may hold pointers
    #[arg(long, allow_hyphen_values = true, value_name = "SIZE", value_parser = units::size, default_value = "0", help_heading = "Program")]
    pub(crate) globals: u64,

    /// The share of the live heap that may hold pointers and has to be looked at, from 0 to 1
    #[arg(long, allow_hyphen_values = true, value_name = "SHARE", value_parser = units::share, default_value = "1", help_heading = "Program")]
    pub(crate) scan_share: f64,

    /// How many cores the program keeps busy; without it, all
    #[arg(long, allow_hyphen_values = true, value_name = "NUMBER", help_heading = "Program")]
    pub(crate) busy_cores: Option<f64>,

    /// GOGC: percent, or off
    #[arg(long, allow_hyphen_values = true, value_name = "PERCENT", value_parser = gogc, default_value = "100", help_heading = "Go")]
    pub(crate) gogc: Percent,

    /// GOMEMLIMIT: a size, or off
    #[arg(long, allow_hyphen_values = true, value_name = "SIZE", value_parser = limit, default_value = "off", help_heading = "Go")]
    pub(crate) memory_limit: Limit,

    /// GOMAXPROCS
    #[arg(
        long,
        allow_hyphen_values = true,
        value_name = "NUMBER",
        default_value_t = 4,
        help_heading = "Go"
    )]
    pub(crate) cores: u32,

    /// What one core looks at while marking
    #[arg(long, allow_hyphen_values = true, value_name = "SIZE/TIME", value_parser = units::size_rate, default_value = "512MiB/s", help_heading = "Go")]
    pub(crate) mark_rate: u64,

    /// How long to simulate; without it 60s, or five times --hold-for where that is longer
    #[arg(long = "for", allow_hyphen_values = true, value_name = "TIME", value_parser = units::time)]
    pub(crate) span: Option<Duration>,

    /// Say which GOMEMLIMIT keeps the program within a container of this size
    #[arg(long, allow_hyphen_values = true, value_name = "SIZE", value_parser = units::size)]
    pub(crate) container_limit: Option<u64>,

    /// Replay the gctrace log in FILE, or on standard input for `-`, of a program that ran with this
    /// --gogc and --memory-limit
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with_all = [
            "live", "period", "alloc_rate", "closures", "holding", "hold_for", "stacks", "globals",
            "scan_share", "busy_cores", "cores", "mark_rate", "span", "container_limit"
        ]
    )]
    pub(crate) replay: Option<PathBuf>,

    /// Draw the heap over time into FILE, as its extension says: .svg or .png
    #[arg(long, value_name = "FILE")]
    pub(crate) image: Option<PathBuf>,

    /// How to print the report
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    pub(crate) format: Format,

    /// Show all collections, not only the first and the last
    #[arg(long)]
    pub(crate) all: bool,
}

/// `GOGC`; `None` for off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Percent(pub(crate) Option<u32>);

/// `GOMEMLIMIT` in bytes; `None` for off.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Limit(pub(crate) Option<u64>);

fn gogc(text: &str) -> Result<Percent, String> {
    match text {
        "off" => Ok(Percent(None)),
        _ => match text.strip_suffix('%').unwrap_or(text).parse() {
            Ok(percent) => Ok(Percent(Some(percent))),
            Err(_) => Err("write a percentage such as 100, or off".to_owned()),
        },
    }
}

fn limit(text: &str) -> Result<Limit, String> {
    units::size_or_off(text).map(Limit)
}
