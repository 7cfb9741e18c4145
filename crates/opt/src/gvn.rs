//! Equal values are computed once: what an earlier instruction on every way here has computed, checked or loaded is not
//! done again. Checks that comparisons on the way have decided go too.

use crate::facts::Facts;
use crate::memory::Memory;
use crate::rewrite::{Aliases, resolve_all};
use pontoon_base::SecondaryMap;
use pontoon_base::hash::FxHashMap;
use pontoon_ssa::op::{Check, UnaryOp};
use pontoon_ssa::{Block, Cfg, FuncData, InstKind, Value};

/// One walk down the dominator tree; reports whether anything changed.
pub fn run(func: &mut FuncData) -> bool {
    let cfg = Cfg::new(func);
    let mut children: SecondaryMap<Block, Vec<Block>> = SecondaryMap::with_len(func.blocks.len());
    let mut roots = Vec::new();
    for &block in &cfg.order {
        match cfg.idom(block) {
            Some(idom) => children[idom].push(block),
            None => roots.push(block),
        }
    }
    let mut gvn = Gvn {
        facts: Facts::new(func, &cfg),
        func,
        cfg: &cfg,
        values: FxHashMap::default(),
        undo: Vec::new(),
        memory: SecondaryMap::new(),
        aliases: Aliases::new(),
        changed: false,
    };
    // A step into a block, or out of it, back to how much was known before.
    enum Step {
        Enter(Block),
        Leave(usize, usize),
    }
    let mut steps: Vec<Step> = roots.into_iter().rev().map(Step::Enter).collect();
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(block) => {
                steps.push(Step::Leave(gvn.undo.len(), gvn.facts.mark()));
                gvn.block(block);
                // The order of reverse postorder: what a block inherits from its only predecessor is there.
                steps.extend(children[block].iter().rev().map(|&child| Step::Enter(child)));
            }
            Step::Leave(mark, facts) => {
                for (kind, before) in gvn.undo.drain(mark..).rev() {
                    match before {
                        Some(value) => gvn.values.insert(kind, value),
                        None => gvn.values.remove(&kind),
                    };
                }
                gvn.facts.back_to(facts);
            }
        }
    }
    let Gvn { mut aliases, changed, .. } = gvn;
    if changed {
        resolve_all(func, &mut aliases);
    }
    changed
}

/// What is known of an instruction that was met before: its value, or that the check held.
type Known = Option<Value>;

struct Gvn<'a> {
    func: &'a mut FuncData,
    cfg: &'a Cfg,
    facts: Facts,
    values: FxHashMap<InstKind, Known>,
    undo: Vec<(InstKind, Option<Known>)>,
    /// What is known of memory at the end of each block.
    memory: SecondaryMap<Block, Option<Memory>>,
    aliases: Aliases,
    changed: bool,
}

impl Gvn<'_> {
    fn block(&mut self, block: Block) {
        let mut memory = match self.cfg.preds[block].as_slice() {
            &[pred] if Some(block) != self.func.landing => {
                self.facts.learn_from_edge(self.func, pred, block);
                self.memory[pred].clone().unwrap_or_default()
            }
            _ => Memory::default(),
        };
        let insts = std::mem::take(&mut self.func.blocks[block].insts);
        let mut kept = Vec::with_capacity(insts.len());
        for inst in insts {
            let aliases = &mut self.aliases;
            self.func.insts[inst].kind.map_operands(|value| aliases.resolve(value));
            let kind = self.func.insts[inst].kind.clone();
            if kind.is_terminator() {
                kept.push(inst);
                continue;
            }
            if let Some(value) = memory.known(&kind) {
                self.aliases.set(self.func.result(inst), value);
                self.changed = true;
                continue;
            }
            let key = match &kind {
                InstKind::Check(check, args) => Some(InstKind::Check(without_sign(*check), args.clone())),
                // A number does not keep the object alive that it is the address of: it is made again where it is used.
                InstKind::Unary(UnaryOp::PtrToInt, _) => None,
                kind if !kind.has_effect() && !kind.reads() => Some(kind.clone()),
                _ => None,
            };
            let Some(key) = key else {
                memory.step(self.func, &kind, self.func.insts[inst].results.first().copied());
                kept.push(inst);
                continue;
            };
            let own = self.func.insts[inst].results.first().copied();
            if let Some(&known) = self.values.get(&key) {
                if let (Some(own), Some(known)) = (own, known) {
                    self.aliases.set(own, known);
                }
                self.changed = true;
                continue;
            }
            if let InstKind::Check(check, args) = &kind {
                if self.facts.decides(self.func, *check, args) {
                    self.changed = true;
                    continue;
                }
                self.facts.learn_from_check(*check, args);
            }
            let before = self.values.insert(key.clone(), own);
            self.undo.push((key, before));
            kept.push(inst);
        }
        self.func.blocks[block].insts = kept;
        self.memory[block] = Some(memory);
    }
}

/// How an index prints does not matter for whether it is in bounds.
fn without_sign(check: Check) -> Check {
    match check {
        Check::Bounds { kind, .. } => Check::Bounds { kind, signed: true },
        other => other,
    }
}
