//! Type inference (types2's infer.go).

use crate::checker::Checker;
use crate::operand::Operand;
use crate::unify::{Mode, Unifier};
use pontoon_base::Pos;
use pontoon_base::hash::FxHashSet;
use pontoon_types::ty::{Signature, Term, Ty, TyKind};

/// Why type arguments could not be inferred; none if an error has been reported before.
pub(crate) type Failure = Option<(Pos, String)>;

impl<'w> Checker<'w> {
    /// Infers the type arguments that `targs` lacks from the arguments for parameters of these types, and from the
    /// constraints. With `reverse` the call is a pretended one: an assignment from which type arguments are inferred.
    pub(crate) fn infer(
        &mut self,
        pos: Pos,
        tparams: &[Ty],
        mut targs: Vec<Option<Ty>>,
        params: &[Ty],
        args: &[Operand],
        reverse: bool,
    ) -> Result<Vec<Ty>, Failure> {
        let world = self.world;
        targs.resize(tparams.len(), None);
        if let Some(all) = targs.iter().copied().collect::<Option<Vec<_>>>() {
            return Ok(all);
        }
        if args.iter().any(|arg| !arg.is_valid()) {
            return Err(None);
        }
        // What is given is not inferred, so that an argument need only be assignable there.
        let params: Vec<_> = params.iter().map(|&ty| self.subst_known(ty, tparams, &targs)).collect();
        let mut u = Unifier::new(tparams, &targs, self.allow_version(21));

        // From typed arguments; untyped ones have their turn below.
        let mut untyped = Vec::new();
        for (i, arg) in args.iter().enumerate() {
            let param = params[i];
            if !self.is_parameterized(tparams, param) && !self.is_parameterized(tparams, arg.ty) {
                continue;
            }
            if world.is_typed(arg.ty) {
                if !u.unify(self, param, arg.ty, Mode::ASSIGN) {
                    return Err(Some(self.mismatch(&u, tparams, param, arg, reverse)));
                }
            } else if let Some(t) = tparams.iter().position(|&tparam| tparam == param)
                && !arg.is_nil()
            {
                untyped.push((i, t));
            }
        }
        self.infer_from_constraints(pos, tparams, &mut u)?;
        self.infer_from_untyped(tparams, args, &untyped, &mut u)?;
        self.simplify(pos, tparams, &targs, u.inferred())
    }

    fn subst_known(&self, ty: Ty, tparams: &[Ty], targs: &[Option<Ty>]) -> Ty {
        let known = |(&tparam, &targ): (&Ty, &Option<Ty>)| Some((tparam, targ?));
        let (from, to): (Vec<_>, Vec<_>) = tparams.iter().zip(targs).filter_map(known).unzip();
        if from.is_empty() { ty } else { self.world.subst(ty, &from, &to) }
    }

    fn mismatch(
        &self,
        u: &Unifier,
        tparams: &[Ty],
        param: Ty,
        arg: &Operand,
        reverse: bool,
    ) -> (Pos, String) {
        let inferred = u.inferred();
        let (targ, text, shown) = (self.show(arg.ty), self.operand_text(arg), self.show(param));
        let message = if inferred.iter().all(Option::is_none) {
            let names = self.tparam_names(tparams);
            format!("type {targ} of {text} does not match {shown} (cannot infer {names})")
        } else {
            let known = self.subst_known(param, tparams, &inferred);
            if known == param {
                format!("type {targ} of {text} does not match {shown}")
            } else if reverse {
                let known = self.show(known);
                format!("inferred type {known} for {shown} does not match type {targ} of {text}")
            } else {
                let known = self.show(known);
                format!("type {targ} of {text} does not match inferred type {known} for {shown}")
            }
        };
        (self.operand_pos(arg), message)
    }

    /// `P`, `P and Q`, `P, Q, and R`.
    fn tparam_names(&self, tparams: &[Ty]) -> String {
        let names: Vec<_> = tparams.iter().map(|&tparam| self.show(tparam)).collect();
        match &names[..] {
            [] => String::new(),
            [one] => one.clone(),
            [first, second] => format!("{first} and {second}"),
            [first @ .., last] => format!("{}, and {last}", first.join(", ")),
        }
    }

