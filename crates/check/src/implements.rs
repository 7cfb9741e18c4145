//! Whether a type implements an interface or satisfies a constraint, and if not, why (types2's instantiate.go,
//! lookup.go).

use crate::checker::Checker;
use pontoon_base::{Pos, Symbol};
use pontoon_types::lookup::{Entity, Found, Missing};
use pontoon_types::ty::{Method, Term, Ty, TyKind};

/// Decides whether the signatures of two methods are the same.
pub(crate) type Equivalent<'a, 'w> = &'a mut dyn FnMut(&mut Checker<'w>, Ty, Ty) -> bool;

/// What is wrong with the method that an interface asks for.
enum Fault {
    NotFound,
    /// There is one whose name differs in upper and lower case only, of that name and signature.
    WrongName(Symbol, Ty),
    Unexported,
    WrongSignature(Ty),
    Ambiguous,
    PointerReceiver,
    Field,
}

impl<'w> Checker<'w> {
    /// Whether `v` implements the interface `t`, or satisfies it with `constraint`. If not, `cause` says why.
    pub(crate) fn implements(
        &mut self,
        v: Ty,
        t: Ty,
        constraint: bool,
        mut cause: Option<&mut String>,
    ) -> bool {
        let world = self.world;
        let (vu, tu) = (world.under(v), world.under(t));
        if !world.is_valid(vu) || !world.is_valid(tu) {
            return true;
        }
        if let &TyKind::Pointer(base) = world.kind(vu)
            && !world.is_valid(world.under(base))
        {
            return true;
        }
        let verb = if constraint { "satisfy" } else { "implement" };
        let explain = |check: &Checker<'w>, cause: Option<&mut String>, detail: &str| {
            if let Some(cause) = cause {
                *cause = format!("{} does not {verb} {} ({detail})", check.show(v), check.show(t));
            }
            false
        };
        if !matches!(world.kind(tu), TyKind::Interface(_)) {
            let detail = if world.is_interface_ptr(tu) {
                self.interface_ptr_error(t)
            } else {
                format!("{} is not an interface", self.show(t))
            };
            return explain(self, cause, &detail);
        }
        let wanted = world.type_set(tu);
        if wanted.is_all() {
            return true;
        }
        let is_iface = matches!(world.kind(vu), TyKind::Interface(_));
        if is_iface && world.type_set(vu).is_empty() {
            return true;
        }
        if wanted.is_empty() {
            if let Some(cause) = cause {
                *cause = format!("cannot {verb} {} (empty type set)", self.show(t));
            }
            return false;
        }
        let identical: Equivalent<'_, 'w> = &mut |check, x, y| check.world.identical(x, y);
        if !self.has_all_methods(v, t, true, identical, cause.as_deref_mut()) {
            if let Some(cause) = cause {
                *cause = format!("{} does not {verb} {} {cause}", self.show(v), self.show(t));
            }
            return false;
        }
        if wanted.has_terms() {
            if is_iface {
                if !world.subset_of(world.type_set(vu), wanted) {
                    if let Some(cause) = cause {
                        *cause = format!("{} does not {verb} {}", self.show(v), self.show(t));
                    }
                    return false;
                }
            } else if !wanted.terms().iter().any(|term| self.includes(term, v)) {
                let detail = self.missing_term(v, t, wanted.terms());
                return explain(self, cause, &detail);
            }
        }
        self.implements_comparable(v, tu, constraint, cause)
    }

    /// Whether `v` is comparable if the interface asks for it.
    fn implements_comparable(&self, v: Ty, iface: Ty, constraint: bool, cause: Option<&mut String>) -> bool {
        let world = self.world;
        if !world.type_set_comparable(iface) || world.strictly_comparable(v) {
            return true;
        }
        let verb = if constraint { "satisfy" } else { "implement" };
        let complaint = if constraint && world.comparable(v) {
            // Interfaces are comparable enough for a constraint since Go 1.20.
            if self.allow_version(20) {
                return true;
            }
            format!("{} to {verb} comparable requires go1.20 or later", self.show(v))
        } else {
            format!("{} does not {verb} comparable", self.show(v))
        };
        if let Some(cause) = cause {
            *cause = complaint;
        }
        false
    }

    fn includes(&self, term: &Term, ty: Ty) -> bool {
        let world = self.world;
        world.identical(term.ty, if term.tilde { world.under(ty) } else { ty })
    }

    /// Why `v` is not in the type set of `t`, which has these terms.
    fn missing_term(&self, v: Ty, t: Ty, terms: &[Term]) -> String {
        let world = self.world;
        let with_tilde = |term: &&Term| {
            !term.tilde
                && world.identical(term.ty, world.under(term.ty))
                && self.includes(&Term { tilde: true, ty: term.ty }, v)
        };
        let (shown_v, shown_t) = (self.show(v), self.show(t));
        if let Some(term) = terms.iter().find(with_tilde) {
            return format!("possibly missing ~ for {} in {shown_t}", self.show(term.ty));
        }
        if self.mentions(world.under(t), v) {
            return format!(
                "{shown_t} mentions {shown_v}, but {shown_v} is not in the type set of {shown_t}"
            );
        }
        let shown =
            |term: &Term| format!("{}{}", if term.tilde { "~" } else { "" }, world.display(term.ty, None));
        let terms: Vec<_> = terms.iter().map(shown).collect();
        format!("{shown_v} missing in {}", terms.join(" | "))
    }

    /// Whether `ty` is an element or a term of the interface `t`, be it in its type set or not.
    fn mentions(&self, t: Ty, ty: Ty) -> bool {
        match self.world.kind(t) {
            TyKind::Interface(iface) => iface.embeddeds.iter().any(|&(elem, _)| self.mentions(elem, ty)),
            TyKind::Union(terms) => terms.iter().any(|term| self.mentions(term.ty, ty)),
            _ => self.world.identical(t, ty),
        }
    }

    /// Whether a value of the interface type `v` may hold a `t`.
    pub(crate) fn assertable_to(&mut self, v: Ty, t: Ty, cause: Option<&mut String>) -> bool {
        if matches!(self.world.kind(self.world.under(t)), TyKind::Interface(_)) {
            return true;
        }
        self.has_all_methods(t, v, false, &mut |check, x, y| check.world.identical(x, y), cause)
    }

    /// Whether `v` has all methods of the interface `t`; also if what is wrong with `v` leaves that open. An interface
    /// `v` may lack methods unless `all` of them must be there.
    pub(crate) fn has_all_methods(
        &mut self,
        v: Ty,
        t: Ty,
        all: bool,
        equivalent: Equivalent<'_, 'w>,
        cause: Option<&mut String>,
    ) -> bool {
        if !self.world.is_valid(v) {
            return true;
        }
        let Some((method, fault)) = self.missing_method(v, t, all, equivalent) else { return true };
        if self.has_invalid_embedded_fields(v, &mut Vec::new()) {
            return true;
        }
        if let Some(cause) = cause {
            *cause = self.method_fault(v, t, &method, &fault);
        }
        false
    }

    /// The first method of the interface `t` that `v` does not have as it should be.
    fn missing_method(
        &mut self,
        v: Ty,
        t: Ty,
        all: bool,
        equivalent: Equivalent<'_, 'w>,
    ) -> Option<(Method, Fault)> {
        let world = self.world;
        let wanted = world.type_set(world.under(t)).methods();
        let own = match world.kind(world.under(v)) {
            TyKind::Interface(_) => Some(world.type_set(world.under(v))),
            _ => None,
        };
        for &method in wanted {
            let fault = match own {
                Some(own) => match own.lookup(world, method.pkg, method.name, false) {
                    None if all => Some(Fault::NotFound),
                    None => None,
                    Some((_, have)) => {
                        let same = equivalent(self, have.sig, method.sig);
                        (!same).then_some(Fault::WrongSignature(have.sig))
                    }
                },
                None => self.concrete_fault(v, method, equivalent),
            };
            if let Some(fault) = fault {
                return Some((method, fault));
            }
        }
        None
    }

    /// What is wrong with the method of a type that is no interface.
    fn concrete_fault(&mut self, v: Ty, method: Method, equivalent: Equivalent<'_, 'w>) -> Option<Fault> {
        match self.lookup_in(v, false, method.pkg, method.name, false) {
            Err(Missing::Ambiguous) => Some(Fault::Ambiguous),
            Err(Missing::NeedsPointer) => Some(Fault::PointerReceiver),
            Err(Missing::NotFound) => {
                let similar = self.lookup_in(v, false, method.pkg, method.name, true).ok();
                let Some(name) = similar.as_ref().and_then(|found| self.method_name(found)) else {
                    return Some(Fault::NotFound);
                };
                if name == method.name {
                    // The package is what differs.
                    return Some(Fault::Unexported);
                }
                let sig = similar.and_then(|found| self.found_signature(&found));
                Some(Fault::WrongName(name, sig.unwrap_or_else(|| self.world.invalid())))
            }
            Ok(found) => match self.found_signature(&found) {
                None => Some(Fault::Field),
                Some(sig) => {
                    let same = equivalent(self, sig, method.sig);
                    (!same).then_some(Fault::WrongSignature(sig))
                }
            },
        }
    }

    fn method_name(&self, found: &Found) -> Option<Symbol> {
        match &found.entity {
            Entity::Field(_) => None,
            Entity::Method { func, .. } => Some(self.world.obj(*func).name),
            Entity::InterfaceMethod { method, .. } => Some(method.name),
        }
    }

    /// The signature of a method that was found; none for a field.
    pub(crate) fn found_signature(&mut self, found: &Found) -> Option<Ty> {
        match &found.entity {
            Entity::Field(_) => None,
            Entity::Method { func, recv_named } => {
                self.obj_decl(*func);
                Some(self.world.method_signature(*func, *recv_named).unwrap_or_else(|| self.world.invalid()))
            }
            Entity::InterfaceMethod { method, .. } => Some(method.sig),
        }
    }

    fn method_fault(&self, v: Ty, t: Ty, method: &Method, fault: &Fault) -> String {
        let world = self.world;
        let name = method.name;
        let text = |name: Symbol, sig, pkg| {
            // A signature whose declaration is in error has none.
            match world.kind(sig) {
                TyKind::Func(_) => format!("{name}{}", world.signature_text(sig, pkg, false)),
                _ => name.to_string(),
            }
        };
        match *fault {
            Fault::NotFound if world.is_interface_ptr(v) => format!("({})", self.interface_ptr_error(v)),
            Fault::NotFound if world.is_interface_ptr(t) => format!("({})", self.interface_ptr_error(t)),
            Fault::NotFound => format!("(missing method {name})"),
            Fault::WrongName(other, sig) => {
                let (have, want) = (text(other, sig, Some(self.pkg)), text(name, method.sig, Some(self.pkg)));
                format!("(missing method {name})\n\t\thave {have}\n\t\twant {want}")
            }
            Fault::Unexported => format!("(unexported method {name})"),
            Fault::WrongSignature(sig) => {
                let both = |pkg| (text(name, sig, pkg), text(name, method.sig, pkg));
                let (mut have, mut want) = both(Some(self.pkg));
                if have == want {
                    // Packages of the same name differ in their paths.
                    (have, want) = both(None);
                }
                if have == want {
                    return format!("(wrong type for method {name})");
                }
                format!("(wrong type for method {name})\n\t\thave {have}\n\t\twant {want}")
            }
            Fault::Ambiguous => format!("(ambiguous selector {}.{name})", self.show(v)),
            Fault::PointerReceiver => format!("(method {name} has pointer receiver)"),
            Fault::Field => format!("({}.{name} is a field, not a method)", self.show(v)),
        }
    }

    /// Whether there is an embedded field of invalid type in the struct, which could have any method.
    fn has_invalid_embedded_fields(&self, ty: Ty, seen: &mut Vec<Ty>) -> bool {
        let world = self.world;
        let under = world.under(self.deref_struct_ptr(ty));
        let TyKind::Struct(fields) = world.kind(under) else { return false };
        if seen.contains(&under) {
            return false;
        }
        seen.push(under);
        fields.iter().any(|field| {
            field.embedded && (!world.is_valid(field.ty) || self.has_invalid_embedded_fields(field.ty, seen))
        })
    }

    /// Whether the type arguments satisfy their constraints; if not, the index of the first that does not, and why.
    pub(crate) fn verify(&mut self, tparams: &[Ty], targs: &[Ty]) -> Result<(), (usize, String)> {
        let world = self.world;
        for (i, (&tparam, &targ)) in tparams.iter().zip(targs).enumerate() {
            let mut bound = world.subst(world.constraint(tparam), tparams, targs);
            if world.is_valid(bound) && !world.is_interface(bound) {
                bound = world.implicit_interface(bound, Pos::NONE);
            }
            let mut cause = String::new();
            if !self.implements(targ, bound, true, Some(&mut cause)) {
                return Err((i, cause));
            }
        }
        Ok(())
    }

    /// Checks the number of type arguments for a generic type.
    pub(crate) fn validate_targ_len(&mut self, pos: Pos, name: &str, want: usize, got: usize) -> bool {
        let qualifier = match got.cmp(&want) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => "not enough",
            std::cmp::Ordering::Greater => "too many",
        };
        let message = format!("{qualifier} type arguments for type {name}: have {got}, want {want}");
        self.error(pos, "wrong-type-arg-count", message);
        false
    }
}
