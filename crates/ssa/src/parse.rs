//! Reads the text form that `print` writes, so that a function can be given to a pass, the verifier or the interpreter
//! as text.
//!
//! A program's text has lines for signatures, imports, globals and exports, then functions; `; …` lines are remarks.
//! Not in it are attributes, positions and the content of data: `data d0 NAME: SIZE align N` declares an object of
//! zeros, and a function without code is declared by `func NAME(…) -> …` without a brace.

use crate::entities::{Block, Data, Func, Global, Import, Local, Sig, Slot, Value};
use crate::func::{BlockData, FuncData, SlotData, ValueData, ValueDef, result_type};
use crate::op::{BinaryOp, Bounds, Check, FloatCond, InstKind, IntCond, Mem, Target, UnaryOp};
use crate::program::{DataObject, Export, GlobalData, GlobalInit, ImportData, Program};
use crate::types::{Signature, Type};
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntityId, EntitySet, Pos};
use std::fmt::Debug;

/// Parses a program. The message of an error begins with the line's number.
pub fn parse_program(text: &str) -> Result<Program, String> {
    let lines: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with(';'))
        .collect();
    let mut program = Program::new();
    let mut names = FxHashMap::default();
    // All names and types first: code refers to functions further down.
    let mut inside = false;
    for &(number, line) in &lines {
        if inside {
            inside = line != "}";
            continue;
        }
        declare(&mut program, &mut names, line).map_err(|fault| format!("line {number}: {fault}"))?;
        inside = line.ends_with('{');
    }
    let mut rest = lines.as_slice();
    while let Some((&(_, line), after)) = rest.split_first() {
        rest = after;
        if let Some(name) = line.strip_prefix("export ") {
            let (name, func) = quoted(name)?;
            let func = *names.get(func.trim()).ok_or_else(|| format!("no function {func}"))?;
            program.exports.push(Export { name, func });
        }
        if line.starts_with("func ") && line.ends_with('{') {
            let len = rest.iter().position(|&(_, line)| line == "}").ok_or("a function has no end")?;
            let (name, _) = header(line)?;
            let func = Body::new(&program, &names, names[&name]).parse(&rest[..len])?;
            program.funcs[names[&name]] = func;
            rest = &rest[len + 1..];
        }
    }
    Ok(program)
}

/// Takes in a line outside of functions; of a function its name and signature.
fn declare(program: &mut Program, names: &mut FxHashMap<String, Func>, line: &str) -> Result<(), String> {
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    match word {
        "func" => {
            let (name, sig) = header(line)?;
            let id = program.funcs.push(FuncData::new(name.clone(), sig));
            if names.insert(name.clone(), id).is_some() {
                return Err(format!("two functions {name}"));
            }
        }
        "sig" => {
            let (name, sig) = signature(rest)?;
            if program.sig(sig).to_string() != name {
                return Err(format!("{name} is out of order, or stands twice"));
            }
        }
        "import" => {
            let (_, rest) = rest.split_once(' ').ok_or("no module")?;
            let (module, rest) = quoted(rest)?;
            let (name, rest) = quoted(rest.trim())?;
            let (_, sig) = signature(rest)?;
            let (package, declaration) = (String::new(), String::new());
            program.imports.push(ImportData { module, name, sig, pos: Pos::NONE, package, declaration });
        }
        "global" => {
            let (name, ty) = rest.rsplit_once(": ").ok_or("no type")?;
            let (_, name) = name.split_once(' ').ok_or("no name")?;
            let (name, init) = (name.to_string(), GlobalInit::Const(0));
            program.globals.push(GlobalData { name, ty: ty_of(ty)?, init, mutable: true });
        }
        "data" => {
            let (name, layout) = rest.rsplit_once(": ").ok_or("no size")?;
            let (_, name) = name.split_once(' ').ok_or("no name")?;
            let (size, align) = size_and_align(layout)?;
            program.data.push(DataObject::zeroed(name, size, align));
        }
        // Known once all functions are.
        "export" => {}
        _ => return Err(format!("what is {word}?")),
    }
    Ok(())
}

