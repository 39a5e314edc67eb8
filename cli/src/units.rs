//! Sizes, rates and times as they are typed: in the units of Go's `GOMEMLIMIT`, of Kubernetes and of
//! `time.Duration`.

use std::time::Duration;

/// How many bytes a unit has. Go knows those with `iB`, Kubernetes those without a `B`.
const SIZES: &[(&str, u64)] = &[
    ("B", 1),
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("TiB", 1 << 40),
    ("PiB", 1 << 50),
    ("Ki", 1 << 10),
    ("Mi", 1 << 20),
    ("Gi", 1 << 30),
    ("Ti", 1 << 40),
    ("Pi", 1 << 50),
    ("kB", 1_000),
    ("KB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("TB", 1_000_000_000_000),
    ("PB", 1_000_000_000_000_000),
    ("k", 1_000),
    ("M", 1_000_000),
    ("G", 1_000_000_000),
    ("T", 1_000_000_000_000),
    ("P", 1_000_000_000_000_000),
    ("", 1),
];

/// How many nanoseconds a unit has. Go's durations have no days.
const TIMES: &[(&str, u64)] = &[
    ("ns", 1),
    ("us", 1_000),
    ("µs", 1_000),
    ("μs", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60 * 1_000_000_000),
    ("h", 3600 * 1_000_000_000),
    ("d", 86400 * 1_000_000_000),
];

/// A size in bytes: `500MiB`, `512Mi`, `2G`, `1048576`.
pub(crate) fn size(text: &str) -> Result<u64, String> {
    let (number, unit) = split(text);
    let factor = SIZES.iter().find(|(name, _)| *name == unit);
    match factor.map(|(_, factor)| times(number, *factor)) {
        Some(Some(bytes)) => Ok(bytes),
        Some(None) if is_number(number) => Err("it is too large".to_owned()),
        _ => Err("write a number and a unit, such as 500MiB, 512Mi, 2G or 1048576".to_owned()),
    }
}

/// A size, or `off` for none.
pub(crate) fn size_or_off(text: &str) -> Result<Option<u64>, String> {
    match text {
        "off" => Ok(None),
        _ => size(text).map(Some).map_err(|error| format!("{error}, or off")),
    }
}

/// One size, or two with `..` between them.
pub(crate) fn sizes(text: &str) -> Result<(u64, u64), String> {
    match text.split_once("..") {
        Some((low, high)) => Ok((size(low)?, size(high)?)),
        None => size(text)
            .map(|size| (size, size))
            .map_err(|error| format!("{error}; or two of them, as in 10MiB..200MiB")),
    }
}

/// Bytes a second: `200MiB/s`, `12G/m`.
pub(crate) fn size_rate(text: &str) -> Result<u64, String> {
    let hint = || "write a size and a time, such as 200MiB/s or 12G/m".to_owned();
    let (amount, unit) = text.rsplit_once('/').ok_or_else(hint)?;
    let bytes = size(amount).map_err(|_| hint())?;
    per_second(bytes, unit).ok_or_else(hint)
}

/// So many a second: `10000/s`, `5k/m`.
pub(crate) fn count_rate(text: &str) -> Result<u64, String> {
    let hint = || "write a number and a time, such as 10000/s or 5k/m".to_owned();
    let (amount, unit) = text.rsplit_once('/').ok_or_else(hint)?;
    let (number, suffix) = split(amount);
    let factor = match suffix {
        "" => 1,
        "k" => 1_000,
        "M" => 1_000_000,
        _ => return Err(hint()),
    };
    let count = times(number, factor).ok_or_else(hint)?;
    per_second(count, unit).ok_or_else(hint)
}

/// A time: `60s`, `1h30m`, `1.5d`.
pub(crate) fn time(text: &str) -> Result<Duration, String> {
    let hint = || "write a time such as 30s, 1h30m, 250ms or 2d".to_owned();
    let mut rest = text;
    let mut nanos = 0_u64;
    if rest.is_empty() {
        return Err(hint());
    }
    while !rest.is_empty() {
        let (number, behind) = split(rest);
        let end = behind.find(|c: char| c.is_ascii_digit() || c == '.').unwrap_or(behind.len());
        let (unit, behind) = behind.split_at(end);
        let (_, factor) = TIMES.iter().find(|(name, _)| *name == unit).ok_or_else(hint)?;
        if !is_number(number) {
            return Err(hint());
        }
        let part = times(number, *factor);
        let sum = part.and_then(|part| nanos.checked_add(part));
        nanos = sum.ok_or_else(|| "it is too long".to_owned())?;
        rest = behind;
    }
    Ok(Duration::from_nanos(nanos))
}

/// A number from 0 to 1, or percent: `0.25`, `25%`.
pub(crate) fn share(text: &str) -> Result<f64, String> {
    let (number, factor) = match text.strip_suffix('%') {
        Some(number) => (number, 0.01),
        None => (text, 1.0),
    };
    match number.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&(value * factor)) => Ok(value * factor),
        _ => Err("write a number from 0 to 1, or percent such as 25%".to_owned()),
    }
}

