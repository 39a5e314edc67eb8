//! Properties, against the machine's own numbers and against slow models. What values single
//! constants have is in the tables of `tests/constants`.

use num_bigint::{BigUint, Sign};
use proptest::prelude::*;

use super::*;
use crate::names::universe::Predeclared;

/// The operators that integers have.
const INTEGER_OPERATORS: [BinaryOp; 9] = [
    BinaryOp::Add,
    BinaryOp::Sub,
    BinaryOp::Mul,
    BinaryOp::Div,
    BinaryOp::Rem,
    BinaryOp::And,
    BinaryOp::Or,
    BinaryOp::Xor,
    BinaryOp::AndNot,
];

const COMPARISONS: [BinaryOp; 6] = [
    BinaryOp::Equal,
    BinaryOp::NotEqual,
    BinaryOp::Less,
    BinaryOp::LessEqual,
    BinaryOp::Greater,
    BinaryOp::GreaterEqual,
];

const FLOAT_OPERATORS: [BinaryOp; 4] = [BinaryOp::Add, BinaryOp::Sub, BinaryOp::Mul, BinaryOp::Div];

/// Integers, those at the ends of types more often than others.
fn integer() -> impl Strategy<Value = i64> {
    let edge = (0..64_u32, -2..=2_i64, any::<bool>()).prop_map(|(bits, more, negative)| {
        let edge = 1_i64.wrapping_shl(bits).wrapping_add(more);
        if negative { edge.wrapping_neg() } else { edge }
    });
    prop_oneof![any::<i64>(), edge]
}

/// Integers of up to 256 bits.
fn large_integer() -> impl Strategy<Value = BigInt> {
    let magnitude = super::ratio::tests::number(32);
    (magnitude, any::<bool>()).prop_map(|(magnitude, negative)| {
        BigInt::from_biguint(if negative { Sign::Minus } else { Sign::Plus }, magnitude)
    })
}

/// A finite number as a constant.
fn of_f64(value: f64) -> Value {
    let bits = value.to_bits();
    let exponent = i64::try_from(bits >> 52 & 0x7ff).unwrap();
    let fraction = bits & ((1 << 52) - 1);
    let (mantissa, exponent) =
        if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
    Value::of_ratio(Ratio::of_power(value < 0.0, mantissa.into(), exponent))
}

/// What the machine has, as a constant.
fn expected(value: f64) -> Option<String> {
    if value.is_finite() { of_f64(value).exact_text() } else { None }
}

fn finite() -> impl Strategy<Value = f64> {
    any::<u64>().prop_map(f64::from_bits).prop_filter("finite", |value| value.is_finite())
}

fn finite32() -> impl Strategy<Value = f32> {
    any::<u32>().prop_map(f32::from_bits).prop_filter("finite", |value| value.is_finite())
}

/// Numbers of which sums and products are close to ends and to ties.
fn near(value: f64) -> impl Strategy<Value = f64> {
    (0..8_u64, 0..80_i32).prop_map(move |(bits, scale)| {
        let near = f64::from_bits(value.to_bits() ^ bits) * f64::from(scale - 40).exp2();
        if near.is_finite() { near } else { value }
    })
}

/// A number of 512 bits, with an exponent of a few thousand at most.
fn float() -> impl Strategy<Value = Float> {
    let mantissa = super::ratio::tests::number(64);
    (mantissa, -1500..1500_i64, any::<bool>()).prop_map(|(mantissa, exponent, negative)| {
        let ratio = Ratio::of_power(negative, mantissa, exponent);
        Float::of_ratio(&ratio).unwrap()
    })
}

/// A fraction rounded to 512 bits, a bit at a time.
fn rounded_slowly(ratio: &Ratio) -> Option<(bool, BigUint, i64)> {
    let negative = ratio.numerator().sign() == Sign::Minus;
    let mut numerator = ratio.numerator().magnitude().clone();
    let mut denominator = ratio.denominator().clone();
    if numerator == BigUint::ZERO {
        return None;
    }
    let mut exponent = 0;
    while numerator < &denominator << 511_u32 {
        numerator <<= 1;
        exponent -= 1;
    }
    while numerator >= &denominator << 512_u32 {
        denominator <<= 1;
        exponent += 1;
    }
    let mut mantissa = &numerator / &denominator;
    let twice = (&numerator - &mantissa * &denominator) << 1_u32;
    if twice > denominator || twice == denominator && mantissa.bit(0) {
        mantissa += 1_u32;
    }
    while !mantissa.bit(0) {
        mantissa >>= 1;
        exponent += 1;
    }
    Some((negative, mantissa, exponent))
}

