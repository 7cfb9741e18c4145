//! What a selector denotes in a type: fields and methods, through embedded fields (types2's lookup.go).

use crate::object::{Obj, ObjKind};
use crate::package::Pkg;
use crate::ty::{Field, Method, Ty, TyKind};
use crate::world::World;
use pontoon_base::Symbol;

/// A field or method that a name denotes in some type.
#[derive(Clone, Debug)]
pub struct Found {
    /// Indices of fields to the field itself, or to the one that holds the method.
    pub path: Vec<u32>,
    /// Whether there was a pointer on the way.
    pub indirect: bool,
    pub entity: Entity,
}

#[derive(Clone, Copy, Debug)]
pub enum Entity {
    Field(Field),
    /// A declared method, and the defined type that has it.
    Method {
        func: Obj,
        recv_named: Ty,
    },
    /// A method of an interface, with its index in the type set.
    InterfaceMethod {
        iface: Ty,
        index: u32,
        method: Method,
    },
}

/// Why a name denotes nothing in a type.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Missing {
    NotFound,
    /// There are several at the least depth.
    Ambiguous,
    /// It is a method of the pointer type.
    NeedsPointer,
}

impl Found {
    pub fn field_type(&self) -> Option<Ty> {
        match self.entity {
            Entity::Field(field) => Some(field.ty),
            _ => None,
        }
    }
}

/// A type in which to look.
struct Candidate {
    ty: Ty,
    path: Vec<u32>,
    indirect: bool,
    /// The type is there several times at this depth.
    multiple: bool,
}

impl World {
    /// The field or method `name` of a type, as package `pkg` sees it. `fold` ignores upper and lower case.
    pub fn lookup_field_or_method(
        &self,
        ty: Ty,
        addressable: bool,
        pkg: Option<Pkg>,
        name: Symbol,
        fold: bool,
    ) -> Result<Found, Missing> {
        // A defined pointer type has no methods, but the fields of what it points to.
        if let TyKind::Named(_) = self.kind(self.unalias(ty)) {
            let under = self.under(ty);
            if matches!(self.kind(under), TyKind::Pointer(_)) {
                let found = self.lookup_impl(under, false, pkg, name, fold)?;
                return if found.field_type().is_some() { Ok(found) } else { Err(Missing::NotFound) };
            }
        }
        self.lookup_impl(ty, addressable, pkg, name, fold)
    }

    /// The same without fields of defined pointer types.
    pub fn lookup_impl(
        &self,
        ty: Ty,
        addressable: bool,
        pkg: Option<Pkg>,
        name: Symbol,
        fold: bool,
    ) -> Result<Found, Missing> {
        if name.is_blank() {
            return Err(Missing::NotFound);
        }
        let (base, is_pointer) = self.deref(ty);
        if is_pointer && matches!(self.kind(self.under(base)), TyKind::Interface(_)) {
            return Err(Missing::NotFound);
        }
        let mut seen: Vec<Ty> = Vec::new();
        let mut current =
            vec![Candidate { ty: base, path: Vec::new(), indirect: is_pointer, multiple: false }];
        while !current.is_empty() {
            let mut found: Option<Found> = None;
            let mut ambiguous = false;
            let mut next: Vec<Candidate> = Vec::new();
            for candidate in &current {
                let ty = self.unalias(candidate.ty);
                let mut hit = |path: Vec<u32>, entity| {
                    ambiguous |= found.is_some() || candidate.multiple;
                    found = Some(Found { path, indirect: candidate.indirect, entity });
                };
                if let TyKind::Named(_) = self.kind(ty) {
                    // The one at a lesser depth hides this one.
                    if seen.iter().any(|&other| self.identical(other, ty)) {
                        continue;
                    }
                    seen.push(ty);
                    if let Some(func) = self.declared_method(ty, pkg, name, fold) {
                        hit(candidate.path.clone(), Entity::Method { func, recv_named: ty });
                        continue;
                    }
                }
                let under = self.under(ty);
                match self.kind(under) {
                    TyKind::Struct(fields) => {
                        for (i, field) in fields.iter().enumerate() {
                            let path = || {
                                let mut path = candidate.path.clone();
                                path.push(i as u32);
                                path
                            };
                            if self.matches_name(field.pkg, field.name, pkg, name, fold) {
                                hit(path(), Entity::Field(*field));
                                continue;
                            }
                            if !field.embedded {
                                continue;
                            }
                            let (ty, is_pointer) = self.deref(field.ty);
                            let has_members = matches!(self.kind(self.unalias(ty)), TyKind::Named(_))
                                || matches!(
                                    self.kind(self.under(ty)),
                                    TyKind::Struct(_) | TyKind::Interface(_)
                                );
                            if has_members {
                                next.push(Candidate {
                                    ty,
                                    path: path(),
                                    indirect: candidate.indirect || is_pointer,
                                    multiple: candidate.multiple,
                                });
                            }
                        }
                    }
                    TyKind::Interface(_) => {
                        let set = self.type_set(under);
                        if let Some((index, method)) = set.lookup(self, pkg, name, fold) {
                            let entity = Entity::InterfaceMethod { iface: under, index, method };
                            hit(candidate.path.clone(), entity);
                        }
                    }
                    _ => {}
                }
            }
            if ambiguous {
                return Err(Missing::Ambiguous);
            }
            if let Some(found) = found {
                let needs_pointer =
                    matches!(found.entity, Entity::Method { func, .. } if self.has_pointer_recv(func));
                return if needs_pointer && !found.indirect && !addressable {
                    Err(Missing::NeedsPointer)
                } else {
                    Ok(found)
                };
            }
            current = self.consolidated(next);
        }
        Err(Missing::NotFound)
    }

