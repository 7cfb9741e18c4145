//! How results are told: diagnostics on stderr, in the form that was asked for.

use crate::status;
use clap::ArgMatches;
use pontoon_base::Diagnostic;
use pontoon_base::render::{Form, render};
use pontoon_driver::Report;
use std::io::{IsTerminal, Write};

/// After so many errors of a package `build` stops, as gc does.
const ERROR_LIMIT: usize = 10;

/// How much of a report is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    /// Ten errors a package under a header line with its import path, as `go build` prints them.
    Build,
    /// Everything, without headers.
    Check,
}

/// The form of diagnostics that the flags or else the terminal ask for.
pub fn form(matches: &ArgMatches) -> Form {
    let terminal = std::io::stderr().is_terminal();
    let color = terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    match matches.get_one::<String>("diagnostics").map(String::as_str) {
        Some("concise") => Form::Concise,
        Some("rich") => Form::Rich { color },
        Some("json") => Form::Json,
        _ if terminal => Form::Rich { color },
        _ => Form::Concise,
    }
}

/// Prints a report; returns the exit status that it stands for.
pub fn report(report: &Report, form: Form, extent: Extent) -> u8 {
    let mut out = String::new();
    for problem in &report.problems {
        out.push_str(&render(problem, &report.sources, form));
    }
    for package in &report.packages {
        if extent == Extent::Build && form == Form::Concise {
            out.push_str(&format!("# {}\n", package.path));
        }
        out.push_str(&diagnostics(&package.diagnostics, report, form, extent));
    }
    // Nobody is left to hear about it if stderr is closed.
    let _ = std::io::stderr().write_all(out.as_bytes());
    if report.has_errors() { status::PROGRAM_ERRORS } else { 0 }
}

fn diagnostics(list: &[Diagnostic], report: &Report, form: Form, extent: Extent) -> String {
    let mut out = String::new();
    let mut errors = 0;
    for diagnostic in list {
        out.push_str(&render(diagnostic, &report.sources, form));
        errors += usize::from(diagnostic.is_error());
        if extent == Extent::Build && errors == ERROR_LIMIT {
            // gc gives up at the tenth error, whether or not there is an eleventh.
            match (form, report.sources.location(diagnostic.anchor)) {
                (Form::Concise, Some(place)) => out.push_str(&format!("{place}: too many errors\n")),
                (Form::Json, _) => {}
                _ => out.push_str("too many errors\n"),
            }
            break;
        }
    }
    out
}

/// Tells what is wrong with the request itself.
pub fn failure(message: &str) -> u8 {
    let _ = writeln!(std::io::stderr(), "pontoon: {message}");
    status::PROGRAM_ERRORS
}

/// Tells what is wrong with the flags.
pub fn usage(message: &str) -> u8 {
    let _ = writeln!(std::io::stderr(), "pontoon: {message}");
    status::USAGE
}

/// With `-v`: where the time went.
pub fn timing(matches: &ArgMatches) {
    if matches.get_flag("v") {
        for (step, time, count) in pontoon_base::timing::report() {
            let _ = writeln!(std::io::stderr(), "{step}\t{:.1} ms\t{count}", time.as_secs_f64() * 1e3);
        }
    }
}
