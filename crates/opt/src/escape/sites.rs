//! Allocations: which calls are some, how large the objects are, and whether one place on the stack is enough for all
//! objects of one of them.

use crate::escape::flow::Flow;
use pontoon_base::EntitySet;
use pontoon_ssa::func::{Alloc, SlotData, ValueDef};
use pontoon_ssa::{Block, Cfg, FuncData, Inst, InstKind, Program, Value};

/// Larger objects stay on the heap, as gc's do that have no name.
const MAX_SIZE: u64 = 64 << 10;

/// The layout of what a call allocates, if that is what it does and it would fit the stack.
pub fn layout(program: &Program, func: &FuncData, inst: Inst) -> Option<SlotData> {
    let InstKind::Call { func: callee, args } = &func.insts[inst].kind else { return None };
    let alloc = program.funcs[*callee].attrs.alloc?;
    if let Alloc::Buffer(size) = alloc {
        let none = matches!(func.def_kind(args[0]), Some(InstKind::Null));
        return none.then_some(SlotData { size, align: 8 });
    }
    let &InstKind::DataAddr(descriptor, 0) = func.def_kind(args[0])? else { return None };
    let bytes = &program.data[descriptor].bytes;
    let size = u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?);
    let align = u32::from(*bytes.get(Alloc::ALIGN_OFFSET)?);
    let count = match alloc {
        Alloc::Object | Alloc::Buffer(_) => 1,
        Alloc::Array => {
            let (len, cap) = (func.int_const(args[1])?, func.int_const(args[2])?);
            if len < 0 || len > cap {
                return None;
            }
            u64::try_from(cap).ok()?
        }
    };
    let size = size.checked_mul(count).filter(|size| (1..=MAX_SIZE).contains(size))?;
    Some(SlotData { size: size as u32, align: align.max(1) })
}

/// Whether the call takes a buffer, instead of giving an object.
pub fn is_buffer(program: &Program, func: &FuncData, inst: Inst) -> bool {
    match func.insts[inst].kind {
        InstKind::Call { func: callee, .. } => {
            matches!(program.funcs[callee].attrs.alloc, Some(Alloc::Buffer(_)))
        }
        _ => false,
    }
}

/// Where control may go within a function, calls that leave included.
pub struct Paths<'a> {
    func: &'a FuncData,
    cfg: Cfg,
}

impl<'a> Paths<'a> {
    pub fn new(func: &'a FuncData) -> Paths<'a> {
        Paths { func, cfg: Cfg::new(func) }
    }

    pub fn is_reachable(&self, block: Block) -> bool {
        self.cfg.is_reachable(block)
    }

    /// Whether the objects of an allocation never need to exist at the same time: once it runs again, the earlier one
    /// cannot be reached any more.
    pub fn one_at_a_time(&self, flow: &Flow, site: usize, block: Block) -> bool {
        if !self.repeats(block) {
            return true;
        }
        let inst = flow.sites[site];
        !flow.is_in_frame(site)
            && !flow.values_reaching(site).any(|value| self.is_live_before(value, inst, block))
    }

    /// Whether control may come to a block again.
    fn repeats(&self, block: Block) -> bool {
        let mut seen: EntitySet<Block> = EntitySet::new();
        let mut work = vec![block];
        while let Some(from) = work.pop() {
            let landing = self.func.landing.filter(|_| self.may_leave(from));
            for to in self.func.successors(from).into_iter().chain(landing) {
                if to == block {
                    return true;
                }
                if seen.insert(to) {
                    work.push(to);
                }
            }
        }
        false
    }

    fn may_leave(&self, block: Block) -> bool {
        self.func.blocks[block].insts.iter().any(|&inst| {
            let kind = &self.func.insts[inst].kind;
            kind.is_call() || matches!(kind, InstKind::Check(..) | InstKind::Leave)
        })
    }

    /// Whether a value is known in front of an instruction of a block and used there or later.
    fn is_live_before(&self, value: Value, inst: Inst, block: Block) -> bool {
        let insts = |block: Block| &self.func.blocks[block].insts;
        let place = |inst: Inst, block: Block| insts(block).iter().position(|&other| other == inst);
        let Some(at) = place(inst, block) else { return false };
        let (home, made) = match self.func.values[value].def {
            ValueDef::Param(home, _) => (home, None),
            ValueDef::Result(by, _) => {
                let home = self.cfg.order.iter().copied().find(|&block| place(by, block).is_some());
                match home {
                    Some(home) => (home, place(by, home)),
                    None => return false,
                }
            }
        };
        if !self.cfg.is_reachable(home)
            || !self.cfg.dominates(home, block)
            || home == block && made.is_some_and(|made| made >= at)
        {
            return false;
        }
        let mut live_out: EntitySet<Block> = EntitySet::new();
        let mut work: Vec<Block> = Vec::new();
        for &user in &self.cfg.order {
            let uses = |&inst: &Inst| {
                let mut found = false;
                self.func.insts[inst].kind.for_each_operand(|operand| found |= operand == value);
                found
            };
            if user == block && insts(block)[at..].iter().any(uses) {
                return true;
            }
            if user != home && insts(user).iter().any(uses) {
                work.push(user);
            }
        }
        while let Some(user) = work.pop() {
            for &pred in &self.cfg.preds[user] {
                if live_out.insert(pred) && pred != home {
                    work.push(pred);
                }
            }
        }
        live_out.contains(block)
    }
}
