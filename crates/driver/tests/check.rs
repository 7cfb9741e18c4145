//! Wrong programs, with comments that say what is wrong: `/* ERROR "text" */` behind the token where gc reports an error
//! whose message contains the text. The files are tests/check, and GOROOT's own data for go/types.
//!
//! Does nothing unless GOROOT is set, since the files import packages. The ordinary run takes a sample of go/types' data;
//! PONTOON_CORPUS=1 takes all.

use pontoon_driver::check::check;
use pontoon_driver::options::Packages;
use pontoon_driver::{Check, Report, Session};
use pontoon_load::goroot::Goroot;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Files of go/types' data that gc does not pass either: it stops at syntax errors, says some things with other words, or
/// lacks an option of go/types' tests.
const BEYOND_GC: &str = include_str!("beyond_gc.txt");

/// An error that a file announces.
struct Expected {
    /// One-based, of the token in front of the comment.
    line: u32,
    /// Bytes of the line before the comment.
    column: usize,
    text: String,
}

fn goroot() -> Option<PathBuf> {
    std::env::var_os("GOROOT").map(PathBuf::from)
}

fn run(goroot: &Path, file: &Path, flags: &[&str]) -> Report {
    let session = Session {
        goroot: Goroot { dir: goroot.to_path_buf(), version: "go1.27.3".to_string() },
        cwd: file.parent().expect("it is in a folder").to_path_buf(),
    };
    let lang = flags.iter().find_map(|flag| flag.strip_prefix("-lang=go1.")).and_then(|n| n.parse().ok());
    let args = vec![file.to_string_lossy().into_owned()];
    let request = Check {
        packages: Packages { args, lang, ..Packages::default() },
        complete: false,
        fake_import_c: flags.contains(&"-fakeImportC"),
        test_funcs: true,
    };
    check(&session, &request)
}

/// Lines and columns of all errors in the file itself, with their messages.
fn reported(report: &Report, file: &Path) -> Vec<(u32, u32, String)> {
    let all = report.packages.iter().flat_map(|package| &package.diagnostics).chain(&report.problems);
    let name = file.file_name().expect("it has one").to_string_lossy();
    let place = |d: &pontoon_base::Diagnostic| {
        let location = report.sources.physical(d.anchor)?;
        location.file.ends_with(&*name).then(|| (location.line, location.col, d.message.clone()))
    };
    all.filter(|d| d.is_error()).filter_map(place).collect()
}

/// What the comments announce; those on a line of their own belong to the line before.
fn expectations(text: &str) -> Vec<Expected> {
    let mut expected = Vec::new();
    let mut last_code = (1, 0);
    for (number, line) in (1..).zip(text.lines()) {
        let mut rest = 0;
        while let Some(at) = line[rest..].find("ERROR").map(|at| rest + at) {
            let start = line[..at].rfind("/*").or(line[..at].rfind("//")).unwrap_or(at);
            // Not one that is itself commented out.
            let outer = line[..start].find("// ").is_some();
            if outer || !line[start..at].trim_start_matches(['/', '*']).trim().is_empty() {
                rest = at + 1;
                continue;
            }
            let before = line[..start].trim_end();
            let (line_of, column) = if before.is_empty() { last_code } else { (number, start) };
            let quoted = line[at..].find(['"', '`']).map(|i| at + i);
            let Some(open) = quoted else { break };
            let (message, end) = unquote(&line[open..]);
            expected.push(Expected { line: line_of, column, text: message });
            rest = open + end;
        }
        let code = line.split("//").next().unwrap_or_default().trim_end();
        if !code.is_empty() && !code.trim_start().starts_with("/*") {
            last_code = (number, code.len());
        }
    }
    expected
}

/// A quoted text's value, and where it ends.
fn unquote(text: &str) -> (String, usize) {
    let quote = text.chars().next().unwrap_or('"');
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1);
    while let Some((i, c)) = chars.next() {
        match c {
            '\\' if quote == '"' => match chars.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, 't')) => value.push('\t'),
                Some((_, other)) => value.push(other),
                None => break,
            },
            c if c == quote => return (value, i + 1),
            c => value.push(c),
        }
    }
    (value, text.len())
}

/// Whether the text is one token with blanks behind it.
fn is_token(text: &str) -> bool {
    let text = text.trim_end();
    let word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
    let literal = text.starts_with(['"', '\'', '`']);
    !text.is_empty() && (literal || text.chars().all(word) || text.chars().count() <= 2)
}

fn go_files(dir: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(dir).expect("the folder is there");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("it can be listed").path()).collect();
    files.retain(|path| path.extension().is_some_and(|ext| ext == "go"));
    files.sort();
    files
}

#[test]
fn errors_are_where_and_what_the_comments_say() {
    let Some(goroot) = goroot() else { return };
    let mut complaints = Vec::new();
    for file in go_files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/check")) {
        let text = std::fs::read_to_string(&file).expect("it can be read");
        let mut expected = expectations(&text);
        let lines: Vec<_> = text.lines().collect();
        for (line, column, message) in reported(&run(&goroot, &file, &[]), &file) {
            let source = lines.get(line as usize - 1).copied().unwrap_or_default();
            let fits = |e: &Expected| {
                e.line == line
                    && message.contains(&e.text)
                    && source.get(column as usize - 1..e.column).is_some_and(is_token)
            };
            match expected.iter().position(fits) {
                Some(i) => drop(expected.swap_remove(i)),
                None => complaints.push(format!("{}:{line}:{column}: {message}", file.display())),
            }
        }
        for e in expected {
            complaints.push(format!("{}:{}: not reported: {}", file.display(), e.line, e.text));
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}

#[test]
fn the_lines_of_go_types_own_data() {
    let Some(goroot) = goroot() else { return };
    let all = std::env::var_os("PONTOON_CORPUS").is_some();
    let data = goroot.join("src/internal/types/testdata");
    let mut complaints = Vec::new();
    for folder in ["check", "examples", "fixedbugs", "spec"] {
        for (i, file) in go_files(&data.join(folder)).into_iter().enumerate() {
            let name = format!("{folder}/{}", file.file_name().expect("it has one").to_string_lossy());
            if BEYOND_GC.lines().any(|line| line == name) || !(all || i % 8 == 0) {
                continue;
            }
            let text = String::from_utf8_lossy(&std::fs::read(&file).expect("it can be read")).into_owned();
            let first = text.lines().next().unwrap_or_default();
            let flags: Vec<_> = first.trim_start_matches('/').split_whitespace().collect();
            let expected: BTreeSet<u32> = expectations(&text).iter().map(|e| e.line).collect();
            let found: BTreeSet<u32> =
                reported(&run(&goroot, &file, &flags), &file).iter().map(|e| e.0).collect();
            let lacking: Vec<_> = expected.difference(&found).collect();
            let excess: Vec<_> = found.difference(&expected).collect();
            if !lacking.is_empty() || !excess.is_empty() {
                complaints.push(format!("{name}: nothing at {lacking:?}, unexpected at {excess:?}"));
            }
        }
    }
    assert!(complaints.is_empty(), "\n{}", complaints.join("\n"));
}
