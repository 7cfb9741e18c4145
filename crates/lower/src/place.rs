//! Places: where a value is, and reading and writing it there.

use crate::func::Body;
use crate::map::MapElem;
use pontoon_base::bug;
use pontoon_ssa::builder::Variable;
use pontoon_ssa::op::{BinaryOp, Bounds, Check, InstKind, IntCond, Mem, UnaryOp};
use pontoon_ssa::{Local, Type, Value};
use pontoon_syntax::ast::{ExprId, ExprKind};
use pontoon_types::object::ObjKind;
use pontoon_types::ty::{Basic, TyKind};
use pontoon_types::typed::SelectionKind;
use pontoon_types::{Obj, Ty, constant};

/// Up to this size memory is copied by loads and stores, and cleared by stores; beyond, bulk instructions win.
const MAX_COPY: u32 = 128;
const MAX_CLEAR: u32 = 128;
/// Up to this size memory is compared by loads.
const MAX_COMPARE: u32 = 32;
/// What is larger lives on the heap: the memory stack is small.
pub(crate) const MAX_SLOT: u32 = 1024;

/// Where a value is.
#[derive(Clone, Debug)]
pub(crate) enum Loc {
    /// Nowhere: what is assigned to `_`.
    Blank,
    /// In these SSA values; not assignable.
    Values(Vec<Value>),
    /// In SSA variables, or in a part of those of a larger variable.
    Vars(Vec<Variable>),
    Locals(Vec<Local>),
    /// In memory at an address plus offset.
    Mem(Value, u32),
    /// An element of a map; only on the left of assignments.
    MapElem(MapElem),
}

impl Body<'_, '_> {
    /// The value at a place. Of an in-memory type this is the address, valid until somebody writes there.
    pub fn load(&mut self, loc: &Loc, ty: Ty) -> Vec<Value> {
        match loc {
            Loc::Blank => bug!("a blank is not read"),
            Loc::Values(values) => values.clone(),
            Loc::Vars(vars) => vars.iter().map(|&var| self.b.use_var(var)).collect(),
            Loc::Locals(locals) => locals.iter().map(|&local| self.b.local_get(local)).collect(),
            Loc::MapElem(elem) => self.map_lookup(elem, false).0,
            &Loc::Mem(addr, offset) => {
                let info = self.info(ty);
                match &info.parts {
                    None => {
                        let addr = self.b.ptr_offset(addr, offset);
                        self.non_nil.insert(addr);
                        vec![addr]
                    }
                    Some(parts) => {
                        parts.iter().map(|part| self.b.load(part.mem, addr, offset + part.offset)).collect()
                    }
                }
            }
        }
    }

    /// Writes a value to a place.
    pub fn store(&mut self, loc: &Loc, ty: Ty, value: &[Value]) {
        match loc {
            Loc::Blank => {}
            // The element of what has been reported.
            Loc::Values(_) if self.failed => {}
            Loc::Values(_) => bug!("a value is not assignable"),
            Loc::Vars(vars) => {
                for (&var, &value) in vars.iter().zip(value) {
                    self.b.def_var(var, value);
                }
            }
            Loc::Locals(locals) => {
                for (&local, &value) in locals.iter().zip(value) {
                    self.b.local_set(local, value);
                }
            }
            Loc::MapElem(elem) => {
                let addr = self.map_assign(elem);
                self.store(&Loc::Mem(addr, 0), ty, value);
            }
            &Loc::Mem(addr, offset) => {
                let info = self.info(ty);
                match &info.parts {
                    None => self.copy_memory(addr, offset, value[0], ty),
                    Some(parts) => {
                        for (part, &value) in parts.iter().zip(value) {
                            self.b.store(part.mem, addr, offset + part.offset, value);
                        }
                    }
                }
            }
        }
    }

    pub fn store_zero(&mut self, loc: &Loc, ty: Ty) {
        let info = self.info(ty);
        match loc {
            &Loc::Mem(addr, offset) if info.in_memory() => self.clear_memory(addr, offset, info.size),
            _ => {
                let zero = self.zero(ty);
                self.store(loc, ty, &zero);
            }
        }
    }

    /// The zero value of a type; an in-memory one in a temporary.
    pub fn zero(&mut self, ty: Ty) -> Vec<Value> {
        let info = self.info(ty);
        if info.in_memory() {
            let addr = self.temp(ty);
            self.clear_memory(addr, 0, info.size);
            return vec![addr];
        }
        info.scalars().into_iter().map(|ty| self.b.zero(ty)).collect()
    }

