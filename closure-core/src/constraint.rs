//! Build constraints: which files a build takes, by their names, their `//go:build` expressions
//! and the older `// +build` lines; and the language version that such an expression asks for.
//!
//! Everything here is text in, answer out. The rules are those of `go/build`:
//!
//! - `x_linux.go`, `x_amd64.go`, `x_linux_amd64_test.go` are for that system and machine only. What
//!   stands before the first `_` does not count, so `linux.go` is for all.
//! - A `//go:build` line counts in the comments before the package clause, wherever they stand. Two
//!   of them are an error.
//! - `// +build` lines count only where there is no `//go:build` line, only among `//` comments and
//!   blank lines at the top, and only with a blank line somewhere below them (a comment that
//!   touches the package clause is its documentation).

use std::collections::BTreeSet;

use crate::program::{GoVersion, Target};

/// The most operands one `//go:build` expression may have, and so how deep it may nest.
const MAX_OPERANDS: usize = 1000;

/// The most operators one `// +build` line may have.
const MAX_OLD_OPERATORS: usize = 100;

/// Every operating system that a file's name can speak of, whether or not Go still supports it.
const SYSTEMS: [&str; 18] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "js",
    "linux",
    "nacl",
    "netbsd",
    "openbsd",
    "plan9",
    "solaris",
    "wasip1",
    "windows",
    "zos",
];

/// The systems among [`SYSTEMS`] for which the tag `unix` holds.
const UNIX_SYSTEMS: [&str; 12] = [
    "aix",
    "android",
    "darwin",
    "dragonfly",
    "freebsd",
    "hurd",
    "illumos",
    "ios",
    "linux",
    "netbsd",
    "openbsd",
    "solaris",
];

/// Every architecture that a file's name can speak of.
const ARCHITECTURES: [&str; 24] = [
    "386",
    "amd64",
    "amd64p32",
    "arm",
    "arm64",
    "arm64be",
    "armbe",
    "loong64",
    "mips",
    "mips64",
    "mips64le",
    "mips64p32",
    "mips64p32le",
    "mipsle",
    "ppc",
    "ppc64",
    "ppc64le",
    "riscv",
    "riscv64",
    "s390",
    "s390x",
    "sparc",
    "sparc64",
    "wasm",
];

/// Why a build constraint cannot be read.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ConstraintError {
    /// The expression is not well formed: what is wrong, and at which byte of it.
    #[error("malformed build constraint: {message} (byte {offset} of the expression)")]
    Syntax {
        /// Offset in the expression.
        offset: usize,
        /// What is wrong, in a lowercase fragment.
        message: String,
    },
    /// The expression has more operands than any real one.
    #[error("malformed build constraint: expression too large")]
    TooLarge,
    /// There are two `//go:build` lines.
    #[error("multiple `//go:build` comments")]
    Multiple,
}

/// The tags that hold in one build.
#[derive(Clone, Debug)]
pub struct BuildTags {
    target: Target,
    cgo: bool,
    release: u32,
    others: BTreeSet<String>,
}

impl BuildTags {
    /// The tags of a build for `target` by a compiler of version go1.`release`, with or without
    /// cgo, with the `others` that the user gave or the toolchain sets.
    pub fn new(
        target: &Target,
        cgo: bool,
        release: u32,
        others: impl IntoIterator<Item = String>,
    ) -> Self {
        Self { target: target.clone(), cgo, release, others: others.into_iter().collect() }
    }

    /// Whether cgo is on.
    pub fn cgo(&self) -> bool {
        self.cgo
    }

    /// Whether `tag` holds.
    pub fn holds(&self, tag: &str) -> bool {
        let goos = self.target.goos.as_str();
        let implied = match tag {
            "gc" => true,
            "cgo" => self.cgo,
            "unix" => UNIX_SYSTEMS.contains(&goos),
            "linux" => goos == "android",
            "solaris" => goos == "illumos",
            "darwin" => goos == "ios",
            // The experiment's name from before experiments had tags.
            "boringcrypto" => self.others.contains("goexperiment.boringcrypto"),
            _ => false,
        };
        implied
            || tag == goos
            || tag == self.target.goarch
            || self.is_release(tag)
            || self.others.contains(tag)
    }

