//! SSA to [`Code`]: what WebAssembly lacks becomes what it has. Checks and statuses become tests that leave the
//! block for one shared cold block per function and kind; Go's shifts and divisions, stack slots, eight-byte pointer
//! words, and the convention for parameters are written out.

use crate::code::{Block, Code, Edge, Op, Term, Val, Var};
use crate::status::{Statuses, number, param_types, val_type, val_types};
use crate::wop::Wop;
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntityId, SecondaryMap, bug};
use pontoon_ssa::op::{BinaryOp, Bounds, Check, FloatCond, IntCond, Mem, PanicFunc, Target, UnaryOp};
use pontoon_ssa::program::STACK_RED_ZONE;
use pontoon_ssa::{Func, FuncData, Inst, InstKind, Program, Signature, Type, Value};
use wasm_encoder::ValType;

/// What all functions share.
pub struct Context<'a> {
    pub program: &'a Program,
    pub statuses: &'a Statuses<'a>,
    /// The global that holds the memory stack's pointer.
    pub stack_pointer: u32,
}

/// A cold block that a kind of failed check goes to, and the locals with what it reports.
#[derive(Clone)]
struct Failure {
    block: Block,
    args: Vec<Var>,
}

/// What failed checks must have in common to share a block: the function they call, the kind of bounds and how the
/// index prints, the types of index and limit.
type FailureKey = (PanicFunc, Option<(Bounds, bool)>, [Option<ValType>; 2]);

struct Legalizer<'a> {
    cx: &'a Context<'a>,
    func: &'a FuncData,
    code: Code,
    /// Where instructions go.
    at: Block,
    values: SecondaryMap<Value, Option<Val>>,
    /// Zero-extended i64 forms of values that nothing wants otherwise.
    wide: SecondaryMap<Value, Option<Val>>,
    users: SecondaryMap<Value, User>,
    blocks: SecondaryMap<pontoon_ssa::Block, Option<Block>>,
    locals: Vec<Var>,
    /// Offsets of slots from the frame's address.
    slots: Vec<u32>,
    frame: Option<Frame>,
    failures: FxHashMap<FailureKey, Failure>,
    /// Where a status that is not zero goes.
    cold_exit: Option<Block>,
    has_status: bool,
}

/// What uses a value.
#[derive(Clone, Copy, Default)]
enum User {
    #[default]
    Nothing,
    One(Inst),
    Many,
}

#[derive(Clone, Copy)]
struct Frame {
    address: Val,
    size: u32,
    /// The stack pointer is not moved, since nothing that is called could use the stack while the frame is live.
    leaf: bool,
}

/// The stack pointer is always a multiple of this.
const FRAME_ALIGN: u32 = 16;

/// Rewrites a defined function.
pub fn legalize(cx: &Context<'_>, id: Func) -> Code {
    let func = &cx.program.funcs[id];
    let mut l = Legalizer {
        cx,
        func,
        code: Code::new(),
        at: Block::new(0),
        values: SecondaryMap::with_len(func.values.len()),
        wide: SecondaryMap::with_len(func.values.len()),
        users: SecondaryMap::with_len(func.values.len()),
        blocks: SecondaryMap::with_len(func.blocks.len()),
        locals: Vec::new(),
        slots: Vec::new(),
        frame: None,
        failures: FxHashMap::default(),
        cold_exit: None,
        has_status: cx.statuses.func(id),
    };
    for &ty in func.locals.values() {
        let var = l.code.vars.push(val_type(ty));
        l.locals.push(var);
    }
    l.blocks();
    l.code
}

/// Blocks that control can reach, each before those that it dominates.
fn reverse_postorder(func: &FuncData) -> Vec<pontoon_ssa::Block> {
    let mut seen = pontoon_base::EntitySet::new();
    let mut order = Vec::new();
    for root in [Some(func.entry()), func.landing].into_iter().flatten() {
        let mut postorder = Vec::new();
        if !seen.insert(root) {
            continue;
        }
        let mut stack = vec![(root, func.successors(root))];
        while let Some((block, rest)) = stack.last_mut() {
            match rest.pop() {
                Some(next) if seen.insert(next) => stack.push((next, func.successors(next))),
                Some(_) => {}
                None => {
                    postorder.push(*block);
                    stack.pop();
                }
            }
        }
        order.extend(postorder.into_iter().rev());
    }
    order
}

impl<'a> Legalizer<'a> {
    fn blocks(&mut self) {
        let func = self.func;
        let order = reverse_postorder(func);
        let mut preds: SecondaryMap<pontoon_ssa::Block, u32> = SecondaryMap::new();
        for &block in &order {
            for to in func.successors(block) {
                preds[to] += 1;
            }
        }
        for &inst in order.iter().flat_map(|&block| &func.blocks[block].insts) {
            func.insts[inst].kind.for_each_operand(|v| {
                self.users[v] = match self.users[v] {
                    User::Nothing => User::One(inst),
                    User::One(_) | User::Many => User::Many,
                };
            });
        }
        let entry = func.entry();
        for &block in &order {
            let own = if block == entry && preds[block] == 0 { self.code.entry } else { self.code.block() };
            self.code.blocks[own].cold = func.blocks[block].cold || Some(block) == func.landing;
            self.blocks[block] = Some(own);
            if preds[block] > 1 || block == entry && preds[block] > 0 {
                for &param in &func.blocks[block].params {
                    let v = self.code.block_param(own, val_type(func.ty(param)));
                    self.values[param] = Some(v);
                }
            }
        }
        self.prologue(preds[entry] > 0);
        for &block in &order {
            self.at = self.block(block);
            let insts = &func.blocks[block].insts;
            for (i, &inst) in insts.iter().enumerate() {
                if self.leaves_early(&insts[i..]) {
                    break;
                }
                self.inst(inst);
            }
        }
    }

