//! What types have to do with each other: identity, substitution, type sets, selectors, layout. The types are made by hand,
//! since nothing below the checker makes them from Go text.

use pontoon_base::{Pos, Span, Symbol};
use pontoon_types::cell::{Flag, IdCell};
use pontoon_types::lookup::Entity;
use pontoon_types::object::{FuncData, MethodData, ObjData, ObjKind};
use pontoon_types::package::PkgData;
use pontoon_types::scope::ScopeData;
use pontoon_types::ty::{
    AliasData, Basic, ChanDir, Field, Interface, Method, NamedData, Param, Signature, Term, Ty, TyKind,
    TypeParamData,
};
use pontoon_types::{Obj, Pkg, World};
use std::sync::{OnceLock, RwLock};

/// A world with a package to declare things in.
struct Maker {
    world: World,
    pkg: Pkg,
}

fn name(text: &str) -> Symbol {
    Symbol::intern(text)
}

impl Maker {
    fn new() -> Maker {
        let world = World::new();
        let pkg = package(&world, "p");
        Maker { world, pkg }
    }

    fn basic(&self, basic: Basic) -> Ty {
        self.world.basic(basic)
    }

    fn int(&self) -> Ty {
        self.basic(Basic::Int)
    }

    fn string(&self) -> Ty {
        self.basic(Basic::String)
    }

    fn make(&self, kind: TyKind) -> Ty {
        self.world.intern(kind)
    }

    fn obj(&self, text: &str, ty: Option<Ty>, kind: ObjKind) -> Obj {
        self.world.objs.push(ObjData {
            name: name(text),
            pkg: Some(self.pkg),
            pos: Pos::NONE,
            ty: IdCell::new(ty),
            parent: IdCell::new(None),
            visible_from: Pos::NONE,
            kind,
        })
    }

    /// A defined type, generic if there are type parameters; with methods without parameters, by value or by pointer.
    fn named(&self, text: &str, tparams: &[Ty], underlying: Ty, methods: &[(&str, bool)]) -> Ty {
        let obj = self.obj(text, None, ObjKind::TypeName);
        let named = self.world.named.push(NamedData {
            obj,
            instance: None,
            tparams: OnceLock::from(Box::from(tparams)),
            implicit: Box::default(),
            underlying: IdCell::new(Some(underlying)),
            methods: OnceLock::new(),
        });
        let ty = self.make(TyKind::Named(named));
        self.world.obj(obj).ty.set(ty);
        let declare = |&(text, pointer): &(&str, bool)| {
            let recv = if pointer { self.make(TyKind::Pointer(ty)) } else { ty };
            let method = MethodData {
                recv: IdCell::new(Some(recv)),
                pointer_recv: Flag::of(pointer),
                recv_tparams: OnceLock::from(Box::from(tparams)),
            };
            let func = FuncData { method: Some(method), ..FuncData::default() };
            self.obj(text, Some(self.func(&[], &[])), ObjKind::Func(func))
        };
        let methods: Box<[Obj]> = methods.iter().map(declare).collect();
        self.world.named[named].methods.set(methods).expect("it was just made");
        ty
    }

    fn alias(&self, text: &str, rhs: Ty) -> Ty {
        let obj = self.obj(text, None, ObjKind::TypeName);
        let data = AliasData {
            obj,
            instance: None,
            tparams: OnceLock::from(Box::default()),
            rhs: IdCell::new(Some(rhs)),
        };
        self.make(TyKind::Alias(self.world.aliases.push(data)))
    }

    fn tparam(&self, text: &str, bound: Ty) -> Ty {
        let obj = self.obj(text, None, ObjKind::TypeName);
        let data = TypeParamData { obj, index: 0, bound: IdCell::new(Some(bound)), origin: None };
        let ty = self.make(TyKind::TypeParam(self.world.tparams.push(data)));
        self.world.obj(obj).ty.set(ty);
        ty
    }

    fn func(&self, params: &[(&str, Ty)], results: &[Ty]) -> Ty {
        let param = |&(text, ty): &(&str, Ty)| Param { name: name(text), ty };
        self.make(TyKind::Func(Box::new(Signature {
            tparams: Box::default(),
            params: params.iter().map(param).collect(),
            results: results.iter().map(|&ty| Param { name: name(""), ty }).collect(),
            variadic: false,
        })))
    }