    fn is_release(&self, tag: &str) -> bool {
        let Some(digits) = tag.strip_prefix("go1.") else { return false };
        let plain = !digits.starts_with('0') && digits.bytes().all(|byte| byte.is_ascii_digit());
        plain && digits.parse().is_ok_and(|release: u32| release <= self.release)
    }
}

/// The environment variable that says which instructions of `goarch` may be used, where there is
/// one: `GOAMD64` for `amd64`.
pub fn level_variable(goarch: &str) -> Option<&'static str> {
    Some(match goarch {
        "386" => "GO386",
        "amd64" => "GOAMD64",
        "arm" => "GOARM",
        "arm64" => "GOARM64",
        "mips" | "mipsle" => "GOMIPS",
        "mips64" | "mips64le" => "GOMIPS64",
        "ppc64" | "ppc64le" => "GOPPC64",
        "riscv64" => "GORISCV64",
        _ => return None,
    })
}

/// The tags such as `amd64.v1` that hold on `goarch` at `level`, which is the value of
/// [`level_variable`]; where that is absent or means nothing, at the level Go itself assumes.
pub fn level_tags(goarch: &str, level: Option<&str>) -> Vec<String> {
    let level = level.unwrap_or_default();
    // What follows a comma are options (`7,softfloat`), which have no tags.
    let level = level.split(',').next().unwrap_or_default();
    let number = |prefix: &str, default: u32, known: std::ops::RangeInclusive<u32>| -> u32 {
        let number = level.strip_prefix(prefix).and_then(|digits| digits.parse().ok());
        number.filter(|number| known.contains(number)).unwrap_or(default)
    };
    let word = |known: [&'static str; 2]| if level == known[1] { known[1] } else { known[0] };
    match goarch {
        "386" => vec![format!("386.{}", word(["sse2", "softfloat"]))],
        "amd64" => (1..=number("v", 1, 1..=4)).map(|n| format!("amd64.v{n}")).collect(),
        "arm" => (5..=number("", 7, 5..=7)).map(|n| format!("arm.{n}")).collect(),
        "arm64" => arm64_tags(level),
        "mips" | "mipsle" | "mips64" | "mips64le" => {
            vec![format!("{goarch}.{}", word(["hardfloat", "softfloat"]))]
        }
        "ppc64" | "ppc64le" => {
            (8..=number("power", 8, 8..=10)).map(|n| format!("{goarch}.power{n}")).collect()
        }
        "riscv64" => {
            let profile = match level {
                "rva23u64" => 3,
                "rva22u64" => 2,
                _ => 1,
            };
            let names = ["rva20u64", "rva22u64", "rva23u64"];
            names[..profile].iter().map(|name| format!("riscv64.{name}")).collect()
        }
        "wasm" => vec!["wasm.satconv".to_owned(), "wasm.signext".to_owned()],
        _ => Vec::new(),
    }
}

fn arm64_tags(level: &str) -> Vec<String> {
    let (major, minor) = match level.as_bytes() {
        [b'v', b'8', b'.', minor @ b'0'..=b'9'] => (8, minor - b'0'),
        [b'v', b'9', b'.', minor @ b'0'..=b'5'] => (9, minor - b'0'),
        _ => (8, 0),
    };
    let mut tags: Vec<String> = (0..=minor).map(|n| format!("arm64.v{major}.{n}")).collect();
    if major == 9 {
        // v9.n is defined as v8.(n+5) and more.
        tags.extend((0..=(minor + 5).min(9)).map(|n| format!("arm64.v8.{n}")));
    }
    tags
}

/// One step of an expression in postfix order.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    Tag(String),
    Not,
    And,
    Or,
}

/// A build constraint's expression.
///
/// It is kept in postfix order, so that no expression, however deep, takes deep recursion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expr {
    steps: Vec<Step>,
}

