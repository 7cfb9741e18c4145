//! The trees of tests/syntax/*.go as text. BLESS=1 rewrites what is expected.

use pontoon_base::SourceMap;
use std::path::{Path, PathBuf};

#[test]
fn trees_are_as_expected() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/syntax");
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "go"));
    files.sort();
    assert!(!files.is_empty());
    let mut differ = Vec::new();
    for path in &files {
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        let mut sources = SourceMap::new();
        let id = sources.add_bytes(&name, std::fs::read(path).expect("readable"));
        let file = pontoon_syntax::parse(id, sources.file(id));
        let dump = pontoon_syntax::dump::file(&file, &sources);
        let golden = path.with_extension("ast");
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&golden, &dump).expect("writable");
        }
        let expected = std::fs::read_to_string(&golden).unwrap_or_default();
        if expected != dump {
            let (line, (was, is)) = expected
                .lines()
                .chain(std::iter::repeat("(end)"))
                .zip(dump.lines().chain(std::iter::once("(end)")))
                .enumerate()
                .find(|(_, (was, is))| was != is)
                .expect("they differ somewhere");
            differ.push(format!("{name}: line {}: expected {was:?}, have {is:?}", line + 1));
        }
    }
    assert!(differ.is_empty(), "{}\nrun with BLESS=1 if that is right", differ.join("\n"));
}
