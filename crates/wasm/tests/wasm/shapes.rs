//! The text of small modules, kept beside the other test data in `tests/wasm`: what a construct becomes should
//! change only when somebody means it to. `BLESS=1` rewrites the files.

use pontoon_ssa::builder::{Builder, Variable};
use pontoon_ssa::op::{BinaryOp, Bounds, Check, IntCond, Mem, Target, UnaryOp};
use pontoon_ssa::program::{DataObject, Export, ImportData, Reloc, RelocTarget};
use pontoon_ssa::{Block, Func, InstKind, Program, Signature, Type, Value};
use std::path::Path;

/// Compiles the program with all its functions exported and compares its text with the file.
fn expect(name: &str, mut program: Program) {
    let module = pontoon_wasm::compile(&mut program, &pontoon_wasm::Options::default())
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    let text = wasmprinter::print_bytes(&module).expect("a valid module prints");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../tests/wasm/{name}.wat"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        return;
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == wanted, "{name} differs (BLESS=1 accepts it):\n{text}\nwanted:\n{wanted}");
}

fn sig(params: &[Type], results: &[Type]) -> Signature {
    Signature { params: params.to_vec(), results: results.to_vec() }
}

/// Adds an exported function.
fn export(program: &mut Program, b: Builder) -> Func {
    let func = b.finish();
    let name = func.name.clone();
    let func = program.funcs.push(func);
    program.exports.push(Export { name, func });
    func
}

fn panic_funcs(program: &mut Program) {
    for (kind, params) in
        [&[][..], &[], &[], &[Type::I64, Type::I64, Type::I32, Type::I32]].iter().enumerate()
    {
        let name = ["panicNil", "panicDivide", "panicShift", "panicBounds"][kind];
        let mut b = Builder::new(name, sig(params, &[]));
        b.leave();
        let mut func = b.finish();
        func.attrs.no_return = true;
        func.attrs.cold = true;
        program.panic_funcs[kind] = Some(program.funcs.push(func));
    }
}

fn host(program: &mut Program, name: &str, signature: Signature) -> pontoon_ssa::Import {
    program.imports.push(ImportData {
        module: "env".to_string(),
        name: name.to_string(),
        sig: signature,
        pos: pontoon_base::Pos::NONE,
        package: "main".to_string(),
        declaration: String::new(),
    })
}

struct Loop {
    head: Block,
    done: Block,
    i: Variable,
}

/// Opens `for i = 0; i < n; i++`; the body is current.
fn begin_loop(b: &mut Builder, n: Value) -> Loop {
    let i = b.declare_var(Type::I64);
    let zero = b.iconst64(0);
    b.def_var(i, zero);
    let (head, body, done) = (b.new_block(), b.new_block(), b.new_block());
    b.jump(head, Vec::new());
    b.switch_to(head);
    let iv = b.use_var(i);
    let less = b.icmp(IntCond::Slt, iv, n);
    b.branch(less, body, done);
    b.switch_to(body);
    Loop { head, done, i }
}

fn end_loop(b: &mut Builder, l: &Loop) {
    let iv = b.use_var(l.i);
    let one = b.iconst64(1);
    let next = b.binary(BinaryOp::Iadd, iv, one);
    b.def_var(l.i, next);
    b.jump(l.head, Vec::new());
    b.switch_to(l.done);
}

#[test]
fn a_loop_over_a_slice_keeps_everything_in_locals() {
    let mut program = Program::new();
    panic_funcs(&mut program);
    let mut b = Builder::new("sum", sig(&[Type::Ptr, Type::I32, Type::I64], &[Type::I64]));
    let [p, len, n] = *b.params() else { panic!("three parameters") };
    let s = b.declare_var(Type::I64);
    let zero = b.iconst64(0);
    b.def_var(s, zero);
    let l = begin_loop(&mut b, n);
    let i = b.use_var(l.i);
    b.check(Check::Bounds { kind: Bounds::Index, signed: true }, vec![i, len]);
    let (i, three) = (b.unary(UnaryOp::Wrap, i), b.iconst32(3));
    let by = b.binary(BinaryOp::Shl, i, three);
    let at = b.value(InstKind::Binary(BinaryOp::PtrAdd, p, by));
    let v = b.load(Mem::I64, at, 0);
    let old = b.use_var(s);
    let new = b.binary(BinaryOp::Iadd, old, v);
    b.def_var(s, new);
    end_loop(&mut b, &l);
    let result = b.use_var(s);
    b.ret(vec![result]);
    b.seal_all();
    export(&mut program, b);
    expect("loop_bounds", program);
}

