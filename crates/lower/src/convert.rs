//! Conversions.

use crate::func::Body;
use pontoon_base::bug;
use pontoon_ssa::op::{BinaryOp as Op, Bounds, InstKind, UnaryOp as Un};
use pontoon_ssa::{Type, Value};
use pontoon_syntax::ast::ExprId;
use pontoon_types::Ty;
use pontoon_types::ty::{Basic, TyKind};
use pontoon_types::typed::Mode;

use crate::place::{Index, Loc};

impl Body<'_, '_> {
    /// The implicit conversion of an assignment.
    pub fn convert_for_assign(&mut self, value: Vec<Value>, from: Ty, to: Ty) -> Vec<Value> {
        if from == to || !self.cx.world.is_interface(to) {
            return value;
        }
        if matches!(self.under(from), TyKind::Basic(Basic::UntypedNil)) {
            return self.zero(to);
        }
        match self.cx.world.is_interface(from) {
            true => self.iface_to_iface(value, from, to),
            false => {
                let from = self.default_type(from);
                self.make_iface(value, from, to)
            }
        }
    }

    fn default_type(&mut self, ty: Ty) -> Ty {
        let ty = self.cx.world.default_type(ty);
        self.cx.canonical(ty)
    }

    /// The conversion `T(x)`.
    pub fn conversion(&mut self, e: ExprId, x: ExprId, to: Ty) -> Vec<Value> {
        if self.typed.info(self.file.unparen(x)).mode == Mode::Nil || self.cx.world.is_interface(to) {
            return self.value_of(x, to);
        }
        let from = self.ty(x);
        if let Some(value) = self.typed.value(x).cloned() {
            // A constant that stays one but for a type parameter's sake, or becomes a byte or rune slice.
            let from_basic = matches!(self.under(from), TyKind::Basic(_));
            if from_basic && let &TyKind::Basic(basic) = self.under(to) {
                let is_string = basic.is_string();
                if is_string == self.cx.world.is_string(from) && basic != Basic::UnsafePointer {
                    let numeric = pontoon_types::constant::representable(&value, basic);
                    if let Some(value) = numeric {
                        self.set_pos(e);
                        return self.constant(&value, to);
                    }
                }
            }
        }
        let value = self.expr(x);
        self.set_pos(e);
        let from = self.default_type(from);
        self.convert(value, from, to)
    }

    /// An explicit conversion between types that are no interfaces.
    pub fn convert(&mut self, value: Vec<Value>, from: Ty, to: Ty) -> Vec<Value> {
        if from == to {
            return value;
        }
        match (self.under(from), self.under(to)) {
            (&TyKind::Basic(a), &TyKind::Basic(b)) => self.convert_basic(value, from, a, to, b),
            (&TyKind::Basic(a), &TyKind::Slice(elem)) if a.is_string() => {
                let null = self.b.null();
                let name = if self.is_byte(elem) { "stringtoslicebyte" } else { "stringtoslicerune" };
                self.runtime_call(name, vec![null, value[0], value[1]])
            }
            (&TyKind::Slice(elem), &TyKind::Basic(b)) if b.is_string() => self.slice_to_string(value, elem),
            (TyKind::Slice(_), &TyKind::Pointer(array)) => {
                let array = self.cx.canonical(array);
                vec![self.slice_to_array(&value, array)]
            }
            (TyKind::Slice(_), &TyKind::Array { len, .. }) => {
                let addr = self.slice_to_array(&value, to);
                if len == 0 { self.zero(to) } else { self.load(&Loc::Mem(addr, 0), to) }
            }
            // uintptr to unsafe.Pointer and back.
            (TyKind::Basic(Basic::UnsafePointer), _) | (_, TyKind::Basic(Basic::UnsafePointer)) => value,
            // Types that differ in names and tags only.
            _ => value,
        }
    }

    fn is_byte(&self, elem: Ty) -> bool {
        matches!(self.under(elem), TyKind::Basic(Basic::Uint8))
    }

    fn slice_to_string(&mut self, value: Vec<Value>, elem: Ty) -> Vec<Value> {
        let null = self.b.null();
        if self.is_byte(elem) {
            let len = self.b.unary(Un::ExtendU, value[1]);
            return self.runtime_call("slicebytetostring", vec![null, value[0], len]);
        }
        self.runtime_call("slicerunetostring", vec![null, value[0], value[1], value[2]])
    }

    /// The array that a slice begins with, after the check that it is long enough.
    fn slice_to_array(&mut self, slice: &[Value], array: Ty) -> Value {
        let &TyKind::Array { len, .. } = self.under(array) else { bug!("a slice converts to an array") };
        let value = self.b.iconst32(len as i32);
        let index = Index { value, signed: true, constant: Some(len) };
        self.bounds_check(Bounds::Convert, index, slice[1], None);
        slice[0]
    }

