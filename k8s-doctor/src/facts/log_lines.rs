//! Which line of a log tells why a program ended, and what sort of trouble a line tells of.
//! Programs write as they like, so this goes by the words that most of them use.

use std::borrow::Cow;

use crate::redact;

/// How many lines from the end are looked at.
const LAST: usize = 80;

/// The longest line that is quoted, in bytes.
const MAX_QUOTE: usize = 240;

/// What a line tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The API server refuses what a service account asks.
    Forbidden,
    /// A name could not be looked up because no name server answered.
    Dns,
    /// A name that no name server knows.
    NoSuchHost,
    /// Another program refused the connection, or did not answer.
    Unreachable,
    /// Another program refused the user or the password.
    Credentials,
    /// The port is somebody else's.
    PortInUse,
    /// The program may not write there.
    ReadOnly,
    /// The disk is full.
    DiskFull,
    /// A certificate is past its time.
    Certificate,
    /// The kernel cannot run the program: another processor, or no program at all.
    Format,
    /// A command that is not in the image.
    CommandNotFound,
    /// A command that may not be run.
    NotExecutable,
}

/// The words by which a sort of trouble is known, lower case; the first that fits counts.
const WORDS: &[(Trouble, &[&str])] = &[
    (Trouble::Format, &["exec format error"]),
    (Trouble::Forbidden, &["is forbidden: user "]),
    (Trouble::Certificate, &["certificate has expired", "certificateexpiredexception"]),
    (
        Trouble::PortInUse,
        &["address already in use", "eaddrinuse", "address in use", "port is already allocated"],
    ),
    (Trouble::ReadOnly, &["read-only file system", "erofs"]),
    (Trouble::DiskFull, &["no space left on device", "enospc", "disk quota exceeded"]),
    (
        Trouble::Credentials,
        &[
            "password authentication failed",
            "access denied for user",
            "wrongpass",
            "noauth authentication required",
            "authentication failed",
            "login was refused",
            "login failed for user",
            "invalid username or password",
            "invalid username-password pair",
            "no pg_hba.conf entry",
        ],
    ),
    (
        Trouble::Dns,
        &[
            ":53: i/o timeout",
            ":53: server misbehaving",
            ":53: read: connection refused",
            ":53: connect: connection refused",
            "temporary failure in name resolution",
            "eai_again",
            "no servers could be reached",
        ],
    ),
    (
        Trouble::NoSuchHost,
        &[
            "no such host",
            "name or service not known",
            "name does not resolve",
            "enotfound",
            "unknownhostexception",
            "host not found in upstream",
            "bad address '",
            "could not resolve host",
            "unknown mysql server host",
            "nodename nor servname provided",
        ],
    ),
    (
        Trouble::Unreachable,
        &[
            "connection refused",
            "econnrefused",
            "connection timed out",
            "etimedout",
            "i/o timeout",
            "no route to host",
            "ehostunreach",
            "can't connect to mysql server",
            "could not connect to server",
            "failed to connect to",
            "unable to connect to",
        ],
    ),
];

/// The sort of trouble that a line tells of.
pub fn trouble(line: &str) -> Option<Trouble> {
    let lower = line.to_ascii_lowercase();
    let known = WORDS.iter().find(|(_, words)| words.iter().any(|word| lower.contains(word)));
    if let Some((trouble, _)) = known {
        return Some(*trouble);
    }
    // A shell's own words: `sh: 1: serve: not found`, `/run.sh: line 3: serve: command not found`; or
    // the runtime's, also when the interpreter that a script names is not there.
    let first = lower.trim_start().split(": ").next().unwrap_or_default();
    let program = first.rsplit('/').next().unwrap_or_default();
    let is_script = program.rsplit('.').next().is_some_and(|ending| ending == "sh");
    let is_shell = is_script || matches!(program, "bash" | "ash" | "dash" | "zsh");
    let is_exec = lower.contains("exec user process caused") || lower.starts_with("exec ");
    let is_missing = lower.contains("no such file or directory");
    if is_shell && (lower.contains(": not found") || lower.contains("command not found")) {
        return Some(Trouble::CommandNotFound);
    }
    match () {
        () if is_exec && is_missing => Some(Trouble::CommandNotFound),
        () if is_exec && lower.contains("permission denied") => Some(Trouble::NotExecutable),
        () => None,
    }
}

