//! An interpreter of functions before legalization, so that a pass can be tested by running what it was given and what
//! it made of it.
//!
//! It is written from the meaning of the operations alone and shares no arithmetic with the passes. Values are their
//! bits, in a `u128` whose upper part is zero. NaNs that arithmetic makes are canonical, since their bits are no
//! part of Go's meaning.

use crate::entities::{Block, Data, Func, Global, Import, Inst, Local, Sig, Slot, Value};
use crate::func::FuncData;
use crate::op::{BinaryOp, Bounds, Check, FloatCond, InstKind, IntCond, Mem, PanicFunc, Target, UnaryOp};
use crate::program::{GlobalInit, Program, RelocTarget};
use crate::types::Type;
use pontoon_base::{EntityId, SecondaryMap, bug};

/// Why a call has no results.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// Left for good.
    Left,
    /// What wasm would trap at.
    Trap(&'static str),
    /// The steps or the depth allowed are used up: nothing can be said.
    Exhausted,
}

/// What the outside sees besides results and memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// A check failed, and its panic function was given this.
    Failed(PanicFunc, Vec<u128>),
    /// The host was called.
    Host(Import, Vec<u128>),
}

const PAGE: usize = 64 << 10;
/// Address 0 is nil, and what lies near it is left free.
const DATA_START: u32 = 1024;
const MAX_DEPTH: u32 = 200;

/// A program that runs: its memory, its globals, and what has happened.
pub struct Machine<'a> {
    program: &'a Program,
    pub memory: Vec<u8>,
    globals: SecondaryMap<Global, u128>,
    data: SecondaryMap<Data, u32>,
    stack_pointer: u32,
    heap_base: u32,
    steps_left: u64,
    depth: u32,
    pub events: Vec<Event>,
}

struct Frame<'a> {
    func: &'a FuncData,
    values: SecondaryMap<Value, u128>,
    locals: SecondaryMap<Local, u128>,
    slots: SecondaryMap<Slot, u32>,
}

enum Next {
    Go(Block),
    Return(Vec<u128>),
    Leave,
}

