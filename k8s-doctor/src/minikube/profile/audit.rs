//! `logs/audit.json`: one line of JSON for each minikube command that was run on this machine.

use serde_json::Value;

use crate::minikube::secret::mask;

/// A minikube command that was run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// `start`, `addons` …
    pub command: String,
    /// Its arguments, masked, as one text.
    pub args: String,
    /// The profile it was for.
    pub profile: Option<String>,
    /// As written: `v1.20.0`.
    pub version: Option<String>,
    /// As written, without a fixed zone: `Mon, 23 Nov 2026 14:44:58 UTC`. See [`rfc3339`].
    pub start_time: Option<String>,
    /// Missing where the command was cut off, or still runs.
    pub end_time: Option<String>,
}

impl AuditEntry {
    /// The value of `--name=value` or `--name value`; of a flag without a value, an empty text.
    pub fn flag(&self, name: &str) -> Option<String> {
        let mut words = self.args.split_whitespace().peekable();
        while let Some(word) = words.next() {
            if word == "--" {
                break;
            }
            let Some(rest) = word.strip_prefix("--").and_then(|word| word.strip_prefix(name))
            else {
                continue;
            };
            let value = match rest.strip_prefix('=') {
                Some(value) => value,
                None if !rest.is_empty() => continue,
                None => words.peek().filter(|next| !next.starts_with('-')).unwrap_or(&""),
            };
            return Some(value.trim_matches(['\'', '"']).to_owned());
        }
        None
    }
}

/// Reads an `audit.json`, in its order. A line that cannot be read is told and left out; only the
/// first such lines are told one by one.
pub fn parse_audit(text: &str) -> (Vec<AuditEntry>, Vec<String>) {
    let mut entries = Vec::new();
    let mut bad_lines = BadLines::new("audit.json");
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let value: Value = match serde_json::from_str(line) {
            Ok(value) => value,
            Err(error) => {
                bad_lines.note(index + 1, &format!("no JSON ({error})"));
                continue;
            }
        };
        // minikube 1.17 and older wrote the data without an envelope.
        let data = value.get("data").unwrap_or(&value);
        let field = |name: &str| {
            let text = data.get(name)?.as_str()?;
            (!text.is_empty()).then(|| mask(text).into_owned())
        };
        match field("command") {
            Some(command) => entries.push(AuditEntry {
                command,
                args: field("args").unwrap_or_default(),
                profile: field("profile"),
                version: field("version"),
                start_time: field("startTime"),
                end_time: field("endTime"),
            }),
            None => bad_lines.note(index + 1, "no command"),
        }
    }
    (entries, bad_lines.told())
}

/// Problems with single lines: a file of nothing but rubbish must not make a report of it.
pub(super) struct BadLines {
    file: &'static str,
    told: Vec<String>,
    n_more: usize,
}

impl BadLines {
    const MAX_TOLD: usize = 3;

    pub(super) fn new(file: &'static str) -> Self {
        Self { file, told: Vec::new(), n_more: 0 }
    }

    pub(super) fn note(&mut self, number: usize, what: &str) {
        if self.told.len() < Self::MAX_TOLD {
            self.told.push(format!("line {number} of {}: {what}", self.file));
        } else {
            self.n_more += 1;
        }
    }

    pub(super) fn told(mut self) -> Vec<String> {
        if self.n_more > 0 {
            self.told.push(format!("{} more lines of {}", self.n_more, self.file));
        }
        self.told
    }
}

