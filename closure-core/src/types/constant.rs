//! Constants, as far as dead code, array lengths and sizes need them: booleans, strings, and
//! integers of 128 bits. Anything else is a constant whose value is not known.

use std::fmt::Write as _;
use std::rc::Rc;

use crate::syntax::{BinaryOp, UnaryOp};

/// Longer strings are not put together: a few lines can double one beyond all memory.
const MAX_STRING_BYTES: usize = 4096;

/// A constant's value.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Value {
    Bool(bool),
    Int(i128),
    Float(f64),
    String(Rc<str>),
    /// A constant whose value is not computed here.
    Other,
}

impl Value {
    /// The value of an integer, rune or floating-point literal.
    pub(crate) fn of_number(text: &str) -> Self {
        let digits: String = text.chars().filter(|&c| c != '_').collect();
        let lower = digits.to_ascii_lowercase();
        let (radix, body) = match lower.get(..2) {
            Some("0x") => (16, &lower[2..]),
            Some("0o") => (8, &lower[2..]),
            Some("0b") => (2, &lower[2..]),
            _ if lower.len() > 1
                && lower.bytes().all(|b| b.is_ascii_digit())
                && lower.starts_with('0') =>
            {
                (8, &lower[1..])
            }
            _ => (10, lower.as_str()),
        };
        if let Ok(value) = i128::from_str_radix(body, radix) {
            return Self::Int(value);
        }
        lower.parse().map_or(Self::Other, Self::Float)
    }

    /// The value of a rune literal, quotes included.
    pub(crate) fn of_rune(text: &str) -> Self {
        let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
        let mut chars = inner.chars();
        match (chars.next(), chars.next()) {
            (Some(c), None) => Self::Int(i128::from(u32::from(c))),
            (Some('\\'), Some(escape)) => {
                let rest: String = chars.collect();
                let code = match escape {
                    'a' => Some(7),
                    'b' => Some(8),
                    'f' => Some(12),
                    'n' => Some(10),
                    'r' => Some(13),
                    't' => Some(9),
                    'v' => Some(11),
                    '\\' => Some(92),
                    '\'' => Some(39),
                    'x' | 'u' | 'U' => i128::from_str_radix(&rest, 16).ok(),
                    _ => i128::from_str_radix(&format!("{escape}{rest}"), 8).ok(),
                };
                code.map_or(Self::Other, Self::Int)
            }
            _ => Self::Other,
        }
    }

    /// The value of a string literal, quotes included.
    pub(crate) fn of_string(text: &str) -> Self {
        let inner = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
        if text.starts_with('`') {
            return Self::String(inner.replace('\r', "").into());
        }
        // No condition in real code turns on an escape.
        if inner.contains('\\') { Self::Other } else { Self::String(inner.into()) }
    }

    /// A known boolean.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// A known integer.
    pub(crate) fn as_int(&self) -> Option<i128> {
        match *self {
            Self::Int(value) => Some(value),
            Self::Float(value) if value.fract() == 0.0 && value.abs() < 1e18 => {
                #[expect(clippy::cast_possible_truncation, reason = "integral and below 1e18")]
                let integer = value as i128;
                Some(integer)
            }
            _ => None,
        }
    }

    /// The value as [`inspect`](crate::inspect) shows it; `None` where it is not known.
    pub(crate) fn exact_text(&self) -> Option<String> {
        match self {
            Self::Bool(value) => Some(value.to_string()),
            Self::Int(value) => Some(value.to_string()),
            Self::Float(value) => fraction_text(*value),
            Self::String(text) => Some(string_text(text.as_bytes())),
            Self::Other => None,
        }
    }

    /// `op operand`; `unsigned_bits` is the width of an unsigned type, for `^`.
    pub(crate) fn unary(op: UnaryOp, operand: &Self, unsigned_bits: Option<u32>) -> Self {
        match (op, operand) {
            (UnaryOp::Plus, value) => value.clone(),
            (UnaryOp::Not, Self::Bool(value)) => Self::Bool(!value),
            (UnaryOp::Minus, Self::Int(value)) => {
                value.checked_neg().map_or(Self::Other, Self::Int)
            }
            (UnaryOp::Minus, Self::Float(value)) => Self::Float(-value),
            (UnaryOp::Complement, Self::Int(value)) => match unsigned_bits {
                Some(bits) => Self::Int(!value & ((1_i128 << bits) - 1)),
                None => Self::Int(!value),
            },
            _ => Self::Other,
        }
    }

