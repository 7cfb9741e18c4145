//! The calling convention: which functions and signatures return a status, and the WebAssembly types that follow.
//!
//! A *failing* function has one more result, the last: 0 when it returns, 2 when it leaves for good. What is called
//! through the table has one type per Go signature, with the status if any function that may be meant has one.
//! Functions that can be left and entered again will have status 1 in the same place, and their spilling and
//! restoring beside this file; nothing in the types changes for them.

use pontoon_base::{EntityId, EntitySet};
use pontoon_ssa::op::PanicFunc;
use pontoon_ssa::program::RelocTarget;
use pontoon_ssa::{Func, FuncData, InstKind, Program, Sig, Signature, Type};
use wasm_encoder::ValType;

/// A WebAssembly function type.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct FuncType {
    pub params: Vec<ValType>,
    pub results: Vec<ValType>,
}

/// Who returns a status.
pub struct Statuses {
    funcs: EntitySet<Func>,
    sigs: EntitySet<Sig>,
}

/// Integer parameters from this one on are declared i64: an i32 on the stack stalls (codegen-experiments.md, Q4).
const INTS_IN_REGISTERS: usize = 4;

pub fn val_type(ty: Type) -> ValType {
    match ty {
        Type::I32 | Type::Ptr => ValType::I32,
        Type::I64 => ValType::I64,
        Type::F32 => ValType::F32,
        Type::F64 => ValType::F64,
        Type::V128 => ValType::V128,
    }
}

pub fn val_types(types: &[Type]) -> Vec<ValType> {
    types.iter().copied().map(val_type).collect()
}

/// The types of the parameters inside the module.
pub fn param_types(sig: &Signature) -> Vec<ValType> {
    let mut ints = 0;
    let declared = |&ty: &Type| {
        ints += usize::from(matches!(ty, Type::I32 | Type::I64 | Type::Ptr));
        if ints > INTS_IN_REGISTERS && ty.bits() == 32 { ValType::I64 } else { val_type(ty) }
    };
    sig.params.iter().map(declared).collect()
}

/// The type of an import or export.
pub fn border_type(sig: &Signature) -> FuncType {
    FuncType { params: val_types(&sig.params), results: val_types(&sig.results) }
}

impl Statuses {
    /// Finds who has a status, from the program as it stands.
    pub fn new(program: &Program) -> Statuses {
        let mut statuses = Statuses { funcs: EntitySet::new(), sigs: EntitySet::new() };
        let mut address_taken = EntitySet::new();
        for func in program.funcs.values() {
            for_each_inst(func, |kind| {
                if let InstKind::FuncIndex(func) = kind {
                    address_taken.insert(*func);
                }
            });
        }
        for reloc in program.data.values().flat_map(|data| &data.relocs) {
            if let RelocTarget::Func(func) | RelocTarget::TextOffset(func) = reloc.target {
                address_taken.insert(func);
            }
        }
        let members = |sig: &Signature| -> Vec<Func> {
            address_taken.iter().filter(|&func| program.funcs[func].sig == *sig).collect()
        };
        let members: Vec<Vec<Func>> = program.sigs.values().map(members).collect();
        let mut changed = true;
        while changed {
            changed = false;
            for (sig, members) in program.sigs.keys().zip(&members) {
                if members.iter().any(|&func| statuses.funcs.contains(func)) {
                    changed |= statuses.sigs.insert(sig);
                }
            }
            for (id, func) in program.funcs.iter() {
                if !statuses.funcs.contains(id) && statuses.fails(program, func) {
                    statuses.funcs.insert(id);
                    changed = true;
                }
            }
        }
        statuses
    }

    fn fails(&self, program: &Program, func: &FuncData) -> bool {
        let mut fails = false;
        let caught = func.landing.is_some();
        for_each_inst(func, |kind| {
            fails |= match kind {
                InstKind::Leave => true,
                InstKind::Call { func, .. } => !caught && self.func(*func),
                InstKind::CallIndirect { sig, .. } => !caught && self.sig(*sig),
                InstKind::Check(check, _) => !caught && self.panic(program, check.panic_func()),
                _ => false,
            };
        });
        fails
    }

    fn panic(&self, program: &Program, kind: PanicFunc) -> bool {
        program.panic_func(kind).is_some_and(|func| self.func(func))
    }

    pub fn func(&self, func: Func) -> bool {
        self.funcs.contains(func)
    }

    pub fn sig(&self, sig: Sig) -> bool {
        self.sigs.contains(sig)
    }

    /// The type of a function where the program calls it directly.
    pub fn func_type(&self, program: &Program, func: Func) -> FuncType {
        self.inside(&program.funcs[func].sig, self.func(func))
    }

    /// The type of calls through the table.
    pub fn sig_type(&self, program: &Program, sig: Sig) -> FuncType {
        self.inside(&program.sigs[sig], self.sig(sig))
    }

    fn inside(&self, sig: &Signature, status: bool) -> FuncType {
        let mut results = val_types(&sig.results);
        if status {
            results.push(ValType::I32);
        }
        FuncType { params: param_types(sig), results }
    }

    /// Whether calls of `func` through the table expect a status that it does not give itself.
    pub fn needs_table_wrapper(&self, program: &Program, func: Func) -> bool {
        let sig = &program.funcs[func].sig;
        !self.func(func) && program.sigs.iter().any(|(id, s)| s == sig && self.sig(id))
    }
}

fn for_each_inst(func: &FuncData, mut f: impl FnMut(&InstKind)) {
    for &block in &func.layout {
        for &inst in &func.blocks[block].insts {
            f(&func.insts[inst].kind);
        }
    }
}

/// The number by which the rest of this crate knows an entity of the program.
pub fn number(id: impl EntityId) -> u32 {
    id.index() as u32
}
