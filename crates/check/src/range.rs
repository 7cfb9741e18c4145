//! Range clauses (types2's range.go).

use crate::checker::Checker;
use crate::typexpr::blank;
use pontoon_base::Pos;
use pontoon_syntax::ast::{ChanDir, ExprId, Stmt, StmtId};
use pontoon_types::Obj;
use pontoon_types::constant::{Value, make_int};
use pontoon_types::object::{ObjKind, VarKind};
use pontoon_types::ty::{Basic, Signature, Ty, TyKind};
use pontoon_types::typed::Mode;

/// What a range clause yields: types of the first and the second value.
type KeyValue = (Option<Ty>, Option<Ty>);

impl Checker<'_> {
    pub(crate) fn range_stmt(
        &mut self,
        stmt: &Stmt,
        lhs: &[ExprId],
        range: ExprId,
        define: bool,
        body: StmtId,
    ) {
        let world = self.world;
        let file = self.env.file.clone();
        let mut x = self.operand();
        self.env.has_call_or_recv = false;
        self.expr(None, &mut x, range);

        // With one variable at most only the length matters, and an array is not evaluated.
        if x.is_valid() && lhs.len() < 2 && !self.env.has_call_or_recv {
            let under = match *world.kind(world.under(x.ty)) {
                TyKind::Pointer(base) => world.under(base),
                _ => world.under(x.ty),
            };
            if let &TyKind::Array { len, .. } = world.kind(under) {
                let value = if len >= 0 { make_int(len) } else { Value::Unknown };
                let int = world.basic(Basic::Int);
                self.record_type_and_value(file.unparen(range), Mode::Constant, int, Some(value));
            }
        }

        let (mut key, mut value) = (None, None);
        if x.is_valid() {
            let operand = self.operand_string(&x);
            let at = |i: usize| lhs.get(i).map(|&e| self.start_of(e));
            let complaint = match self.range_key_val(x.ty) {
                Err(cause) => {
                    (key, value) = (Some(world.invalid()), Some(world.invalid()));
                    let cause = if cause.is_empty() { cause } else { format!(": {cause}") };
                    Some((
                        self.operand_pos(&x),
                        "invalid-range-expr",
                        format!("cannot range over {operand}{cause}"),
                    ))
                }
                Ok((k, v)) => {
                    (key, value) = (k, v);
                    let (pos, message) = match (at(0), at(1), at(2)) {
                        (Some(pos), _, _) if k.is_none() => {
                            (Some(pos), format!("range over {operand} permits no iteration variables"))
                        }
                        (_, Some(pos), _) if v.is_none() => {
                            (Some(pos), format!("range over {operand} permits only one iteration variable"))
                        }
                        (_, _, Some(pos)) => {
                            (Some(pos), "range clause permits at most two iteration variables".to_string())
                        }
                        _ => (None, String::new()),
                    };
                    pos.map(|pos| (pos, "invalid-iter-var", message))
                }
            };
            if let Some((pos, code, message)) = complaint {
                self.soft_error(pos, code, message);
            }
        }

        self.open_scope(stmt.span, "range");
        let over_int = world.is_integer(x.ty);
        let types = [key, value];
        if define {
            self.range_vars(stmt.span.lo, lhs, types, over_int.then_some(&mut x), file.stmt(body).pos);
        } else if lhs.is_empty() {
            if over_int {
                // The operand may be an untyped constant.
                self.assignment(&mut x, None, "range clause");
            }
        } else {
            for (&e, ty) in lhs.iter().zip(types) {
                let Some(ty) = ty.filter(|&ty| ty != world.invalid()) else { continue };
                if over_int {
                    self.assign_operand(e, &mut x, "range clause");
                    if x.is_valid() && !world.is_integer(x.ty) {
                        let message = format!("cannot use iteration variable of type {}", self.show(x.ty));
                        self.soft_error(self.start_of(e), "invalid-range-expr", message);
                    }
                } else {
                    let mut y = self.range_operand(e, ty);
                    self.assign_operand(e, &mut y, "assignment");
                }
            }
        }
        self.stmt(body);
    }

    /// A value of the range clause, for which messages show the variable.
    fn range_operand(&self, e: ExprId, ty: Ty) -> crate::operand::Operand {
        self.stand_in(Mode::Value, e, self.start_of(e), self.expr_text(e), ty)
    }

    /// Declares the variables of a range clause; `int` is the operand of a range over an integer.
    fn range_vars(
        &mut self,
        pos: Pos,
        lhs: &[ExprId],
        types: [Option<Ty>; 2],
        mut int: Option<&mut crate::operand::Operand>,
        visible_from: Pos,
    ) {
        let world = self.world;
        let file = self.env.file.clone();
        let mut vars: Vec<Obj> = Vec::new();
        for (&e, ty) in lhs.iter().zip(types) {
            let at = self.start_of(e);
            let var = match file.opt_name(e) {
                Some(name) => {
                    let var = self.new_var(VarKind::Local, at, name, None, visible_from);
                    self.record_def(e, var);
                    if !name.is_blank() {
                        vars.push(var);
                    }
                    var
                }
                None => {
                    let message = format!("invalid syntax tree: cannot declare {}", self.expr_text(e));
                    self.error(at, "invalid-syntax-tree", message);
                    self.new_var(VarKind::Local, at, blank(), None, visible_from)
                }
            };
            let data = world.obj(var);
            match ty.filter(|&ty| ty != world.invalid()) {
                None => {
                    data.ty.set(world.invalid());
                    if let ObjKind::Var(var) = &data.kind {
                        var.used.raise();
                    }
                }
                Some(ty) => match &mut int {
                    Some(x) => self.init_var(var, x, "range clause"),
                    None => {
                        let mut y = self.range_operand(e, ty);
                        self.init_var(var, &mut y, "assignment");
                    }
                },
            }
        }
        if vars.is_empty() {
            return self.error(pos, "no-new-var", "no new variables on left side of :=");
        }
        for var in vars {
            self.declare(self.env.scope, None, var, visible_from);
        }
    }

    /// The types that ranging over a value yields, or why that is impossible.
    pub(crate) fn range_key_val(&self, ty: Ty) -> Result<KeyValue, String> {
        let world = self.world;
        let under = self.common_under(ty, |entry| {
            let (ty, under) = entry?;
            let send_only = matches!(world.kind(under), TyKind::Chan { dir: ChanDir::Send, .. });
            send_only.then(|| format!("receive from send-only channel {}", self.show(ty)))
        })?;
        let int = world.basic(Basic::Int);
        let target = match *world.kind(under) {
            TyKind::Pointer(base) if matches!(world.kind(world.under(base)), TyKind::Array { .. }) => {
                world.under(base)
            }
            _ => under,
        };
        match *world.kind(target) {
            TyKind::Basic(basic) if basic.is_string() => Ok((Some(int), Some(world.rune_ty))),
            TyKind::Basic(basic) if basic.is_integer() => {
                if self.allow_version(22) {
                    Ok((Some(ty), None))
                } else {
                    Err("requires go1.22 or later".to_string())
                }
            }
            TyKind::Array { elem, .. } | TyKind::Slice(elem) => Ok((Some(int), Some(elem))),
            TyKind::Map { key, elem } => Ok((Some(key), Some(elem))),
            TyKind::Chan { elem, .. } => Ok((Some(elem), None)),
            TyKind::Func(ref sig) => self.range_over_func(sig),
            _ => Err(String::new()),
        }
    }

    fn range_over_func(&self, sig: &Signature) -> Result<KeyValue, String> {
        const FORM: &str = "func must be func(yield func(...) bool)";
        let world = self.world;
        let fail = |what: &str| Err(format!("{FORM}: {what}"));
        if !self.allow_version(23) {
            return Err("requires go1.23 or later".to_string());
        }
        let [yield_param] = *sig.params else { return fail("wrong argument count") };
        if !sig.results.is_empty() {
            return fail("unexpected results");
        }
        let yield_ty = match self.common_under(yield_param.ty, |_| None) {
            Ok(ty) => ty,
            Err(cause) => return fail(&format!("in yield type, {cause}")),
        };
        let TyKind::Func(callback) = world.kind(yield_ty) else { return fail("argument is not func") };
        if callback.params.len() > 2 {
            return fail("yield func has too many parameters");
        }
        match *callback.results {
            [result] if world.identical(result.ty, world.basic(Basic::Bool)) => {}
            [result] if world.is_boolean(result.ty) => {
                return fail("yield func returns user-defined boolean, not bool");
            }
            _ => return fail("yield func does not return bool"),
        }
        if callback.variadic {
            return Err(format!("yield func of type {} cannot be variadic", self.show(yield_ty)));
        }
        let param = |i: usize| callback.params.get(i).map(|param| param.ty);
        Ok((param(0), param(1)))
    }
}
