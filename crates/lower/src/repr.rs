//! How Go values are represented in SSA: as a short list of scalars, the *parts*, or in memory.

use crate::cx::Lowerer;
use pontoon_base::bug;
use pontoon_ssa::op::Mem;
use pontoon_ssa::{Signature, Type};
use pontoon_types::Ty;
use pontoon_types::ty::{Basic, TyKind};
use std::rc::Rc;

/// Structs and arrays of more scalars than this live in memory.
const MAX_PARTS: usize = 4;

/// Results of more scalars than this are returned through a result area.
const MAX_RESULT_PARTS: usize = 6;

/// One scalar of a value, and where it lies when the value is in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Part {
    pub mem: Mem,
    pub offset: u32,
}

/// What lowering wants to know of a type.
#[derive(Debug)]
pub struct TypeInfo {
    pub size: u32,
    pub align: u32,
    /// `None`: values are in memory, and an SSA value is the address of storage that nobody writes to meanwhile.
    pub parts: Option<Box<[Part]>>,
}

impl TypeInfo {
    pub fn in_memory(&self) -> bool {
        self.parts.is_none()
    }

    /// The SSA types of a value; one pointer for what is in memory.
    pub fn scalars(&self) -> Vec<Type> {
        match &self.parts {
            Some(parts) => parts.iter().map(|part| part.mem.ty()).collect(),
            None => vec![Type::Ptr],
        }
    }

    pub fn len(&self) -> usize {
        self.parts.as_ref().map_or(1, |parts| parts.len())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// How a function is called.
#[derive(Clone, Debug)]
pub struct Convention {
    pub sig: Signature,
    /// Results go to an area of the caller, whose address is the first parameter.
    pub area: Option<Area>,
    pub results: Vec<Ty>,
}

/// Where results lie in a result area.
#[derive(Clone, Debug)]
pub struct Area {
    pub size: u32,
    pub align: u32,
    pub offsets: Vec<u32>,
}

fn basic_mem(basic: Basic) -> &'static [Mem] {
    match basic {
        Basic::Bool | Basic::Uint8 | Basic::UntypedBool => &[Mem::I8U],
        Basic::Int8 => &[Mem::I8S],
        Basic::Int16 => &[Mem::I16S],
        Basic::Uint16 => &[Mem::I16U],
        Basic::Int32 | Basic::Uint32 | Basic::UntypedRune => &[Mem::I32],
        Basic::Int | Basic::Int64 | Basic::Uint | Basic::Uint64 | Basic::Uintptr | Basic::UntypedInt => {
            &[Mem::I64]
        }
        Basic::Float32 => &[Mem::F32],
        Basic::Float64 | Basic::UntypedFloat => &[Mem::F64],
        Basic::Complex64 => &[Mem::F32, Mem::F32],
        Basic::Complex128 | Basic::UntypedComplex => &[Mem::F64, Mem::F64],
        Basic::String | Basic::UntypedString => &[Mem::Ptr, Mem::Len],
        Basic::UnsafePointer | Basic::UntypedNil => &[Mem::Ptr],
        Basic::Invalid => bug!("a wrong expression reached lowering"),
    }
}

impl Lowerer<'_> {
    /// The representation of a canonical type.
    pub fn info(&mut self, ty: Ty) -> Rc<TypeInfo> {
        if let Some(info) = self.infos.get(&ty) {
            return info.clone();
        }
        let (size, align) = match self.under(ty) {
            TyKind::Tuple(_) => bug!("a tuple has no layout"),
            // An untyped nil that is only compared with nil.
            TyKind::Basic(Basic::UntypedNil) => (8, 8),
            _ => (self.world.size_of(ty), self.world.align_of(ty)),
        };
        let mut parts = Vec::new();
        let fits = self.flatten(ty, 0, &mut parts);
        let size = u32::try_from(size).unwrap_or(u32::MAX);
        let info =
            Rc::new(TypeInfo { size, align: align as u32, parts: fits.then(|| parts.into_boxed_slice()) });
        self.infos.insert(ty, info.clone());
        info
    }

    /// Appends the parts of a type at an offset; reports whether they are few enough.
    fn flatten(&mut self, ty: Ty, offset: u32, parts: &mut Vec<Part>) -> bool {
        let mut push = |list: &[Mem]| {
            let mut at = offset;
            for &mem in list {
                parts.push(Part { mem, offset: at });
                at += mem.size();
            }
        };
        match self.under(ty) {
            TyKind::Basic(basic) => push(basic_mem(*basic)),
            TyKind::Pointer(_) | TyKind::Map { .. } | TyKind::Chan { .. } | TyKind::Func(_) => {
                push(&[Mem::Ptr])
            }
            TyKind::Slice(_) => push(&[Mem::Ptr, Mem::Len, Mem::Len]),
            TyKind::Interface(_) => push(&[Mem::Ptr, Mem::Ptr]),
            &TyKind::Array { len, elem } => {
                return match len {
                    0 => true,
                    1 => self.flatten(elem, offset, parts) && parts.len() <= MAX_PARTS,
                    // Arrays of nothing need no memory.
                    _ => self.world.size_of(elem) == 0,
                };
            }
            TyKind::Struct(fields) => {
                let offsets = self.world.offsets(self.world.under(ty));
                for (field, field_offset) in fields.iter().zip(offsets.iter()) {
                    if !self.flatten(field.ty, offset + *field_offset as u32, parts)
                        || parts.len() > MAX_PARTS
                    {
                        return false;
                    }
                }
            }
            other => bug!("{other:?} has no values"),
        }
        true
    }