    /// Parameters as the code wants them, the frame, and the jump to an entry that is the header of a loop.
    fn prologue(&mut self, loops: bool) {
        let func = self.func;
        self.at = self.code.entry;
        let mut args = Vec::new();
        let declared = param_types(&func.sig);
        let params: Vec<Val> = declared.iter().map(|&ty| self.code.param(ty)).collect();
        for ((&value, v), declared) in func.blocks[func.entry()].params.iter().zip(params).zip(declared) {
            let v = if val_type(func.ty(value)) == declared {
                v
            } else {
                let narrow = self.num(Wop::I32_WRAP_I64, &[v], ValType::I32);
                if func.landing.is_some() {
                    self.code.keep.insert(narrow);
                }
                narrow
            };
            args.push(v);
            if !loops {
                self.values[value] = Some(v);
            }
        }
        let mut size = 0u32;
        for slot in func.slots.values() {
            size = size.next_multiple_of(slot.align.max(1));
            self.slots.push(size);
            size += slot.size;
        }
        if !func.slots.is_empty() {
            self.make_frame(size.next_multiple_of(FRAME_ALIGN), loops);
        }
        if loops {
            let to = self.block(func.entry());
            self.code.blocks[self.at].term = Term::Jump(Edge { to, args });
        }
    }

    /// Takes a frame of `size` bytes from the memory stack. Where the segment has no room for it the runtime finds some.
    fn make_frame(&mut self, size: u32, loops: bool) {
        let top = self.push1(Op::GlobalGet(self.cx.stack_pointer), &[], ValType::I32);
        let mut by = self.i32(size as i32);
        if let Some(frame) = self.reentry_frame() {
            // The frame is still there when the function comes back to it.
            let zero = self.i32(0);
            by = self.push1(Op::Select, &[zero, by, frame], ValType::I32);
        }
        let mut address = self.num(Wop::I32_SUB, &[top, by], ValType::I32);
        let leaf = self.is_leaf();
        if let Some(leaving) = self.cx.program.leaving.filter(|_| !(leaf && size <= STACK_RED_ZONE)) {
            let limit = self.push1(Op::GlobalGet(number(leaving.stack_limit)), &[], ValType::I32);
            let room = self.num(Wop::I32_SUB, &[address, limit], ValType::I32);
            let span = self.push1(Op::GlobalGet(number(leaving.stack_span)), &[], ValType::I32);
            let cond = self.num(Wop::I32_GT_U, &[room, span], ValType::I32);
            let (cold, on) = (self.code.block(), self.code.block());
            self.code.blocks[cold].cold = true;
            let found = self.code.block_param(on, ValType::I32);
            let (then, els) = (Edge { to: cold, args: Vec::new() }, Edge { to: on, args: vec![address] });
            self.set_term(Term::Branch { cond, then, els });
            self.at = cold;
            let more = leaving.more_memory_stack;
            let results = self.cx.statuses.func_type(self.cx.program, more).results;
            let call = self.code.push(cold, Op::Call(number(more), None), &[by], &results);
            let place = self.code.results(call).next().unwrap_or_else(|| bug!("room has an address"));
            self.set_term(Term::Jump(Edge { to: on, args: vec![place] }));
            self.at = on;
            if !loops {
                self.blocks[self.func.entry()] = Some(on);
            }
            address = found;
        }
        if !leaf {
            self.code.push(self.at, Op::GlobalSet(self.cx.stack_pointer), &[address], &[]);
        }
        if self.func.landing.is_some() {
            self.code.keep.insert(address);
        }
        if let Some(local) = self.func.frame {
            self.code.push(self.at, Op::VarSet(self.locals[local.index()]), &[address], &[]);
        }
        self.frame = Some(Frame { address, size, leaf });
    }

    /// The address of the frame on the memory stack.
    fn frame_address(&mut self) -> Val {
        match self.func.frame {
            Some(local) => self.push1(Op::VarGet(self.locals[local.index()]), &[], ValType::I32),
            None => self.frame.expect("a function with a slot has a frame").address,
        }
    }

    /// The frame in which a function that can be left and entered again goes on, null when it begins.
    fn reentry_frame(&mut self) -> Option<Val> {
        let leaving = self.cx.program.leaving.filter(|_| self.func.is_resumable)?;
        Some(self.push1(Op::GlobalGet(number(leaving.frame)), &[], ValType::I32))
    }

    /// Whether nothing is called while the frame may still be looked at.
    fn is_leaf(&self) -> bool {
        let mut insts = self.func.layout.iter().flat_map(|&block| &self.func.blocks[block].insts);
        insts.all(|&inst| {
            let kind = &self.func.insts[inst].kind;
            !(kind.is_call() || matches!(kind, InstKind::Check(..)) && self.func.landing.is_some())
        })
    }

    /// Gives the frame back.
    fn epilogue(&mut self) {
        if let Some(frame) = self.frame.filter(|frame| !frame.leaf) {
            let address = self.frame_address();
            let by = self.i32(frame.size as i32);
            let top = self.num(Wop::I32_ADD, &[address, by], ValType::I32);
            self.code.push(self.at, Op::GlobalSet(self.cx.stack_pointer), &[top], &[]);
        }
    }

