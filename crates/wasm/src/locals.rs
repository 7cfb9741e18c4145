//! Locals for values: live ranges that do not meet share one, and what an edge moves gets the same local on both
//! sides where that can be, so that the move vanishes.
//!
//! Values have one definition that dominates their uses, so walking the blocks in dominance order and giving each
//! definition the first local that is free there never needs more locals than are live at once. Parameters of
//! blocks are set by every edge to the block, but what they may not share a local with is the same on all of them:
//! what is live into the block.

use crate::code::{Block, Code, Val};
use crate::graph::Graph;
use crate::stackify::Step;
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntityId, SecondaryMap, bug};
use wasm_encoder::ValType;

/// The locals of a function.
pub struct Locals {
    /// The types of those after the parameters, in order.
    pub types: Vec<ValType>,
    of_value: SecondaryMap<Val, u32>,
    of_var: Vec<u32>,
}

const NONE: u32 = u32::MAX;

impl Locals {
    pub fn of_value(&self, v: Val) -> u32 {
        let local = self.of_value[v];
        if local == NONE {
            bug!("{v} has no local");
        }
        local
    }

    pub fn of_var(&self, var: crate::code::Var) -> u32 {
        self.of_var[var.index()]
    }
}

/// A run of steps without branches, by its place: the body of a block, or the moves of an edge.
type Range = (usize, usize);

/// What a range is the code of.
#[derive(Clone, Copy)]
enum Place {
    Body(Block),
    Edge(Block, u32),
}

#[derive(Clone, Default)]
struct Segment {
    range: Range,
    live_in: Bits,
    live_out: Bits,
}

#[derive(Clone, Default, PartialEq)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(len: usize) -> Bits {
        Bits(vec![0; len.div_ceil(64)])
    }

    fn get(&self, i: usize) -> bool {
        self.0[i / 64] & (1 << (i % 64)) != 0
    }

    fn set(&mut self, i: usize) {
        self.0[i / 64] |= 1 << (i % 64);
    }

    fn clear(&mut self, i: usize) {
        self.0[i / 64] &= !(1 << (i % 64));
    }

    /// Adds all of `other`; reports whether that changed this set.
    fn union(&mut self, other: &Bits) -> bool {
        let mut changed = false;
        for (a, b) in self.0.iter_mut().zip(&other.0) {
            changed |= b & !*a != 0;
            *a |= b;
        }
        changed
    }

    fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.0.iter().enumerate().flat_map(|(i, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(i * 64 + bit)
            })
        })
    }
}

/// What the steps get from and set in locals.
enum Use {
    Get(Val),
    Set(Val),
}

fn use_of(step: &Step) -> Option<Use> {
    match *step {
        Step::Get(v) | Step::ArgGet { arg: v, .. } => Some(Use::Get(v)),
        Step::Set(v) | Step::Tee(v) | Step::ArgSet { param: v, .. } => Some(Use::Set(v)),
        _ => None,
    }
}

struct Allocator<'a> {
    code: &'a Code,
    graph: &'a Graph,
    steps: &'a [Step],
    /// Bodies by block, edges by block and number.
    bodies: FxHashMap<Block, Segment>,
    edges: FxHashMap<(Block, u32), Range>,
    /// Values that are live from one segment to another, numbered.
    wide: SecondaryMap<Val, u32>,
    wide_vals: Vec<Val>,
    /// The color of each value; colors are numbered, parameters of the function first.
    color: SecondaryMap<Val, u32>,
    color_ty: Vec<ValType>,
    color_uses: Vec<u32>,
    busy: Vec<bool>,
    /// Parameters of blocks that a value is moved to.
    moved_to: FxHashMap<Val, Vec<Val>>,
}

/// Chooses a local for every value that `steps` keep in one.
pub fn allocate(code: &Code, graph: &Graph, steps: &[Step]) -> Locals {
    let mut a = Allocator {
        code,
        graph,
        steps,
        bodies: FxHashMap::default(),
        edges: FxHashMap::default(),
        wide: SecondaryMap::with_default(NONE),
        wide_vals: Vec::new(),
        color: SecondaryMap::with_default(NONE),
        color_ty: Vec::new(),
        color_uses: Vec::new(),
        busy: Vec::new(),
        moved_to: FxHashMap::default(),
    };
    a.find_segments();
    a.liveness();
    a.color_all();
    if cfg!(debug_assertions) {
        a.verify();
    }
    a.number()
}

