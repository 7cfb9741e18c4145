//! Mutable locals for values that are live across a point: values that are never live together may share one.
//!
//! Pointers share only with pointers, so that a frame's words are pointers or not once and for all.

use super::live::live_out;
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntityId, EntitySet};
use pontoon_ssa::{Cfg, FuncData, Local, Type, Value};

/// The local of each value that has one.
pub type Colors = FxHashMap<Value, Local>;

struct Coloring<'a> {
    func: &'a mut FuncData,
    numbers: FxHashMap<Value, usize>,
    values: Vec<Value>,
    /// For each value those that are live where it is made, and the other way round.
    meets: Vec<EntitySet<Number>>,
    colors: Colors,
    /// Locals made here, by type.
    locals: Vec<(Type, Local)>,
}

pontoon_base::entity! {
    /// A value that wants a local.
    struct Number, "n"
}

/// Gives every value of `wanted` a local.
pub fn color(func: &mut FuncData, cfg: &Cfg, wanted: &EntitySet<Value>) -> Colors {
    let values: Vec<Value> = wanted.iter().collect();
    let numbers = values.iter().enumerate().map(|(i, &value)| (value, i)).collect();
    let meets = vec![EntitySet::new(); values.len()];
    let mut coloring =
        Coloring { func, numbers, values, meets, colors: Colors::default(), locals: Vec::new() };
    coloring.find_meetings(cfg);
    coloring.choose_all(cfg);
    coloring.colors
}

impl Coloring<'_> {
    fn find_meetings(&mut self, cfg: &Cfg) {
        let live_out = live_out(self.func, cfg);
        for &block in &cfg.order {
            let mut live: EntitySet<Number> = EntitySet::new();
            for value in live_out[block].iter() {
                self.numbers.get(&value).map(|&n| live.insert(Number::new(n)));
            }
            for i in (0..self.func.blocks[block].insts.len()).rev() {
                let inst = self.func.blocks[block].insts[i];
                for r in 0..self.func.insts[inst].results.len() {
                    self.made(self.func.insts[inst].results[r], &mut live);
                }
                let numbers = &self.numbers;
                self.func.insts[inst].kind.for_each_operand(|value| {
                    numbers.get(&value).map(|&n| live.insert(Number::new(n)));
                });
            }
            // Parameters are set together, before any of them is looked at.
            let params = self.func.blocks[block].params.clone();
            for &param in &params {
                self.numbers.get(&param).map(|&n| live.insert(Number::new(n)));
            }
            for &param in &params {
                self.made(param, &mut live);
            }
        }
    }

    /// What is live meets a value that is made here.
    fn made(&mut self, value: Value, live: &mut EntitySet<Number>) {
        let Some(&n) = self.numbers.get(&value) else { return };
        let own = Number::new(n);
        live.remove(own);
        for other in live.iter() {
            self.meets[other.index()].insert(own);
        }
        self.meets[n].union_with(live);
    }

    fn choose_all(&mut self, cfg: &Cfg) {
        let hints = self.hints(cfg);
        for &block in &cfg.order {
            let made: Vec<Value> = self.func.blocks[block]
                .params
                .iter()
                .copied()
                .chain(
                    self.func.blocks[block]
                        .insts
                        .iter()
                        .flat_map(|&inst| self.func.insts[inst].results.iter().copied()),
                )
                .collect();
            for value in made {
                if let Some(&n) = self.numbers.get(&value) {
                    self.choose(n, hints.get(&value).map_or(&[], |hints| hints.as_slice()));
                }
            }
        }
    }

    /// Arguments and the parameters that they are passed for: with one local the move vanishes.
    fn hints(&self, cfg: &Cfg) -> FxHashMap<Value, Vec<Value>> {
        let mut hints: FxHashMap<Value, Vec<Value>> = FxHashMap::default();
        for &block in &cfg.order {
            let Some(end) = self.func.terminator(block) else { continue };
            for target in self.func.insts[end].kind.targets() {
                for (&arg, &param) in target.args.iter().zip(&self.func.blocks[target.block].params) {
                    hints.entry(arg).or_default().push(param);
                    hints.entry(param).or_default().push(arg);
                }
            }
        }
        hints
    }

    fn choose(&mut self, n: usize, hints: &[Value]) {
        let value = self.values[n];
        let ty = self.func.ty(value);
        let taken: Vec<Local> = self.meets[n]
            .iter()
            .filter_map(|other| self.colors.get(&self.values[other.index()]))
            .copied()
            .collect();
        let hinted = hints.iter().filter_map(|hint| self.colors.get(hint)).copied();
        let hinted = hinted.filter(|&local| self.func.locals[local] == ty);
        let known = self.locals.iter().filter(|&&(of, _)| of == ty).map(|&(_, local)| local);
        let free = hinted.chain(known).find(|local| !taken.contains(local));
        let local = free.unwrap_or_else(|| {
            let local = self.func.locals.push(ty);
            self.locals.push((ty, local));
            local
        });
        self.colors.insert(value, local);
    }
}
