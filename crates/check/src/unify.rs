//! Unification: finds the types for which type parameters must stand so that two types become the same (types2's
//! unify.go).

use crate::checker::Checker;
use pontoon_types::lookup::Entity;
use pontoon_types::ty::{ChanDir, Ty, TyKind};

/// Deeper nesting is taken as a sign of types that grow without end.
const MAX_DEPTH: u32 = 50;

/// How strictly types must match.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Mode {
    /// As for an assignment: components must match exactly, but not the types themselves.
    assign: bool,
    /// Defined types do not match their underlying types, nor channels of different directions.
    exact: bool,
}

impl Mode {
    pub const INEXACT: Mode = Mode { assign: false, exact: false };
    pub const ASSIGN: Mode = Mode { assign: true, exact: false };
    pub const EXACT: Mode = Mode { assign: false, exact: true };
}

/// The type parameters that are solved for, and what is known of them.
pub(crate) struct Unifier {
    tparams: Vec<Ty>,
    /// For each type parameter the entry of `types` that it has; joined ones share one.
    handles: Vec<usize>,
    types: Vec<Option<Ty>>,
    depth: u32,
    /// Interfaces are matched by their methods (since Go 1.21).
    interfaces: bool,
}

impl Unifier {
    pub fn new(tparams: &[Ty], targs: &[Option<Ty>], interfaces: bool) -> Unifier {
        let mut types = targs.to_vec();
        types.resize(tparams.len(), None);
        let handles = (0..tparams.len()).collect();
        Unifier { tparams: tparams.to_vec(), handles, types, depth: 0, interfaces }
    }

    /// Whether the types match; learns what they must stand for then.
    pub fn unify(&mut self, check: &mut Checker<'_>, x: Ty, y: Ty, mode: Mode) -> bool {
        self.nify(check, x, y, mode, &mut Vec::new())
    }

    /// The type known for the type parameter of this index.
    pub fn at(&self, i: usize) -> Option<Ty> {
        self.types[self.handles[i]]
    }

    pub fn set(&mut self, i: usize, ty: Ty) {
        self.types[self.handles[i]] = Some(ty);
    }

    /// How many type parameters have no type yet.
    pub fn unknowns(&self) -> usize {
        self.handles.iter().filter(|&&handle| self.types[handle].is_none()).count()
    }

    pub fn inferred(&self) -> Vec<Option<Ty>> {
        (0..self.tparams.len()).map(|i| self.at(i)).collect()
    }

    /// The index of a type parameter that is solved for.
    fn bound(&self, check: &Checker<'_>, ty: Ty) -> Option<usize> {
        let ty = check.world.unalias(ty);
        self.tparams.iter().position(|&tparam| tparam == ty)
    }

    /// Makes two type parameters stand for the same type; fails if both stand for one already.
    fn join(&mut self, i: usize, j: usize) -> bool {
        let (hi, hj) = (self.handles[i], self.handles[j]);
        if hi == hj {
            return true;
        }
        let (from, to) = match (self.types[hi], self.types[hj]) {
            (Some(_), Some(_)) => return false,
            (Some(_), None) => (hj, hi),
            _ => (hi, hj),
        };
        for handle in &mut self.handles {
            if *handle == from {
                *handle = to;
            }
        }
        true
    }

    fn nify(&mut self, check: &mut Checker<'_>, x: Ty, y: Ty, mode: Mode, pairs: &mut Vec<(Ty, Ty)>) -> bool {
        self.depth += 1;
        let matched = self.depth <= MAX_DEPTH && self.nify_types(check, x, y, mode, pairs);
        self.depth -= 1;
        matched
    }

