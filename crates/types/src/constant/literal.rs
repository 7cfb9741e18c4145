//! Literals to values.

use super::float::BigFloat;
use super::{Value, make_float, make_imag, make_int, make_ratio, make_string};
use num_bigint::{BigInt, BigUint};
use num_traits::Zero;
use pontoon_syntax::ast::LitKind;
use pontoon_syntax::literal::{Piece, unquote, unquote_rune};

/// Decimal exponents up to this are tried as exact fractions first.
const EXACT_EXPONENT: i64 = 2_000;

/// The value of a literal as it is written; unknown if it is too large or too small.
pub fn from_literal(kind: LitKind, text: &str) -> Value {
    match kind {
        LitKind::Int => integer(text).map_or(Value::Unknown, Value::Int),
        LitKind::Float => float(text),
        LitKind::Imag => match float(text.trim_end_matches('i')) {
            Value::Unknown => Value::Unknown,
            part => make_imag(&part),
        },
        LitKind::Rune => match unquote_rune(text) {
            Some(Piece::Char(c)) => make_int(i64::from(u32::from(c))),
            Some(Piece::Byte(b)) => make_int(i64::from(b)),
            None => Value::Unknown,
        },
        LitKind::String => string(text),
    }
}

fn split_radix(text: &str) -> (u32, &str) {
    match text.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &text[2..]),
        [b'0', b'b' | b'B', ..] => (2, &text[2..]),
        [b'0', b'o' | b'O', ..] => (8, &text[2..]),
        _ => (10, text),
    }
}

fn digits(text: &str, radix: u32) -> Option<BigUint> {
    let text: Vec<u8> = text.bytes().filter(|&b| b != b'_').collect();
    if text.is_empty() { Some(BigUint::zero()) } else { BigUint::parse_bytes(&text, radix) }
}

fn integer(text: &str) -> Option<BigInt> {
    let (radix, body) = match split_radix(text) {
        (10, body) if body.len() > 1 && body.starts_with('0') => (8, body),
        other => other,
    };
    digits(body, radix).map(BigInt::from)
}

/// A number with point and exponent, or an integer in any base but old-style octal.
fn float(text: &str) -> Value {
    let (radix, body) = split_radix(text);
    let marks: &[char] = if radix == 16 { &['p', 'P'] } else { &['e', 'E'] };
    let (mantissa, exponent) = match body.split_once(marks) {
        Some((mantissa, exponent)) if radix == 10 || radix == 16 => (mantissa, exponent),
        _ => (body, "0"),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let places = fraction.bytes().filter(|&b| b != b'_').count() as i64;
    let all = format!("{whole}{fraction}");
    let (Some(mant), Ok(exp)) = (digits(&all, radix), exponent.replace('_', "").parse::<i64>()) else {
        return Value::Unknown;
    };
    if mant.is_zero() {
        return make_ratio(BigInt::zero(), 1.into());
    }
    if radix == 16 {
        return match exp.checked_sub(4 * places) {
            Some(exp2) => kept(BigFloat::from_decimal(&mant, exp2, 0)),
            None => Value::Unknown,
        };
    }
    let Some(exp10) = exp.checked_sub(places) else { return Value::Unknown };
    if exp10.abs() <= EXACT_EXPONENT {
        let power = BigInt::from(10u32).pow(exp10.unsigned_abs() as u32);
        let mant = BigInt::from(mant);
        return if exp10 < 0 { make_ratio(mant, power) } else { make_ratio(mant * power, 1.into()) };
    }
    kept(BigFloat::from_decimal(&mant, 0, exp10))
}

/// Small numbers are fractions.
fn kept(f: Option<BigFloat>) -> Value {
    match f {
        Some(f) if f.is_small() => {
            let (num, den) = f.to_fraction();
            make_ratio(num, den)
        }
        other => make_float(other),
    }
}

/// The value of a string literal.
fn string(text: &str) -> Value {
    unquote(text).map_or(Value::Unknown, |bytes| make_string(&bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(kind: LitKind, text: &str) -> String {
        from_literal(kind, text).display()
    }

    #[test]
    fn numbers_in_all_spellings() {
        for (kind, text, want) in [
            (LitKind::Int, "0x_1F", "31"),
            (LitKind::Int, "017", "15"),
            (LitKind::Int, "0b101", "5"),
            (LitKind::Float, "1_0.25", "10.25"),
            (LitKind::Float, "0x1p-2", "0.25"),
            (LitKind::Float, "1e100", "1e+100"),
            (LitKind::Float, "1e1000", "1e+1000"),
            (LitKind::Float, "2.0", "2"),
            (LitKind::Imag, "012i", "(0 + 12i)"),
            (LitKind::Rune, "'\\x41'", "65"),
            (LitKind::Rune, "'\\''", "39"),
            (LitKind::Float, "1e-2147483649000", "0"),
            (LitKind::Float, "1e2147483649000", "unknown"),
        ] {
            assert_eq!(shown(kind, text), want, "{text}");
        }
    }

    #[test]
    fn strings_with_escapes() {
        assert_eq!(from_literal(LitKind::String, r#""a\n\xff\u00e9\101""#), make_string(b"a\n\xff\xc3\xa9A"));
        assert_eq!(from_literal(LitKind::String, "`a\\n\r`"), make_string(b"a\\n"));
    }
}