impl<'a> Machine<'a> {
    /// Lays out static data and the memory stack; `steps` is how many instructions may run.
    pub fn new(program: &'a Program, steps: u64) -> Machine<'a> {
        let mut data: SecondaryMap<Data, u32> = SecondaryMap::new();
        let mut at = DATA_START;
        for (id, object) in program.data.iter() {
            at = at.next_multiple_of(object.align.max(1));
            data[id] = at;
            at += object.size;
        }
        let stack_top = at.next_multiple_of(16) + program.stack_size;
        let pages = (stack_top as usize).div_ceil(PAGE) + 1;
        let mut machine = Machine {
            program,
            memory: vec![0; pages * PAGE],
            globals: SecondaryMap::new(),
            data,
            stack_pointer: stack_top,
            heap_base: stack_top,
            steps_left: steps,
            depth: 0,
            events: Vec::new(),
        };
        machine.initialize(stack_top);
        machine
    }

    fn initialize(&mut self, stack_top: u32) {
        for (id, global) in self.program.globals.iter() {
            self.globals[id] = match global.init {
                GlobalInit::Const(bits) => u128::from(bits),
                GlobalInit::StackTop => u128::from(stack_top),
                // Nothing here looks at the memory stack's bounds.
                GlobalInit::StackLimit | GlobalInit::StackSpan => 0,
            };
        }
        for (id, object) in self.program.data.iter() {
            let base = self.data[id] as usize;
            self.memory[base..base + object.bytes.len()].copy_from_slice(&object.bytes);
            for reloc in &object.relocs {
                let word = match reloc.target {
                    RelocTarget::Data(target, addend) => u64::from(self.data[target] + addend),
                    RelocTarget::Func(func) => table_index(func) as u64,
                    // Only the back end's layout gives these a meaning.
                    RelocTarget::TypeOffset(_)
                    | RelocTarget::TextOffset(_)
                    | RelocTarget::Reentry(_)
                    | RelocTarget::Bound(_) => {
                        continue;
                    }
                };
                let at = base + reloc.offset as usize;
                self.memory[at..at + 8].copy_from_slice(&word.to_le_bytes());
            }
        }
    }

    /// What lies in a data object now; nothing if the program has lost it.
    pub fn data_bytes(&self, id: Option<Data>) -> Vec<u8> {
        let Some(id) = id else { return Vec::new() };
        let start = self.data[id] as usize;
        self.memory[start..start + self.program.data[id].size as usize].to_vec()
    }

    /// Calls a defined function.
    pub fn call(&mut self, id: Func, args: &[u128]) -> Result<Vec<u128>, Stop> {
        let func = &self.program.funcs[id];
        if !func.is_defined() {
            return Err(Stop::Trap("call of a function without code"));
        }
        if self.depth == MAX_DEPTH {
            return Err(Stop::Exhausted);
        }
        self.depth += 1;
        let saved = self.stack_pointer;
        let mut frame = Frame {
            func,
            values: SecondaryMap::with_len(func.values.len()),
            locals: SecondaryMap::new(),
            slots: SecondaryMap::new(),
        };
        for (slot, data) in func.slots.iter() {
            self.stack_pointer = (self.stack_pointer - data.size) & !(data.align.max(1) - 1);
            frame.slots[slot] = self.stack_pointer;
        }
        for (&param, &arg) in func.blocks[func.entry()].params.iter().zip(args) {
            frame.values[param] = arg;
        }
        let outcome = self.run(&mut frame);
        self.stack_pointer = saved;
        self.depth -= 1;
        outcome
    }

    fn run(&mut self, frame: &mut Frame<'a>) -> Result<Vec<u128>, Stop> {
        let mut block = frame.func.entry();
        loop {
            match (self.block(frame, block), frame.func.landing) {
                (Ok(Next::Go(next)), _) => block = next,
                (Ok(Next::Return(values)), _) => return Ok(values),
                // `leave` itself is the way out of a landing block.
                (Ok(Next::Leave), _) => return Err(Stop::Left),
                (Err(Stop::Left), Some(landing)) => block = landing,
                (Err(stop), _) => return Err(stop),
            }
        }
    }

    fn block(&mut self, frame: &mut Frame<'a>, block: Block) -> Result<Next, Stop> {
        let func = frame.func;
        for &inst in &func.blocks[block].insts {
            self.steps_left = self.steps_left.checked_sub(1).ok_or(Stop::Exhausted)?;
            if func.insts[inst].kind.is_terminator() {
                return terminator(frame, inst);
            }
            let results = self.inst(frame, inst)?;
            for (&value, bits) in func.insts[inst].results.iter().zip(results) {
                frame.values[value] = bits;
            }
        }
        bug!("a block of {} has no terminator", func.name)
    }

    /// Runs an instruction that is no terminator; gives its results.
    fn inst(&mut self, frame: &mut Frame<'a>, inst: Inst) -> Result<Vec<u128>, Stop> {
        let func = frame.func;
        let get = |frame: &Frame<'_>, value: Value| frame.values[value];
        let list = |frame: &Frame<'_>, values: &[Value]| -> Vec<u128> {
            values.iter().map(|&value| frame.values[value]).collect()
        };
        let result = match &func.insts[inst].kind {
            InstKind::Iconst32(c) => u128::from(*c as u32),
            InstKind::Iconst64(c) => u128::from(*c as u64),
            InstKind::Fconst32(bits) => u128::from(*bits),
            InstKind::Fconst64(bits) => u128::from(*bits),
            InstKind::V128const(bits) => *bits,
            InstKind::Null => 0,
            InstKind::Unary(op, a) => unary(*op, func.ty(*a), get(frame, *a)),
            InstKind::Binary(op, a, b) => {
                binary(*op, func.ty(*a), func.ty(*b), get(frame, *a), get(frame, *b))?
            }
            InstKind::Icmp(cond, a, b) => {
                u128::from(icmp(*cond, func.ty(*a), get(frame, *a), get(frame, *b)))
            }
            InstKind::Fcmp(cond, a, b) => {
                let ty = func.ty(*a);
                u128::from(fcmp(*cond, float(ty, get(frame, *a)), float(ty, get(frame, *b))))
            }
            InstKind::Select { cond, a, b } => get(frame, if get(frame, *cond) != 0 { *a } else { *b }),
            InstKind::ExtractI64x2(a, lane) => u128::from((get(frame, *a) >> (64 * u32::from(*lane))) as u64),
            InstKind::Load { mem, addr, offset } => self.load(*mem, get(frame, *addr), *offset)?,
            InstKind::Store { mem, addr, offset, value } => {
                self.store(*mem, get(frame, *addr), *offset, get(frame, *value))?;
                return Ok(Vec::new());
            }
            InstKind::MemoryCopy { to, from, size } => {
                let size = get(frame, *size) as usize;
                let from = self.range(get(frame, *from), 0, size)?;
                let to = self.range(get(frame, *to), 0, size)?.start;
                self.memory.copy_within(from, to);
                return Ok(Vec::new());
            }
            InstKind::MemoryFill { to, byte, size } => {
                let to = self.range(get(frame, *to), 0, get(frame, *size) as usize)?;
                self.memory[to].fill(get(frame, *byte) as u8);
                return Ok(Vec::new());
            }
            InstKind::MemorySize => (self.memory.len() / PAGE) as u128,
            // A host may always refuse, and so tests need no large memory.
            InstKind::MemoryGrow(_) => u128::from(u32::MAX),
            InstKind::HeapBase => u128::from(self.heap_base),
            InstKind::GlobalGet(global) => self.globals[*global],
            InstKind::GlobalSet(global, value) => {
                self.globals[*global] = get(frame, *value);
                return Ok(Vec::new());
            }
            InstKind::LocalGet(local) => frame.locals[*local],
            InstKind::LocalSet(local, value) => {
                frame.locals[*local] = get(frame, *value);
                return Ok(Vec::new());
            }
            InstKind::SlotAddr(slot) => u128::from(frame.slots[*slot]),
            InstKind::DataAddr(data, offset) => u128::from(self.data[*data].wrapping_add(*offset)),
            InstKind::FuncIndex(func) => table_index(*func) as u128,
            InstKind::Check(check, args) => {
                let types: Vec<Type> = args.iter().map(|&arg| func.ty(arg)).collect();
                self.check(*check, &types, &list(frame, args))?;
                return Ok(Vec::new());
            }
            InstKind::Call { func, args } => return self.call(*func, &list(frame, args)),
            InstKind::CallIndirect { sig, index, args } => {
                let callee = self.in_table(get(frame, *index), *sig)?;
                return self.call(callee, &list(frame, args));
            }
            InstKind::TryCall { func, args } => return self.try_call(*func, &list(frame, args)),
            InstKind::TryCallIndirect { sig, index, args, .. } => {
                let callee = self.in_table(get(frame, *index), *sig)?;
                return self.try_call(callee, &list(frame, args));
            }
            InstKind::Keep(_) => return Ok(Vec::new()),
            InstKind::Suspend => return Err(Stop::Trap("there is no scheduler")),
            InstKind::CallImport { import, args } => return Ok(self.host(*import, list(frame, args))),
            InstKind::Jump(_)
            | InstKind::Branch { .. }
            | InstKind::Switch { .. }
            | InstKind::Return(_)
            | InstKind::Leave
            | InstKind::LeaveSpilled
            | InstKind::Unreachable => bug!("a terminator within a block of {}", func.name),
        };
        Ok(vec![result])
    }

