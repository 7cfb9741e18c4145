//! Control flow as WebAssembly has it: blocks, loops and ifs, found from the dominator tree (Ramsey, "Beyond
//! Relooper"). What several edges go to follows a `block` around its dominator's code; headers of loops become
//! loops; everything else stands where control comes from. No state machine is needed, since loops have one
//! entry when this runs.
//!
//! The result is a flat list, so that neither this nor what works on it recurses.

use crate::code::{Block, Code, Term};
use crate::graph::Graph;
use pontoon_base::hash::{FxHashMap, FxHashSet};

/// What a branch goes to: the code behind the `block` of this block, or the start of its loop.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Label {
    pub block: Block,
    pub back: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Item {
    /// The instructions of a block, its terminator left away.
    Body(Block),
    /// Starts a `block` whose end is the start of the label's block, or a `loop`.
    Open(Label),
    Close,
    /// Starts an `if` on the condition of this block's branch.
    If {
        from: Block,
        negate: bool,
    },
    Else,
    EndIf,
    /// The moves of the numbered edge of a block.
    Edge(Block, usize),
    Br(Label),
    /// The moves of an edge and the branch along it, if the condition holds.
    BrIf {
        from: Block,
        edge: usize,
        negate: bool,
        to: Label,
    },
    /// The block's switch.
    Table(Block),
    /// Leaves the function as the block's terminator says.
    Leave(Block),
}

/// Nested deeper than this, branches are used where an `if` would be shorter.
const DEEP: u32 = 120;

/// The label that stands for an edge, in the code of a function.
pub fn label_of(graph: &Graph, from: Block, to: Block) -> Label {
    Label { block: to, back: graph.is_back_edge(from, to) }
}

/// Where an edge leads in the structured program.
enum Way {
    Branch(Label),
    /// The only way there is this edge: the code follows at once.
    Inline(Block),
}

enum Work {
    Tree { block: Block, next: Option<Label>, depth: u32 },
    Item(Item),
}

struct Structurer<'a> {
    code: &'a Code,
    graph: &'a Graph,
    /// Blocks that need a label, by their dominator, in the order of the graph.
    merges: FxHashMap<Block, Vec<Block>>,
    is_merge: FxHashSet<Block>,
    items: Vec<Item>,
    work: Vec<Work>,
}

/// Structures a function whose loops have one entry.
pub fn structure(code: &Code, graph: &Graph) -> Vec<Item> {
    let mut structurer = Structurer {
        code,
        graph,
        merges: FxHashMap::default(),
        is_merge: FxHashSet::default(),
        items: Vec::new(),
        work: vec![Work::Tree { block: code.entry, next: None, depth: 0 }],
    };
    structurer.find_merges();
    while let Some(work) = structurer.work.pop() {
        match work {
            Work::Item(item) => structurer.items.push(item),
            Work::Tree { block, next, depth } => structurer.tree(block, next, depth),
        }
    }
    drop_unused_labels(code, graph, structurer.items)
}

