//! Packs the runtime overlay (the folder `runtime/` of the repository) into the crate: `overlay.rs` includes the table that
//! this writes.

use std::env;
use std::fmt::Write;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    let root = manifest.join("../../runtime");
    println!("cargo::rerun-if-changed={}", root.display());

    let mut files = Vec::new();
    for part in ["src", "bodies"] {
        collect(&root.join(part), &mut files)?;
    }
    files.sort();
    let mut table = String::from("&[\n");
    for path in files {
        let name = path.strip_prefix(&root).map_err(io::Error::other)?;
        // Names in the table have slashes on every system, since they are import paths.
        let name = name.components().map(|c| c.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
        println!("cargo::rerun-if-changed={}", path.display());
        writeln!(table, "    ({name:?}, include_str!({:?})),", path.canonicalize()?)
            .map_err(io::Error::other)?;
    }
    table.push_str("]\n");
    fs::write(out.join("overlay_files.rs"), table)?;

    let list = root.join("overlay.list");
    println!("cargo::rerun-if-changed={}", list.display());
    fs::copy(&list, out.join("overlay.list"))?;
    Ok(())
}

/// All Go files below a folder, which need not exist.
fn collect(dir: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !dir.is_dir() {
        return Ok(());
    }
    println!("cargo::rerun-if-changed={}", dir.display());
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "go") {
            files.push(path);
        }
    }
    Ok(())
}
