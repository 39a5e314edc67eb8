//! Reads what `GODEBUG=gctrace=1` makes the runtime print, as Go 1.18 to 1.27 write it:
//!
//! ```text
//! gc 4 @0.071s 1%: 0.018+0.33+0.006 ms clock, 0.038+0.11/0.053/0.24+0.013 ms cpu, 8->9->5 MB, 10 MB goal, 0 MB stacks, 0 MB globals, 2 P
//! ```
//!
//! Behind `P` may stand `(forced)`, and since Go 1.27 behind the percentage `(checking for goroutine leaks)`. All sizes
//! are whole MiB, cut off. The lines may stand anywhere among others, and behind a prefix such as a logger's; one that is
//! cut or garbled is a gap, and the collection is missing.

/// The most collections that are read; each takes about a hundred bytes.
pub const MAX_TRACE_CYCLES: usize = 1_000_000;

/// The most gaps that are kept; the rest is counted.
const MAX_GAPS: usize = 1000;

/// What a log says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    /// The collections, in order.
    pub cycles: Vec<TraceCycle>,
    /// What looked like a collection and could not be read.
    pub gaps: Vec<TraceGap>,
    /// How many more gaps there are than are kept.
    pub n_more_gaps: usize,
    /// Whether there are more collections than are read.
    pub is_cut: bool,
}

/// A collection, in a log.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceCycle {
    /// The line, from 1.
    pub line: usize,
    /// The collection's number, from 1.
    pub number: u32,
    /// When it began, in milliseconds after the program did.
    pub start_ms: u64,
    /// The collector's share of the CPU time since the program began, in percent.
    pub percent: u32,
    /// The milliseconds of each part on the clock: the first stop of the world, the marking, the second stop.
    pub clock_ms: [f64; 3],
    /// The milliseconds of CPU time: the first stop, assists, background, idle cores, the second stop.
    pub cpu_ms: [f64; 5],
    /// The heap at the start, at the end, and what of it was marked, in MiB.
    pub heap_mib: [u64; 3],
    /// The goal, in MiB.
    pub goal_mib: u64,
    /// The stacks that were looked at, in MiB.
    pub stacks_mib: u64,
    /// The global variables that may hold pointers, in MiB.
    pub globals_mib: u64,
    /// `GOMAXPROCS`.
    pub cores: u32,
    /// Whether the program asked for it.
    pub forced: bool,
    /// Whether it looked for leaked goroutines.
    pub leak_check: bool,
}

/// A line that looked like a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceGap {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

/// Reads a log. Bytes that are no UTF-8 do no harm.
pub fn parse(log: &[u8]) -> Trace {
    let mut trace = Trace::default();
    for (index, line) in log.split(|byte| *byte == b'\n').enumerate() {
        let Some(text) = collection_in(line) else { continue };
        let line = index + 1;
        match read(line, &text) {
            Ok(_) if trace.cycles.len() >= MAX_TRACE_CYCLES => {
                trace.is_cut = true;
                break;
            }
            Ok(cycle) => trace.cycles.push(cycle),
            Err(_) if trace.gaps.len() >= MAX_GAPS => trace.n_more_gaps += 1,
            Err(message) => trace.gaps.push(TraceGap { line, message }),
        }
    }
    trace
}

/// The longest line of a log that is read for a collection, from its `gc ` on.
const MAX_LINE: usize = 1000;

/// The part of a line from `gc N @` on.
fn collection_in(line: &[u8]) -> Option<String> {
    let mut from = 0;
    while let Some(at) = line[from..].windows(3).position(|bytes| bytes == b"gc ") {
        let start = from + at;
        let rest = &line[start + 3..];
        let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let is_word = start == 0 || !line[start - 1].is_ascii_alphanumeric();
        if is_word && digits > 0 && rest[digits..].starts_with(b" @") {
            let end = line.len().min(start + MAX_LINE);
            return Some(String::from_utf8_lossy(&line[start..end]).trim_end().to_owned());
        }
        from = start + 3;
    }
    None
}

/// Takes a line apart from left to right.
struct Cursor<'a> {
    rest: &'a str,
}

impl Cursor<'_> {
    fn skip(&mut self, text: &str) -> Result<(), String> {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                Ok(())
            }
            None => Err(self.expected(&format!("`{text}`"))),
        }
    }

    fn skip_if(&mut self, text: &str) -> bool {
        self.skip(text).is_ok()
    }

    fn expected(&self, what: &str) -> String {
        if self.rest.is_empty() {
            return format!("cut off where {what} should be");
        }
        let found: String = self.rest.chars().take(12).collect();
        format!("expected {what}, found `{found}`")
    }

    fn number<T: std::str::FromStr>(&mut self) -> Result<T, String> {
        let end =
            self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        match number.parse() {
            Ok(value) => {
                self.rest = rest;
                Ok(value)
            }
            Err(_) => Err(self.expected("a number")),
        }
    }
}