#[test]
fn nested_loops_with_break_and_continue_need_no_dispatch() {
    let mut program = Program::new();
    let tick = host(&mut program, "tick", sig(&[Type::I64], &[]));
    let mut b = Builder::new("nest", sig(&[Type::I64, Type::I64], &[]));
    let [n, stop] = *b.params() else { panic!("two parameters") };
    let outer = begin_loop(&mut b, n);
    let next_outer = b.new_block();
    let inner = begin_loop(&mut b, n);
    let (i, j) = (b.use_var(outer.i), b.use_var(inner.i));
    let same = b.icmp(IntCond::Eq, i, j);
    let (differ, go_on) = (b.new_block(), b.new_block());
    // `if i == j { continue outer }; if j == stop { break outer }`
    b.branch(same, next_outer, differ);
    b.switch_to(differ);
    let stops = b.icmp(IntCond::Eq, j, stop);
    b.branch(stops, outer.done, go_on);
    b.switch_to(go_on);
    b.call_import(tick, vec![j], &[]);
    end_loop(&mut b, &inner);
    b.jump(next_outer, Vec::new());
    b.switch_to(next_outer);
    end_loop(&mut b, &outer);
    b.ret(Vec::new());
    b.seal_all();
    export(&mut program, b);
    expect("loops_nested", program);
}

#[test]
fn conditions_become_ifs() {
    let mut program = Program::new();
    let tick = host(&mut program, "tick", sig(&[Type::I64], &[]));
    // `if a > 0 && b > 0 { tick(a) } else { r = 5 }; return r`
    let mut b = Builder::new("both", sig(&[Type::I64, Type::I64], &[Type::I64]));
    let [x, y] = *b.params() else { panic!("two parameters") };
    let r = b.declare_var(Type::I64);
    b.def_var(r, y);
    let zero = b.iconst64(0);
    let (second, then, els, end) = (b.new_block(), b.new_block(), b.new_block(), b.new_block());
    let cond = b.icmp(IntCond::Sgt, x, zero);
    b.branch(cond, second, els);
    b.switch_to(second);
    let cond = b.icmp(IntCond::Sgt, y, zero);
    b.branch(cond, then, els);
    b.switch_to(then);
    b.call_import(tick, vec![x], &[]);
    b.jump(end, Vec::new());
    b.switch_to(els);
    let five = b.iconst64(5);
    b.def_var(r, five);
    b.jump(end, Vec::new());
    b.switch_to(end);
    let result = b.use_var(r);
    b.ret(vec![result]);
    b.seal_all();
    export(&mut program, b);
    expect("conditions", program);
}

#[test]
fn a_switch_becomes_a_table() {
    let mut program = Program::new();
    let mut b = Builder::new("pick", sig(&[Type::I32], &[Type::I64]));
    let index = b.params()[0];
    let (end, result) = (b.new_block(), b.declare_var(Type::I64));
    let cases: Vec<Block> = (0..3).map(|_| b.new_block()).collect();
    let target = |block: Block| Target { block, args: Vec::new() };
    let targets = vec![target(cases[0]), target(cases[1]), target(cases[0])];
    b.inst(InstKind::Switch { index, targets, default: target(cases[2]) }, &[]);
    for (n, &case) in cases.iter().enumerate() {
        b.switch_to(case);
        let c = b.iconst64(n as i64 * 10);
        b.def_var(result, c);
        b.jump(end, Vec::new());
    }
    b.switch_to(end);
    let v = b.use_var(result);
    b.ret(vec![v]);
    b.seal_all();
    export(&mut program, b);
    expect("switch", program);
}

