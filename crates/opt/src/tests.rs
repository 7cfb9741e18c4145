//! Each pass on a small function that it must change.

use crate::{fold, gvn, inline, rewrite, simplify_cfg};
use pontoon_ssa::op::{BinaryOp, Bounds, Check, IntCond, Mem, UnaryOp};
use pontoon_ssa::{Builder, FuncData, InstKind, Program, Signature, Type, verify};

/// Builds, runs the passes, verifies and gives the text.
fn text(
    params: &[Type],
    results: &[Type],
    passes: &[fn(&mut FuncData) -> bool],
    build: impl FnOnce(&mut Builder),
) -> String {
    let sig = Signature { params: params.to_vec(), results: results.to_vec() };
    let mut builder = Builder::new("f", sig);
    build(&mut builder);
    builder.seal_all();
    let mut func = builder.finish();
    verify(&Program::new(), &func).expect("the test builds what is right");
    for pass in passes {
        pass(&mut func);
        verify(&Program::new(), &func).expect("the pass leaves what is right");
    }
    func.to_string()
}

const INDEX: Check = Check::Bounds { kind: Bounds::Index, signed: true };

#[test]
fn shifts_of_go_by_constants_are_the_machines() {
    let out = text(&[Type::I64], &[Type::I64], &[fold::run, rewrite::remove_unused], |b| {
        let x = b.params()[0];
        let (three, many) = (b.iconst32(3), b.iconst32(64));
        let low = b.binary(BinaryOp::GoShl, x, three);
        let none = b.binary(BinaryOp::GoShrU, x, many);
        let both = b.binary(BinaryOp::Iadd, low, none);
        b.ret(vec![both]);
    });
    assert!(out.contains(" shl ") && !out.contains("goshl") && !out.contains("iadd"), "{out}");
}

#[test]
fn division_wraps_as_in_go() {
    let out = text(&[], &[Type::I64], &[fold::run, rewrite::remove_unused], |b| {
        let (min, minus) = (b.iconst64(i64::MIN), b.iconst64(-1));
        let quotient = b.binary(BinaryOp::Sdiv, min, minus);
        b.ret(vec![quotient]);
    });
    assert!(out.contains("iconst.i64 -9223372036854775808") && !out.contains("sdiv"), "{out}");
}

#[test]
fn a_branch_on_a_constant_leaves_one_block() {
    let out = text(&[Type::I32], &[Type::I32], &[simplify_cfg::run], |b| {
        let (then, els, end) = (b.new_block(), b.new_block(), b.new_block());
        let var = b.declare_var(Type::I32);
        let param = b.params()[0];
        b.def_var(var, param);
        let one = b.iconst32(1);
        b.branch(one, then, els);
        b.switch_to(then);
        b.jump(end, vec![]);
        b.switch_to(els);
        let zero = b.iconst32(0);
        b.def_var(var, zero);
        b.jump(end, vec![]);
        b.switch_to(end);
        let value = b.use_var(var);
        b.ret(vec![value]);
    });
    assert!(out.contains("return v0") && !out.contains("b1") && !out.contains("b3"), "{out}");
}

#[test]
fn equal_sums_loads_and_checks_are_done_once() {
    let out = text(&[Type::Ptr], &[Type::I64], &[gvn::run], |b| {
        let p = b.params()[0];
        b.check(Check::Nil, vec![p]);
        let x = b.load(Mem::I64, p, 8);
        b.check(Check::Nil, vec![p]);
        let y = b.load(Mem::I64, p, 8);
        let sum = b.binary(BinaryOp::Iadd, x, y);
        b.ret(vec![sum]);
    });
    assert_eq!((out.matches("load").count(), out.matches("check").count()), (1, 1), "{out}");
}

#[test]
fn a_load_behind_a_store_that_may_overlap_stays() {
    let out = text(&[Type::Ptr, Type::Ptr], &[Type::I64], &[gvn::run], |b| {
        let (p, q) = (b.params()[0], b.params()[1]);
        let x = b.load(Mem::I64, p, 0);
        b.store(Mem::I64, q, 0, x);
        let y = b.load(Mem::I64, p, 0);
        b.ret(vec![y]);
    });
    assert_eq!(out.matches("load").count(), 2, "{out}");
}

