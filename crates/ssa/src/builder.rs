//! Builds a function in SSA form on the fly: variables are read and written, block parameters appear where values
//! meet (Braun et al., "Simple and Efficient Construction of Static Single Assignment Form", 2013).
//!
//! A block is *filled* when its terminator is in place, and *sealed* when all its predecessors are known. Sealing late is
//! always right; sealing early saves block parameters that turn out trivial.

use crate::entities::{Block, Data, Func, Import, Inst, Local, Sig, Slot, Value};
use crate::func::{FuncData, SlotData, result_type};
use crate::op::{BinaryOp, Check, InstKind, IntCond, Mem, Target, UnaryOp};
use crate::types::{Signature, Type};
use pontoon_base::hash::FxHashMap;
use pontoon_base::{Pos, PrimaryMap, SecondaryMap, bug, entity};

entity! {
    /// A variable of the source that may become many values.
    pub struct Variable, "var"
}

/// See the module's comment.
pub struct Builder {
    pub func: FuncData,
    pos: Pos,
    current: Option<Block>,
    variables: PrimaryMap<Variable, Type>,
    defs: FxHashMap<(Block, Variable), Value>,
    state: SecondaryMap<Block, BlockState>,
}

#[derive(Clone, Default)]
struct BlockState {
    sealed: bool,
    preds: Vec<Block>,
    /// Parameters that wait for the block's predecessors.
    incomplete: Vec<(Variable, Value)>,
}

impl Builder {
    /// Begins a function: its entry block is made, sealed and current; its parameters are the entry's.
    pub fn new(name: impl Into<String>, sig: Signature) -> Builder {
        let mut func = FuncData::new(name, sig);
        let entry = func.add_block();
        for ty in func.sig.params.clone() {
            func.add_param(entry, ty);
        }
        let mut builder = Builder {
            func,
            pos: Pos::NONE,
            current: Some(entry),
            variables: PrimaryMap::new(),
            defs: FxHashMap::default(),
            state: SecondaryMap::new(),
        };
        builder.state[entry].sealed = true;
        builder
    }

    /// The function; every block must be sealed and filled.
    pub fn finish(self) -> FuncData {
        for &block in &self.func.layout {
            if self.func.terminator(block).is_none() {
                bug!("{block} of {} has no terminator", self.func.name);
            }
            if !self.state[block].sealed {
                bug!("{block} of {} is not sealed", self.func.name);
            }
        }
        self.func
    }

    /// The function's parameters.
    pub fn params(&self) -> Vec<Value> {
        self.func.blocks[self.func.entry()].params.clone()
    }

    /// The position of instructions from now on.
    pub fn set_pos(&mut self, pos: Pos) {
        self.pos = pos;
    }

    pub fn pos(&self) -> Pos {
        self.pos
    }

    /// A block at the end of the layout, not sealed, not current.
    pub fn new_block(&mut self) -> Block {
        self.func.add_block()
    }

    /// Continues at the end of `block`.
    pub fn switch_to(&mut self, block: Block) {
        self.current = Some(block);
    }

    /// The current block; after a terminator there is none, and what is built until `switch_to` is unreachable.
    pub fn current(&self) -> Option<Block> {
        self.current
    }

    pub fn is_reachable(&self) -> bool {
        self.current.is_some()
    }

    /// A parameter of a block that is not a variable's.
    pub fn block_param(&mut self, block: Block, ty: Type) -> Value {
        self.func.add_param(block, ty)
    }

    pub fn set_cold(&mut self, block: Block) {
        self.func.blocks[block].cold = true;
    }

    pub fn declare_var(&mut self, ty: Type) -> Variable {
        self.variables.push(ty)
    }

    pub fn var_type(&self, var: Variable) -> Type {
        self.variables[var]
    }

    pub fn def_var(&mut self, var: Variable, value: Value) {
        debug_assert_eq!(self.func.ty(value), self.variables[var], "{var} of {}", self.func.name);
        let block = self.block_or_dead();
        self.defs.insert((block, var), value);
    }

    pub fn use_var(&mut self, var: Variable) -> Value {
        let block = self.block_or_dead();
        self.use_var_in(block, var)
    }