    fn block(&self, block: pontoon_ssa::Block) -> Block {
        self.blocks[block].unwrap_or_else(|| bug!("{block} of {} is not reachable", self.func.name))
    }

    fn val(&self, value: Value) -> Val {
        self.values[value].unwrap_or_else(|| bug!("{value} of {} is used before it is made", self.func.name))
    }

    fn vals(&self, values: &[Value]) -> Vec<Val> {
        values.iter().map(|&value| self.val(value)).collect()
    }

    fn push1(&mut self, op: Op, args: &[Val], ty: ValType) -> Val {
        self.code.push1(self.at, op, args, ty)
    }

    fn num(&mut self, op: Wop, args: &[Val], ty: ValType) -> Val {
        self.push1(Op::Num(op), args, ty)
    }

    fn i32(&mut self, c: i32) -> Val {
        self.push1(Op::I32(c), &[], ValType::I32)
    }

    fn i64(&mut self, c: i64) -> Val {
        self.push1(Op::I64(c), &[], ValType::I64)
    }

    fn int(&mut self, ty: Type, c: i64) -> Val {
        if ty == Type::I64 { self.i64(c) } else { self.i32(c as i32) }
    }

    fn zero(&mut self, ty: ValType) -> Val {
        let op = match ty {
            ValType::I32 => Op::I32(0),
            ValType::I64 => Op::I64(0),
            ValType::F32 => Op::F32(0),
            ValType::F64 => Op::F64(0),
            ValType::V128 => Op::V128(self.code.vector([0; 16])),
            ValType::Ref(_) => bug!("references are no values of ours"),
        };
        self.push1(op, &[], ty)
    }

    /// An edge to a block of the function. Parameters of blocks with one predecessor stand for the arguments.
    fn edge(&mut self, target: &Target) -> Edge {
        let to = self.block(target.block);
        let args = self.vals(&target.args);
        if self.code.blocks[to].params.len() == args.len() {
            return Edge { to, args };
        }
        for (&param, arg) in self.func.blocks[target.block].params.iter().zip(args) {
            self.values[param] = Some(arg);
        }
        Edge { to, args: Vec::new() }
    }

    /// Where control goes when something leaves for good.
    fn leaving(&mut self) -> Block {
        if let Some(landing) = self.func.landing {
            return self.block(landing);
        }
        if let Some(exit) = self.cold_exit {
            return exit;
        }
        let exit = self.code.block();
        self.code.blocks[exit].cold = true;
        self.cold_exit = Some(exit);
        let before = std::mem::replace(&mut self.at, exit);
        self.leave();
        self.at = before;
        exit
    }

    /// Ends the block by returning status 2, "leaving for good".
    fn leave(&mut self) {
        self.epilogue();
        let mut values = self.zero_results();
        values.push(self.i32(2));
        self.set_term(Term::Return(values));
    }

    fn zero_results(&mut self) -> Vec<Val> {
        val_types(&self.func.sig.results).into_iter().map(|ty| self.zero(ty)).collect()
    }

    fn set_term(&mut self, term: Term) {
        self.code.blocks[self.at].term = term;
    }

    /// Calls that end the function: what they return is returned, and their status with it. Reports whether the
    /// rest of the block is such a call.
    fn leaves_early(&mut self, rest: &[Inst]) -> bool {
        let func = self.func;
        let [call, end] = *rest else { return false };
        let (op, args, fails, no_return) = match &func.insts[call].kind {
            InstKind::Call { func: callee, args } => {
                let data = &self.cx.program.funcs[*callee];
                let fails = self.cx.statuses.func(*callee);
                (Op::Call(number(*callee), None), (&data.sig, args, None), fails, data.attrs.no_return)
            }
            InstKind::CallIndirect { sig, index, args } => {
                let fails = self.cx.statuses.sig(*sig);
                let signature = &self.cx.program.sigs[*sig];
                (Op::CallIndirect(number(*sig), None), (signature, args, Some(*index)), fails, false)
            }
            _ => return false,
        };
        if !fails {
            return false;
        }
        let passes = match &func.insts[end].kind {
            InstKind::Return(values) => values.is_empty() || *values == func.insts[call].results,
            _ => false,
        };
        let ends = no_return && matches!(func.insts[end].kind, InstKind::Unreachable);
        if !(passes || ends) {
            return false;
        }
        let (sig, args, index) = args;
        if passes && func.passes_results() {
            let args = self.args(sig, args, index);
            let mut results = val_types(&sig.results);
            results.push(ValType::I32);
            let inst = self.code.push(self.at, op, &args, &results);
            let mut values: Vec<Val> = self.code.results(inst).collect();
            if func.sig.results.is_empty() {
                values.drain(..values.len() - 1);
            }
            self.set_term(Term::Return(values));
            return true;
        }
        if ends {
            let args = self.args(sig, args, index);
            self.call_that_fails(op, &args, &val_types(&sig.results));
            return true;
        }
        false
    }

    /// Ends the block with a call that never returns with status 0.
    fn call_that_fails(&mut self, op: Op, args: &[Val], results: &[ValType]) {
        let mut types = results.to_vec();
        types.push(ValType::I32);
        if self.func.landing.is_some() {
            self.code.push(self.at, op, args, &types);
            let to = self.leaving();
            self.set_term(Term::Jump(Edge { to, args: Vec::new() }));
            return;
        }
        let mut values = self.zero_results();
        let call = self.code.push(self.at, op, args, &types);
        self.epilogue();
        values.extend(self.code.results(call).next_back());
        self.set_term(Term::Return(values));
    }

