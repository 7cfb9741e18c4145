//! Values that are known before the program runs, as data: composite literals of constants, and package-level variables
//! whose initial values need no code.

use crate::closure::Part;
use crate::cx::{DataKey, FuncKey, Lowerer};
use crate::expr::{complex_parts, int_constant};
use crate::func::Body;
use crate::map::Entry;
use pontoon_base::bug;
use pontoon_ssa::op::InstKind;
use pontoon_ssa::program::{DataObject, Reloc, RelocTarget};
use pontoon_ssa::{Data, Value};
use pontoon_syntax::ast::{ExprId, ExprKind, UnaryOp};
use pontoon_types::object::{ObjKind, VarKind};
use pontoon_types::package::Initializer;
use pontoon_types::ty::{Basic, TyKind};
use pontoon_types::typed::{Mode, SelectionKind};
use pontoon_types::{Ty, constant};

/// From this many bytes on a literal of constants is copied from data.
const MIN_COPY: u32 = 48;

/// The bytes of a value with the addresses in it.
#[derive(Clone, Debug)]
pub(crate) struct Image {
    bytes: Vec<u8>,
    relocs: Vec<Reloc>,
}

impl Image {
    pub fn new(size: u32) -> Image {
        Image { bytes: vec![0; size as usize], relocs: Vec::new() }
    }

    fn put(&mut self, offset: u32, bytes: &[u8]) {
        self.bytes[offset as usize..offset as usize + bytes.len()].copy_from_slice(bytes);
    }

    fn put_address(&mut self, offset: u32, target: RelocTarget) {
        self.relocs.push(Reloc { offset, target });
    }

    /// Whether so little of it is not zero that data in the module is not worth it.
    fn is_sparse(&self) -> bool {
        let content = self.bytes.iter().filter(|&&byte| byte != 0).count() + 8 * self.relocs.len();
        content * 16 < self.bytes.len()
    }

    /// What tells it from other images.
    pub fn key(&self) -> Box<[u8]> {
        let mut key = self.bytes.clone();
        for reloc in &self.relocs {
            key.extend_from_slice(format!("{reloc:?}").as_bytes());
        }
        key.into()
    }

    pub fn into_object(mut self, name: &str, align: u32) -> DataObject {
        self.relocs.sort_by_key(|reloc| reloc.offset);
        let mut object = DataObject::constant(name, self.bytes, align.max(1));
        object.relocs = self.relocs;
        object
    }
}

impl Lowerer<'_> {
    /// Writes a constant of a basic type into an image.
    pub(crate) fn constant_image(&mut self, value: &constant::Value, ty: Ty, offset: u32, image: &mut Image) {
        let &TyKind::Basic(basic) = self.under(ty) else { bug!("a constant has a basic type") };
        let f64_bytes = |v: &constant::Value| constant::f64_value(v).to_bits().to_le_bytes();
        let f32_bytes = |v: &constant::Value| constant::f32_value(v).to_bits().to_le_bytes();
        match basic {
            Basic::Bool | Basic::UntypedBool => {
                image.put(offset, &[u8::from(constant::bool_value(value) == Some(true))]);
            }
            Basic::String | Basic::UntypedString => {
                let bytes = constant::string_value(value).unwrap_or_else(|| bug!("no string")).to_vec();
                if !bytes.is_empty() {
                    let data = self.string_data(&bytes);
                    image.put_address(offset, RelocTarget::Data(data, 0));
                }
                image.put(offset + 8, &(bytes.len() as u64).to_le_bytes());
            }
            Basic::Float32 => image.put(offset, &f32_bytes(&constant::to_float(value))),
            Basic::Float64 | Basic::UntypedFloat => image.put(offset, &f64_bytes(&constant::to_float(value))),
            Basic::Complex64 => {
                let (re, im) = complex_parts(value);
                image.put(offset, &f32_bytes(&re));
                image.put(offset + 4, &f32_bytes(&im));
            }
            Basic::Complex128 | Basic::UntypedComplex => {
                let (re, im) = complex_parts(value);
                image.put(offset, &f64_bytes(&re));
                image.put(offset + 8, &f64_bytes(&im));
            }
            Basic::UnsafePointer | Basic::UntypedNil => {}
            _ => {
                let size = self.info(ty).size as usize;
                image.put(offset, &int_constant(value).to_le_bytes()[..size]);
            }
        }
    }
}

