//! Instructions: what they take, give and do.
//!
//! An instruction is an `InstKind` with its operands inside. Those that several operations share a shape are one
//! variant with an operation in it (`Unary`, `Binary`, `Compare`, …).

use crate::entities::{Block, Data, Func, Global, Import, Local, Sig, Slot, Value};
use crate::types::Type;

/// One operand, one result.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum UnaryOp {
    /// Integers of the operand's type.
    Clz,
    Ctz,
    Popcnt,
    /// Sign extension of the low bits within the type.
    Extend8,
    Extend16,
    /// i64 only.
    Extend32,
    /// i32 that is 1 if the operand (any integer or pointer) is zero.
    Eqz,
    /// i64 to i32.
    Wrap,
    /// i32 to i64.
    ExtendS,
    ExtendU,
    /// ptr to i32 and back. An integer is no root: between the two, nothing keeps the object alive.
    PtrToInt,
    IntToPtr,
    /// A ptr as it is, of which analyses are not to know that it is the operand: whoever wrote this promises that nothing
    /// is kept longer because of it.
    Hide,
    /// Floats.
    Fneg,
    Fabs,
    Sqrt,
    Ceil,
    Floor,
    Trunc,
    Nearest,
    Promote,
    Demote,
    /// Integer (the operand's type) to the float named.
    ConvertSF32,
    ConvertUF32,
    ConvertSF64,
    ConvertUF64,
    /// Float to the integer named, saturating; NaN gives zero.
    TruncSatSI32,
    TruncSatUI32,
    TruncSatSI64,
    TruncSatUI64,
    /// Same bits: i32↔f32, i64↔f64.
    Reinterpret,
    /// v128.
    SplatI8x16,
    SplatI64x2,
    Not128,
    /// v128 to i32.
    AnyTrue,
    BitmaskI8x16,
    AllTrueI8x16,
}

/// Two operands, one result.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BinaryOp {
    /// Integers; both operands and the result have one type.
    Iadd,
    Isub,
    Imul,
    /// Go's division: `MIN / -1` is `MIN`. The divisor is not zero: a `Check` comes first.
    Sdiv,
    Udiv,
    /// Go's remainder: `MIN % -1` is 0.
    Srem,
    Urem,
    And,
    Or,
    Xor,
    /// Shifts and rotations with wasm's meaning: the count, of the operand's type, is taken modulo the width.
    Shl,
    ShrS,
    ShrU,
    Rotl,
    /// Shifts with Go's meaning: the count is an unsigned i32 or i64 of its own type; from the width on the result
    /// is 0, or the sign.
    GoShl,
    GoShrS,
    GoShrU,
    /// ptr plus i32 offset: a ptr.
    PtrAdd,
    /// Floats.
    Fadd,
    Fsub,
    Fmul,
    Fdiv,
    Fmin,
    Fmax,
    Copysign,
    /// v128.
    And128,
    Or128,
    Xor128,
    EqI8x16,
    LtUI8x16,
}

/// Comparisons of integers and pointers; the result is an i32, 0 or 1.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum IntCond {
    Eq,
    Ne,
    Slt,
    Sle,
    Sgt,
    Sge,
    Ult,
    Ule,
    Ugt,
    Uge,
}

/// Comparisons of floats; with NaN all are false but `Ne`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FloatCond {
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// How a value lies in memory.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mem {
    /// i32, from or to a byte.
    I8S,
    I8U,
    I16S,
    I16U,
    I32,
    I64,
    F32,
    F64,
    V128,
    /// A pointer word of eight bytes: a load reads the low half, a store writes the high half as zero.
    Ptr,
    /// A length or capacity word of eight bytes, an i32 in SSA: like `Ptr`.
    Len,
}

impl Mem {
    /// The access that moves all of a value.
    pub fn whole(ty: Type) -> Mem {
        match ty {
            Type::I32 => Mem::I32,
            Type::I64 => Mem::I64,
            Type::F32 => Mem::F32,
            Type::F64 => Mem::F64,
            Type::V128 => Mem::V128,
            Type::Ptr => Mem::Ptr,
        }
    }

    /// The type of the SSA value.
    pub fn ty(self) -> Type {
        match self {
            Mem::I8S | Mem::I8U | Mem::I16S | Mem::I16U | Mem::I32 | Mem::Len => Type::I32,
            Mem::I64 => Type::I64,
            Mem::F32 => Type::F32,
            Mem::F64 => Type::F64,
            Mem::V128 => Type::V128,
            Mem::Ptr => Type::Ptr,
        }
    }

