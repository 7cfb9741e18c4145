//! Runs SSA as its definition says, to compare with what the emitted module does. As much as random programs use.

use crate::engine::{Host, Stop};
use pontoon_base::{EntityId, PrimaryMap};
use pontoon_ssa::op::{BinaryOp, Bounds, Check, IntCond, Mem, Target, UnaryOp};
use pontoon_ssa::{Func, FuncData, InstKind, Program, Type, Value};

pub struct Evaluator<'a> {
    program: &'a Program,
    memory: Vec<u8>,
    globals: Vec<u64>,
    stack: usize,
    depth: usize,
}

/// How a function ended: with results, or by leaving for good.
type Outcome = Result<Option<Vec<u64>>, Stop>;

/// Every data object has so much room.
const ROOM: usize = 4096;

enum Next {
    Go(pontoon_ssa::Block),
    Done(Option<Vec<u64>>),
    On,
    /// Something left for good.
    Left,
}

impl<'a> Evaluator<'a> {
    pub fn new(program: &'a Program) -> Evaluator<'a> {
        let mut memory = vec![0; 1 << 20];
        for (data, object) in program.data.iter() {
            let at = (data.index() + 1) * ROOM;
            memory[at..at + object.bytes.len()].copy_from_slice(&object.bytes);
        }
        let globals = program.globals.values().map(|global| match global.init {
            pontoon_ssa::program::GlobalInit::Const(bits) => bits,
            pontoon_ssa::program::GlobalInit::StackTop
            | pontoon_ssa::program::GlobalInit::StackLimit
            | pontoon_ssa::program::GlobalInit::StackSpan => 0,
        });
        Evaluator { program, memory, globals: globals.collect(), stack: 1 << 19, depth: 0 }
    }

    pub fn call(&mut self, func: Func, args: &[u64], host: &mut Host<'_>) -> Outcome {
        let data = &self.program.funcs[func];
        self.depth += 1;
        if self.depth > 200 {
            return Err(Stop::Host);
        }
        let mut values: PrimaryMap<Value, u64> = PrimaryMap::new();
        for _ in 0..data.values.len() {
            values.push(0xdead_beef);
        }
        for (&param, &arg) in data.blocks[data.entry()].params.iter().zip(args) {
            values[param] = arg;
        }
        let mut slots = Vec::new();
        for slot in data.slots.values() {
            slots.push(self.stack);
            self.stack += slot.size as usize;
        }
        let mut frame = Frame { data, values, locals: vec![0; data.locals.len()], slots };
        let mut block = data.entry();
        let result = 'blocks: loop {
            let mut next = Next::On;
            for &inst in &data.blocks[block].insts {
                next = self.inst(&mut frame, inst, host)?;
                if !matches!(next, Next::On) {
                    break;
                }
            }
            match next {
                Next::Go(to) => block = to,
                Next::Done(result) => break 'blocks result,
                Next::Left => match data.landing {
                    Some(landing) => block = landing,
                    None => break 'blocks None,
                },
                Next::On => panic!("{block} has no terminator"),
            }
        };
        self.depth -= 1;
        self.stack -= data.slots.values().map(|slot| slot.size as usize).sum::<usize>();
        Ok(result)
    }

