//! Masks what may be secret in free text: arguments, messages, logs. Values of secrets, config maps
//! and environment variables never get as far as here.
//!
//! A text is read once from left to right. A cheap look for the few words and signs that every
//! secret's neighbourhood has comes first, since nearly all texts have none.

mod assignments;
mod shapes;
mod whole;

use std::borrow::Cow;
use std::ops::Range;

pub(crate) use assignments::is_secret;
pub use whole::snapshot;

/// What stands in place of a secret.
pub const MASK: &str = "[masked]";

/// A text with what looks like a secret masked. What is masked already stays as it is.
pub fn text(text: &str) -> String {
    masked(text).into_owned()
}

/// The same, and the text itself where there is nothing to mask.
pub fn masked(text: &str) -> Cow<'_, str> {
    /// A mask may bring to light what its secret hid, such as the end of a block within a block.
    const MAX_PASSES: usize = 8;
    let mut masked = once(text);
    for _ in 1..MAX_PASSES {
        let Cow::Owned(before) = &masked else { break };
        let Cow::Owned(after) = once(before) else { break };
        if after == *before {
            break;
        }
        masked = Cow::Owned(after);
    }
    masked
}

fn once(text: &str) -> Cow<'_, str> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let hints = Hints::of(text);
    if hints.names {
        assignments::find(text, &mut found);
    }
    if hints.shapes {
        shapes::find(text, &mut found);
    }
    if hints.long {
        shapes::long(text, &mut found);
    }
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    found.sort_by_key(|range| (range.start, range.end));
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for range in found {
        if range.end <= at {
            continue;
        }
        // What was found twice is one secret; so is what touches.
        if range.start > at || at == 0 {
            out.push_str(&text[at..range.start.max(at)]);
            out.push_str(MASK);
        }
        at = range.end;
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// What a text has that secrets stand beside.
#[derive(Default)]
struct Hints {
    /// `pass`, `pwd`, `token`, `secret`, `key`, `auth`, `bearer`, `basic`, `cred`.
    names: bool,
    /// `://`, `eyJ`, `-----`, or how the keys of well known services begin.
    shapes: bool,
    /// A word of base64 so long that it may be a docker config or a key.
    long: bool,
}

impl Hints {
    fn of(text: &str) -> Hints {
        let bytes = text.as_bytes();
        let mut hints = Hints::default();
        let has_user = bytes.contains(&b'@');
        let (mut run, mut before) = (0, b' ');
        for (index, byte) in bytes.iter().copied().enumerate() {
            let is_word = byte.is_ascii_alphanumeric();
            run = if is_word || matches!(byte, b'+' | b'/' | b'=') { run + 1 } else { 0 };
            hints.long |= run >= shapes::LONG;
            // Two letters rule out nearly all places before words are compared.
            let next = bytes.get(index + 1).copied().unwrap_or(b' ');
            let is_near = matches!(
                (byte | 0x20, next | 0x20),
                (b'p', b'a' | b'w')
                    | (b't' | b'c', b'o')
                    | (b's' | b'k', b'e')
                    | (b'a', b'u')
                    | (b'b', b'e' | b'a')
                    | (b'c', b'r')
            );
            if !hints.names && (is_near || byte == b'-' && next == b'u') {
                hints.names = assignments::HINTS.iter().any(|hint| starts(&bytes[index..], hint));
            }
            if !hints.shapes && (byte == b':' || is_word && !before.is_ascii_alphanumeric()) {
                hints.shapes = shapes::begins(&bytes[index..], has_user);
            } else if byte == b'-' && next == b'-' {
                hints.shapes |= bytes[index..].starts_with(b"-----BEGIN");
            }
            before = byte;
        }
        hints
    }
}

/// Whether bytes begin with a word in lower case, whatever their own case.
fn starts(bytes: &[u8], word: &str) -> bool {
    bytes.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word.as_bytes()))
}

#[cfg(test)]
mod tests;
