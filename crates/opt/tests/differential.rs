//! Runs random programs before and after optimization, in the interpreter: results, memory, failed checks and calls of
//! the host must be the same.
//!
//! `PONTOON_FUZZ=FROM..TO` runs other seeds than the usual ones.

use pontoon_base::EntityId;
use pontoon_opt::{Watch, optimize_watched};
use pontoon_ssa::builder::{Builder, Variable};
use pontoon_ssa::interp::{Event, Machine, Stop};
use pontoon_ssa::op::{BinaryOp, Bounds, Check, FloatCond, InstKind, IntCond, Mem, UnaryOp};
use pontoon_ssa::parse::parse_program;
use pontoon_ssa::print::program_text;
use pontoon_ssa::program::{DataObject, Export, ImportData};
use pontoon_ssa::{Data, Func, FuncData, Import, Local, Program, Signature, Slot, Type, Value};

/// splitmix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn one_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize]
    }
}

/// Bytes of the object that all functions read and write.
const BUFFER: u32 = 256;

fn helper_sig() -> Signature {
    Signature { params: vec![Type::I64, Type::I32], results: vec![Type::I64] }
}

/// Makes one function.
struct Gen<'a> {
    random: &'a mut Random,
    b: Builder,
    wide: Vec<Variable>,
    narrow: Vec<Variable>,
    float: Vec<Variable>,
    /// The loops around: counter and limit.
    loops: Vec<(Variable, Value)>,
    slot: Option<Slot>,
    local: Option<Local>,
    buffer: Data,
    host: Import,
    helpers: &'a [Func],
    statements: u32,
}

