//! Maps: GOROOT's own tables (internal/runtime/maps), through the entry points that cmd/compile/internal/walk chooses by
//! the key's kind.

use crate::cx::{DataKey, Lowerer};
use crate::func::Body;
use crate::place::Loc;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::op::{BinaryOp as Op, IntCond, Mem, UnaryOp as Un};
use pontoon_ssa::program::DataObject;
use pontoon_ssa::{Data, Type, Value};
use pontoon_syntax::ast::{ExprId, ExprKind};
use pontoon_types::Ty;
use pontoon_types::ty::{Basic, Field, TyKind};

/// What is larger lies outside the table, which has a pointer to it (abi.MapMaxKeyBytes, abi.MapMaxElemBytes).
const MAX_INLINE: u32 = 128;
/// Slots of a group (abi.MapGroupSlots).
const GROUP_SLOTS: i64 = 8;
/// Size of runtime.zeroVal (abi.ZeroValSize): what a lookup that fails gives the address of.
const ZERO_VALUE: u32 = 1024;
/// Size of maps.Iter.
const ITER_SIZE: u32 = 96;
/// From this many static entries on a literal is filled by a loop over arrays, as gc does it.
const MIN_LOOP: usize = 26;

/// Flags of abi.MapType.
const NEED_KEY_UPDATE: u32 = 1;
const HASH_MIGHT_PANIC: u32 = 2;
const INDIRECT_KEY: u32 = 4;
const INDIRECT_ELEM: u32 = 8;

/// The family of functions that a map's key allows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fast {
    /// Any key, by its address.
    No,
    /// Four or eight bytes of plain memory.
    Bits32,
    Bits64,
    /// The same that are a pointer: the collector must see the key that is assigned.
    Pointer,
    String,
}

/// Key and value of a map literal.
pub(crate) type Entry = (ExprId, ExprId);

/// An element of a map as a place, map and key evaluated.
#[derive(Clone, Debug)]
pub(crate) struct MapElem {
    pub ty: Ty,
    pub map: Value,
    pub key: Vec<Value>,
}

/// Where things are in the groups of a map type.
pub(crate) struct MapLayout {
    pub group: Ty,
    pub slots: u32,
    pub slot_size: u32,
    pub elem: u32,
    pub flags: u32,
}

