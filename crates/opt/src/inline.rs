//! Small functions that call nothing are put in the place of calls of them, and functions that only hand their call on to
//! another one.
//!
//! What leaves or is suspended is never moved: such a function fails checks at most, and a failed check goes where a
//! call that leaves would have gone, to the caller's landing.

use crate::rewrite::{Aliases, resolve_all};
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntitySet, SecondaryMap};
use pontoon_ssa::op::Target;
use pontoon_ssa::{Block, Func, FuncData, Inst, InstKind, Program, Slot, Value};

/// A callee may have this many instructions besides constants.
const SMALL: usize = 40;
/// What a call in a callee counts: most of what a function costs, so that calls are only moved where that is of use.
const CALL: usize = 34;
const CHEAP_CALL: usize = 20;
/// A caller does not grow beyond this.
const LARGE: usize = 4000;
/// A callee's slots may have this many bytes together; those of a caller do not grow beyond `LARGE_FRAME`.
const SLOTS: u32 = 256;
const LARGE_FRAME: u32 = 1024;

/// One level of calls: callers of what is inlined here may be inlined next time. Gives the functions that have changed.
pub fn run(program: &mut Program) -> EntitySet<Func> {
    let candidates: FxHashMap<Func, FuncData> = program
        .funcs
        .iter()
        .filter(|&(id, func)| is_candidate(program, id, func))
        .map(|(id, func)| (id, func.clone()))
        .collect();
    let mut changed = EntitySet::new();
    for id in program.funcs.keys() {
        let func = &mut program.funcs[id];
        if func.is_defined() && inline_into(func, &candidates) {
            changed.insert(id);
        }
    }
    changed
}

fn is_candidate(program: &Program, id: Func, func: &FuncData) -> bool {
    if !func.is_defined()
        || func.attrs.no_inline
        || func.attrs.no_return
        || func.attrs.no_suspend
        || func.attrs.cold
        || func.attrs.alloc.is_some()
        || func.attrs.borrows
        || func.landing.is_some()
        || func.slots.values().map(|slot| slot.size).sum::<u32>() > SLOTS
        || !func.locals.is_empty()
    {
        return false;
    }
    if forwards(func) {
        return !func.attrs.recovers;
    }
    let mut size = 0;
    for &inst in func.layout.iter().flat_map(|&block| &func.blocks[block].insts) {
        match cost(program, id, func, inst) {
            Some(cost) if !(func.attrs.recovers && cost > 1) => size += cost,
            _ => return false,
        }
    }
    size <= SMALL
}

/// What an instruction counts; `None` if it stays where it is.
fn cost(program: &Program, id: Func, func: &FuncData, inst: Inst) -> Option<usize> {
    let kind = &func.insts[inst].kind;
    match kind {
        InstKind::Call { func: callee, .. } if *callee == id => None,
        InstKind::Call { func: callee, .. } => match program.funcs[*callee].attrs {
            // The caller may find a place for it.
            attrs if attrs.alloc.is_some() => Some(CHEAP_CALL),
            attrs if attrs.no_return => Some(CHEAP_CALL),
            _ => Some(CALL),
        },
        // The caller may know the closure.
        InstKind::CallIndirect { args, .. } if args.last().is_some_and(|&last| is_param(func, last)) => {
            Some(CHEAP_CALL)
        }
        InstKind::CallIndirect { .. } | InstKind::CallImport { .. } => Some(CALL),
        InstKind::Leave => None,
        kind if kind.is_call() => None,
        kind if kind.targets().iter().any(|target| target.block == func.entry()) => None,
        kind => Some(usize::from(!kind.is_const())),
    }
}

fn is_param(func: &FuncData, value: Value) -> bool {
    func.blocks[func.entry()].params.contains(&value)
}

/// Whether a function is one call, whose results it returns or drops, and the constants for that.
fn forwards(func: &FuncData) -> bool {
    let [block] = func.layout[..] else { return false };
    let [ref before @ .., call, end] = func.blocks[block].insts[..] else { return false };
    let InstKind::Call { .. } = &func.insts[call].kind else { return false };
    let InstKind::Return(values) = &func.insts[end].kind else { return false };
    before.iter().all(|&inst| func.insts[inst].kind.is_const())
        && (values.is_empty() || *values == func.insts[call].results)
}

