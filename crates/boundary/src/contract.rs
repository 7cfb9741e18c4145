//! Which Go type may cross, in which position. The rules are those of cmd/compile/internal/ssagen/abi.go, judged by
//! underlying types.

use crate::signature::Crossing;
use pontoon_types::ty::{Basic, TyKind};
use pontoon_types::{Ty, World};

/// Where a type stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Position {
    Param,
    Result,
}

/// Whose rules a function follows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Dialect {
    Go,
    /// Of `//export`, and of everything with `-tinygo`: small integers cross, and so do pointers to anything
    /// (wasm-boundary.md §6.2).
    Tiny,
}

/// How a value of type `ty` crosses, or `None` where it may not.
pub fn crossing(world: &World, ty: Ty, position: Position, dialect: Dialect) -> Option<Crossing> {
    let kind = world.kind(world.under(ty));
    if dialect == Dialect::Tiny
        && let Some(crossing) = tiny_crossing(kind, position)
    {
        return Some(crossing);
    }
    match *kind {
        TyKind::Basic(basic) => basic_crossing(basic, position),
        TyKind::Pointer(elem) => may_point_to(world, elem).then_some(Crossing::Pointer),
        _ => None,
    }
}

/// What crosses by TinyGo's rules only. Its `int` has 32 bits.
fn tiny_crossing(kind: &TyKind, position: Position) -> Option<Crossing> {
    let small = |bits, signed| Some(Crossing::Small { bits, signed });
    match kind {
        TyKind::Basic(Basic::Int) => Some(Crossing::Int { signed: true }),
        TyKind::Basic(Basic::Uint) => Some(Crossing::Int { signed: false }),
        TyKind::Basic(Basic::Int8) => small(8, true),
        TyKind::Basic(Basic::Uint8) => small(8, false),
        TyKind::Basic(Basic::Int16) => small(16, true),
        TyKind::Basic(Basic::Uint16) => small(16, false),
        TyKind::Slice(_) if position == Position::Param => Some(Crossing::Slice),
        TyKind::Pointer(_) => Some(Crossing::Pointer),
        _ => None,
    }
}

fn basic_crossing(basic: Basic, position: Position) -> Option<Crossing> {
    match basic {
        Basic::Int32 | Basic::Uint32 => Some(Crossing::I32),
        Basic::Int64 | Basic::Uint64 => Some(Crossing::I64),
        Basic::Float32 => Some(Crossing::F32),
        Basic::Float64 => Some(Crossing::F64),
        Basic::Bool => Some(Crossing::Bool),
        Basic::Uintptr => Some(Crossing::Uintptr),
        Basic::UnsafePointer => Some(Crossing::Pointer),
        Basic::String if position == Position::Param => Some(Crossing::String),
        _ => None,
    }
}

/// Whether a pointer to `elem` may cross: its layout must be the same on both sides.
pub fn may_point_to(world: &World, elem: Ty) -> bool {
    match world.kind(world.under(elem)) {
        TyKind::Basic(basic) => matches!(
            basic,
            Basic::Bool
                | Basic::Int8
                | Basic::Int16
                | Basic::Int32
                | Basic::Int64
                | Basic::Uint8
                | Basic::Uint16
                | Basic::Uint32
                | Basic::Uint64
                | Basic::Float32
                | Basic::Float64
        ),
        TyKind::Array { elem, .. } => may_point_to(world, *elem),
        // A marked struct promises the host's layout for its own fields only, so nested ones need their own marker.
        TyKind::Struct(fields) => {
            fields.is_empty()
                || (fields.iter().any(|field| is_host_layout(world, field.ty))
                    && fields
                        .iter()
                        .all(|field| is_host_layout(world, field.ty) || may_point_to(world, field.ty)))
        }
        _ => false,
    }
}

/// Whether `ty` is `structs.HostLayout`, also through an alias.
pub fn is_host_layout(world: &World, ty: Ty) -> bool {
    let TyKind::Named(named) = *world.kind(world.unalias(ty)) else { return false };
    let obj = world.obj(world.named[named].obj);
    obj.name.as_str() == "HostLayout" && obj.pkg.is_some_and(|pkg| world.pkg(pkg).path.as_str() == "structs")
}

/// Whether `ty` points to a marked struct that ends in a field without size: Go pads it there, so that its address lies
/// within, and the host does not (wasm-boundary.md §2.4).
pub fn is_padded(world: &World, ty: Ty) -> bool {
    let TyKind::Pointer(elem) = *world.kind(world.under(ty)) else { return false };
    let TyKind::Struct(fields) = world.kind(world.under(elem)) else { return false };
    let empty = |ty: Ty| {
        is_host_layout(world, ty)
            || matches!(world.kind(world.under(ty)), TyKind::Struct(fields) if fields.is_empty())
    };
    fields.iter().any(|field| is_host_layout(world, field.ty))
        && fields.iter().any(|field| !empty(field.ty))
        && fields.last().is_some_and(|field| empty(field.ty))
}

/// The struct type inside `elem` that keeps it from crossing only because it has no marker; what the rich diagnostic
/// points at.
pub fn unmarked_struct(world: &World, elem: Ty) -> Option<Ty> {
    match world.kind(world.under(elem)) {
        TyKind::Array { elem, .. } => unmarked_struct(world, *elem),
        TyKind::Struct(fields) if !fields.is_empty() => {
            let others = || fields.iter().filter(|field| !is_host_layout(world, field.ty));
            if let Some(inner) = others().find_map(|field| unmarked_struct(world, field.ty)) {
                return Some(inner);
            }
            let marked = fields.iter().any(|field| is_host_layout(world, field.ty));
            let rest_may_cross = others().all(|field| may_point_to(world, field.ty));
            (!marked && rest_may_cross).then_some(elem)
        }
        _ => None,
    }
}
