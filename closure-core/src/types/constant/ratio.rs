//! Fractions: exact, and kept as they come. They are brought to lowest terms only when they grow,
//! as the greatest common divisor is what takes time.

use std::cmp::Ordering;

use num_bigint::{BigInt, BigUint, Sign};
use num_integer::Integer;
use num_traits::{One, ToPrimitive, Zero};

use crate::syntax::BinaryOp;

/// A fraction whose numerator or denominator needs more bits, in lowest terms, is no fraction any
/// longer: it is rounded, as in the compiler.
pub(super) const MAX_BITS: u64 = 4096 - 1;

/// A literal may be a longer fraction than that. The compiler knows no limit to its length; this is
/// one, as each use of such a number costs time.
const MAX_LITERAL_BITS: u64 = 2 * MAX_BITS;

/// A fraction, not always in lowest terms.
#[derive(Clone, Debug)]
pub(crate) struct Ratio {
    numerator: BigInt,
    /// Not 0.
    denominator: BigUint,
}

impl Ratio {
    pub(super) fn of_int(value: &BigInt) -> Self {
        Self { numerator: value.clone(), denominator: BigUint::one() }
    }

    /// `mantissa * 2^exponent`.
    pub(super) fn of_power(negative: bool, mantissa: BigUint, exponent: i64) -> Self {
        let zeros = mantissa.trailing_zeros().unwrap_or(0).min(exponent.min(0).unsigned_abs());
        let magnitude = (mantissa >> zeros) << exponent.max(0) as u64;
        let sign = if negative { Sign::Minus } else { Sign::Plus };
        let numerator = BigInt::from_biguint(sign, magnitude);
        let denominator = BigUint::one() << (exponent.min(0).unsigned_abs() - zeros);
        Self { numerator, denominator }
    }

    /// A literal's number, `mantissa * 2^twos * 5^fives`, whose exponents are as small as the literal
    /// is short; none if it is too long.
    pub(super) fn of_literal(mantissa: BigUint, twos: i64, fives: i64) -> Option<Self> {
        let power = BigUint::from(5_u32).pow(u32::try_from(fives.unsigned_abs()).ok()?);
        let (mut numerator, mut denominator) = (mantissa, BigUint::one());
        *(if fives < 0 { &mut denominator } else { &mut numerator }) *= power;
        *(if twos < 0 { &mut denominator } else { &mut numerator }) <<= twos.unsigned_abs();
        let ratio = Self { numerator: numerator.into(), denominator };
        let ratio = if ratio.bits() > MAX_BITS { ratio.reduced() } else { ratio };
        (ratio.bits() <= MAX_LITERAL_BITS).then_some(ratio)
    }

    /// The larger of the lengths of its parts.
    fn bits(&self) -> u64 {
        self.numerator.bits().max(self.denominator.bits())
    }

    /// The same number, in lowest terms if it is long; that as an error if it is too long even then.
    pub(super) fn limited(self) -> Result<Self, Self> {
        if self.bits() <= MAX_BITS {
            return Ok(self);
        }
        let reduced = self.reduced();
        if reduced.bits() <= MAX_BITS { Ok(reduced) } else { Err(reduced) }
    }

    /// The same number in lowest terms.
    pub(super) fn reduced(self) -> Self {
        let divisor = common_divisor(self.numerator.magnitude().clone(), self.denominator.clone());
        if divisor.is_one() {
            return self;
        }
        let (sign, magnitude) = self.numerator.into_parts();
        Self {
            numerator: BigInt::from_biguint(sign, magnitude / &divisor),
            denominator: self.denominator / divisor,
        }
    }

    pub(super) fn numerator(&self) -> &BigInt {
        &self.numerator
    }

    pub(super) fn denominator(&self) -> &BigUint {
        &self.denominator
    }

    pub(super) fn is_zero(&self) -> bool {
        self.numerator.is_zero()
    }

    pub(super) fn negated(&self) -> Self {
        Self { numerator: -&self.numerator, denominator: self.denominator.clone() }
    }

    /// The integer that this is.
    pub(super) fn to_int(&self) -> Option<BigInt> {
        if self.denominator.is_one() {
            return Some(self.numerator.clone());
        }
        let (quotient, rest) = self.numerator.magnitude().div_rem(&self.denominator);
        rest.is_zero().then(|| BigInt::from_biguint(self.numerator.sign(), quotient))
    }

