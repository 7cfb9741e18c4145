//! Compares the checker with gc on files of the standard library that small random edits have damaged: whether the package is
//! still accepted, and if not, on which line the first error is.
//!
//! The edits depend on the seed alone. gc is asked by `go tool compile` with the export data of `go list -export`.

use crate::expect::token;
use pontoon_driver::options::Packages;
use pontoon_driver::{Check, Session};
use pontoon_load::fs::{Disk, Fs, Listing};
use pontoon_load::goroot::Goroot;
use pontoon_load::target::Target;
use std::io;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, mpsc};
use std::time::Duration;

/// Deep nesting must fit.
const STACK_SIZE: usize = 512 << 20;

/// More time than any package needs, without optimization and on a busy machine.
const TIME_LIMIT: Duration = Duration::from_secs(120);

/// What to do.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Import paths, or `std`.
    pub packages: Vec<String>,
    /// How many files to damage.
    pub count: usize,
    pub seed: u64,
}

/// A damaged file and what the two compilers say about its package.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub package: String,
    pub edit: Edit,
    pub gc: Verdict,
    pub pontoon: Verdict,
}

impl Outcome {
    pub fn agrees(&self) -> bool {
        match (&self.gc, &self.pontoon) {
            (Verdict::Accepted, Verdict::Accepted) => true,
            (Verdict::Rejected { file, line, .. }, Verdict::Rejected { file: other, line: at, .. }) => {
                (file, line) == (other, at)
            }
            _ => false,
        }
    }
}

/// What a compiler says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verdict {
    Accepted,
    /// The first error; of the file only its name.
    Rejected {
        file: String,
        line: u32,
        message: String,
    },
    /// It panicked, ran too long, or said something that is no error.
    Broken(String),
}

/// A small change to a file.
#[derive(Clone, Debug)]
pub struct Edit {
    pub file: PathBuf,
    /// One-based line of the change.
    pub line: u32,
    pub what: String,
    text: String,
}

/// A generator of numbers that depend on nothing but its seed (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }
}

const TYPES: [&str; 12] = [
    "int",
    "string",
    "bool",
    "byte",
    "float64",
    "error",
    "any",
    "uint32",
    "int64",
    "rune",
    "uintptr",
    "complex128",
];

const OPERATORS: [&str; 12] = ["+", "-", "*", "/", "<", ">", "=", ":=", "==", "!", "&", "<-"];

const KEYWORDS: [&str; 25] = [
    "break",
    "case",
    "chan",
    "const",
    "continue",
    "default",
    "defer",
    "else",
    "fallthrough",
    "for",
    "func",
    "go",
    "goto",
    "if",
    "import",
    "interface",
    "map",
    "package",
    "range",
    "return",
    "select",
    "struct",
    "switch",
    "type",
    "var",
];

/// A token that an edit may touch.
#[derive(Clone, Copy)]
struct Token<'t> {
    at: usize,
    text: &'t str,
}

/// The tokens of a file, without white space and comments.
fn tokens(source: &str) -> Vec<Token<'_>> {
    let (mut found, mut at) = (Vec::new(), 0);
    while at < source.len() {
        let text = token(&source[at..]);
        if !text.starts_with(char::is_whitespace) && !text.starts_with("//") && !text.starts_with("/*") {
            found.push(Token { at, text });
        }
        at += text.len();
    }
    found
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_') && !KEYWORDS.contains(&text)
}

/// A random change behind the imports, which the go command looks at before any compiler does.
fn edit(file: &Path, source: &str, random: &mut Random) -> Option<Edit> {
    let all = tokens(source);
    let declares = |t: &Token| matches!(t.text, "func" | "type" | "var" | "const");
    let body = &all[all.iter().position(declares)?..];
    let names: Vec<Token> = body.iter().copied().filter(|t| is_name(t.text)).collect();
    let of =
        |list: &'static [&str]| body.iter().copied().filter(|t| list.contains(&t.text)).collect::<Vec<_>>();
    let (types, operators) = (of(&TYPES), of(&OPERATORS));
    let (target, new, what) = match random.below(8) {
        0 => (*random.pick(body), String::new(), "drop"),
        1 | 2 if !names.is_empty() => (*random.pick(&names), random.pick(&names).text.to_string(), "rename"),
        3 if !names.is_empty() => (*random.pick(&names), "renamed".to_string(), "rename"),
        4 | 5 if !types.is_empty() => {
            (*random.pick(&types), (*random.pick(&TYPES)).to_string(), "change the type")
        }
        6 if !operators.is_empty() => {
            (*random.pick(&operators), (*random.pick(&OPERATORS)).to_string(), "change the operator")
        }
        7 => {
            let target = *random.pick(body);
            (target, format!("{0} {0}", target.text), "repeat")
        }
        _ => return None,
    };
    if target.text == new {
        return None;
    }
    let text = format!("{}{new}{}", &source[..target.at], &source[target.at + target.text.len()..]);
    let line = source[..target.at].matches('\n').count() as u32 + 1;
    let what = if new.is_empty() {
        format!("{what} {}", target.text)
    } else {
        format!("{what} {} → {new}", target.text)
    };
    Some(Edit { file: file.to_path_buf(), line, what, text })
}

