//! Text to words, numbers and signs, each with its place.

use super::error::{Place, Problem};
use super::{MAX_NAME, MAX_PROBLEMS};

/// A word, a number or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A name or keyword; in an expectation perhaps with a number: `buf#2`.
    Word(String),
    /// Digits with whatever letters stick to them: `64KiB`.
    Number(String),
    /// Text between quotation marks.
    Text(String),
    /// One of `{ } ( ) , = . : *`.
    Sign(char),
    /// The end of a line.
    Newline,
    /// The end of the text.
    End,
}

impl TokenKind {
    /// How the token is called in a message.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Word(text) | Self::Number(text) => format!("`{text}`"),
            Self::Text(_) => "a text".to_owned(),
            Self::Sign(sign) => format!("`{sign}`"),
            Self::Newline => "the end of the line".to_owned(),
            Self::End => "the end".to_owned(),
        }
    }
}

/// Adds the tokens of `text`, whose first letter is at `start`, to `tokens`.
pub(super) fn lex(text: &str, start: Place, tokens: &mut Vec<Token>, problems: &mut Vec<Problem>) {
    let mut line_start = 0;
    let mut line = start.line;
    // On the first line there may be something before the text.
    let mut before = start.column - 1;
    let mut rest = text;
    loop {
        let at = text.len() - rest.len();
        let place = Place { line, column: before + (at - line_start) as u32 + 1 };
        let Some(first) = rest.chars().next() else { break };
        let length = match first {
            '\n' => {
                tokens.push(Token { kind: TokenKind::Newline, place });
                line += 1;
                line_start = at + 1;
                before = 0;
                1
            }
            ' ' | '\t' | '\r' => 1,
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '"' => {
                let (text, length, is_closed) = quoted(rest);
                if !is_closed {
                    problems.push(Problem::new(
                        place,
                        "a text begins here and does not end on its line",
                    ));
                }
                tokens.push(Token { kind: TokenKind::Text(text), place });
                length
            }
            '{' | '}' | '(' | ')' | ',' | '=' | '.' | ':' | '*' => {
                tokens.push(Token { kind: TokenKind::Sign(first), place });
                1
            }
            _ if first.is_ascii_digit() || first == '-' || first == '+' => {
                let length = 1 + run(&rest[1..], |c| c.is_ascii_alphanumeric() || c == '.');
                tokens.push(Token { kind: TokenKind::Number(rest[..length].to_owned()), place });
                length
            }
            _ if first.is_alphabetic() || first == '_' => {
                let length = run(rest, |c| c.is_alphanumeric() || matches!(c, '_' | '-' | '#'));
                let word = &rest[..length];
                if length > MAX_NAME {
                    let message = format!("a name is longer than {MAX_NAME} bytes");
                    problems.push(Problem::new(place, message));
                }
                tokens.push(Token { kind: TokenKind::Word(word.to_owned()), place });
                length
            }
            _ => {
                problems.push(Problem::new(
                    place,
                    format!("`{}` means nothing here", first.escape_default()),
                ));
                first.len_utf8()
            }
        };
        if problems.len() > MAX_PROBLEMS {
            break;
        }
        rest = &rest[length..];
    }
}

/// How many bytes of the text are letters for which `is_part` holds, from the start on.
fn run(text: &str, is_part: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is_part(c)).unwrap_or(text.len())
}

/// The text between the quotation mark that `rest` begins with and the next, its length with both, and whether there
/// is a next on the line.
fn quoted(rest: &str) -> (String, usize, bool) {
    let line = rest.split('\n').next().unwrap_or_default();
    match line[1..].split_once('"') {
        Some((text, _)) => (text.to_owned(), text.len() + 2, true),
        None => (line[1..].trim_end().to_owned(), line.len(), false),
    }
}
