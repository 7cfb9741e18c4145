//! From what stands on the command line to packages with parsed files.
//!
//! The only front-end crate with I/O: it finds the Go tree, resolves import paths, selects files for the target, lays the
//! runtime overlay over GOROOT's package `runtime`, and parses. It knows no types: whether an import is used, or a file makes
//! sense, is for others to say.
//!
//! Start at [`load`].

pub mod embed;
pub mod fs;
mod go_list;
pub mod goroot;
mod graph;
pub mod module;
pub mod modules;
mod overlay;
mod pattern;
pub mod select;
pub mod target;
mod test_files;

use embed::{Embed, Fault};
use goroot::Goroot;
use pontoon_base::source::SourceMap;
use pontoon_base::{Diagnostic, Pos, Symbol};
use pontoon_syntax::ast;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use target::Target;

pub use graph::load;
pub use pattern::parse_files;

/// The newest language version, as minor of go1.N.
pub const NEWEST_GO: u32 = 27;

/// What to load and how.
#[derive(Clone, Debug)]
pub struct Config {
    pub goroot: Goroot,
    pub target: Target,
    /// `-tags`.
    pub tags: Vec<String>,
    /// `-lang`, as minor of go1.N: the language version of the named packages.
    pub lang: Option<u32>,
    /// The folder that relative names are relative to, and whose module is the main one.
    pub cwd: PathBuf,
    /// Whether the named packages' `_test.go` files are loaded too, as packages of their own.
    pub tests: bool,
    /// Whether `import "C"` in named packages is somebody else's business (go/types' test data) and not an error.
    pub fake_import_c: bool,
    /// Whether package `runtime` and what it imports are loaded although nobody imports them, with the overlay: a build
    /// needs them.
    pub runtime: bool,
}

/// Everything that was loaded.
#[derive(Debug, Default)]
pub struct Program {
    pub sources: SourceMap,
    /// Dependencies before their dependents, in the order in which Go initializes packages: `runtime` and what it
    /// imports, then by import path as far as dependencies allow.
    pub packages: Vec<Package>,
    /// The packages that the command line names, as indices into `packages`.
    pub roots: Vec<usize>,
    /// What is wrong with the arguments, files and imports, in the go command's words. Syntax errors are with their
    /// files.
    pub problems: Vec<Problem>,
}

/// One package with its files.
#[derive(Debug)]
pub struct Package {
    /// The import path; `command-line-arguments` for files given by name.
    pub path: Symbol,
    /// From the package clause of its first file.
    pub name: Symbol,
    /// Where the files are.
    pub dir: PathBuf,
    /// Files of the overlay first, then as the folder lists them, or as the command line names them.
    pub files: Vec<PackageFile>,
    /// Import paths as the files write them, sorted, with the package that each stands for. A path without a package has
    /// a problem, or is none of this crate's business (`C`, malformed paths).
    pub imports: Vec<(Symbol, usize)>,
    /// The files that its directives ask for.
    pub embeds: Vec<Embed>,
    /// Patterns of its directives that lead nowhere.
    pub embed_faults: Vec<Fault>,
    /// In GOROOT's standard library.
    pub standard: bool,
    /// Named on the command line, or made of the test files of such a package.
    pub root: bool,
    /// With tests: the package whose tests this one is for, be it that package with its test files, the external tests,
    /// or a dependency of those that depends on it.
    pub for_test: Option<Symbol>,
}

impl Package {
    /// The package that an import path of this package's files stands for.
    pub fn import(&self, path: Symbol) -> Option<usize> {
        self.imports.iter().find(|(written, _)| *written == path).map(|&(_, index)| index)
    }
}

/// Where a file of a package comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Origin {
    /// Embedded in the compiler: its declarations win over those of kept files.
    Overlay,
    /// Part of GOROOT's package `runtime` under the overlay.
    Kept,
    Ordinary,
}

/// A parsed file.
#[derive(Clone, Debug)]
pub struct PackageFile {
    pub ast: Arc<ast::File>,
    pub origin: Origin,
    /// The language version in force, as minor of go1.N.
    pub go_minor: u32,
}

/// Something wrong before checking: an argument, a file, an import.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The import path of the package with the problem, if it is known.
    pub package: Option<Symbol>,
    /// Where, if a file's text is to blame.
    pub pos: Pos,
    /// The import path that leads nowhere.
    pub import: Option<Symbol>,
    /// In the go command's words where it has some. Further lines are continuation lines, as the go command indents them.
    pub message: String,
    pub kind: ProblemKind,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ProblemKind {
    /// The command line asks for something that is not there.
    Argument,
    /// An import leads nowhere.
    Import,
    /// A file cannot be read or selected.
    File,
}

impl Problem {
    pub fn to_diagnostic(&self) -> Diagnostic {
        let code = match self.kind {
            ProblemKind::Argument => "pontoon-argument",
            ProblemKind::Import => "broken-import",
            ProblemKind::File => "pontoon-file",
        };
        Diagnostic::error(code, self.pos, self.message.replace("\n\t", "\n"))
    }
}

/// The name under which diagnostics show a file, as the go command shortens it: relative to the working folder where that
/// is shorter, with `./` in front of a bare file name.
pub fn display_name(cwd: &Path, path: &Path) -> String {
    let full = path.to_string_lossy().into_owned();
    let Some(relative) = relative(cwd, path) else { return full };
    let relative = if relative.contains('/') { relative } else { format!("./{relative}") };
    if relative.len() < full.len() { relative } else { full }
}

/// `path` as seen from `from`; both must be absolute and free of dots.
fn relative(from: &Path, path: &Path) -> Option<String> {
    if !from.is_absolute() || !path.is_absolute() {
        return None;
    }
    let (mut here, mut there) = (from.components().peekable(), path.components().peekable());
    while here.peek().is_some() && here.peek() == there.peek() {
        here.next();
        there.next();
    }
    let up = here.map(|_| "..".into());
    let down = there.map(|c| c.as_os_str().to_string_lossy());
    Some(up.chain(down).collect::<Vec<_>>().join("/"))
}

/// Joins and removes `.` and `..` without asking the disk, as the go command does with its arguments.
pub(crate) fn clean_join(base: &Path, path: &str) -> PathBuf {
    let mut out = PathBuf::new();
    for component in base.join(path).components() {
        match component {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_as_the_go_command_shows_them() {
        let name = |path| display_name(Path::new("/home/me/mod"), Path::new(path));
        assert_eq!(name("/home/me/mod/a.go"), "./a.go");
        assert_eq!(name("/home/me/mod/p/a.go"), "p/a.go");
        assert_eq!(name("/home/me/other/a.go"), "../other/a.go");
        assert_eq!(name("/opt/a.go"), "/opt/a.go");
    }

    #[test]
    fn arguments_lose_their_dots() {
        assert_eq!(clean_join(Path::new("/a/b"), "../c/./d.go"), Path::new("/a/c/d.go"));
    }
}
