//! Loops that count, and numbers that are linear in the counter.

use crate::preheader::Regions;
use pontoon_base::EntitySet;
use pontoon_ssa::cfg::Loop;
use pontoon_ssa::func::ValueDef;
use pontoon_ssa::op::{BinaryOp, IntCond, UnaryOp};
use pontoon_ssa::{Block, FuncData, InstKind, Value};
use std::ops::RangeInclusive;

/// How far definitions are followed.
const DEPTH: u32 = 8;

/// A loop whose counter goes up by constant steps as long as it stays below a limit, or at most at it. It tests at the
/// bottom; it may be left in other places too.
///
/// As signed or unsigned numbers, see `signed`, the counter's values do not wrap unless `may_wrap` and the limit is
/// close to the end of the type's numbers.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// A parameter of the header.
    pub counter: Value,
    /// What it is on the first turn.
    pub start: Value,
    pub limit: Value,
    /// Whether the counter may be the limit.
    pub inclusive: bool,
    pub signed: bool,
    /// A parameter of the header that begins as the limit and goes down by one: the next counter is compared with the next
    /// one of these.
    pub falling: Option<Value>,
    /// Whether the counter could jump over the last number of its type.
    pub may_wrap: bool,
}

/// What is known of a loop.
pub struct LoopInfo<'a> {
    pub func: &'a FuncData,
    pub regions: &'a Regions,
    pub inside: EntitySet<Block>,
}