/// The line that tells most of why a program ended: the last of those that weigh most.
pub fn telling<'l>(lines: &[&'l str]) -> Option<&'l str> {
    let mut best: Option<(u8, &str)> = None;
    for line in lines.iter().rev().take(LAST) {
        let weight = weight(line);
        if best.is_none_or(|(most, _)| weight > most) {
            best = Some((weight, line));
        }
    }
    best.map(|(_, line)| line)
}

/// The trouble that the end of a log tells of, and the line: of the telling line if it tells any,
/// else of the last lines.
pub fn trouble_in<'l>(lines: &[&'l str]) -> Option<(Trouble, &'l str)> {
    let told = telling(lines).and_then(|line| Some((trouble(line)?, line)));
    told.or_else(|| {
        let last = lines.iter().rev().take(8).filter(|line| weight(line) > 1);
        last.into_iter().find_map(|line| Some((trouble(line)?, *line)))
    })
}

/// How much a line looks like the reason of an end: 0 is chatter.
fn weight(line: &str) -> u8 {
    let lower = line.trim().to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let starts = |words: &[&str]| words.iter().any(|word| lower.starts_with(word));
    let is_frame = line.starts_with('\t')
        || starts(&[
            "at ",
            "file \"",
            "goroutine ",
            "... ",
            "traceback",
            "node:",
            "stack backtrace",
        ])
        || starts(&["note: run with", "npm err! a complete log", "npm error a complete log"]);
    if lower.is_empty() || is_frame {
        return 0;
    }
    let is_info = has(&["level=info", "level=debug", "\"level\":\"info\"", "\"level\":\"debug\""])
        || has(&["[info]", "[debug]", "[trace]", " info ", " debug ", "level=trace"])
        || starts(&["info", "debug", "trace"]);
    let is_none =
        has(&["error=null", "error: null", "error=nil", "0 error", "no error", "errors: 0"]);
    if is_info || is_none {
        return 1;
    }
    let is_end =
        starts(&[
            "fatal",
            "panic:",
            "error:",
            "caused by:",
            "critical",
            "uncaught",
            "segmentation",
        ]) || has(&[
            "[fatal]",
            "[emerg]",
            "[critical]",
            "level=fatal",
            "\"level\":\"fatal\"",
            " fatal ",
        ]) || has(&[" fatal:", "exception in thread", "panicked at", "out of memory", "unhandled"])
            || is_exception(line.trim())
            || is_klog(line, b'F');
    if is_end {
        return 5;
    }
    if starts(&["npm err", "npm error", "usage", "exit status", "[31m"]) {
        return 3;
    }
    let words = [
        "error",
        "fail",
        "exception",
        "cannot",
        "can't",
        "could not",
        "unable",
        "unknown",
        "invalid",
        "denied",
        "refused",
        "no such",
        "not found",
        "forbidden",
        "missing",
        "required",
        "expired",
        "timeout",
        "timed out",
        "read-only",
        "in use",
    ];
    match () {
        () if is_klog(line, b'E') || has(&words) => 4,
        () if has(&["warn"]) => 2,
        () => 1,
    }
}

/// `ValueError: …`, `java.lang.IllegalStateException: …`.
fn is_exception(line: &str) -> bool {
    let name = line.split([':', ' ']).next().unwrap_or_default();
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '$'));
    is_name && (name.ends_with("Error") || name.ends_with("Exception"))
}

/// `E1123 15:04:05.000000 …` of the Go programs around Kubernetes.
fn is_klog(line: &str, level: u8) -> bool {
    let bytes = line.as_bytes();
    bytes.first() == Some(&level)
        && bytes.len() > 5
        && bytes[1..5].iter().all(u8::is_ascii_digit)
        && bytes[5] == b' '
}