    /// The address of a fresh stack slot for a value of the type.
    pub fn temp(&mut self, ty: Ty) -> Value {
        let info = self.info(ty);
        if info.size > MAX_SLOT {
            return self.new_object(ty);
        }
        self.temp_slot(info.size, info.align)
    }

    pub fn temp_slot(&mut self, size: u32, align: u32) -> Value {
        let slot = self.b.slot(size, align.max(1));
        let addr = self.b.slot_addr(slot);
        self.non_nil.insert(addr);
        addr
    }

    /// The value, safe from later writes to the place that it came from.
    pub fn own(&mut self, ty: Ty, value: Vec<Value>) -> Vec<Value> {
        if !self.info(ty).in_memory() {
            return value;
        }
        let addr = if self.own_on_heap { self.new_object(ty) } else { self.temp(ty) };
        self.store(&Loc::Mem(addr, 0), ty, &value);
        vec![addr]
    }

    /// Copies a value in memory; the ranges may be the same, or overlap only where both are one variable.
    pub fn copy_memory(&mut self, to: Value, offset: u32, from: Value, ty: Ty) {
        let size = self.info(ty).size;
        if size > MAX_COPY {
            let to = self.b.ptr_offset(to, offset);
            let size = self.b.iconst32(size as i32);
            self.b.inst(InstKind::MemoryCopy { to, from, size }, &[]);
            return;
        }
        // All loads come before all stores, since the ranges may overlap.
        let mut pieces = pieces(size);
        // The collector must see pointers on their way.
        for word in self.cx.pointer_words(ty) {
            pieces[word as usize / 8].0 = Mem::Ptr;
        }
        let values: Vec<Value> = pieces.iter().map(|&(mem, at)| self.b.load(mem, from, at)).collect();
        for (&(mem, at), value) in pieces.iter().zip(values) {
            self.b.store(mem, to, offset + at, value);
        }
    }

    /// Whether so many bytes at two addresses are equal.
    pub fn memory_equal(&mut self, a: Value, b: Value, size: u32) -> Value {
        if size > MAX_COMPARE {
            let size = self.b.iconst64(i64::from(size));
            return self.runtime_call("memequal", vec![a, b, size])[0];
        }
        let mut all = None;
        for (mem, at) in pieces(size) {
            let (x, y) = (self.b.load(mem, a, at), self.b.load(mem, b, at));
            let equal = self.b.icmp(IntCond::Eq, x, y);
            all = Some(all.map_or(equal, |all| self.b.binary(BinaryOp::And, all, equal)));
        }
        all.unwrap_or_else(|| self.b.iconst32(1))
    }

    pub fn clear_memory(&mut self, addr: Value, offset: u32, size: u32) {
        if size > MAX_CLEAR {
            let to = self.b.ptr_offset(addr, offset);
            let byte = self.b.iconst32(0);
            let size = self.b.iconst32(size as i32);
            self.b.inst(InstKind::MemoryFill { to, byte, size }, &[]);
            return;
        }
        for (mem, at) in pieces(size) {
            let zero = self.b.zero(mem.ty());
            self.b.store(mem, addr, offset + at, zero);
        }
    }

    /// A zeroed heap object.
    pub fn new_object(&mut self, ty: Ty) -> Value {
        let desc = self.alloc_desc(ty);
        let ptr = self.runtime_call("newobject", vec![desc])[0];
        self.non_nil.insert(ptr);
        ptr
    }

    /// Emits a nil check unless the address is known not to be nil.
    pub fn nil_check(&mut self, ptr: Value) {
        if self.non_nil.contains(&ptr)
            || matches!(self.b.func.def_kind(ptr), Some(InstKind::SlotAddr(_) | InstKind::DataAddr(..)))
        {
            return;
        }
        self.check(Check::Nil, vec![ptr]);
    }

    pub fn check(&mut self, check: Check, operands: Vec<Value>) {
        if self.unchecked {
            return;
        }
        self.cx.panic_func(check.panic_func());
        self.b.check(check, operands);
    }

    /// The place of a field, given that of its struct.
    pub fn field(&mut self, loc: &Loc, struct_ty: Ty, index: usize) -> (Loc, Ty) {
        let under = self.cx.world.under(struct_ty);
        let TyKind::Struct(fields) = self.cx.world.kind(under) else { bug!("fields are of structs") };
        let ty = self.cx.canonical(fields[index].ty);
        if let &Loc::Mem(addr, offset) = loc {
            let at = self.cx.world.offsets(under)[index] as u32;
            return (Loc::Mem(addr, offset + at), ty);
        }
        let mut start = 0;
        for field in &fields[..index] {
            let ty = self.cx.canonical(field.ty);
            start += self.info(ty).len();
        }
        let end = start + self.info(ty).len();
        (self.range(loc, start, end), ty)
    }

