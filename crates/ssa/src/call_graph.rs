//! Who calls whom, and the functions in an order in which callees come before their callers.

use crate::entities::Func;
use crate::op::InstKind;
use crate::program::Program;
use pontoon_base::{EntitySet, SecondaryMap};

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

    /// All functions by components, callees before callers (Tarjan, "Depth-First Search and Linear Graph Algorithms").
    pub fn components(&self, program: &Program) -> Vec<Component> {
        let mut walk =
            Walk { graph: self, number: SecondaryMap::new(), next: 0, open: Vec::new(), found: Vec::new() };
        for func in program.funcs.keys() {
            if walk.number[func].is_none() {
                walk.visit(func);
            }
        }
        walk.found
    }
}

struct Walk<'a> {
    graph: &'a CallGraph,
    /// The order of discovery and the lowest one reached; `DONE` when the function's component is complete.
    number: SecondaryMap<Func, Option<(u32, u32)>>,
    next: u32,
    open: Vec<Func>,
    found: Vec<Component>,
}

const DONE: u32 = u32::MAX;

impl Walk<'_> {
    fn enter(&mut self, func: Func, stack: &mut Vec<(Func, usize)>) {
        self.number[func] = Some((self.next, self.next));
        self.next += 1;
        self.open.push(func);
        stack.push((func, 0));
    }

    fn lower(&mut self, func: Func, low: u32) {
        if let Some((_, own)) = &mut self.number[func] {
            *own = low.min(*own);
        }
    }

    fn visit(&mut self, root: Func) {
        let mut stack = Vec::new();
        self.enter(root, &mut stack);
        while let Some((func, at)) = stack.last_mut() {
            let func = *func;
            if let Some(&callee) = self.graph.callees(func).get(*at) {
                *at += 1;
                match self.number[callee] {
                    None => self.enter(callee, &mut stack),
                    Some((number, low)) if low != DONE => self.lower(func, number),
                    Some(_) => {}
                }
                continue;
            }
            stack.pop();
            let Some((number, low)) = self.number[func] else { continue };
            if let Some(&(caller, _)) = stack.last() {
                self.lower(caller, low);
            }
            if low == number {
                self.close(func);
            }
        }
    }

    /// The component whose first function is `func` is complete.
    fn close(&mut self, func: Func) {
        let start = self.open.iter().rposition(|&open| open == func).unwrap_or(0);
        let funcs = self.open.split_off(start);
        for &func in &funcs {
            self.number[func] = Some((DONE, DONE));
        }
        let recursive = funcs.len() > 1 || self.graph.callees(func).contains(&func);
        self.found.push(Component { funcs, recursive });
    }
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
