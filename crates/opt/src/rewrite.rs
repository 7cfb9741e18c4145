//! What several passes need to change a function: values that stand for others, and the removal of what is unused.

use pontoon_base::{EntitySet, SecondaryMap};
use pontoon_ssa::{Cfg, FuncData, Value};

/// Which values stand for others. Chains are followed.
pub struct Aliases {
    map: SecondaryMap<Value, Option<Value>>,
}

impl Aliases {
    pub fn new() -> Aliases {
        Aliases { map: SecondaryMap::new() }
    }

    /// From now on `value` is `other`, which must not resolve to `value`.
    pub fn set(&mut self, value: Value, other: Value) {
        self.map[value] = Some(other);
    }

    pub fn resolve(&mut self, value: Value) -> Value {
        let mut end = value;
        while let Some(next) = self.map[end] {
            end = next;
        }
        let mut at = value;
        while let Some(next) = self.map[at] {
            if next != end {
                self.map[at] = Some(end);
            }
            at = next;
        }
        end
    }
}

/// Puts what the aliases stand for into every operand.
pub fn resolve_all(func: &mut FuncData, aliases: &mut Aliases) {
    for &block in &func.layout {
        for &inst in &func.blocks[block].insts {
            func.insts[inst].kind.map_operands(|value| aliases.resolve(value));
        }
    }
}

/// Lays the blocks out so that each one stands behind those that dominate it.
pub fn order_blocks(func: &mut FuncData) {
    if func.is_defined() {
        func.layout = Cfg::new(func).order;
    }
}

/// Removes instructions without effect whose results nothing uses.
pub fn remove_unused(func: &mut FuncData) -> bool {
    let mut live: EntitySet<Value> = EntitySet::new();
    let mut work = Vec::new();
    for &block in &func.layout {
        for &inst in &func.blocks[block].insts {
            let kind = &func.insts[inst].kind;
            if kind.has_effect() {
                kind.for_each_operand(|value| {
                    if live.insert(value) {
                        work.push(value);
                    }
                });
            }
        }
    }
    while let Some(value) = work.pop() {
        if let Some(kind) = func.def_kind(value).filter(|kind| !kind.has_effect()) {
            kind.for_each_operand(|value| {
                if live.insert(value) {
                    work.push(value);
                }
            });
        }
    }
    let mut changed = false;
    for &block in &func.layout {
        let insts = &func.insts;
        let list = &mut func.blocks[block].insts;
        let before = list.len();
        list.retain(|&inst| {
            insts[inst].kind.has_effect() || insts[inst].results.iter().any(|&value| live.contains(value))
        });
        changed |= list.len() != before;
    }
    changed
}
