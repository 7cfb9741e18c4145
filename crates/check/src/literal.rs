//! Basic, function and composite literals (types2's literals.go).

use crate::checker::Checker;
use crate::operand::Operand;
use pontoon_base::hash::{FxHashMap, FxHashSet};
use pontoon_base::{Pos, Symbol};
use pontoon_syntax::ast::{ExprId, ExprKind, ExprList, FieldList, LitKind, StmtId};
use pontoon_types::constant::{self, Value};
use pontoon_types::object::is_exported;
use pontoon_types::ty::{Basic, Field, Ty, TyKind};
use pontoon_types::typed::{Mode, Selection, SelectionKind};

/// Longer literals are refused before their value is computed.
const MAX_LITERAL: usize = 10_000;

impl Checker<'_> {
    pub(crate) fn basic_lit(&mut self, x: &mut Operand, e: ExprId, kind: LitKind, text: Symbol) {
        const CODE: &str = "invalid-const-val";
        let text = text.as_str();
        let basic = match kind {
            LitKind::Int => Basic::UntypedInt,
            LitKind::Float => Basic::UntypedFloat,
            LitKind::Imag => Basic::UntypedComplex,
            LitKind::Rune => Basic::UntypedRune,
            LitKind::String => Basic::UntypedString,
        };
        if matches!(kind, LitKind::Int | LitKind::Float | LitKind::Imag) {
            self.lang_compat(e, kind, text);
            if text.len() > MAX_LITERAL {
                let message = format!("excessively long constant: {}... ({} chars)", &text[..10], text.len());
                return self.error(self.start_of(e), CODE, message);
            }
        }
        let value = constant::from_literal(kind, text);
        if value == Value::Unknown {
            return self.error(self.start_of(e), CODE, format!("malformed constant: {text}"));
        }
        *x = self.operand_of(Mode::Constant, e, self.world.basic(basic));
        x.value = Some(value);
        self.overflow(x, self.start_of(e));
    }

    /// Reports a spelling of a number that the language version does not know.
    fn lang_compat(&mut self, e: ExprId, kind: LitKind, text: &str) {
        if text.len() <= 2 || self.allow_version(13) {
            return;
        }
        let what = match text.as_bytes() {
            _ if text.contains('_') => "underscore in numeric literal",
            [b'0', b'b' | b'B', ..] => "binary literal",
            [b'0', b'o' | b'O', ..] => "0o/0O-style octal literal",
            [b'0', b'x' | b'X', ..] if kind != LitKind::Int => "hexadecimal floating-point literal",
            _ => return,
        };
        self.version_error(self.start_of(e), 13, what);
    }

    pub(crate) fn func_lit(&mut self, x: &mut Operand, e: ExprId, ty: ExprId, body: StmtId) {
        let (sig, objs) = self.func_type(ty, None, FieldList::default());
        self.record_type_and_value(ty, Mode::Type, sig, None);
        self.typed.literals.insert(e, objs.clone());
        // The function may be part of a declaration that its body mentions, so the body waits; but not longer than the
        // scope around stays as it is now.
        let (decl, iota) = (self.env.decl, self.env.iota);
        self.later(move |check| check.func_body(decl, sig, &objs, body, iota));
        x.mode = Mode::Value;
        x.ty = sig;
    }

    pub(crate) fn composite_lit(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        ty_expr: Option<ExprId>,
        elems: ExprList,
        rbrace: Pos,
        hint: Option<Ty>,
    ) {
        let world = self.world;
        let (mut ty, base) = self.literal_type(e, ty_expr, hint);
        if !self.is_complete(base) {
            return x.invalidate();
        }
        let file = self.env.file.clone();
        let elems = file.list(elems);
        let under = self.shared_under(base);
        match under.map(|under| (under, world.kind(under))) {
            Some((under, TyKind::Struct(fields))) => {
                let keyed = |&first| matches!(file.expr(first).kind, ExprKind::KeyValue { .. });
                if elems.first().is_some_and(keyed) {
                    self.keyed_fields(elems, under, base);
                } else if !elems.is_empty() {
                    self.positional_fields(elems, fields, base, rbrace);
                }
            }
            Some((_, &TyKind::Array { len, elem })) => {
                let found = self.indexed_elts(elems, elem, len);
                // Now the length of [...]T is known, and that of an array whose length is in error is guessed.
                if len < 0 && matches!(world.kind(ty), TyKind::Array { .. }) {
                    ty = world.intern(TyKind::Array { len: found, elem });
                    if let Some(ty_expr) = ty_expr {
                        self.record_type_and_value(ty_expr, Mode::Type, ty, None);
                    }
                }
            }
            Some((_, &TyKind::Slice(elem))) => {
                self.indexed_elts(elems, elem, -1);
            }
            Some((_, &TyKind::Map { key, elem })) => self.map_elements(elems, key, elem),
            other => {
                for &elem in elems {
                    // A key may be the name of a field, so it is left alone.
                    let elem = match file.expr(elem).kind {
                        ExprKind::KeyValue { value, .. } => value,
                        _ => elem,
                    };
                    self.use_exprs(&[elem]);
                }
                if other.is_none_or(|(under, _)| world.is_valid(under)) {
                    let element = if ty_expr.is_none() { " element" } else { "" };
                    let cause = if other.is_none() { " (no common underlying type)" } else { "" };
                    let message = format!("invalid composite literal{element} type {}{cause}", self.show(ty));
                    self.error(self.start_of(e), "invalid-lit", message);
                    return x.invalidate();
                }
            }
        }
        x.mode = Mode::Value;
        x.ty = ty;
    }

    /// A composite literal's type, and what it is made of: for an element of type `*T` without type, a `T`.
    fn literal_type(&mut self, e: ExprId, ty_expr: Option<ExprId>, hint: Option<Ty>) -> (Ty, Ty) {
        let world = self.world;
        if let Some(ty_expr) = ty_expr {
            let ty = match self.env.file.expr(ty_expr).kind {
                ExprKind::ArrayType { len: None, elem } => {
                    let elem = self.var_type(elem);
                    world.intern(TyKind::Array { len: -1, elem })
                }
                _ => self.typ(ty_expr),
            };
            return (ty, ty);
        }
        let Some(hint) = hint else {
            self.error(self.start_of(e), "untyped-lit", "missing type in composite literal");
            return (world.invalid(), world.invalid());
        };
        let pointee = match self.shared_under(hint).map(|under| world.kind(under)) {
            Some(&TyKind::Pointer(elem)) => elem,
            _ => hint,
        };
        (hint, pointee)
    }

    /// `{f: v, …}` of a struct.
    fn keyed_fields(&mut self, elems: &[ExprId], under: Ty, base: Ty) {
        let file = self.env.file.clone();
        // The paths of the fields that have a value, with their names.
        let mut visited: Vec<(Vec<u32>, Symbol)> = Vec::new();
        for &e in elems {
            let pos = self.start_of(e);
            let ExprKind::KeyValue { key, value } = file.expr(e).kind else {
                let message = "mixture of field:value and value elements in struct literal";
                self.error(pos, "mixed-struct-lit", message);
                continue;
            };
            let mut x = self.operand();
            self.generic_expr(&mut x, value, None);
            let Some(name) = file.opt_name(key) else {
                let message = format!("invalid field name {} in struct literal", self.expr_text(key));
                self.error(pos, "invalid-lit-field", message);
                continue;
            };
            let Some((path, ty)) = self.literal_field(key, name, under, base) else { continue };
            self.assignment(&mut x, Some(ty), "struct literal");
            self.mark_field(pos, &mut visited, path, name);
        }
    }

    /// The path and type of the field that a key names, which may be promoted since Go 1.27.
    fn literal_field(&mut self, key: ExprId, name: Symbol, under: Ty, base: Ty) -> Option<(Vec<u32>, Ty)> {
        let pos = self.start_of(key);
        let found = self.lookup_field_or_method(under, false, name, false);
        let Some(found) = found.ok() else {
            let alt = self.lookup_field_or_method(under, false, name, true).ok();
            let message = self.lookup_error(base, name, alt.as_ref(), true);
            self.error(pos, "missing-lit-field", message);
            return None;
        };
        let Some(ty) = found.field_type() else {
            self.error(pos, "missing-lit-field", format!("{name} is not a field"));
            return None;
        };
        if found.path.len() > 1 {
            let path = self.field_path(under, &found.path);
            let what = format!("use of promoted field {path} in struct literal of type {}", self.show(base));
            if !self.verify_version(pos, 27, &what) {
                return None;
            }
        }
        if found.indirect {
            let message = format!("invalid implicit pointer indirection to reach {name}");
            self.error(pos, "invalid-lit-field", message);
            return None;
        }
        let path = found.path.clone();
        let selection =
            Selection { kind: SelectionKind::Field, recv: base, path: path.clone(), indirect: false };
        self.typed.selections.insert(key, selection);
        Some((path, ty))
    }

    /// Notes that a field has a value, and reports one that has another, itself or as part of an embedded struct.
    fn mark_field(&mut self, pos: Pos, visited: &mut Vec<(Vec<u32>, Symbol)>, path: Vec<u32>, name: Symbol) {
        let overlaps = |(other, _): &&(Vec<u32>, Symbol)| path.starts_with(other) || other.starts_with(&path);
        let Some((other, alt)) = visited.iter().filter(overlaps).min_by(|a, b| a.0.cmp(&b.0)) else {
            visited.push((path, name));
            return;
        };
        let message = if other.len() == path.len() {
            format!("duplicate field name {name} in struct literal")
        } else if other.len() < path.len() {
            format!("cannot specify promoted field {name} and enclosing embedded field {alt}")
        } else {
            format!("cannot specify embedded field {name} and enclosed promoted field {alt}")
        };
        self.error(pos, "duplicate-lit-field", message);
    }

    /// `{v, …}` of a struct.
    fn positional_fields(&mut self, elems: &[ExprId], fields: &[Field], base: Ty, rbrace: Pos) {
        const CODE: &str = "invalid-struct-lit";
        let hidden = |field: &Field, pkg| !is_exported(field.name) && field.pkg != Some(pkg);
        for (i, &e) in elems.iter().enumerate() {
            if matches!(self.env.file.expr(e).kind, ExprKind::KeyValue { .. }) {
                let message = "mixture of field:value and value elements in struct literal";
                self.error(self.start_of(e), "mixed-struct-lit", message);
                continue;
            }
            let mut x = self.operand();
            self.generic_expr(&mut x, e, None);
            let Some(field) = fields.get(i) else {
                let message = format!("too many values in struct literal of type {}", self.show(base));
                self.error(self.operand_pos(&x), CODE, message);
                break;
            };
            if hidden(field, self.pkg) {
                let (name, ty) = (field.name, self.show(base));
                let message =
                    format!("implicit assignment to unexported field {name} in struct literal of type {ty}");
                self.error(self.operand_pos(&x), "unexported-lit-field", message);
                continue;
            }
            self.assignment(&mut x, Some(field.ty), "struct literal");
        }
        if elems.len() < fields.len() {
            let some_hidden = fields.iter().any(|field| hidden(field, self.pkg));
            let hint = if some_hidden { " (type has unexported fields - use key:value pairs)" } else { "" };
            let message = format!("too few values in struct literal of type {}{hint}", self.show(base));
            self.error(rbrace, CODE, message);
        }
    }

    /// The elements of an array or slice, whose length is `length` unless negative. Gives the length that they need.
    fn indexed_elts(&mut self, elems: &[ExprId], elem: Ty, length: i64) -> i64 {
        let file = self.env.file.clone();
        let world = self.world;
        let mut visited = FxHashSet::default();
        let (mut index, mut max) = (0i64, 0i64);
        for &e in elems {
            let pos = self.start_of(e);
            let mut valid_index = false;
            let mut value = e;
            if let ExprKind::KeyValue { key, value: keyed } = file.expr(e).kind {
                let (ty, i) = self.index(key, length);
                if i >= 0 {
                    index = i;
                    valid_index = true;
                } else if world.is_valid(ty) {
                    let message = format!("index {} must be integer constant", self.expr_text(key));
                    self.error(pos, "invalid-lit-index", message);
                }
                value = keyed;
            } else if length >= 0 && index >= length {
                let message = format!("index {index} is out of bounds (>= {length})");
                self.error(pos, "oversize-array-lit", message);
            } else {
                valid_index = true;
            }
            if valid_index && !visited.insert(index) {
                let message = format!("duplicate index {index} in array or slice literal");
                self.error(pos, "duplicate-lit-key", message);
            }
            index = index.wrapping_add(1);
            max = max.max(index);

            let mut x = self.operand();
            self.generic_expr(&mut x, value, Some(elem));
            self.assignment(&mut x, Some(elem), "array or slice literal");
        }
        max
    }

    fn map_elements(&mut self, elems: &[ExprId], key_ty: Ty, elem: Ty) {
        let file = self.env.file.clone();
        let world = self.world;
        // Equal constants of different types are different keys of interface type.
        let by_type = world.is_non_type_param_interface(key_ty);
        let mut visited: FxHashMap<ConstKey, Vec<Ty>> = FxHashMap::default();
        for &e in elems {
            let ExprKind::KeyValue { key, value } = file.expr(e).kind else {
                self.error(self.start_of(e), "missing-lit-key", "missing key in map literal");
                continue;
            };
            let mut x = self.operand();
            self.generic_expr(&mut x, key, Some(key_ty));
            self.assignment(&mut x, Some(key_ty), "map literal");
            if !x.is_valid() {
                continue;
            }
            if x.is_constant()
                && let Some(const_key) = ConstKey::of(x.constant())
            {
                let types = visited.entry(const_key).or_default();
                if types.iter().any(|&ty| !by_type || world.identical(ty, x.ty)) {
                    let message = format!("duplicate key {} in map literal", x.constant().display());
                    self.error(self.operand_pos(&x), "duplicate-lit-key", message);
                    continue;
                }
                types.push(x.ty);
            }
            self.generic_expr(&mut x, value, Some(elem));
            self.assignment(&mut x, Some(elem), "map literal");
        }
    }
}

/// A constant as a map's key: 1, 1.0 and 1+0i are the same one.
#[derive(PartialEq, Eq, Hash)]
enum ConstKey {
    Bool(bool),
    String(Vec<u8>),
    Int(i128),
    Float(u64),
    Complex(u64, u64),
}

impl ConstKey {
    /// None for integers beyond 64 bits, which gc never finds equal.
    fn of(value: &Value) -> Option<ConstKey> {
        if let Some(b) = constant::bool_value(value) {
            return Some(ConstKey::Bool(b));
        }
        if let Some(bytes) = constant::string_value(value) {
            return Some(ConstKey::String(bytes.to_vec()));
        }
        let int = constant::to_int(value);
        if constant::is_int(&int) {
            let small = constant::int64_value(&int).map(i128::from);
            return small.or(constant::uint64_value(&int).map(i128::from)).map(ConstKey::Int);
        }
        let float = constant::to_float(value);
        if constant::is_float(&float) {
            return Some(ConstKey::Float(constant::f64_value(&float).to_bits()));
        }
        let part = |part: Value| constant::f64_value(&part).to_bits();
        Some(ConstKey::Complex(part(constant::real(value)), part(constant::imag(value))))
    }
}
