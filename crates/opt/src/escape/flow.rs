//! Where pointers may point to in one function: an analysis in the manner of Andersen, without regard to order, fields or
//! paths. Objects are what parameters point to, stack slots, and the allocations of the function.

use crate::escape::sites;
use crate::escape::summary::{Place, Summaries, Summary};
use pontoon_base::EntityId;
use pontoon_ssa::op::{BinaryOp, Mem, UnaryOp};
use pontoon_ssa::program::{Reloc, RelocTarget};
use pontoon_ssa::{Data, Func, FuncData, Inst, InstKind, Local, Program, Slot, Type, Value};

/// The number of an object. What lives as long as it likes is one object; for each parameter there are two, then come
/// slots, then allocations.
type Object = u32;

const HEAP: Object = 0;

/// A sorted set; nearly all are tiny.
#[derive(Clone, Default, PartialEq, Debug)]
struct Set(Vec<Object>);

impl Set {
    fn of(object: Object) -> Set {
        Set(vec![object])
    }

    fn insert(&mut self, object: Object) -> bool {
        match self.0.binary_search(&object) {
            Ok(_) => false,
            Err(at) => {
                self.0.insert(at, object);
                true
            }
        }
    }

    fn add_all(&mut self, other: &Set) -> bool {
        let mut changed = false;
        for &object in &other.0 {
            changed |= self.insert(object);
        }
        changed
    }

    fn contains(&self, object: Object) -> bool {
        self.0.binary_search(&object).is_ok()
    }

    fn iter(&self) -> impl Iterator<Item = Object> + '_ {
        self.0.iter().copied()
    }
}

/// Something with a set of objects that it may point to: a value, a local, or the content of an object.
type Node = usize;

/// What an instruction does with pointers.
enum Step {
    Copy {
        to: Node,
        from: Node,
    },
    Load {
        to: Node,
        addr: Node,
    },
    Store {
        addr: Node,
        value: Node,
    },
    /// A copy of memory.
    Move {
        to: Node,
        from: Node,
    },
    Escape(Node),
    Return(Vec<Node>),
    Call {
        func: Func,
        args: Vec<Option<Node>>,
        results: Vec<Option<Node>>,
    },
    /// Of what keeps nothing.
    Borrow {
        args: Vec<Option<Node>>,
        results: Vec<Option<Node>>,
    },
    /// Of a closure, which is the last argument.
    CallClosure {
        args: Vec<Option<Node>>,
        results: Vec<Option<Node>>,
    },
}

/// See the module's comment.
pub struct Flow<'a> {
    program: &'a Program,
    func: &'a FuncData,
    summaries: &'a Summaries,
    sets: Vec<Set>,
    steps: Vec<Step>,
    slots: Object,
    allocs: Object,
    /// The allocations, by object number from `allocs` on.
    pub sites: Vec<Inst>,
    /// Closures without variables, which are static data: their objects come behind those of the allocations.
    statics: Vec<(Data, Func)>,
    contents: Node,
    escaped: Vec<bool>,
    /// The functions of the closures that an object may be.
    codes: Vec<Vec<Func>>,
    results: Vec<Set>,
    invoked: Set,
    /// Closures whose calls by somebody unknown are being looked at: they may call each other.
    invoking: Vec<Object>,
    changed: bool,
}

