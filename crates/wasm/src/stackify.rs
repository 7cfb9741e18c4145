//! Values to the operand stack: an instruction is written where its value is first wanted, not where it was
//! made, as long as nothing that it must not pass lies between. So most values never see a local.
//!
//! Instructions that give one value stay *pending* until something asks for them; what writes asks for nothing
//! and comes in order. A pending instruction that conflicts with what is written next goes to a local first.
//! Pending instructions that are used once are carried over the end of a block, into the one block behind it
//! that uses them, so that checks and branches between a computation and its use cost nothing.

use crate::code::{Block, Code, Def, Effect, Inst, Op, Term, Val};
use crate::graph::Graph;
use crate::structure::{Item, Label};
use crate::wop::Wop;
use pontoon_base::hash::{FxHashMap, FxHashSet};
use pontoon_base::{SecondaryMap, bug};

/// One step of a function's code in its final order. Values name the locals that they will get.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Step {
    Get(Val),
    Set(Val),
    Tee(Val),
    /// The instruction with its operands on the stack.
    Inst(Inst),
    /// An instruction that is in no block.
    Num(Wop),
    Drop,
    /// The move of an argument to a parameter, in two steps; none when both get the same local.
    ArgGet {
        arg: Val,
        param: Val,
    },
    ArgSet {
        arg: Val,
        param: Val,
    },
    /// The code of a block, and of one of its edges, begins here; the latter ends, too.
    Body(Block),
    Edge(Block, u32),
    EdgeEnd,
    Open(Label),
    If,
    Else,
    End,
    Br(Label),
    BrIf(Label),
    Table(Block),
    Return,
    Unreachable,
}

/// Trees of pending instructions do not get higher.
const HIGH: u32 = 64;
/// Nor are more instructions with effects kept pending.
const MANY: usize = 16;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// Not reached, or not live.
    Unseen,
    Pending,
    /// In a local.
    Local,
    /// Was used where it was made.
    Gone,
}

/// The only use of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Site {
    Inst(Inst),
    Term(Block),
    Edge(Block, u32),
}

struct Stackifier<'a> {
    code: &'a Code,
    graph: &'a Graph,
    steps: Vec<Step>,
    uses: SecondaryMap<Val, u32>,
    site: SecondaryMap<Val, Option<Site>>,
    home: SecondaryMap<Inst, Option<Block>>,
    state: SecondaryMap<Val, State>,
    /// The order in which instructions were reached.
    seq: SecondaryMap<Inst, u32>,
    next_seq: u32,
    height: SecondaryMap<Inst, u32>,
    /// Pending instructions on the way to the current place, oldest first; some are done already.
    pending: Vec<Inst>,
    /// Those of them that have effects.
    effects: Vec<Inst>,
    /// Pending instructions that a later block takes over.
    carried: FxHashMap<Block, Vec<Inst>>,
}

/// Puts a structured function into its final order.
pub fn stackify(code: &Code, graph: &Graph, items: &[Item]) -> Vec<Step> {
    let mut s = Stackifier {
        code,
        graph,
        steps: Vec::new(),
        uses: SecondaryMap::with_len(code.vals.len()),
        site: SecondaryMap::with_len(code.vals.len()),
        home: SecondaryMap::with_len(code.insts.len()),
        state: SecondaryMap::with_default(State::Unseen),
        seq: SecondaryMap::with_len(code.insts.len()),
        next_seq: 0,
        height: SecondaryMap::with_len(code.insts.len()),
        pending: Vec::new(),
        effects: Vec::new(),
        carried: FxHashMap::default(),
    };
    s.count_uses();
    for &item in items {
        s.item(item);
    }
    tidy(s.steps)
}

