//! Interfaces: conversion to them, assertions, comparison.

use crate::func::Body;
use crate::place::Loc;
use pontoon_base::bug;
use pontoon_ssa::op::{IntCond, Mem};
use pontoon_ssa::program::DataObject;
use pontoon_ssa::{Block, Type, Value};
use pontoon_syntax::ast::ExprId;
use pontoon_types::ty::{Basic, TyKind};
use pontoon_types::{Ty, constant};

/// Offsets in an itab.
const ITAB_TYPE: u32 = 8;

impl Body<'_, '_> {
    /// Whether an interface type has no methods: its first word is then a type, else an itab.
    pub fn is_empty_iface(&self, ty: Ty) -> bool {
        self.cx.world.type_set(ty).methods().is_empty()
    }

    /// The first word of an interface of type `iface` that holds a `concrete`.
    fn iface_word(&mut self, iface: Ty, concrete: Ty) -> Value {
        let data = if self.is_empty_iface(iface) {
            self.cx.value_desc(concrete)
        } else {
            self.cx.itab(iface, concrete)
        };
        self.b.data_addr(data, 0)
    }

    /// Converts a value to an interface that its type implements.
    pub fn make_iface(&mut self, value: Vec<Value>, from: Ty, to: Ty) -> Vec<Value> {
        let word = self.iface_word(to, from);
        let data = self.data_word(value, from);
        vec![word, data]
    }

    /// The data word for a value: itself if it is a pointer, else the address of a copy that never changes.
    fn data_word(&mut self, value: Vec<Value>, ty: Ty) -> Value {
        if self.cx.is_direct_iface(ty) {
            return value[0];
        }
        let info = self.info(ty);
        if info.size == 0 {
            let data = self.cx.zero_base();
            return self.b.data_addr(data, 0);
        }
        if let Some(addr) = self.constant_data(&value, ty) {
            return addr;
        }
        let ptr = self.new_object(ty);
        self.store(&Loc::Mem(ptr, 0), ty, &value);
        ptr
    }

    /// Read-only data for a value that is made of integer constants.
    fn constant_data(&mut self, value: &[Value], ty: Ty) -> Option<Value> {
        let info = self.info(ty);
        let parts = info.parts.as_ref()?;
        let mut bytes = vec![0; info.size as usize];
        for (part, &value) in parts.iter().zip(value) {
            let c = self.b.func.int_const(value)?;
            let size = part.mem.size() as usize;
            let at = part.offset as usize;
            bytes[at..at + size].copy_from_slice(&c.to_le_bytes()[..size]);
        }
        let align = info.align;
        let data = self.cx.data(crate::cx::DataKey::Value(ty, bytes.clone().into()), |_| {
            DataObject::constant("go:value", bytes, align)
        });
        Some(self.b.data_addr(data, 0))
    }

    /// A constant as an interface: strings and floats have static data too.
    pub fn constant_iface(&mut self, value: &constant::Value, from: Ty, to: Ty) -> Vec<Value> {
        if let Some(data) = self.cx.static_value(value, from) {
            let word = self.iface_word(to, from);
            return vec![word, self.b.data_addr(data, 0)];
        }
        let value = self.constant(value, from);
        self.make_iface(value, from, to)
    }

    fn is_set(&mut self, ptr: Value) -> Value {
        let null = self.b.null();
        self.b.icmp(IntCond::Ne, ptr, null)
    }

    /// The type descriptor in an interface, nil if it holds nothing.
    pub fn type_word(&mut self, value: &[Value], ty: Ty) -> Value {
        if self.is_empty_iface(ty) {
            return value[0];
        }
        let result = self.b.declare_var(Type::Ptr);
        self.b.def_var(result, value[0]);
        let (load, done) = (self.b.new_block(), self.b.new_block());
        let some = self.is_set(value[0]);
        self.b.branch(some, load, done);
        self.b.seal(load);
        self.b.switch_to(load);
        let word = self.b.load(Mem::Ptr, value[0], ITAB_TYPE);
        self.b.def_var(result, word);
        self.b.jump(done, Vec::new());
        self.b.seal(done);
        self.b.switch_to(done);
        self.b.use_var(result)
    }

