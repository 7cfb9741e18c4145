//! Drops what the whole program does not need: initializers of package-level variables that nothing else mentions, and
//! landings of functions in which nothing can leave for good, with all that only these reach.
//!
//! One fixed point decides both, since a landing may be all that mentions a variable, and an initializer all that can
//! leave. It starts from the exports with no initializer wanted; those whose variables turn out to be mentioned are added
//! until none is.

use pontoon_base::{EntitySet, hash::FxHashMap};
use pontoon_ssa::program::RelocTarget;
use pontoon_ssa::{Block, Data, Func, FuncData, InstKind, Program};

/// See the module's comment.
pub fn run(program: &mut Program) {
    let weak: FxHashMap<Func, Vec<Data>> = std::mem::take(&mut program.weak_inits).into_iter().collect();
    let mut unwanted: EntitySet<Func> = EntitySet::new();
    for &func in weak.keys() {
        unwanted.insert(func);
    }
    loop {
        let leaving = may_leave(program, &unwanted);
        let reached = reach(program, &leaving, &unwanted);
        let mut grown = false;
        for (&func, variables) in &weak {
            if variables.iter().any(|&data| reached.contains(data)) {
                grown |= unwanted.remove(func);
            }
        }
        if grown {
            continue;
        }
        for func in program.funcs.keys() {
            let data = &mut program.funcs[func];
            if data.landing.is_some() && !body_may_leave(data, &leaving, &unwanted) {
                data.landing = None;
            }
            drop_calls(data, &unwanted);
        }
        return;
    }
}

/// The functions that may leave for good.
fn may_leave(program: &Program, unwanted: &EntitySet<Func>) -> EntitySet<Func> {
    let mut leaving: EntitySet<Func> = EntitySet::new();
    loop {
        let mut changed = false;
        for (func, data) in program.funcs.iter() {
            if !leaving.contains(func) && body_may_leave(data, &leaving, unwanted) {
                changed |= leaving.insert(func);
            }
        }
        if !changed {
            return leaving;
        }
    }
}

/// Whether anything in a function may leave. A landing's code counts like the rest: it may come to `Leave`.
fn body_may_leave(data: &FuncData, leaving: &EntitySet<Func>, unwanted: &EntitySet<Func>) -> bool {
    data.layout.iter().flat_map(|&block| &data.blocks[block].insts).any(|&inst| {
        match &data.insts[inst].kind {
            InstKind::Call { func, .. } => {
                leaving.contains(*func) && !unwanted.contains(*func) && Some(*func) != landing_call(data)
            }
            InstKind::CallIndirect { .. } | InstKind::Check(..) | InstKind::Leave => true,
            _ => false,
        }
    })
}

/// The function that a landing calls at once, if it calls one: the entry's landing prints the panics, which by itself is
/// no reason to have a landing.
fn landing_call(data: &FuncData) -> Option<Func> {
    let first = *data.blocks[data.landing?].insts.first()?;
    match data.insts[first].kind {
        InstKind::Call { func, .. } => Some(func),
        _ => None,
    }
}

/// The data that the exports reach.
fn reach(program: &Program, leaving: &EntitySet<Func>, unwanted: &EntitySet<Func>) -> EntitySet<Data> {
    let mut funcs: EntitySet<Func> = EntitySet::new();
    let mut data: EntitySet<Data> = EntitySet::new();
    let mut todo_funcs: Vec<Func> = program.exports.iter().map(|export| export.func).collect();
    let mut todo_data: Vec<Data> = Vec::new();
    loop {
        if let Some(func) = todo_funcs.pop() {
            if funcs.insert(func) {
                visit(program, func, leaving, unwanted, &mut todo_funcs, &mut todo_data);
            }
        } else if let Some(object) = todo_data.pop() {
            if data.insert(object) {
                for reloc in &program.data[object].relocs {
                    match reloc.target {
                        RelocTarget::Data(to, _) | RelocTarget::TypeOffset(to) => todo_data.push(to),
                        RelocTarget::Func(func) | RelocTarget::TextOffset(func) => todo_funcs.push(func),
                        RelocTarget::Bound(_) => {}
                    }
                }
            }
        } else {
            return data;
        }
    }
}

fn visit(
    program: &Program,
    func: Func,
    leaving: &EntitySet<Func>,
    unwanted: &EntitySet<Func>,
    funcs: &mut Vec<Func>,
    datas: &mut Vec<Data>,
) {
    let data = &program.funcs[func];
    if !data.is_defined() {
        return;
    }
    let mut seen: EntitySet<Block> = EntitySet::new();
    let mut blocks = vec![data.entry()];
    if let Some(landing) = data.landing
        && body_may_leave(data, leaving, unwanted)
    {
        blocks.push(landing);
    }
    while let Some(block) = blocks.pop() {
        if !seen.insert(block) {
            continue;
        }
        blocks.extend(data.successors(block));
        for &inst in &data.blocks[block].insts {
            match &data.insts[inst].kind {
                InstKind::Call { func, .. } if !unwanted.contains(*func) => funcs.push(*func),
                InstKind::FuncIndex(func) => funcs.push(*func),
                InstKind::DataAddr(object, _) => datas.push(*object),
                InstKind::Check(check, _) => funcs.extend(program.panic_func(check.panic_func())),
                _ => {}
            }
        }
    }
}

fn drop_calls(data: &mut FuncData, unwanted: &EntitySet<Func>) {
    let insts = &data.insts;
    let keep = |inst: &pontoon_ssa::Inst| match &insts[*inst].kind {
        InstKind::Call { func, .. } => !unwanted.contains(*func),
        _ => true,
    };
    for block in data.blocks.values_mut() {
        block.insts.retain(keep);
    }
}
