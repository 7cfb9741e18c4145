//! `defer`. A function with deferred calls has one exit, which runs them in reverse, whether it was reached by a return
//! or by leaving for good. What that code needs is in mutable locals, since a landing block sees no other values.
//!
//! A `defer` that runs at most once keeps its operands in locals of its own, with a flag that it is due. If any `defer`
//! may run several times, all of them go to a list of heap records, `{next, site, operands…}`. Bodies of loops over
//! functions defer to the same list, whose head is then on the heap.
//!
//! While the function leaves, a local says with which panic. Deferred calls are offered it; if one of them recovers it,
//! the exit goes on as after a return.

use crate::builtin::Printed;
use crate::call::{Prepared, Target};
use crate::func::Body;
use crate::map::MapElem;
use crate::repr::Convention;
use pontoon_base::{Symbol, bug};
use pontoon_ssa::op::{InstKind, IntCond, Mem, Target as Jump};
use pontoon_ssa::{Block, Local, Type, Value};
use pontoon_syntax::ast::{ExprId, ExprKind};
use pontoon_types::Ty;
use pontoon_types::ty::{Basic, Field, TyKind};
use pontoon_types::typed::{Mode, SelectionKind};
use pontoon_types::universe::Builtin;

/// A function's deferred calls.
pub(crate) struct Defers {
    exit: Block,
    /// The panic with which the function leaves for good, nil while it does not.
    leaving: Local,
    list: Option<List>,
    pub sites: Vec<Site>,
}

/// Where the newest record is, where there is a list.
#[derive(Clone, Copy)]
enum List {
    Head(Local),
    /// The local has the address of the runtime's deferList, which bodies of loops share.
    Shared(Local),
}

/// A `defer` statement.
pub(crate) struct Site {
    action: Action,
    types: Vec<Type>,
    /// Without a list: whether the call is due, and its operands.
    flag: Option<Local>,
    operands: Vec<Local>,
}

/// What a deferred call does with its operands.
#[derive(Clone)]
pub(crate) enum Action {
    /// The operands are the arguments; of an indirect call the index comes first.
    Call {
        target: SiteTarget,
        convention: Convention,
    },
    /// Prints; a value has as many operands as it has parts.
    Print(Vec<Printed>),
    Copy(Ty),
    Clear(Ty),
    /// The map, then the key.
    Delete(Ty),
    /// `recover()`: the operand is what the function itself was offered.
    Recover,
}

#[derive(Clone, Copy)]
pub(crate) enum SiteTarget {
    Func(pontoon_ssa::Func),
    Code,
    /// The last operand is the closure, which may turn out to be nil.
    Closure,
}

impl Body<'_, '_> {
    pub fn begin_defers(&mut self) {
        let analysis = self.analysis.clone();
        let facts = analysis.func(self.part);
        let exit = self.b.new_block();
        let leaving = self.b.local(Type::Ptr);
        let null = self.b.null();
        self.b.local_set(leaving, null);
        let list = facts.defer_in_loop.then(|| {
            let list = self.b.local(Type::Ptr);
            let (head, list) = match facts.shares_defers {
                true => {
                    let (cell, _) = self.record_type(&[]);
                    (self.new_object(cell), List::Shared(list))
                }
                false => (null, List::Head(list)),
            };
            self.b.local_set(list.local(), head);
            list
        });
        self.defers = Some(Defers { exit, leaving, list, sites: Vec::new() });
    }

    pub fn exit_block(&self) -> Option<Block> {
        self.defers.as_ref().map(|defers| defers.exit)
    }

    pub fn defer_stmt(&mut self, call: ExprId) {
        let e = self.file.unparen(call);
        let in_list = match &self.defers {
            Some(defers) => defers.list.is_some(),
            None => true,
        };
        self.own_on_heap = in_list;
        let deferred = self.deferred(e);
        self.own_on_heap = false;
        let Some((action, operands)) = deferred else { return };
        self.set_pos(e);
        let types: Vec<Type> = operands.iter().map(|&value| self.b.func.ty(value)).collect();
        let number = self.next_site();
        let mut site = Site { action, types, flag: None, operands: Vec::new() };
        if in_list {
            self.push_record(number, &site.types, &operands);
        } else {
            for (&value, &ty) in operands.iter().zip(&site.types) {
                let local = self.b.local(ty);
                self.b.local_set(local, value);
                site.operands.push(local);
            }
            let flag = self.b.local(Type::I32);
            let one = self.b.iconst32(1);
            self.b.local_set(flag, one);
            site.flag = Some(flag);
        }
        self.add_sites(vec![site]);
    }

