//! Static data placed in linear memory.
//!
//! From address 0: nothing, so that the fields of nil are no valid data; the memory stack, which grows down, so
//! that running out of it leaves memory and traps instead of overwriting data; the regions; other data with
//! content; data that is all zero, which costs nothing in the file; the heap. Objects with pointers into the heap are
//! the last with content and the first without, so that the table of the collector's roots is about one range.

use crate::Error;
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntityId, bug};
use pontoon_ssa::program::{Bound, DataObject, Region, RelocTarget};
use pontoon_ssa::{Data, Func, Program};

/// Where everything lies.
pub struct Memory {
    address: FxHashMap<Data, u32>,
    /// The objects in the order of their addresses.
    order: Vec<Data>,
    pub stack_top: u32,
    pub heap_base: u32,
    /// The bounds of each region that has objects.
    regions: Vec<(Region, u32, u32)>,
    /// Where the regions begin, and behind them data with content, data without, and nothing.
    parts: [u32; 4],
    /// The first place in the function table behind functions that recover.
    pub recoverers: u32,
    roots: Roots,
}

/// The range of objects with pointers, and a bit for each word in it, at `bits_at`.
#[derive(Default)]
struct Roots {
    start: u32,
    end: u32,
    bits_at: u32,
    bits: Vec<u8>,
}

/// A run of bytes of the initial memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Segment {
    pub address: u32,
    pub bytes: Vec<u8>,
}

/// The stack, its frames and the heap are aligned to this.
const ALIGN: u32 = 16;
/// As many zero bytes are cheaper left out, though that makes two segments of one.
const ZERO_RUN: usize = 24;
/// The types region begins with so many unused bytes, since offset 0 in it means nothing.
const NOTHING: u64 = 8;
/// So many segments slow an engine's start; then only longer runs are left out.
const MANY_SEGMENTS: usize = 512;

pub const PAGE: u64 = 64 << 10;

/// Places the objects in `live`, the stack below them. Equal read-only objects must have been merged before.
pub fn place(program: &Program, live: &[Data], base: u32, with_stack: bool) -> Result<Memory, Error> {
    let mut order: Vec<Data> = live.to_vec();
    let part = |object: &DataObject| match object.region {
        Some(_) => 0,
        None if !object.relocs.is_empty() || object.bytes.iter().any(|&b| b != 0) => 1,
        None => 2,
    };
    order.sort_by_cached_key(|&data| {
        let object = &program.data[data];
        let group = (part(object), object.region);
        let name = object.region.map(|_| object.name.as_str());
        // Small things first: what is named most has the shortest addresses.
        let rank = if object.region.is_some() { (0, 0) } else { (u32::MAX - object.align, object.size) };
        let rooted = object.pointers.is_empty() == (part(object) == 2);
        (group, name.map(str::to_string), rooted, rank, data)
    });
    let root_bytes = root_bytes(program, live);
    let mut at = u64::from(base.next_multiple_of(ALIGN));
    if with_stack {
        at += u64::from(program.stack_size.next_multiple_of(ALIGN));
    }
    let stack_top = narrow(at)?;
    let mut memory = Memory {
        address: FxHashMap::default(),
        order: Vec::new(),
        stack_top,
        heap_base: 0,
        regions: Vec::new(),
        parts: [0; 4],
        recoverers: 0,
        roots: Roots::default(),
    };
    memory.parts[0] = narrow(at)?;
    let first = order.first().and_then(|&data| program.data[data].region);
    if first.is_some_and(|region| region != Region::Start) {
        at += NOTHING;
    }
    let mut current = 0;
    for &data in &order {
        let object = &program.data[data];
        at = at.next_multiple_of(u64::from(object.align.max(1)));
        while current < part(object) {
            current += 1;
            memory.parts[current] = narrow(at)?;
            if current == 1 && root_bytes > 0 {
                at = at.next_multiple_of(8);
                memory.roots.bits_at = narrow(at)?;
                at = (at + root_bytes).next_multiple_of(u64::from(ALIGN));
            }
        }
        let start = narrow(at)?;
        memory.address.insert(data, start);
        at += u64::from(object.size);
        if let Some(region) = object.region {
            match memory.regions.last_mut() {
                Some((last, _, end)) if *last == region => *end = narrow(at)?,
                _ => memory.regions.push((region, start, narrow(at)?)),
            }
        }
    }
    memory.parts[current + 1..].fill(narrow(at)?);
    memory.order = order;
    if root_bytes > 0 {
        memory.find_roots(program);
    }
    memory.heap_base = narrow(at.next_multiple_of(u64::from(ALIGN)))?;
    Ok(memory)
}