impl<'a> Stackifier<'a> {
    /// Finds what is live and how often each live value is used.
    fn count_uses(&mut self) {
        let code = self.code;
        let mut in_edges: FxHashMap<Block, Vec<(Block, u32)>> = FxHashMap::default();
        let mut work: Vec<Val> = Vec::new();
        let mut sites: Vec<(Val, Site)> = Vec::new();
        for &block in &self.graph.order {
            for &inst in &code.blocks[block].insts {
                self.home[inst] = Some(block);
                if code.insts[inst].op.effect().writes() || code.insts[inst].op.exit().is_some() {
                    sites.extend(code.args(inst).iter().map(|&v| (v, Site::Inst(inst))));
                }
            }
            let term = &code.blocks[block].term;
            sites.extend(term.operands().iter().map(|&v| (v, Site::Term(block))));
            for (n, edge) in term.edges().enumerate() {
                in_edges.entry(edge.to).or_default().push((block, n as u32));
            }
        }
        loop {
            for (v, site) in sites.drain(..) {
                self.uses[v] += 1;
                self.site[v] = (self.uses[v] == 1).then_some(site);
                if self.uses[v] == 1 {
                    work.push(v);
                }
            }
            let Some(v) = work.pop() else { break };
            match code.vals[v].def {
                Def::Inst(inst) => {
                    let op = code.insts[inst].op;
                    let used_before = code.results(inst).any(|r| r != v && self.uses[r] > 0);
                    if !op.effect().writes() && op.exit().is_none() && !used_before {
                        sites.extend(code.args(inst).iter().map(|&v| (v, Site::Inst(inst))));
                    }
                }
                Def::BlockParam(block, n) => {
                    for &(from, edge) in in_edges.get(&block).map_or(&[][..], |edges| edges) {
                        let arg = code.blocks[from].term.edge(edge as usize).args[n as usize];
                        sites.push((arg, Site::Edge(from, edge)));
                    }
                    self.state[v] = State::Local;
                }
                Def::Param(_) => self.state[v] = State::Local,
            }
        }
    }

    fn op(&self, inst: Inst) -> Op {
        self.code.insts[inst].op
    }

    fn effect(&self, inst: Inst) -> Effect {
        self.op(inst).effect()
    }

    /// The pending instruction that gives `v`.
    fn pending_inst(&self, v: Val) -> Option<Inst> {
        if self.state[v] != State::Pending {
            return None;
        }
        self.code.def(v)
    }

    fn is_pending(&self, inst: Inst) -> bool {
        let mut results = self.code.results(inst);
        results.len() == 1 && results.any(|v| self.state[v] == State::Pending)
    }

    fn item(&mut self, item: Item) {
        match item {
            Item::Body(block) => self.body(block),
            Item::Open(label) => self.steps.push(Step::Open(label)),
            Item::Close | Item::EndIf => self.steps.push(Step::End),
            Item::Else => self.steps.push(Step::Else),
            Item::If { from, negate } => {
                self.condition(from, negate);
                self.steps.push(Step::If);
            }
            Item::Edge(from, edge) => self.edge(from, edge),
            Item::Br(label) => self.steps.push(Step::Br(label)),
            Item::BrIf { from, edge, negate, to } => {
                self.condition(from, negate);
                if self.live_args(from, edge).next().is_none() {
                    self.edge(from, edge);
                    self.steps.push(Step::BrIf(to));
                } else {
                    // The moves must not happen when the branch is not taken.
                    self.steps.push(Step::If);
                    self.edge(from, edge);
                    self.steps.extend([Step::Br(to), Step::End]);
                }
            }
            Item::Table(from) => {
                self.operands_of_term(from);
                for (n, _) in self.code.blocks[from].term.edges().enumerate() {
                    self.steps.extend([Step::Edge(from, n as u32), Step::EdgeEnd]);
                }
                self.steps.push(Step::Table(from));
            }
            Item::Leave(from) => {
                self.operands_of_term(from);
                let returns = matches!(self.code.blocks[from].term, Term::Return(_));
                self.steps.push(if returns { Step::Return } else { Step::Unreachable });
            }
        }
    }

    fn body(&mut self, block: Block) {
        self.steps.push(Step::Body(block));
        self.pending = self.carried.remove(&block).unwrap_or_default();
        self.effects = self.pending.iter().copied().filter(|&i| !self.effect(i).is_none()).collect();
        for &inst in &self.code.blocks[block].insts {
            self.inst(inst);
        }
        self.end_of_body(block);
    }

