//! Loops that count get a copy without those bounds checks that cannot fail if they hold at both ends of the count, which
//! is found out in front of the loop.
//!
//! Where they do not hold, the loop runs as it was written: it may be left, or do something that can be seen, before it
//! comes to the index that is out of bounds.

use crate::linear::{Counted, Linear, LoopInfo};
use crate::preheader::{Regions, make_preheaders, preheader};
use crate::repair::{Definitions, repair};
use crate::rotate::append_like;
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntitySet, Pos};
use pontoon_ssa::cfg::Loop;
use pontoon_ssa::func::result_type;
use pontoon_ssa::op::{BinaryOp, Bounds, Check, IntCond, Target, UnaryOp};
use pontoon_ssa::{Block, Cfg, FuncData, Inst, InstKind, Type, Value};

/// Larger loops are not copied.
const MOST_INSTRUCTIONS: usize = 160;
/// Nor are loops when a function has grown by this much.
const MOST_GROWTH: usize = 640;

/// Reports whether a loop was copied.
pub fn run(func: &mut FuncData) -> bool {
    if func.attrs.cold || !has_bounds_check(func) {
        return false;
    }
    let headers: Vec<Block> = innermost(&Cfg::new(func)).into_iter().map(|l| l.header).collect();
    if headers.is_empty() {
        return false;
    }
    make_preheaders(func);
    let mut cfg = Cfg::new(func);
    let mut growth = 0;
    for header in headers {
        let Some(l) = innermost(&cfg).into_iter().find(|l| l.header == header) else { continue };
        let size: usize = l.blocks.iter().map(|&block| func.blocks[block].insts.len()).sum();
        if size > MOST_INSTRUCTIONS || growth + size > MOST_GROWTH || func.blocks[header].cold {
            continue;
        }
        let Some(from) = preheader(func, &cfg, &l) else { continue };
        let regions = Regions::new(func);
        let Some(plan) = plan(&LoopInfo::new(func, &regions, &l), &l, from) else { continue };
        apply(func, &regions, &l, from, &plan);
        growth += size;
        cfg = Cfg::new(func);
    }
    growth > 0
}

fn has_bounds_check(func: &FuncData) -> bool {
    let mut insts = func.layout.iter().flat_map(|&block| &func.blocks[block].insts);
    insts.any(|&inst| matches!(func.insts[inst].kind, InstKind::Check(Check::Bounds { .. }, _)))
}

/// The loops without loops in them.
fn innermost(cfg: &Cfg) -> Vec<Loop> {
    let mut loops = cfg.loops();
    let headers: EntitySet<Block> = loops.iter().map(|l| l.header).collect();
    loops.retain(|l| l.blocks[1..].iter().all(|&block| !headers.contains(block)));
    loops
}

/// Indices that differ by a constant only, and their limit.
struct Group {
    limit: Value,
    strict: bool,
    /// With the smallest constant.
    index: Linear,
    largest: i64,
}

struct Plan {
    counted: Counted,
    groups: Vec<Group>,
    /// The checks that the copy leaves out.
    checks: EntitySet<Inst>,
}

fn plan(info: &LoopInfo, l: &Loop, preheader: Block) -> Option<Plan> {
    let counted = info.counted(l, preheader)?;
    let mut plan = Plan { counted, groups: Vec::new(), checks: EntitySet::new() };
    for &inst in l.blocks.iter().flat_map(|&block| &info.func.blocks[block].insts) {
        let kind = &info.func.insts[inst].kind;
        if kind.is_call() {
            return None;
        }
        let InstKind::Check(Check::Bounds { kind, .. }, args) = kind else { continue };
        let &[index, limit] = args.as_slice() else { continue };
        if info.func.ty(limit) != Type::I32 || !info.is_invariant(limit) {
            continue;
        }
        let Some(index) = info.linear(&counted, index) else { continue };
        plan.add(index, limit, *kind == Bounds::Index);
        plan.checks.insert(inst);
    }
    (!plan.groups.is_empty()).then_some(plan)
}