    fn in_table(&self, index: u128, sig: Sig) -> Result<Func, Stop> {
        let index = index as usize;
        if index == 0 || index > self.program.funcs.len() {
            return Err(Stop::Trap("no such table element"));
        }
        let callee = Func::new(index - 1);
        if self.program.funcs[callee].sig != self.program.sigs[sig] {
            return Err(Stop::Trap("indirect call of another signature"));
        }
        Ok(callee)
    }

    /// A call that gives its status as a last result.
    fn try_call(&mut self, func: Func, args: &[u128]) -> Result<Vec<u128>, Stop> {
        match self.call(func, args) {
            Ok(mut results) => {
                results.push(0);
                Ok(results)
            }
            Err(Stop::Left) => {
                let mut results = vec![0; self.program.funcs[func].sig.results.len()];
                results.push(2);
                Ok(results)
            }
            Err(stop) => Err(stop),
        }
    }

    fn check(&mut self, check: Check, types: &[Type], args: &[u128]) -> Result<(), Stop> {
        let fine = match check {
            Check::Nil | Check::Div => args[0] != 0,
            Check::Shift => signed(types[0], args[0]) >= 0,
            Check::Bounds { kind: Bounds::Index, .. } => args[0] < args[1],
            Check::Bounds { .. } => args[0] <= args[1],
        };
        if fine {
            return Ok(());
        }
        // What the panic function is given: the index as its sign says, the limit; nothing of other checks.
        let told = match check {
            Check::Bounds { signed: true, .. } => vec![u128::from(signed(types[0], args[0]) as u64), args[1]],
            Check::Bounds { signed: false, .. } => args.to_vec(),
            Check::Nil | Check::Div | Check::Shift => Vec::new(),
        };
        self.events.push(Event::Failed(check.panic_func(), told));
        Err(Stop::Left)
    }