    /// `left op right`; `integers` says that `/` truncates.
    pub(crate) fn binary(op: BinaryOp, left: &Self, right: &Self, integers: bool) -> Self {
        match (left, right) {
            (Self::Bool(left), Self::Bool(right)) => match op {
                BinaryOp::LogicalAnd => Self::Bool(*left && *right),
                BinaryOp::LogicalOr => Self::Bool(*left || *right),
                BinaryOp::Equal => Self::Bool(left == right),
                BinaryOp::NotEqual => Self::Bool(left != right),
                _ => Self::Other,
            },
            (Self::Int(left), Self::Int(right)) => Self::integers(op, *left, *right, integers),
            (Self::String(left), Self::String(right)) => match op {
                BinaryOp::Add if left.len() + right.len() <= MAX_STRING_BYTES => {
                    Self::String(format!("{left}{right}").into())
                }
                BinaryOp::Add => Self::Other,
                _ => Self::compare(op, left.cmp(right)),
            },
            (Self::Float(_) | Self::Int(_), Self::Float(_) | Self::Int(_)) => {
                Self::floats(op, left.as_float(), right.as_float())
            }
            _ => Self::Other,
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "a float's value is only compared")]
    fn as_float(&self) -> f64 {
        match *self {
            Self::Int(value) => value as f64,
            Self::Float(value) => value,
            _ => f64::NAN,
        }
    }

    fn floats(op: BinaryOp, left: f64, right: f64) -> Self {
        match op {
            BinaryOp::Add => Self::Float(left + right),
            BinaryOp::Sub => Self::Float(left - right),
            BinaryOp::Mul => Self::Float(left * right),
            BinaryOp::Div => Self::Float(left / right),
            _ => left.partial_cmp(&right).map_or(Self::Other, |order| Self::compare(op, order)),
        }
    }

    fn integers(op: BinaryOp, left: i128, right: i128, truncate: bool) -> Self {
        let shift = u32::try_from(right).ok().filter(|&bits| bits < 127);
        let result = match op {
            BinaryOp::Add => left.checked_add(right),
            BinaryOp::Sub => left.checked_sub(right),
            BinaryOp::Mul => left.checked_mul(right),
            BinaryOp::Div if truncate => left.checked_div(right),
            BinaryOp::Rem => left.checked_rem(right),
            BinaryOp::And => Some(left & right),
            BinaryOp::Or => Some(left | right),
            BinaryOp::Xor => Some(left ^ right),
            BinaryOp::AndNot => Some(left & !right),
            BinaryOp::ShiftLeft => {
                shift.and_then(|bits| left.checked_shl(bits).filter(|value| value >> bits == left))
            }
            BinaryOp::ShiftRight => shift.map(|bits| left >> bits),
            _ => return Self::compare(op, left.cmp(&right)),
        };
        result.map_or(Self::Other, Self::Int)
    }

    fn compare(op: BinaryOp, order: std::cmp::Ordering) -> Self {
        Self::Bool(match op {
            BinaryOp::Equal => order.is_eq(),
            BinaryOp::NotEqual => order.is_ne(),
            BinaryOp::Less => order.is_lt(),
            BinaryOp::LessEqual => order.is_le(),
            BinaryOp::Greater => order.is_gt(),
            BinaryOp::GreaterEqual => order.is_ge(),
            _ => return Self::Other,
        })
    }
}

/// A string's bytes in quotes, those that are not printable ASCII as `\xNN`; of a long string its length
/// and its FNV-1a hash.
fn string_text(bytes: &[u8]) -> String {
    if bytes.len() > 100 {
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

/// A number as an integer or a fraction in lowest terms, if its parts fit into 127 bits.
fn fraction_text(value: f64) -> Option<String> {
    let bits = value.abs().to_bits();
    let exponent =
        i32::try_from(bits >> 52).ok().filter(|&exponent| (1..0x7ff).contains(&exponent));
    let Some(exponent) = exponent else { return (value == 0.0).then(|| "0".to_owned()) };
    let mantissa = (bits & ((1 << 52) - 1)) | 1 << 52;
    let zeros = mantissa.trailing_zeros();
    let (odd, power) = (i128::from(mantissa >> zeros), exponent - 1075 + zeros.cast_signed());
    let sign = if value < 0.0 { "-" } else { "" };
    match power {
        0..74 => Some(format!("{sign}{}", odd << power)),
        -126..0 => Some(format!("{sign}{odd}/{}", 1_i128 << -power)),
        _ => None,
    }
}
