//! Objects that nobody refers to once a function has returned become stack slots of the function.
//!
//! Functions are looked at in the order of the call graph, callees first, so that of each call it is known what becomes
//! of the pointers that are passed.

mod flow;
mod sites;
mod summary;

#[cfg(test)]
mod tests;

use flow::Flow;
use pontoon_base::EntitySet;
use pontoon_ssa::call_graph::{CallGraph, Component};
use pontoon_ssa::func::SlotData;
use pontoon_ssa::op::{Mem, UnaryOp};
use pontoon_ssa::{Func, FuncData, Inst, InstKind, Program, Type, Value};
use sites::Paths;
use summary::Summaries;

/// All slots of a function that this pass makes together.
const MAX_FRAME: u32 = 128 << 10;
/// Up to this size memory is cleared by stores.
const MAX_CLEAR: u32 = 128;

/// What the pass has done.
#[derive(Default)]
pub struct Found {
    pub changed: EntitySet<Func>,
    /// Functions that know now which closure they call.
    pub calls: EntitySet<Func>,
}

/// See the module's comment. Calls of closures that can only be one are directed at it.
pub fn run(program: &mut Program) -> Found {
    let graph = CallGraph::new(program, true);
    let mut summaries = Summaries::with_len(program.funcs.len());
    let mut done = Found::default();
    for component in graph.components(program) {
        summarize(program, &component, &mut summaries);
        for &func in &component.funcs {
            let found = look(program, func, &summaries);
            if !found.slots.is_empty() || !found.calls.is_empty() {
                done.changed.insert(func);
            }
            for (call, code) in found.calls {
                done.calls.insert(func);
                let kind = &mut program.funcs[func].insts[call].kind;
                if let InstKind::CallIndirect { args, .. } = kind {
                    *kind = InstKind::Call { func: code, args: std::mem::take(args) };
                }
            }
            for (inst, slot) in found.slots {
                let is_buffer = sites::is_buffer(program, &program.funcs[func], inst);
                let data = &mut program.funcs[func];
                match is_buffer {
                    true => lend_buffer(data, inst, slot),
                    false => make_slot(data, inst, slot),
                }
            }
        }
    }
    done
}

/// Puts the summaries of a component's functions into the table.
fn summarize(program: &Program, component: &Component, summaries: &mut Summaries) {
    loop {
        let mut changed = false;
        for &func in &component.funcs {
            let data = &program.funcs[func];
            if !data.is_defined() {
                continue;
            }
            let summary = Flow::new(program, data, summaries).summary();
            changed |= summaries[func] != summary;
            summaries[func] = summary;
        }
        if !(changed && component.recursive) {
            return;
        }
    }
}

/// What is to change in a function.
#[derive(Default)]
struct Changes {
    /// Allocations that need no heap.
    slots: Vec<(Inst, SlotData)>,
    /// Calls of known closures.
    calls: Vec<(Inst, Func)>,
}

fn look(program: &Program, func: Func, summaries: &Summaries) -> Changes {
    let data = &program.funcs[func];
    let mut changes = Changes::default();
    let is_site = |&inst: &Inst| sites::layout(program, data, inst).is_some();
    let mut insts = data.layout.iter().flat_map(|&block| &data.blocks[block].insts);
    if data.slots.is_empty() && !insts.any(is_site) {
        return changes;
    }
    let flow = Flow::new(program, data, summaries);
    changes.calls = flow.known_calls();
    let paths = Paths::new(data);
    let mut left = MAX_FRAME;
    for &block in data.layout.iter().filter(|&&block| paths.is_reachable(block)) {
        for &inst in &data.blocks[block].insts {
            let Some(site) = flow.site(inst) else { continue };
            let Some(slot) = sites::layout(program, data, inst) else { continue };
            if slot.size <= left && !flow.escapes(site) && paths.one_at_a_time(&flow, site, block) {
                left -= slot.size;
                changes.slots.push((inst, slot));
            }
        }
    }
    changes
}

/// Puts a slot in the place of an allocation, and clears it there.
fn make_slot(func: &mut FuncData, inst: Inst, layout: SlotData) {
    let slot = func.slots.push(layout);
    func.insts[inst].kind = InstKind::SlotAddr(slot);
    let addr = func.result(inst);
    let Some(block) = func.layout.iter().copied().find(|&block| func.blocks[block].insts.contains(&inst))
    else {
        return;
    };
    let clear = clear(func, inst, addr, layout.size);
    let list = &mut func.blocks[block].insts;
    if let Some(at) = list.iter().position(|&other| other == inst) {
        list.splice(at + 1..at + 1, clear);
    }
}

/// Gives a call a buffer on the stack.
fn lend_buffer(func: &mut FuncData, call: Inst, layout: SlotData) {
    let slot = func.slots.push(layout);
    let addr = func.make_inst(InstKind::SlotAddr(slot), &[Type::Ptr], func.insts[call].pos);
    let value = func.result(addr);
    if let InstKind::Call { args, .. } = &mut func.insts[call].kind {
        args[0] = value;
    }
    for &block in &func.layout {
        let list = &mut func.blocks[block].insts;
        if let Some(at) = list.iter().position(|&inst| inst == call) {
            list.insert(at, addr);
            return;
        }
    }
}

fn clear(func: &mut FuncData, alloc: Inst, addr: Value, size: u32) -> Vec<Inst> {
    let pos = func.insts[alloc].pos;
    let mut list = Vec::new();
    let mut constant = |func: &mut FuncData, kind, ty| {
        let inst = func.make_inst(kind, &[ty], pos);
        list.push(inst);
        func.result(inst)
    };
    let narrow = constant(func, InstKind::Iconst32(0), Type::I32);
    if size > MAX_CLEAR {
        let size = constant(func, InstKind::Iconst32(size as i32), Type::I32);
        list.push(func.make_inst(InstKind::MemoryFill { to: addr, byte: narrow, size }, &[], pos));
        return list;
    }
    let wide = constant(func, InstKind::Iconst64(0), Type::I64);
    let mut offset = 0;
    for (mem, value) in [(Mem::I64, wide), (Mem::I32, narrow), (Mem::I16U, narrow), (Mem::I8U, narrow)] {
        while size - offset >= mem.size() {
            list.push(func.make_inst(InstKind::Store { mem, addr, offset, value }, &[], pos));
            offset += mem.size();
        }
    }
    list
}

/// Pointers that were hidden from this pass are shown to the following ones.
pub fn reveal(func: &mut FuncData) -> bool {
    let mut aliases = crate::rewrite::Aliases::new();
    let mut changed = false;
    for &block in &func.layout {
        for &inst in &func.blocks[block].insts {
            if let InstKind::Unary(UnaryOp::Hide, a) = func.insts[inst].kind {
                aliases.set(func.result(inst), a);
                changed = true;
            }
        }
    }
    if changed {
        crate::rewrite::resolve_all(func, &mut aliases);
    }
    changed
}