impl Plan {
    fn add(&mut self, index: Linear, limit: Value, strict: bool) {
        let near = |group: &Group, c: i64| group.index.constant.abs_diff(c) < 1 << 31;
        let group = self.groups.iter_mut().find(|group| {
            group.limit == limit
                && group.strict == strict
                && group.index.turns == index.turns
                && group.index.falls == index.falls
                && group.index.terms == index.terms
                && near(group, index.constant)
        });
        match group {
            Some(group) => {
                group.largest = group.largest.max(index.constant);
                group.index.constant = group.index.constant.min(index.constant);
            }
            None => self.groups.push(Group { limit, strict, largest: index.constant, index }),
        }
    }
}

fn apply(func: &mut FuncData, regions: &Regions, l: &Loop, preheader: Block, plan: &Plan) {
    let jump = func.blocks[preheader].insts.pop().expect("a preheader ends in a jump");
    let mut guard = Guard { func, regions, inside: l.blocks.iter().copied().collect(), block: preheader };
    let holds = guard.all(plan);
    let LoopCopy { blocks, values } = copy_without(func, l, &plan.checks);
    let InstKind::Jump(slow) = func.insts[jump].kind.clone() else {
        pontoon_base::bug!("{preheader} ends in a jump")
    };
    let quick = Target { block: blocks[&l.header], args: slow.args.clone() };
    let pos = func.insts[jump].pos;
    func.append(preheader, InstKind::Branch { cond: holds, then: quick, els: slow }, &[], pos);
    for &block in &l.blocks {
        func.blocks[block].cold = true;
    }
    let cfg = Cfg::new(func);
    for (value, block, other) in values {
        repair(func, &cfg, value, Definitions::from_iter([(block, value), (blocks[&block], other)]));
    }
}

struct LoopCopy {
    blocks: FxHashMap<Block, Block>,
    /// For each value that something outside uses, its block and its copy.
    values: Vec<(Value, Block, Value)>,
}

/// Copies the loop's blocks without some of its instructions.
fn copy_without(func: &mut FuncData, l: &Loop, without: &EntitySet<Inst>) -> LoopCopy {
    let mut blocks: FxHashMap<Block, Block> = FxHashMap::default();
    let mut values: FxHashMap<Value, Value> = FxHashMap::default();
    let mut list = Vec::new();
    for &block in &l.blocks {
        let copy = func.add_block();
        func.blocks[copy].cold = func.blocks[block].cold;
        blocks.insert(block, copy);
        for param in func.blocks[block].params.clone() {
            let ty = func.ty(param);
            let new = func.add_param(copy, ty);
            values.insert(param, new);
            list.push((param, block, new));
        }
    }
    let mut copies = Vec::new();
    for &block in &l.blocks {
        for inst in func.blocks[block].insts.clone() {
            if without.contains(inst) {
                continue;
            }
            let kind = func.insts[inst].kind.clone();
            let new = append_like(func, blocks[&block], inst, kind);
            for (&old, &new) in func.insts[inst].results.iter().zip(&func.insts[new].results) {
                values.insert(old, new);
                list.push((old, block, new));
            }
            copies.push(new);
        }
    }
    for inst in copies {
        let kind = &mut func.insts[inst].kind;
        kind.map_operands(|value| values.get(&value).copied().unwrap_or(value));
        for target in kind.targets_mut() {
            if let Some(&copy) = blocks.get(&target.block) {
                target.block = copy;
            }
        }
    }
    let used = used_outside(func, l, &blocks);
    list.retain(|&(value, ..)| used.contains(value));
    LoopCopy { blocks, values: list }
}

fn used_outside(func: &FuncData, l: &Loop, copies: &FxHashMap<Block, Block>) -> EntitySet<Value> {
    let inside: EntitySet<Block> =
        l.blocks.iter().copied().chain(l.blocks.iter().map(|block| copies[block])).collect();
    let mut used = EntitySet::new();
    for &block in func.layout.iter().filter(|&&block| !inside.contains(block)) {
        for &inst in &func.blocks[block].insts {
            func.insts[inst].kind.for_each_operand(|value| {
                used.insert(value);
            });
        }
    }
    used
}

/// Computes in front of the loop whether all its checks will hold.
struct Guard<'a> {
    func: &'a mut FuncData,
    regions: &'a Regions,
    inside: EntitySet<Block>,
    block: Block,
}