    fn inst(&mut self, inst: Inst) {
        let (code, op) = (self.code, self.op(inst));
        if op.is_const() {
            return;
        }
        let effect = op.effect();
        self.next_seq += 1;
        self.seq[inst] = self.next_seq;
        let mut results = code.results(inst);
        let live = code.results(inst).any(|v| self.uses[v] > 0);
        if !live && !effect.writes() && op.exit().is_none() {
            return;
        }
        if results.len() == 1 && live {
            let result = code.result(inst);
            let below = code.args(inst).iter().filter_map(|&v| self.pending_inst(v));
            self.height[inst] = 1 + below.map(|i| self.height[i]).max().unwrap_or(0);
            self.state[result] = State::Pending;
            self.pending.push(inst);
            if !effect.is_none() {
                let mut effects = std::mem::take(&mut self.effects);
                effects.retain(|&i| self.is_pending(i));
                self.effects = effects;
                self.effects.push(inst);
                if self.effects.len() > MANY {
                    let oldest = self.effects[0];
                    self.move_to_local(oldest);
                }
            }
            let at_once = self.height[inst] > HIGH || code.keep.contains(result);
            if at_once && self.state[result] == State::Pending {
                self.move_to_local(inst);
            }
            return;
        }
        self.in_order(code.args(inst), effect, self.seq[inst]);
        self.write_all(code.args(inst));
        self.steps.push(Step::Inst(inst));
        while let Some(v) = results.next_back() {
            if self.uses[v] > 0 {
                self.state[v] = State::Local;
                self.steps.push(Step::Set(v));
            } else {
                self.steps.push(Step::Drop);
            }
        }
    }

    /// Writes the tree of a pending instruction and keeps its value in a local.
    fn move_to_local(&mut self, inst: Inst) {
        let v = self.code.result(inst);
        self.in_order(&[v], Effect::NONE, 0);
        if self.state[v] == State::Local {
            return;
        }
        self.write_all(&[v]);
        match self.steps.last_mut() {
            Some(last @ Step::Tee(_)) if *last == Step::Tee(v) => *last = Step::Set(v),
            _ => self.steps.push(Step::Set(v)),
        }
        self.state[v] = State::Local;
    }

    /// Makes sure that writing the trees of `operands` now, and then an instruction with `effect` that was reached
    /// as number `seq`, changes the order of nothing that conflicts: what would be passed goes to locals.
    fn in_order(&mut self, operands: &[Val], effect: Effect, seq: u32) {
        loop {
            let tree = self.effects_of_trees(operands);
            if tree.is_empty() && effect.is_none() {
                return;
            }
            let order = |&inst: &Inst| (self.seq[inst], self.effect(inst));
            let tree_orders: Vec<(u32, Effect)> = tree.iter().map(order).collect();
            let passed = self.effects.iter().copied().find(|inst| {
                if tree.contains(inst) || !self.is_pending(*inst) {
                    return false;
                }
                let (at, own) = order(inst);
                at < seq && own.conflicts(effect)
                    || tree_orders.iter().any(|&(other, e)| at < other && own.conflicts(e))
            });
            let swapped = || {
                tree_orders.iter().enumerate().find_map(|(i, &(at, own))| {
                    let before = &tree_orders[..i];
                    before.iter().any(|&(other, e)| other > at && own.conflicts(e)).then(|| tree[i])
                })
            };
            match passed.or_else(swapped) {
                Some(inst) => self.move_to_local(inst),
                None => return,
            }
        }
    }

    /// The pending instructions with effects in the trees of `operands`, in the order of writing.
    fn effects_of_trees(&self, operands: &[Val]) -> Vec<Inst> {
        let mut found = Vec::new();
        if self.effects.is_empty() {
            return found;
        }
        let mut stack: Vec<(Inst, usize)> = Vec::new();
        for &operand in operands {
            let Some(root) = self.pending_inst(operand) else { continue };
            stack.push((root, 0));
            while let Some((inst, n)) = stack.last_mut() {
                let inst = *inst;
                if let Some(&arg) = self.code.args(inst).get(*n) {
                    *n += 1;
                    if let Some(below) = self.pending_inst(arg) {
                        stack.push((below, 0));
                    }
                    continue;
                }
                stack.pop();
                if !self.effect(inst).is_none() && !found.contains(&inst) {
                    found.push(inst);
                }
            }
        }
        found
    }

    fn write_all(&mut self, operands: &[Val]) {
        for &v in operands {
            self.write(v);
        }
    }