impl Gen<'_> {
    fn constant(&mut self, ty: Type) -> Value {
        let odd =
            [0, 1, -1, 2, 3, 7, 8, 31, 32, 33, 63, 64, 255, 1 << 31, i64::MAX, i64::MIN, i64::from(i32::MIN)];
        let c = if self.random.one_in(4) { self.random.next() as i64 } else { self.random.pick(&odd) };
        match ty {
            Type::I32 => self.b.iconst32(c as i32),
            Type::I64 => self.b.iconst64(c),
            _ => {
                let x = self.random.pick(&[0.0, -0.0, 1.0, -1.5, 2.0, 1e300, f64::INFINITY, f64::NAN]);
                self.b.fconst64(x)
            }
        }
    }

    fn variable(&mut self, ty: Type) -> Variable {
        let from = match ty {
            Type::I32 => &self.narrow,
            Type::I64 => &self.wide,
            _ => &self.float,
        };
        self.random.pick(from)
    }

    fn value(&mut self, ty: Type, depth: u32) -> Value {
        if depth == 0 || self.random.one_in(4) {
            if self.random.one_in(3) {
                return self.constant(ty);
            }
            let variable = self.variable(ty);
            return self.b.use_var(variable);
        }
        if ty == Type::F64 { self.float_value(depth - 1) } else { self.int_value(ty, depth - 1) }
    }

    fn int_value(&mut self, ty: Type, depth: u32) -> Value {
        use BinaryOp as B;
        let other = if ty == Type::I32 { Type::I64 } else { Type::I32 };
        match self.random.below(14) {
            0..=4 => {
                let ops =
                    [B::Iadd, B::Isub, B::Imul, B::And, B::Or, B::Xor, B::Shl, B::ShrS, B::ShrU, B::Rotl];
                let op = self.random.pick(&ops);
                let (x, y) = (self.value(ty, depth), self.value(ty, depth));
                self.b.binary(op, x, y)
            }
            5 => {
                let op = self.random.pick(&[B::GoShl, B::GoShrS, B::GoShrU]);
                let count_ty = self.random.pick(&[Type::I32, Type::I64]);
                let x = self.value(ty, depth);
                let mut y = self.value(count_ty, depth);
                if self.random.one_in(2) {
                    // Counts about as large as the widths, or known to be below them.
                    let mask = self.random.pick(&[31, 63, 127]);
                    let mask = self.b.iconst(count_ty, mask);
                    y = self.b.binary(BinaryOp::And, y, mask);
                }
                self.b.binary(op, x, y)
            }
            6 => {
                let op = self.random.pick(&[B::Sdiv, B::Srem, B::Udiv, B::Urem]);
                let (x, y) = (self.value(ty, depth), self.value(ty, depth));
                self.b.check(Check::Div, vec![y]);
                self.b.binary(op, x, y)
            }
            7 => {
                let ops = [UnaryOp::Clz, UnaryOp::Ctz, UnaryOp::Popcnt, UnaryOp::Extend8, UnaryOp::Extend16];
                let op = self.random.pick(&ops);
                let x = self.value(ty, depth);
                self.b.unary(op, x)
            }
            8 => {
                let x = self.value(other, depth);
                match ty {
                    Type::I32 => self.b.unary(UnaryOp::Wrap, x),
                    _ => {
                        let op = self.random.pick(&[UnaryOp::ExtendS, UnaryOp::ExtendU]);
                        self.b.unary(op, x)
                    }
                }
            }
            9 => {
                let cond = self.cond(depth);
                let (x, y) = (self.value(ty, depth), self.value(ty, depth));
                self.b.select(cond, x, y)
            }
            10 if ty == Type::I32 => self.cond(depth),
            10 => {
                let x = self.value(Type::F64, depth);
                self.b.unary(UnaryOp::TruncSatSI64, x)
            }
            _ => self.load(ty),
        }
    }

    fn float_value(&mut self, depth: u32) -> Value {
        use BinaryOp as B;
        match self.random.below(8) {
            0..=4 => {
                let op =
                    self.random.pick(&[B::Fadd, B::Fsub, B::Fmul, B::Fdiv, B::Fmin, B::Fmax, B::Copysign]);
                let (x, y) = (self.value(Type::F64, depth), self.value(Type::F64, depth));
                self.b.binary(op, x, y)
            }
            5 => {
                let op = self.random.pick(&[UnaryOp::Fneg, UnaryOp::Fabs, UnaryOp::Sqrt, UnaryOp::Floor]);
                let x = self.value(Type::F64, depth);
                self.b.unary(op, x)
            }
            _ => {
                let op = self.random.pick(&[UnaryOp::ConvertSF64, UnaryOp::ConvertUF64]);
                let x = self.value(Type::I64, depth);
                self.b.unary(op, x)
            }
        }
    }

    fn cond(&mut self, depth: u32) -> Value {
        use IntCond as C;
        if self.random.one_in(6) {
            let op = self.random.pick(&[FloatCond::Eq, FloatCond::Ne, FloatCond::Lt, FloatCond::Ge]);
            let (x, y) = (self.value(Type::F64, depth), self.value(Type::F64, depth));
            return self.b.value(InstKind::Fcmp(op, x, y));
        }
        let conds = [C::Eq, C::Ne, C::Slt, C::Sle, C::Sgt, C::Sge, C::Ult, C::Ule, C::Ugt, C::Uge];
        let cond = self.random.pick(&conds);
        let ty = self.random.pick(&[Type::I32, Type::I64]);
        let (x, y) = (self.value(ty, depth), self.value(ty, depth));
        let result = self.b.icmp(cond, x, y);
        if self.random.one_in(5) { self.b.unary(UnaryOp::Eqz, result) } else { result }
    }

    /// Checked or masked, an address in the buffer where a word of 8 bytes is, and an offset.
    fn address(&mut self) -> (Value, u32) {
        let words = BUFFER / 8 - 1;
        let slot = self.slot.filter(|_| self.random.one_in(2));
        let base = match slot.map_or_else(|| 1 + self.random.below(2), |_| 0) {
            0 => {
                let slot = slot.expect("chosen because there is one");
                return (self.b.slot_addr(slot), 8 * self.random.below(3) as u32);
            }
            1 => {
                return (
                    self.b.data_addr(self.buffer, 8 * self.random.below(8) as u32),
                    8 * self.random.below(4) as u32,
                );
            }
            _ => self.b.data_addr(self.buffer, 0),
        };
        let index = if self.random.one_in(2) {
            let index = self.value(Type::I64, 1);
            let limit = self.b.iconst32(words as i32);
            self.b.check(Check::Bounds { kind: Bounds::Index, signed: true }, vec![index, limit]);
            self.b.unary(UnaryOp::Wrap, index)
        } else {
            let index = self.value(Type::I32, 1);
            let mask = self.b.iconst32(15);
            self.b.binary(BinaryOp::And, index, mask)
        };
        let eight = self.b.iconst32(8);
        let offset = self.b.binary(BinaryOp::Imul, index, eight);
        if self.random.one_in(4) {
            self.b.check(Check::Nil, vec![base]);
        }
        (self.b.binary(BinaryOp::PtrAdd, base, offset), self.random.pick(&[0, 0, 0, 8]))
    }

    fn load(&mut self, ty: Type) -> Value {
        let (addr, offset) = self.address();
        let mem = match ty {
            Type::I32 => self.random.pick(&[Mem::I8S, Mem::I8U, Mem::I16S, Mem::I16U, Mem::I32]),
            _ => Mem::I64,
        };
        self.b.load(mem, addr, offset)
    }

    fn store(&mut self) {
        let ty = self.random.pick(&[Type::I32, Type::I64]);
        let value = self.value(ty, 2);
        let (addr, offset) = self.address();
        // A word of a slot is either a length or a number of 64 bits, wherever it is copied.
        let in_slot = matches!(self.b.func.def_kind(addr), Some(InstKind::SlotAddr(_)));
        let mem = match ty {
            Type::I32 if in_slot => self.random.pick(&[Mem::I8U, Mem::I16U, Mem::I32]),
            Type::I32 => self.random.pick(&[Mem::I8U, Mem::I16U, Mem::I32, Mem::Len]),
            _ => Mem::I64,
        };
        self.b.store(mem, addr, offset, value);
    }

    fn assign(&mut self) {
        let ty = self.random.pick(&[Type::I32, Type::I64, Type::I64, Type::F64]);
        let value = self.value(ty, 3);
        let variable = self.variable(ty);
        self.b.def_var(variable, value);
    }

    fn statements(&mut self, nesting: u32) {
        for _ in 0..=self.random.below(4) {
            if self.statements == 0 || !self.b.is_reachable() {
                return;
            }
            self.statements -= 1;
            match self.random.below(13) {
                0..=3 => self.assign(),
                4 | 5 => self.store(),
                6 | 7 if nesting > 0 => self.branch(nesting - 1),
                8 | 9 if nesting > 0 => self.counted_loop(nesting - 1),
                10 if nesting > 0 => self.switch(nesting - 1),
                11 if nesting > 0 && self.random.one_in(2) => self.sweep(),
                11 if nesting > 0 && self.random.one_in(3) => self.reverse(),
                11 => self.guarded(nesting),
                _ => self.call(),
            }
        }
    }

    /// An index that a comparison with its limit, or a loop, may or may not have proven.
    fn guarded(&mut self, nesting: u32) {
        let (index, limit) = match self.loops.last() {
            Some(&(i, limit)) if self.random.one_in(2) => (self.b.use_var(i), limit),
            _ => {
                let index = self.variable(Type::I64);
                (self.b.use_var(index), self.limit())
            }
        };
        let end = self.b.new_block();
        if self.random.one_in(2) {
            let conds = [IntCond::Slt, IntCond::Slt, IntCond::Sle, IntCond::Ult, IntCond::Ule];
            let cond = self.random.pick(&conds);
            let wide = self.b.unary(UnaryOp::ExtendU, limit);
            let cond = if self.random.one_in(3) {
                let cond = if cond == IntCond::Slt { IntCond::Sgt } else { IntCond::Uge };
                self.b.icmp(cond, wide, index)
            } else {
                self.b.icmp(cond, index, wide)
            };
            let then = self.b.new_block();
            self.b.branch(cond, then, end);
            self.b.seal(then);
            self.b.switch_to(then);
        }
        for _ in 0..=self.random.below(2) {
            let kind = self.random.pick(&[Bounds::Index, Bounds::Index, Bounds::SliceAlen]);
            self.b.check(Check::Bounds { kind, signed: true }, vec![index, limit]);
        }
        let (base, eight) = (self.b.data_addr(self.buffer, 0), self.b.iconst32(8));
        let offset = self.b.unary(UnaryOp::Wrap, index);
        let offset = self.b.binary(BinaryOp::Imul, offset, eight);
        let addr = self.b.binary(BinaryOp::PtrAdd, base, offset);
        let value = self.b.load(Mem::I64, addr, 0);
        let variable = self.variable(Type::I64);
        self.b.def_var(variable, value);
        if nesting > 0 && self.random.one_in(2) {
            self.statements(nesting - 1);
        }
        if self.b.is_reachable() {
            self.b.jump(end, vec![]);
        }
        self.b.seal(end);
        self.b.switch_to(end);
    }

    /// Something like a length.
    fn limit(&mut self) -> Value {
        if self.random.one_in(3) {
            let limit = self.random.below(16) as i32;
            return self.b.iconst32(limit);
        }
        let narrow = self.variable(Type::I32);
        let narrow = self.b.use_var(narrow);
        let mask = self.b.iconst32(15);
        let limit = self.b.binary(BinaryOp::And, narrow, mask);
        if self.random.one_in(2) {
            return limit;
        }
        // The same, but the passes do not see that it is small.
        let three = self.b.iconst32(3);
        let shifted = self.b.binary(BinaryOp::Shl, limit, three);
        self.b.binary(BinaryOp::ShrS, shifted, three)
    }

    fn branch(&mut self, nesting: u32) {
        let (then, els, end) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        let cond = self.cond(2);
        self.b.branch(cond, then, els);
        for block in [then, els] {
            self.b.seal(block);
            self.b.switch_to(block);
            if block == then || self.random.one_in(2) {
                self.statements(nesting);
            }
            if self.b.is_reachable() {
                if self.random.one_in(12) {
                    self.finish();
                } else {
                    self.b.jump(end, vec![]);
                }
            }
        }
        self.b.seal(end);
        self.b.switch_to(end);
    }

    fn switch(&mut self, nesting: u32) {
        let end = self.b.new_block();
        let cases: Vec<_> = (0..=self.random.below(3)).map(|_| self.b.new_block()).collect();
        let index = self.value(Type::I32, 2);
        let to = |block| pontoon_ssa::op::Target { block, args: Vec::new() };
        let targets = cases.iter().map(|&block| to(block)).collect();
        self.b.inst(InstKind::Switch { index, targets, default: to(end) }, &[]);
        for block in cases {
            self.b.seal(block);
            self.b.switch_to(block);
            self.statements(nesting);
            if self.b.is_reachable() {
                self.b.jump(end, vec![]);
            }
        }
        self.b.seal(end);
        self.b.switch_to(end);
    }

    /// `for i := from; i < to; i += step`, with a body that may read `i` as an index.
    fn counted_loop(&mut self, nesting: u32) {
        let i = self.b.declare_var(Type::I64);
        let from = self.random.below(4) as i64 - 1;
        let from = self.b.iconst64(from);
        self.b.def_var(i, from);
        let narrow_limit = self.limit();
        let limit = self.b.unary(UnaryOp::ExtendU, narrow_limit);
        let (header, body, end) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.jump(header, vec![]);
        self.b.switch_to(header);
        let now = self.b.use_var(i);
        let cond = self.random.pick(&[IntCond::Slt, IntCond::Slt, IntCond::Sle]);
        let cond = self.b.icmp(cond, now, limit);
        self.b.branch(cond, body, end);
        self.b.seal(body);
        self.b.switch_to(body);
        self.wide.push(i);
        self.loops.push((i, narrow_limit));
        // The body sees the counter, but only the loop changes it, so that it ends.
        let counter = self.b.declare_var(Type::I64);
        self.b.def_var(counter, now);
        self.statements(nesting);
        self.wide.pop();
        self.loops.pop();
        if self.b.is_reachable() {
            let old = self.b.use_var(counter);
            let step = self.random.pick(&[1, 1, 1, 2]);
            let step = self.b.iconst64(step);
            let next = self.b.binary(BinaryOp::Iadd, old, step);
            self.b.def_var(i, next);
            self.b.jump(header, vec![]);
        }
        self.b.seal(header);
        self.b.seal(end);
        self.b.switch_to(end);
    }

    /// A small number, or rarely any.
    fn bound(&mut self, ty: Type) -> Value {
        match self.random.below(8) {
            0 => self.value(ty, 1),
            1..=3 => {
                let c = self.random.below(20) as i64 - 2;
                self.b.iconst(ty, c)
            }
            _ => {
                let limit = self.limit();
                if ty == Type::I64 { self.b.unary(UnaryOp::ExtendU, limit) } else { limit }
            }
        }
    }

    /// A loop that counts and reads and writes elements at indices that are mostly linear in the counter.
    fn sweep(&mut self) {
        let ty = self.random.pick(&[Type::I64, Type::I64, Type::I32]);
        let i = self.b.declare_var(ty);
        let (from, to) = (self.bound(ty), self.bound(ty));
        self.b.def_var(i, from);
        let (offset, limit) = (self.bound(ty), self.limit());
        let sum = self.variable(Type::I64);
        let (header, body, end) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.jump(header, vec![]);
        self.b.switch_to(header);
        let now = self.b.use_var(i);
        let cond = self.random.pick(&[IntCond::Slt, IntCond::Slt, IntCond::Sle, IntCond::Ult, IntCond::Ule]);
        let cond = self.b.icmp(cond, now, to);
        self.b.branch(cond, body, end);
        self.b.seal(body);
        self.b.switch_to(body);
        // The first index ends the loop at last.
        for n in 0..=self.random.below(3) {
            if n > 0 && self.random.one_in(6) {
                let next = self.b.new_block();
                let cond = self.cond(1);
                self.b.branch(cond, next, end);
                self.b.seal(next);
                self.b.switch_to(next);
            }
            let index = self.sweep_index(now, offset, n == 0);
            let of = if self.random.one_in(5) { self.limit() } else { limit };
            let kind = self.random.pick(&[Bounds::Index, Bounds::Index, Bounds::Index, Bounds::SliceAlen]);
            self.b.check(Check::Bounds { kind, signed: true }, vec![index, of]);
            let index =
                if self.b.func.ty(index) == Type::I64 { self.b.unary(UnaryOp::Wrap, index) } else { index };
            let (base, three) = (self.b.data_addr(self.buffer, 8), self.b.iconst32(3));
            let by = self.b.binary(BinaryOp::Shl, index, three);
            let addr = self.b.binary(BinaryOp::PtrAdd, base, by);
            if self.random.one_in(3) {
                let value = self.b.use_var(sum);
                self.b.store(Mem::I64, addr, 0, value);
            } else {
                let (old, value) = (self.b.use_var(sum), self.b.load(Mem::I64, addr, 0));
                let new = self.b.binary(BinaryOp::Iadd, old, value);
                self.b.def_var(sum, new);
            }
        }
        let step = self.random.pick(&[1, 1, 1, 3]);
        let step = self.b.iconst(ty, step);
        let next = self.b.binary(BinaryOp::Iadd, now, step);
        self.b.def_var(i, next);
        self.b.jump(header, vec![]);
        self.b.seal(header);
        self.b.seal(end);
        self.b.switch_to(end);
    }

    /// `for lo, hi := from, to; lo < hi; lo, hi = lo+1, hi-1` with elements swapped.
    fn reverse(&mut self) {
        let ty = self.random.pick(&[Type::I64, Type::I64, Type::I32]);
        let (lo, hi) = (self.b.declare_var(ty), self.b.declare_var(ty));
        let (from, to, limit) = (self.bound(ty), self.bound(ty), self.limit());
        self.b.def_var(lo, from);
        self.b.def_var(hi, to);
        let (header, body, end) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.jump(header, vec![]);
        self.b.switch_to(header);
        let (low, high) = (self.b.use_var(lo), self.b.use_var(hi));
        let cond = self.random.pick(&[IntCond::Slt, IntCond::Slt, IntCond::Ult, IntCond::Sle]);
        let cond = self.b.icmp(cond, low, high);
        self.b.branch(cond, body, end);
        self.b.seal(body);
        self.b.switch_to(body);
        let (base, three) = (self.b.data_addr(self.buffer, 0), self.b.iconst32(3));
        let mut elements = Vec::new();
        for at in [high, low] {
            self.b.check(Check::Bounds { kind: Bounds::Index, signed: true }, vec![at, limit]);
            let at = if ty == Type::I64 { self.b.unary(UnaryOp::Wrap, at) } else { at };
            let by = self.b.binary(BinaryOp::Shl, at, three);
            let addr = self.b.binary(BinaryOp::PtrAdd, base, by);
            elements.push((addr, self.b.load(Mem::I64, addr, 0)));
        }
        let [(high_addr, high_value), (low_addr, low_value)] = *elements else { return };
        self.b.store(Mem::I64, high_addr, 0, low_value);
        self.b.store(Mem::I64, low_addr, 0, high_value);
        let up = self.random.pick(&[1, 1, 1, 2]);
        let down = self.random.pick(&[-1, -1, -1, -2, 0]);
        let (up, down) = (self.b.iconst(ty, up), self.b.iconst(ty, down));
        let (low, high) = (self.b.binary(BinaryOp::Iadd, low, up), self.b.binary(BinaryOp::Iadd, high, down));
        self.b.def_var(lo, low);
        self.b.def_var(hi, high);
        self.b.jump(header, vec![]);
        self.b.seal(header);
        self.b.seal(end);
        self.b.switch_to(end);
    }

    /// `i`, `i + offset + c`, `c * i - offset` and the like.
    fn sweep_index(&mut self, i: Value, offset: Value, plain: bool) -> Value {
        use BinaryOp as B;
        let ty = self.b.func.ty(i);
        let c = self.random.below(5) as i64 - 2;
        let c = self.b.iconst(ty, c);
        let shape = if plain { self.random.below(2) } else { self.random.below(6) };
        let index = match shape {
            0 => i,
            1 => self.b.binary(B::Iadd, i, c),
            2 => {
                let sum = self.b.binary(B::Iadd, offset, i);
                self.b.binary(B::Iadd, sum, c)
            }
            3 => self.b.binary(B::Isub, i, offset),
            4 => {
                let scaled = self.b.binary(B::Imul, i, c);
                self.b.binary(B::Iadd, scaled, offset)
            }
            _ => self.b.binary(B::Isub, offset, i),
        };
        match (ty, self.random.below(4)) {
            (Type::I32, 0) => self.b.unary(UnaryOp::ExtendS, index),
            (Type::I32, 1) => self.b.unary(UnaryOp::ExtendU, index),
            (Type::I64, 0) if !plain => self.b.unary(UnaryOp::Wrap, index),
            _ => index,
        }
    }

    fn call(&mut self) {
        let x = self.value(Type::I64, 2);
        let result = match self.random.below(3) {
            0 if self.slot.is_some() => self.b.call_import(self.host, vec![x], &[Type::I64])[0],
            1 if !self.helpers.is_empty() => {
                let callee = self.random.pick(self.helpers);
                let y = self.value(Type::I32, 2);
                if self.random.one_in(4) {
                    let index = self.b.func_index(callee);
                    let sig = pontoon_ssa::Sig::new(0);
                    self.b.call_indirect(sig, index, vec![x, y], &[Type::I64])[0]
                } else {
                    self.b.call(callee, vec![x, y], &[Type::I64])[0]
                }
            }
            _ => match self.local {
                Some(local) if self.random.one_in(2) => {
                    self.b.local_set(local, x);
                    return;
                }
                Some(local) => self.b.local_get(local),
                None => {
                    let count = self.value(Type::I64, 1);
                    self.b.check(Check::Shift, vec![count]);
                    self.b.binary(BinaryOp::GoShl, x, count)
                }
            },
        };
        let variable = self.variable(Type::I64);
        self.b.def_var(variable, result);
    }

    /// Returns something that depends on all variables.
    fn finish(&mut self) {
        let mut sum = self.b.iconst64(0);
        for i in 0..self.wide.len() {
            let x = self.b.use_var(self.wide[i]);
            let three = self.b.iconst64(3);
            let scaled = self.b.binary(BinaryOp::Imul, sum, three);
            sum = self.b.binary(BinaryOp::Xor, scaled, x);
        }
        for i in 0..self.narrow.len() {
            let x = self.b.use_var(self.narrow[i]);
            let x = self.b.unary(UnaryOp::ExtendU, x);
            sum = self.b.binary(BinaryOp::Iadd, sum, x);
        }
        for i in 0..self.float.len() {
            let x = self.b.use_var(self.float[i]);
            let x = self.b.unary(UnaryOp::TruncSatSI64, x);
            sum = self.b.binary(BinaryOp::Iadd, sum, x);
        }
        self.b.ret(vec![sum]);
    }
}

