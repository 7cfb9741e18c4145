//! Type sets of interfaces: their methods and the types that they admit (types2's typeset.go, termlist.go, typeterm.go).

use crate::object::is_exported;
use crate::package::Pkg;
use crate::ty::{Interface, Method, Term, Ty, TyKind};
use crate::world::World;
use pontoon_base::{Pos, Symbol, entity};

entity! {
    /// A computed type set.
    pub(crate) struct SetId, "set"
}

/// More terms a union may not have.
pub const MAX_TERMS: usize = 100;

/// The type set of an interface.
#[derive(Clone, Debug, Default)]
pub struct TypeSet {
    /// Sorted: exported ones first, by name, by package path.
    methods: Vec<Method>,
    /// None for all types; otherwise in normal form, that is, no two terms overlap.
    terms: Option<Vec<Term>>,
    /// Of all types only the comparable ones.
    comparable: bool,
}

/// What is wrong with an interface.
#[derive(Clone, Debug)]
pub enum SetFault {
    /// Declared twice; if one comes from an embedded interface it is only wrong if the signatures differ.
    DuplicateMethod {
        pos: Pos,
        name: Symbol,
        other: Pos,
        embedded: Option<(Ty, Ty)>,
    },
    TooManyTerms {
        pos: Pos,
    },
}

impl TypeSet {
    pub fn methods(&self) -> &[Method] {
        &self.methods
    }

    /// Whether there are specific types: not all, and at least one.
    pub fn has_terms(&self) -> bool {
        self.terms.as_ref().is_some_and(|terms| !terms.is_empty())
    }

    /// The specific types; empty if there are none, or if all types belong to the set.
    pub fn terms(&self) -> &[Term] {
        self.terms.as_deref().unwrap_or(&[])
    }

    /// No type belongs to the set.
    pub fn is_empty(&self) -> bool {
        self.terms.as_ref().is_some_and(Vec::is_empty)
    }

    /// Every type belongs to the set.
    pub fn is_all(&self) -> bool {
        self.is_method_set() && self.methods.is_empty()
    }

    /// The interface says nothing but which methods there are.
    pub fn is_method_set(&self) -> bool {
        !self.comparable && self.terms.is_none()
    }

    /// Whether the set is restricted to comparable types only by saying so.
    pub fn is_comparable_set(&self) -> bool {
        self.comparable
    }

    /// The method of that name with its index; `fold` ignores upper and lower case.
    pub fn lookup(&self, world: &World, pkg: Option<Pkg>, name: Symbol, fold: bool) -> Option<(u32, Method)> {
        let found = |method: &Method| world.matches_name(method.pkg, method.name, pkg, name, fold);
        let index = self.methods.iter().position(found)?;
        Some((index as u32, self.methods[index]))
    }
}

/// State of a computation.
struct Collector<'a> {
    world: &'a World,
    faults: Vec<SetFault>,
    /// A declaration that is not complete yet was met: the result must be computed again.
    incomplete: bool,
    /// The interfaces around, against cycles, which are reported elsewhere.
    path: Vec<Ty>,
}

impl World {
    /// The type set of an interface; that of all types for any other type.
    pub fn type_set(&self, ty: Ty) -> &TypeSet {
        let ty = self.under(ty);
        let poisoned = "no thread dies while it holds the type sets";
        if let Some(&id) = self.set_of.read().expect(poisoned).get(&ty) {
            return &self.sets[id];
        }
        let mut collector =
            Collector { world: self, faults: Vec::new(), incomplete: false, path: Vec::new() };
        let set = collector.interface(ty);
        let id = self.sets.push(set);
        if !collector.incomplete {
            self.set_of.write().expect(poisoned).insert(ty, id);
        }
        &self.sets[id]
    }

    /// What is wrong with an interface's methods and elements.
    pub fn type_set_faults(&self, ty: Ty) -> Vec<SetFault> {
        let mut collector =
            Collector { world: self, faults: Vec::new(), incomplete: false, path: Vec::new() };
        collector.interface(self.under(ty));
        collector.faults
    }

    /// Whether all types of the interface's type set are comparable.
    pub fn type_set_comparable(&self, ty: Ty) -> bool {
        let set = self.type_set(ty);
        match &set.terms {
            None => set.comparable,
            Some(terms) => terms.iter().all(|term| self.strictly_comparable(term.ty)),
        }
    }

    pub fn terms_equal(&self, x: &TypeSet, y: &TypeSet) -> bool {
        match (&x.terms, &y.terms) {
            (None, None) => true,
            (Some(a), Some(b)) => self.terms_within(a, b) && self.terms_within(b, a),
            _ => false,
        }
    }

