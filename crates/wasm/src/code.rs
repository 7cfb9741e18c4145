//! A function between SSA and bytes: every operation is a WebAssembly instruction, but operands are still values
//! and control flow is still a graph.
//!
//! What differs from SSA: a block may be left from its middle ([`Op::ExitIf`] and calls with an exit), so that
//! checks and status tests do not cut blocks to pieces; constants are cheap and never placed in locals; [`Var`]s
//! are mutable locals with a place of their own.

use crate::wop::Wop;
use pontoon_base::{EntitySet, PrimaryMap, bug, entity};
use wasm_encoder::ValType;

entity!(
    /// A value: defined once, by an instruction, as a parameter of the function or of a block.
    pub struct Val,
    "v"
);
entity!(
    /// A basic block.
    pub struct Block,
    "b"
);
entity!(
    /// An instruction.
    pub struct Inst,
    "i"
);
entity!(
    /// A mutable local.
    pub struct Var,
    "x"
);

/// A function on its way to bytes.
pub struct Code {
    /// The parameters, with the types of the WebAssembly signature.
    pub params: Vec<Val>,
    pub vals: PrimaryMap<Val, ValData>,
    pub insts: PrimaryMap<Inst, InstData>,
    pub blocks: PrimaryMap<Block, BlockData>,
    pub vars: PrimaryMap<Var, ValType>,
    pub entry: Block,
    /// Values that go to a local as soon as they are made, since code that is left to may want them.
    pub keep: EntitySet<Val>,
    args: Vec<Val>,
    vectors: Vec<[u8; 16]>,
}

pub struct ValData {
    pub ty: ValType,
    pub def: Def,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Def {
    /// A parameter of the function.
    Param(u32),
    /// A parameter of a block, set by the edges to it.
    BlockParam(Block, u32),
    Inst(Inst),
}

pub struct InstData {
    pub op: Op,
    args: (u32, u32),
    first_result: Option<Val>,
    results: u32,
}

/// What an instruction does. Operands are in the order in which WebAssembly wants them on its stack.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Op {
    I32(i32),
    I64(i64),
    F32(u32),
    F64(u64),
    /// A v128 constant, by its number in the function.
    V128(u32),
    /// The address of static data plus an offset.
    DataAddr(u32, i32),
    /// The index in the function table of a function.
    TableIndex(u32),
    /// The first address after static data, where the heap begins.
    HeapBase,
    /// An instruction without immediates that computes from its operands only.
    Num(Wop),
    /// The same with a lane number.
    Lane(Wop, u8),
    Load(Wop, u32),
    Store(Wop, u32),
    GlobalGet(u32),
    GlobalSet(u32),
    VarGet(Var),
    VarSet(Var),
    /// Sets a mutable local and gives its operand on.
    VarTee(Var),
    Select,
    /// A call of a function of the program, by its number there. With an exit the callee's last result, the
    /// status, is not a result here but goes to the exit when it is not zero.
    Call(u32, Option<Block>),
    /// A call of an imported function.
    CallImport(u32),
    /// A call through the table, by signature; the table index is the last operand.
    CallIndirect(u32, Option<Block>),
    /// A call through the table of a function that has a status, which is the last result.
    Reenter(u32),
    /// Leaves the block for another when the operand is not zero.
    ExitIf(Block),
    MemorySize,
    MemoryGrow,
    MemoryCopy,
    MemoryFill,
}

