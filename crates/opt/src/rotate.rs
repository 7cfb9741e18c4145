//! Loops that test at the top test at the bottom, behind a copy of the test in front of the loop. What the body then begins
//! with is known to run once the loop is entered, so that checks and loads can move in front of it.
//!
//! The header H of a loop, which goes to B inside or E outside, keeps only the way into the loop; a copy H' takes the edges
//! that come back. B becomes the header.

use crate::repair::{Definitions, repair};
use pontoon_base::EntitySet;
use pontoon_base::hash::FxHashMap;
use pontoon_ssa::cfg::Loop;
use pontoon_ssa::op::Target;
use pontoon_ssa::{Block, Cfg, FuncData, Inst, InstKind, Value};

/// Headers with more instructions than this are not copied.
const MOST_INSTRUCTIONS: usize = 12;

/// Rotates what loops it can; reports whether there were any.
pub fn run(func: &mut FuncData) -> bool {
    let mut seen: EntitySet<Block> = EntitySet::new();
    let mut changed = false;
    loop {
        let cfg = Cfg::new(func);
        let mut loops = cfg.loops();
        // Outer loops first: what a rotation makes of an inner header is then copied once.
        loops.reverse();
        let Some((l, body)) = loops
            .iter()
            .filter(|l| seen.insert(l.header))
            .find_map(|l| Some((l, body_of_candidate(func, &cfg, l)?)))
        else {
            return changed;
        };
        rotate(func, &cfg, l, body);
        changed = true;
    }
}

/// The block of the loop that the header goes to, if the header is a test that may be copied.
fn body_of_candidate(func: &FuncData, cfg: &Cfg, l: &Loop) -> Option<Block> {
    let insts = &func.blocks[l.header].insts;
    let (&last, rest) = insts.split_last()?;
    let copied = rest.iter().filter(|&&inst| !func.insts[inst].kind.is_const()).count();
    if copied > MOST_INSTRUCTIONS
        || rest.iter().any(|&inst| func.insts[inst].kind.has_effect())
        || Some(l.header) == func.landing
        || l.header == func.entry()
    {
        return None;
    }
    let InstKind::Branch { then, els, .. } = &func.insts[last].kind else { return None };
    let body = match (l.contains(then.block), l.contains(els.block)) {
        (true, false) => then.block,
        (false, true) => els.block,
        _ => return None,
    };
    // A loop that can be left where it goes back tests at the bottom already.
    let at_bottom = l.latches.iter().any(|&latch| func.successors(latch).iter().any(|&to| !l.contains(to)));
    (!at_bottom && body != l.header && cfg.is_reachable(body)).then_some(body)
}

fn rotate(func: &mut FuncData, cfg: &Cfg, l: &Loop, body: Block) {
    let header = l.header;
    if cfg.preds[body].len() > 1 {
        split_edge(func, header, body);
    }
    let (copy, copies) = copy_header(func, l);
    for &latch in &l.latches {
        let inst = func.terminator(latch).expect("a latch goes back to the header");
        for target in func.insts[inst].kind.targets_mut() {
            if target.block == header {
                target.block = copy;
            }
        }
    }
    let cfg = Cfg::new(func);
    for (value, other) in copies {
        let definitions: Definitions = [(header, value), (copy, other)].into_iter().collect();
        repair(func, &cfg, value, definitions);
    }
}

/// Puts an empty block on the edges from one block to another.
pub fn split_edge(func: &mut FuncData, from: Block, to: Block) -> Block {
    let middle = func.add_block();
    func.blocks[middle].cold = func.blocks[to].cold;
    let inst = func.terminator(from).expect("an edge starts at a terminator");
    let pos = func.insts[inst].pos;
    let mut args = Vec::new();
    for target in func.insts[inst].kind.targets_mut().into_iter().filter(|target| target.block == to) {
        args = std::mem::take(&mut target.args);
        target.block = middle;
    }
    func.append(middle, InstKind::Jump(Target { block: to, args }), &[], pos);
    middle
}

/// Copies the header; gives the copy, and its values for those of the header that differ from turn to turn.
fn copy_header(func: &mut FuncData, l: &Loop) -> (Block, Vec<(Value, Value)>) {
    let mut inside: EntitySet<Value> = l.blocks.iter().flat_map(|&block| defined_in(func, block)).collect();
    let copy = func.add_block();
    func.blocks[copy].cold = func.blocks[l.header].cold;
    let mut copies: FxHashMap<Value, Value> = FxHashMap::default();
    let mut list = Vec::new();
    for param in func.blocks[l.header].params.clone() {
        let ty = func.ty(param);
        let new = func.add_param(copy, ty);
        copies.insert(param, new);
        list.push((param, new));
    }
    for inst in func.blocks[l.header].insts.clone() {
        let mut kind = func.insts[inst].kind.clone();
        if is_invariant(&kind, &inside) {
            // The header still comes before its copy, so the copy and all behind it can use its value.
            for &result in &func.insts[inst].results {
                inside.remove(result);
            }
            continue;
        }
        kind.map_operands(|value| copies.get(&value).copied().unwrap_or(value));
        let new = append_like(func, copy, inst, kind);
        for (&result, &other) in func.insts[inst].results.iter().zip(&func.insts[new].results) {
            copies.insert(result, other);
            list.push((result, other));
        }
    }
    (copy, list)
}

/// The values that a block defines.
pub fn defined_in(func: &FuncData, block: Block) -> impl Iterator<Item = Value> {
    let data = &func.blocks[block];
    let results = data.insts.iter().flat_map(|&inst| &func.insts[inst].results);
    data.params.iter().chain(results).copied()
}

fn is_invariant(kind: &InstKind, inside: &EntitySet<Value>) -> bool {
    let mut invariant = !kind.has_effect() && !kind.reads();
    kind.for_each_operand(|value| invariant &= !inside.contains(value));
    invariant
}

/// Appends an instruction with the results and the position of another one.
pub fn append_like(func: &mut FuncData, block: Block, like: Inst, kind: InstKind) -> Inst {
    let types: Vec<_> = func.insts[like].results.iter().map(|&result| func.ty(result)).collect();
    let pos = func.insts[like].pos;
    func.append(block, kind, &types, pos)
}
