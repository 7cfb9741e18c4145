//! Functions that become instructions: those that gc treats so, and the overlay's own.

use crate::func::Body;
use pontoon_base::bug;
use pontoon_ssa::op::{BinaryOp as Op, InstKind, IntCond, Mem, UnaryOp as Un};
use pontoon_ssa::{Global, Sig, Signature, Type, Value};
use pontoon_syntax::ast::ExprId;
use pontoon_types::{Obj, Ty};

impl Body<'_, '_> {
    /// A call of `obj`, if that is an intrinsic.
    pub fn intrinsic(
        &mut self,
        e: ExprId,
        obj: Obj,
        targs: &[Ty],
        args: &[ExprId],
    ) -> Option<Vec<(Ty, Vec<Value>)>> {
        if !targs.is_empty() || !self.is_intrinsic(obj) {
            return None;
        }
        let (_, sig) = self.cx.decl_types(obj, &[]);
        let results = self.cx.convention(&[], sig, false).results;
        args.iter().for_each(|&arg| self.hoist(arg));
        let args = self.arguments(e, sig, args, false);
        self.set_pos(e);
        let values = self.intrinsic_values(obj, &args)?;
        Some(results.into_iter().map(|ty| (ty, values.clone())).collect())
    }

    fn names(&self, obj: Obj) -> (&'static str, &'static str) {
        let data = self.cx.world.obj(obj);
        let path = data.pkg.map_or("", |pkg| self.cx.world.pkg(pkg).path.as_str());
        (path, data.name.as_str())
    }

    fn is_intrinsic(&self, obj: Obj) -> bool {
        let (path, name) = self.names(obj);
        match path {
            "math" => {
                is_float_bits(name)
                    || matches!(
                        name,
                        "Abs" | "Ceil" | "Copysign" | "Floor" | "RoundToEven" | "Sqrt" | "Trunc" | "sqrt"
                    )
                    || matches!(name, "archFloor" | "archCeil" | "archTrunc")
            }
            "internal/runtime/sys" if matches!(name, "GetCallerPC" | "GetCallerSP") => true,
            "math/bits" | "internal/runtime/sys" => is_bits(name),
            "crypto/internal/constanttime" => name == "boolToUint8",
            "internal/abi" => name == "NoEscape",
            "internal/runtime/atomic" => name == "StorepNoWB",
            "internal/strconv" | "runtime" if is_float_bits(name) => true,
            "runtime" => matches!(
                name,
                "memorySize"
                    | "memoryGrow"
                    | "heapStart"
                    | "holdsKind"
                    | "memoryCopy"
                    | "memoryFill"
                    | "leaveForGood"
                    | "noescape"
                    | "suspend"
                    | "mayLeave"
                    | "resumeFrame"
                    | "callOnBase"
                    | "memoryStack"
                    | "setMemoryStack"
                    | "stackLimit"
                    | "stackSpan"
                    | "setStackBounds"
                    | "KeepAlive"
                    | "load32"
                    | "load64"
                    | "store32"
                    | "store64"
                    | "collects"
                    | "stressMode"
                    | "poisonMode"
                    | "stackDepth"
                    | "setStackDepth"
                    | "stackFloor"
                    | "setStackFloor"
                    | "holding"
                    | "setHolding"
                    | "leftResult"
                    | "exports"
                    | "reactor"
                    | "trap"
                    | "hooked"
                    | "hostReturns"
                    | "hostFrame"
                    | "setHostFrame"
            ),
            _ => false,
        }
    }

