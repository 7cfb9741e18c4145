//! Fast hash maps. Their iteration order is arbitrary: what reaches output iterates something ordered.

pub use rustc_hash::{FxHashMap, FxHashSet, FxHasher};