    /// Bytes of memory.
    pub fn size(self) -> u32 {
        match self {
            Mem::I8S | Mem::I8U => 1,
            Mem::I16S | Mem::I16U => 2,
            Mem::I32 | Mem::F32 => 4,
            Mem::I64 | Mem::F64 | Mem::Ptr | Mem::Len => 8,
            Mem::V128 => 16,
        }
    }
}

/// What Go checks at run time. When a check fails, control goes to the runtime's panic function of that kind.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Check {
    /// Operand: a ptr. Fails if it is nil.
    Nil,
    /// Operand: an integer. Fails if it is zero.
    Div,
    /// Operand: a signed integer. Fails if it is negative.
    Shift,
    /// Operands: index, limit. Fails unless the index, as an unsigned number of its type, is below the limit
    /// (`Index`), or at most the limit (the others). The index is i32 or i64, the limit i32 or i64; an i32 limit is not
    /// negative. `signed` says how the index prints.
    Bounds { kind: Bounds, signed: bool },
}

/// Codes of internal/abi's BoundsErrorCode, in its order.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Bounds {
    /// `s[x]`, fails with x ≥ len.
    Index,
    /// `s[?:x]`, fails with x > len.
    SliceAlen,
    /// `s[?:x]`, fails with x > cap.
    SliceAcap,
    /// `s[x:y]`, fails with x > y.
    SliceB,
    /// `s[::x]`, fails with x > len.
    Slice3Alen,
    /// `s[::x]`, fails with x > cap.
    Slice3Acap,
    /// `s[:x:y]`, fails with x > y.
    Slice3B,
    /// `s[x:y:]`, fails with x > y.
    Slice3C,
    /// `(*[x]T)(s)`, fails with len(s) < x: here the index is x and the limit len(s).
    Convert,
}

/// Which panic function a failed check calls, and with which arguments.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum PanicFunc {
    /// `()`.
    Nil,
    /// `()`.
    Div,
    /// `()`.
    Shift,
    /// `(i64 index, i64 limit, i32 signed, i32 code)`.
    Bounds,
}

impl PanicFunc {
    pub const COUNT: usize = 4;
}

impl Check {
    pub fn panic_func(self) -> PanicFunc {
        match self {
            Check::Nil => PanicFunc::Nil,
            Check::Div => PanicFunc::Div,
            Check::Shift => PanicFunc::Shift,
            Check::Bounds { .. } => PanicFunc::Bounds,
        }
    }
}

/// A jump's target with the arguments for its parameters.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Target {
    pub block: Block,
    pub args: Vec<Value>,
}

/// An instruction.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum InstKind {
    Iconst32(i32),
    Iconst64(i64),
    /// Bits of the float, so that NaNs and zeros are told apart.
    Fconst32(u32),
    Fconst64(u64),
    V128const(u128),
    /// The nil pointer.
    Null,
    Unary(UnaryOp, Value),
    Binary(BinaryOp, Value, Value),
    Icmp(IntCond, Value, Value),
    Fcmp(FloatCond, Value, Value),
    /// `cond != 0 ? a : b`.
    Select {
        cond: Value,
        a: Value,
        b: Value,
    },
    /// `v128` lane of an i64.
    ExtractI64x2(Value, u8),
    Load {
        mem: Mem,
        addr: Value,
        offset: u32,
    },
    Store {
        mem: Mem,
        addr: Value,
        offset: u32,
        value: Value,
    },
    /// `memory.copy`: to, from, i32 size.
    MemoryCopy {
        to: Value,
        from: Value,
        size: Value,
    },
    /// `memory.fill`: to, i32 byte, i32 size.
    MemoryFill {
        to: Value,
        byte: Value,
        size: Value,
    },
    /// Pages; an i32.
    MemorySize,
    /// Old size in pages, or -1; an i32.
    MemoryGrow(Value),
    /// The first address behind static data and the memory stack; an i32.
    HeapBase,
    GlobalGet(Global),
    GlobalSet(Global, Value),
    LocalGet(Local),
    LocalSet(Local, Value),
    SlotAddr(Slot),
    DataAddr(Data, u32),
    /// A function's index in the table; an i32, never zero.
    FuncIndex(Func),
    Check(Check, Vec<Value>),
    Call {
        func: Func,
        args: Vec<Value>,
    },
    /// Through the function table. The index is an i32.
    CallIndirect {
        sig: Sig,
        index: Value,
        args: Vec<Value>,
    },
    CallImport {
        import: Import,
        args: Vec<Value>,
    },
    /// A call behind which leaving ends: one more result, an i32, is the callee's status (0 if it returned), and the caller
    /// goes on. Only code with an empty stack below it may do so: the base, which runs goroutines.
    TryCall {
        func: Func,
        args: Vec<Value>,
    },
    /// The same through the table. `reenter` means a function of the resumable kind in any case, whatever the
    /// signature's other users are: the way back into a frame.
    TryCallIndirect {
        sig: Sig,
        index: Value,
        args: Vec<Value>,
        reenter: bool,
    },
    /// Leaves with return: the function goes on behind this when its goroutine is resumed.
    Suspend,
    /// Nothing, but a ptr lives up to here.
    Keep(Value),
    // Terminators.
    Jump(Target),
    /// To the first target if the i32 is not zero.
    Branch {
        cond: Value,
        then: Target,
        els: Target,
    },
    /// `targets[index]`, or the default from the end of the list on. The index is an unsigned i32.
    Switch {
        index: Value,
        targets: Vec<Target>,
        default: Target,
    },
    Return(Vec<Value>),
    /// Leaves for good: status 2.
    Leave,
    /// Leaves with return: status 1. What is live has been spilled; the frame on the memory stack stays.
    LeaveSpilled,
    /// Control does not come here; traps.
    Unreachable,
}