fn read(line: usize, text: &str) -> Result<TraceCycle, String> {
    let mut cursor = Cursor { rest: text };
    cursor.skip("gc ")?;
    let number = cursor.number()?;
    cursor.skip(" @")?;
    let start_ms = seconds_as_ms(&mut cursor)?;
    cursor.skip("s ")?;
    let percent = cursor.number()?;
    cursor.skip("%")?;
    let leak_check = cursor.skip_if(" (checking for goroutine leaks)");
    cursor.skip(": ")?;
    let mut clock_ms = [0.0; 3];
    for (index, part) in clock_ms.iter_mut().enumerate() {
        if index > 0 {
            cursor.skip("+")?;
        }
        *part = cursor.number()?;
    }
    cursor.skip(" ms clock, ")?;
    let mut cpu_ms = [0.0; 5];
    for (part, before) in cpu_ms.iter_mut().zip(["", "+", "/", "/", "+"]) {
        cursor.skip(before)?;
        *part = cursor.number()?;
    }
    cursor.skip(" ms cpu, ")?;
    let mut heap_mib = [0; 3];
    for (part, before) in heap_mib.iter_mut().zip(["", "->", "->"]) {
        cursor.skip(before)?;
        *part = cursor.number()?;
    }
    cursor.skip(" MB, ")?;
    let goal_mib = cursor.number()?;
    cursor.skip(" MB goal, ")?;
    let stacks_mib = cursor.number()?;
    cursor.skip(" MB stacks, ")?;
    let globals_mib = cursor.number()?;
    cursor.skip(" MB globals, ")?;
    let cores = cursor.number()?;
    cursor.skip(" P")?;
    let forced = cursor.skip_if(" (forced)");
    Ok(TraceCycle {
        line,
        number,
        start_ms,
        percent,
        clock_ms,
        cpu_ms,
        heap_mib,
        goal_mib,
        stacks_mib,
        globals_mib,
        cores,
        forced,
        leak_check,
    })
}

/// `1.234` as 1234; there are always three digits behind the point.
fn seconds_as_ms(cursor: &mut Cursor<'_>) -> Result<u64, String> {
    let seconds: u64 = {
        let end = cursor.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(cursor.rest.len());
        let (number, rest) = cursor.rest.split_at(end);
        let seconds = number.parse().map_err(|_| cursor.expected("a number of seconds"))?;
        cursor.rest = rest;
        seconds
    };
    cursor.skip(".")?;
    let end = cursor.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(cursor.rest.len());
    let (digits, rest) = cursor.rest.split_at(end);
    if digits.len() != 3 {
        return Err(cursor.expected("three digits"));
    }
    let milliseconds: u64 = digits.parse().map_err(|_| cursor.expected("three digits"))?;
    cursor.rest = rest;
    seconds
        .checked_mul(1000)
        .and_then(|ms| ms.checked_add(milliseconds))
        .ok_or_else(|| "the time is too large".to_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LINE: &str = "gc 4 @0.071s 1%: 0.018+0.33+0.006 ms clock, 0.038+0.11/0.053/0.24+0.013 ms cpu, \
                        8->9->5 MB, 10 MB goal, 1 MB stacks, 2 MB globals, 2 P";

    #[test]
    fn a_line_is_read() {
        let trace = parse(LINE.as_bytes());
        assert_eq!(trace.gaps, []);
        assert_eq!(
            trace.cycles,
            [TraceCycle {
                line: 1,
                number: 4,
                start_ms: 71,
                percent: 1,
                clock_ms: [0.018, 0.33, 0.006],
                cpu_ms: [0.038, 0.11, 0.053, 0.24, 0.013],
                heap_mib: [8, 9, 5],
                goal_mib: 10,
                stacks_mib: 1,
                globals_mib: 2,
                cores: 2,
                forced: false,
                leak_check: false,
            }]
        );
    }

    #[test]
    fn odd_lines_and_other_output() {
        let forced = format!("{LINE} (forced)");
        let leaks = LINE.replace("1%:", "1% (checking for goroutine leaks):");
        let prefixed = format!("2026-01-01 12:00:00 app: {LINE}\r");
        let cut = &LINE[..70];
        let garbled = LINE.replace("9->5", "9-x5");
        let log = format!(
            "hello\n{forced}\n{leaks}\n{prefixed}\nscvg: 8 MB released\ngc is fun\ngc 5 @\n{cut}\n\
             {garbled}\ngcc 4 @0.071s\n\n"
        );
        let trace = parse(log.as_bytes());
        let seen: Vec<_> =
            trace.cycles.iter().map(|cycle| (cycle.line, cycle.forced, cycle.leak_check)).collect();
        assert_eq!(seen, [(2, true, false), (3, false, true), (4, false, false)]);
        let gaps: Vec<_> =
            trace.gaps.iter().map(|gap| format!("{}: {}", gap.line, gap.message)).collect();
        expect_test::expect![[r#"
            7: cut off where a number of seconds should be
            8: cut off where ` ms cpu, ` should be
            9: expected `->`, found `-x5 MB, 10 M`"#]]
        .assert_eq(&gaps.join("\n"));
    }

    #[test]
    fn numbers_that_are_too_large_are_gaps() {
        let huge = "9".repeat(30);
        for log in
            [LINE.replace("gc 4", &format!("gc {huge}")), LINE.replace("@0", &format!("@{huge}"))]
        {
            let trace = parse(log.as_bytes());
            assert_eq!((trace.cycles.len(), trace.gaps.len()), (0, 1));
        }
        let off = LINE.replace("10 MB goal", "17592186044415 MB goal");
        assert_eq!(parse(off.as_bytes()).cycles[0].goal_mib, u64::MAX >> 20);
    }

    #[test]
    fn endless_gaps_are_counted() {
        let trace = parse("gc 1 @x\n".repeat(MAX_GAPS + 5).as_bytes());
        assert_eq!((trace.gaps.len(), trace.n_more_gaps), (MAX_GAPS, 5));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            parse(&bytes);
        }

        #[test]
        fn any_truncation_is_a_gap_or_nothing(at in 0..LINE.len()) {
            let trace = parse(&LINE.as_bytes()[..at]);
            prop_assert!(trace.cycles.is_empty());
            prop_assert_eq!(trace.gaps.len(), usize::from(at >= "gc 4 @".len()));
        }
    }
}
