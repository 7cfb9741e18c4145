//! Type descriptors in internal/abi's exact layout (docs/runtime.md; GOROOT/src/internal/abi/type.go).
//!
//! A descriptor that only tells the allocator size and pointers is *bare*: no name, no elements, no methods. One that can
//! get into an interface is *full*. Whether a descriptor is full is known when everything reachable is lowered, so
//! contents are made at the end; until then a descriptor is an id.
//!
//! A method table has the type of a method only if some interface that is looked up at run time has a method of that name,
//! and its code only if such a method is called, or reflection can get at it (runtime-contract.md §5.7); what is left
//! out is "unreachable" (-1).

use crate::cx::{DataKey, FuncKey, Lowerer, MethodName};
use pontoon_base::hash::{FxHashMap, FxHashSet};
use pontoon_base::{EntitySet, bug};
use pontoon_ssa::program::{DataObject, Region, Reloc, RelocTarget};
use pontoon_ssa::{Data, Func};
use pontoon_syntax::ast::ChanDir;
use pontoon_types::lookup::Entity;
use pontoon_types::object::is_exported;
use pontoon_types::ty::{Basic, Param, Signature, TyKind};
use pontoon_types::{Pkg, Ty};

const TFLAG_UNCOMMON: u8 = 1;
const TFLAG_NAMED: u8 = 4;
const TFLAG_REGULAR_MEMORY: u8 = 8;
const TFLAG_MASK_ON_DEMAND: u8 = 16;
const TFLAG_DIRECT_IFACE: u8 = 32;

/// Size of abi.Type.
const BASE: usize = 48;
/// Masks are built at run time above this many bytes of pointers.
const MAX_MASK_BYTES: u32 = 1024;

/// Which descriptors there are, and which are to be full.
#[derive(Default)]
pub(crate) struct Descriptors {
    /// All, in order of first mention.
    all: Vec<(Ty, Data)>,
    full: FxHashSet<Ty>,
    /// Those of which interface values are made.
    valued: FxHashSet<Ty>,
    /// The full ones whose references have been asked for.
    visited: FxHashSet<Ty>,
    /// Maps whose keys and elements have been asked for, and their keys, whose descriptors have an equality function
    /// though they be bare.
    maps: FxHashSet<Ty>,
    keys: FxHashSet<Ty>,
    /// Names of methods of interfaces that are looked up at run time.
    looked_up: FxHashSet<MethodName>,
    /// Methods of interfaces that are called, with their signatures.
    pub called: FxHashSet<(MethodName, Ty)>,
    /// All itabs: interface and type, in order of first mention.
    pub itabs: Vec<(Ty, Ty)>,
    /// The text of types that differ but print alike, made different.
    texts: FxHashMap<String, Ty>,
}

/// The content of a descriptor while it is put together.
struct Writer {
    bytes: Vec<u8>,
    relocs: Vec<Reloc>,
}

impl Writer {
    fn put(&mut self, offset: usize, bytes: &[u8]) {
        if self.bytes.len() < offset + bytes.len() {
            self.bytes.resize(offset + bytes.len(), 0);
        }
        self.bytes[offset..offset + bytes.len()].copy_from_slice(bytes);
    }

    fn word(&mut self, offset: usize, value: u64) {
        self.put(offset, &value.to_le_bytes());
    }

    fn half(&mut self, offset: usize, value: u32) {
        self.put(offset, &value.to_le_bytes());
    }

    fn pointer(&mut self, offset: usize, target: Data, addend: u32) {
        self.word(offset, 0);
        self.relocs.push(Reloc { offset: offset as u32, target: RelocTarget::Data(target, addend) });
    }

    fn text_offset(&mut self, offset: usize, target: Func) {
        self.half(offset, 0);
        self.relocs.push(Reloc { offset: offset as u32, target: RelocTarget::TextOffset(target) });
    }

    fn type_offset(&mut self, offset: usize, target: Data) {
        self.half(offset, 0);
        self.relocs.push(Reloc { offset: offset as u32, target: RelocTarget::TypeOffset(target) });
    }
}

