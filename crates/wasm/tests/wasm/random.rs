//! Random programs: the module that is made of one must do what its SSA says, host call by host call.

use crate::engine::{Module, Stop};
use crate::evaluate::Evaluator;
use pontoon_ssa::builder::{Builder, Variable};
use pontoon_ssa::op::{BinaryOp, Bounds, Check, IntCond, Mem, UnaryOp};
use pontoon_ssa::program::{DataObject, Export, GlobalData, GlobalInit, ImportData};
use pontoon_ssa::{
    Block, Data, Func, FuncData, Global, Import, InstKind, Local, Program, Signature, Slot, Type, Value,
};

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

struct World {
    host: Import,
    tick: Import,
    data: Data,
    globals: [Global; 2],
    /// Functions that may be called, defined before.
    callees: Vec<Func>,
}

struct Gen<'a> {
    random: &'a mut Random,
    program: &'a mut Program,
    world: &'a World,
    b: Builder,
    vars: Vec<Variable>,
    locals: [Local; 2],
    slot: Option<Slot>,
    /// Values that may be used directly: parameters and what the blocks around the current one made.
    direct: Vec<Value>,
    blocks: Vec<Block>,
    nesting: usize,
}

fn import(name: &str, params: &[Type], results: &[Type]) -> ImportData {
    ImportData {
        module: "env".to_string(),
        name: name.to_string(),
        sig: Signature { params: params.to_vec(), results: results.to_vec() },
        pos: pontoon_base::Pos::NONE,
        package: "main".to_string(),
        declaration: String::new(),
    }
}

fn random_program(random: &mut Random) -> (Program, Func) {
    let mut program = Program::new();
    let host = program.imports.push(import("host", &[Type::I32, Type::I64], &[Type::I32]));
    let tick = program.imports.push(import("tick", &[Type::I32], &[]));
    let bytes: Vec<u8> = (0..64).map(|i| (i * 37) as u8).collect();
    let data = program.data.push(DataObject { mutable: true, ..DataObject::constant("data", bytes, 8) });
    let global = |name: &str, ty, bits| GlobalData {
        name: name.to_string(),
        ty,
        init: GlobalInit::Const(bits),
        mutable: true,
    };
    let globals = [
        program.globals.push(global("g32", Type::I32, 7)),
        program.globals.push(global("g64", Type::I64, u64::MAX)),
    ];
    for (kind, params) in
        [&[][..], &[], &[], &[Type::I64, Type::I64, Type::I32, Type::I32]].iter().enumerate()
    {
        let sig = Signature { params: params.to_vec(), results: Vec::new() };
        let mut b = Builder::new(format!("panic{kind}"), sig);
        let mut code = b.iconst32(1000 + kind as i32);
        if let [index, limit, signed, kind] = *b.params() {
            for v in [index, limit] {
                let v = b.unary(UnaryOp::Wrap, v);
                code = b.binary(BinaryOp::Iadd, code, v);
            }
            code = b.binary(BinaryOp::Iadd, code, signed);
            code = b.binary(BinaryOp::Xor, code, kind);
        }
        b.call_import(tick, vec![code], &[]);
        b.leave();
        let mut func = b.finish();
        func.attrs.no_return = true;
        program.panic_funcs[kind] = Some(program.funcs.push(func));
    }
    let mut world = World { host, tick, data, globals, callees: Vec::new() };
    for n in 0..1 + random.below(4) {
        let func = random_func(random, &mut program, &world, n);
        world.callees.push(program.funcs.push(func));
    }
    let main = *world.callees.last().expect("there is one at least");
    program.exports.push(Export { name: "main".to_string(), func: main });
    (program, main)
}

fn random_func(random: &mut Random, program: &mut Program, world: &World, n: usize) -> FuncData {
    let int = |random: &mut Random| random.pick(&[Type::I32, Type::I64]);
    let params = (0..random.below(8)).map(|_| int(random)).collect();
    let results = (0..random.below(4)).map(|_| int(random)).collect();
    let sig = Signature { params, results };
    let mut b = Builder::new(format!("f{n}"), sig);
    let locals = [b.local(Type::I32), b.local(Type::I64)];
    let slot = random.chance(30).then(|| b.slot(64, 8));
    let mut g = Gen {
        random,
        program,
        world,
        b,
        vars: Vec::new(),
        locals,
        slot,
        direct: Vec::new(),
        blocks: Vec::new(),
        nesting: 0,
    };
    g.body();
    g.b.finish()
}