    fn iface(&self, methods: &[&str], embeddeds: &[Ty]) -> Ty {
        let sig = self.func(&[], &[]);
        let method = |text: &&str| Method { name: name(text), sig, pkg: Some(self.pkg), pos: Pos::NONE };
        self.make(TyKind::Interface(Box::new(Interface {
            methods: methods.iter().map(method).collect(),
            embeddeds: embeddeds.iter().map(|&ty| (ty, Pos::NONE)).collect(),
            implicit: false,
            comparable: false,
        })))
    }

    fn union(&self, terms: &[(bool, Ty)]) -> Ty {
        self.make(TyKind::Union(terms.iter().map(|&(tilde, ty)| Term { tilde, ty }).collect()))
    }

    /// Fields; one without a name is embedded under the name of its type.
    fn structure(&self, fields: &[(&str, Ty)]) -> Ty {
        let field = |&(text, ty): &(&str, Ty)| {
            let embedded = text.is_empty();
            let text = if embedded {
                self.world.display(self.world.deref(ty).0, Some(self.pkg))
            } else {
                text.into()
            };
            Field { name: name(&text), ty, embedded, tag: name(""), pkg: Some(self.pkg) }
        };
        self.make(TyKind::Struct(fields.iter().map(field).collect()))
    }

    fn show(&self, ty: Ty) -> String {
        self.world.display(ty, Some(self.pkg))
    }

    /// The terms of a type set as text; `all` and `none` where there are no specific types.
    fn terms(&self, ty: Ty) -> String {
        let set = self.world.type_set(ty);
        if !set.has_terms() {
            return if set.is_empty() { "none" } else { "all" }.into();
        }
        let show = |term: &Term| format!("{}{}", if term.tilde { "~" } else { "" }, self.show(term.ty));
        set.terms().iter().map(show).collect::<Vec<_>>().join(" | ")
    }

    /// What `x.name` is, for `x` of a type: `field` or `method`, the way there, and whether by a pointer.
    fn select(&self, ty: Ty, text: &str) -> Option<String> {
        let found = self.world.lookup_field_or_method(ty, true, Some(self.pkg), name(text), false).ok()?;
        let what = match found.entity {
            Entity::Field(_) => "field",
            Entity::Method { .. } => "method",
            Entity::InterfaceMethod { .. } => "interface method",
        };
        Some(format!("{what} {:?}{}", found.path, if found.indirect { " by a pointer" } else { "" }))
    }
}

fn package(world: &World, path: &str) -> Pkg {
    world.pkgs.push(PkgData {
        path: name(path),
        name: name(path),
        scope: world.scopes.push(ScopeData::new(Some(world.universe), Span::default(), "package")),
        files: Vec::new(),
        imports: Vec::new(),
        missing_imports: Vec::new(),
        standard: false,
        fake: false,
        declared: OnceLock::new(),
        typed: RwLock::default(),
    })
}

#[test]
fn names_of_parameters_and_aliases_do_not_make_types_different() {
    let m = Maker::new();
    let (f, g) = (m.func(&[("a", m.int())], &[]), m.func(&[("b", m.alias("A", m.int()))], &[]));
    assert_ne!(f, g);
    assert!(m.world.identical(f, g));
    assert_eq!(m.world.canonical(f), m.world.canonical(g));
    assert!(!m.world.identical(f, m.func(&[("a", m.string())], &[])));
    assert!(!m.world.identical(f, m.func(&[("a", m.int())], &[m.int()])));
}

#[test]
fn interfaces_are_their_type_sets() {
    let m = Maker::new();
    let (ab, ba) = (m.iface(&["A", "B"], &[]), m.iface(&["B"], &[m.iface(&["A"], &[])]));
    assert!(m.world.identical(ab, ba));
    assert_eq!(m.world.canonical(ab), m.world.canonical(ba));
    assert!(!m.world.identical(ab, m.iface(&["A"], &[])));
}

