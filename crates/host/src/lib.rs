//! The embedded engine: runs modules, and shows what is in them.
//!
//! Links wasmtime; nobody else does.

pub mod inspect;
pub mod link;
pub mod run;
pub mod trap;

pub use inspect::{Inspection, inspect};
pub use pontoon_boundary::policy::difference;
pub use run::{Call, Preload, Program, RunError, run};
