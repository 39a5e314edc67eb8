//! Constants: their values, exactly, and what operators make of them.
//!
//! A constant has a value of a *kind*, apart from its type: an untyped float may be an integer, and
//! is one where it matters. Numbers are exact as long as they are small enough: integers, and
//! fractions of two integers below 4096 bits. Beyond that a number has 512 bits and an exponent, as in
//! the compiler, so that both round alike. What the language calls an error (an overflow, a division
//! by zero) has the value [`Value::Other`], which spreads.
//!
//! Nothing here knows types: [`fold`](super::fold) does.

mod exact;
mod float;
mod literal;
mod ratio;
mod represent;
mod text;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::rc::Rc;

use num_bigint::BigInt;
use num_traits::{ToPrimitive, Zero};

use crate::syntax::{BinaryOp, UnaryOp};
use float::Float;
use ratio::Ratio;
use text::Text;

/// Untyped integers with more bits are an error, as in the compiler.
const MAX_INT_BITS: u64 = 512;

/// Shifts by more are an error too: enough to write down the smallest `float64`.
const MAX_SHIFT: i64 = 1023 - 1 + 52;

/// A constant's value, cheap to clone.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Bool(bool),
    String(Rc<Text>),
    Int(i64),
    /// An integer that does not fit into 64 bits.
    Big(Rc<BigInt>),
    /// A fraction, which may be an integer.
    Ratio(Rc<Ratio>),
    /// A number that is too large, too small or too precise for a fraction.
    Float(Rc<Float>),
    /// The real and the imaginary part, neither of which is complex.
    Complex(Rc<[Value; 2]>),
    /// A constant whose value is not known.
    Other,
}

impl From<u64> for Value {
    fn from(value: u64) -> Self {
        Self::of_big(value.into())
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Int(value.into())
    }
}

impl Value {
    /// An integer, however large; beyond what parts of complex numbers may be, it is not known.
    fn of_big(value: BigInt) -> Self {
        match value.to_i64() {
            Some(small) => Self::Int(small),
            None if value.bits() > ratio::MAX_BITS => Self::Other,
            None => Self::Big(Rc::new(value)),
        }
    }

    fn of_ratio(value: Ratio) -> Self {
        match value.limited() {
            Ok(ratio) => Self::Ratio(Rc::new(ratio)),
            Err(large) => Self::of_float(Float::of_ratio(&large)),
        }
    }

    fn of_float(value: Option<Float>) -> Self {
        value.map_or(Self::Other, |value| Self::Float(Rc::new(value)))
    }

    /// A complex number; of parts that are not known, it is not known.
    pub(crate) fn complex(real: Self, imaginary: Self) -> Self {
        match (real, imaginary) {
            (Self::Other, _) | (_, Self::Other) => Self::Other,
            (real, imaginary) => Self::Complex(Rc::new([real, imaginary])),
        }
    }

    /// The bytes of a string.
    fn of_bytes(bytes: &[u8]) -> Self {
        Self::String(Rc::new(Text::new(bytes)))
    }