    /// A range of the parts of a place that is not in memory. What is in memory inside a larger value is not split off,
    /// so the range is never of an in-memory type, but for a value that is one address.
    fn range(&mut self, loc: &Loc, start: usize, end: usize) -> Loc {
        match loc {
            Loc::Values(values) => Loc::Values(values[start..end].to_vec()),
            Loc::Vars(vars) => Loc::Vars(vars[start..end].to_vec()),
            Loc::Locals(locals) => Loc::Locals(locals[start..end].to_vec()),
            Loc::Blank | Loc::Mem(..) | Loc::MapElem(_) => bug!("a place in memory has no parts"),
        }
    }

    /// The first phase of assigning to `x`: operands of index expressions and pointers that it goes through are
    /// evaluated, but nothing is checked yet.
    pub fn place(&mut self, x: ExprId) -> Place {
        if let Some(place) = self.embedded_place(x) {
            return place;
        }
        if self.save_operands(x) { Place::Saved } else { Place::Found(self.target(x)) }
    }

    /// The place of a field behind an embedded pointer: as far as the last pointer on the way.
    fn embedded_place(&mut self, x: ExprId) -> Option<Place> {
        let x = self.file.unparen(x);
        let ExprKind::Selector { x: base, .. } = self.file.expr(x).kind else { return None };
        let path = self.typed.selections.get(&x)?.path.clone();
        let ty = self.ty(base);
        let last = self.last_pointer(ty, &path)?;
        if last == 0 {
            return None;
        }
        let loc = self.loc(base);
        self.set_pos(x);
        let (loc, holder) = self.walk_path(loc, ty, &path[..last]);
        let pointer = self.load(&loc, holder);
        Some(Place::Behind { pointer, holder, path: path[last..].to_vec() })
    }

    /// The last step of a path that goes through a pointer.
    fn last_pointer(&mut self, mut ty: Ty, path: &[u32]) -> Option<usize> {
        let mut last = None;
        for (i, &index) in path.iter().enumerate() {
            if let &TyKind::Pointer(elem) = self.under(ty) {
                last = Some(i);
                ty = self.cx.canonical(elem);
            }
            let TyKind::Struct(fields) = self.under(ty) else { return last };
            ty = self.cx.canonical(fields[index as usize].ty);
        }
        last
    }

    /// The second phase, which may panic.
    pub fn store_at(&mut self, x: ExprId, place: Place, ty: Ty, value: &[Value]) {
        let loc = match place {
            Place::Saved => self.target(x),
            Place::Found(loc) => loc,
            Place::Behind { pointer, holder, path } => {
                self.set_pos(x);
                self.walk_path(Loc::Values(pointer), holder, &path).0
            }
        };
        self.store(&loc, ty, value);
    }

    /// Evaluates the operands of a place, for `loc` to find them; reports whether these are all.
    fn save_operands(&mut self, x: ExprId) -> bool {
        match self.file.expr(x).kind {
            ExprKind::Paren(x) => self.save_operands(x),
            ExprKind::Name(_) => true,
            ExprKind::Star(pointer) => self.save(pointer),
            ExprKind::Selector { x: base, .. } => {
                let Some(selection) = self.typed.selections.get(&x) else { return true };
                let path = selection.path.clone();
                let ty = self.ty(base);
                match self.last_pointer(ty, &path) {
                    None => self.save_operands(base),
                    Some(0) => self.save(base),
                    // Inside of what is assigned, such as `x.embedded.array[i]`.
                    Some(_) => false,
                }
            }
            ExprKind::Index { x: base, indices } => {
                let index = self.file.list(indices)[0];
                let ty = self.ty(base);
                match self.under(ty) {
                    TyKind::Array { .. } => self.save_operands(base) && self.save(index),
                    TyKind::Slice(_) | TyKind::Pointer(_) => self.save(base) && self.save(index),
                    _ => false,
                }
            }
            _ => false,
        }
    }

    fn save(&mut self, e: ExprId) -> bool {
        if self.typed.value(e).is_none() && !self.hoisted.contains_key(&e) {
            self.hoist_value(e);
        }
        true
    }

