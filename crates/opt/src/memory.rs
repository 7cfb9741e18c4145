//! What a walk through straight code knows of memory, globals and locals.

use pontoon_ssa::op::{BinaryOp, Mem};
use pontoon_ssa::{FuncData, InstKind, Value};

/// How many places are remembered; the oldest is forgotten.
const LIMIT: usize = 32;

/// What was loaded or stored, in the order in which it was.
#[derive(Clone, Default)]
pub struct Memory {
    known: Vec<Known>,
}

#[derive(Clone)]
struct Known {
    /// The load, or what a load of it would be.
    read: InstKind,
    value: Value,
}

/// A place in memory relative to a value.
#[derive(Clone, Copy)]
pub struct Place {
    pub mem: Mem,
    pub addr: Value,
    pub offset: u32,
}

impl Place {
    fn of(read: &InstKind) -> Option<Place> {
        match *read {
            InstKind::Load { mem, addr, offset } => Some(Place { mem, addr, offset }),
            _ => None,
        }
    }
}

impl Memory {
    /// The value that a read is known to give.
    pub fn known(&self, kind: &InstKind) -> Option<Value> {
        self.known.iter().find(|known| known.read == *kind).map(|known| known.value)
    }

    /// Passes an instruction that reads or has effects, and that has this result.
    pub fn step(&mut self, func: &FuncData, kind: &InstKind, result: Option<Value>) {
        match *kind {
            InstKind::Load { .. } | InstKind::GlobalGet(_) | InstKind::LocalGet(_) => {
                if let Some(value) = result {
                    self.learn(kind.clone(), value);
                }
            }
            InstKind::Store { mem, addr, offset, value } => {
                let place = Place { mem, addr, offset };
                self.known.retain(|known| {
                    Place::of(&known.read).is_none_or(|read| !may_overlap(func, place, read))
                });
                // A load of part of a number does not give what was stored.
                if !matches!(mem, Mem::I8S | Mem::I8U | Mem::I16S | Mem::I16U) {
                    self.learn(InstKind::Load { mem, addr, offset }, value);
                }
            }
            InstKind::GlobalSet(global, value) => {
                self.known.retain(|known| known.read != InstKind::GlobalGet(global));
                self.learn(InstKind::GlobalGet(global), value);
            }
            InstKind::LocalSet(local, value) => {
                self.known.retain(|known| known.read != InstKind::LocalGet(local));
                self.learn(InstKind::LocalGet(local), value);
            }
            InstKind::Check(..) | InstKind::MemorySize | InstKind::MemoryGrow(_) | InstKind::Keep(_) => {}
            // Copies, fills and calls write anywhere; nobody but the function itself touches its locals.
            _ => self.known.retain(|known| matches!(known.read, InstKind::LocalGet(_))),
        }
    }

    fn learn(&mut self, read: InstKind, value: Value) {
        if self.known.len() == LIMIT {
            self.known.remove(0);
        }
        self.known.push(Known { read, value });
    }
}

/// Whether a store to the first place may change what a load from the second one gives.
pub fn may_overlap(func: &FuncData, store: Place, load: Place) -> bool {
    if store.addr == load.addr {
        let (a, b) = (u64::from(store.offset), u64::from(load.offset));
        return a < b + u64::from(load.mem.size()) && b < a + u64::from(store.mem.size());
    }
    // Pointers and lengths are never written as floats: the collector could not follow them.
    let float = |mem| matches!(mem, Mem::F32 | Mem::F64);
    let word = |mem| matches!(mem, Mem::Ptr | Mem::Len);
    if float(store.mem) && word(load.mem) || word(store.mem) && float(load.mem) {
        return false;
    }
    if let (Some(a), Some(b)) = (Element::of(func, store), Element::of(func, load))
        && (a.array, a.size) == (b.array, b.size)
    {
        return a.start < b.end && b.start < a.end;
    }
    match (func.def_kind(store.addr), func.def_kind(load.addr)) {
        (Some(InstKind::SlotAddr(a)), Some(InstKind::SlotAddr(b))) => a == b,
        (Some(InstKind::DataAddr(a, _)), Some(InstKind::DataAddr(b, _))) => a == b,
        (Some(InstKind::SlotAddr(_)), Some(InstKind::DataAddr(..)))
        | (Some(InstKind::DataAddr(..)), Some(InstKind::SlotAddr(_))) => false,
        _ => true,
    }
}

/// A part of an element of an array, by where it is in the element.
struct Element {
    array: Value,
    size: u64,
    start: u64,
    end: u64,
}

impl Element {
    /// What a place is a part of, if it is in an element by the form of its address: `array + index * size`.
    fn of(func: &FuncData, place: Place) -> Option<Element> {
        let &InstKind::Binary(BinaryOp::PtrAdd, array, by) = func.def_kind(place.addr)? else { return None };
        let &InstKind::Binary(op, _, factor) = func.def_kind(by)? else { return None };
        let factor = func.int_const(factor)?;
        let size = match op {
            BinaryOp::Imul => u64::try_from(factor).ok()?,
            BinaryOp::Shl => 1 << u32::try_from(factor).ok().filter(|&by| by < 31)?,
            _ => return None,
        };
        let start = u64::from(place.offset);
        let end = start + u64::from(place.mem.size());
        (end <= size).then_some(Element { array, size, start, end })
    }
}
