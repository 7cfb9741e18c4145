//! Who may leave before it returns, and how: summaries over the call graph.
//!
//! A *failing* function may leave for good (status 2). A *resumable* one may leave with return (status 1): it
//! suspends, or it is on a cycle of calls and checks the depth of the stack. What is called through the table is known
//! by its class: a pointer and an i32 look alike at run time, so signatures that differ only in that go together.

use crate::call_graph::strongly_connected;
use crate::entities::{Func, Sig};
use crate::func::FuncData;
use crate::op::InstKind;
use crate::program::{Program, RelocTarget};
use crate::types::{Signature, Type};
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntityId, EntitySet};

/// See the module's comment.
pub struct Effects {
    graph: CallGraph,
    fails: EntitySet<Func>,
    failing_classes: EntitySet<Class>,
    suspends: EntitySet<Func>,
    suspending_classes: EntitySet<Class>,
    cycle_cuts: EntitySet<Func>,
}

pontoon_base::entity! {
    /// Signatures that are one to calls through the table.
    struct Class, "class"
}

impl Effects {
    /// The effects of the program before its resumable functions are made so.
    pub fn new(program: &Program) -> Effects {
        Effects::without(program, &EntitySet::new())
    }

    /// The effects if calls of the functions in `unwanted` did not exist.
    pub fn without(program: &Program, unwanted: &EntitySet<Func>) -> Effects {
        let graph = CallGraph::new(program, unwanted);
        // Without the runtime's help nothing comes back.
        let cycle_cuts = if program.leaving.is_some() { graph.cycle_cuts(program) } else { EntitySet::new() };
        Effects::spread(program, graph, cycle_cuts)
    }

    /// The effects when all that leaves with return does so by itself.
    pub fn spilled(program: &Program) -> Effects {
        Effects::spread(program, CallGraph::new(program, &EntitySet::new()), EntitySet::new())
    }

    fn spread(program: &Program, graph: CallGraph, cycle_cuts: EntitySet<Func>) -> Effects {
        let callers = graph.callers();
        let mut effects = Effects {
            graph,
            fails: EntitySet::new(),
            failing_classes: EntitySet::new(),
            suspends: EntitySet::new(),
            suspending_classes: EntitySet::new(),
            cycle_cuts,
        };
        let has = |func: &FuncData, wanted: &[InstKind]| {
            func.layout
                .iter()
                .flat_map(|&block| &func.blocks[block].insts)
                .any(|&inst| wanted.contains(&func.insts[inst].kind))
        };
        let suspends = program.funcs.iter().filter(|(id, func)| {
            effects.cycle_cuts.contains(*id) || has(func, &[InstKind::Suspend, InstKind::LeaveSpilled])
        });
        let suspends = suspends.map(|(id, _)| id).collect();
        let stopped = effects.spread_suspends(program, &callers, suspends);
        let leaves = program.funcs.iter().filter(|(_, func)| has(func, &[InstKind::Leave]));
        effects.spread_fails(program, &callers, leaves.map(|(id, _)| id).chain(stopped).collect());
        effects
    }

    fn spread_fails(&mut self, program: &Program, callers: &[Vec<u32>], leaves: Vec<Func>) {
        let mut work: Vec<u32> = leaves.into_iter().map(|func| func.index() as u32).collect();
        while let Some(node) = work.pop() {
            let new = match self.graph.node(node) {
                Node::Func(func) => self.fails.insert(func),
                Node::Class(class) => self.failing_classes.insert(class),
            };
            if new {
                // With a landing a function leaves only by its own `Leave`.
                let lets_through = |&&caller: &&u32| match self.graph.node(caller) {
                    Node::Func(func) => program.funcs[func].landing.is_none(),
                    Node::Class(_) => true,
                };
                work.extend(callers[node as usize].iter().filter(lets_through));
            }
        }
    }

    /// Gives the functions that call what suspends but may not do so themselves: to them a status is a failure.
    fn spread_suspends(&mut self, program: &Program, callers: &[Vec<u32>], suspends: Vec<Func>) -> Vec<Func> {
        let mut stopped = Vec::new();
        let mut work: Vec<u32> = suspends.into_iter().map(|func| func.index() as u32).collect();
        while let Some(node) = work.pop() {
            let new = match self.graph.node(node) {
                Node::Func(func) if program.funcs[func].attrs.no_suspend => {
                    stopped.push(func);
                    false
                }
                Node::Func(func) => self.suspends.insert(func),
                Node::Class(class) => self.suspending_classes.insert(class),
            };
            if new {
                work.extend(&callers[node as usize]);
            }
        }
        stopped
    }

