//! Struct and interface types, and the elements of constraints (types2's struct.go, interface.go, union.go).

use crate::checker::Checker;
use crate::typexpr::{blank, embedded_field_ident};
use pontoon_base::hash::FxHashMap;
use pontoon_base::{Pos, Symbol};
use pontoon_syntax::ast::{BinaryOp, ExprId, ExprKind, FieldList, LitKind, UnaryOp};
use pontoon_types::constant;
use pontoon_types::ty::{Basic, Field, Interface, Method, Term, Ty, TyKind};
use pontoon_types::type_set::{MAX_TERMS, SetFault};
use pontoon_types::typed::Mode;

impl Checker<'_> {
    pub(crate) fn struct_type(&mut self, list: FieldList) -> Ty {
        let world = self.world;
        let file = self.env.file.clone();
        let mut fields: Vec<Field> = Vec::with_capacity(list.len());
        let mut seen: FxHashMap<Symbol, Pos> = FxHashMap::default();
        let mut previous: Option<(ExprId, Ty)> = None;
        for field in file.fields(list) {
            // In `a, b T` both have the same type expression.
            let mut ty = match previous {
                Some((e, ty)) if e == field.ty => ty,
                _ => self.var_type(field.ty),
            };
            previous = Some((field.ty, ty));
            let mut tag = field.tag.map_or_else(|| Symbol::intern(""), |tag| self.tag(tag));
            let embedded = field.name.is_none();
            let mut pos = self.start_of(field.name.unwrap_or(field.ty));
            let name = match field.name.or_else(|| embedded_field_ident(&file, field.ty)) {
                Some(name) => {
                    pos = self.start_of(name);
                    file.name(name)
                }
                None => {
                    let message = format!("invalid embedded field type {}", self.expr_text(field.ty));
                    self.error(pos, "invalid-syntax-tree", format!("invalid syntax tree: {message}"));
                    (ty, tag) = (world.invalid(), Symbol::intern(""));
                    blank()
                }
            };
            if embedded && world.is_valid(ty) {
                let at = self.start_of(field.ty);
                self.later(move |check| check.embedded_type(at, ty));
            }
            if !name.is_blank() {
                if let Some(&other) = seen.get(&name) {
                    let message =
                        format!("{name} redeclared\n\t{}: other declaration of {name}", self.pos_text(other));
                    self.error(pos, "duplicate-decl", message);
                    continue;
                }
                seen.insert(name, pos);
            }
            fields.push(Field { name, ty, embedded, tag, pkg: Some(self.pkg) });
        }
        world.intern(TyKind::Struct(fields.into()))
    }

    /// Checks that the type may be embedded in a struct.
    fn embedded_type(&mut self, pos: Pos, ty: Ty) {
        let world = self.world;
        let (base, is_pointer) = world.deref(ty);
        let (code, what) = match world.kind(world.under(base)) {
            TyKind::Basic(Basic::UnsafePointer) => ("invalid-ptr-embed", "unsafe.Pointer"),
            TyKind::Pointer(_) => ("invalid-ptr-embed", "a pointer"),
            TyKind::Interface(_) if world.is_type_param(base) => {
                ("misplaced-type-param", "a (pointer to a) type parameter")
            }
            TyKind::Interface(_) if is_pointer => ("invalid-ptr-embed", "a pointer to an interface"),
            _ => return,
        };
        self.error(pos, code, format!("embedded field type cannot be {what}"));
    }

    fn tag(&mut self, tag: ExprId) -> Symbol {
        if let ExprKind::BasicLit { kind: LitKind::String, text, bad: false } = self.env.file.expr(tag).kind {
            let value = constant::from_literal(LitKind::String, text.as_str());
            let bytes = constant::string_value(&value).unwrap_or_default();
            return Symbol::intern(&String::from_utf8_lossy(bytes));
        }
        Symbol::intern("")
    }

    pub(crate) fn interface_type(&mut self, e: ExprId, elems: FieldList) -> Ty {
        let world = self.world;
        let file = self.env.file.clone();
        let mut methods = Vec::new();
        let mut embeddeds = Vec::new();
        for elem in file.fields(elems) {
            let Some(name) = elem.name else {
                let pos = self.start_of(elem.ty);
                let ty = self.parse_union(elem.ty);
                // What the language version does not know is left out.
                if self.allow_version(18) || self.may_be_interface(ty) {
                    embeddeds.push((ty, pos));
                } else {
                    let message = format!("embedding non-interface type {}", self.show(ty));
                    self.version_error(pos, 18, &message);
                }
                continue;
            };
            let pos = self.start_of(name);
            let text = file.name(name);
            if text.is_blank() {
                self.error(pos, "blank-iface-method", "methods must have a unique non-blank name");
                continue;
            }
            let sig = self.typ(elem.ty);
            if !matches!(world.kind(sig), TyKind::Func(_)) {
                continue;
            }
            methods.push(Method { name: text, sig, pkg: Some(self.pkg), pos });
        }
        let trivial = methods.is_empty() && embeddeds.is_empty();
        let ty = world.intern(TyKind::Interface(Box::new(Interface {
            methods: methods.into(),
            embeddeds: embeddeds.into(),
            implicit: false,
            comparable: false,
        })));
        if !trivial {
            let pos = self.env.file.expr(e).pos;
            self.interfaces.push((self.span_of(e), ty));
            self.later(move |check| check.check_type_set(pos, ty));
        }
        ty
    }

    /// Whether an element of an interface, whose declaration may not be complete, could be an interface.
    fn may_be_interface(&self, ty: Ty) -> bool {
        matches!(
            self.world.kind(ty),
            TyKind::Named(_)
                | TyKind::Alias(_)
                | TyKind::Interface(_)
                | TyKind::TypeParam(_)
                | TyKind::Union(_)
                | TyKind::Basic(Basic::Invalid)
        )
    }

    /// Interface literals that lead back to themselves, which gc refuses if nothing else is wrong; of those within each
    /// other only the outermost is looked at.
    pub(crate) fn anonymous_cycles(&mut self) {
        let mut literals = std::mem::take(&mut self.interfaces);
        literals.sort_by_key(|&(span, _)| (span.lo, std::cmp::Reverse(span.hi)));
        let mut seen = FxHashMap::default();
        let mut end = Pos::NONE;
        for (span, ty) in literals {
            if span.lo < end {
                continue;
            }
            end = span.hi;
            if self.anonymous_cycle(ty, &mut seen) {
                let message = "invalid recursive type: anonymous interface refers to itself \
                               (see https://go.dev/issue/56103)";
                self.error(span.lo, "invalid-type-cycle", message);
                seen.values_mut().for_each(|cyclic| *cyclic = false);
            }
        }
    }

    /// Reports what is wrong with an interface's methods and elements.
    pub(crate) fn check_type_set(&mut self, pos: Pos, ty: Ty) {
        let world = self.world;
        if let TyKind::Interface(iface) = world.kind(ty) {
            for &(elem, at) in &iface.embeddeds {
                let what = match world.kind(world.under(elem)) {
                    TyKind::Interface(_) if self.is_imported_constraint(elem) => "constraint interface ",
                    TyKind::Interface(_) | TyKind::Basic(Basic::Invalid) => continue,
                    TyKind::Union(_) => "interface element ",
                    _ => "non-interface type ",
                };
                let at = if at.is_known() { at } else { pos };
                self.verify_version(at, 18, &format!("embedding {what}{}", self.show(elem)));
            }
        }
        for fault in world.type_set_faults(ty) {
            match fault {
                SetFault::DuplicateMethod { pos, name, other, embedded } => {
                    let harmless = embedded.is_some_and(|(a, b)| world.identical(a, b));
                    if harmless && self.allow_version(14) {
                        continue;
                    }
                    let other = self.pos_text(other);
                    let message =
                        format!("duplicate method {name}\n\t{other}: other declaration of method {name}");
                    self.error(pos, "duplicate-decl", message);
                }
                SetFault::TooManyTerms { pos } => self.too_many_terms(pos),
            }
        }
    }

    fn too_many_terms(&mut self, pos: Pos) {
        let message = format!("cannot handle more than {MAX_TERMS} union terms (implementation limitation)");
        self.error(pos, "invalid-union", message);
    }

    /// A constraint of another package.
    pub(crate) fn is_imported_constraint(&self, ty: Ty) -> bool {
        let world = self.world;
        let TyKind::Named(named) = *world.kind(world.unalias(ty)) else { return false };
        let pkg = world.obj(world.named[named].obj).pkg;
        pkg.is_some_and(|pkg| pkg != self.pkg)
            && world.is_interface(ty)
            && !world.type_set(ty).is_method_set()
    }

    /// A constraint literal: `~T`, `A | B`, or a type.
    pub(crate) fn parse_union(&mut self, e: ExprId) -> Ty {
        let world = self.world;
        let mut exprs = Vec::new();
        let mut operators = Vec::new();
        flatten_union(&self.env.file, e, &mut exprs, &mut operators);
        let mut terms: Vec<Term> = Vec::new();
        let mut union = world.invalid();
        for (i, &x) in exprs.iter().enumerate() {
            let term = self.parse_tilde(x);
            if exprs.len() == 1 && !term.tilde {
                return term.ty;
            }
            if terms.len() >= MAX_TERMS {
                if world.is_valid(union) {
                    self.too_many_terms(self.start_of(x));
                    union = world.invalid();
                }
            } else {
                terms.push(term);
                union = world.intern(TyKind::Union(terms.clone().into()));
            }
            if i > 0 {
                self.record_type_and_value(operators[i - 1], Mode::Type, union, None);
            }
        }
        if world.is_valid(union) {
            let starts: Vec<_> = exprs.iter().map(|&x| self.start_of(x)).collect();
            self.later(move |check| check.check_terms(&terms, &starts));
        }
        union
    }

    fn parse_tilde(&mut self, e: ExprId) -> Term {
        let world = self.world;
        let (tilde, x) = match self.env.file.expr(e).kind {
            ExprKind::Unary { op: UnaryOp::Tilde, x } => (true, x),
            _ => (false, e),
        };
        let mut ty = self.typ(x);
        if world.is_type_param(ty) {
            let message = if tilde {
                format!("type in term {} cannot be a type parameter", self.expr_text(e))
            } else {
                "term cannot be a type parameter".to_string()
            };
            self.error(self.start_of(x), "misplaced-type-param", message);
            ty = world.invalid();
        }
        let term = Term { tilde, ty };
        if tilde {
            let union = world.intern(TyKind::Union(Box::new([term])));
            self.record_type_and_value(e, Mode::Type, union, None);
        }
        term
    }

    fn check_terms(&mut self, terms: &[Term], starts: &[Pos]) {
        const CODE: &str = "invalid-union";
        let world = self.world;
        // gc's text of a term is its type with the package's path.
        let shown =
            |term: Term| format!("{}{}", if term.tilde { "~" } else { "" }, world.display(term.ty, None));
        for (i, &term) in terms.iter().enumerate() {
            if !world.is_valid(term.ty) {
                continue;
            }
            let under = world.under(term.ty);
            let is_iface = matches!(world.kind(under), TyKind::Interface(_));
            let ty = self.show(term.ty);
            let complaint = if term.tilde && is_iface {
                Some(format!("invalid use of ~ ({ty} is an interface)"))
            } else if term.tilde && !world.identical(under, term.ty) {
                Some(format!("invalid use of ~ (underlying type of {ty} is {})", self.show(under)))
            } else if is_iface {
                let set = world.type_set(under);
                let text = shown(term);
                if !set.methods().is_empty() {
                    Some(format!("cannot use {text} in union ({text} contains methods)"))
                } else if world.unalias(term.ty) == world.comparable_ty {
                    Some("cannot use comparable in union".to_string())
                } else if set.is_comparable_set() {
                    Some(format!("cannot use {text} in union ({text} embeds comparable)"))
                } else {
                    None
                }
            } else {
                let overlap = terms[..i].iter().find(|other| {
                    world.is_valid(other.ty)
                        && !world.is_interface(other.ty)
                        && !world.disjoint(**other, term)
                });
                overlap.map(|&other| format!("overlapping terms {} and {}", shown(term), shown(other)))
            };
            if let Some(complaint) = complaint {
                self.error(starts[i], CODE, complaint);
            }
        }
    }
}

/// The terms of a union, and the operations that join them.
fn flatten_union(
    file: &pontoon_syntax::ast::File,
    mut e: ExprId,
    terms: &mut Vec<ExprId>,
    operators: &mut Vec<ExprId>,
) {
    let mut right = Vec::new();
    while let ExprKind::Binary { op: BinaryOp::Or, x, y } = file.expr(e).kind {
        right.push((e, y));
        e = x;
    }
    terms.push(e);
    for (operator, term) in right.into_iter().rev() {
        operators.push(operator);
        terms.push(term);
    }
}
