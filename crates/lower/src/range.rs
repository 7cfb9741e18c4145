//! `for … range`.

use crate::func::{Body, JumpScope};
use crate::place::Loc;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::builder::Variable;
use pontoon_ssa::op::{BinaryOp as Op, IntCond, Mem, UnaryOp as Un};
use pontoon_ssa::{Block, Type, Value};
use pontoon_syntax::ast::{ExprId, ExprKind, ExprList, StmtId};
use pontoon_types::ty::{Basic, TyKind};
use pontoon_types::{Obj, Ty};

/// What a loop assigns in each round.
pub(crate) struct Targets {
    list: Vec<Option<ExprId>>,
    define: bool,
    /// Variables that all rounds share, before Go 1.22.
    shared: bool,
}

/// The blocks of a loop under way.
struct Loop {
    head: Block,
    next: Block,
    done: Block,
    counter: Variable,
}

impl Body<'_, '_> {
    pub fn range_stmt(
        &mut self,
        label: Option<Symbol>,
        s: StmtId,
        lhs: ExprList,
        define: bool,
        x: ExprId,
        body: StmtId,
    ) {
        let lhs = self.file.list(lhs);
        let target = |&x: &ExprId| {
            let x = self.file.unparen(x);
            (!self.file.opt_name(x).is_some_and(Symbol::is_blank)).then_some(x)
        };
        let list = lhs.iter().map(target).collect();
        let targets = Targets { list, define, shared: self.go_minor < 22 };
        if define && targets.shared {
            for &x in targets.list.iter().flatten() {
                if let Some(obj) = self.typed.obj(x) {
                    self.declare(obj, None);
                }
            }
        }
        let ty = self.ty(x);
        match self.under(ty) {
            TyKind::Basic(basic) if basic.is_string() => self.range_string(label, &targets, x, body),
            TyKind::Basic(_) => self.range_int(label, &targets, x, ty, body),
            &TyKind::Slice(elem) => {
                let slice = self.expr(x);
                self.range_elems(label, &targets, body, slice[0], slice[1], elem);
            }
            &TyKind::Array { len, elem } => self.range_array(label, &targets, x, ty, len, elem, body),
            &TyKind::Pointer(array) => {
                let array = self.cx.canonical(array);
                let &TyKind::Array { len, elem } = self.under(array) else { bug!("a pointer to an array") };
                let ptr = self.expr(x)[0];
                if targets.get(1).is_some() {
                    self.nil_check(ptr);
                }
                let len = self.b.iconst32(len as i32);
                self.range_elems(label, &targets, body, ptr, len, elem);
            }
            TyKind::Map { .. } => self.range_map(label, &targets, x, ty, body),
            TyKind::Chan { .. } => self.range_chan(label, &targets, x, body),
            _ => self.range_func(label, s, &targets, x, body),
        }
    }

    /// Begins a loop with a hidden counter; the current block is then the body's, with the counter below the limit.
    fn begin_loop(&mut self, label: Option<Symbol>, limit: Value, cond: IntCond) -> Loop {
        let ty = self.b.func.ty(limit);
        let counter = self.b.declare_var(ty);
        let zero = self.b.zero(ty);
        self.b.def_var(counter, zero);
        let (head, inside) = (self.b.new_block(), self.b.new_block());
        let (next, done) = (self.b.new_block(), self.b.new_block());
        self.b.jump(head, Vec::new());
        self.b.switch_to(head);
        let i = self.b.use_var(counter);
        let more = self.b.icmp(cond, i, limit);
        self.b.branch(more, inside, done);
        self.b.seal(inside);
        self.b.switch_to(inside);
        self.scopes.push(JumpScope { label, break_to: done, continue_to: Some(next), is_block: false });
        Loop { head, next, done, counter }
    }

    fn end_loop(&mut self, of: &Loop) {
        self.scopes.pop();
        self.go_on_at(of.next);
        let i = self.b.use_var(of.counter);
        let one = self.b.iconst(self.b.func.ty(i), 1);
        let i = self.b.binary(Op::Iadd, i, one);
        self.b.def_var(of.counter, i);
        self.finish_loop(of);
    }

    fn finish_loop(&mut self, of: &Loop) {
        self.b.jump(of.head, Vec::new());
        self.b.seal(of.head);
        self.b.seal(of.done);
        self.b.switch_to(of.done);
    }

    fn range_int(&mut self, label: Option<Symbol>, targets: &Targets, x: ExprId, mut ty: Ty, body: StmtId) {
        // `range 10` counts in the type of the variable.
        if let Some(target) = targets.get(0) {
            ty = self.target_ty(target);
        }
        let default = self.cx.world.default_type(ty);
        let ty = self.cx.canonical(default);
        let limit = self.value_of(x, ty)[0];
        let cond = if self.cx.world.is_unsigned(ty) { IntCond::Ult } else { IntCond::Slt };
        let of = self.begin_loop(label, limit, cond);
        let i = self.b.use_var(of.counter);
        self.set_target(targets, 0, ty, &[i]);
        self.stmt(body);
        self.end_loop(&of);
    }

