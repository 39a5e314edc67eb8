//! The text of C: lines without comments, and their tokens.

/// A token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Token<'t> {
    Word(&'t str),
    Number(&'t str),
    /// A string or a character, with its quotes.
    Quoted(&'t str),
    Mark(&'t str),
    /// What places of members are at most multiples of from here on (`#pragma pack`), if anything.
    Packing(Option<u64>),
}

/// The marks of more than one character, longest first.
const MARKS: [&str; 22] = [
    "...", "<<=", ">>=", "->", "++", "--", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||", "+=",
    "-=", "*=", "/=", "%=", "&=", "|=", "##",
];

/// `text` with lines that end in `\` joined, and blanks for comments.
pub(super) fn clean(text: &str) -> String {
    let text = text.replace("\\\r\n", "").replace("\\\n", "");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(at) = rest.find(['/', '"', '\'']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = if rest.starts_with("//") {
            out.push(' ');
            rest.find('\n').unwrap_or(rest.len())
        } else if let Some(inner) = rest.strip_prefix("/*") {
            out.push(' ');
            inner.find("*/").map_or(rest.len(), |end| end + 4)
        } else {
            let end = if rest.starts_with('/') { 1 } else { quoted_len(rest) };
            out.push_str(&rest[..end]);
            end
        };
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// How long the string or character at the beginning of `text` is; it ends with its line.
fn quoted_len(text: &str) -> usize {
    let quote = text.as_bytes()[0];
    let mut escaped = false;
    for (at, &byte) in text.as_bytes().iter().enumerate().skip(1) {
        match byte {
            b'\n' => return at,
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            _ if byte == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// The tokens of a line without comments.
pub(super) fn tokens(line: &str) -> impl Iterator<Item = Token<'_>> {
    let mut rest = line;
    std::iter::from_fn(move || {
        rest = rest.trim_start();
        let first = rest.chars().next()?;
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
        let number_start = rest.trim_start_matches('.').starts_with(|c: char| c.is_ascii_digit());
        let (token, len): (fn(_) -> _, usize) = if matches!(first, '"' | '\'') {
            (Token::Quoted, quoted_len(rest))
        } else if first.is_ascii_digit() || first == '.' && number_start {
            let mut before = ' ';
            let end = rest.find(|c: char| {
                let sign = matches!(c, '+' | '-') && matches!(before, 'e' | 'E' | 'p' | 'P');
                let is_end = !(is_word(c) || c == '.' || sign);
                before = c;
                is_end
            });
            (Token::Number, end.unwrap_or(rest.len()))
        } else if is_word(first) {
            (Token::Word, rest.find(|c| !is_word(c)).unwrap_or(rest.len()))
        } else {
            let mark = MARKS.iter().find(|mark| rest.starts_with(**mark));
            (Token::Mark, mark.map_or(first.len_utf8(), |mark| mark.len()))
        };
        let (text, after) = rest.split_at(len);
        rest = after;
        Some(token(text))
    })
}

/// The names of the headers that `text` includes, in quotes or not.
pub(crate) fn includes(text: &str) -> Vec<String> {
    let text = clean(text);
    text.lines().filter_map(|line| included(directive(line, "include")?)).collect()
}

/// What stands behind `#name` in a line.
fn directive<'t>(line: &'t str, name: &str) -> Option<&'t str> {
    line.trim_start().strip_prefix('#')?.trim_start().strip_prefix(name)
}

/// The header that stands behind `#include`.
pub(super) fn included(rest: &str) -> Option<String> {
    let rest = rest.trim();
    let name = rest.strip_prefix('"').and_then(|rest| rest.split_once('"'));
    let name = name.or_else(|| rest.strip_prefix('<')?.split_once('>'))?.0;
    Some(name.to_owned())
}