    /// Arguments of a call inside the module, as the convention wants them.
    fn args(&mut self, sig: &Signature, args: &[Value], index: Option<Value>) -> Vec<Val> {
        let declared = param_types(sig);
        let mut vals = Vec::with_capacity(args.len() + 1);
        for (&arg, declared) in args.iter().zip(declared) {
            let v = self.val(arg);
            vals.push(if self.code.vals[v].ty == declared { v } else { self.extend_u(v) });
        }
        vals.extend(index.map(|index| self.val(index)));
        vals
    }

    fn extend_u(&mut self, v: Val) -> Val {
        if let Some(Op::I32(c)) = self.code.def(v).map(|inst| self.code.insts[inst].op) {
            return self.i64(i64::from(c as u32));
        }
        self.num(Wop::I64_EXTEND_I32_U, &[v], ValType::I64)
    }

    fn extend_s(&mut self, v: Val) -> Val {
        self.num(Wop::I64_EXTEND_I32_S, &[v], ValType::I64)
    }

    fn call(&mut self, inst: Inst, op: Op, args: &[Val]) {
        let results = &self.func.insts[inst].results;
        let types: Vec<ValType> = results.iter().map(|&v| val_type(self.func.ty(v))).collect();
        let call = self.code.push(self.at, op, args, &types);
        for (&value, v) in results.iter().zip(self.code.results(call)) {
            self.values[value] = Some(v);
        }
    }

    /// A call whose last result is the callee's status, which is 0 for those that have none.
    fn try_call(&mut self, inst: Inst, op: Op, args: &[Val], has_status: bool) {
        if has_status {
            return self.call(inst, op, args);
        }
        let (&status, results) = self.func.insts[inst].results.split_last().expect("there is a status");
        let types: Vec<ValType> = results.iter().map(|&v| val_type(self.func.ty(v))).collect();
        let call = self.code.push(self.at, op, args, &types);
        for (&value, v) in results.iter().zip(self.code.results(call)) {
            self.values[value] = Some(v);
        }
        self.values[status] = Some(self.i32(0));
    }

    fn inst(&mut self, inst: Inst) {
        let func = self.func;
        let data = &func.insts[inst];
        let v = match &data.kind {
            InstKind::Iconst32(c) => self.i32(*c),
            InstKind::Iconst64(c) => self.i64(*c),
            InstKind::Fconst32(bits) => self.push1(Op::F32(*bits), &[], ValType::F32),
            InstKind::Fconst64(bits) => self.push1(Op::F64(*bits), &[], ValType::F64),
            InstKind::V128const(bits) => {
                let n = self.code.vector(bits.to_le_bytes());
                self.push1(Op::V128(n), &[], ValType::V128)
            }
            InstKind::Null => self.i32(0),
            // A load that extends did this already.
            InstKind::Unary(UnaryOp::ExtendS | UnaryOp::ExtendU, _)
                if self.values[data.results[0]].is_some() =>
            {
                return;
            }
            InstKind::Unary(op, a) => self.unary(*op, *a, data.results[0]),
            InstKind::Binary(op, a, b) => self.binary(*op, *a, *b),
            InstKind::Icmp(cond, a, b) => self.int_compare(*cond, *a, *b),
            InstKind::Fcmp(cond, a, b) => {
                let op = float_compare(*cond, func.ty(*a));
                self.num(op, &[self.val(*a), self.val(*b)], ValType::I32)
            }
            InstKind::Select { cond, a, b } => {
                let args = [self.val(*a), self.val(*b), self.val(*cond)];
                self.push1(Op::Select, &args, val_type(func.ty(*a)))
            }
            InstKind::ExtractI64x2(a, lane) => {
                self.push1(Op::Lane(Wop::I64X2_EXTRACT_LANE, *lane), &[self.val(*a)], ValType::I64)
            }
            InstKind::Load { mem, addr, offset } => {
                let (addr, offset) = self.address(*addr, *offset);
                if let Some((wop, to)) = self.widening_load(*mem, data.results[0]) {
                    let v = self.push1(Op::Load(wop, offset), &[addr], ValType::I64);
                    match to {
                        Some(extended) => self.values[extended] = Some(v),
                        None => self.wide[data.results[0]] = Some(v),
                    }
                    return;
                }
                self.push1(Op::Load(load(*mem), offset), &[addr], val_type(mem.ty()))
            }
            InstKind::MemorySize => self.push1(Op::MemorySize, &[], ValType::I32),
            InstKind::Keep(_) => return,
            InstKind::MemoryGrow(pages) => self.push1(Op::MemoryGrow, &[self.val(*pages)], ValType::I32),
            InstKind::HeapBase => self.push1(Op::HeapBase, &[], ValType::I32),
            InstKind::GlobalGet(global) => {
                let ty = val_type(self.cx.program.globals[*global].ty);
                self.push1(Op::GlobalGet(number(*global)), &[], ty)
            }
            InstKind::LocalGet(local) => {
                let ty = val_type(func.locals[*local]);
                self.push1(Op::VarGet(self.locals[local.index()]), &[], ty)
            }
            InstKind::SlotAddr(slot) => {
                let frame = self.frame_address();
                self.offset(frame, self.slots[slot.index()])
            }
            InstKind::DataAddr(data, offset) => {
                self.push1(Op::DataAddr(number(*data), *offset as i32), &[], ValType::I32)
            }
            InstKind::FuncIndex(callee) => self.push1(Op::TableIndex(number(*callee)), &[], ValType::I32),
            InstKind::Call { func: callee, args } => {
                let sig = &self.cx.program.funcs[*callee].sig;
                let args = self.args(sig, args, None);
                let exit = self.cx.statuses.func(*callee).then(|| self.leaving());
                return self.call(inst, Op::Call(number(*callee), exit), &args);
            }
            InstKind::CallIndirect { sig, index, args } => {
                let args = self.args(&self.cx.program.sigs[*sig], args, Some(*index));
                let exit = self.cx.statuses.sig(*sig).then(|| self.leaving());
                return self.call(inst, Op::CallIndirect(number(*sig), exit), &args);
            }
            InstKind::TryCall { func: callee, args } => {
                let args = self.args(&self.cx.program.funcs[*callee].sig, args, None);
                let status = self.cx.statuses.func(*callee);
                return self.try_call(inst, Op::Call(number(*callee), None), &args, status);
            }
            InstKind::TryCallIndirect { sig, index, args, reenter } => {
                let args = self.args(&self.cx.program.sigs[*sig], args, Some(*index));
                let status = *reenter || self.cx.statuses.sig(*sig);
                let sig = number(*sig);
                let op = if *reenter { Op::Reenter(sig) } else { Op::CallIndirect(sig, None) };
                return self.try_call(inst, op, &args, status);
            }
            InstKind::CallImport { import, args } => {
                let args = self.vals(args);
                return self.call(inst, Op::CallImport(number(*import)), &args);
            }
            _ => return self.without_result(&data.kind),
        };
        self.values[data.results[0]] = Some(v);
    }