impl Expr {
    /// Reads the expression of a `//go:build` line (without `//go:build`).
    ///
    /// ```
    /// use closure_core::constraint::Expr;
    ///
    /// let expr = Expr::parse("linux && !(386 || arm)").expect("it is well formed");
    /// assert!(expr.eval(|tag| tag == "linux"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, ConstraintError> {
        let mut parser = ExprParser { steps: Vec::new(), pending: Vec::new(), operands: 0 };
        let mut want_operand = true;
        let mut offset = 0;
        parser.operands += 1;
        loop {
            let (start, token) = next_token(text, &mut offset)?;
            if want_operand {
                want_operand = parser.operand(start, token)?;
            } else if token.is_empty() {
                return parser.finish();
            } else {
                want_operand = parser.operator(start, token)?;
            }
            if parser.operands > MAX_OPERANDS {
                return Err(ConstraintError::TooLarge);
            }
        }
    }

    /// Reads the rest of a `// +build` line: alternatives between spaces, each of them terms
    /// between commas, each of them a tag or `!tag`. A term that is no tag never holds.
    pub fn parse_old(text: &str) -> Result<Self, ConstraintError> {
        let mut steps = Vec::new();
        let mut operators = 0;
        for (n_alternatives, alternative) in text.split_whitespace().enumerate() {
            for (n_terms, term) in alternative.split(',').enumerate() {
                let (negated, tag) = match term.strip_prefix('!') {
                    Some(tag) if !tag.is_empty() && !tag.starts_with('!') => (true, tag),
                    _ => (false, term),
                };
                let valid = !tag.is_empty() && tag.chars().all(is_tag_char);
                steps.push(Step::Tag(if valid { tag } else { "ignore" }.to_owned()));
                if negated {
                    steps.push(Step::Not);
                }
                if n_terms > 0 {
                    steps.push(Step::And);
                    operators += 1;
                }
            }
            if n_alternatives > 0 {
                steps.push(Step::Or);
                operators += 1;
            }
            if operators > MAX_OLD_OPERATORS {
                return Err(ConstraintError::TooLarge);
            }
        }
        if steps.is_empty() {
            steps.push(Step::Tag("ignore".to_owned()));
        }
        Ok(Self { steps })
    }

    /// Whether the expression holds where `holds` says which tags do.
    pub fn eval(&self, holds: impl Fn(&str) -> bool) -> bool {
        let both = |stack: &mut Vec<bool>| {
            let right = stack.pop().unwrap_or_default();
            (stack.pop().unwrap_or_default(), right)
        };
        let mut stack: Vec<bool> = Vec::new();
        for step in &self.steps {
            let value = match step {
                Step::Tag(tag) => holds(tag),
                Step::Not => !stack.pop().unwrap_or_default(),
                Step::And => {
                    let (left, right) = both(&mut stack);
                    left && right
                }
                Step::Or => {
                    let (left, right) = both(&mut stack);
                    left || right
                }
            };
            stack.push(value);
        }
        stack.pop().unwrap_or_default()
    }

    /// The lowest N for which the expression can hold by its `go1.N` tags alone; `None` where they
    /// demand nothing.
    pub fn min_release(&self) -> Option<u32> {
        // For each operand two answers: what it demands, and what its negation does. `!go1.20`
        // demands nothing, since releases have no upper end.
        let mut stack: Vec<(Option<u32>, Option<u32>)> = Vec::new();
        for step in &self.steps {
            let value = match step {
                Step::Tag(tag) => (release_of(tag), None),
                Step::Not => {
                    let (plain, negated) = stack.pop().unwrap_or_default();
                    (negated, plain)
                }
                Step::And | Step::Or => {
                    let right = stack.pop().unwrap_or_default();
                    let left = stack.pop().unwrap_or_default();
                    // `None` is less than any release, as it should be: both sides of an "and"
                    // must hold, and either of an "or" will do.
                    if *step == Step::And {
                        (left.0.max(right.0), left.1.min(right.1))
                    } else {
                        (left.0.min(right.0), left.1.max(right.1))
                    }
                }
            };
            stack.push(value);
        }
        stack.pop().unwrap_or_default().0
    }
}

/// The N of a tag `go1.N`; 0 for `go1`. As Go does, this takes what follows the first `go1.`
/// wherever it stands.
fn release_of(tag: &str) -> Option<u32> {
    if tag == "go1" {
        return Some(0);
    }
    let (_, digits) = tag.split_once("go1.")?;
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let release: i64 = digits.parse().ok()?;
    Some(u32::try_from(release).unwrap_or(u32::MAX))
}

