//! The text form, for `-emit=ssa` and for tests.
//!
//! ```text
//! func main.f(i64, ptr) -> i64 {
//! b0(v0: i64, v1: ptr):
//!     v2 = load.i64 v1+8
//!     v3 = iadd v0, v2
//!     return v3
//! }
//! ```

use crate::entities::Value;
use crate::func::FuncData;
use crate::op::{Check, InstKind, Target};
use crate::program::Program;
use crate::types::{Signature, Type};
use std::fmt::{self, Write};

/// All functions, and what the others refer to by number.
pub fn program_text(program: &Program) -> String {
    let mut out = String::new();
    for (id, sig) in program.sigs.iter() {
        let _ = writeln!(out, "sig {id}{}", SigText(sig));
    }
    for (id, import) in program.imports.iter() {
        let _ = writeln!(out, "import {id} {:?} {:?}{}", import.module, import.name, SigText(&import.sig));
    }
    for (id, global) in program.globals.iter() {
        let _ = writeln!(out, "global {id} {}: {}", global.name, global.ty);
    }
    for export in &program.exports {
        let _ = writeln!(out, "export {:?} {}", export.name, program.funcs[export.func].name);
    }
    for func in program.funcs.values().filter(|func| func.is_defined()) {
        let _ = write!(out, "\n{}", Text { func, program: Some(program) });
    }
    out
}

/// One function; callees and data are shown by name if the program is given.
pub struct Text<'a> {
    pub func: &'a FuncData,
    pub program: Option<&'a Program>,
}

impl fmt::Display for FuncData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Text { func: self, program: None }.fmt(f)
    }
}

struct SigText<'a>(&'a Signature);

impl fmt::Display for SigText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |types: &[Type]| types.iter().map(|ty| ty.name()).collect::<Vec<_>>().join(", ");
        write!(f, "({})", names(&self.0.params))?;
        match self.0.results.as_slice() {
            [] => Ok(()),
            results => write!(f, " -> {}", names(results)),
        }
    }
}

/// Values with commas between them.
struct List<'a>(&'a [Value]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, value) in self.0.iter().enumerate() {
            write!(f, "{}{value}", if i == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

struct To<'a>(&'a Target);

impl fmt::Display for To<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.block)?;
        if !self.0.args.is_empty() {
            write!(f, "({})", List(&self.0.args))?;
        }
        Ok(())
    }
}

impl fmt::Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let func = self.func;
        writeln!(f, "func {}{} {{", func.name, SigText(&func.sig))?;
        for (slot, data) in func.slots.iter() {
            writeln!(f, "    slot {slot}: {} align {}", data.size, data.align)?;
        }
        for (local, ty) in func.locals.iter() {
            writeln!(f, "    local {local}: {ty}")?;
        }
        if let Some(landing) = func.landing {
            writeln!(f, "    landing {landing}")?;
        }
        for &block in &func.layout {
            let data = &func.blocks[block];
            write!(f, "{block}")?;
            for (i, &param) in data.params.iter().enumerate() {
                write!(f, "{}{param}: {}", if i == 0 { "(" } else { ", " }, func.ty(param))?;
            }
            let close = if data.params.is_empty() { "" } else { ")" };
            writeln!(f, "{close}:{}", if data.cold { " cold" } else { "" })?;
            for &inst in &data.insts {
                f.write_str("    ")?;
                let results = &func.insts[inst].results;
                if !results.is_empty() {
                    write!(f, "{} = ", List(results))?;
                }
                self.inst(&func.insts[inst].kind, f)?;
                writeln!(f)?;
            }
        }
        writeln!(f, "}}")
    }
}

/// The name of an operation or its parts: the variant's in small letters.
fn lower(op: impl fmt::Debug) -> String {
    format!("{op:?}").to_ascii_lowercase()
}

/// An offset behind an address, if there is one.
fn plus(offset: u32) -> String {
    if offset == 0 { String::new() } else { format!("+{offset}") }
}