impl Body<'_, '_> {
    /// Copies a composite literal from data, if it is large and made of constants.
    pub fn static_at(&mut self, addr: Value, offset: u32, ty: Ty, e: ExprId) -> bool {
        let size = self.info(ty).size;
        if size < MIN_COPY || self.is_empty_literal(e) || self.analysis.has_call(e) {
            return false;
        }
        let mut image = Image::new(size);
        if !self.image(e, ty, 0, &mut image, false) || image.is_sparse() {
            return false;
        }
        let align = self.info(ty).align;
        let data = self.cx.data(DataKey::Value(ty, image.key()), |_| image.into_object("go:literal", align));
        let from = self.b.data_addr(data, 0);
        let to = self.b.ptr_offset(addr, offset);
        let size = self.b.iconst32(size as i32);
        self.b.inst(InstKind::MemoryCopy { to, from, size }, &[]);
        true
    }

    fn is_empty_literal(&self, e: ExprId) -> bool {
        let e = self.file.unparen(e);
        matches!(self.file.expr(e).kind, ExprKind::CompositeLit { elems, .. } if self.file.list(elems).is_empty())
    }

    /// Gives a package-level variable its initial value in data, if that needs no code.
    pub fn static_initializer(&mut self, init: &Initializer) -> bool {
        let [obj] = init.lhs[..] else { return false };
        if self.cx.world.obj(obj).name.is_blank()
            || !self.enter(init.decl)
            || self.analysis.has_call(init.rhs)
        {
            return false;
        }
        let ty = self.obj_ty(obj);
        let size = self.info(ty).size;
        if self.is_empty_literal(init.rhs) && matches!(self.under(ty), TyKind::Array { .. }) {
            // It is zero already, however large.
            self.cx.var_data(obj);
            return true;
        }
        let mut image = Image::new(size);
        if !self.image(init.rhs, ty, 0, &mut image, true) {
            return false;
        }
        let data = self.cx.var_data(obj);
        self.fill(data, image);
        true
    }

    fn fill(&mut self, data: Data, mut image: Image) {
        image.relocs.sort_by_key(|reloc| reloc.offset);
        while image.bytes.last() == Some(&0) {
            image.bytes.pop();
        }
        // Words with addresses belong to the content, whatever their bytes say.
        if let Some(last) = image.relocs.last() {
            let end = last.offset as usize + 8;
            if image.bytes.len() < end {
                image.bytes.resize(end, 0);
            }
        }
        let object = &mut self.cx.program.data[data];
        object.bytes = image.bytes;
        object.relocs = image.relocs;
    }

    /// Writes the value of an expression into an image; `false` if it is not known. With `once` the expression is
    /// evaluated once at most, so what it allocates may be static.
    fn image(&mut self, e: ExprId, ty: Ty, offset: u32, image: &mut Image, once: bool) -> bool {
        let e = self.file.unparen(e);
        if self.typed.info(e).mode == Mode::Nil {
            return true;
        }
        if let Some(value) = self.typed.value(e).cloned() {
            if self.cx.world.is_interface(ty) {
                return once && self.iface_image(e, ty, offset, image);
            }
            self.cx.constant_image(&value, ty, offset, image);
            return true;
        }
        let from = self.ty(e);
        if self.cx.world.is_interface(ty) && !self.cx.world.is_interface(from) {
            return once && self.held_image(e, from, ty, offset, image);
        }
        match self.file.expr(e).kind {
            ExprKind::Call { fun, args, .. }
                if self.typed.info(self.file.unparen(fun)).mode == Mode::Type =>
            {
                let x = self.file.list(args)[0];
                let same = self.same_form(x, ty);
                same && self.image(x, ty, offset, image, once)
            }
            ExprKind::Slice { x, lo: None, hi: None, max: None, .. } => {
                let array = self.ty(x);
                let &TyKind::Array { len, .. } = self.under(array) else { return false };
                let Some((data, at)) = self.static_place(x) else { return false };
                image.put_address(offset, RelocTarget::Data(data, at));
                image.put(offset + 8, &len.to_le_bytes());
                image.put(offset + 16, &len.to_le_bytes());
                true
            }
            ExprKind::CompositeLit { .. } => self.literal_image(e, ty, offset, image, once),
            ExprKind::Unary { op: UnaryOp::Addr, x } if once => {
                let inner = self.file.unparen(x);
                if !matches!(self.file.expr(inner).kind, ExprKind::CompositeLit { .. }) {
                    let Some((data, at)) = self.static_place(inner) else { return false };
                    image.put_address(offset, RelocTarget::Data(data, at));
                    return true;
                }
                let elem = self.ty(inner);
                self.pointer_image(inner, elem, offset, image)
            }
            ExprKind::Name(_) if once => match self.typed.obj(e) {
                Some(obj) if matches!(self.cx.world.obj(obj).kind, ObjKind::Func(_)) => {
                    let targs = self.instance_targs(e);
                    let data = self.cx.func_value(FuncKey::Decl(obj, targs));
                    image.put_address(offset, RelocTarget::Data(data, 0));
                    true
                }
                _ => false,
            },
            ExprKind::FuncLit { .. }
                if once && self.analysis.func(Some(Part::Literal(e))).captures.is_empty() =>
            {
                self.literal_func(e);
                let key = self.literal_key(e);
                let data = self.cx.func_value(key);
                image.put_address(offset, RelocTarget::Data(data, 0));
                true
            }
            _ => false,
        }
    }

