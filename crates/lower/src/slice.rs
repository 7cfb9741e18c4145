//! Slices: slicing, `append`, `copy`, `make`.

use crate::func::Body;
use crate::place::{Index, Loc};
use pontoon_base::bug;
use pontoon_ssa::op::{BinaryOp as Op, Bounds, IntCond, UnaryOp as Un};
use pontoon_ssa::{Type, Value};
use pontoon_syntax::ast::ExprId;
use pontoon_types::Ty;
use pontoon_types::ty::{Basic, TyKind};

/// What is sliced: where it begins, its length and capacity as i32, and whether these are one number.
struct Sliced {
    ptr: Value,
    len: Value,
    cap: Value,
    /// Arrays and strings blame their length, slices their capacity.
    has_cap: bool,
    elem_size: u32,
    known_len: Option<i64>,
    is_string: bool,
}

impl Body<'_, '_> {
    pub fn slice_expr(
        &mut self,
        e: ExprId,
        x: ExprId,
        lo: Option<ExprId>,
        hi: Option<ExprId>,
        max: Option<ExprId>,
    ) -> Vec<Value> {
        if [lo, hi, max].into_iter().flatten().any(|index| self.analysis.has_call(index)) {
            [Some(x), lo, hi, max].into_iter().flatten().for_each(|x| self.hoist(x));
        }
        let of = self.sliced(e, x);
        let lo = lo.map(|lo| self.index_operand(lo));
        let hi = hi.map(|hi| self.index_operand(hi));
        let max = max.map(|max| self.index_operand(max));
        self.set_pos(e);
        let mut cap = of.cap;
        let mut known_cap = of.known_len;
        if let Some(max) = max {
            let kind = if of.has_cap { Bounds::Slice3Acap } else { Bounds::Slice3Alen };
            self.bounds_check(kind, max, of.cap, known_cap);
            cap = self.low_word(max.value);
            known_cap = max.constant;
        }
        let mut end = of.len;
        let mut known_end = of.known_len;
        if let Some(hi) = hi {
            let kind = match (max.is_some(), of.has_cap) {
                (true, _) => Bounds::Slice3B,
                (false, true) => Bounds::SliceAcap,
                (false, false) => Bounds::SliceAlen,
            };
            self.bounds_check(kind, hi, cap, known_cap);
            end = self.low_word(hi.value);
            known_end = hi.constant;
        }
        let (mut ptr, mut len) = (of.ptr, end);
        if let Some(lo) = lo.filter(|lo| lo.constant != Some(0)) {
            let kind = if max.is_some() { Bounds::Slice3C } else { Bounds::SliceB };
            self.bounds_check(kind, lo, end, known_end);
            let start = self.low_word(lo.value);
            len = self.b.binary(Op::Isub, end, start);
            if !of.is_string {
                cap = self.b.binary(Op::Isub, cap, start);
            }
            ptr = self.advance(ptr, start, if of.is_string { len } else { cap }, of.elem_size);
        }
        if of.is_string { vec![ptr, len] } else { vec![ptr, len, cap] }
    }

    /// `ptr + start * size`, but `ptr` where nothing is left: no pointer leads behind its object.
    fn advance(&mut self, ptr: Value, start: Value, left: Value, size: u32) -> Value {
        if size == 0 || self.b.func.int_const(left).is_some_and(|left| left > 0) {
            return self.scaled(ptr, start, size);
        }
        let zero = self.b.iconst32(0);
        let negative = self.b.binary(Op::Isub, zero, left);
        let sign = self.b.iconst32(31);
        let mask = self.b.binary(Op::ShrS, negative, sign);
        let start = self.b.binary(Op::And, start, mask);
        self.scaled(ptr, start, size)
    }

