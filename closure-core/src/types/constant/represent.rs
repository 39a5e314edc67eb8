//! What a constant becomes when it gets a type: rounded where the type is a float, an integer where
//! the type is one, and unknown where the type has no such value.

use num_bigint::{BigUint, Sign};
use num_traits::One;

use super::Value;
use super::float::{Float, shifted_right};
use super::ratio::Ratio;
use crate::names::universe::Predeclared;

/// A binary floating-point format.
#[derive(Clone, Copy)]
struct Format {
    precision: u64,
    /// The exponent of the lowest bit of all.
    lowest: i64,
    /// Numbers of two to this and above are infinite.
    highest: i64,
}

const FLOAT32: Format = Format { precision: 24, lowest: -149, highest: 128 };
const FLOAT64: Format = Format { precision: 53, lowest: -1074, highest: 1024 };

/// The size of an integer type.
#[derive(Clone, Copy)]
enum Width {
    Signed(u32),
    Unsigned(u32),
}

impl Value {
    /// The constant as a value of a predeclared type, on a machine whose `int` has `int_bits`.
    pub(crate) fn represented(&self, basic: Predeclared, int_bits: u32) -> Self {
        match basic {
            Predeclared::Bool if matches!(self, Self::Bool(_)) => self.clone(),
            Predeclared::String if matches!(self, Self::String(_)) => self.clone(),
            Predeclared::Int => self.integer(Width::Signed(int_bits)),
            Predeclared::Int8 => self.integer(Width::Signed(8)),
            Predeclared::Int16 => self.integer(Width::Signed(16)),
            Predeclared::Int32 | Predeclared::Rune => self.integer(Width::Signed(32)),
            Predeclared::Int64 => self.integer(Width::Signed(64)),
            Predeclared::Uint | Predeclared::Uintptr => self.integer(Width::Unsigned(int_bits)),
            Predeclared::Uint8 | Predeclared::Byte => self.integer(Width::Unsigned(8)),
            Predeclared::Uint16 => self.integer(Width::Unsigned(16)),
            Predeclared::Uint32 => self.integer(Width::Unsigned(32)),
            Predeclared::Uint64 => self.integer(Width::Unsigned(64)),
            Predeclared::Float32 => self.rounded(FLOAT32),
            Predeclared::Float64 => self.rounded(FLOAT64),
            Predeclared::Complex64 => self.rounded_parts(FLOAT32),
            Predeclared::Complex128 => self.rounded_parts(FLOAT64),
            Predeclared::Bool
            | Predeclared::String
            | Predeclared::Error
            | Predeclared::Any
            | Predeclared::Comparable => Self::Other,
        }
    }

    fn integer(&self, width: Width) -> Self {
        let value = self.to_int();
        let fits = match (&value, width) {
            (Self::Int(value), Width::Signed(bits)) => {
                let spare = 64 - bits.min(64);
                (value << spare) >> spare == *value
            }
            (Self::Int(value), Width::Unsigned(bits)) => {
                *value >= 0 && value.checked_shr(bits).unwrap_or(0) == 0
            }
            (Self::Big(value), Width::Unsigned(bits)) => {
                value.sign() == Sign::Plus && value.bits() <= bits.into()
            }
            _ => false,
        };
        if fits { value } else { Self::Other }
    }

    fn rounded_parts(&self, format: Format) -> Self {
        Self::complex(self.real().rounded(format), self.imaginary().rounded(format))
    }

    /// The closest number that a format has.
    fn rounded(&self, format: Format) -> Self {
        let rounded = match self.to_float() {
            Self::Ratio(value) => round_ratio(&value, format),
            Self::Float(value) => round_float(&value, format),
            _ => None,
        };
        rounded.map_or(Self::Other, Self::of_ratio)
    }
}

fn round_ratio(value: &Ratio, format: Format) -> Option<Ratio> {
    let (numerator, denominator) = (value.numerator(), value.denominator());
    if denominator.is_one() && numerator.bits() <= format.precision {
        return Some(value.clone());
    }
    // As many bits of the quotient as count, and two more.
    let whole_bits = numerator.bits() as i64 - denominator.bits() as i64;
    let exponent = whole_bits - format.precision as i64 - 2;
    let scaled = numerator.magnitude() << (-exponent).max(0) as u64;
    let denominator = denominator << exponent.max(0) as u64;
    let quotient = &scaled / &denominator;
    let more = &quotient * &denominator != scaled;
    round(numerator.sign() == Sign::Minus, quotient, exponent, more, format)
}

fn round_float(value: &Float, format: Format) -> Option<Ratio> {
    let (negative, mantissa, exponent) = value.parts();
    round(negative, mantissa.clone(), exponent, false, format)
}

/// The number of a format that is closest to `mantissa * 2^exponent`, or if `more` to something
/// between that and the next mantissa; none if that is infinite.
fn round(
    negative: bool,
    mantissa: BigUint,
    exponent: i64,
    more: bool,
    format: Format,
) -> Option<Ratio> {
    let top = exponent + mantissa.bits() as i64;
    if top > format.highest {
        return None;
    }
    let kept = exponent.max(top - format.precision as i64).max(format.lowest);
    let mantissa = shifted_right(mantissa, (kept - exponent) as u64, more);
    if kept + mantissa.bits() as i64 > format.highest {
        return None;
    }
    Some(Ratio::of_power(negative, mantissa, kept))
}
