//! Statements (types2's stmt.go).

use crate::checker::{Checker, Env};
use crate::expr::Usage;
use crate::operand::Operand;
use pontoon_base::Pos;
use pontoon_base::hash::FxHashMap;
use pontoon_syntax::ast::{BinaryOp, CaseClause, CommClause, ExprId, ExprKind, StmtId, StmtKind, UnaryOp};
use pontoon_types::Obj;
use pontoon_types::constant::{self, Value};
use pontoon_types::object::{ObjKind, VarKind};
use pontoon_types::ty::{Basic, Ty};
use pontoon_types::typed::{FuncObjs, Mode};

/// The constants of a switch's cases, with their types and positions.
type Seen = FxHashMap<CaseKey, Vec<(Ty, Pos)>>;

#[derive(PartialEq, Eq, Hash)]
enum CaseKey {
    Int(i128),
    Float(u64),
    String(Vec<u8>),
}

impl CaseKey {
    fn of(value: &Value) -> Option<CaseKey> {
        if let Some(bytes) = constant::string_value(value) {
            return Some(CaseKey::String(bytes.to_vec()));
        }
        if constant::is_int(value) {
            let small = constant::int64_value(value).map(i128::from);
            return small.or(constant::uint64_value(value).map(i128::from)).map(CaseKey::Int);
        }
        constant::is_float(value).then(|| CaseKey::Float(constant::f64_value(value).to_bits()))
    }
}

