//! Values as messages show them: fmt's `%.6g` for numbers that are not integers, quotes for strings, both shortened.

use super::float::BigFloat;
use super::{Value, make_float};
use num_traits::One;

/// Longer quoted strings are cut.
const MAX_QUOTED: usize = 72;

pub fn display(v: &Value) -> String {
    match v {
        Value::Unknown => "unknown".to_string(),
        Value::Bool(b) => b.to_string(),
        Value::String(bytes) => shortened(&quote(bytes)),
        Value::Int(n) => n.to_string(),
        Value::Ratio(r) => match make_float(BigFloat::from_fraction(&r.num, &r.den)) {
            Value::Float(f) => float(&f, r.den.is_one()),
            _ => "unknown".to_string(),
        },
        Value::Float(f) => float(f, f.is_int()),
        Value::Complex(c) => format!("({} + {}i)", c.0.display(), c.1.display()),
    }
}

fn float(f: &BigFloat, is_int: bool) -> String {
    let near = f.to_f64();
    if (f.sign() == 0) == (near == 0.0) && near.is_finite() {
        let text = general(near, 6);
        // Six digits can make a fraction look like an integer.
        return if !is_int && !text.contains('.') { shortest(near) } else { text };
    }
    // Beyond float64: mantissa and exponent are computed apart.
    let (mut mantissa, exp2) = f.mantissa_exponent();
    let log10 = exp2 as f64 * std::f64::consts::LOG10_2;
    let mut exp10 = log10 as i64;
    mantissa *= 10f64.powf(log10 - exp10 as f64);
    if mantissa.abs() < 1.0 - 0.5e-6 {
        mantissa *= 10.0;
        exp10 -= 1;
    } else if mantissa.abs() >= 10.0 {
        mantissa /= 10.0;
        exp10 += 1;
    }
    format!("{}e{exp10:+}", general(mantissa, 6))
}

/// `%.{digits}g`
fn general(f: f64, digits: usize) -> String {
    let text = format!("{f:.*e}", digits - 1);
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if exponent < -4 || exponent >= digits as i32 {
        return format!("{}{}", trim_zeros(mantissa), exponent_text(exponent));
    }
    let places = (digits as i32 - 1 - exponent).max(0) as usize;
    trim_zeros(&format!("{f:.places$}")).to_string()
}

/// `%g`
fn shortest(f: f64) -> String {
    let text = format!("{f:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if !(-4..6).contains(&exponent) {
        return format!("{mantissa}{}", exponent_text(exponent));
    }
    format!("{f}")
}

fn exponent_text(exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("e{sign}{:02}", exponent.unsigned_abs())
}

fn trim_zeros(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// strconv.Quote.
pub fn quote(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '"' => text.push_str("\\\""),
                '\\' => text.push_str("\\\\"),
                '\x07' => text.push_str("\\a"),
                '\x08' => text.push_str("\\b"),
                '\x0c' => text.push_str("\\f"),
                '\n' => text.push_str("\\n"),
                '\r' => text.push_str("\\r"),
                '\t' => text.push_str("\\t"),
                '\x0b' => text.push_str("\\v"),
                c if is_print(c) => text.push(c),
                c if u32::from(c) < 0x80 => text.push_str(&format!("\\x{:02x}", u32::from(c))),
                c if u32::from(c) < 0x10000 => text.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => text.push_str(&format!("\\U{:08x}", u32::from(c))),
            }
        }
        for b in chunk.invalid() {
            text.push_str(&format!("\\x{b:02x}"));
        }
    }
    text.push('"');
    text
}

fn is_print(c: char) -> bool {
    c == '\'' || c.is_alphanumeric() || c.escape_debug().count() == 1
}

fn shortened(quoted: &str) -> String {
    if quoted.chars().count() <= MAX_QUOTED {
        return quoted.to_string();
    }
    let start: String = quoted.chars().take(MAX_QUOTED - 3).collect();
    format!("{start}...")
}

#[cfg(test)]
mod tests {
    use super::super::{binary_op, f64_value, make_f64, make_int, make_string};
    use pontoon_syntax::ast::BinaryOp;

    #[test]
    fn numbers_look_as_in_go() {
        let third = binary_op(&make_int(1), BinaryOp::Div, &make_int(3));
        assert_eq!(third.display(), "0.333333");
        assert_eq!(make_f64(1e6).display(), "1e+06");
        assert_eq!(make_f64(100000.0).display(), "100000");
        assert_eq!(make_f64(123456.5).display(), "123456.5");
        assert_eq!(make_f64(0.00001).display(), "1e-05");
        assert_eq!(f64_value(&make_f64(2.5)), 2.5);
    }

    #[test]
    fn strings_are_quoted_and_cut() {
        assert_eq!(make_string(b"a\"\n\xff").display(), "\"a\\\"\\n\\xff\"");
        let long = make_string(&[b'x'; 100]).display();
        assert_eq!(long, format!("\"{}...", "x".repeat(68)));
    }
}
