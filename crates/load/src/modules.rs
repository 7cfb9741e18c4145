//! Which folder an import path stands for: the main module or the workspace's, `vendor/`, and required modules, for which the
//! go command is asked, whose business the choice of versions is.

use crate::fs::Fs;
use crate::goroot::Goroot;
use crate::module::{Module, directives, minor_of};
use crate::{NEWEST_GO, clean_join};
use pontoon_base::hash::FxHashSet;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The modules that packages come from, the standard library aside.
pub struct Modules<'a> {
    fs: &'a dyn Fs,
    goroot: &'a Goroot,
    /// The main module, or all of a workspace.
    main: Vec<Module>,
    /// Where `go.mod` or `go.work` is.
    root: PathBuf,
    workspace: bool,
    vendor: Option<Vendor>,
    /// What the go command says, once somebody has to know.
    listed: OnceLock<Result<Vec<Listed>, String>>,
}

/// A module as the go command lists it.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Listed {
    path: String,
    go_minor: u32,
    /// Absent if it has not been downloaded.
    dir: Option<PathBuf>,
}

/// The contents of `vendor/modules.txt`.
#[derive(Debug, Default)]
struct Vendor {
    dir: PathBuf,
    modules: Vec<VendoredModule>,
    packages: FxHashSet<String>,
}

#[derive(Debug)]
struct VendoredModule {
    path: String,
    version: String,
    go_minor: u32,
    explicit: bool,
}

