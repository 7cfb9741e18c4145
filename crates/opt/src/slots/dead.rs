//! Stores to slots that are overwritten before anybody could look, or into which nobody looks at all.

use crate::slots::uses::{Range, Uses, bases};
use pontoon_base::EntitySet;
use pontoon_ssa::{FuncData, Inst, InstKind, Slot, Value};

pub fn run(func: &mut FuncData) -> bool {
    let uses = Uses::of(func);
    let bases = bases(func);
    let mut read: EntitySet<Slot> = EntitySet::new();
    for range in &uses.opaque {
        read.insert(range.slot);
    }
    for access in uses.accesses.iter().filter(|access| access.is_load) {
        read.insert(access.slot);
    }
    let range = |addr: Value, offset: u32, size: u32| {
        let (slot, base) = bases[addr]?;
        Some(Range { slot, offset: base.checked_add(offset)?, size })
    };
    let mut dead: EntitySet<Inst> = EntitySet::new();
    for &block in &func.layout {
        // What is written further down before it is read.
        let mut written: Vec<Range> = Vec::new();
        for &inst in func.blocks[block].insts.iter().rev() {
            match func.insts[inst].kind {
                InstKind::Store { mem, addr, offset, .. } => {
                    let Some(range) = range(addr, offset, mem.size()) else { continue };
                    let unread = !uses.taken.contains(range.slot) && !read.contains(range.slot);
                    if unread || covers(&written, range) {
                        dead.insert(inst);
                    }
                    written.push(range);
                }
                InstKind::MemoryFill { to, size, .. } => {
                    let size = func.int_const(size).and_then(|size| u32::try_from(size).ok());
                    let Some(range) = size.and_then(|size| range(to, 0, size)) else { continue };
                    let unread = !uses.taken.contains(range.slot) && !read.contains(range.slot);
                    if unread || covers(&written, range) {
                        dead.insert(inst);
                    }
                }
                InstKind::Load { mem, addr, offset } => match range(addr, offset, mem.size()) {
                    Some(range) => written.retain(|other| !other.overlaps(range)),
                    None => written.retain(|other| !uses.taken.contains(other.slot)),
                },
                // The landing may look, and so may whoever knows the address.
                ref kind if kind.is_call() || kind.is_terminator() || kind.reads() => written.clear(),
                InstKind::Check(..) if func.landing.is_some() => written.clear(),
                _ => {}
            }
        }
    }
    let mut changed = false;
    for &block in &func.layout.clone() {
        let list = &mut func.blocks[block].insts;
        let before = list.len();
        list.retain(|&inst| !dead.contains(inst));
        changed |= list.len() != before;
    }
    changed
}

/// Whether the ranges together cover this one.
fn covers(ranges: &[Range], wanted: Range) -> bool {
    let mut at = wanted.offset;
    let end = wanted.offset + wanted.size;
    while at < end {
        let next = ranges
            .iter()
            .filter(|range| range.slot == wanted.slot && range.offset <= at)
            .map(|range| range.offset + range.size)
            .max();
        match next {
            Some(next) if next > at => at = next,
            _ => return false,
        }
    }
    true
}
