//! Statements.

use crate::chan::Want;
use crate::func::{Base, Body, JumpScope, Storage};
use crate::place::Loc;
use crate::range_func::Exit;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::{Block, Value};
use pontoon_syntax::ast::{
    BinaryOp, BranchKind, DeclKind, ExprId, ExprKind, ExprList, StmtId, StmtKind, StmtList, UnaryOp,
};
use pontoon_types::{Obj, Ty, constant};

impl Body<'_, '_> {
    pub fn stmt(&mut self, s: StmtId) {
        let stmt = self.file.stmt(s);
        self.b.set_pos(stmt.pos);
        let label = match stmt.kind {
            StmtKind::Label { .. } => None,
            _ => self.pending_label.take(),
        };
        match &stmt.kind {
            StmtKind::Empty => {}
            StmtKind::Bad => bug!("a statement that could not be parsed reached lowering"),
            &StmtKind::Label { label, stmt } => self.labeled(self.file.name(label), stmt),
            &StmtKind::Block { stmts, .. } => self.labeled_block(label, stmts),
            &StmtKind::Expr(x) => self.expr_stmt(x),
            &StmtKind::Send { chan, value } => self.send_stmt(chan, value),
            &StmtKind::Go(call) => self.go_stmt(call),
            StmtKind::Select { clauses, .. } => self.select_stmt(label, clauses),
            StmtKind::Decl(decls) => {
                for &decl in decls {
                    if let DeclKind::Var { names, values, .. } = self.file.decl(decl).kind {
                        self.var_decl(names, values);
                    }
                }
            }
            &StmtKind::Assign { op: Some(op), lhs, rhs, .. } => {
                self.op_assign(op, self.file.list(lhs)[0], self.file.list(rhs)[0]);
            }
            &StmtKind::Assign { op: None, define, lhs, rhs } => self.assign(define, lhs, rhs),
            &StmtKind::IncDec { x, inc } => self.inc_dec(x, inc),
            &StmtKind::Branch { kind, label } => {
                self.branch_stmt(kind, label.map(|label| self.file.name(label)))
            }
            &StmtKind::Defer(call) => self.defer_stmt(call),
            &StmtKind::Return(values) => self.return_stmt(values),
            &StmtKind::If { init, cond, then, els } => self.if_stmt(init, cond, then, els),
            &StmtKind::For { init, cond, post, body } => self.for_stmt(label, init, cond, post, body),
            &StmtKind::Range { lhs, define, x, body } => self.range_stmt(label, s, lhs, define, x, body),
            StmtKind::Switch { init, tag, clauses, .. } => self.switch_stmt(label, *init, *tag, clauses),
            StmtKind::TypeSwitch { init, x, clauses, .. } => self.type_switch(label, *init, *x, clauses),
        }
        self.hoisted.clear();
    }

    pub fn stmts(&mut self, list: StmtList) {
        for &s in self.file.stmt_list(list) {
            self.stmt(s);
        }
    }

    fn labeled(&mut self, label: Symbol, stmt: StmtId) {
        if self.analysis.is_goto_target(label) {
            let block = self.label_block(label);
            self.b.jump(block, Vec::new());
            self.b.switch_to(block);
        }
        self.pending_label = Some(label);
        self.stmt(stmt);
        self.pending_label = None;
    }

    fn label_block(&mut self, label: Symbol) -> Block {
        if let Some(&block) = self.labels.get(&label) {
            return block;
        }
        let block = self.b.new_block();
        self.labels.insert(label, block);
        block
    }

    /// A block, which `break` with its label leaves.
    fn labeled_block(&mut self, label: Option<Symbol>, stmts: StmtList) {
        if label.is_none() {
            return self.stmts(stmts);
        }
        let done = self.b.new_block();
        self.scopes.push(JumpScope { label, break_to: done, continue_to: None, is_block: true });
        self.stmts(stmts);
        self.scopes.pop();
        self.go_on_at(done);
    }

    /// Falls into a block whose predecessors are all known then, and goes on there.
    pub fn go_on_at(&mut self, block: Block) {
        if self.b.is_reachable() {
            self.b.jump(block, Vec::new());
        }
        self.b.seal(block);
        self.b.switch_to(block);
    }

    fn expr_stmt(&mut self, x: ExprId) {
        let x = self.file.unparen(x);
        match self.file.expr(x).kind {
            ExprKind::Call { .. } => {
                self.call(x);
            }
            ExprKind::Unary { op: UnaryOp::Recv, x: chan } => {
                self.receive(x, chan, Want::Nothing);
            }
            _ => {
                self.expr(x);
            }
        }
    }

