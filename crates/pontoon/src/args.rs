//! The command line in the go command's manner: flags with one dash or two.
//!
//! clap wants two dashes for long names, so [`normalize`] adds the second one before clap sees them.

use clap::{Arg, ArgAction, ArgMatches, Command};
use pontoon_driver::options::{Debug, HOOKS, ImportPolicy, NoHost, Packages, Policy};
use pontoon_load::module::minor_of;
use pontoon_load::target::Target;
use std::path::Path;

/// The whole grammar.
pub fn command() -> Command {
    Command::new("pontoon")
        .about("Compiles Go to WebAssembly, with //go:wasmimport open to every package.")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .disable_version_flag(true)
        .subcommand(build())
        .subcommand(run())
        .subcommand(check())
        .subcommand(fix())
        .subcommand(inspect())
        .subcommand(Command::new("version").about("Print the version"))
        .subcommand(
            Command::new("env")
                .about("Print the environment that pontoon works in")
                .arg(Arg::new("names").value_name("NAME").num_args(0..)),
        )
}

fn build() -> Command {
    link_flags(package_flags(Command::new("build")))
        .about("Compile packages to a WebAssembly module")
        .arg(value("o", "FILE", "Write the module to FILE").short('o'))
        .arg(switch("c", "Compile but do not link: nothing need be complete").short('c'))
        .arg(switch("v", "Print the names of packages as they are compiled").short('v'))
        .arg(value("buildmode", "MODE", "default, or c-shared for a module that its host calls (wasip1)"))
        .arg(value(
            "import-policy",
            "open|std|FILE",
            "What packages may ask the host for: everything, nothing, or as in FILE",
        ))
        .arg(
            value(
                "none-hook",
                "HOOK=MODULE.NAME",
                "On target none: the host function for print, clock, random or exit",
            )
            .action(ArgAction::Append),
        )
        .arg(switch("import-policy-update", "Rewrite the lock file that the policy names"))
        .arg(
            value("emit", "FORM", "Print the program's inside instead: ssa or wat")
                .value_parser(["ssa", "wat"]),
        )
        .arg(value("func", "NAME", "With -emit: only this function, such as main.main"))
        .arg(packages_arg())
}

/// What `build` and `run` have in common.
fn link_flags(command: Command) -> Command {
    command
        .arg(value("ldflags", "FLAGS", "Flags for linking: -s leaves out names"))
        .arg(
            value(
                "gc",
                "KIND",
                "precise: unused memory is found and used again; leaking: memory is only added",
            )
            .value_parser(["precise", "leaking"]),
        )
        .arg(
            value(
                "d",
                "SETTINGS",
                "For tests: gcstress, gcpoison (of the collector), suspendstress, passes, fuel=N (of the optimizer)",
            )
            .short('d'),
        )
}

fn run() -> Command {
    link_flags(package_flags(Command::new("run")))
        .about("Compile a program and run it in the embedded engine")
        .arg(switch("v", "Print the names of packages as they are compiled").short('v'))
        .arg(value("buildmode", "MODE", "default, or c-shared for a module that its host calls"))
        .arg(
            value("dir", "HOST::GUEST", "Let the program use the folder HOST under the name GUEST")
                .action(ArgAction::Append),
        )
        .arg(
            value(
                "preload",
                "NAME=FILE",
                "Satisfy imports from module NAME with the exports of FILE (.wasm or .wat)",
            )
            .action(ArgAction::Append),
        )
        .arg(
            value(
                "none-hook",
                "HOOK=MODULE.NAME",
                "On target none: the host function for print, clock, random or exit",
            )
            .action(ArgAction::Append),
        )
        .arg(
            value(
                "invoke",
                "\"NAME NUMBERS\"",
                "With -buildmode=c-shared: call this export and print its result; may be repeated",
            )
            .action(ArgAction::Append),
        )
        .arg(
            Arg::new("packages")
                .value_name("PACKAGE|FILES|FILE.wasm> [ARGUMENTS")
                .help("What to run, and then the program's arguments")
                .num_args(0..)
                .trailing_var_arg(true)
                .allow_hyphen_values(true),
        )
}

fn check() -> Command {
    package_flags(Command::new("check"))
        .about("Report all errors of packages and write nothing")
        .arg(switch("syntax-only", "Parse the files, and do nothing else"))
        .arg(switch("complete", "Report functions without a body"))
        .arg(switch("fakeImportC", "Accept import \"C\" and every name in it"))
        .arg(switch("tests", "Check test files too"))
        .arg(switch("testfuncs", "Declare assert and trace, as the type checker's own tests want"))
        .arg(packages_arg())
}

fn fix() -> Command {
    package_flags(Command::new("fix"))
        .about("Rewrite TinyGo's //go:wasm-module and //export to Go's directives, in place")
        .arg(packages_arg())
}

