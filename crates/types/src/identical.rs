//! Identity of types, and the form in which identical types are one (types2's predicates.go).

use crate::object::is_exported;
use crate::ty::{Field, Interface, Method, Param, Signature, Term, Ty, TyKind};
use crate::world::World;
use pontoon_base::{Pos, Symbol};

impl World {
    pub fn identical(&self, x: Ty, y: Ty) -> bool {
        self.same(x, y, false, &mut Vec::new())
    }

    /// Identity but for the tags of structs, as conversions ask for it.
    pub fn identical_ignore_tags(&self, x: Ty, y: Ty) -> bool {
        self.same(x, y, true, &mut Vec::new())
    }

    /// `pairs` are the interfaces that are being compared: they may lead back to themselves, and are the same then unless
    /// something else is different.
    fn same(&self, x: Ty, y: Ty, ignore_tags: bool, pairs: &mut Vec<(Ty, Ty)>) -> bool {
        let (x, y) = (self.unalias(x), self.unalias(y));
        if x == y {
            return true;
        }
        let mut same = |a, b| self.same(a, b, ignore_tags, pairs);
        match (self.kind(x), self.kind(y)) {
            (TyKind::Basic(a), TyKind::Basic(b)) => a == b,
            (&TyKind::Pointer(a), &TyKind::Pointer(b)) | (&TyKind::Slice(a), &TyKind::Slice(b)) => same(a, b),
            // A length that is in error counts as the same.
            (&TyKind::Array { len: m, elem: a }, &TyKind::Array { len: n, elem: b }) => {
                (m < 0 || n < 0 || m == n) && same(a, b)
            }
            (&TyKind::Map { key: k, elem: a }, &TyKind::Map { key: l, elem: b }) => same(k, l) && same(a, b),
            (&TyKind::Chan { dir: d, elem: a }, &TyKind::Chan { dir: e, elem: b }) => d == e && same(a, b),
            (TyKind::Struct(a), TyKind::Struct(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|(f, g)| {
                        f.embedded == g.embedded
                            && (ignore_tags || f.tag == g.tag)
                            && self.same_id(f.pkg, f.name, g.pkg, g.name)
                            && same(f.ty, g.ty)
                    })
            }
            (TyKind::Tuple(a), TyKind::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| same(a, b))
            }
            (TyKind::Func(a), TyKind::Func(b)) => self.same_signature(a, b, y, ignore_tags, pairs),
            (TyKind::Union(_), TyKind::Union(_)) => {
                let set = |ty| self.type_set(self.implicit_interface(ty, Pos::NONE));
                self.terms_equal(set(x), set(y))
            }
            (TyKind::Interface(_), TyKind::Interface(_)) => {
                let (a, b) = (self.type_set(x), self.type_set(y));
                if pairs.contains(&(x, y)) || pairs.contains(&(y, x)) {
                    return true;
                }
                pairs.push((x, y));
                let identical = a.is_comparable_set() == b.is_comparable_set()
                    && a.methods().len() == b.methods().len()
                    && self.terms_equal(a, b)
                    && a.methods().iter().zip(b.methods()).all(|(m, n)| {
                        self.same_id(m.pkg, m.name, n.pkg, n.name)
                            && self.same(m.sig, n.sig, ignore_tags, pairs)
                    });
                pairs.pop();
                identical
            }
            (&TyKind::Named(a), &TyKind::Named(b)) => {
                match (&self.named[a].instance, &self.named[b].instance) {
                    (Some((a, a_args)), Some((b, b_args))) => {
                        a == b
                            && a_args.len() == b_args.len()
                            && a_args.iter().zip(b_args).all(|(&a, &b)| self.same(a, b, false, pairs))
                    }
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// Generic functions have the same type if they do with the same type parameters.
    fn same_signature(
        &self,
        a: &Signature,
        b: &Signature,
        b_ty: Ty,
        ignore_tags: bool,
        pairs: &mut Vec<(Ty, Ty)>,
    ) -> bool {
        if a.tparams.len() != b.tparams.len() {
            return false;
        }
        let mut b = b;
        if !a.tparams.is_empty() && a.tparams != b.tparams {
            let bounds = a.tparams.iter().zip(&b.tparams).all(|(&p, &q)| {
                let q = self.subst(self.constraint(q), &b.tparams, &a.tparams);
                self.same(self.constraint(p), q, ignore_tags, pairs)
            });
            if !bounds {
                return false;
            }
            b = self.signature(self.subst(b_ty, &b.tparams, &a.tparams));
        }
        let mut same = |a: &[Param], b: &[Param]| {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.same(a.ty, b.ty, ignore_tags, pairs))
        };
        a.variadic == b.variadic && same(&a.params, &b.params) && same(&a.results, &b.results)
    }

    /// The form in which identical types have equal ids: aliases resolved, names of parameters dropped, interfaces
    /// flattened and sorted.
    pub fn canonical(&self, ty: Ty) -> Ty {
        self.canonical_within(ty, &mut Vec::new())
    }

    /// `path` are the types around, since an interface may lead back to itself.
    fn canonical_within(&self, ty: Ty, path: &mut Vec<Ty>) -> Ty {
        let poisoned = "no thread dies while it holds the canonical types";
        if let Some(&known) = self.canonical.read().expect(poisoned).get(&ty) {
            return known;
        }
        if path.contains(&ty) {
            return ty;
        }
        path.push(ty);
        let made = self.make_canonical(ty, path);
        path.pop();
        if path.is_empty() {
            self.canonical.write().expect(poisoned).insert(ty, made);
        }
        made
    }

    fn make_canonical(&self, ty: Ty, path: &mut Vec<Ty>) -> Ty {
        let ty = self.unalias(ty);
        let mut one = |ty| self.canonical_within(ty, path);
        let pkg = |name, pkg| if is_exported(name) { None } else { pkg };
        let kind = match self.kind(ty) {
            TyKind::Basic(_) | TyKind::TypeParam(_) | TyKind::Alias(_) => return ty,
            &TyKind::Pointer(elem) => TyKind::Pointer(one(elem)),
            &TyKind::Slice(elem) => TyKind::Slice(one(elem)),
            &TyKind::Array { len, elem } => TyKind::Array { len, elem: one(elem) },
            &TyKind::Chan { dir, elem } => TyKind::Chan { dir, elem: one(elem) },
            &TyKind::Map { key, elem } => TyKind::Map { key: one(key), elem: one(elem) },
            TyKind::Struct(fields) => {
                let field = |f: &Field| Field { ty: one(f.ty), pkg: pkg(f.name, f.pkg), ..*f };
                TyKind::Struct(fields.iter().map(field).collect())
            }
            TyKind::Tuple(types) => TyKind::Tuple(types.iter().map(|&ty| one(ty)).collect()),
            TyKind::Func(sig) => {
                let mut param = |param: &Param| Param { name: Symbol::intern(""), ty: one(param.ty) };
                TyKind::Func(Box::new(Signature {
                    tparams: sig.tparams.clone(),
                    params: sig.params.iter().map(&mut param).collect(),
                    results: sig.results.iter().map(&mut param).collect(),
                    variadic: sig.variadic,
                }))
            }
            TyKind::Interface(_) => {
                let set = self.type_set(ty);
                let method =
                    |m: &Method| Method { sig: one(m.sig), pkg: pkg(m.name, m.pkg), pos: Pos::NONE, ..*m };
                let methods = set.methods().iter().map(method).collect();
                let term = |term: &Term| Term { ty: one(term.ty), ..*term };
                let terms: Box<[Term]> = set.terms().iter().map(term).collect();
                let elems = if set.is_empty() || set.has_terms() {
                    vec![(self.intern(TyKind::Union(terms)), Pos::NONE)]
                } else {
                    Vec::new()
                };
                TyKind::Interface(Box::new(Interface {
                    methods,
                    embeddeds: elems.into(),
                    implicit: false,
                    comparable: set.is_comparable_set(),
                }))
            }
            TyKind::Union(terms) => {
                TyKind::Union(terms.iter().map(|term| Term { ty: one(term.ty), ..*term }).collect())
            }
            &TyKind::Named(named) => {
                let Some((origin, targs)) = &self.named[named].instance else { return ty };
                let targs: Vec<_> = targs.iter().map(|&targ| one(targ)).collect();
                return self.instance(*origin, &targs);
            }
        };
        self.intern(kind)
    }
}
