//! Everything that is particular to `//go:wasmimport` and `//go:wasmexport`, and nothing else.
//!
//! The contract on one page (the specification is `docs/boundary.md`):
//!
//! - `//go:wasmimport MODULE NAME` before a function without a body makes it an import of the WebAssembly module; a
//!   call of it is a plain `call`.
//! - What crosses is decided by a Go type's underlying type: 32- and 64-bit integers, floats, `bool`, `uintptr`,
//!   pointers to what has the same layout on both sides, and, as a parameter, `string` as pointer and length.
//! - `//go:wasmexport NAME` before a function with a body makes it an export, under the same rules for types.
//! - At most one result. A `bool` from the host is true if its low byte is not zero.
//!
//! `directive` reads the comments, `tinygo` those of TinyGo, `contract` says which types may cross, `signature` gives the wasm types, `plan` the
//! conversions that are left to make, `manifest` the list that travels in the module, and `explain` has every word of
//! our own.

pub mod contract;
pub mod declared;
pub mod directive;
pub mod explain;
pub mod manifest;
pub mod plan;
pub mod policy;
pub mod signature;
pub mod suggest;
pub mod tinygo;

pub use contract::Dialect;
pub use declared::{HostFunc, check_file, export_func, host_func};