    /// Converts between interface types where that cannot fail.
    pub fn iface_to_iface(&mut self, value: Vec<Value>, from: Ty, to: Ty) -> Vec<Value> {
        if from == to || self.cx.same_methods(from, to) {
            return value;
        }
        if self.is_empty_iface(to) {
            let word = self.type_word(&value, from);
            return vec![word, value[1]];
        }
        let word = self.type_word(&value, from);
        let null = self.b.null();
        let result = self.b.declare_var(Type::Ptr);
        self.b.def_var(result, null);
        let (convert, done) = (self.b.new_block(), self.b.new_block());
        let some = self.is_set(word);
        self.b.branch(some, convert, done);
        self.b.seal(convert);
        self.b.switch_to(convert);
        let inter = self.desc_addr(to);
        let itab = self.runtime_call("assertE2I", vec![inter, word])[0];
        self.b.def_var(result, itab);
        self.b.jump(done, Vec::new());
        self.b.seal(done);
        self.b.switch_to(done);
        vec![self.b.use_var(result), value[1]]
    }

    pub fn desc_addr(&mut self, ty: Ty) -> Value {
        let desc = self.cx.type_desc(ty);
        self.b.data_addr(desc, 0)
    }

    /// A descriptor that says how to allocate values of a type.
    pub fn alloc_desc(&mut self, ty: Ty) -> Value {
        let desc = self.cx.alloc_desc(ty);
        self.b.data_addr(desc, 0)
    }

    /// `x.(T)`; with `comma_ok` the second result says whether it holds, and nothing panics.
    pub fn assertion(&mut self, e: ExprId, x: ExprId, comma_ok: bool) -> (Vec<Value>, Option<Value>) {
        let from = self.ty(x);
        let to = self.ty(e);
        let to = match self.cx.world.kind(to) {
            TyKind::Tuple(types) => self.cx.canonical(types[0]),
            _ => to,
        };
        let value = self.expr(x);
        self.set_pos(e);
        if self.cx.world.is_interface(to) {
            return self.assert_iface(&value, from, to, comma_ok);
        }
        let word = self.type_word(&value, from);
        let want = self.desc_addr(to);
        let same = self.b.icmp(IntCond::Eq, word, want);
        let (yes, no) = (self.b.new_block(), self.b.new_block());
        self.b.branch(same, yes, no);
        self.b.seal(yes);
        self.b.seal(no);
        if comma_ok {
            let result = self.assert_or_zero(&value, to, yes, no);
            return (result, Some(same));
        }
        self.b.set_cold(no);
        self.b.switch_to(no);
        let iface = self.desc_addr(from);
        if self.is_empty_iface(from) {
            self.runtime_call("panicdottypeE", vec![value[0], want, iface]);
        } else {
            self.runtime_call("panicdottypeI", vec![value[0], want, iface]);
        }
        self.b.switch_to(yes);
        (self.unpack_iface(&value, to), None)
    }

    fn assert_or_zero(&mut self, value: &[Value], to: Ty, yes: Block, no: Block) -> Vec<Value> {
        let scalars = self.info(to).scalars();
        let vars: Vec<_> = scalars.into_iter().map(|ty| self.b.declare_var(ty)).collect();
        let done = self.b.new_block();
        for (block, hit) in [(yes, true), (no, false)] {
            self.b.switch_to(block);
            let value = if hit { self.unpack_iface(value, to) } else { self.zero(to) };
            for (&var, value) in vars.iter().zip(value) {
                self.b.def_var(var, value);
            }
            self.b.jump(done, Vec::new());
        }
        self.b.seal(done);
        self.b.switch_to(done);
        vars.into_iter().map(|var| self.b.use_var(var)).collect()
    }

    /// The value in an interface that is known to hold a `to`.
    pub fn unpack_iface(&mut self, value: &[Value], to: Ty) -> Vec<Value> {
        if self.cx.is_direct_iface(to) {
            return vec![value[1]];
        }
        self.non_nil.insert(value[1]);
        self.load(&Loc::Mem(value[1], 0), to)
    }