impl Gen<'_> {
    fn body(&mut self) {
        let params = self.b.params();
        for param in params.iter().copied() {
            let var = self.b.declare_var(self.b.func.ty(param));
            self.b.def_var(var, param);
            self.vars.push(var);
        }
        for ty in [Type::I32, Type::I64, Type::I32, Type::I64, Type::I64] {
            let var = self.b.declare_var(ty);
            let c = self.random.below(20) as i64 - 5;
            let v = self.b.iconst(ty, c);
            self.b.def_var(var, v);
            self.vars.push(var);
        }
        for local in self.locals {
            let v = self.b.iconst(self.b.func.locals[local], 3);
            self.b.local_set(local, v);
        }
        if self.random.chance(30) {
            let landing = self.b.new_block();
            self.b.func.landing = Some(landing);
        }
        if let Some(slot) = self.slot {
            // Slots are not zeroed: what is read must have been written.
            let addr = self.b.slot_addr(slot);
            let zero = self.b.iconst64(0);
            for at in 0..8 {
                self.b.store(Mem::I64, addr, at * 8, zero);
            }
        }
        self.direct = params.clone();
        let blocks: Vec<_> = (0..1 + self.random.below(9)).map(|_| self.b.new_block()).collect();
        self.b.jump(blocks[0], Vec::new());
        self.blocks = blocks.clone();
        for &block in &blocks {
            self.b.switch_to(block);
            // Every block calls the host, which stops what goes on for ever.
            let v = self.var(Type::I32);
            self.b.call_import(self.world.tick, vec![v], &[]);
            for _ in 0..self.random.below(9) {
                self.statement();
            }
            self.terminator(&blocks);
            self.direct.truncate(params.len());
        }
        if let Some(landing) = self.b.func.landing {
            self.b.switch_to(landing);
            let v = self.b.local_get(self.locals[0]);
            self.b.call_import(self.world.tick, vec![v], &[]);
            let param = params.iter().copied().find(|&p| self.b.func.ty(p) == Type::I32);
            if let Some(param) = param {
                self.b.call_import(self.world.tick, vec![param], &[]);
            }
            // What leaves while landing lands again.
            if let Some(&callee) = self.world.callees.first()
                && self.random.chance(50)
            {
                let sig = self.program.funcs[callee].sig.clone();
                let args = sig.params.iter().map(|&ty| self.b.iconst(ty, 1)).collect();
                self.b.call(callee, args, &sig.results);
            }
            if self.random.chance(20) {
                self.b.jump(self.random.pick(&blocks), Vec::new());
            } else if self.random.chance(50) {
                self.b.leave();
            } else {
                let types = self.b.func.sig.results.clone();
                let values = types.into_iter().map(|ty| self.b.zero(ty)).collect();
                self.b.ret(values);
            }
        }
        self.b.seal_all();
    }

    fn var(&mut self, ty: Type) -> Value {
        let direct: Vec<Value> = self.direct.iter().copied().filter(|&v| self.b.func.ty(v) == ty).collect();
        if !direct.is_empty() && self.random.chance(30) {
            return self.random.pick(&direct);
        }
        let fitting: Vec<Variable> =
            self.vars.iter().copied().filter(|&var| self.b.var_type(var) == ty).collect();
        let var = self.random.pick(&fitting);
        self.b.use_var(var)
    }

    fn small(&mut self) -> i64 {
        self.random.pick(&[0, 1, -1, 2, 3, 7, 31, 32, 63, 64, 100, i64::from(i32::MIN), i64::MIN])
    }

    /// A value of the type: a variable, or a tree of operations on some.
    fn expr(&mut self, ty: Type, depth: usize) -> Value {
        if depth == 0 || self.random.chance(30) {
            return if self.random.chance(20) {
                let c = self.small();
                self.b.iconst(ty, c)
            } else {
                self.var(ty)
            };
        }
        let other = if ty == Type::I32 { Type::I64 } else { Type::I32 };
        match self.random.below(14) {
            0..=4 => {
                let op = self.random.pick(&[
                    BinaryOp::Iadd,
                    BinaryOp::Isub,
                    BinaryOp::Imul,
                    BinaryOp::And,
                    BinaryOp::Xor,
                    BinaryOp::Shl,
                ]);
                let (a, b) = (self.expr(ty, depth - 1), self.expr(ty, depth - 1));
                self.b.binary(op, a, b)
            }
            5 => {
                let op = self.random.pick(&[BinaryOp::GoShl, BinaryOp::GoShrS, BinaryOp::GoShrU]);
                let count_ty = self.random.pick(&[ty, other]);
                let a = self.expr(ty, depth - 1);
                let count = self.expr(count_ty, depth - 1);
                self.b.binary(op, a, count)
            }
            6 => {
                let op = self.random.pick(&[BinaryOp::Sdiv, BinaryOp::Srem, BinaryOp::Udiv]);
                let (a, b) = (self.expr(ty, depth - 1), self.expr(ty, depth - 1));
                self.b.check(Check::Div, vec![b]);
                self.b.binary(op, a, b)
            }
            7 if ty == Type::I32 => {
                let of = self.random.pick(&[ty, other]);
                self.condition(of, depth)
            }
            7 | 8 => {
                let v = self.expr(other, depth - 1);
                let op = if ty == Type::I32 {
                    UnaryOp::Wrap
                } else {
                    self.random.pick(&[UnaryOp::ExtendS, UnaryOp::ExtendU])
                };
                self.b.unary(op, v)
            }
            9 => {
                let cond = self.condition(ty, depth);
                let (a, b) = (self.expr(ty, depth - 1), self.expr(ty, depth - 1));
                self.b.select(cond, a, b)
            }
            10 | 11 => {
                let addr = self.address();
                let offset = self.random.below(3) as u32 * 8;
                let narrow = self.random.pick(&[Mem::I32, Mem::I8U, Mem::Len]);
                if ty == Type::I64 && self.random.chance(50) {
                    let v = self.b.load(narrow, addr, offset);
                    let op = self.random.pick(&[UnaryOp::ExtendS, UnaryOp::ExtendU]);
                    return self.b.unary(op, v);
                }
                self.b.load(if ty == Type::I32 { narrow } else { Mem::I64 }, addr, offset)
            }
            12 => {
                let global = self.world.globals[usize::from(ty == Type::I64)];
                let inst = self.b.inst(InstKind::GlobalGet(global), &[ty]);
                self.b.func.result(inst)
            }
            _ => self.b.local_get(self.locals[usize::from(ty == Type::I64)]),
        }
    }

    fn condition(&mut self, of: Type, depth: usize) -> Value {
        let (a, b) = (self.expr(of, depth - 1), self.expr(of, depth - 1));
        match self.random.below(4) {
            0 => self.b.unary(UnaryOp::Eqz, a),
            1 => {
                let zero = self.b.iconst(of, 0);
                let cond = self.random.pick(&[IntCond::Eq, IntCond::Ne]);
                self.b.icmp(cond, a, zero)
            }
            _ => {
                let cond = self.random.pick(&[
                    IntCond::Eq,
                    IntCond::Ne,
                    IntCond::Slt,
                    IntCond::Sle,
                    IntCond::Ult,
                    IntCond::Uge,
                ]);
                self.b.icmp(cond, a, b)
            }
        }
    }

    /// An address at which 40 bytes may be used.
    fn address(&mut self) -> Value {
        let base = match self.slot {
            Some(slot) if self.random.chance(50) => self.b.slot_addr(slot),
            _ => self.b.data_addr(self.world.data, 0),
        };
        if self.random.chance(40) {
            let by = self.random.below(3) as u32 * 8;
            return self.b.ptr_offset(base, by);
        }
        let v = self.var(Type::I32);
        let mask = self.b.iconst32(0x10);
        let by = self.b.binary(BinaryOp::And, v, mask);
        self.b.value(InstKind::Binary(BinaryOp::PtrAdd, base, by))
    }

    fn statement(&mut self) {
        let ty = self.random.pick(&[Type::I32, Type::I64]);
        match self.random.below(15) {
            0..=3 => {
                let v = self.expr(ty, 3);
                if self.random.chance(50) {
                    self.direct.push(v);
                } else {
                    self.assign(ty, v);
                }
            }
            12 | 13 if self.nesting < 3 => self.if_statement(),
            14 if self.nesting < 3 => self.loop_statement(),
            4 => {
                let v = self.expr(ty, 2);
                let addr = self.address();
                let offset = self.random.below(3) as u32 * 8;
                let narrow = self.random.pick(&[Mem::I32, Mem::I8U, Mem::Len]);
                self.b.store(if ty == Type::I32 { narrow } else { Mem::I64 }, addr, offset, v);
            }
            5 => {
                let (a, b) = (self.expr(Type::I32, 2), self.expr(Type::I64, 2));
                let results = self.b.call_import(self.world.host, vec![a, b], &[Type::I32]);
                if self.random.chance(80) {
                    self.assign(Type::I32, results[0]);
                }
            }
            6 | 7 => self.call(),
            8 => {
                let v = self.expr(ty, 2);
                let global = self.world.globals[usize::from(ty == Type::I64)];
                self.b.inst(InstKind::GlobalSet(global, v), &[]);
            }
            9 => {
                let v = self.expr(ty, 2);
                self.b.local_set(self.locals[usize::from(ty == Type::I64)], v);
            }
            _ => self.check(),
        }
    }

    /// An `if` with blocks of its own; its arms sometimes go elsewhere.
    fn if_statement(&mut self) {
        let of = self.random.pick(&[Type::I32, Type::I64]);
        let cond = self.condition(of, 2);
        let (then, els, end) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.branch(cond, then, if self.random.chance(50) { els } else { end });
        for arm in [then, els] {
            self.b.seal(arm);
            self.b.switch_to(arm);
            self.arm(end);
        }
        self.b.seal(end);
        self.b.switch_to(end);
    }

    fn loop_statement(&mut self) {
        let (head, body, end) = (self.b.new_block(), self.b.new_block(), self.b.new_block());
        self.b.jump(head, Vec::new());
        self.b.switch_to(head);
        let v = self.var(Type::I32);
        self.b.call_import(self.world.tick, vec![v], &[]);
        let cond = self.condition(Type::I32, 2);
        self.b.branch(cond, body, end);
        self.b.seal(body);
        self.b.switch_to(body);
        self.arm(head);
        self.b.seal(head);
        self.b.seal(end);
        self.b.switch_to(end);
    }

    /// Statements in a block of their own, and then mostly a jump to `next`.
    fn arm(&mut self, next: Block) {
        let known = self.direct.len();
        self.nesting += 1;
        for _ in 0..self.random.below(4) {
            self.statement();
        }
        if self.random.chance(75) {
            self.b.jump(next, Vec::new());
        } else {
            let blocks = self.blocks.clone();
            self.terminator(&blocks);
        }
        self.nesting -= 1;
        self.direct.truncate(known);
    }

    fn check(&mut self) {
        let ty = self.random.pick(&[Type::I32, Type::I64]);
        let v = self.expr(ty, 2);
        match self.random.below(5) {
            0 => self.b.check(Check::Shift, vec![v]),
            1 => {
                let addr = self.address();
                self.b.check(Check::Nil, vec![addr]);
            }
            _ => {
                let limit_ty = self.random.pick(&[Type::I32, Type::I64]);
                let limit = self.random.pick(&[5, 1000, i64::from(i32::MAX)]);
                let limit = self.b.iconst(limit_ty, limit);
                let kind = self.random.pick(&[Bounds::Index, Bounds::SliceB]);
                let signed = self.random.chance(70);
                self.b.check(Check::Bounds { kind, signed }, vec![v, limit]);
                if self.random.chance(50) {
                    self.assign(ty, v);
                }
            }
        }
    }

    fn assign(&mut self, ty: Type, v: Value) {
        let fitting: Vec<Variable> =
            self.vars.iter().copied().filter(|&var| self.b.var_type(var) == ty).collect();
        let var = self.random.pick(&fitting);
        self.b.def_var(var, v);
    }

    fn call(&mut self) {
        let callees = &self.world.callees;
        if callees.is_empty() {
            return;
        }
        let callee = self.random.pick(callees);
        let sig = self.program.funcs[callee].sig.clone();
        let args = sig.params.iter().map(|&ty| self.expr(ty, 1)).collect();
        let results = if self.random.chance(30) {
            let index = self.b.func_index(callee);
            let id = self.program.sig(sig.clone());
            self.b.call_indirect(id, index, args, &sig.results)
        } else {
            self.b.call(callee, args, &sig.results)
        };
        if sig.results == self.b.func.sig.results && self.random.chance(20) {
            // A call in tail position.
            self.b.ret(results);
            let dead = self.b.new_block();
            self.b.seal(dead);
            self.b.switch_to(dead);
            return;
        }
        for (v, ty) in results.into_iter().zip(sig.results) {
            if self.random.chance(70) {
                self.assign(ty, v);
            }
        }
    }

    fn terminator(&mut self, blocks: &[pontoon_ssa::Block]) {
        match self.random.below(20) {
            0..=6 => self.b.jump(self.random.pick(blocks), Vec::new()),
            7..=14 => {
                let of = self.random.pick(&[Type::I32, Type::I64]);
                let cond = self.condition(of, 2);
                let (then, els) = (self.random.pick(blocks), self.random.pick(blocks));
                self.b.branch(cond, then, els);
            }
            15 | 16 => {
                let index = self.expr(Type::I32, 2);
                let mask = self.b.iconst32(3);
                let index = self.b.binary(BinaryOp::And, index, mask);
                let target = |random: &mut Random| pontoon_ssa::op::Target {
                    block: random.pick(blocks),
                    args: Vec::new(),
                };
                let targets = (0..self.random.below(4)).map(|_| target(self.random)).collect();
                let default = target(self.random);
                self.b.inst(InstKind::Switch { index, targets, default }, &[]);
            }
            17 => self.b.leave(),
            _ => {
                let types = self.b.func.sig.results.clone();
                let values = types.into_iter().map(|ty| self.expr(ty, 2)).collect();
                self.b.ret(values);
            }
        }
    }
}