fn exactly(value: &Float) -> Ratio {
    let (negative, mantissa, exponent) = value.parts();
    Ratio::of_power(negative, mantissa.clone(), exponent)
}

proptest! {
    #[test]
    fn small_integers_are_as_wide_ones(left in integer(), right in integer()) {
        let (a, b) = (i128::from(left), i128::from(right));
        let found = |op| Value::binary(op, &Value::Int(left), &Value::Int(right), true);
        for op in INTEGER_OPERATORS {
            let wanted = match op {
                BinaryOp::Add => Some(a + b),
                BinaryOp::Sub => Some(a - b),
                BinaryOp::Mul => Some(a * b),
                BinaryOp::Div if left == i64::MIN && b == -1 => Some(a),
                BinaryOp::Div => a.checked_div(b),
                BinaryOp::Rem => a.checked_rem(b),
                BinaryOp::And => Some(a & b),
                BinaryOp::Or => Some(a | b),
                BinaryOp::Xor => Some(a ^ b),
                _ => Some(a & !b),
            };
            prop_assert_eq!(found(op).as_int(), wanted, "{} {:?} {}", left, op, right);
        }
        for (op, wanted) in COMPARISONS.into_iter().zip([a == b, a != b, a < b, a <= b, a > b, a >= b]) {
            prop_assert_eq!(found(op).as_bool(), Some(wanted));
        }
        prop_assert_eq!(Value::unary(UnaryOp::Minus, &Value::Int(left), None).as_int(), Some(-a));
        prop_assert_eq!(Value::unary(UnaryOp::Complement, &Value::Int(left), None).as_int(), Some(!a));
    }

    #[test]
    fn shifts_are_as_wide_ones(value in integer(), count in 0..60_i64) {
        let shift = |op| Value::binary(op, &Value::Int(value), &Value::Int(count), true).as_int();
        prop_assert_eq!(shift(BinaryOp::ShiftLeft), Some(i128::from(value) << count));
        prop_assert_eq!(shift(BinaryOp::ShiftRight), Some(i128::from(value) >> count));
    }

    #[test]
    fn large_integers_add_up(left in large_integer(), right in large_integer()) {
        let (a, b) = (Value::of_big(left), Value::of_big(right));
        let equal = |x: &Value, y: &Value| Value::binary(BinaryOp::Equal, x, y, true).as_bool();
        let op = |op, x: &Value, y: &Value| Value::binary(op, x, y, true);
        let sum = op(BinaryOp::Add, &a, &b);
        prop_assert_eq!(equal(&op(BinaryOp::Sub, &sum, &b), &a), Some(true));
        let xor = op(BinaryOp::Xor, &a, &b);
        prop_assert_eq!(equal(&op(BinaryOp::Xor, &xor, &b), &a), Some(true));
        let (and, or) = (op(BinaryOp::And, &a, &b), op(BinaryOp::Or, &a, &b));
        prop_assert_eq!(equal(&op(BinaryOp::Add, &and, &or), &sum), Some(true));
        prop_assert_eq!(equal(&op(BinaryOp::AndNot, &a, &b), &op(BinaryOp::Sub, &a, &and)), Some(true));
        if b.is_zero() {
            prop_assert!(!op(BinaryOp::Div, &a, &b).is_known());
            return Ok(());
        }
        let product = op(BinaryOp::Mul, &a, &b);
        prop_assert_eq!(equal(&op(BinaryOp::Div, &product, &b), &a), Some(true));
        let (quotient, rest) = (op(BinaryOp::Div, &a, &b), op(BinaryOp::Rem, &a, &b));
        let back = op(BinaryOp::Add, &op(BinaryOp::Mul, &quotient, &b), &rest);
        prop_assert_eq!(equal(&back, &a), Some(true));
        // The same as a fraction, which is the same number again.
        let fraction = Value::binary(BinaryOp::Div, &a, &b, false);
        let back = Value::binary(BinaryOp::Mul, &fraction, &b, false);
        prop_assert_eq!(equal(&back, &a), Some(true));
        prop_assert_eq!(back.to_int().exact_text(), a.exact_text());
    }

    #[test]
    fn floats_are_the_machines((left, right) in finite().prop_flat_map(|left| {
        (Just(left), prop_oneof![near(left), finite()])
    })) {
        let (a, b) = (of_f64(left), of_f64(right));
        for (op, value) in FLOAT_OPERATORS.into_iter().zip([left + right, left - right, left * right, left / right]) {
            let found = Value::binary(op, &a, &b, false).represented(Predeclared::Float64, 64);
            prop_assert_eq!(found.exact_text(), expected(value), "{} {:?} {}", left, op, right);
        }
        for (op, wanted) in COMPARISONS.into_iter().zip([
            left == right, left != right, left < right, left <= right, left > right, left >= right,
        ]) {
            prop_assert_eq!(Value::binary(op, &a, &b, false).as_bool(), Some(wanted));
        }
    }

    #[test]
    fn short_floats_are_the_machines(left in finite32(), right in finite32(), long in finite()) {
        let (a, b) = (of_f64(left.into()), of_f64(right.into()));
        for (op, value) in FLOAT_OPERATORS.into_iter().zip([left + right, left - right, left * right, left / right]) {
            let found = Value::binary(op, &a, &b, false).represented(Predeclared::Float32, 64);
            prop_assert_eq!(found.exact_text(), expected(value.into()), "{} {:?} {}", left, op, right);
        }
        let found = of_f64(long).represented(Predeclared::Float32, 64);
        prop_assert_eq!(found.exact_text(), expected(f64::from(long as f32)));
    }

    #[test]
    fn integers_round_as_the_machines(value in integer()) {
        let found = Value::Int(value).represented(Predeclared::Float64, 64);
        prop_assert_eq!(found.exact_text(), expected(value as f64));
        let found = Value::Int(value).represented(Predeclared::Float32, 64);
        prop_assert_eq!(found.exact_text(), expected(f64::from(value as f32)));
    }

    #[test]
    fn literals_are_read_as_the_machine_reads(
        digits in "[0-9]{1,40}", fraction in "(\\.[0-9]{0,40})?", exponent in -330..310_i32,
    ) {
        let literal = format!("{digits}{fraction}e{exponent}");
        let value = Value::of_number(&literal);
        let found = value.represented(Predeclared::Float64, 64);
        prop_assert_eq!(found.exact_text(), expected(literal.parse().unwrap()), "{}", literal);
        let found = value.represented(Predeclared::Float32, 64);
        let wanted: f32 = literal.parse().unwrap();
        prop_assert_eq!(found.exact_text(), expected(wanted.into()), "{}", literal);
    }

    #[test]
    fn large_floats_round_as_exact_ones(left in float(), right in float()) {
        for op in FLOAT_OPERATORS {
            let exact = Ratio::binary(op, &exactly(&left), &exactly(&right));
            let Some(exact) = exact else { continue };
            let found = Float::binary(op, &left, &right).unwrap();
            let (negative, mantissa, exponent) = found.parts();
            let parts = (!found.is_zero()).then(|| (negative, mantissa.clone(), exponent));
            prop_assert_eq!(parts, rounded_slowly(&exact), "{:?} {:?} {:?}", left, op, right);
        }
        prop_assert_eq!(left.cmp(&right), exactly(&left).cmp(&exactly(&right)));
    }

    #[test]
    fn strings_are_their_bytes(pieces in proptest::collection::vec(("[ab]{0,40}", any::<bool>()), 1..12), cut in 0..12_usize) {
        // The same text put together in two ways, and one with another end.
        let text = |s: &str| Rc::new(Text::new(s.as_bytes()));
        let join = |a: &Rc<Text>, b: &Rc<Text>| Text::joined(a, b).unwrap();
        let whole: String = pieces.iter().map(|(piece, _)| piece.as_str()).collect();
        let left = pieces.iter().fold(text(""), |sum, (piece, _)| join(&sum, &text(piece)));
        let (head, tail) = pieces.split_at(cut.min(pieces.len()));
        let parts = [head, tail].map(|part| {
            part.iter().rev().fold(text(""), |sum, (piece, _)| join(&text(piece), &sum))
        });
        let right = join(&parts[0], &parts[1]);
        prop_assert_eq!(left.len(), whole.len() as u64);
        prop_assert_eq!(left.bytes(), Some(whole.clone().into_bytes()));
        prop_assert_eq!(left.compare(&right), Some(Ordering::Equal));
        prop_assert_eq!(left.equals(&right), Some(true));
        let other: String = pieces.iter().map(|(piece, kept)| if *kept { piece.as_str() } else { "b" }).collect();
        prop_assert_eq!(left.compare(&text(&other)), Some(whole.cmp(&other)));
        prop_assert_eq!(left.equals(&text(&other)), Some(whole == other));
    }

    #[test]
    fn no_literal_is_too_much(text in "[0-9a-fA-FxXoObBpPeE._+'\"\\\\uUi-]{0,30}") {
        // Whatever it is, there is an answer, and no panic.
        let number = [Value::of_number(&text), Value::of_imaginary(&text), Value::of_rune(&text)];
        for value in number.iter().chain([&Value::of_string(&text)]) {
            for basic in [Predeclared::Float32, Predeclared::Int8, Predeclared::Complex128] {
                value.represented(basic, 32);
            }
            Value::binary(BinaryOp::Add, value, &number[0], false);
        }
    }
}

