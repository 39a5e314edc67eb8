//! Constants as text, exactly, so that they can be compared with what other programs say of them.

use std::fmt::Write as _;

use super::Value;
use super::float::Float;
use super::ratio::{self, Ratio};

/// Longer strings are shown by their length and a hash.
const MAX_SHOWN_BYTES: usize = 100;

impl Value {
    /// The value: `true`; a string in quotes, its bytes as `\xNN` that are not printable ASCII, of a
    /// long one its length and its FNV-1a hash; a number as an integer or a fraction in lowest terms,
    /// of a long one an odd integer times a power of two; a complex number as a pair, unless its
    /// imaginary part is 0. `None` where it is not known.
    pub(crate) fn exact_text(&self) -> Option<String> {
        Some(match self {
            Self::Bool(value) => value.to_string(),
            Self::String(text) => string_text(&text.bytes()?),
            Self::Int(value) => value.to_string(),
            Self::Big(value) => ratio_text(&Ratio::of_int(value)),
            Self::Ratio(value) => ratio_text(value),
            Self::Float(value) => float_text(value),
            Self::Complex(parts) => {
                let [real, imaginary] = &**parts;
                if imaginary.is_zero() {
                    return real.exact_text();
                }
                format!("({}, {})", real.exact_text()?, imaginary.exact_text()?)
            }
            Self::Other => return None,
        })
    }
}

fn string_text(bytes: &[u8]) -> String {
    if bytes.len() > MAX_SHOWN_BYTES {
        let hash = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |hash, &byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        return format!("{} bytes {hash:016x}", bytes.len());
    }
    let mut text = String::from("\"");
    for &byte in bytes {
        match byte {
            b'"' | b'\\' | ..b' ' | 0x7f.. => {
                let _ = write!(text, "\\x{byte:02x}");
            }
            _ => text.push(char::from(byte)),
        }
    }
    text.push('"');
    text
}

fn ratio_text(value: &Ratio) -> String {
    let value = value.clone().reduced();
    let (numerator, denominator) = (value.numerator(), value.denominator());
    if numerator.bits().max(denominator.bits()) > ratio::MAX_BITS + 1 {
        return Float::of_ratio(&value).map_or_else(String::new, |value| power_text(&value));
    }
    if denominator.bits() == 1 {
        return numerator.to_string();
    }
    format!("{numerator}/{denominator}")
}

fn float_text(value: &Float) -> String {
    if value.is_small() {
        let (negative, mantissa, exponent) = value.parts();
        return ratio_text(&Ratio::of_power(negative, mantissa.clone(), exponent));
    }
    power_text(value)
}

fn power_text(value: &Float) -> String {
    let (negative, mantissa, exponent) = value.parts();
    format!("{}{mantissa}p{exponent}", if negative { "-" } else { "" })
}
