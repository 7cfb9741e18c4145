//! `pontoon build`: packages to a module in a file.

use crate::show;
use crate::{args, env};
use clap::ArgMatches;

/// Builds what the arguments name.
pub fn run(matches: &ArgMatches) -> u8 {
    let _ = (args::strip(matches), env::session(), show::failure(""));
    0
}
