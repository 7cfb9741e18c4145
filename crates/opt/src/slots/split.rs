//! Words that are only copied are copied in the pieces in which one of the slots at either end is used otherwise.

use crate::slots::users;
use crate::slots::uses::{Access, Bases, Range, Uses, bases};
use pontoon_base::SecondaryMap;
use pontoon_ssa::op::Mem;
use pontoon_ssa::{FuncData, Inst, InstKind, Type, Value};

pub fn run(func: &mut FuncData) -> bool {
    let mut changed = false;
    // A copy that was split asks those behind it to be split in the same way. Each round makes words smaller.
    while round(func) {
        changed = true;
    }
    changed
}

/// How a copied word is taken apart.
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    As(Mem),
    Halves(Mem),
}

fn round(func: &mut FuncData) -> bool {
    let uses = Uses::of(func);
    if uses.accesses.is_empty() {
        return false;
    }
    let bases = bases(func);
    let users = users(func);
    let mut cuts: Vec<(Inst, Vec<Inst>, Cut)> = Vec::new();
    for &inst in func.layout.iter().flat_map(|&block| &func.blocks[block].insts) {
        let InstKind::Load { mem, addr, offset } = func.insts[inst].kind else { continue };
        let stores = &users[func.result(inst)];
        if !(stores.iter().all(|&store| is_copy(func, store, func.result(inst), mem))) || stores.is_empty() {
            continue;
        }
        let mut ends = vec![place(&bases, addr, offset, mem)];
        for &store in stores {
            if let InstKind::Store { addr, offset, .. } = func.insts[store].kind {
                ends.push(place(&bases, addr, offset, mem));
            }
        }
        let cut = ends.into_iter().flatten().find_map(|end| cut(&uses, end, mem));
        if let Some(cut) = cut {
            cuts.push((inst, stores.clone(), cut));
        }
    }
    let changed = !cuts.is_empty();
    let mut instead: SecondaryMap<Inst, Vec<Inst>> = SecondaryMap::with_len(func.insts.len());
    for (load, stores, cut) in cuts {
        take_apart(func, load, &stores, cut, &mut instead);
    }
    if changed {
        for &block in &func.layout.clone() {
            let old = std::mem::take(&mut func.blocks[block].insts);
            func.blocks[block].insts = old
                .into_iter()
                .flat_map(|inst| if instead[inst].is_empty() { vec![inst] } else { instead[inst].clone() })
                .collect();
        }
    }
    changed
}

/// Whether the store writes all bits of the value.
fn is_copy(func: &FuncData, store: Inst, value: Value, mem: Mem) -> bool {
    match func.insts[store].kind {
        InstKind::Store { mem: to, addr, value: stored, .. } => {
            stored == value && addr != value && to.size() == mem.size() && to.ty() == mem.ty()
        }
        _ => false,
    }
}

fn place(bases: &Bases, addr: Value, offset: u32, mem: Mem) -> Option<Range> {
    let (slot, base) = bases[addr]?;
    Some(Range { slot, offset: base.checked_add(offset)?, size: mem.size() })
}

/// How other uses of a slot want a word to be copied.
fn cut(uses: &Uses, word: Range, mem: Mem) -> Option<Cut> {
    let inside = |access: &&Access| word.contains(access.range());
    let mut others = uses.accesses.iter().filter(inside);
    if others.clone().any(|access| access.mem.size() < word.size) {
        return match mem {
            Mem::I64 => Some(Cut::Halves(Mem::I32)),
            Mem::I32 => Some(Cut::Halves(Mem::I16U)),
            Mem::I16S | Mem::I16U => Some(Cut::Halves(Mem::I8U)),
            _ => None,
        };
    }
    let better = |access: &&Access| match mem {
        Mem::I64 => matches!(access.mem, Mem::Ptr | Mem::Len | Mem::F64),
        Mem::I32 => access.mem == Mem::F32,
        _ => false,
    };
    others.find(better).map(|access| Cut::As(access.mem))
}

fn take_apart(
    func: &mut FuncData,
    load: Inst,
    stores: &[Inst],
    cut: Cut,
    instead: &mut SecondaryMap<Inst, Vec<Inst>>,
) {
    let pieces = match cut {
        Cut::As(mem) => vec![(mem, 0)],
        Cut::Halves(mem) => vec![(mem, 0), (mem, mem.size())],
    };
    let InstKind::Load { addr, offset, .. } = func.insts[load].kind else { return };
    let pos = func.insts[load].pos;
    for (mem, at) in pieces {
        let ty: Type = mem.ty();
        let piece = func.make_inst(InstKind::Load { mem, addr, offset: offset + at }, &[ty], pos);
        instead[load].push(piece);
        let value = func.result(piece);
        for &store in stores {
            let InstKind::Store { addr, offset, .. } = func.insts[store].kind else { continue };
            let kind = InstKind::Store { mem, addr, offset: offset + at, value };
            let pos = func.insts[store].pos;
            let piece = func.make_inst(kind, &[], pos);
            instead[store].push(piece);
        }
    }
}
