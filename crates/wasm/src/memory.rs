//! Static data placed in linear memory.
//!
//! From address 0: nothing, so that the fields of nil are no valid data; the memory stack, which grows down, so
//! that running out of it leaves memory and traps instead of overwriting data; the regions; other data with
//! content; data that is all zero, which costs nothing in the file; the heap.

use crate::Error;
use pontoon_base::hash::FxHashMap;
use pontoon_base::{EntityId, bug};
use pontoon_ssa::program::{DataObject, Region, RelocTarget};
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
/// So many segments slow an engine's start; then only longer runs are left out.
const MANY_SEGMENTS: usize = 512;

pub const PAGE: u64 = 64 << 10;

/// Places the objects in `live`, the stack below them. Equal read-only objects must have been merged before.
pub fn place(program: &Program, live: &[Data], base: u32, with_stack: bool) -> Result<Memory, Error> {
    let mut order: Vec<Data> = live.to_vec();
    let has_content = |object: &DataObject| !object.relocs.is_empty() || object.bytes.iter().any(|&b| b != 0);
    order.sort_by_cached_key(|&data| {
        let object = &program.data[data];
        let group = match object.region {
            Some(region) => (0, Some(region)),
            None if has_content(object) => (1, None),
            None => (2, None),
        };
        let name = object.region.map(|_| object.name.as_str());
        // Small things first: what is named most has the shortest addresses.
        let rank = if object.region.is_some() { (0, 0) } else { (u32::MAX - object.align, object.size) };
        (group, name.map(str::to_string), rank, data)
    });
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
    };
    for &data in &order {
        let object = &program.data[data];
        at = at.next_multiple_of(u64::from(object.align.max(1)));
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
    memory.order = order;
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

impl Memory {
    pub fn address(&self, data: Data) -> u32 {
        match self.address.get(&data) {
            Some(&address) => address,
            None => bug!("{data} has no place in memory"),
        }
    }

    /// The address from which offsets of types and names count.
    fn types_base(&self) -> u32 {
        self.regions.first().map_or(0, |&(_, start, _)| start)
    }

    /// The initial memory. `table` is the place of a function in the table, `same` the object that stands for one.
    pub fn segments(
        &self,
        program: &Program,
        table: impl Fn(Func) -> u32,
        same: impl Fn(Data) -> Data,
    ) -> Vec<Segment> {
        let mut image: Vec<u8> = Vec::new();
        let base = self.order.first().map_or(0, |&data| self.address(data));
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
                    RelocTarget::TextOffset(func) => u64::from(table(func)),
                };
                let at = start + reloc.offset as usize;
                let bytes = word.to_le_bytes();
                let bytes = match reloc.target {
                    RelocTarget::Data(..) | RelocTarget::Func(_) => &bytes[..],
                    RelocTarget::TypeOffset(_) | RelocTarget::TextOffset(_) => &bytes[..4],
                };
                match image.get_mut(at..at + bytes.len()) {
                    Some(place) => place.copy_from_slice(bytes),
                    None => bug!("a relocation of {} lies outside of it", object.name),
                }
            }
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