    /// Whether the values of a conversion's operand are those of its type.
    fn same_form(&mut self, x: ExprId, ty: Ty) -> bool {
        if self.typed.info(self.file.unparen(x)).mode == Mode::Nil {
            return true;
        }
        let from = self.ty(x);
        if self.cx.world.is_interface(ty) {
            return true;
        }
        let address =
            |kind: &TyKind| matches!(kind, TyKind::Pointer(_) | TyKind::Basic(Basic::UnsafePointer));
        self.cx.world.under(from) == self.cx.world.under(ty)
            || (address(self.under(from)) && address(self.under(ty)))
    }

    /// Where a package-level variable or a part of it lies.
    fn static_place(&mut self, x: ExprId) -> Option<(Data, u32)> {
        let x = self.file.unparen(x);
        match self.file.expr(x).kind {
            ExprKind::Name(_) => self.static_variable(x),
            ExprKind::Selector { x: base, sel } => {
                let Some(selection) = self.typed.selections.get(&x).cloned() else {
                    return self.static_variable(sel);
                };
                if selection.kind != SelectionKind::Field || selection.indirect {
                    return None;
                }
                let (data, at) = self.static_place(base)?;
                let ty = self.ty(base);
                let path: Vec<usize> = selection.path.iter().map(|&index| index as usize).collect();
                Some((data, at + self.path_offset(ty, &path)))
            }
            ExprKind::Index { x: base, indices } => {
                let array = self.ty(base);
                let &TyKind::Array { len, elem } = self.under(array) else { return None };
                let index = self.typed.value(self.file.list(indices)[0]).map(constant::to_int)?;
                let index = constant::int64_value(&index).filter(|index| (0..len).contains(index))?;
                let (data, at) = self.static_place(base)?;
                let elem = self.cx.canonical(elem);
                Some((data, at + index as u32 * self.info(elem).size))
            }
            _ => None,
        }
    }

    fn static_variable(&mut self, name: ExprId) -> Option<(Data, u32)> {
        let obj = self.typed.obj(name)?;
        let ObjKind::Var(var) = &self.cx.world.obj(obj).kind else { return None };
        let ty = self.obj_ty(obj);
        // What has no size has no storage of its own.
        let is_static = var.kind == VarKind::Package && self.info(ty).size > 0;
        is_static.then(|| (self.cx.var_data(obj), 0))
    }

    /// An interface that holds a value that is no constant.
    fn held_image(&mut self, e: ExprId, from: Ty, iface: Ty, offset: u32, image: &mut Image) -> bool {
        if self.cx.is_direct_iface(from) {
            if !self.image(e, from, offset + 8, image, true) {
                return false;
            }
        } else {
            let held = self.static_object(from, |body, inner| body.image(e, from, 0, inner, true));
            let Some(held) = held else { return false };
            image.put_address(offset + 8, RelocTarget::Data(held, 0));
        }
        let word =
            if self.is_empty_iface(iface) { self.cx.value_desc(from) } else { self.cx.itab(iface, from) };
        image.put_address(offset, RelocTarget::Data(word, 0));
        true
    }

