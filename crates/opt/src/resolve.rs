//! What is read from static data that nobody writes is known, and so is then whom a call through the table calls: a
//! method of an interface whose table is known, or a closure that was stored just before.

use pontoon_base::EntitySet;
use pontoon_ssa::op::Mem;
use pontoon_ssa::program::{DataObject, RelocTarget};
use pontoon_ssa::{Func, FuncData, InstKind, Program};

/// One walk over the functions that concern; gives those of them in which a call has got a callee.
pub fn run(program: &mut Program, concerned: &EntitySet<Func>) -> EntitySet<Func> {
    let mut changed = EntitySet::new();
    for id in concerned.iter() {
        let mut func = std::mem::take(&mut program.funcs[id]);
        if calls(program, &mut func) {
            changed.insert(id);
        }
        program.funcs[id] = func;
    }
    changed
}

fn calls(program: &Program, func: &mut FuncData) -> bool {
    let mut changed = false;
    for block in func.layout.clone() {
        for at in 0..func.blocks[block].insts.len() {
            let inst = func.blocks[block].insts[at];
            match &func.insts[inst].kind {
                &InstKind::Load { mem, addr, offset } => {
                    if let Some(&InstKind::DataAddr(data, start)) = func.def_kind(addr)
                        && let Some(at) = start.checked_add(offset)
                        && let Some(kind) = content(&program.data[data], at, mem)
                    {
                        func.insts[inst].kind = kind;
                    }
                }
                InstKind::CallIndirect { sig, index, args } => {
                    if let Some(&InstKind::FuncIndex(callee)) = func.def_kind(*index)
                        && program.funcs.get(callee).is_some_and(|data| data.sig == program.sigs[*sig])
                    {
                        func.insts[inst].kind = InstKind::Call { func: callee, args: args.clone() };
                        changed = true;
                    }
                }
                _ => {}
            }
        }
    }
    changed
}

/// What a load from this place of an object always gives.
fn content(object: &DataObject, offset: u32, mem: Mem) -> Option<InstKind> {
    let end = offset.checked_add(mem.size())?;
    if object.mutable || end > object.size {
        return None;
    }
    let width = |target: &RelocTarget| match target {
        RelocTarget::TypeOffset(_) | RelocTarget::TextOffset(_) => 4,
        _ => 8,
    };
    let mut relocs = object.relocs.iter();
    if let Some(reloc) =
        relocs.find(|reloc| reloc.offset < end && offset < reloc.offset + width(&reloc.target))
    {
        return match (reloc.target, mem) {
            (RelocTarget::Data(data, start), Mem::Ptr) if reloc.offset == offset => {
                Some(InstKind::DataAddr(data, start))
            }
            (RelocTarget::Func(func), Mem::Len) if reloc.offset == offset => Some(InstKind::FuncIndex(func)),
            _ => None,
        };
    }
    let mut bytes = [0u8; 8];
    for (byte, at) in bytes.iter_mut().zip(offset..end.min(offset + 8)) {
        *byte = object.bytes.get(at as usize).copied().unwrap_or(0);
    }
    let word = u64::from_le_bytes(bytes);
    Some(match mem {
        Mem::I8S => InstKind::Iconst32(i32::from(word as i8)),
        Mem::I16S => InstKind::Iconst32(i32::from(word as i16)),
        Mem::I8U | Mem::I16U | Mem::I32 | Mem::Len => InstKind::Iconst32(word as i32),
        Mem::I64 => InstKind::Iconst64(word as i64),
        Mem::F32 => InstKind::Fconst32(word as u32),
        Mem::F64 => InstKind::Fconst64(word),
        Mem::Ptr if word == 0 => InstKind::Null,
        Mem::Ptr | Mem::V128 => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use pontoon_ssa::program::Reloc;
    use pontoon_ssa::{Builder, Signature, Type};

    #[test]
    fn a_method_of_a_known_table_is_called_directly() {
        let mut program = Program::new();
        let sig = Signature { params: vec![Type::Ptr], results: vec![Type::I64] };
        let method = program.funcs.push(FuncData::new("method", sig.clone()));
        let mut table = DataObject::constant("table", vec![7, 0, 0, 0], 8);
        table.size = 32;
        table.relocs.push(Reloc { offset: 24, target: RelocTarget::Func(method) });
        let mut written = table.clone();
        written.mutable = true;
        let (table, written) = (program.data.push(table), program.data.push(written));
        let id = program.sig(sig.clone());
        let mut b = Builder::new("f", sig);
        let receiver = b.params()[0];
        let mut call = |data| {
            let addr = b.data_addr(data, 8);
            let code = b.load(Mem::Len, addr, 16);
            b.call_indirect(id, code, vec![receiver], &[Type::I64]);
        };
        call(table);
        call(written);
        let addr = b.data_addr(table, 0);
        let seven = b.load(Mem::I64, addr, 0);
        b.ret(vec![seven]);
        let mut concerned = EntitySet::new();
        concerned.insert(program.funcs.push(b.finish()));
        assert!(!run(&mut program, &concerned).is_empty());
        let text = program.funcs.values().map(|func| func.to_string()).collect::<String>();
        assert_eq!(text.matches("callindirect").count() + text.matches("call_indirect").count(), 1, "{text}");
        assert!(text.contains("iconst.i64 7"), "{text}");
    }
}