fn function(random: &mut Random, name: String, buffer: Data, host: Import, helpers: &[Func]) -> FuncData {
    let mut b = Builder::new(name, helper_sig());
    // Small ones are inlined, if they call nothing and have neither slots nor locals.
    let small = random.one_in(3);
    let helpers = if small { &[] } else { helpers };
    let slot = (!small).then(|| b.slot(32, 8));
    let local = (!small && random.one_in(3)).then(|| b.local(Type::I64));
    let statements = if small { 1 + random.below(3) } else { 4 + random.below(20) } as u32;
    let mut g = Gen {
        random,
        b,
        wide: vec![],
        narrow: vec![],
        float: vec![],
        loops: vec![],
        slot,
        local,
        buffer,
        host,
        helpers,
        statements,
    };
    let params = g.b.params();
    // What comes from memory is unknown to the passes.
    let known = g.b.data_addr(buffer, 0);
    for i in 0..3 {
        let (wide, narrow) = (g.b.declare_var(Type::I64), g.b.declare_var(Type::I32));
        let (x, y) = match i {
            0 => (params[0], params[1]),
            _ => (g.b.load(Mem::I64, known, 16 * i), g.b.load(Mem::I32, known, 16 * i + 8)),
        };
        g.b.def_var(wide, x);
        g.b.def_var(narrow, y);
        g.wide.push(wide);
        g.narrow.push(narrow);
    }
    let float = g.b.declare_var(Type::F64);
    let zero = g.b.fconst64(0.0);
    g.b.def_var(float, zero);
    g.float.push(float);
    if let Some(slot) = slot {
        // A fresh slot holds what was there before, which no program may see.
        let (addr, zero) = (g.b.slot_addr(slot), g.b.iconst64(0));
        for offset in [0, 8, 16, 24] {
            g.b.store(Mem::I64, addr, offset, zero);
        }
    }
    while g.statements > 0 && g.b.is_reachable() {
        g.statements(3);
    }
    if g.b.is_reachable() {
        g.finish();
    }
    if let Some(local) = g.local {
        landing(&mut g, local, params[0]);
    }
    let mut func = g.b.finish();
    func.attrs.no_inline = random.one_in(6);
    func
}

