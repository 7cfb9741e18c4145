//! Upper bounds of integers, from what makes them.

use pontoon_ssa::op::{BinaryOp, Mem, UnaryOp};
use pontoon_ssa::{FuncData, InstKind, Type, Value};

/// How far definitions are followed.
const DEPTH: u32 = 4;

pub struct Ranges<'a> {
    func: &'a FuncData,
}

impl<'a> Ranges<'a> {
    pub fn new(func: &'a FuncData) -> Ranges<'a> {
        Ranges { func }
    }

    /// No value is larger than this, taken as an unsigned number of its type.
    pub fn unsigned_max(&self, value: Value) -> u64 {
        self.max(value, DEPTH)
    }

    /// How many low bits an unsigned number of the type needs.
    pub fn unsigned_bits(&self, value: Value) -> u32 {
        64 - self.unsigned_max(value).leading_zeros()
    }

    fn max(&self, value: Value, depth: u32) -> u64 {
        let ty = self.func.ty(value);
        let all = if ty == Type::I64 { u64::MAX } else { u64::from(u32::MAX) };
        let Some(kind) = self.func.def_kind(value).filter(|_| depth > 0) else { return all };
        let of = |value| self.max(value, depth - 1);
        match *kind {
            InstKind::Iconst32(c) => u64::from(c as u32),
            InstKind::Iconst64(c) => c as u64,
            InstKind::Icmp(..) | InstKind::Fcmp(..) => 1,
            InstKind::Load { mem: Mem::I8U, .. } => 0xff,
            InstKind::Load { mem: Mem::I16U, .. } => 0xffff,
            // Lengths and capacities are not negative.
            InstKind::Load { mem: Mem::Len, .. } => i32::MAX as u64,
            InstKind::Select { a, b, .. } => of(a).max(of(b)),
            InstKind::Unary(op, a) => match op {
                UnaryOp::Eqz | UnaryOp::AnyTrue | UnaryOp::AllTrueI8x16 => 1,
                UnaryOp::Clz | UnaryOp::Ctz | UnaryOp::Popcnt => u64::from(ty.bits()),
                UnaryOp::ExtendU => of(a),
                UnaryOp::ExtendS if of(a) <= i32::MAX as u64 => of(a),
                UnaryOp::Wrap => of(a).min(all),
                _ => all,
            },
            InstKind::Binary(op, a, b) => match op {
                BinaryOp::And => of(a).min(of(b)),
                BinaryOp::Or | BinaryOp::Xor => {
                    let bits = 64 - (of(a) | of(b)).leading_zeros();
                    if bits >= 64 { all } else { ((1u64 << bits) - 1).min(all) }
                }
                BinaryOp::Iadd => of(a).checked_add(of(b)).filter(|&sum| sum <= all).unwrap_or(all),
                BinaryOp::Imul => of(a).checked_mul(of(b)).filter(|&product| product <= all).unwrap_or(all),
                BinaryOp::Udiv => of(a),
                BinaryOp::Urem => of(a).min(of(b).saturating_sub(1)),
                BinaryOp::ShrU => match self.func.int_const(b) {
                    Some(by) => of(a) >> (by as u64 % u64::from(ty.bits())),
                    None => of(a),
                },
                BinaryOp::GoShrU => of(a),
                _ => all,
            },
            _ => all,
        }
    }
}
