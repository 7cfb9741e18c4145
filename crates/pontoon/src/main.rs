//! The command `pontoon`.

mod args;
mod cmd;
mod env;
mod output;
mod show;

use std::process::ExitCode;

/// A compiler allocates much and frees little: the system's allocator costs a tenth of a small build.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const STACK_SIZE: usize = 512 << 20;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Exit statuses, as the go command has them.
mod status {
    pub const PROGRAM_ERRORS: u8 = 1;
    pub const USAGE: u8 = 2;
    /// A fault of the compiler, as rustc has it.
    pub const INTERNAL: u8 = 101;
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
    let matches = matches.clone();
    let name = name.to_string();
    // Programs may nest deeply, and the parser, the checker and lowering follow them; the memory is only touched when
    // they do.
    let worker = std::thread::Builder::new().stack_size(STACK_SIZE).spawn(move || dispatch(&name, &matches));
    let status = match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(status)) => status,
        // The hook has told what happened.
        Ok(Err(_)) => i32::from(status::INTERNAL),
        Err(error) => i32::from(show::failure(&format!("cannot start a thread: {error}"))),
    };
    // A program's status may be any number; the system keeps the low byte.
    std::process::exit(status)
}

fn dispatch(name: &str, matches: &clap::ArgMatches) -> i32 {
    let status = match name {
        "run" => return cmd::run::run(matches),
        "inspect" => cmd::inspect::run(matches),
        "build" => cmd::build::run(matches),
        "fix" => cmd::fix::run(matches),
        "check" => cmd::check::run(matches),
        "version" => cmd::version::run(),
        "env" => cmd::env::run(matches),
        _ => pontoon_base::bug!("the parser knows no command {name}"),
    };
    i32::from(status)
}
