//! Loops that test at the top get their test at the bottom, behind a copy of it in front of the loop. Engines do
//! not do this: a loop of three instructions runs at a third of its speed with the test at the top (wasmtime 49).
//!
//! The header H of a loop, which goes to B inside or E outside, keeps only the way into the loop; a copy H' takes
//! the edges that come back. B becomes the header. What H defines and others use arrives in B and E as parameters
//! from now on, from H and from H'.

use crate::code::{Block, Code, Edge, Inst, Op, Term, Val};
use crate::graph::{Graph, for_each_successor};
use pontoon_base::hash::{FxHashMap, FxHashSet};

/// Headers with more instructions than this are not copied.
const MOST_INSTRUCTIONS: usize = 12;

/// A loop that can be rotated.
struct Loop {
    header: Block,
    body: Block,
    exit: Block,
    latches: Vec<Block>,
    /// Values of the header that are used in blocks behind `body` and `exit`.
    into_body: Vec<Val>,
    into_exit: Vec<Val>,
    fits: bool,
}

/// Rotates the loops of `code` where that is cheap; reports whether there were any.
pub fn rotate(code: &mut Code, graph: &Graph) -> bool {
    let preds = predecessors(code, graph);
    let exit_targets: FxHashSet<Block> = graph.order.iter().flat_map(|&block| code.exits(block)).collect();
    let headers = graph.order.iter().filter(|header| !exit_targets.contains(header));
    let mut loops: Vec<Loop> = headers.filter_map(|&header| candidate(code, graph, &preds, header)).collect();
    if loops.is_empty() {
        return false;
    }
    find_uses(code, graph, &mut loops);
    for l in &mut loops {
        l.fits &= l.into_exit.is_empty() || exit_takes_values(code, graph, &preds, &exit_targets, l);
    }
    loops.retain(|l| l.fits);
    // What stands for a value of a header in the blocks behind another block.
    let mut renamed: FxHashMap<Val, Vec<(Block, Val)>> = FxHashMap::default();
    // Copies of headers, with a block that is dominated by the same ones.
    let mut like: FxHashMap<Block, Block> = FxHashMap::default();
    // Outer loops come first, so that what they add to the edges of inner headers is copied with these.
    for l in &loops {
        let copy = apply(code, &preds, l, &mut renamed);
        simplify_guard(code, &preds, l);
        like.insert(copy, l.latches[0]);
    }
    rename(code, graph, &like, &renamed);
    !loops.is_empty()
}

fn predecessors(code: &Code, graph: &Graph) -> FxHashMap<Block, Vec<Block>> {
    let mut preds: FxHashMap<Block, Vec<Block>> = FxHashMap::default();
    for &block in &graph.order {
        for_each_successor(code, block, |to| preds.entry(to).or_default().push(block));
    }
    preds
}

fn candidate(
    code: &Code,
    graph: &Graph,
    preds: &FxHashMap<Block, Vec<Block>>,
    header: Block,
) -> Option<Loop> {
    if !graph.is_loop_header(header) {
        return None;
    }
    let data = &code.blocks[header];
    let copied = |&inst: &Inst| {
        let op = code.insts[inst].op;
        !op.effect().writes() && op.exit().is_none() && code.results(inst).len() == 1
    };
    let count = data.insts.iter().filter(|&&inst| !code.insts[inst].op.is_const()).count();
    if count > MOST_INSTRUCTIONS || !data.insts.iter().all(copied) {
        return None;
    }
    let Term::Branch { then, els, .. } = &data.term else { return None };
    let mut latches: Vec<Block> =
        preds[&header].iter().copied().filter(|&from| graph.is_back_edge(from, header)).collect();
    latches.dedup();
    let inside = blocks_of(preds, header, &latches);
    // A loop that can be left where it goes back tests at the bottom already.
    if latches.iter().any(|&latch| leaves(code, &inside, latch)) {
        return None;
    }
    let inner = |to: Block| {
        preds[&to].len() == 1 && latches.iter().all(|&latch| latch != header && graph.dominates(to, latch))
    };
    let (body, exit) = if inner(then.to) { (then.to, els.to) } else { (els.to, then.to) };
    let fits = inner(body)
        && exit != header
        && exit != body
        && !graph.is_loop_header(exit)
        // Only jumps and branches can bring arguments.
        && latches.iter().all(|&latch| !matches!(code.blocks[latch].term, Term::Switch { .. }));
    fits.then(|| Loop {
        header,
        body,
        exit,
        latches,
        into_body: Vec::new(),
        into_exit: Vec::new(),
        fits: true,
    })
}