fn narrow(address: u64) -> Result<u32, Error> {
    // Addresses are compared and subtracted as signed numbers here and there.
    match u32::try_from(address) {
        Ok(address) if address < 1 << 31 => Ok(address),
        _ => Err(Error::DataTooLarge(address)),
    }
}

/// An upper bound for the bytes that a bit for each word of objects with pointers takes; zero if nobody asks for them.
fn root_bytes(program: &Program, live: &[Data]) -> u64 {
    let objects = || live.iter().map(|&data| &program.data[data]);
    let asks = |object: &DataObject| {
        object.relocs.iter().any(|reloc| reloc.target == RelocTarget::Bound(Bound::RootBits))
    };
    if !objects().any(asks) {
        return 0;
    }
    let rooted = objects().filter(|object| !object.pointers.is_empty());
    let bytes: u64 = rooted.map(|object| u64::from(object.size) + u64::from(object.align)).sum();
    (bytes / 64 + 1).next_multiple_of(8)
}

impl Memory {
    /// Makes the table of roots, now that all objects have their places.
    fn find_roots(&mut self, program: &Program) {
        let rooted = |data: &&Data| !program.data[**data].pointers.is_empty();
        let (Some(&first), Some(&last)) = (self.order.iter().find(rooted), self.order.iter().rfind(rooted))
        else {
            return;
        };
        let roots = &mut self.roots;
        roots.start = self.address[&first];
        roots.end = self.address[&last] + program.data[last].size;
        let words = (roots.end - roots.start).div_ceil(8) as usize;
        roots.bits = vec![0; words.div_ceil(64) * 8];
        for &data in self.order.iter().filter(rooted) {
            for offset in &program.data[data].pointers {
                let word = (self.address[&data] - roots.start + offset) as usize / 8;
                roots.bits[word / 8] |= 1 << (word % 8);
            }
        }
    }

    pub fn address(&self, data: Data) -> u32 {
        match self.address.get(&data) {
            Some(&address) => address,
            None => bug!("{data} has no place in memory"),
        }
    }

    /// The address from which offsets of types and names count.
    fn types_base(&self) -> u32 {
        self.parts[0]
    }

    fn region(&self, wanted: Region) -> (u32, u32) {
        let end = self.regions.iter().rfind(|&&(region, ..)| region < wanted).map_or(0, |&(_, _, end)| end);
        let found = self.regions.iter().find(|&&(region, ..)| region == wanted);
        found.map_or((end, end), |&(_, start, end)| (start, end))
    }

    fn bound(&self, bound: Bound) -> u32 {
        match bound {
            Bound::Types => self.types_base(),
            Bound::TypesEnd | Bound::Data => self.parts[1],
            Bound::TypeLinksLen => self.region(Region::TypeLinks).1.saturating_sub(self.types_base()),
            Bound::ItabsOffset => self.region(Region::Itabs).0.saturating_sub(self.types_base()),
            Bound::ItabsLen => {
                let (start, end) = self.region(Region::Itabs);
                end - start
            }
            Bound::DataEnd | Bound::Zero => self.parts[2],
            Bound::ZeroEnd => self.parts[3],
            Bound::Recoverers => self.recoverers,
            Bound::Roots => self.roots.start,
            Bound::RootsEnd => self.roots.end,
            Bound::RootBits => self.roots.bits_at,
        }
    }