    /// The string that the conversion of an integer gives: a character, in UTF-8.
    pub(crate) fn of_code_point(&self) -> Self {
        let code = match self {
            Self::Int(value) => u32::try_from(*value).ok(),
            Self::Big(_) => None,
            _ => return Self::Other,
        };
        let c = code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER);
        Self::of_bytes(c.encode_utf8(&mut [0; 4]).as_bytes())
    }

    /// Whether the value is known.
    pub(crate) fn is_known(&self) -> bool {
        !matches!(self, Self::Other)
    }

    /// A known boolean.
    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    /// A known number that is an integer and not larger than this.
    pub(crate) fn as_int(&self) -> Option<i128> {
        match self.to_int() {
            Self::Int(value) => Some(value.into()),
            Self::Big(value) => value.to_i128(),
            _ => None,
        }
    }

    /// The bytes of a string, unless they are too many.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        if let Self::String(text) = self { text.bytes() } else { None }
    }

    /// How many bytes a string has.
    pub(crate) fn string_len(&self) -> Option<u64> {
        if let Self::String(text) = self { Some(text.len()) } else { None }
    }

    /// The real part of a number.
    pub(crate) fn real(&self) -> Self {
        match self {
            Self::Complex(parts) => parts[0].clone(),
            Self::Int(_) | Self::Big(_) | Self::Ratio(_) | Self::Float(_) => self.clone(),
            _ => Self::Other,
        }
    }

    /// The imaginary part of a number.
    pub(crate) fn imaginary(&self) -> Self {
        match self {
            Self::Complex(parts) => parts[1].clone(),
            Self::Int(_) | Self::Big(_) | Self::Ratio(_) | Self::Float(_) => Self::Int(0),
            _ => Self::Other,
        }
    }

    /// Whether this is the number 0.
    pub(crate) fn is_zero(&self) -> bool {
        match self {
            Self::Int(value) => *value == 0,
            Self::Ratio(value) => value.is_zero(),
            Self::Float(value) => value.is_zero(),
            Self::Complex(parts) => parts.iter().all(Self::is_zero),
            Self::Bool(_) | Self::String(_) | Self::Big(_) | Self::Other => false,
        }
    }

    /// The same number as an integer, where it is one.
    pub(crate) fn to_int(&self) -> Self {
        match self {
            Self::Int(_) | Self::Big(_) => self.clone(),
            Self::Ratio(value) => value.to_int().map_or(Self::Other, Self::of_big),
            Self::Float(value) => value.to_int().map_or(Self::Other, Self::of_big),
            Self::Complex(parts) if parts[1].is_zero() => parts[0].to_int(),
            _ => Self::Other,
        }
    }

    /// The same number as one that is no integer by kind, where its imaginary part is 0.
    pub(crate) fn to_float(&self) -> Self {
        match self {
            Self::Int(_) | Self::Big(_) => {
                self.big().map_or(Self::Other, |value| Self::of_ratio(Ratio::of_int(&value)))
            }
            Self::Ratio(_) | Self::Float(_) => self.clone(),
            Self::Complex(parts) if parts[1].is_zero() => parts[0].to_float(),
            _ => Self::Other,
        }
    }

    /// `op operand`; `unsigned_bits` is the width of an unsigned type, for `^`.
    pub(crate) fn unary(op: UnaryOp, operand: &Self, unsigned_bits: Option<u32>) -> Self {
        match op {
            UnaryOp::Plus if !matches!(operand, Self::Bool(_) | Self::String(_)) => operand.clone(),
            UnaryOp::Not => operand.as_bool().map_or(Self::Other, |value| Self::Bool(!value)),
            UnaryOp::Minus => operand.negated(),
            UnaryOp::Complement => operand.complement(unsigned_bits).within_limit(),
            _ => Self::Other,
        }
    }

    fn negated(&self) -> Self {
        match self {
            Self::Int(value) => match value.checked_neg() {
                Some(negated) => Self::Int(negated),
                None => Self::of_big(-BigInt::from(*value)),
            },
            Self::Big(value) => Self::of_big(-&**value),
            Self::Ratio(value) => Self::Ratio(Rc::new(value.negated())),
            Self::Float(value) => Self::Float(Rc::new(value.negated())),
            Self::Complex(parts) => Self::complex(parts[0].negated(), parts[1].negated()),
            Self::Bool(_) | Self::String(_) | Self::Other => Self::Other,
        }
    }

    fn complement(&self, unsigned_bits: Option<u32>) -> Self {
        match (self, unsigned_bits) {
            (Self::Int(value), None) => Self::Int(!value),
            (Self::Int(_) | Self::Big(_), _) => {
                let Some(value) = self.big() else { return Self::Other };
                let complement = !value.into_owned();
                Self::of_big(match unsigned_bits {
                    Some(bits) => complement & ((BigInt::from(1) << bits) - 1),
                    None => complement,
                })
            }
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
            // One operand may decide alone.
            (Self::Bool(known), Self::Other) | (Self::Other, Self::Bool(known)) => {
                match (op, known) {
                    (BinaryOp::LogicalAnd, false) | (BinaryOp::LogicalOr, true) => {
                        Self::Bool(*known)
                    }
                    _ => Self::Other,
                }
            }
            (Self::String(left), Self::String(right)) => match op {
                BinaryOp::Add => Text::joined(left, right).map_or(Self::Other, Self::String),
                BinaryOp::Equal => left.equals(right).map_or(Self::Other, Self::Bool),
                BinaryOp::NotEqual => left.equals(right).map_or(Self::Other, |eq| Self::Bool(!eq)),
                _ => left.compare(right).map_or(Self::Other, |order| Self::ordered(op, order)),
            },
            _ if matches!(op, BinaryOp::ShiftLeft | BinaryOp::ShiftRight) => {
                left.shifted(op, right).within_limit()
            }
            _ if op.is_comparison() => Self::compare(op, left, right),
            _ => Self::arithmetic(op, left, right, integers).within_limit(),
        }
    }

    /// An integer of too many bits is an error.
    fn within_limit(self) -> Self {
        match self {
            Self::Big(value) if value.bits() > MAX_INT_BITS => Self::Other,
            value => value,
        }
    }

    fn shifted(&self, op: BinaryOp, count: &Self) -> Self {
        let value = self.to_int();
        let Self::Int(count @ 0..=MAX_SHIFT) = count.to_int() else { return Self::Other };
        if let Self::Int(value) = value {
            if op == BinaryOp::ShiftRight {
                return Self::Int(value >> count.min(63));
            }
            if count < 64 && (value << count) >> count == value {
                return Self::Int(value << count);
            }
        }
        match value.big() {
            Some(value) if op == BinaryOp::ShiftLeft => Self::of_big(value.into_owned() << count),
            Some(value) => Self::of_big(value.into_owned() >> count),
            None => Self::Other,
        }
    }

    fn compare(op: BinaryOp, left: &Self, right: &Self) -> Self {
        if let (Self::Complex(_), _) | (_, Self::Complex(_)) = (left, right) {
            let equal = |left: Self, right: Self| {
                Self::compare(BinaryOp::Equal, &left, &right).as_bool().unwrap_or(false)
            };
            if !left.is_number() || !right.is_number() {
                return Self::Other;
            }
            let equal =
                equal(left.real(), right.real()) && equal(left.imaginary(), right.imaginary());
            return match op {
                BinaryOp::Equal => Self::Bool(equal),
                BinaryOp::NotEqual => Self::Bool(!equal),
                _ => Self::Other,
            };
        }
        left.order(right).map_or(Self::Other, |order| Self::ordered(op, order))
    }

    fn is_number(&self) -> bool {
        !matches!(self, Self::Bool(_) | Self::String(_) | Self::Other)
    }

    /// How two numbers that are not complex are ordered.
    fn order(&self, other: &Self) -> Option<Ordering> {
        Some(match (self, other) {
            (Self::Int(left), Self::Int(right)) => left.cmp(right),
            (Self::Float(_), _) | (_, Self::Float(_)) => {
                self.float()?.as_ref().cmp(other.float()?.as_ref())
            }
            (Self::Ratio(_), _) | (_, Self::Ratio(_)) => self.ratio()?.cmp(other.ratio()?.as_ref()),
            _ => self.big()?.cmp(&other.big()?),
        })
    }

    fn ordered(op: BinaryOp, order: Ordering) -> Self {
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

    /// `left op right` of numbers, both as what the wider of them is.
    fn arithmetic(op: BinaryOp, left: &Self, right: &Self, integers: bool) -> Self {
        match (left, right) {
            (Self::Int(left), Self::Int(right)) => {
                let small = Self::small_integers(op, *left, *right, integers);
                small.unwrap_or_else(|| {
                    Self::large_integers(op, &(*left).into(), &(*right).into(), integers)
                })
            }
            (Self::Complex(_), _) | (_, Self::Complex(_)) => Self::complexes(op, left, right),
            (Self::Float(_), _) | (_, Self::Float(_)) => match (left.float(), right.float()) {
                (Some(left), Some(right)) => Self::of_float(Float::binary(op, &left, &right)),
                _ => Self::Other,
            },
            (Self::Ratio(_), _) | (_, Self::Ratio(_)) => match (left.ratio(), right.ratio()) {
                (Some(left), Some(right)) => {
                    Ratio::binary(op, &left, &right).map_or(Self::Other, Self::of_ratio)
                }
                _ => Self::Other,
            },
            _ => match (left.big(), right.big()) {
                (Some(left), Some(right)) => Self::large_integers(op, &left, &right, integers),
                _ => Self::Other,
            },
        }
    }

    /// The same of integers, where all fits into 64 bits.
    fn small_integers(op: BinaryOp, left: i64, right: i64, truncate: bool) -> Option<Self> {
        let result = match op {
            BinaryOp::Add => left.checked_add(right),
            BinaryOp::Sub => left.checked_sub(right),
            BinaryOp::Mul => left.checked_mul(right),
            // As in the compiler, which takes the quotient of the lowest and -1 for the lowest.
            BinaryOp::Div if truncate && right != 0 => Some(left.wrapping_div(right)),
            BinaryOp::Rem if right != 0 => Some(left.wrapping_rem(right)),
            BinaryOp::And => Some(left & right),
            BinaryOp::Or => Some(left | right),
            BinaryOp::Xor => Some(left ^ right),
            BinaryOp::AndNot => Some(left & !right),
            _ => None,
        };
        result.map(Self::Int)
    }

    fn large_integers(op: BinaryOp, left: &BigInt, right: &BigInt, truncate: bool) -> Self {
        if matches!(op, BinaryOp::Div | BinaryOp::Rem) && right.is_zero() {
            return Self::Other;
        }
        Self::of_big(match op {
            BinaryOp::Add => left + right,
            BinaryOp::Sub => left - right,
            BinaryOp::Mul => left * right,
            BinaryOp::Div if truncate => left / right,
            BinaryOp::Div => {
                let ratio = Ratio::binary(op, &Ratio::of_int(left), &Ratio::of_int(right));
                return ratio.map_or(Self::Other, Self::of_ratio);
            }
            BinaryOp::Rem => left % right,
            BinaryOp::And => left & right,
            BinaryOp::Or => left | right,
            BinaryOp::Xor => left ^ right,
            BinaryOp::AndNot => left & !right,
            _ => return Self::Other,
        })
    }

    fn complexes(op: BinaryOp, left: &Self, right: &Self) -> Self {
        let ([a, b], [c, d]) = ([left.real(), left.imaginary()], [right.real(), right.imaginary()]);
        let part = |op, left: &Self, right: &Self| Self::arithmetic(op, left, right, false);
        let product = |left: &Self, right: &Self| part(BinaryOp::Mul, left, right);
        match op {
            BinaryOp::Add | BinaryOp::Sub => Self::complex(part(op, &a, &c), part(op, &b, &d)),
            BinaryOp::Mul => Self::complex(
                part(BinaryOp::Sub, &product(&a, &c), &product(&b, &d)),
                part(BinaryOp::Add, &product(&b, &c), &product(&a, &d)),
            ),
            BinaryOp::Div => {
                let norm = part(BinaryOp::Add, &product(&c, &c), &product(&d, &d));
                let real = part(BinaryOp::Add, &product(&a, &c), &product(&b, &d));
                let imaginary = part(BinaryOp::Sub, &product(&b, &c), &product(&a, &d));
                Self::complex(
                    part(BinaryOp::Div, &real, &norm),
                    part(BinaryOp::Div, &imaginary, &norm),
                )
            }
            _ => Self::Other,
        }
    }

    fn big(&self) -> Option<Cow<'_, BigInt>> {
        match self {
            Self::Int(value) => Some(Cow::Owned((*value).into())),
            Self::Big(value) => Some(Cow::Borrowed(value)),
            _ => None,
        }
    }

    fn ratio(&self) -> Option<Cow<'_, Ratio>> {
        match self {
            Self::Ratio(value) => Some(Cow::Borrowed(value)),
            _ => self.big().map(|value| Cow::Owned(Ratio::of_int(&value))),
        }
    }

    fn float(&self) -> Option<Cow<'_, Float>> {
        match self {
            Self::Float(value) => Some(Cow::Borrowed(value)),
            Self::Ratio(value) => Float::of_ratio(value).map(Cow::Owned),
            _ => Float::of_int(&*self.big()?).map(Cow::Owned),
        }
    }
}

// Operands are remembered by the hundred thousand.
const _: () = assert!(size_of::<Value>() <= 16);

#[cfg(test)]
mod tests;
