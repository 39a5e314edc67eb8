//! Why a start failed, by what `minikube start` printed, by `lastStart.txt` or by `minikube logs`.
//!
//! A rule is matched against one line. Of the rules that match a line the first counts, so each
//! table goes from the special to the general, and the tables likewise. Much of a log is not to be
//! believed: a start tries again, tells what it looked for, and repeats other programs' output. So
//! informational log lines count only where they are what the user saw, a line that says that it
//! will be tried again does not count, and nothing does that came before a successful end.
//!
//! minikube has such tables too (`pkg/minikube/reason/known_issues.go`); which errors there are to
//! know was taken from there, from the errors' own programs, and from its issues.

mod driver;
mod exit;
mod guest;
mod host;
mod kubernetes;
mod network;
mod runtime;

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use super::rule::{Rule, patterns};
use super::secret::mask;

/// All rules, in the order in which they are tried.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    TABLES.iter().flat_map(|table| table.iter())
}

const TABLES: [&[Rule]; 7] = [
    host::RULES,
    driver::RULES,
    network::RULES,
    guest::RULES,
    runtime::RULES,
    kubernetes::RULES,
    exit::RULES,
];

/// The tables as one list, and one automaton for all their patterns.
static ALL: LazyLock<(Vec<&'static Rule>, RegexSet)> = LazyLock::new(|| {
    let all: Vec<&Rule> = rules().collect();
    let set = patterns(all.iter().copied());
    (all, set)
});

/// A code that minikube gives up with, in any of its languages: `Exiting due to GUEST_START:`,
/// `Fermeture en raison de GUEST_START :`.
static CODE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = concat!(
        r"Exiting due to ([A-Z][A-Z0-9_]+)|",
        r"\b((?:MK|RSRC|HOST|INET|DRV|PROVIDER|PR|IF|GUEST|RUNTIME|RT|K8S|SVC|ENV|NOT_FOUND)",
        r"_[A-Z0-9_]+)(?: ?:| が)",
    );
    Regex::new(pattern).expect("the pattern compiles, which a test proves")
});

/// Something that a start's output tells of.
#[derive(Clone, Debug)]
pub struct StartProblem {
    /// What is known of it.
    pub rule: &'static Rule,
    /// The last line that tells of it, masked and cut after some hundred characters.
    pub line: String,
    /// Of that line, counted from one.
    pub line_number: usize,
    /// How many lines tell of it.
    pub n_lines: usize,
    /// Where the line is the one that minikube gave up with, its code: `GUEST_PROVISION`.
    pub code: Option<String>,
}

/// How much of a line is kept.
const MAX_LINE: usize = 600;

/// What went wrong in the last start that `text` holds: first what tells most, and of that what
/// came last. Linear in the length of `text`. Empty where the start came to its end.
pub fn diagnose_start(text: &str) -> Vec<StartProblem> {
    let (all, set) = &*ALL;
    let mut reader = Reader::default();
    // By where it was found and by the rule's place in the tables.
    let mut found: BTreeMap<(Origin, usize), Found<'_>> = BTreeMap::new();
    for (index, line) in text.lines().enumerate() {
        match reader.read(line) {
            Line::Noise => {}
            Line::NewStart | Line::Done => found.retain(|(origin, _), _| *origin != Origin::Start),
            Line::Told { words, origin } => {
                let Some(rule) = set.matches(words).iter().next() else { continue };
                let n_lines = found.get(&(origin, rule)).map_or(0, |found| found.n_lines) + 1;
                found.insert((origin, rule), Found { words, line_number: index + 1, n_lines });
            }
        }
    }
    // What other parts of `minikube logs` hold is of interest only where the start failed.
    if reader.done {
        found.retain(|(origin, _), _| *origin == Origin::Start);
    }
    let in_start: BTreeSet<usize> = found
        .keys()
        .filter(|(origin, _)| *origin == Origin::Start)
        .map(|(_, rule)| *rule)
        .collect();
    found.retain(|(origin, rule), _| *origin == Origin::Start || !in_start.contains(rule));
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by_key(|((origin, rule), found)| {
        (all[*rule].general, *origin, Reverse(found.line_number))
    });
    let problem = |((_, rule), found): ((Origin, usize), Found<'_>)| StartProblem {
        rule: all[rule],
        line: shorten(&mask(found.words)),
        line_number: found.line_number,
        n_lines: found.n_lines,
        code: code_in(found.words),
    };
    found.into_iter().map(problem).collect()
}

/// The code of a line with which minikube gave up.
fn code_in(words: &str) -> Option<String> {
    let captures = CODE.captures(words)?;
    let code = captures.get(1).or_else(|| captures.get(2))?;
    Some(code.as_str().to_owned())
}

/// The part of a text that a line is in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    /// The start's own log or output.
    Start,
    /// Another part of `minikube logs`.
    Elsewhere,
}

