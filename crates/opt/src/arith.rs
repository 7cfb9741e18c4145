//! Arithmetic on constants, as the program would do it.

use pontoon_ssa::op::{BinaryOp, IntCond, UnaryOp};
use pontoon_ssa::{InstKind, Type};

/// The constant that a unary operation on a constant gives.
pub fn unary(op: UnaryOp, ty: Type, operand: &InstKind) -> Option<InstKind> {
    let kind = match *operand {
        InstKind::Iconst32(c) => match op {
            UnaryOp::Clz => InstKind::Iconst32(c.leading_zeros() as i32),
            UnaryOp::Ctz => InstKind::Iconst32(c.trailing_zeros() as i32),
            UnaryOp::Popcnt => InstKind::Iconst32(c.count_ones() as i32),
            UnaryOp::Extend8 => InstKind::Iconst32(i32::from(c as i8)),
            UnaryOp::Extend16 => InstKind::Iconst32(i32::from(c as i16)),
            UnaryOp::Eqz => InstKind::Iconst32(i32::from(c == 0)),
            UnaryOp::ExtendS => InstKind::Iconst64(i64::from(c)),
            UnaryOp::ExtendU => InstKind::Iconst64(i64::from(c as u32)),
            UnaryOp::ConvertSF64 => InstKind::Fconst64(f64::from(c).to_bits()),
            UnaryOp::ConvertUF64 => InstKind::Fconst64(f64::from(c as u32).to_bits()),
            UnaryOp::ConvertSF32 => InstKind::Fconst32((c as f32).to_bits()),
            _ => return None,
        },
        InstKind::Iconst64(c) => match op {
            UnaryOp::Clz => InstKind::Iconst64(i64::from(c.leading_zeros())),
            UnaryOp::Ctz => InstKind::Iconst64(i64::from(c.trailing_zeros())),
            UnaryOp::Popcnt => InstKind::Iconst64(i64::from(c.count_ones())),
            UnaryOp::Extend8 => InstKind::Iconst64(i64::from(c as i8)),
            UnaryOp::Extend16 => InstKind::Iconst64(i64::from(c as i16)),
            UnaryOp::Extend32 => InstKind::Iconst64(i64::from(c as i32)),
            UnaryOp::Eqz => InstKind::Iconst32(i32::from(c == 0)),
            UnaryOp::Wrap => InstKind::Iconst32(c as i32),
            UnaryOp::ConvertSF64 => InstKind::Fconst64((c as f64).to_bits()),
            UnaryOp::ConvertUF64 => InstKind::Fconst64((c as u64 as f64).to_bits()),
            _ => return None,
        },
        InstKind::Fconst64(bits) if op == UnaryOp::Fneg && ty == Type::F64 => {
            InstKind::Fconst64(bits ^ (1 << 63))
        }
        InstKind::Null if op == UnaryOp::Eqz => InstKind::Iconst32(1),
        InstKind::Null if op == UnaryOp::PtrToInt => InstKind::Iconst32(0),
        _ => return None,
    };
    Some(kind)
}

/// The constant that an integer operation gives; operands and result as in [`pontoon_ssa::FuncData::int_const`].
pub fn binary(op: BinaryOp, ty: Type, count_ty: Type, x: i64, y: i64) -> Option<i64> {
    let wide = ty == Type::I64;
    let (ux, uy) = if wide { (x as u64, y as u64) } else { (u64::from(x as u32), u64::from(y as u32)) };
    let width = u64::from(ty.bits());
    let count = uy % width;
    let c = match op {
        BinaryOp::Iadd => x.wrapping_add(y),
        BinaryOp::Isub => x.wrapping_sub(y),
        BinaryOp::Imul => x.wrapping_mul(y),
        BinaryOp::Sdiv if y != 0 => x.wrapping_div(y),
        BinaryOp::Srem if y != 0 => x.wrapping_rem(y),
        BinaryOp::Udiv if y != 0 => (ux / uy) as i64,
        BinaryOp::Urem if y != 0 => (ux % uy) as i64,
        BinaryOp::And => x & y,
        BinaryOp::Or => x | y,
        BinaryOp::Xor => x ^ y,
        BinaryOp::Shl => x << count,
        BinaryOp::ShrS => x >> count,
        BinaryOp::ShrU => (ux >> count) as i64,
        BinaryOp::GoShl | BinaryOp::GoShrS | BinaryOp::GoShrU => {
            let count = if count_ty == Type::I64 { y as u64 } else { u64::from(y as u32) };
            match op {
                BinaryOp::GoShrS => x >> count.min(width - 1),
                _ if count >= width => 0,
                BinaryOp::GoShl => x << count,
                _ => (ux >> count) as i64,
            }
        }
        _ => return None,
    };
    ty.is_int().then_some(if wide { c } else { i64::from(c as i32) })
}

/// What a float operation gives. All of these round as the machine does.
pub fn float64(op: BinaryOp, x: f64, y: f64) -> Option<f64> {
    match op {
        BinaryOp::Fadd => Some(x + y),
        BinaryOp::Fsub => Some(x - y),
        BinaryOp::Fmul => Some(x * y),
        BinaryOp::Fdiv => Some(x / y),
        _ => None,
    }
}

/// Whether a comparison holds.
pub fn compare(cond: IntCond, ty: Type, x: i64, y: i64) -> bool {
    let (ux, uy) =
        if ty == Type::I64 { (x as u64, y as u64) } else { (u64::from(x as u32), u64::from(y as u32)) };
    match cond {
        IntCond::Eq => x == y,
        IntCond::Ne => x != y,
        IntCond::Slt => x < y,
        IntCond::Sle => x <= y,
        IntCond::Sgt => x > y,
        IntCond::Sge => x >= y,
        IntCond::Ult => ux < uy,
        IntCond::Ule => ux <= uy,
        IntCond::Ugt => ux > uy,
        IntCond::Uge => ux >= uy,
    }
}