    fn convert_basic(&mut self, value: Vec<Value>, from: Ty, a: Basic, to: Ty, b: Basic) -> Vec<Value> {
        if b.is_string() {
            if a.is_string() {
                return value;
            }
            let wide = self.extended(value[0], a);
            let null = self.b.null();
            // What does not fit the parameter is no code point either way.
            return self.runtime_call("intstring", vec![null, wide]);
        }
        if a.is_complex() {
            return value.into_iter().map(|part| self.float_to_float(part, narrow(a), narrow(b))).collect();
        }
        let value = value[0];
        let result = match (a, b) {
            (Basic::UnsafePointer, Basic::UnsafePointer) => value,
            (Basic::UnsafePointer, _) => {
                let int = self.b.unary(Un::PtrToInt, value);
                self.b.unary(Un::ExtendU, int)
            }
            (_, Basic::UnsafePointer) => {
                let low = self.low_word(value);
                self.b.unary(Un::IntToPtr, low)
            }
            _ if a.is_boolean() => value,
            _ if a.is_float() && b.is_float() => self.float_to_float(value, narrow(a), narrow(b)),
            _ if a.is_float() => self.float_to_int(value, to, b),
            _ if b.is_float() => self.int_to_float(value, a, b),
            _ => self.int_to_int(value, from, a, to),
        };
        vec![result]
    }

    fn float_to_float(&mut self, value: Value, from32: bool, to32: bool) -> Value {
        match (from32, to32) {
            (true, false) => self.b.unary(Un::Promote, value),
            (false, true) => self.b.unary(Un::Demote, value),
            _ => value,
        }
    }

    /// As gc on wasm: saturating, to 32 bits and less by way of 64.
    fn float_to_int(&mut self, value: Value, to: Ty, b: Basic) -> Value {
        match b {
            Basic::Int | Basic::Int64 => self.b.unary(Un::TruncSatSI64, value),
            Basic::Uint | Basic::Uint64 | Basic::Uintptr => self.b.unary(Un::TruncSatUI64, value),
            _ => {
                let wide = self.b.unary(Un::TruncSatSI64, value);
                let value = self.b.unary(Un::Wrap, wide);
                self.wrap_int(to, value)
            }
        }
    }

    fn int_to_float(&mut self, value: Value, a: Basic, b: Basic) -> Value {
        let op = match (a.is_unsigned(), narrow(b)) {
            (false, true) => Un::ConvertSF32,
            (true, true) => Un::ConvertUF32,
            (false, false) => Un::ConvertSF64,
            (true, false) => Un::ConvertUF64,
        };
        self.b.unary(op, value)
    }

    fn int_to_int(&mut self, value: Value, from: Ty, a: Basic, to: Ty) -> Value {
        let target = self.info(to).scalars()[0];
        match (self.b.func.ty(value), target) {
            (Type::I32, Type::I64) => self.extended(value, a),
            (Type::I64, Type::I32) => {
                let low = self.low_word(value);
                self.wrap_int(to, low)
            }
            (Type::I32, Type::I32) if self.fits(from, to) => value,
            (Type::I32, Type::I32) => self.wrap_int(to, value),
            _ => value,
        }
    }

    /// Whether every value of an integer type of at most 32 bits is canonical in the other.
    fn fits(&mut self, from: Ty, to: Ty) -> bool {
        let (a, b) = (self.info(from).size, self.info(to).size);
        let (ua, ub) = (self.cx.world.is_unsigned(from), self.cx.world.is_unsigned(to));
        b == 4 || (a == b && ua == ub) || (a < b && (ua || !ub))
    }

    /// An integer extended to 64 bits.
    pub fn extended(&mut self, value: Value, basic: Basic) -> Value {
        if self.b.func.ty(value) == Type::I64 {
            return value;
        }
        if let Some(&InstKind::Iconst32(c)) = self.b.func.def_kind(value) {
            let wide = if basic.is_unsigned() { i64::from(c as u32) } else { i64::from(c) };
            return self.b.iconst64(wide);
        }
        self.b.unary(if basic.is_unsigned() { Un::ExtendU } else { Un::ExtendS }, value)
    }

    /// `ptr + len`, for `unsafe.Add`. Not as a pointer into the object: the sum may be nil.
    pub fn add_offset(&mut self, ptr: Value, offset: Value) -> Value {
        let offset = self.low_word(offset);
        let number = self.b.unary(Un::PtrToInt, ptr);
        let sum = self.b.binary(Op::Iadd, number, offset);
        self.b.unary(Un::IntToPtr, sum)
    }
}

fn narrow(basic: Basic) -> bool {
    matches!(basic, Basic::Float32 | Basic::Complex64)
}
