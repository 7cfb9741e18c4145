//! One module: what its `go.mod` says, and what import paths mean in it.
//!
//! Only what this crate needs is read: the module's path, its `go` line, and which other modules it requires.

use crate::fs::Fs;
use std::path::{Path, PathBuf};

/// A module whose source is here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Module {
    pub path: String,
    pub root: PathBuf,
    /// From the `go` line, as minor of go1.N; without one the go command takes 1.16.
    pub go_minor: u32,
    pub go_line: String,
    /// Paths and versions of the required modules.
    pub requires: Vec<(String, String)>,
}

impl Module {
    /// Reads the module that has its `go.mod` in a folder.
    pub fn read(fs: &dyn Fs, root: &Path) -> Result<Module, String> {
        let file = root.join("go.mod");
        let bytes = fs.read(&file).map_err(|error| format!("reading {}: {error}", file.display()))?;
        let text = String::from_utf8_lossy(&bytes);
        Module::parse(&text, root).map_err(|error| format!("{}: {error}", file.display()))
    }

    fn parse(text: &str, root: &Path) -> Result<Module, String> {
        let mut module = Module {
            path: String::new(),
            root: root.into(),
            go_minor: 16,
            go_line: String::new(),
            requires: Vec::new(),
        };
        for (line, words) in directives(text) {
            match (words[0].as_str(), words.get(1), words.get(2)) {
                ("module", Some(path), _) => module.path = path.clone(),
                ("go", Some(version), _) => {
                    module.go_minor =
                        minor_of(version).ok_or_else(|| format!("{line}: invalid go version '{version}'"))?;
                    module.go_line = version.clone();
                }
                ("require", Some(path), Some(version)) => {
                    module.requires.push((path.clone(), version.clone()))
                }
                _ => {}
            }
        }
        if module.path.is_empty() {
            return Err("no module declaration".into());
        }
        Ok(module)
    }

    /// The folder of a package of this module, if the import path is one of its.
    pub fn dir_of(&self, import_path: &str) -> Option<PathBuf> {
        if import_path == self.path {
            return Some(self.root.clone());
        }
        let rest = import_path.strip_prefix(&self.path)?.strip_prefix('/')?;
        Some(self.root.join(rest))
    }

    /// The import path of a folder of this module.
    pub fn import_path_of(&self, dir: &Path) -> Option<String> {
        let rest = dir.strip_prefix(&self.root).ok()?;
        let parts: Vec<_> = rest.components().map(|c| c.as_os_str().to_string_lossy().into_owned()).collect();
        Some(if parts.is_empty() { self.path.clone() } else { format!("{}/{}", self.path, parts.join("/")) })
    }
}

/// The directives of a `go.mod` or `go.work` with their one-based lines: the words, the verb in front also of those in a block.
pub(crate) fn directives(text: &str) -> Vec<(usize, Vec<String>)> {
    let mut found = Vec::new();
    // `verb (` opens a block whose lines lack the verb.
    let mut block: Option<String> = None;
    for (i, line) in text.lines().enumerate() {
        let line = line.split("//").next().unwrap_or("").trim();
        let mut words: Vec<String> = line.split_whitespace().map(unquote).collect();
        match (&block, words.first().map(String::as_str)) {
            (_, None) => continue,
            (Some(_), Some(")")) => {
                block = None;
                continue;
            }
            (Some(verb), _) => words.insert(0, verb.clone()),
            (None, Some(verb)) if words.get(1).is_some_and(|w| w == "(") => {
                block = Some(verb.into());
                continue;
            }
            (None, Some(_)) => {}
        }
        found.push((i + 1, words));
    }
    found
}

fn unquote(word: &str) -> String {
    word.trim_matches(|c| c == '"' || c == '`').into()
}

/// The minor of `1.N`, `1.N.P`, `1.NrcP`, with or without `go` in front.
pub fn minor_of(version: &str) -> Option<u32> {
    let rest = version.strip_prefix("go").unwrap_or(version).strip_prefix("1")?;
    if rest.is_empty() {
        return Some(0);
    }
    let digits: String = rest.strip_prefix('.')?.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_has_a_path_a_version_and_requirements() {
        let text = "module \"example.com/m\" // ours\n\ngo 1.22.3\n\nrequire (\n\ta.org/x v1.0.0\n\ta.org/x/y v2\n)\nrequire b.org/z v0\n";
        let module = Module::parse(text, Path::new("/m")).expect("valid");
        assert_eq!((module.path.as_str(), module.go_minor), ("example.com/m", 22));
        let requires: Vec<&str> = module.requires.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(requires, ["a.org/x", "a.org/x/y", "b.org/z"]);
        assert_eq!(module.dir_of("example.com/m/p"), Some(PathBuf::from("/m/p")));
        assert_eq!(module.dir_of("example.com/mm"), None);
        assert_eq!(module.import_path_of(Path::new("/m/p/q")).as_deref(), Some("example.com/m/p/q"));
    }

    #[test]
    fn versions_are_read_in_all_their_forms() {
        let forms = ["1.27", "1.27.3", "1.27rc1", "go1.27"].map(minor_of);
        assert_eq!(forms, [Some(27); 4]);
        assert_eq!((minor_of("1"), minor_of("2.0"), minor_of("x")), (Some(0), None, None));
    }
}
