//! Constants of arbitrary precision, as go/constant has them: what it computes exactly is exact here, and what it
//! rounds to 512 bits is rounded at the same places, since values and messages are compared with gc's.

mod float;
mod literal;
mod show;

pub use literal::from_literal;
pub use show::quote;

use crate::ty::Basic;
use float::BigFloat;
use num_bigint::{BigInt, Sign};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive, Zero};
use pontoon_syntax::ast::{BinaryOp, UnaryOp};
use std::cmp::Ordering;
use std::sync::Arc;

/// Fractions with more bits above or below the line become floating-point numbers.
const MAX_FRACTION_BITS: u64 = 4 << 10;

/// A constant's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// An error has been reported.
    Unknown,
    Bool(bool),
    /// Bytes, which need not be UTF-8.
    String(Arc<[u8]>),
    Int(BigInt),
    /// A fraction in lowest terms, the denominator positive; may be integral.
    Ratio(Arc<Ratio>),
    Float(Arc<BigFloat>),
    /// Real and imaginary part, neither of them complex.
    Complex(Arc<(Value, Value)>),
}

/// See [`Value::Ratio`].
#[derive(Clone, Debug, PartialEq)]
pub struct Ratio {
    num: BigInt,
    den: BigInt,
}

impl Value {
    /// The text by which messages show the value.
    pub fn display(&self) -> String {
        show::display(self)
    }

    /// How wide a number is: operands of an operation become the wider one's.
    fn rank(&self) -> u8 {
        match self {
            Value::Int(_) => 1,
            Value::Ratio(_) => 2,
            Value::Float(_) => 3,
            Value::Complex(_) => 4,
            Value::Unknown | Value::Bool(_) | Value::String(_) => 0,
        }
    }
}

pub fn make_int(n: i64) -> Value {
    Value::Int(BigInt::from(n))
}

pub fn make_string(bytes: &[u8]) -> Value {
    Value::String(bytes.into())
}

/// Unknown for infinities and NaN.
pub fn make_f64(f: f64) -> Value {
    if !f.is_finite() {
        return Value::Unknown;
    }
    let exact = BigFloat::from_f64(f);
    if exact.is_small() { ratio_of(&exact) } else { Value::Float(Arc::new(exact)) }
}

fn ratio_of(f: &BigFloat) -> Value {
    let (num, den) = f.to_fraction();
    make_ratio(num, den)
}

/// The value of `num/den`; `den` is not zero.
fn make_ratio(num: BigInt, den: BigInt) -> Value {
    let common = num.gcd(&den);
    let sign = if den.is_negative() { -BigInt::one() } else { BigInt::one() };
    let (num, den) = (&num / &common * &sign, &den / &common * sign);
    if num.bits() < MAX_FRACTION_BITS && den.bits() < MAX_FRACTION_BITS {
        Value::Ratio(Arc::new(Ratio { num, den }))
    } else {
        make_float(BigFloat::from_fraction(&num, &den))
    }
}

/// Unknown if the number is too large.
fn make_float(f: Option<BigFloat>) -> Value {
    f.map_or(Value::Unknown, |f| Value::Float(Arc::new(f)))
}

fn make_complex(re: Value, im: Value) -> Value {
    if re == Value::Unknown || im == Value::Unknown {
        return Value::Unknown;
    }
    Value::Complex(Arc::new((re, im)))
}

/// `v` times the imaginary unit.
pub fn make_imag(v: &Value) -> Value {
    make_complex(make_int(0), v.clone())
}

pub fn is_int(v: &Value) -> bool {
    matches!(v, Value::Int(_))
}

/// Whether the value is kept as a fraction or floating-point number, be it integral or not.
pub fn is_float(v: &Value) -> bool {
    matches!(v, Value::Ratio(_) | Value::Float(_))
}

pub fn bool_value(v: &Value) -> Option<bool> {
    match v {
        Value::Bool(b) => Some(*b),
        _ => None,
    }
}

pub fn string_value(v: &Value) -> Option<&[u8]> {
    match v {
        Value::String(bytes) => Some(bytes),
        _ => None,
    }
}

pub fn string_len(v: &Value) -> Option<usize> {
    string_value(v).map(<[u8]>::len)
}

pub fn int64_value(v: &Value) -> Option<i64> {
    match v {
        Value::Int(n) => n.to_i64(),
        _ => None,
    }
}

pub fn uint64_value(v: &Value) -> Option<u64> {
    match v {
        Value::Int(n) => n.to_u64(),
        _ => None,
    }
}

