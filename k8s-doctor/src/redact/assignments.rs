//! Secrets that are given to a name: `--password=x`, `TOKEN: x`, `"apiKey": "x"`, `Authorization:
//! Bearer x`.

use std::ops::Range;

use super::{MASK, starts};

/// What the names of secrets have in them, lower case: a text without any of these has none.
pub(super) const HINTS: &[&str] = &[
    "pass", "pwd", "token", "secret", "key", "auth", "bearer", "basic", "cred", "-u", "cookie",
    "session",
];

/// How a name ends whose value is secret, in lower case and without `-` and `_`.
const SECRET: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "pass",
    "token",
    "secret",
    "apikey",
    "accesskey",
    "secretkey",
    "accesskeyid",
    "secretaccesskey",
    "privatekey",
    "encryptionkey",
    "signingkey",
    "accountkey",
    "masterkey",
    "sharedkey",
    "licensekey",
    "authkey",
    "credential",
    "credentials",
    "dockerconfigjson",
    "authorization",
    "auth",
    "sessionid",
    "cookie",
    "setcookie",
    "clientkeydata",
    "keydata",
    "requirepass",
    "masterauth",
    "pgpassword",
    "rootpw",
    "storagekey",
    "connectionstring",
];

/// The longest name that is looked at, in bytes.
const MAX_NAME: usize = 64;

/// Names that end so, and yet say only which one, where, or how.
const INNOCENT: &[&str] = &[
    "basicauth",
    "kubernetesauth",
    "anonymousauth",
    "tokenauth",
    "clientauth",
    "enableauth",
    "automountserviceaccounttoken",
    "imagepullsecret",
    "tlssecret",
    "getsecret",
    "waitforsecret",
    "noauth",
    "requireauth",
    "oauth",
    "skipauth",
    "bypass",
    "lastpass",
];

/// Words behind a secret's name that are no secret: what an English sentence goes on with, and values
/// that only say whether.
const WORDS: &[&str] = &[
    "not",
    "is",
    "was",
    "has",
    "for",
    "in",
    "and",
    "or",
    "of",
    "to",
    "found",
    "failed",
    "missing",
    "required",
    "invalid",
    "expired",
    "true",
    "false",
    "null",
    "none",
    "nil",
    "yes",
    "no",
    "{}",
    "[]",
    "unable",
    "cannot",
    "does",
    "authentication",
    "must",
    "the",
    "a",
    "no-such",
    "file",
    "error",
    "unauthorized",
    "forbidden",
    "denied",
    "empty",
    "undefined",
    "unset",
    "default",
    "rpc",
    "secret",
    "secrets",
    "configmap",
    "references",
    "failed;",
    "object",
];

/// Adds the places of values that secrets' names are given.
pub(super) fn find(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_name(bytes[at]) {
            at += 1;
            continue;
        }
        let end = at + bytes[at..].iter().take_while(|byte| is_name(**byte)).count();
        let name = &text[at..end];
        let next = if is_scheme(name) {
            scheme(text, at, end, found)
        } else if name.len() <= MAX_NAME && is_secret(name) {
            value(text, at, end, found)
        } else {
            end
        };
        at = next.max(end);
    }
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// Whether a name is of what should not be read.
pub(crate) fn is_secret(name: &str) -> bool {
    let mut plain = [0_u8; MAX_NAME];
    let mut length = 0;
    for byte in name.bytes().filter(u8::is_ascii_alphanumeric).take(MAX_NAME) {
        plain[length] = byte.to_ascii_lowercase();
        length += 1;
    }
    let plain = &plain[..length];
    let one = plain.strip_suffix(b"s").unwrap_or(plain);
    let ends = |end: &&str| plain.ends_with(end.as_bytes()) || one.ends_with(end.as_bytes());
    SECRET.iter().any(ends) && !INNOCENT.iter().any(|name| plain.ends_with(name.as_bytes()))
        || name == "-u"
}

fn is_scheme(name: &str) -> bool {
    ["bearer", "basic"].iter().any(|scheme| name.eq_ignore_ascii_case(scheme))
}

/// `Bearer x`, `Basic x`: only where `x` looks like what comes in headers.
fn scheme(text: &str, start: usize, end: usize, found: &mut Vec<Range<usize>>) -> usize {
    let rest = &text[end..];
    let Some(value) = rest.strip_prefix(' ') else { return end };
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-._~+/=".contains(c);
    let length = value.find(|c: char| !is_part(c)).unwrap_or(value.len());
    let before = text[..start].trim_end_matches([' ', '"', '\'', '\\']);
    let is_header = before.ends_with([':', '=']);
    let is_coded = value[..length].bytes().any(|byte| byte.is_ascii_digit() || byte == b'=')
        || value[..length].bytes().any(|byte| byte.is_ascii_uppercase())
            && value[..length].bytes().any(|byte| byte.is_ascii_lowercase());
    if length >= 6 && (is_header || is_coded && length >= 8) {
        found.push(end + 1..end + 1 + length);
        return end + 1 + length;
    }
    end
}

