//! Typed `u32` indices and the containers keyed by them.
//!
//! The four containers have four meanings, as in Cranelift's `entity` crate: `PrimaryMap` owns the things,
//! `SecondaryMap` is a side table with a default, `EntitySet` is a dense set, and an optional id costs
//! nothing because `u32::MAX` is never handed out.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A `u32` newtype made by [`entity!`](crate::entity!).
pub trait EntityId: Copy + Eq + fmt::Debug {
    /// The id with this index. The index must be below `u32::MAX`.
    fn new(index: usize) -> Self;
    /// The position of what the id names in its owner.
    fn index(self) -> usize;
}

/// Declares an id type: `entity!(/// doc; pub struct Block, "b")` prints as `b12`.
#[macro_export]
macro_rules! entity {
    ($(#[$meta:meta])* $vis:vis struct $name:ident, $prefix:literal) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis struct $name(std::num::NonZeroU32);

        impl $crate::entity::EntityId for $name {
            #[inline]
            fn new(index: usize) -> Self {
                // Stored plus one, so that `Option` of an id is four bytes too.
                match u32::try_from(index + 1).ok().and_then(std::num::NonZeroU32::new) {
                    Some(raw) => $name(raw),
                    None => panic!(concat!("too many ", stringify!($name), " ids")),
                }
            }
            #[inline]
            fn index(self) -> usize {
                self.0.get() as usize - 1
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "{}"), $crate::entity::EntityId::index(*self))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }
    };
}

/// Owns the entities of one kind; hands out ids in order.
#[derive(Clone)]
pub struct PrimaryMap<K, V> {
    elems: Vec<V>,
    key: PhantomData<K>,
}

impl<K: EntityId, V> PrimaryMap<K, V> {
    pub fn new() -> Self {
        PrimaryMap { elems: Vec::new(), key: PhantomData }
    }

    pub fn with_capacity(capacity: usize) -> Self {
        PrimaryMap { elems: Vec::with_capacity(capacity), key: PhantomData }
    }

    #[inline]
    pub fn push(&mut self, value: V) -> K {
        let id = K::new(self.elems.len());
        self.elems.push(value);
        id
    }

    /// The id that the next `push` returns.
    pub fn next_key(&self) -> K {
        K::new(self.elems.len())
    }

    pub fn len(&self) -> usize {
        self.elems.len()
    }

    pub fn is_empty(&self) -> bool {
        self.elems.is_empty()
    }

    pub fn get(&self, key: K) -> Option<&V> {
        self.elems.get(key.index())
    }

    pub fn keys(&self) -> impl DoubleEndedIterator<Item = K> + ExactSizeIterator + use<K, V> {
        (0..self.elems.len()).map(K::new)
    }

    pub fn values(&self) -> std::slice::Iter<'_, V> {
        self.elems.iter()
    }

    pub fn values_mut(&mut self) -> std::slice::IterMut<'_, V> {
        self.elems.iter_mut()
    }

    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (K, &V)> + ExactSizeIterator {
        self.elems.iter().enumerate().map(|(i, v)| (K::new(i), v))
    }

    pub fn clear(&mut self) {
        self.elems.clear();
    }
}

impl<K: EntityId, V> Default for PrimaryMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: EntityId, V> Index<K> for PrimaryMap<K, V> {
    type Output = V;
    #[inline]
    fn index(&self, key: K) -> &V {
        &self.elems[key.index()]
    }
}

impl<K: EntityId, V> IndexMut<K> for PrimaryMap<K, V> {
    #[inline]
    fn index_mut(&mut self, key: K) -> &mut V {
        &mut self.elems[key.index()]
    }
}

impl<K: EntityId, V: fmt::Debug> fmt::Debug for PrimaryMap<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.elems.iter()).finish()
    }
}

/// A side table over entities that somebody else owns: every key has a value, the default until set.
#[derive(Clone)]
pub struct SecondaryMap<K, V: Clone> {
    elems: Vec<V>,
    default: V,
    key: PhantomData<K>,
}

impl<K: EntityId, V: Clone> SecondaryMap<K, V> {
    pub fn with_default(default: V) -> Self {
        SecondaryMap { elems: Vec::new(), default, key: PhantomData }
    }

    /// Back to all defaults, keeping the memory.
    pub fn clear(&mut self) {
        self.elems.clear();
    }

    pub fn resize(&mut self, n: usize) {
        self.elems.resize(n, self.default.clone());
    }
}

impl<K: EntityId, V: Clone + Default> SecondaryMap<K, V> {
    pub fn new() -> Self {
        Self::with_default(V::default())
    }

