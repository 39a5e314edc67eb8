//! Secrets that are known by their own shape, whatever stands before them: PEM blocks, JSON web
//! tokens, keys of well known services, passwords in URLs, long base64.

use std::ops::Range;

use super::MASK;

/// How the keys of well known services begin, and how long they are at least.
pub(super) const BEGINNINGS: &[(&str, usize)] = &[
    ("eyJ", 30),
    ("AKIA", 20),
    ("ASIA", 20),
    ("ghp_", 30),
    ("gho_", 30),
    ("ghs_", 30),
    ("ghu_", 30),
    ("ghr_", 30),
    ("github_pat_", 40),
    ("glpat-", 20),
    ("xoxb-", 20),
    ("xoxp-", 20),
    ("xoxa-", 20),
    ("xapp-", 20),
    ("sk_live_", 20),
    ("rk_live_", 20),
    ("sk-", 32),
    ("npm_", 30),
    ("hvs.", 24),
    ("AIza", 35),
    ("ya29.", 30),
    ("GOCSPX-", 20),
];

/// From how many signs on a word of base64 is taken for a secret. Digests have 64 and are hexadecimal.
pub(super) const LONG: usize = 80;

/// Whether a secret of a known shape may begin here: a URL's user, where the text has an `@`, or a
/// key.
pub(super) fn begins(bytes: &[u8], has_user: bool) -> bool {
    match bytes.first() {
        Some(b':') => has_user && bytes.starts_with(b"://"),
        Some(b'e' | b'A' | b'g' | b'x' | b's' | b'r' | b'n' | b'h' | b'y' | b'G') => {
            BEGINNINGS.iter().any(|(begin, _)| bytes.starts_with(begin.as_bytes()))
        }
        _ => false,
    }
}

/// Adds the places of secrets that are known by their beginning.
pub(super) fn find(text: &str, found: &mut Vec<Range<usize>>) {
    pem(text, found);
    urls(text, found);
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !is_key(bytes[at]) {
            at += 1;
            continue;
        }
        let end = at + bytes[at..].iter().take_while(|byte| is_key(**byte)).count();
        let word = &text[at..end];
        // A key may stand behind a name and `=`, which is no part of it; or behind a path.
        for (begin, least) in BEGINNINGS {
            if let Some(offset) = word.find(begin) {
                let is_start = offset == 0 || !bytes[at + offset - 1].is_ascii_alphanumeric();
                if is_start && word.len() - offset >= *least {
                    found.push(at + offset..end);
                    break;
                }
            }
        }
        at = end;
    }
}

fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.')
}

/// What is between `-----BEGIN … PRIVATE KEY-----` and its end. Certificates are public, but say who;
/// they go too.
fn pem(text: &str, found: &mut Vec<Range<usize>>) {
    let mut from = 0;
    while let Some(at) = text[from..].find("-----BEGIN ") {
        let begin = from + at + "-----BEGIN ".len();
        let Some(head) = text[begin..].find("-----") else { return };
        let body = begin + head + "-----".len();
        let end = text[body..].find("-----END").map_or(text.len(), |end| body + end);
        if text[body..end].trim() != MASK && body < end {
            found.push(body..end);
        }
        from = end;
    }
}

/// `://user:password@host`: the password, also where it has `@` in it; and `://token@host` if it is
/// long.
fn urls(text: &str, found: &mut Vec<Range<usize>>) {
    let mut from = 0;
    while let Some(at) = text[from..].find("://") {
        let start = from + at + 3;
        let rest = &text[start..];
        let ends = |c: char| {
            c.is_whitespace() || matches!(c, '/' | '"' | '\'' | '`' | '<' | '>' | '?' | '#' | ',')
        };
        let end = rest.find(ends).unwrap_or(rest.len());
        from = start;
        let Some(sign) = rest[..end].rfind('@') else { continue };
        let user = &rest[..sign];
        let secret = match user.split_once(':') {
            Some((name, password)) if !password.is_empty() => start + name.len() + 1..start + sign,
            None if user.len() >= 20 => start..start + sign,
            _ => continue,
        };
        if &text[secret.clone()] != MASK {
            found.push(secret);
        }
    }
}

/// Adds words of base64 that are very long and not hexadecimal.
pub(super) fn long(text: &str, found: &mut Vec<Range<usize>>) {
    let bytes = text.as_bytes();
    let is_part = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=');
    let mut at = 0;
    while at < bytes.len() {
        let end = at + bytes[at..].iter().take_while(|byte| is_part(**byte)).count();
        let word = &bytes[at..end];
        let has = |is: fn(&u8) -> bool| word.iter().any(is);
        // A path has many slashes, base64 one in 64.
        // Between the bytes of another letter there is no text, and no slash.
        let slashes = text.get(at..end).map_or(0, |word| word.matches('/').count());
        let is_mixed =
            has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit);
        if word.len() >= LONG && is_mixed && slashes * 12 <= word.len() {
            found.push(at..end);
        }
        at = end.max(at + 1);
    }
}
