//! Control flow of a function: order, predecessors, dominators, loops.
//!
//! The landing block is a second root beside the entry: nothing that the entry's way computes is known there. Blocks that
//! both roots reach are dominated by neither.

use crate::entities::Block;
use crate::func::FuncData;
use pontoon_base::{EntitySet, SecondaryMap};

/// See the module's comment. Blocks that cannot be reached are in none of its answers.
pub struct Cfg {
    /// Reverse postorder: a block stands before what it dominates. The entry is first.
    pub order: Vec<Block>,
    /// Reachable predecessors, one for each edge.
    pub preds: SecondaryMap<Block, Vec<Block>>,
    /// Place in `order` plus one; zero for blocks that cannot be reached.
    node: SecondaryMap<Block, u32>,
    /// Immediate dominators by node; node 0 is the root of both roots.
    idom: Vec<u32>,
    /// Preorder number in the dominator tree and the last one below, by node.
    span: Vec<(u32, u32)>,
}

/// A natural loop.
#[derive(Clone, Debug)]
pub struct Loop {
    pub header: Block,
    /// All its blocks, inner loops' included, the header first, in reverse postorder.
    pub blocks: Vec<Block>,
    /// The sources of its back edges.
    pub latches: Vec<Block>,
}

impl Loop {
    pub fn contains(&self, block: Block) -> bool {
        self.blocks.contains(&block)
    }
}

impl Cfg {
    pub fn new(func: &FuncData) -> Cfg {
        let order = reverse_postorder(func);
        let mut node: SecondaryMap<Block, u32> = SecondaryMap::with_len(func.blocks.len());
        for (i, &block) in order.iter().enumerate() {
            node[block] = i as u32 + 1;
        }
        let mut preds: SecondaryMap<Block, Vec<Block>> = SecondaryMap::with_len(func.blocks.len());
        let mut node_preds: Vec<Vec<u32>> = vec![Vec::new(); order.len() + 1];
        for root in [Some(func.entry()), func.landing].into_iter().flatten() {
            node_preds[node[root] as usize].push(0);
        }
        for &block in &order {
            for to in func.successors(block) {
                preds[to].push(block);
                node_preds[node[to] as usize].push(node[block]);
            }
        }
        let idom = dominators(&node_preds);
        let span = spans(&idom);
        Cfg { order, preds, node, idom, span }
    }

    pub fn is_reachable(&self, block: Block) -> bool {
        self.node[block] != 0
    }

    /// The place of a reachable block in `order`.
    pub fn position(&self, block: Block) -> usize {
        self.node[block] as usize - 1
    }

    /// The closest block that control passes on every way to this one.
    pub fn idom(&self, block: Block) -> Option<Block> {
        let idom = self.idom[self.node[block] as usize] as usize;
        (idom != 0).then(|| self.order[idom - 1])
    }

    /// Whether control passes `a` on every way to `b`; a block dominates itself. Both must be reachable.
    pub fn dominates(&self, a: Block, b: Block) -> bool {
        let ((first, last), (at, _)) = (self.span[self.node[a] as usize], self.span[self.node[b] as usize]);
        first <= at && at <= last
    }

    /// Whether the edge goes back to a block that dominates its source: to the header of a loop.
    pub fn is_back_edge(&self, from: Block, to: Block) -> bool {
        self.dominates(to, from)
    }

    /// The natural loops, inner ones before those around them. Cycles without a dominating header are none.
    pub fn loops(&self) -> Vec<Loop> {
        let mut loops = Vec::new();
        for &header in self.order.iter().rev() {
            let mut latches: Vec<Block> =
                self.preds[header].iter().copied().filter(|&from| self.is_back_edge(from, header)).collect();
            latches.sort();
            latches.dedup();
            if latches.is_empty() {
                continue;
            }
            let mut inside = EntitySet::new();
            inside.insert(header);
            let mut work = latches.clone();
            while let Some(block) = work.pop() {
                if inside.insert(block) {
                    work.extend(&self.preds[block]);
                }
            }
            let blocks = self.order.iter().copied().filter(|&block| inside.contains(block)).collect();
            loops.push(Loop { header, blocks, latches });
        }
        loops
    }
}

fn reverse_postorder(func: &FuncData) -> Vec<Block> {
    let mut seen = EntitySet::new();
    let mut postorder = Vec::new();
    for root in [func.landing, Some(func.entry())].into_iter().flatten() {
        if !seen.insert(root) {
            continue;
        }
        let mut stack = vec![(root, func.successors(root))];
        while let Some((block, rest)) = stack.last_mut() {
            match rest.pop() {
                Some(next) => {
                    if seen.insert(next) {
                        stack.push((next, func.successors(next)));
                    }
                }
                None => {
                    postorder.push(*block);
                    stack.pop();
                }
            }
        }
    }
    postorder.reverse();
    postorder
}

/// Immediate dominators (Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm"); nodes are in reverse
/// postorder.
pub fn dominators(preds: &[Vec<u32>]) -> Vec<u32> {
    const NONE: u32 = u32::MAX;
    let mut idom = vec![NONE; preds.len()];
    idom[0] = 0;
    let mut changed = true;
    while changed {
        changed = false;
        for node in 1..preds.len() {
            let mut new = NONE;
            for &pred in &preds[node] {
                if idom[pred as usize] == NONE {
                    continue;
                }
                if new == NONE {
                    new = pred;
                    continue;
                }
                let (mut a, mut b) = (new, pred);
                while a != b {
                    if a > b {
                        a = idom[a as usize];
                    } else {
                        b = idom[b as usize];
                    }
                }
                new = a;
            }
            changed |= idom[node] != new;
            idom[node] = new;
        }
    }
    idom
}

/// Numbers the dominator tree so that dominance is a comparison.
pub fn spans(idom: &[u32]) -> Vec<(u32, u32)> {
    let mut size = vec![1u32; idom.len()];
    for node in (1..idom.len()).rev() {
        size[idom[node] as usize] += size[node];
    }
    let mut span = vec![(0, size[0] - 1); idom.len()];
    let mut next_child = vec![1u32; idom.len()];
    for node in 1..idom.len() {
        let parent = idom[node] as usize;
        let first = span[parent].0 + next_child[parent];
        next_child[parent] += size[node];
        span[node] = (first, first + size[node] - 1);
    }
    span
}
