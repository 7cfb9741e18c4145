//! Where a function may be left with return, and which values it needs when it comes back.

use pontoon_base::{EntitySet, SecondaryMap};
use pontoon_ssa::{Block, Cfg, FuncData, Inst, InstKind, Value};

/// An instruction that may leave with return.
pub struct Point {
    pub block: Block,
    pub inst: Inst,
    /// The values that are live behind it, its results apart.
    pub live: EntitySet<Value>,
}

/// Values that are made again where they are used instead of being kept.
pub fn is_made_again(func: &FuncData, value: Value) -> bool {
    func.def_kind(value)
        .is_some_and(|kind| kind.is_const() || matches!(kind, InstKind::SlotAddr(_) | InstKind::HeapBase))
}

/// The points of a function, in an order in which those of a loop stand near each other.
pub fn points(func: &FuncData, suspends: impl Fn(&InstKind) -> bool) -> Vec<Point> {
    let cfg = Cfg::new(func);
    let any = |block: Block| func.blocks[block].insts.iter().any(|&inst| suspends(&func.insts[inst].kind));
    if !cfg.order.iter().any(|&block| any(block)) {
        return Vec::new();
    }
    let live_out = live_out(func, &cfg);
    let mut points = Vec::new();
    for &block in &cfg.order {
        if !any(block) {
            continue;
        }
        let mut live = live_out[block].clone();
        let insts = &func.blocks[block].insts;
        let first = points.len();
        for (i, &inst) in insts.iter().enumerate().rev() {
            let data = &func.insts[inst];
            data.results.iter().for_each(|&result| {
                live.remove(result);
            });
            if suspends(&data.kind) && !passes_results(func, &insts[i..]) {
                points.push(Point { block, inst, live: live.clone() });
            }
            use_operands(func, inst, &mut live);
        }
        points[first..].reverse();
    }
    points
}

/// Whether the rest of a block is a call whose results, or nothing, and whose status are returned as they are.
fn passes_results(func: &FuncData, rest: &[Inst]) -> bool {
    let [call, end] = *rest else { return false };
    let is_call = matches!(func.insts[call].kind, InstKind::Call { .. } | InstKind::CallIndirect { .. });
    let returned = match &func.insts[end].kind {
        InstKind::Return(values) => values.is_empty() || *values == func.insts[call].results,
        _ => false,
    };
    is_call && returned && func.passes_results()
}

fn use_operands(func: &FuncData, inst: Inst, live: &mut EntitySet<Value>) {
    func.insts[inst].kind.for_each_operand(|value| {
        if !is_made_again(func, value) {
            live.insert(value);
        }
    });
}

/// The values that are live at the end of each block. What the landing needs is live wherever something may leave.
pub fn live_out(func: &FuncData, cfg: &Cfg) -> SecondaryMap<Block, EntitySet<Value>> {
    let mut live_in: SecondaryMap<Block, EntitySet<Value>> = SecondaryMap::with_len(func.blocks.len());
    let mut live_out: SecondaryMap<Block, EntitySet<Value>> = SecondaryMap::with_len(func.blocks.len());
    let mut changed = true;
    while changed {
        changed = false;
        for &block in cfg.order.iter().rev() {
            let mut out = EntitySet::new();
            for to in func.successors(block).into_iter().chain(func.landing) {
                out.union_with(&live_in[to]);
            }
            let mut live = out.clone();
            live_out[block] = out;
            for &inst in func.blocks[block].insts.iter().rev() {
                for &result in &func.insts[inst].results {
                    live.remove(result);
                }
                use_operands(func, inst, &mut live);
            }
            for &param in &func.blocks[block].params {
                live.remove(param);
            }
            changed |= live_in[block].union_with(&live);
        }
    }
    live_out
}