    fn sliced(&mut self, e: ExprId, x: ExprId) -> Sliced {
        let ty = self.ty(x);
        match self.under(ty) {
            TyKind::Basic(_) => {
                let value = self.expr(x);
                Sliced {
                    ptr: value[0],
                    len: value[1],
                    cap: value[1],
                    has_cap: false,
                    elem_size: 1,
                    known_len: None,
                    is_string: true,
                }
            }
            &TyKind::Slice(elem) => {
                let value = self.expr(x);
                Sliced {
                    ptr: value[0],
                    len: value[1],
                    cap: value[2],
                    has_cap: true,
                    elem_size: self.elem_size(elem),
                    known_len: None,
                    is_string: false,
                }
            }
            &TyKind::Pointer(array) => {
                let ptr = self.expr(x)[0];
                self.set_pos(e);
                self.nil_check(ptr);
                let array = self.cx.canonical(array);
                self.sliced_array(ptr, array)
            }
            _ => {
                let ptr = match self.loc(x) {
                    Loc::Mem(addr, offset) => self.b.ptr_offset(addr, offset),
                    _ => self.new_object(ty),
                };
                self.sliced_array(ptr, ty)
            }
        }
    }

    fn sliced_array(&mut self, ptr: Value, array: Ty) -> Sliced {
        let &TyKind::Array { len, elem } = self.under(array) else { bug!("only arrays are sliced") };
        let limit = self.b.iconst32(len as i32);
        Sliced {
            ptr,
            len: limit,
            cap: limit,
            has_cap: false,
            elem_size: self.elem_size(elem),
            known_len: Some(len),
            is_string: false,
        }
    }

    pub fn elem_size(&mut self, elem: Ty) -> u32 {
        let elem = self.cx.canonical(elem);
        self.info(elem).size
    }

    pub fn slice_elem(&mut self, ty: Ty) -> Ty {
        match *self.under(ty) {
            TyKind::Slice(elem) => self.cx.canonical(elem),
            _ => self.cx.world.basic(Basic::Uint8),
        }
    }

    /// `append(s, x, y)` and `append(s, t...)`.
    pub fn append(&mut self, e: ExprId, args: &[ExprId], dots: bool) -> Vec<Value> {
        let ty = self.ty(e);
        let elem = self.slice_elem(ty);
        if dots {
            args.iter().for_each(|&arg| self.hoist(arg));
            let slice = self.value_of(args[0], ty);
            let nil = self.typed.info(self.file.unparen(args[1])).mode == pontoon_types::typed::Mode::Nil;
            let more = if nil { self.zero(ty) } else { self.expr(args[1]) };
            self.set_pos(e);
            return self.append_slice(&slice, &more, elem);
        }
        let mut list = vec![(args[0], ty)];
        list.extend(args[1..].iter().map(|&arg| (arg, elem)));
        let mut values = self.values_of(&list);
        let slice = values.remove(0);
        self.set_pos(e);
        self.append_values(slice, values, elem)
    }

    pub fn append_values(&mut self, slice: Vec<Value>, values: Vec<Vec<Value>>, elem: Ty) -> Vec<Value> {
        if values.is_empty() {
            return slice;
        }
        let count = self.b.iconst32(values.len() as i32);
        let grown = self.grow(&slice, count, elem);
        let size = self.info(elem).size;
        let at = self.scaled(grown[0], slice[1], size);
        for (i, value) in values.iter().enumerate() {
            self.store(&Loc::Mem(at, i as u32 * size), elem, value);
        }
        grown
    }

    fn append_slice(&mut self, slice: &[Value], more: &[Value], elem: Ty) -> Vec<Value> {
        let grown = self.grow(slice, more[1], elem);
        let size = self.info(elem).size;
        let at = self.scaled(grown[0], slice[1], size);
        self.move_elems(at, more[0], more[1], size);
        grown
    }

    /// The slice with `count` elements more, which are not set yet.
    fn grow(&mut self, slice: &[Value], count: Value, elem: Ty) -> Vec<Value> {
        let new_len = self.b.binary(Op::Iadd, slice[1], count);
        let (ptr, cap) = (self.b.declare_var(Type::Ptr), self.b.declare_var(Type::I32));
        self.b.def_var(ptr, slice[0]);
        self.b.def_var(cap, slice[2]);
        let full = self.b.icmp(IntCond::Ugt, new_len, slice[2]);
        let (grow, done) = (self.b.new_block(), self.b.new_block());
        self.b.branch(full, grow, done);
        self.b.seal(grow);
        self.b.set_cold(grow);
        self.b.switch_to(grow);
        let wide = |body: &mut Self, v| body.b.unary(Un::ExtendU, v);
        let (len64, cap64, count64) = (wide(self, new_len), wide(self, slice[2]), wide(self, count));
        let desc = self.alloc_desc(elem);
        let grown = self.runtime_call("growslice", vec![slice[0], len64, cap64, count64, desc]);
        let new_cap = self.low_word(grown[2]);
        self.b.def_var(ptr, grown[0]);
        self.b.def_var(cap, new_cap);
        self.b.jump(done, Vec::new());
        self.b.seal(done);
        self.b.switch_to(done);
        vec![self.b.use_var(ptr), new_len, self.b.use_var(cap)]
    }

