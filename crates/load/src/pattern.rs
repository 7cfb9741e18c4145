//! What the command line's arguments name: files, folders, import paths, patterns with `...`.

use crate::fs::Fs;
use crate::goroot::Goroot;
use crate::modules::Modules;
use crate::{clean_join, display_name};
use pontoon_base::EntityId;
use pontoon_base::source::{FileId, SourceMap};
use pontoon_syntax::ast;
use rayon::prelude::*;
use std::path::{Path, PathBuf};

/// The import path of a package that is given by its files.
pub(crate) const COMMAND_LINE: &str = "command-line-arguments";

/// One thing that the command line asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Root {
    /// Files, which together are one package.
    Files(Vec<PathBuf>),
    /// A folder. One that a pattern matched is passed over if nothing in it is for this target.
    Dir { path: String, dir: PathBuf, standard: bool, matched: bool },
}

/// Where arguments are looked up.
pub(crate) struct Context<'a> {
    pub fs: &'a dyn Fs,
    pub goroot: &'a Goroot,
    pub modules: Option<&'a Modules<'a>>,
    pub cwd: &'a Path,
}

impl Context<'_> {
    /// The packages that the arguments name; none stands for the working folder.
    pub fn roots(&self, args: &[String]) -> Result<Vec<Root>, String> {
        if args.iter().any(|arg| arg.ends_with(".go")) {
            return self.files(args).map(|files| vec![Root::Files(files)]);
        }
        let here = [".".to_string()];
        let args = if args.is_empty() { &here[..] } else { args };
        let mut roots: Vec<Root> = Vec::new();
        for arg in args {
            for root in self.one(arg)? {
                if !roots.contains(&root) {
                    roots.push(root);
                }
            }
        }
        Ok(roots)
    }

    fn files(&self, args: &[String]) -> Result<Vec<PathBuf>, String> {
        let mut files: Vec<PathBuf> = Vec::new();
        for arg in args {
            if !arg.ends_with(".go") {
                return Err(format!("named files must be .go files: {arg}"));
            }
            let file = clean_join(self.cwd, arg);
            if self.fs.is_dir(&file) {
                return Err(format!("{arg} is a directory, should be a Go file"));
            }
            if !self.fs.is_file(&file) {
                return Err(format!("stat {arg}: no such file or directory"));
            }
            if let Some(first) = files.first()
                && first.parent() != file.parent()
            {
                let show = |path: &Path| {
                    let name = display_name(self.cwd, path);
                    name.rsplit_once('/').map_or(".".into(), |(dir, _)| dir.to_string())
                };
                return Err(format!(
                    "named files must all be in one directory; have {} and {}",
                    show(first),
                    show(&file)
                ));
            }
            files.push(file);
        }
        Ok(files)
    }

    fn one(&self, arg: &str) -> Result<Vec<Root>, String> {
        let src = self.goroot.src();
        if arg == "std" {
            return Ok(self.walk(&src, &|rest| Some((rest.to_string(), true))));
        }
        let local = arg == "."
            || arg == ".."
            || arg.starts_with("./")
            || arg.starts_with("../")
            || arg.starts_with('/');
        if let Some(prefix) = arg.strip_suffix("...") {
            let prefix = prefix.trim_end_matches('/');
            return self.matches(arg, prefix, local);
        }
        if local {
            let dir = clean_join(self.cwd, arg);
            if !self.fs.is_dir(&dir) {
                return Err(format!("stat {}: directory not found", dir.display()));
            }
            return Ok(vec![self.root_of_dir(dir)]);
        }
        let (path, dir, standard) = self.root_of_path(arg, self.cwd)?;
        Ok(vec![Root::Dir { path, dir, standard, matched: false }])
    }

    fn root_of_dir(&self, dir: PathBuf) -> Root {
        let (path, standard) = self.path_of_dir(&dir);
        Root::Dir { path, dir, standard, matched: false }
    }

    /// The import path of a folder, and whether it is in the standard library. Outside of modules a folder is like files
    /// given by name.
    pub fn path_of_dir(&self, dir: &Path) -> (String, bool) {
        if let Ok(rest) = dir.strip_prefix(self.goroot.src())
            && rest.components().next().is_some()
        {
            return (rest.to_string_lossy().into_owned(), true);
        }
        let path = self.modules.and_then(|modules| modules.import_path_of(dir));
        (path.unwrap_or_else(|| COMMAND_LINE.into()), false)
    }

    /// The folder of an import path, or why there is none, in the go command's words.
    pub fn root_of_path(&self, path: &str, importer: &Path) -> Result<(String, PathBuf, bool), String> {
        let standard_dir = self.goroot.src().join(path);
        let has_dot = path.split('/').next().unwrap_or("").contains('.');
        if !has_dot && self.fs.is_dir(&standard_dir) {
            return Ok((path.into(), standard_dir, true));
        }
        if let Some(modules) = self.modules
            && let Some(dir) = modules.dir_of(path)?
        {
            return Ok((path.into(), dir, false));
        }
        if !has_dot {
            return Err(format!("package {path} is not in std ({})", standard_dir.display()));
        }
        Err(self.modules.map_or_else(
            || {
                format!(
                    "no required module provides package {path}: go.mod file not found in current directory or any \
                     parent directory; see 'go help modules'"
                )
            },
            |modules| modules.missing(path, importer, self.cwd),
        ))
    }

    fn matches(&self, arg: &str, prefix: &str, local: bool) -> Result<Vec<Root>, String> {
        if local {
            let top = clean_join(self.cwd, prefix);
            if !self.fs.is_dir(&top) {
                return Err(format!("stat {}: directory not found", top.display()));
            }
            return Ok(self.walk(&top, &|rest| Some(self.path_of_dir(&top.join(rest)))));
        }
        let below = |path: &str, dir: &Path, standard: bool| {
            self.walk(dir, &|rest| {
                let joined = if rest.is_empty() { path.to_string() } else { format!("{path}/{rest}") };
                Some((joined, standard))
            })
        };
        let own = self.modules.map_or_else(Vec::new, |modules| modules.roots_of(prefix));
        let mut roots: Vec<Root> = own.iter().flat_map(|(path, dir)| below(path, dir, false)).collect();
        if own.is_empty() {
            let (path, dir, standard) = self.root_of_path(prefix, self.cwd)?;
            roots = below(&path, &dir, standard);
        }
        if roots.is_empty() { Err(format!("{arg} matched no packages")) } else { Ok(roots) }
    }

    /// All folders with Go files below `top`, itself included, as the go command matches patterns: not those named
    /// `testdata` or with `_` or `.` in front, and no other modules.
    fn walk(&self, top: &Path, name: &dyn Fn(&str) -> Option<(String, bool)>) -> Vec<Root> {
        let mut roots = Vec::new();
        let mut stack = vec![String::new()];
        while let Some(rest) = stack.pop() {
            let dir = top.join(&rest);
            let Ok(listing) = self.fs.list(&dir) else { continue };
            let foreign = |dir: &Path| !self.modules.is_some_and(|modules| modules.is_main_root(dir));
            if !rest.is_empty() && listing.files.iter().any(|file| file == "go.mod") && foreign(&dir) {
                continue;
            }
            if listing.files.iter().any(|file| file.ends_with(".go"))
                && let Some((path, standard)) = name(&rest)
            {
                roots.push(Root::Dir { path, dir, standard, matched: true });
            }
            let skipped = |name: &str| name.starts_with(['_', '.']) || name == "testdata";
            let below = listing.dirs.iter().rev().filter(|name| !skipped(name));
            stack.extend(
                below.map(|name| if rest.is_empty() { name.clone() } else { format!("{rest}/{name}") }),
            );
        }
        roots
    }
}

