//! What Go is told, and what it runs on.

use std::time::Duration;

use super::PacerError;

/// The most bytes that anything may have: 1 PiB. Sums of a few such numbers fit 64 bits.
pub const MAX_BYTES: u64 = 1 << 50;

/// The most cores.
pub const MAX_CORES: u32 = 4096;

/// The longest time that is simulated: ten years.
pub const MAX_SPAN: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// A stack doubles when it is full, and so a byte in use has about another beside it that is not.
pub const ALLOCATED_FOR_USED: u64 = 2;

/// What Go is told, what it runs on, and for how long.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// `GOGC`.
    pub gogc: Gogc,
    /// `GOMEMLIMIT` in bytes; `None` for none.
    pub memory_limit: Option<u64>,
    /// `GOMAXPROCS`.
    pub cores: u32,
    /// How long to simulate.
    pub span: Duration,
    /// How many bytes of objects and stacks one core looks at in a second of marking.
    pub mark_rate: u64,
    /// How long a collection takes beside the looking: to stop the world twice, to start and to end.
    pub cycle_latency: Duration,
    /// The same, for one collection in five: what a busy machine makes of it. The pacer remembers it for all five.
    pub slow_cycle_latency: Duration,
    /// What the runtime needs for itself.
    pub overhead: Overhead,
}

/// `GOGC`: how much may be allocated before the next collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gogc {
    /// As many percent of what was live in the last collection.
    Percent(u32),
    /// Any amount; only a memory limit starts collections.
    Off,
}

/// The memory that the runtime maps beside heap objects and stacks: tables, buffers, and the parts of pages that hold no
/// object. A memory limit counts it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Overhead {
    /// What even an empty program has, in bytes.
    pub fixed: u64,
    /// What is added for each byte of the largest heap there was, from 0 to 10.
    pub share: f64,
}

impl Settings {
    /// Go's own settings on this many cores, for so long, on a machine as they commonly are.
    ///
    /// The mark rate, the latency and the overhead are of the size that programs in this repository have on small
    /// virtual machines (`gc-sim/tests/pacer-programs`); a program of many small linked objects is marked at half this
    /// rate, one of large objects at twice the rate.
    pub fn new(cores: u32, span: Duration) -> Self {
        Self {
            gogc: Gogc::Percent(100),
            memory_limit: None,
            cores,
            span,
            mark_rate: 512 << 20,
            cycle_latency: Duration::from_micros(500),
            slow_cycle_latency: Duration::from_millis(2),
            overhead: Overhead { fixed: 4 << 20, share: 0.03 },
        }
    }

    /// The memory that is no heap, in bytes, with so many bytes of stacks in use and so many of heap at most: stacks as
    /// they are allocated, and the runtime's own.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_sign_loss,
        reason = "a share of a size, which is not negative"
    )]
    pub fn non_heap(&self, stacks: u64, heap: u64) -> u64 {
        let share = (self.overhead.share * heap as f64) as u64;
        let stacks = stacks.saturating_mul(ALLOCATED_FOR_USED);
        stacks.saturating_add(self.overhead.fixed).saturating_add(share)
    }

    /// Whether every field means something.
    pub fn check(&self) -> Result<(), PacerError> {
        if let Gogc::Percent(percent) = self.gogc {
            at_most("GOGC", u64::from(percent), i32::MAX as u64)?;
        }
        at_most("the memory limit", self.memory_limit.unwrap_or(0), MAX_BYTES)?;
        at_least("the number of cores", u64::from(self.cores), 1)?;
        at_most("the number of cores", u64::from(self.cores), u64::from(MAX_CORES))?;
        lasting("the time to simulate", self.span, Duration::from_nanos(1))?;
        at_least("the mark rate", self.mark_rate, 1)?;
        at_most("the mark rate", self.mark_rate, MAX_BYTES)?;
        lasting("the latency of a cycle", self.cycle_latency, Duration::ZERO)?;
        lasting("the latency of a slow cycle", self.slow_cycle_latency, Duration::ZERO)?;
        at_most("the runtime's own memory", self.overhead.fixed, MAX_BYTES)?;
        in_range("the runtime's share of the heap", self.overhead.share, 0.0, 10.0)
    }
}

pub(super) fn at_most(field: &'static str, value: u64, most: u64) -> Result<(), PacerError> {
    if value <= most {
        return Ok(());
    }
    Err(PacerError::TooLarge { field, value: value.to_string(), most: most.to_string() })
}

pub(super) fn at_least(field: &'static str, value: u64, least: u64) -> Result<(), PacerError> {
    if value >= least {
        return Ok(());
    }
    Err(PacerError::TooSmall { field, value: value.to_string(), least: least.to_string() })
}

/// Whether `value` is a number between both, which NaN is not.
pub(super) fn in_range(
    field: &'static str,
    value: f64,
    least: f64,
    most: f64,
) -> Result<(), PacerError> {
    if value >= least && value <= most {
        return Ok(());
    }
    let [value, least, most] = [value, least, most].map(|number| number.to_string());
    Err(PacerError::NotInRange { field, value, least, most })
}

pub(super) fn lasting(
    field: &'static str,
    value: Duration,
    least: Duration,
) -> Result<(), PacerError> {
    let [shown, at_least, at_most] = [value, least, MAX_SPAN].map(|time| format!("{time:?}"));
    if value < least {
        return Err(PacerError::TooSmall { field, value: shown, least: at_least });
    }
    if value > MAX_SPAN {
        return Err(PacerError::TooLarge { field, value: shown, most: at_most });
    }
    Ok(())
}

/// Nanoseconds; a checked duration fits.
pub(super) fn nanos(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_named() {
        let settings = || Settings::new(4, Duration::from_secs(60));
        assert_eq!(settings().check(), Ok(()));
        let errors: Vec<String> = [
            Settings { cores: 0, ..settings() },
            Settings { cores: u32::MAX, ..settings() },
            Settings { memory_limit: Some(u64::MAX), ..settings() },
            Settings { gogc: Gogc::Percent(u32::MAX), ..settings() },
            Settings { span: Duration::MAX, ..settings() },
            Settings { span: Duration::ZERO, ..settings() },
            Settings { mark_rate: 0, ..settings() },
            Settings { overhead: Overhead { fixed: 0, share: f64::NAN }, ..settings() },
        ]
        .iter()
        .map(|settings| settings.check().unwrap_err().to_string())
        .collect();
        expect_test::expect![[r"
            the number of cores is 0, and must be 1 or more
            the number of cores is 4294967295, and 4096 is the most that is simulated
            the memory limit is 18446744073709551615, and 1125899906842624 is the most that is simulated
            GOGC is 4294967295, and 2147483647 is the most that is simulated
            the time to simulate is 18446744073709551615.999999999s, and 315360000s is the most that is simulated
            the time to simulate is 0ns, and must be 1ns or more
            the mark rate is 0, and must be 1 or more
            the runtime's share of the heap is NaN, and must be a number from 0 to 10"]]
        .assert_eq(&errors.join("\n"));
    }
}