    /// Evaluates what a deferred call needs, now.
    pub fn deferred(&mut self, e: ExprId) -> Option<(Action, Vec<Value>)> {
        let ExprKind::Call { fun, args, dots } = self.file.expr(e).kind else {
            bug!("only calls are deferred")
        };
        let callee = self.file.unparen(fun);
        let args = self.file.list(args);
        match self.typed.info(callee).mode {
            Mode::Builtin(builtin) => return self.deferred_builtin(e, builtin, args),
            Mode::Type => {
                self.expr(args[0]);
                return None;
            }
            _ => {}
        }
        let is_method = self.typed.selections.get(&callee).is_some_and(|selection| {
            matches!(selection.kind, SelectionKind::Method { .. } | SelectionKind::InterfaceMethod { .. })
        });
        let is_literal = matches!(self.file.expr(callee).kind, ExprKind::FuncLit { .. });
        if is_method || is_literal || self.static_callee(callee).is_some() {
            let Prepared { target, convention, mut args } = self.prepare(e, callee, args, dots);
            let target = match target {
                Target::Func(func) => SiteTarget::Func(func),
                Target::Code(code) => {
                    args.insert(0, code);
                    SiteTarget::Code
                }
            };
            return Some((Action::Call { target, convention }, args));
        }
        let sig = self.ty(callee);
        let convention = self.cx.convention(&[], sig, true);
        let closure = self.expr(callee)[0];
        let mut operands = self.arguments(e, sig, args, dots);
        operands.push(closure);
        Some((Action::Call { target: SiteTarget::Closure, convention }, operands))
    }

    fn deferred_builtin(
        &mut self,
        e: ExprId,
        builtin: Builtin,
        args: &[ExprId],
    ) -> Option<(Action, Vec<Value>)> {
        match builtin {
            Builtin::Print | Builtin::Println => {
                let line = builtin == Builtin::Println;
                let printed = match self.spread_call(args) {
                    Some(call) => self.printed_results(call, line),
                    None => self.print_operands(args, line),
                };
                let mut operands = Vec::new();
                for item in &printed {
                    if let Printed::Value(_, value) = item {
                        operands.extend_from_slice(value);
                    }
                }
                Some((Action::Print(printed), operands))
            }
            Builtin::Panic => {
                let any = self.any();
                let operands = self.value_of(args[0], any);
                let func = self.cx.runtime_func("gopanic");
                let sig = self.cx.program.funcs[func].sig.clone();
                let convention = Convention { sig, area: None, results: Vec::new() };
                Some((Action::Call { target: SiteTarget::Func(func), convention }, operands))
            }
            Builtin::Close => {
                let operands = self.expr(args[0]);
                let func = self.cx.runtime_func("closechan");
                let sig = self.cx.program.funcs[func].sig.clone();
                let convention = Convention { sig, area: None, results: Vec::new() };
                Some((Action::Call { target: SiteTarget::Func(func), convention }, operands))
            }
            Builtin::Copy => {
                let (ty, to, from) = match self.spread_call(args) {
                    Some(call) => {
                        let values = self.multi(call);
                        (values[0].0, values[0].1.clone(), values[1].1.clone())
                    }
                    None => {
                        args.iter().for_each(|&arg| self.hoist(arg));
                        (self.ty(args[0]), self.expr(args[0]), self.expr(args[1]))
                    }
                };
                Some((Action::Copy(ty), [&to[..2], &from[..2]].concat()))
            }
            Builtin::Clear => {
                let ty = self.ty(args[0]);
                let operands = self.expr(args[0]);
                Some((Action::Clear(ty), operands))
            }
            Builtin::Delete => {
                let elem = match self.spread_call(args) {
                    Some(call) => {
                        let values = self.multi(call);
                        self.map_elem_of(values)
                    }
                    None => self.map_elem(args[0], args[1]),
                };
                let (key, _) = self.cx.map_types(elem.ty);
                let mut operands = vec![elem.map];
                operands.extend(self.own(key, elem.key));
                Some((Action::Delete(elem.ty), operands))
            }
            Builtin::Recover => {
                let panic = self.offered();
                Some((Action::Recover, vec![panic]))
            }
            _ => {
                self.builtin(e, builtin, args, false);
                None
            }
        }
    }

    /// The type of a record for operands of these scalar types.
    fn record_type(&mut self, types: &[Type]) -> (Ty, Vec<u32>) {
        self.operand_struct(&[Basic::UnsafePointer, Basic::Uintptr], types)
    }

