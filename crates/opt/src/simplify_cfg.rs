//! Control flow: constant branches, unreachable blocks, jumps through empty blocks, chains of blocks, parameters that
//! always get the same value, parameters that nothing uses.

use crate::rewrite::{Aliases, resolve_all};
use crate::thread;
use pontoon_base::{EntitySet, SecondaryMap};
use pontoon_ssa::func::ValueDef;
use pontoon_ssa::op::Target;
use pontoon_ssa::{Block, FuncData, InstKind, Value};

/// Runs until nothing changes; reports whether anything did.
pub fn run(func: &mut FuncData) -> bool {
    if func.layout.len() == 1 && func.successors(func.entry()).is_empty() {
        return false;
    }
    let mut changed = false;
    loop {
        let mut round = constant_branches(func);
        round |= remove_unreachable(func);
        round |= thread_empty(func);
        round |= thread::run(func);
        round |= trivial_params(func);
        round |= unused_params(func);
        round |= merge_chains(func);
        if !round {
            return changed;
        }
        changed = true;
    }
}

/// Branches whose condition is known, or whose ways are the same, become jumps.
fn constant_branches(func: &mut FuncData) -> bool {
    let mut changed = false;
    for block in func.layout.clone() {
        let Some(inst) = func.terminator(block) else { continue };
        let to = match &func.insts[inst].kind {
            InstKind::Branch { then, els, .. } if then == els => then.clone(),
            InstKind::Branch { cond, then, els } => match func.int_const(*cond) {
                Some(0) => els.clone(),
                Some(_) => then.clone(),
                None => continue,
            },
            InstKind::Switch { index, targets, default } => match func.int_const(*index) {
                Some(at) => targets.get(at as u32 as usize).unwrap_or(default).clone(),
                None if targets.is_empty() => default.clone(),
                None => continue,
            },
            _ => continue,
        };
        func.insts[inst].kind = InstKind::Jump(to);
        changed = true;
    }
    changed
}

/// Takes blocks that control cannot reach out of the layout.
pub fn remove_unreachable(func: &mut FuncData) -> bool {
    let mut reached: EntitySet<Block> = EntitySet::new();
    let mut work = vec![func.entry()];
    work.extend(func.landing);
    while let Some(block) = work.pop() {
        if reached.insert(block) {
            work.extend(func.successors(block));
        }
    }
    let before = func.layout.len();
    func.layout.retain(|&block| reached.contains(block));
    func.layout.len() != before
}

/// Jumps to a block that only jumps on go there directly.
fn thread_empty(func: &mut FuncData) -> bool {
    let mut onward: SecondaryMap<Block, Option<Target>> = SecondaryMap::with_len(func.blocks.len());
    for &block in &func.layout {
        let data = &func.blocks[block];
        if data.params.is_empty()
            && data.insts.len() == 1
            && block != func.entry()
            && let InstKind::Jump(to) = &func.insts[data.insts[0]].kind
            && to.block != block
        {
            onward[block] = Some(to.clone());
        }
    }
    let mut changed = false;
    for block in func.layout.clone() {
        let Some(inst) = func.terminator(block) else { continue };
        for target in func.insts[inst].kind.targets_mut() {
            let (mut end, mut steps) = (None, 0);
            let mut at = target.block;
            while let Some(to) = &onward[at]
                && steps <= func.layout.len()
            {
                (at, steps) = (to.block, steps + 1);
                end = Some(to);
            }
            // What goes around in empty blocks for ever stays.
            if let Some(end) = end.filter(|_| steps <= func.layout.len()) {
                *target = end.clone();
                changed = true;
            }
        }
    }
    if changed {
        remove_unreachable(func);
    }
    changed
}

/// Whether a block that is jumped to has parameters.
fn has_params(func: &FuncData) -> bool {
    func.layout[1..].iter().any(|&block| !func.blocks[block].params.is_empty())
}

/// Parameters that get one value from everywhere, but for themselves, are that value.
fn trivial_params(func: &mut FuncData) -> bool {
    if !has_params(func) {
        return false;
    }
    let mut aliases = Aliases::new();
    let mut any = false;
    loop {
        let mut args: SecondaryMap<Value, Arg> = SecondaryMap::with_len(func.values.len());
        for &block in &func.layout {
            let Some(inst) = func.terminator(block) else { continue };
            for target in func.insts[inst].kind.targets() {
                for (&param, &arg) in func.blocks[target.block].params.iter().zip(&target.args) {
                    let arg = aliases.resolve(arg);
                    if arg != param {
                        args[param] = args[param].meet(arg);
                    }
                }
            }
        }
        let mut drop: EntitySet<Value> = EntitySet::new();
        for &block in func.layout.iter().filter(|&&block| block != func.entry()) {
            for &param in &func.blocks[block].params {
                if let Arg::One(arg) = args[param]
                    && aliases.resolve(arg) != param
                {
                    aliases.set(param, arg);
                    drop.insert(param);
                }
            }
        }
        if !drop_params(func, &drop) {
            break;
        }
        any = true;
    }
    if any {
        resolve_all(func, &mut aliases);
    }
    any
}

