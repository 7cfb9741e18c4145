//! Counts how deep calls go, so that recursion is bounded by memory and not by the engine's stack.
//!
//! The count is an estimate of bytes, of which engines give 512 KiB at least; it is kept in functions that cut cycles of
//! calls, each for itself and the deepest chain of calls below it that passes no other check.

use pontoon_base::{EntityId, EntitySet, Pos};
use pontoon_ssa::op::{BinaryOp, IntCond, Target};
use pontoon_ssa::program::Leaving;
use pontoon_ssa::{Block, Effects, Func, FuncData, Inst, InstKind, Program, Type, Value};

/// The depth at which a function goes on with an empty stack.
const LIMIT: u32 = 400 << 10;
/// What one check can account for at most: chains of calls in the standard library look longer than they are.
const MAX_COST: u32 = LIMIT / 8;

/// Gives the functions that cut cycles their checks; under `stress` all that may be left, and none passes.
pub fn run(
    program: &mut Program,
    effects: &Effects,
    leaving: &Leaving,
    reached: &EntitySet<Func>,
    stress: bool,
) {
    let depths = effects.unchecked_depths(program, frame_size);
    for id in reached.iter() {
        let limit = if stress { i32::MIN } else { LIMIT as i32 };
        let checked = if stress { effects.suspends(id) } else { effects.cycle_cuts().contains(id) };
        if checked && id != leaving.more_stack && program.funcs[id].is_defined() {
            let cost = depths[id.index()].min(MAX_COST) as i32;
            Budget { func: &mut program.funcs[id], leaving, cost, limit }.check();
        }
    }
}

/// A rough upper bound of what an engine's frame takes: what is saved by convention, and a word for every value that may
/// be kept in one.
fn frame_size(func: &FuncData) -> u32 {
    if !func.is_defined() {
        return 0;
    }
    let kept = func.values.len() / 2 + func.locals.len();
    64 + 8 * kept.min(500) as u32
}

struct Budget<'a> {
    func: &'a mut FuncData,
    leaving: &'a Leaving,
    cost: i32,
    limit: i32,
}

impl Budget<'_> {
    fn check(&mut self) {
        let entry = self.func.entry();
        let ends: Vec<Block> = self.func.layout.clone();
        for block in ends {
            let Some(end) = self.func.terminator(block) else { continue };
            if matches!(self.func.insts[end].kind, InstKind::Return(_)) {
                let mut insts = Vec::new();
                self.add(-self.cost, &mut insts);
                let all = &mut self.func.blocks[block].insts;
                all.splice(all.len() - 1..all.len() - 1, insts);
            }
        }
        // The entry's parameters stay where they are, so its instructions move. Nothing jumps to an entry.
        let body = std::mem::take(&mut self.func.blocks[entry].insts);
        let on = self.func.add_block();
        let deep = self.func.add_block();
        self.func.blocks[deep].cold = true;
        let mut insts = Vec::new();
        let depth = self.value(InstKind::GlobalGet(self.leaving.depth), &mut insts);
        let limit = self.value(InstKind::Iconst32(self.limit.saturating_sub(self.cost)), &mut insts);
        let cond = self.value(InstKind::Icmp(IntCond::Sgt, depth, limit), &mut insts);
        let to = |block| Target { block, args: Vec::new() };
        let branch = InstKind::Branch { cond, then: to(deep), els: to(on) };
        insts.push(self.func.make_inst(branch, &[], Pos::NONE));
        self.func.blocks[entry].insts = insts;
        let call = InstKind::Call { func: self.leaving.more_stack, args: Vec::new() };
        self.func.append(deep, call, &[], Pos::NONE);
        self.func.append(deep, InstKind::Jump(to(on)), &[], Pos::NONE);
        let mut insts = Vec::new();
        self.add(self.cost, &mut insts);
        insts.extend(body);
        self.func.blocks[on].insts = insts;
    }

    fn value(&mut self, kind: InstKind, insts: &mut Vec<Inst>) -> Value {
        let inst = self.func.make_inst(kind, &[Type::I32], Pos::NONE);
        insts.push(inst);
        self.func.result(inst)
    }

    fn add(&mut self, cost: i32, insts: &mut Vec<Inst>) {
        let depth = self.value(InstKind::GlobalGet(self.leaving.depth), insts);
        let cost = self.value(InstKind::Iconst32(cost), insts);
        let sum = self.value(InstKind::Binary(BinaryOp::Iadd, depth, cost), insts);
        insts.push(self.func.make_inst(InstKind::GlobalSet(self.leaving.depth, sum), &[], Pos::NONE));
    }
}
