//! Which allocations remain, of small programs as text.

use pontoon_ssa::func::Alloc;
use pontoon_ssa::parse::parse_program;
use pontoon_ssa::program::{Reloc, RelocTarget};
use pontoon_ssa::{InstKind, verify};

/// What the programs have in common: an allocator, with the descriptor of an object of 16 bytes, and functions that do
/// something with a pointer.
const COMMON: &str = "
    sig sig0(ptr)
    sig sig1(ptr, ptr)
    import imp0 \"host\" \"look\"(ptr)
    data d0 desc: 48 align 8
    data d1 variable: 8 align 8
    data d2 reading: 8 align 8
    data d3 keeping: 8 align 8
    func new(ptr) -> ptr
    func read(ptr) -> i64 {
    b0(v0: ptr):
        v1 = load.i64 v0
        return v1
    }
    func keep(ptr) {
    b0(v0: ptr):
        v1 = dataaddr d1
        store.ptr v1, v0
        return
    }
    func same(ptr) -> ptr {
    b0(v0: ptr):
        return v0
    }
    func next(ptr) -> ptr {
    b0(v0: ptr):
        v1 = load.ptr v0+8
        return v1
    }
    func link(ptr, ptr) {
    b0(v0: ptr, v1: ptr):
        store.ptr v0+8, v1
        return
    }
    func invoke(ptr) {
    b0(v0: ptr):
        v1 = load.len v0
        callindirect sig0 v1(v0)
        return
    }
    func body(ptr) {
    b0(v0: ptr):
        v1 = load.ptr v0+8
        v2 = call read(v1)
        return
    }
    func leaking(ptr) {
    b0(v0: ptr):
        v1 = load.ptr v0+8
        call keep(v1)
        return
    }
    func reader(ptr, ptr) {
    b0(v0: ptr, v1: ptr):
        v2 = call read(v0)
        return
    }
    func keeper(ptr, ptr) {
    b0(v0: ptr, v1: ptr):
        call keep(v0)
        return
    }
    func chain(ptr, i32) -> ptr {
    b0(v0: ptr, v1: i32):
        branch v1, b1, b2
    b1:
        v2 = iconst.i32 0
        v3 = call chain(v0, v2)
        return v3
    b2:
        return v0
    }
";

/// How many allocations of `f` are left.
fn left(params: &str, body: &str) -> usize {
    let text = format!("{COMMON}\nfunc f({params}) -> ptr {{\n{body}\n}}");
    let mut program = parse_program(&text).unwrap_or_else(|fault| panic!("{fault}"));
    let object = program.data.keys().next().expect("there is a descriptor");
    program.data[object].bytes = vec![0; 48];
    program.data[object].bytes[0] = 16;
    program.data[object].bytes[Alloc::ALIGN_OFFSET] = 8;
    for (data, name) in [("reading", "reader"), ("keeping", "keeper")] {
        let code = program.funcs.keys().find(|&func| program.funcs[func].name == name);
        let target = RelocTarget::Func(code.expect("there is the function"));
        let data =
            program.data.values_mut().find(|object| object.name == data).expect("there is the closure");
        data.relocs.push(Reloc { offset: 0, target });
        data.mutable = false;
    }
    let new = program.funcs.keys().next().expect("there is an allocator");
    program.funcs[new].attrs.alloc = Some(Alloc::Object);
    super::run(&mut program);
    let func = program.funcs.values().last().expect("there is a function");
    verify(&program, func).unwrap_or_else(|fault| panic!("{fault}"));
    let insts = func.layout.iter().flat_map(|&block| &func.blocks[block].insts);
    insts.filter(|&&i| matches!(func.insts[i].kind, InstKind::Call { func, .. } if func == new)).count()
}

/// The same for straight code behind two allocations, `v2` and `v3`; `v1` is nil.
fn straight(code: &str) -> usize {
    let head = "b0:\nv0 = dataaddr d0\nv1 = null\nv2 = call new(v0)\nv3 = call new(v0)\n";
    left("", &format!("{head}{code}"))
}