/// What a parameter gets.
#[derive(Clone, Copy, Default)]
enum Arg {
    #[default]
    Nothing,
    One(Value),
    Several,
}

impl Arg {
    fn meet(self, value: Value) -> Arg {
        match self {
            Arg::Nothing => Arg::One(value),
            Arg::One(known) if known == value => self,
            _ => Arg::Several,
        }
    }
}

/// Parameters whose value only flows into parameters like them.
fn unused_params(func: &mut FuncData) -> bool {
    if !has_params(func) {
        return false;
    }
    let mut used: EntitySet<Value> = EntitySet::new();
    let mut work = Vec::new();
    let mut flows: SecondaryMap<Value, Vec<Value>> = SecondaryMap::with_len(func.values.len());
    for &block in &func.layout {
        for &inst in &func.blocks[block].insts {
            let kind = &func.insts[inst].kind;
            let mut direct = |value: Value| {
                if used.insert(value) {
                    work.push(value);
                }
            };
            match kind {
                InstKind::Jump(_) => {}
                InstKind::Branch { cond: value, .. } | InstKind::Switch { index: value, .. } => {
                    direct(*value)
                }
                _ => kind.for_each_operand(direct),
            }
            for target in kind.targets() {
                for (&param, &arg) in func.blocks[target.block].params.iter().zip(&target.args) {
                    flows[param].push(arg);
                }
            }
        }
    }
    while let Some(value) = work.pop() {
        for &from in &flows[value] {
            if used.insert(from) {
                work.push(from);
            }
        }
    }
    let blocks = func.layout.iter().filter(|&&block| block != func.entry());
    let params = blocks.flat_map(|&block| func.blocks[block].params.iter().copied());
    let drop: EntitySet<Value> = params.filter(|&param| !used.contains(param)).collect();
    drop_params(func, &drop)
}

/// Takes parameters away from their blocks and from the jumps to these; reports whether there are any.
fn drop_params(func: &mut FuncData, drop: &EntitySet<Value>) -> bool {
    if drop.is_empty() {
        return false;
    }
    // Which parameters stay, for the blocks that lose some.
    let mut stay: SecondaryMap<Block, Option<Vec<bool>>> = SecondaryMap::with_len(func.blocks.len());
    for &block in &func.layout {
        let params = &func.blocks[block].params;
        if params.iter().any(|&param| drop.contains(param)) {
            stay[block] = Some(params.iter().map(|&param| !drop.contains(param)).collect());
        }
    }
    fn retain(values: &mut Vec<Value>, stay: &[bool]) {
        let mut flags = stay.iter();
        values.retain(|_| flags.next() == Some(&true));
    }
    for &block in &func.layout {
        if let Some(stay) = &stay[block] {
            retain(&mut func.blocks[block].params, stay);
            for (i, &param) in func.blocks[block].params.iter().enumerate() {
                func.values[param].def = ValueDef::Param(block, i as u32);
            }
        }
        let Some(&inst) = func.blocks[block].insts.last() else { continue };
        for target in func.insts[inst].kind.targets_mut() {
            if let Some(stay) = &stay[target.block] {
                retain(&mut target.args, stay);
            }
        }
    }
    true
}

/// A block that is jumped to from one place becomes the rest of the block that jumps.
fn merge_chains(func: &mut FuncData) -> bool {
    let mut preds: SecondaryMap<Block, u32> = SecondaryMap::with_len(func.blocks.len());
    for &block in &func.layout {
        for to in func.successors(block) {
            preds[to] += 1;
        }
    }
    let mut aliases = Aliases::new();
    let mut gone: EntitySet<Block> = EntitySet::new();
    for block in func.layout.clone() {
        if gone.contains(block) {
            continue;
        }
        while let Some(inst) = func.terminator(block) {
            let InstKind::Jump(target) = &func.insts[inst].kind else { break };
            let next = target.block;
            if preds[next] != 1 || next == block || next == func.entry() || Some(next) == func.landing {
                break;
            }
            let args = target.args.clone();
            for (param, arg) in std::mem::take(&mut func.blocks[next].params).into_iter().zip(args) {
                aliases.set(param, arg);
            }
            func.blocks[block].insts.pop();
            let rest = std::mem::take(&mut func.blocks[next].insts);
            func.blocks[block].insts.extend(rest);
            func.blocks[block].cold |= func.blocks[next].cold && block != func.entry();
            gone.insert(next);
        }
    }
    if gone.is_empty() {
        return false;
    }
    func.layout.retain(|&block| !gone.contains(block));
    resolve_all(func, &mut aliases);
    true
}