    /// The same type several times at one depth becomes one candidate.
    fn consolidated(&self, list: Vec<Candidate>) -> Vec<Candidate> {
        let mut result: Vec<Candidate> = Vec::with_capacity(list.len());
        for candidate in list {
            match result.iter_mut().find(|other| self.identical(other.ty, candidate.ty)) {
                Some(other) => other.multiple = true,
                None => result.push(candidate),
            }
        }
        result
    }

    /// The method that is declared for a defined type itself.
    pub fn declared_method(&self, ty: Ty, pkg: Option<Pkg>, name: Symbol, fold: bool) -> Option<Obj> {
        let methods = self.declared_methods(ty);
        methods.iter().copied().find(|&method| {
            let data = self.obj(method);
            self.matches_name(data.pkg, data.name, pkg, name, fold)
        })
    }

    /// The methods that are declared for a defined type; for an instance those of its origin.
    pub fn declared_methods(&self, ty: Ty) -> &[Obj] {
        let TyKind::Named(named) = *self.kind(self.unalias(ty)) else { return &[] };
        let named = match &self.named[named].instance {
            Some((origin, _)) => match *self.kind(*origin) {
                TyKind::Named(origin) => origin,
                _ => return &[],
            },
            None => named,
        };
        self.named[named].methods.get().map_or(&[], |methods| methods)
    }

    pub fn has_pointer_recv(&self, func: Obj) -> bool {
        match &self.obj(func).kind {
            ObjKind::Func(data) => data.method.as_ref().is_some_and(|method| method.pointer_recv.get()),
            _ => false,
        }
    }

    /// The signature of a method for an instance of its receiver's type; none while it is not declared.
    pub fn method_signature(&self, func: Obj, recv: Ty) -> Option<Ty> {
        let data = self.obj(func);
        let sig = data.ty.get()?;
        let ObjKind::Func(func) = &data.kind else { return Some(sig) };
        let tparams = func.method.as_ref().and_then(|method| method.recv_tparams.get());
        let TyKind::Named(named) = *self.kind(self.unalias(recv)) else { return Some(sig) };
        match (tparams, &self.named[named].instance) {
            (Some(tparams), Some((_, targs))) if tparams.len() == targs.len() => {
                Some(self.subst_method(sig, tparams, targs))
            }
            _ => Some(sig),
        }
    }

    /// What a pointer points to, with true; any other type, defined pointer types included, as it is.
    pub fn deref(&self, ty: Ty) -> (Ty, bool) {
        match *self.kind(self.unalias(ty)) {
            TyKind::Pointer(base) => (base, true),
            _ => (ty, false),
        }
    }
}