    /// What an intrinsic yields for these scalars.
    pub fn intrinsic_values(&mut self, obj: Obj, args: &[Value]) -> Option<Vec<Value>> {
        if !self.is_intrinsic(obj) {
            return None;
        }
        let (path, name) = self.names(obj);
        let value = match (path, name) {
            (_, name) if is_float_bits(name) => self.b.unary(Un::Reinterpret, args[0]),
            // Call sites have no addresses, and there is no stack of frames in memory.
            (_, "GetCallerPC" | "GetCallerSP") => self.b.iconst64(0),
            (_, "boolToUint8") => args[0],
            ("math", _) => return Some(vec![self.math(name, args)]),
            ("math/bits" | "internal/runtime/sys", _) => return Some(vec![self.bits(name, args)]),
            (_, "NoEscape" | "noescape") => self.b.unary(Un::Hide, args[0]),
            ("internal/runtime/atomic", _) => {
                self.nil_check(args[0]);
                self.b.store(Mem::Ptr, args[0], 0, args[1]);
                return Some(Vec::new());
            }
            (_, "memorySize") => self.b.value(InstKind::MemorySize),
            (_, "memoryGrow") => self.b.value(InstKind::MemoryGrow(args[0])),
            (_, "heapStart") => {
                let base = self.b.value(InstKind::HeapBase);
                self.b.unary(Un::ExtendU, base)
            }
            (_, "holdsKind") => {
                let kind = self.b.func.int_const(args[0]).unwrap_or_else(|| bug!("the kind is constant"));
                let marker = self.cx.kind_marker(kind as u8);
                let marker = self.b.data_addr(marker, 0);
                self.b.icmp(IntCond::Eq, marker, marker)
            }
            (_, "memoryCopy") => {
                let size = self.low_word(args[2]);
                self.b.inst(InstKind::MemoryCopy { to: args[0], from: args[1], size }, &[]);
                return Some(Vec::new());
            }
            (_, "memoryFill") => {
                let size = self.low_word(args[2]);
                self.b.inst(InstKind::MemoryFill { to: args[0], byte: args[1], size }, &[]);
                return Some(Vec::new());
            }
            (_, "load32" | "load64") => {
                let mem = if name == "load32" { Mem::I32 } else { Mem::I64 };
                let addr = self.b.unary(Un::IntToPtr, args[0]);
                self.b.load(mem, addr, 0)
            }
            (_, "store32" | "store64") => {
                let mem = if name == "store32" { Mem::I32 } else { Mem::I64 };
                let addr = self.b.unary(Un::IntToPtr, args[0]);
                self.b.store(mem, addr, 0, args[1]);
                return Some(Vec::new());
            }
            (_, "collects") => self.b.iconst32(i32::from(self.cx.memory.collects)),
            (_, "stressMode") => self.b.iconst32(i32::from(self.cx.memory.stress)),
            (_, "poisonMode") => self.b.iconst32(i32::from(self.cx.memory.poison)),
            (_, "hooked") => {
                let hook = self.b.func.int_const(args[0]).unwrap_or_else(|| bug!("the hook is constant"));
                self.b.iconst32(i32::from(self.cx.is_hooked(hook)))
            }
            (_, "exports") => self.b.iconst32(i32::from(!self.cx.exported.is_empty())),
            (_, "hostReturns") => self.b.iconst32(i32::from(self.cx.javascript)),
            (_, "hostFrame" | "setHostFrame") if !self.cx.javascript => {
                let none = (name == "hostFrame").then(|| self.b.iconst32(0));
                return Some(none.into_iter().collect());
            }
            (_, "hostFrame") => {
                let global = self.cx.host_frame();
                let inst = self.b.inst(InstKind::GlobalGet(global), &[Type::I32]);
                self.b.func.result(inst)
            }
            (_, "setHostFrame") => {
                let global = self.cx.host_frame();
                self.b.inst(InstKind::GlobalSet(global, args[0]), &[]);
                return Some(Vec::new());
            }
            (_, "reactor") => self.b.iconst32(i32::from(self.cx.reactor)),
            (_, "stackDepth" | "stackFloor" | "holding") => {
                let global = self.leaving_global(name);
                let inst = self.b.inst(InstKind::GlobalGet(global), &[Type::I32]);
                self.b.func.result(inst)
            }
            (_, "setStackDepth" | "setStackFloor" | "setHolding") => {
                let global = self.leaving_global(name);
                self.b.inst(InstKind::GlobalSet(global, args[0]), &[]);
                return Some(Vec::new());
            }
            (_, "leftResult") => {
                let area = self.b.data_addr(self.cx.leaving().results, 0);
                self.b.load(Mem::I64, area, 0)
            }
            (_, "trap") => {
                self.b.unreachable();
                return Some(Vec::new());
            }
            (_, "suspend") => {
                self.b.inst(InstKind::Suspend, &[]);
                return Some(Vec::new());
            }
            (_, "mayLeave") => {
                let hold = self.cx.leaving().hold;
                let inst = self.b.inst(InstKind::GlobalGet(hold), &[Type::I32]);
                let hold = self.b.func.result(inst);
                self.b.unary(Un::Eqz, hold)
            }
            (_, "resumeFrame") => self.resume_frame(args[0], args[1]),
            (_, "callOnBase") => {
                self.nil_check(args[0]);
                let index = self.b.load(Mem::Len, args[0], 0);
                let sig = Signature { params: vec![Type::Ptr], results: Vec::new() };
                let sig = self.cx.program.sig(sig);
                self.try_call_indirect(sig, index, args[0])
            }
            (_, "memoryStack") => {
                let global = self.cx.stack_pointer();
                let inst = self.b.inst(InstKind::GlobalGet(global), &[Type::Ptr]);
                let pointer = self.b.func.result(inst);
                let word = self.b.unary(Un::PtrToInt, pointer);
                self.b.unary(Un::ExtendU, word)
            }
            (_, "stackLimit" | "stackSpan") => {
                let leaving = self.cx.leaving();
                let global = if name == "stackLimit" { leaving.stack_limit } else { leaving.stack_span };
                let inst = self.b.inst(InstKind::GlobalGet(global), &[Type::I32]);
                let word = self.b.func.result(inst);
                self.b.unary(Un::ExtendU, word)
            }
            (_, "setStackBounds") => {
                let leaving = self.cx.leaving();
                for (global, &arg) in [leaving.stack_limit, leaving.stack_span].into_iter().zip(args) {
                    let word = self.low_word(arg);
                    self.b.inst(InstKind::GlobalSet(global, word), &[]);
                }
                return Some(Vec::new());
            }
            (_, "setMemoryStack") => {
                let global = self.cx.stack_pointer();
                let word = self.low_word(args[0]);
                let pointer = self.b.unary(Un::IntToPtr, word);
                self.b.inst(InstKind::GlobalSet(global, pointer), &[]);
                return Some(Vec::new());
            }
            (_, "leaveForGood") => {
                self.b.leave();
                return Some(Vec::new());
            }
            // The data word of an interface.
            (_, "KeepAlive") => {
                self.b.inst(InstKind::Keep(args[1]), &[]);
                return Some(Vec::new());
            }
            _ => return Some(Vec::new()),
        };
        Some(vec![value])
    }