    /// The initial memory. `table` is the place of a function in the table, `same` the object that stands for one.
    pub fn segments(
        &self,
        program: &Program,
        table: impl Fn(Func) -> u32,
        same: impl Fn(Data) -> Data,
    ) -> Vec<Segment> {
        let mut image: Vec<u8> = Vec::new();
        let mut base = self.order.first().map_or(0, |&data| self.address(data));
        if !self.roots.bits.is_empty() {
            base = base.min(self.roots.bits_at);
        }
        for &data in &self.order {
            let object = &program.data[data];
            let start = (self.address(data) - base) as usize;
            if object.relocs.is_empty() && object.bytes.iter().all(|&b| b == 0) {
                continue;
            }
            image.resize(start, 0);
            image.extend(&object.bytes);
            image.resize(start + object.size as usize, 0);
            for reloc in &object.relocs {
                let word = match reloc.target {
                    RelocTarget::Data(to, offset) => u64::from(self.address(same(to)) + offset),
                    RelocTarget::Func(func) => u64::from(table(func)),
                    RelocTarget::TypeOffset(to) => u64::from(self.address(same(to)) - self.types_base()),
                    RelocTarget::TextOffset(func) | RelocTarget::Reentry(func) => u64::from(table(func)),
                    RelocTarget::Bound(bound) => u64::from(self.bound(bound)),
                };
                let at = start + reloc.offset as usize;
                let bytes = word.to_le_bytes();
                let bytes = match reloc.target {
                    RelocTarget::Data(..) | RelocTarget::Func(_) | RelocTarget::Bound(_) => &bytes[..],
                    RelocTarget::TypeOffset(_) | RelocTarget::TextOffset(_) | RelocTarget::Reentry(_) => {
                        &bytes[..4]
                    }
                };
                match image.get_mut(at..at + bytes.len()) {
                    Some(place) => place.copy_from_slice(bytes),
                    None => bug!("a relocation of {} lies outside of it", object.name),
                }
            }
        }
        if !self.roots.bits.is_empty() {
            let at = (self.roots.bits_at - base) as usize;
            image.resize(image.len().max(at + self.roots.bits.len()), 0);
            image[at..at + self.roots.bits.len()].copy_from_slice(&self.roots.bits);
        }
        let mut run = ZERO_RUN;
        loop {
            let segments = split(&image, base, run);
            if segments.len() <= MANY_SEGMENTS {
                return segments;
            }
            run *= 2;
        }
    }
}

/// Cuts `image` where `run` zero bytes or more follow each other.
fn split(image: &[u8], base: u32, run: usize) -> Vec<Segment> {
    let mut segments = Vec::new();
    let mut at = 0;
    while let Some(first) = image[at..].iter().position(|&b| b != 0) {
        let start = at + first;
        let (mut end, mut zeros) = (start, 0);
        for (i, &byte) in image[start..].iter().enumerate() {
            if byte != 0 {
                end = start + i + 1;
                zeros = 0;
            } else {
                zeros += 1;
                if zeros == run {
                    break;
                }
            }
        }
        segments.push(Segment { address: base + start as u32, bytes: image[start..end].to_vec() });
        at = end;
    }
    segments
}

/// For each object that is equal to an earlier one and read-only, that earlier one.
pub fn merge_equal(program: &Program, live: &[Data]) -> FxHashMap<Data, Data> {
    type Key<'a> = (&'a [u8], u32, u32, Vec<(u32, [u64; 3])>);
    let mut known: FxHashMap<Key<'_>, Data> = FxHashMap::default();
    let mut same = FxHashMap::default();
    for &data in live {
        let object = &program.data[data];
        if object.mutable || object.region.is_some() {
            continue;
        }
        let relocs = object.relocs.iter().map(|reloc| {
            let target = match reloc.target {
                RelocTarget::Data(to, offset) => [0, to.index() as u64, u64::from(offset)],
                RelocTarget::Func(func) => [1, func.index() as u64, 0],
                RelocTarget::TypeOffset(to) => [2, to.index() as u64, 0],
                RelocTarget::TextOffset(func) => [3, func.index() as u64, 0],
                RelocTarget::Reentry(func) => [5, func.index() as u64, 0],
                RelocTarget::Bound(bound) => [4, bound as u64, 0],
            };
            (reloc.offset, target)
        });
        let key = (object.bytes.as_slice(), object.size, object.align, relocs.collect());
        let first = *known.entry(key).or_insert(data);
        if first != data {
            same.insert(data, first);
        }
    }
    same
}

