//! Variables in place of memory: SSA form is made for them by dominance frontiers (Cytron et al., "Efficiently Computing
//! Static Single Assignment Form"), only where they are alive. What the landing wants to know becomes a mutable local.

use crate::rewrite::{Aliases, resolve_all};
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntitySet, Pos, SecondaryMap};
use pontoon_ssa::builder::zero_kind;
use pontoon_ssa::func::result_type;
use pontoon_ssa::op::{BinaryOp, Mem, UnaryOp};
use pontoon_ssa::{Block, Cfg, FuncData, Inst, InstKind, Local, Type, Value};

/// A variable.
pub struct Var {
    pub ty: Type,
    pub local: Option<Local>,
}

/// What an instruction comes to.
pub enum Action {
    Read(usize, Mem),
    Write(usize, Mem),
    /// Zero for these; the instruction may still be wanted for other memory.
    Clear {
        vars: Vec<usize>,
        keep: bool,
    },
}

#[derive(Default)]
pub struct Plan {
    pub vars: Vec<Var>,
    pub actions: FxHashMap<Inst, Action>,
}

impl Plan {
    fn written(&self, inst: Inst) -> &[usize] {
        match self.actions.get(&inst) {
            Some(Action::Write(var, _)) => std::slice::from_ref(var),
            Some(Action::Clear { vars, .. }) => vars,
            _ => &[],
        }
    }
}

pub fn run(func: &mut FuncData, mut plan: Plan) {
    let cfg = Cfg::new(func);
    let live_in = live_in(func, &cfg, &plan);
    if let Some(landing) = func.landing {
        for &var in &live_in[landing] {
            let ty = plan.vars[var].ty;
            plan.vars[var].local = Some(func.locals.push(ty));
        }
    }
    let params = place_params(func, &cfg, &plan, &live_in);
    let mut rename = Rename { func, plan: &plan, out: Vec::new(), aliases: Aliases::new(), pos: Pos::NONE };
    let mut ends: SecondaryMap<Block, Vec<Option<Value>>> = SecondaryMap::with_len(rename.func.blocks.len());
    for &block in &cfg.order {
        let mut now = match cfg.idom(block) {
            Some(idom) => ends[idom].clone(),
            None => vec![None; plan.vars.len()],
        };
        for &(var, param) in &params[block] {
            now[var] = Some(param);
        }
        let at_entry = if block == rename.func.entry() { live_in[block].as_slice() } else { &[] };
        rename.block(block, &mut now, at_entry, &params);
        ends[block] = now;
    }
    let Rename { mut aliases, .. } = rename;
    resolve_all(func, &mut aliases);
}

/// The variables that are read in a block, or behind it, before they are written.
fn live_in(func: &FuncData, cfg: &Cfg, plan: &Plan) -> SecondaryMap<Block, Vec<usize>> {
    let mut live: SecondaryMap<Block, Vec<usize>> = SecondaryMap::with_len(func.blocks.len());
    // Blocks that write a variable, by variable, and those that read it first.
    let mut writers: Vec<EntitySet<Block>> = vec![EntitySet::new(); plan.vars.len()];
    let mut work: Vec<(usize, Block)> = Vec::new();
    for &block in &cfg.order {
        for &inst in &func.blocks[block].insts {
            if let Some(&Action::Read(var, _)) = plan.actions.get(&inst)
                && !writers[var].contains(block)
            {
                work.push((var, block));
            }
            for &var in plan.written(inst) {
                writers[var].insert(block);
            }
        }
    }
    let mut seen: Vec<EntitySet<Block>> = vec![EntitySet::new(); plan.vars.len()];
    while let Some((var, block)) = work.pop() {
        if !seen[var].insert(block) {
            continue;
        }
        live[block].push(var);
        let before = cfg.preds[block].iter().filter(|&&pred| !writers[var].contains(pred));
        work.extend(before.map(|&pred| (var, pred)));
    }
    for &block in &cfg.order {
        live[block].sort_unstable();
    }
    live
}

type Params = SecondaryMap<Block, Vec<(usize, Value)>>;

/// Gives blocks parameters where different values of a variable meet.
fn place_params(
    func: &mut FuncData,
    cfg: &Cfg,
    plan: &Plan,
    live_in: &SecondaryMap<Block, Vec<usize>>,
) -> Params {
    let frontiers = frontiers(func, cfg);
    let mut homes: Vec<Vec<Block>> = vec![Vec::new(); plan.vars.len()];
    for &block in &cfg.order {
        for &inst in &func.blocks[block].insts {
            for &var in plan.written(inst) {
                homes[var].push(block);
            }
        }
    }
    // Before anything is written there are zeros.
    for &var in &live_in[func.entry()] {
        homes[var].push(func.entry());
    }
    let mut params: Params = SecondaryMap::with_len(func.blocks.len());
    for (var, mut work) in homes.into_iter().enumerate() {
        if plan.vars[var].local.is_some() {
            continue;
        }
        let mut met: EntitySet<Block> = EntitySet::new();
        while let Some(block) = work.pop() {
            for &join in &frontiers[block] {
                if live_in[join].binary_search(&var).is_ok() && met.insert(join) {
                    let param = func.add_param(join, plan.vars[var].ty);
                    params[join].push((var, param));
                    work.push(join);
                }
            }
        }
    }
    params
}

