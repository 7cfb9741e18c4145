//! Questions about single types (types2's predicates.go, under.go).

use crate::package::Pkg;
use crate::ty::{Basic, Interface, NamedId, Signature, Ty, TyKind, TypeParamId};
use crate::world::World;
use pontoon_base::{Pos, bug};

/// Longer chains of declarations than this are cycles, which are reported where they are declared.
const MAX_CHAIN: u32 = 10_000;

macro_rules! basic_predicates {
    ($($(#[$doc:meta])* $is:ident, $all:ident, $pred:expr;)*) => {$(
        $(#[$doc])*
        pub fn $is(&self, ty: Ty) -> bool {
            self.is_basic(ty, $pred)
        }

        /// The same for all types of a type parameter's type set.
        pub fn $all(&self, ty: Ty) -> bool {
            self.all_basic(ty, $pred)
        }
    )*};
}

impl World {
    basic_predicates! {
        is_boolean, all_boolean, Basic::is_boolean;
        is_integer, all_integer, Basic::is_integer;
        is_unsigned, all_unsigned, Basic::is_unsigned;
        is_float, all_float, Basic::is_float;
        is_complex, all_complex, Basic::is_complex;
        is_numeric, all_numeric, Basic::is_numeric;
        is_string, all_string, Basic::is_string;
        is_ordered, all_ordered, Basic::is_ordered;
        /// May be a constant's type.
        is_const_type, all_const_type, Basic::is_const_type;
        is_numeric_or_string, all_numeric_or_string, |basic| basic.is_numeric() || basic.is_string();
    }

    fn is_basic(&self, ty: Ty, pred: impl Fn(Basic) -> bool) -> bool {
        matches!(*self.kind(self.under(ty)), TyKind::Basic(basic) if pred(basic))
    }

    fn all_basic(&self, ty: Ty, pred: impl Fn(Basic) -> bool) -> bool {
        if !self.is_type_param(ty) {
            return self.is_basic(ty, pred);
        }
        let set = self.type_set(ty);
        set.has_terms() && set.terms().iter().all(|term| self.is_basic(term.ty, &pred))
    }

    /// The type behind aliases.
    pub fn unalias(&self, mut ty: Ty) -> Ty {
        for _ in 0..MAX_CHAIN {
            let TyKind::Alias(_) = *self.kind(ty) else { return ty };
            match self.alias_rhs(ty) {
                Some(rhs) => ty = rhs,
                None => return self.invalid(),
            }
        }
        self.invalid()
    }

    /// The same but for `byte` and `rune`, which messages show by these names, since gc has them as types of their own.
    pub fn unalias_named(&self, ty: Ty) -> Ty {
        if [self.byte_ty, self.rune_ty].contains(&ty) { ty } else { self.unalias(ty) }
    }

    /// What an alias stands for; none while it is being declared.
    pub fn alias_rhs(&self, ty: Ty) -> Option<Ty> {
        let TyKind::Alias(alias) = *self.kind(ty) else { return None };
        let alias = &self.aliases[alias];
        if let Some(rhs) = alias.rhs.get() {
            return Some(rhs);
        }
        let (origin, targs) = alias.instance.as_ref()?;
        let TyKind::Alias(origin_id) = *self.kind(*origin) else { return None };
        let tparams = self.aliases[origin_id].tparams.get()?;
        let rhs = self.subst(self.alias_rhs(*origin)?, tparams, targs);
        alias.rhs.set(rhs);
        Some(rhs)
    }

    /// The underlying type. That of a type parameter is its constraint's interface; that of a type which is being
    /// declared is invalid.
    pub fn under(&self, mut ty: Ty) -> Ty {
        for _ in 0..MAX_CHAIN {
            let next = match *self.kind(ty) {
                TyKind::Named(named) => self.named_underlying(named),
                TyKind::Alias(_) => self.alias_rhs(ty),
                TyKind::TypeParam(tparam) => return self.constraint_interface(tparam),
                _ => return ty,
            };
            match next {
                Some(next) => ty = next,
                None => return self.invalid(),
            }
        }
        self.invalid()
    }

    /// What a defined type is declared as, which may be a defined type again; none while it is being declared.
    fn named_underlying(&self, named: NamedId) -> Option<Ty> {
        let data = &self.named[named];
        if let Some(under) = data.underlying.get() {
            return Some(under);
        }
        let (origin, targs) = data.instance.as_ref()?;
        let TyKind::Named(origin_id) = *self.kind(*origin) else { return None };
        self.named[origin_id].underlying.get()?;
        let tparams = self.named[origin_id].tparams.get()?;
        if !self.is_resolved(*origin) {
            return None;
        }
        // A wrong number of arguments has been reported.
        let fits = targs.len() == tparams.len();
        let under = if fits { self.subst(self.under(*origin), tparams, targs) } else { self.invalid() };
        data.underlying.set(under);
        Some(under)
    }

    /// Whether the type's declaration has gone so far that its underlying type is known.
    pub fn is_resolved(&self, mut ty: Ty) -> bool {
        for _ in 0..MAX_CHAIN {
            let next = match *self.kind(ty) {
                TyKind::Named(named) => match self.named[named].underlying.get() {
                    Some(under) => Some(under),
                    None => self.named[named].instance.as_ref().map(|&(origin, _)| origin),
                },
                TyKind::Alias(alias) => match self.aliases[alias].rhs.get() {
                    Some(rhs) => Some(rhs),
                    None => self.aliases[alias].instance.as_ref().map(|&(origin, _)| origin),
                },
                _ => return true,
            };
            match next {
                Some(next) => ty = next,
                None => return false,
            }
        }
        true
    }

    /// A type parameter's constraint as it is written.
    pub fn constraint(&self, tparam: Ty) -> Ty {
        let bound = self.as_type_param(tparam).and_then(|id| self.tparams[id].bound.get());
        bound.unwrap_or_else(|| self.empty_interface())
    }

    fn constraint_interface(&self, tparam: TypeParamId) -> Ty {
        let Some(bound) = self.tparams[tparam].bound.get() else { return self.empty_interface() };
        if self.is_type_param(bound) {
            return self.empty_interface();
        }
        let under = self.under(bound);
        match self.kind(under) {
            TyKind::Interface(_) => under,
            TyKind::Basic(Basic::Invalid) => self.empty_interface(),
            _ => self.implicit_interface(bound, Pos::NONE),
        }
    }

    /// The interface that a constraint stands for which is none: `~int` for `interface{ ~int }`.
    pub fn implicit_interface(&self, elem: Ty, pos: Pos) -> Ty {
        self.intern(TyKind::Interface(Box::new(Interface {
            methods: Box::default(),
            embeddeds: Box::new([(elem, pos)]),
            implicit: true,
            comparable: false,
        })))
    }

    pub fn empty_interface(&self) -> Ty {
        self.intern(TyKind::Interface(Box::new(Interface {
            methods: Box::default(),
            embeddeds: Box::default(),
            implicit: false,
            comparable: false,
        })))
    }

    /// `func()`
    pub fn empty_func(&self) -> Ty {
        self.intern(TyKind::Func(Box::new(Signature {
            tparams: Box::default(),
            params: Box::default(),
            results: Box::default(),
            variadic: false,
        })))
    }

    /// The signature of a function type; anything else is a broken invariant of the caller's.
    pub fn signature(&self, ty: Ty) -> &Signature {
        match self.kind(self.under(ty)) {
            TyKind::Func(sig) => sig,
            other => bug!("{ty} is no function type but {other:?}"),
        }
    }

    /// Whether nothing is known to be wrong with the type; an alias that is being declared is taken to be valid.
    pub fn is_valid(&self, mut ty: Ty) -> bool {
        for _ in 0..MAX_CHAIN {
            match self.alias_rhs(ty) {
                Some(rhs) => ty = rhs,
                None => break,
            }
        }
        ty != self.invalid()
    }

    pub fn is_untyped(&self, ty: Ty) -> bool {
        matches!(self.kind(ty), TyKind::Basic(basic) if basic.is_untyped())
    }

    pub fn is_typed(&self, ty: Ty) -> bool {
        !self.is_untyped(ty)
    }

    pub fn as_type_param(&self, ty: Ty) -> Option<TypeParamId> {
        match *self.kind(self.unalias(ty)) {
            TyKind::TypeParam(id) => Some(id),
            _ => None,
        }
    }

    pub fn is_type_param(&self, ty: Ty) -> bool {
        self.as_type_param(ty).is_some()
    }

    /// Interfaces, and type parameters.
    pub fn is_interface(&self, ty: Ty) -> bool {
        matches!(self.kind(self.under(ty)), TyKind::Interface(_))
    }

    pub fn is_non_type_param_interface(&self, ty: Ty) -> bool {
        !self.is_type_param(ty) && self.is_interface(ty)
    }

    pub fn is_interface_ptr(&self, ty: Ty) -> bool {
        matches!(*self.kind(self.under(ty)), TyKind::Pointer(base) if self.is_interface(base))
    }

    /// Predeclared and defined types, and type parameters.
    pub fn has_name(&self, ty: Ty) -> bool {
        matches!(self.kind(self.unalias(ty)), TyKind::Basic(_) | TyKind::Named(_) | TyKind::TypeParam(_))
    }

    /// A generic type or alias that has no type arguments.
    pub fn is_generic(&self, ty: Ty) -> bool {
        if let TyKind::Alias(alias) = *self.kind(ty) {
            let alias = &self.aliases[alias];
            if alias.instance.is_none() && alias.tparams.get().is_some_and(|list| !list.is_empty()) {
                return true;
            }
        }
        match *self.kind(self.unalias(ty)) {
            TyKind::Named(named) => {
                let named = &self.named[named];
                named.instance.is_none() && named.tparams.get().is_some_and(|list| !list.is_empty())
            }
            _ => false,
        }
    }

    /// The type parameters that a generic type or alias declares.
    pub fn type_params(&self, ty: Ty) -> &[Ty] {
        let list = match *self.kind(ty) {
            TyKind::Alias(alias) => self.aliases[alias].tparams.get(),
            TyKind::Named(named) => self.named[named].tparams.get(),
            _ => None,
        };
        list.map_or(&[], |list| list)
    }

    pub fn has_nil(&self, ty: Ty) -> bool {
        match self.kind(self.under(ty)) {
            TyKind::Basic(basic) => *basic == Basic::UnsafePointer,
            TyKind::Slice(_)
            | TyKind::Pointer(_)
            | TyKind::Func(_)
            | TyKind::Map { .. }
            | TyKind::Chan { .. } => true,
            TyKind::Interface(_) => {
                let set = self.type_set(ty);
                !self.is_type_param(ty)
                    || set.has_terms() && set.terms().iter().all(|term| self.has_nil(term.ty))
            }
            _ => false,
        }
    }

    /// The type that an untyped value has where its context gives none.
    pub fn default_type(&self, ty: Ty) -> Ty {
        let TyKind::Basic(basic) = *self.kind(ty) else { return ty };
        match basic {
            Basic::UntypedBool => self.basic(Basic::Bool),
            Basic::UntypedInt => self.basic(Basic::Int),
            Basic::UntypedRune => self.rune_ty,
            Basic::UntypedFloat => self.basic(Basic::Float64),
            Basic::UntypedComplex => self.basic(Basic::Complex128),
            Basic::UntypedString => self.basic(Basic::String),
            _ => ty,
        }
    }

    /// The wider of two untyped types; none unless both are numeric, or the same.
    pub fn max_type(&self, x: Ty, y: Ty) -> Option<Ty> {
        if x == y {
            return Some(x);
        }
        match (self.kind(x), self.kind(y)) {
            (TyKind::Basic(a), TyKind::Basic(b))
                if a.is_untyped() && a.is_numeric() && b.is_untyped() && b.is_numeric() =>
            {
                Some(if a > b { x } else { y })
            }
            _ => None,
        }
    }

    /// Whether `==` is defined for values of the type.
    pub fn comparable(&self, ty: Ty) -> bool {
        self.incomparable(ty, true, &mut Vec::new()).is_none()
    }

    /// Whether comparing values of the type never panics.
    pub fn strictly_comparable(&self, ty: Ty) -> bool {
        self.incomparable(ty, false, &mut Vec::new()).is_none()
    }

    /// Why values of the type cannot be compared; empty if there is no more to say.
    pub fn incomparable_cause(&self, ty: Ty, dynamic: bool, pkg: Option<Pkg>) -> Option<String> {
        Some(match self.incomparable(ty, dynamic, &mut Vec::new())? {
            Incomparable::Plain => String::new(),
            Incomparable::Field(ty) => {
                format!("struct containing {} cannot be compared", self.display(ty, pkg))
            }
            Incomparable::Elem(ty) => format!("{} cannot be compared", self.display(ty, pkg)),
            Incomparable::EmptySet => "empty type set".to_string(),
            Incomparable::TypeSet => "incomparable types in type set".to_string(),
        })
    }

    fn incomparable(&self, ty: Ty, dynamic: bool, seen: &mut Vec<Ty>) -> Option<Incomparable> {
        if seen.contains(&ty) {
            return None;
        }
        seen.push(ty);
        match self.kind(self.under(ty)) {
            TyKind::Basic(Basic::UntypedNil) => Some(Incomparable::Plain),
            TyKind::Basic(_) | TyKind::Pointer(_) | TyKind::Chan { .. } => None,
            TyKind::Struct(fields) => fields
                .iter()
                .find(|field| self.incomparable(field.ty, dynamic, seen).is_some())
                .map(|field| Incomparable::Field(field.ty)),
            &TyKind::Array { elem, .. } => {
                self.incomparable(elem, dynamic, seen).map(|_| Incomparable::Elem(ty))
            }
            TyKind::Interface(_) => {
                if dynamic && !self.is_type_param(ty) {
                    return None;
                }
                let set = self.type_set(ty);
                if set.is_empty() {
                    return Some(Incomparable::EmptySet);
                }
                let comparable = if set.has_terms() {
                    set.terms().iter().all(|term| self.incomparable(term.ty, false, seen).is_none())
                } else {
                    set.is_comparable_set()
                };
                (!comparable).then_some(Incomparable::TypeSet)
            }
            _ => Some(Incomparable::Plain),
        }
    }
}

enum Incomparable {
    Plain,
    Field(Ty),
    Elem(Ty),
    EmptySet,
    TypeSet,
}