/// The disk with one file changed.
struct Changed<'a>(&'a Edit);

impl Fs for Changed<'_> {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        if path == self.0.file { Ok(self.0.text.clone().into_bytes()) } else { Disk.read(path) }
    }

    fn list(&self, dir: &Path) -> io::Result<Listing> {
        Disk.list(dir)
    }

    fn is_dir(&self, path: &Path) -> bool {
        Disk.is_dir(path)
    }

    fn is_file(&self, path: &Path) -> bool {
        Disk.is_file(path)
    }

    fn list_modules(&self, goroot: &Goroot, dir: &Path) -> Result<String, String> {
        Disk.list_modules(goroot, dir)
    }
}

/// A package that can be damaged.
struct Package {
    path: String,
    files: Vec<PathBuf>,
    /// What its assembly defines and refers to, in the form that the compiler reads.
    symabis: Option<PathBuf>,
}

/// gc, set up for the packages of a plan.
struct Gc {
    go: PathBuf,
    scratch: PathBuf,
    packages: Vec<Package>,
}

impl Gc {
    /// Lists the packages and has export data made of what they import; an error if there is no go command.
    fn prepare(goroot: &Goroot, plan: &Plan, scratch: &Path) -> Result<Gc, String> {
        let go = goroot.dir.join("bin/go");
        let mut gc = Gc { go, scratch: scratch.to_path_buf(), packages: Vec::new() };
        let form = "{{.ImportPath}}\t{{.Export}}\t{{.DepOnly}}\t{{len .EmbedFiles}}\t{{.Dir}}\t{{join .GoFiles \" \"}}\t{{join .SFiles \" \"}}";
        let mut list = gc.command(goroot);
        list.args(["list", "-export", "-deps", "-f", form]).args(&plan.packages);
        let output = list.output().map_err(|error| format!("{}: {error}", gc.go.display()))?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned());
        }
        let mut config = String::new();
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            let columns: Vec<&str> = line.split('\t').collect();
            let &[path, export, dependency, embedded, dir, files, assembly] = &columns[..] else {
                return Err(format!("go list says: {line}"));
            };
            if let Some(written) = path.strip_prefix("vendor/") {
                config.push_str(&format!("importmap {written}={path}\n"));
            }
            if !export.is_empty() {
                config.push_str(&format!("packagefile {path}={export}\n"));
            }
            // What files are embedded the go command tells the compiler by other ways.
            if dependency == "false" && embedded == "0" && path != "unsafe" {
                let in_dir =
                    |files: &str| files.split_whitespace().map(|file| Path::new(dir).join(file)).collect();
                let symabis = gc.symabis(goroot, path, in_dir(assembly))?;
                gc.packages.push(Package { path: path.into(), files: in_dir(files), symabis });
            }
        }
        std::fs::write(scratch.join("importcfg"), config).map_err(|error| error.to_string())?;
        Ok(gc)
    }

    /// Has the assembler list the symbols of a package's assembly, if it has some.
    fn symabis(&self, goroot: &Goroot, path: &str, files: Vec<PathBuf>) -> Result<Option<PathBuf>, String> {
        if files.is_empty() {
            return Ok(None);
        }
        let out = self.scratch.join(format!("{}.symabis", path.replace('/', ".")));
        // The header that the compiler would write is not looked at.
        std::fs::write(self.scratch.join("go_asm.h"), "").map_err(|error| error.to_string())?;
        let mut asm = self.command(goroot);
        asm.args(["tool", "asm", "-p", path, "-gensymabis", "-I", ".", "-I"])
            .arg(goroot.dir.join("pkg/include"));
        let output = asm.arg("-o").arg(&out).args(files).output().map_err(|error| error.to_string())?;
        if output.status.success() {
            Ok(Some(out))
        } else {
            Err(String::from_utf8_lossy(&output.stderr).into_owned())
        }
    }

    fn command(&self, goroot: &Goroot) -> Command {
        let mut command = Command::new(&self.go);
        command
            .env("GOROOT", &goroot.dir)
            .env("GOOS", "wasip1")
            .env("GOARCH", "wasm")
            .env("CGO_ENABLED", "0");
        command.env("GOFLAGS", "").env("GOTOOLCHAIN", "local").current_dir(&self.scratch);
        command
    }

    fn judge(
        &self,
        goroot: &Goroot,
        package: &Package,
        edit: &Edit,
        number: usize,
    ) -> Result<Verdict, String> {
        let folder = self.scratch.join(number.to_string());
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        let changed = folder.join(edit.file.file_name().expect("files have names"));
        std::fs::write(&changed, &edit.text).map_err(|error| error.to_string())?;
        let files = package.files.iter().map(|file| if *file == edit.file { &changed } else { file });
        let mut compile = self.command(goroot);
        compile.args(["tool", "compile", "-std", "-e", "-p", &package.path, "-importcfg", "importcfg", "-o"]);
        compile.arg(folder.join("out.a"));
        if let Some(symabis) = &package.symabis {
            compile.arg("-symabis").arg(symabis);
        }
        compile.args(files);
        let output = compile.output().map_err(|error| error.to_string())?;
        std::fs::remove_dir_all(&folder).map_err(|error| error.to_string())?;
        if output.status.success() {
            return Ok(Verdict::Accepted);
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let first = text.lines().find_map(error_line);
        Ok(first.unwrap_or_else(|| Verdict::Broken(text.lines().take(3).collect::<Vec<_>>().join("\n"))))
    }
}

