//! The preprocessor: directives are followed, macros without arguments replaced. Those with
//! arguments stay as they are.

use rustc_hash::{FxHashMap, FxHashSet};

use super::constant::evaluate;
use super::text::{Token, included, tokens};
use super::{MAX_DEPTH, Target};

/// How many tokens a preamble may come to: a macro may be replaced by several others, which may be too.
const MAX_TOKENS: usize = 1 << 21;

/// And to how many a macro may that is asked for its value.
const MAX_BODY: usize = 1000;

/// The object-like macros at the end of a preamble, sorted by name, and what they are replaced by.
pub(super) type Macros<'t> = Vec<(&'t str, Vec<Token<'t>>)>;

/// The tokens of each of `texts`, with what they include of `headers`, which are clean texts by name;
/// `defines` are macros, as `NAME` or `NAME=VALUE`. What one text includes or defines counts for those
/// behind it, as the files of a package have to agree.
pub(super) fn run<'t>(
    texts: &'t [String],
    headers: &'t [(String, String)],
    defines: &'t [String],
    target: &Target,
) -> (Vec<Vec<Token<'t>>>, Macros<'t>) {
    let mut run = Run {
        headers,
        included: FxHashSet::default(),
        macros: FxHashMap::default(),
        out: Vec::new(),
    };
    let told = defines.iter().map(|define| define.split_once('=').unwrap_or((define, "1")));
    for (name, value) in predefined(target).into_iter().chain(told) {
        run.macros.insert(name, Macro { body: tokens(value).collect(), has_params: false });
    }
    let mut all = Vec::new();
    for text in texts {
        run.text(text, 0);
        all.push(std::mem::take(&mut run.out));
    }
    let own = |name: &&&str| !name.starts_with("__");
    let mut names: Vec<&str> = run.macros.keys().filter(own).copied().collect();
    names.sort_unstable();
    let mut macros = Vec::new();
    for name in names {
        if !run.macros[name].has_params {
            let mut body = Vec::new();
            run.replace(Token::Word(name), MAX_BODY, &mut Vec::new(), &mut body);
            macros.push((name, body));
        }
    }
    (all, macros)
}

/// What compilers define of the machine.
fn predefined(target: &Target) -> Vec<(&'static str, &'static str)> {
    let system: &[&str] = match target.goos.as_str() {
        "linux" | "android" => &["__linux__", "__linux", "__unix__", "__gnu_linux__"],
        "darwin" | "ios" => &["__APPLE__", "__MACH__"],
        "windows" if target.word_bytes() == 8 => &["_WIN32", "_WIN64"],
        "windows" => &["_WIN32"],
        "freebsd" => &["__FreeBSD__", "__unix__"],
        "netbsd" => &["__NetBSD__", "__unix__"],
        "openbsd" => &["__OpenBSD__", "__unix__"],
        _ => &["__unix__"],
    };
    let machine: &[&str] = match target.goarch.as_str() {
        "amd64" => &["__x86_64__", "__x86_64", "__amd64__"],
        "386" => &["__i386__", "__i386"],
        "arm64" => &["__aarch64__"],
        "arm" => &["__arm__"],
        "riscv64" => &["__riscv"],
        "s390x" => &["__s390x__"],
        "ppc64le" => &["__powerpc64__"],
        _ => &[],
    };
    let always = [("__STDC__", "1"), ("__STDC_VERSION__", "201710L"), ("__GNUC__", "12")];
    let word = if target.word_bytes() == 8 { "8" } else { "4" };
    let mut all: Vec<_> = always.into();
    all.push(("__SIZEOF_POINTER__", word));
    if word == "8" && target.goos != "windows" {
        all.push(("__LP64__", "1"));
    }
    all.extend(system.iter().chain(machine).map(|name| (*name, "1")));
    all
}

struct Macro<'t> {
    body: Vec<Token<'t>>,
    has_params: bool,
}

/// A branch of `#if` that is open.
struct Branch {
    /// Whether its lines count, those around it too.
    active: bool,
    /// Whether one of its branches counted, or none can.
    decided: bool,
}

struct Run<'t> {
    headers: &'t [(String, String)],
    /// A header is taken once, as if all had guards.
    included: FxHashSet<&'t str>,
    macros: FxHashMap<&'t str, Macro<'t>>,
    out: Vec<Token<'t>>,
}