impl Lowerer<'_> {
    /// The descriptor of a canonical type that may get into an interface.
    pub fn type_desc(&mut self, ty: Ty) -> Data {
        self.descriptors.full.insert(ty);
        self.alloc_desc(ty)
    }

    /// The descriptor of a canonical type of which an interface value is made.
    pub fn value_desc(&mut self, ty: Ty) -> Data {
        self.descriptors.valued.insert(ty);
        self.type_desc(ty)
    }

    /// The descriptor of a canonical type, for functions that only ask for size and pointers.
    pub fn alloc_desc(&mut self, ty: Ty) -> Data {
        if let Some(&data) = self.datas.get(&DataKey::TypeDesc(ty)) {
            return data;
        }
        let data = self.data(DataKey::TypeDesc(ty), |_| DataObject::default());
        self.descriptors.all.push((ty, data));
        if self.pointer_bytes(ty) > MAX_MASK_BYTES {
            // The mask is made from the descriptors of elements and fields.
            self.descriptors.full.insert(ty);
        }
        data
    }

    /// Makes the contents of descriptors. Returns whether that may have asked for more functions or descriptors; to be
    /// called again then, after these are lowered.
    pub(crate) fn write_descriptors(&mut self) -> bool {
        let mut grown = false;
        let mut next = 0;
        // Writing one may mention others, which are then at the end of the list.
        while next < self.descriptors.all.len() {
            let (ty, _) = self.descriptors.all[next];
            next += 1;
            if self.descriptors.full.contains(&ty) && self.descriptors.visited.insert(ty) {
                grown = true;
                self.visit_full(ty);
                next = 0;
            }
            if matches!(self.under(ty), TyKind::Map { .. }) && self.descriptors.maps.insert(ty) {
                grown = true;
                self.visit_map(ty);
                next = 0;
            }
        }
        if grown {
            return true;
        }
        // Everything that is to be known is known: the objects themselves.
        let funcs = self.program.funcs.len();
        let is_func = |ty: &Ty| matches!(self.under(*ty), TyKind::Func(_));
        let all = self.descriptors.all.iter().map(|&(ty, _)| ty);
        let func_types: Vec<Ty> =
            all.filter(|ty| self.descriptors.full.contains(ty)).filter(is_func).collect();
        for (ty, data) in self.descriptors.all.clone() {
            let object =
                if self.descriptors.full.contains(&ty) { self.full_desc(ty) } else { self.bare_desc(ty) };
            self.program.data[data] = object;
        }
        let calls = self.write_func_types(&func_types);
        self.write_itabs();
        calls || self.program.funcs.len() > funcs || next < self.descriptors.all.len()
    }

    /// Asks for what a full descriptor refers to, and notes what it makes reachable.
    fn visit_full(&mut self, ty: Ty) {
        if matches!(self.under(ty), TyKind::Interface(_)) {
            for method in self.iface_methods(ty) {
                self.descriptors.looked_up.insert(MethodName::new(method.name, method.pkg));
            }
        }
        self.full_desc(ty);
    }

    /// Asks for what any descriptor of a map type refers to: the functions that work on maps go by it.
    fn visit_map(&mut self, ty: Ty) {
        let (key, _) = self.map_types(ty);
        self.descriptors.keys.insert(key);
        if self.hash_might_panic(key) {
            // The panic names a type.
            self.type_desc(key);
        }
        self.eq_closure(key);
        let mut w = Writer { bytes: Vec::new(), relocs: Vec::new() };
        self.write_map(&mut w, ty);
    }

    /// Descriptors of types of which no interface value is made, and markers of kinds that have no others.
    pub(crate) fn never_valued(&self) -> EntitySet<Data> {
        let mut never = EntitySet::new();
        for (ty, data) in &self.descriptors.all {
            if !self.descriptors.valued.contains(ty) {
                never.insert(*data);
            }
        }
        let kinds: FxHashSet<u8> = self
            .descriptors
            .valued
            .iter()
            .filter(|&&ty| matches!(self.world.kind(ty), TyKind::Named(_)))
            .map(|&ty| self.abi_kind(ty))
            .collect();
        for kind in 0..=u8::MAX {
            if let Some(&marker) = self.datas.get(&DataKey::KindMarker(kind))
                && !kinds.contains(&kind)
            {
                never.insert(marker);
            }
        }
        never
    }

    /// Stands for the descriptors of all defined types of a kind in tests whether an interface may hold such a type.
    pub(crate) fn kind_marker(&mut self, kind: u8) -> Data {
        self.data(DataKey::KindMarker(kind), |_| DataObject::default())
    }

    /// The hash in a type's descriptor.
    pub(crate) fn type_hash(&mut self, ty: Ty) -> u32 {
        fnv(self.link_text(ty).as_bytes())
    }

    fn bare_desc(&mut self, ty: Ty) -> DataObject {
        let mut w = self.base(ty);
        if self.descriptors.keys.contains(&ty)
            && let Some(equal) = self.eq_closure(ty)
        {
            w.pointer(24, equal, 0);
        }
        if matches!(self.under(ty), TyKind::Map { .. }) {
            self.write_map(&mut w, ty);
        }
        w.relocs.sort_by_key(|reloc| reloc.offset);
        let mut object = DataObject::constant(format!("type:{}", self.type_text(ty)), w.bytes, 8);
        object.relocs = w.relocs;
        object
    }

    /// Size, pointers, hash, alignment, kind and mask: what bare descriptors have too.
    fn base(&mut self, ty: Ty) -> Writer {
        let mut w = Writer { bytes: vec![0; BASE], relocs: Vec::new() };
        let info = self.info(ty);
        let ptr_bytes = self.pointer_bytes(ty);
        w.word(0, u64::from(info.size));
        w.word(8, u64::from(ptr_bytes));
        w.half(16, self.type_hash(ty));
        let mut flags = 0;
        if self.is_regular_memory(ty) {
            flags |= TFLAG_REGULAR_MEMORY;
        }
        if self.is_direct_iface(ty) {
            flags |= TFLAG_DIRECT_IFACE;
        }
        if ptr_bytes > MAX_MASK_BYTES {
            flags |= TFLAG_MASK_ON_DEMAND;
        }
        let align = info.align.max(1) as u8;
        w.put(20, &[flags, align, align, self.abi_kind(ty)]);
        if ptr_bytes > MAX_MASK_BYTES {
            // A word for the mask.
            let data = self.data(DataKey::Named(format!("mask of {ty:?}")), |_| {
                DataObject::zeroed("runtime.gcbits", 8, 8)
            });
            w.pointer(32, data, 0);
        } else if ptr_bytes > 0 {
            let mut mask = vec![0u8; (ptr_bytes as usize / 8).div_ceil(64) * 8];
            for word in self.pointer_words(ty) {
                mask[word as usize / 64] |= 1 << (word / 8 % 8);
            }
            let data = self.data(DataKey::Named(format!("mask {mask:?}")), |_| {
                DataObject::constant("runtime.gcbits", mask, 1)
            });
            w.pointer(32, data, 0);
        }
        w
    }

    fn full_desc(&mut self, ty: Ty) -> DataObject {
        let mut w = self.base(ty);
        if let Some(equal) = self.eq_closure(ty) {
            w.pointer(24, equal, 0);
        }
        let text = self.type_text(ty);
        let name = self.name_data(&text, self.is_exported_type(ty), None, None, false);
        w.type_offset(40, name);
        let named = matches!(self.world.kind(ty), TyKind::Named(_) | TyKind::Basic(_));
        if named {
            w.bytes[20] |= TFLAG_NAMED;
        }
        let after_kind = self.write_kind(&mut w, ty);
        let methods = self.method_names(ty);
        if named || !methods.is_empty() {
            w.bytes[20] |= TFLAG_UNCOMMON;
        }
        self.write_rest(&mut w, ty, after_kind, named, &methods);
        let unnamed = !named && !matches!(self.world.kind(ty), TyKind::Interface(_));
        let mut object = DataObject::constant(text, w.bytes, 8);
        w.relocs.sort_by_key(|reloc| reloc.offset);
        object.relocs = w.relocs;
        object.region = Some(if unnamed { Region::TypeLinks } else { Region::Types });
        object
    }

    /// The fields of the kind's own struct; returns its end.
    fn write_kind(&mut self, w: &mut Writer, ty: Ty) -> usize {
        let under = self.under(ty).clone();
        match &under {
            &TyKind::Array { len, elem } => {
                let elem = self.canonical(elem);
                let slice = self.world.intern(TyKind::Slice(elem));
                let slice = self.canonical(slice);
                let (elem, slice) = (self.type_desc(elem), self.type_desc(slice));
                w.pointer(48, elem, 0);
                w.pointer(56, slice, 0);
                w.word(64, len as u64);
                72
            }
            &TyKind::Chan { dir, elem } => {
                let elem = self.elem_desc(elem);
                w.pointer(48, elem, 0);
                w.word(
                    56,
                    match dir {
                        ChanDir::Recv => 1,
                        ChanDir::Send => 2,
                        ChanDir::Both => 3,
                    },
                );
                64
            }
            TyKind::Func(sig) => {
                let out = sig.results.len() as u32 | if sig.variadic { 1 << 15 } else { 0 };
                w.half(48, sig.params.len() as u32 | out << 16);
                w.half(52, 0);
                56
            }
            TyKind::Interface(_) => {
                w.word(72, 0);
                let count = self.iface_methods(ty).len() as u64;
                w.word(56, 0);
                w.word(64, count);
                w.word(72, count);
                80
            }
            &TyKind::Pointer(elem) | &TyKind::Slice(elem) => {
                let elem = self.elem_desc(elem);
                w.pointer(48, elem, 0);
                56
            }
            TyKind::Struct(fields) => {
                w.word(64, fields.len() as u64);
                w.word(72, fields.len() as u64);
                80
            }
            TyKind::Map { key, elem } => {
                self.elem_desc(*key);
                self.elem_desc(*elem);
                self.write_map(w, ty);
                136
            }
            _ => BASE,
        }
    }

    /// The fields of abi.MapType (cmd/compile/internal/reflectdata/map.go).
    fn write_map(&mut self, w: &mut Writer, ty: Ty) {
        let (key, elem) = self.map_types(ty);
        let layout = self.map_layout(ty);
        let group_size = self.info(layout.group).size;
        let (key_desc, elem_desc) = (self.alloc_desc(key), self.alloc_desc(elem));
        let group = self.alloc_desc(layout.group);
        let hasher = self.hash_closure(key);
        for (offset, data) in [(48, key_desc), (56, elem_desc), (64, group), (72, hasher)] {
            w.pointer(offset, data, 0);
        }
        let (slots, stride) = (u64::from(layout.slots), u64::from(layout.slot_size));
        let numbers = [
            u64::from(group_size),
            slots,
            stride,
            slots + u64::from(layout.elem),
            stride,
            u64::from(layout.elem),
        ];
        for (i, number) in numbers.into_iter().enumerate() {
            w.word(80 + 8 * i, number);
        }
        w.word(128, u64::from(layout.flags));
    }

    fn elem_desc(&mut self, elem: Ty) -> Data {
        let elem = self.canonical(elem);
        self.type_desc(elem)
    }

    /// What follows the kind's struct, in abi's order: the uncommon part, parameter types, interface methods or
    /// fields, the method table.
    fn write_rest(&mut self, w: &mut Writer, ty: Ty, start: usize, named: bool, methods: &[MethodName]) {
        let uncommon = (named || !methods.is_empty()).then_some(start);
        let mut at = start + if uncommon.is_some() { 16 } else { 0 };
        let this = self.datas[&DataKey::TypeDesc(ty)];
        match self.under(ty).clone() {
            TyKind::Func(sig) => at = self.write_func(w, &sig, at),
            TyKind::Interface(_) => {
                let list = self.iface_methods(ty);
                if let Some(pkg) = list.iter().find(|method| !is_exported(method.name)).and_then(|m| m.pkg) {
                    let path = self.pkg_path_name(pkg);
                    w.pointer(48, path, 0);
                }
                if !list.is_empty() {
                    w.pointer(56, this, at as u32);
                }
                for method in list {
                    let pkg = method.pkg.filter(|_| !is_exported(method.name));
                    let name =
                        self.name_data(method.name.as_str(), is_exported(method.name), None, pkg, false);
                    let sig = self.type_desc(method.sig);
                    w.type_offset(at, name);
                    w.type_offset(at + 4, sig);
                    at += 8;
                }
            }
            TyKind::Struct(fields) => {
                if let Some(pkg) = fields.iter().find(|field| !is_exported(field.name)).and_then(|f| f.pkg) {
                    let path = self.pkg_path_name(pkg);
                    w.pointer(48, path, 0);
                }
                if !fields.is_empty() {
                    w.pointer(56, this, at as u32);
                }
                let offsets = self.world.offsets(self.world.under(ty));
                for (field, offset) in fields.iter().zip(offsets) {
                    let tag = (!field.tag.is_empty()).then(|| field.tag.as_str());
                    let pkg = field.pkg.filter(|_| !is_exported(field.name));
                    let name = self.name_data(
                        field.name.as_str(),
                        is_exported(field.name),
                        tag,
                        pkg,
                        field.embedded,
                    );
                    let desc = self.elem_desc(field.ty);
                    w.pointer(at, name, 0);
                    w.pointer(at + 8, desc, 0);
                    w.word(at + 16, offset as u64);
                    at += 24;
                }
            }
            _ => {}
        }
        if let Some(uncommon) = uncommon {
            self.write_uncommon(w, ty, uncommon, at, methods);
        }
    }

    fn write_func(&mut self, w: &mut Writer, sig: &Signature, mut at: usize) -> usize {
        for param in sig.params.iter().chain(&sig.results) {
            let desc = self.elem_desc(param.ty);
            w.pointer(at, desc, 0);
            at += 8;
        }
        at
    }

    fn write_uncommon(&mut self, w: &mut Writer, ty: Ty, at: usize, table: usize, methods: &[MethodName]) {
        w.half(at, 0);
        if let TyKind::Named(named) = *self.world.kind(self.world.deref(ty).0)
            && let Some(pkg) = self.world.obj(self.world.named[named].obj).pkg
        {
            let path = self.pkg_path_name(pkg);
            w.type_offset(at, path);
        }
        let (reflects, of_types) = self.reflects_methods();
        let exported = methods.iter().filter(|method| is_exported(method.name)).count();
        w.half(at + 4, methods.len() as u32 | (exported as u32) << 16);
        w.half(at + 8, (table - at) as u32);
        w.half(at + 12, 0);
        for (i, method) in methods.iter().enumerate() {
            let at = table + 16 * i;
            let name =
                self.name_data(method.name.as_str(), is_exported(method.name), None, method.pkg, false);
            w.type_offset(at, name);
            w.put(at + 4, &[0xff; 12]);
            let reflected = reflects && is_exported(method.name);
            if !reflected && !self.descriptors.looked_up.contains(method) {
                continue;
            }
            let sig = self.method_sig(ty, *method, &[]);
            let sig_desc = self.type_desc(sig);
            w.type_offset(at + 4, sig_desc);
            if reflected || self.descriptors.called.contains(&(*method, sig)) {
                let func = self.iface_method(ty, *method);
                w.text_offset(at + 8, func);
            }
            if reflected && of_types {
                // `Tfn` takes the receiver as declared; reflect calls it by a type that it makes.
                let whole = self.method_expr_type(ty, sig);
                self.type_desc(whole);
                let func = FuncKey::Method { recv: ty, method: *method, own: Box::default() };
                let func = self.func(FuncKey::Table(Box::new(func)));
                w.text_offset(at + 12, func);
            }
        }
    }

    /// The type of a method as a function that takes the receiver first.
    fn method_expr_type(&mut self, recv: Ty, sig: Ty) -> Ty {
        let TyKind::Func(sig) = self.under(sig) else { bug!("a signature is a function type") };
        let mut sig = sig.clone();
        let name = pontoon_base::Symbol::intern("");
        let first = Param { name, ty: recv };
        sig.params = std::iter::once(first).chain(sig.params).collect();
        let ty = self.world.intern(TyKind::Func(sig));
        self.canonical(ty)
    }

    /// A package path as internal/abi keeps names.
    fn pkg_path_name(&mut self, pkg: Pkg) -> Data {
        self.name_data(self.world.pkg(pkg).path.as_str(), false, None, None, false)
    }

    /// A name in internal/abi's layout: flags, length, text, [length, tag], [package path].
    fn name_data(
        &mut self,
        name: &str,
        exported: bool,
        tag: Option<&str>,
        pkg: Option<Pkg>,
        embedded: bool,
    ) -> Data {
        let flags = u8::from(exported)
            | if tag.is_some() { 2 } else { 0 }
            | if pkg.is_some() { 4 } else { 0 }
            | if embedded { 8 } else { 0 };
        let mut bytes = vec![flags];
        for text in [Some(name), tag].into_iter().flatten() {
            let mut rest = text.len();
            while rest >= 0x80 {
                bytes.push(rest as u8 | 0x80);
                rest >>= 7;
            }
            bytes.push(rest as u8);
            bytes.extend(text.as_bytes());
        }
        let mut key = bytes.clone();
        let path = pkg.map(|pkg| {
            key.extend(self.world.pkg(pkg).path.as_str().as_bytes());
            self.pkg_path_name(pkg)
        });
        self.data(DataKey::Name(key.into()), |_| {
            let offset = bytes.len() as u32;
            let relocs = path.map(|path| Reloc { offset, target: RelocTarget::TypeOffset(path) });
            bytes.resize(bytes.len() + if relocs.is_some() { 4 } else { 0 }, 0);
            let mut object = DataObject::constant("go:name", bytes, 1);
            object.relocs = relocs.into_iter().collect();
            object.region = Some(Region::Names);
            object
        })
    }

    /// The names in a type's method set, in the order of method tables: exported ones first, then by name, then by
    /// package path.
    pub(crate) fn method_names(&mut self, ty: Ty) -> Vec<MethodName> {
        if self.world.is_interface(ty) {
            return Vec::new();
        }
        let mut names: Vec<MethodName> = Vec::new();
        self.collect_names(self.world.deref(ty).0, &mut names, &mut Vec::new());
        names.sort_by_key(|method| {
            let path = method.pkg.map_or("", |pkg| self.world.pkg(pkg).path.as_str());
            (!is_exported(method.name), method.name.as_str(), path)
        });
        names.dedup();
        names.retain(|method| {
            let found = self.world.lookup_field_or_method(
                ty,
                false,
                method.pkg.or(Some(self.runtime)),
                method.name,
                false,
            );
            found.is_ok_and(|found| found.field_type().is_none() && !self.is_generic_method(&found.entity))
        });
        names
    }

    /// Whether a method has type parameters of its own: no interface has such methods.
    fn is_generic_method(&self, entity: &Entity) -> bool {
        let &Entity::Method { func, .. } = entity else { return false };
        let sig = self.world.obj(func).ty.get().map(|ty| self.world.kind(ty));
        matches!(sig, Some(TyKind::Func(sig)) if !sig.tparams.is_empty())
    }

    /// Names of methods that a type declares or that embedded fields may promote.
    fn collect_names(&self, ty: Ty, names: &mut Vec<MethodName>, seen: &mut Vec<Ty>) {
        let ty = self.world.unalias(ty);
        if seen.contains(&ty) {
            return;
        }
        seen.push(ty);
        for &method in self.world.declared_methods(ty) {
            let data = self.world.obj(method);
            if !data.name.is_blank() {
                names.push(MethodName::new(data.name, data.pkg));
            }
        }
        match self.under(ty) {
            TyKind::Struct(fields) => {
                for field in fields.iter().filter(|field| field.embedded) {
                    self.collect_names(self.world.deref(field.ty).0, names, seen);
                }
            }
            TyKind::Interface(_) => {
                let methods = self.world.type_set(ty).methods();
                names.extend(methods.iter().map(|method| MethodName::new(method.name, method.pkg)));
            }
            _ => {}
        }
    }

    fn is_exported_type(&self, ty: Ty) -> bool {
        match *self.world.kind(ty) {
            TyKind::Named(named) => is_exported(self.world.obj(self.world.named[named].obj).name),
            _ => false,
        }
    }

    /// A text that differs for different types.
    fn link_text(&mut self, ty: Ty) -> String {
        let mut text = self.world.display(ty, None);
        loop {
            match self.descriptors.texts.get(&text) {
                Some(&other) if other != ty => text.push('·'),
                Some(_) => return text,
                None => {
                    self.descriptors.texts.insert(text.clone(), ty);
                    return text;
                }
            }
        }
    }

    fn abi_kind(&self, ty: Ty) -> u8 {
        match self.under(ty) {
            TyKind::Basic(basic) => match basic {
                Basic::Bool | Basic::UntypedBool => 1,
                Basic::Int => 2,
                Basic::Int8 => 3,
                Basic::Int16 => 4,
                Basic::Int32 => 5,
                Basic::Int64 => 6,
                Basic::Uint => 7,
                Basic::Uint8 => 8,
                Basic::Uint16 => 9,
                Basic::Uint32 => 10,
                Basic::Uint64 => 11,
                Basic::Uintptr => 12,
                Basic::Float32 => 13,
                Basic::Float64 => 14,
                Basic::Complex64 => 15,
                Basic::Complex128 => 16,
                Basic::String => 24,
                Basic::UnsafePointer => 26,
                other => bug!("a descriptor of {}", other.name()),
            },
            TyKind::Array { .. } => 17,
            TyKind::Chan { .. } => 18,
            TyKind::Func(_) => 19,
            TyKind::Interface(_) => 20,
            TyKind::Map { .. } => 21,
            TyKind::Pointer(_) => 22,
            TyKind::Slice(_) => 23,
            TyKind::Struct(_) => 25,
            other => bug!("a descriptor of {other:?}"),
        }
    }
}

/// FNV-1a: equal for equal types, spread well enough.
fn fnv(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, &byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
