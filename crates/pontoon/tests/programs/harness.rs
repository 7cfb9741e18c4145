//! Calling the command, and comparing what it prints with files.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder of the repository.
pub fn root() -> PathBuf {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    // Messages name files relative to the working folder, which must not be spelled in two ways.
    root.canonicalize().expect("the repository is there")
}

/// What a call of the command came to.
pub struct Outcome {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Calls `pontoon` in a folder.
pub fn pontoon(dir: &Path, args: &[&str]) -> Outcome {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pontoon"));
    let Output { status, stdout, stderr } =
        command.current_dir(dir).env("PWD", dir).args(args).output().expect("the command can be started");
    Outcome {
        status: status.code().expect("no signal ends it"),
        stdout: text(&stdout),
        stderr: text(&stderr),
    }
}

/// What a program prints is mostly text; a piece of a cut character compares as U+FFFD.
fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The files of a folder with an ending, by name.
pub fn files(dir: &Path, ending: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let paths = entries.map(|entry| entry.expect("the folder can be read").path());
    let mut list: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|e| e == ending)).collect();
    list.sort();
    assert!(!list.is_empty(), "no tests in {}", dir.display());
    list
}

/// Compares a text with a file; an absent file stands for `absent`. With `BLESS=1` the file is written.
pub fn compare(path: &Path, found: &str, absent: &str, wrong: &mut Vec<String>) {
    let expected = fs::read(path).map_or(absent.to_string(), |bytes| text(&bytes));
    if expected == found {
        return;
    }
    if std::env::var_os("BLESS").is_some() {
        let done = if found == absent { fs::remove_file(path) } else { fs::write(path, found) };
        return done.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    wrong.push(format!("{name}: expected\n{expected}found\n{found}"));
}

/// Fails with all that is wrong.
pub fn finish(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "{}\nBLESS=1 accepts what was found; read the difference first",
        wrong.join("\n")
    );
}