    /// A struct of a header and operands of these scalar types, and where the operands are in it.
    pub fn operand_struct(&mut self, header: &[Basic], types: &[Type]) -> (Ty, Vec<u32>) {
        let basic = |ty: Type| match ty {
            Type::I32 => Basic::Uint32,
            Type::I64 => Basic::Uint64,
            Type::F32 => Basic::Float32,
            Type::F64 => Basic::Float64,
            Type::Ptr => Basic::UnsafePointer,
            Type::V128 => bug!("vectors are no operands"),
        };
        let list = header.iter().copied().chain(types.iter().map(|&ty| basic(ty)));
        let fields: Vec<Field> = list
            .enumerate()
            .map(|(i, basic)| Field {
                name: Symbol::intern(&format!("D{i}")),
                ty: self.cx.world.basic(basic),
                embedded: false,
                tag: Symbol::intern(""),
                pkg: None,
            })
            .collect();
        let record = self.cx.world.intern(TyKind::Struct(fields.into()));
        let record = self.cx.canonical(record);
        let offsets = self.cx.world.offsets(record);
        (record, offsets[header.len()..].iter().map(|&offset| offset as u32).collect())
    }

    fn push_record(&mut self, site: usize, types: &[Type], operands: &[Value]) {
        let (record, offsets) = self.record_type(types);
        let ptr = self.new_object(record);
        let number = self.b.iconst32(site as i32);
        self.b.store(Mem::Len, ptr, 8, number);
        for (&value, offset) in operands.iter().zip(offsets) {
            let mem = operand_mem(self.b.func.ty(value));
            self.b.store(mem, ptr, offset, value);
        }
        match self.defers.as_ref().and_then(|defers| defers.list) {
            Some(List::Head(list)) => {
                let next = self.b.local_get(list);
                self.b.store(Mem::Ptr, ptr, 0, next);
                self.b.local_set(list, ptr);
            }
            _ => {
                let list = self.shared_defers();
                self.runtime_call("deferInLoop", vec![list, ptr]);
            }
        }
    }

    /// The list of deferred calls that bodies of loops share with the function around.
    pub fn shared_defers(&mut self) -> Value {
        match self.defers.as_ref().and_then(|defers| defers.list) {
            Some(List::Shared(list)) => self.b.local_get(list),
            _ => self.loop_defers(),
        }
    }

    /// Makes the common exit, behind the body.
    pub fn finish_defers(&mut self) {
        let Some(defers) = self.defers.take() else { return };
        let landing = self.b.new_block();
        self.b.switch_to(landing);
        self.b.set_cold(landing);
        let before = self.b.local_get(defers.leaving);
        let panic = self.runtime_call("landed", vec![before])[0];
        self.b.local_set(defers.leaving, panic);
        self.b.jump(defers.exit, Vec::new());
        self.b.func.landing = Some(landing);
        self.b.seal(landing);
        self.b.switch_to(defers.exit);
        match defers.list {
            Some(list) => self.run_list(list, &defers),
            None => self.run_flagged(&defers),
        }
        let (leave, done) = (self.b.new_block(), self.b.new_block());
        let leaving = self.b.local_get(defers.leaving);
        let null = self.b.null();
        let leaving = self.b.icmp(IntCond::Ne, leaving, null);
        self.b.branch(leaving, leave, done);
        self.b.seal(leave);
        self.b.seal(done);
        self.b.set_cold(leave);
        self.b.switch_to(leave);
        self.b.leave();
        self.b.switch_to(done);
        let values = self.load_results();
        self.leave_with(values);
    }

    fn run_flagged(&mut self, defers: &Defers) {
        for site in defers.sites.iter().rev() {
            let flag = site.flag.unwrap_or_else(|| bug!("a site has a flag"));
            let (run, next) = (self.b.new_block(), self.b.new_block());
            let due = self.b.local_get(flag);
            self.b.branch(due, run, next);
            self.b.seal(run);
            self.b.switch_to(run);
            // If the call panics, the rest is run by the landing block, which must not come here again.
            let zero = self.b.iconst32(0);
            self.b.local_set(flag, zero);
            let operands = site.operands.iter().map(|&local| self.b.local_get(local)).collect();
            self.run_site(&site.action, operands, Some(defers.leaving));
            self.go_on_at(next);
        }
    }