impl Structurer<'_> {
    fn find_merges(&mut self) {
        let mut forced = FxHashSet::default();
        for &block in &self.graph.order {
            forced.extend(self.code.exits(block));
            if let Term::Switch { targets, .. } = &self.code.blocks[block].term {
                forced.extend(targets.iter().map(|edge| edge.to));
            }
        }
        for &block in &self.graph.order {
            let preds = self.graph.forward_preds(block);
            if preds > 1 || preds == 1 && forced.contains(&block) {
                self.is_merge.insert(block);
                // Cold code that goes nowhere else can stand anywhere outside: at the very end it is in nobody's
                // way, and its return costs nothing.
                let data = &self.code.blocks[block];
                let ends = data.cold && data.term.edges().next().is_none() && block != self.code.entry;
                let parent = if ends { Some(self.code.entry) } else { self.graph.idom(block) };
                self.merges.entry(parent.expect("the entry has no predecessors")).or_default().push(block);
            }
        }
    }

    fn way(&self, from: Block, to: Block) -> Way {
        let label = label_of(self.graph, from, to);
        if label.back || self.is_merge.contains(&to) { Way::Branch(label) } else { Way::Inline(to) }
    }

    /// Queues the code of `block` and of all that it dominates; `next` is what follows it anyway.
    fn tree(&mut self, block: Block, next: Option<Label>, mut depth: u32) {
        // Pushed last is done first.
        let mut todo = Vec::new();
        if self.graph.is_loop_header(block) {
            todo.push(Work::Item(Item::Open(Label { block, back: true })));
            depth += 1;
        }
        let merges = self.merges.remove(&block).unwrap_or_default();
        let forward = |block: Block| Label { block, back: false };
        for &merge in merges.iter().rev() {
            todo.push(Work::Item(Item::Open(forward(merge))));
        }
        let inner = depth + merges.len() as u32;
        todo.push(Work::Item(Item::Body(block)));
        self.leave(block, merges.first().map(|&m| forward(m)).or(next), inner, &mut todo);
        for (i, &merge) in merges.iter().enumerate() {
            todo.push(Work::Item(Item::Close));
            let next = merges.get(i + 1).map(|&m| forward(m)).or(next);
            todo.push(Work::Tree { block: merge, next, depth: inner - 1 - i as u32 });
        }
        if self.graph.is_loop_header(block) {
            todo.push(Work::Item(Item::Close));
        }
        self.work.extend(todo.into_iter().rev());
    }

    /// Queues what the terminator of `block` becomes.
    fn leave(&self, block: Block, next: Option<Label>, depth: u32, todo: &mut Vec<Work>) {
        match &self.code.blocks[block].term {
            Term::Return(_) | Term::Unreachable => todo.push(Work::Item(Item::Leave(block))),
            Term::Switch { .. } => todo.push(Work::Item(Item::Table(block))),
            Term::Jump(_) => self.follow(block, 0, next, depth, todo),
            Term::Branch { then, els, .. } => {
                let ways = (self.way(block, then.to), self.way(block, els.to));
                self.branch(block, ways, next, depth, todo);
            }
        }
    }

    /// Queues the way along an edge.
    fn follow(&self, from: Block, edge: usize, next: Option<Label>, depth: u32, todo: &mut Vec<Work>) {
        todo.push(Work::Item(Item::Edge(from, edge)));
        match self.way(from, self.code.blocks[from].term.edge(edge).to) {
            Way::Inline(block) => todo.push(Work::Tree { block, next, depth }),
            Way::Branch(label) if Some(label) == next => {}
            Way::Branch(label) => todo.push(Work::Item(Item::Br(label))),
        }
    }

    fn branch(&self, from: Block, ways: (Way, Way), next: Option<Label>, depth: u32, todo: &mut Vec<Work>) {
        let has_moves = |edge: usize| !self.code.blocks[from].term.edge(edge).args.is_empty();
        match ways {
            (Way::Branch(then), Way::Branch(els)) => {
                // The second way may be where control falls anyway.
                let (edge, to, other) = if Some(then) == next { (1, els, 0) } else { (0, then, 1) };
                todo.push(Work::Item(Item::BrIf { from, edge, negate: edge == 1, to }));
                self.follow(from, other, next, depth, todo);
            }
            (Way::Branch(label), Way::Inline(_)) | (Way::Inline(_), Way::Branch(label)) => {
                let edge = usize::from(matches!(ways.1, Way::Branch(_)));
                let other = 1 - edge;
                if Some(label) == next && depth < DEEP && has_moves(edge) && other == 1 {
                    // Both ways have code, so the condition can stay as it is.
                    todo.push(Work::Item(Item::If { from, negate: false }));
                    todo.push(Work::Item(Item::Edge(from, edge)));
                    todo.push(Work::Item(Item::Else));
                    self.follow(from, other, next, depth + 1, todo);
                    todo.push(Work::Item(Item::EndIf));
                } else if Some(label) == next && depth < DEEP {
                    todo.push(Work::Item(Item::If { from, negate: other == 1 }));
                    self.follow(from, other, next, depth + 1, todo);
                    if has_moves(edge) {
                        todo.push(Work::Item(Item::Else));
                        todo.push(Work::Item(Item::Edge(from, edge)));
                    }
                    todo.push(Work::Item(Item::EndIf));
                } else {
                    todo.push(Work::Item(Item::BrIf { from, edge, negate: edge == 1, to: label }));
                    self.follow(from, other, next, depth, todo);
                }
            }
            (Way::Inline(then), Way::Inline(els)) => {
                let (then_ends, els_ends) = (self.never_falls(then, next), self.never_falls(els, next));
                if !then_ends && !els_ends && depth < DEEP {
                    todo.push(Work::Item(Item::If { from, negate: false }));
                    self.follow(from, 0, next, depth + 1, todo);
                    todo.push(Work::Item(Item::Else));
                    self.follow(from, 1, next, depth + 1, todo);
                    todo.push(Work::Item(Item::EndIf));
                    return;
                }
                // The arm that does not come back goes inside; of two the cold one.
                let first = usize::from(!then_ends || els_ends && self.code.blocks[els].cold);
                let first = if then_ends || els_ends { first } else { 0 };
                todo.push(Work::Item(Item::If { from, negate: first == 1 }));
                self.follow(from, first, None, depth + 1, todo);
                todo.push(Work::Item(Item::EndIf));
                self.follow(from, 1 - first, next, depth, todo);
            }
        }
    }

    /// Whether the code of `block` surely does not end by falling to `next`.
    fn never_falls(&self, mut block: Block, next: Option<Label>) -> bool {
        loop {
            if self.merges.contains_key(&block) || self.graph.is_loop_header(block) {
                return false;
            }
            match &self.code.blocks[block].term {
                Term::Return(_) | Term::Unreachable => return true,
                Term::Branch { .. } | Term::Switch { .. } => return false,
                Term::Jump(edge) => match self.way(block, edge.to) {
                    Way::Inline(child) => block = child,
                    Way::Branch(label) => return Some(label) != next,
                },
            }
        }
    }
}

/// Takes away blocks and loops that nothing branches to.
fn drop_unused_labels(code: &Code, graph: &Graph, mut items: Vec<Item>) -> Vec<Item> {
    let mut used: FxHashSet<Label> = FxHashSet::default();
    for &item in &items {
        match item {
            Item::Br(label) | Item::BrIf { to: label, .. } => {
                used.insert(label);
            }
            Item::Table(from) => {
                used.extend(code.blocks[from].term.edges().map(|edge| label_of(graph, from, edge.to)));
            }
            Item::Body(block) => used.extend(code.exits(block).map(|to| label_of(graph, block, to))),
            _ => {}
        }
    }
    let mut kept = Vec::new();
    items.retain(|item| match item {
        Item::Open(label) => {
            kept.push(used.contains(label));
            kept.last() == Some(&true)
        }
        Item::Close => kept.pop() == Some(true),
        _ => true,
    });
    items
}