impl<'a> Modules<'a> {
    /// Finds what holds in a folder; GOROOT's own go.mod names no module that anybody imports from.
    pub fn find(fs: &'a dyn Fs, goroot: &'a Goroot, cwd: &Path) -> Result<Option<Modules<'a>>, String> {
        let above = |name: &str| cwd.ancestors().find(|dir| fs.is_file(&dir.join(name)));
        let (work, module) = (above("go.work"), above("go.mod"));
        if module.is_some_and(|root| root.starts_with(&goroot.dir)) {
            return Ok(None);
        }
        let (root, main) = match (work, module) {
            (Some(root), _) => (root, used_modules(fs, goroot, root)?),
            (None, Some(root)) => (root, vec![read_module(fs, goroot, root, "go.mod")?]),
            (None, None) => return Ok(None),
        };
        let mut modules = Modules {
            fs,
            goroot,
            main,
            root: root.into(),
            workspace: work.is_some(),
            vendor: None,
            listed: OnceLock::new(),
        };
        modules.vendor = modules.find_vendor()?;
        Ok(Some(modules))
    }

    /// Whether a folder is the root of a main module.
    pub fn is_main_root(&self, dir: &Path) -> bool {
        self.main.iter().any(|module| module.root == dir)
    }

    /// The import path of a folder of a main module.
    pub fn import_path_of(&self, dir: &Path) -> Option<String> {
        self.holding(dir)?.import_path_of(dir)
    }

    /// The main module that a folder belongs to.
    fn holding(&self, dir: &Path) -> Option<&Module> {
        let holding = self.main.iter().filter(|module| dir.starts_with(&module.root));
        holding.max_by_key(|module| module.root.as_os_str().len())
    }

    /// The folders where the packages of a pattern `prefix/...` can be, with their import paths.
    pub fn roots_of(&self, prefix: &str) -> Vec<(String, PathBuf)> {
        let below = |module: &Module| {
            let whole = module.path == prefix || has_prefix(&module.path, prefix);
            if whole { Some((module.path.clone(), module.root.clone())) } else { None }
        };
        let within = |module: &Module| {
            let dir = module.dir_of(prefix).filter(|dir| self.fs.is_dir(dir))?;
            Some((prefix.to_string(), dir))
        };
        self.main.iter().filter_map(|module| below(module).or_else(|| within(module))).collect()
    }

    /// The folder of a package; `None` if no module has it.
    pub fn dir_of(&self, path: &str) -> Result<Option<PathBuf>, String> {
        let mut candidates: Vec<&Module> = self.main.iter().collect();
        candidates.sort_by_key(|module| std::cmp::Reverse(module.path.len()));
        let own = candidates.iter().find_map(|module| module.dir_of(path).filter(|dir| self.fs.is_dir(dir)));
        if own.is_some() {
            return Ok(own);
        }
        if let Some(vendor) = &self.vendor {
            return Ok(vendor.packages.contains(path).then(|| vendor.dir.join(path)));
        }
        if !self.main.iter().any(|module| !module.requires.is_empty()) {
            return Ok(None);
        }
        let mut listed: Vec<&Listed> = self
            .list()?
            .iter()
            .filter(|module| path == module.path || has_prefix(path, &module.path))
            .collect();
        listed.sort_by_key(|module| std::cmp::Reverse(module.path.len()));
        for module in listed {
            let Some(dir) = &module.dir else {
                let name = &module.path;
                return Err(format!(
                    "module {name} is not in the module cache; to add it:\n\tgo mod download {name}"
                ));
            };
            let dir = dir.join(path[module.path.len()..].trim_start_matches('/'));
            if self.fs.is_dir(&dir) {
                return Ok(Some(dir));
            }
        }
        Ok(None)
    }

    /// Why no module has a package that something in the folder `importer` imports, in the go command's words.
    pub fn missing(&self, path: &str, importer: &Path, cwd: &Path) -> String {
        if self.vendor.is_some() {
            return format!(
                "cannot find module providing package {path}: import lookup disabled by -mod=vendor\n\
                 \t(Go version in go.mod is at least 1.14 and vendor directory exists.)"
            );
        }
        let cd = match self.holding(importer) {
            Some(module) if self.holding(cwd) != Some(module) => format!("\n\tcd {}", module.root.display()),
            _ => String::new(),
        };
        format!("no required module provides package {path}; to add it:{cd}\n\tgo get {path}")
    }

    /// The language version of a folder's module, as minor of go1.N.
    pub fn go_minor_of(&self, dir: &Path) -> Option<u32> {
        if let Some(vendor) = &self.vendor
            && let Ok(rest) = dir.strip_prefix(&vendor.dir)
        {
            let path = rest.to_string_lossy();
            let holding = vendor.modules.iter().filter(|m| path == *m.path || has_prefix(&path, &m.path));
            return holding.max_by_key(|module| module.path.len()).map(|module| module.go_minor);
        }
        let main = self.main.iter().map(|module| (&*module.root, module.go_minor));
        let listed = self.listed.get().and_then(|list| list.as_ref().ok()).into_iter().flatten();
        let listed = listed.filter_map(|module| Some((module.dir.as_deref()?, module.go_minor)));
        let holding = main.chain(listed).filter(|(root, _)| dir.starts_with(root));
        holding.max_by_key(|(root, _)| root.as_os_str().len()).map(|(_, minor)| minor)
    }

    fn list(&self) -> Result<&[Listed], String> {
        let ask = || {
            let text = self.fs.list_modules(self.goroot, &self.root)?;
            let parse = |line: &str| {
                let mut columns = line.split('\t');
                let (path, version, dir) = (columns.next()?, columns.next()?, columns.next()?);
                // Without a go line the go command takes 1.16.
                let go_minor = minor_of(version).unwrap_or(16);
                let dir = (!dir.is_empty()).then(|| PathBuf::from(dir));
                Some(Listed { path: path.into(), go_minor, dir })
            };
            Ok(text.lines().filter_map(parse).collect())
        };
        self.listed.get_or_init(ask).as_deref().map_err(Clone::clone)
    }

    /// Reads `vendor/modules.txt`, if there is one that counts, and compares it with `go.mod`.
    fn find_vendor(&self) -> Result<Option<Vendor>, String> {
        let dir = self.root.join("vendor");
        let old = self.main.iter().all(|module| module.go_minor < 14);
        let list = dir.join("modules.txt");
        if old || !self.fs.is_file(&list) {
            return Ok(None);
        }
        let bytes =
            self.fs.read(&list).map_err(|error| format!("go: reading {}: {error}", list.display()))?;
        let vendor = Vendor { dir, ..Vendor::parse(&String::from_utf8_lossy(&bytes)) };
        let mut faults = Vec::new();
        for (path, version) in self.main.iter().flat_map(|module| &module.requires) {
            let found = vendor.modules.iter().find(|m| m.path == *path && m.version == *version);
            if !found.is_some_and(|module| module.explicit) {
                faults.push(format!(
                    "\t{path}@{version}: is explicitly required in go.mod, but not marked as explicit in vendor/modules.txt\n"
                ));
            }
        }
        if faults.is_empty() {
            return Ok(Some(vendor));
        }
        let sync = if self.workspace { "go work vendor" } else { "go mod vendor" };
        Err(format!(
            "go: inconsistent vendoring in {}:\n{}\n\
             \tTo ignore the vendor directory, use -mod=readonly or -mod=mod.\n\
             \tTo sync the vendor directory, run:\n\t\t{sync}",
            self.root.display(),
            faults.concat(),
        ))
    }
}

