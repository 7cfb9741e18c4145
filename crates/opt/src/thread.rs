//! Jumps to a block that only asks what the jump already knows go where the answer leads. What a small function returns in
//! its branches, and its caller asks at once, comes to this.

use pontoon_base::EntitySet;
use pontoon_ssa::op::Target;
use pontoon_ssa::{Block, Cfg, FuncData, InstKind, Value};

/// Reports whether a jump goes elsewhere now.
pub fn run(func: &mut FuncData) -> bool {
    let mut asking: Vec<Block> = func.layout.iter().copied().filter(|&block| asks(func, block)).collect();
    if asking.is_empty() {
        return false;
    }
    let used = used_elsewhere(func);
    asking.retain(|&block| !func.blocks[block].params.iter().any(|&param| used.contains(param)));
    if asking.is_empty() {
        return false;
    }
    // Jumps past a loop's header would give the loop a second way in.
    let cfg = Cfg::new(func);
    asking.retain(|&block| {
        cfg.is_reachable(block) && cfg.preds[block].iter().all(|&from| !cfg.is_back_edge(from, block))
    });
    let mut changed = false;
    for block in asking {
        for &from in &cfg.preds[block] {
            changed |= redirect(func, from, block);
        }
    }
    changed
}

/// Whether a block does nothing but decide by one of its parameters.
fn asks(func: &FuncData, block: Block) -> bool {
    let data = &func.blocks[block];
    let &[inst] = data.insts.as_slice() else { return false };
    match func.insts[inst].kind {
        InstKind::Branch { cond: value, .. } | InstKind::Switch { index: value, .. } => {
            data.params.contains(&value) && block != func.entry() && Some(block) != func.landing
        }
        _ => false,
    }
}

/// Parameters of deciding blocks that others use too.
fn used_elsewhere(func: &FuncData) -> EntitySet<Value> {
    let mut used = EntitySet::new();
    for &block in &func.layout {
        let own = &func.blocks[block].params;
        for &inst in &func.blocks[block].insts {
            func.insts[inst].kind.for_each_operand(|value| {
                if !own.contains(&value) {
                    used.insert(value);
                }
            });
        }
    }
    used
}

fn redirect(func: &mut FuncData, from: Block, block: Block) -> bool {
    let (Some(inst), Some(asking)) = (func.terminator(from), func.terminator(block)) else { return false };
    let mut kind = func.insts[inst].kind.clone();
    let mut changed = false;
    for target in kind.targets_mut().into_iter().filter(|target| target.block == block) {
        let params = &func.blocks[block].params;
        let known = |value: Value| {
            let at = params.iter().position(|&param| param == value);
            at.map_or(value, |at| target.args[at])
        };
        let to = match &func.insts[asking].kind {
            InstKind::Branch { cond, then, els } => match func.int_const(known(*cond)) {
                Some(0) => els,
                Some(_) => then,
                None => continue,
            },
            InstKind::Switch { index, targets, default } => match func.int_const(known(*index)) {
                Some(at) => targets.get(at as u32 as usize).unwrap_or(default),
                None => continue,
            },
            _ => continue,
        };
        let args = to.args.iter().map(|&arg| known(arg)).collect();
        *target = Target { block: to.block, args };
        changed = true;
    }
    func.insts[inst].kind = kind;
    changed
}
