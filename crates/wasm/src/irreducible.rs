//! Makes loops with several entries (only `goto` makes them) into loops with one: a block in front of the
//! entries that goes to the one which a local names. Only edges to those entries take the detour.

use crate::code::{Block, BlockData, Code, Edge, Op, Term, Var};
use crate::graph::{all_blocks, for_each_successor};
use pontoon_base::{EntitySet, SecondaryMap};
use wasm_encoder::ValType;

/// Rewrites `code` until each of its loops has one entry.
pub fn remove(code: &mut Code) {
    // Regions still to look at: the blocks, and how control comes in is found from the edges.
    let mut regions: Vec<Vec<Block>> = vec![all_blocks(code).collect()];
    while let Some(region) = regions.pop() {
        for component in components(code, &region) {
            let members: EntitySet<Block> = set(&component);
            let entries = entries(code, &members);
            let header = match entries.as_slice() {
                [] => continue,
                [one] => *one,
                several => {
                    // The new block is the loop's entry. Without it none of the detours is on a cycle, so only
                    // the old members have to be looked at again.
                    dispatch(code, &members, several);
                    regions.push(component);
                    continue;
                }
            };
            let rest: Vec<Block> = component.into_iter().filter(|&b| b != header).collect();
            if !rest.is_empty() {
                regions.push(rest);
            }
        }
    }
}

fn set(blocks: &[Block]) -> EntitySet<Block> {
    let mut set = EntitySet::new();
    for &block in blocks {
        set.insert(block);
    }
    set
}

/// The strongly connected components of `region` that contain a cycle, edges out of the region left away.
fn components(code: &Code, region: &[Block]) -> Vec<Vec<Block>> {
    let inside = set(region);
    let mut number: SecondaryMap<Block, u32> = SecondaryMap::with_len(code.blocks.len());
    let mut low: SecondaryMap<Block, u32> = SecondaryMap::with_len(code.blocks.len());
    let mut open = EntitySet::new();
    let (mut path, mut found, mut count) = (Vec::new(), Vec::new(), 0);
    let successors = |block: Block| {
        let mut all = Vec::new();
        for_each_successor(code, block, |to| {
            if inside.contains(to) {
                all.push(to);
            }
        });
        all
    };
    for &root in region {
        if number[root] != 0 {
            continue;
        }
        let mut stack = vec![(root, None)];
        while let Some((block, rest)) = stack.last_mut() {
            let block = *block;
            let rest = rest.get_or_insert_with(|| {
                count += 1;
                number[block] = count;
                low[block] = count;
                open.insert(block);
                path.push(block);
                successors(block)
            });
            if let Some(next) = rest.pop() {
                if number[next] == 0 {
                    stack.push((next, None));
                } else if open.contains(next) {
                    low[block] = low[block].min(number[next]);
                }
                continue;
            }
            stack.pop();
            if let Some(&(parent, _)) = stack.last() {
                low[parent] = low[parent].min(low[block]);
            }
            if low[block] != number[block] {
                continue;
            }
            let mut component = Vec::new();
            while let Some(member) = path.pop() {
                open.remove(member);
                component.push(member);
                if member == block {
                    break;
                }
            }
            let cyclic = component.len() > 1 || successors(block).contains(&block);
            if cyclic {
                component.sort();
                found.push(component);
            }
        }
    }
    found
}

/// The members that an edge from outside goes to. The function's entry has no predecessors, so is in no loop.
fn entries(code: &Code, members: &EntitySet<Block>) -> Vec<Block> {
    let mut entries = EntitySet::new();
    let reachable = reachable(code);
    for block in reachable.iter().filter(|&b| !members.contains(b)) {
        for_each_successor(code, block, |to| {
            if members.contains(to) {
                entries.insert(to);
            }
        });
    }
    entries.iter().collect()
}

fn reachable(code: &Code) -> EntitySet<Block> {
    let mut seen = set(&[code.entry]);
    let mut work = vec![code.entry];
    while let Some(block) = work.pop() {
        for_each_successor(code, block, |to| {
            if seen.insert(to) {
                work.push(to);
            }
        });
    }
    seen
}

/// Puts one block in front of `entries` and sends all edges to them through it.
fn dispatch(code: &mut Code, members: &EntitySet<Block>, entries: &[Block]) {
    let which = code.vars.push(ValType::I32);
    // Parameters of the entries become locals, since the edges no longer go to them.
    let mut vars: Vec<Vec<Var>> = Vec::new();
    for &entry in entries {
        let params = std::mem::take(&mut code.blocks[entry].params);
        let mut own = Vec::new();
        let mut gets = Vec::new();
        for param in params {
            let var = code.vars.push(code.vals[param].ty);
            let get = code.inst_for(Op::VarGet(var), &[], param);
            gets.push(get);
            own.push(var);
        }
        code.blocks[entry].insts.splice(0..0, gets);
        vars.push(own);
    }
    let header = code.block();
    for block in all_blocks(code).filter(|&b| b != header).collect::<Vec<_>>() {
        let mut term = std::mem::replace(&mut code.blocks[block].term, Term::Unreachable);
        for edge in term.edges_mut() {
            if let Some(n) = entries.iter().position(|&e| e == edge.to) {
                let args = std::mem::take(&mut edge.args);
                let detour = code.blocks.push(BlockData {
                    params: Vec::new(),
                    insts: Vec::new(),
                    term: Term::Jump(Edge { to: header, args: Vec::new() }),
                    cold: false,
                });
                for (&arg, &var) in args.iter().zip(&vars[n]) {
                    code.push(detour, Op::VarSet(var), &[arg], &[]);
                }
                let label = code.push1(detour, Op::I32(n as i32), &[], ValType::I32);
                code.push(detour, Op::VarSet(which), &[label], &[]);
                edge.to = detour;
            }
        }
        code.blocks[block].term = term;
    }
    // Exits have no arguments, so they can share detours, but only on the same side: one that is entered from
    // outside and inside would be an entry, too.
    for (n, &entry) in entries.iter().enumerate() {
        let mut detours = [None; 2];
        for block in all_blocks(code) {
            let side = usize::from(members.contains(block));
            for inst in code.blocks[block].insts.clone() {
                if code.insts[inst].op.exit() == Some(entry) {
                    let to = *detours[side].get_or_insert_with(|| {
                        let detour = code.block();
                        code.blocks[detour].cold = true;
                        code.blocks[detour].term = Term::Jump(Edge { to: header, args: Vec::new() });
                        let label = code.push1(detour, Op::I32(n as i32), &[], ValType::I32);
                        code.push(detour, Op::VarSet(which), &[label], &[]);
                        detour
                    });
                    code.insts[inst].op.set_exit(to);
                }
            }
        }
    }
    let index = code.push1(header, Op::VarGet(which), &[], ValType::I32);
    let targets = entries.iter().map(|&to| Edge { to, args: Vec::new() }).collect();
    code.blocks[header].term = Term::Switch { index, targets };
}