/// The integer as it is.
pub fn big_value(v: &Value) -> Option<&BigInt> {
    match v {
        Value::Int(n) => Some(n),
        _ => None,
    }
}

/// The nearest float64 of a real number, which may be infinite.
pub fn f64_value(v: &Value) -> f64 {
    match v {
        Value::Int(n) => float::nearest_f64(n, &BigInt::one()),
        Value::Ratio(r) => float::nearest_f64(&r.num, &r.den),
        Value::Float(f) => f.to_f64(),
        _ => 0.0,
    }
}

/// The nearest float32 of a real number, which may be infinite.
pub fn f32_value(v: &Value) -> f32 {
    match v {
        Value::Int(n) => float::nearest_f32(n, &BigInt::one()),
        Value::Ratio(r) => float::nearest_f32(&r.num, &r.den),
        Value::Float(f) => f.to_f32(),
        _ => 0.0,
    }
}

/// Bits of an integer's magnitude.
pub fn bit_len(v: &Value) -> usize {
    match v {
        Value::Int(n) => n.bits() as usize,
        _ => 0,
    }
}

/// -1, 0 or 1; of a complex number, 0 if it is zero. 1 for what is unknown.
pub fn sign(v: &Value) -> i32 {
    let of = |sign: Sign| match sign {
        Sign::Minus => -1,
        Sign::NoSign => 0,
        Sign::Plus => 1,
    };
    match v {
        Value::Int(n) => of(n.sign()),
        Value::Ratio(r) => of(r.num.sign()),
        Value::Float(f) => f.sign(),
        Value::Complex(c) => sign(&c.0) | sign(&c.1),
        Value::Unknown | Value::Bool(_) | Value::String(_) => 1,
    }
}

pub fn real(v: &Value) -> Value {
    match v {
        Value::Complex(c) => c.0.clone(),
        _ => v.clone(),
    }
}

pub fn imag(v: &Value) -> Value {
    match v {
        Value::Complex(c) => c.1.clone(),
        Value::Unknown => Value::Unknown,
        _ => make_int(0),
    }
}

/// The value as an integer if it is one, else unknown.
pub fn to_int(v: &Value) -> Value {
    match v {
        Value::Int(_) => v.clone(),
        Value::Ratio(r) if r.den.is_one() => Value::Int(r.num.clone()),
        Value::Float(f) => f.to_int().map_or(Value::Unknown, Value::Int),
        Value::Complex(_) => match to_float(v) {
            Value::Unknown => Value::Unknown,
            re => to_int(&re),
        },
        _ => Value::Unknown,
    }
}

/// The value as a fraction or floating-point number if it is real, else unknown.
pub fn to_float(v: &Value) -> Value {
    match v {
        Value::Int(n) => make_ratio(n.clone(), BigInt::one()),
        Value::Ratio(_) | Value::Float(_) => v.clone(),
        Value::Complex(c) if sign(&c.1) == 0 => to_float(&c.0),
        _ => Value::Unknown,
    }
}

/// The number as a complex one; unknown if it is no number.
pub fn to_complex(v: &Value) -> Value {
    match v {
        Value::Complex(_) => v.clone(),
        Value::Int(_) | Value::Ratio(_) | Value::Float(_) => make_complex(v.clone(), make_int(0)),
        _ => Value::Unknown,
    }
}

/// The number in a form of at least this rank.
fn widen(v: &Value, rank: u8) -> Value {
    match (v, rank) {
        (Value::Int(n), 2) => make_ratio(n.clone(), BigInt::one()),
        (Value::Int(n), 3) => make_float(BigFloat::from_fraction(n, &BigInt::one())),
        (Value::Ratio(r), 3) => make_float(BigFloat::from_fraction(&r.num, &r.den)),
        (Value::Int(_) | Value::Ratio(_) | Value::Float(_), 4) => to_complex(v),
        _ => v.clone(),
    }
}

/// Both numbers in the same form.
fn matched(x: &Value, y: &Value) -> (Value, Value) {
    let mut rank = x.rank().max(y.rank());
    let (mut a, mut b) = (widen(x, rank), widen(y, rank));
    if a.rank() != b.rank() {
        // A large integer as a fraction is a floating-point number already.
        rank = a.rank().max(b.rank());
        (a, b) = (widen(&a, rank), widen(&b, rank));
    }
    (a, b)
}