fn ty_of(name: &str) -> Result<Type, String> {
    let found = Type::ALL.into_iter().find(|ty| ty.name() == name.trim());
    found.ok_or_else(|| format!("no type {name}"))
}

fn size_and_align(text: &str) -> Result<(u32, u32), String> {
    let numbers =
        text.split_once(" align ").and_then(|(size, align)| Some((size.parse().ok()?, align.parse().ok()?)));
    numbers.ok_or_else(|| format!("no size and alignment: {text}"))
}

/// A Rust string literal at the beginning, of which only simple escapes occur in names; and what follows.
fn quoted(text: &str) -> Result<(String, &str), String> {
    let inner = text.strip_prefix('"').ok_or("no quoted name")?;
    let mut out = String::new();
    let mut chars = inner.char_indices();
    while let Some((i, c)) = chars.next() {
        match c {
            '"' => return Ok((out, &inner[i + 1..])),
            '\\' => out.push(chars.next().ok_or("a quoted name has no end")?.1),
            c => out.push(c),
        }
    }
    Err("a quoted name has no end".to_string())
}

/// `NAME(types) -> types`. Names may have parentheses, types have none.
fn signature(text: &str) -> Result<(String, Signature), String> {
    let (open, close) = text.rfind('(').zip(text.rfind(')')).ok_or("no parameters")?;
    let types = |list: &str| -> Result<Vec<Type>, String> {
        list.split(", ").filter(|name| !name.is_empty()).map(ty_of).collect()
    };
    let params = types(text.get(open + 1..close).ok_or("no parameters")?)?;
    let results = types(text[close + 1..].trim().trim_start_matches("->").trim())?;
    Ok((text[..open].trim().to_string(), Signature { params, results }))
}

/// Name and signature of a function's first line.
fn header(line: &str) -> Result<(String, Signature), String> {
    signature(line.trim_start_matches("func ").trim_end_matches('{').trim())
}

/// One function on its way.
struct Body<'a> {
    program: &'a Program,
    names: &'a FxHashMap<String, Func>,
    func: FuncData,
    /// Values that the text makes, and those of them whose type is known.
    defined: EntitySet<Value>,
    typed: EntitySet<Value>,
}

