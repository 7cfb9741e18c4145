//! What comparisons and checks on the way to a place say there of integers and pointers, and what loops say of the
//! variables that they count in.

use crate::fold::is_address;
use crate::range::Ranges;
use pontoon_base::{EntitySet, SecondaryMap};
use pontoon_ssa::func::ValueDef;
use pontoon_ssa::op::{BinaryOp, Bounds, Check, IntCond, UnaryOp};
use pontoon_ssa::{Block, Cfg, FuncData, InstKind, Type, Value};

/// A comparison that holds here.
#[derive(Clone, Copy)]
struct Fact {
    cond: IntCond,
    a: Value,
    b: Value,
}

pub struct Facts {
    facts: Vec<Fact>,
    /// Pointers that are not nil here.
    non_nil: Vec<Value>,
    /// One entry for each thing learned: whether it is in `facts`.
    trail: Vec<bool>,
    /// i64 variables of loops that count up by small steps from a small number that is not negative. They would need
    /// decades to overflow.
    counters: EntitySet<Value>,
}

/// No counter starts above this or takes larger steps.
const SMALL: u64 = 1 << 40;
const STEP: i64 = 1 << 4;

impl Facts {
    pub fn new(func: &FuncData, cfg: &Cfg) -> Facts {
        Facts { facts: Vec::new(), non_nil: Vec::new(), trail: Vec::new(), counters: counters(func, cfg) }
    }

    /// How much is known; for `back_to`.
    pub fn mark(&self) -> usize {
        self.trail.len()
    }

    pub fn back_to(&mut self, mark: usize) {
        while self.trail.len() > mark {
            match self.trail.pop() {
                Some(true) => drop(self.facts.pop()),
                _ => drop(self.non_nil.pop()),
            }
        }
    }

    fn learn(&mut self, cond: IntCond, a: Value, b: Value) {
        self.facts.push(Fact { cond, a, b });
        self.trail.push(true);
    }

    fn learn_non_nil(&mut self, pointer: Value) {
        self.non_nil.push(pointer);
        self.trail.push(false);
    }

    /// Control came to `block` only from `pred`.
    pub fn learn_from_edge(&mut self, func: &FuncData, pred: Block, block: Block) {
        let Some(inst) = func.terminator(pred) else { return };
        let InstKind::Branch { cond, then, els } = &func.insts[inst].kind else { return };
        if then.block == els.block {
            return;
        }
        let taken = then.block == block;
        match func.def_kind(*cond) {
            Some(&InstKind::Icmp(cond, a, b)) => {
                let null = matches!(func.def_kind(b), Some(InstKind::Null));
                let cond = if taken { cond } else { crate::fold::inverse(cond) };
                match (cond, null) {
                    (IntCond::Ne, true) => self.learn_non_nil(a),
                    (_, true) => {}
                    (_, false) => self.learn(cond, a, b),
                }
            }
            Some(&InstKind::Unary(UnaryOp::Eqz, a)) if func.ty(a) == Type::Ptr && !taken => {
                self.learn_non_nil(a)
            }
            _ => {}
        }
    }

    /// The check held.
    pub fn learn_from_check(&mut self, check: Check, args: &[Value]) {
        match (check, args) {
            (Check::Nil, &[a]) => self.learn_non_nil(a),
            (Check::Bounds { kind: Bounds::Index, .. }, &[index, limit]) => {
                self.learn(IntCond::Ult, index, limit)
            }
            (Check::Bounds { .. }, &[index, limit]) => self.learn(IntCond::Ule, index, limit),
            _ => {}
        }
    }

    /// Whether a check cannot fail here.
    pub fn decides(&self, func: &FuncData, check: Check, args: &[Value]) -> bool {
        match (check, args) {
            (Check::Nil, &[a]) => self.non_nil.contains(&a) || is_address(func, a),
            (Check::Shift, &[a]) => self.is_not_negative(func, a),
            (Check::Bounds { kind, .. }, &[index, limit]) => self.in_bounds(func, kind, index, limit),
            _ => false,
        }
    }

