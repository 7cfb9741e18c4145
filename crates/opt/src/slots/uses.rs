//! What is done with the slots of a function.

use pontoon_base::{EntitySet, SecondaryMap};
use pontoon_ssa::op::{BinaryOp, Mem};
use pontoon_ssa::{Cfg, FuncData, Inst, InstKind, Slot, Value};

/// Some bytes of a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Range {
    pub slot: Slot,
    pub offset: u32,
    pub size: u32,
}

impl Range {
    fn end(self) -> u64 {
        u64::from(self.offset) + u64::from(self.size)
    }

    pub fn overlaps(self, other: Range) -> bool {
        self.slot == other.slot
            && u64::from(self.offset) < other.end()
            && u64::from(other.offset) < self.end()
    }

    pub fn contains(self, other: Range) -> bool {
        self.slot == other.slot && self.offset <= other.offset && other.end() <= self.end()
    }
}

/// A load or store.
#[derive(Clone, Copy, Debug)]
pub struct Access {
    pub slot: Slot,
    pub offset: u32,
    pub mem: Mem,
    pub inst: Inst,
    pub is_load: bool,
}

impl Access {
    pub fn range(&self) -> Range {
        Range { slot: self.slot, offset: self.offset, size: self.mem.size() }
    }
}

/// What is done with slots whose address goes nowhere else.
#[derive(Default)]
pub struct Uses {
    pub accesses: Vec<Access>,
    /// Where zeros are stored, which are the same whatever lies there.
    pub clears: Vec<(Range, Inst)>,
    /// What is copied or filled as memory.
    pub opaque: Vec<Range>,
    /// Slots whose address somebody else may know.
    pub taken: EntitySet<Slot>,
}

/// Addresses inside slots: which, and how far from its beginning.
pub type Bases = SecondaryMap<Value, Option<(Slot, u32)>>;

pub fn bases(func: &FuncData) -> Bases {
    let mut bases: Bases = SecondaryMap::with_len(func.values.len());
    for block in Cfg::new(func).order {
        for &inst in &func.blocks[block].insts {
            let base = match func.insts[inst].kind {
                InstKind::SlotAddr(slot) => Some((slot, 0)),
                InstKind::Binary(BinaryOp::PtrAdd, base, by) => bases[base].and_then(|(slot, offset)| {
                    let by = u32::try_from(func.int_const(by)?).ok()?;
                    let offset = offset.checked_add(by)?;
                    (offset <= func.slots[slot].size).then_some((slot, offset))
                }),
                _ => None,
            };
            if base.is_some() {
                bases[func.result(inst)] = base;
            }
        }
    }
    bases
}

impl Uses {
    pub fn of(func: &FuncData) -> Uses {
        let bases = bases(func);
        let mut uses = Uses::default();
        for &inst in func.layout.iter().flat_map(|&block| &func.blocks[block].insts) {
            uses.inst(func, &bases, inst);
        }
        let Uses { accesses, clears, opaque, taken } = &mut uses;
        accesses.retain(|access| !taken.contains(access.slot));
        clears.retain(|(range, _)| !taken.contains(range.slot));
        opaque.retain(|range| !taken.contains(range.slot));
        uses
    }

    fn inst(&mut self, func: &FuncData, bases: &Bases, inst: Inst) {
        let kind = &func.insts[inst].kind;
        let range = |addr: Value, offset: u32, size: u32| {
            let (slot, base) = bases[addr]?;
            let range = Range { slot, offset: base.checked_add(offset)?, size };
            (range.end() <= u64::from(func.slots[slot].size)).then_some(range)
        };
        let known_size = |value: Value| func.int_const(value).and_then(|size| u32::try_from(size).ok());
        match *kind {
            InstKind::Load { mem, addr, offset } => {
                if let Some(Range { slot, offset, .. }) = range(addr, offset, mem.size()) {
                    self.accesses.push(Access { slot, offset, mem, inst, is_load: true });
                    return;
                }
            }
            InstKind::Store { mem, addr, offset, value } => {
                if let Some(found) = range(addr, offset, mem.size()) {
                    self.take(bases, value);
                    match is_zero(func, value) {
                        true => self.clears.push((found, inst)),
                        false => {
                            let Range { slot, offset, .. } = found;
                            self.accesses.push(Access { slot, offset, mem, inst, is_load: false });
                        }
                    }
                    return;
                }
            }
            InstKind::MemoryFill { to, byte, size } => {
                if let Some(found) = known_size(size).and_then(|size| range(to, 0, size)) {
                    match is_zero(func, byte) {
                        true => self.clears.push((found, inst)),
                        false => self.opaque.push(found),
                    }
                    return;
                }
            }
            InstKind::MemoryCopy { to, from, size } => {
                for addr in [to, from] {
                    match known_size(size).and_then(|size| range(addr, 0, size)) {
                        Some(found) => self.opaque.push(found),
                        None => self.take(bases, addr),
                    }
                }
                return;
            }
            // An address inside the slot, whose uses are looked at.
            InstKind::Binary(BinaryOp::PtrAdd, ..) if bases[func.result(inst)].is_some() => return,
            _ => {}
        }
        kind.for_each_operand(|value| self.take(bases, value));
    }

    fn take(&mut self, bases: &Bases, value: Value) {
        if let Some((slot, _)) = bases[value] {
            self.taken.insert(slot);
        }
    }
}

/// Whether the value is all zero bits.
fn is_zero(func: &FuncData, value: Value) -> bool {
    matches!(
        func.def_kind(value),
        Some(
            InstKind::Iconst32(0)
                | InstKind::Iconst64(0)
                | InstKind::Fconst32(0)
                | InstKind::Fconst64(0)
                | InstKind::V128const(0)
                | InstKind::Null
        )
    )
}
