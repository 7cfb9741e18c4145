//! Asks the go command which modules a program is built from, and remembers the answer for as long as the files that it
//! depends on stay as they are.

use crate::goroot::{Goroot, cache_dirs};
use pontoon_base::hash::FxHasher;
use std::hash::Hasher;
use std::path::{Path, PathBuf};
use std::process::Command;

/// For each module of the build list its path, language version and folder, with tabs in between.
pub(crate) fn modules(goroot: &Goroot, root: &Path) -> Result<String, String> {
    let kept = cache_file(goroot, root);
    if let Some(known) = kept.as_ref().and_then(|file| recall(file, root)) {
        return Ok(known);
    }
    let answer = ask(goroot, root)?;
    if let Some(file) = kept {
        // Without a cache the next run asks again.
        let _ = remember(&file, root, &answer);
    }
    Ok(answer)
}

fn ask(goroot: &Goroot, root: &Path) -> Result<String, String> {
    let own = goroot.dir.join("bin/go");
    let go = if own.is_file() { own } else { PathBuf::from("go") };
    let form = "{{.Path}}\t{{.GoVersion}}\t{{.Dir}}";
    let mut command = Command::new(&go);
    command.args(["list", "-mod=readonly", "-m", "-f", form, "all"]).current_dir(root);
    command.env("GOROOT", &goroot.dir).env("GOTOOLCHAIN", "local");
    let output = command.output().map_err(|error| format!("go list -m all: {}: {error}", go.display()))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(String::from_utf8_lossy(&output.stderr).trim_end().to_string())
    }
}

/// Where the answer for a folder is kept.
fn cache_file(goroot: &Goroot, root: &Path) -> Option<PathBuf> {
    let cache = cache_dirs(None, &|name| std::env::var(name).ok()).pop()?;
    let mut hasher = FxHasher::default();
    hasher.write(root.as_os_str().as_encoded_bytes());
    hasher.write(goroot.version.as_bytes());
    Some(cache.join("modules").join(format!("{:016x}", hasher.finish())))
}

/// Everything that the answer depends on: the files beside `root`'s, and those of modules on this machine, which may change
/// as any others.
fn state(root: &Path, answer: &str) -> Vec<u8> {
    let mut state = Vec::new();
    let mut add = |file: PathBuf| {
        if let Ok(bytes) = std::fs::read(&file) {
            state.extend_from_slice(file.as_os_str().as_encoded_bytes());
            state.extend_from_slice(&bytes);
        }
    };
    ["go.mod", "go.sum", "go.work", "go.work.sum"].iter().for_each(|name| add(root.join(name)));
    let dirs = answer.lines().filter_map(|line| line.rsplit('\t').next()).filter(|dir| !dir.is_empty());
    dirs.for_each(|dir| add(Path::new(dir).join("go.mod")));
    state
}

fn recall(file: &Path, root: &Path) -> Option<String> {
    let text = std::fs::read(file).ok()?;
    let length = text.iter().position(|&byte| byte == b'\n')?;
    let size: usize = std::str::from_utf8(&text[..length]).ok()?.parse().ok()?;
    let answer = String::from_utf8(text.get(length + 1..length + 1 + size)?.to_vec()).ok()?;
    // A module that was not there may have been downloaded since.
    let complete = answer.lines().all(|line| !line.ends_with('\t'));
    (complete && text[length + 1 + size..] == state(root, &answer)).then_some(answer)
}

fn remember(file: &Path, root: &Path, answer: &str) -> std::io::Result<()> {
    let mut text = format!("{}\n{answer}", answer.len()).into_bytes();
    text.extend(state(root, answer));
    let folder = file.parent().unwrap_or(Path::new("/"));
    std::fs::create_dir_all(folder)?;
    let new = file.with_extension(std::process::id().to_string());
    std::fs::write(&new, text)?;
    std::fs::rename(new, file)
}
