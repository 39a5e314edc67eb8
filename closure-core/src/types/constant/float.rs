//! Numbers of 512 bits with an exponent of 32, for what no fraction holds: they round as the
//! compiler's do, to the nearest and to the even one of two, and overflow and underflow where they do.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint, Sign};
use num_traits::Zero;

use super::ratio::{self, Ratio};
use crate::syntax::BinaryOp;

/// How many bits a number has.
const PRECISION: u64 = 512;

/// How many more the powers of five have that literals are multiplied with, and again those that
/// they are multiplied together from.
const GUARD_BITS: u64 = 64;

/// The exponents, of numbers from one half to one.
const EXPONENTS: std::ops::RangeInclusive<i64> = i32::MIN as i64..=i32::MAX as i64;

/// Numbers with exponents nearer to 0 than this may become fractions and integers.
const SMALL_EXPONENT: i64 = ratio::MAX_BITS as i64 + 1;

/// Numbers which a computation has left so close to an integer, in bits, are that integer.
const BLURRED_BITS: u64 = 4;

/// A number `mantissa * 2^exponent`, whose mantissa is odd or, as its exponent then is too, 0.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Float {
    negative: bool,
    mantissa: BigUint,
    exponent: i64,
}

impl Float {
    pub(super) fn zero() -> Self {
        Self { negative: false, mantissa: BigUint::ZERO, exponent: 0 }
    }

    /// The number closest to `mantissa * 2^exponent`, and if `more` to something between that and
    /// the next mantissa, which must then have more bits than are kept. None if it is too large.
    fn rounded(
        negative: bool,
        mantissa: BigUint,
        exponent: i64,
        more: bool,
        precision: u64,
    ) -> Option<Self> {
        let bits = mantissa.bits();
        let top = exponent + bits as i64;
        if bits == 0 || top < *EXPONENTS.start() {
            return Some(Self::zero());
        }
        let dropped = bits.saturating_sub(precision);
        let mut mantissa = shifted_right(mantissa, dropped, more);
        let mut exponent = exponent + dropped as i64;
        if exponent + mantissa.bits() as i64 > *EXPONENTS.end() {
            return None;
        }
        let zeros = mantissa.trailing_zeros().unwrap_or(0);
        if zeros > 0 {
            mantissa >>= zeros;
            exponent += zeros as i64;
        }
        Some(Self { negative, mantissa, exponent })
    }

    /// The number closest to an integer.
    pub(super) fn of_int(value: &BigInt) -> Option<Self> {
        let negative = value.sign() == Sign::Minus;
        Self::rounded(negative, value.magnitude().clone(), 0, false, PRECISION)
    }

    /// The number closest to a fraction.
    pub(super) fn of_ratio(value: &Ratio) -> Option<Self> {
        let negative = value.numerator().sign() == Sign::Minus;
        Self::quotient(negative, value.numerator().magnitude(), value.denominator(), 0)
    }

    /// A literal's number, `mantissa * 2^twos * 5^fives`; None if it is too large, or so small that
    /// the compiler has no number for it either.
    pub(super) fn of_literal(mantissa: BigUint, twos: i64, fives: i64) -> Option<Self> {
        let top = twos.checked_add(mantissa.bits() as i64)?;
        if !EXPONENTS.contains(&top) {
            return None;
        }
        if fives == 0 {
            return Self::rounded(false, mantissa, twos, false, PRECISION);
        }
        match (Self::power_of_five(fives.unsigned_abs()), fives < 0) {
            (Some(power), true) => {
                let exponent = twos - power.exponent;
                Self::quotient(false, &mantissa, &power.mantissa, exponent)
            }
            (Some(power), false) => {
                let exponent = twos + power.exponent;
                Self::rounded(false, mantissa * power.mantissa, exponent, false, PRECISION)
            }
            (None, true) => Some(Self::zero()),
            (None, false) => None,
        }
    }

    /// `5^n`, multiplied together in the order that the compiler has: the last bits depend on it.
    fn power_of_five(n: u64) -> Option<Self> {
        /// The largest power of five that fits into 64 bits.
        const EXACT: u32 = 27;
        let exact = BigUint::from(5_u32).pow(u32::try_from(n).unwrap_or(EXACT).min(EXACT));
        let mut power = Self::rounded(false, exact, 0, false, PRECISION + GUARD_BITS)?;
        let mut square = Some(Self { negative: false, mantissa: 5_u32.into(), exponent: 0 });
        let mut n = n.saturating_sub(EXACT.into());
        while n > 0 {
            let factor = square?;
            if n & 1 != 0 {
                power = Self::product(&power, &factor, PRECISION + GUARD_BITS)?;
            }
            square = Self::product(&factor, &factor, PRECISION + 2 * GUARD_BITS);
            n >>= 1;
        }
        Some(power)
    }

    pub(super) fn is_zero(&self) -> bool {
        self.mantissa.is_zero()
    }

    pub(super) fn negated(&self) -> Self {
        Self { negative: !self.negative && !self.is_zero(), ..self.clone() }
    }

    /// The exponent of the bit above the highest.
    fn top(&self) -> i64 {
        self.exponent + self.mantissa.bits() as i64
    }

    /// Whether its integer or its fraction would be of reasonable size.
    pub(super) fn is_small(&self) -> bool {
        self.is_zero() || self.top().abs() < SMALL_EXPONENT
    }