impl InstKind {
    pub fn is_terminator(&self) -> bool {
        matches!(
            self,
            InstKind::Jump(_)
                | InstKind::Branch { .. }
                | InstKind::Switch { .. }
                | InstKind::Return(_)
                | InstKind::Leave
                | InstKind::LeaveSpilled
                | InstKind::Unreachable
        )
    }

    /// Reads memory, a global or a local: may not move across what writes it.
    pub fn reads(&self) -> bool {
        matches!(
            self,
            InstKind::Load { .. } | InstKind::GlobalGet(_) | InstKind::LocalGet(_) | InstKind::MemorySize
        ) || self.is_call()
            || matches!(self, InstKind::MemoryCopy { .. })
    }

    /// Does something besides giving its result: must stay, in order.
    pub fn has_effect(&self) -> bool {
        self.is_terminator()
            || self.is_call()
            || matches!(
                self,
                InstKind::Store { .. }
                    | InstKind::MemoryCopy { .. }
                    | InstKind::MemoryFill { .. }
                    | InstKind::MemoryGrow(_)
                    | InstKind::Keep(_)
                    | InstKind::GlobalSet(..)
                    | InstKind::LocalSet(..)
                    | InstKind::Check(..)
            )
    }

    pub fn is_call(&self) -> bool {
        matches!(
            self,
            InstKind::Call { .. }
                | InstKind::CallIndirect { .. }
                | InstKind::CallImport { .. }
                | InstKind::TryCall { .. }
                | InstKind::TryCallIndirect { .. }
                | InstKind::Suspend
        )
    }

    /// A constant: may be made again anywhere.
    pub fn is_const(&self) -> bool {
        matches!(
            self,
            InstKind::Iconst32(_)
                | InstKind::Iconst64(_)
                | InstKind::Fconst32(_)
                | InstKind::Fconst64(_)
                | InstKind::V128const(_)
                | InstKind::Null
                | InstKind::DataAddr(..)
                | InstKind::FuncIndex(_)
        )
    }

    /// Calls `f` with every operand, arguments of targets included, in order.
    pub fn for_each_operand(&self, mut f: impl FnMut(Value)) {
        // The same walk as `map_operands`: a new kind is added to both, which the compiler reminds of.
        match self {
            InstKind::Unary(_, a)
            | InstKind::ExtractI64x2(a, _)
            | InstKind::MemoryGrow(a)
            | InstKind::Keep(a)
            | InstKind::GlobalSet(_, a)
            | InstKind::LocalSet(_, a) => f(*a),
            InstKind::Load { addr, .. } => f(*addr),
            InstKind::Binary(_, a, b) | InstKind::Icmp(_, a, b) | InstKind::Fcmp(_, a, b) => {
                f(*a);
                f(*b);
            }
            InstKind::Store { addr, value, .. } => {
                f(*addr);
                f(*value);
            }
            InstKind::Select { cond, a, b } => {
                f(*cond);
                f(*a);
                f(*b);
            }
            InstKind::MemoryCopy { to, from: b, size } | InstKind::MemoryFill { to, byte: b, size } => {
                f(*to);
                f(*b);
                f(*size);
            }
            InstKind::Check(_, args)
            | InstKind::Call { args, .. }
            | InstKind::TryCall { args, .. }
            | InstKind::CallImport { args, .. }
            | InstKind::Return(args) => args.iter().copied().for_each(f),
            InstKind::CallIndirect { index, args, .. } | InstKind::TryCallIndirect { index, args, .. } => {
                f(*index);
                args.iter().copied().for_each(f);
            }
            InstKind::Jump(target) => target.args.iter().copied().for_each(f),
            InstKind::Branch { cond, then, els } => {
                f(*cond);
                then.args.iter().chain(&els.args).copied().for_each(f);
            }
            InstKind::Switch { index, targets, default } => {
                f(*index);
                targets.iter().chain([default]).flat_map(|t| &t.args).copied().for_each(f);
            }
            InstKind::Iconst32(_)
            | InstKind::Iconst64(_)
            | InstKind::Fconst32(_)
            | InstKind::Fconst64(_)
            | InstKind::V128const(_)
            | InstKind::Null
            | InstKind::MemorySize
            | InstKind::HeapBase
            | InstKind::GlobalGet(_)
            | InstKind::LocalGet(_)
            | InstKind::SlotAddr(_)
            | InstKind::DataAddr(..)
            | InstKind::FuncIndex(_)
            | InstKind::Suspend
            | InstKind::Leave
            | InstKind::LeaveSpilled
            | InstKind::Unreachable => {}
        }
    }
}