fn inspect() -> Command {
    Command::new("inspect")
        .about("Show the imports, exports, memories and sections of a module")
        .arg(switch("json", "Print as JSON"))
        .arg(switch("lock", "Print the lines of a policy's lock file"))
        .arg(value("import-policy", "std|FILE", "Say which imports the policy refuses"))
        .arg(value(
            "diff",
            "OTHER.wasm",
            "Compare the boundary with that of another module, which is the newer one",
        ))
        .arg(Arg::new("file").value_name("FILE.wasm").required(true))
}

/// The flags of everything that loads packages.
fn package_flags(command: Command) -> Command {
    command
        .arg(value("target", "TARGET", "wasip1 (default), js or none").value_parser(["wasip1", "js", "none"]))
        .arg(value("tags", "LIST", "Build tags, separated by commas"))
        .arg(switch(
            "tinygo",
            "The packages are written for TinyGo: its build tags, //export, and what may cross there",
        ))
        .arg(value("lang", "go1.N", "Language version of the named packages"))
        .arg(
            value("diagnostics", "FORM", "concise, rich (default on a terminal) or json")
                .value_parser(["concise", "rich", "json"]),
        )
}

fn packages_arg() -> Arg {
    Arg::new("packages")
        .value_name("PACKAGES|FILES")
        .help("Packages, patterns, or files of one package")
        .num_args(0..)
}

/// A flag with a value; one-letter names are short flags.
fn value(name: &'static str, what: &'static str, help: &'static str) -> Arg {
    let arg = Arg::new(name).value_name(what).help(help).action(ArgAction::Set).allow_hyphen_values(true);
    if name.len() == 1 { arg } else { arg.long(name) }
}

fn switch(name: &'static str, help: &'static str) -> Arg {
    let arg = Arg::new(name).help(help).action(ArgAction::SetTrue);
    if name.len() == 1 { arg } else { arg.long(name) }
}

/// Gives flags the dashes that clap expects: `-target` two, `--o` one. Under `run`, what follows the program's name is
/// the program's and stays as it is.
pub fn normalize(command: &Command, argv: Vec<String>) -> Vec<String> {
    let mut out = vec!["pontoon".to_string()];
    let mut argv = argv.into_iter();
    let Some(verb) = argv.next() else { return out };
    let verb = if verb == "-help" { "--help".into() } else { verb };
    let subcommand = command.find_subcommand(&verb);
    out.push(verb);
    while let Some(arg) = argv.next() {
        let Some(flag) = arg.strip_prefix("--").or(arg.strip_prefix('-')).filter(|flag| !flag.is_empty())
        else {
            out.push(arg);
            if out[1] == "run" {
                break;
            }
            continue;
        };
        let name = flag.split('=').next().unwrap_or(flag);
        match flag.split_once('=') {
            // Before arguments that may begin with a dash, clap takes `-d=x` for one of these.
            Some((_, value)) if name.len() == 1 => out.extend([format!("-{name}"), value.to_string()]),
            _ if name.len() == 1 => out.push(format!("-{flag}")),
            _ => out.push(format!("--{flag}")),
        }
        let takes_value = subcommand
            .and_then(|c| c.get_arguments().find(|arg| arg.get_id().as_str() == name))
            .is_some_and(|arg| arg.get_action().takes_values());
        if takes_value && !flag.contains('=') {
            out.extend(argv.next());
        }
    }
    out.extend(argv);
    out
}

/// The packages that a command is about, or what is wrong with the flags.
pub fn packages(matches: &ArgMatches, args: Vec<String>) -> Result<Packages, String> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let lang = match text("lang") {
        None | Some("") => None,
        Some(version) => {
            let minor = version.strip_prefix("go").and_then(minor_of);
            Some(minor.ok_or_else(|| {
                format!("invalid value \"{version}\" for -lang: should be something like \"go1.27\"")
            })?)
        }
    };
    let target = text("target").and_then(Target::from_name).unwrap_or_default();
    let tags =
        text("tags").unwrap_or("").split([',', ' ']).filter(|tag| !tag.is_empty()).map(Into::into).collect();
    Ok(Packages { args, target, tags, lang, tinygo: matches.get_flag("tinygo") })
}

/// The positional arguments.
pub fn positional(matches: &ArgMatches) -> Vec<String> {
    matches.get_many::<String>("packages").into_iter().flatten().cloned().collect()
}