/// Recovers if the local is even, else goes on leaving.
fn landing(g: &mut Gen<'_>, local: Local, param: Value) {
    let (landing, recovers, leaves) = (g.b.new_block(), g.b.new_block(), g.b.new_block());
    g.b.func.landing = Some(landing);
    g.b.seal_all();
    g.b.switch_to(landing);
    let value = g.b.local_get(local);
    let one = g.b.iconst64(1);
    let odd = g.b.binary(BinaryOp::And, value, one);
    let odd = g.b.unary(UnaryOp::Wrap, odd);
    let after = g.b.binary(BinaryOp::Iadd, value, param);
    g.b.func.blocks[landing].cold = true;
    let to = |block| pontoon_ssa::op::Target { block, args: Vec::new() };
    // Sealed blocks take no more jumps through the builder.
    let kind = InstKind::Branch { cond: odd, then: to(leaves), els: to(recovers) };
    let pos = g.b.pos();
    g.b.func.append(landing, kind, &[], pos);
    g.b.switch_to(recovers);
    g.b.ret(vec![after]);
    g.b.switch_to(leaves);
    g.b.leave();
}

fn program(seed: u64) -> Program {
    let mut random = Random(seed);
    let mut program = Program::new();
    program.sig(helper_sig());
    let mut buffer = DataObject::zeroed("buffer", BUFFER, 8);
    buffer.bytes = (0..BUFFER).map(|i| (i * 37) as u8).collect();
    let buffer = program.data.push(buffer);
    let host = program.imports.push(ImportData {
        module: "host".to_string(),
        name: "f".to_string(),
        sig: Signature { params: vec![Type::I64], results: vec![Type::I64] },
        pos: pontoon_base::Pos::NONE,
        package: "main".to_string(),
        declaration: String::new(),
    });
    let mut helpers = Vec::new();
    for i in 0..=random.below(4) {
        let func = function(&mut random, format!("main.f{i}"), buffer, host, &helpers);
        helpers.push(program.funcs.push(func));
    }
    let main = helpers[helpers.len() - 1];
    program.exports.push(Export { name: "main".to_string(), func: main });
    program
}

