//! Go source text to a syntax tree.
//!
//! Never fails: it returns a tree and diagnostics. Knows no types, no packages but by name, and does not know
//! what a directive means.

pub mod ast;
