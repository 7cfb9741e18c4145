//! One function: blocks with parameters, in a layout order; instructions; values.

use crate::entities::{Block, Inst, Local, Slot, Value};
use crate::op::InstKind;
use crate::types::{Signature, Type};
use pontoon_base::{Pos, PrimaryMap};

/// Which operations may occur. A function only moves forward.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Phase {
    /// As lowering made it.
    #[default]
    Built,
    /// As the passes left it; the same operations.
    Optimized,
    /// Nothing is left that wasm lacks: no checks, Go shifts or slots; statuses are explicit results.
    Legal,
}

/// What is known of a function besides its code.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Attrs {
    /// `//go:noinline`, or not worth it.
    pub no_inline: bool,
    /// Rarely called: panic functions and slow paths. Blocks that end in a call of one are cold.
    pub cold: bool,
    /// Made by the compiler to fit one calling shape to another.
    pub wrapper: bool,
    /// Never returns normally.
    pub no_return: bool,
    /// Calls `recover`, or stands for a function that does: the table has these first.
    pub recovers: bool,
    /// Never leaves with return, whatever it calls: the runtime sees to that while it runs.
    pub no_suspend: bool,
    /// It gives fresh memory.
    pub alloc: Option<Alloc>,
    /// Nothing refers to what it was given pointers to because of the call, its results excepted, though it calls
    /// through the table: comparisons and hash functions, say.
    pub borrows: bool,
}

/// What an allocating function takes. A descriptor begins with the size in eight bytes and has the alignment in the byte
/// at `ALIGN_OFFSET`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Alloc {
    /// The descriptor of the object, which is all zero.
    Object,
    /// The descriptor of the elements, an i64 length and an i64 capacity; they are all zero.
    Array,
    /// The address of a buffer of so many bytes, or nil: if the result does not fit there, it is somewhere else.
    Buffer(u32),
}

impl Alloc {
    /// As internal/abi's Type has it.
    pub const ALIGN_OFFSET: usize = 21;
}

#[derive(Clone, Debug, Default)]
pub struct FuncData {
    /// As `runtime.FuncForPC` names it: `main.f`, `main.(*T).m`, `main.f.func1`.
    pub name: String,
    pub sig: Signature,
    pub attrs: Attrs,
    pub phase: Phase,
    pub pos: Pos,
    /// The blocks in layout order; the entry first. Its parameters are the function's. Empty: declared, not defined.
    pub layout: Vec<Block>,
    pub blocks: PrimaryMap<Block, BlockData>,
    pub insts: PrimaryMap<Inst, InstData>,
    pub values: PrimaryMap<Value, ValueData>,
    pub slots: PrimaryMap<Slot, SlotData>,
    pub locals: PrimaryMap<Local, Type>,
    /// Where control goes when a call or check of this function leaves for good, its own code included. It has no
    /// parameters, and its code uses no values from elsewhere but the entry block's parameters: what it needs to know
    /// is in mutable locals. Without a landing block the function itself leaves.
    pub landing: Option<Block>,
    /// Holds the address of the frame on the memory stack, where that must survive leaving.
    pub frame: Option<Local>,
    /// It can be left and entered again: its entry tests for a frame to go on in.
    pub is_resumable: bool,
    /// The landing is there only to spill: a call whose results are returned as they are need not go there.
    pub landing_spills: bool,
}

#[derive(Clone, Debug, Default)]
pub struct BlockData {
    pub params: Vec<Value>,
    /// In order; the last one is the terminator.
    pub insts: Vec<Inst>,
    /// Rarely reached.
    pub cold: bool,
}

#[derive(Clone, Debug)]
pub struct InstData {
    pub kind: InstKind,
    pub results: Vec<Value>,
    pub pos: Pos,
}

#[derive(Clone, Copy, Debug)]
pub struct ValueData {
    pub ty: Type,
    pub def: ValueDef,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ValueDef {
    Param(Block, u32),
    Result(Inst, u32),
}

/// A place on the memory stack, for locals that need an address.
#[derive(Clone, Copy, Debug)]
pub struct SlotData {
    pub size: u32,
    pub align: u32,
}

impl FuncData {
    /// A function without blocks: declared, not defined.
    pub fn new(name: impl Into<String>, sig: Signature) -> FuncData {
        FuncData { name: name.into(), sig, ..FuncData::default() }
    }

    pub fn is_defined(&self) -> bool {
        !self.layout.is_empty()
    }

    /// The entry block of a defined function.
    pub fn entry(&self) -> Block {
        self.layout[0]
    }

    /// Makes a block, at the end of the layout.
    pub fn add_block(&mut self) -> Block {
        let block = self.blocks.push(BlockData::default());
        self.layout.push(block);
        block
    }

    pub fn add_param(&mut self, block: Block, ty: Type) -> Value {
        let index = self.blocks[block].params.len() as u32;
        let value = self.values.push(ValueData { ty, def: ValueDef::Param(block, index) });
        self.blocks[block].params.push(value);
        value
    }

    /// Makes an instruction that stands nowhere yet.
    pub fn make_inst(&mut self, kind: InstKind, results: &[Type], pos: Pos) -> Inst {
        let inst = self.insts.next_key();
        let results = results
            .iter()
            .enumerate()
            .map(|(i, &ty)| self.values.push(ValueData { ty, def: ValueDef::Result(inst, i as u32) }))
            .collect();
        self.insts.push(InstData { kind, results, pos })
    }