/// `op v`; for an unsigned type of `unsigned_bits`, `^v` has only so many.
pub fn unary_op(op: UnaryOp, v: &Value, unsigned_bits: Option<u32>) -> Value {
    match (op, v) {
        (UnaryOp::Plus, _) => v.clone(),
        (UnaryOp::Not, Value::Bool(b)) => Value::Bool(!b),
        (UnaryOp::Neg, Value::Int(n)) => Value::Int(-n),
        (UnaryOp::Neg, Value::Ratio(r)) => Value::Ratio(Arc::new(Ratio { num: -&r.num, den: r.den.clone() })),
        (UnaryOp::Neg, Value::Float(f)) => Value::Float(Arc::new(f.negated())),
        (UnaryOp::Neg, Value::Complex(c)) => {
            make_complex(unary_op(UnaryOp::Neg, &c.0, None), unary_op(UnaryOp::Neg, &c.1, None))
        }
        (UnaryOp::Compl, Value::Int(n)) => {
            let flipped: BigInt = -n - 1;
            Value::Int(match unsigned_bits {
                Some(bits) => flipped & ((BigInt::one() << bits) - 1),
                None => flipped,
            })
        }
        _ => Value::Unknown,
    }
}

/// `x op y` but for shifts and comparisons. The quotient of integers is a fraction.
pub fn binary_op(x: &Value, op: BinaryOp, y: &Value) -> Value {
    match (x, y) {
        (Value::Bool(a), Value::Bool(b)) => match op {
            BinaryOp::AndAnd => Value::Bool(*a && *b),
            BinaryOp::OrOr => Value::Bool(*a || *b),
            _ => Value::Unknown,
        },
        (Value::String(a), Value::String(b)) if op == BinaryOp::Add => {
            Value::String(a.iter().chain(b.iter()).copied().collect())
        }
        _ => match matched(x, y) {
            (Value::Int(a), Value::Int(b)) => int_op(a, op, b),
            (Value::Ratio(a), Value::Ratio(b)) => ratio_op(&a, op, &b),
            (Value::Float(a), Value::Float(b)) => make_float(match op {
                BinaryOp::Add => a.add(&b),
                BinaryOp::Sub => a.add(&b.negated()),
                BinaryOp::Mul => a.mul(&b),
                BinaryOp::Div => a.div(&b),
                _ => None,
            }),
            (Value::Complex(a), Value::Complex(b)) => complex_op(&a, op, &b),
            _ => Value::Unknown,
        },
    }
}

fn int_op(a: BigInt, op: BinaryOp, b: BigInt) -> Value {
    Value::Int(match op {
        BinaryOp::Add => a + b,
        BinaryOp::Sub => a - b,
        BinaryOp::Mul => a * b,
        BinaryOp::Div if !b.is_zero() => return make_ratio(a, b),
        BinaryOp::Rem if !b.is_zero() => a % b,
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::AndNot => a & (-b - 1),
        _ => return Value::Unknown,
    })
}

fn ratio_op(a: &Ratio, op: BinaryOp, b: &Ratio) -> Value {
    match op {
        BinaryOp::Add => make_ratio(&a.num * &b.den + &b.num * &a.den, &a.den * &b.den),
        BinaryOp::Sub => make_ratio(&a.num * &b.den - &b.num * &a.den, &a.den * &b.den),
        BinaryOp::Mul => make_ratio(&a.num * &b.num, &a.den * &b.den),
        BinaryOp::Div if !b.num.is_zero() => make_ratio(&a.num * &b.den, &a.den * &b.num),
        _ => Value::Unknown,
    }
}

fn complex_op(x: &(Value, Value), op: BinaryOp, y: &(Value, Value)) -> Value {
    let add = |a: &Value, b: &Value| binary_op(a, BinaryOp::Add, b);
    let sub = |a: &Value, b: &Value| binary_op(a, BinaryOp::Sub, b);
    let mul = |a: &Value, b: &Value| binary_op(a, BinaryOp::Mul, b);
    let div = |a: &Value, b: &Value| binary_op(a, BinaryOp::Div, b);
    let ((a, b), (c, d)) = (x, y);
    match op {
        BinaryOp::Add => make_complex(add(a, c), add(b, d)),
        BinaryOp::Sub => make_complex(sub(a, c), sub(b, d)),
        // (a+bi)(c+di) = ac-bd + (bc+ad)i
        BinaryOp::Mul => make_complex(sub(&mul(a, c), &mul(b, d)), add(&mul(b, c), &mul(a, d))),
        // (a+bi)/(c+di) = (ac+bd)/s + (bc-ad)/s i with s = cc+dd
        BinaryOp::Div => {
            let s = add(&mul(c, c), &mul(d, d));
            let re = div(&add(&mul(a, c), &mul(b, d)), &s);
            let im = div(&sub(&mul(b, c), &mul(a, d)), &s);
            make_complex(re, im)
        }
        _ => Value::Unknown,
    }
}

