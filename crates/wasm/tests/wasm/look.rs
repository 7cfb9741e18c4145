//! scratch
use pontoon_ssa::builder::Builder;
use pontoon_ssa::op::*;
use pontoon_ssa::program::*;
use pontoon_ssa::*;
#[test]
fn look() {
    let mut program = Program::new();
    let pb = program.funcs.push({
        let mut b = Builder::new(
            "panicIndex",
            Signature { params: vec![Type::I64, Type::I64, Type::I32, Type::I32], results: vec![] },
        );
        b.leave();
        let mut f = b.finish();
        f.attrs.no_return = true;
        f
    });
    program.panic_funcs[3] = Some(pb);
    let sum = program.funcs.push({
        let mut b = Builder::new(
            "sum",
            Signature { params: vec![Type::Ptr, Type::I32, Type::I32], results: vec![Type::I64] },
        );
        let p = b.params();
        let (i, s) = (b.declare_var(Type::I64), b.declare_var(Type::I64));
        let z = b.iconst64(0);
        b.def_var(i, z);
        b.def_var(s, z);
        let (head, body, done) = (b.new_block(), b.new_block(), b.new_block());
        b.jump(head, vec![]);
        b.switch_to(head);
        let iv = b.use_var(i);
        let n = b.unary(UnaryOp::ExtendU, p[2]);
        let c = b.icmp(IntCond::Slt, iv, n);
        b.branch(c, body, done);
        b.switch_to(body);
        let iv = b.use_var(i);
        b.check(Check::Bounds { kind: Bounds::Index, signed: true }, vec![iv, p[1]]);
        let w = b.unary(UnaryOp::Wrap, iv);
        let three = b.iconst32(3);
        let off = b.binary(BinaryOp::Shl, w, three);
        let a = b.value(InstKind::Binary(BinaryOp::PtrAdd, p[0], off));
        let v = b.load(Mem::I64, a, 0);
        let sv = b.use_var(s);
        let s2 = b.binary(BinaryOp::Iadd, sv, v);
        b.def_var(s, s2);
        let one = b.iconst64(1);
        let i2 = b.binary(BinaryOp::Iadd, iv, one);
        b.def_var(i, i2);
        b.jump(head, vec![]);
        b.switch_to(done);
        let sv = b.use_var(s);
        b.ret(vec![sv]);
        b.seal_all();
        b.finish()
    });
    let caller = program.funcs.push({
        // func g(p, n) (x, y i64): if n > 3 {x = sum(p,n,n) + sum(p,n,3)} else {x = 1}; return x, load p
        let mut b = Builder::new(
            "g",
            Signature { params: vec![Type::Ptr, Type::I32], results: vec![Type::I64, Type::I64] },
        );
        let p = b.params();
        let x = b.declare_var(Type::I64);
        let three = b.iconst32(3);
        let c = b.icmp(IntCond::Sgt, p[1], three);
        let (t, e, m) = (b.new_block(), b.new_block(), b.new_block());
        b.branch(c, t, e);
        b.switch_to(t);
        let r = b.call(sum, vec![p[0], p[1], p[1]], &[Type::I64]);
        let r2 = b.call(sum, vec![p[0], p[1], three], &[Type::I64]);
        let v = b.binary(BinaryOp::Iadd, r[0], r2[0]);
        b.def_var(x, v);
        b.jump(m, vec![]);
        b.switch_to(e);
        let one = b.iconst64(1);
        b.def_var(x, one);
        b.jump(m, vec![]);
        b.switch_to(m);
        let xv = b.use_var(x);
        let y = b.load(Mem::I64, p[0], 8);
        b.ret(vec![xv, y]);
        b.seal_all();
        b.finish()
    });
    program.exports.push(Export { name: "sum".into(), func: sum });
    program.exports.push(Export { name: "g".into(), func: caller });
    let m = pontoon_wasm::compile(&mut program, &pontoon_wasm::Options::default()).expect("ok");
    println!("{}", wasmprinter::print_bytes(&m).expect("prints"));
}