    /// Whether a function has a status.
    pub fn leaves(&self, func: Func) -> bool {
        self.fails.contains(func) || self.suspends.contains(func)
    }

    pub fn suspends(&self, func: Func) -> bool {
        self.suspends.contains(func)
    }

    /// Whether what is called through the table with this signature may have a status.
    pub fn sig_leaves(&self, program: &Program, sig: Sig) -> bool {
        self.class(program, sig).is_some_and(|class| {
            self.failing_classes.contains(class) || self.suspending_classes.contains(class)
        })
    }

    pub fn sig_suspends(&self, program: &Program, sig: Sig) -> bool {
        self.class(program, sig).is_some_and(|class| self.suspending_classes.contains(class))
    }

    /// The signatures, as far as calls tell them apart, that have a status when called through the table.
    pub fn table_signatures(&self) -> impl Iterator<Item = &Signature> {
        self.graph
            .classes
            .iter()
            .filter(|&(_, &class)| {
                self.failing_classes.contains(class) || self.suspending_classes.contains(class)
            })
            .map(|(sig, _)| sig)
    }

    fn class(&self, program: &Program, sig: Sig) -> Option<Class> {
        self.graph.classes.get(&class_key(&program.sigs[sig])).copied()
    }

    /// Whether an instruction may leave with return.
    pub fn inst_suspends(&self, program: &Program, kind: &InstKind) -> bool {
        match kind {
            InstKind::Suspend => true,
            InstKind::Call { func, .. } => self.suspends(*func),
            InstKind::CallIndirect { sig, .. } => self.sig_suspends(program, *sig),
            _ => false,
        }
    }

    /// Functions that check the depth of the stack: every cycle of calls passes one.
    pub fn cycle_cuts(&self) -> &EntitySet<Func> {
        &self.cycle_cuts
    }

    /// For every function the largest sum of `cost` over a chain of calls that begins with it and passes no check but
    /// its own.
    pub fn unchecked_depths(&self, program: &Program, cost: impl Fn(&FuncData) -> u32) -> Vec<u32> {
        let costs: Vec<u32> = program.funcs.values().map(cost).collect();
        let mut depths: Vec<Option<u32>> = vec![None; self.graph.callees.len()];
        // Postorder without recursion; what is under way is on a cycle that only functions without check close.
        for root in 0..self.graph.callees.len() as u32 {
            let mut stack = vec![(root, 0usize)];
            while let Some((node, next)) = stack.last_mut() {
                let node = *node;
                if *next == 0 && depths[node as usize].is_some() {
                    stack.pop();
                    continue;
                }
                if *next == 0 {
                    depths[node as usize] = Some(0);
                }
                if let Some(&callee) = self.graph.callees[node as usize].get(*next) {
                    *next += 1;
                    if !self.checks(callee) && depths[callee as usize].is_none() {
                        stack.push((callee, 0));
                    }
                    continue;
                }
                let below = self.graph.callees[node as usize]
                    .iter()
                    .filter(|&&callee| !self.checks(callee))
                    .filter_map(|&callee| depths[callee as usize])
                    .max();
                let own = costs.get(node as usize).copied().unwrap_or(0);
                depths[node as usize] = Some(own.saturating_add(below.unwrap_or(0)));
                stack.pop();
            }
        }
        depths.into_iter().take(costs.len()).map(|depth| depth.unwrap_or(0)).collect()
    }

    fn checks(&self, node: u32) -> bool {
        matches!(self.graph.node(node), Node::Func(func) if self.cycle_cuts.contains(func))
    }
}

#[derive(Clone, Copy)]
enum Node {
    Func(Func),
    /// Whoever is called through the table with signatures of this class.
    Class(Class),
}

/// Who calls whom. Nodes are the functions, then the classes.
struct CallGraph {
    funcs: usize,
    callees: Vec<Vec<u32>>,
    classes: FxHashMap<Signature, Class>,
}

fn class_key(sig: &Signature) -> Signature {
    let merge = |types: &[Type]| {
        types.iter().map(|&ty| if ty == Type::Ptr { Type::I32 } else { ty }).collect::<Vec<Type>>()
    };
    Signature { params: merge(&sig.params), results: merge(&sig.results) }
}

