//! Sizes, alignments and offsets, as gc has them for GOARCH=wasm: words of eight bytes (types2's gcsizes.go).

use crate::ty::{Basic, Field, Ty, TyKind};
use crate::world::World;

const WORD: i64 = 8;

impl World {
    /// The size in bytes; negative if it is too large to be one.
    pub fn size_of(&self, ty: Ty) -> i64 {
        match self.kind(self.under(ty)) {
            TyKind::Basic(basic) => match basic {
                Basic::Bool | Basic::Int8 | Basic::Uint8 => 1,
                Basic::Int16 | Basic::Uint16 => 2,
                Basic::Int32 | Basic::Uint32 | Basic::Float32 => 4,
                Basic::Complex128 | Basic::String | Basic::UntypedString => 16,
                _ => WORD,
            },
            &TyKind::Array { len, elem } => {
                if len <= 0 {
                    return 0;
                }
                match self.size_of(elem) {
                    size if size < 0 => -1,
                    size => size.checked_mul(len).unwrap_or(-1),
                }
            }
            TyKind::Slice(_) => 3 * WORD,
            TyKind::Interface(_) => 2 * WORD,
            TyKind::Struct(fields) => self.struct_size(fields).unwrap_or(-1),
            _ => WORD,
        }
    }

    pub fn align_of(&self, ty: Ty) -> i64 {
        match self.kind(self.under(ty)) {
            &TyKind::Array { elem, .. } => self.align_of(elem),
            TyKind::Struct(fields) => fields.iter().map(|field| self.align_of(field.ty)).max().unwrap_or(1),
            TyKind::Slice(_) | TyKind::Interface(_) => WORD,
            TyKind::Basic(Basic::String | Basic::UntypedString) => WORD,
            // The parts of a complex number.
            TyKind::Basic(Basic::Complex64) => 4,
            _ => self.size_of(ty).clamp(1, WORD),
        }
    }

    /// The offset of each field of a struct; negative where it is too large.
    pub fn offsets(&self, ty: Ty) -> Vec<i64> {
        let TyKind::Struct(fields) = self.kind(self.under(ty)) else { return Vec::new() };
        let mut offsets = Vec::with_capacity(fields.len());
        let mut end = Some(0i64);
        for field in fields {
            let offset = end.and_then(|end| align(end, self.align_of(field.ty)));
            offsets.push(offset.unwrap_or(-1));
            let size = Some(self.size_of(field.ty)).filter(|&size| size >= 0);
            end = offset.zip(size).and_then(|(offset, size)| offset.checked_add(size));
        }
        offsets
    }

    fn struct_size(&self, fields: &[Field]) -> Option<i64> {
        let mut end = 0i64;
        let mut max_align = 1;
        for (i, field) in fields.iter().enumerate() {
            let field_align = self.align_of(field.ty);
            max_align = max_align.max(field_align);
            end = align(end, field_align)?;
            let size = self.size_of(field.ty);
            if size < 0 {
                return None;
            }
            // A pointer to a last field without size must not point past the struct.
            let last = i + 1 == fields.len();
            let size = if last && size == 0 && end > 0 { 1 } else { size };
            end = end.checked_add(size)?;
        }
        align(end, max_align)
    }
}

fn align(offset: i64, align: i64) -> Option<i64> {
    Some(offset.checked_add(align - 1)? / align * align)
}