#[cfg(test)]
mod tests {
    use super::*;
    use pontoon_ssa::program::Reloc;

    #[test]
    fn the_types_region_is_laid_out_as_the_runtime_expects() {
        let mut program = Program::new();
        let mut object = |name: &str, size, region| {
            program
                .data
                .push(DataObject { region: Some(region), ..DataObject::constant(name, vec![1; size], 8) })
        };
        let itab = object("itab", 24, Region::Itabs);
        let b = object("[]int", 56, Region::TypeLinks);
        let a = object("*int", 56, Region::TypeLinks);
        let name = object("name", 3, Region::Names);
        let named = object("T", 64, Region::Types);
        let variable = program.data.push(DataObject::zeroed("x", 8, 8));
        let memory = place(&program, &[itab, b, a, name, named, variable], 1024, false).expect("it fits");
        let at: Vec<u32> = [a, b, named, itab, name, variable].map(|data| memory.address(data)).to_vec();
        assert_eq!(at, [1032, 1088, 1144, 1208, 1232, 1240]);
        let bounds = [
            Bound::Types,
            Bound::TypesEnd,
            Bound::TypeLinksLen,
            Bound::ItabsOffset,
            Bound::ItabsLen,
            Bound::DataEnd,
            Bound::ZeroEnd,
        ];
        assert_eq!(bounds.map(|bound| memory.bound(bound)), [1024, 1240, 120, 184, 24, 1240, 1248]);
    }

    #[test]
    fn roots_are_one_range() {
        let mut program = Program::new();
        let mut variable = |size, pointers: &[u32], content: bool| {
            let bytes = if content { vec![1] } else { Vec::new() };
            program.data.push(DataObject {
                bytes,
                pointers: pointers.to_vec(),
                ..DataObject::zeroed("x", size, 8)
            })
        };
        let plain = variable(16, &[], true);
        let zero = variable(16, &[], false);
        let a = variable(24, &[8], true);
        let b = variable(8, &[0], false);
        let mut table = DataObject::zeroed("roots", 8, 8);
        table.relocs.push(Reloc { offset: 0, target: RelocTarget::Bound(Bound::RootBits) });
        let table = program.data.push(table);
        let memory = place(&program, &[plain, zero, a, b, table], 1024, false).expect("it fits");
        let [a, b, zero] = [a, b, zero].map(|data| memory.address(data));
        assert!(a < b && b < zero);
        assert_eq!((memory.bound(Bound::Roots), memory.bound(Bound::RootsEnd)), (a, b + 8));
        assert_eq!(memory.roots.bits, [0b1010, 0, 0, 0, 0, 0, 0, 0]);
        let segments = memory.segments(&program, |_| 0, |data| data);
        let bits_at = memory.bound(Bound::RootBits);
        assert_eq!((segments[0].address, segments[0].bytes[0]), (bits_at, 0b1010));
    }

    #[test]
    fn long_runs_of_zeros_are_left_out_and_short_ones_kept() {
        let mut image = vec![0; 40];
        image.extend([1, 0, 0, 2]);
        image.extend([0; 24]);
        image.extend([3, 0]);
        let segments = split(&image, 100, 24);
        assert_eq!(
            segments,
            [Segment { address: 140, bytes: vec![1, 0, 0, 2] }, Segment { address: 168, bytes: vec![3] }]
        );
    }
}