    pub fn with_len(n: usize) -> Self {
        let mut map = Self::new();
        map.resize(n);
        map
    }
}

impl<K: EntityId, V: Clone + Default> Default for SecondaryMap<K, V> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: EntityId, V: Clone> Index<K> for SecondaryMap<K, V> {
    type Output = V;
    #[inline]
    fn index(&self, key: K) -> &V {
        self.elems.get(key.index()).unwrap_or(&self.default)
    }
}

impl<K: EntityId, V: Clone> IndexMut<K> for SecondaryMap<K, V> {
    #[inline]
    fn index_mut(&mut self, key: K) -> &mut V {
        let i = key.index();
        if i >= self.elems.len() {
            self.elems.resize(i + 1, self.default.clone());
        }
        &mut self.elems[i]
    }
}

/// A dense set of entities.
#[derive(Clone, Debug)]
pub struct EntitySet<K> {
    words: Vec<u64>,
    key: PhantomData<K>,
}

impl<K> PartialEq for EntitySet<K> {
    fn eq(&self, other: &Self) -> bool {
        let n = self.words.len().max(other.words.len());
        (0..n).all(|i| self.words.get(i).unwrap_or(&0) == other.words.get(i).unwrap_or(&0))
    }
}

impl<K: EntityId> EntitySet<K> {
    pub fn new() -> Self {
        EntitySet { words: Vec::new(), key: PhantomData }
    }

    #[inline]
    pub fn contains(&self, key: K) -> bool {
        let i = key.index();
        self.words.get(i / 64).is_some_and(|w| w & (1 << (i % 64)) != 0)
    }

    /// Adds `key`; reports whether it was absent.
    #[inline]
    pub fn insert(&mut self, key: K) -> bool {
        let i = key.index();
        if i / 64 >= self.words.len() {
            self.words.resize(i / 64 + 1, 0);
        }
        let mask = 1 << (i % 64);
        let absent = self.words[i / 64] & mask == 0;
        self.words[i / 64] |= mask;
        absent
    }

    /// Removes `key`; reports whether it was present.
    pub fn remove(&mut self, key: K) -> bool {
        let i = key.index();
        let mask = 1 << (i % 64);
        match self.words.get_mut(i / 64) {
            Some(word) if *word & mask != 0 => {
                *word &= !mask;
                true
            }
            _ => false,
        }
    }

    /// Adds all of `other`; reports whether that changed this set.
    pub fn union_with(&mut self, other: &Self) -> bool {
        if other.words.len() > self.words.len() {
            self.words.resize(other.words.len(), 0);
        }
        let mut changed = false;
        for (word, &more) in self.words.iter_mut().zip(&other.words) {
            changed |= more & !*word != 0;
            *word |= more;
        }
        changed
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&w| w == 0)
    }

    pub fn len(&self) -> usize {
        self.words.iter().map(|w| w.count_ones() as usize).sum()
    }

    pub fn clear(&mut self) {
        self.words.clear();
    }

    /// The members in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = K> + '_ {
        self.words.iter().enumerate().flat_map(|(i, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                if rest == 0 {
                    return None;
                }
                let bit = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                Some(K::new(i * 64 + bit))
            })
        })
    }
}

impl<K: EntityId> FromIterator<K> for EntitySet<K> {
    fn from_iter<I: IntoIterator<Item = K>>(members: I) -> Self {
        let mut set = EntitySet::new();
        for key in members {
            set.insert(key);
        }
        set
    }
}

impl<K: EntityId> Default for EntitySet<K> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    entity!(struct Thing, "thing");

    #[test]
    fn ids_print_with_their_prefix_and_options_are_free() {
        assert_eq!(Thing::new(3).to_string(), "thing3");
        assert_eq!(size_of::<Option<Thing>>(), 4);
    }

    #[test]
    fn a_set_lists_its_members_in_order() {
        let mut set = EntitySet::new();
        for i in [70, 3, 64] {
            assert!(set.insert(Thing::new(i)));
        }
        assert!(!set.insert(Thing::new(3)));
        assert!(set.remove(Thing::new(64)));
        assert_eq!(set.iter().map(EntityId::index).collect::<Vec<_>>(), [3, 70]);
    }

    #[test]
    fn a_side_table_answers_with_its_default() {
        let mut map: SecondaryMap<Thing, u8> = SecondaryMap::new();
        map[Thing::new(2)] = 7;
        assert_eq!((map[Thing::new(2)], map[Thing::new(9)]), (7, 0));
    }
}
