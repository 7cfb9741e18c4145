//! Stack slots become values: a part of a slot that is only loaded and stored as a whole is a variable, and needs no
//! memory. What is copied by the word is first split so that it fits the parts that are used one by one.

mod construct;
mod dead;
mod split;
mod uses;

use crate::simplify_cfg::remove_unreachable;
use construct::{Action, Plan, Var};
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntityId, SecondaryMap};
use pontoon_ssa::op::Mem;
use pontoon_ssa::{FuncData, InstKind, Slot, Type};
use uses::{Access, Range, Uses};

/// How many slots that refer to each other become values one after the other.
const DEPTH: usize = 4;

/// See the module's comment; reports whether anything changed.
pub fn run(func: &mut FuncData) -> bool {
    if func.slots.is_empty() {
        return false;
    }
    let mut changed = remove_unreachable(func);
    // An address that was stored in a slot goes nowhere else any more when that slot is gone.
    for _ in 0..DEPTH {
        let more = split::run(func) | promote(func);
        changed |= more;
        if !more {
            break;
        }
    }
    changed |= dead::run(func);
    changed |= crate::rewrite::remove_unused(func);
    changed | drop_unused_slots(func)
}

/// Accesses that overlap.
struct Field {
    range: Range,
    accesses: Vec<Access>,
}

impl Field {
    /// The type of a variable that can stand for the field, if one can.
    fn var_type(&self) -> Option<Type> {
        let mems: Vec<Mem> = self.accesses.iter().map(|access| access.mem).collect();
        let some = |wanted: Mem| mems.contains(&wanted);
        let all = |wanted: &[Mem]| mems.iter().all(|mem| wanted.contains(mem));
        if self.accesses.iter().any(|access| access.range() != self.range) {
            return None;
        }
        match self.range.size {
            16 => all(&[Mem::V128]).then_some(Type::V128),
            // An integer that holds a pointer is not seen by the collector.
            8 if some(Mem::Ptr) => all(&[Mem::Ptr]).then_some(Type::Ptr),
            8 if all(&[Mem::Len]) => Some(Type::I32),
            8 if some(Mem::F64) => all(&[Mem::F64, Mem::I64]).then_some(Type::F64),
            8 => Some(Type::I64),
            4 if some(Mem::F32) => Some(Type::F32),
            _ => Some(Type::I32),
        }
    }
}

fn promote(func: &mut FuncData) -> bool {
    let uses = Uses::of(func);
    let mut plan = Plan::default();
    let mut left: Vec<Range> = uses.opaque.clone();
    let mut clears: Vec<Vec<usize>> = vec![Vec::new(); uses.clears.len()];
    for field in fields(&uses) {
        let split = |range: &Range| range.overlaps(field.range) && !range.contains(field.range);
        let whole = !uses.opaque.iter().any(|range| range.overlaps(field.range))
            && !uses.clears.iter().any(|(range, _)| split(range));
        let Some(ty) = field.var_type().filter(|_| whole) else {
            left.push(field.range);
            continue;
        };
        let var = plan.vars.len();
        plan.vars.push(Var { ty, local: None });
        for access in &field.accesses {
            let action = match access.is_load {
                true => Action::Read(var, access.mem),
                false => Action::Write(var, access.mem),
            };
            plan.actions.insert(access.inst, action);
        }
        for (clear, (range, _)) in clears.iter_mut().zip(&uses.clears) {
            if range.contains(field.range) {
                clear.push(var);
            }
        }
    }
    for ((range, inst), vars) in uses.clears.iter().zip(clears) {
        let keep = left.iter().any(|other| other.overlaps(*range));
        if !(vars.is_empty() && keep) {
            plan.actions.insert(*inst, Action::Clear { vars, keep });
        }
    }
    if plan.actions.is_empty() {
        return false;
    }
    construct::run(func, plan);
    true
}

/// The accesses of slots that nobody else knows, by what overlaps.
fn fields(uses: &Uses) -> Vec<Field> {
    let mut accesses: Vec<Access> = uses.accesses.clone();
    accesses.sort_by_key(|access| (access.slot, access.offset, access.inst));
    let mut fields: Vec<Field> = Vec::new();
    for access in accesses {
        let range = access.range();
        match fields.last_mut() {
            Some(field) if field.range.overlaps(range) => {
                field.range.size = field.range.size.max(range.offset + range.size - field.range.offset);
                field.accesses.push(access);
            }
            _ => fields.push(Field { range, accesses: vec![access] }),
        }
    }
    fields
}

fn drop_unused_slots(func: &mut FuncData) -> bool {
    let mut kept: FxHashMap<Slot, Slot> = FxHashMap::default();
    let mut slots = pontoon_base::PrimaryMap::new();
    for &inst in func.layout.iter().flat_map(|&block| &func.blocks[block].insts) {
        if let InstKind::SlotAddr(slot) = &mut func.insts[inst].kind {
            let data = func.slots[*slot];
            *slot = *kept.entry(*slot).or_insert_with(|| slots.push(data));
        }
    }
    let changed = slots.len() < func.slots.len();
    func.slots = slots;
    changed
}

/// Which users each value has, for those passes here that ask.
fn users(func: &FuncData) -> SecondaryMap<pontoon_ssa::Value, Vec<pontoon_ssa::Inst>> {
    let mut users: SecondaryMap<_, Vec<_>> = SecondaryMap::with_len(func.values.len());
    for &inst in func.layout.iter().flat_map(|&block| &func.blocks[block].insts) {
        func.insts[inst].kind.for_each_operand(|value| {
            debug_assert!(value.index() < func.values.len());
            users[value].push(inst);
        });
    }
    users
}
