//! `for … range` over a function (GOROOT/src/cmd/compile/internal/rangefunc/rewrite.go has the semantics).
//!
//! The loop's body becomes a function that the iterator is given. Its closure holds the loop's *state*, which tells calls
//! that the iterator may not make, and *next*: what the function around does once the iterator has returned, if the body
//! was left otherwise than by `continue` or a plain `break`. The body is lowered together with the function around it,
//! which so learns which ways out there are.

use crate::call::Prepared;
use crate::closure::Part;
use crate::defer::Site;
use crate::func::{Body, JumpScope};
use crate::range::Targets;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::op::{InstKind, IntCond, Mem, Target as Jump, UnaryOp as Un};
use pontoon_ssa::{Func, FuncData, Value};
use pontoon_syntax::ast::{BranchKind, ExprId, StmtId};
use pontoon_types::ty::TyKind;
use pontoon_types::{Obj, Ty};

/// Where state, next and the list of deferred calls are in the closure.
const STATE: u32 = 8;
const NEXT: u32 = 12;
const DEFERS: u32 = 16;

/// The states: internal/abi's RF_State.
const DONE: i32 = 0;
const READY: i32 = 1;
/// The body runs, or has panicked.
const PANIC: i32 = 2;
const EXHAUSTED: i32 = 3;
const MISSING_PANIC: i64 = 4;

/// A way out of the body that the function around must take on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Exit {
    Return,
    /// To a label outside of the loop.
    Branch(BranchKind, Symbol),
}

/// What lowering the body of such a loop keeps in addition.
pub(crate) struct LoopBody {
    /// The closure.
    context: Value,
    /// The ways out, numbered from 1.
    exits: Vec<Exit>,
    /// Results of the innermost function that is no such body.
    results: Vec<(Obj, Ty)>,
    /// Number of the first `defer` in here among those of that function, and what they do.
    first_site: usize,
    sites: Vec<Site>,
}

impl Body<'_, '_> {
    pub fn range_func(
        &mut self,
        label: Option<Symbol>,
        s: StmtId,
        targets: &Targets,
        x: ExprId,
        body: StmtId,
    ) {
        let sig = self.ty(x);
        let TyKind::Func(sig) = self.under(sig) else { bug!("the iterator is a function") };
        let yield_ty = self.cx.canonical(sig.params[0].ty);
        let part = Part::LoopBody(s);
        let convention = self.cx.convention(&[], yield_ty, true);
        let name = self.part_name(part);
        let mut declared = FuncData::new(name, convention.sig.clone());
        declared.pos = self.file.stmt(s).pos;
        declared.attrs.recovers = self.analysis.func(Some(part)).has_recover;
        let func = self.cx.program.funcs.push(declared);
        let iterator = self.callee(x);
        let Some(exits) = self.loop_body(func, part, label, targets, yield_ty, body) else {
            self.failed = true;
            return;
        };
        let layout = self.closure_layout(part);
        let closure = self.closure(func, &layout);
        let ready = self.b.iconst32(READY);
        self.b.store(Mem::I32, closure, STATE, ready);
        if self.analysis.func(Some(part)).shares_defers {
            let list = self.shared_defers();
            self.b.store(Mem::Ptr, closure, DEFERS, list);
        }
        self.set_pos(x);
        let prepared = self.with_arguments(iterator, vec![closure]);
        self.finish_call(prepared);
        self.after_iterator(closure, &exits);
    }

