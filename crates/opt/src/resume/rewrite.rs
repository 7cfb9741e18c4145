//! Cuts a function at its points and puts spilling and restoring around it.

use super::color::{Colors, color};
use super::live::{Point, is_made_again};
use super::{FRAME_HEADER, Frame, to};
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntitySet, Pos, bug};
use pontoon_ssa::builder::zero_kind;
use pontoon_ssa::cfg::Loop;
use pontoon_ssa::func::ValueDef;
use pontoon_ssa::op::{BinaryOp, IntCond, Mem, Target};
use pontoon_ssa::program::Leaving;
use pontoon_ssa::{Block, Cfg, Data, FuncData, Inst, InstKind, Local, Type, Value};

struct Rewrite<'a> {
    func: &'a mut FuncData,
    leaving: &'a Leaving,
    colors: Colors,
    /// The number of the point at which the function is left, if it has several.
    point: Option<Local>,
    /// The number of the point that is being gone back to; zero while the function runs.
    target: Local,
    /// Blocks that take up at each point.
    resumes: Vec<Block>,
}

/// Rewrites a function that has points; `info` describes its frames.
pub fn run(func: &mut FuncData, leaving: &Leaving, info: Data, points: Vec<Point>) -> Frame {
    let cfg = Cfg::new(func);
    let loops: Vec<Loop> = cfg.loops();
    let mut wanted = EntitySet::new();
    for point in &points {
        wanted.union_with(&point.live);
    }
    let own: Vec<Local> = func.locals.keys().collect();
    // No word of the heap: an i32.
    func.frame = (!func.slots.is_empty()).then(|| func.locals.push(Type::I32));
    let colors = color(func, &cfg, &wanted);
    let mut kept: Vec<Local> = func.locals.keys().collect();
    kept.sort_by_key(|&local| (func.locals[local] != Type::Ptr, local));
    let frame = frame(func, &own, &kept, &colors, &points);

    let point = (points.len() > 1).then(|| func.locals.push(Type::I32));
    let target = func.locals.push(Type::I32);
    let mut rewrite = Rewrite { func, leaving, colors, point, target, resumes: Vec::new() };
    rewrite.use_locals(&cfg);
    let spill = rewrite.spill(info, &kept);
    let landing = rewrite.landing(spill);
    rewrite.cut(&points, &loops, spill);
    rewrite.enter(&points, &loops, &kept, landing);
    func.is_resumable = true;
    frame
}

fn frame(func: &FuncData, own: &[Local], kept: &[Local], colors: &Colors, points: &[Point]) -> Frame {
    let pointers: Vec<Local> =
        kept.iter().copied().take_while(|&local| func.locals[local] == Type::Ptr).collect();
    let mask = |point: &Point| {
        let live: Vec<Local> = point.live.iter().filter_map(|value| colors.get(&value)).copied().collect();
        pointers.iter().map(|local| own.contains(local) || live.contains(local)).collect()
    };
    let words = kept.iter().map(|&local| words(func.locals[local])).sum();
    Frame { pointers: pointers.len(), words, masks: points.iter().map(mask).collect() }
}

/// The words of eight bytes that a value takes in a frame.
fn words(ty: Type) -> usize {
    if ty == Type::V128 { 2 } else { 1 }
}