fn is_tag_char(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

/// The next token of a `//go:build` expression and where it starts; empty at the end.
fn next_token<'a>(text: &'a str, offset: &mut usize) -> Result<(usize, &'a str), ConstraintError> {
    let rest = text[*offset..].trim_start_matches([' ', '\t']);
    let start = text.len() - rest.len();
    let len = match rest.chars().next() {
        None => 0,
        Some('(' | ')' | '!') => 1,
        Some('&') if rest.starts_with("&&") => 2,
        Some('|') if rest.starts_with("||") => 2,
        Some(c) if is_tag_char(c) => rest.find(|c| !is_tag_char(c)).unwrap_or(rest.len()),
        Some(c) => return Err(syntax(start, format!("invalid syntax at `{c}`"))),
    };
    *offset = start + len;
    Ok((start, &rest[..len]))
}

fn syntax(offset: usize, message: impl Into<String>) -> ConstraintError {
    ConstraintError::Syntax { offset, message: message.into() }
}

/// What waits for its right operand while an expression is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pending {
    Paren(usize),
    Or,
    And,
    Not,
}

/// Operator precedence without recursion: operands go out at once, operators wait until a weaker
/// one, a parenthesis or the end comes.
struct ExprParser {
    steps: Vec<Step>,
    pending: Vec<Pending>,
    operands: usize,
}

impl ExprParser {
    /// Takes a token where an operand must stand; says whether one must still come.
    fn operand(&mut self, start: usize, token: &str) -> Result<bool, ConstraintError> {
        match token {
            "" if self.pending.iter().any(|pending| matches!(pending, Pending::Paren(_))) => {
                Err(syntax(start, "missing close paren"))
            }
            "" => Err(syntax(start, "unexpected end of expression")),
            "!" if self.pending.last() == Some(&Pending::Not) => {
                Err(syntax(start, "double negation not allowed"))
            }
            "!" => {
                self.pending.push(Pending::Not);
                Ok(true)
            }
            "(" => {
                self.pending.push(Pending::Paren(start));
                self.operands += 1;
                Ok(true)
            }
            ")" | "&&" | "||" => Err(syntax(start, format!("unexpected token `{token}`"))),
            tag => {
                self.steps.push(Step::Tag(tag.to_owned()));
                self.flush_not();
                Ok(false)
            }
        }
    }

    /// Takes a token where an operator may stand; says whether an operand must come next.
    fn operator(&mut self, start: usize, token: &str) -> Result<bool, ConstraintError> {
        match token {
            "&&" => {
                self.flush(&[Pending::And]);
                self.pending.push(Pending::And);
            }
            "||" => {
                self.flush(&[Pending::And, Pending::Or]);
                self.pending.push(Pending::Or);
            }
            ")" => {
                self.flush(&[Pending::And, Pending::Or]);
                if self.pending.pop().is_none() {
                    return Err(syntax(start, "unexpected token `)`"));
                }
                self.flush_not();
                return Ok(false);
            }
            _ => return Err(syntax(start, format!("unexpected token `{token}`"))),
        }
        self.operands += 1;
        Ok(true)
    }

    fn flush_not(&mut self) {
        if self.pending.last() == Some(&Pending::Not) {
            self.pending.pop();
            self.steps.push(Step::Not);
        }
    }

    /// Sends out the waiting operators for as long as they are among `operators`.
    fn flush(&mut self, operators: &[Pending]) {
        while let Some(&pending) = self.pending.last() {
            if !operators.contains(&pending) {
                return;
            }
            self.pending.pop();
            self.steps.push(if pending == Pending::And { Step::And } else { Step::Or });
        }
    }

    fn finish(mut self) -> Result<Expr, ConstraintError> {
        self.flush(&[Pending::And, Pending::Or]);
        match self.pending.last() {
            Some(&Pending::Paren(start)) => Err(syntax(start, "missing close paren")),
            _ => Ok(Expr { steps: self.steps }),
        }
    }
}

/// Whether the name of a file lets it into a build: its directory must not be part of `name`.
pub fn name_matches(name: &str, tags: &BuildTags) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    let Some((_, suffixes)) = stem.split_once('_') else { return true };
    let mut words: Vec<&str> = suffixes.rsplit('_').take(3).collect();
    if words.first() == Some(&"test") {
        words.remove(0);
    }
    match words[..] {
        [arch, os, ..] if is_architecture(arch) && is_system(os) => {
            tags.holds(arch) && tags.holds(os)
        }
        [word, ..] if is_architecture(word) || is_system(word) => tags.holds(word),
        _ => true,
    }
}