    /// Lowers the body; gives the ways out of it.
    fn loop_body(
        &mut self,
        func: Func,
        part: Part,
        label: Option<Symbol>,
        targets: &Targets,
        yield_ty: Ty,
        body: StmtId,
    ) -> Option<Vec<Exit>> {
        let convention = self.cx.convention(&[], yield_ty, true);
        let results = match &self.loop_body {
            Some(around) => around.results.clone(),
            None => self.results.iter().copied().zip(self.convention.results.iter().copied()).collect(),
        };
        let first_site = self.next_site();
        let (decl, typed, targs) = (self.decl, self.typed.clone(), self.targs.clone());
        let mut inner = Body::new(self.cx, func, decl, typed, &targs, Some(part), convention)?;
        let mut params = inner.b.params();
        let context = params.pop().unwrap_or_else(|| bug!("a closure's code takes its context last"));
        inner.non_nil.insert(context);
        inner.loop_body =
            Some(LoopBody { context, exits: Vec::new(), results, first_site, sites: Vec::new() });
        inner.b.set_pos(inner.file.stmt(body).pos);
        inner.take_offer();
        inner.unpack_captures(context);
        inner.begin_round(context);
        inner.round(label, targets, yield_ty, &params, body);
        let LoopBody { exits, sites, .. } =
            inner.loop_body.take().unwrap_or_else(|| bug!("the loop's body is being lowered"));
        let mut data = inner.finish()?;
        let declared = &self.cx.program.funcs[func];
        data.attrs = declared.attrs;
        data.pos = declared.pos;
        self.cx.program.funcs[func] = data;
        self.add_sites(sites);
        Some(exits)
    }

    /// Checks that the iterator may call the body now.
    fn begin_round(&mut self, context: Value) {
        let state = self.b.load(Mem::I32, context, STATE);
        self.set_state(context, PANIC);
        let ready = self.b.iconst32(READY);
        let may = self.b.icmp(IntCond::Eq, state, ready);
        let (go, refuse) = (self.b.new_block(), self.b.new_block());
        self.b.branch(may, go, refuse);
        self.b.seal(go);
        self.b.seal(refuse);
        self.b.set_cold(refuse);
        self.b.switch_to(refuse);
        let state = self.b.unary(Un::ExtendU, state);
        self.runtime_call("panicrangestate", vec![state]);
        self.b.switch_to(go);
    }

    /// One round of the loop, as the whole body of its function.
    fn round(
        &mut self,
        label: Option<Symbol>,
        targets: &Targets,
        yield_ty: Ty,
        params: &[Value],
        body: StmtId,
    ) {
        let TyKind::Func(sig) = self.under(yield_ty) else { bug!("an iterator takes a function") };
        let mut rest = params;
        for (i, param) in sig.params.iter().enumerate() {
            let ty = self.cx.canonical(param.ty);
            let (value, tail) = rest.split_at(self.info(ty).len());
            rest = tail;
            self.set_target(targets, i, ty, value);
        }
        let (next, done) = (self.b.new_block(), self.b.new_block());
        self.scopes.push(JumpScope { label, break_to: done, continue_to: Some(next), is_block: false });
        self.stmt(body);
        self.scopes.pop();
        self.go_on_at(next);
        self.end_round(READY, true);
        self.b.seal(done);
        self.b.switch_to(done);
        self.end_round(DONE, false);
    }

    fn end_round(&mut self, state: i32, go_on: bool) {
        let context = self.loop_context();
        self.set_state(context, state);
        let go_on = self.b.iconst32(i32::from(go_on));
        self.b.ret(vec![go_on]);
    }

    fn loop_context(&self) -> Value {
        self.loop_body.as_ref().map_or_else(|| bug!("this is no loop's body"), |body| body.context)
    }

    fn set_state(&mut self, closure: Value, state: i32) {
        let state = self.b.iconst32(state);
        self.b.store(Mem::I32, closure, STATE, state);
    }

    /// Leaves the body for a place that is outside of it.
    pub fn leave_loop(&mut self, exit: Exit) {
        let Some(body) = &mut self.loop_body else { bug!("{exit:?} leads nowhere") };
        let context = body.context;
        let number = match body.exits.iter().position(|&known| known == exit) {
            Some(i) => i,
            None => {
                body.exits.push(exit);
                body.exits.len() - 1
            }
        };
        let number = self.b.iconst32(number as i32 + 1);
        self.b.store(Mem::I32, context, NEXT, number);
        self.end_round(DONE, false);
    }

