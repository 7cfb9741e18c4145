//! Syntax trees to typed packages: a full implementation of the Go specification as types2 has it. File names follow
//! types2, so that a Go expert is at home.
//!
//! Knows no wasm and no I/O.

mod assign;
mod builtin;
mod call;
pub mod checker;
mod composite;
mod const_;
mod convert;
mod cycle;
mod decl;
mod directive;
mod expr;
mod implements;
mod index;
mod infer;
mod init_order;
mod literal;
mod mono;
mod operand;
mod operation;
mod package;
mod range;
mod resolve;
mod returns;
mod selector;
mod signature;
mod stmt;
mod typexpr;
mod under;
mod unify;
mod untyped;

pub use checker::Config;
pub use package::{Checked, Part, Whole, check_body, check_package, declare, init_order};