impl CallGraph {
    fn new(program: &Program, unwanted: &EntitySet<Func>) -> CallGraph {
        let funcs = program.funcs.len();
        let mut graph = CallGraph { funcs, callees: vec![Vec::new(); funcs], classes: FxHashMap::default() };
        let mut taken: EntitySet<Func> = EntitySet::new();
        for (id, func) in program.funcs.iter() {
            for &inst in func.layout.iter().flat_map(|&block| &func.blocks[block].insts) {
                let callee = match &func.insts[inst].kind {
                    InstKind::FuncIndex(func) => {
                        taken.insert(*func);
                        continue;
                    }
                    InstKind::Call { func, .. } if !unwanted.contains(*func) => func.index() as u32,
                    InstKind::CallIndirect { sig, .. } => graph.class_node(&program.sigs[*sig]),
                    InstKind::Check(check, _) => match program.panic_func(check.panic_func()) {
                        Some(func) => func.index() as u32,
                        None => continue,
                    },
                    _ => continue,
                };
                graph.callees[id.index()].push(callee);
            }
        }
        for reloc in program.data.values().flat_map(|data| &data.relocs) {
            if let RelocTarget::Func(func) | RelocTarget::TextOffset(func) = reloc.target {
                taken.insert(func);
            }
        }
        for func in taken.iter() {
            let class = graph.class_node(&program.funcs[func].sig);
            graph.callees[class as usize].push(func.index() as u32);
        }
        for callees in &mut graph.callees {
            callees.sort();
            callees.dedup();
        }
        graph
    }

    fn class_node(&mut self, sig: &Signature) -> u32 {
        let next = Class::new(self.classes.len());
        let class = *self.classes.entry(class_key(sig)).or_insert(next);
        if class == next {
            self.callees.push(Vec::new());
        }
        (self.funcs + class.index()) as u32
    }

    fn node(&self, node: u32) -> Node {
        match (node as usize).checked_sub(self.funcs) {
            None => Node::Func(Func::new(node as usize)),
            Some(class) => Node::Class(Class::new(class)),
        }
    }

    fn callers(&self) -> Vec<Vec<u32>> {
        let mut callers = vec![Vec::new(); self.callees.len()];
        for (caller, callees) in self.callees.iter().enumerate() {
            for &callee in callees {
                callers[callee as usize].push(caller as u32);
            }
        }
        callers
    }

    /// Functions of which every cycle of calls passes at least one: the targets of edges that go back in a depth-first
    /// walk, and for a class its members. What may not suspend does not recurse without end either: it is left out, with
    /// what it calls.
    fn cycle_cuts(&self, program: &Program) -> EntitySet<Func> {
        const NEW: u8 = 0;
        const OPEN: u8 = 1;
        const DONE: u8 = 2;
        let mut cuts = EntitySet::new();
        let mut state = vec![NEW; self.callees.len()];
        let may_suspend = |func: &Func| !program.funcs[*func].attrs.no_suspend;
        let component = self.components();
        let callees = |node: u32| match self.node(node) {
            Node::Func(func) if !may_suspend(&func) => &[],
            _ => self.callees[node as usize].as_slice(),
        };
        for root in 0..self.callees.len() as u32 {
            if state[root as usize] != NEW {
                continue;
            }
            let mut stack = vec![(root, 0usize)];
            state[root as usize] = OPEN;
            while let Some((node, next)) = stack.last_mut() {
                let Some(&callee) = callees(*node).get(*next) else {
                    state[*node as usize] = DONE;
                    stack.pop();
                    continue;
                };
                *next += 1;
                match state[callee as usize] {
                    NEW => {
                        state[callee as usize] = OPEN;
                        stack.push((callee, 0));
                    }
                    OPEN => match self.node(callee) {
                        Node::Func(func) if may_suspend(&func) => {
                            cuts.insert(func);
                        }
                        Node::Func(_) => {}
                        Node::Class(_) => {
                            let on_cycle =
                                |&&member: &&u32| component[member as usize] == component[callee as usize];
                            let members = self.callees[callee as usize].iter().filter(on_cycle);
                            for func in members.map(|&member| Func::new(member as usize)).filter(may_suspend)
                            {
                                cuts.insert(func);
                            }
                        }
                    },
                    _ => {}
                }
            }
        }
        cuts
    }

    /// The strongly connected component of each node.
    fn components(&self) -> Vec<u32> {
        let n = self.callees.len();
        let callees = |node: u32| self.callees[node as usize].as_slice();
        let mut component = vec![0; n];
        for (i, members) in
            strongly_connected(0..n as u32, n, |node| node as usize, callees).iter().enumerate()
        {
            members.iter().for_each(|&member| component[member as usize] = i as u32);
        }
        component
    }
}
