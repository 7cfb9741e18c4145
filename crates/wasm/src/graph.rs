//! The control-flow graph of a [`Code`]: order, predecessors, dominators, loop headers.

use crate::code::{Block, Code, Term};
use pontoon_base::{EntityId, EntitySet, SecondaryMap};
use pontoon_ssa::cfg::{dominators, spans};

/// What is known of a function's control flow. Blocks that cannot be reached are in none of its answers.
pub struct Graph {
    /// Reverse postorder: a block stands before what it dominates, and cold blocks stand last where they may.
    pub order: Vec<Block>,
    /// Position in `order` plus one; zero for blocks that cannot be reached.
    position: SecondaryMap<Block, u32>,
    /// The immediate dominator of each block in `order`, as a position; the entry has itself.
    idom: Vec<u32>,
    /// Preorder number in the dominator tree and the last one below, by position.
    span: Vec<(u32, u32)>,
    /// Number of edges from earlier blocks in `order`, by position.
    forward_preds: Vec<u32>,
    loop_header: Vec<bool>,
    /// Some retreating edge goes to a block that does not dominate its source.
    pub irreducible: bool,
}

impl Graph {
    pub fn new(code: &Code) -> Graph {
        let order = reverse_postorder(code);
        let mut position: SecondaryMap<Block, u32> = SecondaryMap::with_len(code.blocks.len());
        for (i, &block) in order.iter().enumerate() {
            position[block] = i as u32 + 1;
        }
        let mut preds: Vec<Vec<u32>> = vec![Vec::new(); order.len()];
        for (i, &block) in order.iter().enumerate() {
            for_each_successor(code, block, |to| preds[position[to] as usize - 1].push(i as u32));
        }
        let idom = dominators(&preds);
        let span = spans(&idom);
        let mut graph = Graph {
            forward_preds: vec![0; order.len()],
            loop_header: vec![false; order.len()],
            order,
            position,
            idom,
            span,
            irreducible: false,
        };
        for (to, preds) in preds.iter().enumerate() {
            for &from in preds {
                if (from as usize) < to {
                    graph.forward_preds[to] += 1;
                } else {
                    graph.loop_header[to] = true;
                    graph.irreducible |= !graph.dominates_at(to, from as usize);
                }
            }
        }
        graph
    }

    /// The place of a reachable block in `order`.
    pub fn position(&self, block: Block) -> usize {
        self.position[block] as usize - 1
    }

    pub fn idom(&self, block: Block) -> Option<Block> {
        let at = self.position(block);
        (at != 0).then(|| self.order[self.idom[at] as usize])
    }

    fn dominates_at(&self, a: usize, b: usize) -> bool {
        let ((first, last), (b, _)) = (self.span[a], self.span[b]);
        first <= b && b <= last
    }

    pub fn dominates(&self, a: Block, b: Block) -> bool {
        self.dominates_at(self.position(a), self.position(b))
    }

    pub fn forward_preds(&self, block: Block) -> u32 {
        self.forward_preds[self.position(block)]
    }

    pub fn is_loop_header(&self, block: Block) -> bool {
        self.loop_header[self.position(block)]
    }

    /// Whether the edge goes back to the header of a loop.
    pub fn is_back_edge(&self, from: Block, to: Block) -> bool {
        self.position(to) <= self.position(from)
    }
}

/// Calls `f` with every block that control can go to from `block`; exits from its middle first.
pub fn for_each_successor(code: &Code, block: Block, mut f: impl FnMut(Block)) {
    code.exits(block).for_each(&mut f);
    code.blocks[block].term.edges().for_each(|edge| f(edge.to));
}

fn reverse_postorder(code: &Code) -> Vec<Block> {
    let mut postorder = Vec::new();
    let mut seen = EntitySet::new();
    seen.insert(code.entry);
    // What is visited first ends up last: so exits and cold blocks come first, and of a branch's two ways the
    // second, since the first one is what the source has first.
    let successors = |block: Block| {
        let mut all = Vec::new();
        for_each_successor(code, block, |to| all.push(to));
        let exits = code.exits(block).count();
        all[exits..].reverse();
        all[exits..].sort_by_key(|&to| !code.blocks[to].cold);
        all.reverse();
        all
    };
    let mut stack = vec![(code.entry, successors(code.entry))];
    while let Some((block, rest)) = stack.last_mut() {
        match rest.pop() {
            Some(next) => {
                if seen.insert(next) {
                    stack.push((next, successors(next)));
                }
            }
            None => {
                postorder.push(*block);
                stack.pop();
            }
        }
    }
    postorder.reverse();
    // Cold code that goes nowhere may stand behind everything.
    let ends = |block: &Block| {
        code.blocks[*block].cold && code.exits(*block).next().is_none() && is_end(&code.blocks[*block].term)
    };
    postorder.sort_by_key(ends);
    postorder
}

fn is_end(term: &Term) -> bool {
    term.edges().next().is_none()
}

/// All blocks of `code` by index.
pub fn all_blocks(code: &Code) -> impl Iterator<Item = Block> + use<> {
    (0..code.blocks.len()).map(Block::new)
}
