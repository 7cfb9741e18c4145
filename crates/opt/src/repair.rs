//! SSA form after blocks were copied: a value that now has several definitions is looked up anew wherever it is used.

use pontoon_base::hash::FxHashMap;
use pontoon_ssa::{Block, Cfg, FuncData, Value};

/// For each block that defines a variable, the value that it has at the block's end.
pub type Definitions = FxHashMap<Block, Value>;

/// Replaces `value` where another of its definitions, or several, reach: everywhere but in the defining blocks.
///
/// Where definitions meet, blocks get parameters. On every way to a use there is a definition.
pub fn repair(func: &mut FuncData, cfg: &Cfg, value: Value, definitions: Definitions) {
    let mut lookup =
        Lookup { func, cfg, value, at_end: definitions, at_start: FxHashMap::default(), open: Vec::new() };
    for &block in &cfg.order {
        lookup.uses(block);
    }
    lookup.fill();
}

struct Lookup<'a> {
    func: &'a mut FuncData,
    cfg: &'a Cfg,
    value: Value,
    at_end: Definitions,
    at_start: FxHashMap<Block, Value>,
    /// Blocks that got a parameter, and no arguments for it yet.
    open: Vec<Block>,
}

impl Lookup<'_> {
    fn uses(&mut self, block: Block) {
        if self.at_end.contains_key(&block) {
            return;
        }
        let mut new = None;
        for inst in self.func.blocks[block].insts.clone() {
            let mut found = false;
            self.func.insts[inst].kind.for_each_operand(|operand| found |= operand == self.value);
            if found {
                let (old, new) = (self.value, *new.get_or_insert_with(|| self.start(block)));
                let kind = &mut self.func.insts[inst].kind;
                kind.map_operands(|operand| if operand == old { new } else { operand });
            }
        }
    }

    /// The value at the start of a block.
    fn start(&mut self, block: Block) -> Value {
        let mut chain = Vec::new();
        let mut at = block;
        let value = loop {
            if let Some(&value) = self.at_start.get(&at) {
                break value;
            }
            chain.push(at);
            match *self.cfg.preds[at].as_slice() {
                [pred] => match self.at_end.get(&pred) {
                    Some(&value) => break value,
                    None => at = pred,
                },
                _ => {
                    let ty = self.func.ty(self.value);
                    self.open.push(at);
                    break self.func.add_param(at, ty);
                }
            }
        };
        for block in chain {
            self.at_start.insert(block, value);
        }
        value
    }

    /// Passes the arguments for the new parameters.
    fn fill(&mut self) {
        while let Some(block) = self.open.pop() {
            let mut preds = self.cfg.preds[block].clone();
            preds.sort();
            preds.dedup();
            for pred in preds {
                let value = match self.at_end.get(&pred) {
                    Some(&value) => value,
                    None => self.start(pred),
                };
                let inst = self.func.terminator(pred).expect("a predecessor ends in a terminator");
                let targets = self.func.insts[inst].kind.targets_mut();
                for target in targets.into_iter().filter(|target| target.block == block) {
                    target.args.push(value);
                }
            }
        }
    }
}