    fn nify_types(
        &mut self,
        check: &mut Checker<'_>,
        mut x: Ty,
        mut y: Ty,
        mode: Mode,
        pairs: &mut Vec<(Ty, Ty)>,
    ) -> bool {
        let world = check.world;
        if world.unalias(x) == world.unalias(y) {
            return true;
        }
        let is_named = |ty| matches!(world.kind(world.unalias(ty)), TyKind::Named(_));
        let is_literal =
            |ty| !matches!(world.kind(world.unalias(ty)), TyKind::Named(_) | TyKind::TypeParam(_));
        let is_iface = |ty| matches!(world.kind(world.under(ty)), TyKind::Interface(_));

        // A defined type stands on the right, a type parameter that is solved for on the left.
        if is_named(x) || self.bound(check, y).is_some() {
            std::mem::swap(&mut x, &mut y);
        }
        // A type literal matches a defined type's underlying type, but interfaces are looked at below.
        if !mode.exact && is_named(y) && is_literal(x) && !(self.interfaces && is_iface(x)) {
            y = world.under(y);
            if world.unalias(x) == world.unalias(y) {
                return true;
            }
        }
        match (self.bound(check, x), self.bound(check, y)) {
            (Some(i), Some(j)) => {
                if self.join(i, j) {
                    return true;
                }
                // Both have a type.
                return match (self.at(i), self.at(j)) {
                    (Some(x), Some(y)) => self.nify(check, x, y, mode, pairs),
                    _ => false,
                };
            }
            (Some(i), None) => {
                return match self.at(i) {
                    Some(known) => self.nify_known(check, i, known, y, mode, pairs),
                    None => {
                        self.set(i, y);
                        true
                    }
                };
            }
            _ => {}
        }
        if self.interfaces && !mode.exact {
            let as_iface = |ty| is_iface(ty) && !world.is_type_param(ty);
            match (as_iface(x), as_iface(y)) {
                (true, true) => return self.nify_interfaces(check, x, y, false, pairs),
                (true, false) => return self.nify_methods(check, x, y, pairs),
                (false, true) => return self.nify_methods(check, y, x, pairs),
                (false, false) => {}
            }
        }
        // A type parameter that is not solved for stands on the left.
        if world.is_type_param(y) {
            std::mem::swap(&mut x, &mut y);
        }
        self.nify_structure(check, x, y, mode, pairs)
    }

    /// Matches a type parameter for which `known` stands with `y`, which may be the better choice.
    fn nify_known(
        &mut self,
        check: &mut Checker<'_>,
        i: usize,
        known: Ty,
        y: Ty,
        mode: Mode,
        pairs: &mut Vec<(Ty, Ty)>,
    ) -> bool {
        if !self.nify(check, known, y, mode, pairs) {
            return false;
        }
        let world = check.world;
        let is_named = |ty| matches!(world.kind(world.unalias(ty)), TyKind::Named(_));
        let as_iface =
            |ty| !world.is_type_param(ty) && matches!(world.kind(world.under(ty)), TyKind::Interface(_));
        match (as_iface(known), as_iface(y)) {
            (true, true) => {
                if is_named(known) && is_named(y) {
                    return world.identical(known, y);
                }
                let count = |ty| world.type_set(world.under(ty)).methods().len();
                if count(known) != count(y) {
                    return false;
                }
            }
            (false, false) => {}
            // An interface and a type that implements it do not stand for each other.
            _ => return false,
        }
        if !mode.exact && !is_named(known) {
            // A defined type is more precise than its underlying type, and a channel of one direction than one of both.
            let directed =
                matches!(world.kind(world.under(y)), TyKind::Chan { dir, .. } if *dir != ChanDir::Both);
            if is_named(y) || directed {
                self.set(i, y);
            }
        }
        true
    }

    /// Matches two interfaces by their methods: all of them, or those of the smaller one.
    fn nify_interfaces(
        &mut self,
        check: &mut Checker<'_>,
        x: Ty,
        y: Ty,
        all: bool,
        pairs: &mut Vec<(Ty, Ty)>,
    ) -> bool {
        let world = check.world;
        let (xs, ys) = (world.type_set(world.under(x)), world.type_set(world.under(y)));
        if xs.is_comparable_set() != ys.is_comparable_set() || !world.terms_equal(xs, ys) {
            return false;
        }
        let pair = (world.under(x), world.under(y));
        if pairs.contains(&pair) {
            return true;
        }
        let (few, many) = if xs.methods().len() <= ys.methods().len() { (xs, ys) } else { (ys, xs) };
        if all && few.methods().len() != many.methods().len() {
            return false;
        }
        pairs.push(pair);
        let matched = few.methods().iter().all(|method| {
            many.lookup(world, method.pkg, method.name, false)
                .is_some_and(|(_, other)| self.nify(check, method.sig, other.sig, Mode::EXACT, pairs))
        });
        pairs.pop();
        matched
    }