impl<'a> Flow<'a> {
    /// Analyzes a function, given the summaries of those that it calls. One without a summary so far, in the same
    /// component of the call graph, counts as doing nothing.
    pub fn new(program: &'a Program, func: &'a FuncData, summaries: &'a Summaries) -> Flow<'a> {
        let sites: Vec<Inst> = func
            .layout
            .iter()
            .flat_map(|&block| &func.blocks[block].insts)
            .copied()
            .filter(|&inst| sites::layout(program, func, inst).is_some())
            .collect();
        let slots = 1 + 2 * func.sig.params.len() as Object;
        let allocs = slots + func.slots.len() as Object;
        let statics = static_closures(program, func);
        let objects = allocs as usize + sites.len() + statics.len();
        let contents = func.values.len() + func.locals.len();
        let mut flow = Flow {
            program,
            func,
            summaries,
            sets: vec![Set::default(); contents + objects],
            steps: Vec::new(),
            slots,
            allocs,
            sites,
            contents,
            statics,
            escaped: vec![false; objects],
            codes: vec![Vec::new(); objects],
            results: vec![Set::default(); func.sig.results.len()],
            invoked: Set::default(),
            invoking: Vec::new(),
            changed: true,
        };
        flow.start();
        flow.solve();
        flow
    }

    fn start(&mut self) {
        let func = self.func;
        self.escaped[HEAP as usize] = true;
        self.sets[self.contents].insert(HEAP);
        for (i, &param) in func.blocks[func.entry()].params.iter().enumerate() {
            let (own, below) = (1 + 2 * i as Object, 2 + 2 * i as Object);
            if func.ty(param) == Type::Ptr {
                self.sets[param.index()].insert(own);
            }
            self.sets[self.contents + own as usize].insert(below);
            self.sets[self.contents + below as usize].insert(below);
        }
        for i in 0..self.sites.len() {
            if !sites::is_buffer(self.program, func, self.sites[i]) {
                let value = func.result(self.sites[i]);
                self.sets[value.index()].insert(self.allocs + i as Object);
            }
        }
        for i in 0..self.statics.len() {
            let object = self.first_static() + i;
            self.escaped[object] = true;
            self.codes[object].push(self.statics[i].1);
        }
        for &block in &func.layout {
            for &inst in &func.blocks[block].insts {
                self.inst(inst);
            }
        }
    }

    fn first_static(&self) -> usize {
        self.allocs as usize + self.sites.len()
    }

    // What instructions do.

    fn local(&self, local: Local) -> Node {
        self.func.values.len() + local.index()
    }

    /// Whether a value of the type may be a pointer, or hold one. An integer may be one that was taken from a pointer,
    /// or that is about to be stored where a pointer is wanted.
    fn carries(&self, value: Value) -> bool {
        matches!(self.func.ty(value), Type::Ptr | Type::I64 | Type::I32 | Type::V128)
    }

    fn copy(&mut self, to: Value, from: Value) {
        if self.carries(from) && self.carries(to) {
            self.steps.push(Step::Copy { to: to.index(), from: from.index() });
        }
    }

    fn is(&mut self, value: Value, object: Object) {
        self.sets[value.index()].insert(object);
    }

    fn inst(&mut self, inst: Inst) {
        let func = self.func;
        let data = &func.insts[inst];
        let result = data.results.first().copied();
        for target in data.kind.targets() {
            for (&param, &arg) in func.blocks[target.block].params.iter().zip(&target.args) {
                self.copy(param, arg);
            }
        }
        match (&data.kind, result) {
            (&InstKind::DataAddr(data, offset), Some(v)) => {
                let closure = self.statics.iter().position(|&(closure, _)| closure == data && offset == 0);
                self.is(v, closure.map_or(HEAP, |i| (self.first_static() + i) as Object));
            }
            (InstKind::GlobalGet(_), Some(v)) if func.ty(v) == Type::Ptr => self.is(v, HEAP),
            (&InstKind::SlotAddr(slot), Some(v)) => self.is(v, self.slots + slot.index() as Object),
            (&InstKind::Unary(op, a), Some(v)) => self.unary(op, v, a),
            (&InstKind::Binary(op, a, b), Some(v)) => {
                self.copy(v, a);
                let second = !matches!(
                    op,
                    BinaryOp::PtrAdd
                        | BinaryOp::Shl
                        | BinaryOp::ShrS
                        | BinaryOp::ShrU
                        | BinaryOp::GoShl
                        | BinaryOp::GoShrS
                        | BinaryOp::GoShrU
                );
                if second {
                    self.copy(v, b);
                }
            }
            (&InstKind::Select { a, b, .. }, Some(v)) => {
                self.copy(v, a);
                self.copy(v, b);
            }
            (&InstKind::ExtractI64x2(a, _), Some(v)) => self.copy(v, a),
            (&InstKind::Load { mem, addr, .. }, Some(v)) if may_hold_pointer(mem) => {
                self.steps.push(Step::Load { to: v.index(), addr: addr.index() });
            }
            (&InstKind::Store { mem, addr, value, offset }, _) => self.store(mem, addr, offset, value),
            (&InstKind::MemoryCopy { to, from, .. }, _) => {
                self.steps.push(Step::Move { to: to.index(), from: from.index() });
            }
            (&InstKind::LocalGet(local), Some(v)) => {
                self.steps.push(Step::Copy { to: v.index(), from: self.local(local) });
            }
            (&InstKind::LocalSet(local, value), _) => {
                self.steps.push(Step::Copy { to: self.local(local), from: value.index() });
            }
            (&InstKind::GlobalSet(_, value), _) => self.steps.push(Step::Escape(value.index())),
            (InstKind::Return(values), _) => {
                self.steps.push(Step::Return(values.iter().map(|value| value.index()).collect()));
            }
            (InstKind::Call { func: callee, args }, _) => self.call(inst, *callee, args),
            (&InstKind::CallIndirect { index, ref args, .. }, _) => self.call_indirect(inst, index, args),
            (InstKind::TryCall { args, .. } | InstKind::TryCallIndirect { args, .. }, _) => {
                self.steps.extend(args.iter().map(|arg| Step::Escape(arg.index())));
                self.unknown_results(inst);
            }
            // What a host function is given it does not keep (spec/wasm-boundary.md).
            (InstKind::CallImport { .. }, _) => self.unknown_results(inst),
            _ => {}
        }
    }

    fn unary(&mut self, op: UnaryOp, v: Value, a: Value) {
        match op {
            UnaryOp::Eqz | UnaryOp::Clz | UnaryOp::Ctz | UnaryOp::Popcnt => {}
            // Hidden on purpose: what is found there may be anything.
            UnaryOp::Hide => self.is(v, HEAP),
            UnaryOp::IntToPtr => {
                self.copy(v, a);
                if !self.is_from_pointer(a, 8) {
                    self.is(v, HEAP);
                }
            }
            _ => self.copy(v, a),
        }
    }

    /// Whether an integer was made of a pointer by arithmetic.
    fn is_from_pointer(&self, value: Value, depth: u32) -> bool {
        match self.func.def_kind(value) {
            Some(InstKind::Unary(UnaryOp::PtrToInt, _)) => true,
            Some(&InstKind::Unary(_, a)) => depth > 0 && self.is_from_pointer(a, depth - 1),
            Some(&InstKind::Binary(_, a, b)) => {
                depth > 0 && (self.is_from_pointer(a, depth - 1) || self.is_from_pointer(b, depth - 1))
            }
            _ => false,
        }
    }

    fn store(&mut self, mem: Mem, addr: Value, offset: u32, value: Value) {
        if may_hold_pointer(mem) {
            self.steps.push(Step::Store { addr: addr.index(), value: value.index() });
        }
        if let Some(&InstKind::FuncIndex(code)) = self.func.def_kind(value)
            && offset == 0
        {
            let object = match self.func.def_kind(addr) {
                Some(InstKind::SlotAddr(slot)) => self.slots + slot.index() as Object,
                _ => match self.func.def_inst(addr).and_then(|inst| self.site(inst)) {
                    Some(site) => self.allocs + site as Object,
                    None => return,
                },
            };
            let codes = &mut self.codes[object as usize];
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
    }

    /// The number of an allocation.
    pub fn site(&self, inst: Inst) -> Option<usize> {
        self.sites.iter().position(|&site| site == inst)
    }

    /// The nodes of pointers. An integer that is passed is no pointer any more: the rules of package unsafe say so.
    fn pointers(&self, values: &[Value]) -> Vec<Option<Node>> {
        values.iter().map(|&value| (self.func.ty(value) == Type::Ptr).then(|| value.index())).collect()
    }

    fn unknown_results(&mut self, inst: Inst) {
        for &value in &self.func.insts[inst].results {
            if self.func.ty(value) == Type::Ptr {
                self.is(value, HEAP);
            }
        }
    }

    fn call(&mut self, inst: Inst, callee: Func, args: &[Value]) {
        let mut args = self.pointers(args);
        if let Some(site) = self.site(inst) {
            if !sites::is_buffer(self.program, self.func, inst) {
                return;
            }
            // As if the buffer were there.
            args[0] = Some(self.sets.len());
            self.sets.push(Set::of(self.allocs + site as Object));
        }
        if self.program.funcs[callee].attrs.borrows {
            let results = self.pointers(&self.func.insts[inst].results);
            self.steps.push(Step::Borrow { args, results });
            return;
        }
        if self.program.funcs[callee].is_defined() {
            let results = self.pointers(&self.func.insts[inst].results);
            self.steps.push(Step::Call { func: callee, args, results });
            return;
        }
        self.steps.extend(args.into_iter().flatten().map(Step::Escape));
        self.unknown_results(inst);
    }

    /// The closure that a call calls: its code is loaded from it, and it is the last argument.
    fn called_closure(&self, index: Value, args: &[Value]) -> Option<Value> {
        match self.func.def_kind(index) {
            Some(&InstKind::Load { mem: Mem::Len, addr, offset: 0 }) => {
                args.last().copied().filter(|&last| last == addr)
            }
            _ => None,
        }
    }

    fn call_indirect(&mut self, inst: Inst, index: Value, args: &[Value]) {
        let closure = self.called_closure(index, args);
        let args = self.pointers(args);
        if closure.is_some() {
            let results = self.pointers(&self.func.insts[inst].results);
            self.steps.push(Step::CallClosure { args, results });
            return;
        }
        self.steps.extend(args.into_iter().flatten().map(Step::Escape));
        self.unknown_results(inst);
    }

    // The fixed point.

    fn solve(&mut self) {
        let steps = std::mem::take(&mut self.steps);
        while self.changed {
            self.changed = false;
            for step in &steps {
                self.step(step);
            }
            self.spread();
        }
        self.steps = steps;
    }

    fn add(&mut self, node: Node, objects: &Set) {
        self.changed |= self.sets[node].add_all(objects);
    }

    fn content(&self, object: Object) -> &Set {
        &self.sets[self.contents + object as usize]
    }

    fn escape(&mut self, object: Object) {
        self.changed |= !std::mem::replace(&mut self.escaped[object as usize], true);
    }

    fn escape_all(&mut self, objects: &Set) {
        for object in objects.iter() {
            self.escape(object);
        }
    }

    /// Puts pointers into the objects.
    fn put(&mut self, objects: &Set, pointers: &Set) {
        for object in objects.iter() {
            match object {
                HEAP => self.escape_all(pointers),
                _ => self.add(self.contents + object as usize, pointers),
            }
        }
    }

    /// What is in the objects.
    fn get(&self, objects: &Set) -> Set {
        let mut found = Set::default();
        for object in objects.iter() {
            found.add_all(self.content(object));
        }
        found
    }

    /// What can be reached from the objects by following pointers at least once.
    fn below(&self, objects: &Set) -> Set {
        let mut found = self.get(objects);
        let mut at = 0;
        let mut work = found.0.clone();
        while let Some(&object) = work.get(at) {
            at += 1;
            for next in self.content(object).iter() {
                if found.insert(next) {
                    work.push(next);
                }
            }
        }
        found
    }

    fn step(&mut self, step: &Step) {
        match step {
            &Step::Copy { to, from } => {
                if !self.sets[from].0.is_empty() {
                    let set = self.sets[from].clone();
                    self.add(to, &set);
                }
            }
            &Step::Load { to, addr } => {
                let set = self.get(&self.sets[addr]);
                self.add(to, &set);
            }
            &Step::Store { addr, value } => {
                if !self.sets[value].0.is_empty() {
                    let (objects, pointers) = (self.sets[addr].clone(), self.sets[value].clone());
                    self.put(&objects, &pointers);
                }
            }
            &Step::Move { to, from } => {
                let (objects, pointers) = (self.sets[to].clone(), self.get(&self.sets[from]));
                self.put(&objects, &pointers);
            }
            &Step::Escape(node) => {
                let set = self.sets[node].clone();
                self.escape_all(&set);
            }
            Step::Return(nodes) => {
                for (i, &node) in nodes.iter().enumerate() {
                    if self.func.sig.results[i] == Type::Ptr {
                        let set = self.sets[node].clone();
                        self.changed |= self.results[i].add_all(&set);
                    }
                }
            }
            Step::Call { func, args, results } => {
                let args = self.sets_of(args);
                for (i, set) in self.apply(*func, &args).into_iter().enumerate() {
                    if let Some(node) = results.get(i).copied().flatten() {
                        self.add(node, &set);
                    }
                }
            }
            Step::Borrow { args, results } => {
                let mut found = Set::of(HEAP);
                for set in self.sets_of(args) {
                    found.add_all(&self.below(&set));
                    found.add_all(&set);
                }
                for &node in results.iter().flatten() {
                    self.add(node, &found);
                }
            }
            Step::CallClosure { args, results } => self.call_closure(args, results),
        }
    }

    fn sets_of(&self, nodes: &[Option<Node>]) -> Vec<Set> {
        nodes.iter().map(|node| node.map_or_else(Set::default, |node| self.sets[node].clone())).collect()
    }

    fn call_closure(&mut self, args: &[Option<Node>], results: &[Option<Node>]) {
        let mut args = self.sets_of(args);
        let closures = args.pop().unwrap_or_default();
        for closure in closures.iter() {
            args.push(Set::of(closure));
            let known = self.codes[closure as usize].clone();
            for &code in &known {
                for (i, set) in self.apply(code, &args).into_iter().enumerate() {
                    if let Some(node) = results.get(i).copied().flatten() {
                        self.add(node, &set);
                    }
                }
            }
            args.pop();
            if known.is_empty() {
                args.iter().for_each(|set| self.escape_all(set));
                for node in results.iter().copied().flatten() {
                    self.add(node, &Set::of(HEAP));
                }
                self.invoke(closure);
            }
        }
    }

    /// Somebody who is not known calls the closure, with arguments that are not known.
    fn invoke(&mut self, closure: Object) {
        if closure == HEAP || self.invoking.contains(&closure) {
            return;
        }
        if closure < self.slots {
            self.changed |= self.invoked.insert(closure);
            return;
        }
        let known = self.codes[closure as usize].clone();
        if known.is_empty() {
            self.escape(closure);
        }
        self.invoking.push(closure);
        for code in known {
            let mut args = vec![Set::of(HEAP); self.program.funcs[code].sig.params.len()];
            if let Some(context) = args.last_mut() {
                *context = Set::of(closure);
            }
            for set in self.apply(code, &args) {
                self.escape_all(&set);
            }
        }
        self.invoking.pop();
    }

    /// Does what the summary of a function says; gives what its results may point to.
    fn apply(&mut self, func: Func, args: &[Set]) -> Vec<Set> {
        let summaries = self.summaries;
        let summary = &summaries[func];
        let bind = |flow: &Self, place: Place| match place {
            Place::Heap => Set::of(HEAP),
            Place::Param(i) => args[i as usize].clone(),
            Place::Below(i) => flow.below(&args[i as usize]),
        };
        for &(place, pointers) in &summary.stores {
            let (objects, pointers) = (bind(self, place), bind(self, pointers));
            self.put(&objects, &pointers);
        }
        for &place in &summary.escapes {
            let set = bind(self, place);
            self.escape_all(&set);
        }
        for &place in &summary.invokes {
            for closure in bind(self, place).iter() {
                self.invoke(closure);
            }
        }
        summary
            .results
            .iter()
            .map(|places| {
                let mut set = Set::default();
                for &place in places {
                    set.add_all(&bind(self, place));
                }
                set
            })
            .collect()
    }

    /// What is in an object that escapes does too, and so does what outlives the function in another way.
    fn spread(&mut self) {
        for object in 0..self.escaped.len() as Object {
            let content = self.content(object).clone();
            if self.escaped[object as usize] {
                self.add(self.contents + object as usize, &Set::of(HEAP));
                self.escape_all(&content);
            } else if object < self.slots {
                self.escape_own(&content);
            }
        }
        for result in self.results.clone() {
            self.escape_own(&result);
        }
    }

    /// The function's own objects among these are out of its hands.
    fn escape_own(&mut self, objects: &Set) {
        for object in objects.iter() {
            if object >= self.slots {
                self.escape(object);
            }
        }
    }

    // What was found.

    /// What callers must know.
    pub fn summary(&self) -> Summary {
        let place = |object: Object| match object {
            object if object == HEAP || object >= self.slots => Place::Heap,
            object if object % 2 == 1 => Place::Param((object - 1) / 2),
            object => Place::Below((object - 2) / 2),
        };
        let places = |set: &Set| {
            let mut list: Vec<Place> = set.iter().map(place).collect();
            list.sort();
            list.dedup();
            list
        };
        let mut summary = Summary::default();
        for object in 1..self.slots {
            if self.escaped[object as usize] {
                summary.escapes.push(place(object));
                continue;
            }
            for target in places(self.content(object)) {
                if target != place(object + object % 2) {
                    summary.stores.push((place(object), target));
                }
            }
        }
        summary.escapes.sort();
        summary.stores.sort();
        summary.results = self.results.iter().map(places).collect();
        summary.invokes = places(&self.invoked);
        summary
    }

    /// The calls of closures that can only be one of the function's own, which is never changed once it is made.
    pub fn known_calls(&self) -> Vec<(Inst, Func)> {
        let mut found = Vec::new();
        for &inst in self.func.layout.iter().flat_map(|&block| &self.func.blocks[block].insts) {
            let InstKind::CallIndirect { sig, index, args } = &self.func.insts[inst].kind else { continue };
            let Some(closure) = self.called_closure(*index, args) else { continue };
            let &[object] = self.sets[closure.index()].0.as_slice() else { continue };
            if let &[code] = self.codes[object as usize].as_slice()
                && self.program.funcs[code].sig == self.program.sigs[*sig]
            {
                found.push((inst, code));
            }
        }
        found
    }

    /// Whether the allocation outlives the function.
    pub fn escapes(&self, site: usize) -> bool {
        self.escaped[self.allocs as usize + site]
    }

    /// The values through which the allocation can be reached, itself included.
    pub fn values_reaching(&self, site: usize) -> impl Iterator<Item = Value> + '_ {
        let object = self.allocs + site as Object;
        self.func.values.keys().filter(move |value| {
            let set = &self.sets[value.index()];
            !set.0.is_empty() && (set.contains(object) || self.below(set).contains(object))
        })
    }

    /// Whether the allocation can be reached through a slot or a local of the function, at whatever time.
    pub fn is_in_frame(&self, site: usize) -> bool {
        let object = self.allocs + site as Object;
        let locals = self.func.locals.keys().map(|local| self.sets[self.local(local)].clone());
        let slots = self.func.slots.keys().map(|slot: Slot| Set::of(self.slots + slot.index() as Object));
        locals.chain(slots).any(|set| set.contains(object) || self.below(&set).contains(object))
    }
}

/// The static data that a function names and that begin with code.
fn static_closures(program: &Program, func: &FuncData) -> Vec<(Data, Func)> {
    let mut found: Vec<(Data, Func)> = Vec::new();
    for &inst in func.layout.iter().flat_map(|&block| &func.blocks[block].insts) {
        let InstKind::DataAddr(data, 0) = func.insts[inst].kind else { continue };
        let object = &program.data[data];
        if let Some(Reloc { offset: 0, target: RelocTarget::Func(code) }) = object.relocs.first()
            && !object.mutable
            && !found.contains(&(data, *code))
        {
            found.push((data, *code));
        }
    }
    found
}

/// Whether what lies in memory in this way may be a pointer: as one, or copied by the word.
fn may_hold_pointer(mem: Mem) -> bool {
    matches!(mem, Mem::Ptr | Mem::I64 | Mem::V128)
}