    /// Writes code that leaves `v` on the stack.
    fn write(&mut self, v: Val) {
        let code = self.code;
        let mut stack: Vec<(Inst, usize)> = Vec::new();
        let mut want = Some(v);
        loop {
            if let Some(v) = want.take() {
                match code.def(v) {
                    Some(inst) if self.op(inst).is_const() => self.steps.push(Step::Inst(inst)),
                    Some(inst) if self.state[v] == State::Pending => stack.push((inst, 0)),
                    _ if self.state[v] == State::Local => self.steps.push(Step::Get(v)),
                    _ => bug!("{v} is wanted where it is not known ({:?})", self.state[v]),
                }
            }
            let Some((inst, n)) = stack.last_mut() else { return };
            if let Some(&arg) = code.args(*inst).get(*n) {
                *n += 1;
                want = Some(arg);
                continue;
            }
            let inst = *inst;
            stack.pop();
            self.steps.push(Step::Inst(inst));
            let result = code.result(inst);
            if self.uses[result] > 1 {
                self.steps.push(Step::Tee(result));
                self.state[result] = State::Local;
            } else {
                self.state[result] = State::Gone;
            }
        }
    }

    /// The block behind the end of `block`, entered from nowhere else, that leads to `user`.
    fn child_towards(&self, block: Block, user: Block) -> Option<Block> {
        let leads = |to: Block| {
            self.graph.idom(to) == Some(block)
                && self.graph.forward_preds(to) == 1
                && !self.graph.is_loop_header(to)
                && self.graph.dominates(to, user)
        };
        self.code.blocks[block].term.edges().map(|edge| edge.to).find(|&to| leads(to))
    }

    /// Decides for each pending instruction whether it goes to a local at the end of `block` or stays pending.
    fn end_of_body(&mut self, block: Block) {
        let code = self.code;
        let term = &code.blocks[block].term;
        let mut pending = std::mem::take(&mut self.pending);
        pending.retain(|&inst| self.is_pending(inst));
        let wanted = self.trees(term.operands());
        let straight = matches!(term, Term::Jump(_));
        // Where those go that stay: into a later block, or (none) to an edge of this one.
        let mut kept: FxHashMap<Inst, Option<Block>> = FxHashMap::default();
        let mut flushed: Vec<Inst> = Vec::new();
        for &inst in pending.iter().rev() {
            let v = code.result(inst);
            if wanted.contains(&inst) {
                continue;
            }
            let may_stay = self.uses[v] == 1 && !self.effect(inst).writes();
            match self.site[v] {
                Some(Site::Edge(from, _)) if from == block && self.uses[v] == 1 && (may_stay || straight) => {
                    kept.insert(inst, None);
                }
                Some(Site::Inst(user)) if self.is_pending(user) => {
                    match kept.get(&user) {
                        Some(&place) if may_stay || straight && place.is_none() => {
                            kept.insert(inst, place);
                        }
                        // The user itself goes to a local and takes this along.
                        None if self.uses[v] == 1 => {}
                        _ => flushed.push(inst),
                    }
                }
                Some(Site::Inst(_) | Site::Term(_) | Site::Edge(..)) if may_stay => {
                    let user = match self.site[v] {
                        Some(Site::Inst(user)) => self.home[user],
                        Some(Site::Term(user) | Site::Edge(user, _)) => Some(user),
                        None => None,
                    };
                    match user.and_then(|user| self.child_towards(block, user)) {
                        Some(child) => {
                            kept.insert(inst, Some(child));
                        }
                        None => flushed.push(inst),
                    }
                }
                _ => flushed.push(inst),
            }
        }
        for &inst in flushed.iter().rev() {
            if self.state[code.result(inst)] == State::Pending {
                self.move_to_local(inst);
            }
        }
        for inst in pending {
            if let Some(&Some(child)) = kept.get(&inst) {
                self.carried.entry(child).or_default().push(inst);
            }
        }
    }

    /// The pending instructions in the trees of `operands`.
    fn trees(&self, operands: &[Val]) -> FxHashSet<Inst> {
        let mut found = FxHashSet::default();
        let mut work: Vec<Inst> = operands.iter().filter_map(|&v| self.pending_inst(v)).collect();
        while let Some(inst) = work.pop() {
            if found.insert(inst) {
                work.extend(self.code.args(inst).iter().filter_map(|&v| self.pending_inst(v)));
            }
        }
        found
    }

    fn operands_of_term(&mut self, block: Block) {
        let operands = self.code.blocks[block].term.operands();
        self.in_order(operands, Effect::NONE, 0);
        self.write_all(operands);
    }