    fn use_var_in(&mut self, block: Block, var: Variable) -> Value {
        // Follow chains of single predecessors without recursion: straight code can be long.
        let mut chain = Vec::new();
        let mut at = block;
        let value = loop {
            if let Some(&value) = self.defs.get(&(at, var)) {
                break value;
            }
            let state = &self.state[at];
            if state.sealed && state.preds.len() == 1 && state.preds[0] != at {
                if chain.len() > self.func.blocks.len() {
                    // Only reachable from themselves, that is, never.
                    break self.zero_at_start(at, self.variables[var]);
                }
                chain.push(at);
                at = state.preds[0];
                continue;
            }
            break self.meet(at, var);
        };
        for block in chain {
            self.defs.insert((block, var), value);
        }
        value
    }

    /// The value of `var` where control flow meets in `block`, or where nothing defines it.
    fn meet(&mut self, block: Block, var: Variable) -> Value {
        let ty = self.variables[var];
        if !self.state[block].sealed {
            let param = self.func.add_param(block, ty);
            self.state[block].incomplete.push((var, param));
            self.defs.insert((block, var), param);
            return param;
        }
        if self.state[block].preds.is_empty() {
            // Unreachable, or a variable that the source never sets: zero, as Go would have it.
            let value = self.zero_at_start(block, ty);
            self.defs.insert((block, var), value);
            return value;
        }
        let param = self.func.add_param(block, ty);
        self.defs.insert((block, var), param);
        self.add_arguments(block, var);
        param
    }

    fn zero_at_start(&mut self, block: Block, ty: Type) -> Value {
        let inst = self.func.make_inst(zero_kind(ty), &[ty], self.pos);
        self.func.blocks[block].insts.insert(0, inst);
        self.func.result(inst)
    }

    /// Passes `var` from every predecessor of `block`, for a parameter that was just added.
    fn add_arguments(&mut self, block: Block, var: Variable) {
        let mut preds = self.state[block].preds.clone();
        // A predecessor that branches twice to the block is listed twice, and its targets are filled in one go.
        preds.sort();
        preds.dedup();
        for pred in preds {
            let value = self.use_var_in(pred, var);
            let inst = self.func.terminator(pred).unwrap_or_else(|| bug!("{pred} jumps but is not filled"));
            for target in self.func.insts[inst].kind.targets_mut() {
                if target.block == block {
                    target.args.push(value);
                }
            }
        }
    }

    /// All predecessors of `block` are known.
    pub fn seal(&mut self, block: Block) {
        if self.state[block].sealed {
            return;
        }
        self.state[block].sealed = true;
        for (var, _) in std::mem::take(&mut self.state[block].incomplete) {
            self.add_arguments(block, var);
        }
    }

    /// Seals whatever is not sealed yet.
    pub fn seal_all(&mut self) {
        for block in self.func.layout.clone() {
            self.seal(block);
        }
    }

    /// The current block, or a fresh one that nothing jumps to.
    fn block_or_dead(&mut self) -> Block {
        match self.current {
            Some(block) => block,
            None => {
                let block = self.func.add_block();
                self.state[block].sealed = true;
                self.current = Some(block);
                block
            }
        }
    }

    /// Adds an instruction at the current position.
    pub fn inst(&mut self, kind: InstKind, results: &[Type]) -> Inst {
        let block = self.block_or_dead();
        let terminator = kind.is_terminator();
        if terminator {
            for target in kind.targets() {
                let to = target.block;
                if self.state[to].sealed {
                    bug!("{} jumps to {to}, which is sealed", self.func.name);
                }
                self.state[to].preds.push(block);
            }
        }
        let inst = self.func.append(block, kind, results, self.pos);
        if terminator {
            self.current = None;
        }
        inst
    }

    /// Adds an instruction with one result whose type its kind tells.
    pub fn value(&mut self, kind: InstKind) -> Value {
        let ty = result_type(&self.func, &kind).unwrap_or_else(|| bug!("{kind:?} has no result of its own"));
        let inst = self.inst(kind, &[ty]);
        self.func.result(inst)
    }

    pub fn iconst32(&mut self, c: i32) -> Value {
        self.value(InstKind::Iconst32(c))
    }

    pub fn iconst64(&mut self, c: i64) -> Value {
        self.value(InstKind::Iconst64(c))
    }

    /// An integer constant of either type.
    pub fn iconst(&mut self, ty: Type, c: i64) -> Value {
        match ty {
            Type::I32 => self.iconst32(c as i32),
            Type::I64 => self.iconst64(c),
            _ => bug!("no integer constant has type {ty}"),
        }
    }

    pub fn fconst32(&mut self, c: f32) -> Value {
        self.value(InstKind::Fconst32(c.to_bits()))
    }

    pub fn fconst64(&mut self, c: f64) -> Value {
        self.value(InstKind::Fconst64(c.to_bits()))
    }

