//! All Go files of a Go installation: which of them the parser accepts, compared with gofmt, and how fast.
//!
//! Does nothing unless GOROOT is set. The ordinary run takes a sample; PONTOON_CORPUS=1 takes all files, and
//! all of GOTESTDIR (Go's test/ folder) with them.

use pontoon_base::diag::Gate;
use pontoon_base::{Diagnostic, SourceMap};
use pontoon_syntax::ast::File;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

fn folder(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_dir())
}

fn whole_corpus() -> bool {
    std::env::var_os("PONTOON_CORPUS").is_some()
}

/// The Go files under `folder`, in order.
fn go_files(folder: &Path, files: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("readable").map(|entry| entry.expect("readable").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            go_files(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "go") && path.is_file() {
            files.push(path);
        }
    }
}

/// The files to look at: of a sample every fortieth.
fn corpus() -> Vec<PathBuf> {
    let mut files = Vec::new();
    let Some(goroot) = folder("GOROOT") else { return files };
    go_files(&goroot.join("src"), &mut files);
    if let Some(tests) = folder("GOTESTDIR") {
        go_files(&tests, &mut files);
    }
    if whole_corpus() { files } else { files.into_iter().step_by(40).collect() }
}

fn parse(path: &Path) -> (SourceMap, File) {
    let mut sources = SourceMap::new();
    let bytes = std::fs::read(path).expect("readable");
    let id = sources.add_bytes(&path.to_string_lossy(), bytes);
    let file = pontoon_syntax::parse(id, sources.file(id));
    (sources, file)
}

/// What gofmt has to say about each file that it rejects.
fn gofmt_errors(goroot: &Path, files: &[PathBuf]) -> BTreeMap<PathBuf, String> {
    let mut errors = BTreeMap::new();
    for chunk in files.chunks(200) {
        let output =
            Command::new(goroot.join("bin/gofmt")).args(["-e", "-l"]).args(chunk).output().expect("runs");
        for line in String::from_utf8_lossy(&output.stderr).lines() {
            let Some((path, message)) = line.split_once(".go:") else { continue };
            errors.entry(PathBuf::from(format!("{path}.go"))).or_insert_with(|| message.to_string());
        }
    }
    errors
}

const NO_RECEIVER: &str = "gc's parser insists on a receiver, go/parser leaves it to the type checker";
const THREE_VARIABLES: &str = "gc's type checker refuses a third iteration variable, gofmt's parser does";

/// Files on which the two need not agree, with the reason. In all of them gc agrees with pontoon.
const EXPLAINED: &[(&str, &str)] = &[
    ("src/go/doc/testdata/issue17788.go", NO_RECEIVER),
    ("src/internal/types/testdata/check/decls2/decls2a.go", NO_RECEIVER),
    ("test/fixedbugs/bug217.go", NO_RECEIVER),
    ("src/internal/types/testdata/fixedbugs/issue50372.go", THREE_VARIABLES),
    ("src/internal/types/testdata/spec/range.go", THREE_VARIABLES),
    ("test/fixedbugs/issue50372.go", THREE_VARIABLES),
    (
        "test/fixedbugs/issue23586.go",
        "gc's type checker refuses to defer what is no call, gofmt's parser does",
    ),
    ("test/fixedbugs/issue19610.go", "gc's parser refuses a declaration in the post statement of a loop"),
    ("test/syntax/typesw.go", "gc's parser refuses `f() := x.(type)`"),
];

#[test]
fn accepts_what_gofmt_accepts() {
    let files = corpus();
    let Some(goroot) = folder("GOROOT") else { return };
    let rejected_by_gofmt = gofmt_errors(&goroot, &files);
    let mut differences = Vec::new();
    let mut accepted = 0;
    for path in &files {
        let (sources, file) = parse(path);
        let error: Option<&Diagnostic> = file.diagnostics.iter().find(|d| d.gate == Gate::Syntax);
        match (error, rejected_by_gofmt.get(path)) {
            (None, None) => accepted += 1,
            (Some(_), Some(_)) => {}
            (Some(error), None) => {
                let place = sources.location(error.anchor).expect("known");
                differences.push((path, format!("only pontoon rejects: {place}: {}", error.message)));
            }
            (None, Some(message)) => differences.push((path, format!("only gofmt rejects: {message}"))),
        }
    }
    let (total, rejected) = (files.len(), files.len() - accepted - differences.len());
    println!(
        "{total} files: {accepted} accepted by both, {rejected} rejected by both, {} differ",
        differences.len()
    );
    differences.iter().for_each(|(path, what)| println!("{}: {what}", path.display()));
    differences.retain(|(path, _)| !EXPLAINED.iter().any(|(name, _)| path.ends_with(name)));
    assert!(differences.is_empty(), "{} differences without an explanation", differences.len());
}

/// Run with `cargo test --release -p pontoon-syntax --test corpus speed -- --nocapture`.
#[test]
fn speed() {
    if !whole_corpus() {
        return;
    }
    let mut paths = Vec::new();
    go_files(&folder("GOROOT").expect("set").join("src"), &mut paths);
    let mut sources = SourceMap::new();
    let ids: Vec<_> = paths
        .iter()
        .map(|path| sources.add_bytes(&path.to_string_lossy(), std::fs::read(path).expect("readable")))
        .collect();
    let lines: usize = ids.iter().map(|&id| sources.file(id).text.matches('\n').count()).sum();
    let bytes: usize = ids.iter().map(|&id| sources.file(id).text.len()).sum();
    let mut best = Duration::MAX;
    let mut exprs = 0;
    for _ in 0..5 {
        let start = Instant::now();
        exprs = ids.iter().map(|&id| pontoon_syntax::parse(id, sources.file(id)).exprs.len()).sum();
        best = best.min(start.elapsed());
    }
    let rate = lines as f64 / best.as_secs_f64() / 1e6;
    println!("{} files, {lines} lines, {bytes} bytes, {exprs} expressions", ids.len());
    println!("{best:?}: {rate:.2} million lines a second");
}