    /// `return` in the body of a loop: assigns the results of the function around, and leaves.
    pub fn return_from_loop(&mut self, values: Option<Vec<Vec<Value>>>) {
        let results = self.loop_body.as_ref().map(|body| body.results.clone()).unwrap_or_default();
        if let Some(values) = values {
            let types: Vec<Ty> = results.iter().map(|&(_, ty)| ty).collect();
            let values = self.own_results(values, &types);
            for ((obj, ty), value) in results.into_iter().zip(values) {
                let loc = self.var_loc(obj);
                self.store(&loc, ty, &value);
            }
        }
        self.leave_loop(Exit::Return);
    }

    /// The types of what `return` gives.
    pub fn returned_types(&self) -> Vec<Ty> {
        match &self.loop_body {
            Some(body) => body.results.iter().map(|&(_, ty)| ty).collect(),
            None => self.convention.results.clone(),
        }
    }

    /// What follows the iterator's call: the body must have come to its end, and may have left for elsewhere.
    fn after_iterator(&mut self, closure: Value, exits: &[Exit]) {
        let state = self.b.load(Mem::I32, closure, STATE);
        let panicked = self.b.iconst32(PANIC);
        let lost = self.b.icmp(IntCond::Eq, state, panicked);
        let (missing, go) = (self.b.new_block(), self.b.new_block());
        self.b.branch(lost, missing, go);
        self.b.seal(missing);
        self.b.seal(go);
        self.b.set_cold(missing);
        self.b.switch_to(missing);
        let state = self.b.iconst64(MISSING_PANIC);
        self.runtime_call("panicrangestate", vec![state]);
        self.b.switch_to(go);
        self.set_state(closure, EXHAUSTED);
        if exits.is_empty() {
            return;
        }
        let next = self.b.load(Mem::I32, closure, NEXT);
        let done = self.b.new_block();
        let blocks: Vec<_> = exits.iter().map(|_| self.b.new_block()).collect();
        let jump = |block| Jump { block, args: Vec::new() };
        let targets = std::iter::once(done).chain(blocks.iter().copied()).map(jump).collect();
        self.b.inst(InstKind::Switch { index: next, targets, default: jump(done) }, &[]);
        for (&exit, &block) in exits.iter().zip(&blocks) {
            self.b.seal(block);
            self.b.switch_to(block);
            match exit {
                Exit::Return if self.loop_body.is_some() => self.leave_loop(Exit::Return),
                Exit::Return => self.return_now(None),
                Exit::Branch(kind, label) => self.branch_stmt(kind, Some(label)),
            }
        }
        self.b.seal(done);
        self.b.switch_to(done);
    }

    // Deferred calls in the body belong to the function around.

    /// The list of deferred calls of the function around, which the closure of a loop's body holds.
    pub fn loop_defers(&mut self) -> Value {
        let context = self.loop_context();
        self.b.load(Mem::Ptr, context, DEFERS)
    }

    /// The number that the next `defer` statement gets in its function.
    pub fn next_site(&self) -> usize {
        match (&self.loop_body, &self.defers) {
            (Some(body), _) => body.first_site + body.sites.len(),
            (None, Some(defers)) => defers.sites.len(),
            (None, None) => 0,
        }
    }

    pub fn add_sites(&mut self, sites: Vec<Site>) {
        match (&mut self.loop_body, &mut self.defers) {
            (Some(body), _) => body.sites.extend(sites),
            (None, Some(defers)) => defers.sites.extend(sites),
            (None, None) => {}
        }
    }
}

/// A callee that is evaluated, its arguments not yet.
pub(crate) struct Callee {
    /// With what comes before the arguments.
    pub prepared: Prepared,
    pub sig: Ty,
    /// Comes behind the arguments.
    pub context: Option<Value>,
    /// The context is a closure that may be nil, whose code is to be called.
    pub dynamic: bool,
}
