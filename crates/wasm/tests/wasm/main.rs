//! Tests of the whole crate: from SSA to a valid module that does what the SSA says.

mod engine;
mod evaluate;
mod random;
mod shapes;
