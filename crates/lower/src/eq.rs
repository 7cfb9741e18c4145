//! Equality of types by functions: what descriptors hold, and what comparing values in memory calls.
//!
//! Basic types and memory of common sizes use the kept functions of GOROOT's runtime/alg.go; for others a function
//! `(p, q) bool` is made that compares part by part, in source order, as cmd/compile/internal/compare does.

use crate::cx::{FuncKey, Lowerer};
use crate::func::Body;
use crate::place::Loc;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::op::{BinaryOp, IntCond};
use pontoon_ssa::{Data, Func, FuncData, Type, Value};
use pontoon_types::Ty;
use pontoon_types::ty::{Basic, TyKind};

/// Arrays of up to this many elements are compared without a loop.
const UNROLL: i64 = 4;

impl Lowerer<'_> {
    /// The function that compares two values of a type behind pointers.
    pub fn eq_func(&mut self, ty: Ty) -> Func {
        let key = self.eq_key(ty);
        self.func(key)
    }

    /// The same as a static func value, for a descriptor; `None` if the type is not comparable.
    pub fn eq_closure(&mut self, ty: Ty) -> Option<Data> {
        if !self.world.comparable(ty) {
            return None;
        }
        let key = self.eq_key(ty);
        Some(self.func_value(key))
    }

    fn eq_key(&mut self, ty: Ty) -> FuncKey {
        match self.kept_equality(ty) {
            Some(name) => {
                let scope = self.world.pkg(self.runtime).scope;
                let obj = self.world.scopes[scope].get(Symbol::intern(name));
                FuncKey::Decl(obj.unwrap_or_else(|| bug!("package runtime has no {name}")), Box::default())
            }
            None => FuncKey::Equal(ty),
        }
    }

    fn kept_equality(&mut self, ty: Ty) -> Option<&'static str> {
        if self.is_regular_memory(ty) {
            return match self.info(ty).size {
                0 => Some("memequal0"),
                1 => Some("memequal8"),
                2 => Some("memequal16"),
                4 => Some("memequal32"),
                8 => Some("memequal64"),
                16 => Some("memequal128"),
                _ => None,
            };
        }
        match self.under(ty) {
            TyKind::Basic(Basic::String) => Some("strequal"),
            TyKind::Basic(Basic::Float32) => Some("f32equal"),
            TyKind::Basic(Basic::Float64) => Some("f64equal"),
            TyKind::Basic(Basic::Complex64) => Some("c64equal"),
            TyKind::Basic(Basic::Complex128) => Some("c128equal"),
            TyKind::Interface(_) if self.iface_methods(ty).is_empty() => Some("nilinterequal"),
            TyKind::Interface(_) => Some("interequal"),
            _ => None,
        }
    }

    /// Whether equality is that of all bytes (abi.TFlagRegularMemory): no padding, floats, strings, interfaces or blank
    /// fields.
    pub(crate) fn is_regular_memory(&mut self, ty: Ty) -> bool {
        match self.under(ty) {
            TyKind::Basic(basic) => {
                !(basic.is_float() || basic.is_complex() || basic.is_string() || *basic == Basic::Invalid)
            }
            TyKind::Pointer(_) | TyKind::Chan { .. } => true,
            &TyKind::Array { elem, .. } => {
                let elem = self.canonical(elem);
                self.is_regular_memory(elem)
            }
            TyKind::Struct(fields) => {
                let mut end = 0;
                let offsets = self.world.offsets(self.world.under(ty));
                for (field, &offset) in fields.iter().zip(&offsets) {
                    let field_ty = self.canonical(field.ty);
                    if field.name.is_blank() || offset != end || !self.is_regular_memory(field_ty) {
                        return false;
                    }
                    end = offset + i64::from(self.info(field_ty).size);
                }
                end == i64::from(self.info(ty).size)
            }
            _ => false,
        }
    }

    pub(crate) fn lower_equal(&mut self, func: Func, ty: Ty) -> FuncData {
        let mut body = Body::bare(self, func);
        let params = body.b.params();
        let [p, q] = params[..] else { bug!("an equality function takes two pointers") };
        body.non_nil.insert(p);
        body.non_nil.insert(q);
        body.equal_in_memory(ty, p, q);
        body.finish().unwrap_or_else(|| bug!("an equality function always compiles"))
    }
}

impl Body<'_, '_> {
    /// Returns whether the values of a type at two addresses are equal.
    fn equal_in_memory(&mut self, ty: Ty, p: Value, q: Value) {
        if self.cx.is_regular_memory(ty) {
            let size = i64::from(self.info(ty).size);
            let size = self.b.iconst64(size);
            let equal = self.runtime_call("memequal", vec![p, q, size])[0];
            self.b.ret(vec![equal]);
            return;
        }
        match self.under(ty) {
            TyKind::Struct(fields) => {
                let offsets = self.cx.world.offsets(self.cx.world.under(ty));
                for (field, &offset) in fields.iter().zip(&offsets) {
                    if !field.name.is_blank() {
                        let field_ty = self.cx.canonical(field.ty);
                        self.return_unless_equal(field_ty, p, q, offset as u32);
                    }
                }
            }
            &TyKind::Array { len, elem } => {
                let elem = self.cx.canonical(elem);
                let size = self.info(elem).size;
                if len <= UNROLL {
                    for i in 0..len {
                        self.return_unless_equal(elem, p, q, i as u32 * size);
                    }
                } else {
                    self.compare_elements(elem, p, q, len as u32 * size);
                    return;
                }
            }
            _ => self.return_unless_equal(ty, p, q, 0),
        }
        let yes = self.b.iconst32(1);
        self.b.ret(vec![yes]);
    }

    fn return_unless_equal(&mut self, ty: Ty, p: Value, q: Value, offset: u32) {
        let a = self.load(&Loc::Mem(p, offset), ty);
        let b = self.load(&Loc::Mem(q, offset), ty);
        let equal = self.equal(ty, &a, &b);
        let (next, differ) = (self.b.new_block(), self.b.new_block());
        self.b.branch(equal, next, differ);
        self.b.seal(next);
        self.b.seal(differ);
        self.b.switch_to(differ);
        let no = self.b.iconst32(0);
        self.b.ret(vec![no]);
        self.b.switch_to(next);
    }

    /// Compares `size` bytes of elements in a loop, and returns.
    fn compare_elements(&mut self, elem: Ty, p: Value, q: Value, size: u32) {
        let step = self.info(elem).size;
        let at = self.b.declare_var(Type::I32);
        let zero = self.b.iconst32(0);
        self.b.def_var(at, zero);
        let (head, body, done) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.jump(head, Vec::new());
        self.b.switch_to(head);
        let offset = self.b.use_var(at);
        let limit = self.b.iconst32(size as i32);
        let more = self.b.icmp(IntCond::Ult, offset, limit);
        self.b.branch(more, body, done);
        self.b.seal(body);
        self.b.seal(done);
        self.b.switch_to(body);
        let a = self.b.binary(BinaryOp::PtrAdd, p, offset);
        let b = self.b.binary(BinaryOp::PtrAdd, q, offset);
        self.return_unless_equal(elem, a, b, 0);
        let step = self.b.iconst32(step as i32);
        let next = self.b.binary(BinaryOp::Iadd, offset, step);
        self.b.def_var(at, next);
        self.b.jump(head, Vec::new());
        self.b.seal(head);
        self.b.switch_to(done);
        let yes = self.b.iconst32(1);
        self.b.ret(vec![yes]);
    }
}
