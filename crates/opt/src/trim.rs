//! Drops what the whole program does not need: initializers of package-level variables that nothing else mentions, and
//! landings of functions in which nothing can leave for good, with all that only these reach.
//!
//! One fixed point decides both, since a landing may be all that mentions a variable, and an initializer all that can
//! leave. It starts from the exports with no initializer wanted; those whose variables turn out to be mentioned are added
//! until none is.

use pontoon_base::{EntityId, EntitySet, Pos, hash::FxHashMap};
use pontoon_ssa::func::ValueDef;
use pontoon_ssa::program::{Leaving, RelocTarget};
use pontoon_ssa::{Block, Data, Effects, Func, FuncData, InstKind, Program};

/// After `run`, takes the bodies of functions away that nothing reaches, so that no pass looks at them. What passes may
/// bring in by themselves stays.
pub fn sweep(program: &mut Program) {
    if program.exports.is_empty() {
        return;
    }
    let settled = settle(program, &FxHashMap::default());
    for id in program.funcs.keys() {
        if !settled.reached.contains(id) {
            let func = &mut program.funcs[id];
            *func =
                FuncData { attrs: func.attrs, pos: func.pos, ..FuncData::new(&func.name, func.sig.clone()) };
        }
    }
}

/// See the module's comment.
pub fn run(program: &mut Program) {
    let weak: FxHashMap<Func, Vec<Data>> = std::mem::take(&mut program.weak_inits).into_iter().collect();
    let Settled { unwanted, effects, .. } = settle(program, &weak);
    let trim = Trim { program, effects, unwanted: &unwanted };
    let calm: Vec<Func> =
        program.funcs.iter().filter(|(_, data)| !trim.body_may_leave(data)).map(|(func, _)| func).collect();
    let leaves: Vec<bool> = program.funcs.keys().map(|func| trim.effects.leaves(func)).collect();
    for func in calm {
        program.funcs[func].landing = None;
    }
    for func in program.funcs.values_mut() {
        drop_calls(func, &unwanted);
        drop_statuses(func, |callee| leaves[callee.index()]);
    }
}

/// What the fixed point comes to.
struct Settled {
    /// Initializers whose variables nothing mentions.
    unwanted: EntitySet<Func>,
    effects: Effects,
    reached: EntitySet<Func>,
}

fn settle(program: &Program, weak: &FxHashMap<Func, Vec<Data>>) -> Settled {
    let mut unwanted: EntitySet<Func> = weak.keys().copied().collect();
    loop {
        let trim = Trim { program, effects: Effects::without(program, &unwanted), unwanted: &unwanted };
        let (reached, mentioned) = trim.reach();
        let wanted: Vec<Func> = weak
            .iter()
            .filter(|(func, variables)| {
                unwanted.contains(**func) && variables.iter().any(|&data| mentioned.contains(data))
            })
            .map(|(&func, _)| func)
            .collect();
        if wanted.is_empty() {
            return Settled { effects: trim.effects, unwanted, reached };
        }
        for func in wanted {
            unwanted.remove(func);
        }
    }
}

struct Trim<'a> {
    program: &'a Program,
    effects: Effects,
    unwanted: &'a EntitySet<Func>,
}

