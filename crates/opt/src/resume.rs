//! Makes functions that may leave with return resumable: what is live at a call that leaves goes to a frame in the heap, and
//! the function, entered again, takes it back and goes on behind the call (design: "One way out").
//!
//! The last stage before code generation: no pass after it knows what a frame is. A function is cut at its *points*, the
//! instructions that may leave with return. Values that are live across one (`live`) live in mutable locals from then on, as
//! few as will do (`color`); the function gets one landing that spills all of these and one entry that restores them
//! (`rewrite`). So a point costs a constant put into a local, and nothing is stored while nobody leaves.
//!
//! Functions that cut cycles of calls count the depth of the engine's stack (`budget`).

mod budget;
mod color;
mod live;
mod rewrite;
mod tail;
#[cfg(test)]
mod tests;

use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntityId, EntitySet, Pos, bug, timing};
use pontoon_ssa::op::{Mem, Target};
use pontoon_ssa::program::{DataObject, Leaving, Reloc, RelocTarget};
use pontoon_ssa::{
    Builder, Data, Effects, Func, FuncData, Import, InstKind, Program, Signature, Type, verify,
};

/// Bytes in front of a frame's values: the next frame out, the description, the point.
const FRAME_HEADER: u32 = 24;
/// Bytes of the memory stack that a program leaves free which does without checks: alignment takes some.
const SPARE_STACK: u32 = 4096;
/// Bytes in front of the masks of a frame's description: function, thunk, size, words in a mask.
const INFO_HEADER: u32 = 16;

/// See the module's comment. Under `stress` every function that may be left is left whenever it is called.
pub fn run(program: &mut Program, stress: bool) {
    let Some(leaving) = program.leaving else { return };
    let _timing = timing::scope("opt resume");
    let effects = Effects::new(program);
    let without = reached(program, &[]);
    if !without.iter().any(|func| effects.suspends(func)) {
        // One goroutine that does not recurse: all its frames may have room on the memory stack as it is.
        let depths = effects.unchecked_depths(program, slot_bytes);
        // With exports the host may be what closes a circle of calls.
        let alone = program.exports.len() <= 1;
        if alone && without.iter().all(|func| depths[func.index()] + SPARE_STACK <= program.stack_size) {
            program.leaving = None;
        }
        return;
    }
    let reached = reached(program, &leaving.callbacks());
    budget::run(program, &effects, &leaving, &reached, stress);
    let mut thunks: FxHashMap<Signature, Func> = FxHashMap::default();
    for id in reached.iter() {
        let mut func = std::mem::take(&mut program.funcs[id]);
        let _context = bug::context(|| format!("making {} resumable", func.name));
        say_how(&mut func, &leaving);
        if func.attrs.no_suspend && calls(&func, |kind| effects.inst_suspends(program, kind)) {
            hold(&mut func, &leaving);
        }
        if effects.suspends(id) {
            tail::run(&mut func, &leaving, |kind| effects.inst_suspends(program, kind));
            let points = live::points(&func, |kind| effects.inst_suspends(program, kind));
            if !points.is_empty() {
                let info = program.data.push(DataObject::default());
                let frame = rewrite::run(&mut func, &leaving, info, points);
                let thunk = thunk(program, &mut thunks, &leaving, &func.sig);
                program.data[info] = describe(&func, id, thunk, &frame);
            }
        }
        program.funcs[id] = func;
        if cfg!(debug_assertions)
            && let Err(fault) = verify(program, &program.funcs[id])
        {
            bug!("after opt resume: {fault}");
        }
    }
}

/// Bytes of a function's frame on the memory stack, at most.
fn slot_bytes(func: &FuncData) -> u32 {
    func.slots.values().map(|slot| slot.size.next_multiple_of(16)).sum()
}

/// What a function's frames hold.
struct Frame {
    /// Words that are pointers, which come first.
    pointers: usize,
    words: usize,
    /// For each point which of the pointers are live.
    masks: Vec<Vec<bool>>,
}

/// The functions that the exports and failing checks reach, and `roots`.
fn reached(program: &Program, roots: &[Func]) -> EntitySet<Func> {
    let mut funcs: EntitySet<Func> = EntitySet::new();
    let mut seen: EntitySet<Data> = EntitySet::new();
    let mut work: Vec<Func> = program.exports.iter().map(|export| export.func).collect();
    work.extend(roots);
    let mut data = Vec::new();
    loop {
        if let Some(func) = work.pop() {
            if !program.funcs[func].is_defined() || !funcs.insert(func) {
                continue;
            }
            let func = &program.funcs[func];
            for &inst in func.layout.iter().flat_map(|&block| &func.blocks[block].insts) {
                match &func.insts[inst].kind {
                    InstKind::Call { func, .. }
                    | InstKind::TryCall { func, .. }
                    | InstKind::FuncIndex(func) => work.push(*func),
                    InstKind::DataAddr(object, _) => data.push(*object),
                    InstKind::Check(check, _) => work.extend(program.panic_func(check.panic_func())),
                    _ => {}
                }
            }
        } else if let Some(object) = data.pop() {
            if !seen.insert(object) {
                continue;
            }
            for reloc in &program.data[object].relocs {
                match reloc.target {
                    RelocTarget::Data(to, _) | RelocTarget::TypeOffset(to) => data.push(to),
                    RelocTarget::Func(func) | RelocTarget::TextOffset(func) | RelocTarget::Reentry(func) => {
                        work.push(func);
                    }
                    RelocTarget::Bound(_) => {}
                }
            }
        } else {
            return funcs;
        }
    }
}

