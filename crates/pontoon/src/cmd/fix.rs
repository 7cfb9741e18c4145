//! `pontoon fix`: rewrites TinyGo's spelling of imports and exports to Go's, in place.

use crate::{args, env, output, show};
use clap::ArgMatches;
use pontoon_driver::fix::{Fixed, fix};

/// Rewrites the packages that the arguments name.
pub fn run(matches: &ArgMatches) -> u8 {
    let packages = match args::packages(matches, args::positional(matches)) {
        Ok(packages) => packages,
        Err(message) => return show::usage(&message),
    };
    let session = match env::session() {
        Ok(session) => session,
        Err(message) => return show::failure(&message),
    };
    let Fixed { report, files } = fix(&session, &packages);
    let status = show::report(&report, show::form(matches), show::Extent::Check);
    if report.has_errors() {
        return status;
    }
    for file in files {
        if let Err(message) = output::write_whole(&file.path, file.text.as_bytes()) {
            return show::failure(&message);
        }
        let changes = if file.changes == 1 { "1 change".into() } else { format!("{} changes", file.changes) };
        eprintln!("{}: {changes}", file.name);
    }
    status
}
