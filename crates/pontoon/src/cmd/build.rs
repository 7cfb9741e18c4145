//! `pontoon build`: packages to a module in a file.

use crate::show::{self, Extent};
use crate::{args, env, output};
use clap::ArgMatches;
use pontoon_driver::{Build, Built, Emit, ImportPolicy, build};
use std::path::{Path, PathBuf};

/// Builds what the arguments name.
pub fn run(matches: &ArgMatches) -> u8 {
    let (request, cwd, built) = match compile(matches, args::positional(matches)) {
        Ok(done) => done,
        Err(status) => return status,
    };
    let status = show::report(&built.report, show::form(matches), Extent::Build);
    show::timing(matches);
    if built.several && status == 0 {
        return match matches.get_one::<String>("o") {
            None => 0,
            Some(name) => {
                show::failure(&format!("cannot write multiple packages to {name}: name one of them"))
            }
        };
    }
    let Some(module) = built.module.filter(|_| status == 0) else { return status.max(1) };
    match request.emit {
        Some(Emit::Ssa) => print_text(&built.text.unwrap_or_default()),
        Some(Emit::Wat) => match wat(&module, request.func.as_deref()) {
            Ok(text) => print_text(&text),
            Err(message) => show::failure(&message),
        },
        None => {
            let name = matches.get_one::<String>("o").map(PathBuf::from);
            if built.library && name.is_none() {
                return 0;
            }
            let path = name.unwrap_or_else(|| default_name(&request, &cwd));
            let path =
                if path.is_dir() && !path.is_file() { path.join(default_name(&request, &cwd)) } else { path };
            match output::write_whole(&path, &module) {
                Ok(()) => 0,
                Err(message) => show::failure(&message),
            }
        }
    }
}

/// The first half of `build` and `run`: flags to a module, or the exit status of a wrong command line.
pub fn compile(matches: &ArgMatches, packages: Vec<String>) -> Result<(Build, PathBuf, Built), u8> {
    let packages = args::packages(matches, packages).map_err(|message| show::usage(&message))?;
    let reactor = args::reactor(matches, packages.target).map_err(|message| show::failure(&message))?;
    let no_host = args::hooks(matches).map_err(|message| show::usage(&message))?;
    let strip = args::strip(matches).map_err(|message| show::usage(&message))?;
    let debug = args::debug(matches).map_err(|message| show::usage(&message))?;
    let session = env::session().map_err(|message| show::failure(&message))?;
    let policy = args::policy(matches, &session.cwd).map_err(|message| show::failure(&message))?;
    let text = |name: &str| matches.try_get_one::<String>(name).ok().flatten().cloned();
    let request = Build {
        packages,
        compile_only: matches.try_get_one::<bool>("c").ok().flatten().copied().unwrap_or_default(),
        strip,
        reactor,
        no_host,
        policy,
        emit: text("emit").map(|form| if form == "wat" { Emit::Wat } else { Emit::Ssa }),
        func: text("func"),
        leaking: text("gc").is_some_and(|kind| kind == "leaking"),
        debug,
    };
    let built = build(&session, &request);
    if let (Some(ImportPolicy { policy, update: true, .. }), Some(list)) = (&request.policy, &built.lock)
        && let Some(file) = policy.lock()
    {
        output::write_whole(&session.cwd.join(file), list.as_bytes())
            .map_err(|message| show::failure(&message))?;
    }
    Ok((request, session.cwd, built))
}

/// The last element of the package's path, as the go command names a program: the first file without its ending, or the
/// folder.
fn default_name(request: &Build, cwd: &Path) -> PathBuf {
    let first = request.packages.args.first().map_or(".", String::as_str);
    let path = cwd.join(first);
    let stem = if first.ends_with(".go") { path.file_stem() } else { path.file_name() };
    let folder = cwd.file_name();
    let name = stem.or(folder).map_or("a".into(), |name| name.to_string_lossy().into_owned());
    let name =
        if first == "." { folder.map_or(name, |name| name.to_string_lossy().into_owned()) } else { name };
    format!("{name}.wasm").into()
}

fn print_text(text: &str) -> u8 {
    use std::io::Write;
    // A reader that has seen enough is no failure.
    let _ = std::io::stdout().write_all(text.as_bytes());
    0
}

/// The module as text; with a name only that function.
fn wat(module: &[u8], func: Option<&str>) -> Result<String, String> {
    let text = wasmprinter::print_bytes(module).map_err(|error| error.to_string())?;
    let Some(name) = func else { return Ok(text) };
    let begins = |line: &str| {
        line.strip_prefix("  (func $").is_some_and(|rest| {
            let rest = rest.trim_start_matches('"');
            rest.strip_prefix(name).is_some_and(|rest| rest.starts_with([' ', '"', '\n']) || rest.is_empty())
        })
    };
    let mut lines = text.lines().skip_while(|line| !begins(line)).peekable();
    if lines.peek().is_none() {
        return Err(format!("the module has no function {name}; it may have been inlined"));
    }
    let body: Vec<&str> = lines.take_while(|line| *line != "  )").collect();
    Ok(body.join("\n") + "\n  )\n")
}
