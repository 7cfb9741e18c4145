//! Constants are computed and instructions replaced by cheaper ones, by what their operands are.
//!
//! The meaning is WebAssembly's for what it has, and Go's for division and the shifts that are named after it.

use crate::arith;
use crate::range::Ranges;
use crate::rewrite::{Aliases, resolve_all};
use pontoon_base::Pos;
use pontoon_ssa::func::result_type;
use pontoon_ssa::op::{BinaryOp, Bounds, Check, IntCond, Mem, UnaryOp};
use pontoon_ssa::{Cfg, FuncData, Inst, InstKind, Type, Value};

/// What becomes of an instruction.
enum Rewrite {
    /// It is another value.
    Value(Value),
    /// It is another instruction.
    Kind(InstKind),
    /// A check that cannot fail.
    Nothing,
}

/// One walk over the function; reports whether anything changed.
pub fn run(func: &mut FuncData) -> bool {
    let order = Cfg::new(func).order;
    let mut folder = Folder { func, out: Vec::new(), pos: Pos::NONE };
    let mut aliases = Aliases::new();
    let mut changed = false;
    for block in order {
        let insts = std::mem::take(&mut folder.func.blocks[block].insts);
        for inst in insts {
            folder.func.insts[inst].kind.map_operands(|value| aliases.resolve(value));
            folder.pos = folder.func.insts[inst].pos;
            let mut keep = true;
            // Each step brings the instruction closer to a form that nothing rewrites; the bound only guards us.
            for _ in 0..16 {
                match folder.rewrite(inst) {
                    None => break,
                    Some(Rewrite::Kind(kind)) => folder.func.insts[inst].kind = kind,
                    Some(Rewrite::Value(value)) => {
                        aliases.set(folder.func.result(inst), value);
                        keep = false;
                    }
                    Some(Rewrite::Nothing) => keep = false,
                }
                changed = true;
                if !keep {
                    break;
                }
            }
            if keep {
                folder.out.push(inst);
            }
        }
        folder.func.blocks[block].insts = std::mem::take(&mut folder.out);
    }
    if changed {
        resolve_all(func, &mut aliases);
    }
    changed
}

struct Folder<'a> {
    func: &'a mut FuncData,
    /// The instructions of the block so far.
    out: Vec<Inst>,
    pos: Pos,
}