    /// Matches type parameters with the core types and the methods of their constraints, as long as that helps.
    fn infer_from_constraints(&mut self, pos: Pos, tparams: &[Ty], u: &mut Unifier) -> Result<(), Failure> {
        let world = self.world;
        loop {
            let before = u.unknowns();
            for (i, &tparam) in tparams.iter().enumerate() {
                let known = u.at(i);
                let constraint = world.constraint(tparam);
                let fail = |check: &Checker<'w>, ty, cause: String| {
                    let (tparam, ty) = (check.show(tparam), check.show(ty));
                    let message = format!("{tparam} (type {ty}) does not satisfy {}", check.show(constraint));
                    let cause = if cause.is_empty() { cause } else { format!(" {cause}") };
                    Err(Some((pos, format!("{message}{cause}"))))
                };
                match (self.core_term(tparam), known) {
                    (Some((core, _)), Some(ty)) if !u.unify(self, ty, core.ty, Mode::INEXACT) => {
                        return fail(self, ty, String::new());
                    }
                    (Some((core, true)), None) if !core.tilde => u.set(i, core.ty),
                    _ => {}
                }
                if let Some(ty) = known
                    && !self.is_parameterized(tparams, ty)
                {
                    let mut cause = String::new();
                    let under = world.under(tparam);
                    let all = self.has_all_methods(
                        ty,
                        under,
                        true,
                        &mut |check, x, y| u.unify(check, x, y, Mode::EXACT),
                        Some(&mut cause),
                    );
                    if !all {
                        return fail(self, ty, cause);
                    }
                }
            }
            if u.unknowns() == before {
                return Ok(());
            }
        }
    }

    /// The single term of a type parameter's type set, with true; or its core type, with a tilde if any term has one.
    fn core_term(&self, tparam: Ty) -> Option<(Term, bool)> {
        let set = self.world.type_set(self.world.under(tparam));
        if !set.has_terms() {
            return None;
        }
        if let &[single] = set.terms() {
            return Some((single, true));
        }
        let tilde = set.terms().iter().any(|term| term.tilde);
        let ty = self.shared_under(tparam)?;
        Some((Term { tilde, ty }, false))
    }

    /// Type parameters that are still unknown get the default type of the widest of their untyped arguments.
    fn infer_from_untyped(
        &self,
        tparams: &[Ty],
        args: &[Operand],
        untyped: &[(usize, usize)],
        u: &mut Unifier,
    ) -> Result<(), Failure> {
        let world = self.world;
        let mut widest: Vec<Option<Ty>> = vec![None; tparams.len()];
        for &(i, t) in untyped {
            if u.at(t).is_some() {
                continue;
            }
            let arg = &args[i];
            widest[t] = match widest[t] {
                None => Some(arg.ty),
                Some(max) => match world.max_type(max, arg.ty) {
                    None => {
                        let (max, ty, tparam) = (self.show(max), self.show(arg.ty), self.show(tparams[t]));
                        let message = format!("mismatched types {max} and {ty} (cannot infer {tparam})");
                        return Err(Some((self.operand_pos(arg), message)));
                    }
                    wider => wider,
                },
            };
        }
        for (t, max) in widest.into_iter().enumerate() {
            if let Some(max) = max {
                u.set(t, world.default_type(max));
            }
        }
        Ok(())
    }

    /// Replaces type parameters in inferred types by what was inferred for them, until all are gone.
    fn simplify(
        &mut self,
        pos: Pos,
        tparams: &[Ty],
        given: &[Option<Ty>],
        mut inferred: Vec<Option<Ty>>,
    ) -> Result<Vec<Ty>, Failure> {
        let world = self.world;
        // A type that contains itself would grow without end.
        let mut cycles = CycleFinder { tparams, seen: FxHashSet::default() };
        for &tparam in tparams {
            cycles.visit(self, tparam, &mut inferred);
        }
        let mut dirty: Vec<_> =
            (0..tparams.len()).filter(|&i| inferred[i].is_some() && given[i].is_none()).collect();
        while !dirty.is_empty() {
            let known = inferred.clone();
            dirty.retain(|&i| {
                let Some(old) = known[i] else { return false };
                let mut new = self.subst_known(old, tparams, &known);
                if new == old {
                    return false;
                }
                // A generic function that is an argument is none any more.
                if let TyKind::Func(sig) = world.kind(new)
                    && !sig.tparams.is_empty()
                    && !self.is_parameterized(tparams, new)
                {
                    let plain = Signature { tparams: Box::default(), ..(**sig).clone() };
                    new = world.intern(TyKind::Func(Box::new(plain)));
                }
                inferred[i] = Some(new);
                true
            });
        }
        let mut all = Vec::with_capacity(tparams.len());
        for (&tparam, &ty) in tparams.iter().zip(&inferred) {
            match ty {
                Some(ty) if !self.is_parameterized(tparams, ty) => all.push(ty),
                _ => {
                    let declared = world.as_type_param(tparam).map(|id| world.obj(world.tparams[id].obj).pos);
                    let at = self.pos_text(declared.unwrap_or(Pos::NONE));
                    let message = format!("cannot infer {} (declared at {at})", self.show(tparam));
                    return Err(Some((pos, message)));
                }
            }
        }
        Ok(all)
    }

    /// New type parameters in place of `tparams`, in these types and in their own constraints.
    pub(crate) fn rename_tparams(&mut self, tparams: &[Ty], types: &[Ty]) -> (Vec<Ty>, Vec<Ty>) {
        let world = self.world;
        let mut renamed = Vec::with_capacity(tparams.len());
        let mut fresh = Vec::with_capacity(tparams.len());
        for &tparam in tparams {
            let Some((ty, ids)) = world.fresh_type_param(tparam) else { continue };
            renamed.push(ty);
            fresh.push(ids);
        }
        for (old, new) in fresh {
            if let Some(bound) = world.tparams[old].bound.get() {
                world.tparams[new].bound.set(world.subst(bound, tparams, &renamed));
            }
        }
        let types = types.iter().map(|&ty| world.subst(ty, tparams, &renamed)).collect();
        (renamed, types)
    }

    /// Whether one of the type parameters occurs in the type. Of a generic function only parameters and results count.
    pub(crate) fn is_parameterized(&self, tparams: &[Ty], ty: Ty) -> bool {
        self.mentions_tparam(tparams, ty, &mut FxHashSet::default())
    }

    fn mentions_tparam(&self, tparams: &[Ty], ty: Ty, seen: &mut FxHashSet<Ty>) -> bool {
        let world = self.world;
        let ty = world.unalias(ty);
        if tparams.contains(&ty) {
            return true;
        }
        // What contains itself has nothing new the second time.
        if !seen.insert(ty) {
            return false;
        }
        let mut any = |ty| self.mentions_tparam(tparams, ty, seen);
        match world.kind(ty) {
            TyKind::Basic(_) | TyKind::TypeParam(_) | TyKind::Alias(_) => false,
            &TyKind::Pointer(elem)
            | &TyKind::Slice(elem)
            | &TyKind::Array { elem, .. }
            | &TyKind::Chan { elem, .. } => any(elem),
            &TyKind::Map { key, elem } => any(key) || any(elem),
            TyKind::Struct(fields) => fields.iter().any(|field| any(field.ty)),
            TyKind::Tuple(types) => types.iter().any(|&ty| any(ty)),
            TyKind::Func(sig) => sig.params.iter().chain(&sig.results).any(|param| any(param.ty)),
            TyKind::Interface(_) => {
                let set = world.type_set(ty);
                set.methods().iter().any(|method| any(method.sig))
                    || set.has_terms() && set.terms().iter().all(|term| any(term.ty))
            }
            TyKind::Union(terms) => terms.iter().any(|term| any(term.ty)),
            &TyKind::Named(named) => {
                world.named[named].instance.iter().flat_map(|(_, targs)| targs).any(|&targ| any(targ))
            }
        }
    }
}