    fn in_bounds(&self, func: &FuncData, kind: Bounds, index: Value, limit: Value) -> bool {
        let strict = kind == Bounds::Index;
        // What limits are when they are constants or extended is compared, not which value they are.
        let same = |a: Value, b: Value| {
            stripped(func, a) == stripped(func, b)
                || func.int_const(a).is_some() && func.int_const(a) == func.int_const(b)
        };
        let at_most = |a: Value| match (func.int_const(a), func.int_const(limit)) {
            (Some(a), Some(limit)) => 0 <= a && a <= limit,
            // The check zero-extends an i32 limit itself.
            _ => same(a, limit) || func.def_kind(a) == Some(&InstKind::Unary(UnaryOp::ExtendU, limit)),
        };
        self.facts.iter().any(|fact| {
            // `index < b` or `index ≤ b`, perhaps written the other way.
            let (cond, a, b) = match fact.cond {
                IntCond::Sgt => (IntCond::Slt, fact.b, fact.a),
                IntCond::Sge => (IntCond::Sle, fact.b, fact.a),
                IntCond::Ugt => (IntCond::Ult, fact.b, fact.a),
                IntCond::Uge => (IntCond::Ule, fact.b, fact.a),
                cond => (cond, fact.a, fact.b),
            };
            if !same(a, index) || !at_most(b) {
                return false;
            }
            match cond {
                // The index may be a wider or narrower form of what the fact is about, so it must be small in both.
                IntCond::Slt => self.is_not_negative(func, index) && self.is_not_negative(func, a),
                IntCond::Sle => !strict && self.is_not_negative(func, index) && self.is_not_negative(func, a),
                IntCond::Ult => a == index && not_negative_limit(func, b),
                IntCond::Ule => !strict && a == index && not_negative_limit(func, b),
                _ => false,
            }
        })
    }

    fn is_not_negative(&self, func: &FuncData, value: Value) -> bool {
        let sign = 1u64 << (func.ty(value).bits() - 1);
        if Ranges::new(func).unsigned_max(value) < sign || self.is_counted(func, value) {
            return true;
        }
        if let Some(&InstKind::Unary(UnaryOp::ExtendS, a)) = func.def_kind(value) {
            return self.is_not_negative(func, a);
        }
        self.facts.iter().any(|fact| {
            let c = func.int_const(fact.b);
            fact.a == value
                && match fact.cond {
                    IntCond::Sge | IntCond::Eq => c.is_some_and(|c| c >= 0),
                    IntCond::Sgt => c.is_some_and(|c| c >= -1),
                    // Below a limit that is not negative as an unsigned number.
                    IntCond::Ult | IntCond::Ule => {
                        Ranges::new(func).unsigned_max(fact.b) < sign && func.ty(fact.b) == func.ty(value)
                    }
                    _ => false,
                }
        })
    }

    /// A counter, or one with something small added.
    fn is_counted(&self, func: &FuncData, value: Value) -> bool {
        if self.counters.contains(value) {
            return true;
        }
        match func.def_kind(value) {
            Some(&InstKind::Binary(BinaryOp::Iadd, a, b)) => {
                self.counters.contains(a) && func.int_const(b).is_some_and(|c| (0..=STEP).contains(&c))
            }
            _ => false,
        }
    }
}

/// The limit of a bounds check, which is an i32 that is not negative, or an i64 that must be shown not to be.
fn not_negative_limit(func: &FuncData, limit: Value) -> bool {
    func.ty(limit) == Type::I32 || Ranges::new(func).unsigned_max(limit) < 1 << 63
}

/// What a value was sign-extended from, or zero-extended where that is the same.
fn stripped(func: &FuncData, value: Value) -> Value {
    match func.def_kind(value) {
        Some(&InstKind::Unary(UnaryOp::ExtendS, a)) => a,
        Some(&InstKind::Unary(UnaryOp::ExtendU, a)) if Ranges::new(func).unsigned_bits(a) < 32 => a,
        _ => value,
    }
}

fn counters(func: &FuncData, cfg: &Cfg) -> EntitySet<Value> {
    // The arguments that each parameter gets.
    let mut args: SecondaryMap<Value, Vec<Value>> = SecondaryMap::with_len(func.values.len());
    let mut candidates = Vec::new();
    for &block in &cfg.order {
        let Some(inst) = func.terminator(block) else { continue };
        for target in func.insts[inst].kind.targets() {
            for (&param, &arg) in func.blocks[target.block].params.iter().zip(&target.args) {
                args[param].push(arg);
            }
        }
        if block != func.entry() {
            candidates.extend(func.blocks[block].params.iter().filter(|&&param| func.ty(param) == Type::I64));
        }
    }
    let mut counters: EntitySet<Value> = EntitySet::new();
    for &param in &candidates {
        counters.insert(param);
    }
    // All are until something speaks against it: each argument must be small, a counter, or a counter plus a step.
    let ranges = Ranges::new(func);
    loop {
        let is_one = |counters: &EntitySet<Value>, arg: Value| {
            if ranges.unsigned_max(arg) <= SMALL || counters.contains(arg) {
                return true;
            }
            match func.def_kind(arg) {
                Some(&InstKind::Binary(BinaryOp::Iadd, a, b)) => {
                    counters.contains(a) && func.int_const(b).is_some_and(|c| (0..=STEP).contains(&c))
                }
                _ => false,
            }
        };
        let wrong: Vec<Value> =
            counters.iter().filter(|&param| !args[param].iter().all(|&arg| is_one(&counters, arg))).collect();
        if wrong.is_empty() {
            return counters;
        }
        for param in wrong {
            debug_assert!(matches!(func.values[param].def, ValueDef::Param(..)));
            counters.remove(param);
        }
    }
}