type Trace = Vec<(String, Vec<u64>)>;

/// A host that answers from what it is asked and stops after a while.
fn host(trace: &mut Trace) -> impl FnMut(&str, &[u64]) -> Option<Vec<u64>> + '_ {
    |name, args| {
        trace.push((name.to_string(), args.to_vec()));
        if trace.len() > 120 {
            return None;
        }
        let sum = args.iter().fold(trace.len() as u64, |sum, &arg| sum.wrapping_mul(31).wrapping_add(arg));
        Some(if name == "host" { vec![u64::from((sum >> 3) as u32 & 0xff)] } else { Vec::new() })
    }
}

fn run_seed(seed: u64) {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let (mut program, main) = random_program(&mut random);
    let original = program.clone();
    let module = pontoon_wasm::compile(&mut program, &pontoon_wasm::Options::default())
        .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    let args: Vec<u64> = original.funcs[main]
        .sig
        .params
        .iter()
        .map(|ty| if *ty == Type::I32 { random.below(1000) as u64 } else { random.next() })
        .collect();
    let mut expected_trace = Trace::new();
    let mut evaluator = Evaluator::new(&original);
    let expected = match evaluator.call(main, &args, &mut host(&mut expected_trace)) {
        Ok(Some(results)) => Ok(results),
        // The export's wrapper has nobody to give the status to.
        Ok(None) => Err(Stop::Trap),
        Err(stop) => Err(stop),
    };
    let mut trace = Trace::new();
    let result = Module::parse(&module).call_export("main", &args, &mut host(&mut trace));
    if trace != expected_trace || result != expected {
        let text = wasmprinter::print_bytes(&module).expect("the module prints");
        let first = trace.iter().zip(&expected_trace).position(|(a, b)| a != b);
        panic!(
            "seed {seed}: the module does something else, first at call {first:?} of {}:\n{text}\ngot {result:?} after {trace:?}\nwant {expected:?} after {expected_trace:?}",
            trace.len().min(expected_trace.len()),
        );
    }
}

#[test]
fn random_programs_do_what_their_ssa_says() {
    // More seeds by hand: PONTOON_SEEDS=100000.
    let wanted = std::env::var("PONTOON_SEEDS").ok().and_then(|n| n.parse().ok());
    let (mut first, mut count) = (0, wanted.unwrap_or(400));
    if let Some(one) = std::env::var("PONTOON_SEED").ok().and_then(|n| n.parse().ok()) {
        (first, count) = (one, 1);
    }
    for seed in first..first + count {
        run_seed(seed);
    }
}