    /// Makes an instruction at the end of a block.
    pub fn append(&mut self, block: Block, kind: InstKind, results: &[Type], pos: Pos) -> Inst {
        let inst = self.make_inst(kind, results, pos);
        self.blocks[block].insts.push(inst);
        inst
    }

    /// Whether a call whose results are returned as they are may return its status with them: there is nothing to do
    /// behind it.
    pub fn passes_results(&self) -> bool {
        (self.landing.is_none() || self.landing_spills) && self.slots.is_empty()
    }

    pub fn ty(&self, value: Value) -> Type {
        self.values[value].ty
    }

    /// The instruction that makes a value, if one does.
    pub fn def_inst(&self, value: Value) -> Option<Inst> {
        match self.values[value].def {
            ValueDef::Result(inst, _) => Some(inst),
            ValueDef::Param(..) => None,
        }
    }

    /// What makes a value, if an instruction does.
    pub fn def_kind(&self, value: Value) -> Option<&InstKind> {
        self.def_inst(value).map(|inst| &self.insts[inst].kind)
    }

    pub fn result(&self, inst: Inst) -> Value {
        self.insts[inst].results[0]
    }

    /// The block's last instruction, which is its terminator once the block is filled.
    pub fn terminator(&self, block: Block) -> Option<Inst> {
        let inst = *self.blocks[block].insts.last()?;
        self.insts[inst].kind.is_terminator().then_some(inst)
    }

    /// The blocks that the terminator may go to, in order, repeats included.
    pub fn successors(&self, block: Block) -> Vec<Block> {
        match self.terminator(block) {
            Some(inst) => self.insts[inst].kind.targets().iter().map(|target| target.block).collect(),
            None => Vec::new(),
        }
    }

    /// The constant that an i32 or i64 value is, sign-extended.
    pub fn int_const(&self, value: Value) -> Option<i64> {
        match *self.def_kind(value)? {
            InstKind::Iconst32(c) => Some(i64::from(c)),
            InstKind::Iconst64(c) => Some(c),
            _ => None,
        }
    }

    pub fn num_insts(&self) -> usize {
        self.layout.iter().map(|&block| self.blocks[block].insts.len()).sum()
    }
}

/// The result types that an instruction has by its kind and its operands' types; calls ask their callee's signature.
pub fn result_type(func: &FuncData, kind: &InstKind) -> Option<Type> {
    use crate::op::{BinaryOp, UnaryOp};
    let ty = match kind {
        InstKind::Iconst32(_)
        | InstKind::Icmp(..)
        | InstKind::Fcmp(..)
        | InstKind::MemorySize
        | InstKind::MemoryGrow(_)
        | InstKind::HeapBase
        | InstKind::FuncIndex(_) => Type::I32,
        InstKind::Iconst64(_) | InstKind::ExtractI64x2(..) => Type::I64,
        InstKind::Fconst32(_) => Type::F32,
        InstKind::Fconst64(_) => Type::F64,
        InstKind::V128const(_) => Type::V128,
        InstKind::Null | InstKind::SlotAddr(_) | InstKind::DataAddr(..) => Type::Ptr,
        InstKind::Unary(op, a) => match op {
            UnaryOp::Eqz
            | UnaryOp::Wrap
            | UnaryOp::PtrToInt
            | UnaryOp::TruncSatSI32
            | UnaryOp::TruncSatUI32
            | UnaryOp::AnyTrue
            | UnaryOp::BitmaskI8x16
            | UnaryOp::AllTrueI8x16 => Type::I32,
            UnaryOp::ExtendS | UnaryOp::ExtendU | UnaryOp::TruncSatSI64 | UnaryOp::TruncSatUI64 => Type::I64,
            UnaryOp::IntToPtr | UnaryOp::Hide => Type::Ptr,
            UnaryOp::Demote | UnaryOp::ConvertSF32 | UnaryOp::ConvertUF32 => Type::F32,
            UnaryOp::Promote | UnaryOp::ConvertSF64 | UnaryOp::ConvertUF64 => Type::F64,
            UnaryOp::Reinterpret => match func.ty(*a) {
                Type::I32 => Type::F32,
                Type::F32 => Type::I32,
                Type::I64 => Type::F64,
                Type::F64 => Type::I64,
                other => other,
            },
            UnaryOp::SplatI8x16 | UnaryOp::SplatI64x2 | UnaryOp::Not128 => Type::V128,
            UnaryOp::Clz
            | UnaryOp::Ctz
            | UnaryOp::Popcnt
            | UnaryOp::Extend8
            | UnaryOp::Extend16
            | UnaryOp::Extend32
            | UnaryOp::Fneg
            | UnaryOp::Fabs
            | UnaryOp::Sqrt
            | UnaryOp::Ceil
            | UnaryOp::Floor
            | UnaryOp::Trunc
            | UnaryOp::Nearest => func.ty(*a),
        },
        InstKind::Binary(BinaryOp::PtrAdd, ..) => Type::Ptr,
        InstKind::Binary(_, a, _) => func.ty(*a),
        InstKind::Select { a, .. } => func.ty(*a),
        InstKind::Load { mem, .. } => mem.ty(),
        InstKind::LocalGet(local) => func.locals[*local],
        _ => return None,
    };
    Some(ty)
}