#[test]
fn what_is_only_looked_at_does_not_escape() {
    assert_eq!(straight("v4 = call read(v2)\nstore.ptr v3, v2\nreturn v1"), 0);
    assert_eq!(straight("callimport imp0(v2)\nv4 = ptrtoint v3\nreturn v1"), 0);
    assert_eq!(straight("call link(v2, v3)\nv4 = call next(v2)\nv5 = call read(v4)\nreturn v1"), 0);
    assert_eq!(straight("v4 = iconst.i32 1\nv5 = call chain(v2, v4)\nreturn v1"), 0);
}

#[test]
fn what_is_kept_or_returned_escapes() {
    assert_eq!(straight("call keep(v2)\nreturn v3"), 2);
    assert_eq!(straight("v4 = call same(v2)\nreturn v4"), 1);
    assert_eq!(straight("v4 = iconst.i32 1\nv5 = call chain(v2, v4)\ncall keep(v5)\nreturn v1"), 1);
    assert_eq!(straight("v4 = iconst.i32 8\nv5 = ptradd v2, v4\nreturn v5"), 1);
}

#[test]
fn what_escapes_takes_along_what_it_holds() {
    assert_eq!(straight("call link(v2, v3)\nreturn v2"), 2);
    assert_eq!(straight("call link(v2, v3)\nreturn v3"), 1);
    assert_eq!(straight("call link(v2, v3)\nv4 = call next(v2)\nreturn v4"), 1);
    assert_eq!(straight("v4 = iconst.i32 16\ncall keep(v2)\nmemorycopy v2, v3, v4\nreturn v1"), 1);
    // The first one holds the second, whose word is copied as an integer.
    assert_eq!(
        straight("store.ptr v2, v3\nv4 = load.i64 v2\nv5 = dataaddr d1\nstore.i64 v5, v4\nreturn v1"),
        1
    );
}

#[test]
fn arithmetic_does_not_hide_a_pointer_but_hiding_does() {
    assert_eq!(
        straight("v4 = ptrtoint v2\nv5 = iconst.i32 8\nv6 = iadd v4, v5\nv7 = inttoptr v6\nreturn v7"),
        1
    );
    assert_eq!(straight("v4 = hide v2\nreturn v4"), 0);
}

#[test]
fn closures_tell_what_becomes_of_their_variables() {
    let call = |code: &str| {
        straight(&format!(
            "v4 = funcindex {code}\nstore.len v2, v4\nstore.ptr v2+8, v3\ncall invoke(v2)\nreturn v1"
        ))
    };
    assert_eq!(call("body"), 0);
    assert_eq!(call("leaking"), 1);
    // Nothing is known of who is called.
    assert_eq!(straight("v4 = load.len v2\ncallindirect sig0 v4(v2)\nreturn v1"), 1);
}

#[test]
fn objects_of_several_rounds_stay_apart() {
    let list = |next: &str| {
        left(
            "i32",
            &format!(
                "b0(v0: i32):
                    v1 = dataaddr d0
                    v2 = null
                    jump b1(v2)
                b1(v3: ptr):
                    branch v0, b2, b3
                b2:
                    v4 = call new(v1)
                    store.ptr v4+8, v3
                    v5 = call read(v4)
                    jump b1({next})
                b3:
                    v6 = call next(v3)
                    v7 = null
                    return v7"
            ),
        )
    };
    // A list of all of them, and each one on its own.
    assert_eq!(list("v4"), 1);
    assert_eq!(list("v2"), 0);
}

#[test]
fn static_closures_are_known() {
    let pick = |first: &str, second: &str| {
        left(
            "i32",
            &format!(
                "b0(v0: i32):
                    v1 = dataaddr d0
                    v2 = call new(v1)
                    branch v0, b1, b2
                b1:
                    v3 = dataaddr {first}
                    jump b3(v3)
                b2:
                    v4 = dataaddr {second}
                    jump b3(v4)
                b3(v5: ptr):
                    v6 = load.len v5
                    callindirect sig1 v6(v2, v5)
                    v7 = null
                    return v7"
            ),
        )
    };
    assert_eq!(pick("d2", "d2"), 0);
    assert_eq!(pick("d2", "d3"), 1);
    assert_eq!(pick("d2", "d1"), 1);
}
