//! The values of literals.

use num_bigint::{BigInt, BigUint};

use super::float::Float;
use super::ratio::Ratio;
use super::{MAX_INT_BITS, Value};

/// The compiler takes no longer number.
const MAX_NUMBER_BYTES: usize = 10_000;

impl Value {
    /// The value of an integer or floating-point literal.
    pub(crate) fn of_number(text: &str) -> Self {
        if text.len() > MAX_NUMBER_BYTES {
            return Self::Other;
        }
        let is_hexadecimal = matches!(text.as_bytes(), [b'0', b'x' | b'X', ..]);
        let is_mark = |c| match c {
            '.' | 'p' | 'P' => true,
            'e' | 'E' => !is_hexadecimal,
            _ => false,
        };
        if text.contains(is_mark) { Number::read(text).value() } else { integer(text) }
    }

    /// The value of an imaginary literal.
    pub(crate) fn of_imaginary(text: &str) -> Self {
        match text.strip_suffix('i') {
            // For these, a leading 0 means nothing.
            Some(text) if text.len() <= MAX_NUMBER_BYTES => {
                Self::complex(Self::Int(0), Number::read(text).value())
            }
            _ => Self::Other,
        }
    }

    /// The value of a rune literal, quotes included.
    pub(crate) fn of_rune(text: &str) -> Self {
        let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
        let mut chars = Chars { rest: inner };
        match (chars.next(), chars.rest) {
            (Some(Char::Byte(byte)), "") => Self::Int(byte.into()),
            (Some(Char::Char(c)), "") => Self::Int(u32::from(c).into()),
            _ => Self::Other,
        }
    }

    /// The value of a string literal, quotes included.
    pub(crate) fn of_string(text: &str) -> Self {
        let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
        if text.starts_with('`') {
            return match inner.contains('\r') {
                true => Self::of_bytes(inner.replace('\r', "").as_bytes()),
                false => Self::of_bytes(inner.as_bytes()),
            };
        }
        if !inner.contains('\\') {
            return Self::of_bytes(inner.as_bytes());
        }
        let mut bytes = Vec::with_capacity(inner.len());
        let mut chars = Chars { rest: inner };
        while let Some(next) = chars.next() {
            match next {
                Char::Byte(byte) => bytes.push(byte),
                Char::Char(c) => bytes.extend(c.encode_utf8(&mut [0; 4]).bytes()),
                Char::Wrong => return Self::Other,
            }
        }
        Self::of_bytes(&bytes)
    }
}

fn integer(text: &str) -> Value {
    let (radix, digits) = match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &text[2..]),
        [b'0', b'o' | b'O', ..] => (8, &text[2..]),
        [b'0', b'b' | b'B', ..] => (2, &text[2..]),
        [b'0', _, ..] => (8, &text[1..]),
        _ => (10, text),
    };
    let without_underscores;
    let digits = if digits.contains('_') {
        without_underscores = digits.replace('_', "");
        without_underscores.as_str()
    } else {
        digits
    };
    if let Ok(value) = i64::from_str_radix(digits, radix) {
        return Value::Int(value);
    }
    let digits = digits.trim_start_matches('0');
    // As many digits as the largest integer has bits are enough in any base.
    if digits.len() > MAX_INT_BITS as usize {
        return Value::Other;
    }
    match BigInt::parse_bytes(digits.as_bytes(), radix) {
        Some(value) => Value::of_big(value).within_limit(),
        None => Value::Other,
    }
}

/// A number literal, taken apart.
struct Number {
    /// Its digits as an integer, the point left out; none if there is anything wrong.
    mantissa: Option<BigUint>,
    /// The exponents, of two and of five, that the point and the exponent make.
    exponents: Option<(i64, i64)>,
}

