//! Constant expressions of integers, as `#if`, enumerations and array lengths have them.

use super::MAX_DEPTH;
use super::text::Token;

/// The value of `tokens`, all of them, if it is known; `value_of` knows names.
pub(super) fn evaluate(
    tokens: &[Token<'_>],
    value_of: &dyn Fn(&str) -> Option<i64>,
) -> Option<i64> {
    let mut evaluation = Evaluation { tokens, at: 0, depth: 0, value_of };
    let value = evaluation.conditional()?;
    (evaluation.at == tokens.len()).then_some(value)
}

struct Evaluation<'t> {
    tokens: &'t [Token<'t>],
    at: usize,
    depth: u32,
    value_of: &'t dyn Fn(&str) -> Option<i64>,
}

impl Evaluation<'_> {
    fn next_is(&mut self, mark: &str) -> bool {
        let found = self.tokens.get(self.at) == Some(&Token::Mark(mark));
        self.at += usize::from(found);
        found
    }

    fn conditional(&mut self) -> Option<i64> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return None;
        }
        let mut value = self.binary(0)?;
        if self.next_is("?") {
            let then = self.conditional()?;
            if !self.next_is(":") {
                return None;
            }
            let other = self.conditional()?;
            value = if value == 0 { other } else { then };
        }
        self.depth -= 1;
        Some(value)
    }

    /// Operators that bind at least as tightly as `level`.
    fn binary(&mut self, level: u8) -> Option<i64> {
        let mut left = self.unary()?;
        while let Some(&Token::Mark(mark)) = self.tokens.get(self.at)
            && let Some(binds) = level_of(mark)
            && binds >= level
        {
            self.at += 1;
            let right = self.binary(binds + 1)?;
            left = apply(mark, left, right)?;
        }
        Some(left)
    }

    fn unary(&mut self) -> Option<i64> {
        let mut signs = Vec::new();
        while let Some(&Token::Mark(mark @ ("-" | "+" | "~" | "!"))) = self.tokens.get(self.at) {
            signs.push(mark);
            self.at += 1;
        }
        let token = *self.tokens.get(self.at)?;
        self.at += 1;
        let mut value = match token {
            Token::Number(text) => integer(text)?,
            Token::Quoted(text) => character(text)?,
            Token::Word(name) => (self.value_of)(name)?,
            Token::Mark("(") => {
                let value = self.conditional()?;
                if !self.next_is(")") {
                    return None;
                }
                value
            }
            Token::Mark(_) | Token::Packing(_) => return None,
        };
        for sign in signs.into_iter().rev() {
            value = match sign {
                "-" => value.checked_neg()?,
                "~" => !value,
                "!" => i64::from(value == 0),
                _ => value,
            };
        }
        Some(value)
    }
}

fn level_of(mark: &str) -> Option<u8> {
    Some(match mark {
        "||" => 1,
        "&&" => 2,
        "|" => 3,
        "^" => 4,
        "&" => 5,
        "==" | "!=" => 6,
        "<" | ">" | "<=" | ">=" => 7,
        "<<" | ">>" => 8,
        "+" | "-" => 9,
        "*" | "/" | "%" => 10,
        _ => return None,
    })
}

fn apply(mark: &str, left: i64, right: i64) -> Option<i64> {
    let shift = || u32::try_from(right).ok();
    Some(match mark {
        "||" => i64::from(left != 0 || right != 0),
        "&&" => i64::from(left != 0 && right != 0),
        "|" => left | right,
        "^" => left ^ right,
        "&" => left & right,
        "==" => i64::from(left == right),
        "!=" => i64::from(left != right),
        "<" => i64::from(left < right),
        ">" => i64::from(left > right),
        "<=" => i64::from(left <= right),
        ">=" => i64::from(left >= right),
        "<<" => left.checked_mul(1_i64.checked_shl(shift()?)?)?,
        ">>" => left.checked_shr(shift()?)?,
        "+" => left.checked_add(right)?,
        "-" => left.checked_sub(right)?,
        "*" => left.checked_mul(right)?,
        "/" => left.checked_div(right)?,
        "%" => left.checked_rem(right)?,
        _ => return None,
    })
}

fn integer(text: &str) -> Option<i64> {
    let digits = text.trim_end_matches(['u', 'U', 'l', 'L']);
    let prefixed = |prefixes: [&str; 2]| prefixes.iter().find_map(|p| digits.strip_prefix(p));
    if let Some(hex) = prefixed(["0x", "0X"]) {
        i64::from_str_radix(hex, 16).ok()
    } else if let Some(binary) = prefixed(["0b", "0B"]) {
        i64::from_str_radix(binary, 2).ok()
    } else if digits.len() > 1 && digits.starts_with('0') {
        i64::from_str_radix(digits, 8).ok()
    } else {
        digits.parse().ok()
    }
}

/// The value of a character in quotes: a plain one, or one of the simple escapes.
fn character(text: &str) -> Option<i64> {
    let inner = text.strip_prefix('\'')?.strip_suffix('\'')?;
    let code = match inner.as_bytes() {
        [plain] if plain.is_ascii() => *plain,
        [b'\\', b'n'] => b'\n',
        [b'\\', b't'] => b'\t',
        [b'\\', b'r'] => b'\r',
        [b'\\', b'0'] => 0,
        [b'\\', same @ (b'\\' | b'\'' | b'"')] => *same,
        _ => return None,
    };
    Some(i64::from(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::c::text::tokens;

    #[test]
    fn operators_bind_as_in_c() {
        for (text, value) in [
            ("1 + 2 * 3", Some(7)),
            ("(1 + 2) * 3 << 1", Some(18)),
            ("1 ? 2 : 3", Some(2)),
            ("-0x10 + ~0", Some(-17)),
            ("!0 && 4 == 2 + 2 || 0", Some(1)),
            ("010 | 1ULL", Some(9)),
            ("'\\n' - 'A'", Some(-55)),
            ("10 - 4 - 3", Some(3)),
            ("N * 2", Some(8)),
            ("M", None),
            ("1 / 0", None),
            ("1 << 70", None),
            ("(1", None),
            ("1 2", None),
        ] {
            let tokens: Vec<_> = tokens(text).collect();
            let names = |name: &str| (name == "N").then_some(4);
            assert_eq!(evaluate(&tokens, &names), value, "{text}");
        }
        let deep = "(".repeat(100_000);
        assert_eq!(evaluate(&tokens(&deep).collect::<Vec<_>>(), &|_| None), None);
    }
}