    fn iface_image(&mut self, e: ExprId, iface: Ty, offset: u32, image: &mut Image) -> bool {
        let Some(value) = self.typed.value(e).cloned() else { return false };
        let from = self.ty(e);
        let from = self.cx.world.default_type(from);
        let from = self.cx.canonical(from);
        let Some(held) = self.cx.static_value(&value, from) else { return false };
        let word =
            if self.is_empty_iface(iface) { self.cx.value_desc(from) } else { self.cx.itab(iface, from) };
        image.put_address(offset, RelocTarget::Data(word, 0));
        image.put_address(offset + 8, RelocTarget::Data(held, 0));
        true
    }

    /// The address of a new static object that holds a literal's value.
    fn pointer_image(&mut self, e: ExprId, elem: Ty, offset: u32, image: &mut Image) -> bool {
        let Some(data) = self.static_object(elem, |body, inner| body.literal_image(e, elem, 0, inner, true))
        else {
            return false;
        };
        image.put_address(offset, RelocTarget::Data(data, 0));
        true
    }

    fn static_object(&mut self, ty: Ty, fill: impl FnOnce(&mut Self, &mut Image) -> bool) -> Option<Data> {
        let info = self.info(ty);
        let mut inner = Image::new(info.size);
        if info.size == 0 || !fill(self, &mut inner) {
            return None;
        }
        let mut object = DataObject::zeroed("go:static", info.size, info.align.max(1));
        object.pointers = self.cx.pointer_words(ty);
        let data = self.cx.program.data.push(object);
        self.fill(data, inner);
        Some(data)
    }

    fn literal_image(&mut self, e: ExprId, ty: Ty, offset: u32, image: &mut Image, once: bool) -> bool {
        match self.under(ty) {
            TyKind::Struct(_) => {
                let elems = self.struct_elems(ty, e);
                elems.into_iter().all(|(path, field_ty, x)| {
                    let at = self.path_offset(ty, &path);
                    self.image(x, field_ty, offset + at, image, once)
                })
            }
            &TyKind::Array { elem, .. } => self.array_image(e, elem, offset, image, once),
            &TyKind::Pointer(elem) if once => {
                let elem = self.cx.canonical(elem);
                self.pointer_image(e, elem, offset, image)
            }
            &TyKind::Slice(elem) if once => {
                let elem = self.cx.canonical(elem);
                let elems = self.indexed_elems(e);
                let len = elems.iter().map(|(i, _)| i + 1).max().unwrap_or(0);
                let array = self.cx.world.intern(TyKind::Array { len: i64::from(len), elem });
                let array = self.cx.canonical(array);
                let data = self.static_object(array, |body, inner| body.array_image(e, elem, 0, inner, true));
                let Some(data) = data else { return false };
                image.put_address(offset, RelocTarget::Data(data, 0));
                image.put(offset + 8, &u64::from(len).to_le_bytes());
                image.put(offset + 16, &u64::from(len).to_le_bytes());
                true
            }
            _ => false,
        }
    }

    /// Those entries of a map literal whose key and value are known, and the others.
    pub fn split_static(&mut self, entries: &[Entry], key: Ty, elem: Ty) -> (Vec<Entry>, Vec<Entry>) {
        let (key_size, elem_size) = (self.info(key).size, self.info(elem).size);
        entries.iter().copied().partition(|&(k, v)| {
            !self.analysis.has_call(k)
                && !self.analysis.has_call(v)
                && self.image(k, key, 0, &mut Image::new(key_size), false)
                && self.image(v, elem, 0, &mut Image::new(elem_size), false)
        })
    }

    /// An array in data of values that `split_static` found.
    pub fn static_array(&mut self, ty: Ty, elems: impl ExactSizeIterator<Item = ExprId>) -> Data {
        let info = self.info(ty);
        let mut image = Image::new(info.size * elems.len() as u32);
        for (i, e) in elems.enumerate() {
            self.image(e, ty, info.size * i as u32, &mut image, false);
        }
        self.cx.data(DataKey::Value(ty, image.key()), |_| image.into_object("go:literal", info.align))
    }

    fn array_image(&mut self, e: ExprId, elem: Ty, offset: u32, image: &mut Image, once: bool) -> bool {
        let elem = self.cx.canonical(elem);
        let size = self.info(elem).size;
        let elems = self.indexed_elems(e);
        elems.into_iter().all(|(i, x)| self.image(x, elem, offset + i * size, image, once))
    }
}
