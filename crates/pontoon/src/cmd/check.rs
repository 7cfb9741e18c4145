//! `pontoon check`: all errors, nothing written.

use crate::show::{self, Extent};
use crate::{args, env};
use clap::ArgMatches;
use pontoon_driver::{Check, pipeline};

/// Checks the packages that the arguments name.
pub fn run(matches: &ArgMatches) -> u8 {
    let form = show::form(matches);
    let packages = match args::packages(matches, args::positional(matches)) {
        Ok(packages) => packages,
        Err(message) => return show::usage(&message),
    };
    if matches.get_flag("syntax-only") {
        if packages.args.is_empty() || packages.args.iter().any(|arg| !arg.ends_with(".go")) {
            return show::usage("check -syntax-only takes the names of Go files");
        }
        let cwd = match env::cwd() {
            Ok(cwd) => cwd,
            Err(message) => return show::failure(&message),
        };
        return show::report(&pipeline::check_syntax(&cwd, &packages.args), form, Extent::Check);
    }
    let session = match env::session() {
        Ok(session) => session,
        Err(message) => return show::failure(&message),
    };
    let request = Check {
        packages,
        complete: matches.get_flag("complete"),
        fake_import_c: matches.get_flag("fakeImportC"),
        tests: matches.get_flag("tests"),
        as_build: false,
        test_funcs: matches.get_flag("testfuncs"),
    };
    show::report(&pontoon_driver::check::check(&session, &request), form, Extent::Check)
}
