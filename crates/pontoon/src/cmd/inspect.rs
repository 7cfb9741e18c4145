//! `pontoon inspect`: a module's boundary as a person reads it.

use crate::show;
use clap::ArgMatches;
use std::io::Write;

/// Shows the module that the argument names.
pub fn run(matches: &ArgMatches) -> u8 {
    let Some(file) = matches.get_one::<String>("file") else { return show::usage("inspect needs a module") };
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => return show::failure(&format!("{file}: {error}")),
    };
    let inspection = match pontoon_host::inspect(&bytes) {
        Ok(inspection) => inspection,
        Err(message) => return show::failure(&format!("{file}: not a WebAssembly module: {message}")),
    };
    let text = if matches.get_flag("json") { inspection.to_json() } else { inspection.to_text() };
    // A reader that has seen enough is no failure.
    let _ = std::io::stdout().write_all(text.as_bytes());
    0
}