/// The quotient of integers, rounded towards zero.
pub fn int_div(x: &Value, y: &Value) -> Value {
    match (x, y) {
        (Value::Int(a), Value::Int(b)) if !b.is_zero() => Value::Int(a / b),
        _ => Value::Unknown,
    }
}

/// An integer shifted.
pub fn shift(x: &Value, op: BinaryOp, count: u32) -> Value {
    match (x, op) {
        (Value::Int(n), BinaryOp::Shl) => Value::Int(n << count),
        // Rounds down, as an arithmetic shift does.
        (Value::Int(n), BinaryOp::Shr) => Value::Int(n >> count),
        _ => Value::Unknown,
    }
}

/// Whether `x op y` holds; never for what is unknown.
pub fn compare(x: &Value, op: BinaryOp, y: &Value) -> bool {
    let holds = |order: Ordering| match op {
        BinaryOp::Eq => order.is_eq(),
        BinaryOp::Ne => order.is_ne(),
        BinaryOp::Lt => order.is_lt(),
        BinaryOp::Le => order.is_le(),
        BinaryOp::Gt => order.is_gt(),
        BinaryOp::Ge => order.is_ge(),
        _ => false,
    };
    match (x, y) {
        (Value::Bool(a), Value::Bool(b)) => holds(a.cmp(b)),
        (Value::String(a), Value::String(b)) => holds(a.cmp(b)),
        _ => match matched(x, y) {
            (Value::Int(a), Value::Int(b)) => holds(a.cmp(&b)),
            (Value::Ratio(a), Value::Ratio(b)) => holds((&a.num * &b.den).cmp(&(&b.num * &a.den))),
            (Value::Float(a), Value::Float(b)) => holds(a.order(&b)),
            (Value::Complex(a), Value::Complex(b)) => {
                let equal = compare(&a.0, BinaryOp::Eq, &b.0) && compare(&a.1, BinaryOp::Eq, &b.1);
                (op == BinaryOp::Eq) == equal && matches!(op, BinaryOp::Eq | BinaryOp::Ne)
            }
            _ => false,
        },
    }
}

/// The value as a constant of the basic type, rounded where that is a floating-point type; none if the type cannot
/// represent it. What is unknown fits every type.
pub fn representable(v: &Value, basic: Basic) -> Option<Value> {
    if *v == Value::Unknown {
        return Some(Value::Unknown);
    }
    if basic.is_integer() {
        let int = to_int(v);
        return match &int {
            Value::Int(n) if fits(n, basic) => Some(int),
            _ => None,
        };
    }
    if basic.is_float() {
        let float = to_float(v);
        return match basic {
            _ if !is_float(&float) => None,
            Basic::UntypedFloat => Some(v.clone()),
            _ => round(&float, basic == Basic::Float32),
        };
    }
    if basic.is_complex() {
        let Value::Complex(c) = to_complex(v) else { return None };
        if basic == Basic::UntypedComplex {
            return Some(v.clone());
        }
        let narrow = basic == Basic::Complex64;
        return Some(make_complex(round(&c.0, narrow)?, round(&c.1, narrow)?));
    }
    let fits = match v {
        Value::String(_) => basic.is_string(),
        Value::Bool(_) => basic.is_boolean(),
        _ => false,
    };
    fits.then(|| v.clone())
}

/// A real number rounded to float32 or float64; none if that is infinite.
fn round(v: &Value, narrow: bool) -> Option<Value> {
    let f = if narrow { f64::from(f32_value(v)) } else { f64_value(v) };
    f.is_finite().then(|| make_f64(f))
}

fn fits(n: &BigInt, basic: Basic) -> bool {
    let signed = |bits: u32| match n.to_i64() {
        Some(n) => n >> (bits - 1) == 0 || n >> (bits - 1) == -1,
        None => false,
    };
    let unsigned = |bits: u64| !n.is_negative() && n.bits() <= bits;
    match basic {
        Basic::Int8 => signed(8),
        Basic::Int16 => signed(16),
        Basic::Int32 => signed(32),
        Basic::Int | Basic::Int64 => signed(64),
        Basic::Uint8 => unsigned(8),
        Basic::Uint16 => unsigned(16),
        Basic::Uint32 => unsigned(32),
        Basic::Uint | Basic::Uint64 | Basic::Uintptr => unsigned(64),
        _ => true,
    }
}