    /// Goes on in a frame: the function finds it in a global, and reads there how what it called ended.
    fn resume_frame(&mut self, frame: Value, status: Value) -> Value {
        let leaving = self.cx.leaving();
        self.b.inst(InstKind::GlobalSet(leaving.how, status), &[]);
        self.b.inst(InstKind::GlobalSet(leaving.frame, frame), &[]);
        // frameInfo: the function, then the thunk that calls it.
        let info = self.b.load(Mem::Ptr, frame, 8);
        let func = self.b.load(Mem::I32, info, 0);
        let thunk = self.b.load(Mem::I32, info, 4);
        let sig = Signature { params: vec![Type::I32], results: vec![Type::I32] };
        let sig = self.cx.program.sig(sig);
        self.try_call_indirect(sig, thunk, func)
    }

    /// The global that an intrinsic gets or sets.
    fn leaving_global(&self, name: &str) -> Global {
        let leaving = self.cx.leaving();
        match name {
            "stackDepth" | "setStackDepth" => leaving.depth,
            "stackFloor" | "setStackFloor" => leaving.floor,
            _ => leaving.hold,
        }
    }

    fn set_global(&mut self, global: Global, value: i32) {
        let value = self.b.iconst32(value);
        self.b.inst(InstKind::GlobalSet(global, value), &[]);
    }