/// A line as it may be shown: masked, without colours, and not too long.
pub fn quote(line: &str) -> String {
    let line: Cow<'_, str> =
        if line.contains('\u{1b}') { uncoloured(line).into() } else { line.trim().into() };
    let masked = redact::text(&line);
    match masked.char_indices().find(|(at, c)| at + c.len_utf8() > MAX_QUOTE) {
        Some((cut, _)) => format!("{}…", masked[..cut].trim_end()),
        None => masked,
    }
}

fn uncoloured(line: &str) -> String {
    let mut plain = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            let _end = chars.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(c);
        }
    }
    plain.trim().to_owned()
}

/// A host that a line names, and the port where it says one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// A name or an address.
    pub name: String,
    /// The port.
    pub port: Option<i64>,
}

/// The host that could not be reached, by a line that tells of it: the first word that stands where
/// hosts stand.
pub fn host(line: &str) -> Option<Host> {
    const BEFORE: &[&str] = &[
        "lookup ",
        "enotfound ",
        "eai_again ",
        "econnrefused ",
        "etimedout ",
        "unknownhostexception: ",
        "server at \"",
        "host name \"",
        "on host \"",
        "upstream \"",
        "address '",
        "resolve host: ",
        "server host '",
        "mysql server on '",
        "connecting to ",
        "connection to ",
        "connect to ",
        "waiting for ",
        "dial tcp ",
        "dial udp ",
        "://",
    ];
    let lower = line.to_ascii_lowercase();
    for before in BEFORE {
        for (at, _) in lower.match_indices(before) {
            let rest = &line[at + before.len()..];
            // `user:password@host`
            let rest = match rest.split_once('@') {
                Some((user, host)) if !user.contains([' ', '/', '"']) && *before == "://" => host,
                _ => rest,
            };
            let rest = rest.trim_start_matches(['"', '\'', '`', '[']);
            if let Some(host) = host_at(rest) {
                return Some(host);
            }
        }
    }
    // `redis:6379` somewhere, and the rest of the line in words.
    let words = line.split(|c: char| !(c.is_ascii_alphanumeric() || "-._:".contains(c)));
    words.filter_map(host_at).find(|host| host.port.is_some() && !is_file(&host.name))
}

/// `main.go:42` is a place in a program.
fn is_file(name: &str) -> bool {
    const ENDS: &[&str] =
        &[".go", ".py", ".js", ".ts", ".rb", ".java", ".rs", ".c", ".cpp", ".php", ".cc"];
    ENDS.iter().any(|end| name.ends_with(end))
}