    fn inst(
        &mut self,
        frame: &mut Frame<'_>,
        inst: pontoon_ssa::Inst,
        host: &mut Host<'_>,
    ) -> Result<Next, Stop> {
        let data = frame.data;
        let inst = &data.insts[inst];
        let get = |v: &Value| frame.values[*v];
        let wide = |v: &Value| data.ty(*v) == Type::I64;
        let result = match &inst.kind {
            InstKind::Iconst32(c) => u64::from(*c as u32),
            InstKind::Iconst64(c) => *c as u64,
            InstKind::Unary(op, a) => match op {
                UnaryOp::Eqz => u64::from(get(a) == 0),
                UnaryOp::Wrap => u64::from(get(a) as u32),
                UnaryOp::ExtendS => get(a) as u32 as i32 as i64 as u64,
                UnaryOp::ExtendU | UnaryOp::IntToPtr | UnaryOp::PtrToInt | UnaryOp::Hide => get(a),
                other => panic!("random programs have no {other:?}"),
            },
            InstKind::Binary(op, a, b) => binary(*op, wide(a), wide(b), get(a), get(b))?,
            InstKind::Icmp(cond, a, b) => u64::from(compare(*cond, wide(a), get(a), get(b))),
            InstKind::Select { cond, a, b } => get(if get(cond) != 0 { a } else { b }),
            InstKind::Load { mem, addr, offset } => {
                let (at, size) = (get(addr) as usize + *offset as usize, load_size(*mem));
                self.memory[at..at + size].iter().rev().fold(0, |sum, &byte| sum << 8 | u64::from(byte))
            }
            InstKind::Store { mem, addr, offset, value } => {
                let (at, size) = (get(addr) as usize + *offset as usize, mem.size() as usize);
                let bytes = get(value).to_le_bytes();
                self.memory[at..at + size].copy_from_slice(&bytes[..size]);
                return Ok(Next::On);
            }
            InstKind::GlobalGet(global) => self.globals[global.index()],
            InstKind::GlobalSet(global, v) => {
                self.globals[global.index()] = get(v);
                return Ok(Next::On);
            }
            InstKind::LocalGet(local) => frame.locals[local.index()],
            InstKind::LocalSet(local, v) => {
                frame.locals[local.index()] = get(v);
                return Ok(Next::On);
            }
            InstKind::SlotAddr(slot) => frame.slots[slot.index()] as u64,
            InstKind::DataAddr(data, offset) => ((data.index() + 1) * ROOM) as u64 + u64::from(*offset),
            InstKind::FuncIndex(func) => func.index() as u64 + 1,
            InstKind::Check(check, args) => {
                let args: Vec<(bool, u64)> = args.iter().map(|v| (wide(v), get(v))).collect();
                return self.check(*check, &args, host);
            }
            InstKind::Call { func, args } => {
                let args: Vec<u64> = args.iter().map(get).collect();
                return self.results(frame, inst, *func, &args, host);
            }
            InstKind::CallIndirect { index, args, .. } => {
                let func = Func::new(get(index) as usize - 1);
                let args: Vec<u64> = args.iter().map(get).collect();
                return self.results(frame, inst, func, &args, host);
            }
            InstKind::CallImport { import, args } => {
                let args: Vec<u64> = args.iter().map(get).collect();
                let results = host(&self.program.imports[*import].name, &args).ok_or(Stop::Host)?;
                for (&value, result) in inst.results.iter().zip(results) {
                    frame.values[value] = result;
                }
                return Ok(Next::On);
            }
            InstKind::Jump(target) => return Ok(frame.go(target)),
            InstKind::Branch { cond, then, els } => {
                return Ok(frame.go(if get(cond) as u32 != 0 { then } else { els }));
            }
            InstKind::Switch { index, targets, default } => {
                return Ok(frame.go(targets.get(get(index) as usize).unwrap_or(default)));
            }
            InstKind::Return(values) => return Ok(Next::Done(Some(values.iter().map(get).collect()))),
            InstKind::Leave => return Ok(Next::Done(None)),
            InstKind::Unreachable => return Err(Stop::Trap),
            other => panic!("random programs have no {other:?}"),
        };
        frame.values[inst.results[0]] = result;
        Ok(Next::On)
    }

    fn results(
        &mut self,
        frame: &mut Frame<'_>,
        inst: &pontoon_ssa::func::InstData,
        func: Func,
        args: &[u64],
        host: &mut Host<'_>,
    ) -> Result<Next, Stop> {
        match self.call(func, args, host)? {
            Some(results) => {
                for (&value, result) in inst.results.iter().zip(results) {
                    frame.values[value] = result;
                }
                Ok(Next::On)
            }
            None => Ok(Next::Left),
        }
    }

