//! What every other crate needs and nobody wants to rebuild for: typed indices, interned names, source
//! positions, diagnostics and their renderers, and the macro for our own faults.
//!
//! No I/O but for printing what a caller hands over; knows nothing of Go or WebAssembly.

pub mod bug;
pub mod diag;
pub mod entity;
pub mod hash;
pub mod intern;
pub mod render;
pub mod source;
pub mod timing;

pub use diag::{Diagnostic, Severity};
pub use entity::{EntityId, EntitySet, PrimaryMap, SecondaryMap};
pub use intern::Symbol;
pub use source::{FileId, Pos, SourceMap, Span};
