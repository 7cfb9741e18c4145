//! A cache in front of the session's symbol table.
//!
//! Most names of a file have occurred shortly before; finding them here takes no lock and no second look at the
//! text. The cache stays with the thread from file to file: symbols last as long as the session.

use pontoon_base::Symbol;
use std::cell::Cell;

/// A power of two: the slots take 160 KB.
const SLOTS: usize = 4096;

/// Longer texts are seldom repeated.
const MAX_LEN: usize = 32;

#[derive(Clone, Copy, Default)]
struct Slot {
    head: u64,
    tail: u64,
    len: usize,
    symbol: Option<Symbol>,
}

type Slots = Box<[Slot]>;

thread_local! {
    static SPARE: Cell<Option<Slots>> = const { Cell::new(None) };
}

/// The thread's cache while a scanner uses it.
pub(super) struct NameCache {
    slots: Slots,
}

impl NameCache {
    pub(super) fn take() -> NameCache {
        NameCache { slots: SPARE.take().unwrap_or_else(|| vec![Slot::default(); SLOTS].into()) }
    }

    /// The symbol of `text`.
    #[inline]
    pub(super) fn symbol(&mut self, text: &str) -> Symbol {
        let bytes = text.as_bytes();
        let len = bytes.len();
        if len > MAX_LEN {
            return Symbol::intern(text);
        }
        let (head, tail) = match (bytes.first_chunk(), bytes.last_chunk()) {
            (Some(head), Some(tail)) => (u64::from_le_bytes(*head), u64::from_le_bytes(*tail)),
            _ => (bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)), 0),
        };
        let mixed = (head ^ tail.rotate_left(23) ^ len as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let slot = &mut self.slots[(mixed >> 40) as usize % SLOTS];
        if let Some(symbol) = slot.symbol
            && (slot.head, slot.tail, slot.len) == (head, tail, len)
            // Up to sixteen bytes the two words and the length say all.
            && (len <= 16 || symbol.as_str() == text)
        {
            return symbol;
        }
        let symbol = Symbol::intern(text);
        *slot = Slot { head, tail, len, symbol: Some(symbol) };
        symbol
    }
}

impl Drop for NameCache {
    fn drop(&mut self) {
        SPARE.set(Some(std::mem::take(&mut self.slots)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cached_names_are_the_interned_ones() {
        let mut names = NameCache::take();
        let long = "a_name_of_more_than_sixteen_bytes";
        for text in ["", "x", "ab", "ba", "eightbyt", "ninebytes", "sixteen_bytes_aa", &long[..20], long, "x"]
        {
            assert_eq!(names.symbol(text), Symbol::intern(text));
            assert_eq!(names.symbol(text).as_str(), text);
        }
    }
}
