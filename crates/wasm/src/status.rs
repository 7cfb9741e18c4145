//! The calling convention: which functions and signatures return a status, and the WebAssembly types that follow.
//!
//! A function that may leave before it returns has one more result, the last: 0 when it returns, 1 when it leaves with
//! return, 2 when it leaves for good. What is called through the table has one type per Go signature, with the status if
//! any function that may be meant has one. Who may leave is `ssa::effects`' to say.

use pontoon_base::EntityId;
use pontoon_base::hash::FxHashSet;
use pontoon_ssa::{Effects, Func, Program, Sig, Signature, Type};
use wasm_encoder::ValType;

/// A WebAssembly function type.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct FuncType {
    pub params: Vec<ValType>,
    pub results: Vec<ValType>,
}

/// Who returns a status.
pub struct Statuses<'a> {
    program: &'a Program,
    effects: Effects,
    /// The plain types of the signatures that have one when called through the table.
    with_status: FxHashSet<FuncType>,
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

impl<'a> Statuses<'a> {
    /// Finds who has a status, from the program as it stands.
    pub fn new(program: &'a Program) -> Statuses<'a> {
        let effects = Effects::spilled(program);
        let with_status = effects.table_signatures().map(border_type).collect();
        Statuses { program, effects, with_status }
    }

    pub fn func(&self, func: Func) -> bool {
        self.effects.leaves(func)
    }

    pub fn sig(&self, sig: Sig) -> bool {
        self.effects.sig_leaves(self.program, sig)
    }

    /// The type of a function where the program calls it directly.
    pub fn func_type(&self, program: &Program, func: Func) -> FuncType {
        self.inside(&program.funcs[func].sig, self.func(func))
    }

    /// The type of calls through the table.
    pub fn sig_type(&self, program: &Program, sig: Sig) -> FuncType {
        self.inside(&program.sigs[sig], self.sig(sig))
    }

    /// The type of calls through the table of functions that have a status.
    pub fn reentry_type(&self, program: &Program, sig: Sig) -> FuncType {
        self.inside(&program.sigs[sig], true)
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
        !self.func(func) && self.with_status.contains(&border_type(&program.funcs[func].sig))
    }
}

/// The number by which the rest of this crate knows an entity of the program.
pub fn number(id: impl EntityId) -> u32 {
    id.index() as u32
}