impl Lowerer<'_> {
    /// Key and element type of a map type.
    pub(crate) fn map_types(&mut self, ty: Ty) -> (Ty, Ty) {
        let &TyKind::Map { key, elem } = self.under(ty) else { bug!("a map type") };
        (self.canonical(key), self.canonical(elem))
    }

    fn map_fast(&mut self, ty: Ty) -> Fast {
        let (key, elem) = self.map_types(ty);
        if self.info(elem).size > MAX_INLINE {
            return Fast::No;
        }
        if matches!(self.under(key), TyKind::Basic(Basic::String)) {
            return Fast::String;
        }
        if !self.is_regular_memory(key) {
            return Fast::No;
        }
        match self.info(key).size {
            4 => Fast::Bits32,
            8 if self.pointer_words(key).is_empty() => Fast::Bits64,
            8 => Fast::Pointer,
            _ => Fast::No,
        }
    }

    /// The type of a map's groups, as cmd/compile/internal/reflectdata makes it, and what else a descriptor says.
    pub(crate) fn map_layout(&mut self, ty: Ty) -> MapLayout {
        let (key, elem) = self.map_types(ty);
        let mut flags = 0;
        let mut inline = |cx: &mut Self, ty: Ty, flag: u32| {
            if cx.info(ty).size <= MAX_INLINE {
                return ty;
            }
            flags |= flag;
            cx.world.intern(TyKind::Pointer(ty))
        };
        let inline_key = inline(self, key, INDIRECT_KEY);
        let inline_elem = inline(self, elem, INDIRECT_ELEM);
        if self.needs_key_update(key) {
            flags |= NEED_KEY_UPDATE;
        }
        if self.hash_might_panic(key) {
            flags |= HASH_MIGHT_PANIC;
        }
        let slot = self.synthetic_struct(&[("key", inline_key), ("elem", inline_elem)]);
        let array = self.world.intern(TyKind::Array { len: GROUP_SLOTS, elem: slot });
        let word = self.world.basic(Basic::Uint64);
        let group = self.synthetic_struct(&[("ctrl", word), ("slots", array)]);
        let slots = self.world.offsets(group)[1] as u32;
        let elem = self.world.offsets(slot)[1] as u32;
        MapLayout { group, slots, slot_size: self.info(slot).size, elem, flags }
    }

    /// A struct type of no package, which no program can name.
    fn synthetic_struct(&mut self, fields: &[(&str, Ty)]) -> Ty {
        let tag = Symbol::intern("");
        let field = |&(name, ty)| Field { name: Symbol::intern(name), ty, embedded: false, tag, pkg: None };
        let fields: Vec<Field> = fields.iter().map(field).collect();
        let ty = self.world.intern(TyKind::Struct(fields.into()));
        self.canonical(ty)
    }

    /// Whether keys that are equal may differ, so that assigning overwrites the key too.
    fn needs_key_update(&mut self, ty: Ty) -> bool {
        match self.under(ty) {
            TyKind::Basic(basic) => basic.is_float() || basic.is_complex() || basic.is_string(),
            TyKind::Interface(_) => true,
            &TyKind::Array { elem, .. } => self.needs_key_update(elem),
            TyKind::Struct(fields) => fields.iter().any(|field| self.needs_key_update(field.ty)),
            _ => false,
        }
    }

    /// Whether a key may turn out not to be comparable.
    pub(crate) fn hash_might_panic(&mut self, ty: Ty) -> bool {
        match self.under(ty) {
            TyKind::Interface(_) => true,
            &TyKind::Array { elem, .. } => self.hash_might_panic(elem),
            TyKind::Struct(fields) => fields.iter().any(|field| self.hash_might_panic(field.ty)),
            _ => false,
        }
    }

    /// Zeros for failed lookups of elements that are larger than the runtime's.
    fn zero_element(&mut self, size: u32) -> Data {
        self.data(DataKey::Named(format!("zero element {size}")), |_| {
            DataObject::zeroed("go:map.zero", size, 16)
        })
    }
}

impl Body<'_, '_> {
    fn map_desc(&mut self, ty: Ty) -> Value {
        self.alloc_desc(ty)
    }

    /// The map and the key of an index expression.
    pub fn map_elem(&mut self, x: ExprId, index: ExprId) -> MapElem {
        let ty = self.ty(x);
        let (key, _) = self.cx.map_types(ty);
        if self.analysis.has_call(index) {
            self.hoist(x);
            self.hoist(index);
        }
        let map = self.expr(x)[0];
        let key = self.value_of(index, key);
        MapElem { ty, map, key }
    }

    /// The place that an expression denotes on the left of an assignment, where elements of maps are places too.
    pub fn target(&mut self, x: ExprId) -> Loc {
        let x = self.file.unparen(x);
        let Some((base, index)) = self.as_map_index(x) else { return self.loc(x) };
        let mut elem = self.map_elem(base, index);
        let (key, _) = self.cx.map_types(elem.ty);
        elem.key = self.own(key, elem.key);
        Loc::MapElem(elem)
    }

    /// Operands of an expression that indexes a map.
    pub fn as_map_index(&mut self, x: ExprId) -> Option<(ExprId, ExprId)> {
        let ExprKind::Index { x: base, indices } = self.file.expr(x).kind else { return None };
        let ty = self.typed.ty(base)?;
        if self.generic_name(self.file.unparen(base)).is_some() {
            return None;
        }
        let ty = self.norm(ty);
        matches!(self.under(ty), TyKind::Map { .. }).then(|| (base, self.file.list(indices)[0]))
    }