impl<'a> Body<'a> {
    fn new(program: &'a Program, names: &'a FxHashMap<String, Func>, id: Func) -> Body<'a> {
        let func = program.funcs[id].clone();
        Body { program, names, func, defined: EntitySet::new(), typed: EntitySet::new() }
    }

    fn parse(mut self, lines: &[(usize, &str)]) -> Result<FuncData, String> {
        for &(number, line) in lines {
            self.line(line).map_err(|fault| format!("line {number}: {fault}: {line}"))?;
        }
        if !self.func.is_defined() {
            return Err(format!("{} has no blocks", self.func.name));
        }
        self.types()?;
        Ok(self.func)
    }

    fn line(&mut self, line: &str) -> Result<(), String> {
        if let Some(rest) = line.strip_prefix("slot ") {
            let (_, layout) = rest.split_once(": ").ok_or("no size")?;
            let (size, align) = size_and_align(layout)?;
            self.func.slots.push(SlotData { size, align });
        } else if let Some(rest) = line.strip_prefix("local ") {
            let (_, ty) = rest.split_once(": ").ok_or("no type")?;
            self.func.locals.push(ty_of(ty)?);
        } else if let Some(rest) = line.strip_prefix("landing ") {
            let landing = Cursor { rest, body: self }.block()?;
            self.func.landing = Some(landing);
        } else if is_block(line) {
            self.block(line)?;
        } else {
            self.inst(line)?;
        }
        Ok(())
    }

    /// `b3(v4: i32):`, perhaps followed by `cold`.
    fn block(&mut self, line: &str) -> Result<(), String> {
        let (line, cold) = match line.strip_suffix(" cold") {
            Some(line) => (line, true),
            None => (line, false),
        };
        let line = line.strip_suffix(':').ok_or("no colon")?;
        let (name, params) = line.split_once('(').unwrap_or((line, ""));
        let block = Cursor { rest: name, body: self }.block()?;
        if self.func.layout.contains(&block) {
            return Err("the block stands twice".to_string());
        }
        self.func.layout.push(block);
        self.func.blocks[block].cold = cold;
        for (i, param) in params.trim_end_matches(')').split(", ").filter(|p| !p.is_empty()).enumerate() {
            let (name, ty) = param.split_once(": ").ok_or("no type")?;
            let value = self.define(name, ValueDef::Param(block, i as u32))?;
            self.set_type(value, ty_of(ty)?);
            self.func.blocks[block].params.push(value);
        }
        Ok(())
    }

    fn inst(&mut self, line: &str) -> Result<(), String> {
        let (results, code) = match line.split_once(" = ") {
            Some((results, code)) if results.starts_with('v') => (results, code),
            _ => ("", line),
        };
        let (op, rest) = code.split_once(' ').unwrap_or((code, ""));
        let kind = Cursor { rest, body: self }.kind(op)?;
        let block = *self.func.layout.last().ok_or("an instruction outside of blocks")?;
        let inst = self.func.append(block, kind, &[], Pos::NONE);
        for (i, name) in results.split(", ").filter(|name| !name.is_empty()).enumerate() {
            let value = self.define(name, ValueDef::Result(inst, i as u32))?;
            self.func.insts[inst].results.push(value);
        }
        Ok(())
    }

    /// Notes who makes a value.
    fn define(&mut self, name: &str, def: ValueDef) -> Result<Value, String> {
        let value = Cursor { rest: name, body: self }.value()?;
        if !self.defined.insert(value) {
            return Err(format!("{value} is made twice"));
        }
        self.func.values[value].def = def;
        Ok(value)
    }

    fn set_type(&mut self, value: Value, ty: Type) {
        self.func.values[value].ty = ty;
        self.typed.insert(value);
    }

    /// Finds the results' types; those of operands may come from further down in the text.
    fn types(&mut self) -> Result<(), String> {
        let mut waiting: Vec<_> = self.func.insts.keys().collect();
        loop {
            let before = waiting.len();
            let mut still = Vec::new();
            for inst in waiting {
                let data = &self.func.insts[inst];
                let mut ready = true;
                let mut unknown = None;
                data.kind.for_each_operand(|value| {
                    ready &= self.typed.contains(value);
                    if !self.defined.contains(value) {
                        unknown = Some(value);
                    }
                });
                if let Some(value) = unknown {
                    return Err(format!("{}: nothing makes {value}", self.func.name));
                }
                // The arguments of jumps tell no type.
                if !ready && !data.results.is_empty() {
                    still.push(inst);
                    continue;
                }
                let types = self.result_types(&data.kind);
                let results = data.results.clone();
                if types.len() != results.len() {
                    return Err(format!("{}: {:?} has {} results", self.func.name, data.kind, types.len()));
                }
                results.into_iter().zip(types).for_each(|(value, ty)| self.set_type(value, ty));
            }
            if still.is_empty() {
                return Ok(());
            }
            if still.len() == before {
                return Err(format!("{}: values that only need each other", self.func.name));
            }
            waiting = still;
        }
    }

    fn result_types(&self, kind: &InstKind) -> Vec<Type> {
        match kind {
            InstKind::Call { func, .. } => self.program.funcs[*func].sig.results.clone(),
            InstKind::CallIndirect { sig, .. } => self.program.sigs[*sig].results.clone(),
            InstKind::CallImport { import, .. } => self.program.imports[*import].sig.results.clone(),
            InstKind::TryCall { func, .. } => self.program.funcs[*func].sig.with_status().results,
            InstKind::TryCallIndirect { sig, .. } => self.program.sigs[*sig].with_status().results,
            InstKind::GlobalGet(global) => vec![self.program.globals[*global].ty],
            kind => result_type(&self.func, kind).into_iter().collect(),
        }
    }
}

