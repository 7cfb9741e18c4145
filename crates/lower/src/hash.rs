//! Hash functions of types: what map descriptors hold.
//!
//! Basic types and memory of common sizes use the kept functions of GOROOT's runtime/alg.go, which the fast entry points
//! of maps rely on; for others a function `(p, seed) hash` is made that chains the hashes of the parts, as
//! cmd/compile/internal/reflectdata does it: runs of plain memory at once, blank fields and padding left out.

use crate::cx::{FuncKey, Lowerer};
use crate::func::Body;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::op::{BinaryOp, IntCond};
use pontoon_ssa::{Data, Func, FuncData, Type, Value};
use pontoon_types::Ty;
use pontoon_types::ty::{Basic, TyKind};

impl Lowerer<'_> {
    /// The hash function of a comparable type as a static func value.
    pub fn hash_closure(&mut self, ty: Ty) -> Data {
        let key = self.hash_key(ty);
        self.func_value(key)
    }

    fn hash_key(&mut self, ty: Ty) -> FuncKey {
        match self.kept_hash(ty) {
            Some(name) => {
                let scope = self.world.pkg(self.runtime).scope;
                let obj = self.world.scopes[scope].get(Symbol::intern(name));
                FuncKey::Decl(obj.unwrap_or_else(|| bug!("package runtime has no {name}")), Box::default())
            }
            None => FuncKey::Hash(ty),
        }
    }

    fn kept_hash(&mut self, ty: Ty) -> Option<&'static str> {
        if self.is_regular_memory(ty) {
            return match self.info(ty).size {
                0 => Some("memhash0"),
                1 => Some("memhash8"),
                2 => Some("memhash16"),
                4 => Some("memhash32"),
                8 => Some("memhash64"),
                16 => Some("memhash128"),
                _ => None,
            };
        }
        match self.under(ty) {
            TyKind::Basic(Basic::String) => Some("strhash"),
            TyKind::Basic(Basic::Float32) => Some("f32hash"),
            TyKind::Basic(Basic::Float64) => Some("f64hash"),
            TyKind::Basic(Basic::Complex64) => Some("c64hash"),
            TyKind::Basic(Basic::Complex128) => Some("c128hash"),
            TyKind::Interface(_) if self.iface_methods(ty).is_empty() => Some("nilinterhash"),
            TyKind::Interface(_) => Some("interhash"),
            _ => None,
        }
    }

    pub(crate) fn lower_hash(&mut self, func: Func, ty: Ty) -> FuncData {
        let mut body = Body::bare(self, func);
        let params = body.b.params();
        let [p, seed] = params[..] else { bug!("a hash function takes a pointer and a seed") };
        body.non_nil.insert(p);
        let hash = body.hash_parts(ty, p, seed);
        body.b.ret(vec![hash]);
        body.finish().unwrap_or_else(|| bug!("a hash function always compiles"))
    }
}

impl Body<'_, '_> {
    /// The hash of what lies at an address, of a type without a function of its own yet.
    fn hash_parts(&mut self, ty: Ty, p: Value, mut hash: Value) -> Value {
        if self.cx.is_regular_memory(ty) {
            let size = self.info(ty).size;
            return self.hash_memory(p, 0, size, hash);
        }
        match self.under(ty) {
            &TyKind::Array { len, elem } => {
                let elem = self.cx.canonical(elem);
                self.hash_elements(elem, len, p, hash)
            }
            TyKind::Struct(fields) => {
                let offsets = self.cx.world.offsets(self.cx.world.under(ty));
                // The run of plain memory that is not hashed yet.
                let mut run = 0..0;
                for (field, &offset) in fields.iter().zip(&offsets) {
                    let field_ty = self.cx.canonical(field.ty);
                    let (offset, size) = (offset as u32, self.info(field_ty).size);
                    let plain = !field.name.is_blank() && self.cx.is_regular_memory(field_ty);
                    if plain && run.end == offset && !run.is_empty() {
                        run.end = offset + size;
                        continue;
                    }
                    hash = self.hash_memory(p, run.start, run.end - run.start, hash);
                    run = if plain { offset..offset + size } else { 0..0 };
                    if !plain && !field.name.is_blank() {
                        let at = self.b.ptr_offset(p, offset);
                        hash = self.hash_value(field_ty, at, hash);
                    }
                }
                self.hash_memory(p, run.start, run.end - run.start, hash)
            }
            _ => self.hash_value(ty, p, hash),
        }
    }

    fn hash_memory(&mut self, p: Value, offset: u32, size: u32, hash: Value) -> Value {
        if size == 0 {
            return hash;
        }
        let p = self.b.ptr_offset(p, offset);
        let size = self.b.iconst64(i64::from(size));
        self.runtime_call("memhash", vec![p, hash, size])[0]
    }

    fn hash_value(&mut self, ty: Ty, p: Value, hash: Value) -> Value {
        let key = self.cx.hash_key(ty);
        let func = self.cx.func(key);
        self.b.call(func, vec![p, hash], &[Type::I64])[0]
    }

    fn hash_elements(&mut self, elem: Ty, len: i64, p: Value, hash: Value) -> Value {
        let size = self.info(elem).size;
        let (at, sum) = (self.b.declare_var(Type::I32), self.b.declare_var(Type::I64));
        let zero = self.b.iconst32(0);
        self.b.def_var(at, zero);
        self.b.def_var(sum, hash);
        let (head, inside, done) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.jump(head, Vec::new());
        self.b.switch_to(head);
        let i = self.b.use_var(at);
        let count = self.b.iconst32(len as i32);
        let more = self.b.icmp(IntCond::Ult, i, count);
        self.b.branch(more, inside, done);
        self.b.seal(inside);
        self.b.seal(done);
        self.b.switch_to(inside);
        let addr = self.scaled(p, i, size);
        let before = self.b.use_var(sum);
        let hash = self.hash_value(elem, addr, before);
        self.b.def_var(sum, hash);
        let one = self.b.iconst32(1);
        let next = self.b.binary(BinaryOp::Iadd, i, one);
        self.b.def_var(at, next);
        self.b.jump(head, Vec::new());
        self.b.seal(head);
        self.b.switch_to(done);
        self.b.use_var(sum)
    }
}