pub struct BlockData {
    pub params: Vec<Val>,
    pub insts: Vec<Inst>,
    pub term: Term,
    /// Hardly ever executed: goes to the end of the function.
    pub cold: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edge {
    pub to: Block,
    pub args: Vec<Val>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Term {
    Jump(Edge),
    /// To `then` when the condition is not zero, else to `els`.
    Branch {
        cond: Val,
        then: Edge,
        els: Edge,
    },
    /// To the target with the number of the index, or to the last one. Targets have no arguments.
    Switch {
        index: Val,
        targets: Vec<Edge>,
    },
    Return(Vec<Val>),
    Unreachable,
}

impl Term {
    pub fn edges(&self) -> impl Iterator<Item = &Edge> {
        let (one, two, many): (Option<&Edge>, Option<&Edge>, &[Edge]) = match self {
            Term::Jump(edge) => (Some(edge), None, &[]),
            Term::Branch { then, els, .. } => (Some(then), Some(els), &[]),
            Term::Switch { targets, .. } => (None, None, targets),
            Term::Return(_) | Term::Unreachable => (None, None, &[]),
        };
        one.into_iter().chain(two).chain(many)
    }

    pub fn edges_mut(&mut self) -> impl Iterator<Item = &mut Edge> {
        let (one, two, many): (Option<&mut Edge>, Option<&mut Edge>, &mut [Edge]) = match self {
            Term::Jump(edge) => (Some(edge), None, &mut []),
            Term::Branch { then, els, .. } => (Some(then), Some(els), &mut []),
            Term::Switch { targets, .. } => (None, None, targets),
            Term::Return(_) | Term::Unreachable => (None, None, &mut []),
        };
        one.into_iter().chain(two).chain(many)
    }

    /// The edge with this number, in the order of [`Term::edges`].
    pub fn edge(&self, n: usize) -> &Edge {
        match self.edges().nth(n) {
            Some(edge) => edge,
            None => bug!("a terminator has no edge {n}"),
        }
    }

    /// The values that are used before an edge is taken.
    pub fn operands(&self) -> &[Val] {
        match self {
            Term::Branch { cond: v, .. } | Term::Switch { index: v, .. } => std::slice::from_ref(v),
            Term::Return(values) => values,
            Term::Jump(_) | Term::Unreachable => &[],
        }
    }
}

impl Code {
    pub fn new() -> Code {
        let mut blocks = PrimaryMap::new();
        let entry = blocks.push(BlockData {
            params: Vec::new(),
            insts: Vec::new(),
            term: Term::Unreachable,
            cold: false,
        });
        Code {
            params: Vec::new(),
            vals: PrimaryMap::new(),
            insts: PrimaryMap::new(),
            blocks,
            vars: PrimaryMap::new(),
            entry,
            keep: EntitySet::new(),
            args: Vec::new(),
            vectors: Vec::new(),
        }
    }

    pub fn block(&mut self) -> Block {
        self.blocks.push(BlockData {
            params: Vec::new(),
            insts: Vec::new(),
            term: Term::Unreachable,
            cold: false,
        })
    }

    pub fn param(&mut self, ty: ValType) -> Val {
        let n = u32::try_from(self.params.len()).expect("a function has few parameters");
        let v = self.vals.push(ValData { ty, def: Def::Param(n) });
        self.params.push(v);
        v
    }

    pub fn block_param(&mut self, block: Block, ty: ValType) -> Val {
        let n = self.blocks[block].params.len() as u32;
        let v = self.vals.push(ValData { ty, def: Def::BlockParam(block, n) });
        self.blocks[block].params.push(v);
        v
    }

    /// Makes an instruction without putting it into a block.
    pub fn inst(&mut self, op: Op, args: &[Val], results: &[ValType]) -> Inst {
        let start = u32::try_from(self.args.len()).expect("a function has fewer than 2^32 operands");
        self.args.extend_from_slice(args);
        let inst = self.insts.next_key();
        let first_result = (!results.is_empty()).then(|| self.vals.next_key());
        for &ty in results {
            self.vals.push(ValData { ty, def: Def::Inst(inst) });
        }
        let (args, results) = (args.len() as u32, results.len() as u32);
        self.insts.push(InstData { op, args: (start, args), first_result, results })
    }

    /// Makes an instruction that defines a value which something else defined before.
    pub fn inst_for(&mut self, op: Op, args: &[Val], result: Val) -> Inst {
        let inst = self.inst(op, args, &[]);
        let data = &mut self.insts[inst];
        data.first_result = Some(result);
        data.results = 1;
        self.vals[result].def = Def::Inst(inst);
        inst
    }

    /// Appends an instruction to a block.
    pub fn push(&mut self, block: Block, op: Op, args: &[Val], results: &[ValType]) -> Inst {
        let inst = self.inst(op, args, results);
        self.blocks[block].insts.push(inst);
        inst
    }

    /// Appends an instruction with one result to a block.
    pub fn push1(&mut self, block: Block, op: Op, args: &[Val], ty: ValType) -> Val {
        let inst = self.push(block, op, args, &[ty]);
        self.result(inst)
    }

    pub fn args(&self, inst: Inst) -> &[Val] {
        let (start, len) = self.insts[inst].args;
        &self.args[start as usize..(start + len) as usize]
    }

    pub fn args_mut(&mut self, inst: Inst) -> &mut [Val] {
        let (start, len) = self.insts[inst].args;
        &mut self.args[start as usize..(start + len) as usize]
    }

    pub fn results(&self, inst: Inst) -> impl DoubleEndedIterator<Item = Val> + ExactSizeIterator + use<> {
        use pontoon_base::EntityId;
        let data = &self.insts[inst];
        let first = data.first_result.map_or(0, EntityId::index);
        (first..first + data.results as usize).map(Val::new)
    }

    /// The only result of an instruction.
    pub fn result(&self, inst: Inst) -> Val {
        match self.insts[inst].first_result {
            Some(v) if self.insts[inst].results == 1 => v,
            _ => bug!("{inst} has not exactly one result"),
        }
    }

    pub fn vector(&mut self, bytes: [u8; 16]) -> u32 {
        let known = self.vectors.iter().position(|v| *v == bytes).unwrap_or_else(|| {
            self.vectors.push(bytes);
            self.vectors.len() - 1
        });
        u32::try_from(known).expect("a function has fewer than 2^32 constants")
    }

    pub fn vector_bytes(&self, n: u32) -> [u8; 16] {
        self.vectors[n as usize]
    }

    /// The instruction that defines a value, if one does.
    pub fn def(&self, v: Val) -> Option<Inst> {
        match self.vals[v].def {
            Def::Inst(inst) => Some(inst),
            Def::Param(_) | Def::BlockParam(..) => None,
        }
    }

    /// The blocks that are left to from the middle of `block`, in order, repeated as often as they are named.
    pub fn exits(&self, block: Block) -> impl Iterator<Item = Block> + '_ {
        self.blocks[block].insts.iter().filter_map(|&inst| self.insts[inst].op.exit())
    }
}

impl Op {
    /// Where the instruction may go other than to the next one.
    pub fn exit(self) -> Option<Block> {
        match self {
            Op::ExitIf(to) => Some(to),
            Op::Call(_, exit) | Op::CallIndirect(_, exit) => exit,
            _ => None,
        }
    }

