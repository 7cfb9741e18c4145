//! Binary floating-point numbers of 512 bits, rounded to the nearest, to even in the middle; and the nearest machine
//! numbers of fractions.

use num_bigint::{BigInt, BigUint, Sign};
use num_traits::{One, Signed, ToPrimitive, Zero};
use std::cmp::Ordering;

/// Bits of a mantissa, as in go/constant.
const PRECISION: u64 = 512;

/// math/big's exponents are 32 bits wide: numbers beyond are infinite, or zero.
const MAX_EXPONENT: i64 = i32::MAX as i64;

/// Numbers with exponents below this are kept as fractions where that is possible.
const SMALL_EXPONENT: i64 = 4 << 10;

/// `mant * 2^exp`, negative with `neg`. The mantissa of anything but zero has exactly as many bits as it needs: it is
/// odd. Zero has exponent 0 and no sign.
#[derive(Clone, Debug, PartialEq)]
pub struct BigFloat {
    neg: bool,
    mant: BigUint,
    exp: i64,
}

impl BigFloat {
    /// The number rounded to the precision; none if it is infinite then. `sticky` says that there is something more
    /// behind the mantissa's last bit.
    fn rounded(neg: bool, mant: BigUint, exp: i64, sticky: bool) -> Option<BigFloat> {
        BigFloat::rounded_to(PRECISION, neg, mant, exp, sticky)
    }

    fn rounded_to(precision: u64, neg: bool, mant: BigUint, exp: i64, sticky: bool) -> Option<BigFloat> {
        let (mut mant, mut exp) = round_bits(mant, exp, precision, sticky);
        let Some(zeros) = mant.trailing_zeros() else {
            return Some(BigFloat { neg: false, mant, exp: 0 });
        };
        mant >>= zeros;
        exp += zeros as i64;
        match exp + mant.bits() as i64 {
            e if e > MAX_EXPONENT => None,
            e if e < -MAX_EXPONENT => Some(BigFloat { neg: false, mant: BigUint::zero(), exp: 0 }),
            _ => Some(BigFloat { neg, mant, exp }),
        }
    }

    pub fn from_fraction(num: &BigInt, den: &BigInt) -> Option<BigFloat> {
        let (mant, exp, sticky) = divide(num.magnitude(), den.magnitude(), PRECISION + 2);
        BigFloat::rounded(num.is_negative() != den.is_negative(), mant, exp, sticky)
    }