    fn check(&mut self, check: Check, args: &[(bool, u64)], host: &mut Host<'_>) -> Result<Next, Stop> {
        let signed = |(wide, v): (bool, u64)| if wide { v as i64 } else { i64::from(v as u32 as i32) };
        let fails = match check {
            Check::Nil | Check::Div => args[0].1 == 0,
            Check::Shift => signed(args[0]) < 0,
            Check::Bounds { kind, signed: s } => {
                let both_narrow = !args[0].0 && !args[1].0;
                let index = if s && !both_narrow { signed(args[0]) as u64 } else { args[0].1 };
                if kind == Bounds::Index { index >= args[1].1 } else { index > args[1].1 }
            }
        };
        if !fails {
            return Ok(Next::On);
        }
        let func = self.program.panic_func(check.panic_func()).expect("all panic functions are there");
        let args = match check {
            Check::Bounds { kind, signed: s } => {
                let index = if s { signed(args[0]) as u64 } else { args[0].1 };
                vec![index, args[1].1, u64::from(s), kind as u64]
            }
            _ => Vec::new(),
        };
        match self.call(func, &args, host)? {
            None => Ok(Next::Left),
            Some(_) => Err(Stop::Trap),
        }
    }
}

struct Frame<'a> {
    data: &'a FuncData,
    values: PrimaryMap<Value, u64>,
    locals: Vec<u64>,
    slots: Vec<usize>,
}

impl Frame<'_> {
    fn go(&mut self, target: &Target) -> Next {
        let args: Vec<u64> = target.args.iter().map(|&v| self.values[v]).collect();
        for (&param, arg) in self.data.blocks[target.block].params.iter().zip(args) {
            self.values[param] = arg;
        }
        Next::Go(target.block)
    }
}

fn load_size(mem: Mem) -> usize {
    match mem {
        Mem::Ptr | Mem::Len => 4,
        _ => mem.size() as usize,
    }
}

fn compare(cond: IntCond, wide: bool, a: u64, b: u64) -> bool {
    let (s, t) = if wide { (a as i64, b as i64) } else { (a as u32 as i32 as i64, b as u32 as i32 as i64) };
    match cond {
        IntCond::Eq => a == b,
        IntCond::Ne => a != b,
        IntCond::Slt => s < t,
        IntCond::Sle => s <= t,
        IntCond::Sgt => s > t,
        IntCond::Sge => s >= t,
        IntCond::Ult => a < b,
        IntCond::Ule => a <= b,
        IntCond::Ugt => a > b,
        IntCond::Uge => a >= b,
    }
}

fn binary(op: BinaryOp, wide: bool, count_wide: bool, a: u64, b: u64) -> Result<u64, Stop> {
    let (s, t) = if wide { (a as i64, b as i64) } else { (a as u32 as i32 as i64, b as u32 as i32 as i64) };
    let width = if wide { 64 } else { 32 };
    let count = if count_wide { b } else { u64::from(b as u32) };
    let result = match op {
        BinaryOp::Iadd | BinaryOp::PtrAdd => a.wrapping_add(b),
        BinaryOp::Isub => a.wrapping_sub(b),
        BinaryOp::Imul => a.wrapping_mul(b),
        BinaryOp::Sdiv | BinaryOp::Srem | BinaryOp::Udiv if b == 0 => return Err(Stop::Trap),
        BinaryOp::Sdiv => s.wrapping_div(t) as u64,
        BinaryOp::Srem => s.wrapping_rem(t) as u64,
        BinaryOp::Udiv => a / b,
        BinaryOp::And => a & b,
        BinaryOp::Or => a | b,
        BinaryOp::Xor => a ^ b,
        BinaryOp::Shl => a << (b % width),
        BinaryOp::GoShl if count >= width => 0,
        BinaryOp::GoShl => a << count,
        BinaryOp::GoShrU if count >= width => 0,
        BinaryOp::GoShrU => a >> count,
        BinaryOp::GoShrS => (s >> count.min(width - 1)) as u64,
        other => panic!("random programs have no {other:?}"),
    };
    Ok(if wide { result } else { u64::from(result as u32) })
}
