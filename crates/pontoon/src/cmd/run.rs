//! `pontoon run`: build and run in the embedded engine.

use crate::cmd::build;
use crate::show::{self, Extent};
use crate::{args, status};
use clap::ArgMatches;
use pontoon_host::link::Unsatisfied;
use pontoon_host::{Call, Preload, Program, RunError};
use std::path::PathBuf;

/// Runs what the arguments name: Go files, a package, or a module.
pub fn run(matches: &ArgMatches) -> i32 {
    let (program, args) = split(args::positional(matches));
    if program.is_empty() {
        return show::usage("run needs Go files, a package or a module").into();
    }
    let module = if program[0].ends_with(".wasm") {
        match std::fs::read(&program[0]) {
            Ok(bytes) => bytes,
            Err(error) => return show::failure(&format!("{}: {error}", program[0])).into(),
        }
    } else {
        match module(matches, &program) {
            Ok(module) => module,
            Err(status) => return status.into(),
        }
    };
    let (preloads, dirs) = match (preloads(matches), dirs(matches)) {
        (Ok(preloads), Ok(dirs)) => (preloads, dirs),
        (Err(message), _) | (_, Err(message)) => return show::usage(&message).into(),
    };
    let name = program[0].rsplit('/').next().unwrap_or("main").to_string();
    let program = Program {
        module,
        args: std::iter::once(name).chain(args).collect(),
        env: std::env::vars().collect(),
        dirs,
        preloads,
        calls: calls(matches),
    };
    match pontoon_host::run(&program) {
        Ok(status) => status,
        Err(error) => show::failure(&describe(&error)).into(),
    }
}

fn module(matches: &ArgMatches, packages: &[String]) -> Result<Vec<u8>, u8> {
    let (_, _, built) = build::compile(matches, packages.to_vec())?;
    let status = show::report(&built.report, show::form(matches), Extent::Build);
    show::timing(matches);
    if built.library && status == 0 {
        let what = packages.first().map_or("", String::as_str);
        return Err(show::failure(&format!("package {what} is not a main package")));
    }
    built.module.filter(|_| status == 0).ok_or(status.max(status::PROGRAM_ERRORS))
}

/// What to run, and the program's arguments: all leading Go files belong to the program, as in `go run`.
fn split(list: Vec<String>) -> (Vec<String>, Vec<String>) {
    let files = list.iter().take_while(|arg| arg.ends_with(".go")).count().max(1).min(list.len());
    let mut program = list;
    let mut args = program.split_off(files);
    if args.first().is_some_and(|arg| arg == "--") {
        args.remove(0);
    }
    (program, args)
}

fn preloads(matches: &ArgMatches) -> Result<Vec<Preload>, String> {
    let list = matches.get_many::<String>("preload").into_iter().flatten();
    list.map(|text| {
        let (name, file) = text.split_once('=').ok_or(format!("-preload {text}: want NAME=FILE"))?;
        let module = std::fs::read(file).map_err(|error| format!("-preload {file}: {error}"))?;
        Ok(Preload { name: name.into(), module, file: file.into() })
    })
    .collect()
}

/// The exports to call: a name and its arguments, separated by spaces.
fn calls(matches: &ArgMatches) -> Vec<Call> {
    let list = matches.get_many::<String>("invoke").into_iter().flatten();
    let call = |text: &String| {
        let mut words = text.split_whitespace().map(str::to_string);
        Some(Call { name: words.next()?, args: words.collect() })
    };
    list.filter_map(call).collect()
}

fn dirs(matches: &ArgMatches) -> Result<Vec<(PathBuf, String)>, String> {
    let list = matches.get_many::<String>("dir").into_iter().flatten();
    list.map(|text| {
        let (host, guest) = text.split_once("::").unwrap_or((text, text));
        if host.is_empty() {
            Err(format!("-dir {text}: want HOST::GUEST"))
        } else {
            Ok((host.into(), guest.into()))
        }
    })
    .collect()
}

fn describe(error: &RunError) -> String {
    match error {
        RunError::Unusable(message) => message.clone(),
        RunError::Unsatisfied(list) => list.iter().map(unsatisfied).collect::<Vec<_>>().join("\npontoon: "),
        RunError::Trapped(trapped) => {
            let mut text = format!("the program was stopped by the engine: {}", trapped.reason);
            for frame in &trapped.frames {
                text.push_str(&format!("\n\t{frame}"));
            }
            text
        }
    }
}

/// An import that the host lacks, in the form of the other diagnostics: where, what, and the mend.
fn unsatisfied(import: &Unsatisfied) -> String {
    let Unsatisfied { module, name, expected, .. } = import;
    let place = import.position.as_ref().map_or(String::new(), |position| format!("{position}: "));
    let mut text = match &import.found {
        Some(found) => format!(
            "{place}host function {module}.{name} has another type: expected {expected}, host offers {found}"
        ),
        None => format!("{place}host does not provide {module}.{name}"),
    };
    if let Some(declaration) = &import.declaration {
        text.push_str(&format!("\n\timported as {declaration}"));
    }
    if import.found.is_none() {
        text.push_str(&match (&import.near[..], &import.offers[..]) {
            ([near, ..], _) => format!("\n\thelp: did you mean {near}?"),
            ([], []) => format!("\n\thelp: offer the module with -preload {module}=FILE"),
            ([], offers) => format!("\n\tnote: the host module {module} offers: {}", offers.join(", ")),
        });
    }
    text
}