#[test]
fn tags_count_but_for_conversions_and_unexported_fields_belong_to_packages() {
    let m = Maker::new();
    let field = |tag: &str, pkg| {
        let field = Field { name: name("x"), ty: m.int(), embedded: false, tag: name(tag), pkg: Some(pkg) };
        m.make(TyKind::Struct(Box::new([field])))
    };
    let (plain, tagged) = (field("", m.pkg), field("json:\"x\"", m.pkg));
    assert!(!m.world.identical(plain, tagged) && m.world.identical_ignore_tags(plain, tagged));
    assert!(!m.world.identical(plain, field("", package(&m.world, "q"))));
}

#[test]
fn defined_types_are_identical_to_nothing_but_themselves() {
    let m = Maker::new();
    let (a, b) = (m.named("A", &[], m.int(), &[]), m.named("B", &[], m.int(), &[]));
    assert!(!m.world.identical(a, b) && !m.world.identical(a, m.int()));
    assert!(m.world.identical(a, m.alias("C", a)));
    assert_eq!(m.world.under(a), m.int());
}

#[test]
fn instances_are_made_once_and_substituted_through() {
    let m = Maker::new();
    let p = m.tparam("P", m.world.any_ty);
    let list = m.named("List", &[p], m.make(TyKind::Slice(p)), &[("Len", false)]);
    let (ints, strings) = (m.world.instance(list, &[m.int()]), m.world.instance(list, &[m.string()]));
    assert_eq!(m.world.instance(list, &[m.int()]), ints);
    assert!(!m.world.identical(ints, strings));
    assert_eq!(m.show(m.world.under(strings)), "[]string");
    // A type parameter of whoever mentions it.
    let q = m.tparam("Q", m.world.any_ty);
    let of_q = m.make(TyKind::Map { key: m.string(), elem: m.world.instance(list, &[q]) });
    assert_eq!(m.show(m.world.subst(of_q, &[q], &[m.int()])), "map[string]List[int]");
    assert_eq!(m.world.subst(ints, &[q], &[m.string()]), ints);
    assert_eq!(m.select(ints, "Len").as_deref(), Some("method []"));
}

#[test]
fn arguments_that_are_identical_make_identical_instances() {
    let m = Maker::new();
    let p = m.tparam("P", m.world.any_ty);
    let list = m.named("List", &[p], m.make(TyKind::Slice(p)), &[]);
    let alias = m.world.instance(list, &[m.alias("A", m.int())]);
    assert!(m.world.identical(alias, m.world.instance(list, &[m.int()])));
    assert_eq!(m.world.canonical(alias), m.world.canonical(m.world.instance(list, &[m.int()])));
}

#[test]
fn type_sets_are_intersected_and_united() {
    let m = Maker::new();
    let mine = m.named("Mine", &[], m.int(), &[]);
    let of = |terms: &[(bool, Ty)]| m.iface(&[], &[m.union(terms)]);
    let numbers = of(&[(true, m.int()), (false, m.basic(Basic::Float64))]);
    assert_eq!(m.terms(numbers), "~int | float64");
    assert_eq!(m.terms(m.iface(&[], &[numbers, of(&[(false, mine), (false, m.string())])])), "Mine");
    assert_eq!(m.terms(m.iface(&[], &[numbers, of(&[(false, m.string())])])), "none");
    assert_eq!(m.terms(of(&[(true, m.int()), (false, mine)])), "~int");
    assert_eq!(m.terms(m.world.any_ty), "all");
    assert_eq!(m.terms(m.iface(&["M"], &[])), "all");
    let set = |ty| m.world.type_set(ty);
    assert!(m.world.subset_of(set(of(&[(false, mine)])), set(numbers)));
    assert!(!m.world.subset_of(set(numbers), set(of(&[(false, mine)]))));
}

#[test]
fn comparable_is_a_property_of_type_sets() {
    let m = Maker::new();
    let slice = m.make(TyKind::Slice(m.int()));
    let both = m.iface(&[], &[m.union(&[(false, m.int()), (false, slice)])]);
    assert!(!m.world.type_set_comparable(both));
    assert!(m.world.type_set_comparable(m.iface(&["M"], &[m.world.comparable_ty])));
    // An interface may be compared, which can fail when the program runs.
    assert!(m.world.comparable(m.world.any_ty) && !m.world.strictly_comparable(m.world.any_ty));
    assert!(!m.world.comparable(m.structure(&[("a", slice)])));
}

