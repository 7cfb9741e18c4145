//! `pontoon env`: what this environment amounts to.

use crate::{VERSION, env, show};
use clap::ArgMatches;
use pontoon_load::target::Target;

/// Prints `NAME='value'` lines, or the bare values of the names given.
pub fn run(matches: &ArgMatches) -> u8 {
    let goroot = env::goroot();
    let (dir, version) = match &goroot {
        Ok(goroot) => (goroot.dir.display().to_string(), goroot.version.clone()),
        Err(_) => Default::default(),
    };
    let table = [
        ("GOARCH", "wasm".to_string()),
        ("GOROOT", dir),
        ("GOVERSION", version),
        ("PONTOON_TARGETS", Target::ALL.map(Target::name).join(",")),
        ("PONTOON_VERSION", VERSION.to_string()),
    ];
    let names: Vec<&String> = matches.get_many("names").into_iter().flatten().collect();
    for name in &names {
        println!("{}", table.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value));
    }
    if names.is_empty() {
        for (name, value) in &table {
            println!("{name}='{value}'");
        }
    }
    match goroot {
        Ok(_) => 0,
        Err(error) => show::failure(&error.to_string()),
    }
}