    /// Where an expression's value is: its place if it has one, else the value itself.
    pub fn loc(&mut self, e: ExprId) -> Loc {
        if self.hoisted.contains_key(&e) {
            return self.value_loc(e);
        }
        match self.file.expr(e).kind {
            ExprKind::Paren(x) => self.loc(x),
            ExprKind::Name(name) if name.is_blank() => Loc::Blank,
            ExprKind::Name(_) => match self.typed.obj(e) {
                Some(obj) if self.is_var(obj) => self.var_loc(obj),
                _ => self.value_loc(e),
            },
            ExprKind::Selector { x, sel } => self.selector_loc(e, x, sel),
            ExprKind::Star(x) => {
                let ptr = self.expr(x)[0];
                self.set_pos(e);
                self.nil_check(ptr);
                Loc::Mem(ptr, 0)
            }
            ExprKind::Index { x, indices } if self.typed.value(e).is_none() => {
                let index = self.file.list(indices)[0];
                match self.typed.info(self.file.unparen(x)).mode {
                    // An instantiated function.
                    _ if !self.is_indexable(x) => self.value_loc(e),
                    _ => self.index_loc(e, x, index),
                }
            }
            _ => self.value_loc(e),
        }
    }

    pub fn is_var(&self, obj: Obj) -> bool {
        matches!(self.cx.world.obj(obj).kind, ObjKind::Var(_))
    }

    fn is_indexable(&mut self, x: ExprId) -> bool {
        let Some(ty) = self.typed.ty(x) else { return false };
        let ty = self.norm(ty);
        !matches!(self.under(ty), TyKind::Func(_) | TyKind::Map { .. })
    }

    fn value_loc(&mut self, e: ExprId) -> Loc {
        let value = self.expr(e);
        self.as_loc(e, value)
    }

    /// A value as a place: in memory if its type is.
    fn as_loc(&mut self, e: ExprId, value: Vec<Value>) -> Loc {
        let ty = self.ty(e);
        if self.info(ty).in_memory() { Loc::Mem(value[0], 0) } else { Loc::Values(value) }
    }

    fn selector_loc(&mut self, e: ExprId, x: ExprId, sel: ExprId) -> Loc {
        let Some(selection) = self.typed.selections.get(&e).cloned() else {
            // A qualified identifier.
            return match self.typed.obj(sel) {
                Some(obj) if self.is_var(obj) => self.var_loc(obj),
                _ => self.value_loc(e),
            };
        };
        if selection.kind != SelectionKind::Field {
            return self.value_loc(e);
        }
        let loc = self.loc(x);
        let ty = self.ty(x);
        self.set_pos(e);
        self.walk_path(loc, ty, &selection.path).0
    }

    /// Follows field indices from a place, through pointers.
    pub fn walk_path(&mut self, mut loc: Loc, mut ty: Ty, path: &[u32]) -> (Loc, Ty) {
        for &index in path {
            if let &TyKind::Pointer(elem) = self.under(ty) {
                let ptr = self.load(&loc, ty)[0];
                self.nil_check(ptr);
                loc = Loc::Mem(ptr, 0);
                ty = self.cx.canonical(elem);
            }
            (loc, ty) = self.field(&loc, ty, index as usize);
        }
        (loc, ty)
    }

    /// The place of an element of an array, a slice, what an array pointer points to, or a string's byte.
    fn index_loc(&mut self, e: ExprId, x: ExprId, index: ExprId) -> Loc {
        let ty = self.ty(x);
        let hoist = self.analysis.has_call(index);
        if hoist {
            self.hoist(x);
            self.hoist(index);
        }
        match self.under(ty) {
            &TyKind::Pointer(array) => {
                let ptr = self.expr(x)[0];
                let array = self.cx.canonical(array);
                let &TyKind::Array { len, elem } = self.under(array) else {
                    bug!("only pointers to arrays index")
                };
                let i = self.index_operand(index);
                self.set_pos(e);
                self.nil_check(ptr);
                let limit = self.b.iconst32(len as i32);
                self.element(ptr, 0, limit, Some(len), i, elem)
            }
            &TyKind::Array { len, elem } => {
                let loc = self.loc(x);
                let i = self.index_operand(index);
                self.set_pos(e);
                let limit = self.b.iconst32(len as i32);
                match loc {
                    Loc::Mem(addr, offset) => self.element(addr, offset, limit, Some(len), i, elem),
                    // An array of one element or none, in SSA.
                    loc => {
                        self.bounds_check(Bounds::Index, i, limit, Some(len));
                        if len == 0 {
                            let elem = self.cx.canonical(elem);
                            // The check has failed.
                            return Loc::Mem(self.temp(elem), 0);
                        }
                        loc
                    }
                }
            }
            &TyKind::Slice(elem) => {
                let slice = self.expr(x);
                let i = self.index_operand(index);
                self.set_pos(e);
                self.element(slice[0], 0, slice[1], None, i, elem)
            }
            TyKind::Basic(basic) if basic.is_string() => {
                let string = self.expr(x);
                let i = self.index_operand(index);
                self.set_pos(e);
                let byte = self.cx.world.basic(Basic::Uint8);
                self.element(string[0], 0, string[1], None, i, byte)
            }
            other => bug!("{other:?} is not indexed here"),
        }
    }