impl Number {
    fn read(text: &str) -> Self {
        let text = text.replace('_', "");
        let (radix, body) = match text.as_bytes() {
            [b'0', b'x' | b'X', ..] => (16, &text[2..]),
            [b'0', b'o' | b'O', ..] => (8, &text[2..]),
            [b'0', b'b' | b'B', ..] => (2, &text[2..]),
            _ => (10, text.as_str()),
        };
        let is_mark = |c: char| matches!(c, 'p' | 'P') || radix == 10 && matches!(c, 'e' | 'E');
        let (digits, exponent) = match body.split_once(is_mark) {
            Some((digits, exponent)) => (digits, Some(exponent)),
            None => (body, None),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let of_ten = radix == 10 && !body.contains(['p', 'P']);
        let exponents = || {
            let exponent: i64 = exponent.map_or(Some(0), |exponent| exponent.parse().ok())?;
            let n_fraction = i64::try_from(fraction.len()).ok()?;
            let bits_of_digit = i64::from(radix_bits(radix));
            let twos = exponent.checked_sub(n_fraction.checked_mul(bits_of_digit)?)?;
            let fives = if radix == 10 { n_fraction.checked_neg()? } else { 0 };
            Some((twos, if of_ten { fives.checked_add(exponent)? } else { fives }))
        };
        let digits = [whole, fraction].concat();
        let mantissa = BigUint::parse_bytes(digits.as_bytes(), radix);
        Self { mantissa, exponents: exponents() }
    }

    /// The number: a fraction, unless it is so large or so close to 0 that none is kept.
    fn value(self) -> Value {
        let (Some(mantissa), Some((twos, fives))) = (self.mantissa, self.exponents) else {
            return Value::Other;
        };
        if mantissa == BigUint::ZERO {
            return Value::of_ratio(Ratio::of_power(false, mantissa, 0));
        }
        let Some(float) = Float::of_literal(mantissa.clone(), twos, fives) else {
            return Value::Other;
        };
        if float.is_zero() {
            return Value::of_ratio(Ratio::of_power(false, BigUint::ZERO, 0));
        }
        let ratio = float.is_small().then(|| Ratio::of_literal(mantissa, twos, fives)).flatten();
        ratio.map_or_else(|| Value::of_float(Some(float)), |ratio| Value::Ratio(ratio.into()))
    }
}

/// How many twos a digit of a base stands for.
fn radix_bits(radix: u32) -> u32 {
    match radix {
        16 => 4,
        8 => 3,
        _ => 1,
    }
}

/// A character of a rune or string literal.
enum Char {
    Char(char),
    /// `\x` and octal escapes.
    Byte(u8),
    /// An escape that is none.
    Wrong,
}

/// The characters between two quotes.
struct Chars<'t> {
    rest: &'t str,
}

impl Iterator for Chars<'_> {
    type Item = Char;

    fn next(&mut self) -> Option<Char> {
        let c = self.take()?;
        if c != '\\' {
            return Some(Char::Char(c));
        }
        Some(self.escape().unwrap_or(Char::Wrong))
    }
}

impl Chars<'_> {
    fn take(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// What is behind a backslash.
    fn escape(&mut self) -> Option<Char> {
        Some(Char::Byte(match self.take()? {
            'a' => 7,
            'b' => 8,
            'f' => 12,
            'n' => b'\n',
            'r' => b'\r',
            't' => b'\t',
            'v' => 11,
            c @ ('\\' | '\'' | '"') => c as u8,
            'x' => self.digits(2, 16, 0)?.try_into().ok()?,
            'u' => return char::from_u32(self.digits(4, 16, 0)?).map(Char::Char),
            'U' => return char::from_u32(self.digits(8, 16, 0)?).map(Char::Char),
            c => self.digits(2, 8, c.to_digit(8)?)?.try_into().ok()?,
        }))
    }

    fn digits(&mut self, n: u32, radix: u32, first: u32) -> Option<u32> {
        (0..n).try_fold(first, |value, _| {
            let digit = self.take()?.to_digit(radix)?;
            value.checked_mul(radix)?.checked_add(digit)
        })
    }
}