    /// The key as the runtime's function takes it.
    fn key_args(&mut self, fast: Fast, ty: Ty, key: &[Value]) -> Vec<Value> {
        let info = self.info(ty);
        let whole = |types: &[Type]| info.scalars() == types && !info.in_memory();
        match fast {
            Fast::String => key.to_vec(),
            Fast::Bits32 if whole(&[Type::I32]) => key.to_vec(),
            Fast::Bits64 if whole(&[Type::I64]) => key.to_vec(),
            Fast::Pointer if whole(&[Type::Ptr]) => key.to_vec(),
            Fast::No if info.in_memory() => key.to_vec(),
            _ => {
                let addr = match info.in_memory() {
                    true => key[0],
                    false => {
                        let addr = self.temp_slot(info.size.max(1), info.align);
                        self.store(&Loc::Mem(addr, 0), ty, key);
                        addr
                    }
                };
                match fast {
                    Fast::Bits32 => vec![self.b.load(Mem::I32, addr, 0)],
                    Fast::Bits64 => vec![self.b.load(Mem::I64, addr, 0)],
                    Fast::Pointer => vec![self.b.load(Mem::Ptr, addr, 0)],
                    _ => vec![addr],
                }
            }
        }
    }

    fn map_call(&mut self, fast: Fast, base: &str, elem: &MapElem) -> Vec<Value> {
        let (key_ty, _) = self.cx.map_types(elem.ty);
        let mut key = self.key_args(fast, key_ty, &elem.key);
        let suffix = match fast {
            Fast::No => "",
            Fast::Bits32 => "_fast32",
            Fast::Bits64 => "_fast64",
            Fast::Pointer if base == "mapassign" => "_fast64ptr",
            Fast::Pointer => {
                let int = self.b.unary(Un::PtrToInt, key[0]);
                key = vec![self.b.unary(Un::ExtendU, int)];
                "_fast64"
            }
            Fast::String => "_faststr",
        };
        let mut args = vec![self.map_desc(elem.ty), elem.map];
        args.extend(key);
        self.runtime_call(&format!("{base}{suffix}"), args)
    }

    /// Looks an element up; with `comma_ok` also tells whether it is there.
    pub fn map_lookup(&mut self, elem: &MapElem, comma_ok: bool) -> (Vec<Value>, Option<Value>) {
        let (key_ty, elem_ty) = self.cx.map_types(elem.ty);
        let size = self.info(elem_ty).size;
        let base = if comma_ok { "mapaccess2" } else { "mapaccess1" };
        let results = if size > ZERO_VALUE {
            let zero = self.cx.zero_element(size);
            let zero = self.b.data_addr(zero, 0);
            let mut args = vec![self.map_desc(elem.ty), elem.map];
            args.extend(self.key_args(Fast::No, key_ty, &elem.key));
            args.push(zero);
            self.runtime_call(&format!("{base}_fat"), args)
        } else {
            let fast = self.cx.map_fast(elem.ty);
            self.map_call(fast, base, elem)
        };
        self.non_nil.insert(results[0]);
        let value = self.load(&Loc::Mem(results[0], 0), elem_ty);
        (value, results.get(1).copied())
    }

    /// The address of an element, which is inserted if it is not there.
    pub fn map_assign(&mut self, elem: &MapElem) -> Value {
        let fast = self.cx.map_fast(elem.ty);
        let addr = self.map_call(fast, "mapassign", elem)[0];
        self.non_nil.insert(addr);
        addr
    }

    pub fn map_delete(&mut self, elem: &MapElem) {
        let fast = self.cx.map_fast(elem.ty);
        self.map_call(fast, "mapdelete", elem);
    }

    pub fn map_clear(&mut self, ty: Ty, map: Value) {
        let desc = self.map_desc(ty);
        self.runtime_call("mapclear", vec![desc, map]);
    }

    /// `len` of a map is its first word (maps.Map.used). Nothing lies at address 0, where nil points, and it is zero.
    pub fn map_len(&mut self, map: Value) -> Value {
        self.b.load(Mem::I64, map, 0)
    }

    /// An iterator over a map, at its first entry.
    pub fn map_iter(&mut self, ty: Ty, map: Value) -> Value {
        let iter = self.temp_slot(ITER_SIZE, 8);
        self.clear_memory(iter, 0, ITER_SIZE);
        let desc = self.map_desc(ty);
        self.runtime_call("mapIterStart", vec![desc, map, iter]);
        iter
    }

