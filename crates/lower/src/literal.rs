//! Composite and function literals.

use crate::closure::Part;
use crate::func::{Base, Body, Storage};
use crate::place::Loc;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::op::Mem;
use pontoon_ssa::{Func, Type, Value};
use pontoon_syntax::ast::{ExprId, ExprKind};
use pontoon_types::ty::{Basic, Field, TyKind};
use pontoon_types::{Obj, Ty, constant};

/// Array and slice literals of more elements would not fit the memory.
const MAX_ELEMS: u32 = 1 << 24;

/// A captured variable in a closure's object.
pub(crate) struct Capture {
    obj: Obj,
    ty: Ty,
    offset: u32,
    /// The object holds its address.
    by_ref: bool,
}

/// What a closure's object looks like.
pub(crate) struct ClosureLayout {
    object: Ty,
    captures: Vec<Capture>,
    /// It may lie on the stack.
    in_place: bool,
}

impl<'w> Body<'_, 'w> {
    /// The value of a composite literal.
    pub fn composite(&mut self, e: ExprId) -> Vec<Value> {
        let ty = self.ty(e);
        self.composite_of(e, ty)
    }

    fn composite_of(&mut self, e: ExprId, ty: Ty) -> Vec<Value> {
        self.set_pos(e);
        match self.under(ty) {
            // `{…}` for `&T{…}` among the elements of another literal.
            &TyKind::Pointer(elem) => {
                let elem = self.cx.canonical(elem);
                let ptr = self.new_object(elem);
                self.composite_at(ptr, 0, elem, e, true);
                vec![ptr]
            }
            &TyKind::Slice(elem) => self.slice_literal(e, elem),
            TyKind::Map { .. } => {
                vec![self.map_literal(e, ty)]
            }
            _ if self.info(ty).in_memory() => {
                let addr = self.temp(ty);
                self.composite_at(addr, 0, ty, e, false);
                vec![addr]
            }
            TyKind::Struct(_) => {
                let mut value = self.zero(ty);
                for (path, field_ty, x) in self.struct_elems(ty, e) {
                    let part = self.value_of(x, field_ty);
                    let mut start = 0;
                    let mut holder = ty;
                    for &index in &path {
                        start += self.field_start(holder, index);
                        holder = self.field_ty(holder, index);
                    }
                    value[start..start + part.len()].copy_from_slice(&part);
                }
                value
            }
            &TyKind::Array { elem, .. } => {
                let elem = self.cx.canonical(elem);
                let mut value = self.zero(ty);
                for (_, x) in self.indexed_elems(e) {
                    let part = self.value_of(x, elem);
                    value.copy_from_slice(&part);
                }
                value
            }
            other => bug!("{other:?} has no literals"),
        }
    }

    fn field_start(&mut self, ty: Ty, index: usize) -> usize {
        let TyKind::Struct(fields) = self.under(ty) else { bug!("fields are of structs") };
        let mut start = 0;
        for field in &fields[..index] {
            let ty = self.cx.canonical(field.ty);
            start += self.info(ty).len();
        }
        start
    }

    fn field_ty(&mut self, ty: Ty, index: usize) -> Ty {
        let TyKind::Struct(fields) = self.under(ty) else { bug!("fields are of structs") };
        self.cx.canonical(fields[index].ty)
    }

    /// Where a field is in a struct, given the path through embedded ones.
    pub fn path_offset(&mut self, mut ty: Ty, path: &[usize]) -> u32 {
        let mut offset = 0;
        for &index in path {
            offset += self.cx.world.offsets(self.cx.world.under(ty))[index] as u32;
            ty = self.field_ty(ty, index);
        }
        offset
    }

    /// The path to the field that a key names, which may be promoted.
    fn key_path(&mut self, ty: Ty, key: ExprId) -> Vec<usize> {
        let TyKind::Struct(fields) = self.under(ty) else { bug!("fields are of structs") };
        let name = self.file.name(key);
        if let Some(index) = fields.iter().position(|field| field.name == name) {
            return vec![index];
        }
        let found = self.cx.world.lookup_field_or_method(ty, true, Some(self.decl.pkg), name, false);
        let Ok(found) = found else { bug!("no field {name}") };
        if found.indirect {
            self.unsupported(self.file.expr(key).pos, "literals with fields behind embedded pointers are");
            return vec![found.path[0] as usize];
        }
        found.path.iter().map(|&index| index as usize).collect()
    }

    /// A struct literal's elements: path to the field, field type, value.
    pub fn struct_elems(&mut self, ty: Ty, e: ExprId) -> Vec<(Vec<usize>, Ty, ExprId)> {
        let ExprKind::CompositeLit { elems, .. } = self.file.expr(e).kind else { bug!("{e} is no literal") };
        let mut list = Vec::new();
        for (i, &elem) in self.file.list(elems).iter().enumerate() {
            let (path, value) = match self.file.expr(elem).kind {
                ExprKind::KeyValue { key, value } => (self.key_path(ty, key), value),
                _ => (vec![i], elem),
            };
            let field_ty = path.iter().fold(ty, |ty, &index| self.field_ty(ty, index));
            list.push((path, field_ty, value));
        }
        for &(_, _, value) in &list {
            self.hoist(value);
        }
        list
    }

    /// An array or slice literal's elements with their indices.
    pub fn indexed_elems(&mut self, e: ExprId) -> Vec<(u32, ExprId)> {
        let ExprKind::CompositeLit { elems, .. } = self.file.expr(e).kind else { bug!("{e} is no literal") };
        let mut next = 0;
        let mut list = Vec::new();
        for &elem in self.file.list(elems) {
            let value = match self.file.expr(elem).kind {
                ExprKind::KeyValue { key, value } => {
                    let index = self.typed.value(key).map(constant::to_int);
                    let index = index.as_ref().and_then(constant::int64_value);
                    let index = index.unwrap_or_else(|| bug!("a key is an index"));
                    next = u32::try_from(index).unwrap_or(u32::MAX);
                    value
                }
                _ => elem,
            };
            if next >= MAX_ELEMS {
                self.unsupported(self.file.expr(elem).pos, "literals of so many elements are");
                return Vec::new();
            }
            list.push((next, value));
            next += 1;
        }
        for &(_, value) in &list {
            self.hoist(value);
        }
        list
    }

    /// Evaluates a composite literal of type `ty` into memory that nothing else refers to; `zeroed` if it is zero.
    pub fn composite_at(&mut self, addr: Value, offset: u32, ty: Ty, e: ExprId, zeroed: bool) {
        if self.static_at(addr, offset, ty, e) {
            return;
        }
        let size = self.info(ty).size;
        match self.under(ty) {
            TyKind::Struct(fields) => {
                let count = fields.len();
                let elems = self.struct_elems(ty, e);
                let all = elems.len() == count && elems.iter().all(|(path, ..)| path.len() == 1);
                if !all && !zeroed {
                    self.clear_memory(addr, offset, size);
                }
                for (path, field_ty, x) in elems {
                    let at = self.path_offset(ty, &path);
                    self.init_at(addr, offset + at, field_ty, x, zeroed || !all);
                }
            }
            &TyKind::Array { len, elem } => {
                let elems = self.indexed_elems(e);
                let all = elems.len() as i64 == len;
                if !all && !zeroed {
                    self.clear_memory(addr, offset, size);
                }
                self.init_elems(addr, offset, elem, &elems, zeroed || !all);
            }
            _ => {
                let value = self.composite_of(e, ty);
                self.store(&Loc::Mem(addr, offset), ty, &value);
            }
        }
    }

    fn init_elems(&mut self, addr: Value, offset: u32, elem: Ty, elems: &[(u32, ExprId)], zeroed: bool) {
        let elem = self.cx.canonical(elem);
        let size = self.info(elem).size;
        for &(index, x) in elems {
            self.init_at(addr, offset + index * size, elem, x, zeroed);
        }
    }

    /// Evaluates an expression into memory that nothing else refers to.
    pub fn init_at(&mut self, addr: Value, offset: u32, ty: Ty, e: ExprId, zeroed: bool) {
        let inner = self.file.unparen(e);
        if let ExprKind::CompositeLit { .. } = self.file.expr(inner).kind
            && !self.hoisted.contains_key(&inner)
            && self.ty(inner) == ty
            && matches!(self.under(ty), TyKind::Struct(_) | TyKind::Array { .. })
        {
            self.set_pos(inner);
            return self.composite_at(addr, offset, ty, inner, zeroed);
        }
        let value = self.value_of(e, ty);
        self.store(&Loc::Mem(addr, offset), ty, &value);
    }

    fn slice_literal(&mut self, e: ExprId, elem: Ty) -> Vec<Value> {
        let elem = self.cx.canonical(elem);
        let elems = self.indexed_elems(e);
        let len = elems.iter().map(|(i, _)| i + 1).max().unwrap_or(0);
        let array = self.cx.world.intern(TyKind::Array { len: i64::from(len), elem });
        let array = self.cx.canonical(array);
        self.set_pos(e);
        let ptr = self.new_object(array);
        if !self.static_at(ptr, 0, array, e) {
            self.init_elems(ptr, 0, elem, &elems, true);
        }
        vec![ptr, self.b.iconst32(len as i32), self.b.iconst32(len as i32)]
    }

    // Function literals.

    /// The name of a part's function.
    pub fn part_name(&self, part: Part) -> String {
        let own = &self.analysis.func(self.part).suffix;
        let base = self.b.func.name.strip_suffix(own).unwrap_or(&self.b.func.name);
        format!("{base}{}", self.analysis.func(Some(part)).suffix)
    }

    /// Declares the function of a literal.
    pub fn literal_func(&mut self, e: ExprId) -> Func {
        let ty = self.ty(e);
        let sig = self.cx.convention(&[], ty, true).sig;
        let name = self.part_name(Part::Literal(e));
        let pos = self.file.expr(e).pos;
        let key = self.literal_key(e);
        self.cx.declare(key, name, sig, pos)
    }

    /// A closure.
    pub fn func_literal(&mut self, e: ExprId) -> Vec<Value> {
        let func = self.literal_func(e);
        self.set_pos(e);
        let part = Part::Literal(e);
        if self.analysis.func(Some(part)).captures.is_empty() {
            let key = self.literal_key(e);
            let data = self.cx.func_value(key);
            return vec![self.b.data_addr(data, 0)];
        }
        let layout = self.closure_layout(part);
        vec![self.closure(func, &layout)]
    }

    /// A closure's object, with what it captures.
    pub fn closure(&mut self, func: Func, layout: &ClosureLayout) -> Value {
        let closure = match layout.in_place {
            true => self.temp(layout.object),
            false => self.new_object(layout.object),
        };
        let code = self.b.func_index(func);
        self.b.store(Mem::Len, closure, 0, code);
        for &Capture { obj, ty, offset, by_ref } in &layout.captures {
            let loc = self.var_loc(obj);
            if by_ref {
                let Loc::Mem(addr, 0) = loc else {
                    bug!("a variable that is captured by reference is in memory")
                };
                self.b.store(Mem::Ptr, closure, offset, addr);
            } else {
                let value = self.load(&loc, ty);
                self.store(&Loc::Mem(closure, offset), ty, &value);
            }
        }
        closure
    }

    /// The layout of a closure's object: `{code, captures…}`, and for the body of a loop over a function
    /// `{code, state, next, deferred calls, captures…}`.
    pub fn closure_layout(&mut self, part: Part) -> ClosureLayout {
        let analysis = self.analysis.clone();
        let facts = analysis.func(Some(part));
        let field = |name: String, ty| Field {
            name: Symbol::intern(&name),
            ty,
            embedded: false,
            tag: Symbol::intern(""),
            pkg: None,
        };
        let mut fields = vec![field("F".into(), self.cx.world.basic(Basic::Uintptr))];
        if matches!(part, Part::LoopBody(_)) {
            fields.push(field("S".into(), self.cx.world.basic(Basic::Uint32)));
            fields.push(field("N".into(), self.cx.world.basic(Basic::Uint32)));
            if facts.shares_defers {
                fields.push(field("D".into(), self.cx.world.basic(Basic::UnsafePointer)));
            }
        }
        let first = fields.len();
        let mut captures = Vec::new();
        for (i, &obj) in facts.captures.iter().enumerate() {
            let ty = self.obj_ty(obj);
            let by_ref = analysis.var(obj).by_ref();
            let field_ty = if by_ref { self.cx.world.intern(TyKind::Pointer(ty)) } else { ty };
            fields.push(field(format!("X{i}"), field_ty));
            captures.push(Capture { obj, ty, offset: 0, by_ref });
        }
        let object = self.cx.world.intern(TyKind::Struct(fields.into()));
        let object = self.cx.canonical(object);
        let offsets = self.cx.world.offsets(object);
        for (capture, &offset) in captures.iter_mut().zip(&offsets[first..]) {
            capture.offset = offset as u32;
        }
        ClosureLayout { object, captures, in_place: facts.in_place }
    }

    /// Makes the captured variables known at the entry of a literal or a loop's body.
    pub fn unpack_captures(&mut self, context: Value) {
        let Some(part) = self.part else { return };
        if self.analysis.func(Some(part)).captures.is_empty() {
            return;
        }
        for Capture { obj, ty, offset, by_ref } in self.closure_layout(part).captures {
            let storage = if by_ref {
                let addr = self.b.load(Mem::Ptr, context, offset);
                self.pointer_storage(addr)
            } else if self.info(ty).in_memory() {
                // It is never assigned again, so the copy in the closure will do.
                let addr = self.b.ptr_offset(context, offset);
                self.pointer_storage(addr)
            } else {
                let value = self.load(&Loc::Mem(context, offset), ty);
                let vars = value
                    .into_iter()
                    .map(|value| {
                        let var = self.b.declare_var(self.b.func.ty(value));
                        self.b.def_var(var, value);
                        var
                    })
                    .collect();
                Storage::Vars(vars)
            };
            self.vars.insert(obj, storage);
        }
    }

    fn pointer_storage(&mut self, addr: Value) -> Storage {
        let var = self.b.declare_var(Type::Ptr);
        self.b.def_var(var, addr);
        Storage::Memory(Base::Var(var))
    }
}
