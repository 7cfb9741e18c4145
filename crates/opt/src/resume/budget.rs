//! Counts how deep calls go, so that recursion is bounded by memory and not by the engine's stack.
//!
//! The count is an estimate of bytes, of which engines give 512 KiB at least; it is kept in functions that cut cycles of
//! calls, each for itself and the deepest chain of calls below it that passes no other check.

use pontoon_base::{EntityId, EntitySet, Pos};
use pontoon_ssa::op::{BinaryOp, IntCond, Target};
use pontoon_ssa::program::Leaving;
use pontoon_ssa::{Block, Cfg, Effects, Func, FuncData, Inst, InstKind, Program, Type, Value};

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
        let (block, ends) = place(self.func);
        for end in ends {
            let mut insts = Vec::new();
            let depth = self.value(InstKind::GlobalGet(self.leaving.depth), &mut insts);
            self.set(depth, -self.cost, &mut insts);
            let all = &mut self.func.blocks[end].insts;
            all.splice(all.len() - 1..all.len() - 1, insts);
        }
        // The block's parameters stay where they are, so its instructions move.
        let body = std::mem::take(&mut self.func.blocks[block].insts);
        let (on, deep) = (self.func.add_block(), self.func.add_block());
        self.func.blocks[on].cold = self.func.blocks[block].cold;
        self.func.blocks[deep].cold = true;
        let mut insts = Vec::new();
        let depth = self.value(InstKind::GlobalGet(self.leaving.depth), &mut insts);
        let limit = self.value(InstKind::Iconst32(self.limit.saturating_sub(self.cost)), &mut insts);
        let cond = self.value(InstKind::Icmp(IntCond::Sgt, depth, limit), &mut insts);
        let els = Target { block: on, args: vec![depth] };
        let branch = InstKind::Branch { cond, then: Target { block: deep, args: Vec::new() }, els };
        insts.push(self.func.make_inst(branch, &[], Pos::NONE));
        self.func.blocks[block].insts = insts;
        let call = InstKind::Call { func: self.leaving.more_stack, args: Vec::new() };
        self.func.append(deep, call, &[], Pos::NONE);
        let mut insts = Vec::new();
        let now = self.value(InstKind::GlobalGet(self.leaving.depth), &mut insts);
        let jump = InstKind::Jump(Target { block: on, args: vec![now] });
        insts.push(self.func.make_inst(jump, &[], Pos::NONE));
        self.func.blocks[deep].insts.extend(insts);
        let depth = self.func.add_param(on, Type::I32);
        let mut insts = Vec::new();
        self.set(depth, self.cost, &mut insts);
        insts.extend(body);
        self.func.blocks[on].insts = insts;
    }

    fn value(&mut self, kind: InstKind, insts: &mut Vec<Inst>) -> Value {
        let inst = self.func.make_inst(kind, &[Type::I32], Pos::NONE);
        insts.push(inst);
        self.func.result(inst)
    }

    /// Notes a depth that differs from a known one.
    fn set(&mut self, depth: Value, by: i32, insts: &mut Vec<Inst>) {
        let by = self.value(InstKind::Iconst32(by), insts);
        let sum = self.value(InstKind::Binary(BinaryOp::Iadd, depth, by), insts);
        insts.push(self.func.make_inst(InstKind::GlobalSet(self.leaving.depth, sum), &[], Pos::NONE));
    }
}

/// Where to check, and the blocks that return behind that: in front of all calls but as late as can be, since the leaves of
/// a recursion are half of it; not in a loop; and so that every return is either always behind it or never.
fn place(func: &FuncData) -> (Block, Vec<Block>) {
    let cfg = Cfg::new(func);
    let holds = |block: Block, wanted: fn(&InstKind) -> bool| {
        func.blocks[block].insts.iter().any(|&inst| wanted(&func.insts[inst].kind))
    };
    let returns: Vec<Block> = cfg
        .order
        .iter()
        .copied()
        .filter(|&block| holds(block, |kind| matches!(kind, InstKind::Return(_))))
        .collect();
    let calls = cfg.order.iter().copied().filter(|&block| holds(block, InstKind::is_call));
    // What lands comes from anywhere.
    let first = if func.landing.is_some() { None } else { calls.clone().next() };
    let mut at = first.unwrap_or(func.entry());
    let loops = cfg.loops();
    loop {
        let early = calls.clone().any(|call| !cfg.dominates(at, call)) && func.landing.is_none();
        let looping = loops.iter().any(|l| l.contains(at));
        let behind = reachable(func, at);
        let unsure = returns.iter().any(|&end| behind.contains(end) && !cfg.dominates(at, end));
        if !(early || looping || unsure) {
            break;
        }
        match cfg.idom(at) {
            Some(up) => at = up,
            None => break,
        }
    }
    let ends = if at == func.entry() {
        returns
    } else {
        returns.into_iter().filter(|&end| cfg.dominates(at, end)).collect()
    };
    (at, ends)
}

fn reachable(func: &FuncData, from: Block) -> EntitySet<Block> {
    let mut seen = EntitySet::new();
    let mut work = vec![from];
    while let Some(block) = work.pop() {
        if seen.insert(block) {
            work.extend(func.successors(block));
        }
    }
    seen
}