/// Whether a line begins a block: `b` and a digit.
fn is_block(line: &str) -> bool {
    line.strip_prefix('b').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

/// The operation whose name in small letters this is.
fn by_name<T: Copy + Debug>(all: &[T], name: &str) -> Option<T> {
    all.iter().copied().find(|op| format!("{op:?}").eq_ignore_ascii_case(name))
}

/// The rest of a line.
struct Cursor<'a, 'b, 'c> {
    rest: &'a str,
    body: &'b mut Body<'c>,
}

impl Cursor<'_, '_, '_> {
    fn eat(&mut self, text: &str) -> bool {
        self.rest = self.rest.trim_start();
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn want(&mut self, text: &str) -> Result<(), String> {
        if self.eat(text) { Ok(()) } else { Err(format!("{text} is missing")) }
    }

    /// The prefix, then a number.
    fn number(&mut self, prefix: &str) -> Result<usize, String> {
        self.want(prefix)?;
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        // Far more than any function has; a mistyped number should not take all memory.
        let number = digits.parse().ok().filter(|&n: &usize| n < 1 << 24);
        number.ok_or_else(|| format!("no number behind {prefix:?}"))
    }

    fn value(&mut self) -> Result<Value, String> {
        let index = self.number("v")?;
        let values = &mut self.body.func.values;
        while values.len() <= index {
            // Replaced by what the text says; numbers that it leaves out stay nobody's.
            values.push(ValueData { ty: Type::I32, def: ValueDef::Param(Block::new(0), u32::MAX) });
        }
        Ok(Value::new(index))
    }

    fn block(&mut self) -> Result<Block, String> {
        let index = self.number("b")?;
        while self.body.func.blocks.len() <= index {
            self.body.func.blocks.push(BlockData::default());
        }
        Ok(Block::new(index))
    }

    /// An id that the program or the function has so many of.
    fn id<T: EntityId>(&mut self, prefix: &str, count: usize) -> Result<T, String> {
        let index = self.number(prefix)?;
        if index < count { Ok(T::new(index)) } else { Err(format!("no {prefix}{index} is declared")) }
    }

    fn plus(&mut self) -> Result<u32, String> {
        if !self.eat("+") {
            return Ok(0);
        }
        let end = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
        let (digits, rest) = self.rest.split_at(end);
        self.rest = rest;
        digits.parse().map_err(|_| "no offset behind +".to_string())
    }

    /// Values with commas between, perhaps none.
    fn list(&mut self) -> Result<Vec<Value>, String> {
        let mut values = Vec::new();
        while self.rest.trim_start().starts_with('v') {
            values.push(self.value()?);
            if !self.eat(",") {
                break;
            }
        }
        Ok(values)
    }

    fn args(&mut self) -> Result<Vec<Value>, String> {
        self.want("(")?;
        let values = self.list()?;
        self.want(")")?;
        Ok(values)
    }

    fn target(&mut self) -> Result<Target, String> {
        let block = self.block()?;
        let args = if self.rest.starts_with('(') { self.args()? } else { Vec::new() };
        Ok(Target { block, args })
    }

    fn pair(&mut self) -> Result<(Value, Value), String> {
        let first = self.value()?;
        self.want(",")?;
        Ok((first, self.value()?))
    }

    fn triple(&mut self) -> Result<(Value, Value, Value), String> {
        let (first, second) = self.pair()?;
        self.want(",")?;
        Ok((first, second, self.value()?))
    }

    fn func(&self, name: &str) -> Result<Func, String> {
        self.body.names.get(name.trim()).copied().ok_or_else(|| format!("no function {name}"))
    }

    /// A constant up to a remark.
    fn constant<T: std::str::FromStr>(&self) -> Result<T, String> {
        self.rest.trim().parse().map_err(|_| "no constant of this type".to_string())
    }

    fn bits(&self) -> Result<u128, String> {
        let word = self.rest.split_whitespace().next().and_then(|word| word.strip_prefix("0x"));
        word.and_then(|digits| u128::from_str_radix(digits, 16).ok()).ok_or_else(|| "no bits".to_string())
    }

    /// The instruction of this name; its operands are what is left of the line.
    fn kind(&mut self, op: &str) -> Result<InstKind, String> {
        if let Some(op) = by_name(UNARY, op) {
            return Ok(InstKind::Unary(op, self.value()?));
        }
        if let Some(op) = by_name(BINARY, op) {
            let (a, b) = self.pair()?;
            return Ok(InstKind::Binary(op, a, b));
        }
        let (word, suffix) = op.split_once('.').unwrap_or((op, ""));
        let wrong = || format!("what is {op}?");
        let kind = match word {
            "iconst" if suffix == "i32" => InstKind::Iconst32(self.constant()?),
            "iconst" if suffix == "i64" => InstKind::Iconst64(self.constant()?),
            "fconst" if suffix == "f32" => InstKind::Fconst32(self.bits()? as u32),
            "fconst" if suffix == "f64" => InstKind::Fconst64(self.bits()? as u64),
            "v128const" => InstKind::V128const(self.bits()?),
            "null" => InstKind::Null,
            "icmp" => {
                let cond = by_name(INT_CONDS, suffix).ok_or_else(wrong)?;
                let (a, b) = self.pair()?;
                InstKind::Icmp(cond, a, b)
            }
            "fcmp" => {
                let cond = by_name(FLOAT_CONDS, suffix).ok_or_else(wrong)?;
                let (a, b) = self.pair()?;
                InstKind::Fcmp(cond, a, b)
            }
            "select" => {
                let (cond, a, b) = self.triple()?;
                InstKind::Select { cond, a, b }
            }
            "extracti64x2" => {
                let a = self.value()?;
                self.want(",")?;
                InstKind::ExtractI64x2(a, self.constant()?)
            }
            "load" => {
                let mem = by_name(MEMS, suffix).ok_or_else(wrong)?;
                let addr = self.value()?;
                InstKind::Load { mem, addr, offset: self.plus()? }
            }
            "store" => {
                let mem = by_name(MEMS, suffix).ok_or_else(wrong)?;
                let addr = self.value()?;
                let offset = self.plus()?;
                self.want(",")?;
                InstKind::Store { mem, addr, offset, value: self.value()? }
            }
            "check" => InstKind::Check(check(suffix).ok_or_else(wrong)?, self.list()?),
            "jump" => InstKind::Jump(self.target()?),
            "branch" => {
                let cond = self.value()?;
                self.want(",")?;
                let then = self.target()?;
                self.want(",")?;
                InstKind::Branch { cond, then, els: self.target()? }
            }
            "switch" => self.switch()?,
            "return" => InstKind::Return(self.list()?),
            "leave" => InstKind::Leave,
            "leavespilled" => InstKind::LeaveSpilled,
            "unreachable" => InstKind::Unreachable,
            _ => return self.other(op),
        };
        Ok(kind)
    }

    fn switch(&mut self) -> Result<InstKind, String> {
        let index = self.value()?;
        self.want(",")?;
        self.want("[")?;
        let mut targets = Vec::new();
        while !self.eat("]") {
            targets.push(self.target()?);
            self.eat(",");
        }
        self.want(",")?;
        Ok(InstKind::Switch { index, targets, default: self.target()? })
    }

    /// What has to do with memory as a whole, variables outside SSA, and other functions.
    fn other(&mut self, op: &str) -> Result<InstKind, String> {
        let program = self.body.program;
        let (slots, locals) = (self.body.func.slots.len(), self.body.func.locals.len());
        let kind = match op {
            "memorycopy" => {
                let (to, from, size) = self.triple()?;
                InstKind::MemoryCopy { to, from, size }
            }
            "memoryfill" => {
                let (to, byte, size) = self.triple()?;
                InstKind::MemoryFill { to, byte, size }
            }
            "memorysize" => InstKind::MemorySize,
            "keep" => InstKind::Keep(self.value()?),
            "memorygrow" => InstKind::MemoryGrow(self.value()?),
            "heapbase" => InstKind::HeapBase,
            "globalget" => InstKind::GlobalGet(self.id::<Global>("g", program.globals.len())?),
            "globalset" => {
                let global = self.id::<Global>("g", program.globals.len())?;
                self.want(",")?;
                InstKind::GlobalSet(global, self.value()?)
            }
            "localget" => InstKind::LocalGet(self.id::<Local>("l", locals)?),
            "localset" => {
                let local = self.id::<Local>("l", locals)?;
                self.want(",")?;
                InstKind::LocalSet(local, self.value()?)
            }
            "slotaddr" => InstKind::SlotAddr(self.id::<Slot>("ss", slots)?),
            "dataaddr" => {
                let data = self.id::<Data>("d", program.data.len())?;
                InstKind::DataAddr(data, self.plus()?)
            }
            "funcindex" => InstKind::FuncIndex(self.func(self.rest)?),
            "call" | "trycall" => {
                // Names may have parentheses, the arguments have none.
                let open = self.rest.rfind('(').ok_or("no arguments")?;
                let func = self.func(&self.rest[..open])?;
                self.rest = &self.rest[open..];
                let args = self.args()?;
                if op == "call" { InstKind::Call { func, args } } else { InstKind::TryCall { func, args } }
            }
            "callindirect" | "trycallindirect" | "reenter" => {
                let sig = self.id::<Sig>("sig", program.sigs.len())?;
                let (index, args) = (self.value()?, self.args()?);
                match op {
                    "callindirect" => InstKind::CallIndirect { sig, index, args },
                    _ => InstKind::TryCallIndirect { sig, index, args, reenter: op == "reenter" },
                }
            }
            "suspend" => InstKind::Suspend,
            "callimport" => {
                let import = self.id::<Import>("imp", program.imports.len())?;
                InstKind::CallImport { import, args: self.args()? }
            }
            _ => return Err(format!("what is {op}?")),
        };
        Ok(kind)
    }
}

