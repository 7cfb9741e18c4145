//! An engine's trap, told with Go names.

use wasmtime::{Trap, WasmBacktrace};

/// How a program was stopped by the engine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trapped {
    /// What happened, in the engine's words.
    pub reason: String,
    /// The functions that were being executed, innermost first, by the names that the module gives them.
    pub frames: Vec<String>,
}

/// Takes an error of the engine apart.
pub fn explain(error: &wasmtime::Error) -> Trapped {
    let reason = match error.downcast_ref::<Trap>() {
        Some(trap) => trap.to_string(),
        None => format!("{:#}", error.root_cause()),
    };
    let frames = error.downcast_ref::<WasmBacktrace>().map_or(&[][..], WasmBacktrace::frames);
    let name = |frame: &wasmtime::FrameInfo| match frame.func_name() {
        Some(name) => name.to_string(),
        // A stripped module still has addresses, which tools can look up.
        None => format!("function {}", frame.func_index()),
    };
    let frames = frames
        .iter()
        .map(|frame| match frame.module_offset() {
            Some(offset) => format!("{} +{offset:#x}", name(frame)),
            None => name(frame),
        })
        .collect();
    Trapped { reason, frames }
}