#[test]
fn numbers_without_end_are_not_waited_for() {
    let value = Value::of_number;
    let op = |op, left: &Value, right: &Value| Value::binary(op, left, right, false);
    let huge = value("1e600000000");
    assert!(huge.is_known());
    let one = Value::Int(1);
    // So far apart that the smaller one does not count.
    let sum = op(BinaryOp::Add, &huge, &one);
    assert_eq!(op(BinaryOp::Equal, &sum, &huge).as_bool(), Some(true));
    assert_eq!(op(BinaryOp::Less, &value("1e-600000000"), &one).as_bool(), Some(true));
    assert!(!huge.to_int().is_known());
    assert!(!op(BinaryOp::Mul, &huge, &huge).is_known());
    for text in ["1e999999999", "1e9999999999", "0x1p9999999999", "1e99999999999999999999"] {
        assert!(!value(text).is_known(), "{text}");
    }
    assert!(!op(BinaryOp::ShiftLeft, &one, &Value::Int(1_000_000_000)).is_known());
    assert!(!op(BinaryOp::ShiftLeft, &one, &value("1e30")).is_known());
    // Squared until it is too large for anything.
    for start in ["3.0", "1e-1", "3i", "1e-1000", "7"] {
        let mut squared = if start.ends_with('i') {
            // Whose parts are integers.
            Value::complex(Value::Int(3), Value::Int(1))
        } else {
            value(start)
        };
        for _ in 0..100 {
            squared = op(BinaryOp::Mul, &squared, &squared);
        }
        assert!(!squared.is_known() || squared.is_zero(), "{start}: {squared:?}");
    }
    let long = "9".repeat(9000);
    assert!(!value(&long).is_known());
    assert!(value(&format!("{long}.5")).is_known());
    assert!(!value(&"9".repeat(10_001)).is_known());
}

