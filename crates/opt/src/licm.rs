//! What gives the same on every turn of a loop is done once, in front of the loop: arithmetic anywhere in it; loads and
//! checks as long as nothing happens before them on the first turn that could be observed, or could keep them from
//! being reached.
//!
//! A pointer that is hoisted may point outside of its object as long as the check behind it has not held. It is used
//! only where that check held, so that whenever it matters it does keep its object alive.

use crate::memory::{Place, may_overlap};
use crate::preheader::{Regions, make_preheaders, preheader};
use pontoon_base::EntitySet;
use pontoon_ssa::cfg::Loop;
use pontoon_ssa::op::{BinaryOp, UnaryOp};
use pontoon_ssa::{Block, Cfg, FuncData, Global, Inst, InstKind, Local, Value};

/// A load this far behind a pointer into an object, or behind nil, stays within the memory.
const NEAR: u32 = 1024;

/// Reports whether anything was moved.
pub fn run(func: &mut FuncData) -> bool {
    if Cfg::new(func).loops().is_empty() {
        return false;
    }
    make_preheaders(func);
    let cfg = Cfg::new(func);
    let mut regions = Regions::new(func);
    let mut changed = false;
    // Inner loops come first: what leaves one may leave the one around it too.
    for l in cfg.loops() {
        let Some(preheader) = preheader(func, &cfg, &l) else { continue };
        let moved = Hoist::new(func, &l, &regions).collect();
        if moved.is_empty() {
            continue;
        }
        changed = true;
        let gone: EntitySet<Inst> = moved.iter().copied().collect();
        for &block in &l.blocks {
            func.blocks[block].insts.retain(|&inst| !gone.contains(inst));
        }
        let insts = &mut func.blocks[preheader].insts;
        let end = insts.len() - 1;
        insts.splice(end..end, moved.iter().copied());
        for inst in moved {
            regions.set(func, inst, preheader);
        }
    }
    changed
}

/// What a loop writes.
#[derive(Default)]
struct Writes {
    /// Calls, copies and fills write anywhere.
    anywhere: bool,
    calls: bool,
    places: Vec<Place>,
    globals: Vec<Global>,
    locals: Vec<Local>,
}

impl Writes {
    fn of(func: &FuncData, l: &Loop) -> Writes {
        let mut writes = Writes::default();
        for &inst in l.blocks.iter().flat_map(|&block| &func.blocks[block].insts) {
            match func.insts[inst].kind {
                InstKind::Store { mem, addr, offset, .. } => writes.places.push(Place { mem, addr, offset }),
                InstKind::MemoryCopy { .. } | InstKind::MemoryFill { .. } => writes.anywhere = true,
                InstKind::GlobalSet(global, _) => writes.globals.push(global),
                InstKind::LocalSet(local, _) => writes.locals.push(local),
                ref kind if kind.is_call() => (writes.anywhere, writes.calls) = (true, true),
                _ => {}
            }
        }
        writes
    }

    /// Whether something is the same wherever in the loop it is read.
    fn leave(&self, func: &FuncData, read: &InstKind) -> bool {
        match *read {
            InstKind::Load { mem, addr, offset } => {
                let load = Place { mem, addr, offset };
                !self.anywhere && !self.places.iter().any(|&store| may_overlap(func, store, load))
            }
            InstKind::GlobalGet(global) => !self.calls && !self.globals.contains(&global),
            InstKind::LocalGet(local) => !self.locals.contains(&local),
            _ => false,
        }
    }
}

struct Hoist<'a> {
    func: &'a FuncData,
    l: &'a Loop,
    regions: &'a Regions,
    inside: EntitySet<Block>,
    writes: Writes,
    moved: Vec<Inst>,
    is_moved: EntitySet<Inst>,
}

/// How far the first turn has come.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reached {
    /// Whatever stands here runs once the loop is entered, and nothing that stays was before it.
    Surely,
    /// The same, if the checks before it hold.
    UnlessChecked,
    Perhaps,
}

