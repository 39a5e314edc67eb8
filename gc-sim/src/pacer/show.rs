//! Sizes and times as people write them.

use std::time::Duration;

/// A size with three digits or more and a binary unit: `1.50 GiB`.
#[expect(clippy::cast_precision_loss, reason = "it is rounded to be read")]
pub fn bytes(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB"];
    if bytes < 1024 {
        return format!("{bytes} B");
    }
    let mut size = bytes as f64 / 1024.0;
    let mut unit = 0;
    while size >= 1023.95 && unit + 1 < UNITS.len() {
        size /= 1024.0;
        unit += 1;
    }
    let digits = if size < 9.995 { 2 } else { usize::from(size < 99.95) };
    format!("{size:.digits$} {}", UNITS[unit])
}

/// A time with three digits or so: `1.25 ms`, `40.0 s`, `2h5m`.
pub fn time(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 1e-3 {
        return format!("{:.0} µs", seconds * 1e6);
    }
    if seconds < 1.0 {
        return format!("{:.2} ms", seconds * 1e3);
    }
    if seconds < 600.0 {
        return format!("{seconds:.1} s");
    }
    let minutes = time.as_secs() / 60;
    let (hours, minutes) = (minutes / 60, minutes % 60);
    match (hours, minutes) {
        (0, minutes) => format!("{minutes}m{}s", time.as_secs() % 60),
        (hours, minutes) if hours < 48 => format!("{hours}h{minutes}m"),
        (hours, _) => format!("{}d{}h", hours / 24, hours % 24),
    }
}

/// A share as percent: `3.2 %`.
pub fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        let shown =
            [0, 1023, 1024, 1536, 10 << 20, 1 << 30, (1 << 30) - 1, 300 << 30, u64::MAX].map(bytes);
        assert_eq!(
            shown,
            [
                "0 B", "1023 B", "1.00 KiB", "1.50 KiB", "10.0 MiB", "1.00 GiB", "1.00 GiB",
                "300 GiB", "16.0 EiB"
            ]
        );
    }

    #[test]
    fn times() {
        let shown = [0.000_02, 0.0125, 1.0, 599.0, 754.0, 7500.0, 400_000.0]
            .map(|seconds| time(Duration::from_secs_f64(seconds)));
        assert_eq!(shown, ["20 µs", "12.50 ms", "1.0 s", "599.0 s", "12m34s", "2h5m", "4d15h"]);
    }
}