/// Parses files without asking what they import: for `check -syntax-only`. The trees come in the order of the names; a
/// file that cannot be read yields the system's words. `each` sees every tree while it is alive.
pub fn parse_files<T: Send>(
    fs: &dyn Fs,
    cwd: &Path,
    names: &[String],
    each: impl Fn(ast::File) -> T + Sync,
) -> (SourceMap, Vec<Result<T, String>>) {
    let read: Vec<_> = names
        .par_iter()
        .map(|name| {
            fs.read(&clean_join(cwd, name)).map_err(|error| format!("open {name}: {}", reason(&error)))
        })
        .collect();
    let mut sources = SourceMap::new();
    let ids: Vec<Result<FileId, String>> = read
        .into_iter()
        .zip(names)
        .map(|(bytes, name)| {
            bytes.map(|bytes| sources.add_bytes(&display_name(cwd, &clean_join(cwd, name)), bytes))
        })
        .collect();
    let parsed = ids
        .into_par_iter()
        .map(|id| id.map(|id| each(pontoon_syntax::parse(id, sources.file(id)))))
        .collect();
    debug_assert!(sources.files().all(|(id, _)| id.index() < names.len()));
    (sources, parsed)
}

/// An error of the system in the go command's words.
pub(crate) fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        std::io::ErrorKind::IsADirectory => "is a directory".into(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::Memory;

    fn roots(args: &[&str]) -> Result<Vec<String>, String> {
        let mut fs = Memory::new();
        for file in ["/go/src/fmt/print.go", "/go/src/net/http/x.go", "/go/src/net/testdata/x.go"] {
            fs.add(file, "");
        }
        for file in [
            "/m/go.mod",
            "/m/main.go",
            "/m/p/p.go",
            "/m/p/q/q.go",
            "/m/_old/x.go",
            "/m/sub/go.mod",
            "/m/sub/s.go",
        ] {
            fs.add(file, "module example.com/m\n");
        }
        let goroot = Goroot { dir: "/go".into(), version: "go1.27".into() };
        let cwd = Path::new("/m/p");
        let modules = Modules::find(&fs, &goroot, cwd).expect("valid").expect("there is one");
        let context = Context { fs: &fs, goroot: &goroot, modules: Some(&modules), cwd };
        let args: Vec<String> = args.iter().map(|a| a.to_string()).collect();
        let roots = context.roots(&args)?;
        Ok(roots
            .into_iter()
            .map(|root| match root {
                Root::Files(files) => format!("{files:?}"),
                Root::Dir { path, .. } => path,
            })
            .collect())
    }

    #[test]
    fn arguments_are_folders_paths_patterns_or_files() {
        let ok = |args: &[&str]| roots(args).expect("good arguments");
        assert_eq!(ok(&[]), ["example.com/m/p"]);
        assert_eq!(ok(&["..", "fmt"]), ["example.com/m", "fmt"]);
        assert_eq!(ok(&["../..."]), ["example.com/m", "example.com/m/p", "example.com/m/p/q"]);
        assert_eq!(ok(&["example.com/m/..."]).len(), 3);
        assert_eq!(ok(&["std"]), ["fmt", "net/http"]);
        assert_eq!(ok(&["net/..."]), ["net/http"]);
        assert_eq!(ok(&["p.go"]), ["[\"/m/p/p.go\"]"]);
    }

    #[test]
    fn wrong_arguments_get_the_go_commands_words() {
        let error = |args: &[&str]| roots(args).expect_err("bad arguments");
        assert_eq!(error(&["x.go"]), "stat x.go: no such file or directory");
        assert_eq!(error(&["p.go", "../main.go"]), "named files must all be in one directory; have . and /m");
        assert_eq!(error(&["./none"]), "stat /m/p/none: directory not found");
        assert_eq!(error(&["nosuch"]), "package nosuch is not in std (/go/src/nosuch)");
        let missing = "no required module provides package a.org/x; to add it:\n\tgo get a.org/x";
        assert_eq!(error(&["a.org/x"]), missing);
    }
}