/// Whether a block may go out of its loop, but for failed checks.
fn leaves(code: &Code, inside: &FxHashSet<Block>, latch: Block) -> bool {
    code.blocks[latch].term.edges().any(|edge| !inside.contains(&edge.to))
}

/// The blocks of a loop.
fn blocks_of(preds: &FxHashMap<Block, Vec<Block>>, header: Block, latches: &[Block]) -> FxHashSet<Block> {
    let mut inside = FxHashSet::from_iter([header]);
    let mut work = latches.to_vec();
    while let Some(block) = work.pop() {
        if inside.insert(block) {
            work.extend(preds.get(&block).into_iter().flatten());
        }
    }
    inside
}

/// Calls `f` with every value that is used in `block`, its edges included.
fn for_each_use(code: &Code, block: Block, mut f: impl FnMut(Val)) {
    let data = &code.blocks[block];
    data.insts.iter().for_each(|&inst| code.args(inst).iter().copied().for_each(&mut f));
    data.term.operands().iter().copied().for_each(&mut f);
    data.term.edges().for_each(|edge| edge.args.iter().copied().for_each(&mut f));
}

/// The values that a block defines. Constants are nobody's: they are made again wherever they are used.
fn definitions(code: &Code, block: Block) -> Vec<Val> {
    let data = &code.blocks[block];
    let insts = data.insts.iter().filter(|&&inst| !code.insts[inst].op.is_const());
    data.params.iter().copied().chain(insts.flat_map(|&inst| code.results(inst))).collect()
}

/// Finds which values of the headers are used where.
fn find_uses(code: &Code, graph: &Graph, loops: &mut [Loop]) {
    let mut defined: FxHashMap<Val, usize> = FxHashMap::default();
    for (n, l) in loops.iter().enumerate() {
        defined.extend(definitions(code, l.header).into_iter().map(|v| (v, n)));
    }
    let mut seen: FxHashSet<(Val, bool)> = FxHashSet::default();
    for &block in &graph.order {
        for_each_use(code, block, |v| {
            let Some(&n) = defined.get(&v) else { return };
            let l = &mut loops[n];
            if block == l.header {
                return;
            }
            if graph.dominates(l.body, block) {
                if seen.insert((v, true)) {
                    l.into_body.push(v);
                }
            } else if graph.dominates(l.exit, block) {
                if seen.insert((v, false)) {
                    l.into_exit.push(v);
                }
            } else {
                l.fits = false;
            }
        });
    }
}

/// Whether values can be passed to the exit on all edges to it; notes what the body then needs for that.
fn exit_takes_values(
    code: &Code,
    graph: &Graph,
    preds: &FxHashMap<Block, Vec<Block>>,
    exit_targets: &FxHashSet<Block>,
    l: &mut Loop,
) -> bool {
    let from_body =
        |from: Block| graph.dominates(l.body, from) && !matches!(code.blocks[from].term, Term::Switch { .. });
    let others: Vec<Block> = preds[&l.exit].iter().copied().filter(|&from| from != l.header).collect();
    if exit_targets.contains(&l.exit) || !others.iter().all(|&from| from_body(from)) {
        return false;
    }
    if !others.is_empty() {
        for &v in &l.into_exit {
            if !l.into_body.contains(&v) {
                l.into_body.push(v);
            }
        }
    }
    true
}

/// Rotates one loop, but for the renaming; returns the copy of the header.
fn apply(
    code: &mut Code,
    preds: &FxHashMap<Block, Vec<Block>>,
    l: &Loop,
    renamed: &mut FxHashMap<Val, Vec<(Block, Val)>>,
) -> Block {
    let copy = code.block();
    let mut copies: FxHashMap<Val, Val> = FxHashMap::default();
    let edges_back: Vec<usize> = l
        .latches
        .iter()
        .map(|&latch| code.blocks[latch].term.edges().filter(|edge| edge.to == l.header).count())
        .collect();
    // With one way back the arguments can stand for the parameters.
    let single = edges_back.iter().sum::<usize>() == 1;
    let params = code.blocks[l.header].params.clone();
    for &latch in &l.latches {
        let mut term = std::mem::replace(&mut code.blocks[latch].term, Term::Unreachable);
        for edge in term.edges_mut().filter(|edge| edge.to == l.header) {
            edge.to = copy;
            if single {
                copies.extend(params.iter().copied().zip(std::mem::take(&mut edge.args)));
            }
        }
        code.blocks[latch].term = term;
    }
    if !single {
        for &param in &params {
            let ty = code.vals[param].ty;
            copies.insert(param, code.block_param(copy, ty));
        }
    }
    let copied = |copies: &FxHashMap<Val, Val>, v: Val| copies.get(&v).copied().unwrap_or(v);
    for inst in code.blocks[l.header].insts.clone() {
        if code.insts[inst].op.is_const() {
            continue;
        }
        let args: Vec<Val> = code.args(inst).iter().map(|&v| copied(&copies, v)).collect();
        let result = code.result(inst);
        let (op, ty) = (code.insts[inst].op, code.vals[result].ty);
        let new = code.push1(copy, op, &args, ty);
        copies.insert(result, new);
    }
    for (to, values) in [(l.body, &l.into_body), (l.exit, &l.into_exit)] {
        for &v in values {
            let ty = code.vals[v].ty;
            let param = code.block_param(to, ty);
            renamed.entry(v).or_default().push((to, param));
        }
        for &from in preds[&to].iter().collect::<FxHashSet<_>>() {
            for edge in code.blocks[from].term.edges_mut().filter(|edge| edge.to == to) {
                edge.args.extend(values);
            }
        }
    }
    let Term::Branch { cond, then, els } = code.blocks[l.header].term.clone() else {
        pontoon_base::bug!("{} does not branch", l.header)
    };
    let edge =
        |edge: Edge| Edge { to: edge.to, args: edge.args.into_iter().map(|v| copied(&copies, v)).collect() };
    code.blocks[copy].term = Term::Branch { cond: copied(&copies, cond), then: edge(then), els: edge(els) };
    copy
}