/// The imports that what the exports reach calls: those that the module will have.
pub fn reached_imports(program: &Program) -> EntitySet<Import> {
    let mut imports = EntitySet::new();
    let callbacks: Vec<Func> = program.leaving.iter().flat_map(Leaving::callbacks).collect();
    for func in reached(program, &callbacks).iter() {
        for inst in
            program.funcs[func].layout.iter().flat_map(|&block| &program.funcs[func].blocks[block].insts)
        {
            if let InstKind::CallImport { import, .. } = program.funcs[func].insts[*inst].kind {
                imports.insert(import);
            }
        }
    }
    imports
}

/// Puts on record that what leaves here leaves for good.
fn say_how(func: &mut FuncData, leaving: &Leaving) {
    for block in func.layout.clone() {
        let Some(end) = func.terminator(block) else { continue };
        if func.insts[end].kind != InstKind::Leave {
            continue;
        }
        let two = func.make_inst(InstKind::Iconst32(2), &[Type::I32], Pos::NONE);
        let set = func.make_inst(InstKind::GlobalSet(leaving.how, func.result(two)), &[], Pos::NONE);
        let zero = func.make_inst(InstKind::Iconst32(0), &[Type::I32], Pos::NONE);
        let release = func.make_inst(InstKind::GlobalSet(leaving.hold, func.result(zero)), &[], Pos::NONE);
        let insts = &mut func.blocks[block].insts;
        insts.splice(insts.len() - 1..insts.len() - 1, [two, set, zero, release]);
    }
}

fn calls(func: &FuncData, wanted: impl Fn(&InstKind) -> bool) -> bool {
    let mut insts = func.layout.iter().flat_map(|&block| &func.blocks[block].insts);
    insts.any(|&inst| wanted(&func.insts[inst].kind))
}

/// Sees to it that what a function calls does not leave with return, until it returns or something leaves for good.
fn hold(func: &mut FuncData, leaving: &Leaving) {
    let before = func.locals.push(Type::I32);
    let old = func.make_inst(InstKind::GlobalGet(leaving.hold), &[Type::I32], Pos::NONE);
    let save = func.make_inst(InstKind::LocalSet(before, func.result(old)), &[], Pos::NONE);
    let one = func.make_inst(InstKind::Iconst32(1), &[Type::I32], Pos::NONE);
    let set = func.make_inst(InstKind::GlobalSet(leaving.hold, func.result(one)), &[], Pos::NONE);
    let entry = func.entry();
    func.blocks[entry].insts.splice(0..0, [old, save, one, set]);
    for block in func.layout.clone() {
        let Some(end) = func.terminator(block) else { continue };
        if matches!(func.insts[end].kind, InstKind::Return(_)) {
            let old = func.make_inst(InstKind::LocalGet(before), &[Type::I32], Pos::NONE);
            let set = func.make_inst(InstKind::GlobalSet(leaving.hold, func.result(old)), &[], Pos::NONE);
            let insts = &mut func.blocks[block].insts;
            insts.splice(insts.len() - 1..insts.len() - 1, [old, set]);
        }
    }
}

/// The way from the base back into functions of a signature: `(i32 table index) -> i32 status`. What the function is given does
/// not matter, since it takes everything from its frame; what it returns goes where the next frame looks for it.
fn thunk(
    program: &mut Program,
    thunks: &mut FxHashMap<Signature, Func>,
    leaving: &Leaving,
    sig: &Signature,
) -> Func {
    let word = |&ty: &Type| if ty == Type::Ptr { Type::I32 } else { ty };
    let key = Signature {
        params: sig.params.iter().map(word).collect(),
        results: sig.results.iter().map(word).collect(),
    };
    if let Some(&known) = thunks.get(&key) {
        return known;
    }
    let own = Signature { params: vec![Type::I32], results: vec![Type::I32] };
    let mut b = Builder::new(format!("runtime.reenter.{}", thunks.len()), own);
    let index = b.params()[0];
    let args = key.params.iter().map(|&ty| b.zero(ty)).collect();
    let callee = program.sig(key.clone());
    let kind = InstKind::TryCallIndirect { sig: callee, index, args, reenter: true };
    let call = b.inst(kind, &key.with_status().results);
    let results = b.func.insts[call].results.clone();
    let (&status, results) = results.split_last().unwrap_or_else(|| bug!("a status is a result"));
    let area = b.value(InstKind::DataAddr(leaving.results, 0));
    for (i, &result) in results.iter().enumerate() {
        b.store(Mem::whole(b.func.ty(result)), area, 8 * i as u32, result);
    }
    b.ret(vec![status]);
    let func = program.funcs.push(b.finish());
    thunks.insert(key, func);
    func
}

/// The description of a function's frames, which the runtime and its collector read.
fn describe(func: &FuncData, id: Func, thunk: Func, frame: &Frame) -> DataObject {
    let mask_words = frame.pointers.div_ceil(32);
    let mut bytes = vec![0; INFO_HEADER as usize];
    bytes[8..12].copy_from_slice(&(FRAME_HEADER + 8 * frame.words as u32).to_le_bytes());
    bytes[12..16].copy_from_slice(&(mask_words as u32).to_le_bytes());
    for mask in &frame.masks {
        for word in 0..mask_words {
            let bits = mask.iter().skip(32 * word).take(32).enumerate();
            let bits: u32 = bits.map(|(i, &live)| u32::from(live) << i).sum();
            bytes.extend(bits.to_le_bytes());
        }
    }
    let mut object = DataObject::constant(format!("{}.frame", func.name), bytes, 4);
    object.relocs = vec![
        Reloc { offset: 0, target: RelocTarget::Reentry(id) },
        Reloc { offset: 4, target: RelocTarget::TextOffset(thunk) },
    ];
    object
}

/// A jump without arguments.
fn to(block: pontoon_ssa::Block) -> Target {
    Target { block, args: Vec::new() }
}