impl Rewrite<'_> {
    fn inst(&mut self, kind: InstKind, results: &[Type]) -> Inst {
        self.func.make_inst(kind, results, Pos::NONE)
    }

    /// An instruction at the end of a block, with its result.
    fn value(&mut self, block: Block, kind: InstKind, ty: Type) -> Value {
        let inst = self.func.append(block, kind, &[ty], Pos::NONE);
        self.func.result(inst)
    }

    fn append(&mut self, block: Block, kind: InstKind) {
        self.func.append(block, kind, &[], Pos::NONE);
    }

    fn cold_block(&mut self) -> Block {
        let block = self.func.add_block();
        self.func.blocks[block].cold = true;
        block
    }

    /// Lets every value with a local live there: it is set where the value is made and got where it is used.
    fn use_locals(&mut self, cfg: &Cfg) {
        let entry = self.func.entry();
        for &block in &cfg.order {
            let old = std::mem::take(&mut self.func.blocks[block].insts);
            let mut new: Vec<Inst> = Vec::with_capacity(old.len());
            if block == entry {
                for param in self.func.blocks[block].params.clone() {
                    self.set_local(param, &mut new);
                }
            }
            for inst in old {
                if let [result] = self.func.insts[inst].results[..]
                    && is_made_again(self.func, result)
                {
                    continue;
                }
                self.moves(inst, entry, &mut new);
                self.use_operands(inst, &mut new);
                new.push(inst);
                for result in self.func.insts[inst].results.clone() {
                    self.set_local(result, &mut new);
                }
            }
            self.func.blocks[block].insts = new;
        }
        for &block in cfg.order.iter().filter(|&&block| block != entry) {
            let colors = &self.colors;
            self.func.blocks[block].params.retain(|param| !colors.contains_key(param));
            for (i, &param) in self.func.blocks[block].params.iter().enumerate() {
                self.func.values[param].def = ValueDef::Param(block, i as u32);
            }
        }
    }

    fn set_local(&mut self, value: Value, new: &mut Vec<Inst>) {
        if let Some(&local) = self.colors.get(&value) {
            new.push(self.inst(InstKind::LocalSet(local, value), &[]));
        }
    }

    /// What stands for a value where it is used.
    fn used(&mut self, value: Value, new: &mut Vec<Inst>) -> Value {
        let kind = match self.colors.get(&value) {
            Some(&local) => InstKind::LocalGet(local),
            None if is_made_again(self.func, value) => match self.func.def_kind(value) {
                Some(kind) => kind.clone(),
                None => bug!("{value} is made by nothing"),
            },
            None => return value,
        };
        let ty = self.func.ty(value);
        let inst = self.inst(kind, &[ty]);
        new.push(inst);
        self.func.result(inst)
    }

    fn use_operands(&mut self, inst: Inst, new: &mut Vec<Inst>) {
        let mut operands = Vec::new();
        self.func.insts[inst].kind.for_each_operand(|value| operands.push(value));
        let mut used = Vec::with_capacity(operands.len());
        for value in operands {
            used.push(self.used(value, new));
        }
        let mut used = used.into_iter();
        self.func.insts[inst].kind.map_operands(|_| {
            used.next().unwrap_or_else(|| bug!("an instruction's operands are walked alike"))
        });
    }

    /// Arguments for parameters that live in locals are put there on the way. Only the entry's parameters stay.
    fn moves(&mut self, inst: Inst, entry: Block, new: &mut Vec<Inst>) {
        let is_jump = matches!(self.func.insts[inst].kind, InstKind::Jump(_));
        let mut targets: Vec<Target> =
            self.func.insts[inst].kind.targets_mut().into_iter().map(|target| target.clone()).collect();
        for target in targets.iter_mut().filter(|target| target.block != entry) {
            let params = self.func.blocks[target.block].params.clone();
            let moved: Vec<(Value, Local)> = params
                .iter()
                .zip(&target.args)
                .filter_map(|(param, &arg)| self.colors.get(param).map(|&local| (arg, local)))
                .collect();
            if moved.is_empty() {
                continue;
            }
            let mut kept = params.iter().map(|param| !self.colors.contains_key(param));
            target.args.retain(|_| kept.next().unwrap_or(true));
            if is_jump {
                self.get_args(target, new);
                self.set_all(&moved, new);
                continue;
            }
            let way = self.func.add_block();
            let mut insts = Vec::new();
            self.get_args(target, &mut insts);
            self.set_all(&moved, &mut insts);
            let jump = self.inst(InstKind::Jump(std::mem::replace(target, to(way))), &[]);
            self.use_operands(jump, &mut insts);
            insts.push(jump);
            self.func.blocks[way].insts = insts;
        }
        for (place, target) in self.func.insts[inst].kind.targets_mut().into_iter().zip(targets) {
            *place = target;
        }
    }

    /// Gets the arguments that stay, before a local that has one of them is set to what its next owner is.
    fn get_args(&mut self, target: &mut Target, new: &mut Vec<Inst>) {
        for arg in &mut target.args {
            *arg = self.used(*arg, new);
        }
    }

    /// Sets locals at once: everything is got before anything is set.
    fn set_all(&mut self, moved: &[(Value, Local)], new: &mut Vec<Inst>) {
        let needed: Vec<(Value, Local)> =
            moved.iter().copied().filter(|(arg, local)| self.colors.get(arg) != Some(local)).collect();
        let values: Vec<(Value, Local)> =
            needed.into_iter().map(|(arg, local)| (self.used(arg, new), local)).collect();
        for (value, local) in values.into_iter().rev() {
            new.push(self.inst(InstKind::LocalSet(local, value), &[]));
        }
    }

    /// The block that makes a frame and leaves.
    fn spill(&mut self, info: Data, kept: &[Local]) -> Block {
        let block = self.cold_block();
        let info = self.value(block, InstKind::DataAddr(info, 0), Type::Ptr);
        let point = match self.point {
            Some(local) => InstKind::LocalGet(local),
            None => InstKind::Iconst32(1),
        };
        let point = self.value(block, point, Type::I32);
        // The status of what never leaves is not worth a test.
        let kind = InstKind::TryCall { func: self.leaving.push_frame, args: vec![info, point] };
        let call = self.func.append(block, kind, &[Type::Ptr, Type::I32], Pos::NONE);
        let addr = self.func.result(call);
        let mut offset = FRAME_HEADER;
        for &local in kept {
            let ty = self.func.locals[local];
            let value = self.value(block, InstKind::LocalGet(local), ty);
            self.append(block, InstKind::Store { mem: Mem::whole(ty), addr, offset, value });
            offset += 8 * words(ty) as u32;
        }
        self.append(block, InstKind::LeaveSpilled);
        block
    }

    /// The landing: spills if what is leaving leaves with return, and is what it was before if it leaves for good.
    fn landing(&mut self, spill: Block) -> Block {
        let for_good = match self.func.landing {
            Some(landing) => landing,
            None => {
                let block = self.cold_block();
                self.append(block, InstKind::Leave);
                block
            }
        };
        self.func.landing_spills = self.func.landing.is_none();
        let landing = self.cold_block();
        let how = self.value(landing, InstKind::GlobalGet(self.leaving.how), Type::I32);
        let one = self.value(landing, InstKind::Iconst32(1), Type::I32);
        let cond = self.value(landing, InstKind::Icmp(IntCond::Eq, how, one), Type::I32);
        self.append(landing, InstKind::Branch { cond, then: to(spill), els: to(for_good) });
        self.func.landing = Some(landing);
        landing
    }

    /// Cuts blocks behind the points, and makes the blocks in which the function takes up there.
    fn cut(&mut self, points: &[Point], loops: &[Loop], spill: Block) {
        let uses = self.used_values();
        let any_in_loop = points.iter().any(|point| loops.iter().any(|l| l.contains(point.block)));
        let mut rest: FxHashMap<Block, Block> = FxHashMap::default();
        for (i, point) in points.iter().enumerate() {
            let block = rest.get(&point.block).copied().unwrap_or(point.block);
            let insts = &mut self.func.blocks[block].insts;
            let place = insts.iter().position(|&inst| inst == point.inst);
            let place = place.unwrap_or_else(|| bug!("a point is where it was found"));
            let mut tail = insts.split_off(place + 1);
            insts.truncate(place);
            let on = self.func.add_block();
            self.func.blocks[on].cold = self.func.blocks[block].cold;
            rest.insert(point.block, on);
            let resume = self.cold_block();
            self.resumes.push(resume);
            if any_in_loop {
                let zero = self.value(resume, InstKind::Iconst32(0), Type::I32);
                self.append(resume, InstKind::LocalSet(self.target, zero));
            }
            if let Some(local) = self.point {
                let number = self.value(block, InstKind::Iconst32(i as i32 + 1), Type::I32);
                self.append(block, InstKind::LocalSet(local, number));
            }
            if self.func.insts[point.inst].kind == InstKind::Suspend {
                let one = self.value(block, InstKind::Iconst32(1), Type::I32);
                self.append(block, InstKind::GlobalSet(self.leaving.how, one));
                self.append(block, InstKind::Jump(to(spill)));
                self.append(resume, InstKind::Jump(to(on)));
            } else {
                self.func.blocks[block].insts.push(point.inst);
                let (now, later) = self.results(point.inst, on, block, resume, &uses, &mut tail);
                self.append(block, InstKind::Jump(Target { block: on, args: now }));
                self.append(resume, InstKind::Jump(Target { block: on, args: later }));
            }
            self.func.blocks[on].insts = tail;
        }
    }

    /// What a call returns, where it goes on: the results when it returns at once, and those that wait in the results' area
    /// when the function is resumed.
    fn results(
        &mut self,
        inst: Inst,
        on: Block,
        block: Block,
        resume: Block,
        uses: &EntitySet<Value>,
        tail: &mut Vec<Inst>,
    ) -> (Vec<Value>, Vec<Value>) {
        let old = self.func.insts[inst].results.clone();
        let (mut now, mut later) = (Vec::new(), Vec::new());
        for (i, &value) in old.iter().enumerate() {
            let ty = self.func.ty(value);
            let fresh = self.func.values.push(self.func.values[value]);
            self.func.insts[inst].results[i] = fresh;
            if !uses.contains(value) {
                continue;
            }
            let area = InstKind::DataAddr(self.leaving.results, 0);
            let addr = self.value(resume, area, Type::Ptr);
            let load = InstKind::Load { mem: Mem::whole(ty), addr, offset: 8 * i as u32 };
            let loaded = self.value(resume, load, ty);
            if let Some(&local) = self.colors.get(&value) {
                tail.retain(|&set| self.func.insts[set].kind != InstKind::LocalSet(local, value));
                self.append(block, InstKind::LocalSet(local, fresh));
                self.append(resume, InstKind::LocalSet(local, loaded));
                continue;
            }
            let index = self.func.blocks[on].params.len() as u32;
            self.func.blocks[on].params.push(value);
            self.func.values[value].def = ValueDef::Param(on, index);
            now.push(fresh);
            later.push(loaded);
        }
        (now, later)
    }

    fn used_values(&self) -> EntitySet<Value> {
        let mut uses = EntitySet::new();
        for &inst in self.func.layout.iter().flat_map(|&block| &self.func.blocks[block].insts) {
            self.func.insts[inst].kind.for_each_operand(|value| {
                uses.insert(value);
            });
        }
        uses
    }

    /// The new entry: begins the function, or restores a frame and goes to its point.
    fn enter(&mut self, points: &[Point], loops: &[Loop], kept: &[Local], landing: Block) {
        let begin = self.func.entry();
        let entry = self.func.add_block();
        self.func.layout.pop();
        self.func.layout.insert(0, entry);
        let types: Vec<Type> = self.func.sig.params.clone();
        let args: Vec<Value> = types.iter().map(|&ty| self.func.add_param(entry, ty)).collect();
        let frame = self.value(entry, InstKind::GlobalGet(self.leaving.frame), Type::Ptr);
        let null = self.value(entry, InstKind::Null, Type::Ptr);
        let cond = self.value(entry, InstKind::Icmp(IntCond::Ne, frame, null), Type::I32);
        let restore = self.cold_block();
        let els = Target { block: begin, args };
        self.append(entry, InstKind::Branch { cond, then: to(restore), els });

        let null = self.value(restore, InstKind::Null, Type::Ptr);
        self.append(restore, InstKind::GlobalSet(self.leaving.frame, null));
        let mut offset = FRAME_HEADER;
        for &local in kept {
            let ty = self.func.locals[local];
            let value = self.value(restore, InstKind::Load { mem: Mem::whole(ty), addr: frame, offset }, ty);
            self.append(restore, InstKind::LocalSet(local, value));
            offset += 8 * words(ty) as u32;
        }
        let load = InstKind::Load { mem: Mem::I32, addr: frame, offset: 16 };
        let number = self.value(restore, load, Type::I32);
        let dispatch = self.cold_block();
        let how = self.value(restore, InstKind::GlobalGet(self.leaving.how), Type::I32);
        // What was called has left for good meanwhile.
        self.append(restore, InstKind::Branch { cond: how, then: to(landing), els: to(dispatch) });
        let headers = self.headers(points, loops);
        if !headers.is_empty() {
            self.append(dispatch, InstKind::LocalSet(self.target, number));
        }
        let all: Vec<usize> = (0..points.len()).collect();
        self.dispatch(dispatch, number, &all, &|i| {
            loops.iter().rfind(|l| l.contains(points[i].block)).map(|l| headers[&l.header])
        });
        for l in loops {
            let Some(&header) = headers.get(&l.header) else { continue };
            let inside: Vec<usize> = (0..points.len()).filter(|&i| l.contains(points[i].block)).collect();
            let block = self.cold_block();
            let number = self.value(header, InstKind::LocalGet(self.target), Type::I32);
            let args = self.func.blocks[header].params.clone();
            let els = Target { block: l.header, args };
            self.append(header, InstKind::Branch { cond: number, then: to(block), els });
            let number = self.value(block, InstKind::LocalGet(self.target), Type::I32);
            self.dispatch(block, number, &inside, &|i| {
                // The outermost loop within this one.
                let own = loops.iter().position(|other| other.header == l.header)?;
                let inner = loops[..own].iter().rfind(|other| other.contains(points[i].block))?;
                headers.get(&inner.header).copied()
            });
        }
    }

    /// A block in front of the header of each loop that has points, which control comes to instead: a loop is entered through
    /// its header only, so the way to a point within leads through there.
    fn headers(&mut self, points: &[Point], loops: &[Loop]) -> FxHashMap<Block, Block> {
        let mut headers: FxHashMap<Block, Block> = FxHashMap::default();
        for l in loops.iter().filter(|l| points.iter().any(|point| l.contains(point.block))) {
            let front = self.func.add_block();
            for param in self.func.blocks[l.header].params.clone() {
                let ty = self.func.ty(param);
                self.func.add_param(front, ty);
            }
            headers.insert(l.header, front);
        }
        for &block in &self.func.layout {
            let Some(end) = self.func.terminator(block) else { continue };
            for target in self.func.insts[end].kind.targets_mut() {
                if let Some(&front) = headers.get(&target.block) {
                    target.block = front;
                }
            }
        }
        headers
    }

    /// Ends a block by going where the point with this number is: to the header of a loop that contains it, or to it.
    fn dispatch(
        &mut self,
        block: Block,
        number: Value,
        points: &[usize],
        header: &dyn Fn(usize) -> Option<Block>,
    ) {
        let (first, last) = match points {
            [first, .., last] => (*first, *last),
            [only] => (*only, *only),
            [] => bug!("a function with a frame has a point"),
        };
        let way = |this: &mut Self, i: usize| match header(i) {
            None => to(this.resumes[i]),
            Some(front) => {
                let types: Vec<Type> =
                    this.func.blocks[front].params.iter().map(|&param| this.func.ty(param)).collect();
                // Nothing looks at these on this way.
                let args = types.into_iter().map(|ty| this.value(block, zero_kind(ty), ty)).collect();
                Target { block: front, args }
            }
        };
        let default = way(self, last);
        let mut targets = Vec::new();
        for i in first..last {
            targets.push(if points.contains(&i) { way(self, i) } else { default.clone() });
        }
        if targets.iter().all(|target| target.block == default.block) {
            self.append(block, InstKind::Jump(default));
            return;
        }
        let base = self.value(block, InstKind::Iconst32(first as i32 + 1), Type::I32);
        let index = self.value(block, InstKind::Binary(BinaryOp::Isub, number, base), Type::I32);
        self.append(block, InstKind::Switch { index, targets, default });
    }
}
