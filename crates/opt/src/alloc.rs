//! Allocations of objects whose type is known take from the class of that type: such calls of the allocator become calls
//! of its quick function, with the class, which are put in line.
//!
//! A class is a writable object of the allocator, one for each size and pointer mask; it begins as all zero.

use crate::inline;
use pontoon_base::EntityId;
use pontoon_base::hash::FxHashMap;
use pontoon_ssa::program::{DataObject, FixedAlloc, RelocTarget};
use pontoon_ssa::{Data, Func, FuncData, Inst, InstKind, Program, Type, Value};

/// Where internal/abi's Type has the size, the size up to the last pointer, flags and the mask.
const SIZE: usize = 0;
const PTR_BYTES: usize = 8;
const FLAGS: usize = 20;
const MASK: u32 = 32;
/// The mask is not there, but made when it is asked for.
const MASK_ON_DEMAND: u8 = 16;

/// A size and a mask.
type Key = (u32, Vec<u8>);

/// See the module's comment. It comes when what can do without the heap does so.
pub fn run(program: &mut Program) {
    let Some(alloc) = program.fixed_alloc else { return };
    let mut classes: FxHashMap<Key, Data> = FxHashMap::default();
    let mut quick = program.funcs[alloc.fixed].clone();
    for block in quick.layout.clone() {
        // The slow way is the block that calls.
        let insts = &quick.blocks[block].insts;
        quick.blocks[block].cold = insts.iter().any(|&inst| quick.insts[inst].kind.is_call());
    }
    let candidates: FxHashMap<Func, FuncData> = [(alloc.fixed, quick)].into_iter().collect();
    for id in 0..program.funcs.len() {
        let id = Func::new(id);
        if !program.funcs[id].is_defined() || id == alloc.fixed {
            continue;
        }
        if replace(program, id, alloc, &mut classes) {
            inline::inline_into(&mut program.funcs[id], &candidates);
        }
    }
}

/// Replaces a function's allocations; reports whether there were any.
fn replace(program: &mut Program, id: Func, alloc: FixedAlloc, classes: &mut FxHashMap<Key, Data>) -> bool {
    let mut changed = false;
    for block in program.funcs[id].layout.clone() {
        if program.funcs[id].blocks[block].cold {
            continue;
        }
        let mut at = 0;
        while let Some(&inst) = program.funcs[id].blocks[block].insts.get(at) {
            at += 1;
            let Some((desc, key)) = allocated(program, &program.funcs[id], inst, alloc) else { continue };
            let size = key.0;
            let class = *classes.entry(key).or_insert_with(|| {
                program.data.push(DataObject::zeroed("runtime.class", alloc.class_size, 8))
            });
            let func = &mut program.funcs[id];
            let pos = func.insts[inst].pos;
            let class = func.make_inst(InstKind::DataAddr(class, 0), &[Type::Ptr], pos);
            let size = func.make_inst(InstKind::Iconst32(size as i32), &[Type::I32], pos);
            func.blocks[block].insts.splice(at - 1..at - 1, [class, size]);
            at += 2;
            let args = vec![func.result(class), desc, func.result(size)];
            func.insts[inst].kind = InstKind::Call { func: alloc.fixed, args };
            changed = true;
        }
    }
    changed
}

/// The descriptor, size and mask of what an instruction allocates, if these are known and the class may have it.
fn allocated(program: &Program, func: &FuncData, inst: Inst, alloc: FixedAlloc) -> Option<(Value, Key)> {
    let InstKind::Call { func: callee, args } = &func.insts[inst].kind else { return None };
    let (true, &[desc]) = (*callee == alloc.object, args.as_slice()) else { return None };
    let Some(&InstKind::DataAddr(data, 0)) = func.def_kind(desc) else { return None };
    let object = &program.data[data];
    let word = |at: usize| Some(u64::from_le_bytes(object.bytes.get(at..at + 8)?.try_into().ok()?));
    let size = word(SIZE)?.next_multiple_of(8);
    let words = word(PTR_BYTES)? as usize / 8;
    if size == 0 || size > u64::from(alloc.max_size) || object.bytes.get(FLAGS)? & MASK_ON_DEMAND != 0 {
        return None;
    }
    let mut mask = Vec::new();
    if words > 0 {
        let at = object.relocs.iter().find(|reloc| reloc.offset == MASK)?;
        let RelocTarget::Data(bits, 0) = at.target else { return None };
        mask.extend(program.data[bits].bytes.get(..words.div_ceil(8))?);
    }
    Some((desc, (size as u32, mask)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use pontoon_ssa::Signature;
    use pontoon_ssa::builder::Builder;
    use pontoon_ssa::program::Reloc;

    /// A program with an allocator, its quick function, and descriptors of the given sizes and masks.
    fn program(types: &[(u64, u8)]) -> (Program, Vec<Data>) {
        let mut program = Program::new();
        let object = Signature { params: vec![Type::Ptr], results: vec![Type::Ptr] };
        let object = program.funcs.push(FuncData::new("newobject", object));
        let sig = Signature { params: vec![Type::Ptr, Type::Ptr, Type::I32], results: vec![Type::Ptr] };
        let mut b = Builder::new("newfixed", sig);
        let result = b.call(object, vec![b.func.blocks[b.func.entry()].params[1]], &[Type::Ptr]);
        b.ret(result);
        let fixed = program.funcs.push(b.finish());
        program.fixed_alloc = Some(FixedAlloc { object, fixed, class_size: 72, max_size: 64 });
        let descs = types.iter().map(|&(size, mask)| {
            let bits = program.data.push(DataObject::constant("mask", vec![mask; 8], 1));
            let words = 8 - u64::from(mask.leading_zeros());
            let mut bytes = size.to_le_bytes().to_vec();
            bytes.extend((words * 8).to_le_bytes());
            bytes.resize(48, 0);
            let mut desc = DataObject::constant("type", bytes, 8);
            if mask != 0 {
                desc.relocs.push(Reloc { offset: MASK, target: RelocTarget::Data(bits, 0) });
            }
            program.data.push(desc)
        });
        let descs = descs.collect();
        (program, descs)
    }

    #[test]
    fn objects_of_a_size_and_mask_share_a_class() {
        let (mut program, descs) = program(&[(24, 1), (20, 1), (24, 2), (24, 0), (80, 0)]);
        let Some(alloc) = program.fixed_alloc else { unreachable!() };
        let mut b = Builder::new("f", Signature::default());
        for &desc in &descs {
            let desc = b.data_addr(desc, 0);
            b.call(alloc.object, vec![desc], &[Type::Ptr]);
        }
        b.ret(Vec::new());
        let f = program.funcs.push(b.finish());
        let mut classes = FxHashMap::default();
        assert!(replace(&mut program, f, alloc, &mut classes));
        let mut keys: Vec<Key> = classes.into_keys().collect();
        keys.sort();
        assert_eq!(keys, [(24, vec![]), (24, vec![1]), (24, vec![2])]);
        let func = &program.funcs[f];
        let calls = |wanted| {
            let insts = func.layout.iter().flat_map(|&block| &func.blocks[block].insts);
            insts
                .filter(|&&i| matches!(func.insts[i].kind, InstKind::Call { func, .. } if func == wanted))
                .count()
        };
        assert_eq!((calls(alloc.fixed), calls(alloc.object)), (4, 1));
    }
}