/// The policy of `-import-policy` with its lock file.
pub fn policy(matches: &ArgMatches, cwd: &Path) -> Result<Option<ImportPolicy>, String> {
    let update =
        matches.try_get_one::<bool>("import-policy-update").ok().flatten().copied().unwrap_or_default();
    let policy = match matches.try_get_one::<String>("import-policy").ok().flatten().map(String::as_str) {
        None | Some("open") if update => return Err("-import-policy-update wants -import-policy=FILE".into()),
        None | Some("open") => return Ok(None),
        Some("std") => Policy::std(),
        Some(file) => {
            let text = std::fs::read_to_string(cwd.join(file));
            let text = text.map_err(|error| format!("-import-policy {file}: {error}"))?;
            Policy::parse(file, &text)?
        }
    };
    let lock = policy.lock().and_then(|file| std::fs::read_to_string(cwd.join(file)).ok());
    Ok(Some(ImportPolicy { policy, lock, update }))
}

/// The host functions that `-none-hook` names.
pub fn hooks(matches: &ArgMatches) -> Result<NoHost, String> {
    let mut no_host = NoHost::default();
    let list = matches.try_get_many::<String>("none-hook").ok().flatten().into_iter().flatten();
    for text in list {
        let wrong =
            || format!("-none-hook {text}: want HOOK=MODULE.NAME, where HOOK is one of {}", HOOKS.join(", "));
        let (hook, function) = text.split_once('=').ok_or_else(wrong)?;
        let index = HOOKS.iter().position(|&known| known == hook).ok_or_else(wrong)?;
        let (module, name) = function.rsplit_once('.').ok_or_else(wrong)?;
        no_host.hooks[index] = Some((module.into(), name.into()));
    }
    Ok(no_host)
}

/// Whether `-buildmode` asks for a reactor. The words for what there is not are the go command's.
pub fn reactor(matches: &ArgMatches, target: Target) -> Result<bool, String> {
    let mode = matches.try_get_one::<String>("buildmode").ok().flatten();
    let usual = if target == Target::None { "c-shared" } else { "default" };
    match mode.map_or(usual, String::as_str) {
        "default" | "exe" => Ok(false),
        "c-shared" if target != Target::Js => Ok(true),
        mode @ ("archive" | "c-archive" | "c-shared" | "pie" | "plugin" | "shared") => {
            Err(format!("-buildmode={mode} not supported on {}/wasm", target.goos()))
        }
        mode => Err(format!("unknown buildmode {mode}")),
    }
}

/// Whether `-ldflags` asks for a module without names.
pub fn strip(matches: &ArgMatches) -> Result<bool, String> {
    let mut strip = false;
    let flags = matches.get_one::<String>("ldflags").map_or("", String::as_str);
    for flag in flags.split_whitespace() {
        match flag {
            "-s" | "--s" => strip = true,
            // gc's `-w` leaves out DWARF, of which there is none.
            "-w" | "--w" => {}
            other => return Err(format!("-ldflags: unknown flag {other}; known are -s and -w")),
        }
    }
    Ok(strip)
}

/// The settings of `-d`, separated by commas.
pub fn debug(matches: &ArgMatches) -> Result<Debug, String> {
    let mut debug = Debug::default();
    let settings = matches.get_one::<String>("d").map_or("", String::as_str);
    for setting in settings.split(',').filter(|setting| !setting.is_empty()) {
        match setting.split_once('=').unwrap_or((setting, "")) {
            ("gcstress", "") => debug.gc_stress = true,
            ("gcpoison", "") => debug.gc_poison = true,
            ("suspendstress", "") => debug.suspend_stress = true,
            ("passes", "") => debug.passes = true,
            ("fuel", n) => {
                debug.fuel = Some(n.parse().map_err(|_| format!("-d: fuel={n}: {n:?} is no number"))?);
            }
            _ => {
                let known = "gcstress, gcpoison, suspendstress, passes and fuel=N";
                return Err(format!("-d: unknown setting {setting}; known are {known}"));
            }
        }
    }
    Ok(debug)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalized(line: &str) -> String {
        normalize(&command(), line.split(' ').map(Into::into).collect()).join(" ")
    }

    #[test]
    fn the_grammar_is_consistent() {
        command().debug_assert();
    }

    #[test]
    fn flags_may_have_one_dash_or_two() {
        assert_eq!(
            normalized("build -o x.wasm -target=js --tags a,b -ldflags=-s --c ./p"),
            "pontoon build -o x.wasm --target=js --tags a,b --ldflags=-s -c ./p"
        );
        assert_eq!(
            normalized("check -syntax-only -lang go1.20 a.go"),
            "pontoon check --syntax-only --lang go1.20 a.go"
        );
        assert_eq!(normalized("build -ldflags -s ."), "pontoon build --ldflags -s .");
    }

    #[test]
    fn a_programs_arguments_are_its_own() {
        let line = "run -preload env=h.wat -dir a::b main.go -x --yy -preload";
        assert_eq!(normalized(line), "pontoon run --preload env=h.wat --dir a::b main.go -x --yy -preload");
        let matches = command().get_matches_from(normalized(line).split(' '));
        let (_, run) = matches.subcommand().expect("a command");
        assert_eq!(positional(run), ["main.go", "-x", "--yy", "-preload"]);
    }
}