    // Assignment.

    fn var_decl(&mut self, names: ExprList, values: ExprList) {
        let names = self.file.list(names).to_vec();
        match self.file.list(values) {
            [] => {
                for name in names {
                    if let Some(obj) = self.declared(name) {
                        self.declare(obj, None);
                    }
                }
            }
            &[value] if names.len() > 1 => {
                let values = self.multi(value);
                self.assign_values(true, &names, values);
            }
            values => {
                let values = values.to_vec();
                self.assign_each(true, &names, &values);
            }
        }
    }

    /// The variable that a name declares, if it is not blank.
    fn declared(&mut self, name: ExprId) -> Option<Obj> {
        let obj = self.typed.obj(name)?;
        (!self.file.name(name).is_blank()).then_some(obj)
    }

    /// Whether an operand of `:=` declares a variable.
    fn is_new(&self, x: ExprId) -> bool {
        self.typed.obj(x).is_some_and(|obj| self.cx.world.obj(obj).pos == self.file.expr(x).pos)
    }

    fn assign(&mut self, define: bool, lhs: ExprList, rhs: ExprList) {
        let lhs: Vec<ExprId> = self.file.list(lhs).iter().map(|&x| self.file.unparen(x)).collect();
        let rhs = self.file.list(rhs).to_vec();
        if rhs.len() < lhs.len() {
            lhs.iter().for_each(|&x| self.hoist(x));
            let values = self.multi(rhs[0]);
            return self.assign_values(define, &lhs, values);
        }
        self.assign_each(define, &lhs, &rhs);
    }

    fn assign_each(&mut self, define: bool, lhs: &[ExprId], rhs: &[ExprId]) {
        if let (&[x], &[value]) = (lhs, rhs) {
            return self.assign_one(define, x, value);
        }
        lhs.iter().chain(rhs).for_each(|&x| self.hoist(x));
        let mut values = Vec::new();
        for (&x, &value) in lhs.iter().zip(rhs) {
            let ty = self.target_type(x, value);
            let value = self.value_of(value, ty);
            values.push((ty, self.own(ty, value)));
        }
        self.assign_values(define, lhs, values);
    }

    /// The type that a value has once it is assigned to `x`.
    fn target_type(&mut self, x: ExprId, value: ExprId) -> Ty {
        if self.file.opt_name(x).is_some_and(Symbol::is_blank) {
            let ty = self.ty(value);
            let ty = self.cx.world.default_type(ty);
            return self.cx.canonical(ty);
        }
        match self.typed.obj(x) {
            Some(obj) if self.file.opt_name(x).is_some() => self.obj_ty(obj),
            _ => self.ty(x),
        }
    }

    fn assign_one(&mut self, define: bool, x: ExprId, value: ExprId) {
        let ty = self.target_type(x, value);
        if self.file.opt_name(x).is_some_and(Symbol::is_blank) {
            self.value_of(value, ty);
            return;
        }
        if define && self.is_new(x) {
            let obj = self.declared(x).unwrap_or_else(|| bug!("a new variable has an object"));
            return self.declare_init(obj, ty, value);
        }
        self.hoist(x);
        self.hoist(value);
        let value = self.value_of(value, ty);
        let loc = self.target(x);
        self.set_pos(x);
        self.store(&loc, ty, &value);
    }

    fn declare_init(&mut self, obj: Obj, ty: Ty, value: ExprId) {
        if !self.info(ty).in_memory() {
            let value = self.value_of(value, ty);
            return self.declare(obj, Some(&value));
        }
        // The new variable is not in scope yet, and its storage is fresh but for the slot of a loop's earlier round, which
        // nothing refers to.
        let storage = self.new_storage(obj, ty);
        let Loc::Mem(addr, offset) = self.storage_loc(&storage) else { bug!("in memory") };
        let zeroed = matches!(storage, Storage::Memory(Base::Var(_)));
        self.init_at(addr, offset, ty, value, zeroed);
        self.vars.insert(obj, storage);
    }

