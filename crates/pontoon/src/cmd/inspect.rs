//! `pontoon inspect`: a module's boundary as a person reads it.

use crate::{args, env, show};
use clap::ArgMatches;
use pontoon_host::{Inspection, difference, inspect};
use std::io::Write;

/// Shows the module that the argument names. The status is 1 if a policy refuses something, or the boundaries differ.
pub fn run(matches: &ArgMatches) -> u8 {
    let Some(file) = matches.get_one::<String>("file") else { return show::usage("inspect needs a module") };
    let mut inspection = match read(file) {
        Ok(inspection) => inspection,
        Err(message) => return show::failure(&message),
    };
    let policy = env::cwd().and_then(|cwd| args::policy(matches, &cwd));
    match policy {
        Ok(Some(given)) => inspection.judge(&given.policy),
        Ok(None) => {}
        Err(message) => return show::failure(&message),
    }
    let refused = inspection.imports.iter().any(|import| import.verdict.is_some());
    if let Some(other) = matches.get_one::<String>("diff") {
        let other = match read(other) {
            Ok(other) => other,
            Err(message) => return show::failure(&message),
        };
        let lines = difference(&inspection.lock(), &other.lock());
        print(&lines.iter().map(|line| format!("{line}\n")).collect::<String>());
        return u8::from(refused || !lines.is_empty());
    }
    print(&if matches.get_flag("json") {
        inspection.to_json()
    } else if matches.get_flag("lock") {
        inspection.lock()
    } else {
        inspection.to_text()
    });
    u8::from(refused)
}

fn read(file: &str) -> Result<Inspection, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    inspect(&bytes).map_err(|message| format!("{file}: not a WebAssembly module: {message}"))
}

fn print(text: &str) {
    // A reader that has seen enough is no failure.
    let _ = std::io::stdout().write_all(text.as_bytes());
}