impl Text<'_> {
    fn inst(&self, kind: &InstKind, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match kind {
            InstKind::Iconst32(c) => write!(f, "iconst.i32 {c}"),
            InstKind::Iconst64(c) => write!(f, "iconst.i64 {c}"),
            InstKind::Fconst32(bits) => write!(f, "fconst.f32 {bits:#x} ; {}", f32::from_bits(*bits)),
            InstKind::Fconst64(bits) => write!(f, "fconst.f64 {bits:#x} ; {}", f64::from_bits(*bits)),
            InstKind::V128const(bits) => write!(f, "v128const {bits:#x}"),
            InstKind::Null => write!(f, "null"),
            InstKind::Unary(op, a) => write!(f, "{} {a}", lower(op)),
            InstKind::Binary(op, a, b) => write!(f, "{} {a}, {b}", lower(op)),
            InstKind::Icmp(cond, a, b) => write!(f, "icmp.{} {a}, {b}", lower(cond)),
            InstKind::Fcmp(cond, a, b) => write!(f, "fcmp.{} {a}, {b}", lower(cond)),
            InstKind::Select { cond, a, b } => write!(f, "select {cond}, {a}, {b}"),
            InstKind::ExtractI64x2(a, lane) => write!(f, "extracti64x2 {a}, {lane}"),
            InstKind::Load { mem, addr, offset } => write!(f, "load.{} {addr}{}", lower(mem), plus(*offset)),
            InstKind::Store { mem, addr, offset, value } => {
                write!(f, "store.{} {addr}{}, {value}", lower(mem), plus(*offset))
            }
            InstKind::MemoryCopy { to, from, size } => write!(f, "memorycopy {to}, {from}, {size}"),
            InstKind::MemoryFill { to, byte, size } => write!(f, "memoryfill {to}, {byte}, {size}"),
            InstKind::MemorySize => write!(f, "memorysize"),
            InstKind::Keep(value) => write!(f, "keep {value}"),
            InstKind::MemoryGrow(pages) => write!(f, "memorygrow {pages}"),
            InstKind::HeapBase => write!(f, "heapbase"),
            InstKind::GlobalGet(global) => write!(f, "globalget {global}"),
            InstKind::GlobalSet(global, value) => write!(f, "globalset {global}, {value}"),
            InstKind::LocalGet(local) => write!(f, "localget {local}"),
            InstKind::LocalSet(local, value) => write!(f, "localset {local}, {value}"),
            InstKind::SlotAddr(slot) => write!(f, "slotaddr {slot}"),
            InstKind::DataAddr(data, offset) => {
                write!(f, "dataaddr {data}{}", plus(*offset))?;
                match self.program {
                    Some(program) => write!(f, " ; {}", program.data[*data].name),
                    None => Ok(()),
                }
            }
            InstKind::FuncIndex(func) => write!(f, "funcindex {}", self.func_name(*func)),
            InstKind::Check(Check::Bounds { kind, signed }, args) => {
                let sign = if *signed { "" } else { ".unsigned" };
                write!(f, "check.bounds.{}{sign} {}", lower(kind), List(args))
            }
            InstKind::Check(check, args) => write!(f, "check.{} {}", lower(check), List(args)),
            InstKind::Call { func, args } => write!(f, "call {}({})", self.func_name(*func), List(args)),
            InstKind::CallIndirect { sig, index, args } => {
                write!(f, "callindirect {sig} {index}({})", List(args))
            }
            InstKind::CallImport { import, args } => write!(f, "callimport {import}({})", List(args)),
            InstKind::TryCall { func, args } => {
                write!(f, "trycall {}({})", self.func_name(*func), List(args))
            }
            InstKind::TryCallIndirect { sig, index, args, reenter } => {
                let op = if *reenter { "reenter" } else { "trycallindirect" };
                write!(f, "{op} {sig} {index}({})", List(args))
            }
            InstKind::Suspend => write!(f, "suspend"),
            InstKind::Jump(target) => write!(f, "jump {}", To(target)),
            InstKind::Branch { cond, then, els } => write!(f, "branch {cond}, {}, {}", To(then), To(els)),
            InstKind::Switch { index, targets, default } => {
                write!(f, "switch {index}, [")?;
                for (i, target) in targets.iter().enumerate() {
                    write!(f, "{}{}", if i == 0 { "" } else { ", " }, To(target))?;
                }
                write!(f, "], {}", To(default))
            }
            InstKind::Return(args) if args.is_empty() => write!(f, "return"),
            InstKind::Return(args) => write!(f, "return {}", List(args)),
            InstKind::Leave => write!(f, "leave"),
            InstKind::LeaveSpilled => write!(f, "leavespilled"),
            InstKind::Unreachable => write!(f, "unreachable"),
        }
    }

    fn func_name(&self, func: crate::entities::Func) -> String {
        match self.program {
            Some(program) => program.funcs[func].name.clone(),
            None => func.to_string(),
        }
    }
}