    fn without_result(&mut self, kind: &InstKind) {
        match kind {
            InstKind::Store { mem, addr, offset, value } => {
                let (addr, offset) = self.address(*addr, *offset);
                let (wop, v) = match (self.func.def_kind(*value), narrow_store(*mem)) {
                    // What is cut off need not be cut off first.
                    (Some(InstKind::Unary(UnaryOp::Wrap, from)), Some(wop)) => (wop, self.val(*from)),
                    _ if matches!(mem, Mem::Ptr | Mem::Len) => {
                        let v = self.wide[*value].unwrap_or_else(|| {
                            let v = self.val(*value);
                            self.extend_u(v)
                        });
                        (Wop::I64_STORE, v)
                    }
                    _ => (store(*mem), self.val(*value)),
                };
                self.code.push(self.at, Op::Store(wop, offset), &[addr, v], &[]);
            }
            InstKind::MemoryCopy { to, from: b, size } => {
                let args = [self.val(*to), self.val(*b), self.val(*size)];
                self.code.push(self.at, Op::MemoryCopy, &args, &[]);
            }
            InstKind::MemoryFill { to, byte, size } => {
                let args = [self.val(*to), self.val(*byte), self.val(*size)];
                self.code.push(self.at, Op::MemoryFill, &args, &[]);
            }
            InstKind::GlobalSet(global, value) => {
                self.code.push(self.at, Op::GlobalSet(number(*global)), &[self.val(*value)], &[]);
            }
            InstKind::LocalSet(local, value) => {
                self.code.push(self.at, Op::VarSet(self.locals[local.index()]), &[self.val(*value)], &[]);
            }
            InstKind::Check(check, args) => self.check(*check, args),
            InstKind::Jump(target) => {
                let edge = self.edge(target);
                self.set_term(Term::Jump(edge));
            }
            InstKind::Branch { cond, then, els } => {
                let (then, els) = (self.edge(then), self.edge(els));
                let (cond, negated) = self.condition(*cond);
                let (then, els) = if negated { (els, then) } else { (then, els) };
                self.set_term(Term::Branch { cond, then, els });
            }
            InstKind::Switch { index, targets, default } => {
                let targets =
                    targets.iter().chain([default]).map(|target| self.switch_edge(target)).collect();
                self.set_term(Term::Switch { index: self.val(*index), targets });
            }
            InstKind::Return(values) => {
                let mut values = self.vals(values);
                self.epilogue();
                if self.has_status {
                    values.push(self.i32(0));
                }
                self.set_term(Term::Return(values));
            }
            InstKind::Leave => self.leave(),
            InstKind::LeaveSpilled => {
                let mut values = self.zero_results();
                values.push(self.i32(1));
                self.set_term(Term::Return(values));
            }
            InstKind::Unreachable => self.set_term(Term::Unreachable),
            other => bug!("{other:?} has no result here"),
        }
    }

    /// The load that also extends, if extending is all that `loaded` is for: for the result of an instruction, or
    /// for being stored as a word of eight bytes.
    fn widening_load(&self, mem: Mem, loaded: Value) -> Option<(Wop, Option<Value>)> {
        let User::One(user) = self.users[loaded] else { return None };
        let user = &self.func.insts[user];
        let (signed, to) = match &user.kind {
            InstKind::Unary(UnaryOp::ExtendS, _) => (true, Some(user.results[0])),
            InstKind::Unary(UnaryOp::ExtendU, _) => (false, Some(user.results[0])),
            InstKind::Store { mem: Mem::Ptr | Mem::Len, value, .. } if *value == loaded => (false, None),
            _ => return None,
        };
        let wop = match (mem, signed) {
            (Mem::I8U, _) => Wop::I64_LOAD8_U,
            (Mem::I8S, true) => Wop::I64_LOAD8_S,
            (Mem::I16U, _) => Wop::I64_LOAD16_U,
            (Mem::I16S, true) => Wop::I64_LOAD16_S,
            (Mem::I32 | Mem::Ptr | Mem::Len, true) => Wop::I64_LOAD32_S,
            (Mem::I32 | Mem::Ptr | Mem::Len, false) => Wop::I64_LOAD32_U,
            _ => return None,
        };
        Some((wop, to))
    }

