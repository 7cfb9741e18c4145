//! The command `pontoon`.

mod args;
mod cmd;
mod env;
mod output;
mod show;

use std::process::ExitCode;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Exit statuses, as the go command has them.
mod status {
    pub const PROGRAM_ERRORS: u8 = 1;
    pub const USAGE: u8 = 2;
}

fn main() -> ExitCode {
    pontoon_base::bug::install_hook(VERSION);
    let argv = args::normalize(&args::command(), std::env::args().skip(1).collect());
    let matches = match args::command().try_get_matches_from(argv) {
        Ok(matches) => matches,
        Err(error) => {
            // Help asked for goes to stdout with status 0, wrong usage to stderr with status 2.
            let status = if error.use_stderr() { status::USAGE } else { 0 };
            // A closed pipe is no reason to say anything.
            let _ = error.print();
            return ExitCode::from(status);
        }
    };
    let Some((name, matches)) = matches.subcommand() else {
        pontoon_base::bug!("the parser demands a subcommand")
    };
    let status = match name {
        "build" => cmd::build::run(matches),
        "check" => cmd::check::run(matches),
        "version" => cmd::version::run(),
        "env" => cmd::env::run(matches),
        _ => pontoon_base::bug!("the parser knows no command {name}"),
    };
    ExitCode::from(status)
}
