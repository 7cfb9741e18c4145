//! SSA to bytes: what WebAssembly lacks is made explicit, blocks become structured control flow, values go
//! to the operand stack and to locals, and live functions and data are laid out as one module.
//!
//! Knows nothing of Go. The stages of one function are `legalize`, `structure`, `stackify`, `locals` and
//! `emit`; `module` puts the results together.

mod check;
mod code;
mod emit;
mod graph;
mod irreducible;
mod legalize;
mod locals;
mod memory;
mod module;
mod names;
mod rotate;
mod select;
mod stackify;
mod status;
mod structure;
mod wop;

pub use check::validate;
use pontoon_ssa::Program;
use std::fmt;

/// How a module is to be made.
#[derive(Clone, Debug)]
pub struct Options {
    /// Leave the name section out.
    pub strip: bool,
    /// The first address that the memory stack and static data may use.
    pub data_base: u32,
    /// The name under which the memory is exported.
    pub memory_export: String,
    /// Custom sections by name, written before the names.
    pub custom_sections: Vec<(String, Vec<u8>)>,
    /// Validate the result. Debug builds always do.
    pub validate: bool,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            strip: false,
            data_base: 1024,
            memory_export: "memory".to_string(),
            custom_sections: Vec::new(),
            validate: false,
        }
    }
}

/// Why there is no module.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// Static data and the memory stack would need an address this large.
    DataTooLarge(u64),
    /// What was made is not valid: a fault of the compiler.
    Invalid(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::DataTooLarge(address) => {
                write!(f, "static data needs {} MiB of memory, more than 2048 MiB", address >> 20)
            }
            Error::Invalid(reason) => write!(f, "internal error: the module is not valid: {reason}"),
        }
    }
}

impl std::error::Error for Error {}

/// Compiles what is reachable from the exports of `program`.
pub fn compile(program: &mut Program, options: &Options) -> Result<Vec<u8>, Error> {
    let _timing = pontoon_base::timing::scope("wasm");
    let module = module::build(program, options)?;
    if options.validate || cfg!(debug_assertions) {
        validate(&module)?;
    }
    Ok(module)
}