/// `for i := start; i < len; i++ { check i }`.
fn counting_loop(b: &mut Builder, start: i64, step: i64) {
    let len = b.params()[0];
    let wide = b.unary(UnaryOp::ExtendS, len);
    let (head, body, end) = (b.new_block(), b.new_block(), b.new_block());
    let i = b.declare_var(Type::I64);
    let first = b.iconst64(start);
    b.def_var(i, first);
    b.jump(head, vec![]);
    b.switch_to(head);
    let now = b.use_var(i);
    let more = b.icmp(IntCond::Slt, now, wide);
    b.branch(more, body, end);
    b.switch_to(body);
    b.check(INDEX, vec![now, len]);
    let step = b.iconst64(step);
    let next = b.binary(BinaryOp::Iadd, now, step);
    b.def_var(i, next);
    b.jump(head, vec![]);
    b.switch_to(end);
    b.ret(vec![]);
}

#[test]
fn what_a_loop_counts_in_is_in_bounds() {
    let passes: &[fn(&mut FuncData) -> bool] = &[simplify_cfg::run, gvn::run];
    let up = text(&[Type::I32], &[], passes, |b| counting_loop(b, 0, 1));
    assert!(!up.contains("check"), "{up}");
    let negative = text(&[Type::I32], &[], passes, |b| counting_loop(b, -1, 1));
    assert!(negative.contains("check"), "{negative}");
    let down = text(&[Type::I32], &[], passes, |b| counting_loop(b, 5, -1));
    assert!(down.contains("check"), "{down}");
}

#[test]
fn a_small_function_takes_the_place_of_its_call() {
    let mut program = Program::new();
    let sig = Signature { params: vec![Type::I64], results: vec![Type::I64] };
    let mut callee = Builder::new("double", sig.clone());
    let x = callee.params()[0];
    let sum = callee.binary(BinaryOp::Iadd, x, x);
    callee.ret(vec![sum]);
    let callee = program.funcs.push(callee.finish());
    let mut caller = Builder::new("caller", sig);
    let x = caller.params()[0];
    let once = caller.call(callee, vec![x], &[Type::I64]);
    let twice = caller.call(callee, once, &[Type::I64]);
    caller.ret(twice);
    let caller = program.funcs.push(caller.finish());
    assert!(!inline::run(&mut program).is_empty());
    verify(&program, &program.funcs[caller]).expect("inlining leaves what is right");
    let func = &program.funcs[caller];
    let calls = func.layout.iter().flat_map(|&block| &func.blocks[block].insts);
    assert!(!calls.into_iter().any(|&inst| matches!(func.insts[inst].kind, InstKind::Call { .. })), "{func}");
}

#[test]
fn a_function_with_a_slot_brings_it_along() {
    let mut program = Program::new();
    let sig = Signature { params: vec![Type::I64], results: vec![Type::I64] };
    let mut callee = Builder::new("callee", sig.clone());
    let x = callee.params()[0];
    let slot = callee.slot(8, 8);
    let addr = callee.slot_addr(slot);
    callee.store(Mem::I64, addr, 0, x);
    let y = callee.load(Mem::I64, addr, 0);
    callee.ret(vec![y]);
    let callee = program.funcs.push(callee.finish());
    let mut caller = Builder::new("caller", sig);
    let x = caller.params()[0];
    let once = caller.call(callee, vec![x], &[Type::I64]);
    let twice = caller.call(callee, once, &[Type::I64]);
    caller.ret(twice);
    let caller = program.funcs.push(caller.finish());
    assert!(!inline::run(&mut program).is_empty());
    let func = &program.funcs[caller];
    verify(&program, func).expect("inlining leaves what is right");
    assert_eq!(func.slots.len(), 2, "{func}");
}

#[test]
fn fields_of_elements_of_one_array_do_not_overlap() {
    let loads = |offset: u32| {
        let params = [Type::Ptr, Type::I32, Type::I32];
        let out = text(&params, &[Type::I64], &[gvn::run], |b| {
            let (p, i, j) = (b.params()[0], b.params()[1], b.params()[2]);
            let size = b.iconst32(24);
            let at_i = b.binary(BinaryOp::Imul, i, size);
            let at_j = b.binary(BinaryOp::Imul, j, size);
            let a = b.binary(BinaryOp::PtrAdd, p, at_i);
            let c = b.binary(BinaryOp::PtrAdd, p, at_j);
            let x = b.load(Mem::I64, a, 8);
            b.store(Mem::I64, c, offset, x);
            let y = b.load(Mem::I64, a, 8);
            let sum = b.binary(BinaryOp::Iadd, x, y);
            b.ret(vec![sum]);
        });
        out.matches("load").count()
    };
    assert_eq!((loads(16), loads(8), loads(4)), (1, 2, 2));
    // What begins in one element may end in the next one.
    assert_eq!(loads(20), 2);
}