impl Allocator<'_> {
    fn find_segments(&mut self) {
        // The segment in which a value was met: none, one, or several.
        let mut seen: SecondaryMap<Val, u32> = SecondaryMap::with_default(NONE);
        let mut current: Option<(usize, Place)> = None;
        let mut number = 0;
        // Parameters come from outside.
        for &param in &self.code.params {
            seen[param] = number;
        }
        let steps = self.steps;
        let mut end = |current: Option<(usize, Place)>, to| match current {
            Some((from, Place::Body(block))) => {
                let segment = Segment { range: (from, to), ..Segment::default() };
                self.bodies.insert(block, segment);
            }
            Some((from, Place::Edge(block, n))) => drop(self.edges.insert((block, n), (from, to))),
            None => {}
        };
        for (i, step) in steps.iter().enumerate() {
            let next = match *step {
                Step::Body(block) => Some(Place::Body(block)),
                Step::Edge(block, n) => Some(Place::Edge(block, n)),
                _ => None,
            };
            if let Some(next) = next {
                number += 1;
                end(current.replace((i, next)), i);
            }
            if let Some(Use::Get(v) | Use::Set(v)) = use_of(step) {
                match seen[v] {
                    NONE => seen[v] = number,
                    known if known == number => {}
                    _ if self.wide[v] == NONE => {
                        self.wide[v] = self.wide_vals.len() as u32;
                        self.wide_vals.push(v);
                    }
                    _ => {}
                }
            }
            if let Step::ArgGet { arg, param } = *step {
                self.moved_to.entry(arg).or_default().push(param);
            }
        }
        end(current, steps.len());
    }

    /// Where the moves of an edge are, if it has any.
    fn moves(&self, block: Block, n: usize) -> Option<Range> {
        let (from, to) = *self.edges.get(&(block, n as u32))?;
        self.steps[from..to].iter().any(|step| use_of(step).is_some()).then_some((from, to))
    }

    /// The set of what is live before `range`, given what is live after it.
    fn live_before(&self, range: Range, live: &mut Bits) {
        for step in self.steps[range.0..range.1].iter().rev() {
            match use_of(step) {
                Some(Use::Get(v)) if self.wide[v] != NONE => live.set(self.wide[v] as usize),
                Some(Use::Set(v)) if self.wide[v] != NONE => live.clear(self.wide[v] as usize),
                _ => {}
            }
        }
    }

    fn liveness(&mut self) {
        let len = self.wide_vals.len();
        for segment in self.bodies.values_mut() {
            segment.live_in = Bits::new(len);
            segment.live_out = Bits::new(len);
        }
        let mut changed = true;
        let mut first = true;
        while changed {
            changed = false;
            for &block in self.graph.order.iter().rev() {
                let mut out = Bits::new(len);
                for (n, edge) in self.code.blocks[block].term.edges().enumerate() {
                    let after = &self.bodies[&edge.to].live_in;
                    let Some(range) = self.moves(block, n) else {
                        out.union(after);
                        continue;
                    };
                    let mut live = after.clone();
                    self.live_before(range, &mut live);
                    out.union(&live);
                }
                // What is live where the middle of a block exits to is defined before the exits, so it may be
                // taken as live at the end.
                for to in self.code.exits(block) {
                    out.union(&self.bodies[&to].live_in);
                }
                if first || out != self.bodies[&block].live_out {
                    let mut live = out.clone();
                    self.live_before(self.bodies[&block].range, &mut live);
                    let segment = self.bodies.get_mut(&block).expect("was there just now");
                    changed |= segment.live_in != live;
                    segment.live_in = live;
                    segment.live_out = out;
                }
            }
            first = false;
        }
    }

    fn color_all(&mut self) {
        for (n, &param) in self.code.params.iter().enumerate() {
            self.color[param] = n as u32;
            self.color_ty.push(self.code.vals[param].ty);
        }
        // Mutable locals share with nothing.
        self.color_ty.extend(self.code.vars.values().copied());
        self.color_uses = vec![0; self.color_ty.len()];
        self.busy = vec![false; self.color_ty.len()];
        let (code, graph) = (self.code, self.graph);
        // Coloring changes only colors.
        let bodies = std::mem::take(&mut self.bodies);
        for &block in &graph.order {
            self.color_segment(&bodies[&block]);
            for (n, edge) in code.blocks[block].term.edges().enumerate() {
                let Some(range) = self.moves(block, n) else { continue };
                let live_out = bodies[&edge.to].live_in.clone();
                let mut live_in = live_out.clone();
                self.live_before(range, &mut live_in);
                self.color_segment(&Segment { range, live_in, live_out });
            }
        }
        self.bodies = bodies;
    }

    fn color_segment(&mut self, segment: &Segment) {
        self.busy.fill(false);
        for var in 0..self.code.vars.len() {
            self.busy[self.code.params.len() + var] = true;
        }
        for i in segment.live_in.iter() {
            let color = self.color[self.wide_vals[i]];
            if color == NONE {
                bug!("{} is live before it is set", self.wide_vals[i]);
            }
            self.busy[color as usize] = true;
        }
        // The last gets in this segment of what is not live behind it.
        let mut last: FxHashMap<Val, usize> = FxHashMap::default();
        let (start, end) = segment.range;
        for i in (start..end).rev() {
            if let Some(Use::Get(v)) = use_of(&self.steps[i]) {
                let wide = self.wide[v];
                if wide == NONE || !segment.live_out.get(wide as usize) {
                    last.entry(v).or_insert(i);
                }
            }
        }
        for i in start..end {
            match use_of(&self.steps[i]) {
                Some(Use::Get(v)) => {
                    let color = self.color[v] as usize;
                    self.color_uses[color] += 1;
                    if last.get(&v) == Some(&i) {
                        self.busy[color] = false;
                    }
                }
                Some(Use::Set(v)) => {
                    if self.color[v] == NONE {
                        let source = match self.steps[i] {
                            Step::ArgSet { arg, .. } => Some(arg),
                            _ => None,
                        };
                        self.color[v] = self.choose(v, source);
                    }
                    let color = self.color[v] as usize;
                    self.color_uses[color] += 1;
                    self.busy[color] = true;
                }
                None => {}
            }
        }
    }

    /// A free color for `v`: one that spares a move if there is one.
    fn choose(&mut self, v: Val, source: Option<Val>) -> u32 {
        let ty = self.code.vals[v].ty;
        let wishes = self.moved_to.get(&v).into_iter().flatten().copied().chain(source);
        for wish in wishes {
            let color = self.color[wish];
            if color != NONE && !self.busy[color as usize] && self.color_ty[color as usize] == ty {
                return color;
            }
        }
        let free = (0..self.color_ty.len()).find(|&c| !self.busy[c] && self.color_ty[c] == ty);
        free.unwrap_or_else(|| {
            self.color_ty.push(ty);
            self.color_uses.push(0);
            self.busy.push(false);
            self.color_ty.len() - 1
        }) as u32
    }

    /// Follows every path and sees that each local holds the value that is got from it.
    fn verify(&self) {
        let mut before: FxHashMap<Block, Vec<Option<Val>>> = FxHashMap::default();
        let mut start: Vec<Option<Val>> = vec![None; self.color_ty.len()];
        for (local, &param) in start.iter_mut().zip(&self.code.params) {
            *local = Some(param);
        }
        before.insert(self.code.entry, start);
        let mut changed = true;
        while changed {
            changed = false;
            for &block in &self.graph.order {
                let Some(mut held) = before.get(&block).cloned() else { continue };
                let mut reached: Vec<(Block, Vec<Option<Val>>)> = Vec::new();
                self.follow(self.bodies[&block].range, &mut held, &mut reached);
                for (n, edge) in self.code.blocks[block].term.edges().enumerate() {
                    let mut held = held.clone();
                    if let Some(range) = self.moves(block, n) {
                        self.follow(range, &mut held, &mut reached);
                    }
                    reached.push((edge.to, held));
                }
                for (to, held) in reached {
                    let Some(known) = before.get_mut(&to) else {
                        before.insert(to, held);
                        changed = true;
                        continue;
                    };
                    for (known, now) in known.iter_mut().zip(held) {
                        if known.is_some() && *known != now {
                            *known = None;
                            changed = true;
                        }
                    }
                }
            }
        }
        // Now that nothing changes any more, what is got is what is held on all paths.
        for (&block, held) in &before {
            let mut held = held.clone();
            self.check_gets(self.bodies[&block].range, &mut held);
            for n in 0..self.code.blocks[block].term.edges().count() {
                if let Some(range) = self.moves(block, n) {
                    self.check_gets(range, &mut held.clone());
                }
            }
        }
    }

    /// What the locals hold after a range of steps; adds what they hold where it is left in its middle.
    fn follow(&self, range: Range, held: &mut [Option<Val>], left: &mut Vec<(Block, Vec<Option<Val>>)>) {
        for step in &self.steps[range.0..range.1] {
            if let Some(Use::Set(v)) = use_of(step) {
                held[self.color[v] as usize] = Some(v);
            }
            if let Step::Inst(inst) = *step
                && let Some(to) = self.code.insts[inst].op.exit()
            {
                left.push((to, held.to_vec()));
            }
        }
    }

    fn check_gets(&self, range: Range, held: &mut [Option<Val>]) {
        for step in &self.steps[range.0..range.1] {
            match use_of(step) {
                Some(Use::Get(v)) if held[self.color[v] as usize] != Some(v) => {
                    bug!(
                        "{v} is got from local {} which holds {:?}",
                        self.color[v],
                        held[self.color[v] as usize]
                    );
                }
                Some(Use::Set(v)) => held[self.color[v] as usize] = Some(v),
                _ => {}
            }
        }
    }

    /// Numbers the colors so that there are few runs of types and the most used ones have short numbers.
    fn number(mut self) -> Locals {
        let params = self.code.params.len();
        for step in self.steps {
            if let Step::Inst(inst) = step {
                use crate::code::Op;
                if let Op::VarGet(var) | Op::VarSet(var) | Op::VarTee(var) = self.code.insts[*inst].op {
                    self.color_uses[params + var.index()] += 1;
                }
            }
        }
        let mut by_type: Vec<(ValType, u32)> = Vec::new();
        for color in params..self.color_ty.len() {
            let (ty, uses) = (self.color_ty[color], self.color_uses[color]);
            match by_type.iter_mut().find(|(t, _)| *t == ty) {
                Some((_, sum)) => *sum += uses,
                None => by_type.push((ty, uses)),
            }
        }
        by_type.sort_by_key(|&(_, uses)| std::cmp::Reverse(uses));
        let rank = |color: &usize| by_type.iter().position(|&(ty, _)| ty == self.color_ty[*color]);
        let mut order: Vec<usize> =
            (params..self.color_ty.len()).filter(|&color| self.color_uses[color] > 0).collect();
        order.sort_by_key(|color| (rank(color), std::cmp::Reverse(self.color_uses[*color])));
        let mut local_of_color: Vec<u32> = vec![NONE; self.color_ty.len()];
        for (n, local) in local_of_color.iter_mut().enumerate().take(params) {
            *local = n as u32;
        }
        for (n, &color) in order.iter().enumerate() {
            local_of_color[color] = (params + n) as u32;
        }
        let mut of_value = SecondaryMap::with_default(NONE);
        for v in self.code.vals.keys() {
            if self.color[v] != NONE {
                of_value[v] = local_of_color[self.color[v] as usize];
            }
        }
        Locals {
            types: order.iter().map(|&color| self.color_ty[color]).collect(),
            of_value,
            of_var: (0..self.code.vars.len()).map(|var| local_of_color[params + var]).collect(),
        }
    }
}