/// Where the dominance of each block ends.
fn frontiers(func: &FuncData, cfg: &Cfg) -> SecondaryMap<Block, Vec<Block>> {
    let mut frontiers: SecondaryMap<Block, Vec<Block>> = SecondaryMap::with_len(func.blocks.len());
    for &block in &cfg.order {
        let is_root = block == func.entry() || Some(block) == func.landing;
        if cfg.preds[block].len() + usize::from(is_root) < 2 {
            continue;
        }
        for &pred in &cfg.preds[block] {
            let mut at = Some(pred);
            while let Some(runner) = at.filter(|_| at != cfg.idom(block)) {
                if !frontiers[runner].contains(&block) {
                    frontiers[runner].push(block);
                }
                at = cfg.idom(runner);
            }
        }
    }
    frontiers
}

struct Rename<'a> {
    func: &'a mut FuncData,
    plan: &'a Plan,
    /// The instructions of the block so far.
    out: Vec<Inst>,
    aliases: Aliases,
    pos: Pos,
}

impl Rename<'_> {
    fn block(&mut self, block: Block, now: &mut [Option<Value>], at_entry: &[usize], params: &Params) {
        for &var in at_entry {
            if self.plan.vars[var].local.is_none() {
                now[var] = Some(self.emit(zero_kind(self.plan.vars[var].ty)));
            }
        }
        for inst in std::mem::take(&mut self.func.blocks[block].insts) {
            self.pos = self.func.insts[inst].pos;
            match self.plan.actions.get(&inst) {
                None => {
                    if self.func.insts[inst].kind.is_terminator() {
                        self.pass(inst, now, params);
                    }
                    self.out.push(inst);
                }
                Some(&Action::Read(var, mem)) => {
                    let value = self.get(now, var);
                    let value = self.read(self.plan.vars[var].ty, mem, value);
                    self.aliases.set(self.func.result(inst), value);
                }
                Some(&Action::Write(var, mem)) => {
                    let InstKind::Store { value, .. } = self.func.insts[inst].kind else { continue };
                    let value = self.written(self.plan.vars[var].ty, mem, value);
                    self.set(now, var, value);
                }
                Some(Action::Clear { vars, keep }) => {
                    for &var in vars {
                        let zero = self.emit(zero_kind(self.plan.vars[var].ty));
                        self.set(now, var, zero);
                    }
                    if *keep {
                        self.out.push(inst);
                    }
                }
            }
        }
        self.func.blocks[block].insts = std::mem::take(&mut self.out);
    }

    /// Adds the arguments for the new parameters of the blocks that control goes to.
    fn pass(&mut self, terminator: Inst, now: &mut [Option<Value>], params: &Params) {
        let mut kind = self.func.insts[terminator].kind.clone();
        for target in kind.targets_mut() {
            for &(var, _) in &params[target.block] {
                target.args.push(self.get(now, var));
            }
        }
        self.func.insts[terminator].kind = kind;
    }

    fn emit(&mut self, kind: InstKind) -> Value {
        let ty = result_type(self.func, &kind).expect("only what has a type of its own is made here");
        let inst = self.func.make_inst(kind, &[ty], self.pos);
        self.out.push(inst);
        self.func.result(inst)
    }

    fn get(&mut self, now: &mut [Option<Value>], var: usize) -> Value {
        if let Some(local) = self.plan.vars[var].local {
            return self.emit(InstKind::LocalGet(local));
        }
        match now[var] {
            Some(value) => value,
            None => self.emit(zero_kind(self.plan.vars[var].ty)),
        }
    }

    fn set(&mut self, now: &mut [Option<Value>], var: usize, value: Value) {
        match self.plan.vars[var].local {
            Some(local) => {
                let inst = self.func.make_inst(InstKind::LocalSet(local, value), &[], self.pos);
                self.out.push(inst);
            }
            None => now[var] = Some(value),
        }
    }

    /// What a load gives, if the variable has this value.
    fn read(&mut self, ty: Type, mem: Mem, value: Value) -> Value {
        let masked = |rename: &mut Self, mask: i32| {
            let mask = rename.emit(InstKind::Iconst32(mask));
            rename.emit(InstKind::Binary(BinaryOp::And, value, mask))
        };
        match (ty, mem) {
            (Type::I32, Mem::I8S) => self.emit(InstKind::Unary(UnaryOp::Extend8, value)),
            (Type::I32, Mem::I16S) => self.emit(InstKind::Unary(UnaryOp::Extend16, value)),
            (Type::I32, Mem::I8U) => masked(self, 0xff),
            (Type::I32, Mem::I16U) => masked(self, 0xffff),
            (Type::I64, Mem::Len) => self.emit(InstKind::Unary(UnaryOp::Wrap, value)),
            (Type::F64, Mem::I64) | (Type::F32, Mem::I32) => {
                self.emit(InstKind::Unary(UnaryOp::Reinterpret, value))
            }
            _ => value,
        }
    }

    /// The variable's value, if a store stores this one.
    fn written(&mut self, ty: Type, mem: Mem, value: Value) -> Value {
        match (ty, mem) {
            (Type::I64, Mem::Len) => self.emit(InstKind::Unary(UnaryOp::ExtendU, value)),
            (Type::F64, Mem::I64) | (Type::F32, Mem::I32) => {
                self.emit(InstKind::Unary(UnaryOp::Reinterpret, value))
            }
            _ => value,
        }
    }
}