    /// `left op right`, if that is defined.
    pub(super) fn binary(op: BinaryOp, left: &Self, right: &Self) -> Option<Self> {
        let times = |numerator: &BigInt, denominator: &BigUint| {
            let (sign, magnitude) = (numerator.sign(), numerator.magnitude() * denominator);
            BigInt::from_biguint(sign, magnitude)
        };
        let common = || &left.denominator * &right.denominator;
        let (numerator, denominator) = match op {
            BinaryOp::Add | BinaryOp::Sub => {
                let one = times(&left.numerator, &right.denominator);
                let other = times(&right.numerator, &left.denominator);
                (if op == BinaryOp::Add { one + other } else { one - other }, common())
            }
            BinaryOp::Mul => (&left.numerator * &right.numerator, common()),
            BinaryOp::Div if !right.is_zero() => {
                let (sign, magnitude) = right.numerator.clone().into_parts();
                let numerator = times(&left.numerator, &right.denominator);
                let negative = sign == Sign::Minus;
                (if negative { -numerator } else { numerator }, &left.denominator * magnitude)
            }
            _ => return None,
        };
        Some(Self { numerator, denominator })
    }

    pub(super) fn cmp(&self, other: &Self) -> Ordering {
        if self.numerator.sign() != other.numerator.sign() {
            return self.numerator.sign().cmp(&other.numerator.sign());
        }
        let left = self.numerator.magnitude() * &other.denominator;
        let order = left.cmp(&(other.numerator.magnitude() * &self.denominator));
        if self.numerator.sign() == Sign::Minus { order.reverse() } else { order }
    }
}

/// The greatest common divisor, by Lehmer's algorithm: most of Euclid's steps are done on the
/// highest 62 bits of both numbers, and then on the numbers at once. (Knuth, The Art of Computer
/// Programming, volume 2, 4.5.2, algorithm L.)
fn common_divisor(mut large: BigUint, mut small: BigUint) -> BigUint {
    if large < small {
        std::mem::swap(&mut large, &mut small);
    }
    while small.bits() > 62 {
        let shift = large.bits() - 62;
        let top = |number: &BigUint| (number >> shift).to_i128().unwrap_or(0);
        let (mut x, mut y) = (top(&large), top(&small));
        // The numbers that x and y stand for are a·large + b·small and c·large + d·small.
        let (mut a, mut b, mut c, mut d) = (1_i128, 0_i128, 0_i128, 1_i128);
        while y + c != 0 && y + d != 0 && (x + a) / (y + c) == (x + b) / (y + d) {
            let quotient = (x + a) / (y + c);
            (a, c) = (c, a - quotient * c);
            (b, d) = (d, b - quotient * d);
            (x, y) = (y, x - quotient * y);
        }
        if b == 0 {
            (large, small) = (small.clone(), large % small);
            continue;
        }
        let combined = |p: i128, q: i128| {
            let [first, second] = [(p, &large), (q, &small)].map(|(factor, number)| {
                (factor < 0, number * BigUint::from(factor.unsigned_abs()))
            });
            // One of the factors is negative, or 0, and the sum is not.
            if first.0 {
                second.1 - first.1
            } else if second.0 {
                first.1 - second.1
            } else {
                first.1 + second.1
            }
        };
        (large, small) = (combined(a, b), combined(c, d));
    }
    match small.to_u64() {
        None | Some(0) => large,
        Some(small) => match (large % small).to_u64() {
            Some(rest) => small.gcd(&rest).into(),
            None => small.into(),
        },
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Euclid's algorithm, as it was written.
    fn euclid(mut large: BigUint, mut small: BigUint) -> BigUint {
        while !small.is_zero() {
            (large, small) = (small.clone(), large % small);
        }
        large
    }

    /// A number of up to `bytes` bytes, of which long runs may be equal.
    pub(in crate::types::constant) fn number(bytes: usize) -> impl Strategy<Value = BigUint> {
        let chunk = prop_oneof![any::<u8>(), Just(0), Just(255)];
        proptest::collection::vec(chunk, 0..bytes).prop_map(|bytes| BigUint::from_bytes_le(&bytes))
    }

    proptest! {
        #[test]
        fn the_common_divisor_is_euclids(a in number(80), b in number(80), c in number(40)) {
            prop_assert_eq!(common_divisor(a.clone(), b.clone()), euclid(a.clone(), b.clone()));
            let (a, b) = (a * &c, b * c);
            prop_assert_eq!(common_divisor(a.clone(), b.clone()), euclid(a, b));
        }
    }
}