impl Guard<'_> {
    fn emit(&mut self, kind: InstKind) -> Value {
        let ty = result_type(self.func, &kind).expect("arithmetic has a type of its own");
        let inst = self.func.append(self.block, kind, &[ty], Pos::NONE);
        self.func.result(inst)
    }

    fn int(&mut self, c: i64) -> Value {
        self.emit(InstKind::Iconst64(c))
    }

    fn binary(&mut self, op: BinaryOp, a: Value, b: Value) -> Value {
        self.emit(InstKind::Binary(op, a, b))
    }

    /// An invariant value, made again if it is made in the loop.
    fn available(&mut self, value: Value) -> Value {
        if !self.regions.block_of(value).is_some_and(|block| self.inside.contains(block)) {
            return value;
        }
        let kind = match self.func.def_kind(value) {
            Some(&InstKind::Unary(op, a)) => InstKind::Unary(op, self.available(a)),
            Some(kind) => kind.clone(),
            None => pontoon_base::bug!("{value} is not the same on every turn"),
        };
        self.emit(kind)
    }

    /// An invariant value as an i64.
    fn wide(&mut self, value: Value, signed: bool) -> Value {
        let value = self.available(value);
        if self.func.ty(value) == Type::I64 {
            return value;
        }
        self.emit(InstKind::Unary(if signed { UnaryOp::ExtendS } else { UnaryOp::ExtendU }, value))
    }

    /// `sum` with the counter, or with what falls, at a value.
    fn at(&mut self, sum: &Linear, counter: Value, constant: i64) -> Value {
        let mut total = self.int(constant);
        for &(term, factor) in &sum.terms {
            let term = self.wide(term, true);
            let term = self.times(term, factor);
            total = self.binary(BinaryOp::Iadd, term, total);
        }
        let factor = sum.turns + sum.falls;
        if factor != 0 {
            let part = self.times(counter, factor);
            total = self.binary(BinaryOp::Iadd, part, total);
        }
        total
    }

    fn times(&mut self, value: Value, factor: i64) -> Value {
        if factor == 1 {
            return value;
        }
        let factor = self.int(factor);
        self.binary(BinaryOp::Imul, value, factor)
    }

    /// With start and end less than 2^31 apart and the smallest index not negative and small, no sum in between wraps: all
    /// indices lie between the smallest and the largest.
    fn all(&mut self, plan: &Plan) -> Value {
        let Counted { start, limit, inclusive, signed, falling, may_wrap, counter } = plan.counted;
        let start = self.wide(start, signed);
        let end = self.wide(limit, signed);
        let mut last = end;
        if !inclusive {
            let minus = self.int(-1);
            last = self.binary(BinaryOp::Iadd, end, minus);
        }
        let distance = self.binary(BinaryOp::Isub, last, start);
        let most = self.int(1 << 31);
        let mut holds = self.emit(InstKind::Icmp(IntCond::Ult, distance, most));
        if may_wrap {
            let (most, cond) = match (self.func.ty(counter), signed) {
                (Type::I64, true) => (1 << 62, IntCond::Slt),
                (Type::I64, false) => (1 << 62, IntCond::Ult),
                (_, true) => (i64::from(i32::MAX) - 64, IntCond::Slt),
                (_, false) => (i64::from(u32::MAX) - 64, IntCond::Ult),
            };
            let most = self.int(most);
            let far_from_end = self.emit(InstKind::Icmp(cond, last, most));
            holds = self.binary(BinaryOp::And, holds, far_from_end);
        }
        if falling.is_some() {
            // What falls stays above the start, so it does not wrap either.
            let zero = self.int(0);
            let small = self.emit(InstKind::Icmp(IntCond::Sge, start, zero));
            holds = self.binary(BinaryOp::And, holds, small);
        }
        for group in &plan.groups {
            let limit = self.wide(group.limit, false);
            let cond = if group.strict { IntCond::Ult } else { IntCond::Ule };
            let smallest = self.at(&group.index, start, group.index.constant);
            let in_bounds = self.emit(InstKind::Icmp(cond, smallest, limit));
            holds = self.binary(BinaryOp::And, holds, in_bounds);
            if group.index.turns + group.index.falls != 0 || group.largest != group.index.constant {
                let at_most = if group.index.falls == 0 { last } else { end };
                let largest = self.at(&group.index, at_most, group.largest);
                let in_bounds = self.emit(InstKind::Icmp(cond, largest, limit));
                holds = self.binary(BinaryOp::And, holds, in_bounds);
            }
        }
        holds
    }
}