#[test]
fn a_failing_call_is_followed_by_one_branch() {
    let mut program = Program::new();
    panic_funcs(&mut program);
    let mut b = Builder::new("divide", sig(&[Type::I64, Type::I64], &[Type::I64, Type::I64]));
    let [x, y] = *b.params() else { panic!("two parameters") };
    b.check(Check::Div, vec![y]);
    let (q, r) = (b.binary(BinaryOp::Sdiv, x, y), b.binary(BinaryOp::Srem, x, y));
    b.ret(vec![q, r]);
    let divide = program.funcs.push(b.finish());
    // The results are used in the order in which they come.
    let mut b = Builder::new("caller", sig(&[Type::I64], &[Type::I64]));
    let x = b.params()[0];
    let seven = b.iconst64(7);
    let first = b.call(divide, vec![x, seven], &[Type::I64, Type::I64]);
    let second = b.call(divide, vec![first[0], first[1]], &[Type::I64, Type::I64]);
    let sum = b.binary(BinaryOp::Iadd, second[0], second[1]);
    b.ret(vec![sum]);
    export(&mut program, b);
    // A call in tail position passes the status on.
    let mut b = Builder::new("tail", sig(&[Type::I64], &[Type::I64, Type::I64]));
    let x = b.params()[0];
    let seven = b.iconst64(7);
    let results = b.call(divide, vec![seven, x], &[Type::I64, Type::I64]);
    b.ret(results);
    export(&mut program, b);
    expect("status", program);
}

#[test]
fn what_leaves_lands_where_the_function_says() {
    let mut program = Program::new();
    panic_funcs(&mut program);
    let done = host(&mut program, "deferred", sig(&[Type::I32], &[]));
    let mut b = Builder::new("defers", sig(&[Type::Ptr], &[Type::I64]));
    let p = b.params()[0];
    let state = b.local(Type::I32);
    let landing = b.new_block();
    b.func.landing = Some(landing);
    let one = b.iconst32(1);
    b.local_set(state, one);
    b.check(Check::Nil, vec![p]);
    let v = b.load(Mem::I64, p, 8);
    b.ret(vec![v]);
    b.switch_to(landing);
    let v = b.local_get(state);
    b.call_import(done, vec![v], &[]);
    b.leave();
    b.seal_all();
    export(&mut program, b);
    expect("landing", program);
}

#[test]
fn slots_are_on_the_memory_stack() {
    let mut program = Program::new();
    let fill = host(&mut program, "fill", sig(&[Type::Ptr, Type::I32], &[]));
    let mut b = Builder::new("calls", sig(&[], &[Type::I64]));
    let (small, large) = (b.slot(8, 8), b.slot(100, 4));
    let (to, size) = (b.slot_addr(large), b.iconst32(100));
    b.call_import(fill, vec![to, size], &[]);
    let addr = b.slot_addr(small);
    let v = b.load(Mem::Ptr, to, 12);
    b.store(Mem::Ptr, addr, 0, v);
    let result = b.load(Mem::I64, addr, 0);
    b.ret(vec![result]);
    export(&mut program, b);
    // Without calls the stack pointer stays where it is.
    let mut b = Builder::new("leaf", sig(&[Type::I64, Type::I32], &[Type::I64]));
    let [v, at] = *b.params() else { panic!("two parameters") };
    let slot = b.slot(64, 8);
    let addr = b.slot_addr(slot);
    b.store(Mem::I64, addr, 24, v);
    let at = b.value(InstKind::Binary(BinaryOp::PtrAdd, addr, at));
    let v = b.load(Mem::I64, at, 0);
    b.ret(vec![v]);
    export(&mut program, b);
    expect("slots", program);
}

#[test]
fn many_parameters_and_calls_through_the_table() {
    let mut program = Program::new();
    panic_funcs(&mut program);
    let many =
        sig(&[Type::I32, Type::Ptr, Type::F64, Type::I32, Type::I32, Type::I32, Type::Ptr], &[Type::I32]);
    let mut b = Builder::new("plain", many.clone());
    let params = b.params();
    let v = b.binary(BinaryOp::Iadd, params[0], params[5]);
    b.ret(vec![v]);
    let plain = export(&mut program, b);
    let mut b = Builder::new("failing", many.clone());
    let params = b.params();
    b.check(Check::Nil, vec![params[6]]);
    let v = b.load(Mem::I32, params[6], 0);
    b.ret(vec![v]);
    let failing = program.funcs.push(b.finish());
    let table = DataObject {
        relocs: vec![Reloc { offset: 8, target: RelocTarget::Func(failing) }],
        ..DataObject::constant("funcs", vec![0; 16], 8)
    };
    let table = program.data.push(table);
    let id = program.sig(many);
    let mut b = Builder::new("indirect", sig(&[Type::I32], &[Type::I32]));
    let x = b.params()[0];
    let (zero, nil) = (b.iconst32(0), b.null());
    let half = b.fconst64(0.5);
    let index = b.func_index(plain);
    let args = vec![zero, nil, half, x, x, x, nil];
    let first = b.call_indirect(id, index, args.clone(), &[Type::I32]);
    let data = b.data_addr(table, 0);
    let index = b.load(Mem::Len, data, 8);
    let second = b.call_indirect(id, index, args, &[Type::I32]);
    let v = b.binary(BinaryOp::Xor, first[0], second[0]);
    b.ret(vec![v]);
    export(&mut program, b);
    expect("indirect", program);
}