/// Finds type parameters whose inferred types lead back to them, and forgets what was inferred.
struct CycleFinder<'a> {
    tparams: &'a [Ty],
    /// The types on the way to the current one.
    seen: FxHashSet<Ty>,
}

impl CycleFinder<'_> {
    fn visit(&mut self, check: &Checker<'_>, ty: Ty, inferred: &mut [Option<Ty>]) {
        let world = check.world;
        let ty = world.unalias(ty);
        let index = self.tparams.iter().position(|&tparam| tparam == ty);
        if !self.seen.insert(ty) {
            if let Some(i) = index {
                inferred[i] = None;
            }
            return;
        }
        let mut parts = Vec::new();
        match world.kind(ty) {
            TyKind::Basic(_) | TyKind::Alias(_) => {}
            TyKind::TypeParam(_) => parts.extend(index.and_then(|i| inferred[i])),
            &TyKind::Pointer(elem)
            | &TyKind::Slice(elem)
            | &TyKind::Array { elem, .. }
            | &TyKind::Chan { elem, .. } => parts.push(elem),
            &TyKind::Map { key, elem } => parts.extend([key, elem]),
            TyKind::Struct(fields) => parts.extend(fields.iter().map(|field| field.ty)),
            TyKind::Tuple(types) => parts.extend_from_slice(types),
            TyKind::Func(sig) => parts.extend(sig.params.iter().chain(&sig.results).map(|param| param.ty)),
            TyKind::Interface(iface) => {
                parts.extend(iface.methods.iter().map(|method| method.sig));
                parts.extend(iface.embeddeds.iter().map(|&(elem, _)| elem));
            }
            TyKind::Union(terms) => parts.extend(terms.iter().map(|term| term.ty)),
            &TyKind::Named(named) => {
                parts.extend(world.named[named].instance.iter().flat_map(|(_, targs)| targs).copied());
            }
        }
        for part in parts {
            self.visit(check, part, inferred);
        }
        self.seen.remove(&ty);
    }
}