fn check(name: &str) -> Option<Check> {
    let Some(bounds) = name.strip_prefix("bounds.") else {
        return by_name(&[Check::Nil, Check::Div, Check::Shift], name);
    };
    let (name, signed) = match bounds.strip_suffix(".unsigned") {
        Some(name) => (name, false),
        None => (bounds, true),
    };
    Some(Check::Bounds { kind: by_name(BOUNDS, name)?, signed })
}

#[rustfmt::skip]
const UNARY: &[UnaryOp] = {
    use UnaryOp::*;
    &[
        Clz, Ctz, Popcnt, Extend8, Extend16, Extend32, Eqz, Wrap, ExtendS, ExtendU, PtrToInt, IntToPtr, Hide, Fneg, Fabs,
        Sqrt, Ceil, Floor, Trunc, Nearest, Promote, Demote, ConvertSF32, ConvertUF32, ConvertSF64, ConvertUF64,
        TruncSatSI32, TruncSatUI32, TruncSatSI64, TruncSatUI64, Reinterpret, SplatI8x16, SplatI64x2, Not128, AnyTrue,
        BitmaskI8x16, AllTrueI8x16,
    ]
};

#[rustfmt::skip]
const BINARY: &[BinaryOp] = {
    use BinaryOp::*;
    &[
        Iadd, Isub, Imul, Sdiv, Udiv, Srem, Urem, And, Or, Xor, Shl, ShrS, ShrU, Rotl, GoShl, GoShrS, GoShrU, PtrAdd,
        Fadd, Fsub, Fmul, Fdiv, Fmin, Fmax, Copysign, And128, Or128, Xor128, EqI8x16, LtUI8x16,
    ]
};

