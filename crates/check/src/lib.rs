//! Syntax trees to typed packages: a full implementation of the Go specification as types2 has it. File names follow
//! types2, so that a Go expert is at home.
//!
//! Knows no wasm and no I/O.

pub mod checker;
