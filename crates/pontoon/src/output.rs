//! Output files appear whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes `bytes` to the file `path`: into a new file beside it, which then takes its name. Devices and pipes are written
/// in place; they are not ours to replace.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let failed = |error: io::Error| format!("cannot write {}: {}", path.display(), reason(&error));
    match fs::metadata(path) {
        Ok(existing) if existing.is_dir() => {
            return Err(format!("cannot write {}: is a directory", path.display()));
        }
        Ok(existing) if !existing.is_file() => {
            let mut device = OpenOptions::new().write(true).open(path).map_err(failed)?;
            return device.write_all(bytes).map_err(failed);
        }
        _ => {}
    }
    // A link keeps leading where it leads: what it names is replaced.
    let path_in_place = fs::canonicalize(path).unwrap_or_else(|_| path.into());
    let temporary = temporary_beside(&path_in_place);
    let written = create(&temporary).and_then(|mut file| {
        file.write_all(bytes)?;
        drop(file);
        fs::rename(&temporary, &path_in_place)
    });
    written.map_err(|error| {
        // Best effort: if even removing fails there is nothing else to be done.
        let _ = fs::remove_file(&temporary);
        failed(error)
    })
}

fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// A name in the same folder, since only there a rename is one step, that no other process takes.
fn temporary_beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or directory".into(),
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::NotADirectory => "not a directory".into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_and_nothing_is_left_beside_it() {
        let dir = std::env::temp_dir().join(format!("pontoon-output-{}", std::process::id()));
        fs::create_dir_all(&dir).expect("a temporary folder");
        let file = dir.join("a.wasm");
        for text in ["one", "two"] {
            write_whole(&file, text.as_bytes()).expect("the folder can be written");
            assert_eq!(fs::read_to_string(&file).expect("it is there"), text);
        }
        assert_eq!(fs::read_dir(&dir).expect("the folder").count(), 1);
        let error = write_whole(&dir.join("none/a.wasm"), b"x").expect_err("no such folder");
        assert!(error.ends_with("no such file or directory"), "{error}");
        assert!(write_whole(&dir, b"x").expect_err("a folder").ends_with("is a directory"));
        fs::remove_dir_all(&dir).expect("it is ours");
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_left_in_place() {
        use std::os::unix::fs::FileTypeExt;
        let null = Path::new("/dev/null");
        let is_device = || fs::metadata(null).expect("every Unix has it").file_type().is_char_device();
        assert!(is_device(), "the machine is broken: its null is no device");
        write_whole(null, b"x").expect("null takes everything");
        assert!(is_device());
    }
}