impl<'a> LoopInfo<'a> {
    pub fn new(func: &'a FuncData, regions: &'a Regions, l: &Loop) -> LoopInfo<'a> {
        LoopInfo { func, regions, inside: l.blocks.iter().copied().collect() }
    }

    /// Whether a value is the same on every turn: it is made in front of the loop, or can be.
    pub fn is_invariant(&self, value: Value) -> bool {
        if !self.regions.block_of(value).is_some_and(|block| self.inside.contains(block)) {
            return true;
        }
        match self.func.def_kind(value) {
            Some(&InstKind::Unary(UnaryOp::Wrap | UnaryOp::ExtendS | UnaryOp::ExtendU, a)) => {
                self.is_invariant(a)
            }
            Some(kind) => kind.is_const(),
            None => false,
        }
    }

    /// How the loop counts, if it does.
    pub fn counted(&self, l: &Loop, preheader: Block) -> Option<Counted> {
        let func = self.func;
        let &[latch] = l.latches.as_slice() else { return None };
        let InstKind::Branch { cond, then, els } = &func.insts[func.terminator(latch)?].kind else {
            return None;
        };
        let (back, stays) = match (then.block == l.header, els.block == l.header) {
            (true, false) => (then, true),
            (false, true) => (els, false),
            _ => return None,
        };
        let &InstKind::Icmp(cond, a, b) = func.def_kind(*cond)? else { return None };
        let cond = if stays { cond } else { crate::fold::inverse(cond) };
        let (cond, next, limit) = match cond {
            IntCond::Slt | IntCond::Sle | IntCond::Ult | IntCond::Ule => (cond, a, b),
            IntCond::Sgt => (IntCond::Slt, b, a),
            IntCond::Sge => (IntCond::Sle, b, a),
            IntCond::Ugt => (IntCond::Ult, b, a),
            IntCond::Uge => (IntCond::Ule, b, a),
            _ => return None,
        };
        let InstKind::Jump(entry) = &func.insts[func.terminator(preheader)?].kind else { return None };
        // A parameter of the header that changes by these steps, with what it is at first.
        let stepping = |next: Value, steps: RangeInclusive<i64>| {
            let &InstKind::Binary(BinaryOp::Iadd, param, by) = func.def_kind(next)? else { return None };
            let ValueDef::Param(block, at) = func.values[param].def else { return None };
            let steps = steps.contains(&func.int_const(by)?);
            (steps && block == l.header && back.args[at as usize] == next)
                .then(|| (param, entry.args[at as usize]))
        };
        let (counter, start) = stepping(next, 1..=64)?;
        let inclusive = matches!(cond, IntCond::Sle | IntCond::Ule);
        let (limit, falling) = if self.is_invariant(limit) {
            (limit, None)
        } else {
            let (falling, first) = stepping(limit, -1..=-1).filter(|_| !inclusive)?;
            (first, Some(falling))
        };
        let signed = matches!(cond, IntCond::Slt | IntCond::Sle);
        let may_wrap = inclusive || stepping(next, 1..=1).is_none();
        Some(Counted { counter, start, limit, inclusive, signed, falling, may_wrap })
    }

    /// A number as a sum, if it is one. What an i32 is extended from or an i64 wrapped to is looked through at the outside:
    /// the sum is right if it is a small number that is not negative.
    pub fn linear(&self, counted: &Counted, value: Value) -> Option<Linear> {
        let inner = match self.func.def_kind(value) {
            Some(&InstKind::Unary(UnaryOp::Wrap | UnaryOp::ExtendS | UnaryOp::ExtendU, a))
                if !self.is_invariant(value) && a != counted.counter && Some(a) != counted.falling =>
            {
                a
            }
            _ => value,
        };
        let mut sum = Linear::default();
        self.add(counted, inner, 1, DEPTH, &mut sum)?;
        sum.terms.sort();
        sum.terms.dedup_by(|b, a| {
            let same = a.0 == b.0;
            if same {
                a.1 = a.1.wrapping_add(b.1);
            }
            same
        });
        let one = sum.turns == 0 || sum.falls == 0;
        (one && (0..1 << 31).contains(&sum.turns) && (0..1 << 31).contains(&sum.falls)).then_some(sum)
    }

    fn add(&self, counted: &Counted, value: Value, by: i64, depth: u32, sum: &mut Linear) -> Option<()> {
        if value == counted.counter {
            sum.turns = sum.turns.checked_add(by)?;
            return Some(());
        }
        if Some(value) == counted.falling {
            sum.falls = sum.falls.checked_add(by)?;
            return Some(());
        }
        if let Some(c) = self.func.int_const(value) {
            sum.constant = sum.constant.wrapping_add(c.wrapping_mul(by));
            return Some(());
        }
        if self.is_invariant(value) {
            sum.terms.push((value, by));
            return Some(());
        }
        let depth = depth.checked_sub(1)?;
        match *self.func.def_kind(value)? {
            InstKind::Binary(BinaryOp::Iadd, a, b) => {
                self.add(counted, a, by, depth, sum)?;
                self.add(counted, b, by, depth, sum)
            }
            InstKind::Binary(BinaryOp::Isub, a, b) => {
                self.add(counted, a, by, depth, sum)?;
                self.add(counted, b, by.checked_neg()?, depth, sum)
            }
            InstKind::Binary(BinaryOp::Imul, a, b) => {
                let c = self.func.int_const(b)?;
                self.add(counted, a, by.checked_mul(c)?, depth, sum)
            }
            InstKind::Binary(BinaryOp::Shl, a, b) => {
                let c = self.func.int_const(b).filter(|c| (0..31).contains(c))?;
                self.add(counted, a, by.checked_mul(1 << c)?, depth, sum)
            }
            // Neither the counter nor what falls wraps.
            InstKind::Unary(UnaryOp::ExtendS, a) if counted.signed => self.add_extended(counted, a, by, sum),
            InstKind::Unary(UnaryOp::ExtendU, a) if !counted.signed => self.add_extended(counted, a, by, sum),
            _ => None,
        }
    }

    fn add_extended(&self, counted: &Counted, value: Value, by: i64, sum: &mut Linear) -> Option<()> {
        let changes = value == counted.counter || Some(value) == counted.falling;
        changes.then(|| self.add(counted, value, by, 0, sum)).flatten()
    }
}

/// `turns * counter + falls * falling + Σ factor * term + constant`, with one of the first two.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Linear {
    pub turns: i64,
    pub falls: i64,
    /// Invariant values, sorted, with what they are multiplied by. An i32 counts as a signed number.
    pub terms: Vec<(Value, i64)>,
    pub constant: i64,
}
