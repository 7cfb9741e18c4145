//! Untyped expressions on their way to a final type, and the recording of operands (parts of types2's expr.go,
//! const.go and recording.go).
//!
//! An untyped expression is remembered when it is met, and recorded when its context has decided on its type: at
//! the use that converts it, or at the end of the declaration, where it stays untyped.

use crate::checker::Checker;
use crate::operand::Operand;
use pontoon_base::hash::FxHashMap;
use pontoon_syntax::ast::{BinaryOp, ExprId, ExprKind};
use pontoon_types::constant::Value;
use pontoon_types::ty::{Basic, Param, Signature, Ty, TyKind};
use pontoon_types::typed::Mode;

/// What is known of an expression that has no final type yet.
#[derive(Clone, Debug)]
pub(crate) struct Untyped {
    /// It is the left operand of a non-constant shift, so its final type must be an integer's.
    pub is_lhs: bool,
    pub mode: Mode,
    pub ty: Ty,
    pub value: Option<Value>,
}

/// By file index, since declarations of other files are checked in between.
pub(crate) type UntypedMap = FxHashMap<(u32, ExprId), Untyped>;

impl Checker<'_> {
    /// Records the operand under its expression; an untyped one only once its type is final.
    pub(crate) fn record(&mut self, x: &Operand) {
        if x.stand_in.is_some() {
            return;
        }
        let value = if x.is_constant() { x.value.clone() } else { None };
        match x.mode {
            Mode::Invalid => {}
            Mode::NoValue => self.typed.record(x.expr, Mode::NoValue, None, None),
            mode if self.world.is_untyped(x.ty) => {
                let entry = Untyped { is_lhs: false, mode, ty: x.ty, value };
                self.untyped.insert((self.env.file_index, x.expr), entry);
            }
            mode => self.record_type_and_value(x.expr, mode, x.ty, value),
        }
    }

    pub(crate) fn record_type_and_value(&mut self, expr: ExprId, mode: Mode, ty: Ty, value: Option<Value>) {
        if mode != Mode::Invalid {
            self.typed.record(expr, mode, Some(ty), value);
        }
    }

    /// Records the expressions of the current declaration that remained untyped.
    pub(crate) fn record_untyped(&mut self) {
        let (file, range) = (self.env.file_index, self.typed.range());
        let here = |key: &(u32, ExprId)| key.0 == file && range.position(key.1).is_some();
        let keys: Vec<_> = self.untyped.keys().copied().filter(here).collect();
        for key in keys {
            if let Some(entry) = self.untyped.remove(&key) {
                self.record_type_and_value(key.1, entry.mode, entry.ty, entry.value);
            }
        }
    }

    /// Records the signature that a call gives a builtin.
    pub(crate) fn record_builtin_type(
        &mut self,
        mut fun: ExprId,
        result: Option<Ty>,
        args: &[Ty],
        dots: bool,
    ) {
        let Mode::Builtin(builtin) = self.typed.info(fun).mode else { return };
        let world = self.world;
        let unnamed = |ty: Ty| Param { name: pontoon_base::Symbol::intern(""), ty: world.default_type(ty) };
        let sig = world.intern(TyKind::Func(Box::new(Signature {
            tparams: Box::default(),
            params: args.iter().map(|&ty| unnamed(ty)).collect(),
            results: result.iter().map(|&ty| unnamed(ty)).collect(),
            variadic: dots,
        })));
        loop {
            self.record_type_and_value(fun, Mode::Builtin(builtin), sig, None);
            match self.env.file.expr(fun).kind {
                ExprKind::Paren(inner) => fun = inner,
                _ => return,
            }
        }
    }

    /// Records that `expr` is used in a comma-ok form: its type becomes the pair of both values' types.
    pub(crate) fn record_comma_ok_types(&mut self, mut expr: ExprId, value: Ty, ok: Ty) {
        let pair = self.world.intern(TyKind::Tuple(Box::new([value, ok])));
        loop {
            let mode = self.typed.info(expr).mode;
            self.record_type_and_value(expr, mode, pair, None);
            match self.env.file.expr(expr).kind {
                ExprKind::Paren(inner) => expr = inner,
                _ => return,
            }
        }
    }

    /// Gives the remembered expression `expr`, and the operands that share its type, the type `ty`. If that is typed,
    /// or `last`, the type is recorded, and the value of a constant must fit it.
    pub(crate) fn update_expr_type(&mut self, expr: ExprId, ty: Ty, last: bool) {
        // Operations on the left of others are not done by recursion, since there may be very many.
        let mut chain = Vec::new();
        let mut current = expr;
        while let Some(old) = self.untyped.get(&(self.env.file_index, current)) {
            let constant = old.value.is_some();
            match self.env.file.expr(current).kind {
                // Operands of constants stay as they are, since they never become values at run time.
                ExprKind::Binary { op, x, y } if !constant && !is_comparison(op) => {
                    chain.push((current, (!is_shift(op)).then_some(y)));
                    current = x;
                    continue;
                }
                ExprKind::Paren(inner) => self.update_expr_type(inner, ty, last),
                ExprKind::Unary { x, .. } if !constant => self.update_expr_type(x, ty, last),
                _ => {}
            }
            self.finish_expr_type(current, ty, last);
            break;
        }
        for (operation, right) in chain.into_iter().rev() {
            if let Some(right) = right {
                self.update_expr_type(right, ty, last);
            }
            self.finish_expr_type(operation, ty, last);
        }
    }

    /// The part of `update_expr_type` for the expression itself.
    fn finish_expr_type(&mut self, expr: ExprId, ty: Ty, last: bool) {
        let key = (self.env.file_index, expr);
        let Some(old) = self.untyped.get(&key).cloned() else { return };
        let world = self.world;
        if !last && world.is_untyped(ty) {
            let ty = world.under(ty);
            if let Some(entry) = self.untyped.get_mut(&key) {
                entry.ty = ty;
            }
            return;
        }
        self.untyped.remove(&key);

        // A constant's value is known to be an integer from the check of the shift; whether it fits is seen below.
        if old.is_lhs && !world.all_integer(ty) {
            let (text, ty) = (self.expr_text(expr), self.show(ty));
            let message = format!("invalid operation: shifted operand {text} (type {ty}) must be integer");
            return self.error(self.start_of(expr), "invalid-shift-operand", message);
        }
        if old.value.is_some() {
            let mut x = self.operand_of(old.mode, expr, old.ty);
            x.value.clone_from(&old.value);
            self.convert_untyped(&mut x, ty);
            if !x.is_valid() {
                return;
            }
        }
        self.record_type_and_value(expr, old.mode, ty, old.value);
    }

    /// Changes the value that is remembered for an untyped constant.
    pub(crate) fn update_expr_value(&mut self, expr: ExprId, value: &Value) {
        if let Some(entry) = self.untyped.get_mut(&(self.env.file_index, expr)) {
            entry.value = Some(value.clone());
        }
    }

    /// The type that the untyped `x` takes where `target` is expected, with the value that a constant then has; or the
    /// code of the error if there is none.
    pub(crate) fn implicit_type_and_value(
        &mut self,
        x: &Operand,
        target: Ty,
    ) -> Result<(Ty, Option<Value>), &'static str> {
        const INVALID: &str = "invalid-untyped-conversion";
        let world = self.world;
        if !x.is_valid() || world.is_typed(x.ty) || !world.is_valid(target) {
            return Ok((x.ty, None));
        }
        if world.is_untyped(target) {
            return world.max_type(x.ty, target).map(|ty| (ty, None)).ok_or(INVALID);
        }
        if x.is_nil() {
            return if world.has_nil(target) { Ok((target, None)) } else { Err(INVALID) };
        }
        match world.kind(world.under(target)) {
            &TyKind::Basic(basic) => {
                if x.is_constant() {
                    let value = self.representation(x, basic)?;
                    return Ok((target, Some(value)));
                }
                // Results of comparisons, and shifts whose left operand waits for its type.
                let fits = match world.kind(x.ty) {
                    TyKind::Basic(Basic::UntypedBool) => basic.is_boolean(),
                    TyKind::Basic(
                        Basic::UntypedInt | Basic::UntypedRune | Basic::UntypedFloat | Basic::UntypedComplex,
                    ) => basic.is_numeric(),
                    TyKind::Basic(Basic::UntypedString) => basic.is_string(),
                    _ => false,
                };
                if fits { Ok((target, None)) } else { Err(INVALID) }
            }
            TyKind::Interface(_) if world.is_type_param(target) => {
                for entry in self.typeset(target) {
                    let (_, under) = entry.ok_or(INVALID)?;
                    self.implicit_type_and_value(x, under).map_err(|_| INVALID)?;
                }
                Ok((target, None))
            }
            TyKind::Interface(_) => {
                // The dynamic type is the default type.
                if world.type_set(world.under(target)).is_all() {
                    Ok((world.default_type(x.ty), None))
                } else {
                    Err(INVALID)
                }
            }
            _ => Err(INVALID),
        }
    }

    /// Converts an untyped operand to `target`, or reports that it cannot be.
    pub(crate) fn convert_untyped(&mut self, x: &mut Operand, target: Ty) {
        match self.implicit_type_and_value(x, target) {
            Ok((ty, value)) => self.take_implicit_type(x, ty, value),
            Err(code) => {
                let world = self.world;
                let shown = if world.is_type_param(target) { target } else { self.shown_under(target) };
                self.invalid_conversion(code, x, shown);
                x.invalidate();
            }
        }
    }

    /// Applies what `implicit_type_and_value` found.
    pub(crate) fn take_implicit_type(&mut self, x: &mut Operand, ty: Ty, value: Option<Value>) {
        let own = x.stand_in.is_none();
        if let Some(value) = value {
            if own {
                self.update_expr_value(x.expr, &value);
            }
            x.value = Some(value);
        }
        if ty != x.ty {
            x.ty = ty;
            if own {
                self.update_expr_type(x.expr, ty, false);
            }
        }
    }
}

pub(crate) fn is_shift(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Shl | BinaryOp::Shr)
}

pub(crate) fn is_comparison(op: BinaryOp) -> bool {
    matches!(op, BinaryOp::Eq | BinaryOp::Ne | BinaryOp::Lt | BinaryOp::Le | BinaryOp::Gt | BinaryOp::Ge)
}