    /// `make(map[K]V, hint)`.
    pub fn make_map(&mut self, ty: Ty, hint: Option<ExprId>) -> Value {
        let constant = hint.and_then(|hint| self.typed.value(hint)).cloned();
        let hint = match (hint, constant) {
            (None, _) => return self.new_map(ty, 0),
            (Some(_), Some(value)) => {
                let value = pontoon_types::constant::to_int(&value);
                let count = pontoon_types::constant::int64_value(&value).unwrap_or(0);
                return self.new_map(ty, count);
            }
            (Some(hint), None) => self.int_operand(hint),
        };
        let (desc, null) = (self.map_desc(ty), self.b.null());
        self.runtime_call("makemap", vec![desc, hint, null])[0]
    }

    /// An empty map for so many entries.
    fn new_map(&mut self, ty: Ty, count: i64) -> Value {
        if count <= GROUP_SLOTS {
            return self.runtime_call("makemap_small", Vec::new())[0];
        }
        let (desc, null) = (self.map_desc(ty), self.b.null());
        let count = self.b.iconst64(count);
        self.runtime_call("makemap", vec![desc, count, null])[0]
    }

    /// A composite literal of a map.
    pub fn map_literal(&mut self, e: ExprId, ty: Ty) -> Value {
        let ExprKind::CompositeLit { elems, .. } = self.file.expr(e).kind else { bug!("{e} is no literal") };
        let mut entries = Vec::new();
        for &elem in self.file.list(elems) {
            let ExprKind::KeyValue { key, value } = self.file.expr(elem).kind else {
                bug!("a key and value")
            };
            entries.push((key, value));
        }
        let (key_ty, elem_ty) = self.cx.map_types(ty);
        let map = self.new_map(ty, entries.len() as i64);
        if entries.len() >= MIN_LOOP {
            entries = self.static_entries(ty, map, entries);
        }
        for (key, value) in entries {
            self.hoist(key);
            self.hoist(value);
            let key = self.value_of(key, key_ty);
            let key = self.own(key_ty, key);
            let value = self.value_of(value, elem_ty);
            self.set_pos(e);
            self.store(&Loc::MapElem(MapElem { ty, map, key }), elem_ty, &value);
        }
        map
    }

    /// Fills a map from arrays of those entries that are static; the others are returned.
    fn static_entries(&mut self, ty: Ty, map: Value, entries: Vec<Entry>) -> Vec<Entry> {
        let (key_ty, elem_ty) = self.cx.map_types(ty);
        let (found, rest) = self.split_static(&entries, key_ty, elem_ty);
        if found.len() < MIN_LOOP {
            return entries;
        }
        let keys = self.static_array(key_ty, found.iter().map(|&(key, _)| key));
        let elems = self.static_array(elem_ty, found.iter().map(|&(_, value)| value));
        let counter = self.b.declare_var(Type::I32);
        let zero = self.b.iconst32(0);
        self.b.def_var(counter, zero);
        let (head, inside, done) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.jump(head, Vec::new());
        self.b.switch_to(head);
        let i = self.b.use_var(counter);
        let count = self.b.iconst32(found.len() as i32);
        let more = self.b.icmp(IntCond::Ult, i, count);
        self.b.branch(more, inside, done);
        self.b.seal(inside);
        self.b.seal(done);
        self.b.switch_to(inside);
        let at = |body: &mut Self, data: Data, ty: Ty| {
            let base = body.b.data_addr(data, 0);
            let size = body.info(ty).size;
            let addr = body.scaled(base, i, size);
            body.non_nil.insert(addr);
            body.load(&Loc::Mem(addr, 0), ty)
        };
        let key = at(self, keys, key_ty);
        let value = at(self, elems, elem_ty);
        self.store(&Loc::MapElem(MapElem { ty, map, key }), elem_ty, &value);
        let one = self.b.iconst32(1);
        let next = self.b.binary(Op::Iadd, i, one);
        self.b.def_var(counter, next);
        self.b.jump(head, Vec::new());
        self.b.seal(head);
        self.b.switch_to(done);
        rest
    }
}