#[test]
fn selectors_find_the_shallowest_field_or_method() {
    let m = Maker::new();
    let inner =
        m.named("Inner", &[], m.structure(&[("x", m.int()), ("y", m.int())]), &[("M", false), ("P", true)]);
    let outer = m.structure(&[("y", m.string()), ("", m.make(TyKind::Pointer(inner)))]);
    let select = |text| m.select(outer, text);
    assert_eq!(select("y").as_deref(), Some("field [0]"));
    assert_eq!(select("x").as_deref(), Some("field [1, 0] by a pointer"));
    assert_eq!(select("M").as_deref(), Some("method [1] by a pointer"));
    assert_eq!(select("P").as_deref(), Some("method [1] by a pointer"));
    assert_eq!(select("z"), None);
}

#[test]
fn selectors_that_two_fields_of_one_depth_have_are_ambiguous() {
    let m = Maker::new();
    let part = |text| m.named(text, &[], m.structure(&[("x", m.int())]), &[]);
    let (a, b) = (part("A"), part("B"));
    let both = m.structure(&[("", a), ("", b)]);
    assert_eq!(m.select(both, "x"), None);
    let third = m.structure(&[("", a), ("", b), ("x", m.int())]);
    assert_eq!(m.select(third, "x").as_deref(), Some("field [2]"));
}

#[test]
fn methods_of_interfaces_and_of_constraints_are_selected() {
    let m = Maker::new();
    let iface = m.named("I", &[], m.iface(&["A", "M"], &[]), &[]);
    assert_eq!(m.select(iface, "M").as_deref(), Some("interface method []"));
    assert_eq!(m.select(m.tparam("P", iface), "A").as_deref(), Some("interface method []"));
    assert_eq!(m.select(m.structure(&[("", iface)]), "M").as_deref(), Some("interface method [0]"));
    // A pointer to an interface has no methods.
    assert_eq!(m.select(m.make(TyKind::Pointer(iface)), "M"), None);
}

#[test]
fn sizes_are_those_of_a_machine_with_words_of_eight_bytes() {
    let m = Maker::new();
    let (bool_, int8, int32) = (m.basic(Basic::Bool), m.basic(Basic::Int8), m.basic(Basic::Int32));
    let size = |ty| (m.world.size_of(ty), m.world.align_of(ty));
    assert_eq!((size(m.int()), size(m.string()), size(m.world.any_ty)), ((8, 8), (16, 8), (16, 8)));
    assert_eq!((size(m.make(TyKind::Slice(bool_))), size(bool_)), ((24, 8), (1, 1)));
    assert_eq!(size(m.basic(Basic::Complex64)), (8, 4));
    let chan = m.make(TyKind::Chan { dir: ChanDir::Both, elem: m.int() });
    assert_eq!(size(chan), (8, 8));
    let mixed = m.structure(&[("a", int8), ("b", int32), ("c", bool_), ("d", m.int())]);
    assert_eq!((size(mixed), m.world.offsets(mixed)), ((24, 8), vec![0, 4, 8, 16]));
    assert_eq!(size(m.make(TyKind::Array { len: 3, elem: mixed })), (72, 8));
}

#[test]
fn a_last_field_without_size_is_given_some_and_sizes_may_be_too_large() {
    let m = Maker::new();
    let empty = m.structure(&[]);
    assert_eq!(m.world.size_of(m.structure(&[("a", m.int()), ("b", empty)])), 16);
    assert_eq!(m.world.size_of(m.structure(&[("b", empty), ("a", m.int())])), 8);
    assert_eq!(m.world.size_of(empty), 0);
    let huge = m.make(TyKind::Array { len: 1 << 62, elem: m.int() });
    assert_eq!(m.world.size_of(huge), -1);
    let after = m.structure(&[("a", huge), ("b", m.int())]);
    assert_eq!((m.world.size_of(after), m.world.offsets(after)), (-1, vec![0, -1]));
}