    /// The exact value of a finite number.
    pub fn from_f64(f: f64) -> BigFloat {
        let bits = f.to_bits();
        let (fraction, exponent) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7ff) as i64);
        let (mant, exp) =
            if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) };
        let zero = BigFloat { neg: false, mant: BigUint::zero(), exp: 0 };
        BigFloat::rounded(f < 0.0, mant.into(), exp, false).unwrap_or(zero)
    }

    /// `mant * 2^exp2 * 10^exp10`, or none if that is infinite.
    pub fn from_decimal(mant: &BigUint, exp2: i64, exp10: i64) -> Option<BigFloat> {
        // 10^e = 5^e * 2^e. The power is computed with more bits than the result has.
        let exp2 = exp2.checked_add(exp10)?;
        let power = power_of_five(exp10.unsigned_abs());
        if mant.is_zero() {
            return BigFloat::rounded(false, mant.clone(), 0, false);
        }
        match (power, exp10 < 0) {
            (None, false) => None,
            (None, true) => BigFloat::rounded(false, BigUint::zero(), 0, false),
            (Some(power), false) => {
                BigFloat::rounded(false, mant * power.mant, exp2.checked_add(power.exp)?, false)
            }
            (Some(power), true) => {
                let (quotient, exp, sticky) = divide(mant, &power.mant, PRECISION + 2);
                BigFloat::rounded(false, quotient, exp + exp2 - power.exp, sticky)
            }
        }
    }

    /// The exponent of a mantissa below one and not below a half.
    fn exponent(&self) -> i64 {
        self.exp + self.mant.bits() as i64
    }

    /// Whether the number may be kept as a fraction.
    pub fn is_small(&self) -> bool {
        self.mant.is_zero() || (-SMALL_EXPONENT < self.exponent() && self.exponent() < SMALL_EXPONENT)
    }

    fn signed_mant(&self) -> BigInt {
        let sign = if self.neg { Sign::Minus } else { Sign::Plus };
        BigInt::from_biguint(sign, self.mant.clone())
    }

    /// Numerator and denominator; for small numbers only, since both are exact.
    pub fn to_fraction(&self) -> (BigInt, BigInt) {
        match u64::try_from(self.exp) {
            Ok(exp) => (self.signed_mant() << exp, BigInt::one()),
            Err(_) => (self.signed_mant(), BigInt::one() << self.exp.unsigned_abs()),
        }
    }

    /// The number as an integer, if it is one; also if it is within what rounding may have taken off one.
    pub fn to_int(&self) -> Option<BigInt> {
        if !self.is_small() {
            return None;
        }
        if self.exp >= 0 {
            return Some(self.signed_mant() << self.exp as u64);
        }
        // With four bits less, rounded down and up.
        let (mut mant, mut exp) = (self.mant.clone(), self.exp);
        let excess = mant.bits().saturating_sub(PRECISION - 4);
        mant >>= excess;
        exp += excess as i64;
        for mant in [mant.clone(), mant + 1u32] {
            let zeros = mant.trailing_zeros().unwrap_or(0) as i64;
            if exp + zeros >= 0 {
                let value = if exp >= 0 { mant << exp as u64 } else { mant >> exp.unsigned_abs() };
                let sign = if self.neg { Sign::Minus } else { Sign::Plus };
                return (excess > 0).then(|| BigInt::from_biguint(sign, value));
            }
        }
        None
    }

    pub fn sign(&self) -> i32 {
        match (self.mant.is_zero(), self.neg) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        }
    }

    pub fn negated(&self) -> BigFloat {
        BigFloat { neg: !self.neg && !self.mant.is_zero(), ..self.clone() }
    }

    pub fn add(&self, other: &BigFloat) -> Option<BigFloat> {
        let (big, small) = if self.exp >= other.exp { (self, other) } else { (other, self) };
        if big.mant.is_zero() {
            return Some(small.clone());
        }
        let gap = big.exp - small.exp;
        // So far apart that the smaller one is nothing.
        if small.mant.is_zero() || gap > (2 * PRECISION + small.mant.bits()) as i64 {
            return Some(big.clone());
        }
        let sum = (big.signed_mant() << gap as u64) + small.signed_mant();
        BigFloat::rounded(sum.is_negative(), sum.magnitude().clone(), small.exp, false)
    }

    pub fn mul(&self, other: &BigFloat) -> Option<BigFloat> {
        BigFloat::rounded(self.neg != other.neg, &self.mant * &other.mant, self.exp + other.exp, false)
    }

    pub fn div(&self, other: &BigFloat) -> Option<BigFloat> {
        if other.mant.is_zero() {
            return None;
        }
        let (mant, exp, sticky) = divide(&self.mant, &other.mant, PRECISION + 2);
        BigFloat::rounded(self.neg != other.neg, mant, exp + self.exp - other.exp, sticky)
    }

    pub fn order(&self, other: &BigFloat) -> Ordering {
        let by_sign = self.sign().cmp(&other.sign());
        if by_sign != Ordering::Equal || self.mant.is_zero() {
            return by_sign;
        }
        let magnitude = self.exponent().cmp(&other.exponent()).then_with(|| {
            let low = self.exp.min(other.exp);
            let at = |f: &BigFloat| &f.mant << (f.exp - low) as u64;
            at(self).cmp(&at(other))
        });
        if self.neg { magnitude.reverse() } else { magnitude }
    }

    pub fn to_f64(&self) -> f64 {
        machine_number(self.neg, self.mant.clone(), self.exp, false, 53, -1074, 1024)
    }

    pub fn to_f32(&self) -> f32 {
        machine_number(self.neg, self.mant.clone(), self.exp, false, 24, -149, 128) as f32
    }

    pub fn is_int(&self) -> bool {
        self.exp >= 0
    }

    /// A mantissa of at least a half and below one, with its sign, and the exponent.
    pub fn mantissa_exponent(&self) -> (f64, i64) {
        let bits = self.mant.bits() as i64;
        let scaled = BigFloat { neg: self.neg, mant: self.mant.clone(), exp: -bits };
        (scaled.to_f64(), self.exp + bits)
    }
}

/// `5^n` with enough bits to spare; none if it is too large to be of use.
fn power_of_five(mut n: u64) -> Option<BigFloat> {
    const EXTRA: u64 = 128;
    let round = |mant, exp| BigFloat::rounded_to(PRECISION + EXTRA, false, mant, exp, false);
    let mut result = round(BigUint::one(), 0)?;
    let mut square = round(BigUint::from(5u32), 0)?;
    loop {
        if n & 1 == 1 {
            result = round(&result.mant * &square.mant, result.exp + square.exp)?;
        }
        n >>= 1;
        if n == 0 {
            return Some(result);
        }
        square = round(&square.mant * &square.mant, 2 * square.exp)?;
    }
}