    /// Whether the types of `x` belong to `y` too, methods aside.
    pub fn subset_of(&self, x: &TypeSet, y: &TypeSet) -> bool {
        match (&x.terms, &y.terms) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some(a), Some(b)) => self.terms_within(a, b),
        }
    }

    fn terms_within(&self, a: &[Term], b: &[Term]) -> bool {
        a.iter().all(|x| b.iter().any(|y| !self.disjoint(*x, *y) && (!x.tilde || y.tilde)))
    }

    /// Whether no type belongs to both terms.
    pub fn disjoint(&self, x: Term, y: Term) -> bool {
        let a = if y.tilde { self.under(x.ty) } else { x.ty };
        let b = if x.tilde { self.under(y.ty) } else { y.ty };
        !self.identical(a, b)
    }

    /// Drops terms that others include.
    fn normalized(&self, terms: Vec<Term>) -> Vec<Term> {
        let mut kept: Vec<Term> = Vec::with_capacity(terms.len());
        for term in terms {
            match kept.iter_mut().find(|other| !self.disjoint(term, **other)) {
                Some(other) => {
                    if term.tilde {
                        *other = term;
                    }
                }
                None => kept.push(term),
            }
        }
        // A term with a tilde may have replaced one of several that it includes.
        let mut result: Vec<Term> = Vec::with_capacity(kept.len());
        for term in kept {
            if result.iter().all(|&other| self.disjoint(term, other)) {
                result.push(term);
            }
        }
        result
    }

    fn intersected(&self, a: &[Term], b: &[Term]) -> Vec<Term> {
        let mut both = Vec::new();
        for &x in a {
            for &y in b {
                if !self.disjoint(x, y) {
                    both.push(if !x.tilde || y.tilde { x } else { y });
                }
            }
        }
        self.normalized(both)
    }

    /// Whether a declared name is the one that is asked for from a package.
    pub fn matches_name(
        &self,
        pkg: Option<Pkg>,
        name: Symbol,
        asked_pkg: Option<Pkg>,
        asked: Symbol,
        fold: bool,
    ) -> bool {
        if fold && name.as_str().to_lowercase() == asked.as_str().to_lowercase() {
            return true;
        }
        self.same_id(pkg, name, asked_pkg, asked)
    }

    /// Whether two names denote the same field or method: unexported ones of different packages do not.
    pub fn same_id(&self, pkg: Option<Pkg>, name: Symbol, other_pkg: Option<Pkg>, other: Symbol) -> bool {
        name == other && (is_exported(name) || pkg == other_pkg)
    }
}

impl Collector<'_> {
    fn interface(&mut self, ty: Ty) -> TypeSet {
        let world = self.world;
        let TyKind::Interface(iface) = world.kind(ty) else { return TypeSet::default() };
        if self.path.contains(&ty) {
            return TypeSet::default();
        }
        self.path.push(ty);
        let set = self.members(iface);
        self.path.pop();
        set
    }

    fn members(&mut self, iface: &Interface) -> TypeSet {
        let world = self.world;
        let mut set = TypeSet { comparable: iface.comparable, ..TypeSet::default() };
        // With the position that messages use.
        let mut methods: Vec<(Method, Pos)> = Vec::new();
        for method in &iface.methods {
            self.add_method(&mut methods, *method, method.pos, true);
        }
        for &(elem, pos) in &iface.embeddeds {
            if !world.is_resolved(elem) {
                self.incomplete = true;
                continue;
            }
            let under = world.under(elem);
            let (terms, comparable) = match world.kind(under) {
                TyKind::Interface(_) => {
                    let inner = self.interface(under);
                    for &method in &inner.methods {
                        self.add_method(&mut methods, method, pos, false);
                    }
                    (inner.terms, inner.comparable)
                }
                TyKind::Union(terms) => match self.union(terms, pos) {
                    Some(terms) => (terms, false),
                    None => continue,
                },
                _ if !world.is_valid(under) => continue,
                _ => (Some(vec![Term { tilde: false, ty: elem }]), false),
            };
            self.restrict(&mut set, terms, comparable);
        }
        set.methods = methods.into_iter().map(|(method, _)| method).collect();
        let path = |method: &Method| method.pkg.map_or("", |pkg| world.pkg(pkg).path.as_str());
        set.methods.sort_by(|a, b| {
            let key = |method| (!is_exported(method), method.as_str());
            key(a.name).cmp(&key(b.name)).then_with(|| path(a).cmp(path(b)))
        });
        set
    }

    fn add_method(&mut self, methods: &mut Vec<(Method, Pos)>, method: Method, pos: Pos, explicit: bool) {
        let same =
            |(other, _): &&(Method, Pos)| self.world.same_id(other.pkg, other.name, method.pkg, method.name);
        let Some(&(other, other_pos)) = methods.iter().find(same) else {
            methods.push((method, pos));
            return;
        };
        let embedded = (!explicit).then_some((method.sig, other.sig));
        self.faults.push(SetFault::DuplicateMethod { pos, name: method.name, other: other_pos, embedded });
    }

    /// Intersects the set with another element's types.
    fn restrict(&self, set: &mut TypeSet, terms: Option<Vec<Term>>, comparable: bool) {
        let world = self.world;
        let both = match (set.terms.take(), terms) {
            (None, terms) | (terms, None) => terms,
            (Some(a), Some(b)) => Some(world.intersected(&a, &b)),
        };
        set.comparable |= comparable;
        set.terms = both;
        if let Some(terms) = &mut set.terms
            && set.comparable
        {
            terms.retain(|term| world.strictly_comparable(term.ty));
            set.comparable = false;
        }
    }

    /// The terms of a union; the inner none for all types, the outer one if there are too many.
    fn union(&mut self, terms: &[Term], pos: Pos) -> Option<Option<Vec<Term>>> {
        let world = self.world;
        let mut all = Vec::new();
        for &term in terms {
            if !world.is_resolved(term.ty) {
                self.incomplete = true;
                continue;
            }
            let under = world.under(term.ty);
            if matches!(world.kind(under), TyKind::Interface(_)) {
                match self.interface(under).terms {
                    None => return Some(None),
                    Some(terms) => all.extend(terms),
                }
            } else if world.is_valid(under) && (!term.tilde || world.identical(term.ty, under)) {
                all.push(term);
            }
            all = world.normalized(all);
            if all.len() > MAX_TERMS {
                self.faults.push(SetFault::TooManyTerms { pos });
                return None;
            }
        }
        Some(Some(all))
    }
}
