//! The files that loading reads: those of the disk, or a set in memory for tests and embedders.

use crate::goroot::Goroot;
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

/// What loading asks of a file system.
pub trait Fs: Sync {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// The names of the regular files and of the folders in a folder, each sorted.
    fn list(&self, dir: &Path) -> io::Result<Listing>;
    fn is_dir(&self, path: &Path) -> bool;
    fn is_file(&self, path: &Path) -> bool;
    /// What the go command says of the modules that the one in a folder is built from, a line each: path, language version
    /// and folder, with tabs in between.
    fn list_modules(&self, goroot: &Goroot, dir: &Path) -> Result<String, String>;
}

/// A folder's contents.
#[derive(Clone, Default, Debug)]
pub struct Listing {
    pub files: Vec<String>,
    pub dirs: Vec<String>,
}

/// The machine's own files.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl Fs for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        std::fs::read(path)
    }

    fn list(&self, dir: &Path) -> io::Result<Listing> {
        let mut listing = Listing::default();
        for entry in std::fs::read_dir(dir)? {
            let entry = entry?;
            // Names that are no text cannot be Go's.
            let Ok(name) = entry.file_name().into_string() else { continue };
            let mut kind = entry.file_type()?;
            if kind.is_symlink() {
                // A link counts as what it leads to; one that leads nowhere is not there.
                let Ok(target) = std::fs::metadata(entry.path()) else { continue };
                kind = target.file_type();
            }
            if kind.is_dir() {
                listing.dirs.push(name);
            } else if kind.is_file() {
                listing.files.push(name);
            }
        }
        listing.files.sort();
        listing.dirs.sort();
        Ok(listing)
    }

    fn is_dir(&self, path: &Path) -> bool {
        path.is_dir()
    }

    fn is_file(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn list_modules(&self, goroot: &Goroot, dir: &Path) -> Result<String, String> {
        crate::go_list::modules(goroot, dir)
    }
}

/// Files in memory. Their folders exist implicitly.
#[derive(Clone, Default, Debug)]
pub struct Memory {
    files: BTreeMap<PathBuf, Vec<u8>>,
}

impl Memory {
    pub fn new() -> Memory {
        Memory::default()
    }

    pub fn add(&mut self, path: impl Into<PathBuf>, text: impl Into<Vec<u8>>) {
        self.files.insert(path.into(), text.into());
    }
}

impl Fs for Memory {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.files.get(path).cloned().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn list(&self, dir: &Path) -> io::Result<Listing> {
        let mut listing = Listing::default();
        for path in self.files.keys() {
            let Ok(rest) = path.strip_prefix(dir) else { continue };
            let mut parts = rest.components();
            let Some(first) = parts.next() else { continue };
            let name = first.as_os_str().to_string_lossy().into_owned();
            let list = if parts.next().is_some() { &mut listing.dirs } else { &mut listing.files };
            if list.last() != Some(&name) {
                list.push(name);
            }
        }
        if listing.files.is_empty() && listing.dirs.is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        Ok(listing)
    }

    fn is_dir(&self, path: &Path) -> bool {
        self.files.keys().any(|file| file != path && file.starts_with(path))
    }

    fn is_file(&self, path: &Path) -> bool {
        self.files.contains_key(path)
    }

    /// The answer is the text of a file of this name.
    fn list_modules(&self, _goroot: &Goroot, dir: &Path) -> Result<String, String> {
        let answer = self.files.get(&dir.join("go list -m all")).ok_or("there is no go command")?;
        Ok(String::from_utf8_lossy(answer).into_owned())
    }
}