    /// Whether a value of the type is itself the data word of an interface (abi.TFlagDirectIface).
    pub fn is_direct_iface(&mut self, ty: Ty) -> bool {
        let info = self.info(ty);
        info.size == 8 && matches!(info.parts.as_deref(), Some([Part { mem: Mem::Ptr, .. }]))
    }

    /// Offsets of the words of a value that may hold heap pointers.
    pub fn pointer_words(&mut self, ty: Ty) -> Vec<u32> {
        let mut words = Vec::new();
        self.add_pointer_words(ty, 0, &mut words);
        words
    }

    /// The offset behind the last of these words, without listing them.
    pub fn pointer_bytes(&mut self, ty: Ty) -> u32 {
        match self.under(ty) {
            &TyKind::Array { len, elem } => match self.pointer_bytes(elem) {
                _ if len <= 0 => 0,
                0 => 0,
                bytes => {
                    let elem = self.canonical(elem);
                    (len as u32 - 1) * self.info(elem).size + bytes
                }
            },
            TyKind::Struct(fields) => {
                let offsets = self.world.offsets(self.world.under(ty));
                let ends =
                    fields.iter().zip(offsets.iter()).map(|(field, at)| match self.pointer_bytes(field.ty) {
                        0 => 0,
                        bytes => *at as u32 + bytes,
                    });
                ends.max().unwrap_or(0)
            }
            _ => self.pointer_words(ty).last().map_or(0, |last| last + 8),
        }
    }

    fn add_pointer_words(&mut self, ty: Ty, offset: u32, words: &mut Vec<u32>) {
        match self.under(ty) {
            TyKind::Basic(Basic::String | Basic::UnsafePointer)
            | TyKind::Pointer(_)
            | TyKind::Map { .. }
            | TyKind::Chan { .. }
            | TyKind::Func(_)
            | TyKind::Slice(_) => words.push(offset),
            TyKind::Interface(_) => words.push(offset + 8),
            &TyKind::Array { len, elem } => {
                let mut one = Vec::new();
                self.add_pointer_words(elem, 0, &mut one);
                if one.is_empty() {
                    return;
                }
                let size = self.info(elem).size;
                for i in 0..len as u32 {
                    words.extend(one.iter().map(|word| offset + i * size + word));
                }
            }
            TyKind::Struct(fields) => {
                let offsets = self.world.offsets(self.world.under(ty));
                for (field, at) in fields.iter().zip(offsets.iter()) {
                    self.add_pointer_words(field.ty, offset + *at as u32, words);
                }
            }
            _ => {}
        }
    }

    /// How a function of a canonical `Func` type is called: the receiver's scalars if it has one, the parameters, and
    /// last a closure's context.
    pub fn convention(&mut self, recv: &[Type], sig: Ty, context: bool) -> Convention {
        let TyKind::Func(sig) = self.under(sig) else { bug!("a signature is a function type") };
        let results: Vec<Ty> = sig.results.iter().map(|param| self.canonical(param.ty)).collect();
        let mut params = Vec::new();
        let mut parts = Vec::new();
        let mut in_memory = false;
        for &ty in &results {
            let info = self.info(ty);
            in_memory |= info.in_memory();
            parts.extend(info.scalars());
        }
        let mut area = None;
        if in_memory || parts.len() > MAX_RESULT_PARTS {
            params.push(Type::Ptr);
            parts.clear();
            area = Some(self.area(&results));
        }
        params.extend_from_slice(recv);
        for param in &sig.params {
            let ty = self.canonical(param.ty);
            params.extend(self.info(ty).scalars());
        }
        if context {
            params.push(Type::Ptr);
        }
        Convention { sig: Signature { params, results: parts }, area, results }
    }

    /// The layout of a result area: a struct of the results.
    fn area(&mut self, results: &[Ty]) -> Area {
        let mut area = Area { size: 0, align: 1, offsets: Vec::new() };
        for &ty in results {
            let info = self.info(ty);
            let align = info.align.max(1);
            area.size = area.size.next_multiple_of(align);
            area.offsets.push(area.size);
            area.size += info.size;
            area.align = area.align.max(align);
        }
        area
    }
}
