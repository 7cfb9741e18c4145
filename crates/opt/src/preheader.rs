//! Blocks in front of loops, and where values are defined.

use crate::rotate::{defined_in, split_edge};
use pontoon_base::SecondaryMap;
use pontoon_ssa::cfg::Loop;
use pontoon_ssa::op::Target;
use pontoon_ssa::{Block, Cfg, FuncData, Inst, InstKind, Value};

/// Gives each loop a block that does nothing but jump to the loop's header, unless it has one. Those that stay empty are
/// taken away again by `simplify_cfg`.
pub fn make_preheaders(func: &mut FuncData) {
    let cfg = Cfg::new(func);
    for l in cfg.loops() {
        if preheader(func, &cfg, &l).is_some() || l.header == func.entry() || Some(l.header) == func.landing {
            continue;
        }
        let mut outside = outside(&cfg, &l);
        outside.sort();
        outside.dedup();
        match *outside {
            [] => {}
            [from] if edges(func, from, l.header) == 1 => drop(split_edge(func, from, l.header)),
            _ => gather(func, &outside, l.header),
        }
    }
}

/// The block that leads into a loop and nowhere else, if the loop has one.
pub fn preheader(func: &FuncData, cfg: &Cfg, l: &Loop) -> Option<Block> {
    let excluded = l.header == func.entry() || Some(l.header) == func.landing;
    enters(func, cfg, l).filter(|_| !excluded)
}

/// The predecessors of a loop's header that are not in the loop.
fn outside(cfg: &Cfg, l: &Loop) -> Vec<Block> {
    cfg.preds[l.header].iter().copied().filter(|&from| !cfg.is_back_edge(from, l.header)).collect()
}

fn edges(func: &FuncData, from: Block, to: Block) -> usize {
    func.successors(from).into_iter().filter(|&next| next == to).count()
}

/// The block through which a loop is entered, if there is one that goes nowhere else.
fn enters(func: &FuncData, cfg: &Cfg, l: &Loop) -> Option<Block> {
    let &[from] = outside(cfg, l).as_slice() else { return None };
    let inst = func.terminator(from)?;
    matches!(func.insts[inst].kind, InstKind::Jump(_)).then_some(from)
}

/// Leads all edges from some blocks to another one through a new block.
fn gather(func: &mut FuncData, from: &[Block], to: Block) {
    let middle = func.add_block();
    func.blocks[middle].cold = func.blocks[to].cold;
    let types: Vec<_> = func.blocks[to].params.iter().map(|&param| func.ty(param)).collect();
    let args = types.into_iter().map(|ty| func.add_param(middle, ty)).collect();
    let first = func.terminator(from[0]).expect("an edge starts at a terminator");
    let pos = func.insts[first].pos;
    for &from in from {
        let inst = func.terminator(from).expect("an edge starts at a terminator");
        for target in func.insts[inst].kind.targets_mut() {
            if target.block == to {
                target.block = middle;
            }
        }
    }
    func.append(middle, InstKind::Jump(Target { block: to, args }), &[], pos);
}

/// In which block each value is defined.
pub struct Regions {
    blocks: SecondaryMap<Value, Option<Block>>,
}

impl Regions {
    pub fn new(func: &FuncData) -> Regions {
        let mut blocks = SecondaryMap::with_len(func.values.len());
        for &block in &func.layout {
            for value in defined_in(func, block) {
                blocks[value] = Some(block);
            }
        }
        Regions { blocks }
    }

    pub fn block_of(&self, value: Value) -> Option<Block> {
        self.blocks[value]
    }

    /// An instruction now stands in another block.
    pub fn set(&mut self, func: &FuncData, inst: Inst, block: Block) {
        for &value in &func.insts[inst].results {
            self.blocks[value] = Some(block);
        }
    }
}