/// With one way into the loop, its header, now only a guard, uses the arguments directly, and may turn out to be
/// always true: `i < 10` with i = 0.
fn simplify_guard(code: &mut Code, preds: &FxHashMap<Block, Vec<Block>>, l: &Loop) {
    let from: Vec<Block> =
        preds[&l.header].iter().copied().filter(|from| !l.latches.contains(from)).collect();
    let [from] = *from else { return };
    let edge = code.blocks[from].term.edges_mut().find(|edge| edge.to == l.header);
    let Some(args) = edge.map(|edge| std::mem::take(&mut edge.args)) else { return };
    let params = std::mem::take(&mut code.blocks[l.header].params);
    let known: FxHashMap<Val, Val> = params.into_iter().zip(args).collect();
    let replace = |v: &mut Val| *v = known.get(v).copied().unwrap_or(*v);
    for inst in code.blocks[l.header].insts.clone() {
        code.args_mut(inst).iter_mut().for_each(replace);
    }
    let mut term = std::mem::replace(&mut code.blocks[l.header].term, Term::Unreachable);
    if let Term::Branch { cond, .. } = &mut term {
        replace(cond);
    }
    term.edges_mut().for_each(|edge| edge.args.iter_mut().for_each(replace));
    if let Term::Branch { cond, then, els } = &term
        && let Some(holds) = constant_condition(code, *cond)
    {
        term = Term::Jump(if holds { then.clone() } else { els.clone() });
    }
    code.blocks[l.header].term = term;
}

/// Whether a comparison of constants holds.
fn constant_condition(code: &Code, cond: Val) -> Option<bool> {
    let inst = code.def(cond)?;
    let Op::Num(op) = code.insts[inst].op else { return None };
    let constant = |&v: &Val| match code.insts[code.def(v)?].op {
        Op::I32(c) => Some(i64::from(c)),
        Op::I64(c) => Some(c),
        _ => None,
    };
    let [a, b] = code.args(inst) else { return None };
    op.compare(constant(a)?, constant(b)?)
}

/// Puts the parameters in the place of the headers' values, in the blocks behind those that have them.
fn rename(
    code: &mut Code,
    graph: &Graph,
    like: &FxHashMap<Block, Block>,
    renamed: &FxHashMap<Val, Vec<(Block, Val)>>,
) {
    let blocks: Vec<Block> = graph.order.iter().copied().chain(like.keys().copied()).collect();
    for block in blocks {
        let place = like.get(&block).copied().unwrap_or(block);
        let new = |v: Val| {
            let known = renamed.get(&v)?;
            known.iter().find(|&&(root, _)| graph.dominates(root, place)).map(|&(_, param)| param)
        };
        let replace = |v: &mut Val| {
            if let Some(param) = new(*v) {
                *v = param;
            }
        };
        for inst in code.blocks[block].insts.clone() {
            code.args_mut(inst).iter_mut().for_each(replace);
        }
        let term = &mut code.blocks[block].term;
        match term {
            Term::Branch { cond: v, .. } | Term::Switch { index: v, .. } => replace(v),
            Term::Return(values) => values.iter_mut().for_each(replace),
            Term::Jump(_) | Term::Unreachable => {}
        }
        term.edges_mut().for_each(|edge| edge.args.iter_mut().for_each(replace));
    }
}