    /// The place of element `i` of what lies at `addr`, after the bounds check.
    fn element(
        &mut self,
        addr: Value,
        offset: u32,
        limit: Value,
        len: Option<i64>,
        i: Index,
        elem: Ty,
    ) -> Loc {
        self.bounds_check(Bounds::Index, i, limit, len);
        let elem = self.cx.canonical(elem);
        let size = self.info(elem).size;
        if let Some(constant) = i.constant {
            // An index beyond the memory has failed its check.
            return Loc::Mem(addr, offset.wrapping_add((constant as u32).wrapping_mul(size)));
        }
        let addr = self.scaled(addr, i.value, size);
        self.non_nil.insert(addr);
        Loc::Mem(addr, offset)
    }

    /// `addr + index * size`.
    pub fn scaled(&mut self, addr: Value, index: Value, size: u32) -> Value {
        let index = self.low_word(index);
        let offset = match size {
            0 => return addr,
            1 => index,
            _ if size.is_power_of_two() => {
                let shift = self.b.iconst32(size.trailing_zeros() as i32);
                self.b.binary(BinaryOp::Shl, index, shift)
            }
            _ => {
                let size = self.b.iconst32(size as i32);
                self.b.binary(BinaryOp::Imul, index, size)
            }
        };
        self.b.binary(BinaryOp::PtrAdd, addr, offset)
    }

    /// The low 32 bits of an integer.
    pub fn low_word(&mut self, value: Value) -> Value {
        match self.b.func.ty(value) {
            Type::I64 => match self.b.func.def_kind(value) {
                Some(&InstKind::Unary(UnaryOp::ExtendS | UnaryOp::ExtendU, narrow)) => narrow,
                Some(&InstKind::Iconst64(c)) => self.b.iconst32(c as i32),
                _ => self.b.unary(UnaryOp::Wrap, value),
            },
            _ => value,
        }
    }

    /// An index or length operand.
    pub fn index_operand(&mut self, e: ExprId) -> Index {
        if let Some(value) = self.typed.value(e) {
            let value = constant::to_int(value);
            let c = constant::int64_value(&value).unwrap_or(i64::MAX);
            let constant = (0..1 << 31).contains(&c).then_some(c);
            let value = if constant.is_some() { self.b.iconst32(c as i32) } else { self.b.iconst64(c) };
            return Index { value, signed: true, constant };
        }
        let ty = self.ty(e);
        let value = self.expr(e)[0];
        Index { value, signed: !self.cx.world.is_unsigned(ty), constant: None }
    }

    /// Checks an index against a limit; `known` is the limit's value if it is a constant.
    pub fn bounds_check(&mut self, kind: Bounds, i: Index, limit: Value, known: Option<i64>) {
        if let (Some(index), Some(limit)) = (i.constant, known)
            && (index < limit || (kind != Bounds::Index && index == limit))
        {
            return;
        }
        self.check(Check::Bounds { kind, signed: i.signed }, vec![i.value, limit]);
    }
}

/// A place that is to be assigned.
#[derive(Debug)]
pub(crate) enum Place {
    Found(Loc),
    /// Fields behind a pointer.
    Behind {
        pointer: Vec<Value>,
        holder: Ty,
        path: Vec<u32>,
    },
    /// Its operands are evaluated.
    Saved,
}

/// An evaluated index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Index {
    /// i32 or i64.
    pub value: Value,
    pub signed: bool,
    /// Below 2³¹.
    pub constant: Option<i64>,
}

/// How memory of a size is copied word by word.
fn pieces(size: u32) -> Vec<(Mem, u32)> {
    let mut list = Vec::new();
    let mut at = 0;
    for (mem, width) in [(Mem::I64, 8), (Mem::I32, 4), (Mem::I16U, 2), (Mem::I8U, 1)] {
        while size - at >= width {
            list.push((mem, at));
            at += width;
        }
    }
    list
}