/// `path/file.go:line:col: message`.
fn error_line(line: &str) -> Option<Verdict> {
    let (place, message) = line.split_once(": ")?;
    let mut parts = place.rsplitn(3, ':');
    let (_, line, path) = (parts.next()?, parts.next()?, parts.next()?);
    let file = Path::new(path).file_name()?.to_string_lossy().into_owned();
    Some(Verdict::Rejected { file, line: line.parse().ok()?, message: message.into() })
}

/// What we say about a package with a damaged file.
fn check(goroot: &Goroot, package: &str, edit: &Edit) -> Verdict {
    let session = Session { goroot: goroot.clone(), cwd: PathBuf::from("/") };
    let packages = Packages { args: vec![package.into()], target: Target::Wasip1, ..Packages::default() };
    let request = Check { packages, as_build: true, ..Check::default() };
    let report = pontoon_driver::check::check_on(&Changed(edit), &session, &request);
    let all = report.packages.iter().flat_map(|package| &package.diagnostics);
    let Some(first) = all.chain(&report.problems).find(|diagnostic| diagnostic.is_error()) else {
        return Verdict::Accepted;
    };
    match report.sources.location(first.anchor) {
        Some(place) => {
            let file = Path::new(&*place.file).file_name().unwrap_or_default().to_string_lossy().into_owned();
            Verdict::Rejected { file, line: place.line, message: first.message.clone() }
        }
        None => Verdict::Broken(first.message.clone()),
    }
}

/// The same on a thread of its own, so that neither a panic nor an endless loop ends the run.
fn check_guarded(goroot: &Goroot, package: &str, edit: &Edit) -> Verdict {
    let (send, receive) = mpsc::channel();
    let (goroot, package, edit) = (goroot.clone(), package.to_string(), edit.clone());
    let work = move || {
        let verdict = std::panic::catch_unwind(AssertUnwindSafe(|| check(&goroot, &package, &edit)));
        let verdict = verdict.unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            Verdict::Broken(format!("panic: {}", text.unwrap_or_default()))
        });
        // Nobody listens any more when the time is up.
        let _ = send.send(verdict);
    };
    let thread = std::thread::Builder::new().stack_size(STACK_SIZE).spawn(work);
    match thread {
        Ok(_) => receive.recv_timeout(TIME_LIMIT).unwrap_or_else(|_| Verdict::Broken("no end".into())),
        Err(error) => Verdict::Broken(error.to_string()),
    }
}

/// Damages files and asks both compilers; an error if gc cannot be asked. `scratch` is an empty folder.
pub fn run(goroot: &Goroot, plan: &Plan, scratch: &Path) -> Result<Vec<Outcome>, String> {
    let gc = Gc::prepare(goroot, plan, scratch)?;
    let mut random = Random(plan.seed);
    let files: Vec<(&Package, &PathBuf)> = gc
        .packages
        .iter()
        .flat_map(|package| package.files.iter().map(move |file| (package, file)))
        .collect();
    let mut jobs = Vec::new();
    while jobs.len() < plan.count {
        let &(package, file) = random.pick(&files);
        let source = std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        jobs.extend(edit(file, &source, &mut random).map(|edit| (package, edit)));
    }
    let next = Mutex::new(jobs.iter().enumerate());
    let results = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let job = next.lock().expect("nobody panics with the lock").next();
                    let Some((number, (package, edit))) = job else { break };
                    let outcome = gc.judge(goroot, package, edit, number).map(|gc| Outcome {
                        package: package.path.clone(),
                        edit: edit.clone(),
                        gc,
                        pontoon: check_guarded(goroot, &package.path, edit),
                    });
                    results.lock().expect("nobody panics with the lock").push((number, outcome));
                }
            });
        }
    });
    let mut results = results.into_inner().expect("nobody panics with the lock");
    results.sort_by_key(|&(number, _)| number);
    results.into_iter().map(|(_, outcome)| outcome).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_depend_on_the_seed_alone() {
        let source = "package p\n\nimport \"fmt\"\n\nfunc f(x int) string {\n\treturn fmt.Sprint(x + 1)\n}\n";
        let texts = |seed| {
            let mut random = Random(seed);
            let edits = (0..50).filter_map(|_| edit(Path::new("p.go"), source, &mut random));
            edits.map(|edit| edit.text).collect::<Vec<_>>()
        };
        assert_eq!(texts(1), texts(1));
        assert_ne!(texts(1), texts(2));
        assert!(
            texts(1).iter().all(|text| text != source && text.starts_with("package p\n\nimport \"fmt\"\n"))
        );
    }
}