    /// Moves `count` elements.
    fn move_elems(&mut self, to: Value, from: Value, count: Value, size: u32) {
        let bytes = self.byte_count(count, size);
        self.runtime_call("memmove", vec![to, from, bytes]);
    }

    /// `count * size` as a uintptr.
    fn byte_count(&mut self, count: Value, size: u32) -> Value {
        let wide = self.b.unary(Un::ExtendU, count);
        if size == 1 {
            return wide;
        }
        let size = self.b.iconst64(i64::from(size));
        self.b.binary(Op::Imul, wide, size)
    }

    pub fn copy(&mut self, e: ExprId, args: &[ExprId]) -> Value {
        let ty = self.ty(args[0]);
        args.iter().for_each(|&arg| self.hoist(arg));
        let to = self.expr(args[0]);
        let from = self.expr(args[1]);
        self.set_pos(e);
        self.copy_values(ty, &to, &from)
    }

    pub fn copy_values(&mut self, ty: Ty, to: &[Value], from: &[Value]) -> Value {
        let elem = self.slice_elem(ty);
        let size = self.info(elem).size;
        let less = self.b.icmp(IntCond::Ult, to[1], from[1]);
        let count = self.b.select(less, to[1], from[1]);
        self.move_elems(to[0], from[0], count, size);
        self.b.unary(Un::ExtendU, count)
    }

    /// `clear(s)`.
    pub fn clear_slice(&mut self, ty: Ty, slice: &[Value]) {
        let elem = self.slice_elem(ty);
        let size = self.info(elem).size;
        let bytes = self.byte_count(slice[1], size);
        self.runtime_call("memclrNoHeapPointers", vec![slice[0], bytes]);
    }

    /// `make([]T, len, cap)`.
    pub fn make_slice(&mut self, e: ExprId, ty: Ty, len: ExprId, cap: Option<ExprId>) -> Vec<Value> {
        let elem = self.slice_elem(ty);
        let len = self.int_operand(len);
        let cap = cap.map_or(len, |cap| self.int_operand(cap));
        self.set_pos(e);
        if self.info(elem).size == 0 {
            self.limit_len(cap);
        }
        let desc = self.alloc_desc(elem);
        let ptr = self.runtime_call("makeslice", vec![desc, len, cap])[0];
        vec![ptr, self.low_word(len), self.low_word(cap)]
    }

    /// Lengths are 32 bits wide here, also of slices whose elements take no memory.
    fn limit_len(&mut self, len: Value) {
        let limit = self.b.iconst64(i64::from(i32::MAX));
        let far = self.b.icmp(IntCond::Sgt, len, limit);
        let (bad, good) = (self.b.new_block(), self.b.new_block());
        self.b.branch(far, bad, good);
        self.b.seal(bad);
        self.b.seal(good);
        self.b.set_cold(bad);
        self.b.switch_to(bad);
        self.runtime_call("panicmakeslicelen", Vec::new());
        self.b.switch_to(good);
    }

    /// An integer operand as an i64.
    pub fn int_operand(&mut self, e: ExprId) -> Value {
        let Index { value, constant, .. } = self.index_operand(e);
        if let Some(c) = constant {
            return self.b.iconst64(c);
        }
        let ty = self.ty(e);
        self.as_int(ty, value)
    }

    /// An integer of any type as an i64.
    pub fn as_int(&mut self, ty: Ty, value: Value) -> Value {
        match self.under(ty) {
            &TyKind::Basic(basic) => self.extended(value, basic),
            _ => value,
        }
    }
}
