//! The order in which package-level variables are initialized, and cycles in it (types2's initorder.go).

use crate::checker::Checker;
use pontoon_base::hash::FxHashMap;
use pontoon_types::Obj;
use pontoon_types::object::ObjKind;
use pontoon_types::package::Initializer;
use std::collections::BTreeSet;

/// A variable or constant, or a function until those are eliminated.
struct Node {
    obj: Obj,
    is_func: bool,
    is_const: bool,
    /// Who mentions it.
    pred: BTreeSet<usize>,
    /// What it mentions.
    succ: BTreeSet<usize>,
}

impl Checker<'_> {
    /// Orders initializers by what they depend on, given what each variable and function mentions, and reports
    /// variables that depend on themselves.
    pub(crate) fn order_initializers(
        &mut self,
        vars: &[Obj],
        initializers: &[Initializer],
        deps: &FxHashMap<Obj, Vec<Obj>>,
    ) -> Vec<Initializer> {
        let world = self.world;
        let mut nodes: Vec<Node> = Vec::new();
        let mut index: FxHashMap<Obj, usize> = FxHashMap::default();
        let mut objs: Vec<Obj> = vars.to_vec();
        let is_var = |obj: Obj| matches!(world.obj(obj).kind, ObjKind::Var(_));
        objs.extend(deps.keys().copied().filter(|&obj| !is_var(obj)));
        objs.sort_by_key(|&obj| world.obj(obj).pos);
        for obj in objs {
            let is_func = matches!(world.obj(obj).kind, ObjKind::Func(_));
            let is_const = matches!(world.obj(obj).kind, ObjKind::Const { .. });
            index.insert(obj, nodes.len());
            nodes.push(Node { obj, is_func, is_const, pred: BTreeSet::new(), succ: BTreeSet::new() });
        }
        for i in 0..nodes.len() {
            for dep in deps.get(&nodes[i].obj).into_iter().flatten() {
                if let Some(&j) = index.get(dep) {
                    nodes[i].succ.insert(j);
                    nodes[j].pred.insert(i);
                }
            }
        }
        eliminate_functions(&mut nodes);

        let of: FxHashMap<Obj, usize> = initializers
            .iter()
            .enumerate()
            .flat_map(|(i, initializer)| initializer.lhs.iter().map(move |&obj| (obj, i)))
            .collect();
        let mut emitted = vec![false; initializers.len()];
        let mut order = Vec::with_capacity(initializers.len());
        let mut open: Vec<usize> = nodes.iter().map(|node| node.succ.len()).collect();
        // Constants first, then by number of open dependencies, then in source order.
        let key = |open: &[usize], i: usize| (!nodes[i].is_const, open[i], i);
        let mut queue: BTreeSet<(bool, usize, usize)> =
            (0..nodes.len()).filter(|&i| !nodes[i].is_func).map(|i| key(&open, i)).collect();
        while let Some((_, count, i)) = queue.pop_first() {
            let obj = nodes[i].obj;
            if count > 0
                && let Some(cycle) = self.find_path(deps, obj, obj, &mut Vec::new())
            {
                self.report_init_cycle(&cycle);
            }
            for &p in &nodes[i].pred {
                if queue.remove(&key(&open, p)) {
                    open[p] = open[p].saturating_sub(1);
                    queue.insert(key(&open, p));
                }
            }
            if let Some(&initializer) = of.get(&obj)
                && !std::mem::replace(&mut emitted[initializer], true)
            {
                order.push(initializers[initializer].clone());
            }
        }
        order
    }

    /// The way from one object to another through what they mention, backwards.
    fn find_path(
        &self,
        deps: &FxHashMap<Obj, Vec<Obj>>,
        from: Obj,
        to: Obj,
        seen: &mut Vec<Obj>,
    ) -> Option<Vec<Obj>> {
        if seen.contains(&from) {
            return None;
        }
        seen.push(from);
        let mut next = deps.get(&from).cloned().unwrap_or_default();
        next.sort_by_key(|&obj| self.world.obj(obj).pos);
        for dep in next {
            if dep == to {
                return Some(vec![dep]);
            }
            if let Some(mut path) = self.find_path(deps, dep, to, seen) {
                path.push(dep);
                return Some(path);
            }
        }
        None
    }

    fn report_init_cycle(&mut self, cycle: &[Obj]) {
        const CODE: &str = "invalid-init-cycle";
        let world = self.world;
        let data = |obj: Obj| world.obj(obj);
        let mut obj = cycle[0];
        let name = data(obj).name;
        if cycle.len() == 1 {
            let message = format!("initialization cycle: {name} refers to itself");
            return self.error(data(obj).pos, CODE, message);
        }
        let mut message = format!("initialization cycle for {name}");
        for &next in cycle.iter().rev() {
            let at = self.pos_text(data(obj).pos);
            message.push_str(&format!("\n\t{at}: {} refers to {}", data(obj).name, data(next).name));
            obj = next;
        }
        self.error(data(cycle[0]).pos, CODE, message);
    }
}

/// Connects what mentions a function with what the function mentions, cheapest functions first.
fn eliminate_functions(nodes: &mut [Node]) {
    let mut funcs: Vec<usize> = (0..nodes.len()).filter(|&i| nodes[i].is_func).collect();
    funcs.sort_by_key(|&i| nodes[i].pred.len() * nodes[i].succ.len());
    for f in funcs {
        let pred = std::mem::take(&mut nodes[f].pred);
        let succ = std::mem::take(&mut nodes[f].succ);
        for &p in pred.iter().filter(|&&p| p != f) {
            for &s in succ.iter().filter(|&&s| s != f) {
                nodes[p].succ.insert(s);
                nodes[s].pred.insert(p);
            }
            nodes[p].succ.remove(&f);
        }
        for &s in succ.iter().filter(|&&s| s != f) {
            nodes[s].pred.remove(&f);
        }
    }
}