/// The last line that matches a rule.
struct Found<'a> {
    words: &'a str,
    line_number: usize,
    n_lines: usize,
}

/// Cuts a line at a character's border.
fn shorten(line: &str) -> String {
    match line.char_indices().nth(MAX_LINE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

/// What a line is to a diagnosis.
enum Line<'a> {
    Noise,
    /// A log begins here; whatever was before belongs to an earlier start.
    NewStart,
    /// The start came to its end.
    Done,
    Told {
        words: &'a str,
        origin: Origin,
    },
}

/// Follows the parts of `minikube logs`, which begin with `==> kubelet <==`.
#[derive(Default)]
struct Reader {
    part: Part,
    done: bool,
}

#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The start's own log, or a text without parts.
    #[default]
    Start,
    /// Commands that were run at some time.
    Audit,
    Other,
}

impl Reader {
    fn read<'a>(&mut self, line: &'a str) -> Line<'a> {
        let words = line.trim();
        // Before minikube 1.30 each line of `minikube logs` began with a star.
        let bare = words.strip_prefix("* ").unwrap_or(words);
        if let Some(name) = bare.strip_prefix("==> ").and_then(|rest| rest.strip_suffix(" <==")) {
            self.part = match name {
                "Last Start" => Part::Start,
                "Audit" => Part::Audit,
                _ => Part::Other,
            };
            return Line::Noise;
        }
        if self.part == Part::Audit || words.is_empty() {
            return Line::Noise;
        }
        if bare.starts_with("Log file created at: ") {
            self.part = Part::Start;
            self.done = false;
            return Line::NewStart;
        }
        if self.part == Part::Start && is_done(words) {
            self.done = true;
            return Line::Done;
        }
        if words.contains("will retry after") || is_internal(bare) {
            return Line::Noise;
        }
        let is_start = self.part == Part::Start;
        Line::Told { words, origin: if is_start { Origin::Start } else { Origin::Elsewhere } }
    }
}

/// The last line of a start that came to its end; translated, but for its picture and its command.
pub(super) fn is_done(words: &str) -> bool {
    words.contains("Done! kubectl is now configured")
        || words.contains("🏄")
        || words.contains("Done! minikube is ready without Kubernetes")
}

/// A line of the log at level I that is not the copy of what was printed: `I1123 14:41:52.131102
/// 21407 docker.go:119] …`. What was printed comes from `out.go`.
fn is_internal(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_header = bytes.len() > 5
        && bytes[0] == b'I'
        && bytes[1..5].iter().all(u8::is_ascii_digit)
        && bytes[5] == b' ';
    is_header && !line.split_once(']').is_some_and(|(header, _)| header.contains(" out.go:"))
}

/// Whose fault an exit code of minikube says it is, by its tens digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitCode {
    /// What failed: `the driver`.
    pub source: &'static str,
    /// How: `timed out`.
    pub kind: &'static str,
}

/// What an exit code of `minikube start` means (kubernetes/minikube,
/// `pkg/minikube/reason/exitcodes.go`). `None` for codes that it does not give; those from 128 on
/// are signals.
pub fn exit_code(code: u32) -> Option<ExitCode> {
    let special = |source, kind| Some(ExitCode { source, kind });
    match code {
        1 => return special("minikube", "failed"),
        2 => return special("the user", "interrupted it"),
        23 => return special("memory", "is too small"),
        26 => return special("disk space", "is too small"),
        27 => return special("a permission", "is missing"),
        29 => return special("processors", "are too few"),
        64 => return special("minikube", "was used wrongly"),
        _ => {}
    }
    let source = match code / 10 {
        1 => "minikube",
        2 => "a resource",
        3 => "the host",
        4 => "the internet",
        5 => "the driver",
        6 => "the program behind the driver",
        7 => "the local network",
        8 => "the node",
        9 => "the container runtime",
        10 => "the control plane",
        11 => "a service",
        _ => return None,
    };
    let kind = match code % 10 {
        0 => "failed",
        1 => "is in conflict with something",
        2 => "timed out",
        3 => "does not run",
        4 => "was used wrongly",
        5 => "was not found",
        6 => "is not supported",
        7 => "is not permitted",
        8 => "is configured wrongly",
        _ => "is not available",
    };
    Some(ExitCode { source, kind })
}

/// What an exit code of `minikube status` says is not in order: bit 1 the host, 2 the cluster,
/// 4 the kubeconfig.
pub fn status_exit_code(code: u32) -> Vec<&'static str> {
    let parts = [(1, "the host"), (2, "the cluster"), (4, "the kubeconfig")];
    parts.iter().filter(|(bit, _)| code & bit != 0).map(|(_, part)| *part).collect()
}

#[cfg(test)]
mod tests;