    pub fn null(&mut self) -> Value {
        self.value(InstKind::Null)
    }

    /// The zero of a type.
    pub fn zero(&mut self, ty: Type) -> Value {
        self.value(zero_kind(ty))
    }

    pub fn unary(&mut self, op: UnaryOp, a: Value) -> Value {
        self.value(InstKind::Unary(op, a))
    }

    pub fn binary(&mut self, op: BinaryOp, a: Value, b: Value) -> Value {
        self.value(InstKind::Binary(op, a, b))
    }

    pub fn icmp(&mut self, cond: IntCond, a: Value, b: Value) -> Value {
        self.value(InstKind::Icmp(cond, a, b))
    }

    pub fn select(&mut self, cond: Value, a: Value, b: Value) -> Value {
        self.value(InstKind::Select { cond, a, b })
    }

    pub fn load(&mut self, mem: Mem, addr: Value, offset: u32) -> Value {
        self.value(InstKind::Load { mem, addr, offset })
    }

    pub fn store(&mut self, mem: Mem, addr: Value, offset: u32, value: Value) {
        self.inst(InstKind::Store { mem, addr, offset, value }, &[]);
    }

    /// `addr` plus a constant.
    pub fn ptr_offset(&mut self, addr: Value, offset: u32) -> Value {
        if offset == 0 {
            return addr;
        }
        let offset = self.iconst32(offset as i32);
        self.binary(BinaryOp::PtrAdd, addr, offset)
    }

    pub fn slot(&mut self, size: u32, align: u32) -> Slot {
        self.func.slots.push(SlotData { size, align })
    }

    pub fn slot_addr(&mut self, slot: Slot) -> Value {
        self.value(InstKind::SlotAddr(slot))
    }

    pub fn local(&mut self, ty: Type) -> Local {
        self.func.locals.push(ty)
    }

    pub fn local_get(&mut self, local: Local) -> Value {
        self.value(InstKind::LocalGet(local))
    }

    pub fn local_set(&mut self, local: Local, value: Value) {
        self.inst(InstKind::LocalSet(local, value), &[]);
    }

    pub fn data_addr(&mut self, data: Data, offset: u32) -> Value {
        self.value(InstKind::DataAddr(data, offset))
    }

    pub fn func_index(&mut self, func: Func) -> Value {
        self.value(InstKind::FuncIndex(func))
    }

    pub fn check(&mut self, check: Check, operands: Vec<Value>) {
        self.inst(InstKind::Check(check, operands), &[]);
    }

    /// Calls a function whose results have these types.
    pub fn call(&mut self, func: Func, args: Vec<Value>, results: &[Type]) -> Vec<Value> {
        let inst = self.inst(InstKind::Call { func, args }, results);
        self.func.insts[inst].results.clone()
    }

    pub fn call_indirect(
        &mut self,
        sig: Sig,
        index: Value,
        args: Vec<Value>,
        results: &[Type],
    ) -> Vec<Value> {
        let inst = self.inst(InstKind::CallIndirect { sig, index, args }, results);
        self.func.insts[inst].results.clone()
    }

    pub fn call_import(&mut self, import: Import, args: Vec<Value>, results: &[Type]) -> Vec<Value> {
        let inst = self.inst(InstKind::CallImport { import, args }, results);
        self.func.insts[inst].results.clone()
    }

    pub fn jump(&mut self, block: Block, args: Vec<Value>) {
        self.inst(InstKind::Jump(Target { block, args }), &[]);
    }

    pub fn branch(&mut self, cond: Value, then: Block, els: Block) {
        let target = |block| Target { block, args: Vec::new() };
        self.inst(InstKind::Branch { cond, then: target(then), els: target(els) }, &[]);
    }

    pub fn ret(&mut self, values: Vec<Value>) {
        self.inst(InstKind::Return(values), &[]);
    }

    pub fn leave(&mut self) {
        self.inst(InstKind::Leave, &[]);
    }

    pub fn unreachable(&mut self) {
        self.inst(InstKind::Unreachable, &[]);
    }
}

/// The instruction that makes a type's zero.
pub fn zero_kind(ty: Type) -> InstKind {
    match ty {
        Type::I32 => InstKind::Iconst32(0),
        Type::I64 => InstKind::Iconst64(0),
        Type::F32 => InstKind::Fconst32(0),
        Type::F64 => InstKind::Fconst64(0),
        Type::V128 => InstKind::V128const(0),
        Type::Ptr => InstKind::Null,
    }
}