impl Folder<'_> {
    /// A new instruction in front of the one that is rewritten.
    fn emit(&mut self, kind: InstKind) -> Value {
        let ty = result_type(self.func, &kind).expect("folding makes only what has a type of its own");
        let inst = self.func.make_inst(kind, &[ty], self.pos);
        self.out.push(inst);
        self.func.result(inst)
    }

    fn int(&mut self, ty: Type, c: i64) -> Value {
        self.emit(int_kind(ty, c))
    }

    fn def(&self, value: Value) -> Option<InstKind> {
        match self.func.def_kind(value)? {
            // What has lists is never looked into.
            InstKind::Check(..) => None,
            kind if kind.is_call() || kind.is_terminator() => None,
            kind => Some(kind.clone()),
        }
    }

    fn constant(&self, value: Value) -> Option<i64> {
        self.func.int_const(value)
    }

    fn rewrite(&mut self, inst: Inst) -> Option<Rewrite> {
        let kind = match &self.func.insts[inst].kind {
            kind if kind.is_call() || kind.is_const() => return None,
            kind => kind.clone(),
        };
        match kind {
            InstKind::Unary(op, a) => self.unary(op, a),
            InstKind::Binary(op, a, b) => self.binary(op, a, b),
            InstKind::Icmp(cond, a, b) => self.icmp(cond, a, b),
            InstKind::Select { cond, a, b } => self.select(cond, a, b),
            InstKind::Load { mem, addr, offset } => {
                let (addr, offset) = self.address(addr, offset, mem)?;
                Some(Rewrite::Kind(InstKind::Load { mem, addr, offset }))
            }
            InstKind::Store { mem, addr, offset, value } => {
                if let Some((addr, offset)) = self.address(addr, offset, mem) {
                    return Some(Rewrite::Kind(InstKind::Store { mem, addr, offset, value }));
                }
                let value = self.stored(mem, value)?;
                Some(Rewrite::Kind(InstKind::Store { mem, addr, offset, value }))
            }
            InstKind::Check(check, args) => self.check(check, &args),
            InstKind::Branch { cond, then, els } => match self.def(cond)? {
                InstKind::Unary(UnaryOp::Eqz, a) if self.func.ty(a) == Type::I32 => {
                    Some(Rewrite::Kind(InstKind::Branch { cond: a, then: els, els: then }))
                }
                InstKind::Icmp(IntCond::Ne, a, b)
                    if self.func.ty(a) == Type::I32 && self.constant(b) == Some(0) =>
                {
                    Some(Rewrite::Kind(InstKind::Branch { cond: a, then, els }))
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Constants in front of a load or store go into its offset.
    fn address(&self, addr: Value, offset: u32, mem: Mem) -> Option<(Value, u32)> {
        let InstKind::Binary(BinaryOp::PtrAdd, base, by) = self.def(addr)? else { return None };
        let by = u32::try_from(self.constant(by)?).ok()?;
        // Beyond this, what is added may be half of a computation that wraps around.
        let offset = offset.checked_add(by).filter(|&sum| sum < (1 << 20) && mem.size() > 0)?;
        Some((base, offset))
    }

    /// The value whose low bits are stored all the same.
    fn stored(&self, mem: Mem, value: Value) -> Option<Value> {
        let bits = mem.size() * 8;
        match (mem, self.def(value)?) {
            (Mem::I8S | Mem::I8U, InstKind::Unary(UnaryOp::Extend8 | UnaryOp::Extend16, a)) => Some(a),
            (Mem::I16S | Mem::I16U, InstKind::Unary(UnaryOp::Extend16, a)) => Some(a),
            (Mem::I8S | Mem::I8U | Mem::I16S | Mem::I16U, InstKind::Binary(BinaryOp::And, a, mask)) => {
                let low = (1i64 << bits) - 1;
                (self.constant(mask)? & low == low).then_some(a)
            }
            _ => None,
        }
    }

    fn unary(&mut self, op: UnaryOp, a: Value) -> Option<Rewrite> {
        let ty = self.func.ty(a);
        let def = self.def(a)?;
        if let Some(kind) = arith::unary(op, ty, &def) {
            return Some(Rewrite::Kind(kind));
        }
        match (op, def) {
            (UnaryOp::Eqz, InstKind::Icmp(cond, a, b)) => {
                Some(Rewrite::Kind(InstKind::Icmp(inverse(cond), a, b)))
            }
            (UnaryOp::Eqz, InstKind::SlotAddr(_) | InstKind::DataAddr(..)) => {
                Some(Rewrite::Kind(InstKind::Iconst32(0)))
            }
            (UnaryOp::Eqz, InstKind::Unary(UnaryOp::ExtendS | UnaryOp::ExtendU, a)) => {
                Some(Rewrite::Kind(InstKind::Unary(UnaryOp::Eqz, a)))
            }
            (UnaryOp::Wrap, InstKind::Unary(UnaryOp::ExtendS | UnaryOp::ExtendU, a))
            | (UnaryOp::PtrToInt, InstKind::Unary(UnaryOp::IntToPtr, a)) => Some(Rewrite::Value(a)),
            (
                UnaryOp::Wrap,
                InstKind::Binary(op @ (BinaryOp::Iadd | BinaryOp::Isub | BinaryOp::Imul), a, b),
            ) => {
                // Only when one side is free: otherwise there are two instructions where there was one.
                let free = |folder: &Self, value| {
                    folder.constant(value).is_some()
                        || matches!(
                            folder.def(value),
                            Some(InstKind::Unary(UnaryOp::ExtendS | UnaryOp::ExtendU, _))
                        )
                };
                if !(free(self, a) && free(self, b)) {
                    return None;
                }
                let a = self.emit(InstKind::Unary(UnaryOp::Wrap, a));
                let b = self.emit(InstKind::Unary(UnaryOp::Wrap, b));
                let (a, b) = (self.unwrapped(a), self.unwrapped(b));
                Some(Rewrite::Kind(InstKind::Binary(op, a, b)))
            }
            (
                UnaryOp::Extend32,
                InstKind::Unary(UnaryOp::ExtendS, _) | InstKind::Unary(UnaryOp::Extend32, _),
            ) => Some(Rewrite::Value(a)),
            (UnaryOp::Extend32, InstKind::Unary(UnaryOp::ExtendU, a)) => {
                Some(Rewrite::Kind(InstKind::Unary(UnaryOp::ExtendS, a)))
            }
            (UnaryOp::Extend8 | UnaryOp::Extend16, InstKind::Load { mem: Mem::I8S, .. })
            | (UnaryOp::Extend16, InstKind::Load { mem: Mem::I16S, .. }) => Some(Rewrite::Value(a)),
            (UnaryOp::Extend8, InstKind::Unary(UnaryOp::Extend8, _))
            | (UnaryOp::Extend16, InstKind::Unary(UnaryOp::Extend8 | UnaryOp::Extend16, _)) => {
                Some(Rewrite::Value(a))
            }
            (UnaryOp::ExtendS, _) if Ranges::new(self.func).unsigned_bits(a) < 32 => {
                Some(Rewrite::Kind(InstKind::Unary(UnaryOp::ExtendU, a)))
            }
            _ => None,
        }
    }

    /// What a wrap that was just made comes to.
    fn unwrapped(&mut self, wrap: Value) -> Value {
        let Some(InstKind::Unary(UnaryOp::Wrap, a)) = self.def(wrap) else { return wrap };
        match self.def(a) {
            Some(InstKind::Unary(UnaryOp::ExtendS | UnaryOp::ExtendU, a)) => a,
            _ => match self.constant(a) {
                Some(c) => self.emit(InstKind::Iconst32(c as i32)),
                None => wrap,
            },
        }
    }

    fn binary(&mut self, op: BinaryOp, a: Value, b: Value) -> Option<Rewrite> {
        use BinaryOp as B;
        let ty = self.func.ty(a);
        let (ca, cb) = (self.constant(a), self.constant(b));
        if let (Some(x), Some(y)) = (ca, cb)
            && let Some(c) = arith::binary(op, ty, self.func.ty(b), x, y)
        {
            return Some(Rewrite::Kind(int_kind(ty, c)));
        }
        if let Some(kind) = self.floats(op, a, b) {
            return Some(Rewrite::Kind(kind));
        }
        let commutes = matches!(op, B::Iadd | B::Imul | B::And | B::Or | B::Xor);
        if commutes && ca.is_some() && cb.is_none() {
            return Some(Rewrite::Kind(InstKind::Binary(op, b, a)));
        }
        if a == b {
            match op {
                B::Isub | B::Xor => return Some(Rewrite::Kind(int_kind(ty, 0))),
                B::And | B::Or => return Some(Rewrite::Value(a)),
                _ => {}
            }
        }
        if matches!(op, B::GoShl | B::GoShrS | B::GoShrU) {
            return self.go_shift(op, a, b);
        }
        let c = cb?;
        let width = i64::from(ty.bits());
        match op {
            B::Iadd | B::Isub | B::Or | B::Xor | B::PtrAdd if c == 0 => Some(Rewrite::Value(a)),
            B::Imul | B::Sdiv | B::Udiv if c == 1 => Some(Rewrite::Value(a)),
            B::Imul | B::And if c == 0 => Some(Rewrite::Kind(int_kind(ty, 0))),
            B::Srem | B::Urem if c == 1 => Some(Rewrite::Kind(int_kind(ty, 0))),
            B::And if c == -1 => Some(Rewrite::Value(a)),
            B::Or if c == -1 => Some(Rewrite::Value(b)),
            B::Shl | B::ShrS | B::ShrU | B::Rotl if c % width == 0 => Some(Rewrite::Value(a)),
            B::Isub => {
                let negated = self.int(ty, c.wrapping_neg());
                Some(Rewrite::Kind(InstKind::Binary(B::Iadd, a, negated)))
            }
            B::Udiv | B::Urem => {
                let c = if ty == Type::I32 { u64::from(c as u32) } else { c as u64 };
                if !c.is_power_of_two() {
                    return None;
                }
                if op == B::Urem {
                    let mask = self.int(ty, (c - 1) as i64);
                    return Some(Rewrite::Kind(InstKind::Binary(B::And, a, mask)));
                }
                let by = self.int(ty, i64::from(c.trailing_zeros()));
                Some(Rewrite::Kind(InstKind::Binary(B::ShrU, a, by)))
            }
            B::And
                if c > 0
                    && c.wrapping_add(1) & c == 0
                    && i64::from(Ranges::new(self.func).unsigned_bits(a)) <= i64::from(c.trailing_ones()) =>
            {
                Some(Rewrite::Value(a))
            }
            B::Iadd | B::PtrAdd | B::And | B::Or | B::Xor | B::Imul => {
                // Two constants in a row are one.
                let InstKind::Binary(inner, x, y) = self.def(a)? else { return None };
                let d = self.constant(y).filter(|_| inner == op)?;
                let merge = if op == B::PtrAdd { B::Iadd } else { op };
                let of = self.func.ty(b);
                let both = arith::binary(merge, of, of, d, c)?;
                let both = self.int(of, both);
                Some(Rewrite::Kind(InstKind::Binary(op, x, both)))
            }
            _ => None,
        }
    }

    fn floats(&self, op: BinaryOp, a: Value, b: Value) -> Option<InstKind> {
        const TWO: InstKind = InstKind::Fconst64(2f64.to_bits());
        if op == BinaryOp::Fmul {
            // Twice a number is the same sum to the bit, and adding is quicker.
            match (self.func.def_kind(a), self.func.def_kind(b)) {
                (Some(&TWO), _) => return Some(InstKind::Binary(BinaryOp::Fadd, b, b)),
                (_, Some(&TWO)) => return Some(InstKind::Binary(BinaryOp::Fadd, a, a)),
                _ => {}
            }
        }
        match (self.func.def_kind(a)?, self.func.def_kind(b)?) {
            (&InstKind::Fconst64(x), &InstKind::Fconst64(y)) => {
                arith::float64(op, f64::from_bits(x), f64::from_bits(y))
                    .filter(|z| !z.is_nan())
                    .map(|z| InstKind::Fconst64(z.to_bits()))
            }
            _ => None,
        }
    }

    /// Go's shifts whose count is known to be below the width are the machine's.
    fn go_shift(&mut self, op: BinaryOp, a: Value, count: Value) -> Option<Rewrite> {
        let ty = self.func.ty(a);
        let width = u64::from(ty.bits());
        let plain = match op {
            BinaryOp::GoShl => BinaryOp::Shl,
            BinaryOp::GoShrS => BinaryOp::ShrS,
            _ => BinaryOp::ShrU,
        };
        if let Some(c) = self.constant(count) {
            let c = if self.func.ty(count) == Type::I32 { u64::from(c as u32) } else { c as u64 };
            if c >= width && op != BinaryOp::GoShrS {
                return Some(Rewrite::Kind(int_kind(ty, 0)));
            }
            let count = self.int(ty, c.min(width - 1) as i64);
            return Some(Rewrite::Kind(InstKind::Binary(plain, a, count)));
        }
        if Ranges::new(self.func).unsigned_max(count) >= width {
            return None;
        }
        let count = match (ty, self.func.ty(count)) {
            (Type::I32, Type::I64) => self.emit(InstKind::Unary(UnaryOp::Wrap, count)),
            (Type::I64, Type::I32) => self.emit(InstKind::Unary(UnaryOp::ExtendU, count)),
            _ => count,
        };
        Some(Rewrite::Kind(InstKind::Binary(plain, a, count)))
    }

    fn icmp(&mut self, cond: IntCond, a: Value, b: Value) -> Option<Rewrite> {
        let ty = self.func.ty(a);
        let (ca, cb) = (self.constant(a), self.constant(b));
        if let (Some(x), Some(y)) = (ca, cb) {
            return Some(Rewrite::Kind(InstKind::Iconst32(i32::from(arith::compare(cond, ty, x, y)))));
        }
        if a == b {
            let holds =
                matches!(cond, IntCond::Eq | IntCond::Sle | IntCond::Sge | IntCond::Ule | IntCond::Uge);
            return Some(Rewrite::Kind(InstKind::Iconst32(i32::from(holds))));
        }
        if ca.is_some() {
            return Some(Rewrite::Kind(InstKind::Icmp(swapped(cond), b, a)));
        }
        let null = |folder: &Self, value| matches!(folder.func.def_kind(value), Some(InstKind::Null));
        if ty == Type::Ptr && null(self, b) && matches!(cond, IntCond::Eq | IntCond::Ne) {
            if is_address(self.func, a) {
                return Some(Rewrite::Kind(InstKind::Iconst32(i32::from(cond == IntCond::Ne))));
            }
            if cond == IntCond::Eq {
                return Some(Rewrite::Kind(InstKind::Unary(UnaryOp::Eqz, a)));
            }
            return None;
        }
        if cb == Some(0) {
            match cond {
                IntCond::Eq => return Some(Rewrite::Kind(InstKind::Unary(UnaryOp::Eqz, a))),
                IntCond::Ne if self.is_bool(a) => return Some(Rewrite::Value(a)),
                IntCond::Ult => return Some(Rewrite::Kind(InstKind::Iconst32(0))),
                IntCond::Uge => return Some(Rewrite::Kind(InstKind::Iconst32(1))),
                _ => {}
            }
        }
        if ty != Type::I64 {
            return None;
        }
        // Comparisons of what was extended compare what it was extended from.
        let InstKind::Unary(op @ (UnaryOp::ExtendS | UnaryOp::ExtendU), x) = self.def(a)? else {
            return None;
        };
        let signed_op = op == UnaryOp::ExtendS;
        let narrow_b = match (cb, self.def(b)) {
            (Some(c), _) if signed_op && i32::try_from(c).is_ok() => self.emit(InstKind::Iconst32(c as i32)),
            (Some(c), _) if !signed_op && u32::try_from(c).is_ok() => self.emit(InstKind::Iconst32(c as i32)),
            (None, Some(InstKind::Unary(other, y))) if other == op => y,
            _ => return None,
        };
        // Sign extension keeps the order of both kinds; zero extension makes all signed comparisons unsigned.
        let cond = if signed_op { cond } else { unsigned(cond) };
        Some(Rewrite::Kind(InstKind::Icmp(cond, x, narrow_b)))
    }

    /// Whether an i32 is 0 or 1.
    fn is_bool(&self, value: Value) -> bool {
        self.func.ty(value) == Type::I32 && Ranges::new(self.func).unsigned_max(value) <= 1
    }

    fn select(&mut self, cond: Value, a: Value, b: Value) -> Option<Rewrite> {
        if a == b {
            return Some(Rewrite::Value(a));
        }
        if let Some(c) = self.constant(cond) {
            return Some(Rewrite::Value(if c != 0 { a } else { b }));
        }
        if self.func.ty(a) == Type::I32
            && self.constant(a) == Some(1)
            && self.constant(b) == Some(0)
            && self.is_bool(cond)
        {
            return Some(Rewrite::Value(cond));
        }
        match self.def(cond)? {
            InstKind::Unary(UnaryOp::Eqz, x) if self.func.ty(x) == Type::I32 => {
                Some(Rewrite::Kind(InstKind::Select { cond: x, a: b, b: a }))
            }
            _ => None,
        }
    }

    fn check(&mut self, check: Check, args: &[Value]) -> Option<Rewrite> {
        let (check, holds) = match (check, args) {
            (Check::Nil, &[a]) => (check, is_address(self.func, a)),
            (Check::Div, &[a]) => (check, self.constant(a).is_some_and(|c| c != 0)),
            (Check::Shift, &[a]) => {
                let max = Ranges::new(self.func).unsigned_max(a);
                (check, max < 1 << (self.func.ty(a).bits() - 1))
            }
            (Check::Bounds { kind, .. }, &[index, limit]) => (check, self.in_bounds(kind, index, limit)),
            _ => return None,
        };
        if holds {
            return Some(Rewrite::Nothing);
        }
        let (Check::Bounds { signed, .. }, &[index, limit]) = (check, args) else { return None };
        // A limit that was extended is compared as the i32 that it is, and then so is the index. A negative index stays
        // out of bounds either way, since the limit is not negative.
        let ranges = Ranges::new(self.func);
        if self.func.ty(limit) == Type::I64 {
            let narrow = match (self.def(limit)?, self.constant(limit)) {
                (InstKind::Unary(UnaryOp::ExtendS | UnaryOp::ExtendU, x), _)
                    if ranges.unsigned_bits(x) < 32 =>
                {
                    x
                }
                (_, Some(c)) if (0..1 << 31).contains(&c) => self.emit(InstKind::Iconst32(c as i32)),
                _ => return None,
            };
            return Some(Rewrite::Kind(InstKind::Check(check, vec![index, narrow])));
        }
        if self.func.ty(index) != Type::I64 {
            return None;
        }
        let Check::Bounds { kind, .. } = check else { return None };
        let (narrow, signed) = match (self.def(index)?, self.constant(index)) {
            (InstKind::Unary(UnaryOp::ExtendS, x), _) if signed => (x, true),
            // What was zero-extended is not negative, so it prints the same as an unsigned number.
            (InstKind::Unary(UnaryOp::ExtendU, x), _) => (x, false),
            (_, Some(c)) if (0..1 << 31).contains(&c) => (self.emit(InstKind::Iconst32(c as i32)), signed),
            _ => return None,
        };
        let check = Check::Bounds { kind, signed };
        Some(Rewrite::Kind(InstKind::Check(check, vec![narrow, limit])))
    }

    /// Whether an index is in bounds by what is known of it alone.
    fn in_bounds(&self, kind: Bounds, index: Value, limit: Value) -> bool {
        let ranges = Ranges::new(self.func);
        // Equal as numbers, if not as values: nothing may be extended on one side only.
        if index == limit {
            return kind != Bounds::Index;
        }
        let Some(limit) = self.constant(limit).filter(|&limit| limit >= 0) else {
            return self.constant(index) == Some(0) && kind != Bounds::Index;
        };
        let max = ranges.unsigned_max(index);
        if kind == Bounds::Index { max < limit as u64 } else { max <= limit as u64 }
    }
}

/// Whether a pointer is known not to be nil: an address of a slot or of static data, or one inside an object.
///
/// An object's address was checked before anything was added to it, for an element by the check of its index. Only
/// where slicing leaves nothing does it add nothing to what may be nil, by a mask: see lower's `advance`.
pub fn is_address(func: &FuncData, value: Value) -> bool {
    match func.def_kind(value) {
        Some(InstKind::SlotAddr(_) | InstKind::DataAddr(..)) => true,
        Some(&InstKind::Binary(BinaryOp::PtrAdd, _, by)) => !is_masked(func, by),
        _ => false,
    }
}

/// Whether an offset may be zero because of a mask.
fn is_masked(func: &FuncData, offset: Value) -> bool {
    match func.def_kind(offset) {
        Some(&InstKind::Binary(BinaryOp::And, ..)) => true,
        Some(&InstKind::Binary(BinaryOp::Shl | BinaryOp::Imul, a, _)) => is_masked(func, a),
        _ => false,
    }
}

fn int_kind(ty: Type, c: i64) -> InstKind {
    if ty == Type::I64 { InstKind::Iconst64(c) } else { InstKind::Iconst32(c as i32) }
}

pub fn inverse(cond: IntCond) -> IntCond {
    match cond {
        IntCond::Eq => IntCond::Ne,
        IntCond::Ne => IntCond::Eq,
        IntCond::Slt => IntCond::Sge,
        IntCond::Sle => IntCond::Sgt,
        IntCond::Sgt => IntCond::Sle,
        IntCond::Sge => IntCond::Slt,
        IntCond::Ult => IntCond::Uge,
        IntCond::Ule => IntCond::Ugt,
        IntCond::Ugt => IntCond::Ule,
        IntCond::Uge => IntCond::Ult,
    }
}

fn swapped(cond: IntCond) -> IntCond {
    match cond {
        IntCond::Eq | IntCond::Ne => cond,
        IntCond::Slt => IntCond::Sgt,
        IntCond::Sle => IntCond::Sge,
        IntCond::Sgt => IntCond::Slt,
        IntCond::Sge => IntCond::Sle,
        IntCond::Ult => IntCond::Ugt,
        IntCond::Ule => IntCond::Uge,
        IntCond::Ugt => IntCond::Ult,
        IntCond::Uge => IntCond::Ule,
    }
}

fn unsigned(cond: IntCond) -> IntCond {
    match cond {
        IntCond::Slt => IntCond::Ult,
        IntCond::Sle => IntCond::Ule,
        IntCond::Sgt => IntCond::Ugt,
        IntCond::Sge => IntCond::Uge,
        other => other,
    }
}