    /// From the base, calls through the table what takes one argument, and gives the status or the only result. The stack
    /// above the base is empty, and what is called may leave.
    fn try_call_indirect(&mut self, sig: Sig, index: Value, arg: Value) -> Value {
        let leaving = self.cx.leaving();
        let floor = self.b.inst(InstKind::GlobalGet(leaving.floor), &[Type::I32]);
        let floor = self.b.func.result(floor);
        self.b.inst(InstKind::GlobalSet(leaving.depth, floor), &[]);
        self.set_global(leaving.hold, 0);
        let results = self.cx.program.sigs[sig].with_status().results;
        let kind = InstKind::TryCallIndirect { sig, index, args: vec![arg], reenter: false };
        let call = self.b.inst(kind, &results);
        self.set_global(leaving.hold, 1);
        self.b.func.insts[call].results[0]
    }

    fn math(&mut self, name: &str, args: &[Value]) -> Value {
        let op = match name {
            "Abs" => Un::Fabs,
            "Ceil" | "archCeil" => Un::Ceil,
            "Floor" | "archFloor" => Un::Floor,
            "RoundToEven" => Un::Nearest,
            "Trunc" | "archTrunc" => Un::Trunc,
            "Copysign" => return self.b.binary(Op::Copysign, args[0], args[1]),
            _ => Un::Sqrt,
        };
        self.b.unary(op, args[0])
    }

    fn bits(&mut self, name: &str, args: &[Value]) -> Value {
        let (base, width) = split_width(name);
        let x = args[0];
        let scalar = self.b.func.ty(x);
        let bits = scalar.bits() as i32;
        let result = match base {
            "Len" => {
                let zeros = self.b.unary(Un::Clz, x);
                let all = self.b.iconst(scalar, i64::from(bits));
                self.b.binary(Op::Isub, all, zeros)
            }
            "LeadingZeros" => {
                let zeros = self.b.unary(Un::Clz, x);
                let spare = self.b.iconst(scalar, i64::from(bits - width));
                self.b.binary(Op::Isub, zeros, spare)
            }
            "TrailingZeros" => {
                let x = if width < bits {
                    let stop = self.b.iconst(scalar, 1 << width);
                    self.b.binary(Op::Or, x, stop)
                } else {
                    x
                };
                self.b.unary(Un::Ctz, x)
            }
            "OnesCount" => self.b.unary(Un::Popcnt, x),
            // Rotations are of 32 and 64 bits only: wasm takes the count modulo the width, as Go does.
            _ => {
                let count = if scalar == Type::I32 { self.low_word(args[1]) } else { args[1] };
                return self.b.binary(Op::Rotl, x, count);
            }
        };
        if scalar == Type::I32 { self.b.unary(Un::ExtendU, result) } else { result }
    }
}

fn is_float_bits(name: &str) -> bool {
    matches!(
        name,
        "Float64bits"
            | "Float64frombits"
            | "Float32bits"
            | "Float32frombits"
            | "float64bits"
            | "float64frombits"
            | "float32bits"
            | "float32frombits"
    )
}

fn is_bits(name: &str) -> bool {
    let (base, width) = split_width(name);
    match base {
        "Len" | "LeadingZeros" | "TrailingZeros" | "OnesCount" => matches!(width, 8 | 16 | 32 | 64),
        "RotateLeft" => matches!(width, 32 | 64),
        _ => false,
    }
}

/// A name such as `Len32` in its parts; without a number it is about words of 64 bits.
fn split_width(name: &str) -> (&str, i32) {
    let base = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (base, name[base.len()..].parse().unwrap_or(64))
}