    /// Matches the methods of an interface with those of a type that is none.
    fn nify_methods(
        &mut self,
        check: &mut Checker<'_>,
        iface: Ty,
        ty: Ty,
        pairs: &mut Vec<(Ty, Ty)>,
    ) -> bool {
        let world = check.world;
        for method in world.type_set(world.under(iface)).methods() {
            let Ok(found) = check.lookup_in(ty, false, method.pkg, method.name, false) else { return false };
            if matches!(found.entity, Entity::Field(_)) {
                return false;
            }
            let Some(sig) = check.found_signature(&found) else { return false };
            let generic = matches!(world.kind(sig), TyKind::Func(sig) if !sig.tparams.is_empty());
            if generic || !self.nify(check, method.sig, sig, Mode::EXACT, pairs) {
                return false;
            }
        }
        true
    }

    fn nify_structure(
        &mut self,
        check: &mut Checker<'_>,
        x: Ty,
        y: Ty,
        mode: Mode,
        pairs: &mut Vec<(Ty, Ty)>,
    ) -> bool {
        let world = check.world;
        // What an assignment allows does not extend to components.
        let inner = Mode { exact: mode.exact || mode.assign, ..mode };
        match (world.kind(world.unalias(x)), world.kind(world.unalias(y))) {
            (TyKind::Basic(a), TyKind::Basic(b)) => a == b,
            (&TyKind::Array { len, elem }, &TyKind::Array { len: other_len, elem: other }) => {
                (len < 0 || other_len < 0 || len == other_len) && self.nify(check, elem, other, inner, pairs)
            }
            (&TyKind::Slice(a), &TyKind::Slice(b)) | (&TyKind::Pointer(a), &TyKind::Pointer(b)) => {
                self.nify(check, a, b, inner, pairs)
            }
            (TyKind::Struct(a), TyKind::Struct(b)) => {
                a.len() == b.len()
                    && a.iter().zip(b).all(|(f, g)| {
                        f.embedded == g.embedded
                            && f.tag == g.tag
                            && world.same_id(f.pkg, f.name, g.pkg, g.name)
                            && self.nify(check, f.ty, g.ty, inner, pairs)
                    })
            }
            (TyKind::Tuple(a), TyKind::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(&a, &b)| self.nify(check, a, b, mode, pairs))
            }
            (TyKind::Func(a), TyKind::Func(b)) => {
                a.variadic == b.variadic
                    && a.params.len() == b.params.len()
                    && a.results.len() == b.results.len()
                    && a.params.iter().zip(&b.params).all(|(a, b)| self.nify(check, a.ty, b.ty, inner, pairs))
                    && a.results
                        .iter()
                        .zip(&b.results)
                        .all(|(a, b)| self.nify(check, a.ty, b.ty, inner, pairs))
            }
            (TyKind::Interface(_), TyKind::Interface(_)) => self.nify_interfaces(check, x, y, true, pairs),
            (&TyKind::Map { key, elem }, &TyKind::Map { key: other_key, elem: other }) => {
                self.nify(check, key, other_key, inner, pairs) && self.nify(check, elem, other, inner, pairs)
            }
            (&TyKind::Chan { dir, elem }, &TyKind::Chan { dir: other_dir, elem: other }) => {
                (!mode.exact || dir == other_dir) && self.nify(check, elem, other, inner, pairs)
            }
            (&TyKind::Named(a), &TyKind::Named(b)) => {
                let (Some((a, a_args)), Some((b, b_args))) =
                    (&world.named[a].instance, &world.named[b].instance)
                else {
                    return false;
                };
                a_args.len() == b_args.len()
                    && a_args.iter().zip(b_args).all(|(&a, &b)| self.nify(check, a, b, mode, pairs))
                    && world.identical(*a, *b)
            }
            (TyKind::TypeParam(_), _) => match check.shared_under(x) {
                Some(core) => self.nify(check, core, y, Mode::ASSIGN, pairs),
                None => false,
            },
            _ => false,
        }
    }
}