/// Puts candidates in the place of their calls in a function, and those that these call.
pub(crate) fn inline_into(func: &mut FuncData, candidates: &FxHashMap<Func, FuncData>) -> bool {
    let mut aliases = Aliases::new();
    let mut changed = false;
    let mut size = func.num_insts();
    let mut work = func.layout.clone();
    work.reverse();
    while let Some(block) = work.pop() {
        let full = func.slots.values().map(|slot| slot.size).sum::<u32>() > LARGE_FRAME;
        let callee = |inst: Inst| match &func.insts[inst].kind {
            InstKind::Call { func, .. } => {
                candidates.get(func).filter(|callee| !full || callee.slots.is_empty())
            }
            _ => None,
        };
        let found = func.blocks[block]
            .insts
            .iter()
            .enumerate()
            .find_map(|(at, &inst)| Some((at, inst, callee(inst)?)));
        let Some((at, inst, callee)) = found else { continue };
        if size > LARGE {
            break;
        }
        size += callee.num_insts();
        work.push(inline_call(func, block, at, inst, callee, &mut aliases));
        changed = true;
    }
    if changed {
        resolve_all(func, &mut aliases);
    }
    changed
}

/// Puts the callee's body in place of one call; gives the block with what came after the call.
fn inline_call(
    func: &mut FuncData,
    block: Block,
    at: usize,
    call: Inst,
    callee: &FuncData,
    aliases: &mut Aliases,
) -> Block {
    let pos = func.insts[call].pos;
    let rest = func.add_block();
    func.blocks[rest].cold = func.blocks[block].cold;
    let after = func.blocks[block].insts.split_off(at + 1);
    func.blocks[rest].insts = after;
    func.blocks[block].insts.pop();
    for result in func.insts[call].results.clone() {
        let param = func.add_param(rest, func.ty(result));
        aliases.set(result, param);
    }
    let InstKind::Call { args, .. } = func.insts[call].kind.clone() else {
        pontoon_base::bug!("only calls are inlined")
    };
    let mut values: SecondaryMap<Value, Option<Value>> = SecondaryMap::with_len(callee.values.len());
    let mut blocks: SecondaryMap<Block, Option<Block>> = SecondaryMap::with_len(callee.blocks.len());
    for (&param, arg) in callee.blocks[callee.entry()].params.iter().zip(args) {
        values[param] = Some(arg);
    }
    // First all that can be referred to, then what refers to it. A slot begins with anything, on each call.
    let mut slots: SecondaryMap<Slot, Option<Slot>> = SecondaryMap::with_len(callee.slots.len());
    for (slot, &data) in callee.slots.iter() {
        slots[slot] = Some(func.slots.push(data));
    }
    let mut copies = Vec::new();
    for &from in &callee.layout {
        let to = func.add_block();
        func.blocks[to].cold = callee.blocks[from].cold || func.blocks[block].cold;
        blocks[from] = Some(to);
        if from != callee.entry() {
            for &param in &callee.blocks[from].params {
                values[param] = Some(func.add_param(to, callee.ty(param)));
            }
        }
        for &inst in &callee.blocks[from].insts {
            let data = &callee.insts[inst];
            let types: Vec<_> = data.results.iter().map(|&value| callee.ty(value)).collect();
            let copy = func.append(to, data.kind.clone(), &types, data.pos);
            for (&old, &new) in data.results.iter().zip(&func.insts[copy].results) {
                values[old] = Some(new);
            }
            copies.push(copy);
        }
    }
    for copy in copies {
        let kind = &mut func.insts[copy].kind;
        kind.map_operands(|value| values[value].expect("all values of the callee were copied"));
        for target in kind.targets_mut() {
            target.block = blocks[target.block].expect("all blocks of the callee were copied");
        }
        match kind {
            InstKind::Return(results) => {
                *kind = InstKind::Jump(Target { block: rest, args: std::mem::take(results) });
            }
            InstKind::SlotAddr(slot) => {
                *slot = slots[*slot].expect("all slots of the callee were copied");
            }
            _ => {}
        }
    }
    let entry = blocks[callee.entry()].expect("all blocks of the callee were copied");
    func.append(block, InstKind::Jump(Target { block: entry, args: Vec::new() }), &[], pos);
    rest
}