    fn assert_iface(
        &mut self,
        value: &[Value],
        from: Ty,
        to: Ty,
        comma_ok: bool,
    ) -> (Vec<Value>, Option<Value>) {
        let word = self.type_word(value, from);
        let inter = self.desc_addr(to);
        if !comma_ok {
            if !self.is_empty_iface(to) {
                // It panics also for nil.
                let itab = self.runtime_call("assertE2I", vec![inter, word])[0];
                return (vec![itab, value[1]], None);
            }
            let (nil, ok) = (self.b.new_block(), self.b.new_block());
            let some = self.is_set(word);
            self.b.branch(some, ok, nil);
            self.b.seal(nil);
            self.b.seal(ok);
            self.b.set_cold(nil);
            self.b.switch_to(nil);
            self.runtime_call("panicnildottype", vec![inter]);
            self.b.switch_to(ok);
            return (vec![word, value[1]], None);
        }
        let first = if self.is_empty_iface(to) { word } else { self.itab_or_nil(inter, word) };
        let null = self.b.null();
        let ok = self.b.icmp(IntCond::Ne, first, null);
        let data = self.b.select(ok, value[1], null);
        (vec![first, data], Some(ok))
    }

    /// The itab of a type, which may be nil, for an interface; nil if it does not implement it.
    pub fn itab_or_nil(&mut self, inter: Value, word: Value) -> Value {
        let result = self.b.declare_var(Type::Ptr);
        let null = self.b.null();
        self.b.def_var(result, null);
        let (ask, done) = (self.b.new_block(), self.b.new_block());
        let some = self.is_set(word);
        self.b.branch(some, ask, done);
        self.b.seal(ask);
        self.b.switch_to(ask);
        let itab = self.runtime_call("assertE2I2", vec![inter, word])[0];
        self.b.def_var(result, itab);
        self.b.jump(done, Vec::new());
        self.b.seal(done);
        self.b.switch_to(done);
        self.b.use_var(result)
    }

    /// Whether two interfaces hold equal values.
    pub fn ifaces_equal(&mut self, a_ty: Ty, a: &[Value], b_ty: Ty, b: &[Value]) -> Value {
        // Types tell, not itabs: those of differently named interfaces with the same methods differ.
        let (x, y) = (self.type_word(a, a_ty), self.type_word(b, b_ty));
        let result = self.b.declare_var(Type::I32);
        let same = self.b.icmp(IntCond::Eq, x, y);
        self.b.def_var(result, same);
        let (more, done) = (self.b.new_block(), self.b.new_block());
        self.b.branch(same, more, done);
        self.b.seal(more);
        self.b.switch_to(more);
        let equal = self.runtime_call("efaceeq", vec![x, a[1], b[1]])[0];
        self.b.def_var(result, equal);
        self.b.jump(done, Vec::new());
        self.b.seal(done);
        self.b.switch_to(done);
        self.b.use_var(result)
    }

    /// Whether an interface holds a value of type `ty` that is equal to `value`.
    pub fn iface_equals_value(&mut self, iface: Ty, a: &[Value], ty: Ty, value: &[Value]) -> Value {
        let word = self.type_word(a, iface);
        let want = self.desc_addr(ty);
        let same = self.b.icmp(IntCond::Eq, word, want);
        let result = self.b.declare_var(Type::I32);
        self.b.def_var(result, same);
        let (more, done) = (self.b.new_block(), self.b.new_block());
        self.b.branch(same, more, done);
        self.b.seal(more);
        self.b.switch_to(more);
        let held = self.unpack_iface(a, ty);
        let equal = self.equal(ty, &held, value);
        self.b.def_var(result, equal);
        self.b.jump(done, Vec::new());
        self.b.seal(done);
        self.b.switch_to(done);
        self.b.use_var(result)
    }
}

impl crate::cx::Lowerer<'_> {
    /// Read-only data that holds a constant of a basic type.
    pub(crate) fn static_value(&mut self, value: &constant::Value, ty: Ty) -> Option<pontoon_ssa::Data> {
        let &TyKind::Basic(basic) = self.under(ty) else { bug!("a constant has a basic type") };
        if basic == Basic::UnsafePointer {
            return None;
        }
        let mut image = crate::static_init::Image::new(self.info(ty).size);
        self.constant_image(value, ty, 0, &mut image);
        let align = self.info(ty).align;
        let key = crate::cx::DataKey::Value(ty, image.key());
        Some(self.data(key, |_| image.into_object("go:value", align)))
    }
}
