//! Functions that suspend, before and after.

use super::run;
use pontoon_base::EntityId;
use pontoon_ssa::op::{BinaryOp, IntCond};
use pontoon_ssa::program::{DataObject, Export, GlobalData, GlobalInit, Leaving};
use pontoon_ssa::{Builder, Effects, Func, FuncData, InstKind, Program, Signature, Type};

fn signature(params: &[Type], results: &[Type]) -> Signature {
    Signature { params: params.to_vec(), results: results.to_vec() }
}

/// A program with a runtime that does nothing, in which `f` is exported.
fn program(f: FuncData) -> (Program, Func) {
    let mut program = Program::new();
    let mut global = |name: &str, ty| {
        let init = GlobalInit::Const(0);
        program.globals.push(GlobalData { name: name.into(), ty, init, mutable: true })
    };
    let (how, frame, depth) =
        (global("how", Type::I32), global("frame", Type::Ptr), global("depth", Type::I32));
    let floor = global("floor", Type::I32);
    let (hold, limit, span) =
        (global("hold", Type::I32), global("limit", Type::I32), global("span", Type::I32));
    let mut runtime = |name: &str, params: &[Type], results: &[Type]| {
        let mut b = Builder::new(name, signature(params, results));
        let values = results.iter().map(|&ty| b.zero(ty)).collect();
        b.ret(values);
        program.funcs.push(b.finish())
    };
    let push_frame = runtime("pushFrame", &[Type::Ptr, Type::I32], &[Type::Ptr]);
    let more_memory_stack = runtime("moreMemoryStack", &[Type::I32], &[Type::Ptr]);
    let more_stack = {
        let mut b = Builder::new("moreStack", signature(&[], &[]));
        b.inst(InstKind::Suspend, &[]);
        b.ret(Vec::new());
        program.funcs.push(b.finish())
    };
    let results = program.data.push(DataObject::zeroed("results", 64, 8));
    program.leaving = Some(Leaving {
        how,
        frame,
        depth,
        floor,
        hold,
        stack_limit: limit,
        stack_span: span,
        more_memory_stack,
        push_frame,
        more_stack,
        results,
    });
    let func = program.funcs.push(f);
    program.exports.push(Export { name: "f".into(), func });
    (program, func)
}

fn resumable(f: FuncData) -> String {
    let (mut program, func) = program(f);
    run(&mut program, false);
    program.funcs[func].to_string()
}

/// `for i := 0; i < n; i++ { suspend() }; return n + more`
fn loop_that_suspends() -> FuncData {
    let mut b = Builder::new("f", signature(&[Type::I64, Type::I64], &[Type::I64]));
    let (n, more) = (b.params()[0], b.params()[1]);
    let (head, body, end) = (b.new_block(), b.new_block(), b.new_block());
    let i = b.block_param(head, Type::I64);
    let zero = b.iconst64(0);
    b.jump(head, vec![zero]);
    b.switch_to(head);
    let cond = b.icmp(IntCond::Slt, i, n);
    b.branch(cond, body, end);
    b.switch_to(body);
    b.inst(InstKind::Suspend, &[]);
    let one = b.iconst64(1);
    let next = b.binary(BinaryOp::Iadd, i, one);
    b.jump(head, vec![next]);
    b.switch_to(end);
    let sum = b.binary(BinaryOp::Iadd, n, more);
    b.ret(vec![sum]);
    b.seal_all();
    b.finish()
}

#[test]
fn what_is_live_is_spilled_and_nothing_else() {
    let text = resumable(loop_that_suspends());
    let count = |wanted: &str| text.matches(wanted).count();
    // n, more and i: the frame's header has 24 bytes.
    assert_eq!(count("store.i64"), 3, "{text}");
    assert!(text.contains("+24, ") && text.contains("+40, ") && !text.contains("+48, "), "{text}");
    assert_eq!((count("trycall"), count("leavespilled")), (1, 1), "{text}");
}

#[test]
fn a_loop_is_entered_through_its_header_when_resumed_too() {
    let (mut program, func) = program(loop_that_suspends());
    run(&mut program, false);
    let func = &program.funcs[func];
    let cfg = pontoon_ssa::Cfg::new(func);
    for l in cfg.loops() {
        for &block in &l.blocks {
            let outside = cfg.preds[block].iter().any(|&pred| !l.contains(pred));
            assert!(block == l.header || !outside, "{block} is entered past the header of its loop\n{func}");
        }
    }
}

#[test]
fn what_a_tail_call_returns_passes_through() {
    let mut b = Builder::new("f", signature(&[], &[]));
    // The second function of the runtime that `program` makes.
    b.call(Func::new(2), Vec::new(), &[]);
    b.ret(Vec::new());
    let text = resumable(b.finish());
    assert!(!text.contains("leavespilled") && !text.contains("landing"), "{text}");
}

#[test]
fn recursion_checks_the_depth_behind_its_leaves() {
    let mut b = Builder::new("f", signature(&[Type::I64], &[Type::I64]));
    let n = b.params()[0];
    let (leaf, more) = (b.new_block(), b.new_block());
    let zero = b.iconst64(0);
    let cond = b.icmp(IntCond::Eq, n, zero);
    b.branch(cond, leaf, more);
    b.switch_to(leaf);
    b.ret(vec![n]);
    b.switch_to(more);
    let one = b.iconst64(1);
    let less = b.binary(BinaryOp::Isub, n, one);
    // Itself: three functions of the runtime come before it.
    let result = b.call(Func::new(3), vec![less], &[Type::I64])[0];
    let sum = b.binary(BinaryOp::Iadd, result, one);
    b.ret(vec![sum]);
    b.seal_all();
    let (mut program, func) = program(b.finish());
    assert!(Effects::new(&program).cycle_cuts().contains(func));
    run(&mut program, false);
    let text = program.funcs[func].to_string();
    let leaf = text.split("b1:").nth(1).and_then(|rest| rest.split("\nb").next()).expect("there is a leaf");
    assert!(!leaf.contains("globalset g2"), "{text}");
    // Added where it calls, taken away where it returns behind that.
    assert_eq!(text.matches("globalset g2").count(), 2, "{text}");
}