/// The value behind a secret's name; where the search goes on.
fn value(text: &str, start: usize, end: usize, found: &mut Vec<Range<usize>>) -> usize {
    let is_flag = text[start..end].starts_with('-');
    let mut at = end;
    let bytes = text.as_bytes();
    let skip = |at: &mut usize, signs: &[u8]| {
        let from = *at;
        while bytes.get(*at).is_some_and(|byte| signs.contains(byte)) {
            *at += 1;
        }
        *at > from
    };
    // The end of a quoted name, as in JSON, and in JSON within JSON.
    skip(&mut at, b"\\\"'");
    let blanks = skip(&mut at, b" \t");
    let assigned = match bytes.get(at) {
        Some(b'=') if bytes.get(at + 1) != Some(&b'=') => true,
        Some(b':') => bytes.get(at + 1) != Some(&b'/'),
        _ => false,
    };
    if assigned {
        at += 1 + usize::from(bytes.get(at..at + 2) == Some(b":="));
        skip(&mut at, b" \t");
    } else if !(is_flag && blanks) {
        // `password "x"`: only flags have their value without a sign between.
        return end;
    }
    let opened = at;
    skip(&mut at, b"\\");
    let quote = bytes.get(at).copied().filter(|byte| matches!(byte, b'"' | b'\'' | b'`'));
    if quote.is_none() {
        at = opened;
    }
    let from = at + usize::from(quote.is_some());
    let Some(rest) = text.get(from..) else { return end };
    let length = match quote {
        Some(quote) => quoted_length(rest, quote),
        None => bare_length(rest),
    };
    let value = &rest[..length];
    let is_colon = assigned && text[end..from].contains(':');
    let is_prose = is_colon && quote.is_none() && goes_on(&text[..start], value, &rest[length..]);
    let is_user = text[start..end].starts_with("-u");
    if is_prose || is_innocent(value, quote.is_some(), is_colon, is_user) {
        return end;
    }
    // `Authorization: Bearer x`: the scheme may be read.
    let schemes = ["bearer ", "basic ", "token ", "digest "];
    let scheme = schemes.iter().find(|scheme| starts(rest.as_bytes(), scheme));
    if let Some(scheme) = scheme {
        let behind = from + scheme.len();
        let length = match quote {
            Some(_) => (from + length).saturating_sub(behind),
            None => bare_length(&text[behind..]),
        };
        if length > 0 && !text[behind..].starts_with(MASK) {
            found.push(behind..behind + length);
        }
        return behind + length;
    }
    found.push(from..from + length);
    from + length
}

/// `… fetch anonymous token: unexpected status …`: a sentence goes on behind the colon.
fn goes_on(before: &str, value: &str, after: &str) -> bool {
    let is_word = |c: char| c.is_ascii_lowercase();
    let mut behind = after.chars();
    before.ends_with(' ')
        && before.trim_end().ends_with(is_word)
        && value.chars().all(is_word)
        && behind.next() == Some(' ')
        && behind.next().is_some_and(is_word)
}

/// Up to the quote that closes, a backslash before the quote, or the line's end.
fn quoted_length(rest: &str, quote: u8) -> usize {
    let mut is_escaped = false;
    for (index, byte) in rest.bytes().enumerate() {
        match byte {
            b'\n' => return index,
            // JSON within JSON: the backslash is the closing quote's.
            b'\\' if !is_escaped && closes(rest, index, quote) => return index,
            b'\\' => is_escaped = !is_escaped,
            byte if byte == quote && !is_escaped => return index,
            _ => is_escaped = false,
        }
    }
    rest.len()
}

/// Whether `\"` at a place closes a value: a sign follows that does not go on with it.
fn closes(rest: &str, at: usize, quote: u8) -> bool {
    let bytes = rest.as_bytes();
    bytes.get(at + 1) == Some(&quote)
        && bytes
            .get(at + 2)
            .is_none_or(|byte| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\\'))
}

fn bare_length(rest: &str) -> usize {
    let ends =
        |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ',' | ';' | '&' | ')' | '}');
    // The mask has no such sign in it, and stays whole.
    rest.find(ends).unwrap_or(rest.len())
}

/// Whether what stands behind a secret's name is not the secret.
fn is_innocent(value: &str, is_quoted: bool, is_colon: bool, is_user: bool) -> bool {
    let plain = value.trim_end_matches(['.', ':', ',']);
    let lower = plain.to_ascii_lowercase();
    let is_masked = value.starts_with(MASK) || value.contains("[masked");
    // `$(POD_TOKEN)`, `${TOKEN}`, `<token>`, `***`: names, and what others have masked.
    let is_reference =
        value.starts_with("$(") || value.starts_with("${") || value.starts_with("{{");
    let is_hidden = !plain.is_empty() && plain.chars().all(|c| matches!(c, '*' | 'x' | 'X' | '.'));
    let is_path = value.starts_with('/') && value[1..].contains('/')
        || value.starts_with("./")
        || value.starts_with("file:/");
    let is_word = !is_quoted && WORDS.contains(&lower.as_str());
    // `couldn't get token: Post "https://…"`: a message, not a value.
    let is_message = is_colon && !is_quoted && value.ends_with(':');
    let is_opening = value.starts_with(['{', '[', '(', '|', '>', '<']) && !is_quoted;
    let no_user = is_user && !value.contains(':');
    plain.is_empty()
        || is_masked
        || is_reference
        || is_hidden
        || is_path
        || is_word
        || is_message
        || is_opening
        || no_user
}