    /// Assigns evaluated values: the operands of all places are evaluated before the first assignment.
    pub fn assign_values(&mut self, define: bool, lhs: &[ExprId], values: Vec<(Ty, Vec<Value>)>) {
        let mut places = Vec::new();
        for &x in lhs {
            let blank = self.file.opt_name(x).is_some_and(Symbol::is_blank);
            let place = if blank || (define && self.is_new(x)) { None } else { Some(self.place(x)) };
            places.push(place);
        }
        for ((&x, place), (from, value)) in lhs.iter().zip(places).zip(values) {
            if self.file.opt_name(x).is_some_and(Symbol::is_blank) {
                continue;
            }
            let to = match self.typed.obj(x) {
                Some(obj) if self.file.opt_name(x).is_some() => self.obj_ty(obj),
                _ => self.ty(x),
            };
            let value = self.convert_for_assign(value, from, to);
            match place {
                Some(place) => self.store_at(x, place, to, &value),
                None => {
                    let obj = self.typed.obj(x).unwrap_or_else(|| bug!("a new variable has an object"));
                    self.declare(obj, Some(&value));
                }
            }
        }
    }

    fn op_assign(&mut self, op: BinaryOp, x: ExprId, y: ExprId) {
        self.hoist(x);
        self.hoist(y);
        let ty = self.ty(x);
        let loc = self.target(x);
        let loc = self.updated(loc, op);
        let old = self.load(&loc, ty);
        let value = if matches!(op, BinaryOp::Shl | BinaryOp::Shr) {
            let count = self.shift_count(y);
            self.set_pos(x);
            vec![self.shift(op, ty, old[0], count)]
        } else {
            let operand = self.value_of(y, ty);
            self.set_pos(x);
            self.arith(op, ty, &old, &operand)
        };
        self.store(&loc, ty, &value);
    }

    /// The place that an operation changes. An element of a map is inserted first and then updated in memory, unless the
    /// operation may panic.
    fn updated(&mut self, loc: Loc, op: BinaryOp) -> Loc {
        match loc {
            Loc::MapElem(elem) if !matches!(op, BinaryOp::Div | BinaryOp::Rem) => {
                Loc::Mem(self.map_assign(&elem), 0)
            }
            loc => loc,
        }
    }

    fn inc_dec(&mut self, x: ExprId, inc: bool) {
        self.hoist(x);
        let ty = self.ty(x);
        let loc = self.target(x);
        let loc = self.updated(loc, BinaryOp::Add);
        let old = self.load(&loc, ty);
        let one = self.constant(&constant::make_int(1), ty);
        let op = if inc { BinaryOp::Add } else { BinaryOp::Sub };
        let value = self.arith(op, ty, &old, &one);
        self.store(&loc, ty, &value);
    }

    // Control flow.

    pub fn branch_stmt(&mut self, kind: BranchKind, label: Option<Symbol>) {
        if kind == BranchKind::Goto
            && let Some(label) = label
            && self.loop_body.is_some()
            && !self.analysis.has_label(self.part, label)
        {
            return self.leave_loop(Exit::Branch(kind, label));
        }
        let target = match kind {
            BranchKind::Goto => label.map(|label| self.label_block(label)),
            BranchKind::Fallthrough => self.fallthrough,
            BranchKind::Break => {
                let scope = self.scopes.iter().rev().find(|scope| match label {
                    Some(_) => scope.label == label,
                    None => !scope.is_block,
                });
                scope.map(|scope| scope.break_to)
            }
            BranchKind::Continue => {
                let scope =
                    self.scopes.iter().rev().find(|scope| {
                        scope.continue_to.is_some() && (label.is_none() || scope.label == label)
                    });
                scope.and_then(|scope| scope.continue_to)
            }
        };
        match (target, label) {
            (Some(target), _) => self.b.jump(target, Vec::new()),
            (None, Some(label)) => self.leave_loop(Exit::Branch(kind, label)),
            (None, None) => bug!("a branch leads nowhere"),
        }
    }

    fn return_stmt(&mut self, list: ExprList) {
        let types = self.returned_types();
        let values = match self.file.list(list) {
            [] => None,
            &[call] if types.len() > 1 => {
                let values = self.multi(call);
                let converted = values.into_iter().zip(&types);
                Some(converted.map(|((from, value), &to)| self.convert_for_assign(value, from, to)).collect())
            }
            list => {
                let list: Vec<_> = list.iter().copied().zip(types).collect();
                Some(self.values_of(&list))
            }
        };
        match self.loop_body {
            Some(_) => self.return_from_loop(values),
            None => self.return_now(values),
        }
    }

