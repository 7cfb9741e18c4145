//! Assignments, initializations and short variable declarations (types2's assignments.go).

use crate::checker::Checker;
use crate::operand::Operand;
use pontoon_base::hash::FxHashSet;
use pontoon_base::{Pos, Symbol};
use pontoon_syntax::ast::{ExprId, ExprKind};
use pontoon_types::Obj;
use pontoon_types::object::{ObjKind, VarKind};
use pontoon_types::ty::{Basic, Ty, TyKind};
use pontoon_types::typed::Mode;

impl Checker<'_> {
    /// Checks that `x` can be assigned to a variable of type `ty`, and converts it if it is untyped. Without a type it
    /// is assigned to the blank identifier. `x` is invalid after an error.
    pub(crate) fn assignment(&mut self, x: &mut Operand, ty: Option<Ty>, context: &str) {
        let world = self.world;
        self.single_value(x);
        match x.mode {
            Mode::Invalid => return,
            Mode::NoValue | Mode::Builtin(_) | Mode::Type => {
                let target = ty.map_or_else(|| "<nil>".to_string(), |ty| self.show(ty));
                let message = format!("cannot assign {} to {target} in {context}", self.operand_string(x));
                self.error(self.operand_pos(x), "incompatible-assign", message);
                return x.invalidate();
            }
            _ => {}
        }
        if world.is_untyped(x.ty) && !self.assign_untyped(x, ty, context) {
            return x.invalidate();
        }

        // A generic function becomes an instance if the variable's type tells which.
        let generic = matches!(world.kind(x.ty), TyKind::Func(sig) if !sig.tparams.is_empty());
        let target = if generic { self.new_target(ty, || context.to_string()) } else { None };
        self.non_generic(target.as_ref(), x);
        let (true, Some(ty)) = (x.is_valid(), ty) else { return };

        let mut cause = String::new();
        if let Err(code) = self.assignable_to(x, ty, Some(&mut cause)) {
            let (operand, target) = (self.operand_string(x), self.show(ty));
            let cause = if cause.is_empty() { cause } else { format!(": {cause}") };
            let message = format!("cannot use {operand} as {target} value in {context}{cause}");
            self.error(self.operand_pos(x), code, message);
            x.invalidate();
        }
    }

    /// The part of `assignment` that gives an untyped operand its type. False after an error.
    fn assign_untyped(&mut self, x: &mut Operand, ty: Option<Ty>, context: &str) -> bool {
        let world = self.world;
        let target = match ty {
            None if x.is_nil() => {
                let message = format!("use of untyped nil in {context}");
                self.error(self.operand_pos(x), "untyped-nil-use", message);
                return false;
            }
            Some(ty) if x.is_nil() || !world.is_non_type_param_interface(ty) => ty,
            _ => world.default_type(x.ty),
        };
        match self.implicit_type_and_value(x, target) {
            Ok((ty, value)) => {
                self.take_implicit_type(x, ty, value);
                true
            }
            Err(code) => {
                let (code, how) = match code {
                    "truncated-float" => (code, " (truncated)"),
                    "numeric-overflow" => (code, " (overflows)"),
                    _ => ("incompatible-assign", ""),
                };
                let (operand, target) = (self.operand_string(x), self.show(target));
                let message = format!("cannot use {operand} as {target} value in {context}{how}");
                self.error(self.operand_pos(x), code, message);
                false
            }
        }
    }

    /// Initializes a constant, whose type is that of `x` if it has none yet.
    pub(crate) fn init_const(&mut self, lhs: Obj, x: &mut Operand) {
        let world = self.world;
        let data = world.obj(lhs);
        let ready = self.init_type(lhs, x);
        if !ready {
            return;
        }
        if !x.is_constant() {
            let message = format!("{} is not constant", self.operand_string(x));
            self.error(self.operand_pos(x), "invalid-const-init", message);
            if data.ty.get().is_none() {
                data.ty.set(world.invalid());
            }
            return;
        }
        let ty = data.ty.get().unwrap_or(x.ty);
        data.ty.set(ty);
        self.assignment(x, Some(ty), "constant declaration");
        if x.is_valid()
            && let ObjKind::Const { value } = &data.kind
        {
            // Set once: an initializer that a cycle makes be checked twice has the same value.
            let _ = value.set(x.constant().clone());
        }
    }

    /// Whether both sides of an initialization are valid so far. If not, the object has a type at least.
    fn init_type(&self, lhs: Obj, x: &Operand) -> bool {
        let world = self.world;
        let cell = &world.obj(lhs).ty;
        let valid = x.is_valid() && world.is_valid(x.ty) && cell.get().is_none_or(|ty| world.is_valid(ty));
        if !valid && cell.get().is_none() {
            cell.set(world.invalid());
        }
        valid
    }

    /// Initializes a variable, whose type is that of `x` if it has none yet. `x` is invalid after an error.
    pub(crate) fn init_var(&mut self, lhs: Obj, x: &mut Operand, context: &str) {
        let world = self.world;
        if !self.init_type(lhs, x) {
            return x.invalidate();
        }
        let cell = &world.obj(lhs).ty;
        let ty = match cell.get() {
            Some(ty) => ty,
            None if x.ty == world.basic(Basic::UntypedNil) => {
                let message = format!("use of untyped nil in {context}");
                self.error(self.operand_pos(x), "untyped-nil-use", message);
                cell.set(world.invalid());
                return x.invalidate();
            }
            None => {
                let ty = world.default_type(x.ty);
                cell.set(ty);
                ty
            }
        };
        self.assignment(x, Some(ty), context);
    }

    /// The variable of this package that `name` means, and whether it counts as used: for `restore_use`, since being
    /// assigned to is no use.
    pub(crate) fn local_use(&mut self, name: Symbol) -> Option<(Obj, bool)> {
        let obj = self.lookup(name)?;
        let data = self.world.obj(obj);
        match &data.kind {
            ObjKind::Var(var) if data.pkg == Some(self.pkg) => Some((obj, var.used.get())),
            _ => None,
        }
    }

    pub(crate) fn restore_use(&mut self, before: Option<(Obj, bool)>) {
        if let Some((obj, used)) = before
            && let ObjKind::Var(var) = &self.world.obj(obj).kind
        {
            var.used.put(used);
        }
    }

    /// The type of a variable on the left side of an assignment; absent for the blank identifier, invalid after an
    /// error.
    pub(crate) fn lhs_var(&mut self, lhs: ExprId) -> Option<Ty> {
        let world = self.world;
        let file = self.env.file.clone();
        let name = file.opt_name(file.unparen(lhs));
        if name.is_some_and(Symbol::is_blank) {
            return None;
        }
        let before = name.and_then(|name| self.local_use(name));
        let mut x = self.operand();
        self.expr(None, &mut x, lhs);
        self.restore_use(before);

        let invalid = Some(world.invalid());
        if !x.is_valid() || !world.is_valid(x.ty) {
            return invalid;
        }
        if matches!(x.mode, Mode::Variable | Mode::MapIndex) {
            return Some(x.ty);
        }
        let text = self.operand_text(&x);
        if let ExprKind::Selector { x: holder, .. } = file.expr(x.expr).kind {
            let mut op = self.operand();
            self.expr(None, &mut op, holder);
            if op.mode == Mode::MapIndex {
                let message = format!("cannot assign to struct field {text} in map");
                self.error(self.operand_pos(&x), "unaddressable-field-assign", message);
                return invalid;
            }
        }
        let message = format!("cannot assign to {text} (neither addressable nor a map index expression)");
        self.error(self.operand_pos(&x), "unassignable-operand", message);
        invalid
    }

    /// `lhs = rhs`.
    pub(crate) fn assign_var(&mut self, lhs: ExprId, rhs: ExprId, context: &str) {
        let ty = self.lhs_var(lhs);
        if ty.is_some_and(|ty| !self.world.is_valid(ty)) {
            self.use_exprs(&[rhs]);
            return;
        }
        let is_func = |&ty: &Ty| matches!(self.world.kind(self.world.under(ty)), TyKind::Func(_));
        let target = self.new_target(ty.filter(is_func), || self.expr_text(lhs));
        let mut x = self.operand();
        self.expr(target.as_ref(), &mut x, rhs);
        self.assignment(&mut x, ty, named_context(ty, context));
    }

    /// `lhs = x` with an operand that has been checked. It is invalid after an error.
    pub(crate) fn assign_operand(&mut self, lhs: ExprId, x: &mut Operand, context: &str) {
        let ty = self.lhs_var(lhs);
        if ty.is_some_and(|ty| !self.world.is_valid(ty)) {
            return x.invalidate();
        }
        self.assignment(x, ty, named_context(ty, context));
    }

    /// `(T1, T2, …)` as messages show the types of arguments, parameters or results.
    pub(crate) fn types_summary(&self, types: &[Ty], variadic: bool, dots: bool) -> String {
        let world = self.world;
        let mut parts = Vec::with_capacity(types.len());
        for (i, &ty) in types.iter().enumerate() {
            let last = i + 1 == types.len();
            let mut text = match world.kind(ty) {
                _ if !world.is_valid(ty) => "unknown type".to_string(),
                // "number" instead of "untyped int", which would be taken as a demand.
                TyKind::Basic(basic) if basic.is_untyped() && basic.is_numeric() => "number".to_string(),
                TyKind::Basic(basic) if basic.is_untyped() => basic.name().replace("untyped ", ""),
                _ => self.show(ty),
            };
            if last && variadic {
                if let &TyKind::Slice(elem) = world.kind(ty) {
                    text = self.show(elem);
                }
                text.insert_str(0, "...");
            } else if last && dots {
                text.push_str("...");
            }
            parts.push(text);
        }
        format!("({})", parts.join(", "))
    }

    fn assign_error(&mut self, rhs: &[ExprId], l: usize, r: usize) {
        let (vars, vals) = (measure(l, "variable"), measure(r, "value"));
        let inner = self.env.file.unparen(rhs[0]);
        let message = match self.env.file.expr(inner).kind {
            ExprKind::Call { fun, .. } if rhs.len() == 1 => {
                format!("assignment mismatch: {vars} but {} returns {vals}", self.expr_text(fun))
            }
            _ => format!("assignment mismatch: {vars} but {vals}"),
        };
        self.error(self.start_of(rhs[0]), "wrong-assign-count", message);
    }

    fn return_error(&mut self, mut pos: Pos, lhs: &[Obj], rhs: &[Operand]) {
        let mut qualifier = "not enough";
        if let Some(extra) = rhs.get(lhs.len()) {
            pos = self.operand_pos(extra);
            qualifier = "too many";
        } else if let Some(last) = rhs.last() {
            pos = self.operand_pos(last);
        }
        let have: Vec<_> = rhs.iter().map(|x| x.ty).collect();
        let type_of = |&obj: &Obj| self.world.obj(obj).ty.get().unwrap_or(self.world.invalid());
        let want: Vec<_> = lhs.iter().map(type_of).collect();
        let (have, want) = (self.types_summary(&have, false, false), self.types_summary(&want, false, false));
        let message = format!("{qualifier} return values\n\thave {have}\n\twant {want}");
        self.error(pos, "wrong-result-count", message);
    }

    fn is_call(&self, list: &[ExprId]) -> bool {
        let &[e] = list else { return false };
        matches!(self.env.file.expr(self.env.file.unparen(e)).kind, ExprKind::Call { .. })
    }

    /// Initializes variables; for a return statement, which stands at that position, the result variables.
    pub(crate) fn init_vars(&mut self, lhs: &[Obj], rhs: &[ExprId], return_pos: Option<Pos>) {
        let world = self.world;
        let context = match return_pos {
            Some(_) => "return statement",
            None if lhs.len() > 1 => "multiple assignment",
            None => "assignment",
        };
        // One to one; but a single call is looked at below, for better messages.
        if lhs.len() == rhs.len() && !self.is_call(rhs) {
            for (&lhs, &rhs) in lhs.iter().zip(rhs) {
                let data = world.obj(lhs);
                let target = self.new_target(data.ty.get(), || match data.name.as_str() {
                    "" => "result variable".to_string(),
                    name => name.to_string(),
                });
                let mut x = self.operand();
                self.expr(target.as_ref(), &mut x, rhs);
                self.init_var(lhs, &mut x, context);
            }
            return;
        }
        if let &[e] = rhs {
            let (mut operands, comma_ok) = self.multi_expr(e, lhs.len() == 2 && return_pos.is_none());
            if operands.len() == lhs.len() {
                for (&lhs, x) in lhs.iter().zip(&mut operands) {
                    self.init_var(lhs, x, context);
                }
                if comma_ok {
                    self.finish_comma_ok(e, &operands);
                }
                return;
            }
            // A mismatch is only reported if nothing else is wrong.
            if operands[0].is_valid() {
                match return_pos {
                    Some(pos) => self.return_error(pos, lhs, &operands),
                    None => self.assign_error(rhs, lhs.len(), operands.len()),
                }
            }
        } else if self.use_exprs(rhs) {
            match return_pos {
                Some(pos) => {
                    let operands = self.expr_list(rhs);
                    self.return_error(pos, lhs, &operands);
                }
                None => self.assign_error(rhs, lhs.len(), rhs.len()),
            }
        }
        for &lhs in lhs {
            let cell = &world.obj(lhs).ty;
            if cell.get().is_none() {
                cell.set(world.invalid());
            }
        }
    }

    /// Records the comma-ok form if both assignments went well.
    fn finish_comma_ok(&mut self, e: ExprId, operands: &[Operand]) {
        if let [value, ok] = operands
            && value.is_valid()
            && ok.is_valid()
        {
            self.record_comma_ok_types(e, value.ty, ok.ty);
        }
    }

    /// `lhs, … = rhs, …`.
    pub(crate) fn assign_vars(&mut self, lhs: &[ExprId], rhs: &[ExprId]) {
        let context = if lhs.len() > 1 { "multiple assignment" } else { "assignment" };
        if lhs.len() == rhs.len() && !self.is_call(rhs) {
            for (&lhs, &rhs) in lhs.iter().zip(rhs) {
                self.assign_var(lhs, rhs, context);
            }
            return;
        }
        let &[e] = rhs else {
            let (lhs_ok, rhs_ok) = (self.use_lhs(lhs), self.use_exprs(rhs));
            if lhs_ok && rhs_ok {
                self.assign_error(rhs, lhs.len(), rhs.len());
            }
            return;
        };
        let (mut operands, comma_ok) = self.multi_expr(e, lhs.len() == 2);
        if operands.len() == lhs.len() {
            for (&lhs, x) in lhs.iter().zip(&mut operands) {
                self.assign_operand(lhs, x, context);
            }
            if comma_ok {
                self.finish_comma_ok(e, &operands);
            }
            return;
        }
        if operands[0].is_valid() {
            self.assign_error(rhs, lhs.len(), operands.len());
        }
        self.use_lhs(lhs);
    }

    /// `lhs, … := rhs, …`. `pos` is the operator's.
    pub(crate) fn short_var_decl(&mut self, pos: Pos, lhs: &[ExprId], rhs: &[ExprId]) {
        let world = self.world;
        let file = self.env.file.clone();
        let top = self.delayed_top();
        let scope = self.env.scope;
        let visible_from = rhs.last().map_or(pos, |&last| self.span_of(last).hi);

        let mut seen = FxHashSet::default();
        let mut vars = Vec::with_capacity(lhs.len());
        let mut new_vars = Vec::new();
        let mut failed = false;
        for &e in lhs {
            let at = self.start_of(e);
            let known = 'known: {
                let Some(name) = file.opt_name(e) else {
                    self.use_lhs(&[e]);
                    let message = format!("non-name {} on left side of :=", self.expr_text(e));
                    self.error(at, "bad-decl", message);
                    break 'known None;
                };
                if !name.is_blank() && !seen.insert(name) {
                    self.error(at, "repeated-decl", format!("{name} repeated on left side of :="));
                    break 'known None;
                }
                // In this scope already: assigned to, not declared.
                if let Some(alt) = world.scopes[scope].get(name) {
                    self.record_use(e, alt);
                    if matches!(world.obj(alt).kind, ObjKind::Var(_)) {
                        break 'known Some(alt);
                    }
                    self.error(at, "unassignable-operand", format!("cannot assign to {name}"));
                    break 'known None;
                }
                let var = self.new_var(VarKind::Local, at, name, None, visible_from);
                if !name.is_blank() {
                    new_vars.push(var);
                }
                self.record_def(e, var);
                Some(var)
            };
            failed |= known.is_none();
            let blank = || self.new_var(VarKind::Local, at, Symbol::intern("_"), None, visible_from);
            vars.push(known.unwrap_or_else(blank));
        }
        self.init_vars(&vars, rhs, None);
        // Function literals are checked before the scope changes.
        self.process_delayed(top);
        if new_vars.is_empty() && !failed {
            return self.soft_error(pos, "no-new-var", "no new variables on left side of :=");
        }
        for var in new_vars {
            self.declare(scope, None, var, visible_from);
        }
    }
}

fn named_context(ty: Option<Ty>, context: &str) -> &str {
    if ty.is_none() && context == "assignment" { "assignment to _ identifier" } else { context }
}

/// `1 variable`, `2 variables`.
pub(crate) fn measure(n: usize, unit: &str) -> String {
    if n == 1 { format!("{n} {unit}") } else { format!("{n} {unit}s") }
}
