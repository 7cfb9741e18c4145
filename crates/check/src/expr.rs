//! Expressions: the dispatch on their kinds, and the forms in which callers ask for them (types2's expr.go).

use crate::checker::Checker;
use crate::operand::Operand;
use pontoon_syntax::ast::{ExprId, ExprKind, UnaryOp};
use pontoon_types::ty::{Basic, Ty, TyKind};
use pontoon_types::typed::Mode;

/// What an expression is good for as a statement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Usage {
    Conversion,
    Expression,
    Statement,
}

/// The function type that a generic function is assigned to, from which its type arguments are inferred.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub sig: Ty,
    /// What messages call the variable.
    pub text: String,
}

/// Modes that a context does not take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Excluded {
    /// Neither types, builtins nor calls without value.
    ButValues,
    /// Calls without value.
    NoValue,
    /// Calls without value, and builtins.
    NoValueBuiltin,
}

impl Checker<'_> {
    /// The target of an assignment to a variable of type `ty`, if that is a function type.
    pub(crate) fn new_target(&self, ty: Option<Ty>, text: impl FnOnce() -> String) -> Option<Target> {
        let sig = self.shared_under(ty?)?;
        let is_func = matches!(self.world.kind(sig), TyKind::Func(_));
        is_func.then(|| Target { sig, text: text() })
    }

    /// Checks `e`, whatever it is. `target` serves to infer type arguments if `e` is a generic function; `hint` is the
    /// element type of the composite literal around; a result that is still generic is an error unless allowed.
    pub(crate) fn raw_expr(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        e: ExprId,
        hint: Option<Ty>,
        allow_generic: bool,
    ) -> Usage {
        *x = self.operand();
        let usage = self.expr_internal(target, x, e, hint);
        if !allow_generic {
            self.non_generic(target, x);
        }
        self.record(x);
        usage
    }

    /// Reports an operand that is a generic type, or a generic function whose type arguments `target` does not give.
    pub(crate) fn non_generic(&mut self, target: Option<&Target>, x: &mut Operand) {
        if !x.is_valid() || x.mode == Mode::NoValue {
            return;
        }
        let world = self.world;
        let what = match world.kind(x.ty) {
            TyKind::Alias(_) | TyKind::Named(_) if world.is_generic(x.ty) => "type",
            TyKind::Func(sig) if !sig.tparams.is_empty() => {
                if let Some(target) = target {
                    let pos = self.env.file.expr(x.expr).pos;
                    self.func_inst(Some(target), pos, x, None, true);
                    return;
                }
                "function"
            }
            _ => return,
        };
        let text = self.operand_text(x);
        let message = format!("cannot use generic {what} {text} without instantiation");
        self.error(self.operand_pos(x), "wrong-type-arg-count", message);
        x.invalidate();
        x.ty = world.invalid();
    }

    /// The dispatch; only for `raw_expr`.
    fn expr_internal(
        &mut self,
        target: Option<&Target>,
        x: &mut Operand,
        e: ExprId,
        hint: Option<Ty>,
    ) -> Usage {
        let file = self.env.file.clone();
        match file.expr(e).kind {
            ExprKind::Bad => x.invalidate(),
            ExprKind::Name(_) => {
                self.ident(x, e, false);
                x.expr = e;
                return Usage::Expression;
            }
            ExprKind::DotsType(_) => {
                self.error(
                    self.start_of(e),
                    "invalid-syntax-tree",
                    "invalid syntax tree: invalid use of ...",
                );
            }
            ExprKind::BasicLit { kind, text, bad } => {
                if !bad {
                    self.basic_lit(x, e, kind, text);
                }
            }
            ExprKind::FuncLit { ty, body } => self.func_lit(x, e, ty, body),
            ExprKind::CompositeLit { ty, elems, rbrace } => self.composite_lit(x, e, ty, elems, rbrace, hint),
            ExprKind::Paren(inner) => {
                // Inference does not reach into parentheses.
                let usage = self.raw_expr(None, x, inner, None, false);
                x.expr = e;
                x.stand_in = None;
                return usage;
            }
            ExprKind::Selector { x: operand, sel } => {
                self.selector(x, e, operand, sel, false);
                x.expr = e;
                return Usage::Expression;
            }
            ExprKind::Index { x: operand, indices } => {
                if self.index_expr(x, e, operand, indices) {
                    let pos = file.expr(e).pos;
                    self.func_inst(target, pos, x, Some(e), true);
                }
            }
            ExprKind::Slice { x: operand, lo, hi, max, full } => {
                self.slice_expr(x, e, operand, [lo, hi, max], full);
            }
            ExprKind::Assert { x: operand, ty } => self.assert_expr(x, e, operand, ty),
            ExprKind::Call { fun, args, dots } => return self.call_expr(x, e, fun, args, dots),
            ExprKind::Star(operand) => self.indirection(x, operand),
            ExprKind::Unary { op, x: operand } => {
                self.unary(x, e, op, operand);
                if op == UnaryOp::Recv && x.is_valid() {
                    x.expr = e;
                    return Usage::Statement;
                }
            }
            ExprKind::Binary { op, x: lhs, y: rhs } => self.binary(x, Some(e), lhs, rhs, op),
            ExprKind::KeyValue { .. } => {
                let message = "invalid syntax tree: no key:value expected";
                self.error(self.start_of(e), "invalid-syntax-tree", message);
            }
            ExprKind::ArrayType { .. }
            | ExprKind::SliceType(_)
            | ExprKind::StructType { .. }
            | ExprKind::FuncType { .. }
            | ExprKind::InterfaceType { .. }
            | ExprKind::MapType { .. }
            | ExprKind::ChanType { .. } => {
                x.ty = self.typ(e);
                x.mode = Mode::Type;
            }
        }
        x.expr = e;
        x.stand_in = None;
        // What is wrong has been reported: no complaint that it is not used.
        if x.is_valid() { Usage::Expression } else { Usage::Statement }
    }

    /// `x.(T)`.
    fn assert_expr(&mut self, x: &mut Operand, e: ExprId, operand: ExprId, ty: ExprId) {
        let world = self.world;
        if matches!(self.env.file.expr(ty).kind, ExprKind::Bad) {
            // The parser has reported an x.(type) that is not a type switch's.
            self.use_exprs(&[operand]);
            return x.invalidate();
        }
        self.expr(None, x, operand);
        if !x.is_valid() {
            return;
        }
        let described = self.operand_string(x);
        let complaint = if world.is_type_param(x.ty) {
            Some(format!("cannot use type assertion on type parameter value {described}"))
        } else if !matches!(world.kind(world.under(x.ty)), TyKind::Interface(_)) {
            Some(format!("{described} is not an interface"))
        } else {
            None
        };
        if let Some(complaint) = complaint {
            let message = format!("invalid operation: {complaint}");
            self.error(self.operand_pos(x), "invalid-assert", message);
            return x.invalidate();
        }
        let ty = self.var_type(ty);
        if !world.is_valid(ty) || !self.is_complete(ty) {
            return x.invalidate();
        }
        self.type_assertion(e, x, ty, false);
        x.mode = Mode::CommaOk;
        x.ty = ty;
    }

    /// `*x`, of a value or a type.
    fn indirection(&mut self, x: &mut Operand, operand: ExprId) {
        let world = self.world;
        self.expr_or_type(x, operand, false);
        if !x.is_valid() {
            return;
        }
        if x.mode == Mode::Type {
            self.valid_var_type(operand, x.ty);
            x.ty = world.intern(TyKind::Pointer(x.ty));
            return;
        }
        let mut base: Option<Ty> = None;
        for entry in self.typeset(x.ty) {
            let complaint = match entry.map(|(_, under)| world.kind(under)) {
                Some(&TyKind::Pointer(elem)) => {
                    if base.is_none_or(|base| world.identical(base, elem)) {
                        base = Some(elem);
                        continue;
                    }
                    format!("pointers of {} must have identical base types", self.operand_string(x))
                }
                _ => format!("cannot indirect {}", self.operand_string(x)),
            };
            let message = format!("invalid operation: {complaint}");
            self.error(self.operand_pos(x), "invalid-indirection", message);
            return x.invalidate();
        }
        match base {
            Some(base) if self.is_complete(base) => {
                x.mode = Mode::Variable;
                x.ty = base;
            }
            _ => x.invalidate(),
        }
    }

    /// Checks that an `x` of interface type may hold a `ty`.
    pub(crate) fn type_assertion(&mut self, e: ExprId, x: &Operand, ty: Ty, type_switch: bool) {
        let mut cause = String::new();
        if self.assertable_to(x.ty, ty, Some(&mut cause)) {
            return;
        }
        let (text, shown) = (self.expr_text(e), self.show(ty));
        let message = if type_switch {
            let x = self.operand_string(x);
            format!("impossible type switch case: {text}\n\t{x} cannot have dynamic type {shown} {cause}")
        } else {
            let iface = self.show(x.ty);
            format!("impossible type assertion: {text}\n\t{shown} does not implement {iface} {cause}")
        };
        self.error(self.start_of(e), "impossible-assert", message);
    }

    /// Checks `e`, which must have one value.
    pub(crate) fn expr(&mut self, target: Option<&Target>, x: &mut Operand, e: ExprId) {
        self.raw_expr(target, x, e, None, false);
        self.exclude(x, Excluded::ButValues);
        self.single_value(x);
    }

    /// Like `expr`, but the result may be generic.
    pub(crate) fn generic_expr(&mut self, x: &mut Operand, e: ExprId, hint: Option<Ty>) {
        self.raw_expr(None, x, e, hint, true);
        self.exclude(x, Excluded::ButValues);
        self.single_value(x);
    }

    /// Checks `e`, which may have several values. With `allow_comma_ok`, an expression that has a comma-ok form gives
    /// two values, and the flag of the result is set.
    pub(crate) fn multi_expr(&mut self, e: ExprId, allow_comma_ok: bool) -> (Vec<Operand>, bool) {
        let mut x = self.operand();
        self.raw_expr(None, &mut x, e, None, false);
        self.exclude(&mut x, Excluded::ButValues);
        let pos = self.start_of(e);
        if x.is_valid()
            && let TyKind::Tuple(types) = self.world.kind(x.ty)
        {
            let result = |(i, &ty)| self.stand_in(Mode::Value, e, pos, nth(i + 1, "function result"), ty);
            return (types.iter().enumerate().map(result).collect(), false);
        }
        if allow_comma_ok && matches!(x.mode, Mode::MapIndex | Mode::CommaOk) {
            let text = "ok value of (comma, ok) expression".to_string();
            let ok = self.stand_in(Mode::Value, e, pos, text, self.world.basic(Basic::UntypedBool));
            return (vec![x, ok], true);
        }
        (vec![x], false)
    }

    /// Checks `e`, a single value or a type.
    pub(crate) fn expr_or_type(&mut self, x: &mut Operand, e: ExprId, allow_generic: bool) {
        self.raw_expr(None, x, e, None, allow_generic);
        self.exclude(x, Excluded::NoValue);
        self.single_value(x);
    }

    /// Reports an operand of a mode that the context does not take.
    pub(crate) fn exclude(&mut self, x: &mut Operand, excluded: Excluded) {
        let (code, complaint) = match x.mode {
            Mode::NoValue if excluded == Excluded::ButValues => ("too-many-values", "used as value"),
            Mode::NoValue => ("too-many-values", "used as value or type"),
            Mode::Builtin(_) if excluded != Excluded::NoValue => ("uncalled-builtin", "must be called"),
            Mode::Type if excluded == Excluded::ButValues => ("not-an-expr", "is not an expression"),
            _ => return,
        };
        let message = format!("{} {complaint}", self.operand_string(x));
        self.error(self.operand_pos(x), code, message);
        x.invalidate();
    }

    /// Reports an operand of several values.
    pub(crate) fn single_value(&mut self, x: &mut Operand) {
        if x.mode == Mode::Value && matches!(self.world.kind(x.ty), TyKind::Tuple(_)) {
            let message = format!("multiple-value {} in single-value context", self.operand_string(x));
            self.error(self.operand_pos(x), "too-many-values", message);
            x.invalidate();
        }
    }

    /// Checks expressions only so that variables in them count as used. Whether all are valid.
    pub(crate) fn use_exprs(&mut self, list: &[ExprId]) -> bool {
        list.iter().filter(|&&e| !self.use_expr(e, false)).count() == 0
    }

    /// Like `use_exprs` for the left side of an assignment, which does not count as a use of a variable.
    pub(crate) fn use_lhs(&mut self, list: &[ExprId]) -> bool {
        list.iter().filter(|&&e| !self.use_expr(e, true)).count() == 0
    }

    fn use_expr(&mut self, e: ExprId, lhs: bool) -> bool {
        let mut x = self.operand();
        let inner = self.env.file.unparen(e);
        match self.env.file.opt_name(inner) {
            Some(name) if name.is_blank() => return true,
            Some(name) => {
                let before = if lhs { self.local_use(name) } else { None };
                self.expr_or_type(&mut x, inner, true);
                self.restore_use(before);
            }
            None => {
                self.raw_expr(None, &mut x, e, None, true);
            }
        }
        x.is_valid()
    }
}

/// `1st what`, `2nd what`, …
fn nth(n: usize, what: &str) -> String {
    let suffix = match n {
        1 => "st",
        2 => "nd",
        3 => "rd",
        _ => "th",
    };
    format!("{n}{suffix} {what}")
}