impl Trim<'_> {
    /// Whether anything in a function may leave. A landing's code counts like the rest: it may come to `Leave`.
    fn body_may_leave(&self, data: &FuncData) -> bool {
        data.layout.iter().flat_map(|&block| &data.blocks[block].insts).any(|&inst| {
            match &data.insts[inst].kind {
                InstKind::Call { func, .. } => self.effects.leaves(*func) && !self.unwanted.contains(*func),
                InstKind::CallIndirect { .. } | InstKind::Check(..) | InstKind::Suspend | InstKind::Leave => {
                    true
                }
                _ => false,
            }
        })
    }

    /// The functions and data that the exports reach, and what passes add calls of.
    fn reach(&self) -> (EntitySet<Func>, EntitySet<Data>) {
        let program = self.program;
        let mut funcs: EntitySet<Func> = EntitySet::new();
        let mut data: EntitySet<Data> = EntitySet::new();
        let mut todo_funcs: Vec<Func> = program.exports.iter().map(|export| export.func).collect();
        todo_funcs.extend(program.leaving.iter().flat_map(Leaving::callbacks));
        let mut todo_data: Vec<Data> = Vec::new();
        loop {
            if let Some(func) = todo_funcs.pop() {
                if funcs.insert(func) {
                    self.visit(func, &mut todo_funcs, &mut todo_data);
                    // What takes its place where the object's type is known.
                    let fixed = program.fixed_alloc.filter(|alloc| alloc.object == func);
                    todo_funcs.extend(fixed.map(|alloc| alloc.fixed));
                }
            } else if let Some(object) = todo_data.pop() {
                if data.insert(object) {
                    for reloc in &program.data[object].relocs {
                        match reloc.target {
                            RelocTarget::Data(to, _) | RelocTarget::TypeOffset(to) => todo_data.push(to),
                            RelocTarget::Func(func)
                            | RelocTarget::TextOffset(func)
                            | RelocTarget::Reentry(func) => todo_funcs.push(func),
                            RelocTarget::Bound(_) => {}
                        }
                    }
                }
            } else {
                return (funcs, data);
            }
        }
    }

    fn visit(&self, func: Func, funcs: &mut Vec<Func>, datas: &mut Vec<Data>) {
        let data = &self.program.funcs[func];
        if !data.is_defined() {
            return;
        }
        let mut seen: EntitySet<Block> = EntitySet::new();
        let mut blocks = vec![data.entry()];
        if let Some(landing) = data.landing
            && self.body_may_leave(data)
        {
            blocks.push(landing);
        }
        while let Some(block) = blocks.pop() {
            if !seen.insert(block) {
                continue;
            }
            blocks.extend(self.successors(data, block));
            for &inst in &data.blocks[block].insts {
                match &data.insts[inst].kind {
                    InstKind::Call { func, .. } if !self.unwanted.contains(*func) => funcs.push(*func),
                    InstKind::TryCall { func, .. } | InstKind::FuncIndex(func) => funcs.push(*func),
                    InstKind::DataAddr(object, _) => datas.push(*object),
                    InstKind::Check(check, _) => {
                        funcs.extend(self.program.panic_func(check.panic_func()));
                    }
                    _ => {}
                }
            }
        }
    }

    /// Where a block may go, given that the status of what never leaves is zero.
    fn successors(&self, data: &FuncData, block: Block) -> Vec<Block> {
        if let Some(end) = data.terminator(block)
            && let InstKind::Branch { cond, els, .. } = &data.insts[end].kind
            && let Some(InstKind::TryCall { func, .. }) = data.def_kind(*cond)
            && !self.effects.leaves(*func)
        {
            return vec![els.block];
        }
        data.successors(block)
    }
}

/// Once more after optimization, which may have removed all that leaves; gives the functions that changed.
pub fn statuses(program: &mut Program) -> EntitySet<Func> {
    let effects = Effects::new(program);
    let mut changed = EntitySet::new();
    for id in program.funcs.keys() {
        if drop_statuses(&mut program.funcs[id], |callee| effects.leaves(callee)) {
            changed.insert(id);
        }
    }
    changed
}

/// Calls of what never leaves need not catch its status, which is zero. Reports whether there are any.
fn drop_statuses(data: &mut FuncData, leaves: impl Fn(Func) -> bool) -> bool {
    let mut changed = false;
    for block in data.layout.clone() {
        let mut place = 0;
        while let Some(&inst) = data.blocks[block].insts.get(place) {
            place += 1;
            let InstKind::TryCall { func, args } = &data.insts[inst].kind else { continue };
            if leaves(*func) {
                continue;
            }
            data.insts[inst].kind = InstKind::Call { func: *func, args: args.clone() };
            let Some(status) = data.insts[inst].results.pop() else { continue };
            let zero = data.make_inst(InstKind::Iconst32(0), &[], Pos::NONE);
            data.insts[zero].results.push(status);
            data.values[status].def = ValueDef::Result(zero, 0);
            data.blocks[block].insts.insert(place, zero);
            changed = true;
        }
    }
    changed
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