/// A time of the audit log (RFC 1123) in the form of RFC 3339. `None` where it cannot be read, or
/// where its zone is an abbreviation other than UTC and GMT: `CST` is three different zones.
pub fn rfc3339(time: &str) -> Option<String> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let (_weekday, rest) = time.split_once(", ")?;
    let mut words = rest.split(' ');
    let (day, month, year) = (words.next()?, words.next()?, words.next()?);
    let (clock, zone) = (words.next()?, words.next()?);
    if words.next().is_some() {
        return None;
    }
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    let day: u8 = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    let year: u16 = year.parse().ok().filter(|_| year.len() == 4)?;
    let clock_is_right = clock.len() == 8
        && clock.bytes().enumerate().all(|(index, byte)| match index {
            2 | 5 => byte == b':',
            _ => byte.is_ascii_digit(),
        });
    if !clock_is_right {
        return None;
    }
    let zone = match zone {
        "UTC" | "GMT" => "Z".to_owned(),
        offset => {
            let digits = offset.strip_prefix(['+', '-'])?;
            let all_digits = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
            all_digits.then(|| format!("{}:{}", &offset[..3], &offset[3..]))?
        }
    };
    Some(format!("{year:04}-{month:02}-{day:02}T{clock}{zone}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn lines_are_read_one_by_one() {
        let text = concat!(
            r#"{"data":{"args":"--image-mirror-country=cn --docker-env=TOKEN_A=pa55","command":"start","#,
            r#""endTime":"Mon, 23 Nov 2026 14:44:58 UTC","profile":"minikube","#,
            r#""startTime":"Mon, 23 Nov 2026 14:41:52 UTC","user":"dev","version":"v1.20.0"}}"#,
            "\n\nnonsense\n{\"data\":{}}\n",
            r#"{"command":"stop","args":""}"#,
        );
        let (entries, problems) = parse_audit(text);
        assert_eq!(entries.len(), 2);
        assert_eq!(entries[0].command, "start");
        assert_eq!(entries[0].version.as_deref(), Some("v1.20.0"));
        assert_eq!(entries[0].args, "--image-mirror-country=cn --docker-env=TOKEN_A=***");
        assert_eq!(entries[1].command, "stop");
        assert_eq!(
            problems,
            [
                "line 3 of audit.json: no JSON (expected ident at line 1 column 2)",
                "line 4 of audit.json: no command",
            ]
        );
    }

    #[test]
    fn many_bad_lines_make_a_short_report() {
        let (entries, problems) = parse_audit(&"x\n".repeat(10_000));
        assert!(entries.is_empty());
        assert_eq!(problems.len(), 4);
        assert_eq!(problems[3], "9997 more lines of audit.json");
    }

    #[test]
    fn flags_in_all_their_forms() {
        let entry = |args: &str| AuditEntry {
            command: "start".to_owned(),
            args: args.to_owned(),
            profile: None,
            version: None,
            start_time: None,
            end_time: None,
        };
        let cases = [
            ("--driver=docker", Some("docker")),
            ("--cpus 2 --driver docker", Some("docker")),
            ("--driver='docker'", Some("docker")),
            ("--driver --cpus=2", Some("")),
            ("--driver-x=docker", None),
            ("-- --driver=docker", None),
            ("", None),
        ];
        for (args, expected) in cases {
            assert_eq!(entry(args).flag("driver").as_deref(), expected, "{args}");
        }
    }

    #[test]
    fn times_are_told_only_where_they_are_certain() {
        let cases = [
            ("Mon, 23 Nov 2026 14:44:58 UTC", Some("2026-11-23T14:44:58Z")),
            ("Sun, 01 Feb 2026 04:44:58 +0800", Some("2026-02-01T04:44:58+08:00")),
            ("Mon, 23 Nov 2026 14:44:58 CST", None),
            ("Mon, 99 Nov 2026 14:44:58 UTC", None),
            ("Mon, 23 Nov 2026 14-44-58 UTC", None),
            ("2026-11-23", None),
        ];
        for (time, expected) in cases {
            assert_eq!(rfc3339(time).as_deref(), expected, "{time}");
        }
    }

    proptest! {
        #[test]
        fn any_text(text in any::<String>()) {
            let (_entries, _problems) = parse_audit(&text);
            let _time = rfc3339(&text);
        }

        #[test]
        fn any_time(time in "[A-Z]{3}, [0-9é]{2} Nov [0-9]{4} .{8} [+-]?.{3,4}") {
            let _time = rfc3339(&time);
        }
    }
}