impl<'a> Hoist<'a> {
    fn new(func: &'a FuncData, l: &'a Loop, regions: &'a Regions) -> Hoist<'a> {
        Hoist {
            func,
            l,
            regions,
            inside: l.blocks.iter().copied().collect(),
            writes: Writes::of(func, l),
            moved: Vec::new(),
            is_moved: EntitySet::new(),
        }
    }

    fn collect(mut self) -> Vec<Inst> {
        for &block in &self.l.blocks {
            let mut reached = if block == self.l.header { Reached::Surely } else { Reached::Perhaps };
            for &inst in &self.func.blocks[block].insts {
                let kind = &self.func.insts[inst].kind;
                if self.moves(kind, reached) {
                    self.take(inst);
                } else if kind.has_effect() {
                    reached = match (kind, reached) {
                        (InstKind::Check(..), Reached::Surely | Reached::UnlessChecked) => {
                            Reached::UnlessChecked
                        }
                        _ => Reached::Perhaps,
                    };
                }
            }
        }
        self.moved
    }

    fn moves(&self, kind: &InstKind, reached: Reached) -> bool {
        if kind.is_const() || is_cheap(kind) || !self.takes_invariants(kind) {
            return false;
        }
        match *kind {
            InstKind::Load { addr, offset, .. } => {
                let safe = match reached {
                    Reached::Surely => true,
                    Reached::UnlessChecked => offset < NEAR && self.is_plain(addr),
                    Reached::Perhaps => matches!(
                        self.func.def_kind(addr),
                        Some(InstKind::DataAddr(..) | InstKind::SlotAddr(_))
                    ),
                };
                safe && self.writes.leave(self.func, kind)
            }
            InstKind::GlobalGet(_) | InstKind::LocalGet(_) => self.writes.leave(self.func, kind),
            InstKind::Check(..) => reached == Reached::Surely,
            InstKind::Unary(UnaryOp::PtrToInt | UnaryOp::IntToPtr, _) => false,
            // The check of the divisor stays in front of it.
            InstKind::Binary(BinaryOp::Sdiv | BinaryOp::Udiv | BinaryOp::Srem | BinaryOp::Urem, _, by) => {
                reached == Reached::Surely || self.func.int_const(by).is_some_and(|by| by != 0)
            }
            // What lives across calls is not free.
            _ if self.writes.calls => is_costly(kind),
            _ => !kind.has_effect() && !kind.reads() && !matches!(kind, InstKind::SlotAddr(_)),
        }
    }

    /// Whether a pointer was not computed, so that it is nil or leads to an object.
    fn is_plain(&self, addr: Value) -> bool {
        !matches!(
            self.func.def_kind(addr),
            Some(InstKind::Binary(..) | InstKind::Unary(..) | InstKind::Select { .. })
        )
    }

    fn takes_invariants(&self, kind: &InstKind) -> bool {
        let mut invariant = true;
        kind.for_each_operand(|value| invariant = invariant && self.is_invariant(value));
        invariant
    }

    fn is_invariant(&self, value: Value) -> bool {
        if !self.regions.block_of(value).is_some_and(|block| self.inside.contains(block)) {
            return true;
        }
        let Some(inst) = self.func.def_inst(value) else { return false };
        let kind = &self.func.insts[inst].kind;
        self.is_moved.contains(inst) || kind.is_const() || is_cheap(kind) && self.takes_invariants(kind)
    }

    /// Moves an instruction, and before it those that it takes and that stayed because they are cheap.
    fn take(&mut self, inst: Inst) {
        let mut operands = Vec::new();
        self.func.insts[inst].kind.for_each_operand(|value| operands.push(value));
        for value in operands {
            let inside = self.regions.block_of(value).is_some_and(|block| self.inside.contains(block));
            if let Some(inst) =
                self.func.def_inst(value).filter(|&inst| inside && !self.is_moved.contains(inst))
            {
                self.take(inst);
            }
        }
        self.is_moved.insert(inst);
        self.moved.push(inst);
    }
}

/// What is not worth a local, if nothing else moves with it.
fn is_cheap(kind: &InstKind) -> bool {
    matches!(
        kind,
        InstKind::Unary(UnaryOp::Wrap | UnaryOp::ExtendS | UnaryOp::ExtendU, _) | InstKind::SlotAddr(_)
    )
}

fn is_costly(kind: &InstKind) -> bool {
    matches!(kind, InstKind::Unary(UnaryOp::Sqrt, _) | InstKind::Binary(BinaryOp::Fdiv, ..))
}
