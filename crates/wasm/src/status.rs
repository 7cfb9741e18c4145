//! The calling convention: which functions and signatures return a status, and the WebAssembly types that follow.
//!
//! A *failing* function has one more result, the last: 0 when it returns, 2 when it leaves for good. What is called
//! through the table has one type per Go signature, with the status if any function that may be meant has one.
//! Functions that can be left and entered again will have status 1 in the same place, and their spilling and
//! restoring beside this file; nothing in the types changes for them.

use pontoon_base::hash::{FxHashMap, FxHashSet};
use pontoon_base::{EntityId, EntitySet};
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
#[derive(Default)]
pub struct Statuses {
    funcs: EntitySet<Func>,
    sigs: EntitySet<Sig>,
    /// The plain types of the signatures in `sigs`.
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

impl Statuses {
    /// Finds who has a status, from the program as it stands.
    pub fn new(program: &Program) -> Statuses {
        let mut found = Summary::default();
        for (id, func) in program.funcs.iter() {
            found.scan(program, id, func);
        }
        for reloc in program.data.values().flat_map(|data| &data.relocs) {
            if let RelocTarget::Func(func) | RelocTarget::TextOffset(func) = reloc.target {
                found.address_taken.insert(func);
            }
        }
        for func in std::mem::take(&mut found.address_taken).iter() {
            // A pointer and an i32 look alike at run time, so signatures that differ only in that go together.
            let class = Node::Table(found.class(&program.funcs[func].sig));
            found.users.entry(Node::Func(func)).or_default().push(class);
        }
        let mut statuses = Statuses::default();
        let mut failing_classes: FxHashSet<u32> = FxHashSet::default();
        let mut work: Vec<Node> = found.leave.iter().copied().map(Node::Func).collect();
        while let Some(node) = work.pop() {
            let new = match node {
                Node::Func(func) => statuses.funcs.insert(func),
                Node::Table(class) => failing_classes.insert(class),
            };
            if new {
                work.extend(found.users.get(&node).into_iter().flatten());
            }
        }
        for (id, sig) in program.sigs.iter() {
            if failing_classes.contains(&found.class(sig)) {
                statuses.sigs.insert(id);
            }
        }
        for (ty, class) in found.classes {
            if failing_classes.contains(&class) {
                statuses.with_status.insert(ty);
            }
        }
        statuses
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
        !self.func(func) && self.with_status.contains(&border_type(&program.funcs[func].sig))
    }
}

/// Who can leave for good by itself or because somebody else does.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Node {
    Func(Func),
    /// Whoever is called through the table with this class of signatures.
    Table(u32),
}

#[derive(Default)]
struct Summary {
    /// Functions that leave for good themselves.
    leave: Vec<Func>,
    address_taken: EntitySet<Func>,
    /// Who leaves when something does.
    users: FxHashMap<Node, Vec<Node>>,
    classes: FxHashMap<FuncType, u32>,
}

impl Summary {
    fn class(&mut self, sig: &Signature) -> u32 {
        let next = self.classes.len() as u32;
        *self.classes.entry(border_type(sig)).or_insert(next)
    }

    fn scan(&mut self, program: &Program, id: Func, func: &FuncData) {
        let caught = func.landing.is_some();
        for &inst in func.layout.iter().flat_map(|&block| &func.blocks[block].insts) {
            let called = match &func.insts[inst].kind {
                InstKind::Leave => {
                    self.leave.push(id);
                    continue;
                }
                InstKind::FuncIndex(func) => {
                    self.address_taken.insert(*func);
                    continue;
                }
                InstKind::Call { func, .. } => Node::Func(*func),
                InstKind::CallIndirect { sig, .. } => Node::Table(self.class(&program.sigs[*sig])),
                InstKind::Check(check, _) => match program.panic_func(check.panic_func()) {
                    Some(func) => Node::Func(func),
                    None => continue,
                },
                _ => continue,
            };
            if !caught {
                self.users.entry(called).or_default().push(Node::Func(id));
            }
        }
    }
}

/// The number by which the rest of this crate knows an entity of the program.
pub fn number(id: impl EntityId) -> u32 {
    id.index() as u32
}