#[rustfmt::skip]
const INT_CONDS: &[IntCond] = {
    use IntCond::*;
    &[Eq, Ne, Slt, Sle, Sgt, Sge, Ult, Ule, Ugt, Uge]
};

#[rustfmt::skip]
const FLOAT_CONDS: &[FloatCond] = {
    use FloatCond::*;
    &[Eq, Ne, Lt, Le, Gt, Ge]
};

#[rustfmt::skip]
const MEMS: &[Mem] = {
    use Mem::*;
    &[I8S, I8U, I16S, I16U, I32, I64, F32, F64, V128, Ptr, Len]
};

#[rustfmt::skip]
const BOUNDS: &[Bounds] = {
    use Bounds::*;
    &[Index, SliceAlen, SliceAcap, SliceB, Slice3Alen, Slice3Acap, Slice3B, Slice3C, Convert]
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::print::program_text;
    use crate::verify;

    const EVERYTHING: &str = r#"sig sig0(i64, ptr) -> i64
import imp0 "host" "log"(i32)
global g0 counter: i64
export "run" main.(*T).run[int,struct { a int; b int }]

func main.(*T).run[int,struct { a int; b int }](i64, ptr) -> i64 {
    slot ss0: 32 align 8
    local l0: i64
    landing b4
b0(v0: i64, v1: ptr):
    v2 = load.i64 v1+8
    v30 = iadd v0, v2
    jump b1(v30)
b1(v3: i64):
    v4 = iconst.i64 -9223372036854775808
    v5 = icmp.slt v3, v4
    branch v5, b5, b2(v3, v5)
b3: cold
    check.bounds.slicealen.unsigned v19, v5
    check.nil v1
    switch v5, [b1(v19), b5], b5
b2(v6: i64, v7: i32):
    v8 = call main.two(v6)
    v9, v10 = call main.pair()
    v11 = fconst.f64 0x3ff8000000000000 ; 1.5
    v12 = fcmp.ge v11, v11
    v13 = select v12, v9, v10
    store.len v1+16, v7
    v14 = slotaddr ss0
    memorycopy v14, v1, v7
    globalset g0, v13
    v15 = globalget g0
    v16 = funcindex main.two
    v17 = callindirect sig0 v16(v15, v14)
    callimport imp0(v16)
    localset l0, v17
    v18 = v128const 0xff
    v20 = extracti64x2 v18, 1
    v19 = goshrs v20, v16
    jump b3
b4:
    v21 = localget l0
    return v21
b5:
    leave
}

func main.two(i64) -> i64 {
b0(v0: i64):
    return v0
}

func main.pair() -> i64, i64 {
b0:
    unreachable
}
"#;

    #[test]
    fn what_is_printed_is_read_back() {
        let program = parse_program(EVERYTHING).expect("the text is right");
        assert_eq!(program_text(&program), EVERYTHING);
        for func in program.funcs.values() {
            assert_eq!(verify(&program, func), Ok(()));
        }
    }

    #[test]
    fn every_operation_has_its_name() {
        for (all, count) in
            [(UNARY.len(), UnaryOp::AllTrueI8x16 as usize), (BINARY.len(), BinaryOp::LtUI8x16 as usize)]
        {
            assert_eq!(all, count + 1);
        }
        assert_eq!(MEMS.len(), Mem::Len as usize + 1);
        assert_eq!(BOUNDS.len(), Bounds::Convert as usize + 1);
    }

    #[test]
    fn faults_are_told_with_their_line() {
        let fault = |code: &str| {
            let text = format!("func f(i64) -> i64 {{\nb0(v0: i64):\n    {code}\n    return v0\n}}\n");
            parse_program(&text).err().unwrap_or_default()
        };
        assert_eq!(fault("v1 = frob v0"), "line 3: what is frob?: v1 = frob v0");
        assert_eq!(fault("v0 = iadd v0, v0"), "line 3: v0 is made twice: v0 = iadd v0, v0");
        assert_eq!(fault("v1 = iadd v0, v7"), "f: nothing makes v7");
        assert_eq!(fault("v1 = call g(v0)"), "line 3: no function g: v1 = call g(v0)");
        assert_eq!(fault("v1 = iadd v0, v0"), "");
    }
}
