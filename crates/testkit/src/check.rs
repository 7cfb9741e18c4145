//! Checks packages and compares what is reported with what the comments in their files expect.

use crate::expect::{self, Reported};
use pontoon_driver::options::Packages;
use pontoon_driver::{Check, Report, Session};
use pontoon_load::fs::Disk;
use pontoon_load::goroot::{Goroot, Search, cache_dirs};
use pontoon_load::select::Selector;
use pontoon_load::target::Target;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// A package whose files say what is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    pub name: String,
    pub files: Vec<PathBuf>,
    /// Whether errors must be in the columns where they are expected.
    pub exact: bool,
}

/// The Go tree that tests use, if there is one: what the command itself would find.
pub fn goroot() -> Option<Goroot> {
    let env = |name: &str| std::env::var(name).ok();
    let caches = cache_dirs(std::env::current_exe().ok().as_deref(), &env);
    Search { fs: &Disk, env: &env, caches }.run().ok()
}

/// The units in a folder, by name: each Go file is one, and each folder with the files in it. Of Go's own data
/// files that build constraints exclude are left out.
pub fn units(folder: &Path, exact: bool) -> Vec<Unit> {
    let mut units = Vec::new();
    for path in entries(folder) {
        let mut files = if path.is_dir() { entries(&path) } else { vec![path.clone()] };
        files.retain(|file| file.extension().is_some_and(|ext| ext == "go"));
        if !exact {
            files.retain(|file| Selector::new(Target::Wasip1, &[]).admits_text(&read(file)).unwrap_or(true));
        }
        if !files.is_empty() {
            let name = path.file_name().expect("entries have names").to_string_lossy().into_owned();
            units.push(Unit { name, files, exact });
        }
    }
    units
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let listing = std::fs::read_dir(folder).expect("the folder is readable");
    let mut paths: Vec<PathBuf> = listing.map(|entry| entry.expect("readable").path()).collect();
    paths.sort();
    paths
}

fn read(file: &Path) -> Vec<u8> {
    std::fs::read(file).expect("the file is readable")
}

/// What is wrong with each unit, by name.
pub fn check_units(goroot: &Goroot, units: &[Unit]) -> Vec<(String, Vec<String>)> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let next = Mutex::new(units.iter().enumerate());
    let results = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let unit = next.lock().expect("nobody panics with the lock").next();
                    let Some((index, unit)) = unit else { break };
                    let complaints = complaints(goroot, unit);
                    let result = (index, (unit.name.clone(), complaints));
                    results.lock().expect("nobody panics with the lock").push(result);
                }
            });
        }
    });
    let mut results = results.into_inner().expect("nobody panics with the lock");
    results.sort();
    results.into_iter().map(|(_, result)| result).collect()
}

/// The codes of the errors that the units get.
pub fn codes(goroot: &Goroot, units: &[Unit]) -> BTreeSet<&'static str> {
    let mut found = BTreeSet::new();
    for unit in units {
        let report = report(goroot, unit, &texts(unit));
        let all = report.packages.iter().flat_map(|package| &package.diagnostics);
        found.extend(all.chain(&report.problems).map(|diagnostic| diagnostic.code));
    }
    found
}

/// The names that GOROOT's internal/types/errors/codes.go has for errors, in our spelling and order.
pub fn code_names(goroot: &Goroot) -> Vec<String> {
    let text = read(&goroot.src().join("internal/types/errors/codes.go"));
    let text = String::from_utf8_lossy(&text);
    let names = text.lines().filter_map(|line| {
        let name = line.strip_prefix('\t')?.split(" Code =").next()?;
        let is_name =
            name.starts_with(|c: char| c.is_ascii_uppercase()) && name.chars().all(char::is_alphanumeric);
        is_name.then(|| kebab(name))
    });
    names.collect()
}

/// `missing-return` for `MissingReturn`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

fn texts(unit: &Unit) -> Vec<String> {
    unit.files.iter().map(|file| String::from_utf8_lossy(&read(file)).into_owned()).collect()
}

fn report(goroot: &Goroot, unit: &Unit, texts: &[String]) -> Report {
    let cwd = unit.files[0].parent().expect("files are in folders").to_path_buf();
    let session = Session { goroot: goroot.clone(), cwd };
    pontoon_driver::check::check(&session, &request(unit, texts))
}

/// What does not fit between the expected and the reported errors of a unit.
fn complaints(goroot: &Goroot, unit: &Unit) -> Vec<String> {
    let texts = texts(unit);
    let report = report(goroot, unit, &texts);

    let mut errors: Vec<(String, Reported)> = Vec::new();
    let all = report.packages.iter().flat_map(|package| &package.diagnostics);
    for diagnostic in all.chain(&report.problems).filter(|diagnostic| diagnostic.is_error()) {
        // The test data is written for a package with the path p.
        let message = diagnostic.message.replace('\n', "\n\t").replace("command-line-arguments.", "p.");
        errors.push(match report.sources.location(diagnostic.anchor) {
            Some(place) => {
                let reported = Reported { line: place.line, col: place.col, message };
                (file_name(Path::new(&*place.file)), reported)
            }
            None => (file_name(&unit.files[0]), Reported { line: 0, col: 0, message }),
        });
    }
    let mut out = Vec::new();
    for (file, text) in unit.files.iter().zip(&texts) {
        let name = file_name(file);
        let here = errors.iter().filter(|error| error.0 == name);
        let reported: Vec<Reported> = here.map(|(_, reported)| reported.clone()).collect();
        let complaints = expect::complaints(&expect::expectations(text), &reported, unit.exact);
        out.extend(complaints.iter().map(|complaint| format!("{name}:{complaint}")));
    }
    out
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The request for a unit: a first line such as `// -lang=go1.20` has its flags.
fn request(unit: &Unit, texts: &[String]) -> Check {
    let args = unit.files.iter().map(|file| file.to_string_lossy().into_owned()).collect();
    let first = texts[0].lines().next().unwrap_or_default();
    let flags = first.strip_prefix("// -").map_or("", |_| &first[3..]);
    let lang = flags.split_whitespace().find_map(|flag| flag.strip_prefix("-lang=go1."));
    Check {
        packages: Packages {
            args,
            lang: lang.map(|minor| minor.parse().expect("a version is a number")),
            ..Packages::default()
        },
        complete: false,
        tests: false,
        as_build: false,
        fake_import_c: flags.split_whitespace().any(|flag| flag == "-fakeImportC"),
        test_funcs: texts.iter().any(|text| text.contains("assert(") || text.contains("trace(")),
    }
}
