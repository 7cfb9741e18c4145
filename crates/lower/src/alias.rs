//! Functions that upstream writes in assembly, or only declares, and that are another function of the standard library
//! under a second name (runtime-contract.md §1.2).

/// Package and name of a function without body, and of the function with a body that it is.
const ALIASES: &[(&str, &str, &str, &str)] = &[
    ("internal/chacha8rand", "block", "internal/chacha8rand", "block_generic"),
    ("math/big", "addMulVVWW", "math/big", "addMulVVWW_g"),
    ("math/big", "addVV", "math/big", "addVV_g"),
    ("math/big", "lshVU", "math/big", "lshVU_g"),
    ("math/big", "mulAddVWW", "math/big", "mulAddVWW_g"),
    ("math/big", "rshVU", "math/big", "rshVU_g"),
    ("math/big", "subVV", "math/big", "subVV_g"),
    ("sync/atomic", "AddInt32", ATOMIC, "Xadd"),
    ("sync/atomic", "AddInt64", ATOMIC, "Xadd64"),
    ("sync/atomic", "AddUint32", ATOMIC, "Xadd"),
    ("sync/atomic", "AddUint64", ATOMIC, "Xadd64"),
    ("sync/atomic", "AddUintptr", ATOMIC, "Xadduintptr"),
    ("sync/atomic", "AndInt32", ATOMIC, "And32"),
    ("sync/atomic", "AndInt64", ATOMIC, "And64"),
    ("sync/atomic", "AndUint32", ATOMIC, "And32"),
    ("sync/atomic", "AndUint64", ATOMIC, "And64"),
    ("sync/atomic", "AndUintptr", ATOMIC, "Anduintptr"),
    ("sync/atomic", "CompareAndSwapInt32", ATOMIC, "Cas"),
    ("sync/atomic", "CompareAndSwapInt64", ATOMIC, "Cas64"),
    ("sync/atomic", "CompareAndSwapUint32", ATOMIC, "Cas"),
    ("sync/atomic", "CompareAndSwapUint64", ATOMIC, "Cas64"),
    ("sync/atomic", "CompareAndSwapUintptr", ATOMIC, "Casuintptr"),
    ("sync/atomic", "LoadInt32", ATOMIC, "Load"),
    ("sync/atomic", "LoadInt64", ATOMIC, "Load64"),
    ("sync/atomic", "LoadPointer", ATOMIC, "Loadp"),
    ("sync/atomic", "LoadUint32", ATOMIC, "Load"),
    ("sync/atomic", "LoadUint64", ATOMIC, "Load64"),
    ("sync/atomic", "LoadUintptr", ATOMIC, "Loaduintptr"),
    ("sync/atomic", "OrInt32", ATOMIC, "Or32"),
    ("sync/atomic", "OrInt64", ATOMIC, "Or64"),
    ("sync/atomic", "OrUint32", ATOMIC, "Or32"),
    ("sync/atomic", "OrUint64", ATOMIC, "Or64"),
    ("sync/atomic", "OrUintptr", ATOMIC, "Oruintptr"),
    ("sync/atomic", "StoreInt32", ATOMIC, "Store"),
    ("sync/atomic", "StoreInt64", ATOMIC, "Store64"),
    ("sync/atomic", "StoreUint32", ATOMIC, "Store"),
    ("sync/atomic", "StoreUint64", ATOMIC, "Store64"),
    ("sync/atomic", "StoreUintptr", ATOMIC, "Storeuintptr"),
    ("sync/atomic", "SwapInt32", ATOMIC, "Xchg"),
    ("sync/atomic", "SwapInt64", ATOMIC, "Xchg64"),
    ("sync/atomic", "SwapUint32", ATOMIC, "Xchg"),
    ("sync/atomic", "SwapUint64", ATOMIC, "Xchg64"),
    ("sync/atomic", "SwapUintptr", ATOMIC, "Xchguintptr"),
];

const ATOMIC: &str = "internal/runtime/atomic";

/// Package and name of the function that `path.name` is.
pub(crate) fn alias(path: &str, name: &str) -> Option<(&'static str, &'static str)> {
    let found = ALIASES.binary_search_by_key(&(path, name), |&(path, name, ..)| (path, name));
    found.ok().map(|i| (ALIASES[i].2, ALIASES[i].3))
}

#[cfg(test)]
mod tests {
    use super::ALIASES;

    #[test]
    fn the_table_is_sorted() {
        assert!(ALIASES.is_sorted_by_key(|&(path, name, ..)| (path, name)));
    }
}