    fn range_array(
        &mut self,
        label: Option<Symbol>,
        targets: &Targets,
        x: ExprId,
        ty: Ty,
        len: i64,
        elem: Ty,
        body: StmtId,
    ) {
        let limit = self.b.iconst32(len as i32);
        if targets.get(1).is_none() {
            if self.analysis.has_call(x) {
                self.expr(x);
            }
            let null = self.b.null();
            return self.range_elems(label, targets, body, null, limit, elem);
        }
        let value = self.expr(x);
        if self.info(ty).in_memory() {
            // The loop goes over a copy, which nobody can tell from a variable that is never assigned.
            let value = if self.is_constant_var(x) { value } else { self.own(ty, value) };
            return self.range_elems(label, targets, body, value[0], limit, elem);
        }
        // One element or none, in SSA.
        let of = self.begin_loop(label, limit, IntCond::Ult);
        let i = self.b.use_var(of.counter);
        let elem = self.cx.canonical(elem);
        let value = if len == 1 { value } else { self.zero(elem) };
        self.set_indexed(targets, i, elem, &value);
        self.stmt(body);
        self.end_loop(&of);
    }

    fn is_constant_var(&self, x: ExprId) -> bool {
        let x = self.file.unparen(x);
        match (self.file.expr(x).kind, self.typed.obj(x)) {
            (ExprKind::Name(_), Some(obj)) if self.vars.contains_key(&obj) => {
                let facts = self.analysis.var(obj);
                !facts.reassigned && !facts.addressed
            }
            _ => false,
        }
    }

    fn range_elems(
        &mut self,
        label: Option<Symbol>,
        targets: &Targets,
        body: StmtId,
        ptr: Value,
        len: Value,
        elem: Ty,
    ) {
        let elem = self.cx.canonical(elem);
        let size = self.info(elem).size;
        let of = self.begin_loop(label, len, IntCond::Ult);
        let i = self.b.use_var(of.counter);
        let mut value = Vec::new();
        if targets.get(1).is_some() {
            let addr = self.scaled(ptr, i, size);
            self.non_nil.insert(addr);
            value = self.load(&Loc::Mem(addr, 0), elem);
        }
        self.set_indexed(targets, i, elem, &value);
        self.stmt(body);
        self.end_loop(&of);
    }

    /// Sets the first variable to an index that is counted as an i32, and the second.
    fn set_indexed(&mut self, targets: &Targets, i: Value, ty: Ty, value: &[Value]) {
        let int = self.cx.world.basic(Basic::Int);
        let key = match targets.get(0) {
            Some(_) => vec![self.b.unary(Un::ExtendU, i)],
            None => Vec::new(),
        };
        self.set_both(targets, (int, &key), (ty, value));
    }

    /// Gives both variables their values for this round, as one assignment: the operands of both places are evaluated
    /// first.
    fn set_both(&mut self, targets: &Targets, first: (Ty, &[Value]), second: (Ty, &[Value])) {
        match (targets.get(0), targets.get(1)) {
            (Some(a), Some(b)) if !targets.define => {
                let mut list = Vec::new();
                for (target, (from, value)) in [(a, first), (b, second)] {
                    let to = self.target_ty(target);
                    let value = self.convert_for_assign(value.to_vec(), from, to);
                    list.push((target, self.place(target), to, value));
                }
                for (target, place, to, value) in list {
                    self.store_at(target, place, to, &value);
                }
            }
            _ => {
                self.set_target(targets, 0, first.0, first.1);
                self.set_target(targets, 1, second.0, second.1);
            }
        }
    }

    fn range_string(&mut self, label: Option<Symbol>, targets: &Targets, x: ExprId, body: StmtId) {
        let string = self.expr(x);
        let of = self.begin_loop(label, string[1], IntCond::Ult);
        let i = self.b.use_var(of.counter);
        let (rune, after) = (self.b.declare_var(Type::I32), self.b.declare_var(Type::I32));
        // One byte stands for itself below 0x80, most of the time.
        let addr = self.b.binary(Op::PtrAdd, string[0], i);
        let byte = self.b.load(Mem::I8U, addr, 0);
        self.b.def_var(rune, byte);
        let one = self.b.iconst32(1);
        let plus_one = self.b.binary(Op::Iadd, i, one);
        self.b.def_var(after, plus_one);
        let limit = self.b.iconst32(0x80);
        let ascii = self.b.icmp(IntCond::Ult, byte, limit);
        let (decode, known) = (self.b.new_block(), self.b.new_block());
        self.b.branch(ascii, known, decode);
        self.b.seal(decode);
        self.b.switch_to(decode);
        let wide = self.b.unary(Un::ExtendU, i);
        let decoded = self.runtime_call("decoderune", vec![string[0], string[1], wide]);
        self.b.def_var(rune, decoded[0]);
        let end = self.low_word(decoded[1]);
        self.b.def_var(after, end);
        self.b.jump(known, Vec::new());
        self.b.seal(known);
        self.b.switch_to(known);
        let int32 = self.cx.world.basic(Basic::Int32);
        let value = self.b.use_var(rune);
        self.set_indexed(targets, i, int32, &[value]);
        self.stmt(body);
        self.scopes.pop();
        self.go_on_at(of.next);
        let end = self.b.use_var(after);
        self.b.def_var(of.counter, end);
        self.finish_loop(&of);
    }