impl<'t> Run<'t> {
    fn text(&mut self, text: &'t str, depth: u32) {
        let mut branches: Vec<Branch> = Vec::new();
        for line in text.lines() {
            let active = branches.last().is_none_or(|branch| branch.active);
            let Some(directive) = line.trim_start().strip_prefix('#') else {
                if active {
                    for token in tokens(line) {
                        self.push(token);
                    }
                }
                continue;
            };
            let directive = directive.trim_start();
            let end = directive.find(|c: char| !c.is_alphanumeric()).unwrap_or(directive.len());
            let (name, rest) = directive.split_at(end);
            match (name, branches.last_mut()) {
                ("if" | "ifdef" | "ifndef", _) => {
                    let holds = active && self.holds(name, rest);
                    branches.push(Branch { active: holds, decided: holds || !active });
                }
                ("elif", Some(branch)) if branch.decided => branch.active = false,
                ("elif", Some(branch)) => {
                    branch.active = self.holds("if", rest);
                    branch.decided = branch.active;
                }
                ("else", Some(branch)) => {
                    branch.active = !branch.decided;
                    branch.decided = true;
                }
                ("endif", _) => {
                    branches.pop();
                }
                _ if active => self.directive(name, rest, depth),
                _ => {}
            }
        }
    }

    fn directive(&mut self, name: &str, rest: &'t str, depth: u32) {
        match name {
            "include" => {
                let Some(name) = included(rest) else { return };
                let headers = self.headers;
                if let Some((name, text)) = headers.iter().find(|(header, _)| *header == name)
                    && depth < MAX_DEPTH
                    && self.included.insert(name)
                {
                    self.text(text, depth + 1);
                }
            }
            "define" => {
                let mut all = tokens(rest);
                let Some(Token::Word(name)) = all.next() else { return };
                let has_params = rest.trim_start()[name.len()..].starts_with('(');
                self.macros.insert(name, Macro { body: all.collect(), has_params });
            }
            "undef" => {
                if let Some(Token::Word(name)) = tokens(rest).next() {
                    self.macros.remove(name);
                }
            }
            "pragma" => {
                let mut all = tokens(rest);
                if all.next() == Some(Token::Word("pack")) {
                    let width = all.find_map(|token| match token {
                        Token::Number(text) => text.parse().ok(),
                        _ => None,
                    });
                    self.out.push(Token::Packing(width));
                }
            }
            _ => {}
        }
    }

    /// Whether the lines below a condition count; one that is not understood does not hold.
    fn holds(&self, directive: &str, rest: &'t str) -> bool {
        let mut line = tokens(rest);
        let defined =
            |token| matches!(token, Some(Token::Word(name)) if self.macros.contains_key(name));
        match directive {
            "ifdef" => return defined(line.next()),
            "ifndef" => return !defined(line.next()),
            _ => {}
        }
        let mut condition = Vec::new();
        while let Some(token) = line.next() {
            if token == Token::Word("defined") {
                let mut name = line.next();
                if name == Some(Token::Mark("(")) {
                    name = line.next();
                    line.next();
                }
                condition.push(Token::Number(if defined(name) { "1" } else { "0" }));
            } else {
                self.replace(token, MAX_BODY, &mut Vec::new(), &mut condition);
            }
        }
        // What no macro replaces is 0.
        evaluate(&condition, &|_| Some(0)).is_some_and(|value| value != 0)
    }

    fn push(&mut self, token: Token<'t>) {
        let mut out = std::mem::take(&mut self.out);
        self.replace(token, MAX_TOKENS, &mut Vec::new(), &mut out);
        self.out = out;
    }

    /// Adds to `out`, up to `max` tokens, what one is replaced by; `within` are the macros that led
    /// to it.
    fn replace(
        &self,
        token: Token<'t>,
        max: usize,
        within: &mut Vec<&'t str>,
        out: &mut Vec<Token<'t>>,
    ) {
        if let Token::Word(name) = token
            && let Some(found) = self.macros.get(name)
            && !found.has_params
            && !within.contains(&name)
            && within.len() < MAX_DEPTH as usize
            && out.len() < max
        {
            within.push(name);
            for &token in &found.body {
                self.replace(token, max, within, out);
            }
            within.pop();
        } else if out.len() < max {
            out.push(token);
        }
    }
}
