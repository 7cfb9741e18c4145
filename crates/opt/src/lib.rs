//! Optimization of SSA: the passes and their order. Correct code goes in and correct code comes out; nothing here knows
//! of Go, only of what the operations mean.

mod alloc;
mod arith;
mod escape;
mod facts;
mod fold;
mod gvn;
mod inline;
mod licm;
mod linear;
mod memory;
mod passes;
mod preheader;
mod range;
mod repair;
mod resolve;
mod resume;
mod rewrite;
mod rotate;
mod simplify_cfg;
mod slots;
mod thread;
mod trim;
mod version;

pub use passes::{Watch, optimize, optimize_watched};
pub use resume::{reached_imports, run as make_resumable};

#[cfg(test)]
mod tests;