    /// An edge of a switch, whose moves need a block of their own.
    fn switch_edge(&mut self, target: &Target) -> Edge {
        let edge = self.edge(target);
        if edge.args.is_empty() {
            return edge;
        }
        let to = self.code.block();
        self.code.blocks[to].term = Term::Jump(edge);
        Edge { to, args: Vec::new() }
    }

    /// The condition of a branch as one that needs less code, and whether that is its opposite.
    fn condition(&mut self, mut cond: Value) -> (Val, bool) {
        let mut negated = false;
        loop {
            let zero = |v: Value| {
                self.func.int_const(v) == Some(0) || matches!(self.func.def_kind(v), Some(InstKind::Null))
            };
            let (next, opposite) = match self.func.def_kind(cond) {
                Some(InstKind::Unary(UnaryOp::Eqz, a)) => (*a, true),
                Some(InstKind::Icmp(IntCond::Eq, a, b)) if zero(*b) => (*a, true),
                Some(InstKind::Icmp(IntCond::Ne, a, b)) if zero(*b) => (*a, false),
                _ => return (self.val(cond), negated),
            };
            negated ^= opposite;
            if self.func.ty(next) == Type::I64 {
                let v = self.val(next);
                return (self.num(Wop::I64_EQZ, &[v], ValType::I32), !negated);
            }
            cond = next;
        }
    }

    /// The base and offset of an access, with as much as possible in the offset.
    fn address(&mut self, mut addr: Value, mut offset: u32) -> (Val, u32) {
        loop {
            match self.func.def_kind(addr) {
                Some(InstKind::Binary(BinaryOp::PtrAdd, base, by)) => {
                    let by = self.func.int_const(*by).and_then(|by| u32::try_from(by).ok());
                    match by.and_then(|by| by.checked_add(offset)).filter(|&sum| sum < 1 << 30) {
                        Some(sum) => (addr, offset) = (*base, sum),
                        None => return (self.val(addr), offset),
                    }
                }
                Some(InstKind::SlotAddr(slot)) => {
                    let frame = self.frame_address();
                    return (frame, offset + self.slots[slot.index()]);
                }
                Some(InstKind::DataAddr(data, at)) => {
                    let op = Op::DataAddr(number(*data), (at + offset) as i32);
                    return (self.push1(op, &[], ValType::I32), 0);
                }
                _ => return (self.val(addr), offset),
            }
        }
    }

    fn offset(&mut self, base: Val, by: u32) -> Val {
        if by == 0 {
            return base;
        }
        let by = self.i32(by as i32);
        self.num(Wop::I32_ADD, &[base, by], ValType::I32)
    }

    fn unary(&mut self, op: UnaryOp, a: Value, result: Value) -> Val {
        let (ty, v) = (self.func.ty(a), self.val(a));
        match op {
            UnaryOp::PtrToInt | UnaryOp::IntToPtr | UnaryOp::Hide => v,
            UnaryOp::SplatI8x16 => self.num(Wop::I8X16_SPLAT, &[v], ValType::V128),
            _ => {
                let wop = crate::select::unary(op, ty)
                    .unwrap_or_else(|| bug!("{op:?} of {ty} in {}", self.func.name));
                self.num(wop, &[v], val_type(self.func.ty(result)))
            }
        }
    }

    fn binary(&mut self, op: BinaryOp, a: Value, b: Value) -> Val {
        let ty = self.func.ty(a);
        let (x, y) = (self.val(a), self.val(b));
        let shifted = |this: &mut Self, wop32, wop64| this.go_shift(wop32, wop64, a, b);
        match op {
            BinaryOp::GoShl => shifted(self, Wop::I32_SHL, Wop::I64_SHL),
            BinaryOp::GoShrU => shifted(self, Wop::I32_SHR_U, Wop::I64_SHR_U),
            BinaryOp::GoShrS => shifted(self, Wop::I32_SHR_S, Wop::I64_SHR_S),
            BinaryOp::Sdiv => self.divide(ty, a, b),
            BinaryOp::PtrAdd if self.func.int_const(b) == Some(0) => x,
            _ => {
                let wop = crate::select::binary(op, ty)
                    .unwrap_or_else(|| bug!("{op:?} of {ty} in {}", self.func.name));
                self.num(wop, &[x, y], val_type(ty))
            }
        }
    }

