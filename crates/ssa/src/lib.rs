//! The intermediate representation: functions of blocks in SSA form, with block parameters instead of phis, and the
//! program around them. Knows nothing of Go: no interfaces, maps, goroutines or generics, only scalars, memory, calls,
//! static data.

pub mod builder;
pub mod call_graph;
pub mod cfg;
pub mod effects;
pub mod entities;
pub mod func;
pub mod interp;
pub mod op;
pub mod parse;
pub mod print;
pub mod program;
pub mod types;
pub mod verify;

pub use builder::Builder;
pub use cfg::Cfg;
pub use effects::Effects;
pub use entities::{Block, Data, Func, Global, Import, Inst, Local, Sig, Slot, Value};
pub use func::{FuncData, Phase};
pub use op::InstKind;
pub use program::Program;
pub use types::{Signature, Type};
pub use verify::verify;
