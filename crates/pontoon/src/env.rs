//! What the command takes from its environment: the working folder, the Go tree, the terminal.

use pontoon_driver::Session;
use pontoon_load::fs::Disk;
use pontoon_load::goroot::{Goroot, GorootError, Search, cache_dirs};
use std::path::PathBuf;

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// The Go tree that packages of the standard library come from.
pub fn goroot() -> Result<Goroot, GorootError> {
    let program = std::env::current_exe().ok();
    let caches = cache_dirs(program.as_deref(), &variable);
    Search { fs: &Disk, env: &variable, caches }.run()
}

/// The working folder under the name by which the user knows it, as the go command shows it.
pub fn cwd() -> Result<PathBuf, String> {
    let here = std::env::current_dir().map_err(|error| format!("the working folder is gone: {error}"))?;
    let named = std::env::var_os("PWD").map(PathBuf::from).filter(|pwd| {
        pwd.is_absolute()
            && pwd.canonicalize().is_ok_and(|pwd| here.canonicalize().is_ok_and(|here| pwd == here))
    });
    Ok(named.unwrap_or(here))
}

/// What every request needs.
pub fn session() -> Result<Session, String> {
    Ok(Session { goroot: goroot().map_err(|error| error.to_string())?, cwd: cwd()? })
}