pub(crate) fn is_system(word: &str) -> bool {
    SYSTEMS.binary_search(&word).is_ok()
}

pub(crate) fn is_architecture(word: &str) -> bool {
    ARCHITECTURES.binary_search(&word).is_ok()
}

/// Whether the build constraints in a file's text let it into a build.
pub fn text_matches(text: &str, tags: &BuildTags) -> Result<bool, ConstraintError> {
    let header = Header::read(text)?;
    if let Some(expr) = header.go_build {
        return Ok(Expr::parse(expr)?.eval(|tag| tags.holds(tag)));
    }
    for line in header.old_lines.lines() {
        let Some(expr) = old_expr(line.trim()) else { continue };
        // As in Go, an old line that cannot be read says nothing.
        if Expr::parse_old(expr).is_ok_and(|expr| !expr.eval(|tag| tags.holds(tag))) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The expression in a comment `//go:build …`, where `line` is one, without space around it.
fn go_build_expr(line: &str) -> Option<&str> {
    word_then_rest(line.trim_end().strip_prefix("//go:build")?)
}

/// The expression in a comment `// +build …`, where `line` is one.
fn old_expr(line: &str) -> Option<&str> {
    word_then_rest(line.strip_prefix("//")?.trim().strip_prefix("+build")?)
}

/// What follows a word, provided that the word ends there.
fn word_then_rest(rest: &str) -> Option<&str> {
    let rest = rest.trim_end();
    let trimmed = rest.trim_start();
    (rest.is_empty() || trimmed.len() < rest.len()).then_some(trimmed)
}

/// What the top of a file says about builds.
struct Header<'a> {
    /// The expression of the `//go:build` line.
    go_build: Option<&'a str>,
    /// The lines among which `// +build` counts.
    old_lines: &'a str,
}

impl<'a> Header<'a> {
    fn read(text: &'a str) -> Result<Self, ConstraintError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut header = Header { go_build: None, old_lines: "" };
        let mut at = 0;
        let mut only_comments = true;
        let mut in_block = false;
        'lines: for line in text.split_inclusive('\n') {
            at += line.len();
            let mut rest = line.trim();
            if rest.is_empty() {
                if only_comments {
                    header.old_lines = &text[..at];
                }
                continue;
            }
            only_comments &= rest.starts_with("//");
            if !in_block && let Some(expr) = go_build_expr(rest) {
                if header.go_build.is_some() {
                    return Err(ConstraintError::Multiple);
                }
                header.go_build = Some(expr);
            }
            while !rest.is_empty() {
                if in_block {
                    let Some(end) = rest.find("*/") else { continue 'lines };
                    in_block = false;
                    rest = rest[end + 2..].trim_start();
                } else if rest.starts_with("//") {
                    continue 'lines;
                } else if let Some(comment) = rest.strip_prefix("/*") {
                    in_block = true;
                    rest = comment;
                } else {
                    break 'lines;
                }
            }
        }
        Ok(header)
    }
}

/// The language version of a file with this text in a module of `module_version`.
///
/// A `//go:build` line that demands a release sets the version, up or down, but no lower than
/// go1.21, the first release in which files could have versions of their own. The compiler takes
/// any such comment before the package clause, and the last where there are several.
pub fn file_version(text: &str, module_version: GoVersion) -> GoVersion {
    let mut release = None;
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    loop {
        rest = rest.trim_start();
        if rest.starts_with("//") {
            let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
            if let Some(expr) = go_build_expr(&rest[..end])
                && let Ok(expr) = Expr::parse(expr)
            {
                release = expr.min_release();
            }
            rest = &rest[end..];
        } else if let Some(comment) = rest.strip_prefix("/*") {
            let Some(end) = comment.find("*/") else { break };
            rest = &comment[end + 2..];
        } else {
            break;
        }
    }
    release.map_or(module_version, |release| GoVersion(release.max(21)))
}

#[cfg(test)]
mod tests;