impl Vendor {
    fn parse(text: &str) -> Vendor {
        let mut vendor = Vendor::default();
        for line in text.lines() {
            if let Some(rest) = line.strip_prefix("## ") {
                let Some(module) = vendor.modules.last_mut() else { continue };
                for mark in rest.split(';').map(str::trim) {
                    module.explicit |= mark == "explicit";
                    if let Some(version) = mark.strip_prefix("go ") {
                        module.go_minor = minor_of(version).unwrap_or(module.go_minor);
                    }
                }
            } else if let Some(rest) = line.strip_prefix("# ") {
                let mut words = rest.split_whitespace();
                if let (Some(path), Some(version)) = (words.next(), words.next())
                    && version != "=>"
                {
                    vendor.modules.push(VendoredModule {
                        path: path.into(),
                        version: version.into(),
                        go_minor: 16,
                        explicit: false,
                    });
                }
            } else if !line.is_empty() {
                vendor.packages.insert(line.into());
            }
        }
        vendor
    }
}

/// The modules that a `go.work` names.
fn used_modules(fs: &dyn Fs, goroot: &Goroot, root: &Path) -> Result<Vec<Module>, String> {
    let file = root.join("go.work");
    let bytes = fs.read(&file).map_err(|error| format!("go: reading {}: {error}", file.display()))?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let mut modules = Vec::new();
    for (_, words) in directives(&text) {
        match (words[0].as_str(), words.get(1)) {
            ("use", Some(dir)) => {
                let dir = clean_join(root, dir);
                if !fs.is_file(&dir.join("go.mod")) {
                    let file = dir.join("go.mod");
                    return Err(format!(
                        "go: cannot load module {} listed in go.work file: open {}: no such file or directory",
                        words[1],
                        file.display()
                    ));
                }
                modules.push(read_module(fs, goroot, &dir, &words[1])?);
            }
            ("go", Some(version)) => check_version(goroot, "go.work", version)?,
            _ => {}
        }
    }
    Ok(modules)
}

fn read_module(fs: &dyn Fs, goroot: &Goroot, root: &Path, name: &str) -> Result<Module, String> {
    let module = Module::read(fs, root)?;
    check_version(goroot, name, &module.go_line)?;
    Ok(module)
}

/// Whether Go is new enough for a file.
fn check_version(goroot: &Goroot, file: &str, version: &str) -> Result<(), String> {
    match minor_of(version) {
        Some(minor) if minor > NEWEST_GO => {
            let running = goroot.version.strip_prefix("go").unwrap_or(&goroot.version);
            Err(format!("go: {file} requires go >= {version} (running go {running})"))
        }
        _ => Ok(()),
    }
}

