//! The typed syntax tree to SSA: one body and one instance at a time, as they are reached. Go ends here; below nobody
//! knows interfaces, closures or generics.

mod alias;
mod builtin;
mod call;
mod chan;
mod closure;
mod convert;
pub mod cx;
mod defer;
mod eq;
mod export;
mod expr;
mod func;
mod gojs;
mod hash;
mod iface;
mod import;
mod init;
mod intrinsic;
mod itab;
mod literal;
mod map;
mod method;
mod none;
mod place;
mod range;
mod range_func;
mod rapid;
mod recover;
mod reflect_call;
mod repr;
mod runtime_call;
mod select;
mod slice;
mod spawn;
mod static_init;
mod stmt;
mod string;
mod switch;
mod type_desc;
mod type_text;
mod wrapper;

pub use cx::{Bodies, Lowerer, MemoryMode};
pub use none::{HOOKS, NoHost};