    /// Goes elsewhere instead.
    pub fn set_exit(&mut self, to: Block) {
        match self {
            Op::ExitIf(exit) | Op::Call(_, Some(exit)) | Op::CallIndirect(_, Some(exit)) => *exit = to,
            _ => bug!("{self:?} has no exit"),
        }
    }

    /// What the instruction reads and writes besides its operands and results.
    pub fn effect(self) -> Effect {
        let (reads, writes) = match self {
            Op::Load(..) | Op::MemorySize => (MEMORY, 0),
            Op::Store(..) | Op::MemoryFill => (0, MEMORY),
            Op::MemoryCopy | Op::MemoryGrow => (MEMORY, MEMORY),
            Op::GlobalGet(_) => (GLOBAL, 0),
            Op::GlobalSet(_) => (0, GLOBAL),
            Op::VarGet(var) => return Effect { reads: VAR, writes: 0, var: Some(var) },
            Op::VarSet(var) | Op::VarTee(var) => return Effect { reads: 0, writes: VAR, var: Some(var) },
            Op::Call(_, None) | Op::CallIndirect(_, None) | Op::CallImport(_) | Op::Reenter(_) => {
                (MEMORY | GLOBAL, MEMORY | GLOBAL)
            }
            // Where the exit leads, everything may be looked at.
            Op::Call(_, Some(_)) | Op::CallIndirect(_, Some(_)) => (MEMORY | GLOBAL | VAR, MEMORY | GLOBAL),
            Op::ExitIf(_) => (MEMORY | GLOBAL | VAR, 0),
            _ => (0, 0),
        };
        Effect { reads, writes, var: None }
    }

    /// Whether this is a constant: repeated where it is used instead of being kept.
    pub fn is_const(self) -> bool {
        matches!(
            self,
            Op::I32(_)
                | Op::I64(_)
                | Op::F32(_)
                | Op::F64(_)
                | Op::V128(_)
                | Op::DataAddr(..)
                | Op::TableIndex(_)
                | Op::HeapBase
        )
    }
}

const MEMORY: u8 = 1;
const GLOBAL: u8 = 2;
const VAR: u8 = 4;

/// What an instruction reads and writes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effect {
    reads: u8,
    writes: u8,
    /// The only mutable local that is meant, if one is.
    var: Option<Var>,
}

impl Effect {
    pub const NONE: Effect = Effect { reads: 0, writes: 0, var: None };

    pub fn is_none(self) -> bool {
        self.reads | self.writes == 0
    }

    pub fn writes(self) -> bool {
        self.writes != 0
    }

    /// Whether two instructions with these effects must keep their order.
    pub fn conflicts(self, other: Effect) -> bool {
        let mut shared = self.writes & (other.reads | other.writes) | other.writes & self.reads;
        if self.var.is_some() && other.var.is_some() && self.var != other.var {
            shared &= !VAR;
        }
        shared != 0
    }
}