/// `num/den` as a mantissa of at least `bits` bits, an exponent, and whether there is a remainder.
fn divide(num: &BigUint, den: &BigUint, bits: u64) -> (BigUint, i64, bool) {
    let shift = (bits + den.bits()).saturating_sub(num.bits());
    let shifted = num << shift;
    let quotient = &shifted / den;
    let exact = &quotient * den == shifted;
    (quotient, -(shift as i64), !exact)
}

/// Rounds a mantissa to at most `precision` bits, to the nearest, to even in the middle.
fn round_bits(mant: BigUint, exp: i64, precision: u64, sticky: bool) -> (BigUint, i64) {
    let excess = mant.bits().saturating_sub(precision);
    if excess == 0 {
        return (mant, exp);
    }
    let mut kept = &mant >> excess;
    let half = mant.bit(excess - 1);
    let more = sticky || mant.trailing_zeros().is_some_and(|zeros| zeros < excess - 1);
    if half && (more || kept.bit(0)) {
        kept += 1u32;
    }
    (kept, exp + excess as i64)
}

pub fn nearest_f64(num: &BigInt, den: &BigInt) -> f64 {
    let (mant, exp, sticky) = divide(num.magnitude(), den.magnitude(), 64);
    machine_number(num.is_negative(), mant, exp, sticky, 53, -1074, 1024)
}

pub fn nearest_f32(num: &BigInt, den: &BigInt) -> f32 {
    let (mant, exp, sticky) = divide(num.magnitude(), den.magnitude(), 64);
    machine_number(num.is_negative(), mant, exp, sticky, 24, -149, 128) as f32
}

/// The nearest number with `precision` bits, a last bit of at least `2^min_exp`, and below `2^max_exponent`; infinite
/// beyond.
fn machine_number(
    neg: bool,
    mant: BigUint,
    exp: i64,
    sticky: bool,
    precision: u64,
    min_exp: i64,
    max_exponent: i64,
) -> f64 {
    let bits = mant.bits() as i64;
    // Numbers near zero have fewer bits.
    let available = (bits + exp - min_exp).clamp(-1, precision as i64);
    if mant.is_zero() || available < 0 {
        return 0.0;
    }
    let (mant, exp) = if available == 0 {
        // Below the least number: that, if it is more than half of it.
        let above_half = sticky || mant.trailing_zeros().is_some_and(|zeros| zeros as i64 != bits - 1);
        (BigUint::from(u32::from(above_half)), min_exp)
    } else {
        round_bits(mant, exp, available as u64, sticky)
    };
    let magnitude = if mant.bits() as i64 + exp > max_exponent {
        f64::INFINITY
    } else {
        // Both factors are exact: at most 53 bits, and scaled in two steps that cannot round.
        let mant = mant.to_f64().unwrap_or(0.0);
        let (first, second) = (exp / 2, exp - exp / 2);
        mant * 2f64.powi(first as i32) * 2f64.powi(second as i32)
    };
    if neg { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ratio(num: i64, den: i64) -> f64 {
        nearest_f64(&num.into(), &den.into())
    }

    #[test]
    fn fractions_round_to_the_nearest_machine_number() {
        assert_eq!(ratio(1, 10), 0.1);
        assert_eq!(ratio(-2, 3), -2.0 / 3.0);
        assert_eq!(nearest_f32(&1.into(), &10.into()), 0.1f32);
        assert_eq!(ratio(i64::MAX, 1), i64::MAX as f64);
    }

    #[test]
    fn the_smallest_and_the_largest_numbers_are_reached() {
        let tiny = BigInt::one() << 1074u32;
        assert_eq!(nearest_f64(&BigInt::one(), &tiny), f64::from_bits(1));
        assert_eq!(nearest_f64(&BigInt::one(), &(&tiny * 2)), 0.0);
        assert_eq!(nearest_f64(&3.into(), &(&tiny * 4)), f64::from_bits(1));
        let huge = BigInt::one() << 1024u32;
        assert_eq!(nearest_f64(&(&huge - (BigInt::one() << 970u32) - 1), &BigInt::one()), f64::MAX);
        assert!(nearest_f64(&huge, &BigInt::one()).is_infinite());
    }

    #[test]
    fn powers_of_ten_are_exact_where_they_fit() {
        let f = BigFloat::from_decimal(&BigUint::from(12u32), 0, 2).expect("1200 is finite");
        assert_eq!(f.to_int(), Some(1200.into()));
        let f = BigFloat::from_decimal(&BigUint::one(), 0, -1).expect("0.1 is finite");
        assert_eq!(f.to_f64(), 0.1);
    }
}