type Outcome = (Result<Vec<u128>, Stop>, Vec<Event>, Vec<u8>);

fn run(program: &Program, args: &[u128]) -> Outcome {
    let mut machine = Machine::new(program, 200_000);
    let result = machine.call(program.exports[0].func, args);
    let buffer = machine.data_bytes(program.data.keys().find(|&id| program.data[id].name == "buffer"));
    (result, machine.events, buffer)
}

/// Which change is the first to make a difference.
fn culprit(before: &Program, args: &[u128], was: &Outcome) -> String {
    let with_fuel = |fuel: u64| {
        let mut after = before.clone();
        let mut watch = Watch { fuel: Some(fuel), ..Watch::default() };
        optimize_watched(&mut after, &mut watch);
        (run(&after, args) == *was, watch.log)
    };
    let (mut right, mut wrong) = (0, 1 << 20);
    while right + 1 < wrong {
        let middle = (right + wrong) / 2;
        if with_fuel(middle).0 { right = middle } else { wrong = middle }
    }
    with_fuel(wrong).1
}

#[test]
fn optimized_programs_do_what_they_did_before() {
    let seeds = match std::env::var("PONTOON_FUZZ") {
        Ok(range) => {
            let (from, to) = range.split_once("..").expect("FROM..TO");
            from.parse().expect("a number")..to.parse().expect("a number")
        }
        Err(_) => 0..300,
    };
    for seed in seeds {
        let before = program(seed);
        for func in before.funcs.values() {
            if let Err(fault) = pontoon_ssa::verify(&before, func) {
                panic!("seed {seed}: {fault}");
            }
        }
        let mut after = before.clone();
        pontoon_opt::optimize(&mut after);
        for program in [&before, &after] {
            let text = program_text(program);
            // The text has no data.
            let whole = format!("data d0 buffer: {BUFFER} align 8\n{text}");
            let read = parse_program(&whole).unwrap_or_else(|fault| panic!("seed {seed}: {fault}\n{text}"));
            assert_eq!(program_text(&read), text, "seed {seed}: the text is not read back as it was");
        }
        for args in [[0, 0], [1, 5], [u128::from(u64::MAX), u128::from(u32::MAX)], [12345, 1 << 31]] {
            let was = run(&before, &args);
            if was.0 == Err(Stop::Exhausted) {
                continue;
            }
            assert!(!matches!(was.0, Err(Stop::Trap(_))), "seed {seed} is no good program: {:?}", was.0);
            let is = run(&after, &args);
            if was != is {
                panic!(
                    "seed {seed}, arguments {args:?}: {}{:?}\n{:?}\n{:?}\n{:?}\nsame memory: {}\n{}\n{}",
                    culprit(&before, &args, &was),
                    was.0,
                    was.1,
                    is.0,
                    is.1,
                    was.2 == is.2,
                    program_text(&before),
                    program_text(&after)
                );
            }
        }
    }
}
