//! Who calls whom, and the functions in an order in which callees come before their callers.

use crate::entities::Func;
use crate::op::InstKind;
use crate::program::Program;
use pontoon_base::{EntityId, EntitySet, SecondaryMap};

/// The calls of a program that name their callee. Calls through the table are none of them.
pub struct CallGraph {
    callees: SecondaryMap<Func, Vec<Func>>,
}

/// Functions that call each other, directly or not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Component {
    pub funcs: Vec<Func>,
    /// Each of them may run while another call of it has not returned.
    pub recursive: bool,
}

impl CallGraph {
    /// Direct calls, and calls of panic functions by checks. With `mentions`, a function that takes another's place in the
    /// table counts as calling it.
    pub fn new(program: &Program, mentions: bool) -> CallGraph {
        let mut callees: SecondaryMap<Func, Vec<Func>> = SecondaryMap::with_len(program.funcs.len());
        for (id, func) in program.funcs.iter() {
            let mut seen = EntitySet::new();
            for &inst in func.layout.iter().flat_map(|&block| &func.blocks[block].insts) {
                let callee = match &func.insts[inst].kind {
                    InstKind::Call { func, .. } | InstKind::TryCall { func, .. } => Some(*func),
                    InstKind::FuncIndex(func) if mentions => Some(*func),
                    InstKind::Check(check, _) => program.panic_func(check.panic_func()),
                    _ => None,
                };
                if let Some(callee) = callee
                    && seen.insert(callee)
                {
                    callees[id].push(callee);
                }
            }
        }
        CallGraph { callees }
    }

    /// In order of first mention, each once.
    pub fn callees(&self, func: Func) -> &[Func] {
        &self.callees[func]
    }

    /// All functions by components, callees before callers.
    pub fn components(&self, program: &Program) -> Vec<Component> {
        let callees = |func: Func| self.callees(func);
        let groups = strongly_connected(program.funcs.keys(), program.funcs.len(), Func::index, callees);
        let component = |funcs: Vec<Func>| {
            let recursive = funcs.len() > 1 || self.callees(funcs[0]).contains(&funcs[0]);
            Component { funcs, recursive }
        };
        groups.into_iter().map(component).collect()
    }
}

/// The strongly connected components of a graph, those that are reached before those that reach them (Tarjan, "Depth-First
/// Search and Linear Graph Algorithms", without recursion). Nodes have indices below `len`.
pub(crate) fn strongly_connected<'g, K: Copy + 'g>(
    nodes: impl Iterator<Item = K>,
    len: usize,
    index: impl Fn(K) -> usize,
    callees: impl Fn(K) -> &'g [K],
) -> Vec<Vec<K>> {
    const NONE: u32 = u32::MAX;
    /// The lowest number reached from a node whose component is complete.
    const DONE: u32 = u32::MAX;
    let (mut number, mut low) = (vec![NONE; len], vec![NONE; len]);
    let (mut open, mut found, mut next) = (Vec::new(), Vec::new(), 0);
    for root in nodes {
        if number[index(root)] != NONE {
            continue;
        }
        let mut stack = vec![(root, 0)];
        while let Some((node, at)) = stack.last_mut() {
            let (own, place) = (index(*node), *at);
            if number[own] == NONE {
                (number[own], low[own]) = (next, next);
                next += 1;
                open.push(*node);
            }
            if let Some(&callee) = callees(*node).get(place) {
                *at += 1;
                let to = index(callee);
                if number[to] == NONE {
                    stack.push((callee, 0));
                } else if low[to] != DONE {
                    low[own] = low[own].min(number[to]);
                }
                continue;
            }
            stack.pop();
            if let Some(&(caller, _)) = stack.last() {
                let caller = index(caller);
                low[caller] = low[caller].min(low[own]);
            }
            if low[own] == number[own] {
                let start = open.iter().rposition(|&open| index(open) == own).unwrap_or(0);
                let members: Vec<K> = open.split_off(start);
                members.iter().for_each(|&member| low[index(member)] = DONE);
                found.push(members);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse_program;

    #[test]
    fn callees_come_first_and_cycles_stand_together() {
        let text = "
            func a() {
            b0:
                call b()
                call d()
                return
            }
            func b() {
            b0:
                call c()
                return
            }
            func c() {
            b0:
                call b()
                return
            }
            func d() {
            b0:
                call d()
                return
            }
            func e() {
            b0:
                return
            }";
        let program = parse_program(text).expect("the text is right");
        let name = |func: &Func| program.funcs[*func].name.as_str();
        let found: Vec<(String, bool)> = CallGraph::new(&program, false)
            .components(&program)
            .iter()
            .map(|component| (component.funcs.iter().map(name).collect(), component.recursive))
            .collect();
        let wanted = [("bc", true), ("d", true), ("a", false), ("e", false)];
        assert_eq!(found, wanted.map(|(names, recursive)| (names.to_string(), recursive)));
    }
}