fn has_prefix(path: &str, prefix: &str) -> bool {
    path.strip_prefix(prefix).is_some_and(|rest| rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::Memory;

    fn goroot() -> Goroot {
        Goroot { dir: "/go".into(), version: "go1.27.3".into() }
    }

    fn files(files: &[(&str, &str)]) -> Memory {
        let mut fs = Memory::new();
        files.iter().for_each(|(name, text)| fs.add(*name, *text));
        fs
    }

    #[test]
    fn required_modules_are_where_the_go_command_says() {
        let fs = files(&[
            ("/m/go.mod", "module m.org/m\ngo 1.25\nrequire a.org/a v1.0.0\n"),
            (
                "/m/go list -m all",
                "m.org/m\t1.25\t/m\na.org/a\t1.20\t/cache/a\na.org/a/b\t\t/cache/b\nc.org/c\t1.9\t\n",
            ),
            ("/cache/a/p/p.go", ""),
            ("/cache/b/q/q.go", ""),
        ]);
        let goroot = goroot();
        let modules = Modules::find(&fs, &goroot, Path::new("/m")).expect("valid").expect("there is one");
        let dir = |path| modules.dir_of(path).map(|dir| dir.map(|dir| dir.display().to_string()));
        assert_eq!(dir("a.org/a/p"), Ok(Some("/cache/a/p".into())));
        assert_eq!(dir("a.org/a/b/q"), Ok(Some("/cache/b/q".into())));
        assert_eq!(dir("a.org/a/none"), Ok(None));
        assert!(
            dir("c.org/c")
                .expect_err("it is not here")
                .starts_with("module c.org/c is not in the module cache")
        );
        let minor = |dir| modules.go_minor_of(Path::new(dir));
        assert_eq!((minor("/m/x"), minor("/cache/a/p"), minor("/cache/b/q")), (Some(25), Some(20), Some(16)));
    }

    #[test]
    fn a_vendor_folder_stands_for_the_required_modules() {
        let list = "# a.org/a v1.0.0\n## explicit; go 1.21\na.org/a/p\n# b.org/b v1.0.0\nb.org/b\n";
        let with = |list: &str| {
            files(&[
                ("/m/go.mod", "module m.org/m\ngo 1.25\nrequire a.org/a v1.0.0\n"),
                ("/m/vendor/modules.txt", list),
                ("/m/vendor/a.org/a/p/p.go", ""),
            ])
        };
        let (fs, goroot) = (with(list), goroot());
        let modules = Modules::find(&fs, &goroot, Path::new("/m")).expect("valid").expect("there is one");
        assert_eq!(modules.dir_of("a.org/a/p"), Ok(Some("/m/vendor/a.org/a/p".into())));
        assert_eq!(modules.dir_of("a.org/a/q"), Ok(None));
        assert_eq!(modules.go_minor_of(Path::new("/m/vendor/a.org/a/p")), Some(21));
        let fs = with("# a.org/a v1.0.0\n## go 1.21\n");
        let error = Modules::find(&fs, &goroot, Path::new("/m")).err().expect("it is inconsistent");
        assert!(
            error.starts_with("go: inconsistent vendoring in /m:\n\ta.org/a@v1.0.0: is explicitly required")
        );
    }

    #[test]
    fn a_workspace_has_several_main_modules() {
        let fs = files(&[
            ("/w/go.work", "go 1.27\nuse (\n\t./a\n\t./b\n)\n"),
            ("/w/a/go.mod", "module w.org/a\ngo 1.26\n"),
            ("/w/b/go.mod", "module w.org/b\ngo 1.24\n"),
            ("/w/b/p/p.go", ""),
        ]);
        let goroot = goroot();
        let modules = Modules::find(&fs, &goroot, Path::new("/w/a")).expect("valid").expect("there is one");
        assert_eq!(modules.dir_of("w.org/b/p"), Ok(Some("/w/b/p".into())));
        assert_eq!(modules.import_path_of(Path::new("/w/b/p")).as_deref(), Some("w.org/b/p"));
        assert_eq!(modules.roots_of("w.org").len(), 2);
        let missing = modules.missing("x.org/x", Path::new("/w/b"), Path::new("/w/a"));
        assert_eq!(
            missing,
            "no required module provides package x.org/x; to add it:\n\tcd /w/b\n\tgo get x.org/x"
        );
    }

    #[test]
    fn modules_of_a_later_go_are_refused() {
        let (fs, goroot) = (files(&[("/m/go.mod", "module m\ngo 1.99\n")]), goroot());
        let error = Modules::find(&fs, &goroot, Path::new("/m")).err();
        assert_eq!(error.as_deref(), Some("go: go.mod requires go >= 1.99 (running go 1.27.3)"));
    }
}