    /// `left op right`; none if it is too large or not defined.
    pub(super) fn binary(op: BinaryOp, left: &Self, right: &Self) -> Option<Self> {
        match op {
            BinaryOp::Add => left.plus(right),
            BinaryOp::Sub => left.plus(&right.negated()),
            BinaryOp::Mul => Self::product(left, right, PRECISION),
            BinaryOp::Div if !right.is_zero() => {
                let negative = left.negative != right.negative;
                let exponent = left.exponent - right.exponent;
                Self::quotient(negative, &left.mantissa, &right.mantissa, exponent)
            }
            _ => None,
        }
    }

    fn product(left: &Self, right: &Self, precision: u64) -> Option<Self> {
        let mantissa = &left.mantissa * &right.mantissa;
        let exponent = left.exponent + right.exponent;
        Self::rounded(left.negative != right.negative, mantissa, exponent, false, precision)
    }

    /// The number closest to `numerator / denominator * 2^exponent`.
    fn quotient(
        negative: bool,
        numerator: &BigUint,
        denominator: &BigUint,
        exponent: i64,
    ) -> Option<Self> {
        // Two bits more than are kept, and whether there are others, decide how to round.
        let shift = (PRECISION + 2 + denominator.bits()).saturating_sub(numerator.bits());
        let numerator = numerator << shift;
        let mantissa = &numerator / denominator;
        let more = &mantissa * denominator != numerator;
        Self::rounded(negative, mantissa, exponent - shift as i64, more, PRECISION)
    }

    fn plus(&self, other: &Self) -> Option<Self> {
        let (large, small) = if self.top() >= other.top() || other.is_zero() {
            (self, other)
        } else {
            (other, self)
        };
        if large.is_zero() {
            return Some(small.clone());
        }
        let same_sign = large.negative == small.negative;
        // A number that is smaller by more than all bits only tells how to round: no one wants a
        // mantissa as long as the exponents are apart.
        let guarded = PRECISION + 3;
        let distant = large.top() - small.top() > guarded as i64;
        if distant || small.is_zero() {
            let shift = guarded - large.mantissa.bits();
            let mut mantissa = &large.mantissa << shift;
            let more = !small.is_zero();
            if more && !same_sign {
                mantissa -= 1_u32;
            }
            let exponent = large.exponent - shift as i64;
            return Self::rounded(large.negative, mantissa, exponent, more, PRECISION);
        }
        let exponent = large.exponent.min(small.exponent);
        let aligned = |float: &Self| &float.mantissa << (float.exponent - exponent) as u64;
        let (large_mantissa, small_mantissa) = (aligned(large), aligned(small));
        let (negative, mantissa) = if same_sign {
            (large.negative, large_mantissa + small_mantissa)
        } else if large_mantissa >= small_mantissa {
            (large.negative, large_mantissa - small_mantissa)
        } else {
            (small.negative, small_mantissa - large_mantissa)
        };
        Self::rounded(negative, mantissa, exponent, false, PRECISION)
    }

    /// The integer that this is. The compiler takes a number for one from which rounding may have
    /// led astray.
    pub(super) fn to_int(&self) -> Option<BigInt> {
        if !self.is_small() {
            return None;
        }
        let integer = if self.exponent >= 0 {
            &self.mantissa << self.exponent as u64
        } else {
            let blurred = PRECISION - BLURRED_BITS;
            let dropped = self.mantissa.bits().saturating_sub(blurred);
            // Towards 0, and away from it.
            let low = &self.mantissa >> dropped;
            let exact = dropped == 0;
            let exponent = self.exponent + dropped as i64;
            let whole = |mantissa: &BigUint| {
                let fraction = exponent.min(0).unsigned_abs();
                let is_whole = mantissa.trailing_zeros().is_none_or(|zeros| zeros >= fraction);
                is_whole.then(|| (mantissa << exponent.max(0) as u64) >> fraction)
            };
            whole(&low).or_else(|| if exact { None } else { whole(&(low + 1_u32)) })?
        };
        Some(BigInt::from_biguint(if self.negative { Sign::Minus } else { Sign::Plus }, integer))
    }

    /// The number as a sign, a mantissa and the exponent of the mantissa's lowest bit.
    pub(super) fn parts(&self) -> (bool, &BigUint, i64) {
        (self.negative, &self.mantissa, self.exponent)
    }
}

impl PartialOrd for Float {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Float {
    fn cmp(&self, other: &Self) -> Ordering {
        let sign = |float: &Self| match float {
            _ if float.is_zero() => 0,
            Float { negative: true, .. } => -1,
            _ => 1,
        };
        let (left, right) = (sign(self), sign(other));
        if left != right || left == 0 {
            return left.cmp(&right);
        }
        let magnitude = self.top().cmp(&other.top()).then_with(|| {
            let exponent = self.exponent.min(other.exponent);
            let aligned = |float: &Self| &float.mantissa << (float.exponent - exponent) as u64;
            aligned(self).cmp(&aligned(other))
        });
        if left < 0 { magnitude.reverse() } else { magnitude }
    }
}

/// `mantissa / 2^bits`, rounded to the nearest, and of two to the even one; `more` says that the
/// mantissa is a little larger than it looks.
pub(super) fn shifted_right(mantissa: BigUint, bits: u64, more: bool) -> BigUint {
    if bits == 0 {
        return mantissa;
    }
    let half = mantissa.bit(bits - 1);
    let above_half = more || mantissa.trailing_zeros().is_some_and(|zeros| zeros < bits - 1);
    let rounded = mantissa >> bits;
    if half && (above_half || rounded.bit(0)) { rounded + 1_u32 } else { rounded }
}