#[test]
fn strings_without_end_are_not_put_together() {
    let mut doubled = Value::of_string("\"ab\"");
    for bits in 2..63 {
        doubled = Value::binary(BinaryOp::Add, &doubled, &doubled, false);
        assert_eq!(doubled.string_len(), Some(1 << bits));
    }
    // Two that are equal as far as anyone looks, and two that are not.
    let more = |text| Value::binary(BinaryOp::Add, &doubled, &Value::of_string(text), false);
    let compare = |a, b| Value::binary(BinaryOp::Less, &more(a), &more(b), false);
    assert!(!compare("\"c\"", "\"d\"").is_known());
    let not_equal = Value::binary(BinaryOp::Equal, &more("\"c\""), &more("\"cd\""), false);
    assert_eq!(not_equal.as_bool(), Some(false));
    // Longer than any length.
    let endless = Value::binary(BinaryOp::Add, &doubled, &doubled, false);
    assert!(!endless.is_known());
    // As deep as it is long: neither comparing nor dropping it may recurse.
    let piece = Value::of_bytes(&[b'x'; 100]);
    let mut chain = piece.clone();
    for _ in 0..300_000 {
        chain = Value::binary(BinaryOp::Add, &chain, &piece, false);
    }
    assert_eq!(chain.string_len(), Some(30_000_100));
    assert!(!Value::binary(BinaryOp::Less, &chain, &piece, false).is_known());
}
