//! `pontoon version`.

use crate::VERSION;
use pontoon_load::goroot::SUPPORTED;

/// Prints the version and the Go releases that it compiles.
pub fn run() -> u8 {
    let releases: Vec<String> = SUPPORTED.iter().map(|minor| format!("go1.{minor}")).collect();
    println!("pontoon version {VERSION} ({})", releases.join(", "));
    0
}