    /// Writes the condition of a block's branch, or its opposite.
    fn condition(&mut self, block: Block, negate: bool) {
        let [cond] = *self.code.blocks[block].term.operands() else { bug!("{block} has no condition") };
        self.in_order(&[cond], Effect::NONE, 0);
        if negate
            && self.uses[cond] == 1
            && let Some(inst) = self.pending_inst(cond)
            && let Op::Num(op) = self.op(inst)
            && let Some(opposite) = op.negated()
        {
            self.write_all(self.code.args(inst));
            self.state[cond] = State::Gone;
            self.steps.push(Step::Num(opposite));
            return;
        }
        self.write(cond);
        if negate {
            self.steps.push(Step::Num(Wop::I32_EQZ));
        }
    }

    /// Arguments of an edge whose parameters are live, with these.
    fn live_args(
        &self,
        from: Block,
        edge: usize,
    ) -> impl DoubleEndedIterator<Item = (Val, Val)> + use<'a, '_> {
        let edge = self.code.blocks[from].term.edge(edge);
        let params = &self.code.blocks[edge.to].params;
        let all = edge.args.iter().copied().zip(params.iter().copied());
        all.filter(|&(_, param)| self.uses[param] > 0)
    }

    /// Writes the moves of an edge: all arguments to the stack, then from there to the parameters, so that none is
    /// overwritten before it is read.
    fn edge(&mut self, from: Block, n: usize) {
        self.steps.push(Step::Edge(from, n as u32));
        let to = self.code.blocks[from].term.edge(n).to;
        let moves: Vec<(Val, Val)> = self.live_args(from, n).collect();
        if !moves.is_empty() {
            let args: Vec<Val> = moves.iter().map(|&(arg, _)| arg).collect();
            let ahead = self.carried.remove(&to).unwrap_or_default();
            let mut effects: Vec<Inst> = ahead.iter().copied().chain(self.trees(&args)).collect();
            effects.retain(|&i| !self.effect(i).is_none());
            effects.sort_by_key(|&i| self.seq[i]);
            self.effects = effects;
            self.in_order(&args, Effect::NONE, 0);
            if !ahead.is_empty() {
                self.carried.insert(to, ahead);
            }
            // Constants depend on nothing, so they may be set one by one when all others are through.
            let is_const = |&(arg, _): &(Val, Val)| self.code.def(arg).is_some_and(|i| self.op(i).is_const());
            let (constants, moves): (Vec<_>, Vec<_>) = moves.into_iter().partition(is_const);
            let mut moved = Vec::new();
            for &(arg, param) in &moves {
                if self.state[arg] == State::Local {
                    self.steps.push(Step::ArgGet { arg, param });
                    moved.push(true);
                } else {
                    self.write(arg);
                    moved.push(false);
                }
            }
            for (&(arg, param), was_local) in moves.iter().zip(moved).rev() {
                self.steps.push(if was_local { Step::ArgSet { arg, param } } else { Step::Set(param) });
            }
            for (arg, param) in constants {
                self.write(arg);
                self.steps.push(Step::Set(param));
            }
        }
        self.steps.push(Step::EdgeEnd);
    }
}

/// Takes back what turned out not to be needed: a value that is set only to be got at once stays on the stack.
fn tidy(steps: Vec<Step>) -> Vec<Step> {
    let mut gets: FxHashMap<Val, u32> = FxHashMap::default();
    for step in &steps {
        if let Step::Get(v) | Step::ArgGet { arg: v, .. } = step {
            *gets.entry(*v).or_default() += 1;
        }
    }
    let mut out: Vec<Step> = Vec::with_capacity(steps.len());
    for step in steps {
        match (step, out.last_mut()) {
            (Step::Get(v), Some(last)) if *last == Step::Set(v) => {
                let left = gets.entry(v).or_default();
                *left -= 1;
                if *left == 0 {
                    out.pop();
                } else {
                    *last = Step::Tee(v);
                }
            }
            (step, _) => out.push(step),
        }
    }
    let wanted = |v: &Val| gets.get(v).is_some_and(|&n| n > 0);
    out.retain_mut(|step| match *step {
        Step::Tee(v) => wanted(&v),
        Step::Set(v) if !wanted(&v) => {
            *step = Step::Drop;
            true
        }
        _ => true,
    });
    out
}