impl Checker<'_> {
    /// Checks a function's body.
    pub(crate) fn func_body(
        &mut self,
        decl: Option<Obj>,
        sig: Ty,
        objs: &FuncObjs,
        body: StmtId,
        iota: Option<u32>,
    ) {
        let file = self.env.file.clone();
        let inner = Env {
            scope: objs.scope,
            iota,
            err_pos: None,
            decl,
            sig: Some(sig),
            results: objs.results.clone(),
            is_panic: Vec::new(),
            has_call_or_recv: false,
            in_tparam_list: false,
            locals: Vec::new(),
            ..self.env.clone()
        };
        let outer = std::mem::replace(&mut self.env, inner);
        if let StmtKind::Block { stmts, rbrace } = file.stmt(body).kind {
            self.stmt_list(file.stmt_list(stmts));
            if !objs.results.is_empty() && !self.is_terminating(body, None) {
                self.error(rbrace, "missing-return", "missing return");
            }
        }
        self.usage();
        self.env = outer;
    }

    /// Reports variables of the function that are never used.
    fn usage(&mut self) {
        let world = self.world;
        let unused = |&obj: &Obj| matches!(&world.obj(obj).kind, ObjKind::Var(var) if !var.used.get());
        let mut list: Vec<_> = std::mem::take(&mut self.env.locals).into_iter().filter(unused).collect();
        list.sort_by_key(|&obj| world.obj(obj).pos);
        for obj in list {
            let data = world.obj(obj);
            self.soft_error(data.pos, "unused-var", format!("declared and not used: {}", data.name));
        }
    }

    pub(crate) fn stmt_list(&mut self, list: &[StmtId]) {
        for &id in list {
            self.stmt(id);
        }
    }

    pub(crate) fn stmt(&mut self, id: StmtId) {
        let top = self.delayed_top();
        let scope = self.env.scope;
        self.stmt_kind(id);
        self.process_delayed(top);
        self.env.scope = scope;
    }

    fn stmt_kind(&mut self, id: StmtId) {
        let file = self.env.file.clone();
        let stmt = file.stmt(id);
        match &stmt.kind {
            // Branches are checked with the labels.
            StmtKind::Bad | StmtKind::Empty | StmtKind::Branch { .. } => {}
            StmtKind::Decl(decls) => self.decl_stmt(decls),
            StmtKind::Label { stmt, .. } => self.stmt(*stmt),
            StmtKind::Expr(e) => self.expr_stmt(*e),
            StmtKind::Send { chan, value } => {
                let (mut ch, mut val) = (self.operand(), self.operand());
                self.expr(None, &mut ch, *chan);
                self.generic_expr(&mut val, *value, None);
                if ch.is_valid()
                    && val.is_valid()
                    && let Some(elem) = self.chan_elem(stmt.span.lo, &ch, false)
                {
                    self.assignment(&mut val, Some(elem), "send");
                }
            }
            StmtKind::Assign { op: Some(op), lhs, rhs, .. } => {
                let (&[lhs], &[rhs]) = (file.list(*lhs), file.list(*rhs)) else {
                    let message =
                        format!("assignment operation {} requires single-valued expressions", op.text());
                    return self.error(stmt.span.lo, "multi-val-assign-op", message);
                };
                let mut x = self.operand();
                self.binary(&mut x, None, lhs, rhs, *op);
                self.assign_operand(lhs, &mut x, "assignment");
            }
            StmtKind::Assign { define: true, lhs, rhs, .. } => {
                self.short_var_decl(stmt.pos, file.list(*lhs), file.list(*rhs));
            }
            StmtKind::Assign { lhs, rhs, .. } => self.assign_vars(file.list(*lhs), file.list(*rhs)),
            StmtKind::IncDec { x: e, inc } => {
                let mut x = self.operand();
                self.expr(None, &mut x, *e);
                if !x.is_valid() {
                    return;
                }
                if !self.world.all_numeric(x.ty) {
                    let op = if *inc { "++" } else { "--" };
                    let (text, ty) = (self.expr_text(*e), self.show(x.ty));
                    let message = format!("invalid operation: {text}{op} (non-numeric type {ty})");
                    return self.error(self.start_of(*e), "non-numeric-inc-dec", message);
                }
                self.assign_operand(*e, &mut x, "assignment");
            }
            StmtKind::Go(call) => self.suspended_call("go", *call),
            StmtKind::Defer(call) => self.suspended_call("defer", *call),
            StmtKind::Return(results) => self.return_stmt(stmt.span.lo, file.list(*results)),
            StmtKind::Block { stmts, .. } => {
                self.open_scope(stmt.span, "block");
                self.stmt_list(file.stmt_list(*stmts));
            }
            StmtKind::If { init, cond, then, els } => {
                self.open_scope(stmt.span, "if");
                self.simple_stmt(*init);
                self.condition(*cond, "if");
                self.stmt(*then);
                if let Some(els) = els {
                    self.stmt(*els);
                }
            }
            StmtKind::For { init, cond, post, body } => {
                self.open_scope(stmt.span, "for");
                self.simple_stmt(*init);
                self.condition(*cond, "for");
                self.simple_stmt(*post);
                if let Some(post) = post
                    && let StmtKind::Assign { define: true, lhs, .. } = file.stmt(*post).kind
                {
                    // Has been reported; the variables are not used only because of that.
                    self.use_exprs(file.list(lhs));
                }
                self.stmt(*body);
            }
            StmtKind::Range { lhs, define, x, body } => {
                self.range_stmt(stmt, file.list(*lhs), *x, *define, *body);
            }
            StmtKind::Switch { init, tag, clauses, rbrace } => {
                self.open_scope(stmt.span, "switch");
                self.simple_stmt(*init);
                self.switch_stmt(*tag, clauses, *rbrace);
            }
            StmtKind::TypeSwitch { init, lhs, x, clauses, .. } => {
                self.open_scope(stmt.span, "switch");
                self.simple_stmt(*init);
                self.type_switch_stmt(*lhs, *x, clauses);
            }
            StmtKind::Select { clauses, .. } => {
                self.select_stmt(clauses);
            }
        }
    }

    fn simple_stmt(&mut self, id: Option<StmtId>) {
        if let Some(id) = id {
            // Its variables belong to the scope around the whole statement.
            self.stmt(id);
        }
    }

    fn condition(&mut self, cond: Option<ExprId>, what: &str) {
        let Some(cond) = cond else { return };
        let mut x = self.operand();
        self.expr(None, &mut x, cond);
        if x.is_valid() && !self.world.all_boolean(x.ty) {
            let message = format!("non-boolean condition in {what} statement");
            self.error(self.start_of(cond), "invalid-cond", message);
        }
    }

    fn expr_stmt(&mut self, e: ExprId) {
        let mut x = self.operand();
        let usage = self.raw_expr(None, &mut x, e, None, false);
        let (code, complaint) = match x.mode {
            Mode::Builtin(_) => ("uncalled-builtin", "must be called"),
            Mode::Type => ("not-an-expr", "is not an expression"),
            _ if usage == Usage::Statement => return,
            _ => ("unused-expr", "is not used"),
        };
        let message = format!("{} {complaint}", self.operand_string(&x));
        self.error(self.operand_pos(&x), code, message);
    }

    /// The call of a `go` or `defer` statement.
    fn suspended_call(&mut self, keyword: &str, call: ExprId) {
        let code = if keyword == "go" { "invalid-go" } else { "invalid-defer" };
        if !matches!(self.env.file.expr(call).kind, ExprKind::Call { .. }) {
            let message = format!("expression in {keyword} must be function call");
            self.error(self.start_of(call), code, message);
            self.use_exprs(&[call]);
            return;
        }
        let mut x = self.operand();
        let (code, what) = match self.raw_expr(None, &mut x, call, None, false) {
            Usage::Statement => return,
            Usage::Conversion => (code, "requires function call, not conversion"),
            Usage::Expression => ("unused-results", "discards result of"),
        };
        let message = format!("{keyword} {what} {}", self.operand_string(&x));
        self.error(self.operand_pos(&x), code, message);
    }

    fn return_stmt(&mut self, pos: Pos, results: &[ExprId]) {
        let world = self.world;
        let vars = self.env.results.clone();
        let named = vars.first().is_some_and(|&var| !world.obj(var).name.is_empty());
        if !(results.is_empty() && named) {
            if vars.is_empty() && !results.is_empty() {
                // Too many, whatever they are; but they are checked.
                return self.init_vars(&[], results, Some(pos));
            }
            if vars.is_empty() {
                return;
            }
            return self.init_vars(&vars, results, Some(pos));
        }
        for var in vars {
            let name = world.obj(var).name;
            if let Some(inner) = self.lookup(name)
                && inner != var
                && !name.is_blank()
            {
                let at = self.pos_text(world.obj(inner).pos);
                let message = format!(
                    "result parameter {name} not in scope at return\n\t{at}: inner declaration of {}",
                    self.object_string(inner)
                );
                self.error(pos, "out-of-scope-result", message);
            }
        }
    }

    /// `var x int`
    fn object_string(&self, obj: Obj) -> String {
        let data = self.world.obj(obj);
        let kind = match &data.kind {
            ObjKind::Const { .. } => "const",
            ObjKind::TypeName => "type",
            ObjKind::Func(_) => "func",
            _ => "var",
        };
        let ty = data.ty.get().map_or_else(String::new, |ty| format!(" {}", self.show(ty)));
        format!("{kind} {}{ty}", data.name)
    }

    /// Reports a second `default`.
    fn multiple_defaults(&mut self, defaults: impl Iterator<Item = Pos>) {
        let defaults: Vec<_> = defaults.collect();
        if let [first, others @ ..] = &defaults[..] {
            for &pos in others {
                let message = format!("multiple defaults (first at {})", self.pos_text(*first));
                self.error(pos, "duplicate-default", message);
            }
        }
    }

    fn switch_stmt(&mut self, tag: Option<ExprId>, clauses: &[CaseClause], rbrace: Pos) {
        let world = self.world;
        let file = self.env.file.clone();
        let mut x = self.operand();
        if let Some(tag) = tag {
            self.expr(None, &mut x, tag);
            self.assignment(&mut x, None, "switch expression");
            if x.is_valid() && !world.comparable(x.ty) && !world.has_nil(x.ty) {
                let (operand, ty) = (self.operand_string(&x), self.show(x.ty));
                let message = format!("cannot switch on {operand} ({ty} is not comparable)");
                self.error(self.operand_pos(&x), "invalid-expr-switch", message);
                x.invalidate();
            }
        } else {
            let pos = clauses.first().map_or(rbrace, |clause| clause.pos);
            let bool_ty = world.basic(Basic::Bool);
            x = self.stand_in(Mode::Constant, x.expr, pos, "true".to_string(), bool_ty);
            x.value = Some(Value::Bool(true));
        }
        self.multiple_defaults(
            clauses.iter().filter(|clause| clause.cases.is_none()).map(|clause| clause.pos),
        );
        let mut seen = Seen::default();
        for clause in clauses {
            let values = clause.cases.map_or(&[][..], |cases| file.list(cases));
            for &value in values {
                self.case_value(&mut x, value, &mut seen);
            }
            let scope = self.open_scope(clause.span, "case");
            self.stmt_list(file.stmt_list(clause.body));
            self.env.scope = scope;
        }
    }

    fn case_value(&mut self, x: &mut Operand, e: ExprId, seen: &mut Seen) {
        let world = self.world;
        let mut v = self.operand();
        self.expr(None, &mut v, e);
        if !x.is_valid() || !v.is_valid() {
            return;
        }
        self.convert_untyped(&mut v, x.ty);
        if !v.is_valid() {
            return;
        }
        let mut result = v.clone();
        self.comparison(&mut result, x, BinaryOp::Eq, true);
        if !result.is_valid() || !v.is_constant() {
            return;
        }
        let Some(key) = CaseKey::of(v.constant()) else { return };
        let types = seen.entry(key).or_default();
        if let Some(&(_, first)) = types.iter().find(|&&(ty, _)| world.identical(ty, v.ty)) {
            let operand = self.operand_string(&v);
            let at = self.pos_text(first);
            let message = format!("duplicate case {operand} in expression switch\n\t{at}: previous case");
            return self.error(self.operand_pos(&v), "duplicate-case", message);
        }
        types.push((v.ty, self.env.file.expr(v.expr).pos));
    }

    fn type_switch_stmt(&mut self, lhs: Option<ExprId>, guard: ExprId, clauses: &[CaseClause]) {
        let world = self.world;
        let file = self.env.file.clone();
        let mut lhs = lhs;
        if let Some(name) = lhs
            && file.name(name).is_blank()
        {
            self.soft_error(self.start_of(name), "no-new-var", "no new variable on left side of :=");
            lhs = None;
        }
        let mut x = self.operand();
        self.expr(None, &mut x, guard);
        if x.is_valid() && !world.is_non_type_param_interface(x.ty) {
            let operand = self.operand_string(&x);
            let message = if world.is_type_param(x.ty) {
                format!("cannot use type switch on type parameter value {operand}")
            } else {
                format!("{operand} is not an interface")
            };
            self.error(self.operand_pos(&x), "invalid-type-switch", message);
            x.invalidate();
        }
        self.multiple_defaults(
            clauses.iter().filter(|clause| clause.cases.is_none()).map(|clause| clause.pos),
        );
        let mut seen: Vec<(Option<Ty>, Pos)> = Vec::new();
        let mut vars = Vec::new();
        for clause in clauses {
            let cases = clause.cases.map_or(&[][..], |cases| file.list(cases));
            let ty = self.case_types(&x, cases, &mut seen);
            let scope = self.open_scope(clause.span, "case");
            if let Some(name) = lhs {
                let var = self.new_var(
                    VarKind::Local,
                    self.start_of(name),
                    file.name(name),
                    Some(ty),
                    clause.colon,
                );
                self.declare(self.env.scope, None, var, clause.colon);
                self.typed.implicits.insert(clause.pos, var);
                vars.push(var);
            }
            self.stmt_list(file.stmt_list(clause.body));
            self.env.scope = scope;
        }
        let Some(name) = lhs else { return };
        let mut used = false;
        for var in vars {
            if let ObjKind::Var(data) = &world.obj(var).kind {
                used |= data.used.get();
                // The clauses' variables are reported together, here.
                data.used.raise();
            }
        }
        if !used {
            let message = format!("{} declared and not used", file.name(name));
            self.soft_error(self.start_of(name), "unused-var", message);
        }
    }

    /// The type of the variable in a clause with these types.
    fn case_types(&mut self, x: &Operand, cases: &[ExprId], seen: &mut Vec<(Option<Ty>, Pos)>) -> Ty {
        let world = self.world;
        let mut single = None;
        for &e in cases {
            let pos = self.start_of(e);
            let ty = if self.is_nil(e) {
                let mut dummy = self.operand();
                self.expr(None, &mut dummy, e);
                None
            } else {
                let ty = self.var_type(e);
                single = Some(ty);
                if !world.is_valid(ty) {
                    continue;
                }
                Some(ty)
            };
            let same = |other: Option<Ty>| match (ty, other) {
                (Some(a), Some(b)) => world.identical(a, b),
                (a, b) => a == b,
            };
            if let Some(&(_, first)) = seen.iter().find(|&&(other, _)| same(other)) {
                let text = ty.map_or_else(|| "nil".to_string(), |ty| self.show(ty));
                let at = self.pos_text(first);
                let message = format!("duplicate case {text} in type switch\n\t{at}: previous case");
                self.error(pos, "duplicate-case", message);
                continue;
            }
            seen.push((ty, pos));
            if let Some(ty) = ty
                && x.is_valid()
            {
                self.type_assertion(e, x, ty, true);
            }
        }
        match single {
            Some(ty) if cases.len() == 1 => ty,
            _ if x.is_valid() => x.ty,
            _ => world.invalid(),
        }
    }

    fn is_nil(&self, e: ExprId) -> bool {
        let name = self.env.file.opt_name(self.env.file.unparen(e));
        let obj = name.and_then(|name| self.lookup(name));
        obj.is_some_and(|obj| matches!(self.world.obj(obj).kind, ObjKind::Nil))
    }

    fn select_stmt(&mut self, clauses: &[CommClause]) {
        let file = self.env.file.clone();
        self.multiple_defaults(
            clauses.iter().filter(|clause| clause.comm.is_none()).map(|clause| clause.pos),
        );
        for clause in clauses {
            let receive =
                |e| matches!(file.expr(file.unparen(e)).kind, ExprKind::Unary { op: UnaryOp::Recv, .. });
            let valid = match clause.comm.map(|comm| &file.stmt(comm).kind) {
                None | Some(StmtKind::Send { .. }) => true,
                Some(StmtKind::Assign { rhs, .. }) => match file.list(*rhs) {
                    &[rhs] => receive(rhs),
                    _ => false,
                },
                Some(StmtKind::Expr(e)) => receive(*e),
                Some(_) => false,
            };
            if !valid {
                let pos = clause.comm.map_or(clause.pos, |comm| file.stmt(comm).span.lo);
                let message = "select case must be send or receive (possibly with assignment)";
                self.error(pos, "invalid-select-case", message);
                continue;
            }
            let scope = self.open_scope(clause.span, "case");
            if let Some(comm) = clause.comm {
                // Its variables belong to the clause.
                self.stmt(comm);
            }
            self.stmt_list(file.stmt_list(clause.body));
            self.env.scope = scope;
        }
    }
}
