//! Substitution of types for type parameters, and instances of generic types (types2's subst.go, named.go).

use crate::cell::IdCell;
use crate::object::{ObjData, ObjKind};
use crate::ty::{
    AliasData, Field, Interface, Method, NamedData, Param, Signature, Term, Ty, TyKind, TypeParamData,
};
use crate::world::World;
use std::sync::OnceLock;

impl World {
    /// The type with `to` in place of the type parameters `from`.
    pub fn subst(&self, ty: Ty, from: &[Ty], to: &[Ty]) -> Ty {
        let one = |ty| self.subst(ty, from, to);
        match self.kind(ty) {
            TyKind::Basic(_) => ty,
            TyKind::TypeParam(_) => match from.iter().position(|&tparam| tparam == ty) {
                Some(i) => to.get(i).copied().unwrap_or(ty),
                None => ty,
            },
            &TyKind::Pointer(elem) => self.changed(ty, elem, one(elem), TyKind::Pointer),
            &TyKind::Slice(elem) => self.changed(ty, elem, one(elem), TyKind::Slice),
            &TyKind::Array { len, elem } => {
                self.changed(ty, elem, one(elem), |elem| TyKind::Array { len, elem })
            }
            &TyKind::Chan { dir, elem } => {
                self.changed(ty, elem, one(elem), |elem| TyKind::Chan { dir, elem })
            }
            &TyKind::Map { key, elem } => self.intern(TyKind::Map { key: one(key), elem: one(elem) }),
            TyKind::Struct(fields) => {
                let fields: Box<[Field]> =
                    fields.iter().map(|field| Field { ty: one(field.ty), ..*field }).collect();
                self.intern(TyKind::Struct(fields))
            }
            TyKind::Tuple(types) => self.intern(TyKind::Tuple(types.iter().map(|&ty| one(ty)).collect())),
            TyKind::Func(sig) => self.intern(TyKind::Func(Box::new(self.subst_signature(sig, from, to)))),
            TyKind::Interface(iface) => {
                let methods = iface.methods.iter().map(|method| Method { sig: one(method.sig), ..*method });
                let embeddeds = iface.embeddeds.iter().map(|&(elem, pos)| (one(elem), pos));
                self.intern(TyKind::Interface(Box::new(Interface {
                    methods: methods.collect(),
                    embeddeds: embeddeds.collect(),
                    ..**iface
                })))
            }
            TyKind::Union(terms) => {
                let terms = terms.iter().map(|term| Term { ty: one(term.ty), ..*term });
                self.intern(TyKind::Union(terms.collect()))
            }
            &TyKind::Named(named) => match &self.named[named].instance {
                Some((origin, targs)) => self.subst_instance(ty, *origin, targs, from, to),
                None => ty,
            },
            &TyKind::Alias(alias) => match &self.aliases[alias].instance {
                Some((origin, targs)) => self.subst_instance(ty, *origin, targs, from, to),
                None => ty,
            },
        }
    }

    fn changed(&self, ty: Ty, old: Ty, new: Ty, kind: impl FnOnce(Ty) -> TyKind) -> Ty {
        if old == new { ty } else { self.intern(kind(new)) }
    }

    fn subst_instance(&self, ty: Ty, origin: Ty, targs: &[Ty], from: &[Ty], to: &[Ty]) -> Ty {
        if targs.len() != self.type_params(origin).len() {
            // Has been reported.
            return self.invalid();
        }
        let new: Vec<_> = targs.iter().map(|&targ| self.subst(targ, from, to)).collect();
        if new == targs { ty } else { self.instance(origin, &new) }
    }

    fn subst_signature(&self, sig: &Signature, from: &[Ty], to: &[Ty]) -> Signature {
        let param = |param: &Param| Param { ty: self.subst(param.ty, from, to), ..*param };
        Signature {
            tparams: sig.tparams.clone(),
            params: sig.params.iter().map(param).collect(),
            results: sig.results.iter().map(param).collect(),
            variadic: sig.variadic,
        }
    }

    /// A method's signature with types for the receiver's type parameters. The method's own type parameters are new
    /// ones, since their constraints may mention the receiver's.
    pub(crate) fn subst_method(&self, sig: Ty, from: &[Ty], to: &[Ty]) -> Ty {
        let TyKind::Func(data) = self.kind(sig) else { return sig };
        if data.tparams.is_empty() {
            return self.subst(sig, from, to);
        }
        // Made once for each instance, so that the same method has the same type parameters everywhere.
        let key = (sig, Box::from(to));
        let poisoned = "no thread dies while it holds the methods' signatures";
        if let Some(&known) = self.generic_methods.read().expect(poisoned).get(&key) {
            return known;
        }
        let (renamed, pairs): (Vec<_>, Vec<_>) =
            data.tparams.iter().filter_map(|&tparam| self.fresh_type_param(tparam)).unzip();
        let all_from = [from, &data.tparams].concat();
        let all_to = [to, &renamed].concat();
        for (old, new) in pairs {
            if let Some(bound) = self.tparams[old].bound.get() {
                self.tparams[new].bound.set(self.subst(bound, &all_from, &all_to));
            }
        }
        let signature =
            Signature { tparams: renamed.into(), ..self.subst_signature(data, &all_from, &all_to) };
        let made = self.intern(TyKind::Func(Box::new(signature)));
        *self.generic_methods.write().expect(poisoned).entry(key).or_insert(made)
    }

    /// A new type parameter like an old one, without constraint so far. With both ids.
    pub fn fresh_type_param(
        &self,
        tparam: Ty,
    ) -> Option<(Ty, (crate::ty::TypeParamId, crate::ty::TypeParamId))> {
        let id = self.as_type_param(tparam)?;
        let old = &self.tparams[id];
        let name = self.obj(old.obj);
        let obj = self.objs.push(ObjData {
            name: name.name,
            pkg: name.pkg,
            pos: name.pos,
            ty: IdCell::new(None),
            parent: IdCell::new(None),
            visible_from: name.visible_from,
            kind: ObjKind::TypeName,
        });
        let origin = Some(old.origin.unwrap_or(tparam));
        let new =
            self.tparams.push(TypeParamData { obj, index: old.index, bound: IdCell::new(None), origin });
        let ty = self.intern(TyKind::TypeParam(new));
        self.obj(obj).ty.set(ty);
        Some((ty, (id, new)))
    }

    /// The instance of a generic type or alias. The number of arguments must be right.
    pub fn instance(&self, generic: Ty, targs: &[Ty]) -> Ty {
        let key = (generic, Box::from(targs));
        let poisoned = "no thread dies while it holds the instances";
        if let Some(&ty) = self.instances.read().expect(poisoned).get(&key) {
            return ty;
        }
        let mut instances = self.instances.write().expect(poisoned);
        if let Some(&ty) = instances.get(&key) {
            return ty;
        }
        let instance = Some((generic, Box::from(targs)));
        let kind = match *self.kind(generic) {
            TyKind::Named(origin) => {
                let origin = &self.named[origin];
                TyKind::Named(self.named.push(NamedData {
                    obj: origin.obj,
                    instance,
                    tparams: OnceLock::from(Box::default()),
                    implicit: origin.implicit.clone(),
                    underlying: IdCell::new(None),
                    methods: OnceLock::new(),
                }))
            }
            TyKind::Alias(origin) => TyKind::Alias(self.aliases.push(AliasData {
                obj: self.aliases[origin].obj,
                instance,
                tparams: OnceLock::from(Box::default()),
                rhs: IdCell::new(None),
            })),
            _ => return generic,
        };
        let ty = self.intern(kind);
        instances.insert(key, ty);
        ty
    }
}
