//! Axes with round numbers, in units that people read.

use super::Unit;

/// An axis from 0 to a little above a value.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Scale {
    /// The value at its end.
    pub(super) end: f64,
    /// The values with a number, and that number.
    pub(super) ticks: Vec<(f64, String)>,
    /// The unit, as it is written.
    pub(super) unit: &'static str,
}

/// The largest number that is drawn: beyond, all is cut off.
const LARGEST: f64 = 1e24;

/// How an axis ends.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// At the largest value.
    AtMost,
    /// At the tick above it.
    AtTick,
}

/// The axis for values from 0 to `most`, with about so many ticks.
pub(super) fn scale(unit: Unit, most: f64, about: f64, end: End) -> Scale {
    let least = match unit {
        Unit::Bytes => 5.0,
        Unit::Seconds => 5e-6,
    };
    let most = if most.is_finite() { most.clamp(least, LARGEST) } else { least };
    let (size, name) = named(unit, most);
    let step = round_step(most / size / about);
    let decimals = (0..9).find(|digits| is_whole(step * 10_f64.powi(*digits))).unwrap_or(9);
    let n_steps = (most / size / step - 1e-9).ceil().max(1.0);
    let mut ticks = Vec::new();
    let mut n = 0.0;
    while n <= n_steps {
        let value = n * step * size;
        if end == End::AtTick || value <= most * (1.0 + 1e-9) {
            let digits = usize::try_from(decimals).unwrap_or(0);
            ticks.push((value, format!("{:.digits$}", n * step)));
        }
        n += 1.0;
    }
    let end = match end {
        End::AtMost => most,
        End::AtTick => n_steps * step * size,
    };
    Scale { end, ticks, unit: name }
}

fn is_whole(number: f64) -> bool {
    (number - number.round()).abs() < 1e-6 * number.abs().max(1.0)
}

/// The unit for values up to `most`, and its size.
fn named(unit: Unit, most: f64) -> (f64, &'static str) {
    const BYTES: [(f64, &str); 7] = [
        (1.0, "B"),
        (1024.0, "KiB"),
        (1_048_576.0, "MiB"),
        (1_073_741_824.0, "GiB"),
        (1_099_511_627_776.0, "TiB"),
        (1_125_899_906_842_624.0, "PiB"),
        (1_152_921_504_606_846_976.0, "EiB"),
    ];
    const SECONDS: [(f64, &str); 6] =
        [(1e-6, "µs"), (1e-3, "ms"), (1.0, "s"), (60.0, "min"), (3600.0, "h"), (86400.0, "days")];
    let units: &[(f64, &'static str)] = match unit {
        Unit::Bytes => &BYTES,
        Unit::Seconds => &SECONDS,
    };
    // Up to two and a half of the larger unit, the smaller one reads better; and up to five minutes or hours.
    let few = |size: f64| if unit == Unit::Seconds && size >= 60.0 { 5.0 } else { 2.5 };
    let fitting = units.iter().rev().find(|(size, _)| most >= size * few(*size));
    *fitting.unwrap_or(&units[0])
}

/// The round number next above: 1, 2 or 5 with zeros.
fn round_step(step: f64) -> f64 {
    let power = 10_f64.powi(step.log10().floor().clamp(-12.0, 30.0) as i32);
    let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|factor| factor * power >= step * 0.999);
    factor.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(unit: Unit, most: f64, end: End, expected: &str) {
        let scale = scale(unit, most, 5.0, end);
        let ticks: Vec<_> = scale.ticks.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(format!("{} {}", ticks.join(" "), scale.unit), expected);
    }

    #[test]
    fn numbers_are_round() {
        const MIB: f64 = 1_048_576.0;
        check(Unit::Bytes, 135.0 * MIB, End::AtTick, "0 50 100 150 MiB");
        check(Unit::Bytes, 20_000.0 * MIB, End::AtTick, "0 5 10 15 20 GiB");
        check(Unit::Bytes, 2.0 * 1024.0 * MIB, End::AtTick, "0 500 1000 1500 2000 2500 MiB");
        check(Unit::Seconds, 60.0, End::AtMost, "0 20 40 60 s");
        check(Unit::Seconds, 3600.0, End::AtMost, "0 20 40 60 min");
        check(Unit::Seconds, 150.0, End::AtMost, "0 50 100 150 s");
        check(Unit::Seconds, 0.5, End::AtMost, "0 100 200 300 400 500 ms");
        check(Unit::Seconds, 7.0, End::AtMost, "0 2 4 6 s");
        check(Unit::Bytes, 0.0, End::AtTick, "0 1 2 3 4 5 B");
    }
}