    /// Division in which `MIN / -1` does not trap.
    fn divide(&mut self, ty: Type, a: Value, b: Value) -> Val {
        let (x, y) = (self.val(a), self.val(b));
        let (wide, sub) = (ty == Type::I64, if ty == Type::I64 { Wop::I64_SUB } else { Wop::I32_SUB });
        match self.func.int_const(b) {
            Some(-1) => {
                let zero = self.int(ty, 0);
                return self.num(sub, &[zero, x], val_type(ty));
            }
            Some(_) => {
                let op = if wide { Wop::I64_DIV_S } else { Wop::I32_DIV_S };
                return self.num(op, &[x, y], val_type(ty));
            }
            None => {}
        }
        if !wide {
            // In 64 bits the quotient fits, and its low half is what Go wants.
            let (x, y) = (self.extend_s(x), self.extend_s(y));
            let quotient = self.num(Wop::I64_DIV_S, &[x, y], ValType::I64);
            return self.num(Wop::I32_WRAP_I64, &[quotient], ValType::I32);
        }
        let (zero, one, minus) = (self.i64(0), self.i64(1), self.i64(-1));
        let negates = self.num(Wop::I64_EQ, &[y, minus], ValType::I32);
        let divisor = self.push1(Op::Select, &[one, y, negates], ValType::I64);
        let negative = self.num(sub, &[zero, x], ValType::I64);
        let quotient = self.num(Wop::I64_DIV_S, &[x, divisor], ValType::I64);
        self.push1(Op::Select, &[negative, quotient, negates], ValType::I64)
    }

    /// A shift whose count may be the width or more.
    fn go_shift(&mut self, wop32: Wop, wop64: Wop, a: Value, b: Value) -> Val {
        let (ty, count_ty) = (self.func.ty(a), self.func.ty(b));
        let (x, count) = (self.val(a), self.val(b));
        let width = i64::from(ty.bits());
        let wop = if ty == Type::I64 { wop64 } else { wop32 };
        let signed = matches!(wop, Wop::I32_SHR_S | Wop::I64_SHR_S);
        if let Some(c) = self.func.int_const(b) {
            // The count is unsigned: a negative constant is a huge one.
            let small = (0..width).contains(&c);
            if !small && !signed {
                return self.int(ty, 0);
            }
            let by = self.int(ty, if small { c } else { width - 1 });
            return self.num(wop, &[x, by], val_type(ty));
        }
        let in_width = |this: &mut Self, v: Val| match (ty, count_ty) {
            (Type::I64, Type::I32) => this.extend_u(v),
            (Type::I32, Type::I64) => this.num(Wop::I32_WRAP_I64, &[v], ValType::I32),
            _ => v,
        };
        if self.is_below(b, width) {
            let by = in_width(self, count);
            return self.num(wop, &[x, by], val_type(ty));
        }
        let limit = self.int(count_ty, width);
        let below = if count_ty == Type::I64 { Wop::I64_LT_U } else { Wop::I32_LT_U };
        let below = self.num(below, &[count, limit], ValType::I32);
        if signed {
            let most = self.int(count_ty, width - 1);
            let by = self.push1(Op::Select, &[count, most, below], val_type(count_ty));
            let by = in_width(self, by);
            return self.num(wop, &[x, by], val_type(ty));
        }
        let by = in_width(self, count);
        let shifted = self.num(wop, &[x, by], val_type(ty));
        let zero = self.int(ty, 0);
        self.push1(Op::Select, &[shifted, zero, below], val_type(ty))
    }

    /// Whether a count is plainly masked to less than `width`.
    fn is_below(&self, count: Value, width: i64) -> bool {
        match self.func.def_kind(count) {
            Some(InstKind::Binary(BinaryOp::And, a, b)) => {
                let small = |v: &Value| self.func.int_const(*v).is_some_and(|c| (0..width).contains(&c));
                small(a) || small(b)
            }
            Some(InstKind::Unary(UnaryOp::ExtendU | UnaryOp::Wrap, a)) => self.is_below(*a, width),
            _ => false,
        }
    }

    fn int_compare(&mut self, cond: IntCond, a: Value, b: Value) -> Val {
        let wide = self.func.ty(a) == Type::I64;
        let (x, y) = (self.val(a), self.val(b));
        let is_zero =
            self.func.int_const(b) == Some(0) || matches!(self.func.def_kind(b), Some(InstKind::Null));
        if cond == IntCond::Eq && is_zero {
            return self.num(if wide { Wop::I64_EQZ } else { Wop::I32_EQZ }, &[x], ValType::I32);
        }
        self.num(crate::select::int_compare(cond, wide), &[x, y], ValType::I32)
    }

    fn check(&mut self, check: Check, args: &[Value]) {
        let vals = self.vals(args);
        let ty = self.func.ty(args[0]);
        match check {
            Check::Nil => {
                let nil = self.num(Wop::I32_EQZ, &[vals[0]], ValType::I32);
                let failure = self.failure(PanicFunc::Nil, None, [None; 2]);
                self.code.push(self.at, Op::ExitIf(failure.block), &[nil], &[]);
            }
            Check::Div => {
                if self.func.int_const(args[0]).is_some_and(|c| c != 0) {
                    return;
                }
                let eqz = if ty == Type::I64 { Wop::I64_EQZ } else { Wop::I32_EQZ };
                let zero = self.num(eqz, &[vals[0]], ValType::I32);
                let failure = self.failure(PanicFunc::Div, None, [None; 2]);
                self.code.push(self.at, Op::ExitIf(failure.block), &[zero], &[]);
            }
            Check::Shift => {
                if self.func.int_const(args[0]).is_some_and(|c| c >= 0) {
                    return;
                }
                let zero = self.int(ty, 0);
                let less = if ty == Type::I64 { Wop::I64_LT_S } else { Wop::I32_LT_S };
                let negative = self.num(less, &[vals[0], zero], ValType::I32);
                let failure = self.failure(PanicFunc::Shift, None, [None; 2]);
                self.code.push(self.at, Op::ExitIf(failure.block), &[negative], &[]);
            }
            Check::Bounds { kind, signed } => self.check_bounds(kind, signed, vals[0], vals[1]),
        }
    }