impl InstKind {
    /// Replaces every operand, arguments of targets included, by what `f` makes of it.
    pub fn map_operands(&mut self, mut f: impl FnMut(Value) -> Value) {
        let mut each = |value: &mut Value| *value = f(*value);
        match self {
            InstKind::Unary(_, a)
            | InstKind::ExtractI64x2(a, _)
            | InstKind::MemoryGrow(a)
            | InstKind::Keep(a)
            | InstKind::GlobalSet(_, a)
            | InstKind::LocalSet(_, a) => each(a),
            InstKind::Load { addr, .. } => each(addr),
            InstKind::Binary(_, a, b) | InstKind::Icmp(_, a, b) | InstKind::Fcmp(_, a, b) => {
                each(a);
                each(b);
            }
            InstKind::Store { addr, value, .. } => {
                each(addr);
                each(value);
            }
            InstKind::Select { cond, a, b } => {
                each(cond);
                each(a);
                each(b);
            }
            InstKind::MemoryCopy { to, from: b, size } | InstKind::MemoryFill { to, byte: b, size } => {
                each(to);
                each(b);
                each(size);
            }
            InstKind::Check(_, args)
            | InstKind::Call { args, .. }
            | InstKind::TryCall { args, .. }
            | InstKind::CallImport { args, .. }
            | InstKind::Return(args) => args.iter_mut().for_each(each),
            InstKind::CallIndirect { index, args, .. } | InstKind::TryCallIndirect { index, args, .. } => {
                each(index);
                args.iter_mut().for_each(each);
            }
            InstKind::Jump(target) => target.args.iter_mut().for_each(each),
            InstKind::Branch { cond, then, els } => {
                each(cond);
                then.args.iter_mut().chain(&mut els.args).for_each(each);
            }
            InstKind::Switch { index, targets, default } => {
                each(index);
                targets.iter_mut().chain([default]).flat_map(|t| &mut t.args).for_each(each);
            }
            InstKind::Iconst32(_)
            | InstKind::Iconst64(_)
            | InstKind::Fconst32(_)
            | InstKind::Fconst64(_)
            | InstKind::V128const(_)
            | InstKind::Null
            | InstKind::MemorySize
            | InstKind::HeapBase
            | InstKind::GlobalGet(_)
            | InstKind::LocalGet(_)
            | InstKind::SlotAddr(_)
            | InstKind::DataAddr(..)
            | InstKind::FuncIndex(_)
            | InstKind::Suspend
            | InstKind::Leave
            | InstKind::LeaveSpilled
            | InstKind::Unreachable => {}
        }
    }

    /// Where a terminator may go, in order.
    pub fn targets(&self) -> Vec<&Target> {
        match self {
            InstKind::Jump(target) => vec![target],
            InstKind::Branch { then, els, .. } => vec![then, els],
            InstKind::Switch { targets, default, .. } => targets.iter().chain([default]).collect(),
            _ => Vec::new(),
        }
    }

    pub fn targets_mut(&mut self) -> Vec<&mut Target> {
        match self {
            InstKind::Jump(target) => vec![target],
            InstKind::Branch { then, els, .. } => vec![then, els],
            InstKind::Switch { targets, default, .. } => targets.iter_mut().chain([default]).collect(),
            _ => Vec::new(),
        }
    }
}