    fn range_chan(&mut self, label: Option<Symbol>, targets: &Targets, x: ExprId, body: StmtId) {
        let ty = self.ty(x);
        let elem = self.chan_elem(ty);
        let chan = self.expr(x)[0];
        let addr = if targets.get(0).is_some() { self.temp(elem) } else { self.b.null() };
        let (head, inside, done) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        let pos = self.b.pos();
        self.b.jump(head, Vec::new());
        self.b.switch_to(head);
        self.b.set_pos(pos);
        let ok = self.runtime_call("chanrecv2", vec![chan, addr])[0];
        self.b.branch(ok, inside, done);
        self.b.seal(inside);
        self.b.switch_to(inside);
        if targets.get(0).is_some() {
            let value = self.load(&Loc::Mem(addr, 0), elem);
            self.set_target(targets, 0, elem, &value);
        }
        self.scopes.push(JumpScope { label, break_to: done, continue_to: Some(head), is_block: false });
        self.stmt(body);
        self.scopes.pop();
        if self.b.is_reachable() {
            self.b.jump(head, Vec::new());
        }
        self.b.seal(head);
        self.b.seal(done);
        self.b.switch_to(done);
    }

    /// The iterator (maps.Iter) is on the memory stack; its first words point to the key, nil at the end, and the element.
    fn range_map(&mut self, label: Option<Symbol>, targets: &Targets, x: ExprId, ty: Ty, body: StmtId) {
        let map = self.expr(x)[0];
        let (key, elem) = self.cx.map_types(ty);
        let iter = self.map_iter(ty, map);
        let (head, inside) = (self.b.new_block(), self.b.new_block());
        let (next, done) = (self.b.new_block(), self.b.new_block());
        self.b.jump(head, Vec::new());
        self.b.switch_to(head);
        let key_addr = self.b.load(Mem::Ptr, iter, 0);
        let null = self.b.null();
        let more = self.b.icmp(IntCond::Ne, key_addr, null);
        self.b.branch(more, inside, done);
        self.b.seal(inside);
        self.b.switch_to(inside);
        self.scopes.push(JumpScope { label, break_to: done, continue_to: Some(next), is_block: false });
        self.non_nil.insert(key_addr);
        let elem_addr = self.b.load(Mem::Ptr, iter, 8);
        self.non_nil.insert(elem_addr);
        let mut load = |n, addr, ty| match targets.get(n) {
            Some(_) => self.load(&Loc::Mem(addr, 0), ty),
            None => Vec::new(),
        };
        let (key_value, value) = (load(0, key_addr, key), load(1, elem_addr, elem));
        self.set_both(targets, (key, &key_value), (elem, &value));
        self.stmt(body);
        self.scopes.pop();
        self.go_on_at(next);
        self.runtime_call("mapIterNext", vec![iter]);
        self.b.jump(head, Vec::new());
        self.b.seal(head);
        self.b.seal(done);
        self.b.switch_to(done);
    }

    fn target_ty(&mut self, target: ExprId) -> Ty {
        match self.typed.obj(target) {
            Some(obj) if self.file.opt_name(target).is_some() => self.obj_ty(obj),
            _ => self.ty(target),
        }
    }

    /// Gives the `n`-th variable of the loop its value for this round.
    pub fn set_target(&mut self, targets: &Targets, n: usize, from: Ty, value: &[Value]) {
        let Some(target) = targets.get(n) else { return };
        let to = self.target_ty(target);
        let value = self.convert_for_assign(value.to_vec(), from, to);
        let new: Option<Obj> = if targets.define { self.typed.obj(target) } else { None };
        match new {
            Some(obj) if !targets.shared => self.declare(obj, Some(&value)),
            _ => {
                let loc = self.target(target);
                self.store(&loc, to, &value);
            }
        }
    }
}

impl Targets {
    fn get(&self, n: usize) -> Option<ExprId> {
        self.list.get(n).copied().flatten()
    }
}
