//! Interned text: names, import paths, literals.
//!
//! One table for the whole process, since a compiler needs each text until it ends. Ids depend on the order
//! in which threads meet texts, so nothing that is printed, numbered or written may be ordered by a `Symbol`.

use crate::hash::{FxHashMap, FxHasher};
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{OnceLock, RwLock};

/// An interned text. Equal texts have equal symbols.
#[derive(Clone, Copy)]
pub struct Symbol(&'static SymbolText);

struct SymbolText {
    text: &'static str,
    hash: u64,
}

const SHARDS: usize = 16;
type Shard = RwLock<FxHashMap<&'static str, &'static SymbolText>>;

fn shards() -> &'static [Shard; SHARDS] {
    static TABLE: OnceLock<[Shard; SHARDS]> = OnceLock::new();
    TABLE.get_or_init(|| std::array::from_fn(|_| RwLock::default()))
}

impl Symbol {
    /// The symbol of `text`, made on first use.
    pub fn intern(text: &str) -> Symbol {
        let mut hasher = FxHasher::default();
        text.hash(&mut hasher);
        let hash = hasher.finish();
        let shard = &shards()[(hash >> 32) as usize % SHARDS];
        let poisoned = "a thread died while it held the symbol table";
        if let Some(found) = shard.read().expect(poisoned).get(text) {
            return Symbol(found);
        }
        let mut table = shard.write().expect(poisoned);
        if let Some(found) = table.get(text) {
            return Symbol(found);
        }
        let text: &'static str = Box::leak(text.into());
        let entry: &'static SymbolText = Box::leak(Box::new(SymbolText { text, hash }));
        table.insert(text, entry);
        Symbol(entry)
    }

    #[inline]
    pub fn as_str(self) -> &'static str {
        self.0.text
    }

    pub fn is_empty(self) -> bool {
        self.0.text.is_empty()
    }

    /// Whether this is the blank identifier `_`.
    pub fn is_blank(self) -> bool {
        self.0.text == "_"
    }
}

impl PartialEq for Symbol {
    #[inline]
    fn eq(&self, other: &Symbol) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Symbol {}

impl Hash for Symbol {
    #[inline]
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.text)
    }
}

impl fmt::Debug for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.0.text, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_are_one_symbol() {
        let (a, b) = (Symbol::intern("pontoon"), Symbol::intern(&["pon", "toon"].concat()));
        assert!(a == b && std::ptr::eq(a.as_str(), b.as_str()));
        assert_ne!(a, Symbol::intern("bridge"));
    }
}