    /// The value of a condition that the source fixes, through `&&`, `||` and `!`.
    fn fixed(&self, e: ExprId) -> Option<bool> {
        if let Some(value) = self.typed.value(e) {
            return constant::bool_value(value);
        }
        match self.file.expr(e).kind {
            ExprKind::Paren(x) => self.fixed(x),
            ExprKind::Unary { op: UnaryOp::Not, x } => self.fixed(x).map(|b| !b),
            ExprKind::Binary { op: BinaryOp::AndAnd, x, y } => match self.fixed(x) {
                Some(true) => self.fixed(y),
                fixed => fixed,
            },
            ExprKind::Binary { op: BinaryOp::OrOr, x, y } => match self.fixed(x) {
                Some(false) => self.fixed(y),
                fixed => fixed,
            },
            _ => None,
        }
    }

    fn if_stmt(&mut self, init: Option<StmtId>, cond: Option<ExprId>, then: StmtId, els: Option<StmtId>) {
        if let Some(init) = init {
            self.stmt(init);
        }
        let cond = cond.unwrap_or_else(|| bug!("an if has a condition"));
        // What cannot run is not lowered, so that it asks for nothing.
        match self.fixed(cond) {
            Some(true) => return self.stmt(then),
            Some(false) => {
                if let Some(els) = els {
                    self.stmt(els);
                }
                return;
            }
            None => {}
        }
        let (yes, done) = (self.b.new_block(), self.b.new_block());
        let no = if els.is_some() { self.b.new_block() } else { done };
        self.cond(cond, yes, no);
        self.hoisted.clear();
        self.b.seal(yes);
        self.b.switch_to(yes);
        self.stmt(then);
        if self.b.is_reachable() {
            self.b.jump(done, Vec::new());
        }
        if let Some(els) = els {
            self.b.seal(no);
            self.b.switch_to(no);
            self.stmt(els);
            if self.b.is_reachable() {
                self.b.jump(done, Vec::new());
            }
        }
        self.b.seal(done);
        self.b.switch_to(done);
    }

    fn for_stmt(
        &mut self,
        label: Option<Symbol>,
        init: Option<StmtId>,
        cond: Option<ExprId>,
        post: Option<StmtId>,
        body: StmtId,
    ) {
        let mut copied = Vec::new();
        if let Some(init) = init {
            self.stmt(init);
            copied = self.per_iteration(init);
        }
        let (head, inside) = (self.b.new_block(), self.b.new_block());
        let (next, done) = (self.b.new_block(), self.b.new_block());
        self.b.jump(head, Vec::new());
        self.b.switch_to(head);
        match cond {
            Some(cond) if self.fixed(cond) != Some(true) => self.cond(cond, inside, done),
            _ => self.b.jump(inside, Vec::new()),
        }
        self.hoisted.clear();
        self.b.seal(inside);
        self.b.switch_to(inside);
        self.scopes.push(JumpScope { label, break_to: done, continue_to: Some(next), is_block: false });
        self.stmt(body);
        self.scopes.pop();
        self.go_on_at(next);
        for obj in copied {
            self.renew(obj);
        }
        if let Some(post) = post {
            self.stmt(post);
        }
        self.b.jump(head, Vec::new());
        self.b.seal(head);
        self.b.seal(done);
        self.b.switch_to(done);
    }

    /// The variables of a loop that somebody may hold beyond an iteration: from Go 1.22 on each iteration has its own.
    fn per_iteration(&mut self, init: StmtId) -> Vec<Obj> {
        let StmtKind::Assign { define: true, lhs, .. } = self.file.stmt(init).kind else { return Vec::new() };
        if self.go_minor < 22 {
            return Vec::new();
        }
        let names = self.file.list(lhs).iter();
        let objs = names.filter(|&&x| self.is_new(x)).filter_map(|&x| self.typed.obj(x));
        objs.filter(|&obj| self.analysis.var(obj).on_heap() && self.vars.contains_key(&obj)).collect()
    }

    /// Goes on with a copy of a variable.
    fn renew(&mut self, obj: Obj) {
        let ty = self.obj_ty(obj);
        let loc = self.var_loc(obj);
        let value = self.load(&loc, ty);
        let ptr = self.new_object(ty);
        self.store(&Loc::Mem(ptr, 0), ty, &value);
        match self.vars.get(&obj) {
            Some(&Storage::Memory(Base::Var(var))) => self.b.def_var(var, ptr),
            other => bug!("{other:?} is not on the heap"),
        }
    }
}