/// So many in the unit of time, as so many in a second, rounded down.
fn per_second(amount: u64, unit: &str) -> Option<u64> {
    let (_, nanos) = TIMES.iter().find(|(name, _)| *name == unit)?;
    u64::try_from(u128::from(amount) * 1_000_000_000 / u128::from(*nanos)).ok()
}

/// The leading digits, with at most a point among them, and what follows.
fn split(text: &str) -> (&str, &str) {
    text.split_at(text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len()))
}

fn is_number(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit()) && text.matches('.').count() <= 1
}

/// A decimal number times a factor, cut off to a whole one; `None` where it is no number or too large.
fn times(number: &str, factor: u64) -> Option<u64> {
    if !is_number(number) {
        return None;
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    // Eighteen digits are exact enough for any unit.
    let digits = &fraction[..fraction.len().min(18)];
    let part = match digits {
        "" => 0,
        digits => {
            let value: u128 = digits.parse().ok()?;
            value * u128::from(factor) / 10_u128.pow(u32::try_from(digits.len()).ok()?)
        }
    };
    whole.checked_mul(factor)?.checked_add(u64::try_from(part).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_go_and_of_kubernetes() {
        let read = ["0", "1048576", "500MiB", "512Mi", "2G", "1.5GiB", "0.1k", "64KB", ".5Ki"]
            .map(|text| size(text).unwrap());
        let mib = 1 << 20;
        assert_eq!(
            read,
            [0, mib, 500 * mib, 512 * mib, 2_000_000_000, 1536 * mib, 100, 64_000, 512]
        );
        for text in ["", "MiB", "5 MiB", "-1", "1e9", "5mb", "1.2.3M", "..", "99999999999P", "NaN"]
        {
            assert!(size(text).is_err(), "{text}");
        }
        assert_eq!(size("99999999999P").unwrap_err(), "it is too large");
        assert_eq!(sizes("1k..2k"), Ok((1000, 2000)));
        assert_eq!(sizes("1k"), Ok((1000, 1000)));
        assert_eq!(size_or_off("off"), Ok(None));
    }

    #[test]
    fn times_of_go_and_days() {
        let read = ["0s", "60s", "1h30m", "250ms", "1.5h", "2d", "1m0.5s", "7µs"]
            .map(|text| time(text).unwrap().as_nanos());
        let second = 1_000_000_000;
        assert_eq!(
            read,
            [
                0,
                60 * second,
                5400 * second,
                second / 4,
                5400 * second,
                172_800 * second,
                60 * second + second / 2,
                7000
            ]
        );
        for text in ["", "5", "s", "1x", "1h30", "-1s", "1..2s", "99999999999999h"] {
            assert!(time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn rates_and_shares() {
        assert_eq!(size_rate("200MiB/s"), Ok(200 << 20));
        assert_eq!(size_rate("60M/m"), Ok(1_000_000));
        assert_eq!(size_rate("1k/ms"), Ok(1_000_000));
        assert!(size_rate("200MiB").is_err());
        assert!(size_rate("200MiB/y").is_err());
        assert_eq!(count_rate("10000/s"), Ok(10_000));
        assert_eq!(count_rate("6k/m"), Ok(100));
        assert!(count_rate("5MiB/s").is_err());
        assert_eq!(share("25%"), Ok(0.25));
        assert_eq!(share("1"), Ok(1.0));
        for text in ["", "NaN", "-0.1", "1.01", "101%"] {
            assert!(share(text).is_err(), "{text}");
        }
    }
}