fn host_at(text: &str) -> Option<Host> {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')));
    let (name, rest) = text.split_at(end.unwrap_or(text.len()));
    let name = name.trim_end_matches('.');
    let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    // A time of day is no host.
    let is_number = name.starts_with(|c: char| c.is_ascii_digit());
    let is_time = is_number && name.parse::<core::net::IpAddr>().is_err();
    if !begins || is_time || matches!(name, "http" | "https" | "tcp" | "the" | "a" | "server") {
        return None;
    }
    let digits = rest.strip_prefix(':').unwrap_or_default();
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    Some(Host { name: name.to_owned(), port: digits[..end].parse().ok() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_telling_line() {
        for (log, expected) in [
            (
                "mailer 0.9 starting\nfatal: unknown flag: --smtp-hots",
                "fatal: unknown flag: --smtp-hots",
            ),
            (
                "Traceback (most recent call last):\n  File \"a.py\", line 3\nValueError: no port\n",
                "ValueError: no port",
            ),
            (
                "panic: no config\n\ngoroutine 1 [running]:\nmain.main()\n\t/src/main.go:8\nexit status 2",
                "panic: no config",
            ),
            (
                "Exception in thread \"main\" java.lang.IllegalStateException: x\n\tat A.b(A.java:1)\nCaused by: java.io.IOException: y\n\t... 3 more",
                "Caused by: java.io.IOException: y",
            ),
            (
                "Error: Cannot find module 'express'\n    at Function._resolve\nNode.js v18",
                "Error: Cannot find module 'express'",
            ),
            (
                "INFO errors: 0\nF1123 15:04:05.000000 1 main.go:3] no kubeconfig\nINFO bye",
                "F1123 15:04:05.000000 1 main.go:3] no kubeconfig",
            ),
            ("hello\nworld", "world"),
        ] {
            let lines: Vec<&str> = log.lines().filter(|line| !line.trim().is_empty()).collect();
            assert_eq!(telling(&lines), Some(expected), "{log}");
        }
    }

    #[test]
    fn troubles_and_hosts() {
        let host_of = |line: &str| host(line).map(|host| (host.name, host.port));
        for (line, sort, name, port) in [
            (
                "dial tcp 10.96.3.4:5432: connect: connection refused",
                Trouble::Unreachable,
                "10.96.3.4",
                Some(5432),
            ),
            (
                "lookup db.shop.svc on 10.96.0.10:53: no such host",
                Trouble::NoSuchHost,
                "db.shop.svc",
                None,
            ),
            (
                "dial tcp: lookup db on 10.96.0.10:53: read udp 10.244.0.5:40->10.96.0.10:53: i/o timeout",
                Trouble::Dns,
                "db",
                None,
            ),
            ("getaddrinfo ENOTFOUND redis", Trouble::NoSuchHost, "redis", None),
            (
                "Error: connect ECONNREFUSED 10.1.2.3:6379",
                Trouble::Unreachable,
                "10.1.2.3",
                Some(6379),
            ),
            (
                "connection to server at \"db\" (10.1.1.1), port 5432 failed: Connection refused",
                Trouble::Unreachable,
                "db",
                None,
            ),
            (
                "Error 111 connecting to redis:6379. Connection refused.",
                Trouble::Unreachable,
                "redis",
                Some(6379),
            ),
            ("java.net.UnknownHostException: kafka", Trouble::NoSuchHost, "kafka", None),
            (
                "[emerg] host not found in upstream \"api\" in /etc/nginx.conf",
                Trouble::NoSuchHost,
                "api",
                None,
            ),
            ("Can't connect to MySQL server on 'mysql' (111)", Trouble::Unreachable, "mysql", None),
            ("nc: bad address 'db'", Trouble::NoSuchHost, "db", None),
            (
                "Get \"http://u:p@api:8080/x\": EOF: connection refused",
                Trouble::Unreachable,
                "api",
                Some(8080),
            ),
        ] {
            assert_eq!(host_of(line), Some((name.to_owned(), port)), "{line}");
            assert_eq!(trouble(line), Some(sort), "{line}");
        }
        for (line, sort) in [
            ("listen tcp :8080: bind: address already in use", Some(Trouble::PortInUse)),
            ("sh: 1: serve: not found", Some(Trouble::CommandNotFound)),
            ("/run.sh: line 3: x: command not found", Some(Trouble::CommandNotFound)),
            ("/run.sh: line 3: /data/x: Permission denied", None),
            ("flush: not found", None),
            ("exec /app/x: permission denied", Some(Trouble::NotExecutable)),
            (
                "standard_init_linux.go:228: exec user process caused: exec format error",
                Some(Trouble::Format),
            ),
            (
                "standard_init_linux.go:228: exec user process caused: no such file or directory",
                Some(Trouble::CommandNotFound),
            ),
            ("FATAL: password authentication failed for user \"app\"", Some(Trouble::Credentials)),
            ("open /etc/app.yaml: no such file or directory", None),
            ("404 page not found", None),
        ] {
            assert_eq!(trouble(line), sort, "{line}");
        }
    }

    #[test]
    fn quotes_are_short_and_plain() {
        assert_eq!(quote("\u{1b}[31mError\u{1b}[0m: x"), "Error: x");
        let long = "ü".repeat(500);
        assert!(quote(&long).len() <= MAX_QUOTE + '…'.len_utf8());
    }
}