    fn check_bounds(&mut self, kind: Bounds, signed: bool, mut index: Val, mut limit: Val) {
        let types = [index, limit].map(|v| self.code.vals[v].ty);
        let failure = self.failure(PanicFunc::Bounds, Some((kind, signed)), types.map(Some));
        // The cold block's locals are set on the way; a constant needs none, but rarely is the only one.
        if let [index_var, limit_var] = *failure.args {
            index = self.push1(Op::VarTee(index_var), &[index], types[0]);
            limit = self.push1(Op::VarTee(limit_var), &[limit], types[1]);
        }
        let wide = types.contains(&ValType::I64);
        if wide && types[0] == ValType::I32 {
            index = if signed { self.extend_s(index) } else { self.extend_u(index) };
        }
        if wide && types[1] == ValType::I32 {
            limit = self.extend_u(limit);
        }
        let op = match (kind, wide) {
            (Bounds::Index, true) => Wop::I64_GE_U,
            (Bounds::Index, false) => Wop::I32_GE_U,
            (_, true) => Wop::I64_GT_U,
            (_, false) => Wop::I32_GT_U,
        };
        let out = self.num(op, &[index, limit], ValType::I32);
        self.code.push(self.at, Op::ExitIf(failure.block), &[out], &[]);
    }

    /// The block for failed checks of a kind, made on first use: it calls the panic function.
    fn failure(
        &mut self,
        kind: PanicFunc,
        bounds: Option<(Bounds, bool)>,
        types: [Option<ValType>; 2],
    ) -> Failure {
        if let Some(known) = self.failures.get(&(kind, bounds, types)) {
            return known.clone();
        }
        let block = self.code.block();
        self.code.blocks[block].cold = true;
        let mut failure = Failure { block, args: Vec::new() };
        let before = std::mem::replace(&mut self.at, block);
        match self.cx.program.panic_func(kind) {
            None => self.set_term(Term::Unreachable),
            Some(func) => {
                let mut args = Vec::new();
                for ty in types.into_iter().flatten() {
                    let var = self.code.vars.push(ty);
                    failure.args.push(var);
                    let v = self.push1(Op::VarGet(var), &[], ty);
                    let is_index = args.is_empty();
                    args.push(match ty {
                        ValType::I64 => v,
                        _ if is_index && bounds.is_some_and(|(_, signed)| signed) => self.extend_s(v),
                        _ => self.extend_u(v),
                    });
                }
                if let Some((kind, signed)) = bounds {
                    args.push(self.i32(i32::from(signed)));
                    args.push(self.i32(kind as i32));
                }
                if self.cx.statuses.func(func) {
                    self.call_that_fails(Op::Call(number(func), None), &args, &[]);
                } else {
                    self.code.push(block, Op::Call(number(func), None), &args, &[]);
                    self.set_term(Term::Unreachable);
                }
            }
        }
        self.at = before;
        self.failures.insert((kind, bounds, types), failure.clone());
        failure
    }
}

fn float_compare(cond: FloatCond, ty: Type) -> Wop {
    match (ty, cond) {
        (Type::F32, FloatCond::Eq) => Wop::F32_EQ,
        (Type::F32, FloatCond::Ne) => Wop::F32_NE,
        (Type::F32, FloatCond::Lt) => Wop::F32_LT,
        (Type::F32, FloatCond::Le) => Wop::F32_LE,
        (Type::F32, FloatCond::Gt) => Wop::F32_GT,
        (Type::F32, FloatCond::Ge) => Wop::F32_GE,
        (_, FloatCond::Eq) => Wop::F64_EQ,
        (_, FloatCond::Ne) => Wop::F64_NE,
        (_, FloatCond::Lt) => Wop::F64_LT,
        (_, FloatCond::Le) => Wop::F64_LE,
        (_, FloatCond::Gt) => Wop::F64_GT,
        (_, FloatCond::Ge) => Wop::F64_GE,
    }
}

fn load(mem: Mem) -> Wop {
    match mem {
        Mem::I8S => Wop::I32_LOAD8_S,
        Mem::I8U => Wop::I32_LOAD8_U,
        Mem::I16S => Wop::I32_LOAD16_S,
        Mem::I16U => Wop::I32_LOAD16_U,
        Mem::I32 | Mem::Ptr | Mem::Len => Wop::I32_LOAD,
        Mem::I64 => Wop::I64_LOAD,
        Mem::F32 => Wop::F32_LOAD,
        Mem::F64 => Wop::F64_LOAD,
        Mem::V128 => Wop::V128_LOAD,
    }
}

/// The store of the low part of an i64, of those that store the low part of an i32.
fn narrow_store(mem: Mem) -> Option<Wop> {
    match mem {
        Mem::I8S | Mem::I8U => Some(Wop::I64_STORE8),
        Mem::I16S | Mem::I16U => Some(Wop::I64_STORE16),
        Mem::I32 => Some(Wop::I64_STORE32),
        _ => None,
    }
}

fn store(mem: Mem) -> Wop {
    match mem {
        Mem::I8S | Mem::I8U => Wop::I32_STORE8,
        Mem::I16S | Mem::I16U => Wop::I32_STORE16,
        Mem::I32 => Wop::I32_STORE,
        // The high half of the word is zero.
        Mem::I64 | Mem::Ptr | Mem::Len => Wop::I64_STORE,
        Mem::F32 => Wop::F32_STORE,
        Mem::F64 => Wop::F64_STORE,
        Mem::V128 => Wop::V128_STORE,
    }
}