    /// The host's results depend on what it was given and on how often it was called before.
    fn host(&mut self, import: Import, args: Vec<u128>) -> Vec<u128> {
        let mut seed = self.events.len() as u64 ^ (import.index() as u64) << 32;
        for &arg in &args {
            seed = (seed ^ arg as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
        }
        self.events.push(Event::Host(import, args));
        let results = &self.program.imports[import].sig.results;
        results
            .iter()
            .map(|ty| match ty.bits() {
                32 => u128::from(seed as u32),
                64 => u128::from(seed),
                _ => 0,
            })
            .collect()
    }

    fn range(&self, addr: u128, offset: u32, size: usize) -> Result<std::ops::Range<usize>, Stop> {
        let start = addr as usize + offset as usize;
        match start.checked_add(size).filter(|&end| end <= self.memory.len()) {
            Some(end) => Ok(start..end),
            None => Err(Stop::Trap("out of bounds memory access")),
        }
    }

    fn load(&self, mem: Mem, addr: u128, offset: u32) -> Result<u128, Stop> {
        // Words of pointers and lengths are eight bytes, of which a load reads four.
        let size = if mem.ty().bits() == 32 { mem.size().min(4) } else { mem.size() };
        let bytes = &self.memory[self.range(addr, offset, size as usize)?];
        let raw = bytes.iter().rev().fold(0u128, |word, &byte| word << 8 | u128::from(byte));
        Ok(match mem {
            Mem::I8S => u128::from(i32::from(raw as i8) as u32),
            Mem::I16S => u128::from(i32::from(raw as i16) as u32),
            _ => raw,
        })
    }

    fn store(&mut self, mem: Mem, addr: u128, offset: u32, value: u128) -> Result<(), Stop> {
        let range = self.range(addr, offset, mem.size() as usize)?;
        let bytes = value.to_le_bytes();
        self.memory[range].copy_from_slice(&bytes[..mem.size() as usize]);
        Ok(())
    }
}

/// Table index zero is nobody's.
fn table_index(func: Func) -> usize {
    func.index() + 1
}

fn terminator(frame: &mut Frame<'_>, inst: Inst) -> Result<Next, Stop> {
    let func = frame.func;
    let target = match &func.insts[inst].kind {
        InstKind::Jump(target) => target,
        InstKind::Branch { cond, then, els } => {
            if frame.values[*cond] != 0 {
                then
            } else {
                els
            }
        }
        InstKind::Switch { index, targets, default } => {
            targets.get(frame.values[*index] as usize).unwrap_or(default)
        }
        InstKind::Return(values) => {
            return Ok(Next::Return(values.iter().map(|&value| frame.values[value]).collect()));
        }
        InstKind::Leave => return Ok(Next::Leave),
        InstKind::Unreachable => return Err(Stop::Trap("unreachable")),
        _ => bug!("no terminator"),
    };
    go(frame, target);
    Ok(Next::Go(target.block))
}

/// Hands over the arguments of a jump, all at once.
fn go(frame: &mut Frame<'_>, target: &Target) {
    let args: Vec<u128> = target.args.iter().map(|&arg| frame.values[arg]).collect();
    for (&param, arg) in frame.func.blocks[target.block].params.iter().zip(args) {
        frame.values[param] = arg;
    }
}

fn signed(ty: Type, bits: u128) -> i64 {
    if ty == Type::I64 { bits as i64 } else { i64::from(bits as i32) }
}

/// Cuts to the width of an integer type.
fn cut(ty: Type, bits: u64) -> u128 {
    if ty == Type::I64 { u128::from(bits) } else { u128::from(bits as u32) }
}

/// A float of either type; f32 is exact in f64.
fn float(ty: Type, bits: u128) -> f64 {
    if ty == Type::F64 { f64::from_bits(bits as u64) } else { f64::from(f32::from_bits(bits as u32)) }
}

/// Rounds to the type. One operation in f64 and a rounding to f32 is what f32's own operation gives, for `+ - * /` and
/// square roots.
fn bits_of(ty: Type, x: f64) -> u128 {
    let x = if x.is_nan() { f64::NAN } else { x };
    if ty == Type::F64 { u128::from(x.to_bits()) } else { u128::from((x as f32).to_bits()) }
}

fn unary(op: UnaryOp, ty: Type, a: u128) -> u128 {
    let wide = ty == Type::I64;
    match op {
        UnaryOp::Clz => {
            u128::from(if wide { (a as u64).leading_zeros() } else { (a as u32).leading_zeros() })
        }
        UnaryOp::Ctz => {
            u128::from(if wide { (a as u64).trailing_zeros() } else { (a as u32).trailing_zeros() })
        }
        UnaryOp::Popcnt => u128::from(a.count_ones()),
        UnaryOp::Extend8 => cut(ty, a as i8 as u64),
        UnaryOp::Extend16 => cut(ty, a as i16 as u64),
        UnaryOp::Extend32 => cut(ty, a as i32 as u64),
        UnaryOp::Eqz => u128::from(a == 0),
        UnaryOp::Wrap => u128::from(a as u32),
        UnaryOp::ExtendS => u128::from(a as i32 as u64),
        UnaryOp::ExtendU | UnaryOp::PtrToInt | UnaryOp::IntToPtr | UnaryOp::Hide | UnaryOp::Reinterpret => a,
        UnaryOp::Fneg => a ^ float_sign(ty),
        UnaryOp::Fabs => a & !float_sign(ty),
        UnaryOp::Sqrt => bits_of(ty, float(ty, a).sqrt()),
        UnaryOp::Ceil => bits_of(ty, float(ty, a).ceil()),
        UnaryOp::Floor => bits_of(ty, float(ty, a).floor()),
        UnaryOp::Trunc => bits_of(ty, float(ty, a).trunc()),
        UnaryOp::Nearest => bits_of(ty, float(ty, a).round_ties_even()),
        UnaryOp::Promote => bits_of(Type::F64, float(ty, a)),
        UnaryOp::Demote => bits_of(Type::F32, float(ty, a)),
        UnaryOp::ConvertSF32 => u128::from((signed(ty, a) as f32).to_bits()),
        UnaryOp::ConvertUF32 => u128::from((a as u64 as f32).to_bits()),
        UnaryOp::ConvertSF64 => u128::from((signed(ty, a) as f64).to_bits()),
        UnaryOp::ConvertUF64 => u128::from((a as u64 as f64).to_bits()),
        UnaryOp::TruncSatSI32 => u128::from(float(ty, a) as i32 as u32),
        UnaryOp::TruncSatUI32 => u128::from(float(ty, a) as u32),
        UnaryOp::TruncSatSI64 => u128::from(float(ty, a) as i64 as u64),
        UnaryOp::TruncSatUI64 => u128::from(float(ty, a) as u64),
        UnaryOp::SplatI8x16 => u128::from_le_bytes([a as u8; 16]),
        UnaryOp::SplatI64x2 => a | a << 64,
        UnaryOp::Not128 => !a,
        UnaryOp::AnyTrue => u128::from(a != 0),
        UnaryOp::BitmaskI8x16 => {
            let bytes = a.to_le_bytes();
            (0..16).map(|i| u128::from(bytes[i] >> 7) << i).sum()
        }
        UnaryOp::AllTrueI8x16 => u128::from(a.to_le_bytes().iter().all(|&byte| byte != 0)),
    }
}

/// The bit of a float's sign.
fn float_sign(ty: Type) -> u128 {
    if ty == Type::F64 { 1 << 63 } else { 1 << 31 }
}

fn binary(op: BinaryOp, ty: Type, count_ty: Type, a: u128, b: u128) -> Result<u128, Stop> {
    let (x, y) = (signed(ty, a), signed(ty, b));
    let (ux, uy) = (a as u64, b as u64);
    let width = u64::from(ty.bits());
    // Modulo the width, as wasm shifts.
    let count = (uy % width.max(1)) as u32;
    let divides = matches!(op, BinaryOp::Sdiv | BinaryOp::Udiv | BinaryOp::Srem | BinaryOp::Urem);
    if divides && b == 0 {
        return Err(Stop::Trap("integer divide by zero"));
    }
    let far = cut(count_ty, uy) >= u128::from(width);
    Ok(match op {
        BinaryOp::Iadd => cut(ty, ux.wrapping_add(uy)),
        BinaryOp::Isub => cut(ty, ux.wrapping_sub(uy)),
        BinaryOp::Imul => cut(ty, ux.wrapping_mul(uy)),
        BinaryOp::Sdiv => cut(ty, x.wrapping_div(y) as u64),
        BinaryOp::Srem => cut(ty, x.wrapping_rem(y) as u64),
        BinaryOp::Udiv => a / b,
        BinaryOp::Urem => a % b,
        BinaryOp::And | BinaryOp::And128 => a & b,
        BinaryOp::Or | BinaryOp::Or128 => a | b,
        BinaryOp::Xor | BinaryOp::Xor128 => a ^ b,
        BinaryOp::GoShl | BinaryOp::GoShrU if far => 0,
        BinaryOp::GoShrS if far => cut(ty, if x < 0 { u64::MAX } else { 0 }),
        BinaryOp::Shl | BinaryOp::GoShl => cut(ty, ux << count),
        BinaryOp::ShrS | BinaryOp::GoShrS => cut(ty, (x >> count) as u64),
        BinaryOp::ShrU | BinaryOp::GoShrU => a >> count,
        BinaryOp::Rotl if ty == Type::I64 => u128::from(ux.rotate_left(count)),
        BinaryOp::Rotl => u128::from((ux as u32).rotate_left(count)),
        BinaryOp::PtrAdd => u128::from((ux as u32).wrapping_add(uy as u32)),
        BinaryOp::Fadd => bits_of(ty, float(ty, a) + float(ty, b)),
        BinaryOp::Fsub => bits_of(ty, float(ty, a) - float(ty, b)),
        BinaryOp::Fmul => bits_of(ty, float(ty, a) * float(ty, b)),
        BinaryOp::Fdiv => bits_of(ty, float(ty, a) / float(ty, b)),
        BinaryOp::Fmin | BinaryOp::Fmax => extreme(op, ty, a, b),
        BinaryOp::Copysign => {
            let sign = float_sign(ty);
            a & !sign | b & sign
        }
        BinaryOp::EqI8x16 => lanes(a, b, |x, y| x == y),
        BinaryOp::LtUI8x16 => lanes(a, b, |x, y| x < y),
    })
}

/// Of wasm's minimum and maximum: NaN wins, and -0 is less than 0.
fn extreme(op: BinaryOp, ty: Type, a: u128, b: u128) -> u128 {
    let (x, y) = (float(ty, a), float(ty, b));
    let first = match x.partial_cmp(&y) {
        None => return bits_of(ty, f64::NAN),
        Some(std::cmp::Ordering::Equal) => x.is_sign_negative(),
        Some(order) => order.is_lt(),
    };
    if first == (op == BinaryOp::Fmin) { a } else { b }
}

fn lanes(a: u128, b: u128, holds: impl Fn(u8, u8) -> bool) -> u128 {
    let (a, b) = (a.to_le_bytes(), b.to_le_bytes());
    u128::from_le_bytes(std::array::from_fn(|i| if holds(a[i], b[i]) { 0xff } else { 0 }))
}

fn icmp(cond: IntCond, ty: Type, a: u128, b: u128) -> bool {
    let (x, y) = (signed(ty, a), signed(ty, b));
    match cond {
        IntCond::Eq => a == b,
        IntCond::Ne => a != b,
        IntCond::Slt => x < y,
        IntCond::Sle => x <= y,
        IntCond::Sgt => x > y,
        IntCond::Sge => x >= y,
        IntCond::Ult => a < b,
        IntCond::Ule => a <= b,
        IntCond::Ugt => a > b,
        IntCond::Uge => a >= b,
    }
}

fn fcmp(cond: FloatCond, a: f64, b: f64) -> bool {
    match cond {
        FloatCond::Eq => a == b,
        FloatCond::Ne => a != b,
        FloatCond::Lt => a < b,
        FloatCond::Le => a <= b,
        FloatCond::Gt => a > b,
        FloatCond::Ge => a >= b,
    }
}