#[test]
fn shifts_and_divisions_as_go_has_them() {
    let mut program = Program::new();
    for (name, op) in [("shl", BinaryOp::GoShl), ("shr", BinaryOp::GoShrS), ("div", BinaryOp::Sdiv)] {
        for ty in [Type::I32, Type::I64] {
            let mut b = Builder::new(format!("{name}_{ty}"), sig(&[ty, ty], &[ty]));
            let [x, y] = *b.params() else { panic!("two parameters") };
            let v = b.binary(op, x, y);
            b.ret(vec![v]);
            export(&mut program, b);
        }
    }
    let mut b = Builder::new("constants", sig(&[Type::I64, Type::I32], &[Type::I64, Type::I64]));
    let [x, y] = *b.params() else { panic!("two parameters") };
    let (ten, mask) = (b.iconst64(10), b.iconst32(63));
    let q = b.binary(BinaryOp::Sdiv, x, ten);
    let count = b.binary(BinaryOp::And, y, mask);
    let shifted = b.binary(BinaryOp::GoShl, q, count);
    let far = b.iconst64(64);
    let sign = b.binary(BinaryOp::GoShrS, x, far);
    b.ret(vec![shifted, sign]);
    export(&mut program, b);
    expect("arithmetic", program);
}

#[test]
fn a_loop_with_two_entries_gets_one() {
    let mut program = Program::new();
    let tick = host(&mut program, "tick", sig(&[Type::I64], &[]));
    let mut b = Builder::new("goto", sig(&[Type::I64, Type::I32], &[]));
    let [n, which] = *b.params() else { panic!("two parameters") };
    let (x, y, done) = (b.new_block(), b.new_block(), b.new_block());
    let v = b.declare_var(Type::I64);
    b.def_var(v, n);
    b.branch(which, x, y);
    b.switch_to(x);
    let old = b.use_var(v);
    b.call_import(tick, vec![old], &[]);
    b.jump(y, Vec::new());
    b.switch_to(y);
    let (old, one) = (b.use_var(v), b.iconst64(1));
    let new = b.binary(BinaryOp::Isub, old, one);
    b.def_var(v, new);
    let again = b.icmp(IntCond::Sgt, new, one);
    b.branch(again, x, done);
    b.switch_to(done);
    b.ret(Vec::new());
    b.seal_all();
    export(&mut program, b);
    expect("irreducible", program);
}

#[test]
fn data_is_laid_out_and_only_what_lives_is_kept() {
    let mut program = Program::new();
    let write = host(&mut program, "write", sig(&[Type::Ptr, Type::I32], &[]));
    host(&mut program, "unused", sig(&[], &[]));
    let hello = program.data.push(DataObject::constant("hello", b"hello\n".to_vec(), 1));
    let again = program.data.push(DataObject::constant("again", b"hello\n".to_vec(), 1));
    program.data.push(DataObject::constant("dead", b"dead".to_vec(), 1));
    let zeros = program.data.push(DataObject::zeroed("zeros", 1000, 8));
    let header = program.data.push(DataObject {
        mutable: true,
        relocs: vec![Reloc { offset: 0, target: RelocTarget::Data(hello, 1) }],
        ..DataObject::constant("header", vec![0, 0, 0, 0, 0, 0, 0, 0, 5], 8)
    });
    let mut b = Builder::new("_start", sig(&[], &[]));
    for data in [hello, again, zeros] {
        let (at, six) = (b.data_addr(data, 0), b.iconst32(6));
        b.call_import(write, vec![at, six], &[]);
    }
    let base = b.data_addr(header, 0);
    let (at, len) = (b.load(Mem::Ptr, base, 0), b.load(Mem::I8U, base, 8));
    b.call_import(write, vec![at, len], &[]);
    b.ret(Vec::new());
    export(&mut program, b);
    expect("data", program);
}