    fn run_list(&mut self, list: List, defers: &Defers) {
        let sites = &defers.sites;
        let (head, next, done) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.jump(head, Vec::new());
        self.b.switch_to(head);
        let held = self.b.local_get(list.local());
        let record = match list {
            List::Head(_) => held,
            List::Shared(_) => self.b.load(Mem::Ptr, held, 0),
        };
        let null = self.b.null();
        let some = self.b.icmp(IntCond::Ne, record, null);
        self.b.branch(some, next, done);
        self.b.seal(next);
        self.b.switch_to(next);
        let rest = self.b.load(Mem::Ptr, record, 0);
        match list {
            List::Head(list) => self.b.local_set(list, rest),
            List::Shared(_) => self.b.store(Mem::Ptr, held, 0, rest),
        }
        let number = self.b.load(Mem::Len, record, 8);
        let blocks: Vec<Block> = sites.iter().map(|_| self.b.new_block()).collect();
        let jump = |block| Jump { block, args: Vec::new() };
        let targets = blocks.iter().map(|&block| jump(block)).collect();
        self.b.inst(InstKind::Switch { index: number, targets, default: jump(done) }, &[]);
        for (site, &block) in sites.iter().zip(&blocks) {
            self.b.seal(block);
            self.b.switch_to(block);
            let (_, offsets) = self.record_type(&site.types);
            let operands = site
                .types
                .iter()
                .zip(offsets)
                .map(|(&ty, offset)| self.b.load(operand_mem(ty), record, offset))
                .collect();
            self.run_site(&site.action, operands, Some(defers.leaving));
            if self.b.is_reachable() {
                self.b.jump(head, Vec::new());
            }
        }
        self.b.seal(head);
        self.b.seal(done);
        self.b.switch_to(done);
        if let List::Shared(list) = list {
            // Whoever defers to it now comes too late.
            let list = self.b.local_get(list);
            let closed = self.b.iconst32(1);
            self.b.store(Mem::Len, list, 8, closed);
        }
    }

    /// Does what a site says. A deferred call may recover the panic in `leaving`.
    pub fn run_site(&mut self, action: &Action, mut operands: Vec<Value>, leaving: Option<Local>) {
        match action {
            Action::Call { target, convention } => {
                let target = match *target {
                    SiteTarget::Func(func) => Target::Func(func),
                    SiteTarget::Code => Target::Code(operands.remove(0)),
                    SiteTarget::Closure => {
                        let closure =
                            *operands.last().unwrap_or_else(|| bug!("the closure is the last operand"));
                        self.nil_check(closure);
                        Target::Code(self.b.load(Mem::Len, closure, 0))
                    }
                };
                let prepared = Prepared { target, convention: convention.clone(), args: operands };
                match leaving {
                    Some(leaving) => self.offering_call(prepared, leaving),
                    None => {
                        self.finish_call(prepared);
                    }
                }
            }
            Action::Recover => {
                self.runtime_call("gorecover", operands);
            }
            Action::Print(printed) => {
                let mut rest = operands.into_iter();
                let printed: Vec<Printed> = printed
                    .iter()
                    .map(|item| match item {
                        Printed::Text(text) => Printed::Text(text.clone()),
                        Printed::Value(ty, value) => {
                            Printed::Value(*ty, rest.by_ref().take(value.len()).collect())
                        }
                    })
                    .collect();
                self.print(&printed);
            }
            Action::Copy(ty) => {
                self.copy_values(*ty, &operands[..2], &operands[2..]);
            }
            Action::Clear(ty) if matches!(self.under(*ty), TyKind::Map { .. }) => {
                self.map_clear(*ty, operands[0]);
            }
            Action::Clear(ty) => self.clear_slice(*ty, &operands),
            Action::Delete(ty) => {
                self.map_delete(&MapElem { ty: *ty, map: operands[0], key: operands[1..].to_vec() });
            }
        }
    }

    /// A deferred call, which may recover the panic with which the function leaves.
    fn offering_call(&mut self, prepared: Prepared, leaving: Local) {
        let panic = self.b.local_get(leaving);
        match prepared.target {
            Target::Func(func) if !self.cx.program.funcs[func].attrs.recovers => {
                self.finish_call(prepared);
                return;
            }
            Target::Func(_) => self.runtime_call("offer", vec![panic]),
            Target::Code(code) => self.runtime_call("offerTo", vec![panic, code]),
        };
        self.finish_call(prepared);
        let panic = self.runtime_call("afterDeferred", vec![panic])[0];
        self.b.local_set(leaving, panic);
    }
}

impl List {
    fn local(self) -> Local {
        match self {
            List::Head(local) | List::Shared(local) => local,
        }
    }
}

pub(crate) fn operand_mem(ty: Type) -> Mem {
    match ty {
        Type::I32 => Mem::I32,
        Type::I64 => Mem::I64,
        Type::F32 => Mem::F32,
        Type::F64 => Mem::F64,
        Type::Ptr => Mem::Ptr,
        Type::V128 => Mem::V128,
    }
}
