//! What tests of several crates share: cases in files, and the comments in them that say what is expected.

pub mod check;
pub mod expect;
pub mod known;
pub mod mutate;
mod regexp;
